/** A pullback finds the rows as the function left them, each time that it is called. */
export function f(m: number[][]): number[][] {
  [m[1], m[2]] = [m[2], m[1]];
  return m;
}
export const args = [
  [
    [1, 1, 1],
    [1, 1, 1],
    [1, 1, 1],
  ],
];
export const gradient = [0.515625, 0.453125, -0.5, -0.453125, -0.75, -0.0625, -0.96875, 0.59375, -0.578125];
