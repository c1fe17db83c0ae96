/**
 * Checks of the memory that a caller hands over for a gradient, and of tangents, by functions that know their types: whether it has the shape
 * of what it is for, and whether nothing that is reached from it and from the arguments is reached twice. What they do not accept is left to
 * the checks of the runtime, which say what is wrong with it, if anything is.
 *
 * It is done last of all: no transform knows such a function.
 */
import { Builder, emptyRegion } from "../ir/builder.js";
import { ask, askAt, both, either } from "../ir/conditions.js";
import { type ExternOp, type Func, type Op, Value } from "../ir/ops.js";
import { doUnlessMissing } from "../ir/presence.js";
import { isKnownThroughout, nameOfMember, typeFunction } from "../ir/type-functions.js";
import {
  type ArrayMemory,
  BOOL,
  INT,
  isDifferentiable,
  isFloatContainer,
  mentions,
  memoryOf,
  OPAQUE,
  type RecordMemory,
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
    if (like.type.kind !== "ref" || !isDifferentiable(like.type) || !isKnownThroughout(like.type)) return [op];
    const guard = emptyRegion();
    const build = new Builder(guard);
    build.span = op.span;
    const failing = { ...emptyRegion(), ops: [op] };
    build.if(
      build.prim("not", new Shapes(func, build).fits(build, given, like, like.name)),
      failing,
      emptyRegion(),
      [],
    );
    return guard.ops;
  });
}

function guardRoom(func: Func): void {
  const { body } = func;
  const checks = body.ops.filter(isRoom).filter(({ operands: [into] }) => holdsMemory(into.type));
  if (checks.length === 0 || !checks.every(({ operands }) => operands.every(({ type }) => isKnownThroughout(type))))
    return;
  const first = body.ops.indexOf(checks[0]);
  const last = body.ops.indexOf(checks[checks.length - 1]);
  const failing = emptyRegion();
  failing.ops = [...checks];
  const front = body.ops.slice(first, last + 1).filter((op) => !failing.ops.includes(op));
  // What is found in memory is found behind a check of that memory, and so is what is reached from it.
  const fitting = new Set(checks.filter(({ compares }) => compares === "room").map(({ operands: [into] }) => into));
  if (front.some(({ kind }) => kind === "extern") || !checks.every(({ operands: [into] }) => fitting.has(into))) return;
  const guard = emptyRegion();
  const build = new Builder(guard);
  build.span = checks[0].span;
  const isGood = new Shapes(func, build).accept(checks);
  build.if(build.prim("not", isGood), failing, emptyRegion(), []);
  body.ops.splice(first, last + 1 - first, ...front, ...guard.ops);
}

function isRoom(op: Op): op is ExternOp {
  return op.kind === "extern" && (op.compares === "room" || op.compares === "sharing");
}

function holdsMemory(type: Type): boolean {
  const memory = memoryOf(type);
  return memory.kind === "record" || memory.element.kind === "ref";
}

