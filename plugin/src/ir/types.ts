/** The types of IR values, and the shapes of memory that `ref` values point to. */

export type Type =
  | { readonly kind: "f64" }
  /** A number proved integral: an index, a counter, a length. Usable wherever `f64` is; never carries a derivative. */
  | { readonly kind: "int" }
  | { readonly kind: "bool" }
  | { readonly kind: "ref"; readonly memory: Memory }
  /** A function value with its captures. */
  | { readonly kind: "fn"; readonly signature?: Signature }
  /** Everything else (strings, dates, unknown objects, undefined): carried along, never differentiated. */
  | {
      readonly kind: "opaque";
      readonly tuple?: FlatTuple;
      /** Declared as a Map, Set or dictionary: where differentiated code makes one, it is memory. */
      readonly isCollection?: boolean;
    };

/** What a function value takes and returns, where that is known. */
export interface Signature {
  readonly params: readonly Field[];
  readonly results: readonly Type[];
}

export type Container =
  | "Float64Array"
  | "Float32Array"
  | "Int8Array"
  | "Uint8Array"
  | "Uint8ClampedArray"
  | "Int16Array"
  | "Uint16Array"
  | "Int32Array"
  | "Uint32Array"
  | "Array";

/** A dictionary is an object whose keys are found at run time. */
export type Collection = "Map" | "Set" | "dictionary";

export interface ArrayMemory {
  readonly kind: "array";
  readonly container: Container;
  readonly element: Type;
  /** Elements may be missing, `undefined` or `null`. */
  readonly optional?: boolean;
  readonly nullable?: boolean;
}

/** A record, or with `tuple` a JavaScript array of fixed length whose slots have types of their own ("0", "1", ...). */
export interface RecordMemory {
  readonly kind: "record";
  readonly tuple: boolean;
  /** The last slot is a list which users see spread into the tuple: the arguments of a function with a rest parameter. */
  readonly spread?: boolean;
  /** The parts of a Map, Set or dictionary: code outside takes them for no such thing. */
  readonly collection?: Collection;
  /** Mutable only while a recursive type is being built. */
  readonly fields: readonly Field[];
  /** The name that the type is declared under where it is written; nothing where it is written out. */
  readonly alias?: string;
  /** What a forward half keeps for its reverse half: nothing else makes such records. */
  readonly isTape?: boolean;
  /** Not every record has all the fields: the shadows of instances of a hierarchy. */
  readonly partial?: boolean;
  /** What a record has of the fields is known at run time only, so that no type says it. */
  readonly untyped?: boolean;
  /** Instances of classes. Not every one has all the fields, and other memory of the same fields is another type. */
  readonly classes?: Classes;
}

/** The classes of a hierarchy, whose instances are one kind of memory: what a name of their types means is their matter. */
export interface Classes {
  /** Unlike that of any other hierarchy. */
  readonly id: string;
  /** What it is called in messages. */
  readonly name: string;
  /** How the type is written in the file of the class; nothing where it has no single name. */
  readonly spelling?: { readonly file: string; readonly name: string };
  /** Fields that only code of the class may name by a dot. */
  readonly hidden: ReadonlySet<string>;
  /** There is one class, so that every instance has all the fields. */
  readonly isOne: boolean;
  /** All classes have the same fields. */
  readonly isUniform?: boolean;
  /** What instances from outside are instances of; nothing where any object of the right fields will do. */
  readonly roots?: readonly { readonly file: string; readonly name: string }[];
  /** Fields hold something else than their declarations say: what functions, Maps and Sets have become, one type of several. */
  readonly isRefined?: boolean;
  /** They are function values: the number of a function, and what it captures. */
  readonly areFunctions?: boolean;
}

/** A tuple as users see it, the last of whose slots is spread into it if `spread`; only entries take and return them. */
export interface FlatTuple {
  readonly slots: readonly Type[];
  readonly spread: boolean;
}

export interface Field {
  readonly name: string;
  readonly type: Type;
  /** It may be missing, `undefined` or `null`. */
  readonly optional?: boolean;
  readonly nullable?: boolean;
}

/** A last-in-first-out residual cache. Only transforms create stacks, and they pop in exact reverse order of pushes. */
export interface StackMemory {
  readonly kind: "stack";
  readonly element: Type;
}

export type Memory = ArrayMemory | RecordMemory | StackMemory;

export const F64: Type = { kind: "f64" };
export const INT: Type = { kind: "int" };
export const BOOL: Type = { kind: "bool" };
export const FN: Type = { kind: "fn" };
export const OPAQUE: Type = { kind: "opaque" };
export const COLLECTION: Type = { kind: "opaque", isCollection: true };

