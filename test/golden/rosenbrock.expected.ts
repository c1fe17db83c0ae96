export function rosenbrock_grad(x: Float64Array): Float64Array {
  expectFloat64Array("grad(rosenbrock)", "x", x);
  const x_b = new Float64Array(x.length);
  const m = x.length - 1;
  const valley_cache = new Float64Array(Math.max(m, 0));
  for (let i = 0; i < m; i++) {
    const valley = x[i + 1] - x[i] ** 2;
    valley_cache[i] = valley;
  }

  for (let i = m - 1; i >= 0; i--) {
    // sum += slope ** 2 + 100 * valley ** 2
    const valley_b = 200 * valley_cache[i];
    const xi = x[i];
    const slope = 1 - xi;
    const slope_b = 2 * slope;
    // const valley = x[i + 1] - x[i] ** 2
    x_b[i + 1] += valley_b;
    // const slope = 1 - x[i]
    x_b[i] += -2 * xi * valley_b - slope_b;
  }
  return x_b;
}
