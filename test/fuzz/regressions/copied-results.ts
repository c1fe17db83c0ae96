/** Copies of arrays that are made anew in each iteration. */
function h14([x10, x11 = x10]: number[], a8: Float64Array, a9: Float64Array): number[] {
  a9[(0 >> 1) % 3] = 1;
  a9 = a9.slice();
  a9 = (a9[0] *= Math.cos(x11)) >= x10 ? a8 : a9;
  return [...a9];
}
export function f(x15: number, h16: Float32Array, c17: number[], b18: boolean, c19: number[]): number {
  let s21 = x15;
  const s28: number = s21;
  for (let i30 = 1; i30 <= 2; ++i30) {
    c19 = h14(c19, new Float64Array([0, c19[2 - i30], 0]), new Float64Array(3));
  }
  return Math.sin(c19[1] + 1) + s21 * 0.1 + s28 * 1;
}

export const args = [
  1.795,
  new Float32Array([-0.328125, -0.71875, -0.40625]),
  [-1.294, -0.974, -1.694],
  true,
  [1.486, -0.714, 1.112],
];
export const gradient = [1.1, 0, 0, 0, 0, 0, 0, 0, -0.12042879616143831, 0];
