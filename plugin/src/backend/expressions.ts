/** An operation with a result as a JavaScript expression. */
import type { Binding } from "../ir/bindings.js";
import type { AllocOp, CopyOp, ExternOp, Func, LoadOp, Made, Op, PrimOp, Value } from "../ir/ops.js";
import {
  F64,
  type Field,
  isFloatContainer,
  isNumber,
  isScalar,
  type Memory,
  memoryOf,
  OPAQUE,
  type RecordMemory,
  sameType,
  shadowType,
  type Type,
} from "../ir/types.js";
import { getRule } from "../rules/table.js";
import type { Copy } from "./copies.js";
import {
  binaryPrecedence,
  type Expr,
  isUndefined,
  negate,
  Precedence,
  raw,
  replaceVariables,
  type Variable,
  variable,
} from "./js.js";
import { runsLater, type Schedule } from "./schedule.js";
import { choose, compareChoice, isArithmetic, isNever, loosely, NEVER, sum, truth } from "./simplify.js";
import { literal, stackClass } from "./spelling.js";
import type { Variables } from "./variables.js";

/** What an expression may refer to outside of its function. */
export interface Scope {
  readonly language: "ts" | "js";
  /** The name here of a binding or function of any file; records what has to be imported. */
  resolve(ref: { file: string; name: string }): string;
  /** The name here of what an entry of the library exports, a helper of `cotangent/runtime` unless said otherwise; records that it is used. */
  runtime(name: string, entry?: string): string;
}

export class Expressions {
  private readonly captures: Copy[] = [];

  constructor(
    private readonly schedule: Schedule,
    private readonly variables: Variables,
    private readonly scope: Scope,
  ) {}

  value(value: Value): Expr {
    const { repeated, inlined, blocks } = this.schedule;
    if (!repeated.has(value) && !inlined.has(value)) return variable(this.variables.of(value));
    return this.operation(blocks.definition.get(value)!.op);
  }

  values(values: readonly Value[]): Expr[] {
    return values.map((value) => this.value(value));
  }

  operation(op: Op): Expr {
    switch (op.kind) {
      case "const":
        return op.value === undefined || op.value === null
          ? this.missing(op.value, op.results[0].type)
          : literal(op.value);
      case "prim":
        return this.primitive(op, this.values(op.operands));
      case "global":
        return this.global(op.binding);
      case "extern":
        return { kind: "template", parts: this.linked(op), holes: this.holes(op.template, op.operands) };
      case "alloc":
        return this.memory(op);
      case "literal":
        return this.literal(op.results[0].type, this.values(op.operands), op.made);
      case "load":
        return this.element(op);
      case "getField":
        return this.present(op.operands[0], op.field);
      case "length":
        return { kind: "member", object: loosely(this.value(op.operands[0])), property: "length" };
      case "pop":
        return this.pop(op.operands[0]);
      case "copy":
        return op.like ? this.copyLike(op.operands, op.results[0].type) : this.copy(op);
      case "view":
        return this.method(this.value(op.operands[0]), "subarray", ...this.values(op.operands.slice(1)));
      case "zeros":
        return op.kept
          ? this.helper("clearedLike", raw(op.kept.name), this.value(op.operands[0]))
          : this.zeros(op.operands[0], op.views ?? false);
      case "if":
        return this.conditional(op);
      case "call":
        return this.call(op.callee, this.values(op.operands), op.span);
      case "closure":
        return this.closure(
          op.callee,
          this.values(op.operands).map((capture) => this.captured(capture)),
        );
      default:
        throw new Error(`${op.kind} is not an expression`);
    }
  }

  private element({ operands: [array, index], orZero, span }: LoadOp): Expr {
    const element: Expr = { kind: "index", object: this.value(array), index: this.value(index), span };
    return orZero ? { kind: "binary", operator: "??", left: element, right: literal(0) } : element;
  }

