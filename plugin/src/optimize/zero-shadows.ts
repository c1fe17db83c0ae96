/**
 * Zero shadows of records and of lists of objects by functions that know their types. What is reached twice has one shadow, and an object may
 * have more than its type says: both are left to the walk of the runtime.
 *
 * It is done last of all: no transform knows such a function.
 */
import { Builder, emptyRegion } from "../ir/builder.js";
import { ask, askAt, both, pathOf, type Place } from "../ir/conditions.js";
import { type Func, Value, type ZerosOp } from "../ir/ops.js";
import { ifPresent } from "../ir/presence.js";
import { allRegions, substitute } from "../ir/traverse.js";
import { isKnown, nameOfMember, typeFunction } from "../ir/type-functions.js";
import {
  type ArrayMemory,
  F64,
  isDifferentiable,
  isFloatContainer,
  type Memory,
  memoryOf,
  OPAQUE,
  type RecordMemory,
  shadowType,
  type Type,
} from "../ir/types.js";

/** Puts such functions in the place of zero shadows; returns whether there were any. */
export function specializeZeros(func: Func): boolean {
  const maker = new Maker(func);
  const replacements = new Map<Value, Value>();
  for (const region of allRegions(func.body))
    region.ops = region.ops.flatMap((op) => {
      if (op.kind !== "zeros" || !isWorthIt(op)) return [op];
      const [of] = op.operands;
      const [result] = op.results;
      const made = emptyRegion();
      const build = new Builder(made);
      build.span = op.span;
      build.adjoint = op.adjoint ?? false;
      const few = recordsIn({ root: of, fields: [] }, of.type);
      const zeros = few ? smallZeros(build, of, few) : maker.zeros(build, of);
      zeros.name = result.name;
      replacements.set(result, zeros);
      return made.ops;
    });
  substitute(func.body, replacements);
  return replacements.size > 0;
}

/** Views that overlap have shadows that overlap, which is a matter of buffers; what is kept is only cleared. */
function isWorthIt({ operands: [of], views, kept }: ZerosOp): boolean {
  return !views && !kept && isKnown(memoryOf(of.type));
}

/** So many objects are told apart one by one. */
const few = 4;

/** The records in memory that has nothing but these and numbers; nothing where there may be more than a few. */
function recordsIn(place: Place, type: Type): Place[] | undefined {
  if (type.kind !== "ref") return type.kind === "f64" || type.kind === "bool" ? [] : undefined;
  const { memory } = type;
  if (memory.kind !== "record" || !isKnown(memory) || place.fields.length > few) return undefined;
  const found: Place[] = [place];
  for (const { name, type: inner, optional } of memory.fields) {
    const fields = [...place.fields, name];
    const records = optional ? undefined : recordsIn({ root: place.root, fields }, inner);
    if (!records || found.push(...records) > few) return undefined;
  }
  return found;
}

/** Zeros for a few records where they are what their types say, and different from one another. */
function smallZeros(build: Builder, of: Value, records: readonly Place[]): Value {
  const shadow = shadowType(of.type);
  const [known, unknown] = [emptyRegion(), emptyRegion()];
  known.yields = build.within(known, () => [zeroLiteral(build, shadow)]);
  unknown.yields = build.within(unknown, () => [
    build.extern(["zerosLike(", ")"], [of], shadow, { effect: "reads", uses: ["zerosLike"] }),
  ]);
  const tests = records.flatMap((place, k) => [
    () => isAsDeclared(build, place),
    // Objects of other fields are others.
    ...records
      .slice(0, k)
      .filter((other) => areAlike(place, other))
      .map((other) => () => ask(build, ["", `${pathOf(other)} !== `, pathOf(place)], [of, of])),
  ]);
  const [first, ...rest] = tests;
  return build.if(
    rest.reduce((each, next) => both(build, each, next), first()),
    known,
    unknown,
    [shadow],
  )[0];
}

function zeroLiteral(build: Builder, shadow: Type): Value {
  if (shadow.kind !== "ref") return zero(build, shadow);
  const { fields } = shadow.memory as RecordMemory;
  return build.literal(
    shadow,
    fields.map(({ type }) => zeroLiteral(build, type)),
  );
}

function zero(build: Builder, { kind }: Type): Value {
  return kind === "f64" ? build.const(0, F64) : build.const(null, OPAQUE);
}

