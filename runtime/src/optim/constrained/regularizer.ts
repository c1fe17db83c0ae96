import { expectFunction, expectNonNegative, expectOptions } from "../checks.js";
import { describe } from "../../describe.js";
import { expectArray } from "../../kernel-arguments.js";
import { layoutOf } from "../layout.js";
import type { Shape } from "../types.js";

/**
 * A part h of an objective that need not be smooth, known by its proximal operator. Those of this entry see parameters as vectors, in the
 * order of `ravel`.
 */
export interface Regularizer<P = unknown> {
  /** h(x); that of a constraint is 0. */
  value(x: Float64Array, shape?: Shape<P>): number;
  /** The u with the least h(u) + |u - x|² / (2 step). */
  prox(x: Float64Array, step: number, shape?: Shape<P>): Float64Array;
}

/** A convex set; its proximal operator is the projection, whatever the step. */
export interface Projection<P = unknown> extends Regularizer<P> {
  /** The nearest point of the set. */
  project(x: Float64Array): Float64Array;
}

/**
 * The constraint to a set of which the projection is known.
 * @throws TypeError where `project` is no function
 */
export function projection(project: (x: Float64Array) => Float64Array): Projection {
  expectFunction("projection", "project", project);
  const projected = (x: Float64Array): Float64Array => {
    expectArray("project", "x", x);
    return project(x);
  };
  return { value: () => 0, prox: projected, project: projected };
}

/** @throws TypeError where it is not what functions such as `l1` or `box` give */
export function expectRegularizer<P>(fn: string, regularizer: Regularizer<P>): void {
  if (typeof regularizer?.prox !== "function")
    throw new TypeError(
      `${fn}: the regularizer is ${describe(regularizer)}; give what a function such as l1(1) returns`,
    );
}

/** The nearest point where the regularizer is finite: a proximal step that is too short to move what is inside. */
export function insideOf<P>(regularizer: Regularizer<P>, x: Float64Array, shape: Shape<P>): Float64Array {
  return regularizer.prox(x, 1e-200, shape);
}

/** A regularizer of vectors, with what it asks of its arguments. */
export function ofVectors(
  fn: string,
  value: (x: Float64Array) => number,
  prox: (x: Float64Array, step: number) => Float64Array,
): Regularizer {
  return {
    value(x) {
      expectArray(`${fn}.value`, "x", x);
      return value(x);
    },
    prox(x, step) {
      expectArray(`${fn}.prox`, "x", x);
      expectNonNegative(`${fn}.prox`, "step", step);
      return prox(x, step);
    },
  };
}

/**
 * No regularizer: proximal methods are gradient descent then.
 * @throws TypeError where its `value` or `prox` is given no array of numbers
 */
export function none(): Regularizer {
  return ofVectors(
    "none",
    () => 0,
    (x) => x.slice(),
  );
}

/**
 * Regularizers of the fields of a record, or of the places of a list: `parts({ weights: l1(0.1), scale: nonNegative() })`. Other parts
 * have none. A part may have parts itself. Separable sums: Parikh and Boyd, "Proximal algorithms" (2014), section 2.1.
 * @throws TypeError where one of them is none; by runs where the parameters have no such part
 */
export function parts<K extends PropertyKey>(
  regularizers: Readonly<Record<K, Regularizer>>,
): Regularizer<Readonly<Record<K, unknown>>> {
  const keys = Object.keys(expectOptions("parts", regularizers)) as K[];
  for (const key of keys) expectRegularizer(`parts: ${String(key)}`, regularizers[key]);
  const partOf = (params: Readonly<Record<K, unknown>>, key: K) => {
    if (!Object.hasOwn(params, key))
      throw new TypeError(
        `parts: there is a regularizer of ${String(key)}, but the parameters are ${describe(params)} without it`,
      );
    const shape = layoutOf(params[key], "parts");
    return { regularizer: regularizers[key], x: shape.vector(params[key]), shape };
  };
  return {
    value(x, shape) {
      const params = known("parts.value", x, shape).params(x);
      return keys.reduce((sum, key) => {
        const part = partOf(params, key);
        return sum + part.regularizer.value(part.x, part.shape);
      }, 0);
    },
    prox(x, step, shape) {
      expectNonNegative("parts.prox", "step", step);
      const params: Record<K, unknown> = known("parts.prox", x, shape).params(x);
      for (const key of keys) {
        const part = partOf(params, key);
        params[key] = part.shape.params(part.regularizer.prox(part.x, step, part.shape));
      }
      return known("parts.prox", x, shape).vector(params);
    },
  };
}

/**
 * A regularizer of whole parameters, by functions that see them as they are. `prox` returns parameters of the same shape.
 * @throws TypeError where it is used without the shape of the parameters, which optimizers give
 */
export function onParams<P>(of: {
  readonly value: (params: P) => number;
  readonly prox: (params: P, step: number) => P;
}): Regularizer<P> {
  expectFunction("onParams", "value", expectOptions("onParams", of).value);
  expectFunction("onParams", "prox", of.prox);
  return {
    value: (x, shape) => of.value(known("onParams.value", x, shape).params(x)),
    prox(x, step, shape) {
      expectNonNegative("onParams.prox", "step", step);
      const given = known("onParams.prox", x, shape);
      return given.vector(of.prox(given.params(x), step));
    },
  };
}

/** @throws TypeError where it is none */
function known<P>(fn: string, x: Float64Array, shape: Shape<P> | undefined): Shape<P> {
  expectArray(fn, "x", x);
  if (typeof shape?.params === "function") return shape;
  throw new TypeError(
    `${fn}: shape must be the shape of the parameters, which optimizers give, but is ${describe(shape)}`,
  );
}
