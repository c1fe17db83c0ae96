/** What the Bessel functions have in common. */

/** (x / 2)^n / n! */
export function halfPower(n: number, x: number): number {
  let product = 1;
  for (let k = 1; k <= n && product !== 0; k++) product *= x / (2 * k);
  return product;
}

/** The sum of (sign x^2 / 4)^k / (k! (n + 1)_k), times (x / 2)^n / n!: DLMF 10.2.2 and 10.25.2. For x^2 ≤ 4 (n + 1), where its terms decrease. */
export function powerSeries(n: number, x: number, sign: number): number {
  const z = (sign * x * x) / 4;
  let sum = 1;
  let term = 1;
  for (let k = 1; ; k++) {
    term *= z / (k * (n + k));
    const next = sum + term;
    if (next === sum) break;
    sum = next;
  }
  return halfPower(n, x) * sum;
}

export const euler = 0.5772156649015329;
