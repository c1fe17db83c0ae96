/** Zeros that are appended to a list which is returned are a part of it. */
export function f(x0: number): number[] {
  return [x0, 1, 2, ...new Float64Array(3)];
}
export const args = [1];
export const gradient = [-0.5625];
