/** What a program's gradient costs, counted rather than timed: by the interpreter of the IR, and in the generated text. */
import { Builder, emptyRegion } from "../../plugin/src/ir/builder.js";
import { type Op, type PrimOp, Value } from "../../plugin/src/ir/ops.js";
import { isAllocation, reachable } from "../../plugin/src/ir/traverse.js";
import { F64 } from "../../plugin/src/ir/types.js";
import { keptIn } from "../../plugin/src/optimize/keep-workspaces.js";
import { getRule } from "../../plugin/src/rules/table.js";
import { type Compiled, compile, type Observer, type Sources } from "../support/compile.js";

export interface Counts {
  /** Arithmetic of the gradient for each operation of the primal. */
  readonly arithmetic: number;
  /** Reads and writes of memory for each operation of the primal. */
  readonly accesses: number;
  /** Bytes that are cached for each operation of the primal. */
  readonly cachedBytes: number;
  /** Arrays and objects that a call makes, if it is not the first. */
  readonly allocations: number;
  /** Lines of generated code, without comments. */
  readonly lines: number;
}

const ACCESSES: ReadonlySet<Op["kind"]> = new Set(["load", "store", "getField", "setField", "push", "pop"] as const);

class Tally {
  arithmetic = 0;
  accesses = 0;
  cachedBytes = 0;
  allocations = 0;

  constructor(private readonly kept: ReadonlySet<Op> = new Set()) {}

  readonly observe: Observer = (op, [result]) => {
    if (op.kind === "prim") this.arithmetic += operationsOf(op);
    if (ACCESSES.has(op.kind)) this.accesses++;
    if (isAllocation(op) && !this.kept.has(op)) this.allocations++;
    if (op.kind === "push") this.cachedBytes += op.operands[1].type.kind === "bool" ? 1 : 8;
    if (op.kind === "alloc" && op.cache) this.cachedBytes += bytes(result);
  };
}

function bytes(memory: unknown): number {
  return ArrayBuffer.isView(memory) ? memory.byteLength : Array.isArray(memory) ? 8 * memory.length : 0;
}

function generatedLines(compiled: Compiled, sources: Sources): number {
  const count = (text: string): number =>
    text.split("\n").filter((line) => line.trim() !== "" && !line.trim().startsWith("//")).length;
  return Object.entries(compiled.code).reduce((sum, [name, text]) => sum + count(text) - count(sources[name]), 0);
}

/** Of the derivative that an exported constant of the main module holds. */
export function countsOf(sources: Sources, gradient: string, args: () => unknown[]): Counts {
  const compiled = compile(sources);
  const kept = reachable([compiled.derivative(gradient)]).flatMap((func) => [...keptIn(func)]);
  const [primal, derivative] = [new Tally(), new Tally(new Set(kept))];
  compiled.interpretedPrimal(gradient, primal.observe)(...args());
  compiled.interpreted(gradient, derivative.observe)(...args());
  return {
    arithmetic: derivative.arithmetic / primal.arithmetic,
    accesses: derivative.accesses / primal.arithmetic,
    cachedBytes: derivative.cachedBytes / primal.arithmetic,
    allocations: derivative.allocations,
    lines: generatedLines(compiled, sources),
  };
}

/** A composition of primitives counts as all of them. */
function operationsOf({ name }: PrimOp): number {
  const { js } = getRule(name);
  if (!("composed" in js)) return 1;
  const build = new Builder(emptyRegion());
  js.composed(build, new Value(F64));
  return build.region.ops.filter(({ kind }) => kind === "prim").length;
}
