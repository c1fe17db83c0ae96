/** Checks of what optimizers are made with. */
import { describe } from "../describe.js";

/** Comparisons take also what only looks like a number: null, true, an array of one. */
function isNumber(x: unknown): boolean {
  return typeof x === "number";
}

/** A number itself, and what something else is. */
function shown(x: unknown): string {
  return isNumber(x) ? String(x) : describe(x);
}

export function expectPositive(fn: string, name: string, x: number): void {
  if (!(isNumber(x) && x > 0 && x < Number.POSITIVE_INFINITY))
    throw new RangeError(`${fn}: ${name} must be positive, but is ${shown(x)}`);
}

export function expectNonNegative(fn: string, name: string, x: number): void {
  if (!(isNumber(x) && x >= 0 && x < Number.POSITIVE_INFINITY))
    throw new RangeError(`${fn}: ${name} must not be negative, but is ${shown(x)}`);
}

/** A decay rate. */
export function expectFraction(fn: string, name: string, x: number): void {
  if (!(isNumber(x) && x >= 0 && x < 1))
    throw new RangeError(`${fn}: ${name} must be from 0 on and below 1, but is ${shown(x)}`);
}

export function expectOneOf(fn: string, name: string, x: unknown, choices: readonly string[]): void {
  if (!choices.includes(x as string))
    throw new RangeError(`${fn}: ${name} must be one of ${choices.join(", ")}, but is ${x}`);
}

export function expectCount(fn: string, name: string, x: number, least = 1): void {
  if (!(Number.isInteger(x) && x >= least))
    throw new RangeError(`${fn}: ${name} must be an integer from ${least} on, but is ${shown(x)}`);
}

/** @throws TypeError where options that have to be given are not */
export function expectOptions<T extends object>(fn: string, options: T): T {
  if (typeof options !== "object" || options === null)
    throw new TypeError(`${fn}: options must be a record, but is ${describe(options)}`);
  return options;
}

/** @throws TypeError where it is not what functions such as `adam` give */
export function expectOptimizer(fn: string, optimizer: { readonly init: unknown; readonly update: unknown }): void {
  if (typeof optimizer?.init !== "function" || typeof optimizer.update !== "function")
    throw new TypeError(`${fn}: the optimizer is ${describe(optimizer)}; give what a function such as adam() returns`);
}

/** @throws TypeError where it is no list of numbers */
export function expectNumbers(fn: string, name: string, numbers: ArrayLike<number>): void {
  if (typeof numbers !== "object" || typeof numbers?.length !== "number")
    throw new TypeError(`${fn}: ${name} must be an array of numbers, but is ${describe(numbers)}`);
}

/** @throws TypeError where something that is called is no function */
export function expectFunction(fn: string, name: string, f: unknown): void {
  if (typeof f !== "function") throw new TypeError(`${fn}: ${name} must be a function, but is ${describe(f)}`);
}
