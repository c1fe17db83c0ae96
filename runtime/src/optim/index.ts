/**
 * Optimizers over parameters of any shape: numbers, arrays, records of them. Chapters 14 to 16 of Blondel and Roulet, "The Elements of
 * Differentiable Programming".
 */
export { type CoordinateDescentOptions, coordinateDescent } from "./constrained/coordinate-descent.js";
export { type FistaOptions, type FistaState, fista } from "./constrained/fista.js";
export { type MirrorDescentOptions, mirrorDescent } from "./constrained/mirror-descent.js";
export {
  affine,
  type Bound,
  box,
  decreasing,
  halfSpace,
  increasing,
  l1Ball,
  l2Ball,
  lInfinityBall,
  nonNegative,
  simplex,
} from "./constrained/projections.js";
export {
  type ProximalOptions,
  type ProximalState,
  projectedGradient,
  proximalGradient,
} from "./constrained/proximal-gradient.js";
export { elasticNet, groupLasso, l1, ridge, totalVariation } from "./constrained/proximal-operators.js";
export { none, onParams, type Projection, parts, projection, type Regularizer } from "./constrained/regularizer.js";
export { type AdagradOptions, adagrad } from "./first-order/adagrad.js";
export { type AdamOptions, type AdamWOptions, adam, adamw } from "./first-order/adam.js";
export { type AdamaxOptions, adamax } from "./first-order/adamax.js";
export { type AveragedState, type AveragingOptions, averaged } from "./first-order/averaging.js";
export {
  type BarzilaiBorweinOptions,
  type BarzilaiBorweinState,
  barzilaiBorwein,
} from "./first-order/barzilai-borwein.js";
export { type ClippingOptions, clipped } from "./first-order/clipping.js";
export { type GradientDescentState, gradientDescent } from "./first-order/gradient-descent.js";
export { type LionOptions, lion } from "./first-order/lion.js";
export { type MomentumOptions, momentum } from "./first-order/momentum.js";
export { nadam } from "./first-order/nadam.js";
export { type NesterovOptions, type NesterovState, nesterov } from "./first-order/nesterov.js";
export { type RmspropOptions, rmsprop } from "./first-order/rmsprop.js";
export type { FirstOrderState } from "./first-order/stepping.js";
export { type Checkpoint, fromJson, toJson } from "./json.js";
export { type ArmijoOptions, armijo } from "./line-search/armijo.js";
export type { Found, LineSearch } from "./line-search/line-search.js";
export { type Sample, strongWolfe, type WolfeOptions, wolfe } from "./line-search/wolfe.js";
export { type Minibatches, type MinibatchOptions, minibatches, minibatchesOf } from "./minibatches.js";
export { iterate, minimize, minimizeAsync } from "./minimize.js";
export type { ProblemFor } from "./needs.js";
export type { MinimizeOptions, Progress, Result, TraceEntry } from "./run.js";
export {
  constant,
  cosine,
  diminishing,
  exponential,
  polynomial,
  type Schedule,
  stepDecay,
  warmUp,
} from "./schedules.js";
export { type AdaHessianOptions, adaHessian, type DiagonalState } from "./second-order/ada-hessian.js";
export { type BfgsState, bfgs, type QuasiNewtonOptions } from "./second-order/bfgs.js";
export { type GaussNewtonOptions, gaussNewton } from "./second-order/gauss-newton.js";
export { type LbfgsOptions, type LbfgsState, lbfgs } from "./second-order/lbfgs.js";
export { type LbfgsbOptions, lbfgsb } from "./second-order/lbfgsb.js";
export type { LeastSquaresState } from "./second-order/least-squares.js";
export {
  type LevenbergMarquardtOptions,
  type LevenbergMarquardtState,
  levenbergMarquardt,
} from "./second-order/levenberg-marquardt.js";
export { type NaturalGradientOptions, naturalGradient } from "./second-order/natural-gradient.js";
export { type NewtonOptions, newton } from "./second-order/newton.js";
export { type NewtonCgOptions, newtonCg } from "./second-order/newton-cg.js";
export { type SophiaOptions, sophia } from "./second-order/sophia.js";
export { type TrustRegionOptions, type TrustRegionState, trustRegion } from "./second-order/trust-region.js";
export type { Ending, Reason, StoppingRules } from "./stopping.js";
export { type Curve, curvesToSvg, type PlotOptions, traceToSvg } from "./svg.js";
export type {
  Evaluated,
  Evaluations,
  Need,
  Objective,
  Optimizer,
  Problem,
  Shape,
  State,
  Stop,
  ValueAndGrad,
} from "./types.js";
