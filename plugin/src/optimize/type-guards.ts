/**
 * Checks of arguments by functions that know their types: an engine compiles these to next to nothing. What they do not accept is left to the
 * check of the runtime, which says what is wrong with it.
 *
 * It is done last of all: no transform knows such a function.
 */
import { Builder, emptyRegion } from "../ir/builder.js";
import { ask, askAt, both, either, pathOf, type Place } from "../ir/conditions.js";
import { type Kind, primitiveTypes } from "../ir/kinds.js";
import type { Binding } from "../ir/bindings.js";
import { type ExternOp, type Func, type Op, Value } from "../ir/ops.js";
import { allRegions } from "../ir/traverse.js";
import { nameOfMember, typeFunction } from "../ir/type-functions.js";
import { type ArrayMemory, BOOL, type Field, INT, type Memory, memoryOf, OPAQUE, type Type } from "../ir/types.js";

/** Puts such functions in front of the checks of records and lists of objects. */
export function guardChecks(func: Func): void {
  for (const region of allRegions(func.body))
    region.ops = region.ops.flatMap((op) => (op.kind === "extern" && op.expects ? guarded(op, func) : [op]));
}

function guarded(check: ExternOp, user: Func): Op[] {
  const [value] = check.operands;
  const kind = check.expects!;
  if (isQuick(kind) || !isTellable(kind, value.type)) return [check];
  const made = emptyRegion();
  const build = new Builder(made);
  build.span = check.span;
  const failing = emptyRegion();
  failing.ops.push(check);
  const [accepted] = build.call(new Guards(user, build).of(value, kind), [value]);
  build.if(build.prim("not", accepted), failing, emptyRegion(), []);
  return made.ops;
}

/** Whether the runtime loses no time over it. */
function isQuick(kind: Kind): boolean {
  return typeof kind === "string" || (isList(kind) && (kind[1] === "f64" || kind[1] === "any"));
}

function isList(kind: Kind): kind is readonly ["Array", Kind] {
  return Array.isArray(kind);
}

/** Arrays and views have these fields too. */
const fieldsOfArrays: ReadonlySet<string> = new Set(["length", "byteLength", "byteOffset", "BYTES_PER_ELEMENT"]);

function isOfArrays(field: string): boolean {
  return fieldsOfArrays.has(field) || /^\d+$/.test(field);
}

/** Whether elements and fields tell whether a value is of a kind; where they may be missing, there is more to it. */
function isTellable(kind: Kind, type: Type): boolean {
  if (typeof kind === "string") return true;
  if (type.kind !== "ref") return false;
  const { memory } = type;
  if (isList(kind)) return memory.kind === "array" && !mayBeMissing(kind[1]) && isTellable(kind[1], memory.element);
  if ("optional" in kind) return isTellable(kind.optional, type);
  if ("nullable" in kind) return isTellable(kind.nullable, type);
  if (memory.kind !== "record") return false;
  const holds = (name: string, inner: Kind): boolean => {
    const field = fieldOf(memory, name);
    return field !== undefined && isTellable(inner, field.type);
  };
  if ("tuple" in kind)
    return kind.rest === undefined && kind.tuple.every((inner, k) => !mayBeMissing(inner) && holds(String(k), inner));
  const fields = Object.entries(kind.record);
  // Code that is generated may not name these by a dot.
  if (fields.some(([name]) => memory.classes?.hidden.has(name))) return false;
  const tells = "instance" in kind || fields.some(([name, inner]) => inner !== "any" && !isOfArrays(name));
  return tells && fields.every(([name, inner]) => inner === "any" || holds(name, inner));
}

function mayBeMissing(kind: Kind): boolean {
  return typeof kind === "object" && ("optional" in kind || "nullable" in kind);
}

function fieldOf(memory: Memory, name: string): Field | undefined {
  return memory.kind === "record" ? memory.fields.find((field) => field.name === name) : undefined;
}

class Guards {
  constructor(
    private readonly user: Func,
    private readonly build: Builder,
  ) {}

