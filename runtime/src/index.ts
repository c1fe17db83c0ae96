export { differentiable } from "./differentiable.js";
export { grad, gradInto, jvp, stopGradient, valueAndGrad, valueAndGradInto, vjp } from "./operators.js";
export type { Argnums, AuxOptions, IsActive, NotDifferentiable, Options, Tangent, Tangents } from "./types.js";
