/** The value; the gradient goes into `g`. */
export function rosenbrockInto(x: Float64Array, g: Float64Array): number {
  const n = x.length;
  let f = 0;
  g[0] = 0;
  for (let i = 0; i < n - 1; i++) {
    const xi = x[i];
    const a = x[i + 1] - xi * xi;
    const b = 1 - xi;
    f += 100 * a * a + b * b;
    g[i] += -400 * xi * a - 2 * b;
    g[i + 1] = 200 * a;
  }
  return f;
}
