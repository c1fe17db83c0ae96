import type { Jacobian, Tangent } from "../types.js";

/** What `valueAndGrad(f)` gives: the value of the objective at parameters, and its gradient, shaped like a tangent of them. */
export type ValueAndGrad<P> = (params: P) => readonly [value: number, gradient: Tangent<P>];

/**
 * What is minimized, by what is known of it. Members are what the operators of `cotangent` give; any functions with these
 * results will do. Of a least-squares problem, `residuals` and `jacobian`, the objective is half the sum of the squares of the residuals.
 */
export interface Problem<P> {
  /** `valueAndGrad(f)` */
  readonly valueAndGrad?: ValueAndGrad<P>;
  /** `f` itself, for methods that sometimes need no more than its value. Default: that of `valueAndGrad`. */
  readonly value?: (params: P) => number;
  /** `hvp(f)`: products of the Hessian and a tangent. */
  readonly hvp?: (primals: readonly [params: P], tangents: readonly [tangent: Tangent<P>]) => Tangent<P>;
  /** `hessian(f)` */
  readonly hessian?: (params: P) => HessianOf<P>;
  /** What is to be small: a number, or an array or record of numbers. */
  readonly residuals?: (params: P) => unknown;
  /** `jacobian(residuals)` */
  readonly jacobian?: (params: P) => unknown;
  /** Products of a metric of the parameters, as the Fisher matrix is one, and a tangent. */
  readonly metric?: (params: P, tangent: Tangent<P>) => Tangent<P>;
  /** The derivative by the number at `index` of `ravel(params)`, where it costs less than the gradient. */
  readonly partial?: (params: P, index: number) => number;
  /** The problem that the step with this number sees, from 0 on, where every step sees another one: a minibatch. */
  readonly at?: (iteration: number) => Problem<P>;
}

/** What `hessian(f)` returns: rows shaped like a tangent of the parameters, in the places of their numbers. (`P` is not inferred from it.) */
export type HessianOf<P> = [P] extends [infer Q] ? Jacobian<Tangent<Q>, [params: Q], 0> : never;

/** A point of a run: what every optimizer knows of it, beside what it remembers for the next step. Plain data. */
export interface State {
  /** The parameters, as `ravel` has them. */
  readonly x: Float64Array;
  /** The objective there, with the regularizer where there is one. */
  readonly value: number;
  /** The largest entry of the gradient, or of what takes its place where there are constraints: zero at a stationary point. */
  readonly optimality: number;
  /** How many steps led to it. */
  readonly iteration: number;
  /** The length of the last step, as a multiple of its direction. */
  readonly step?: number;
  /** How much of the objective is rounding, as a part of it, where the optimizer has seen that. */
  readonly rounding?: number;
  /** Set where the optimizer cannot go on. */
  readonly stop?: Stop;
}

/** Why an optimizer cannot go on. */
export interface Stop {
  readonly reason: "converged" | "lineSearchFailed" | "nonFinite";
  readonly message: string;
}

/** How often the functions of a problem were called. */
export interface Evaluations {
  /** Calls for the value alone. */
  readonly value: number;
  readonly gradient: number;
  readonly hvp: number;
  readonly hessian: number;
  readonly residuals: number;
  readonly jacobian: number;
  readonly metric: number;
  readonly partial: number;
}

/** A point with the objective and its gradient there. */
export interface Evaluated {
  readonly x: Float64Array;
  readonly value: number;
  readonly gradient: Float64Array;
}

/** What parameters look like, for what sees them as they are. */
export interface Shape<P = unknown> {
  /** The parameters that a vector stands for, in fresh memory. */
  params(x: Float64Array): P;
  /** The vector of parameters. */
  vector(params: P): Float64Array;
}

/**
 * A problem as optimizers see it: over vectors, whatever the parameters are. Results belong to the caller.
 * @throws TypeError where the problem lacks what is asked for, or gives something of another shape than the parameters have
 */
export interface Objective<P = unknown> extends Shape<P> {
  /** How many numbers the parameters hold. */
  readonly size: number;
  /** Whether steps see different problems, so that values cannot be compared. */
  readonly isStochastic: boolean;
  /** The objective of the step with this number. */
  at(iteration: number): Objective<P>;
  has(member: keyof Problem<P>): boolean;
  evaluate(x: Float64Array): Evaluated;
  value(x: Float64Array): number;
  hvp(x: Float64Array, v: Float64Array): Float64Array;
  /** Rows. By `hessian`, or by as many products as there are numbers. */
  hessian(x: Float64Array): Float64Array[];
  residuals(x: Float64Array): Float64Array;
  /** Rows, one for each residual. */
  jacobian(x: Float64Array): Float64Array[];
  metric(x: Float64Array, v: Float64Array): Float64Array;
  partial(x: Float64Array, index: number): number;
}

/**
 * What an optimizer may need: gradients, values that can be compared (minibatches have none), products with the Hessian, the Hessian,
 * residuals with their Jacobian, products with a metric.
 */
export type Need = "gradient" | "value" | "hvp" | "hessian" | "residuals" | "metric";

/**
 * A method: `init` evaluates the objective at the start, `update` takes one step and evaluates it there. States are plain data and
 * never changed, so that one may be kept, written as JSON, and gone on from to the same results.
 */
export interface Optimizer<P = unknown, S extends State = State, N extends Need = Need> {
  readonly name: string;
  /** For the type checker alone: what the problem has to have. Where all are named, nothing is known of it. */
  readonly needs?: N;
  init(objective: Objective<P>, x: Float64Array): S;
  update(objective: Objective<P>, state: S): S;
}
