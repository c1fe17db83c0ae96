export function polar_jvp(primals: [number, number], tangents: [number, number]): [number[], number[]] {
  expectKind("jvp(polar)", "primals", primals, { tuple: ["f64", "f64"] });
  expectLikePrimal("jvp(polar)", "the tangents", tangents, primals);
  const [x, y] = primals;
  const [x_t, y_t] = tangents;
  const t = y * y + x * x;
  const hypot = Math.hypot(x, y);
  const c = hypot === 0;
  return [
    [hypot, Math.atan2(y, x)],
    [(c ? 0 : x_t * (x / hypot)) + (c ? 0 : y_t * (y / hypot)), y_t * x / t - x_t * y / t],
  ];
}

function polar_vjp_pullback(
  tape: { residuals: { v: number[]; y: number; x: number; hypot: number }; cotangent: number[] },
  y: number[],
  y_b: number[],
): [number, number] {
  expectLikePrimal("vjp(polar)", "the cotangent", y_b, y);
  addInto(tape.cotangent, y_b);
  const residuals = tape.residuals;
  const { v, y: y_1, x, hypot } = residuals;

  // return [Math.hypot(x, y), Math.atan2(y, x)]
  const t = v[0];
  v[0] = 0;
  const t1 = v[1];
  v[1] = 0;
  const c = hypot === 0;
  const t2 = y_1 * y_1 + x * x;
  return [(c ? 0 : t * (x / hypot)) - t1 * y_1 / t2, t1 * x / t2 + (c ? 0 : t * (y_1 / hypot))];
}

export function polar_vjp(x: number, y: number): [number[], any] {
  expectNumber("vjp(polar)", "x", x);
  expectNumber("vjp(polar)", "y", y);
  const a = [0, 0];
  const hypot = Math.hypot(x, y);
  const tape = { v: a, y, x, hypot };
  const tape_1 = { residuals: tape, cotangent: a };
  const a1 = [hypot, Math.atan2(y, x)];
  return [a1, (y_b: number[]) => polar_vjp_pullback(tape_1, a1, y_b)];
}
