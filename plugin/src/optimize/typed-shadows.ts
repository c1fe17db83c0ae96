/**
 * Zero shadows and deep copies of records and of lists of objects by functions that know their types. What is reached twice has one shadow, and
 * an object may have more than its type says: both are left to the walk of the runtime.
 *
 * It is done last of all: no transform knows such a function.
 */
import { Builder, emptyRegion } from "../ir/builder.js";
import {
  all,
  ask,
  askAt,
  both,
  fieldAt,
  hasFieldsAt,
  isArrayAt,
  pathOf,
  type Place,
  placeOf,
} from "../ir/conditions.js";
import { type Func, type Op, Value, type ZerosOp } from "../ir/ops.js";
import { ifPresent } from "../ir/presence.js";
import { allRegions, substitute } from "../ir/traverse.js";
import {
  fieldsThatAreThere,
  isDescribed,
  isKnown,
  isKnownThroughout,
  memoryAt,
  nameOfField,
  nameOfMember,
  optionalNumbers,
  typeFunction,
} from "../ir/type-functions.js";
import {
  type ArrayMemory,
  F64,
  type Field,
  isDifferentiable,
  isFloatContainer,
  type Memory,
  memoryOf,
  mentions,
  OPAQUE,
  type RecordMemory,
  sameType,
  shadowType,
  type Type,
} from "../ir/types.js";
import { isTree, keptIn } from "./keep-workspaces.js";
import { lazily } from "./lazily.js";

/** Puts such functions in the place of the walk of the runtime. */
export function specializeShadows(func: Func): void {
  const zeros = new Maker(func, "zerosOf");
  const copies = new Maker(func, "copyOf");
  const replacements = new Map<Value, Value>();
  // Of a copy that is kept from one call to the next the shadow is kept, too, and no new one is made.
  const copied = new Set(func.body.ops.filter(isTree).map(({ results }) => results[0]));
  const kept = lazily(() => keptIn(func));
  const isKept = (op: ZerosOp): boolean => copied.has(op.operands[0]) && kept().has(op);
  for (const region of allRegions(func.body))
    region.ops = region.ops.flatMap((op) => {
      const made = emptyRegion();
      const build = new Builder(made);
      build.span = op.span;
      build.adjoint = op.adjoint ?? false;
      const shadow =
        op.kind === "zeros" && isWorthIt(op) && !isKept(op) ? zerosFor(build, op, zeros) : copyFor(build, op, copies);
      if (!shadow) return [op];
      const [result] = op.results;
      shadow.name = result.name;
      replacements.set(result, shadow);
      return made.ops;
    });
  substitute(func.body, replacements);
}

function zerosFor(build: Builder, { operands: [of] }: ZerosOp, maker: Maker): Value {
  const few = recordsIn(placeOf(of), of.type);
  return few ? smallZeros(build, of, few) : maker.zeros(build, of);
}

/** The copy of a shadow, or of a tangent in the shape of its value. */
function copyFor(build: Builder, op: Op, maker: Maker): Value | undefined {
  const [from, like = from] = op.operands;
  const isCopy = op.kind === "copy" && op.deep && !op.like && !op.unshared && !op.kept && op.operands.length === 1;
  const isTangent = op.kind === "extern" && op.uses?.[0] === "fromTangent";
  if (!isCopy && !isTangent) return undefined;
  if (like.type.kind !== "ref" || !isKnown(memoryOf(like.type)) || !isKnownThroughout(like.type)) return undefined;
  const isShadow = isOfReals(from.type) && holdsObjects(from.type) && sameType(from.type, op.results[0].type);
  if (isCopy && !isShadow) return undefined;
  return maker.copy(build, from, like, op.results[0].type);
}

/** Whether there is nothing but numbers in records and lists, as in a shadow. */
function isOfReals(type: Type): boolean {
  return !mentions(type, (each) => {
    if (each.kind !== "ref") return each.kind !== "f64";
    const { memory } = each;
    return memory.kind === "record" ? memory.classes !== undefined : memory.kind === "array" && !isShadowList(memory);
  });
}

/** Whether there are any number of objects. */
function holdsObjects(type: Type): boolean {
  return mentions(
    type,
    (each) => each.kind === "ref" && each.memory.kind === "array" && each.memory.element.kind === "ref",
  );
}

function isShadowList({ container }: ArrayMemory): boolean {
  return container === "Array" || container === "Float64Array";
}