  /** Nothing, of any type at all: where a type is asked for, TypeScript has to be told so. */
  private missing(value: null | undefined, type: Type): Expr {
    const typed = this.scope.language === "ts" && type.kind !== "opaque";
    return typed ? raw(`${value}${NEVER}`, binaryPrecedence("<")) : raw(String(value));
  }

  /** A field as what it holds: a class says of some that there may be nothing. */
  private present(record: Value, name: string): Expr {
    const operand = this.field(record, name);
    const memory = memoryOf(record.type);
    const mayLack =
      memory.kind === "record" &&
      memory.classes?.spelling &&
      memory.fields.find((field) => field.name === name)?.optional;
    return this.scope.language === "ts" && mayLack ? { kind: "nonNull", operand } : operand;
  }

  field(record: Value, name: string): Expr {
    const memory = memoryOf(record.type);
    const object = loosely(this.value(record));
    if (memory.kind === "record" && memory.classes?.hidden.has(name)) {
      // What a private name has become is no property that a class declares.
      const owner = name.includes("#") ? this.asserted(object, OPAQUE) : object;
      return { kind: "index", object: owner, index: raw(JSON.stringify(name)) };
    }
    const index = memory.kind === "record" && memory.tuple;
    return index ? { kind: "index", object, index: raw(name) } : { kind: "member", object, property: name };
  }

  method(object: Expr, property: string, ...args: Expr[]): Expr {
    return { kind: "call", callee: { kind: "member", object: loosely(object), property }, args, pure: false };
  }

  helper(name: string, ...args: Expr[]): Expr {
    return { kind: "call", callee: raw(this.scope.runtime(name)), args, pure: false };
  }

  /** The constants that have to be declared before the statement just made, for what runs later to see. */
  takeCaptures(): Copy[] {
    return this.captures.splice(0);
  }

  /** A variable that may change after it was captured is captured as a constant. */
  private captured(expr: Expr): Expr {
    return replaceVariables(expr, (of) => {
      if (this.variables.isConstant(of)) return undefined;
      const target: Variable = { hint: of.hint, text: "", type: of.type };
      this.captures.push({ target, source: variable(of) });
      return variable(target);
    });
  }

  /** The text with helpers of the runtime by the names that they have here. */
  private linked({ template, uses = [] }: ExternOp): readonly string[] {
    let parts = template;
    for (const name of uses) {
      const here = this.scope.runtime(name);
      if (here !== name) parts = parts.map((part) => part.replace(new RegExp(`\\b${name}\\(`, "g"), `${here}(`));
    }
    return parts;
  }

  private holes(template: readonly string[], operands: readonly Value[]): Expr[] {
    const holes = this.values(operands);
    return runsLater(template) ? holes.map((hole) => this.captured(hole)) : holes;
  }

  private primitive({ name, results, span }: PrimOp, operands: Expr[]): Expr {
    const [left, right] = operands.map((operand) => (isUndefined(operand) ? raw("undefined") : operand));
    const asNumber = (operand: Expr): Expr => (isUndefined(operand) ? this.missing(undefined, F64) : operand);
    if (name === "add" || name === "sub")
      return sum(name === "add" ? "+" : "-", asNumber(operands[0]), asNumber(operands[1]));
    if (name === "not") return negate(truth(left));
    if (name === "eq" || name === "ne") {
      const decided = compareChoice(left, right);
      if (decided) return name === "eq" ? decided : negate(decided);
    }
    const { js } = getRule(name);
    if ("identity" in js) return left;
    if ("helper" in js) {
      const callee = raw(this.scope.runtime(js.helper));
      const args = js.named ? [...operands, raw(JSON.stringify(results[0].name ?? null))] : operands;
      return { kind: "call", callee, args, pure: false, span };
    }
    if ("guarded" in js || "composed" in js) throw new Error(`${name} is left from normalization`);
    if ("call" in js) {
      const callee = js.from === undefined ? js.call : this.scope.runtime(js.call, js.from);
      return { kind: "call", callee: raw(callee), args: operands, pure: true };
    }
    if ("prefix" in js) return { kind: "unary", operator: js.prefix, operand: left };
    if ("infix" in js) {
      const [a, b] = isArithmetic(js.infix) ? operands.map(asNumber) : [left, right];
      return { kind: "binary", operator: js.infix, left: a, right: b };
    }
    const [operator, ...rest] = js.postfix.trim().split(" ");
    return { kind: "binary", operator, left, right: raw(rest.join(" ")) };
  }

