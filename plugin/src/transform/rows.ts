/**
 * The shape of a Jacobian: what a function returns, with the derivative by the selected parameters in place of each real number.
 * By a single number it has the shape of the result's tangent.
 */
import type { Builder } from "../ir/builder.js";
import type { Value } from "../ir/ops.js";
import { doUnlessMissing, ifPresent } from "../ir/presence.js";
import {
  arrayOf,
  F64,
  isDifferentiable,
  isFloatContainer,
  isOptional,
  OPAQUE,
  recordOf,
  type Type,
} from "../ir/types.js";
import { hasPlaces } from "../ir/shapes.js";
import { zeroTangent } from "./selection.js";

/** The type of the rows of a result: numbers by numbers stay in the kind of array that they are in. */
export function rowsType(type: Type, entry: Type): Type {
  if (type.kind === "f64") return entry;
  if (type.kind !== "ref" || !isDifferentiable(type)) return OPAQUE;
  const { memory } = type;
  if (memory.kind === "record")
    return recordOf(
      memory.fields.map((field) => ({ ...field, type: rowsType(field.type, entry) })),
      memory.tuple,
    );
  const element = rowsType(memory.element, entry);
  const stays = element.kind === "f64" && isFloatContainer(memory.kind === "array" ? memory.container : "Array");
  return arrayOf(element, stays && memory.kind === "array" ? memory.container : "Array");
}

/**
 * Makes the rows of a result like `value`. `at` is told, for each number, where a tangent or cotangent of the result has it, and makes
 * what takes its place; without it all are zero.
 */
export function makeRows(build: Builder, value: Value, entry: Type, at?: (place: Place) => Value): Value {
  return rows(build, value, entry, ROOT, at);
}

/** A multiple of a tangent, in memory of its own. */
export function scaled(build: Builder, tangent: Value, factor: number): Value {
  if (factor === 1) return tangent;
  return makeRows(build, tangent, F64, (place) =>
    build.prim("mul", place.get(build, tangent), build.const(factor, F64)),
  );
}

/** Where a number is in something of the result's shape. */
export interface Place {
  get(build: Builder, root: Value): Value;
  set(build: Builder, root: Value, value: Value): void;
}

const ROOT: Place = {
  get: (_, root) => root,
  set: () => {
    throw new Error("a number is no memory");
  },
};

function rows(build: Builder, value: Value, entry: Type, place: Place, at?: (place: Place) => Value): Value {
  const { type } = value;
  if (type.kind === "f64") return at ? at(place) : build.const(0, F64);
  if (type.kind !== "ref" || !isDifferentiable(type)) return build.const(null, OPAQUE);
  const { memory } = type;
  const result = rowsType(type, entry);
  if (memory.kind === "record") {
    const parts = memory.fields.map((field) => {
      if (!isDifferentiable(field.type)) return build.const(null, OPAQUE);
      const part = build.getField(value, field.name);
      const inner = (): Value => rows(build, part, entry, fieldOf(place, field.name), at);
      return field.optional || field.nullable ? ifPresent(build, part, inner, null) : inner();
    });
    return build.literal(result, parts);
  }
  const length = build.length(value);
  const made = build.alloc(result, length, "rows");
  // New memory is zero.
  if (memory.element.kind === "f64" && !at && !isOptional(memory)) return made;
  build.each(length, (index) => {
    const element = build.load(value, index);
    const inner = (): Value => rows(build, element, entry, elementOf(place, index), at);
    build.store(made, index, isOptional(memory) ? ifPresent(build, element, inner, null) : inner());
  });
  return made;
}

function fieldOf(outer: Place, name: string): Place {
  return {
    get: (build, root) => build.getField(outer.get(build, root), name),
    set: (build, root, value) => build.setField(outer.get(build, root), name, value),
  };
}

function elementOf(outer: Place, index: Value): Place {
  return {
    get: (build, root) => build.load(outer.get(build, root), index),
    set: (build, root, value) => build.store(outer.get(build, root), index, value),
  };
}

/** Goes over the numbers of a result like `value`. */
export function eachNumber(build: Builder, value: Value, at: (place: Place) => void, place: Place = ROOT): void {
  const { type } = value;
  if (type.kind === "f64") return at(place);
  if (type.kind !== "ref" || !isDifferentiable(type)) return;
  const { memory } = type;
  if (memory.kind !== "record") {
    build.each(build.length(value), (index) => {
      const element = build.load(value, index);
      const go = (): void => eachNumber(build, element, at, elementOf(place, index));
      doUnlessMissing(build, isOptional(memory), element, go);
    });
    return;
  }
  for (const field of memory.fields) {
    if (!isDifferentiable(field.type)) continue;
    const inner = fieldOf(place, field.name);
    const part = build.getField(value, field.name);
    const go = (): void => eachNumber(build, part, at, inner);
    doUnlessMissing(build, field.optional === true || field.nullable === true, part, go);
  }
}

/**
 * A cotangent that is zero, for a pullback that is to be transposed: it adds up what is reached along several paths, so that each place
 * has memory of its own, where the type tells the places.
 */
export function zeroCotangent(build: Builder, value: Value): Value {
  const { type } = value;
  return isDifferentiable(type) && hasPlaces(type) ? zerosApart(build, value) : zeroTangent(build, value);
}

/** A tangent of a value in memory of its own for each place, that is zero. */
export function zerosApart(build: Builder, value: Value): Value {
  const zeros = makeRows(build, value, F64);
  zeros.name = "cotangent";
  return zeros;
}
