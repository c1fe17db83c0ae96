/** What code does to memory that it did not make. */
import { effectOf, type Func, type Op, type Region, type Value } from "../ir/ops.js";
import { allOps, isAllocation } from "../ir/traverse.js";

/** Whether an operation writes to memory itself. */
export function isWrite(op: Op): boolean {
  return effectOf(op) === "writes" && op.kind !== "extern" && op.kind !== "throw";
}

export function writesOutside(region: Region): boolean {
  return anyWrite(region, () => true, new Set());
}

/** Whether it changes which memory is reached from memory that it did not make. */
export function rearranges(region: Region): boolean {
  return rearrangementsIn(region).some(({ isOutside }) => isOutside);
}

/** The same where a call changes all that it is given. */
function mayRearrange(region: Region): boolean {
  return anyWrite(region, (op) => storedBy(op)?.type.kind === "ref", new Set());
}

/** A change of references in memory, which a region did not make if `isOutside`. */
export interface Rearrangement {
  readonly op: Op;
  readonly memory: Value;
  readonly isOutside: boolean;
}

/** Changes of references, and calls of functions that may change those in what they are given. */
export function rearrangementsIn(region: Region): Rearrangement[] {
  const made = memoryMadeIn(region);
  return allOps(region).flatMap((op): Rearrangement[] => {
    if (op.kind === "call") {
      const taken = rearrangedBy(op.callee, new Set());
      const given = taken
        ? [...taken].map((k) => op.operands[k])
        : op.operands.filter(({ type }) => type.kind === "ref");
      return given.map((memory) => ({ op, memory, isOutside: !taken || !made.has(memory) }));
    }
    const [memory] = op.operands;
    return storedBy(op)?.type.kind === "ref" ? [{ op, memory, isOutside: !made.has(memory) }] : [];
  });
}

/** The parameters in which a function changes references, if it does so in no memory that it reaches in other ways. */
function rearrangedBy(func: Func, around: ReadonlySet<Func>): ReadonlySet<number> | undefined {
  if (!mayRearrange(func.body)) return new Set();
  if (around.has(func)) return undefined;
  const made = memoryMadeIn(func.body);
  const found = new Set<number>();
  for (const op of allOps(func.body)) {
    const taken = op.kind === "call" ? rearrangedBy(op.callee, new Set([...around, func])) : undefined;
    if (op.kind === "call" && !taken) return undefined;
    const changed = taken
      ? [...taken].map((k) => op.operands[k])
      : storedBy(op)?.type.kind === "ref"
        ? [op.operands[0]]
        : [];
    for (const memory of changed) {
      const at = func.body.params.indexOf(memory);
      if (at < 0 && !made.has(memory)) return undefined;
      if (at >= 0) found.add(at);
    }
  }
  return found;
}

/** Whether there is such a write to memory that a region, or a function that it calls, did not make itself. */
function anyWrite(region: Region, counts: (op: Op) => boolean, around: Set<Func>): boolean {
  const made = memoryMadeIn(region);
  return allOps(region).some((op) => {
    if (op.kind !== "call") return isWrite(op) && counts(op) && !made.has(op.operands[0]);
    if (around.has(op.callee)) return false;
    around.add(op.callee);
    return anyWrite(op.callee.body, counts, around);
  });
}

/** The reference or number that an operation puts into memory, or takes out for good. */
export function storedBy({ kind, operands, results }: Op): Value | undefined {
  if (kind === "store") return operands[2];
  if (kind === "setField" || kind === "fill" || kind === "push") return operands[1];
  return kind === "pop" ? results[0] : undefined;
}

/** References that lead to nothing but memory that a function has made itself, directly. */
export function memoryMadeIn(body: Region): ReadonlySet<Value> {
  const ops = allOps(body);
  const edges = ops.flatMap(edgesOf);
  // What a loop hands on is made within if all that it may hand on is: take it for granted first.
  const made = new Set(ops.flatMap((op) => (isAllocation(op) ? op.results : [])));
  for (const { to } of edges) for (const value of to) made.add(value);
  for (let changed = true; changed; ) {
    changed = false;
    for (const { from, to } of edges) {
      if (from.every((value) => made.has(value))) continue;
      for (const value of to) if (made.delete(value)) changed = true;
    }
  }
  return made;
}

/** The values that stand for one of several others. */
export function edgesOf(op: Op): { from: Value[]; to: Value[] }[] {
  const { results, operands, regions } = op;
  switch (op.kind) {
    case "if":
      return results.map((result, k) => ({ from: regions.map(({ yields }) => yields[k]), to: [result] }));
    case "for":
      return results.map((result, k) => ({
        from: [operands[k + 2], regions[0].yields[k]],
        to: [regions[0].params[k + 1], result],
      }));
    case "while": {
      const [before, after] = regions;
      return [
        ...before.params.map((param, k) => ({ from: [operands[k], after.yields[k]], to: [param] })),
        ...results.map((result, k) => ({ from: [before.yields[k + 1]], to: [after.params[k], result] })),
      ];
    }
    default:
      return [];
  }
}
