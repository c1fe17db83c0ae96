/** ADBench's measure: relative for large numbers, absolute for small ones. Anything that is not a number is infinitely far. */
export function rho(a: number, b: number): number {
  const distance = Math.abs(a - b) / Math.max(1, Math.abs(a) + Math.abs(b));
  return Number.isNaN(distance) ? Number.POSITIVE_INFINITY : distance;
}

/** The largest `rho` of two arrays, infinite where their lengths differ. */
export function largestRho(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY;
  let largest = 0;
  for (let i = 0; i < a.length; i++) largest = Math.max(largest, rho(a[i], b[i]));
  return largest;
}
