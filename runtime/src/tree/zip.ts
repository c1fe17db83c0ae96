import { describe } from "../describe.js";
import { classOf, type PlainRecord, type ValueClass } from "../values.js";
import { describeShape, isPlain, nameOf, type Place } from "./place.js";
import { size } from "./ravel.js";

export type Vector = Float64Array | Float32Array;

/** What is done with the numbers that stand in the same place of several trees. */
export interface Leaves {
  number(xs: readonly number[]): number;
  /** `into` may be one of `xs`. */
  vector(into: Vector, xs: readonly Vector[]): void;
}

/**
 * A fresh tree of the shape of `trees`, of which there is at least one. It is shared where all of them are.
 * @throws TypeError where their shapes differ, and where one is no tree
 */
export function zip(fn: string, trees: readonly unknown[], leaves: Leaves): unknown {
  return join({ fn, leaves, done: new Map() }, trees, undefined);
}

/** The places where all trees have numbers, by the object of the first tree. */
interface Walk {
  readonly fn: string;
  readonly leaves: Leaves;
  readonly done: Map<unknown, { readonly trees: readonly unknown[]; readonly result: unknown }[]>;
}

function join(walk: Walk, trees: readonly unknown[], place: Place): unknown {
  const kind = kindOf(walk.fn, trees[0], place);
  for (let i = 1; i < trees.length; i++) {
    if (kindOf(walk.fn, trees[i], place) === kind) continue;
    if (!isNothing(...trees)) refuse(walk.fn, trees, i, place);
    return null;
  }
  if (kind === "number") return walk.leaves.number(trees as readonly number[]);
  if (kind === "inert") return trees[0];

  const others = walk.done.get(trees[0]) ?? [];
  const known = others.find((entry) => entry.trees.every((tree, i) => tree === trees[i]));
  if (known) return known.result;
  const result = emptyLike(trees[0], kind);
  others.push({ trees, result });
  walk.done.set(trees[0], others);
  if (kind === "Float64Array" || kind === "Float32Array") {
    expectLengths(walk.fn, trees as readonly Vector[], place);
    walk.leaves.vector(result as Vector, trees as readonly Vector[]);
  } else {
    for (const key of kind === "array" ? itemsOf(walk.fn, trees, place) : fieldsOf(walk.fn, trees, place)) {
      const members = trees.map((tree) => (tree as PlainRecord)[key]);
      // Rows of numbers are common, and names of places are for messages only.
      (result as PlainRecord)[key] = members.every((x) => typeof x === "number")
        ? walk.leaves.number(members as number[])
        : join(walk, members, { up: place, key });
    }
  }
  return result;
}

function emptyLike(x: unknown, kind: ValueClass): object {
  if (kind === "Float64Array") return new Float64Array((x as Vector).length);
  if (kind === "Float32Array") return new Float32Array((x as Vector).length);
  return kind === "array" ? [] : {};
}

/**
 * The kind of a tree, where `inert` is `null` or `undefined` only.
 * @throws TypeError where it is no tree
 */
export function kindOf(fn: string, x: unknown, place: Place): ValueClass {
  const kind = classOf(x);
  if (kind === "inert" && x !== null && x !== undefined) {
    throw new TypeError(
      `${fn}: ${at(place, "the tree")} is ${describe(x)}; a tree has null where there is no derivative`,
    );
  }
  if (kind === "record" && !isPlain(x)) {
    throw new TypeError(
      `${fn}: ${at(place, "the tree")} is ${describe(x)}; the tree of a class instance is a plain object`,
    );
  }
  return kind;
}

export function expectLengths(fn: string, trees: readonly ArrayLike<unknown>[], place: Place): void {
  for (let i = 1; i < trees.length; i++) {
    if (trees[i].length !== trees[0].length) refuse(fn, trees, i, place);
  }
}

export function itemsOf(fn: string, trees: readonly unknown[], place: Place): Iterable<number> {
  expectLengths(fn, trees as readonly unknown[][], place);
  return (trees[0] as unknown[]).keys();
}

/** The fields of the first tree. A field that is missing is as good as `null`. */
export function fieldsOf(fn: string, trees: readonly unknown[], place: Place): string[] {
  const first = trees[0] as PlainRecord;
  for (let i = 1; i < trees.length; i++) {
    const other = trees[i] as PlainRecord;
    for (const key of Object.keys(other)) {
      if (!Object.hasOwn(first, key) && !isNothing(other[key])) refuse(fn, trees, i, place);
    }
    for (const key of Object.keys(first)) {
      if (!Object.hasOwn(other, key) && !isNothing(first[key])) refuse(fn, trees, i, place);
    }
  }
  return Object.keys(first);
}

/** Whether no number is in any of `trees`: the type of a tangent is `null` then, be it a container or not. */
export function isNothing(...trees: readonly unknown[]): boolean {
  return trees.every((tree) => size(tree) === 0);
}

/** @throws TypeError that shows the shapes of the first and of another tree */
export function refuse(fn: string, trees: readonly unknown[], other: number, place: Place): never {
  const shapes = `tree 1 is ${describeShape(trees[0])}, tree ${other + 1} is ${describeShape(trees[other])}`;
  throw new TypeError(`${fn}: the trees differ${place === undefined ? "" : ` at ${nameOf(place)}`}: ${shapes}`);
}

export function at(place: Place, root: string): string {
  return place === undefined ? root : nameOf(place);
}
