/** The parameters that an operator differentiates by, and what the derivative of one number by them is. */
import type { Builder } from "../ir/builder.js";
import type { Func, Value } from "../ir/ops.js";
import { ifPresent } from "../ir/presence.js";
import { hasPlaces } from "../ir/shapes.js";
import {
  F64,
  INT,
  isDifferentiable,
  isOptional,
  isTypedArray,
  memoryOf,
  OPAQUE,
  sameType,
  shadowType,
  tangentType,
  type Type,
  tupleOf,
} from "../ir/types.js";
import { argumentList } from "./argument-lists.js";
import { needsShape } from "./entry-shapes.js";
import { type Position, positionOf, typeAt } from "./positions.js";

export class Selection {
  readonly positions: readonly Position[];
  /** For each parameter of the body, whether it is among them. */
  readonly mask: readonly boolean[];
  /** It is a single number: then a derivative has the shape of what is differentiated. */
  readonly isNumber: boolean;
  private readonly isList: boolean;

  constructor(
    private readonly func: Func,
    private readonly captures: number,
    argnums: number | readonly number[],
  ) {
    this.isList = typeof argnums !== "number";
    const wanted = typeof argnums === "number" ? [argnums] : argnums;
    this.positions = wanted.map((argnum) => positionOf(func, captures + argnum));
    this.mask = func.body.params.map(
      (param, k) => this.positions.some(({ at }) => at === k) && isDifferentiable(param.type),
    );
    this.isNumber = !this.isList && typeAt(func, this.positions[0]).kind === "f64";
  }

  /** The type of the derivative of a number. */
  get type(): Type {
    return this.isList ? tupleOf(this.rowTypes) : this.rowTypes[0];
  }

  /** Those of the derivatives by each of the selected parameters. */
  get rowTypes(): readonly Type[] {
    return this.types.map(tangentType);
  }

  /** What is selected of the arguments, in a list if a derivative is one. */
  selected(build: Builder, args: readonly Value[]): Value {
    const parts = this.positions.map(({ at, element }) =>
      element === undefined ? args[at] : slotOf(build, args[at], element),
    );
    return this.gathered(build, parts);
  }

  /** What is selected, by its types. */
  get types(): readonly Type[] {
    return this.positions.map((position) => typeAt(this.func, position));
  }

  /** How many numbers there are, where the types say it. */
  get count(): number | undefined {
    return this.types.reduce<number | undefined>((sum, type) => {
      const count = countOf(type);
      return sum === undefined || count === undefined ? undefined : sum + count;
    }, 0);
  }

  /** How many numbers there are, at run time. */
  size(build: Builder, args: readonly Value[], part?: "typed" | "other"): Value {
    return total(
      build,
      this.present(build, args)
        .filter(({ type }) => !part || hasPart(type, part))
        .map((arg) => sizeOf(build, arg, part)),
    );
  }

  /** Zero shadows of the parameters that are memory. */
  shadows(build: Builder, args: readonly Value[]): Map<number, Value> {
    const shadows = new Map<number, Value>();
    args.forEach((arg, at) => {
      if (!this.mask[at] || arg.type.kind !== "ref") return;
      const zeros = (): Value => build.zeros(arg, `${arg.name ?? "x"}_t`);
      shadows.set(at, this.mayLack(at) ? ifPresent(build, arg, zeros) : zeros());
    });
    return shadows;
  }

  /** Whether the parameter at a position may be missing. */
  mayLack(at: number): boolean {
    return this.func.optional?.has(at) === true && this.func.body.params[at].type.kind === "ref";
  }

  /** What is selected, one by one. */
  arguments(build: Builder, args: readonly Value[]): { readonly value: Value; readonly mayLack: boolean }[] {
    return this.positions.map(({ at, element }) => ({
      value: element === undefined ? args[at] : slotOf(build, args[at], element),
      mayLack: this.mayLack(at),
    }));
  }

  /** What is selected of the arguments, without what may be missing. */
  private present(build: Builder, args: readonly Value[]): Value[] {
    return this.positions.flatMap(({ at, element }) => {
      if (this.mayLack(at)) return [];
      return [element === undefined ? args[at] : slotOf(build, args[at], element)];
    });
  }

  /** A fresh derivative that is zero. `args`: what the function is called with. */
  zeros(build: Builder, args: readonly Value[]): Value {
    return this.gathered(
      build,
      this.positions.map(({ at, element }) => {
        const arg = args[at];
        const zero = (): Value => {
          const list = zeroTangent(build, arg);
          return element === undefined ? list : slotOf(build, list, element);
        };
        return this.mayLack(at) ? ifPresent(build, arg, zero, null) : zero();
      }),
    );
  }

  /** The derivative out of what a pullback returns. */
  pick(build: Builder, pulled: Value): Value {
    const list = argumentList(this.func, this.captures);
    return this.gathered(
      build,
      this.positions.map(({ at, element }) => {
        const found = list.read(build, pulled, at - this.captures);
        return element === undefined ? found : slotOf(build, found, element);
      }),
    );
  }

