/** Appends operations to a region; every operation of the IR is made here, so that its types are right by construction. */

import type { Binding } from "./bindings.js";
import type { Constant, ExternOp, Func, LiteralOp, Made, Op, Region, Span } from "./ops.js";
import { effectOf, Value } from "./ops.js";
import type { PrimitiveName } from "./primitives.js";
import { resultType } from "./primitives.js";
import { BOOL, F64, INT, isNumber, memoryOf, OPAQUE, sameType, shadowType, stackOf, type Type } from "./types.js";

/** How many operations back a literal is looked for. */
const NEAR = 32;

export function emptyRegion(params: Value[] = []): Region {
  return { params, ops: [], yields: [] };
}

export class Builder {
  /** Given to every operation made from now on. */
  span?: Span;
  adjoint = false;
  /** A field of a literal that was made just before is what it was made of. */
  forwards = false;

  constructor(public region: Region) {}

  /** Makes `region` the place of insertion while `body` runs. */
  within<T>(region: Region, body: () => T): T {
    const outer = this.region;
    this.region = region;
    try {
      return body();
    } finally {
      this.region = outer;
    }
  }

  add<T extends Op>(op: T): T {
    if (this.span && !op.span) op.span = this.span;
    if (this.adjoint) op.adjoint = true;
    this.region.ops.push(op);
    for (const result of op.results) result.producer = op;
    return op;
  }

  const(value: Constant, type: Type = constantType(value), name?: string): Value {
    return this.result({ kind: "const", value, operands: [], results: [new Value(type, name)], regions: [] });
  }

  prim(name: PrimitiveName, ...operands: Value[]): Value {
    const type = resultType(
      name,
      operands.map((operand) => operand.type),
    );
    return this.result({ kind: "prim", name, operands, results: [new Value(type)], regions: [] });
  }

  global(binding: Binding, type: Type): Value {
    return this.result({
      kind: "global",
      binding,
      operands: [],
      results: [new Value(type, binding.name)],
      regions: [],
    });
  }

  extern(
    template: readonly string[],
    operands: readonly Value[],
    type: Type,
    options: Partial<Pick<ExternOp, "effect" | "refusal" | "uses" | "discreet" | "confined">> = {},
  ): Value {
    return this.result({
      kind: "extern",
      template,
      effect: options.effect ?? "writes",
      statement: false,
      refusal: options.refusal,
      uses: options.uses,
      ...(options.discreet ? { discreet: true } : {}),
      ...(options.confined ? { confined: true } : {}),
      operands: [...operands],
      results: [new Value(type)],
      regions: [],
    });
  }

  externStatement(
    template: readonly string[],
    operands: readonly Value[],
    options: Partial<
      Pick<ExternOp, "refusal" | "uses" | "requires" | "expects" | "compares" | "alike" | "discreet" | "confined">
    > = {},
  ): void {
    this.add({
      kind: "extern",
      template,
      effect: "writes",
      statement: true,
      ...options,
      operands: [...operands],
      results: [],
      regions: [],
    });
  }

  alloc(type: Type, length: Value, name?: string): Value {
    return this.result({ kind: "alloc", operands: [length], results: [new Value(type, name)], regions: [] });
  }

  stack(element: Type, name?: string): Value {
    return this.result({ kind: "alloc", operands: [], results: [new Value(stackOf(element), name)], regions: [] });
  }

  /** Memory for one value of each iteration; without a length, a stack. */
  cache(value: Value, type: Type, length: Value | undefined, name: string): Value {
    const operands = length ? [length] : [];
    return this.result({ kind: "alloc", cache: value, operands, results: [new Value(type, name)], regions: [] });
  }

  literal(type: Type, operands: readonly Value[], name?: string, made?: Made): Value {
    return this.result({
      kind: "literal",
      made,
      operands: [...operands],
      results: [new Value(type, name)],
      regions: [],
    });
  }

  load(array: Value, index: Value, name?: string, orZero?: boolean): Value {
    return this.result({
      kind: "load",
      orZero,
      operands: [array, index],
      results: [new Value(elementType(array), name)],
      regions: [],
    });
  }