  private global({ file, name, member, hidden }: Binding): Expr {
    const object = raw(this.scope.resolve({ file, name }));
    if (member === undefined) return object;
    // TypeScript lets code outside of a class name what is private in it by a text.
    return hidden
      ? { kind: "index", object, index: raw(JSON.stringify(member)) }
      : { kind: "member", object, property: member };
  }

  /** `kept ?? new F64Stack()`, `kept?.length === n ? kept : new Float64Array(n)` */
  private memory({ kept, operands, results: [made] }: AllocOp): Expr {
    if (!kept) return this.allocation(made.type, operands);
    const [compared, ...length] = operands;
    const known = raw(kept.name);
    const fresh = this.allocation(made.type, length);
    if (!compared) return { kind: "binary", operator: "??", left: known, right: fresh };
    const knownLength = raw(`${kept.name}?.length`, Precedence.call);
    return {
      kind: "conditional",
      test: { kind: "binary", operator: "===", left: knownLength, right: this.value(compared) },
      yes: kept.clears ? this.method(known, "fill", raw("0")) : known,
      no: fresh,
    };
  }

  private allocation(type: Type, operands: readonly Value[]): Expr {
    const memory = memoryOf(type);
    if (memory.kind === "stack") {
      const name = stackClass(memory.element);
      const typeArgument = name === "RefStack" && this.scope.language === "ts" ? memory.element : undefined;
      return { kind: "new", callee: this.scope.runtime(name), typeArgument, args: [] };
    }
    if (memory.kind === "record") throw new Error("a record is made by a literal");
    const args = this.values(operands);
    if (memory.container !== "Array") return { kind: "new", callee: memory.container, args };
    const scalar = isScalar(memory.element);
    const typeArgument = this.scope.language === "ts" && scalar ? memory.element : undefined;
    const array: Expr = { kind: "new", callee: "Array", typeArgument, args };
    return scalar ? this.method(array, "fill", raw(isNumber(memory.element) ? "0" : "false")) : array;
  }

  private literal(type: Type, items: Expr[], made: Made | undefined): Expr {
    const memory = memoryOf(type);
    if (made && memory.kind === "record") return this.object(type, items, made);
    if (memory.kind === "record" && !memory.tuple) {
      return this.record(
        type,
        memory.fields.map(({ name }, index) => ({ name, value: items[index] })),
      );
    }
    if (memory.kind === "array" && memory.container !== "Array")
      return this.method(raw(memory.container), "of", ...items);
    return { kind: "array", items };
  }

  /** An instance of a class: by its constructor, if that does nothing else than to set the fields. */
  private object(type: Type, items: Expr[], { fields: present, class: binding, arguments: taken }: Made): Expr {
    const { fields } = memoryOf(type) as RecordMemory;
    const item = (name: string): Expr => items[fields.findIndex((field) => field.name === name)];
    const object = present.map((name) => ({ name, value: item(name) }));
    if (!binding) return this.record(type, object);
    const name = this.scope.resolve(binding);
    const inOrder =
      taken && fields.filter((field) => taken.includes(field.name)).every((field, k) => field.name === taken[k]);
    if (taken && inOrder) return this.asInstance({ kind: "new", callee: name, args: taken.map(item) }, type);
    return this.asInstance(this.helper("makeInstance", raw(name), { kind: "object", fields: object }), type);
  }

  private asInstance(made: Expr, type: Type): Expr {
    const { classes } = memoryOf(type) as RecordMemory;
    return classes?.isRefined ? this.asserted(made, type) : made;
  }

