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
  if (next === param) return true;
  const made = body.ops.find((op) => op.results.includes(next));
  if (!made || uses.get(param) !== 1) return false;
  const reaches = (value: Value): boolean => {
    if (value === param) return true;
    if (uses.get(value) !== 1) return false;
    const op = body.ops.find((each) => each.results.includes(value));
    return op !== undefined && adds(op, value);
  };
  const adds = (op: Op, result: Value): boolean => {
    const at = op.results.indexOf(result);
    if (op.kind === "prim") {
      if (op.name !== "add" && op.name !== "sub") return false;
      return (op.name === "add" ? op.operands : op.operands.slice(0, 1)).some(reaches);
    }
    if (op.kind !== "for") return false;
    const [inner] = op.regions;
    return reaches(op.operands[at + 2]) && isSum(inner, inner.params[at + 1], inner.yields[at], uses);
  };
  return adds(made, next);
}
