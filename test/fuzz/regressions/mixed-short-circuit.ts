/** `&&` of a condition and a number, where only its truth or what is chosen instead of it matters. */
export function f(x: number, y: number, a: number[]): number {
  let s = 0;
  for (let i = 0; i < 3; i++) {
    s += ((i !== 1 && a[i]) || y) * x;
    if (s > 0.5 && y) s *= y;
    while (!(s < 2 || a[0])) s -= x;
  }
  return x > 0 && (y || a.length > 0) ? s : x;
}

export const args = [0.7, -0.4, [0.5, 1.25, 0.75]];
export const gradient = [-0.34, 0.315, -0.27999999999999997, 0, -0.27999999999999997];
