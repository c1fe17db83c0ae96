/** What methods that step along gradients have in common. */
import { type Schedule, expectSchedule, rateAt } from "../schedules.js";
import type { Objective, Optimizer, State } from "../types.js";
import { largest } from "../vectors.js";

/** A point with the gradient there. */
export interface FirstOrderState extends State {
  readonly gradient: Float64Array;
}

/** A point evaluated, by the problem of its step. */
export function evaluated(objective: Objective, x: Float64Array, iteration: number): FirstOrderState {
  const { value, gradient } = objective.at(iteration).evaluate(x);
  return { x, value, gradient, optimality: largest(gradient), iteration };
}

/** What a method remembers, number by number: vectors as long as the parameters. */
export type Memory = Readonly<Record<string, Float64Array>>;

/**
 * A method that moves every number by its own history.
 * @param memory the names of what it remembers, at first zeros
 * @param move puts what is remembered into `next`, from `last`, and the new parameters into `into`; `count` is the number of the step, from 1 on
 */
export function elementwise<K extends string>(
  name: string,
  rate: Schedule,
  memory: readonly K[],
  move: (
    into: Float64Array,
    state: FirstOrderState,
    rate: number,
    last: Readonly<Record<K, Float64Array>>,
    next: Readonly<Record<K, Float64Array>>,
    count: number,
  ) => void,
): Optimizer<unknown, FirstOrderState & Readonly<Record<K, Float64Array>>, "gradient"> {
  type Remembered = Readonly<Record<K, Float64Array>>;
  expectSchedule(name, "rate", rate);
  const zeros = (length: number): Remembered =>
    Object.fromEntries(memory.map((key) => [key, new Float64Array(length)])) as Remembered;
  return {
    name,
    init: (objective, x) => ({ ...evaluated(objective, x, 0), ...zeros(x.length) }),
    update(objective, state) {
      const next = zeros(state.x.length);
      const step = rateAt(rate, state.iteration, name);
      const x = new Float64Array(state.x.length);
      move(x, state, step, state, next, state.iteration + 1);
      return { ...evaluated(objective, x, state.iteration + 1), ...next, step };
    },
  };
}
