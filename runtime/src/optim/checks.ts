/** Checks of the numbers that optimizers are made with. */

export function expectPositive(fn: string, name: string, x: number): void {
  if (!(x > 0 && x < Number.POSITIVE_INFINITY)) throw new RangeError(`${fn}: ${name} must be positive, but is ${x}`);
}

export function expectNonNegative(fn: string, name: string, x: number): void {
  if (!(x >= 0 && x < Number.POSITIVE_INFINITY))
    throw new RangeError(`${fn}: ${name} must not be negative, but is ${x}`);
}

/** A decay rate. */
export function expectFraction(fn: string, name: string, x: number): void {
  if (!(x >= 0 && x < 1)) throw new RangeError(`${fn}: ${name} must be from 0 on and below 1, but is ${x}`);
}

export function expectOneOf(fn: string, name: string, x: unknown, choices: readonly string[]): void {
  if (!choices.includes(x as string))
    throw new RangeError(`${fn}: ${name} must be one of ${choices.join(", ")}, but is ${x}`);
}

export function expectCount(fn: string, name: string, x: number, least = 1): void {
  if (!(Number.isInteger(x) && x >= least))
    throw new RangeError(`${fn}: ${name} must be an integer from ${least} on, but is ${x}`);
}