  /** The part of a derivative that is by the parameter of a position. */
  part(build: Builder, derivative: Value, k: number): Value {
    return this.isList ? slotOf(build, derivative, k) : derivative;
  }

  setPart(build: Builder, derivative: Value, k: number, value: Value): void {
    setSlot(build, derivative, k, value);
  }

  /** A derivative of its parts. */
  gathered(build: Builder, parts: Value[]): Value {
    return this.isList ? build.literal(tupleOf(parts.map(({ type }) => type)), parts) : parts[0];
  }
}

/** The number of reals in values of a type, where the type says it. */
export function countOf(type: Type): number | undefined {
  if (type.kind === "f64") return 1;
  if (type.kind !== "ref" || !isDifferentiable(type)) return 0;
  const { memory } = type;
  if (memory.kind !== "record" || !hasPlaces(type)) return undefined;
  return memory.fields.reduce<number | undefined>((sum, field) => {
    const count = field.optional || field.nullable ? undefined : countOf(field.type);
    return sum === undefined || count === undefined ? undefined : sum + count;
  }, 0);
}

/** The number of reals in a value at run time, without those in what may be missing; of `part`, if that is given: in typed arrays or not. */
export function sizeOf(build: Builder, value: Value, part?: "typed" | "other"): Value {
  const { type } = value;
  if (part && !hasPart(type, part)) return build.const(0);
  if (type.kind === "f64") return build.const(1);
  if (type.kind !== "ref" || !isDifferentiable(type)) return build.const(0);
  const { memory } = type;
  if (memory.kind === "record") {
    const there = memory.fields.filter(
      (field) =>
        isDifferentiable(field.type) && !field.optional && !field.nullable && (!part || hasPart(field.type, part)),
    );
    return total(
      build,
      there.map((field) => sizeOf(build, build.getField(value, field.name), part)),
    );
  }
  if (isOptional(memory)) return build.const(0);
  if (memory.element.kind === "f64") return build.length(value);
  return build.sum(build.length(value), INT, (index) => sizeOf(build, build.load(value, index), part));
}

/** Whether values of a type have reals in typed arrays, or elsewhere. */
function hasPart(type: Type, part: "typed" | "other"): boolean {
  if (type.kind !== "ref") return type.kind === "f64" && part === "other";
  const { memory } = type;
  if (memory.kind === "record") return memory.fields.some((field) => hasPart(field.type, part));
  return isTypedArray(type) ? part === "typed" && isDifferentiable(type) : hasPart(memory.element, part);
}

function total(build: Builder, sizes: readonly Value[]): Value {
  return sizes.length === 0 ? build.const(0) : sizes.reduce((sum, size) => build.prim("add", sum, size));
}

/** A fresh tangent of a value, as users see tangents, that is zero. */
export function zeroTangent(build: Builder, value: Value): Value {
  if (!isDifferentiable(value.type)) return build.const(null, OPAQUE);
  return value.type.kind === "f64" ? build.const(0, F64) : publicTangent(build, value, build.zeros(value));
}

/** The tangent that users see, of the shadow of a value. */
export function publicTangent(build: Builder, value: Value, shadow: Value): Value {
  const type = tangentType(value.type);
  if (value.type.kind === "f64" || sameType(type, shadow.type)) return shadow;
  return build.copy(shadow, needsShape(value.type) ? { type, deep: true, like: value } : { type, deep: true });
}

/** As `publicTangent`, in memory of its own. */
export function ownTangent(build: Builder, value: Value, shadow: Value): Value {
  return shadow.type.kind === "ref" ? publicTangent(build, value, build.copy(shadow, { deep: true })) : shadow;
}

/** The shadow, in memory of its own, that a tangent of a value of a type stands for. */
export function asShadow(build: Builder, tangent: Value, of: Type): Value {
  return tangent.type.kind === "ref" ? build.copy(tangent, { type: shadowType(of), deep: true }) : tangent;
}

/** A slot of a tuple, which is an array where all its slots have one type. */
export function slotOf(build: Builder, tuple: Value, k: number | string): Value {
  const isRecord = memoryOf(tuple.type).kind === "record";
  return isRecord ? build.getField(tuple, String(k)) : build.load(tuple, build.const(Number(k)));
}

export function setSlot(build: Builder, tuple: Value, k: number | string, value: Value): void {
  if (memoryOf(tuple.type).kind === "record") build.setField(tuple, String(k), value);
  else build.store(tuple, build.const(Number(k)), value);
}

/** Values as one, with names where they have none. */
export function tuple(build: Builder, values: readonly Value[], names: readonly (string | undefined)[] = []): Value {
  values.forEach((value, k) => {
    value.name ??= names[k];
  });
  return build.literal(tupleOf(values.map((value) => value.type)), [...values]);
}
