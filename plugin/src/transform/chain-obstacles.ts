/** Why a loop cannot be run again from a checkpoint, if it cannot. */
import type { Aliases } from "../analysis/aliases.js";
import type { CallOp, Region } from "../ir/ops.js";
import { allOps, reachable } from "../ir/traverse.js";
import type { Chain } from "./chains.js";
import { isWrite, rearranges } from "../analysis/outside-writes.js";

export function obstacleOf({ func, loop }: Chain, aliases: Aliases): string | undefined {
  const all = reachable([func]).flatMap(({ body }) => allOps(body));
  if (all.some((op) => op.kind === "extern" && op.effect === "writes" && !op.confined)) return "it has side effects";
  if ([...aliases.classes()].some((group) => group.global && group.writes.size > 0))
    return "it writes to memory of the module";
  if (loop.kind === "while" && !isQuiet(loop.regions[0])) return "its condition writes to memory or may throw";
  if (rearranges(func.body)) return "it changes references in memory from outside of it";
  return undefined;
}

function isQuiet(region: Region): boolean {
  const ops = allOps(region);
  const callees = ops.filter((op): op is CallOp => op.kind === "call").map(({ callee }) => callee);
  const all = [...ops, ...reachable(callees).flatMap(({ body }) => allOps(body))];
  return !all.some((op) => op.kind === "throw" || isWrite(op));
}
