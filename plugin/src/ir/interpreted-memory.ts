/** Memory as the interpreter has it: made, copied, added to and cleared by type. */
import type { AccumulateOp } from "./ops.js";
import {
  type ArrayMemory,
  type Container,
  type Field,
  isScalar,
  memoryOf,
  type RecordMemory,
  shadowType,
  type Type,
} from "./types.js";

export type Indexed = Record<number, unknown>;
export type Fields = Record<string, unknown>;

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

export function allocate(type: Type, length: number): unknown {
  const memory = memoryOf(type);
  switch (memory.kind) {
    case "stack":
      return [];
    case "array":
      return memory.container === "Array"
        ? allocateArray(memory.element, length)
        : typedArrayOf(memory.container, length);
    case "record":
      throw new Error("a record is made by a literal");
  }
}

function allocateArray(element: Type, length: number): unknown[] {
  const array = new Array(length);
  return isScalar(element) ? array.fill(element.kind === "bool" ? false : 0) : array;
}

export function literal(type: Type, elements: readonly unknown[]): unknown {
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
export function copy(
  from: Type,
  to: Type,
  source: unknown,
  options: { deep: boolean; unshared?: boolean; range?: number[] },
  seen = new Map<unknown, unknown>(),
): unknown {
  if (source === null || source === undefined) return source;
  const known = options.unshared ? undefined : seen.get(source);
  if (known !== undefined) return known;
  const before = memoryOf(from);
  const after = memoryOf(to);

  const leaf = (fromType: Type, toType: Type, value: unknown): unknown => {
    if (toType.kind === "opaque" && fromType.kind !== "opaque") return null;
    return options.deep && toType.kind === "ref" && fromType.kind === "ref"
      ? copy(fromType, toType, value, { deep: true, unshared: options.unshared }, seen)
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
  const result: unknown[] = new Array(elements.length);
  seen.set(source, result);
  // It passes over holes, which stay.
  elements.forEach((element: unknown, index: number) => {
    result[index] = leaf(before.element, after.element, element);
  });
  return result;
}

/** What of `value` has a place in `shape`, in memory of type `to`; zero where the value has nothing. */
export function copyLike(to: Type, value: unknown, shape: unknown, seen: Map<unknown, unknown>): unknown {
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
export function zeros(type: Type, value: unknown, views: boolean, seen: Map<unknown, unknown>): unknown {
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
  const mayLack = memory.kind === "array" && memory.optional;
  for (const element of value as unknown[])
    array.push(mayLack && isNullish(element) ? null : zeros(memory.element, element, views, seen));
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
export function accumulate(type: Type, destination: unknown, source: unknown, visits: Visits): void {
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
export class Visits {
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

export function clear(type: Type, value: unknown, seen: Set<unknown>): void {
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
