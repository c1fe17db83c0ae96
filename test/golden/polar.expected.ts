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

export function polar_jvp(primals: [number, number], tangents: [number, number]): [number[], number[]] {
  if (!isPrimals(primals)) {
    expectKind("jvp(polar)", "primals", primals, { tuple: ["f64", "f64"] });
  }
  if (!fitsPrimals(tangents, primals)) {
    expectLikePrimal("jvp(polar)", "the tangents", tangents, primals);
  }
  const [x, y] = primals;
  const [x_t, y_t] = tangents;
  const t = y * y + x * x;
  const hypot = Math.hypot(x, y);
  const isZero = hypot === 0;
  return [
    [hypot, Math.atan2(y, x)],
    [(isZero ? 0 : x_t * (x / hypot)) + (isZero ? 0 : y_t * (y / hypot)), y_t * x / t - x_t * y / t],
  ];
}

interface PolarTape {
  y: number;
  x: number;
  hypot: number;
}

function polar_vjp_pullback(tape: PolarTape, y_b: number[]): [number, number] {
  expectNumbers("vjp(polar)", "the cotangent", y_b, 2);
  const { y, x, hypot } = tape;

  // return [Math.hypot(x, y), Math.atan2(y, x)]
  const isZero = hypot === 0;
  const t = y * y + x * x;
  const y1_b = y_b[1];
  const y0_b = y_b[0];
  return [
    (isZero ? 0 : y0_b * (x / hypot)) - (y1_b === 0 ? 0 : y1_b * (y / t)),
    (y1_b === 0 ? 0 : y1_b * (x / t)) + (isZero ? 0 : y0_b * (y / hypot)),
  ];
}

export function polar_vjp(x: number, y: number): [number[], (y_b: number[]) => [number, number]] {
  expectNumber("vjp(polar)", "x", x);
  expectNumber("vjp(polar)", "y", y);
  const hypot = Math.hypot(x, y);
  const tape = { y, x, hypot };
  return [[hypot, Math.atan2(y, x)], (y_b: number[]) => polar_vjp_pullback(tape, y_b)];
}
