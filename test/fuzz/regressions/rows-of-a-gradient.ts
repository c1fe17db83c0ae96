/** The arrays of a gradient are rows of fresh memory that the reverse sweep of the reverse sweep must leave in place. */
interface Point {
  x: number;
  v: Float64Array;
}
function h(a: Float64Array, b: Float64Array): number {
  return a[1] + Math.sin(b[2]);
}
export function f(x: number, o: Point, m: number[][]): number {
  if (x < 2) {
    m[0][0] = x;
  } else {
    h(o.v, o.v);
  }
  return 0;
}
export const args = [
  1,
  { x: -1.531, v: new Float64Array([1.978, 0.014, 0.072]) },
  [
    [0.855, -0.791, 1.695],
    [-0.714, -0.728, -0.861],
    [0.927, -1.814, 1.706],
  ],
];
export const gradient = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
