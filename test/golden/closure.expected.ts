function slope_grad(radius: number, x: Float64Array): Float64Array {
  expectFloat64Array("grad(lambda)", "x", x);
  const x_b = new Float64Array(x.length);
  const x1 = x[1];
  const x0 = x[0];
  const hypot = Math.hypot(x0, x1);

  // const slope = grad((x: Float64Array) => (Math.hypot(x[0], x[1]) - radius) ** 2)
  const isZero = hypot === 0;
  const t = 2 * (hypot - radius);
  x_b[1] = isZero ? 0 : t * (x1 / hypot);
  x_b[0] = isZero ? 0 : t * (x0 / hypot);
  return x_b;
}
