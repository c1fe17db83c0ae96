/** What generated code asks of plans. */
import { describe } from "../describe.js";
import { mergeInto } from "../shadow.js";
import type { IndexSets } from "./index-sets.js";
import type { SparsityPattern } from "./pattern.js";
import { hessianPlan, jacobianPlan, type SparsePlan, symmetricPattern } from "./plan.js";
import { patternOfSets, type Shaped } from "./resolution.js";

/** The pattern of a Hessian, from the sets that the numbers of the gradient depend on. */
export function symmetricPatternOfSets(
  caller: string,
  sets: IndexSets,
  rows: ArrayLike<number>,
): Shaped<SparsityPattern> {
  return symmetricPattern(patternOfSets(caller, sets, rows)) as Shaped<SparsityPattern>;
}

const plans = new WeakMap<SparsityPattern, Shaped<SparsePlan>>();

/** The plan for a call that finds the pattern itself, made once for each pattern. */
export function planOf(of: SparsePlan["of"], pattern: SparsityPattern): Shaped<SparsePlan> {
  let plan = plans.get(pattern);
  if (!plan) {
    plan = (of === "jacobian" ? jacobianPlan(pattern) : hessianPlan(pattern)) as Shaped<SparsePlan>;
    plans.set(pattern, plan);
  }
  return plan;
}

/**
 * A plan that a caller has given.
 * @throws TypeError, in the name of `caller`, where it is none, and RangeError where it is one for another number of parameters
 */
export function expectPlan(
  caller: string,
  of: SparsePlan["of"],
  plan: Shaped<SparsePlan>,
  columns: number,
): Shaped<SparsePlan> {
  if (plan?.of !== of) throw new TypeError(`${caller}: 'plan' must be made by ${of}Plan, but is ${describe(plan)}`);
  if (plan.shape[1] !== columns) throw otherShape(caller, plan, `${columns} parameters`);
  return plan;
}

/** @throws RangeError, in the name of `caller`, where the plan is one for another number of results */
export function expectRows(caller: string, plan: SparsePlan, rows: number): void {
  if (plan.shape[0] !== rows) throw otherShape(caller, plan, `${rows} results`);
}

function otherShape(caller: string, { shape: [m, n] }: SparsePlan, found: string): RangeError {
  return new RangeError(`${caller}: the plan is for a matrix of shape ${m} x ${n}, but there are ${found}`);
}

/** Fills a tangent with a number that no rule takes for something special, as it may take zero. */
export function someTangent(tangent: unknown): void {
  mergeInto(tangent, tangent, () => 0.7390851332151607, true);
}

/** Makes a group of a plan a direction: 1 for its columns (or rows) and 0 for all others. Behind the last group all are 0. */
export function seedGroup(
  { count, groups, members }: SparsePlan,
  color: number,
  direction: number[] | Float64Array,
): void {
  direction.fill(0);
  if (color >= count) return;
  for (let p = groups[color]; p < groups[color + 1]; p++) direction[members[p]] = 1;
}

/** Fills a shadow with a direction that no entry is orthogonal to. */
export function probe(places: { readonly length: number; [j: number]: number }): void {
  for (let j = 0; j < places.length; j++) places[j] = (Math.random() < 0.5 ? -1 : 1) * (0.5 + Math.random());
}

/**
 * Compares a matrix with a product that has been found in another way.
 * @throws Error, in the name of `caller`, where they differ
 */
export function expectProduct(
  caller: string,
  plan: SparsePlan,
  values: ArrayLike<number>,
  direction: ArrayLike<number>,
  product: ArrayLike<number>,
): void {
  const { shape, offsets, columns } = plan;
  const [m] = shape;
  const [sums, sizes] = [new Float64Array(m), new Float64Array(m)];
  let largest = 0;
  for (let i = 0; i < m; i++) {
    for (let p = offsets[i]; p < offsets[i + 1]; p++) {
      const term = values[p] * direction[columns[p]];
      sums[i] += term;
      sizes[i] += Math.abs(term);
    }
    sizes[i] += Math.abs(product[i]);
    if (Number.isFinite(sizes[i])) largest = Math.max(largest, sizes[i]);
  }
  for (let i = 0; i < m; i++) {
    // What is no number in either tells nothing.
    if (!(Math.abs(sums[i] - product[i]) > 1e-8 * sizes[i] + 1e-13 * largest)) continue;
    throw new Error(
      `${caller}: the pattern of the plan misses entries here: row ${i} times a random direction is ${product[i]}, but the entries that were found give ${sums[i]}`,
    );
  }
}