  private record(type: Type, given: readonly { readonly name: string; readonly value: Expr }[]): Expr {
    const memory = memoryOf(type) as RecordMemory;
    const typeOf = (name: string): Type => memory.fields.find((field) => field.name === name)?.type ?? OPAQUE;
    const fields = given.map(({ name, value }) => ({ name, value: this.ofType(value, typeOf(name)) }));
    const isWhole =
      fields.length === memory.fields.length && !memory.untyped && !fields.some(({ value }) => isNever(value));
    if (isWhole) return { kind: "object", fields };
    const loose = fields.map(({ name, value }) => ({ name, value: loosely(value) }));
    return this.asserted({ kind: "object", fields: loose }, type);
  }

  /** Nothing where there may be something of a type. */
  private ofType(value: Expr, type: Type): Expr {
    if (value.kind !== "raw" || (value.text !== "null" && value.text !== "undefined")) return value;
    return this.missing(value.text === "null" ? null : undefined, type);
  }

  private asserted(operand: Expr, type: Type): Expr {
    return this.scope.language === "ts" ? { kind: "asserted", operand, type } : operand;
  }

  private pop(array: Value): Expr {
    const call = this.method(this.value(array), "pop");
    return memoryOf(array.type).kind === "array" && this.scope.language === "ts"
      ? { kind: "nonNull", operand: call }
      : call;
  }

  private copyLike([from, shape]: readonly Value[], type: Type): Expr {
    // Shadows accumulate in double precision, tangents are as their values.
    const isShadow = sameType(type, shadowType(shape.type)) && !sameType(type, shape.type);
    return this.helper(isShadow ? "fromTangent" : "copyLike", this.value(from), this.value(shape));
  }

  /** `refilled(kept, x) ?? x.map((row) => new Float64Array(row))` where memory is kept. */
  private copy(op: CopyOp): Expr {
    const fresh = this.freshCopy(op.operands, op.results[0].type, op.deep);
    if (!op.kept) return fresh;
    const again = this.helper("refilled", raw(op.kept.name), this.value(op.operands[0]));
    return { kind: "binary", operator: "??", left: again, right: fresh };
  }

  private freshCopy([array, ...range]: readonly Value[], type: Type, deep: boolean): Expr {
    const object = loosely(this.value(array));
    const from = memoryOf(array.type);
    if (from.kind === "stack") return this.method(object, "copy");
    if (range.length > 0)
      return this.converted(this.method(object, "slice", ...this.values(range)), array.type, type, deep, true);
    return this.converted(object, array.type, type, deep, false);
  }

  /** Fresh memory of type `to` with the elements of `object`, of type `from`; `fresh`: its outermost array is already new. */
  private converted(object: Expr, from: Type, to: Type, deep: boolean, fresh: boolean): Expr {
    if (from.kind !== "ref" || to.kind !== "ref") return object;
    const [source, target] = [from.memory, to.memory];
    const isFlat = source.kind === "array" && source.element.kind !== "ref";
    if (deep && !isFlat && sameType(from, to)) return this.helper(isOfReals(from) ? "cloneShadow" : "deepCopy", object);
    if (source.kind === "record" || target.kind !== "array" || source.kind !== "array") {
      if (!deep || source.kind !== "record")
        return { kind: "spread", open: source.kind === "record" && source.tuple ? "[" : "{", operand: object };
      return this.convertedRecord(object, source, target as RecordMemory);
    }
    if (deep && !isFlat) {
      const row: Variable = { hint: "row", text: "", type: source.element };
      const converted = this.converted(variable(row), source.element, target.element, true, false);
      const body = source.optional ? this.unlessMissing(variable(row), converted) : converted;
      return this.method(object, "map", { kind: "arrow", params: [row], rest: false, body });
    }
    if (source.container === target.container) return fresh ? object : this.method(object, "slice");
    if (target.container === "Array") return this.method(raw("Array"), "from", object);
    return { kind: "new", callee: target.container, args: [object] };
  }

