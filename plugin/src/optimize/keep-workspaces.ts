/**
 * Memory that a function makes for itself alone is kept from one call to the next, in a variable of the module. A call takes it out
 * of the variable, so that a call within the call finds nothing and makes its own, and puts it back when it is done with it. After an
 * exception it is gone. An array of another length takes its place, so that no more is kept than the last call needed.
 *
 * It is done last of all: such an operation must not come to stand in another function.
 */
import { Confined } from "../analysis/confined.js";
import { FixedLengths } from "../analysis/fixed-lengths.js";
import { Lifetimes } from "../analysis/lifetimes.js";
import type { AllocOp, CopyOp, Func, Kept, Op, Region, Value, ZerosOp } from "../ir/ops.js";
import { allOps, allRegions, cloneFunc } from "../ir/traverse.js";
import { isTypedArray, memoryOf } from "../ir/types.js";
import { carved, findCarved } from "./carve-blocks.js";
import { isOverwritten } from "./hoist-workspaces.js";
import { isOfNumbers, isWhole, madeByLength, statement } from "./made-by-length.js";
import { MemoryModel } from "./memory.js";

/** An array of so few numbers that starts with zeros is made as fast as it is cleared. */
const few = 8;

interface Workspace {
  readonly op: AllocOp | ZerosOp | CopyOp;
  readonly region: Region;
  /** Whether it has to be cleared at first, and whether it is left all zeros. */
  readonly clears: boolean;
  readonly isClean?: boolean;
}

/** A copy of the function that keeps its memory. `claim` gives names for variables of the module. */
export function keepWorkspaces(original: Func, claim: (name: string) => string): Func {
  const func = cloneFunc(original);
  const isCarved = findCarved(func);
  for (const { op, region, clears, isClean } of workspacesOf(func)) {
    const [made] = op.results;
    const name = claim(`${isClean ? "clean" : "kept"}_${nameOf(made)}`);
    const isStack = memoryOf(made.type).kind === "stack";
    const kept = op.kind !== "alloc" && isOfNumbers(made) ? madeByLength(op, region) : [op];
    for (const each of kept) keep(each, { name, clears });
    region.ops.splice(region.ops.indexOf(op), 1, ...kept);
    region.ops.push(statement([`${name} = `, isStack ? ".emptied()" : ""], [made]));
  }
  const isOwn = (op: Op): op is AllocOp => op.kind === "alloc" && !op.kept && isCarved.has(op);
  for (const region of allRegions(func.body))
    region.ops = region.ops.flatMap((op) => (isOwn(op) ? [carved(op)] : reused(op, region)));
  return func;
}

const takers = { anything: "reused", cleared: "cleared" } as const;

/** The array at the place where a new one would be put, if it has the length. */
function reused(op: Op, { ops }: Region): Op[] {
  if (op.kind !== "alloc" || !op.reuse) return [op];
  const [made] = op.results;
  const put = ops.find((each) => each.kind === "store" && each.shelves && each.operands[2] === made);
  if (!put) return [op];
  const [cache, at] = put.operands;
  const helper = takers[op.reuse];
  const { span, adjoint } = op;
  const base = { kind: "extern", effect: "reads", statement: false, uses: [helper], discreet: true } as const;
  const template = [`${helper}(`, "[", "], ", ")"];
  return [{ ...base, template, operands: [cache, at, ...op.operands], results: [made], regions: [], span, adjoint }];
}

/** What a value of the user's is called, a private name, too, as a part of a name. */
function nameOf({ name = "work" }: Value): string {
  return name.replace(/[^\p{ID_Continue}$]/gu, "");
}

function keep(op: Op, kept: Kept): void {
  if (op.kind !== "alloc" && op.kind !== "copy" && op.kind !== "zeros") return;
  op.kept = kept;
  if (op.kind === "alloc") op.operands = [...op.operands, ...op.operands];
}

/** The operations that make what is kept. */
export function keptIn(func: Func): ReadonlySet<Op> {
  const reused = allOps(func.body).filter((op) => op.kind === "alloc" && op.reuse);
  return new Set([...workspacesOf(func).map(({ op }) => op), ...reused]);
}

function workspacesOf(func: Func): Workspace[] {
  const memory = new MemoryModel(func);
  const confined = new Confined();
  const lengths = new FixedLengths(func);
  const definitions = new Map<Value, Op>();
  for (const op of allOps(func.body)) for (const result of op.results) definitions.set(result, op);
  let known: Lifetimes | undefined;
  const lifetimes = (): Lifetimes => (known ??= new Lifetimes(func));
  /** Whether nothing refers to it but what it consists of, and nothing else becomes a part of it. */
  const isStructure = (op: ZerosOp | CopyOp, region: Region): boolean =>
    region === func.body &&
    isTree(op.kind === "zeros" ? definitions.get(op.operands[0]) : op) &&
    lifetimes().endsWithCall(op) &&
    lifetimes().holdsOnly(op, (made) => made === op);
  const workspace = (op: Op, region: Region): Workspace | undefined => {
    const [made] = op.results;
    if (op.kind !== "alloc" && op.kind !== "zeros" && op.kind !== "copy") return undefined;
    const isPool = op.kind === "alloc" && op.pool === true;
    if (op.kind !== "alloc" && !isOfNumbers(made))
      return isStructure(op, region) ? { op, region, clears: false } : undefined;
    if (!(isPool || isOfNumbers(made)) || !confined.has(func, made)) return undefined;
    if (isPool) return { op, region, clears: false };
    const [operand] = op.operands;
    // A stack.
    if (!operand) return { op, region, clears: false };
    if (op.kind === "zeros") return isTypedArray(operand.type) ? { op, region, clears: true } : undefined;
    if (op.kind === "copy") return isWhole(op) && isTypedArray(made.type) ? { op, region, clears: false } : undefined;
    if (!isTypedArray(made.type) && !lengths.has(made)) return undefined;
    // What a function that is called reads of it is not looked at.
    const clears = !op.cache && !(memory.isLocal(made) && isOverwritten(made, operand, region, definitions));
    if (clears && op.endsClean) return { op, region, clears: false, isClean: true };
    const size = definitions.get(operand);
    const isSmall = size?.kind === "const" && Number(size.value) <= few;
    return clears && isSmall ? undefined : { op, region, clears };
  };
  // Nothing is done behind a `throw`.
  const regions = allRegions(func.body).filter(({ ops }) => ops.at(-1)?.kind !== "throw");
  return regions.flatMap((region) => region.ops.flatMap((op) => workspace(op, region) ?? []));
}

/** Whether an operation makes memory in memory of which no piece is in two places. */
export function isTree(op: Op | undefined): boolean {
  return op?.kind === "copy" && op.deep && op.unshared === true && !op.like && op.operands.length === 1;
}
