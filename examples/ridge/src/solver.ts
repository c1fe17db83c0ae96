/** The minimum of a quadratic function by conjugate gradients, from its slopes at any point. */
export function minimizeQuadratic(slopes: (x: Float64Array) => Float64Array, size: number): Float64Array {
  const x = new Float64Array(size);
  const start = slopes(x);
  const residual = start.map((slope) => -slope);
  const direction = residual.slice();
  const first = dot(residual, residual);
  let square = first;
  for (let k = 0; k < 20 * size && square > 1e-28 * first; k++) {
    const image = slopes(direction).map((slope, i) => slope - start[i]);
    const step = square / dot(direction, image);
    for (let i = 0; i < size; i++) {
      x[i] += step * direction[i];
      residual[i] -= step * image[i];
    }
    const next = dot(residual, residual);
    for (let i = 0; i < size; i++) direction[i] = residual[i] + (next / square) * direction[i];
    square = next;
  }
  return x;
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, i) => sum + value * b[i], 0);
}
