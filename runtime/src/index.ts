export { differentiable } from "./differentiable.js";
export { grad, jvp, stopGradient, valueAndGrad, vjp } from "./operators.js";
export type { Argnums, AuxOptions, IsActive, NotDifferentiable, Options, Tangent, Tangents } from "./types.js";
