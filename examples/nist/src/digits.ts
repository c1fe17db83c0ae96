/** How many digits NIST certifies. */
const certifiedDigits = 11;

/** Whether a number, rounded to as many digits as NIST certifies, is the certified one. */
export function isMet(found: number, certified: number): boolean {
  return Number.isFinite(found) && Number(found.toExponential(certifiedDigits - 1)) === certified;
}
