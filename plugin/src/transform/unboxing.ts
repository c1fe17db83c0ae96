/**
 * Functions whose results are made to be taken apart (a tuple, a small array or a record literal that nothing else refers to)
 * return the members as several results instead. What a caller does not use of them then has no adjoint at all, and
 * neither the value nor its shadow takes memory.
 */
import type { Activity } from "../analysis/activity.js";
import { Builder } from "../ir/builder.js";
import { type CallOp, type Func, type Made, type Op, type Region, Value } from "../ir/ops.js";
import { allOps, cloneFunc } from "../ir/traverse.js";
import { type Field, memoryOf, type Type } from "../ir/types.js";
import { dce } from "../optimize/dce.js";
import { replaceScalars } from "../optimize/scalar-replacement.js";
import { splitRecords } from "../optimize/split-records.js";

/** With more members, it stays one result. */
const most = 8;

/** A function with several results, and how those of the original are made of them. */
export interface Unboxed {
  readonly func: Func;
  /** By result of the original: the members that it is made of, or nothing where it is a result itself. */
  readonly boxes: readonly (Box | undefined)[];
}

interface Box {
  readonly type: Type;
  readonly members: readonly Field[];
  /** The object that the members are put into again. */
  readonly made: Made | undefined;
}

export class Unboxing {
  private readonly made = new Map<Func, Unboxed | undefined>();

  /** Nothing if no result of the function is such a literal. */
  of(func: Func): Unboxed | undefined {
    if (func.rule || func.checkpoint || func.scheduled) return undefined;
    if (!this.made.has(func)) this.made.set(func, unbox(func));
    return this.made.get(func);
  }

  /** The function itself, or a copy of it that takes several results from the calls that carry derivatives. */
  ofCalls(func: Func, activity: Activity): Func {
    const isActive = (call: CallOp): boolean => call.operands.some((operand) => activity.isActive(operand));
    const chosen = [...allOps(func.body)].map((op) => op.kind === "call" && isActive(op) && this.of(op.callee));
    if (!chosen.some(Boolean)) return func;
    const copy = cloneFunc(func);
    const replaced = new Map<Op, Op[]>();
    [...allOps(copy.body)].forEach((op, k) => {
      const unboxed = chosen[k];
      if (unboxed && op.kind === "call") replaced.set(op, callAndBox(op, unboxed));
    });
    replaceOps(copy.body, replaced);
    simplify(copy);
    return copy;
  }
}

function replaceOps(region: Region, replaced: ReadonlyMap<Op, readonly Op[]>): void {
  region.ops = region.ops.flatMap((op) => {
    for (const inner of op.regions) replaceOps(inner, replaced);
    return replaced.get(op) ?? [op];
  });
}

function callAndBox(op: CallOp, { func, boxes }: Unboxed): Op[] {
  const literals: Op[] = [];
  const results = op.results.flatMap((result, k) => {
    const box = boxes[k];
    if (!box) return [result];
    const prefix = result.name === undefined ? undefined : `${result.name}_`;
    const members = box.members.map(({ name, type }) => new Value(type, prefix && prefix + name));
    const { span, adjoint, inlinedAt } = op;
    const { made } = box;
    literals.push({
      kind: "literal",
      made,
      operands: members,
      results: [result],
      regions: [],
      span,
      adjoint,
      inlinedAt,
    });
    return members;
  });
  return [{ ...op, callee: func, results }, ...literals];
}

function unbox(func: Func): Unboxed | undefined {
  const sources = new Sources(func);
  const boxes = func.body.yields.map((value): Box | undefined => {
    const members = sources.membersOf(value);
    // An empty array is there to be filled.
    return members && members.length > 0 ? { type: value.type, members, made: sources.madeOf(value) } : undefined;
  });
  if (!boxes.some(Boolean)) return undefined;
  const made = cloneFunc(func);
  const build = new Builder(made.body);
  const reads = new Set<Value>();
  made.body.yields = made.body.yields.flatMap((value, k) => {
    const box = boxes[k];
    if (!box) return [value];
    const isRecord = memoryOf(value.type).kind === "record";
    return box.members.map(({ name }) => {
      const read = isRecord ? build.getField(value, name) : build.load(value, build.const(Number(name)));
      reads.add(read);
      return read;
    });
  });
  made.results = boxes.flatMap((box, k) => (box ? box.members.map(({ type }) => type) : [func.results[k]]));
  made.original = undefined;
  made.exported = false;
  made.rest = false;
  simplify(made);
  // What still reads them has found memory that is written in ways which are not followed.
  return made.body.yields.some((value) => reads.has(value)) ? undefined : { func: made, boxes };
}

