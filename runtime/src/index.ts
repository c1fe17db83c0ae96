export {
  type Captured,
  checkpoint,
  closureConvert,
  customJvp,
  customVjp,
  defineRule,
  nondifferentiable,
  type Rule,
  withRule,
} from "./custom-rules.js";
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
  vhp,
  vjp,
} from "./operators.js";
export { scan, type ScanOptions } from "./scan.js";
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