export function refTo(memory: Memory): Type {
  return { kind: "ref", memory };
}

export function arrayOf(element: Type, container: Container = "Array"): Type {
  return refTo({ kind: "array", container, element });
}

export function typedArray(container: Exclude<Container, "Array">): Type {
  return arrayOf(isFloatContainer(container) ? F64 : INT, container);
}

export function recordOf(fields: readonly Field[], tuple = false, spread = false): Type {
  return refTo({ kind: "record", tuple, spread, fields });
}

/** A record type that is written by its name. */
export function namedRecord(alias: string, fields: readonly Field[]): RecordMemory {
  return { kind: "record", tuple: false, fields, alias };
}

/** Without fields, as these are known when both halves are. */
export function tapeRecord(alias: string): RecordMemory {
  return { ...namedRecord(alias, []), isTape: true };
}

export function tupleOf(elements: readonly Type[]): Type {
  return recordOf(
    elements.map((type, index) => ({ name: String(index), type })),
    true,
  );
}

export function stackOf(element: Type): Type {
  return refTo({ kind: "stack", element });
}

export function isFloatContainer(container: Container): boolean {
  return container === "Float64Array" || container === "Float32Array";
}

/** An array that keeps its length. */
export function isTypedArray(type: Type): boolean {
  return type.kind === "ref" && type.memory.kind === "array" && type.memory.container !== "Array";
}

export function isNumber(type: Type): boolean {
  return type.kind === "f64" || type.kind === "int";
}

/** Whether elements of an array may be missing. */
export function isOptional(memory: Memory): boolean {
  return memory.kind === "array" && memory.optional === true;
}

/** Arrays of such elements are made with a value in every place. */
export function isScalar(type: Type): boolean {
  return isNumber(type) || type.kind === "bool";
}

/** The memory a `ref` type points to; throws on any other type. */
export function memoryOf(type: Type): Memory {
  if (type.kind !== "ref") throw new Error(`expected a ref, but the type is ${typeName(type)}`);
  return type.memory;
}

/** Whether a value of this type can have a tangent: a real number, or memory with a real number somewhere in it. */
export function isDifferentiable(type: Type, seen: Set<Memory> = new Set()): boolean {
  if (type.kind === "f64") return true;
  if (type.kind !== "ref" || seen.has(type.memory)) return false;
  seen.add(type.memory);
  const { memory } = type;
  return memory.kind === "record"
    ? memory.fields.some((field) => isDifferentiable(field.type, seen))
    : isDifferentiable(memory.element, seen);
}

/**
 * The type of the shadow of a value: same shape, reals in double precision (a Float32Array has a Float64Array as its
 * shadow, so that adjoints do not round), and `opaque` (always null at run time) where there is no derivative.
 */
export function shadowType(type: Type): Type {
  return derivedType(type, shadows, (container) => (container === "Float32Array" ? "Float64Array" : container));
}

/** The public type of a tangent (`Tangent<T>` of the runtime): the value's containers, inert leaves null. */
export function tangentType(type: Type): Type {
  return derivedType(type, tangents, (container) => container);
}

const shadows = new WeakMap<Memory, Type>();
const tangents = new WeakMap<Memory, Type>();

/** Memoised by memory, so that a recursive type has a recursive shadow. */
function derivedType(type: Type, memo: WeakMap<Memory, Type>, container: (of: Container) => Container): Type {
  if (type.kind === "f64") return F64;
  if (type.kind !== "ref" || !isDifferentiable(type)) return OPAQUE;
  const { memory } = type;
  const known = memo.get(memory);
  if (known) return known;
  const inner = (of: Type): Type => derivedType(of, memo, container);
  if (memory.kind === "record" && memory.untyped) {
    const derived: RecordMemory = {
      kind: "record",
      tuple: false,
      partial: true,
      untyped: true,
      // Further fields may be found.
      get fields() {
        return memory.fields.map((field) => ({ ...field, type: inner(field.type) }));
      },
    };
    const result = refTo(derived);
    memo.set(memory, result);
    return result;
  }
  if (memory.kind === "record") {
    const fields: Field[] = [];
    const { tuple, spread } = memory;
    const partial = memory.classes !== undefined || memory.partial === true;
    const result = refTo({ kind: "record", tuple, spread, fields, ...(partial ? { partial } : {}) });
    memo.set(memory, result);
    for (const field of memory.fields) fields.push({ ...field, type: inner(field.type) });
    return result;
  }
  const element = inner(memory.element);
  const result =
    memory.kind === "stack" ? stackOf(element) : refTo({ ...memory, element, container: container(memory.container) });
  memo.set(memory, result);
  return result;
}

