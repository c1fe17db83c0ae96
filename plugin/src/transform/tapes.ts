/**
 * What a pullback keeps, once both halves are known: one flat record of what is read, each value once. Adjoint memory that
 * is zero when the forward half ends is not kept but made by the pullback, for itself alone.
 */
import { emptyRegion } from "../ir/builder.js";
import { type Func, type LiteralOp, type Op, Value } from "../ir/ops.js";
import { allOps, allRegions, cloneOp, countUses, substitute } from "../ir/traverse.js";
import { type Field, memoryOf, type RecordMemory, sameType, shadowType, isTypedArray } from "../ir/types.js";
import { ownShadows } from "./owned-shadows.js";

/** `forward` ends in the literal of the tape, which is the first parameter of `pullback`. Returns whether it is. */
export function trimTape(forward: Func, pullback: Func): boolean {
  const tape = forward.body.ops.find((op) => op.results[0] === forward.body.yields[1]);
  if (tape?.kind !== "literal") return false;
  new TapeTrimming(forward, pullback, tape).run();
  return true;
}

/** Where a value of the forward half is read in the pullback, and under which name. */
interface Reads {
  readonly field: string;
  readonly results: readonly Value[];
}

function include(into: Map<Value, Reads>, value: Value, field: string, results: readonly Value[]): void {
  const known = into.get(value);
  into.set(value, { field: known?.field ?? field, results: [...(known?.results ?? []), ...results] });
}

class TapeTrimming {
  private readonly definitions = new Map<Value, Op>();
  private readonly uses: ReadonlyMap<Value, number>;
  /** In front of the pullback: reads of the tape, and memory that is made anew. */
  private readonly head = emptyRegion();
  private readonly fields: Field[] = [];
  private readonly kept: Value[] = [];
  /** Values of the pullback by those of the forward half that they are equal to. */
  private readonly rebuilt = new Map<Value, Value>();
  private readonly made = new Set<Value>();
  private readonly fresh = new Map<Value, boolean>();
  /** The literals of the tape as it was, whose fields become those of the tape. */
  private readonly opened = new Set<Op>();
  /** Reads of the tape as it was. */
  private readonly replaced = new Set<Op>();

  constructor(
    private readonly forward: Func,
    private readonly pullback: Func,
    private readonly tape: LiteralOp,
  ) {
    for (const op of forward.body.ops) for (const result of op.results) this.definitions.set(result, op);
    this.uses = countUses(forward.body);
  }

  run(): void {
    const [param] = this.pullback.body.params;
    const reads = this.reads([param], this.tape);
    this.fresh.clear();
    const isShadow = ([value]: readonly [Value, unknown]): boolean => this.isFreshZero(value);
    // Memory that is made anew may take its size from what is kept.
    const ordered = [...[...reads].filter((each) => !isShadow(each)), ...[...reads].filter(isShadow)];
    const replacements = new Map<Value, Value>();
    for (const [value, { field, results }] of ordered)
      for (const result of results) replacements.set(result, this.rebuild(value, field));
    for (const region of allRegions(this.pullback.body)) region.ops = region.ops.filter((op) => !this.replaced.has(op));
    this.pullback.body.ops.unshift(...this.head.ops);
    substitute(this.pullback.body, replacements);
    ownShadows(this.pullback.body, this.made);
    const memory = memoryOf(param.type) as RecordMemory;
    const read = this.fieldsRead();
    const fields = this.fields.filter(({ name }) => read.has(name));
    this.tape.operands = this.kept.filter((_, k) => read.has(this.fields[k].name));
    (memory.fields as Field[]).splice(0, memory.fields.length, ...fields);
  }

  /** The fields that are needed; the others are not read any more. */
  private fieldsRead(): Set<string> {
    const { body } = this.pullback;
    const uses = countUses(body);
    const isUnused = (op: Op): boolean => this.head.ops.includes(op) && !uses.has(op.results[0]);
    body.ops = body.ops.filter((op) => op.kind !== "getField" || !isUnused(op));
    const isRead = (op: Op): boolean => op.operands[0] === body.params[0];
    return new Set(body.ops.flatMap((op) => (op.kind === "getField" && isRead(op) ? [op.field] : [])));
  }

  /** What the pullback reads of the forward half's values, through records that are made for the tape alone. */
  private reads(records: readonly Value[], literal: LiteralOp): Map<Value, Reads> {
    this.opened.add(literal);
    const direct = new Map<Value, Reads>();
    const { fields } = memoryOf(literal.results[0].type) as RecordMemory;
    for (const op of allOps(this.pullback.body)) {
      if (op.kind !== "getField" || !records.includes(op.operands[0])) continue;
      this.replaced.add(op);
      include(direct, literal.operands[fields.findIndex(({ name }) => name === op.field)], op.field, op.results);
    }
    const found = new Map<Value, Reads>();
    for (const [value, { field, results }] of direct) {
      const inner = this.definitions.get(value);
      const isOpen =
        inner?.kind === "literal" && this.isOfTape(value) && results.every((each) => this.isOnlyRead(each));
      const nested = isOpen ? this.reads(results, inner) : new Map([[value, { field, results }]]);
      for (const [each, all] of nested) include(found, each, all.field, all.results);
    }
    return found;
  }

  private isOnlyRead(record: Value): boolean {
    const isRecord = record.type.kind === "ref" && record.type.memory.kind === "record";
    if (!isRecord) return false;
    for (const op of allOps(this.pullback.body))
      if (op.kind !== "getField" && op.operands.includes(record)) return false;
    return !this.pullback.body.yields.includes(record);
  }

