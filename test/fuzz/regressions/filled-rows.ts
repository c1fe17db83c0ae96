/** Rows of a parameter that are all replaced by one. */
export function f(x: number, m: number[][], r: Float64Array[]): number {
  const first = m[0];
  m[1][0] *= x;
  m.fill([x, m[1][0], 2], 1);
  r.fill(r[0]);
  m[2][1] += Math.sin(r[2][1]);
  return m[1][1] * first[0] + m[2][0] * r[1][0] + Math.cos(r[2][0]);
}

export const args = [
  0.7,
  [
    [0.1, 0.2, 0.3],
    [1.1, 1.2, 1.3],
    [2.1, 2.2, 2.3],
  ],
  [new Float64Array([0.5, 0.6, 0.7]), new Float64Array([1.5, 1.6, 1.7]), new Float64Array([2.5, 2.6, 2.7])],
];
export const gradient = [
  0.61, 1.3346424733950353, 0, 0, 0.06999999999999999, 0, 0, 0, 0, 0, 0.22057446139579695, 0.08253356149096784, 0, 0, 0,
  0, 0, 0, 0,
];
