/**
 * Checks of the memory that a caller hands over for a gradient, and of tangents, by functions that know their types: whether it has the shape
 * of what it is for, and whether nothing that is reached from it and from the arguments is reached twice. What they do not accept is left to
 * the checks of the runtime, which say what is wrong with it, if anything is.
 *
 * It is done last of all: no transform knows such a function.
 */
import { Builder, emptyRegion } from "../ir/builder.js";
import {
  all,
  ask,
  askAt,
  either,
  fieldAt,
  hasFieldsAt,
  holdsForAll,
  isArrayAt,
  pathOf,
  type Place,
  placeOf,
  valueAt,
} from "../ir/conditions.js";
import { type ExternOp, type Func, type Op, Value } from "../ir/ops.js";
import { isKnownThroughout, memoryAt, nameOfField, nameOfMember, typeFunction } from "../ir/type-functions.js";
import {
  type ArrayMemory,
  BOOL,
  type Field,
  isDifferentiable,
  isFloatContainer,
  memoryOf,
  mentions,
  OPAQUE,
  type Type,
  typeName,
} from "../ir/types.js";

/** Puts such functions in front of the checks. */
export function guardShapes(func: Func): void {
  guardRoom(func);
  const { body } = func;
  body.ops = body.ops.flatMap((op) => {
    if (op.kind !== "extern" || op.compares !== "likeness") return [op];
    const [given, like] = op.operands;
    // The check of one array takes no time, and it may be missing.
    if (!holdsMemory(like.type) || !isDifferentiable(like.type) || !isKnownThroughout(like.type)) return [op];
    return unless(func, [op], (shapes) => shapes.fit(given, like));
  });
}

function guardRoom(func: Func): void {
  const { body } = func;
  const checks = body.ops.filter(isRoom).filter(({ operands: [into] }) => holdsMemory(into.type));
  if (!checks.every(({ operands }) => operands.every(({ type }) => isKnownThroughout(type)))) return;
  const [first, last] = [checks[0], checks[checks.length - 1]].map((op) => body.ops.indexOf(op));
  const between = body.ops.slice(first, last + 1).filter((op) => !checks.some((check) => check === op));
  // What is found in memory is found behind a check of that memory, and so is what is reached from it.
  const fitting = checks.filter(({ compares }) => compares === "room");
  const isFound = checks.every(({ operands: [into] }) => fitting.some(({ operands: [room] }) => room === into));
  if (checks.length === 0 || !isFound || between.some(({ kind }) => kind === "extern")) return;
  // Nobody looks at memory for what is missing.
  if (fitting.some(({ operands: [, x] }) => mayMiss(func, x))) return;
  const guard = unless(func, checks, (shapes) => shapes.accepts(checks, fitting));
  body.ops.splice(first, last + 1 - first, ...between, ...guard);
}

function mayMiss({ body, optional }: Func, value: Value): boolean {
  return optional?.has(body.params.indexOf(value)) === true;
}

/** Checks that are made unless it is known that they pass. */
function unless(func: Func, checks: readonly Op[], pass: (shapes: Shapes) => Value): Op[] {
  const guard = emptyRegion();
  const build = new Builder(guard);
  build.span = checks[0].span;
  const failing = { ...emptyRegion(), ops: [...checks] };
  build.if(build.prim("not", pass(new Shapes(func, build))), failing, emptyRegion(), []);
  return guard.ops;
}

function isRoom(op: Op): op is ExternOp {
  return op.kind === "extern" && (op.compares === "room" || op.compares === "sharing");
}

function holdsMemory(type: Type): boolean {
  if (type.kind !== "ref") return false;
  return type.memory.kind === "record" || type.memory.element.kind === "ref";
}

function isVector(type: Type): boolean {
  return type.kind === "ref" && type.memory.kind === "array" && isFloatContainer(type.memory.container);
}

function isArrayOfNumbers(type: Type): boolean {
  return type.kind === "ref" && type.memory.kind === "array" && type.memory.element.kind === "f64";
}

