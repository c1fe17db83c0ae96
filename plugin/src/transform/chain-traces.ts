/**
 * Arrays from outside in which each step of a chain leaves a value that no step reads again: the outputs of a scan. They are no part of a state. A
 * step hands the value on instead, beside the next state, and takes its cotangent from the shadow of the array.
 */
import type { Region, StoreOp, Value } from "../ir/ops.js";
import { countUses } from "../ir/traverse.js";
import { memoryOf } from "../ir/types.js";

export interface Trace {
  readonly store: StoreOp;
  readonly array: Value;
}

/** The traces of a step; `others` is what the loop uses besides. */
export function tracesIn(body: Region, others: readonly Value[]): Trace[] {
  const uses = countUses(body);
  const own = new Set([...body.params, ...body.ops.flatMap(({ results }) => results)]);
  return body.ops.flatMap((store): Trace[] => {
    if (store.kind !== "store") return [];
    const [array] = store.operands;
    const memory = memoryOf(array.type);
    const isList = memory.kind === "array" && memory.container === "Array";
    return isList && uses.get(array) === 1 && !own.has(array) && !others.includes(array) ? [{ store, array }] : [];
  });
}

/** A trace of a chain: the array, as a parameter of its function, and what each step leaves there, as a value of its loop. */
export interface ChainTrace {
  readonly array: Value;
  readonly left: Value;
}
