/** Loops whose steps can be undone: the reverse sweep stores nothing, and finds each state from the one behind it. */
import { type Captured, closureConvert, jvp, vjp, withRule } from "cotangent";
import { flatten, restore, type Unknown } from "../implicit/shapes.js";

export interface ReversibleOptions {
  /**
   * How far the state at the beginning may be missed on the way back, relative to its size: 1e-6, as rounding grows from step to
   * step. `false`: it is not checked.
   */
  readonly tolerance?: number | false;
}

/** The steps, undone one after the other, did not lead back to where they had begun. */
export class DriftError extends Error {
  override name = "DriftError";

  constructor(
    /** Relative to the size of the state. */
    readonly drift: number,
    tolerance: number,
  ) {
    super(
      `reversible: undoing all steps misses the first state by ${drift.toExponential(1)} of its size, more than ${tolerance}; ` +
        "the inverse is wrong, or rounding grows too fast: take fewer steps, or checkpoints",
    );
  }
}

/**
 * `reversible(step, inverse)(init, steps, ...theta)` runs `state = step(state, k, ...theta)` for `k` from 0 on. Reverse mode keeps the last
 * state and the first, which it checks what it comes back to against, and undoes the steps by `state = inverse(state, k, ...theta)` (book, section
 * 7.6; Gomez and others, The Reversible Residual Network, 2017). A state is a number, a `Float64Array`, or an array or a record of
 * these; what the functions refer to around them is differentiated as `theta` is. A derivative of the gradient runs through its loop, and keeps that.
 * @throws DriftError by reverse mode
 */
export function reversible<S extends Unknown<S>, Theta extends unknown[]>(
  step: (state: S, k: number, ...theta: Theta) => NoInfer<S>,
  inverse: (state: S, k: number, ...theta: Theta) => NoInfer<S>,
  options: ReversibleOptions = {},
): (init: S, steps: number, ...theta: Theta) => S {
  const { tolerance = 1e-6 } = options;
  return (init: S, steps: number, ...theta: Theta): S => {
    const [forth, captured] = closureConvert((state: S, k: number): S => step(state, k, ...theta));
    const [back, undone] = closureConvert((state: S, k: number): S => inverse(state, k, ...theta));
    return chain(forth, back, tolerance)(captured, init, undone, steps);
  };
}

type Step<S> = (c: Captured, state: S, k: number) => S;

function chain<S>(
  forth: Step<S>,
  back: Step<S>,
  tolerance: number | false,
): (c: Captured, init: S, u: Captured, steps: number) => S {
  const run: (c: Captured, init: S, u: Captured, steps: number) => S = withRule(
    (c: Captured, init: S, _: Captured, steps: number): S => {
      let state = copyOf(init);
      for (let k = 0; k < steps; k++) state = forth(c, state, k);
      return state;
    },
    {
      jvp: ([c, init, , steps], [dc, dinit]) => {
        let state = copyOf(init as S);
        let change = dinit;
        for (let k = 0; k < steps; k++) {
          const [next, moved] = jvp((c: Captured, s: S): S => forth(c, s, k))(
            [c, state as never],
            [dc as never, change as never],
          );
          state = next as never;
          change = moved as never;
        }
        return [state as never, change as never];
      },
      forward: (c, init, u, steps) => {
        const last = run(c, init, u, steps);
        return [last as never, { c, init, u, steps, last }];
      },
      backward: ({ c, init, u, steps, last }, cotangent) => {
        let state = last;
        // By what the captured variables have no part in, the sum is zero.
        let [sum, adjoint] = vjp((_: Captured, s: S): S => s)(c, last)[1](cotangent as never);
        for (let k = steps - 1; k >= 0; k--) {
          state = back(u, state, k);
          // What comes through unchanged adds the sum so far.
          const pull = vjp((c: Captured, s: S): [Captured, S] => [c, forth(c, s, k)])(c, state as never)[1];
          [sum, adjoint] = pull([sum as never, adjoint as never] as never);
        }
        if (tolerance !== false) expectReturn(flatten(init), flatten(state), tolerance);
        return [sum as never, adjoint as never, null as never, null as never];
      },
    },
  );
  return run;
}

function copyOf<S>(state: S): S {
  return restore(flatten(state), state) as S;
}

/** How far undoing the steps misses the first state, relative to its size: the largest difference over the largest number of the state. */
export function drift<S extends Unknown<S>, Theta extends unknown[]>(
  step: (state: S, k: number, ...theta: Theta) => NoInfer<S>,
  inverse: (state: S, k: number, ...theta: Theta) => NoInfer<S>,
  init: NoInfer<S>,
  steps: number,
  ...theta: Theta
): number {
  let state = init;
  for (let k = 0; k < steps; k++) state = step(state, k, ...theta);
  for (let k = steps - 1; k >= 0; k--) state = inverse(state, k, ...theta);
  return driftOf(flatten(init), flatten(state));
}

function expectReturn(init: Float64Array, found: Float64Array, tolerance: number): void {
  const missed = driftOf(init, found);
  if (!(missed <= tolerance)) throw new DriftError(missed, tolerance);
}

function driftOf(init: Float64Array, found: Float64Array): number {
  if (init.length !== found.length) return Number.POSITIVE_INFINITY;
  let [size, most] = [0, 0];
  for (let i = 0; i < init.length; i++) {
    size = Math.max(size, Math.abs(init[i]));
    most = Math.max(most, Math.abs(init[i] - found[i]));
  }
  return most === 0 ? 0 : most / size;
}