function isVector(type: Type): boolean {
  return type.kind === "ref" && type.memory.kind === "array" && isFloatContainer(type.memory.container);
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
  accept(checks: readonly ExternOp[]): Value {
    const { build } = this;
    this.views = checks.some(({ operands: [into] }) => mentions(into.type, isVector));
    const fitting = checks.filter(({ compares }) => compares === "room");
    const [into, others] = [0, 1].map((at) => checks.map(({ operands }) => operands[at]));
    const reached = [...new Set([...into, ...others])];
    const apart = (): Value => build.call(this.apart(reached), reached)[0];
    return all(build, [
      ...fitting.map(
        ({ operands: [room, x] }) =>
          () =>
            this.fits(build, room, x, x.name),
      ),
      apart,
    ]);
  }

  /** Whether something has the shape of memory. */
  fits(build: Builder, room: Value, x: Value, name?: string): Value {
    const { type } = x;
    const memory = memoryOf(type);
    if (isArrayOfNumbers(type)) {
      const { container } = memory as ArrayMemory;
      const isOne =
        container === "Array"
          ? ask(build, ["areNumbers(", ")"], [room], ["areNumbers"])
          : ask(build, ["", ` instanceof ${container}`], [room]);
      return both(build, isOne, () => isAsLong(build, room, x));
    }
    return build.call(this.fitting(type, room.type, name), [room, x])[0];
  }

  /** (room, memory) -> whether the one has the shape of the other */
  private fitting(type: Type, roomType: Type, name: string | undefined): Func {
    return this.once("fits", type, name, () => {
      const memory = memoryOf(type);
      const [room, x] = [new Value(roomType, "given"), new Value(type, memory.kind === "record" ? "x" : "xs")];
      const made = typeFunction(this.user, "fits", { type, name }, [room, x], BOOL);
      const build = new Builder(made.body);
      made.body.yields = [
        memory.kind === "record" ? this.recordFits(build, room, x, memory) : this.listFits(build, room, x, name),
      ];
      return made;
    });
  }

  private recordFits(build: Builder, room: Value, x: Value, { tuple, fields }: RecordMemory): Value {
    const names = fields.map((field) => JSON.stringify(field.name)).join(", ");
    const isAs = (of: Value) => (): Value => ask(build, ["hasFields(", `, [${names}])`], [of], ["hasFields"]);
    const shape = tuple ? [(): Value => isArray(build, room), () => isAsLong(build, room, x)] : [isAs(room), isAs(x)];
    const parts = fields
      .filter((field) => isDifferentiable(field.type))
      .map((field) => (): Value => {
        const place = { root: room, fields: [field.name] };
        if (field.type.kind === "f64") return askAt(build, place, ["typeof ", ' === "number"']);
        const part = build.getField(x, field.name, field.name);
        const fits = (): Value => this.fits(build, build.getField(room, field.name), part, field.name);
        return field.optional ? either(build, build.prim("isNullish", part), fits) : fits();
      });
    return all(build, [...shape, ...parts]);
  }

  private listFits(build: Builder, room: Value, xs: Value, name: string | undefined): Value {
    const { element, optional } = memoryOf(xs.type) as ArrayMemory;
    const member = nameOfMember(name, element);
    return all(build, [
      () => isArray(build, room),
      () => isAsLong(build, room, xs),
      () => {
        const [index, before] = [new Value(INT, "i"), new Value(BOOL, "all")];
        const body = emptyRegion([index, before]);
        body.yields = build.within(body, () => {
          const part = build.load(xs, index, member);
          const fits = (): Value => this.fits(build, build.load(room, index), part, member);
          // What a program made may lack elements that its type has.
          const mayMiss = optional || isArrayOfNumbers(element);
          return [both(build, before, () => (mayMiss ? either(build, build.prim("isNullish", part), fits) : fits()))];
        });
        const range = { start: build.const(0), end: build.length(xs), step: 1, inclusive: false };
        return build.for(range, [build.const(true)], body)[0];
      },
    ]);
  }

  /** (memory) -> whether nothing is reached twice */
  private apart(values: readonly Value[]): Func {
    const params = values.map(({ type, name }) => new Value(type, name));
    const made = typeFunction(this.user, "are", { type: OPAQUE, name: "apart" }, params, BOOL);
    const build = new Builder(made.body);
    const walk = build.extern(["new Walk(", ")"], [params[0]], OPAQUE, { uses: ["Walk"] });
    walk.name = "walk";
    for (const param of params) this.reach(build, param, walk, param.name?.replace(/_(b|into)$/, ""));
    made.body.yields = [ask(build, ["", ".end()"], [walk])];
    return made;
  }

  private reach(build: Builder, x: Value, walk: Value, name?: string): void {
    const { type } = x;
    const by = (method: string): void => build.externStatement(["", `.${method}(`, ");"], [walk, x]);
    if (type.kind === "opaque") return by("inert");
    if (type.kind !== "ref" || !isDifferentiable(type)) return;
    if (isVector(type)) return this.views ? by("owns") : undefined;
    if (this.isLeaf(type)) return by("isFirst");
    build.call(this.reaching(type, name), [x, walk]);
  }

  /** Whether nothing more is reached from memory. */
  private isLeaf(type: Type): boolean {
    const memory = memoryOf(type);
    const inner = memory.kind === "record" ? memory.fields.map((field) => field.type) : [memory.element];
    return inner.every(({ kind }) => kind !== "ref" && kind !== "opaque");
  }

  /** (memory, walk) */
  private reaching(type: Type, name: string | undefined): Func {
    return this.once("reach", type, name, () => {
      const memory = memoryOf(type);
      const [x, walk] = [new Value(type, memory.kind === "record" ? "x" : "xs"), new Value(OPAQUE, "walk")];
      const made = typeFunction(this.user, "reach", { type, name }, [x, walk]);
      const build = new Builder(made.body);
      const inside = emptyRegion();
      build.within(inside, () => {
        if (memory.kind === "record")
          for (const field of memory.fields) {
            const part = build.getField(x, field.name, field.name);
            doUnlessMissing(build, field.optional ?? false, part, () => this.reach(build, part, walk, field.name));
          }
        else {
          const { element, optional = false } = memory as ArrayMemory;
          const member = nameOfMember(name, element);
          build.each(build.length(x), (index) => {
            const part = build.load(x, index, member);
            doUnlessMissing(build, optional, part, () => this.reach(build, part, walk, member));
          });
        }
      });
      build.if(ask(build, ["", ".isFirst(", ")"], [walk, x]), inside, emptyRegion(), []);
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

function isArrayOfNumbers(type: Type): boolean {
  return type.kind === "ref" && type.memory.kind === "array" && type.memory.element.kind === "f64";
}

function all(build: Builder, [first, ...rest]: readonly (() => Value)[]): Value {
  return rest.reduce((known, next) => both(build, known, next), first());
}

function isArray(build: Builder, x: Value): Value {
  return ask(build, ["Array.isArray(", ")"], [x]);
}

function isAsLong(build: Builder, room: Value, x: Value): Value {
  return ask(build, ["", ".length === ", ".length"], [room, x]);
}
