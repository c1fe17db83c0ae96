/** Checks that a function is well formed: what every pass may rely on and must leave true. */
import { getRule } from "../rules/table.js";
import { type Func, type Op, type Region, unreachable, type Value } from "./ops.js";
import { resultType } from "./primitives.js";
import { isAssignable, isFunctionMemory, isNumber, type Memory, sameType, type Type, typeName } from "./types.js";

/** Throws an Error that names the function, the operation and what is wrong with it. */
export function verify(func: Func): void {
  new Verifier(func).run();
}

class Verifier {
  /** The values that are defined so far, and whether they are in scope. */
  private readonly defined = new Map<Value, boolean>();
  /** Passes change lists of values in place, so that each belongs to one operation or region. */
  private readonly lists = new Set<readonly Value[]>();
  private op?: Op;

  constructor(private readonly func: Func) {}

  run(): void {
    const { body, results } = this.func;
    this.region(body);
    this.assignAll(body.yields, results, "the function yields");
    if (this.func.rest && body.params.length === 0) this.fail("a rest function has a last parameter");
  }

  private fail(message: string): never {
    const { op, func } = this;
    const results = op?.results.map(describe).join(", ");
    const where = op
      ? ` at \`${results ? `${results} = ` : ""}${op.kind}${op.kind === "prim" ? ` ${op.name}` : ""}\``
      : "";
    const span = op?.span ? ` (${op.span.file}, offset ${op.span.start})` : "";
    throw new Error(`malformed IR in ${func.name}${where}${span}: ${message}`);
  }

  /** For messages that cost nothing to make. */
  private check(condition: boolean, message: string): void {
    if (!condition) this.fail(message);
  }

  private define(value: Value): void {
    if (this.defined.has(value)) this.fail(`${describe(value)} is defined twice`);
    this.defined.set(value, true);
  }

  private own(list: readonly Value[], what: string): void {
    if (list.length === 0) return;
    this.check(!this.lists.has(list), `the list of its ${what} belongs to something else, too`);
    this.lists.add(list);
  }

  private use(value: Value): void {
    if (this.defined.get(value)) return;
    this.fail(`${describe(value)} is used ${this.defined.has(value) ? "out of its scope" : "before its definition"}`);
  }

  /** `within`: what follows needs the region's own values, which go out of scope at its end. */
  private region(region: Region, within: () => void = () => {}): void {
    const outer = this.op;
    let thrown = false;
    this.own(region.params, "parameters");
    this.own(region.yields, "yields");
    for (const param of region.params) this.define(param);
    for (const op of region.ops) {
      this.op = op;
      this.check(!thrown || op.kind === "const", "nothing but constants may follow a throw");
      this.own(op.operands, "operands");
      this.own(op.results, "results");
      for (const operand of op.operands) this.use(operand);
      this.operation(op);
      for (const result of op.results) this.define(result);
      thrown ||= op.kind === "throw";
    }
    this.op = outer;
    for (const value of region.yields) this.use(value);
    within();
    for (const param of region.params) this.defined.set(param, false);
    for (const op of region.ops) for (const result of op.results) this.defined.set(result, false);
  }