  store(array: Value, index: Value, value: Value): void {
    this.add({ kind: "store", operands: [array, index, value], results: [], regions: [] });
  }

  getField(record: Value, field: string, name?: string): Value {
    const type = fieldType(record, field);
    const known = this.forwards ? this.fieldOfLiteral(record, field) : undefined;
    if (known && (sameType(known.type, type) || (isNumber(known.type) && isNumber(type)))) return known;
    return this.result({ kind: "getField", field, operands: [record], results: [new Value(type, name)], regions: [] });
  }

  private fieldOfLiteral(record: Value, field: string): Value | undefined {
    const memory = memoryOf(record.type);
    const { operands } = this.literalOf(record) ?? {};
    return memory.kind === "record" ? operands?.[memory.fields.findIndex(({ name }) => name === field)] : undefined;
  }

  /** The literal that a value is, if it was made here just before and nothing has been written since. */
  literalOf(value: Value): LiteralOp | undefined {
    const { ops } = this.region;
    for (let k = ops.length - 1; k >= Math.max(0, ops.length - NEAR); k--) {
      const op = ops[k];
      if (op.kind === "literal" && op.results[0] === value) return op;
      const effect = effectOf(op);
      if (effect === "writes" || effect === "control") return undefined;
    }
    return undefined;
  }

  setField(record: Value, field: string, value: Value): void {
    this.add({ kind: "setField", field, operands: [record, value], results: [], regions: [] });
  }

  length(array: Value): Value {
    return this.result({ kind: "length", operands: [array], results: [new Value(INT)], regions: [] });
  }

  push(array: Value, value: Value): void {
    this.add({ kind: "push", operands: [array, value], results: [], regions: [] });
  }

  pop(array: Value, name?: string): Value {
    return this.result({ kind: "pop", operands: [array], results: [new Value(elementType(array), name)], regions: [] });
  }

  fill(array: Value, value: Value, start?: Value, end?: Value): void {
    const operands = [array, value, ...(start ? [start] : []), ...(end ? [end] : [])];
    this.add({ kind: "fill", operands, results: [], regions: [] });
  }

  /** A deep copy of memory under a name that is used already. */
  copyAs(copy: Value, array: Value): void {
    this.add({ kind: "copy", deep: true, operands: [array], results: [copy], regions: [] });
  }

  copy(
    array: Value,
    options: { type?: Type; deep?: boolean; unshared?: boolean; range?: Value[]; like?: Value; name?: string } = {},
  ): Value {
    const { type = array.type, deep = false, unshared = false, range = [], like, name } = options;
    return this.result({
      kind: "copy",
      deep,
      like: like && true,
      ...(unshared ? { unshared } : {}),
      operands: like ? [array, like] : [array, ...range],
      results: [new Value(type, name)],
      regions: [],
    });
  }

  view(array: Value, range: Value[], name?: string): Value {
    return this.result({
      kind: "view",
      operands: [array, ...range],
      results: [new Value(array.type, name)],
      regions: [],
    });
  }

  /** A part of an array that has been checked, for the gradient by an argument. */
  part(array: Value, range: Value[], { caller, of }: { caller: string; of: Value }, name?: string): Value {
    const part = { caller, of: of.name ?? "x" };
    return this.result({
      kind: "view",
      part,
      operands: [array, ...range],
      results: [new Value(array.type, name)],
      regions: [],
    });
  }

  zeros(ref: Value, name?: string, views = false): Value {
    return this.result({
      kind: "zeros",
      ...(views ? { views } : {}),
      operands: [ref],
      results: [new Value(shadowType(ref.type), name)],
      regions: [],
    });
  }

  accumulate(destination: Value, source: Value, { once = false, pairs = false } = {}): void {
    const counting = pairs ? { pairs } : { once };
    this.add({ kind: "accumulate", ...counting, operands: [destination, source], results: [], regions: [] });
  }

  clear(ref: Value): void {
    this.add({ kind: "clear", operands: [ref], results: [], regions: [] });
  }

