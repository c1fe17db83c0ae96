function isOptions(x: { floor: number }): boolean {
  return (
    typeof x === "object" &&
    x !== null &&
    !Array.isArray(x) &&
    (x.floor === undefined || typeof x.floor === "number")
  );
}

function zerosOfOptions(x: { floor: number }, walk: any): { floor: number } {
  if (hasFields(x, ["floor"]) && typeof x.floor === "number" && walk.isFirst(x)) return { floor: 0 };
  return hasFields(x, []) && walk.isFirst(x) ? {} as { floor: number } : walk.refuse();
}

export function safeLog_grad_x_options(x: number, options: { floor: number }): [number, { floor: number }] {
  expectNumber("grad(safeLog)", "x", x);
  if (!isOptions(options)) {
    expectKind("grad(safeLog)", "options", options, { record: { floor: { optional: "f64" } } });
  }
  const options_b = zerosBy(zerosOfOptions, options);
  let floor = options.floor;
  const noFloor = floor == null;
  if (noFloor) floor = 0.5;
  const isLarge = x > 0 && Math.log(x) > Math.log(floor);

  // return Math.log(isLarge ? x : floor) + (x || 1)
  let x_b = x ? 1 : 0;
  let floor_b = 1 / (isLarge ? x : floor);
  if (isLarge) {
    x_b += floor_b;
    floor_b = 0;
  }
  // const floor = options.floor ?? 0.5
  const floor_1 = options_b.floor;
  if (floor_1 != null) options_b.floor = floor_1 + (noFloor ? 0 : floor_b);
  return [x_b, options_b];
}
