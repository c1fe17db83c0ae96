/**
 * What kernels and samplers ask of their arguments. Ordinary code: where the compiler knows an argument, nothing of it is left.
 */
import { nondifferentiable } from "cotangent";
import { describe } from "./describe.js";

const refuse: (name: string, argument: string, expected: string, value: unknown) => never =
  /* @__PURE__ */ nondifferentiable((name: string, argument: string, expected: string, value: unknown): never => {
    throw new TypeError(`${name}: ${argument} must be ${expected}, but is ${describe(value)}`);
  });

/** @throws TypeError where an argument is no array of the kind that kernels take */
export function expectArray(name: string, argument: string, array: Float64Array): void {
  if (!(array instanceof Float64Array)) refuse(name, argument, "a Float64Array", array);
}

/** The length of an array of `rows` numbers, or of a matrix. @throws TypeError as `expectArray`, with the shape that is asked for */
export function lengthOf(name: string, argument: string, array: Float64Array, rows: number, columns?: number): number {
  if (!(array instanceof Float64Array)) {
    const shape = columns === undefined ? `of ${rows} numbers` : `with a ${rows} x ${columns} matrix`;
    refuse(name, argument, `a Float64Array ${shape}`, array);
  }
  return array.length;
}

/** @throws TypeError where an argument is no number */
export function expectScalar(name: string, argument: string, value: number): void {
  if (typeof value !== "number") refuse(name, argument, "a number", value);
}

/** @throws TypeError where options are no record, as where a number is given in their place */
export function expectOptions(name: string, options: object): void {
  if (typeof options !== "object" || options === null) refuse(name, "options", "a record", options);
}
