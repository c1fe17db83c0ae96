export { checkpoint, customJvp, customVjp, defineRule, nondifferentiable, type Rule } from "./custom-rules.js";
export { differentiable } from "./differentiable.js";
export type { CheckOptions, Report } from "./check/index.js";
export {
  checkGrads,
  grad,
  gradInto,
  hessian,
  hvp,
  jacfwd,
  jacobian,
  jacobianInto,
  jacrev,
  jet,
  jvp,
  laplacian,
  linearize,
  linearTranspose,
  secondDerivative,
  stopGradient,
  taylor,
  valueAndGrad,
  valueAndGradInto,
  valueAndJacobianInto,
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