  private operation(op: Op): void {
    const { operands, results } = op;
    const types = operands.map((operand) => operand.type);
    switch (op.kind) {
      case "const":
        this.shape(op, 0, 1);
        this.constant(op.value, results[0].type);
        return;
      case "prim":
        this.primitive(op, types);
        return;
      case "global":
        this.shape(op, 0, 1);
        return;
      case "extern":
        this.shape(op, op.template.length - 1, op.statement ? 0 : results.length);
        this.check(results.length <= 1, "an extern has at most one result");
        return;
      case "alloc": {
        const memory = this.memory(results[0]);
        this.check(memory.kind !== "record", "a record is made by a literal");
        this.shape(op, memory.kind === "stack" ? 0 : 1, 1);
        types.forEach((type) => {
          this.number(type, "the length");
        });
        return;
      }
      case "literal": {
        this.shape(op, operands.length, 1);
        const memory = this.memory(results[0]);
        if (memory.kind === "record") {
          this.assignAll(
            operands,
            memory.fields.map((field) => field.type),
            "the literal has fields",
          );
        } else {
          this.check(memory.kind === "array", "a stack starts empty");
          operands.forEach((operand) => {
            this.element(memory, operand);
          });
        }
        return;
      }
      case "load":
        this.shape(op, 2, 1);
        this.indexed(op);
        this.assign(this.elementOf(operands[0]), results[0].type, "the element");
        return;
      case "store":
        this.shape(op, 3, 0);
        this.indexed(op);
        this.element(this.memory(operands[0]), operands[2]);
        return;
      case "getField":
        this.shape(op, 1, 1);
        this.assign(this.field(operands[0], op.field), results[0].type, `field ${op.field}`);
        return;
      case "setField":
        this.shape(op, 2, 0);
        this.assign(types[1], this.field(operands[0], op.field), `field ${op.field}`);
        return;
      case "length":
        this.shape(op, 1, 1);
        this.elementOf(operands[0]);
        this.number(results[0].type, "a length");
        return;
      case "push":
        this.shape(op, 2, 0);
        this.growable(operands[0]);
        this.element(this.memory(operands[0]), operands[1]);
        return;
      case "pop":
        this.shape(op, 1, 1);
        this.growable(operands[0]);
        this.assign(this.elementOf(operands[0]), results[0].type, "the element");
        return;
      case "fill":
        this.check(
          operands.length >= 2 && operands.length <= 4 && results.length === 0,
          "fill takes an array, a value and a range",
        );
        this.element(this.memory(operands[0]), operands[1]);
        types.slice(2).forEach((type) => {
          this.number(type, "the range");
        });
        return;
      case "copy": {
        this.check(
          operands.length >= 1 && operands.length <= 3 && results.length === 1,
          "copy takes an array and a range",
        );
        const [from, to] = [this.memory(operands[0]), this.memory(results[0])];
        this.check((from.kind === "record") === (to.kind === "record"), "copy changes the kind of memory");
        if (op.like) {
          this.check(operands.length === 2, "a copy like another takes that");
          this.memory(operands[1]);
          return;
        }
        this.check(from.kind !== "record" || operands.length === 1, "a record has no range");
        const elements = [from, to].flatMap((memory) => (memory.kind === "array" ? [memory.element] : []));
        const areFunctions = elements.some(isFunctionMemory);
        this.check(!areFunctions || sameType(elements[0], elements[1]), "copy changes what its elements are");
        types.slice(1).forEach((type) => {
          this.number(type, "the range");
        });
        return;
      }
      case "view": {
        this.check(
          operands.length >= 1 && operands.length <= 3 && results.length === 1,
          "view takes an array and a range",
        );
        const memory = this.memory(operands[0]);
        this.check(memory.kind === "array" && memory.container !== "Array", "only a typed array has views");
        this.check(sameType(types[0], results[0].type), "a view has the type of its array");
        types.slice(1).forEach((type) => {
          this.number(type, "the range");
        });
        return;
      }
      case "zeros":
        this.shape(op, 1, 1);
        this.memory(operands[0]);
        this.memory(results[0]);
        return;
      case "accumulate":
        this.shape(op, 2, 0);
        this.memory(operands[0]);
        this.memory(operands[1]);
        return;
      case "clear":
        this.shape(op, 1, 0);
        this.memory(operands[0]);
        return;
      case "if":
        this.ifOp(op);
        return;
      case "for":
        if (!Number.isInteger(op.step) || op.step === 0) this.fail(`the step is ${op.step}`);
        this.forOp(op);
        return;
      case "while":
        this.whileOp(op);
        return;
      case "call": {
        const { callee } = op;
        this.assignAll(
          operands,
          callee.body.params.map((param) => param.type),
          `${callee.name} takes`,
        );
        if (results.length !== callee.results.length) this.fail(`${callee.name} has ${callee.results.length} results`);
        results.forEach((result, index) => {
          this.assign(callee.results[index], result.type, `result ${index}`);
        });
        return;
      }
      case "closure": {
        this.shape(op, operands.length, 1);
        const params = op.callee.body.params.slice(0, operands.length);
        this.assignAll(
          operands,
          params.map((param) => param.type),
          `${op.callee.name} can capture`,
        );
        this.check(results[0].type.kind === "fn", "a closure is a function value");
        return;
      }
      case "throw":
        this.shape(op, 1, 0);
        return;
      default:
        unreachable(op);
    }
  }

  private shape(op: Op, operands: number, results: number): void {
    if (op.operands.length !== operands) this.fail(`${op.operands.length} operands instead of ${operands}`);
    if (op.results.length !== results) this.fail(`${op.results.length} results instead of ${results}`);
    this.check(op.regions.length === 0, "it has regions");
  }

  /** Null and undefined stand for a value of any type. */
  private constant(value: unknown, type: Type): void {
    if (value === undefined || value === null || type.kind === "opaque") return;
    const fits = typeof value === "number" ? isNumber(type) : typeof value === "boolean" && type.kind === "bool";
    if (!fits) this.fail(`${String(value)} is no ${typeName(type)}`);
    const fractional = Number.isFinite(value) && !Number.isInteger(value);
    if (type.kind === "int" && fractional) this.fail(`${String(value)} is no int`);
  }

