/**
 * Operations that only add to a slot of memory: they read it, add or subtract, and write it back. They may change places with one
 * another; nothing changes but the order in which the sum is rounded.
 */
import type { Func, Op, Region, Value } from "../ir/ops.js";
import { allRegions, countUses } from "../ir/traverse.js";
import { memoryOf } from "../ir/types.js";
import { type Aliases, slot } from "./aliases.js";

/** The reads and writes of all that only add to memory. */
export function sumsInMemory(func: Func, aliases: Aliases): Set<Op> {
  const found = new Set<Op>();
  const uses = countUses(func.body);
  for (const region of allRegions(func.body)) {
    const made = new Map<Value, { op: Op; at: number }>();
    region.ops.forEach((op, at) => {
      for (const result of op.results) made.set(result, { op, at });
      const value = op.kind === "store" ? op.operands[2] : op.kind === "setField" ? op.operands[1] : undefined;
      if (!value) return;
      const read = readInSum(value, op, made, uses);
      if (!read || isWritten(region.ops.slice(read.at + 1, at), op, aliases)) return;
      found.add(read.op).add(op);
    });
  }
  return found;
}

/** The read of the slot that `write` writes, at the beginning of a sum that is used for nothing else. */
function readInSum(
  value: Value,
  write: Op,
  made: ReadonlyMap<Value, { op: Op; at: number }>,
  uses: ReadonlyMap<Value, number>,
): { op: Op; at: number } | undefined {
  const known = made.get(value);
  if (!known || uses.get(value) !== 1) return undefined;
  const { op } = known;
  if (isSameSlot(op, write)) return known;
  if (op.kind !== "prim" || (op.name !== "add" && op.name !== "sub")) return undefined;
  for (const term of op.name === "add" ? op.operands : op.operands.slice(0, 1)) {
    const read = readInSum(term, write, made, uses);
    if (read) return read;
  }
  return undefined;
}

function isSameSlot(read: Op, write: Op): boolean {
  if (read.operands[0] !== write.operands[0]) return false;
  if (read.kind === "load") return write.kind === "store" && read.operands[1] === write.operands[1];
  return read.kind === "getField" && write.kind === "setField" && read.field === write.field;
}

function isWritten(ops: readonly Op[], target: Op, aliases: Aliases): boolean {
  const [ref] = target.operands;
  const group = aliases.classOf(ref);
  const written = slot(memoryOf(ref.type), target.kind === "setField" ? target.field : undefined);
  return ops.some((op) => {
    if (op.regions.some((region) => isWritten(region.ops, target, aliases))) return true;
    return aliases.writesOf(op).some((write) => write.class.find() === group && write.slot === written);
  });
}

/** Whether a region only adds to what it is given: the parameter is used for nothing but the sum that it yields. */
export function isSum(body: Region, param: Value, next: Value, uses: ReadonlyMap<Value, number>): boolean {
  /** How often the parameter is used for a value, once on each path; 0 where the value is no such sum. */
  const usesFor = (value: Value, region: Region): number => {
    if (value === param) return 1;
    const op = region.ops.find((each) => each.results.includes(value));
    if (!op || uses.get(value) !== 1) return 0;
    const at = op.results.indexOf(value);
    if (op.kind === "prim") {
      const terms = op.name === "add" ? op.operands : op.name === "sub" ? op.operands.slice(0, 1) : [];
      return Math.max(0, ...terms.map((term) => usesFor(term, region)));
    }
    if (op.kind === "if") {
      const arms = op.regions.map((arm) => usesFor(arm.yields[at], arm));
      return arms.includes(0) ? 0 : arms.reduce((sum, each) => sum + each);
    }
    if (op.kind !== "for") return 0;
    const [inner] = op.regions;
    const before = usesFor(op.operands[at + 2], region);
    return before > 0 && isSum(inner, inner.params[at + 1], inner.yields[at], uses) ? before : 0;
  };
  return usesFor(next, body) === uses.get(param);
}
