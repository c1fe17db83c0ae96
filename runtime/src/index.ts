export { checkpoint, customJvp, customVjp, defineRule, nondifferentiable, type Rule } from "./custom-rules.js";
export { differentiable } from "./differentiable.js";
export {
  grad,
  gradInto,
  hessian,
  hvp,
  jacfwd,
  jacobian,
  jacrev,
  jvp,
  laplacian,
  linearize,
  linearTranspose,
  secondDerivative,
  stopGradient,
  valueAndGrad,
  valueAndGradInto,
  vhp,
  vjp,
} from "./operators.js";
export type {
  Argnums,
  ArgnumsOptions,
  AuxOptions,
  HvpOptions,
  IsActive,
  Jacobian,
  NotDifferentiable,
  Options,
  Tangent,
  Tangents,
} from "./types.js";
