/** Copies that convert between integers and reals carry no derivative. */
export function f(x: number, k: Int32Array, c: number[]): number {
  const a = new Float64Array(k);
  a[0] *= x;
  const n = new Int32Array(c);
  n[1] += 2 * x;
  k[1] = a[0];
  const b = new Float64Array(n);
  b[2] += c[2] * x;
  const h = new Float32Array(k.length);
  h[0] = k[1] + x;
  return a[0] + a[1] + b[0] + b[1] * b[2] + n[0] * c[0] + h[0] * h[0];
}

export const args = [1.2, new Int32Array([3, 4]), [1.5, 2.25, -3.75]];
export const gradient = [-3.6000003814697266, 1, 0, 4.8];
