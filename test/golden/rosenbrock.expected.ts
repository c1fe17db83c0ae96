export function rosenbrock_grad(x: Float64Array): Float64Array {
  expectFloat64Array("grad(rosenbrock)", "x", x);
  const x_b = new Float64Array(x.length);
  let xi_b = 0;
  for (let i = 0; i < x.length - 1; i++) {
    const xi = x[i];
    const valley = x[i + 1] - xi ** 2;
    // sum += slope ** 2 + 100 * valley ** 2
    const valley_b = 200 * valley;
    const slope = 1 - xi;
    const slope_b = 2 * slope;
    // const slope = 1 - x[i]
    x_b[i] = xi_b + (-2 * xi * valley_b - slope_b);
    xi_b = valley_b;
  }

  x_b[x.length - 1] = xi_b;
  return x_b;
}