/** One place in two values: in what is given, and in what that has to be like. */
interface Pair {
  readonly given: Value;
  readonly like: Value;
  readonly fields: readonly string[];
}

class Shapes {
  private readonly made = new Map<string, Func>();
  /** Whether there are views among what is written to: others may be of the same memory. */
  private views = false;

  constructor(
    private readonly user: Func,
    private readonly build: Builder,
  ) {}

  /** Whether all checks are going to pass. */
  accepts(checks: readonly ExternOp[], fitting: readonly ExternOp[]): Value {
    const { build } = this;
    this.views = checks.some(({ operands: [into] }) => mentions(into.type, isVector));
    const [into, others] = [0, 1].map((at) => checks.map(({ operands }) => operands[at]));
    const reached = [...new Set([...into, ...others])];
    const fits = fitting.map(
      ({ operands: [given, like] }) =>
        (): Value =>
          this.fit(given, like),
    );
    return all(build, [...fits, () => build.call(this.apart(reached), reached)[0]]);
  }

  /** Whether what is given has the shape of memory that is there. */
  fit(given: Value, like: Value, name = like.name, build = this.build): Value {
    return build.call(this.fitting(given, like, name), [given, like])[0];
  }

  /** (what is given, memory) -> whether the one has the shape of the other */
  private fitting({ type: givenType }: Value, { type }: Value, name: string | undefined): Func {
    return this.once("fits", type, name, () => {
      const isRecord = memoryOf(type).kind === "record";
      const [given, like] = [new Value(givenType, "given"), new Value(type, isRecord ? "x" : "xs")];
      const made = typeFunction(this.user, "fits", { type, name }, [given, like], BOOL);
      const build = new Builder(made.body);
      made.body.yields = [
        isRecord ? this.partFits(build, { given, like, fields: [] }, name) : this.listFits(build, given, like, name),
      ];
      return made;
    });
  }

  private partFits(build: Builder, pair: Pair, name: string | undefined): Value {
    const given: Place = { root: pair.given, fields: pair.fields };
    const like: Place = { root: pair.like, fields: pair.fields };
    const memory = memoryAt(like);
    const isLong = (): Value => {
      const path = pathOf(like);
      return ask(build, ["", `${path}.length === `, `${path}.length`], [pair.given, pair.like]);
    };
    if (memory.kind === "record") {
      const { tuple, fields } = memory;
      const shape = tuple
        ? [() => isArrayAt(build, given), isLong]
        : [given, like].map((place) => () => hasFieldsAt(build, place, fields));
      const parts = fields.filter(({ type }) => isDifferentiable(type));
      return all(build, [...shape, ...parts.map((field) => () => this.fieldFits(build, pair, field, name))]);
    }
    if (memory.element.kind !== "f64") return this.fit(valueAt(build, given), valueAt(build, like), name, build);
    const { container } = memory as ArrayMemory;
    const isOne = (): Value =>
      container === "Array"
        ? askAt(build, given, ["areNumbers(", ")"], "areNumbers")
        : askAt(build, given, ["", ` instanceof ${container}`]);
    return all(build, [isOne, isLong]);
  }

  private fieldFits(build: Builder, pair: Pair, field: Field, owner: string | undefined): Value {
    const inner = { ...pair, fields: [...pair.fields, field.name] };
    const place = (root: Value): Place => ({ root, fields: inner.fields });
    if (field.type.kind === "f64") return askAt(build, place(pair.given), ["typeof ", ' === "number"']);
    const fits = (): Value => this.partFits(build, inner, nameOfField(owner, field));
    return field.optional ? either(build, askAt(build, place(pair.like), ["", " == null"]), fits) : fits();
  }