function simplify(func: Func): void {
  splitRecords(func);
  replaceScalars(func);
  dce(func);
}

/** Where the results of a function come from. */
class Sources {
  private readonly definitions = new Map<Value, Op>();
  private readonly uses = new Map<Value, number>();

  constructor(func: Func) {
    const count = (value: Value): void => void this.uses.set(value, (this.uses.get(value) ?? 0) + 1);
    for (const op of allOps(func.body)) {
      for (const result of op.results) this.definitions.set(result, op);
      op.operands.forEach((operand, k) => {
        if (!isAccess(op, k)) count(operand);
      });
      for (const region of op.regions) region.yields.forEach(count);
    }
    func.body.yields.forEach(count);
  }

  /** The members of a value that is a literal on every path and that nothing else refers to. */
  membersOf(value: Value): readonly Field[] | undefined {
    if (value.type.kind !== "ref") return undefined;
    const { memory } = value.type;
    if (memory.kind === "record") {
      const isSimple = memory.fields.length <= most && !memory.fields.some((field) => field.optional);
      const made = this.madeOf(value);
      const isWhole = !made || made.fields.length === memory.fields.length;
      const isOne = isWhole && this.isMade(value, made);
      return isSimple && isOne && this.isFresh(value, undefined) ? memory.fields : undefined;
    }
    if (memory.kind !== "array" || memory.container !== "Array") return undefined;
    const length = this.lengthOf(value);
    if (length === undefined || length > most || !this.isFresh(value, length)) return undefined;
    return Array.from({ length }, (_, k) => ({ name: String(k), type: memory.element }));
  }

  /** The object that a value is on the paths that make it. */
  madeOf(value: Value): Made | undefined {
    const op = this.definitions.get(value);
    if (op?.kind === "literal") return op.made;
    if (op?.kind !== "if") return undefined;
    const k = op.results.indexOf(value);
    return this.madeOf(op.regions[0].yields[k]) ?? this.madeOf(op.regions[1].yields[k]);
  }

  private isFresh(value: Value, length: number | undefined): boolean {
    if (this.uses.get(value) !== 1) return false;
    const op = this.definitions.get(value);
    if (op?.kind === "literal")
      return (
        (length ?? op.operands.length) === op.operands.length && !op.operands.some((each) => this.mayBeMissing(each))
      );
    if (op?.kind === "const") return op.value === undefined;
    if (op?.kind !== "if") return false;
    const k = op.results.indexOf(value);
    return op.regions.every(({ yields }) => this.isFresh(yields[k], length));
  }

  /** Whether a value is the same object on every path that makes it. */
  private isMade(value: Value, made: Made | undefined): boolean {
    const op = this.definitions.get(value);
    if (op?.kind === "literal") return JSON.stringify(op.made) === JSON.stringify(made);
    if (op?.kind !== "if") return true;
    const k = op.results.indexOf(value);
    return op.regions.every(({ yields }) => this.isMade(yields[k], made));
  }

  /** A reference that some path leaves out has no shadow there. */
  private mayBeMissing(value: Value): boolean {
    if (value.type.kind !== "ref") return false;
    const op = this.definitions.get(value);
    if (op?.kind === "const") return true;
    if (op?.kind !== "if") return op?.kind === "for" || op?.kind === "while";
    const k = op.results.indexOf(value);
    return op.regions.some(({ yields }) => this.mayBeMissing(yields[k]));
  }

  private lengthOf(value: Value): number | undefined {
    const op = this.definitions.get(value);
    if (op?.kind === "literal") return op.operands.length;
    if (op?.kind !== "if") return undefined;
    const k = op.results.indexOf(value);
    return this.lengthOf(op.regions[0].yields[k]) ?? this.lengthOf(op.regions[1].yields[k]);
  }
}

/** Whether an operation only looks into the memory of an operand. */
function isAccess(op: Op, operand: number): boolean {
  return operand === 0 && /^(load|store|getField|setField|length)$/.test(op.kind);
}
