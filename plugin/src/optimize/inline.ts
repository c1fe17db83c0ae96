/**
 * Puts the bodies of small functions in the place of their calls: derivatives of what is inlined need no halves, no
 * residuals and no call. What counts is what constant arguments leave of a body: one case of many. Never of recursive functions, nor
 * across files where the body names bindings of its own file.
 */
import type { CallOp, Constant, ConstOp, Func, Op, Region, Value } from "../ir/ops.js";
import { allOps, allRegions, cloneFunc, cloneOp, cloneRegion, reachable, substitute } from "../ir/traverse.js";
import { dce } from "./dce.js";
import { fold } from "./fold.js";

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
  const bodies = new Bodies(func);
  const calls = [...allOps(func.body)].filter((op) => op.kind === "call");
  const groups = new Map<Func, CallOp[]>();
  for (const call of calls) {
    const body = bodies.of(call);
    groups.set(body, [...(groups.get(body) ?? []), call]);
  }
  let size = sizeOf(func);
  const chosen = new Map<CallOp, Func>();
  for (const [body, group] of groups) {
    const [{ callee }] = group;
    const isOnlyCall = calls.filter((call) => call.callee === callee).length === 1;
    const cost = sizeOf(body);
    if (cost > (isOnlyCall ? calledOnce : small) || !isInlinable(body, callee, func)) continue;
    for (const call of group) {
      if (size + cost > largest) continue;
      size += cost;
      chosen.set(call, body);
    }
  }
  if (chosen.size === 0) return false;
  const replacements = new Map<Value, Value>();
  for (const region of allRegions(func.body))
    region.ops = region.ops.flatMap((op) => {
      const body = op.kind === "call" && chosen.get(op);
      return body ? expand(op, body, replacements) : [op];
    });
  substitute(func.body, replacements);
  return true;
}

/** What the callees of a function come to. */
class Bodies {
  private readonly constants = new Map<Value, ConstOp>();
  private readonly specialized = new Map<Func, Map<string, Func>>();

  constructor(func: Func) {
    for (const op of allOps(func.body)) if (op.kind === "const") this.constants.set(op.results[0], op);
  }

  /** The callee, or, where it is long, what its constant arguments leave of it. */
  of({ callee, operands }: CallOp): Func {
    const constants = operands.map((operand) => this.constants.get(operand));
    if (constants.every((op) => !op) || sizeOf(callee) <= small) return callee;
    const known = this.specialized.get(callee) ?? new Map<string, Func>();
    this.specialized.set(callee, known);
    const key = JSON.stringify(constants.map((op) => op && keyOf(op.value)));
    const found = known.get(key) ?? specialize(callee, constants);
    known.set(key, found);
    return found;
  }
}

function keyOf(value: Constant): readonly string[] {
  return [typeof value, Object.is(value, -0) ? "-0" : String(value)];
}

function specialize(callee: Func, constants: readonly (ConstOp | undefined)[]): Func {
  const body = cloneFunc(callee);
  const given = new Map<Value, Value>();
  const ops = constants.flatMap((op, index) => {
    if (!op) return [];
    const own = cloneOp(op, new Map());
    given.set(body.body.params[index], own.results[0]);
    return [own];
  });
  substitute(body.body, given);
  body.body.ops.unshift(...ops);
  fold(body);
  dce(body);
  return body;
}

function expand(call: CallOp, { body }: Func, replacements: Map<Value, Value>): Op[] {
  const { callee, operands, results } = call;
  const map = new Map(body.params.map((param, index) => [param, operands[index]]));
  const inner: Region = { params: [], ops: body.ops, yields: body.yields };
  const copy = cloneRegion(inner, map);
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

/** `body`: what the callee comes to. */
function isInlinable(body: Func, callee: Func, into: Func): boolean {
  const staysApart = callee.rule || callee.checkpoint || callee.scheduled || callee.outOfLine;
  if (staysApart || body.body.ops.some((op) => op.kind === "throw")) return false;
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
