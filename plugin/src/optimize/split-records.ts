/**
 * Replaces records, tuples and array literals that branches and loops pass on, but that are never written, by their
 * fields: the state of a simulation that is made anew in every step, the pair that a function returns from several
 * places. What they start from may be a parameter: then its fields are read once.
 */
import { Builder } from "../ir/builder.js";
import { Joined } from "../ir/joined.js";
import { type Func, type Op, type Region, Value } from "../ir/ops.js";
import { type Connection, connections, isPassed } from "../ir/passed-on.js";
import { allOps, mayBeMissing } from "../ir/traverse.js";
import { type Field, INT, memoryOf, type RecordMemory, sameType, type Type } from "../ir/types.js";
import { Facts } from "./facts.js";
import { intersects, MemoryModel, slotOf } from "./memory.js";

/** Parameters of more fields stay references. */
const mostFields = 16;

export function splitRecords(func: Func, facts = new Facts(func)): boolean {
  if (!facts.ops().some(passesOn)) return false;
  const groups = new Groups(func);
  if (!groups.some()) return false;
  groups.admitParameters(func);
  new Splitting(groups).region(func.body);
  return true;
}

/** Whether control flow may make one record of several. */
function passesOn(op: Op): boolean {
  const isRecord = ({ type }: Value): boolean => isAggregate(type);
  return op.regions.length > 0 && (op.results.some(isRecord) || op.regions.some(({ params }) => params.some(isRecord)));
}

/** The parameters whose fields are the same throughout the function. */
function constantRecords(func: Func): Set<Value> {
  const isRecord = ({ type }: Value): boolean => {
    if (type.kind !== "ref" || type.memory.kind !== "record") return false;
    const { fields, partial, classes } = type.memory;
    return fields.length <= mostFields && !partial && classes?.isOne !== false;
  };
  const records = func.body.params.filter((param) => isRecord(param) && !mayBeMissing(func, param));
  if (records.length === 0) return new Set();
  const memory = new MemoryModel(func);
  const { writes } = memory.union([func.body]);
  const isConstant = (param: Value): boolean => {
    const record = memoryOf(param.type) as RecordMemory;
    return record.fields.every(
      ({ name }) => !intersects(writes, new Set(memory.readKeys(param, slotOf(record, name)))),
    );
  };
  return new Set(records.filter(isConstant));
}

/** Values that may be the same record, because control flow passes one on as another. */
class Groups {
  private readonly joined = new Joined();
  private readonly refused = new Set<Value>();
  /** Groups that control flow touches; the others are for scalar replacement. */
  private readonly passed = new Set<Value>();
  /** The lengths of the groups of arrays. */
  private readonly lengths = new Map<Value, number>();
  private readonly constants = new Map<Value, unknown>();
  /** Where parameters enter groups. */
  private readonly entries: Connection[] = [];
  /** The groups that the function itself makes records of. */
  private readonly made = new Set<Value>();

  constructor(func: Func) {
    const ops = [...allOps(func.body)];
    const parameters = constantRecords(func);
    for (const op of ops) {
      if (op.kind === "const") this.constants.set(op.results[0], op.value);
      for (const connection of connections(op)) {
        const { from, to } = connection;
        if (parameters.has(from) && sameType(from.type, to.type)) this.enter(connection);
        else this.connect(from, to);
      }
    }
    for (const op of ops) if (op.kind === "literal") this.made.add(this.joined.find(op.results[0]));
    const sources = new Set<Value>();
    for (const op of ops) {
      const [result] = op.results;
      if (op.kind === "literal") this.literal(op, sources);
      if (op.kind === "const" && op.value === undefined) sources.add(result);
      for (const { to } of connections(op)) sources.add(to);
    }
    for (const op of ops) {
      op.operands.forEach((operand, index) => {
        if (!isPassed(op, index) && !(index === 0 && this.isRead(op))) this.refuse(operand);
      });
      for (const value of [...op.results, ...op.regions.flatMap((region) => region.params)]) {
        if (!sources.has(value)) this.refuse(value);
      }
    }
    for (const value of [...func.body.yields, ...func.body.params]) this.refuse(value);
    // Of references that come from outside alone, one is chosen, and its fields are read where they are needed.
    for (const { to } of this.entries) if (!this.made.has(this.joined.find(to))) this.refuse(to);
  }

  private enter(connection: Connection): void {
    const twin = this.entries.find(({ list, index }) => list === connection.list && index === connection.index);
    if (twin) this.connect(twin.to, connection.to);
    this.passed.add(this.joined.find(connection.to));
    this.entries.push(connection);
  }

  /** Makes records of the fields of parameters, which take the parameters' places in groups that are split. */
  admitParameters(func: Func): void {
    const records = new Map<string, Value>();
    const ops: Op[] = [];
    const build = new Builder({ params: [], ops, yields: [] });
    for (const { from, to, list, index } of this.entries) {
      if (!this.has(to)) continue;
      const root = this.joined.find(to);
      const key = `${from.id} ${root.id}`;
      let record = records.get(key);
      if (!record) {
        const { fields } = memoryOf(from.type) as RecordMemory;
        const values = fields.map(({ name }) => build.getField(from, name));
        record = build.literal(from.type, values, from.name);
        this.joined.join(record, root);
        records.set(key, record);
      }
      list[index] = record;
    }
    func.body.ops.unshift(...ops);
  }

