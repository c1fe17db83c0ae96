/**
 * Numbers are put into caches behind the last call of a library function in their block, all of them together: engines keep nothing in
 * registers across such a call, so that each store between two of them reloads where its array is.
 */
import type { Func, Op, Region, Value } from "../ir/ops.js";
import { allOps, allRegions } from "../ir/traverse.js";
import { isTypedArray } from "../ir/types.js";
import { isExpensive } from "../rules/cost.js";

export function delayCaching(func: Func): boolean {
  const caches = new Set(allOps(func.body).flatMap((op) => (op.kind === "alloc" && op.cache ? op.results : [])));
  let changed = false;
  if (caches.size > 0) for (const region of allRegions(func.body)) changed = delay(region, caches) || changed;
  return changed;
}

function delay(region: Region, caches: ReadonlySet<Value>): boolean {
  let waiting: Op[] = [];
  let changed = false;
  const ops: Op[] = [];
  const flush = (): void => {
    ops.push(...waiting);
    waiting = [];
  };
  region.ops.forEach((op, at) => {
    const isStore = op.kind === "store" && caches.has(op.operands[0]) && isTypedArray(op.operands[0].type);
    if (isStore && isCalled(region.ops, at)) {
      waiting.push(op);
      changed = true;
      return;
    }
    if (isBarrier(op) || op.operands.some((operand) => waiting.some(({ operands }) => operands[0] === operand)))
      flush();
    ops.push(op);
    if (isCall(op) && !isCalled(region.ops, at)) flush();
  });
  flush();
  region.ops = ops;
  return changed;
}

/** Whether a library function is called behind an operation, with nothing else than arithmetic and memory between. */
function isCalled(ops: readonly Op[], at: number): boolean {
  for (let k = at + 1; k < ops.length && !isBarrier(ops[k]); k++) if (isCall(ops[k])) return true;
  return false;
}

function isCall(op: Op): boolean {
  return op.kind === "prim" && isExpensive(op.name);
}

function isBarrier({ kind, regions }: Op): boolean {
  return regions.length > 0 || kind === "call" || kind === "extern" || kind === "throw";
}
