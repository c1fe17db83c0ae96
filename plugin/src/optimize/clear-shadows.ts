/**
 * Clears shadows of records and lists of objects by functions that know their types. What is reached twice is cleared twice.
 *
 * It is done last of all: no transform knows such a function.
 */
import { Builder, emptyRegion } from "../ir/builder.js";
import { type ClearOp, type Func, Value } from "../ir/ops.js";
import { doUnlessMissing } from "../ir/presence.js";
import { isRecursive } from "../ir/shapes.js";
import { allRegions } from "../ir/traverse.js";
import { isKnown, nameOfMember, typeFunction } from "../ir/type-functions.js";
import { F64, isDifferentiable, isOptional, type Memory, memoryOf, type Type } from "../ir/types.js";

/** Puts such functions in the place of the walk of the runtime. */
export function specializeClears(func: Func): void {
  const clears = new Clears(func);
  for (const region of allRegions(func.body))
    region.ops = region.ops.flatMap((op) => {
      if (op.kind !== "clear" || !isPlain(op)) return [op];
      const made = emptyRegion();
      const build = new Builder(made);
      build.span = op.span;
      build.adjoint = op.adjoint ?? false;
      clears.clear(build, op.operands[0], op.operands[0].name);
      return made.ops;
    });
}

/** Whether all numbers are where the type says, and no number is on a cycle. What has not all fields of its type gets none. */
function isPlain({ operands: [of] }: ClearOp): boolean {
  return isKnown(memoryOf(of.type)) && !isRecursive(of.type) && areKnown(of.type);
}

function areKnown(type: Type): boolean {
  if (type.kind !== "ref" || !isDifferentiable(type)) return true;
  const { memory } = type;
  if (memory.kind === "array" && memory.element.kind === "f64") return true;
  if (!isKnown(memory)) return false;
  return memory.kind === "record" ? memory.fields.every((field) => areKnown(field.type)) : areKnown(memory.element);
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
      this.each(build, x, (index) => this.part(build, build.load(x, index, member), member, isOptional(memory)));
    } else
      for (const field of memory.fields) {
        if (field.type.kind === "f64") build.setField(x, field.name, build.const(0, F64));
        else if (isDifferentiable(field.type))
          this.part(build, build.getField(x, field.name, field.name), field.name, field.optional ?? false);
      }
    return made;
  }

  private part(build: Builder, of: Value, name: string | undefined, mayMiss: boolean): void {
    doUnlessMissing(build, mayMiss, of, () => this.clear(build, of, name));
  }

  private each(build: Builder, xs: Value, body: (index: Value) => void): void {
    build.each(build.length(xs), body);
  }
}
