/** Why a loop cannot be run again from a checkpoint, if it cannot. */
import type { Aliases } from "../analysis/aliases.js";
import type { CallOp, Func, Op, Region, Value } from "../ir/ops.js";
import { allOps, isAllocation, reachable } from "../ir/traverse.js";
import type { Chain } from "./chains.js";

export function obstacleOf({ func, loop }: Chain, aliases: Aliases): string | undefined {
  const all = reachable([func]).flatMap(({ body }) => allOps(body));
  if (all.some((op) => op.kind === "extern" && op.effect === "writes" && !op.discreet)) return "it has side effects";
  if ([...aliases.classes()].some((group) => group.global && group.writes.size > 0))
    return "it writes to memory of the module";
  if (loop.kind === "while" && !isQuiet(loop.regions[0])) return "its condition writes to memory or may throw";
  if (rearranges(func, new Set())) return "it changes references in memory from outside of it";
  return undefined;
}

function isQuiet(region: Region): boolean {
  const ops = allOps(region);
  const callees = ops.filter((op): op is CallOp => op.kind === "call").map(({ callee }) => callee);
  return [...ops, ...reachable(callees).flatMap(({ body }) => allOps(body))].every(
    ({ kind }) => kind !== "throw" && !writing.has(kind),
  );
}

const writing: ReadonlySet<Op["kind"]> = new Set([
  "store",
  "setField",
  "push",
  "pop",
  "fill",
  "accumulate",
  "clear",
] as const);

/**
 * Whether a function changes which memory is reached from memory that it did not make. The shadows of what is around a loop have one
 * arrangement, which must be that of the memory in all iterations.
 */
function rearranges(func: Func, around: Set<Func>): boolean {
  if (around.has(func)) return false;
  around.add(func);
  const made = madeWithin(func.body);
  return allOps(func.body).some((op) => {
    if (op.kind === "call") return rearranges(op.callee, around);
    const written = storedBy(op);
    return written?.type.kind === "ref" && !made.has(op.operands[0]);
  });
}

function storedBy({ kind, operands, results }: Op): Value | undefined {
  if (kind === "store") return operands[2];
  if (kind === "setField" || kind === "fill" || kind === "push") return operands[1];
  return kind === "pop" ? results[0] : undefined;
}

/** References that lead to nothing but memory that a function has made itself, directly. */
function madeWithin(body: Region): ReadonlySet<Value> {
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
function edgesOf(op: Op): { from: Value[]; to: Value[] }[] {
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
