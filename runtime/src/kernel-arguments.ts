/** What kernels and samplers ask of their arguments. The checks have no derivative to be looked for. */
import { nondifferentiable } from "cotangent";
import { describe } from "./describe.js";

/** @throws TypeError where an argument is no array of the kind that kernels take; `shape`: what it has to hold, in words */
export const expectArray: (name: string, argument: string, array: Float64Array, shape?: string) => void =
  /* @__PURE__ */ nondifferentiable((name: string, argument: string, array: Float64Array, shape = ""): void => {
    if (!(array instanceof Float64Array))
      throw new TypeError(`${name}: ${argument} must be a Float64Array${shape}, but is ${describe(array)}`);
  });

/** @throws TypeError where an argument is no number */
export const expectScalar: (name: string, argument: string, value: number) => void = /* @__PURE__ */ nondifferentiable(
  (name: string, argument: string, value: number): void => {
    if (typeof value !== "number")
      throw new TypeError(`${name}: ${argument} must be a number, but is ${describe(value)}`);
  },
);