/** Recursive types are equal if no path through them tells them apart, however far each is unrolled. */
export function sameType(a: Type, b: Type, assumed: readonly (readonly [Memory, Memory])[] = []): boolean {
  if (a === b) return true;
  if (a.kind !== "ref" || b.kind !== "ref") return a.kind === b.kind;
  const [from, to] = [a.memory, b.memory];
  if (from === to || assumed.some(([one, other]) => one === from && other === to)) return true;
  if (from.kind === "record" && to.kind === "record" && from.classes && to.classes)
    return from.classes === to.classes && from.fields === to.fields;
  if ((from.kind === "record" && from.classes) || (to.kind === "record" && to.classes)) return false;
  const inner = [...assumed, [from, to] as const];
  if (from.kind === "record" && to.kind === "record")
    return (
      from.tuple === to.tuple &&
      Boolean(from.spread) === Boolean(to.spread) &&
      from.collection === to.collection &&
      from.fields.length === to.fields.length &&
      from.fields.every(
        (field, k) => field.name === to.fields[k].name && sameType(field.type, to.fields[k].type, inner),
      )
    );
  if (from.kind === "record" || to.kind === "record" || from.kind !== to.kind) return false;
  if (from.kind === "array" && to.kind === "array" && from.container !== to.container) return false;
  // The container of a typed array says what it holds, but for whole numbers in a cache.
  return sameType(from.element, to.element, inner) || (from.kind === "array" && from.container !== "Array");
}

/** Whether a value of type `from` may stand where `to` is expected: equal, or an integer used as a real. */
export function isAssignable(from: Type, to: Type): boolean {
  return sameType(from, to) || (from.kind === "int" && to.kind === "f64") || to.kind === "opaque";
}

/** A canonical name: equal names mean equal types. Recursive types are closed by a back reference to the depth. */
export function typeName(type: Type, path: readonly Memory[] = []): string {
  if (type.kind === "opaque" && type.isCollection) return "collection";
  if (type.kind !== "ref") return type.kind;
  const { memory } = type;
  const depth = path.indexOf(memory);
  if (depth >= 0) return `^${depth}`;
  const inner = [...path, memory];
  switch (memory.kind) {
    case "array":
      return memory.container === "Array" ? `Array<${typeName(memory.element, inner)}>` : memory.container;
    case "stack":
      return `Stack<${typeName(memory.element, inner)}>`;
    case "record": {
      if (memory.classes) return memory.classes.id;
      const fields = memory.fields.map((field, k) => {
        const dots = memory.spread && k === memory.fields.length - 1 ? "..." : "";
        return memory.tuple ? dots + typeName(field.type, inner) : `${field.name}: ${typeName(field.type, inner)}`;
      });
      return memory.tuple ? `[${fields.join(", ")}]` : `${memory.collection ?? ""}{ ${fields.join(", ")} }`;
    }
  }
}

/** Whether a value of this type is of a kind that `test` holds for, or memory in which there may be such. */
export function mentions(type: Type, test: (type: Type) => boolean, seen: Set<Memory> = new Set()): boolean {
  if (test(type)) return true;
  if (type.kind !== "ref" || seen.has(type.memory)) return false;
  seen.add(type.memory);
  const { memory } = type;
  return memory.kind === "record"
    ? memory.fields.some((field) => mentions(field.type, test, seen))
    : mentions(memory.element, test, seen);
}

/** Whether a declared type leaves open what a value is or memory holds: which functions, what becomes of a Map or Set. */
export function leavesOpen(type: Type): boolean {
  return mentions(type, (each) => each.kind === "fn" || (each.kind === "opaque" && each.isCollection === true));
}

/** What values of this type are, if they are Maps, Sets or dictionaries that differentiated code makes. */
export function collectionOf(type: Type): Collection | undefined {
  return type.kind === "ref" && type.memory.kind === "record" ? type.memory.collection : undefined;
}

export function isCollectionMemory(type: Type): boolean {
  return collectionOf(type) !== undefined;
}

/** Whether values of this type are functions in memory. */
export function isFunctionMemory(type: Type): boolean {
  return type.kind === "ref" && type.memory.kind === "record" && type.memory.classes?.areFunctions === true;
}

/** What new memory holds; it also stands for a value where it is not computed, and so never read. */
export function initialElement({ kind }: Type): number | boolean | undefined {
  if (kind === "f64" || kind === "int") return 0;
  return kind === "bool" ? false : undefined;
}
