/**
 * Replaces records and tuples that branches and loops pass on, but that are never written, by their fields: the state of
 * a simulation that is made anew in every step, the pair that a function returns from several places.
 */
import { Builder } from "../ir/builder.js";
import { type Func, type Op, type Region, Value } from "../ir/ops.js";
import { allOps } from "../ir/traverse.js";
import { memoryOf, type RecordMemory, sameType, type Type } from "../ir/types.js";

export function splitRecords(func: Func): boolean {
  const groups = new Groups(func);
  if (!groups.some()) return false;
  new Splitting(groups).region(func.body);
  return true;
}

/** Values that may be the same record, because control flow passes one on as another. */
class Groups {
  private readonly parents = new Map<Value, Value>();
  private readonly refused = new Set<Value>();
  /** Groups that control flow touches; the others are for scalar replacement. */
  private readonly passed = new Set<Value>();

  constructor(func: Func) {
    for (const op of allOps(func.body)) {
      connections(op).forEach(([from, to]) => {
        this.connect(from, to);
      });
    }
    const sources = new Set<Value>();
    for (const op of allOps(func.body)) {
      const [result] = op.results;
      if (op.kind === "literal" || (op.kind === "const" && op.value === undefined)) sources.add(result);
      for (const [, to] of connections(op)) sources.add(to);
      op.operands.forEach((operand, index) => {
        if (!isPassed(op, index) && !(op.kind === "getField" && index === 0)) this.refuse(operand);
      });
    }
    for (const value of func.body.yields) this.refuse(value);
    for (const param of func.body.params) this.refuse(param);
    for (const op of allOps(func.body)) {
      for (const value of [...op.results, ...op.regions.flatMap((region) => region.params)]) {
        if (!sources.has(value)) this.refuse(value);
      }
    }
  }

  some(): boolean {
    return [...this.passed].some((value) => this.has(value));
  }

  /** Whether a value is to be split. */
  has(value: Value): boolean {
    if (!isRecord(value.type)) return false;
    const root = this.find(value);
    return this.passed.has(root) && !this.refused.has(root);
  }

  private find(value: Value): Value {
    const parent = this.parents.get(value) ?? value;
    if (parent === value) return value;
    const root = this.find(parent);
    this.parents.set(value, root);
    return root;
  }

  private refuse(value: Value): void {
    this.refused.add(this.find(value));
  }

  private connect(from: Value, to: Value): void {
    if (!isRecord(from.type) && !isRecord(to.type)) return;
    const [a, b] = [this.find(from), this.find(to)];
    const refused = this.refused.has(a) || this.refused.has(b) || !sameType(from.type, to.type);
    this.parents.set(a, b);
    this.passed.add(b);
    if (refused) this.refused.add(b);
  }
}

function isRecord(type: Type): boolean {
  return type.kind === "ref" && type.memory.kind === "record";
}

function fieldsOf(value: Value): RecordMemory["fields"] {
  const memory = memoryOf(value.type);
  if (memory.kind !== "record") throw new Error("only records have fields");
  return memory.fields;
}

/** Which values an operation passes on as which others. */
function connections(op: Op): [from: Value, to: Value][] {
  switch (op.kind) {
    case "if":
      return op.regions.flatMap((arm) => op.results.map((to, k): [Value, Value] => [arm.yields[k], to]));
    case "for": {
      const [body] = op.regions;
      return op.results.flatMap((result, k): [Value, Value][] => {
        const param = body.params[k + 1];
        return [
          [op.operands[k + 2], param],
          [body.yields[k], param],
          [param, result],
        ];
      });
    }
    case "while": {
      const [before, after] = op.regions;
      const carried = before.params.flatMap((param, k): [Value, Value][] => [
        [op.operands[k], param],
        [after.yields[k], param],
      ]);
      const forwarded = op.results.flatMap((result, k): [Value, Value][] => [
        [before.yields[k + 1], after.params[k]],
        [before.yields[k + 1], result],
      ]);
      return [...carried, ...forwarded];
    }
    default:
      return [];
  }
}

/** Whether an operand starts a carried value. */
function isPassed(op: Op, index: number): boolean {
  return op.kind === "while" || (op.kind === "for" && index >= 2);
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
        fieldsOf(result).map((field) => this.build.const(undefined, field.type)),
      );
      return true;
    }
    if (op.kind === "getField" && this.groups.has(op.operands[0])) {
      const index = fieldsOf(op.operands[0]).findIndex((field) => field.name === op.field);
      this.replacements.set(result, this.split(op.operands[0])[index]);
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
      const fields = fieldsOf(value).map((field) => new Value(field.type, prefix ? prefix + field.name : undefined));
      this.fields.set(value, fields);
      return fields;
    });
  }
}
