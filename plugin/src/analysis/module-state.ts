/** What a function sees of the state of modules, which others may change, and what may change it. */
import { type Func, hasSideEffects, type Op } from "../ir/ops.js";
import { allOps, reachable } from "../ir/traverse.js";
import type { Aliases } from "./aliases.js";
import { writesOutside } from "./outside-writes.js";

/** Whether an operation reads a variable of a module that is assigned, or refers to memory of a module. */
export function readsState(op: Op): boolean {
  return op.kind === "global" && (!op.binding.constant || op.results[0].type.kind === "ref");
}

/** Whether a function does, or any that it calls. */
export function seesModules(func: Func): boolean {
  return reachable([func]).some(({ body }) => allOps(body).some(readsState));
}

/** Whether an operation may change the state of a module. */
export function changesModules(op: Op, aliases: Aliases): boolean {
  if (hasSideEffects(op) || aliases.writesOf(op).some((write) => write.class.find().global)) return true;
  return op.kind === "call" && reachable([op.callee]).some(mayChangeModules);
}

function mayChangeModules({ body }: Func): boolean {
  const ops = allOps(body);
  return ops.some(hasSideEffects) || (ops.some(readsState) && writesOutside(body));
}
