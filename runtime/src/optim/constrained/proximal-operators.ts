/** Regularizers with their proximal operators. Book, section 15.4.3; Parikh and Boyd, "Proximal algorithms" (2014), chapter 6. */
import { describe } from "../../describe.js";
import { expectNonNegative, expectNumbers } from "../checks.js";
import { dot, norm } from "../vectors.js";
import { ofVectors, type Regularizer } from "./regularizer.js";
import { tautString } from "./taut-string.js";

/**
 * λ Σ |x|: soft thresholding. Book, section 15.4.3.
 * @throws RangeError where `lambda` is negative
 */
export function l1(lambda: number): Regularizer {
  expectNonNegative("l1", "lambda", lambda);
  return ofVectors(
    "l1",
    (x) => lambda * absoluteSum(x),
    (x, step) => x.map((v) => shrunk(v, step * lambda)),
  );
}

/**
 * λ₁ Σ |x| + ½ λ₂ |x|². Zou and Hastie, "Regularization and variable selection via the elastic net" (2005).
 * @throws RangeError where one of `lambda1` and `lambda2` is negative
 */
export function elasticNet(lambda1: number, lambda2: number): Regularizer {
  expectNonNegative("elasticNet", "lambda1", lambda1);
  expectNonNegative("elasticNet", "lambda2", lambda2);
  return shrinking("elasticNet", lambda1, lambda2);
}

function shrinking(fn: string, lambda1: number, lambda2: number): Regularizer {
  return ofVectors(
    fn,
    (x) => lambda1 * absoluteSum(x) + 0.5 * lambda2 * dot(x, x),
    (x, step) => x.map((v) => shrunk(v, step * lambda1) / (1 + step * lambda2)),
  );
}

/**
 * ½ λ |x|². Book, section 15.4.3.
 * @throws RangeError where `lambda` is negative
 */
export function ridge(lambda: number): Regularizer {
  expectNonNegative("ridge", "lambda", lambda);
  return shrinking("ridge", 0, lambda);
}

/**
 * λ Σ |x_G|₂ over groups of indices, or over all numbers as one: whole groups become zero. Yuan and Lin, "Model selection and
 * estimation in regression with grouped variables" (2006).
 * @param groups disjoint; what is in none is not regularized
 * @throws RangeError where an index is in two groups, or is none; later where it is beyond the parameters
 */
export function groupLasso(lambda: number, groups?: readonly (readonly number[])[]): Regularizer {
  expectNonNegative("groupLasso", "lambda", lambda);
  if (groups !== undefined && !Array.isArray(groups))
    throw new TypeError(`groupLasso: groups must be an array of groups, but is ${describe(groups)}`);
  for (const [k, group] of groups?.entries() ?? []) expectNumbers("groupLasso", `group ${k}`, group);
  const seen = new Set<number>();
  for (const index of groups?.flat() ?? []) {
    if (!(Number.isInteger(index) && index >= 0)) throw new RangeError(`groupLasso: ${index} is no index`);
    if (seen.has(index)) throw new RangeError(`groupLasso: the index ${index} is in two groups`);
    seen.add(index);
  }
  const groupsOf = (x: Float64Array): Iterable<readonly number[]> => {
    for (const index of seen)
      if (index >= x.length)
        throw new RangeError(`groupLasso: a group has the index ${index}, but there are ${x.length} numbers`);
    return groups ?? [[...x.keys()]];
  };
  const sizeOf = (x: Float64Array, group: readonly number[]): number => norm(Float64Array.from(group, (i) => x[i]));
  return ofVectors(
    "groupLasso",
    (x) => {
      let sum = 0;
      for (const group of groupsOf(x)) sum += sizeOf(x, group);
      return lambda * sum;
    },
    (x, step) => {
      const moved = x.slice();
      for (const group of groupsOf(x)) {
        const size = sizeOf(x, group);
        const factor = size > step * lambda ? 1 - (step * lambda) / size : 0;
        for (const i of group) moved[i] *= factor;
      }
      return moved;
    },
  );
}

/**
 * λ Σ |x_{i+1} - x_i|: the total variation of a series, by the taut string. Davies and Kovac, "Local extremes, runs, strings and multiresolution"
 * (2001).
 * @throws RangeError where `lambda` is negative
 */
export function totalVariation(lambda: number): Regularizer {
  expectNonNegative("totalVariation", "lambda", lambda);
  return ofVectors(
    "totalVariation",
    (x) => {
      let sum = 0;
      for (let i = 1; i < x.length; i++) sum += Math.abs(x[i] - x[i - 1]);
      return lambda * sum;
    },
    (x, step) => tautString(x, step * lambda),
  );
}

function absoluteSum(x: Float64Array): number {
  let sum = 0;
  for (const v of x) sum += Math.abs(v);
  return sum;
}

/** Closer to zero by `by`, and no farther. */
function shrunk(v: number, by: number): number {
  return Math.sign(v) * Math.max(Math.abs(v) - by, 0);
}