  /** (value) -> whether it is of a kind */
  of({ type, name }: Pick<Value, "type" | "name">, kind: Kind): Func {
    const x = new Value(type, isList(kind) ? "xs" : "x");
    const made = typeFunction(this.user, "is", { type, name }, [x], BOOL);
    const inner = new Guards(this.user, new Builder(made.body));
    made.body.yields = [isList(kind) ? inner.areOf(x, kind[1], name) : inner.isOf({ root: x, fields: [] }, kind)];
    return made;
  }

  private isOf(place: Place, kind: Kind): Value {
    if (typeof kind === "string") return this.isSimple(place, kind);
    if (isList(kind)) {
      if (kind[1] === "f64") return this.test(["areNumbers(", ")"], place, "areNumbers");
      if (kind[1] === "any") return this.test(["Array.isArray(", ")"], place);
      const list = place.fields.reduce((each, field) => this.build.getField(each, field), place.root);
      return this.build.call(this.of({ type: list.type, name: place.fields.at(-1) ?? place.root.name }, kind), [
        list,
      ])[0];
    }
    if ("optional" in kind)
      return this.either(this.test(["", " === undefined"], place), () => this.isOf(place, kind.optional));
    if ("nullable" in kind)
      return this.either(this.test(["", " == null"], place), () => this.isOf(place, kind.nullable));
    const { root, fields } = place;
    const member = (name: string, inner: Kind) => (): Value => this.isOf({ root, fields: [...fields, name] }, inner);
    if ("tuple" in kind) {
      const isLong = (): Value => this.test(["", `.length === ${kind.tuple.length}`], place);
      const members = kind.tuple.map((inner, k) => member(String(k), inner));
      return this.all(this.test(["Array.isArray(", ")"], place), [isLong, ...members]);
    }
    const known = Object.entries(kind.record).filter(([, inner]) => inner !== "any");
    const members = known.map(([field, inner]) => member(field, inner));
    if ("instance" in kind) return this.all(this.isInstance(place, kind.instance), members);
    const isThere = (): Value => this.test(["", " !== null"], place);
    return this.all(this.test(["typeof ", ' === "object"'], place), [isThere, ...members]);
  }

  private isSimple(place: Place, kind: string): Value {
    if (kind === "any") return this.build.const(true);
    const type = primitiveTypes.get(kind);
    return this.test(type === undefined ? ["", ` instanceof ${kind}`] : ["typeof ", ` === "${type}"`], place);
  }

  private isInstance(place: Place, [first, ...rest]: readonly Binding[]): Value {
    const isOne = ask(
      this.build,
      ["", `${pathOf(place)} instanceof `, ""],
      [place.root, this.build.global(first, OPAQUE)],
    );
    return rest.length === 0 ? isOne : this.either(isOne, () => this.isInstance(place, rest));
  }

  /** Whether all elements of a list are. */
  private areOf(xs: Value, kind: Kind, name?: string): Value {
    const { build } = this;
    const { element } = memoryOf(xs.type) as ArrayMemory;
    return both(build, this.test(["Array.isArray(", ")"], { root: xs, fields: [] }), () => {
      const [index, before] = [new Value(INT, "i"), new Value(BOOL, "all")];
      const body = emptyRegion([index, before]);
      body.yields = build.within(body, () => {
        const root = build.load(xs, index, nameOfMember(name, element));
        return [both(build, before, () => this.isOf({ root, fields: [] }, kind))];
      });
      const range = { start: build.const(0), end: build.length(xs), step: 1, inclusive: false };
      return build.for(range, [build.const(true)], body)[0];
    });
  }

  private test(text: readonly [string, string], place: Place, ...uses: string[]): Value {
    return askAt(this.build, place, text, ...uses);
  }

  private all(first: Value, rest: readonly (() => Value)[]): Value {
    return rest.reduce((known, next) => both(this.build, known, next), first);
  }

  private either(first: Value, second: () => Value): Value {
    return either(this.build, first, second);
  }
}
