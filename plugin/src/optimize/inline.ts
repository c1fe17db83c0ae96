/**
 * Puts the bodies of small functions in the place of their calls: derivatives of what is inlined need no halves, no
 * residuals and no call. Never of recursive functions, nor across files where the body names bindings of its own file.
 */
import type { CallOp, Func, Op, Region, Value } from "../ir/ops.js";
import { allOps, allRegions, cloneRegion, reachable, substitute } from "../ir/traverse.js";

const small = 40;
const calledOnce = 200;
/** A function that has grown beyond this takes no more: its adjoint is several times as long, and engines give up on long functions. */
const largest = 1000;

export function inline(func: Func): boolean {
  let changed = false;
  // What is inlined may contain calls in its turn; without recursion, this ends.
  while (inlineRound(func)) changed = true;
  return changed;
}

function inlineRound(func: Func): boolean {
  const calls = [...allOps(func.body)].filter((op) => op.kind === "call");
  const counts = new Map<Func, number>();
  for (const { callee } of calls) counts.set(callee, (counts.get(callee) ?? 0) + 1);
  let size = sizeOf(func);
  const chosen = new Set<CallOp>();
  for (const [callee, count] of counts) {
    const cost = sizeOf(callee);
    if (cost > (count === 1 ? calledOnce : small) || !isInlinable(callee, func)) continue;
    for (const call of calls) {
      if (call.callee !== callee || size + cost > largest) continue;
      size += cost;
      chosen.add(call);
    }
  }
  if (chosen.size === 0) return false;
  const replacements = new Map<Value, Value>();
  for (const region of [...allRegions(func.body)]) {
    region.ops = region.ops.flatMap((op) => (op.kind === "call" && chosen.has(op) ? expand(op, replacements) : [op]));
  }
  substitute(func.body, replacements);
  return true;
}

function expand(call: CallOp, replacements: Map<Value, Value>): Op[] {
  const { callee, operands, results } = call;
  const map = new Map(callee.body.params.map((param, index) => [param, operands[index]]));
  const body: Region = { params: [], ops: callee.body.ops, yields: callee.body.yields };
  const copy = cloneRegion(body, map);
  const outer = [{ name: callee.source, span: call.span }, ...(call.inlinedAt ?? [])];
  for (const op of allOps(copy)) {
    op.inlinedAt = op.inlinedAt ? [...op.inlinedAt, ...outer] : outer;
    // The caller may reach the same memory in another way.
    if (op.kind === "load" || op.kind === "getField") op.apart = undefined;
  }
  const computed = new Set(copy.ops.flatMap((op) => (op.kind === "const" ? [] : op.results)));
  results.forEach((result, index) => {
    const value = copy.yields[index];
    if (computed.has(value)) value.name = result.name ?? value.name;
    replacements.set(result, value);
  });
  return copy.ops;
}

function sizeOf(func: Func): number {
  let size = 0;
  for (const op of allOps(func.body)) if (op.kind !== "const") size++;
  return size;
}

function isInlinable(callee: Func, into: Func): boolean {
  const staysApart = callee.rule || callee.checkpoint || callee.scheduled || callee.outOfLine;
  if (staysApart || callee.body.ops.some((op) => op.kind === "throw")) return false;
  const within = reachable([callee]);
  const recursive = within.includes(into) || within.some((func) => calls(func, callee));
  return !recursive && (callee.file === into.file || !namesItsFile(callee));
}

function calls(func: Func, callee: Func): boolean {
  for (const op of allOps(func.body))
    if ((op.kind === "call" || op.kind === "closure") && op.callee === callee) return true;
  return false;
}

function namesItsFile(func: Func): boolean {
  for (const op of allOps(func.body)) if (op.kind === "extern" || op.kind === "global") return true;
  return false;
}
