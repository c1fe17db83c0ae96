/**
 * Checks of arguments by functions that know their types: an engine compiles these to next to nothing. What they do not accept is left to the
 * check of the runtime, which says what is wrong with it.
 *
 * It is done last of all: no transform knows such a function.
 */
import { Builder, emptyRegion } from "../ir/builder.js";
import {
  all,
  ask,
  askAt,
  both,
  either,
  fieldAt,
  holdsForAll,
  isArrayAt,
  pathOf,
  type Place,
  placeOf,
  valueAt,
} from "../ir/conditions.js";
import { type Kind, primitiveTypes } from "../ir/kinds.js";
import type { Binding } from "../ir/bindings.js";
import { type ExternOp, type Func, type Op, Value } from "../ir/ops.js";
import { allRegions } from "../ir/traverse.js";
import { memoryAt, nameOfField, nameOfMember, typeFunction } from "../ir/type-functions.js";
import { type ArrayMemory, BOOL, type Field, type Memory, memoryOf, OPAQUE, type Type } from "../ir/types.js";

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
  if (typeof kind === "string") return true;
  if (isList(kind)) return kind[1] === "f64" || kind[1] === "any";
  return ("optional" in kind && isQuick(kind.optional)) || ("nullable" in kind && isQuick(kind.nullable));
}

function isList(kind: Kind): kind is readonly ["Array", Kind] {
  return Array.isArray(kind);
}

/** Views have these fields too. */
const fieldsOfViews: ReadonlySet<string> = new Set(["length", "byteLength", "byteOffset", "BYTES_PER_ELEMENT"]);

function isOfViews(field: string): boolean {
  return fieldsOfViews.has(field) || /^\d+$/.test(field);
}

/** Whether elements and fields tell whether a value is of a kind; where they may be missing, there is more to it. */
function isTellable(kind: Kind, type: Type): boolean {
  if (typeof kind === "string") return true;
  if (!isList(kind) && "optional" in kind) return isTellable(kind.optional, type);
  if (!isList(kind) && "nullable" in kind) return isTellable(kind.nullable, type);
  if (type.kind !== "ref") return false;
  const { memory } = type;
  if (isList(kind)) return memory.kind === "array" && !mayBeMissing(kind[1]) && isTellable(kind[1], memory.element);
  if (memory.kind !== "record") return false;
  const holds = (name: string, inner: Kind): boolean => {
    const field = fieldOf(memory, name);
    return field !== undefined && isTellable(inner, field.type);
  };
  if ("tuple" in kind)
    return kind.rest === undefined && kind.tuple.every((inner, k) => !mayBeMissing(inner) && holds(String(k), inner));
  const fields = Object.entries(kind.record);
  // What a private name has become is no property that a class declares.
  if (fields.some(([name]) => name.includes("#"))) return false;
  const tells = "instance" in kind || fields.some(([name, inner]) => inner !== "any" && !isOfViews(name));
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
    made.body.yields = [isList(kind) ? inner.areOf(x, kind[1], name) : inner.isOf(placeOf(x), kind, name)];
    return made;
  }

  private isOf(place: Place, kind: Kind, name: string | undefined): Value {
    const { build } = this;
    if (typeof kind === "string") return this.isSimple(place, kind);
    if (isList(kind)) {
      if (kind[1] === "f64") return askAt(build, place, ["areNumbers(", ")"], "areNumbers");
      if (kind[1] === "any") return isArrayAt(build, place);
      const list = valueAt(build, place);
      return build.call(this.of({ type: list.type, name }, kind), [list])[0];
    }
    if ("optional" in kind)
      return either(build, askAt(build, place, ["", " === undefined"]), () => this.isOf(place, kind.optional, name));
    if ("nullable" in kind)
      return either(build, askAt(build, place, ["", " == null"]), () => this.isOf(place, kind.nullable, name));
    const members = (kinds: readonly (readonly [string, Kind])[]): (() => Value)[] =>
      kinds.map(([field, inner]) => () => {
        const own = fieldOf(memoryAt(place), field)!;
        return this.isOf(fieldAt(place, field), inner, nameOfField(name, own));
      });
    if ("tuple" in kind) {
      const isLong = (): Value => askAt(build, place, ["", `.length === ${kind.tuple.length}`]);
      const slots = members(kind.tuple.map((inner, k) => [String(k), inner] as const));
      return all(build, [() => isArrayAt(build, place), isLong, ...slots]);
    }
    const fields = members(Object.entries(kind.record).filter(([, inner]) => inner !== "any"));
    if ("instance" in kind) return all(build, [() => this.isInstance(place, kind.instance), ...fields]);
    const isObject = [
      () => askAt(build, place, ["typeof ", ' === "object"']),
      () => askAt(build, place, ["", " !== null"]),
      () => build.prim("not", isArrayAt(build, place)),
    ];
    return all(build, [...isObject, ...fields]);
  }

  private isSimple(place: Place, kind: string): Value {
    if (kind === "any") return this.build.const(true);
    const type = primitiveTypes.get(kind);
    return askAt(this.build, place, type === undefined ? ["", ` instanceof ${kind}`] : ["typeof ", ` === "${type}"`]);
  }

  private isInstance(place: Place, [first, ...rest]: readonly Binding[]): Value {
    const { build } = this;
    const template = ["", `${pathOf(place)} instanceof `, ""];
    const isOne = ask(build, template, [place.root, build.global(first, OPAQUE)]);
    return rest.length === 0 ? isOne : either(build, isOne, () => this.isInstance(place, rest));
  }

  /** Whether all elements of a list are. */
  private areOf(xs: Value, kind: Kind, name?: string): Value {
    const { build } = this;
    const { element } = memoryOf(xs.type) as ArrayMemory;
    const member = nameOfMember(name, element);
    return both(build, isArrayAt(build, placeOf(xs)), () =>
      holdsForAll(build, build.length(xs), (index) => {
        const x = build.load(xs, index, member);
        return () => this.isOf(placeOf(x), kind, member);
      }),
    );
  }
}
