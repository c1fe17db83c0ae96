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
export type { Report } from "./check/report.js";
export type { CheckOptions } from "./check/subject.js";
export {
  checkGrads,
  grad,
  gradInto,
  hessian,
  hessianPattern,
  hvp,
  jacfwd,
  jacobian,
  jacobianInto,
  jacobianPattern,
  jacrev,
  jet,
  jvp,
  laplacian,
  linearize,
  linearTranspose,
  secondDerivative,
  sparseHessian,
  sparseHessianWith,
  sparseJacobian,
  sparseJacobianWith,
  stopGradient,
  taylor,
  valueAndGrad,
  valueAndGradInto,
  packedJacobianInto,
  packedValueAndJacobianInto,
  valueAndJacobianInto,
  vhp,
  vjp,
} from "./operators.js";
export { mapFields } from "./map-fields.js";
export { scan, type ScanOptions } from "./scan.js";
export type { Csr } from "./sparse/matrix.js";
export type { SparsityPattern } from "./sparse/pattern.js";
export type { SparsePlan } from "./sparse/plan.js";
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
