import { ravel, unravel } from "../../tree/ravel.js";
import { describe } from "../../describe.js";
import type { Objective } from "../types.js";

/**
 * A part h of an objective that need not be smooth, known by its proximal operator. Those of this entry see parameters as vectors, in the
 * order of `ravel`.
 */
export interface Regularizer<P = unknown> {
  /** h(x); that of a constraint is 0. */
  value(x: Float64Array, objective?: Objective<P>): number;
  /** The u with the least h(u) + |u - x|² / (2 step). */
  prox(x: Float64Array, step: number, objective?: Objective<P>): Float64Array;
}

/** A convex set; its proximal operator is the projection, whatever the step. */
export interface Projection<P = unknown> extends Regularizer<P> {
  /** The nearest point of the set. */
  project(x: Float64Array): Float64Array;
}

/** The constraint to a set of which the projection is known. */
export function projection(project: (x: Float64Array) => Float64Array): Projection {
  return { value: () => 0, prox: (x) => project(x), project };
}

/** The nearest point where the regularizer is finite: a proximal step that is too short to move what is inside. */
export function insideOf<P>(regularizer: Regularizer<P>, x: Float64Array, objective: Objective<P>): Float64Array {
  return regularizer.prox(x, 1e-200, objective);
}

/** No regularizer: proximal methods are gradient descent then. */
export function none(): Regularizer {
  return { value: () => 0, prox: (x) => x.slice() };
}

/**
 * Regularizers of the fields of a record, or of the places of a list: `parts({ weights: l1(0.1), scale: nonNegative() })`. Other parts have none.
 */
export function parts<K extends PropertyKey>(
  regularizers: Readonly<Record<K, Regularizer>>,
): Regularizer<Readonly<Record<K, unknown>>> {
  const keys = Object.keys(regularizers) as K[];
  const fieldOf = (params: Readonly<Record<K, unknown>>, key: K): unknown => {
    if (Object.hasOwn(params, key)) return params[key];
    throw new TypeError(
      `parts: there is a regularizer of ${String(key)}, but the parameters are ${describe(params)} without it`,
    );
  };
  return {
    value(x, objective) {
      const params = expectObjective(objective).params(x);
      return keys.reduce((sum, key) => sum + regularizers[key].value(ravel(fieldOf(params, key))), 0);
    },
    prox(x, step, objective) {
      const { params: paramsOf, vector } = expectObjective(objective);
      const params = { ...paramsOf(x) };
      const moved = keys.map((key) => {
        const field = fieldOf(params, key);
        return [key, unravel(regularizers[key].prox(ravel(field), step), field)];
      });
      const whole = paramsOf(x);
      return vector(
        (Array.isArray(whole)
          ? Object.assign([...whole], Object.fromEntries(moved))
          : { ...whole, ...Object.fromEntries(moved) }) as typeof whole,
      );
    },
  };
}

function expectObjective<P>(objective: Objective<P> | undefined): Objective<P> {
  if (objective !== undefined) return objective;
  throw new TypeError("parts: the objective is missing, which knows the fields of the parameters");
}

/**
 * A regularizer of whole parameters, by functions that see them as they are. `prox` returns parameters of the same shape.
 */
export function onParams<P>(of: {
  readonly value: (params: P) => number;
  readonly prox: (params: P, step: number) => P;
}): Regularizer<P> {
  return {
    value: (x, objective) => of.value(expectObjective(objective).params(x)),
    prox: (x, step, objective) => {
      const { params, vector } = expectObjective(objective);
      return vector(of.prox(params(x), step));
    },
  };
}
