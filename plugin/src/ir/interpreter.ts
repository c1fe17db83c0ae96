/**
 * The meaning of the IR, by execution: what the back end and every pass are checked against. It runs on JavaScript's own
 * values (typed arrays, arrays, plain objects for records, arrays for tuples and stacks) and shares no code with the
 * runtime package, so that a mistake there cannot hide here.
 */
import { getRule } from "../rules/table.js";
import {
  type Binding,
  type AccumulateOp,
  type ExternOp,
  type Func,
  type LiteralOp,
  type Op,
  type Region,
  unreachable,
  type Value,
} from "./ops.js";
import type { PrimitiveName } from "./primitives.js";
import {
  type ArrayMemory,
  type Container,
  type Field,
  isNumber,
  memoryOf,
  type RecordMemory,
  shadowType,
  type Type,
} from "./types.js";

export interface Environment {
  readonly globals?: (binding: Binding) => unknown;
  /** Runs an `extern`; without it, the template is evaluated as plain JavaScript in the global scope. */
  readonly extern?: (op: ExternOp, args: readonly unknown[]) => unknown;
  /** The functions of an entry of the library that primitives are. */
  readonly library?: (entry: string) => Readonly<Record<string, (...args: number[]) => number>>;
  /** Told of every operation that is run. */
  readonly observe?: (op: Op, results: readonly unknown[]) => void;
}

/** Runs a function on its operands (a rest parameter is one Array) and returns its results. */
export function interpret(func: Func, args: readonly unknown[], env: Environment = {}): unknown[] {
  if (args.length !== func.body.params.length) {
    throw new Error(`${func.name} takes ${func.body.params.length} arguments, not ${args.length}`);
  }
  return new Frame(env).region(func.body, args);
}

/** One activation of a function. */
class Frame {
  private readonly values = new Map<Value, unknown>();

  constructor(private readonly env: Environment) {}

  region(region: Region, args: readonly unknown[] = []): unknown[] {
    region.params.forEach((param, index) => {
      this.values.set(param, args[index]);
    });
    for (const op of region.ops) this.run(op);
    return region.yields.map((value) => this.get(value));
  }

  private get(value: Value): unknown {
    const found = this.values.get(value);
    if (found === undefined && !this.values.has(value))
      throw new Error(`value ${value.name ?? ""}#${value.id} is not defined`);
    return found;
  }

  private run(op: Op): void {
    const results = this.execute(
      op,
      op.operands.map((operand) => this.get(operand)),
    );
    op.results.forEach((result, index) => {
      this.values.set(result, results[index]);
    });
    this.env.observe?.(op, results);
  }

  private primitive(name: PrimitiveName, args: readonly unknown[]): number | boolean {
    const { evaluate, js } = getRule(name);
    const from = "call" in js && js.from ? this.env.library?.(js.from)[js.call] : undefined;
    const run = (evaluate ?? from) as ((...args: readonly unknown[]) => number | boolean) | undefined;
    if (!run) throw new Error(`${name} is a function of the library, which the interpreter was not given`);
    return run(...args);
  }

  private execute(op: Op, args: unknown[]): readonly unknown[] {
    switch (op.kind) {
      case "const":
        return [op.value];
      case "prim":
        return [this.primitive(op.name, args)];
      case "global":
        return [this.global(op.binding)];
      case "extern":
        return [(this.env.extern ?? evaluateTemplate)(op, args)];
      case "alloc":
        return [allocate(op.results[0].type, args[0] as number)];
      case "literal":
        return [this.literal(op, args)];
      case "load":
        return [(args[0] as Indexed)[args[1] as number]];
      case "store":
        (args[0] as Indexed)[args[1] as number] = args[2];
        return [];
      case "getField":
        return [(args[0] as Fields)[op.field]];
      case "setField":
        (args[0] as Fields)[op.field] = args[1];
        return [];
      case "length":
        return [(args[0] as unknown[]).length];
      case "push":
        (args[0] as unknown[]).push(args[1]);
        return [];
      case "pop":
        return [(args[0] as unknown[]).pop()];
      case "fill":
        (args[0] as unknown[]).fill(args[1], args[2] as number | undefined, args[3] as number | undefined);
        return [];
      case "copy":
        if (op.like) return [copyLike(op.results[0].type, args[0], args[1], new Map())];
        return [
          copy(op.operands[0].type, op.results[0].type, args[0], { deep: op.deep, range: args.slice(1) as number[] }),
        ];
      case "view":
        return [(args[0] as Float64Array).subarray(args[1] as number | undefined, args[2] as number | undefined)];
      case "zeros":
        return [zeros(op.operands[0].type, args[0], op.views ?? false, new Map())];
      case "accumulate":
        accumulate(op.operands[0].type, args[0], args[1], new Visits(op));
        return [];
      case "clear":
        clear(op.operands[0].type, args[0], new Set());
        return [];
      case "if":
        return this.region(op.regions[args[0] ? 0 : 1]);
      case "for":
        return this.forLoop(op.regions[0], args as [number, number, ...unknown[]], op.step, op.inclusive);
      case "while":
        return this.whileLoop(op.regions[0], op.regions[1], args);
      case "call":
        return interpret(op.callee, args, this.env);
      case "closure":
        return [this.closure(op.callee, args)];
      case "throw":
        throw args[0];
      default:
        return unreachable(op);
    }
  }

