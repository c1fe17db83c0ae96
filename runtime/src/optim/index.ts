/**
 * Optimizers over parameters of any shape: numbers, arrays, records of them. Chapters 14 to 16 of Blondel and Roulet, "The Elements of
 * Differentiable Programming".
 */
export { type GradientDescentState, gradientDescent } from "./first-order/gradient-descent.js";
export { type Checkpoint, fromJson, toJson } from "./json.js";
export { type ArmijoOptions, armijo } from "./line-search/armijo.js";
export type { Found, LineSearch } from "./line-search/line-search.js";
export { type Sample, strongWolfe, type WolfeOptions, wolfe } from "./line-search/wolfe.js";
export {
  iterate,
  type MinimizeOptions,
  minimize,
  minimizeAsync,
  type Progress,
  type Result,
  type TraceEntry,
} from "./minimize.js";
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
export { type BfgsState, bfgs, type QuasiNewtonOptions } from "./second-order/bfgs.js";
export { type LbfgsOptions, type LbfgsState, lbfgs } from "./second-order/lbfgs.js";
export {
  type LevenbergMarquardtOptions,
  type LevenbergMarquardtState,
  levenbergMarquardt,
} from "./second-order/levenberg-marquardt.js";
export type { Reason, StoppingRules } from "./stopping.js";
export type {
  Evaluated,
  Evaluations,
  Objective,
  Optimizer,
  Problem,
  State,
  Stop,
  ValueAndGrad,
} from "./types.js";
