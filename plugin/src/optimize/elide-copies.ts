/**
 * Reads what an array is a copy of instead of the copy, where nobody writes to either while the copy is read: `x.slice(1)` and
 * `[...x]` at the head of a chain of array methods.
 */
import { Builder, emptyRegion } from "../ir/builder.js";
import type { CopyOp, Func, LengthOp, LoadOp, Op, Region, Value } from "../ir/ops.js";
import { clampRange } from "../ir/ranges.js";
import { allOps, allRegions, isAllocation, substitute, touches, usersOfMemory } from "../ir/traverse.js";
import { memoryOf, sameType } from "../ir/types.js";
import { Facts } from "./facts.js";
import { intersects, type MemoryModel, slotOf } from "./memory.js";

type Read = LoadOp | LengthOp;

export function elideCopies(func: Func, facts = new Facts(func)): boolean {
  const memory = facts.model();
  const users = usersOfMemory(func.body);
  const yielded = new Set(facts.regions().flatMap(({ yields }) => yields));
  // Of the function as it was: reads of one copy may become reads of another.
  const ranges = facts.ranges();
  const replaced = new Map<Value, Value>();
  for (const region of facts.regions())
    for (const copy of region.ops.filter((op) => op.kind === "copy")) {
      const [made] = copy.results;
      const reads = users.get(made) ?? [];
      if (yielded.has(made) || !reads.every((op): op is Read => isRead(op)) || !isPlain(copy)) continue;
      const isWhole = copy.operands.length === 1;
      // Past the end of a part the array may go on.
      if (!isWhole && !reads.every((op) => op.kind === "length" || ranges.isInRange(op))) continue;
      if (isWritten(memory, region, copy)) continue;
      replace(func, region, copy, reads, replaced);
    }
  substitute(func.body, replaced);
  return replaced.size > 0;
}

function isRead(op: Op): boolean {
  return op.kind === "load" || op.kind === "length";
}

/** Whether the elements of the copy are those of the array themselves, from one place on that is a whole number. */
function isPlain({ operands: [source, ...range], results: [made], deep, like }: CopyOp): boolean {
  const [from, to] = [memoryOf(source.type), memoryOf(made.type)];
  if (like || from.kind !== "array" || to.kind !== "array") return false;
  // A tuple or an array of another kind may be written under another name.
  const isAlike = from.container === to.container && sameType(from.element, to.element);
  return isAlike && !(deep && to.element.kind === "ref") && range.every(({ type }) => type.kind === "int");
}

/**
 * Whether the array may be written to before the copy is read for the last time. What is made behind the copy is not the array that was
 * copied.
 */
function isWritten(memory: MemoryModel, { ops }: Region, copy: CopyOp): boolean {
  const [[source], [made]] = [copy.operands, copy.results];
  const at = ops.indexOf(copy);
  const last = Math.max(...ops.flatMap((op, k) => (touches(op, made) ? [k] : [])), at);
  const keys = new Set(memory.readKeys(source, slotOf(memoryOf(source.type))));
  const between = allOps({ params: [], ops: ops.slice(at + 1, last + 1), yields: [] });
  const isNew = new Set(between.filter(isAllocation).map(({ results }) => results[0]));
  return between.some(
    (op) =>
      op.regions.length === 0 &&
      !(isNew.has(op.operands[0]) && isElementWrite(op)) &&
      intersects(keys, memory.of(op).writes),
  );
}

function isElementWrite({ kind }: Op): boolean {
  return kind === "store" || kind === "fill" || kind === "push" || kind === "setField";
}

function replace(func: Func, region: Region, copy: CopyOp, reads: readonly Read[], replaced: Map<Value, Value>): void {
  const [source, ...range] = copy.operands;
  const [made] = copy.results;
  if (range.length === 0) {
    replaced.set(made, source);
    region.ops = region.ops.filter((op) => op !== copy);
    return;
  }
  const front = new Builder(emptyRegion());
  front.span = copy.span;
  const { start, end } = clampRange(front, front.length(source), range);
  const isFromStart = allOps(func.body).some(
    (op) => op.kind === "const" && op.value === 0 && op.results[0] === range[0],
  );
  const length = isFromStart ? end : front.prim("max", front.prim("sub", end, start), front.const(0));
  region.ops.splice(region.ops.indexOf(copy), 1, ...front.region.ops);
  for (const read of reads) {
    if (read.kind === "length") replaced.set(read.results[0], length);
    else if (isFromStart) read.operands = [source, read.operands[1]];
    else shift(func.body, read, source, start);
  }
  for (const each of allRegions(region))
    each.ops = each.ops.filter((op) => op.kind !== "length" || op.operands[0] !== made);
}

/** Makes a read of the copy one of the array. */
function shift(body: Region, read: LoadOp, source: Value, start: Value): void {
  const region = allRegions(body).find(({ ops }) => ops.includes(read))!;
  const before = new Builder(emptyRegion());
  before.span = read.span;
  read.operands = [source, before.prim("add", read.operands[1], start)];
  region.ops.splice(region.ops.indexOf(read), 0, ...before.region.ops);
}
