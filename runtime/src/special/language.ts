/** Functions that the language has. */

/** exp(x) - 1 without cancellation next to 0: `Math.expm1`. DLMF 4.2.19. */
export function expm1(x: number): number {
  return Math.expm1(x);
}

/** log(1 + x) without rounding the sum: `Math.log1p`; NaN below -1, -Infinity there. DLMF 4.2.2. */
export function log1p(x: number): number {
  return Math.log1p(x);
}