  if(
    condition: Value,
    then: Region,
    otherwise: Region,
    types: readonly Type[],
    names: readonly (string | undefined)[] = [],
  ): Value[] {
    const results = types.map((type, index) => new Value(type, names[index]));
    return this.results({ kind: "if", operands: [condition], results, regions: [then, otherwise] });
  }

  for(
    range: { start: Value; end: Value; step: number; inclusive: boolean },
    inits: readonly Value[],
    body: Region,
  ): Value[] {
    const { start, end, step, inclusive } = range;
    const results = body.params.slice(1).map((param) => new Value(param.type, param.name));
    return this.results({ kind: "for", step, inclusive, operands: [start, end, ...inits], results, regions: [body] });
  }

  /** A loop over the indices of an array of `length`, or every `step`-th of them, that carries nothing. */
  each(length: Value, body: (index: Value) => void, step = 1): void {
    const index = new Value(INT, "i");
    const region = emptyRegion([index]);
    this.within(region, () => body(index));
    this.for({ start: this.const(0), end: length, step, inclusive: false }, [], region);
  }

  /** The sum of what `body` makes of the indices of an array of `length`; `of` is its type. */
  sum(length: Value, of: Type, body: (index: Value) => Value): Value {
    const [index, before] = [new Value(INT, "i"), new Value(of, "sum")];
    const region = emptyRegion([index, before]);
    region.yields = this.within(region, () => [this.prim("add", before, body(index))]);
    return this.for({ start: this.const(0), end: length, step: 1, inclusive: false }, [this.const(0, of)], region)[0];
  }

  while(inits: readonly Value[], before: Region, after: Region): Value[] {
    const results = after.params.map((param) => new Value(param.type, param.name));
    return this.results({ kind: "while", operands: [...inits], results, regions: [before, after] });
  }

  call(callee: Func, operands: readonly Value[], names: readonly (string | undefined)[] = []): Value[] {
    const results = callee.results.map((type, index) => new Value(type, names[index]));
    return this.results({ kind: "call", callee, operands: [...operands], results, regions: [] });
  }

  closure(callee: Func, captures: readonly Value[], name?: string): Value {
    const params = callee.body.params
      .slice(captures.length)
      .map((param, k) => ({ name: param.name ?? `x${k}`, type: param.type }));
    const type: Type = { kind: "fn", signature: { params, results: callee.results } };
    return this.result({
      kind: "closure",
      callee,
      operands: [...captures],
      results: [new Value(type, name)],
      regions: [],
    });
  }

  throw(error: Value): void {
    this.add({ kind: "throw", operands: [error], results: [], regions: [] });
  }

  /** `condition ? whenTrue : whenFalse` of values that are already computed. */
  select(condition: Value, whenTrue: Value, whenFalse: Value): Value {
    const type = whenTrue.type.kind === "int" && whenFalse.type.kind !== "int" ? whenFalse.type : whenTrue.type;
    const regions = [whenTrue, whenFalse].map((value) => ({ params: [], ops: [], yields: [value] }));
    return this.if(condition, regions[0], regions[1], [type])[0];
  }

  private result(op: Op): Value {
    return this.add(op).results[0];
  }

  /** The results as a list of their own: often it becomes what a region yields. A list of values belongs to one operation or region. */
  private results(op: Op): Value[] {
    return [...this.add(op).results];
  }
}

/** The operation that a builder made to compute a value; none for a parameter, and none once a pass has rewritten it. */
export function producerOf(value: Value): Op | undefined {
  return value.producer;
}

function constantType(value: Constant): Type {
  if (typeof value === "number") return Number.isInteger(value) && !Object.is(value, -0) ? INT : F64;
  return typeof value === "boolean" ? BOOL : OPAQUE;
}

function elementType(array: Value): Type {
  const memory = memoryOf(array.type);
  if (memory.kind === "record") throw new Error("a record has no elements");
  return memory.element;
}

function fieldType(record: Value, field: string): Type {
  const memory = memoryOf(record.type);
  const found = memory.kind === "record" ? memory.fields.find((candidate) => candidate.name === field) : undefined;
  if (!found) throw new Error(`no field ${field}`);
  return found.type;
}