  private primitive(op: Op & { kind: "prim" }, types: readonly Type[]): void {
    const { arity } = getRule(op.name);
    this.shape(op, arity === "variadic" ? types.length : arity, 1);
    const expected = resultType(op.name, types);
    const actual = op.results[0].type;
    const fits = isNumber(expected) ? isNumber(actual) : actual.kind === "bool";
    if (!fits) this.fail(`the result is a ${typeName(actual)}`);
    if (!isNumber(expected) || op.name === "toNumber" || op.name === "stopGradient") return;
    const numbers = op.name === "element" ? types.slice(0, 2) : types;
    for (const type of numbers) this.number(type, "an operand");
  }

  private indexed(op: Op): void {
    this.check(this.memory(op.operands[0]).kind === "array", "only an array is indexed");
    this.number(op.operands[1].type, "the index");
  }

  private growable(value: Value): void {
    const memory = this.memory(value);
    const grows = memory.kind === "stack" || (memory.kind === "array" && memory.container === "Array");
    if (!grows) this.fail(`${typeName(value.type)} does not grow`);
  }

  private number(type: Type, what: string): void {
    if (!isNumber(type)) this.fail(`${what} is a ${typeName(type)}`);
  }

  private memory(value: Value): Memory {
    if (value.type.kind !== "ref") this.fail(`${describe(value)} is no memory`);
    return value.type.memory;
  }

  private elementOf(value: Value): Type {
    const memory = this.memory(value);
    if (memory.kind === "record") this.fail("a record has no elements");
    return memory.element;
  }

  private field(value: Value, name: string): Type {
    const memory = this.memory(value);
    const field = memory.kind === "record" ? memory.fields.find((candidate) => candidate.name === name) : undefined;
    return field?.type ?? this.fail(`${describe(value)} has no field ${name}`);
  }

  /** A typed array takes any number and converts it. */
  private element(memory: Memory, value: Value): void {
    if (memory.kind === "record") this.fail("a record has no elements");
    if (memory.kind === "array" && memory.container !== "Array") this.number(value.type, "the element");
    else this.assign(value.type, memory.element, "the element");
  }

  /** `value`: the one that is assigned, if there is one to tell of. */
  private assign(from: Type, to: Type, what: string, value?: Value): void {
    if (isAssignable(from, to)) return;
    const which = value ? `${what}, ${describe(value)},` : what;
    this.fail(`${which} is a ${typeName(from)} where a ${typeName(to)} is expected`);
  }

  private assignAll(values: readonly Value[], types: readonly Type[], what: string): void {
    if (values.length !== types.length) this.fail(`${what} ${types.length} values, not ${values.length}`);
    values.forEach((value, index) => {
      this.assign(value.type, types[index], `value ${index}`, value);
    });
  }

  private regions(op: Op, count: number): void {
    if (op.regions.length !== count) this.fail(`${op.regions.length} regions instead of ${count}`);
  }

  private ifOp(op: Op): void {
    this.regions(op, 2);
    this.check(op.operands.length === 1 && op.operands[0].type.kind === "bool", "the condition is one bool");
    const types = op.results.map((result) => result.type);
    for (const arm of op.regions) {
      this.check(arm.params.length === 0, "an arm has no parameters");
      this.region(arm, () => this.assignAll(arm.yields, types, "an arm yields"));
    }
  }

  private forOp(op: Op): void {
    this.regions(op, 1);
    const [body] = op.regions;
    const [start, end, ...inits] = op.operands;
    this.check(start !== undefined && end !== undefined, "no range");
    this.number(start.type, "the start");
    this.number(end.type, "the end");
    this.check(body.params.length > 0, "no index");
    this.number(body.params[0].type, "the index");
    const carried = body.params.slice(1);
    const types = carried.map((param) => param.type);
    this.assignAll(inits, types, "the loop starts from");
    this.region(body, () => this.assignAll(body.yields, types, "the body yields"));
    this.assignAll(
      carried,
      op.results.map((result) => result.type),
      "the loop carries",
    );
  }

  private whileOp(op: Op): void {
    this.regions(op, 2);
    const [before, after] = op.regions;
    const starts = before.params.map((param) => param.type);
    this.assignAll(op.operands, starts, "the loop starts from");
    this.region(before, () => {
      const [condition, ...forwarded] = before.yields;
      this.check(condition?.type.kind === "bool", "the first yield of `before` is the condition");
      this.assignAll(
        forwarded,
        after.params.map((param) => param.type),
        "`before` forwards",
      );
      this.assignAll(
        forwarded,
        op.results.map((result) => result.type),
        "the loop results in",
      );
    });
    this.region(after, () => this.assignAll(after.yields, starts, "`after` yields"));
  }
}

function describe(value: Value): string {
  return `%${value.name ?? ""}${value.name ? "." : ""}#${value.id}: ${typeName(value.type)}`;
}
