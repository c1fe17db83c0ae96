/**
 * Clears shadows of records and lists of objects by functions that know their types. What is reached twice is cleared twice.
 *
 * It is done last of all: no transform knows such a function.
 */
import { Builder, emptyRegion } from "../ir/builder.js";
import { type Func, Value } from "../ir/ops.js";
import { doIfPresent } from "../ir/presence.js";
import { allRegions } from "../ir/traverse.js";
import { isKnown, isKnownThroughout, nameOfMember, typeFunction } from "../ir/type-functions.js";
import { F64, isDifferentiable, type Memory, memoryOf, type Type } from "../ir/types.js";

/** Puts such functions in the place of the walk of the runtime. */
export function specializeClears(func: Func): void {
  const clears = new Clears(func);
  for (const region of allRegions(func.body))
    region.ops = region.ops.flatMap((op) => {
      const isPlain = op.kind === "clear" && isKnown(memoryOf(op.operands[0].type));
      if (!isPlain || !isKnownThroughout(op.operands[0].type)) return [op];
      const made = emptyRegion();
      const build = new Builder(made);
      build.span = op.span;
      build.adjoint = op.adjoint ?? false;
      clears.clear(build, op.operands[0], op.operands[0].name);
      return made.ops;
    });
}

class Clears {
  private readonly made = new Map<Memory, Func>();

  constructor(private readonly user: Func) {}

  clear(build: Builder, of: Value, name: string | undefined): void {
    const memory = memoryOf(of.type);
    if (memory.kind !== "array" || memory.element.kind !== "f64") build.call(this.of(of.type, name), [of]);
    else if (memory.container === "Array") this.each(build, of, (index) => build.store(of, index, build.const(0, F64)));
    else build.fill(of, build.const(0, F64));
  }

  /** (shadow) */
  private of(type: Type, name: string | undefined): Func {
    const memory = memoryOf(type);
    const known = this.made.get(memory);
    if (known) return known;
    const x = new Value(type, memory.kind === "record" ? "x" : "xs");
    const made = typeFunction(this.user, "clear", { type, name }, [x]);
    this.made.set(memory, made);
    const build = new Builder(made.body);
    if (memory.kind !== "record") {
      const member = nameOfMember(name, memory.element);
      this.each(build, x, (index) => this.part(build, build.load(x, index, member), member));
    } else
      for (const field of memory.fields) {
        if (field.type.kind === "f64") build.setField(x, field.name, build.const(0, F64));
        else if (isDifferentiable(field.type)) this.part(build, build.getField(x, field.name, field.name), field.name);
      }
    return made;
  }

  /** What has no derivative where it is, or has not been made yet, is not there. */
  private part(build: Builder, of: Value, name: string | undefined): void {
    doIfPresent(build, of, () => this.clear(build, of, name));
  }

  private each(build: Builder, xs: Value, body: (index: Value) => void): void {
    build.each(build.length(xs), body);
  }
}
