/** Optional parameters that are given. */
function h(x: number, c?: number[]): number {
  if (!c) return x;
  c[0] += x;
  c.push(x);
  return c[0] * c[1];
}
export function f(
  x: number,
  b: Float64Array,
  a?: Float64Array,
  d: number[] = [1, 2, 3],
  m?: number[][],
  o?: { v: Float64Array },
): number {
  let s = 0;
  if (a) {
    for (let i = 0; i < a.length; i++) s += a[i] * a[i] * x;
  } else {
    a = b;
    a[0] *= x;
  }
  s += d[0] * d[1] * d[1] + a[0] * a[0] + h(x) + h(x, d);
  if (m) s += m[0][0] * m[1][0] * x;
  if (o) o.v[0] *= x;
  return s * x + (o ? o.v[0] : 1);
}
export const args = [
  1.2,
  new Float64Array([0.3, 0.4]),
  new Float64Array([0.5]),
  [0.1, 0.2, 0.3],
  [[1], [3]],
  { v: new Float64Array([2, 3]) },
];
export const gradient = [12.953999999999999, 0, 0, 2.6399999999999997, 0.288, 1.608, 0, 4.32, 1.44, 1.2, 0];
