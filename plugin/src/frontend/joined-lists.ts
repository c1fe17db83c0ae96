/**
 * A list of numbers that consists of other lists, and of numbers between them, is made with its length and filled: `[...x, ...h, 1]`.
 * An array that grows might have any length later on.
 */
import type ts from "typescript-6";
import { effectOf, type Op, type Value } from "../ir/ops.js";
import { arrayOf, F64, isNumber } from "../ir/types.js";
import { arrayMemory } from "./array-call.js";
import { iterate } from "./iteration.js";
import type { Lowering } from "./lowering.js";
import { copyWhole } from "./sparse-arrays.js";

/** A number, or an array as it is when its turn comes: what is computed behind it may write to it. */
type Part = { readonly value: Value } | { readonly source: Value; readonly copy: Value };

/** Whether an array has nothing but numbers in it. */
export function isOfNumbers(array: Value): boolean {
  const memory = arrayMemory(array);
  return memory !== undefined && isNumber(memory.element) && !memory.optional && !memory.nullable;
}

export class JoinedList {
  private readonly parts: Part[] = [];

  constructor(
    private readonly l: Lowering,
    private readonly node: ts.Node,
  ) {}

  add(value: Value): void {
    this.parts.push({ value });
  }

  addAll(source: Value): void {
    this.parts.push({ source, copy: copyWhole(this.l, source, { type: arrayOf(F64) }, this.node) });
  }

  finish(): Value {
    const [first, ...others] = this.parts;
    if (others.length === 0 && "copy" in first) return first.copy;
    const { l, node } = this;
    const parts = this.parts.map((part) => {
      if ("value" in part) return part;
      const array = this.unlessWritten(part);
      return { array, length: l.build.length(array) };
    });
    const list = l.build.alloc(arrayOf(F64), this.sum(...this.upTo(parts)));
    parts.forEach((part, k) => {
      const [before, count] = this.upTo(parts.slice(0, k));
      if ("value" in part) l.build.store(list, this.sum(before, count), part.value);
      else
        iterate(l, { count: part.length, node }, (index) =>
          l.build.store(list, this.sum([...before, index], count), l.build.load(part.array, index)),
        );
    });
    return list;
  }

  /** How many elements parts have: lengths, and numbers between them. */
  private upTo(parts: readonly (object | { readonly length: Value })[]): [Value[], number] {
    const lengths = parts.flatMap((part) => ("length" in part ? [part.length] : []));
    return [lengths, parts.length - lengths.length];
  }

  private sum(values: readonly Value[], constant: number): Value {
    const { l } = this;
    const terms = constant > 0 || values.length === 0 ? [...values, l.constant(constant)] : values;
    return terms.reduce((a, b) => l.build.prim("add", a, b));
  }

  /** The array itself, where nothing has been written since its turn came. */
  private unlessWritten({ source, copy }: { readonly source: Value; readonly copy: Value }): Value {
    const { ops } = this.l.build.region;
    const at = ops.findIndex(({ results }) => results[0] === copy);
    if (at < 0 || !ops.slice(at + 1).every(isHarmless)) return copy;
    ops.splice(at, 1);
    return source;
  }
}

function isHarmless(op: Op): boolean {
  const effect = effectOf(op);
  if (effect === "control") return op.kind !== "call" && op.regions.every(({ ops }) => ops.every(isHarmless));
  return effect !== "writes";
}