  private forLoop(
    body: Region,
    [start, end, ...inits]: [number, number, ...unknown[]],
    step: number,
    inclusive: boolean,
  ): unknown[] {
    let carried: unknown[] = inits;
    const runs = (i: number): boolean =>
      step > 0 ? i < end || (inclusive && i === end) : i > end || (inclusive && i === end);
    for (let i = start; runs(i); i += step) carried = this.region(body, [i, ...carried]);
    return carried;
  }

  private whileLoop(before: Region, after: Region, inits: unknown[]): unknown[] {
    let [condition, ...forwarded] = this.region(before, inits);
    while (condition) [condition, ...forwarded] = this.region(before, this.region(after, forwarded));
    return forwarded;
  }

  private literal({ made, results }: LiteralOp, args: readonly unknown[]): unknown {
    const whole = literal(results[0].type, args);
    if (!made) return whole;
    const object = Object.create(
      made.class ? (this.global(made.class) as { prototype: object }).prototype : Object.prototype,
    );
    for (const name of made.fields) object[name] = (whole as Fields)[name];
    return object;
  }

  private global(binding: Binding): unknown {
    if (!this.env.globals) throw new Error(`no value for the module binding ${binding.name}`);
    const value = this.env.globals(binding);
    return binding.member === undefined ? value : (value as Fields)[binding.member];
  }

  private closure(callee: Func, captures: readonly unknown[]): (...args: unknown[]) => unknown {
    const fixed = callee.body.params.length - captures.length - (callee.rest ? 1 : 0);
    return (...args) => {
      const own = callee.rest ? [...args.slice(0, fixed), args.slice(fixed)] : args.slice(0, fixed);
      while (own.length < callee.body.params.length - captures.length) own.push(undefined);
      return interpret(callee, [...captures, ...own], this.env)[0];
    };
  }
}

type Indexed = Record<number, unknown>;
type Fields = Record<string, unknown>;

const compiled = new WeakMap<ExternOp, (...args: unknown[]) => unknown>();

function evaluateTemplate(op: ExternOp, args: readonly unknown[]): unknown {
  let run = compiled.get(op);
  if (!run) {
    const gaps = op.operands.map((_, index) => `$${index}`);
    const text = op.template.map((part, index) => part + (gaps[index] ?? "")).join("");
    run = new Function(...gaps, op.statement ? text : `return (${text});`) as (...args: unknown[]) => unknown;
    compiled.set(op, run);
  }
  return run(...args);
}

const TYPED_ARRAYS = {
  Float64Array,
  Float32Array,
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
} satisfies Record<Exclude<Container, "Array">, unknown>;

function typedArrayOf(container: Exclude<Container, "Array">, contents: number | readonly number[]): Indexed {
  const TypedArray = TYPED_ARRAYS[container] as new (contents: number | readonly number[]) => Indexed;
  return new TypedArray(contents);
}

function allocate(type: Type, length: number): unknown {
  const memory = memoryOf(type);
  switch (memory.kind) {
    case "stack":
      return [];
    case "array":
      return memory.container === "Array"
        ? new Array(length).fill(emptyElement(memory.element))
        : typedArrayOf(memory.container, length);
    case "record":
      throw new Error("a record is made by a literal");
  }
}

