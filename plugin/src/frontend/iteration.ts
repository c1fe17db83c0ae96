/** Loops that the language runs by itself: over the elements of an array, with a body that is lowered in place. */
import ts from "typescript-6";
import type { Func, Op, Region, Value } from "../ir/ops.js";
import { allOps, reachable } from "../ir/traverse.js";
import { F64, type Type } from "../ir/types.js";
import { assignedByFunction } from "./assigned.js";
import { Target } from "./exits.js";
import { LoopLowering } from "./loops.js";
import type { IterationHints, Lowering } from "./lowering.js";
import { parametersOf } from "./syntax.js";
import { type FrontValue, isValue, Variable } from "./values.js";

export interface Iteration {
  /** The number of iterations, read once. */
  readonly count: Value;
  readonly from?: Value;
  /** From the last to the first. */
  readonly backwards?: boolean;
  /** Names the index. */
  readonly name?: string;
  /** Functions that the body calls: what they assign is carried from the beginning. */
  readonly calls?: readonly FrontValue[];
  /** Variables of the loop itself that the body assigns. */
  readonly hidden?: readonly Variable[];
  /** Whether the body may end the loop. */
  readonly leaves?: boolean;
  readonly node: ts.Node;
}

/** A counted loop; `leave` ends it. */
export function iterate(l: Lowering, loop: Iteration, body: (index: Value, leave: () => void) => void): void {
  const { count, backwards = false } = loop;
  const index = new Variable(loop.name ?? "i", F64);
  const first = backwards ? l.build.prim("sub", count, l.constant(1)) : (loop.from ?? l.constant(0));
  l.write(index, first);
  const current = (): Value => {
    const value = l.read(index);
    if (!isValue(value)) throw new Error("a loop index is a value");
    return value;
  };
  const lowering = new LoopLowering(l, runBodies, loop.node);
  const hidden = (loop.hidden ?? []).filter((variable) => isValue(l.env.get(variable)));
  lowering.lower({
    node: {
      assigned: (loop.calls ?? []).flatMap((callee) => assignedByFunction(l, callee)),
      leaves: loop.leaves ?? false,
    },
    condition: () =>
      backwards ? l.build.prim("ge", current(), loop.from ?? l.constant(0)) : l.build.prim("lt", current(), count),
    testFirst: true,
    steps: [() => body(current(), () => l.jump(lowering.breakTarget))],
    update: () => l.write(index, l.build.prim(backwards ? "sub" : "add", current(), l.constant(1))),
    hidden: [index, ...hidden],
    own: [index],
  });
  l.env.delete(index);
}

/** Steps that are not statements of the source. */
export function runBodies(l: Lowering, steps: readonly (ts.Statement | (() => void))[]): void {
  for (const step of steps) if (typeof step === "function") l.whereNormal(step);
}

/** A loop over what may grow and shrink meanwhile: the number of iterations is asked for before each. */
export function iterateWhile(
  l: Lowering,
  { count, node, assigned = [], leaves = false }: IterationHints & { readonly count: () => Value },
  body: (index: Value) => void,
): void {
  const index = new Variable("i", F64);
  l.write(index, l.constant(0));
  const current = (): Value => l.toValue(l.read(index), node);
  new LoopLowering(l, runBodies, node).lower({
    node: { assigned, leaves },
    condition: () => l.build.prim("lt", current(), count()),
    testFirst: true,
    steps: [() => body(current())],
    update: () => l.write(index, l.build.prim("add", current(), l.constant(1))),
    hidden: [index],
    own: [index],
  });
  l.env.delete(index);
}

/** As `iterate`, for the elements of a tuple, whose number is known. */
export function unroll(l: Lowering, count: number, body: (index: number, leave: () => void) => void): void {
  const target = new Target("break");
  for (let index = 0; index < count; index++) l.whereNormal(() => body(index, () => l.jump(target)));
  l.arrive(target);
}

/**
 * Lowers a loop over an array whose elements may be gone when their turn comes. Only where the loop turns out to shorten
 * such an array does it ask for each element whether it is still there.
 */
export function whileShrinking(l: Lowering, array: Value, loop: (isPresent?: (index: Value) => Value) => void): void {
  const { region } = l.build;
  const { length } = region.ops;
  const { env, exit } = l;
  l.env = new Map(env);
  loop();
  if (!mayShorten(l, { params: [], ops: region.ops.slice(length), yields: [] }, array.type)) return;
  region.ops.length = length;
  l.env = env;
  l.exit = exit;
  loop((index) => l.build.prim("lt", index, l.build.length(array)));
}

function mayShorten(l: Lowering, region: Region, type: Type): boolean {
  const calls: Func[] = [];
  const shortens = (op: Op): boolean => {
    if (op.kind === "call") calls.push(op.callee);
    const isWrite = op.kind === "pop" || (op.kind === "extern" && op.effect === "writes");
    return isWrite && op.operands.some((operand) => isSameContainer(operand.type, type));
  };
  if ([...allOps(region)].some(shortens)) return true;
  // What a function that is being lowered will do is not known yet.
  return reachable(calls).some(
    (func) => l.session.stateOf(func) === "unfinished" || [...allOps(func.body)].some(shortens),
  );
}

function isSameContainer(a: Type, b: Type): boolean {
  if (a.kind !== "ref" || b.kind !== "ref") return false;
  return a.memory.kind === "array" && b.memory.kind === "array" && a.memory.container === b.memory.container;
}

/** The name of a callback's parameter, for the value that it is given. */
export function parameterName(callback: FrontValue, position: number): string | undefined {
  if (isValue(callback) || callback.kind !== "function") return undefined;
  const name = parametersOf(callback.node)[position]?.name;
  return name && ts.isIdentifier(name) ? name.text : undefined;
}
