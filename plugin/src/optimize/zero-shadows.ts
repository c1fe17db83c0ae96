/**
 * Zero shadows of trees, graphs and lists of records by functions that know their types. What is reached twice has one shadow, so each of
 * them looks an object up among those that have one; what is not as its type says is left to the walk of the runtime.
 *
 * It is done last of all: no transform knows such a function.
 */
import { Builder, emptyRegion } from "../ir/builder.js";
import { isRecursive } from "../ir/shapes.js";
import { type Func, Value, type ZerosOp } from "../ir/ops.js";
import { doIfPresent, ifPresent } from "../ir/presence.js";
import { allRegions, derivedName, substitute } from "../ir/traverse.js";
import {
  BOOL,
  isDifferentiable,
  type Memory,
  memoryOf,
  OPAQUE,
  type RecordMemory,
  shadowType,
  type Type,
} from "../ir/types.js";

/** Puts calls of such functions in the place of zero shadows; returns whether there were any. */
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
      const seen = build.extern(["new Map()"], [], OPAQUE, { effect: "reads" });
      replacements.set(result, maker.zeros(build, of, seen, result.name));
      return made.ops;
    });
  substitute(func.body, replacements);
  return replacements.size > 0;
}

/** Views that overlap have shadows that overlap, which is a matter of buffers. */
function isWorthIt({ operands: [of], views }: ZerosOp): boolean {
  return !views && isRecursive(of.type) && isKnown(memoryOf(of.type));
}

/** Whether the type says what the memory is made of. */
function isKnown(memory: Memory): boolean {
  if (memory.kind === "array") return memory.container === "Array" && memory.element.kind === "ref";
  if (memory.kind !== "record" || memory.tuple || memory.classes || memory.collection) return false;
  if (memory.partial || memory.untyped || memory.fields.length === 0) return false;
  return memory.fields.every(({ type, optional, nullable }) => type.kind !== "f64" || !(optional || nullable));
}

class Maker {
  private readonly made = new Map<Memory, Func>();

  constructor(private readonly func: Func) {}

  /** The zero shadow of memory that is there. */
  zeros(build: Builder, of: Value, seen: Value, name?: string): Value {
    const memory = memoryOf(of.type);
    if (isKnown(memory)) return build.call(this.of(of.type, memory), [of, seen], [name])[0];
    return this.atRunTime(build, of, seen);
  }

  private atRunTime(build: Builder, of: Value, seen: Value): Value {
    return build.extern(["zerosLike(", ", ", ")"], [of, seen], shadowType(of.type), { uses: ["zerosLike"] });
  }

  private of(type: Type, memory: Memory): Func {
    const known = this.made.get(memory);
    if (known) return known;
    const { func } = this;
    const x = new Value(type, memory.kind === "array" ? "xs" : "x");
    const seen = new Value(OPAQUE, "seen");
    const made: Func = {
      name: derivedName(func, "zeros"),
      body: emptyRegion([x, seen]),
      results: [shadowType(type)],
      file: func.file,
      source: func.source,
    };
    this.made.set(memory, made);
    const build = new Builder(made.body);
    const shadow = build.extern(["", ".get(", ")"], [seen, x], shadowType(type), { effect: "reads" });
    const [missing, there] = [emptyRegion(), emptyRegion()];
    missing.yields = build.within(missing, () => [this.anew(build, x, seen)]);
    there.yields = [shadow];
    made.body.yields = build.if(build.prim("isNullish", shadow), missing, there, made.results);
    return made;
  }

  /** The shadow of what has none yet. */
  private anew(build: Builder, x: Value, seen: Value): Value {
    const memory = memoryOf(x.type);
    const [known, unknown] = [emptyRegion(), emptyRegion()];
    known.yields = build.within(known, () => [
      memory.kind === "record" ? this.record(build, x, memory, seen) : this.list(build, x, seen),
    ]);
    unknown.yields = build.within(unknown, () => [this.atRunTime(build, x, seen)]);
    return build.if(isAsDeclared(build, x), known, unknown, [shadowType(x.type)])[0];
  }

  private record(build: Builder, x: Value, { fields }: RecordMemory, seen: Value): Value {
    const shadow = shadowType(x.type);
    const zeros = build.literal(
      shadow,
      (memoryOf(shadow) as RecordMemory).fields.map(({ type }) => build.const(type.kind === "f64" ? 0 : null, type)),
      "zeros",
    );
    build.externStatement(["", ".set(", ", ", ")"], [seen, x, zeros]);
    for (const { name, type } of fields) {
      if (type.kind === "f64" || type.kind === "bool") continue;
      const part = build.getField(x, name);
      if (isDifferentiable(type))
        doIfPresent(build, part, () => build.setField(zeros, name, this.zeros(build, part, seen)));
      else build.setField(zeros, name, this.atRunTime(build, part, seen));
    }
    return zeros;
  }

  private list(build: Builder, xs: Value, seen: Value): Value {
    const shadow = shadowType(xs.type);
    const zeros = build.literal(shadow, [], "zeros");
    build.externStatement(["", ".set(", ", ", ")"], [seen, xs, zeros]);
    build.each(build.length(xs), (index) => {
      const element = build.load(xs, index, "x");
      build.push(
        zeros,
        ifPresent(build, element, () => this.zeros(build, element, seen), null),
      );
    });
    return zeros;
  }
}

/** Whether an object has just the fields of its type, and a list is one. */
function isAsDeclared(build: Builder, x: Value): Value {
  const memory = memoryOf(x.type);
  if (memory.kind !== "record") return build.extern(["Array.isArray(", ")"], [x], BOOL, { effect: "reads" });
  const names = memory.fields.map(({ name }) => JSON.stringify(name)).join(", ");
  return build.extern(["hasFields(", `, [${names}])`], [x], BOOL, { effect: "reads", uses: ["hasFields"] });
}
