/** Memory that a call returns without a derivative, and that one is stored in later. */
function fresh(n: number): Float64Array {
  return new Float64Array(n);
}
export function f(x: number, a: Float64Array): number {
  a = fresh(3);
  [x, a[2]] = [a[2], x];
  return x;
}

export const args = [1, new Float64Array([-0.8, -1.5, -1.7])];
export const gradient = [0, 0, 0, 0];
