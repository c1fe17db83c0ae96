import { expectCount, expectFraction, expectOptimizer, expectOptions } from "../checks.js";
import type { Need, Objective, Optimizer, State } from "../types.js";
import { largest } from "../vectors.js";

/** Options of `averaged`. */
export interface AveragingOptions {
  /** From 0 on and below 1: the mean decays by this. Default: none, all points count alike. */
  readonly decay?: number;
  /** The first step that counts. Default: 0. */
  readonly from?: number;
}

/** What `averaged` remembers, beside the state of the other optimizer. */
export interface AveragedState<S extends State = State> extends State {
  readonly inner: S;
  /** Of the points that count. */
  readonly mean: Float64Array;
  readonly count: number;
}

/**
 * The mean of the points of another optimizer, which goes on from its own. Without `decay` that of all (Polyak and Ruppert), else
 * m ← decay m + (1 - decay) x, divided by 1 - decayᵏ. Without minibatches the objective is evaluated at the mean too,
 * but not a regularizer of the other optimizer. A run that ends since the other one cannot go on ends at its point. Book,
 * section 15.2.2; Polyak and Juditsky, "Acceleration of stochastic approximation by averaging" (1992).
 * @throws RangeError for options out of range
 */
export function averaged<P, S extends State, N extends Need = Need>(
  optimizer: Optimizer<P, S, N>,
  options: AveragingOptions = {},
): Optimizer<P, AveragedState<S>, N> {
  expectOptimizer("averaged", optimizer);
  const { decay, from = 0 } = expectOptions("averaged", options);
  if (decay !== undefined) expectFraction("averaged", "decay", decay);
  expectCount("averaged", "from", from, 0);
  const next = (objective: Objective<P>, inner: S, last: Float64Array, before: number): AveragedState<S> => {
    // Where the other one cannot go on, all further points, and in the end their mean, would be its last.
    if (inner.iteration < from || inner.stop) return { ...pointOf(inner, inner.x), inner, mean: last, count: before };
    const count = before + 1;
    const weight = decay === undefined ? 1 / count : 1 - decay;
    const mean = last.map((m, i) => m + weight * (inner.x[i] - m));
    const x = decay === undefined ? mean : mean.map((m) => m / (1 - decay ** count));
    if (objective.isStochastic) return { ...pointOf(inner, x), inner, mean, count };
    const { value, gradient } = objective.evaluate(x);
    return { ...pointOf(inner, x), value, optimality: largest(gradient), inner, mean, count };
  };
  return {
    name: `averaged ${optimizer.name}`,
    init: (objective, x) => next(objective, optimizer.init(objective, x), new Float64Array(x.length), 0),
    update: (objective, { inner, mean, count }) => next(objective, optimizer.update(objective, inner), mean, count),
  };
}

function pointOf({ value, optimality, iteration, step, stop }: State, x: Float64Array): State {
  return { x, value, optimality, iteration, ...(step === undefined ? {} : { step }), ...(stop ? { stop } : {}) };
}
