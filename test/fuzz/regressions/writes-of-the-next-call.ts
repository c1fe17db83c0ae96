/** A function that is called in a loop and writes to what it is given reads it in the reverse sweep as it was. */
function helper0(h0: Float32Array, n0: number): number {
h0.fill(-h0[0]);
h0.sort((p: number, q: number) => p - q);
return Math.sin(h0[0] + 0) + Math.sin(h0[1] + 1) + Math.sin(h0[2] + 2);
}
export function f(x0: number, c: Float32Array): number {
  let s = 0;
  for (let k = 0; k < 3; k++) s += helper0(c, 1) * (k + 1);
  return s + Math.sin(c[0]);
}
export const args = [0.731, new Float32Array([1.546875, 0.046875, -1.5625])];
export const gradient = [0, -10.579301584105554, 0, 0];
