export function rosenbrock_grad(x: Float64Array): Float64Array {
  expectFloat64Array("grad(rosenbrock)", "x", x);
  const x_b = new Float64Array(x.length);
  for (let i = 0; i < x.length - 1; i++) {
    const xi = x[i];
    const valley = x[i + 1] - xi ** 2;
    // sum += slope ** 2 + 100 * valley ** 2
    const valley_b = 200 * valley;
    const slope = 1 - xi;
    const slope_b = 2 * slope;
    // const valley = x[i + 1] - x[i] ** 2
    x_b[i + 1] = valley_b;
    // const slope = 1 - x[i]
    x_b[i] += -2 * xi * valley_b - slope_b;
  }
  return x_b;
}