  private convertedRecord(object: Expr, from: RecordMemory, to: RecordMemory): Expr {
    const value = (field: Field, type: Type): Expr => {
      if (type.kind === "opaque" && field.type.kind !== "opaque") return raw("null");
      const member: Expr = from.tuple
        ? { kind: "index", object, index: raw(field.name) }
        : { kind: "member", object, property: field.name };
      const converted = this.converted(member, field.type, type, true, false);
      return field.optional ? this.unlessMissing(member, converted) : converted;
    };
    const fields = from.fields.map((field, k) => ({ name: field.name, value: value(field, to.fields[k].type) }));
    return from.tuple ? { kind: "array", items: fields.map((field) => field.value) } : { kind: "object", fields };
  }

  /** What is made of a value that may be missing. */
  private unlessMissing(value: Expr, made: Expr): Expr {
    const nothing: Expr = this.scope.language === "ts" ? { kind: "nonNull", operand: raw("null") } : raw("null");
    if (made === value) return { kind: "binary", operator: "??", left: value, right: nothing };
    const missing: Expr = { kind: "binary", operator: "==", left: value, right: raw("null") };
    return { kind: "conditional", test: missing, yes: nothing, no: made };
  }

  private zeros(of: Value, views: boolean): Expr {
    const memory = memoryOf(of.type);
    if (memory.kind === "array" && (memory.container === "Float64Array" || memory.container === "Float32Array")) {
      return {
        kind: "new",
        callee: "Float64Array",
        args: [{ kind: "member", object: this.value(of), property: "length" }],
      };
    }
    return this.helper(views && holdsTypedArrays(of.type) ? "zerosWithViews" : "zerosLike", this.value(of));
  }

  call(callee: Func, args: Expr[], span?: Op["span"]): Expr {
    const { file, name: own } = callee.original ?? callee;
    const name = this.scope.resolve({ file, name: own });
    return { kind: "call", callee: raw(name), args, pure: false, spread: callee.rest, span };
  }

  private closure(callee: Func, captures: Expr[]): Expr {
    // What it is called with beyond its parameters, it does not see.
    if (captures.length === 0 && !callee.rest && !callee.optional?.size && !callee.original) {
      const { file, name } = callee;
      return raw(this.scope.resolve({ file, name }));
    }
    const params: Variable[] = callee.body.params
      .slice(captures.length)
      .map((param) => ({ hint: param.name, text: "", type: param.type }));
    const body = this.call(callee, [...captures, ...params.map(variable)]);
    return { kind: "arrow", params, rest: callee.rest ?? false, body };
  }

  /** An `if` whose branches are expressions, in the shortest form that means the same. */
  conditional(op: Op): Expr {
    const test = this.value(op.operands[0]);
    const [yes, no] = op.regions.map((region) => this.value(region.yields[0]));
    return choose(test, yes, no, op.operands[0].type.kind === "bool" && op.results[0].type.kind === "bool");
  }
}

/** Whether there is nothing but plain records and arrays with numbers in them. */
function isOfReals(type: Type, seen: readonly Memory[] = []): boolean {
  if (type.kind === "f64") return true;
  if (type.kind !== "ref") return false;
  const { memory } = type;
  if (seen.includes(memory)) return true;
  const inner = [...seen, memory];
  if (memory.kind === "record") return !memory.classes && memory.fields.every((each) => isOfReals(each.type, inner));
  if (memory.kind === "stack") return true;
  const mayBeShadow = memory.container === "Array" || memory.container === "Float64Array";
  return mayBeShadow && isOfReals(memory.element, inner);
}

function holdsTypedArrays(type: Type, seen: Set<Memory> = new Set()): boolean {
  if (type.kind !== "ref" || seen.has(type.memory)) return false;
  seen.add(type.memory);
  const { memory } = type;
  if (memory.kind === "record") return memory.fields.some((field) => holdsTypedArrays(field.type, seen));
  return memory.kind === "array" && (isFloatContainer(memory.container) || holdsTypedArrays(memory.element, seen));
}
