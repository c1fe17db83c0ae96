function isPrimals(x: [number, number]): boolean {
  return Array.isArray(x) && x.length === 2 && typeof x[0] === "number" && typeof x[1] === "number";
}

function fitsPrimals(given: [number, number], x: [number, number]): boolean {
  return (
    Array.isArray(given) &&
    given.length === x.length &&
    typeof given[0] === "number" &&
    typeof given[1] === "number"
  );
}

export function growth_taylor2(primals: [number, number], tangents: [number, number]): number[] {
  if (!isPrimals(primals)) {
    expectKind("taylor(growth)", "primals", primals, { tuple: ["f64", "f64"] });
  }
  if (!fitsPrimals(tangents, primals)) {
    expectLikePrimal("taylor(growth)", "the tangents", tangents, primals);
  }
  let size = primals[0];
  const rate = primals[1];
  let size_t0 = tangents[0];
  const t = tangents[1];
  let size_t1 = 0;
  for (let i = 0; i < 10; i++) {
    const t1 = 1 - size;
    const t2 = rate * size;
    const size_1 = size + t2 * t1;
    const t3 = -size_t0;
    const t4 = rate * size_t0 + t * size;
    const size_t0_1 = size_t0 + (t2 * t3 + t4 * t1);
    size_t1 += t2 * -size_t1 + t4 * t3 + (rate * size_t1 + t * size_t0 + 0 * size) * t1;
    size = size_1;
    size_t0 = size_t0_1;
  }
  const t1 = 1 / size;
  const t2 = size_t0 * t1;
  return [Math.log(size), t2, (size_t0 * (-t2 / size) + 2 * (size_t1 * t1)) / 2];
}
