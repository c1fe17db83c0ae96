import type { Evaluations, State } from "./types.js";
import { largest, minus } from "./vectors.js";

/** When a run ends. A tolerance of zero asks for exactly that; with minibatches, only that of the parameters is a rule. */
export interface StoppingRules {
  /** Converged where no entry of the gradient (or of what takes its place where there are constraints) is larger. Default: 1e-6. */
  readonly gradientTolerance?: number;
  /** Converged where a step changes the objective by no more than this times its size. Default: 0, which is no rule. */
  readonly valueTolerance?: number;
  /** Converged where a step changes no parameter by more than this times the size of the largest. Default: 0, which is no rule. */
  readonly paramsTolerance?: number;
  /** Converged where the objective is no larger. Default: -Infinity. */
  readonly target?: number;
  /** Steps. Default: 1000. */
  readonly maxIterations?: number;
  /** Calls of functions of the problem. Default: Infinity. */
  readonly maxEvaluations?: number;
  /** In milliseconds, looked at between steps. Default: Infinity. */
  readonly maxTime?: number;
}

/** Why a run ended. A limit of evaluations or of time counts as `maxIterations`; the message says which. */
export type Reason = "converged" | "maxIterations" | "nonFinite" | "lineSearchFailed" | "aborted";

/** How a run ended. */
export interface Ending {
  readonly reason: Reason;
  readonly message: string;
}

export type CheckedRules = Required<StoppingRules>;

/** @throws RangeError for numbers that are none of these limits */
export function checkedRules(rules: StoppingRules): CheckedRules {
  const checked: CheckedRules = {
    gradientTolerance: rules.gradientTolerance ?? 1e-6,
    valueTolerance: rules.valueTolerance ?? 0,
    paramsTolerance: rules.paramsTolerance ?? 0,
    target: rules.target ?? Number.NEGATIVE_INFINITY,
    maxIterations: rules.maxIterations ?? 1000,
    maxEvaluations: rules.maxEvaluations ?? Number.POSITIVE_INFINITY,
    maxTime: rules.maxTime ?? Number.POSITIVE_INFINITY,
  };
  for (const [key, value] of Object.entries(checked))
    if (typeof value !== "number" || Number.isNaN(value) || (key !== "target" && value < 0))
      throw new RangeError(`minimize: ${key} must be a number that is not negative, but is ${value}`);
  return checked;
}

/** Whether a point is where a run ends; `last` is the point before. */
export function endingOf(
  state: State,
  last: State | undefined,
  rules: CheckedRules,
  spent: { readonly evaluations: number; readonly time: number },
  isStochastic: boolean,
): Ending | undefined {
  const converged = convergence(state, last, rules, isStochastic);
  if (converged !== undefined) return { reason: "converged", message: converged };
  if (state.stop !== undefined) return state.stop;
  const limit = limitReached(state, rules, spent);
  return limit === undefined ? undefined : { reason: "maxIterations", message: limit };
}

function convergence(
  state: State,
  last: State | undefined,
  rules: CheckedRules,
  isStochastic: boolean,
): string | undefined {
  const { value, optimality } = state;
  // Gradients and values of minibatches tell nothing of the whole.
  if (!isStochastic && optimality === 0) return "the gradient is zero";
  if (!isStochastic && optimality <= rules.gradientTolerance)
    return `no entry of the gradient is larger than ${rules.gradientTolerance}`;
  if (!isStochastic && value <= rules.target) return `the objective reached ${rules.target}`;
  // Where the optimizer gives up, it says why; there may have been no step whose changes could be small.
  if (last === undefined || state.stop !== undefined) return undefined;
  if (!isStochastic && rules.valueTolerance > 0) {
    const change = Math.abs(value - last.value);
    if (change <= rules.valueTolerance * Math.max(Math.abs(value), Math.abs(last.value)))
      return `the last step changed the objective by ${change}`;
  }
  if (rules.paramsTolerance > 0) {
    const change = largest(minus(state.x, last.x));
    if (change <= rules.paramsTolerance * largest(state.x))
      return `the last step changed no parameter by more than ${change}`;
  }
  return undefined;
}

function limitReached(
  { iteration }: State,
  rules: CheckedRules,
  spent: { readonly evaluations: number; readonly time: number },
): string | undefined {
  if (iteration >= rules.maxIterations) return `${rules.maxIterations} iterations were made`;
  if (spent.evaluations >= rules.maxEvaluations) return `${spent.evaluations} evaluations were made`;
  if (spent.time >= rules.maxTime) return `${spent.time} milliseconds have passed`;
  return undefined;
}

export function total(evaluations: Evaluations): number {
  return Object.values(evaluations).reduce((sum, count) => sum + count, 0);
}