function emptyElement(type: Type): unknown {
  if (isNumber(type)) return 0;
  return type.kind === "bool" ? false : undefined;
}

function literal(type: Type, elements: readonly unknown[]): unknown {
  const memory = memoryOf(type);
  switch (memory.kind) {
    case "stack":
      throw new Error("a stack starts empty");
    case "array":
      return arrayWith(memory, elements);
    case "record":
      return recordWith(memory, (_, index) => elements[index]);
  }
}

function arrayWith(memory: ArrayMemory, elements: readonly unknown[]): unknown {
  return memory.container === "Array" ? [...elements] : typedArrayOf(memory.container, elements as readonly number[]);
}

function recordWith(memory: RecordMemory, field: (name: string, index: number) => unknown): unknown {
  const record: Fields = memory.tuple ? ([] as unknown as Fields) : {};
  memory.fields.forEach(({ name }, index) => {
    record[name] = field(name, index);
  });
  return record;
}

/** Fresh memory of type `to` with the contents of `source`, whose type is `from`; a leaf that `to` leaves opaque is null. */
function copy(
  from: Type,
  to: Type,
  source: unknown,
  options: { deep: boolean; range?: number[] },
  seen = new Map<unknown, unknown>(),
): unknown {
  if (source === null || source === undefined) return source;
  const known = seen.get(source);
  if (known !== undefined) return known;
  const before = memoryOf(from);
  const after = memoryOf(to);

  const leaf = (fromType: Type, toType: Type, value: unknown): unknown => {
    if (toType.kind === "opaque" && fromType.kind !== "opaque") return null;
    return options.deep && toType.kind === "ref" && fromType.kind === "ref"
      ? copy(fromType, toType, value, { deep: true }, seen)
      : value;
  };
  if (before.kind === "record" && after.kind === "record") {
    const empty = isPartial(after) ? Object.create(Object.getPrototypeOf(source)) : recordWith(after, () => undefined);
    const result = empty as Fields;
    seen.set(source, result);
    for (const field of isPartial(after) ? fieldsIn({ ...before, partial: true }, source) : before.fields) {
      const target = after.fields[before.fields.indexOf(field)];
      result[field.name] = leaf(field.type, target.type, (source as Fields)[field.name]);
    }
    return result;
  }
  if (before.kind === "record" || after.kind === "record") throw new Error("copy changes the kind of memory");
  const elements = Array.prototype.slice.call(source, ...(options.range ?? []));
  if (after.kind === "array" && after.container !== "Array") {
    return shared(seen, source, typedArrayOf(after.container, elements));
  }
  const result: unknown[] = [];
  seen.set(source, result);
  for (const element of elements) result.push(leaf(before.element, after.element, element));
  return result;
}

/** What of `value` has a place in `shape`, in memory of type `to`; zero where the value has nothing. */
function copyLike(to: Type, value: unknown, shape: unknown, seen: Map<unknown, unknown>): unknown {
  if (to.kind === "f64") return typeof shape === "number" ? (typeof value === "number" ? value : 0) : null;
  if (to.kind !== "ref" || typeof shape !== "object" || shape === null) return null;
  const known = seen.get(shape);
  if (known !== undefined) return known;
  const from = (value ?? {}) as Fields;
  const { memory } = to;
  if (memory.kind === "array" && memory.container !== "Array") {
    const elements = Array.from(shape as ArrayLike<number>, (_, k) => (from[k] as number | undefined) ?? 0);
    return shared(seen, shape, typedArrayOf(memory.container, elements));
  }
  const result = (Array.isArray(shape) ? [] : {}) as Fields;
  seen.set(shape, result);
  for (const [key, leafType] of leaves(to, shape)) {
    if (key in shape) result[key] = copyLike(leafType, from[key], (shape as Fields)[key], seen);
  }
  return result;
}