  private listFits(build: Builder, given: Value, xs: Value, name: string | undefined): Value {
    const { element, optional } = memoryOf(xs.type) as ArrayMemory;
    const member = nameOfMember(name, element);
    // What a program made may lack elements that its type has.
    const mayLack = optional || isArrayOfNumbers(element);
    const elements = (): Value =>
      holdsForAll(build, build.length(xs), (index) => {
        const [part, like] = [build.load(given, index, "part"), build.load(xs, index, member)];
        const fits = (): Value => this.partFits(build, { given: part, like, fields: [] }, member);
        return () => (mayLack ? either(build, askAt(build, placeOf(like), ["", " == null"]), fits) : fits());
      });
    const isLong = (): Value => ask(build, ["", ".length === ", ".length"], [given, xs]);
    return all(build, [() => isArrayAt(build, placeOf(given)), isLong, elements]);
  }

  /** (memory) -> whether nothing is reached twice */
  private apart(values: readonly Value[]): Func {
    const params = values.map(({ type, name }) => new Value(type, name));
    const made = typeFunction(this.user, "are", { type: OPAQUE, name: "apart" }, params, BOOL);
    const build = new Builder(made.body);
    const walk = build.extern(["new Walk(", ")"], [params[0]], OPAQUE, { uses: ["Walk"] });
    walk.name = "walk";
    params.forEach((param, k) => {
      const isOptional = mayMiss(this.user, values[k]);
      this.reachPart(build, placeOf(param), param.type, walk, param.name?.replace(/_(b|into)$/, ""), isOptional);
    });
    made.body.yields = [ask(build, ["", ".end()"], [walk])];
    return made;
  }

  private reachPart(
    build: Builder,
    place: Place,
    type: Type,
    walk: Value,
    name: string | undefined,
    isOptional: boolean,
  ): void {
    if (!isOptional || type.kind === "opaque") return this.reach(build, place, type, walk, name);
    const there = emptyRegion();
    build.within(there, () => this.reach(build, place, type, walk, name));
    if (there.ops.length > 0) build.if(askAt(build, place, ["", " != null"]), there, emptyRegion(), []);
  }

  private reach(build: Builder, place: Place, type: Type, walk: Value, name: string | undefined): void {
    const by = (method: string): void =>
      build.externStatement(["", `.${method}(`, `${pathOf(place)});`], [walk, place.root]);
    if (type.kind === "opaque") return by("inert");
    if (type.kind !== "ref" || !isDifferentiable(type)) return;
    if (isVector(type)) return this.views ? by("owns") : undefined;
    const { memory } = type;
    if (memory.kind !== "record") {
      if (memory.element.kind !== "ref") by("isFirst");
      else build.call(this.reaching(type, name), [valueAt(build, place), walk]);
      return;
    }
    const inside = emptyRegion();
    build.within(inside, () => {
      for (const field of memory.fields)
        this.reachPart(
          build,
          fieldAt(place, field.name),
          field.type,
          walk,
          nameOfField(name, field),
          field.optional === true,
        );
    });
    if (inside.ops.length === 0) by("isFirst");
    else build.if(ask(build, ["", ".isFirst(", `${pathOf(place)})`], [walk, place.root]), inside, emptyRegion(), []);
  }

  /** (list, walk) */
  private reaching(type: Type, name: string | undefined): Func {
    return this.once("reach", type, name, () => {
      const [xs, walk] = [new Value(type, "xs"), new Value(OPAQUE, "walk")];
      const made = typeFunction(this.user, "reach", { type, name }, [xs, walk]);
      const build = new Builder(made.body);
      const { element, optional = false } = memoryOf(type) as ArrayMemory;
      const member = nameOfMember(name, element);
      const inside = emptyRegion();
      build.within(inside, () =>
        build.each(build.length(xs), (index) => {
          this.reachPart(build, placeOf(build.load(xs, index, member)), element, walk, member, optional);
        }),
      );
      build.if(ask(build, ["", ".isFirst(", ")"], [walk, xs]), inside, emptyRegion(), []);
      return made;
    });
  }

  private once(what: string, type: Type, name: string | undefined, make: () => Func): Func {
    const key = `${what} ${name} ${typeName(type)}`;
    const known = this.made.get(key) ?? make();
    this.made.set(key, known);
    return known;
  }
}
