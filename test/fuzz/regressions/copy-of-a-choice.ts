/** A choice in a branch that is not taken: there is no array to copy. */
export function f(x: number, k: number, c: number[], a: Float64Array): number {
  if (k > 5) {
    const b = x < 9 ? a : new Float64Array(3);
    for (let i = 0; i < 3; i++) {
      for (const _ of b) {
        void [x, -(c[i] * c[i])];
      }
    }
  }
  return 0;
}
export const args = [-1.721, 1, [-0.627, -1.548, 0.332], new Float64Array([1.76, 0.22, -1.879])];
export const gradient = [0, 0, 0, 0, 0, 0, 0, 0];