/** Zero memory in the shape of `value`: aliased memory has aliased shadows. */
function zeros(type: Type, value: unknown, views: boolean, seen: Map<unknown, unknown>): unknown {
  if (type.kind === "f64") return 0;
  if (shadowType(type).kind === "opaque" || value === null || value === undefined) return null;
  const known = seen.get(value);
  if (known !== undefined) return known;
  const memory = memoryOf(type);
  if (memory.kind === "record") {
    const record = (isPartial(memory) ? {} : recordWith(memory, () => undefined)) as Fields;
    seen.set(value, record);
    for (const { name, type: own, optional } of fieldsIn(memory, value)) {
      const content = (value as Fields)[name];
      record[name] = optional && isNullish(content) ? null : zeros(own, content, views, seen);
    }
    return record;
  }
  if (memory.kind === "array" && memory.container !== "Array")
    return shared(
      seen,
      value,
      views ? zeroView(value as Float64Array, seen) : new Float64Array((value as Float64Array).length),
    );
  const array = shared(seen, value, [] as unknown[]);
  for (const element of value as unknown[]) array.push(zeros(memory.element, element, views, seen));
  return array;
}

/** Views of one buffer have views of one shadow. */
function zeroView(of: Float64Array | Float32Array, seen: Map<unknown, unknown>): Float64Array {
  const size = of.BYTES_PER_ELEMENT;
  if (!seen.has(of.buffer)) seen.set(of.buffer, new Float64Array(Math.floor(of.buffer.byteLength / size)));
  const start = of.byteOffset / size;
  return (seen.get(of.buffer) as Float64Array).subarray(start, start + of.length);
}

function shared<T>(seen: Map<unknown, unknown>, of: unknown, shadow: T): T {
  seen.set(of, shadow);
  return shadow;
}

/** Every position of the source counts, so memory reached along two paths receives two contributions; cycles end. */
function accumulate(type: Type, destination: unknown, source: unknown, visits: Visits): void {
  if (type.kind !== "ref" || isNullish(destination) || isNullish(source) || !visits.enter(destination, source)) return;
  // The adjoints of a stack stand at the height of their values; a missing one is zero.
  if (type.memory.kind === "stack")
    while ((destination as number[]).length < (source as number[]).length) (destination as number[]).push(0);
  for (const [key, leafType] of leaves(type, destination)) {
    const into = destination as Fields;
    const from = (source as Fields)[key];
    if (leafType.kind === "ref") accumulate(leafType, into[key], from, visits);
    else if (typeof into[key] === "number" && typeof from === "number") into[key] += from;
  }
  visits.leave(destination);
}

/** What has been added to what; for a sum that counts for each path, on the path. */
class Visits {
  private readonly sources = new Map<unknown, Set<unknown>>();

  constructor(private readonly op: Pick<AccumulateOp, "once" | "pairs">) {}

  enter(destination: unknown, source: unknown): boolean {
    const added = this.sources.get(destination);
    if (added && (!this.op.pairs || added.has(source))) return false;
    this.sources.set(destination, (added ?? new Set()).add(source));
    return true;
  }

  leave(destination: unknown): void {
    if (!this.op.once && !this.op.pairs) this.sources.delete(destination);
  }
}

function clear(type: Type, value: unknown, seen: Set<unknown>): void {
  if (type.kind !== "ref" || isNullish(value) || seen.has(value)) return;
  seen.add(value);
  if (type.memory.kind === "stack" && type.memory.element.kind !== "ref") {
    (value as unknown[]).length = 0;
    return;
  }
  for (const [key, leafType] of leaves(type, value)) {
    if (leafType.kind === "ref") clear(leafType, (value as Fields)[key], seen);
    else if (typeof (value as Fields)[key] === "number") (value as Fields)[key] = 0;
  }
}

/** The slots of a piece of memory and their types. */
function* leaves(type: Type, value: unknown): Generator<[string, Type]> {
  const memory = memoryOf(type);
  if (memory.kind === "record") for (const field of fieldsIn(memory, value)) yield [field.name, field.type];
  else for (let i = 0; i < (value as unknown[]).length; i++) yield [String(i), memory.element];
}

function isNullish(value: unknown): boolean {
  return value === null || value === undefined;
}

/** The fields that an object has, in its own order where it need not have all. */
function fieldsIn(memory: RecordMemory, object: unknown): readonly Field[] {
  if (!isPartial(memory)) return memory.fields;
  return Object.keys(object as Fields).flatMap((name) => memory.fields.find((field) => field.name === name) ?? []);
}

/** Whether an object need not have all the fields of its type. */
function isPartial(memory: RecordMemory): boolean {
  const mayLack = !memory.tuple && memory.fields.some((field) => field.optional);
  return memory.classes !== undefined || memory.partial === true || mayLack;
}
