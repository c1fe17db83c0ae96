/** How many decimal digits two numbers have in common, as NIST counts them: -log10 of the relative error, at most the eleven that are certified. */
export function digits(found: number, certified: number): number {
  const error = Math.abs(found - certified) / Math.abs(certified);
  return Number.isNaN(error) ? 0 : Math.max(0, Math.min(11, -Math.log10(error)));
}