/** Views that overlap have shadows that overlap, which is a matter of buffers; what is kept is only cleared. */
function isWorthIt({ operands: [of], views, kept }: ZerosOp): boolean {
  return !views && !kept && isDescribed(memoryOf(of.type));
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
    const records = optional ? undefined : recordsIn(fieldAt(place, name), inner);
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
  return build.if(all(build, tests), known, unknown, [shadow])[0];
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

  constructor(
    private readonly func: Func,
    private readonly prefix: "zerosOf" | "copyOf",
  ) {}

  zeros(build: Builder, like: Value): Value {
    const by = build.closure(this.of(like), []);
    return build.extern(["zerosBy(", ", ", ")"], [by, like], shadowType(like.type), {
      effect: "reads",
      uses: ["zerosBy"],
    });
  }

  copy(build: Builder, from: Value, like: Value, type: Type): Value {
    const by = build.closure(this.of(like, from.type), []);
    const options = { effect: "reads", uses: ["copyBy"] } as const;
    return build.extern(["copyBy(", ", ", ", ", ")"], [by, from, like], type, options);
  }

  /** (memory, walk, what is copied, if anything is) -> its shadow */
  private of({ type, name }: Pick<Value, "type" | "name">, fromType?: Type): Func {
    const memory = memoryOf(type);
    const known = this.made.get(memory);
    if (known) return known;
    const x = new Value(type, memory.kind === "array" ? "xs" : "x");
    const walk = new Value(OPAQUE, "walk");
    const from = fromType && new Value(fromType, "from");
    const shadow = shadowType(type);
    const made = typeFunction(this.func, this.prefix, { type, name }, from ? [x, walk, from] : [x, walk], shadow);
    this.made.set(memory, made);
    const build = new Builder(made.body);
    const refuse = (): Value => build.extern(["", ".refuse()"], [walk], shadow);
    const alternatives = memory.kind === "record" ? fieldsThatAreThere(memory) : [[]];
    const orElse = (at: number): Value => {
      const fields = alternatives[at];
      if (!fields) return refuse();
      const [anew, other] = [emptyRegion(), emptyRegion()];
      anew.yields = build.within(anew, () => [
        memory.kind === "record"
          ? this.record(build, x, walk, from, name, fields)
          : this.list(build, x, walk, from, name),
      ]);
      other.yields = build.within(other, () => [orElse(at + 1)]);
      return build.if(isNewAndAsDeclared(build, x, walk, fields), anew, other, [shadow])[0];
    };
    made.body.yields = [orElse(0)];
    return made;
  }

  private record(
    build: Builder,
    x: Value,
    walk: Value,
    from: Value | undefined,
    owner: string | undefined,
    present: readonly Field[],
  ): Value {
    const { fields } = memoryOf(x.type) as RecordMemory;
    const parts = fields.map((field) => {
      if (!present.includes(field)) return build.const(undefined, OPAQUE);
      const { name, type, optional = false } = field;
      if (type.kind === "f64" && from) return build.getField(from, name);
      if (type.kind !== "ref" && type.kind !== "opaque") return zero(build, type);
      const member = from && isDifferentiable(type) ? build.getField(from, name) : undefined;
      const own = nameOfField(owner, field);
      return this.part(build, build.getField(x, name, own), walk, member, own, optional);
    });
    const made = present.length < fields.length ? { fields: present.map(({ name }) => name) } : undefined;
    return build.literal(shadowType(x.type), parts, "shadow", made);
  }

  private list(build: Builder, xs: Value, walk: Value, from: Value | undefined, name: string | undefined): Value {
    const { optional = false, element } = memoryOf(xs.type) as ArrayMemory;
    const member = nameOfMember(name, element);
    const length = build.length(xs);
    const shadow = build.alloc(shadowType(xs.type), length, "shadow");
    build.each(length, (index) => {
      const own = from && build.load(from, index);
      build.store(shadow, index, this.part(build, build.load(xs, index, member), walk, own, member, optional));
    });
    return shadow;
  }

  private part(
    build: Builder,
    of: Value,
    walk: Value,
    from: Value | undefined,
    name: string | undefined,
    mayMiss: boolean,
  ): Value {
    const { type } = of;
    const operands = from ? [walk, of, from] : [walk, of];
    const by = (method: string, given = operands): Value =>
      build.extern(["", `.${method}(`, ...given.slice(2).map(() => ", "), ")"], given, shadowType(type), {
        effect: "none",
      });
    if (type.kind !== "ref" || !isDifferentiable(type)) return by("inert", [walk, of]);
    const { memory } = type;
    const shadow = (): Value => {
      if (from ? isKnown(memory) : isDescribed(memory))
        return build.call(this.of({ type, name }, from?.type), from ? [of, walk, from] : [of, walk])[0];
      if (memory.kind !== "array" || memory.element.kind !== "f64") return by("inert", [walk, of]);
      return by(isFloatContainer(memory.container) ? "vector" : "numbers");
    };
    return mayMiss ? ifPresent(build, of, shadow, null) : shadow();
  }
}

function isNewAndAsDeclared(build: Builder, x: Value, walk: Value, fields: readonly Field[]): Value {
  const optional = optionalNumbers(memoryOf(x.type)).filter((field) => fields.includes(field));
  return all(build, [
    () => isAsDeclared(build, placeOf(x), fields),
    ...optional.map(
      ({ name }) =>
        () =>
          askAt(build, fieldAt(placeOf(x), name), ["typeof ", ' === "number"']),
    ),
    () => ask(build, ["", ".isFirst(", ")"], [walk, x]),
  ]);
}

/** Whether an object has just the fields of its type, or these of them; whether a list is one. */
function isAsDeclared(build: Builder, place: Place, given?: readonly Field[]): Value {
  const memory = memoryAt(place);
  if (memory.kind !== "record") return isArrayAt(build, place);
  const { tuple } = memory;
  const fields = given ?? memory.fields;
  if (!tuple) return hasFieldsAt(build, place, fields);
  return both(build, isArrayAt(build, place), () => askAt(build, place, ["", `.length === ${fields.length}`]));
}

function areAlike(one: Place, other: Place): boolean {
  const [first, second] = [one, other].map((place) => (memoryAt(place) as RecordMemory).fields);
  return first.length === second.length && first.every(({ name }, k) => name === second[k].name);
}