  /** Whether the forward half uses a value for the tape alone. */
  private isOfTape(value: Value): boolean {
    let known = 0;
    for (const op of this.forward.body.ops) {
      if (op.kind !== "literal" || !op.operands.includes(value)) continue;
      if (!this.opened.has(op) && !this.isFreshZero(op.results[0])) return false;
      known += op.operands.filter((operand) => operand === value).length;
    }
    return known === this.uses.get(value);
  }

  /** Whether a value is memory that is zero and of a shape known to the pullback, and that nothing else has a part in. */
  private isFreshZero(value: Value): boolean {
    const known = this.fresh.get(value);
    if (known !== undefined) return known;
    // A literal and what it holds are made anew together or not at all.
    this.fresh.set(value, true);
    const isFresh = this.isZeroOfTape(value);
    if (!isFresh) this.fresh.clear();
    this.fresh.set(value, isFresh);
    return isFresh;
  }

  private isZeroOfTape(value: Value): boolean {
    const op = this.definitions.get(value);
    if (!op || !this.isOfTape(value)) return false;
    switch (op.kind) {
      case "alloc":
        return memoryOf(value.type).kind === "array";
      case "zeros":
        return this.isSizeKnown(op.operands[0]) || isRecordOfReals(op.operands[0]);
      case "literal":
        return op.operands.every((operand) => this.isZero(operand) || this.isFreshZero(operand));
      default:
        return false;
    }
  }

  private isZero(value: Value): boolean {
    const op = this.definitions.get(value);
    return op?.kind === "const" && op.value === 0;
  }

  /** Whether the shape of memory can still be told later: that of a typed array, or where a copy of it is kept. */
  private isSizeKnown(ref: Value): boolean {
    return isTypedArray(ref.type) || this.copyOf(ref) !== undefined;
  }

  /** The copy that the tape holds of a parameter, made when the function was called. */
  private copyOf(ref: Value): Value | undefined {
    if (!this.forward.body.params.includes(ref)) return undefined;
    for (const op of this.forward.body.ops) {
      const isRead = op.regions.length === 0 && quiet.has(op.kind);
      if (!isRead) return undefined;
      const [result] = op.results;
      if (
        op.kind === "copy" &&
        op.deep &&
        op.operands.length === 1 &&
        op.operands[0] === ref &&
        sameType(result.type, ref.type) &&
        this.rebuilt.has(result)
      )
        return result;
    }
    return undefined;
  }

  private rebuild(value: Value, name: string): Value {
    const known = this.rebuilt.get(value);
    if (known) return known;
    const op = this.definitions.get(value);
    const result = op?.kind === "const" || this.isFreshZero(value) ? this.again(op!) : this.read(value, name);
    this.rebuilt.set(value, result);
    return result;
  }

  /** The operation of the forward half in the pullback. */
  private again(op: Op): Value {
    if (op.kind === "zeros") return this.zeros(op.operands[0], op);
    const map = new Map(op.operands.map((operand) => [operand, this.rebuild(operand, operand.name ?? "n")]));
    return this.emit(cloneOp(op, map));
  }

  private zeros(of: Value, op: Op): Value {
    const { type, name } = op.results[0];
    const copy = this.copyOf(of);
    const known = copy ?? (this.rebuilt.has(of) ? of : undefined);
    const memory = memoryOf(of.type);
    if (known)
      return this.emit({ ...op, operands: [this.rebuilt.get(known)!], results: [new Value(type, name)] } as Op);
    if (memory.kind === "record") {
      const zero = this.emit({
        kind: "const",
        value: 0,
        operands: [],
        results: [new Value(memory.fields[0].type)],
        regions: [],
      });
      const operands = memory.fields.map(() => zero);
      return this.emit({ kind: "literal", operands, results: [new Value(type, name)], regions: [] });
    }
    const size = this.rebuild(this.lengthOf(of, op), `${of.name ?? "n"}_length`);
    return this.emit({ kind: "alloc", operands: [size], results: [new Value(type, name)], regions: [] });
  }

  /** The length of a typed array, which never changes. */
  private lengthOf(array: Value, before: Op): Value {
    const { ops } = this.forward.body;
    const known = ops.find((op) => op.kind === "length" && op.operands[0] === array);
    if (known) return known.results[0];
    const [size] = [new Value({ kind: "int" })];
    const op: Op = { kind: "length", operands: [array], results: [size], regions: [] };
    ops.splice(ops.indexOf(before), 0, op);
    this.definitions.set(size, op);
    return size;
  }

  private emit(op: Op): Value {
    this.head.ops.push(op);
    const [result] = op.results;
    if (op.kind !== "const" && op.kind !== "getField") this.made.add(result);
    return result;
  }

  private read(value: Value, name: string): Value {
    const field = this.fieldName(value.name ?? name);
    this.fields.push({ name: field, type: value.type });
    this.kept.push(value);
    const result = new Value(value.type, value.name);
    return this.emit({
      kind: "getField",
      field,
      operands: [this.pullback.body.params[0]],
      results: [result],
      regions: [],
    });
  }

  private fieldName(base: string): string {
    let name = base;
    for (let k = 1; this.fields.some((field) => field.name === name); k++) name = `${base}_${k}`;
    return name;
  }
}

const quiet: ReadonlySet<Op["kind"]> = new Set([
  "const",
  "prim",
  "global",
  "alloc",
  "literal",
  "load",
  "getField",
  "length",
  "copy",
  "zeros",
] as const); // prettier-ignore

function isRecordOfReals({ type }: Value): boolean {
  const memory = memoryOf(type);
  return (
    memory.kind === "record" &&
    !memory.partial &&
    memory.fields.length > 0 &&
    memory.fields.every((field) => field.type.kind === "f64" && !field.optional) &&
    sameType(type, shadowType(type))
  );
}