  some(): boolean {
    return [...this.passed].some((value) => this.has(value));
  }

  /** Whether a value is to be split. */
  has(value: Value): boolean {
    if (!isAggregate(value.type)) return false;
    const root = this.joined.find(value);
    return this.passed.has(root) && !this.refused.has(root);
  }

  fieldsOf(value: Value): readonly Field[] {
    const memory = memoryOf(value.type);
    if (memory.kind === "record") return memory.fields;
    const length = this.lengths.get(this.joined.find(value)) ?? 0;
    return Array.from({ length }, (_, index) => ({ name: String(index), type: memory.element }));
  }

  /** The field that an operation reads. */
  fieldOf(op: Op): number {
    const name =
      op.kind === "getField" ? op.field : op.kind === "load" ? String(this.constants.get(op.operands[1])) : "";
    return this.fieldsOf(op.operands[0]).findIndex((field) => field.name === name);
  }

  private isRead(op: Op): boolean {
    if (op.kind === "length") return true;
    return (op.kind === "getField" || op.kind === "load") && isAggregate(op.operands[0].type) && this.fieldOf(op) >= 0;
  }

  private literal(op: Op, sources: Set<Value>): void {
    const [result] = op.results;
    sources.add(result);
    if (memoryOf(result.type).kind !== "array") return;
    const root = this.joined.find(result);
    const length = this.lengths.get(root);
    if (length === undefined) this.lengths.set(root, op.operands.length);
    else if (length !== op.operands.length) this.refused.add(root);
  }

  private refuse(value: Value): void {
    this.refused.add(this.joined.find(value));
  }

  private connect(from: Value, to: Value): void {
    if (!isAggregate(from.type) && !isAggregate(to.type)) return;
    const [a, b] = [this.joined.find(from), this.joined.find(to)];
    const refused = this.refused.has(a) || this.refused.has(b) || !sameType(from.type, to.type);
    this.joined.join(a, b);
    this.passed.add(b);
    if (refused) this.refused.add(b);
  }
}

function isAggregate(type: Type): boolean {
  if (type.kind !== "ref") return false;
  return type.memory.kind === "record" || (type.memory.kind === "array" && type.memory.container === "Array");
}

class Splitting {
  private readonly replacements = new Map<Value, Value>();
  private readonly fields = new Map<Value, readonly Value[]>();
  private readonly build = new Builder({ params: [], ops: [], yields: [] });

  constructor(private readonly groups: Groups) {}

  region(region: Region): void {
    const { ops } = region;
    region.ops = [];
    region.params = this.fresh(region.params);
    this.build.within(region, () => {
      for (const op of ops) if (!this.visit(op)) this.build.region.ops.push(op);
      region.yields = this.expanded(region.yields);
    });
  }

  private resolve(value: Value): Value {
    let current = value;
    for (let next = this.replacements.get(current); next; next = this.replacements.get(current)) current = next;
    return current;
  }

  /** Returns whether the operation is not needed any more. */
  private visit(op: Op): boolean {
    this.build.span = op.span;
    this.build.adjoint = op.adjoint ?? false;
    const [result] = op.results;
    if (op.kind === "literal" && this.groups.has(result)) {
      this.fields.set(
        result,
        op.operands.map((operand) => this.resolve(operand)),
      );
      return true;
    }
    if (op.kind === "const" && this.groups.has(result)) {
      this.fields.set(
        result,
        this.groups.fieldsOf(result).map((field) => this.build.const(undefined, field.type)),
      );
      return true;
    }
    const [read] = op.operands;
    if ((op.kind === "getField" || op.kind === "load") && this.groups.has(read)) {
      this.replacements.set(result, this.split(read)[this.groups.fieldOf(op)]);
      return true;
    }
    if (op.kind === "length" && this.groups.has(read)) {
      this.replacements.set(result, this.build.const(this.groups.fieldsOf(read).length, INT));
      return true;
    }
    op.operands = this.expanded(op.operands);
    for (const region of op.regions) this.region(region);
    op.results = this.fresh(op.results);
    return false;
  }

  private split(value: Value): readonly Value[] {
    const fields = this.fields.get(value);
    if (!fields) throw new Error("a record is used before it is made");
    return fields;
  }

  private expanded(values: readonly Value[]): Value[] {
    return values.flatMap((value) => (this.groups.has(value) ? this.split(value) : [this.resolve(value)]));
  }

  /** New values for the fields of what is split. */
  private fresh(values: readonly Value[]): Value[] {
    return values.flatMap((value) => {
      if (!this.groups.has(value)) return [value];
      const prefix = value.name === undefined ? "" : `${value.name}_`;
      const fields = this.groups
        .fieldsOf(value)
        .map((field) => new Value(field.type, prefix ? prefix + field.name : undefined));
      this.fields.set(value, fields);
      return fields;
    });
  }
}
