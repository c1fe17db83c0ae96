/**
 * An array of a few elements that a branch or a turn of a loop hands on, and that is filled at once, is made of its elements:
 * `u = u.map(f)` of three numbers is `u = [f(u[0]), f(u[1]), f(u[2])]`, and may become three variables (`split-records.ts`).
 */
import type { Func, Op, Region, Value } from "../ir/ops.js";
import { touches } from "../ir/traverse.js";
import { isNumber, memoryOf } from "../ir/types.js";
import { Facts } from "./facts.js";
import { longest } from "./scalar-replacement.js";

export function gatherLiterals(func: Func, facts = new Facts(func)): boolean {
  let changed = false;
  for (const region of facts.regions())
    for (const array of handedOn(region, region === func.body))
      if (gather(region, array, facts.numbers())) changed = true;
  return changed;
}

/** The arrays that are made in a region and handed on by it, unless as the result of the function, or from it to a loop. */
function handedOn({ ops, yields }: Region, isWhole: boolean): Set<Value> {
  const made = new Set<Value>();
  for (const op of ops) if (op.kind === "alloc" && !op.cache && op.operands.length > 0) made.add(op.results[0]);
  if (made.size === 0) return made;
  const passed = ops.flatMap((op) =>
    op.kind === "for" ? op.operands.slice(2) : op.kind === "while" ? op.operands : [],
  );
  return new Set([...(isWhole ? [] : yields), ...passed].filter((value) => made.has(value)));
}

function gather(region: Region, array: Value, numbers: ReadonlyMap<Value, number>): boolean {
  const { ops } = region;
  const start = ops.findIndex(({ results }) => results[0] === array);
  const length = numbers.get(ops[start].operands[0]);
  const memory = memoryOf(array.type);
  const isShort = length !== undefined && Number.isInteger(length) && length > 0 && length <= longest;
  // Typed arrays convert what they are made of, and are made faster than of a list.
  if (!isShort || memory.kind !== "array" || memory.container !== "Array" || !isNumber(memory.element)) return false;
  const stores = new Map<number, Op>();
  for (let at = start + 1; at < ops.length && stores.size < length; at++) {
    const op = ops[at];
    if (!touches(op, array)) continue;
    const index = op.kind === "store" && op.operands[0] === array ? numbers.get(op.operands[1]) : undefined;
    const isNext = index !== undefined && Number.isInteger(index) && index >= 0 && index < length && !stores.has(index);
    if (!isNext || op.kind !== "store" || !isNumber(op.operands[2].type)) return false;
    stores.set(index, op);
  }
  if (stores.size < length) return false;
  const filled = new Set(stores.values());
  const last = [...filled].at(-1)!;
  const operands = Array.from({ length }, (_, index) => stores.get(index)!.operands[2]);
  const { results, span, adjoint } = ops[start];
  region.ops = ops.flatMap((op): Op[] => {
    if (op === last) return [{ kind: "literal", operands, results, regions: [], span, adjoint }];
    return op === ops[start] || filled.has(op) ? [] : [op];
  });
  return true;
}