class Maker {
  private readonly made = new Map<Memory, Func>();

  constructor(private readonly func: Func) {}

  zeros(build: Builder, of: Value): Value {
    const by = build.closure(this.of(of), []);
    return build.extern(["zerosBy(", ", ", ")"], [by, of], shadowType(of.type), { effect: "reads", uses: ["zerosBy"] });
  }

  /** (memory, walk) -> its zero shadow */
  private of({ type, name }: Pick<Value, "type" | "name">): Func {
    const memory = memoryOf(type);
    const known = this.made.get(memory);
    if (known) return known;
    const x = new Value(type, memory.kind === "array" ? "xs" : "x");
    const walk = new Value(OPAQUE, "walk");
    const shadow = shadowType(type);
    const made = typeFunction(this.func, "zerosOf", { type, name }, [x, walk], shadow);
    this.made.set(memory, made);
    const build = new Builder(made.body);
    const [anew, refused] = [emptyRegion(), emptyRegion()];
    anew.yields = build.within(anew, () => [
      memory.kind === "record" ? this.record(build, x, memory, walk) : this.list(build, x, name, walk),
    ]);
    refused.yields = build.within(refused, () => [build.extern(["", ".refuse()"], [walk], shadow)]);
    made.body.yields = build.if(isNewAndAsDeclared(build, x, walk), anew, refused, [shadow]);
    return made;
  }

  private record(build: Builder, x: Value, { fields }: RecordMemory, walk: Value): Value {
    const parts = fields.map(({ name, type, optional = false }) => {
      if (type.kind !== "ref" && type.kind !== "opaque") return zero(build, type);
      return this.part(build, build.getField(x, name, name), name, walk, optional);
    });
    return build.literal(shadowType(x.type), parts, "zeros");
  }

  private list(build: Builder, xs: Value, name: string | undefined, walk: Value): Value {
    const { optional = false, element } = memoryOf(xs.type) as ArrayMemory;
    const member = nameOfMember(name, element);
    const length = build.length(xs);
    const zeros = build.alloc(shadowType(xs.type), length, "zeros");
    build.each(length, (index) => {
      build.store(zeros, index, this.part(build, build.load(xs, index, member), member, walk, optional));
    });
    return zeros;
  }

  private part(build: Builder, of: Value, name: string | undefined, walk: Value, mayMiss: boolean): Value {
    const { type } = of;
    const by = (method: string): Value =>
      build.extern(["", `.${method}(`, ")"], [walk, of], shadowType(type), { effect: "none" });
    if (type.kind !== "ref" || !isDifferentiable(type)) return by("inert");
    const { memory } = type;
    const zeros = (): Value => {
      if (isKnown(memory)) return build.call(this.of({ type, name }), [of, walk])[0];
      if (memory.kind !== "array" || memory.element.kind !== "f64") return by("inert");
      return by(isFloatContainer(memory.container) ? "vector" : "numbers");
    };
    return mayMiss ? ifPresent(build, of, zeros, null) : zeros();
  }
}

function isNewAndAsDeclared(build: Builder, x: Value, walk: Value): Value {
  return both(build, isAsDeclared(build, { root: x, fields: [] }), () => ask(build, ["", ".isFirst(", ")"], [walk, x]));
}

/** Whether an object has just the fields of its type; whether a list is one. */
function isAsDeclared(build: Builder, place: Place): Value {
  const memory = memoryAt(place);
  if (memory.kind === "record" && !memory.tuple)
    return askAt(build, place, ["hasFields(", `, [${namesOf(memory)}])`], "hasFields");
  const isArray = askAt(build, place, ["Array.isArray(", ")"]);
  if (memory.kind !== "record") return isArray;
  return both(build, isArray, () => askAt(build, place, ["", `.length === ${memory.fields.length}`]));
}

function areAlike(one: Place, other: Place): boolean {
  return namesOf(memoryAt(one) as RecordMemory) === namesOf(memoryAt(other) as RecordMemory);
}

function namesOf({ fields }: RecordMemory): string {
  return fields.map(({ name }) => JSON.stringify(name)).join(", ");
}

function memoryAt({ root, fields }: Place): Memory {
  return fields.reduce((memory, name) => {
    const field = (memory as RecordMemory).fields.find((each) => each.name === name);
    return memoryOf(field!.type);
  }, memoryOf(root.type));
}
