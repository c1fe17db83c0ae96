/** The work grows with the order: beyond this size nothing is computed. */
const largest = 10000;

/** Whether a function of order `n` is computed; negative orders count where `isSigned` says so. */
export function isOrder(n: number, isSigned = false): boolean {
  return Number.isInteger(n) && n <= largest && n >= (isSigned ? -largest : 0);
}
