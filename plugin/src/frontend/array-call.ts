/** A call of an array's method whose receiver and arguments have been evaluated, and what its methods share. */
import type ts from "typescript-6";
import { emptyRegion } from "../ir/builder.js";
import type { Value } from "../ir/ops.js";
import { type ArrayMemory, isNumber, memoryOf, OPAQUE, type Type } from "../ir/types.js";
import type { Lowering } from "./lowering.js";
import { numeric } from "./operations.js";
import { type FrontValue, isValue } from "./values.js";

export interface MethodCall {
  readonly l: Lowering;
  /** An array, or a tuple that exists only while compiling. */
  readonly receiver: FrontValue;
  readonly method: string;
  readonly args: readonly FrontValue[];
  /** Positions of arguments that are arrays to be spread. */
  readonly spread: ReadonlySet<number>;
  readonly node: ts.CallExpression;
}

/** A call on an array in memory. */
export interface ArrayCall extends MethodCall {
  readonly receiver: Value;
  readonly memory: ArrayMemory;
}

export function arrayMemory(value: FrontValue | undefined): ArrayMemory | undefined {
  if (!value || !isValue(value) || value.type.kind !== "ref") return undefined;
  const { memory } = value.type;
  return memory.kind === "array" ? memory : undefined;
}

export function memoryOfArray(array: Value): ArrayMemory {
  return memoryOf(array.type) as ArrayMemory;
}

/** A value as an element of an array. */
export function asElement(call: ArrayCall, value: FrontValue): Value {
  const { l, memory, node } = call;
  const stored = l.toValue(value, node);
  return isNumber(memory.element) ? numeric(l, stored, node) : l.coerce(stored, memory.element, node);
}

/** The type of an element in an array of its own. */
export function widened(type: Type): Type {
  return isNumber(type) ? { kind: "f64" } : type;
}

/** An argument as an integer: `undefined` if it is left out, as it is if it is known to be integral. */
export function integerArgument(call: MethodCall, position: number): Value | undefined {
  const { l, args, node } = call;
  const given = args[position];
  if (given === undefined) return undefined;
  const value = l.toValue(given, node);
  const known = l.constantOf(value);
  if (known) {
    if (known.value === undefined) return undefined;
    const number = Math.trunc(Number(known.value)) || 0;
    return l.constant(number);
  }
  const number = numeric(l, value, node);
  if (number.type.kind === "int" || isInteger(l, number)) return number;
  // What is not a number counts as zero.
  const whole = l.build.prim("trunc", number);
  return l.build.select(l.build.prim("isNaN", whole), l.constant(0), whole);
}

/** Counters are tagged as integers only later; these are the values that are integral by how they are made. */
function isInteger(l: Lowering, value: Value): boolean {
  const { region } = l.build;
  const op = region.ops.find((each) => each.results.includes(value));
  return op?.kind === "length";
}

/** A position counted from the end if negative, kept within the array. */
export function relativePosition(call: MethodCall, position: number, length: Value, otherwise: Value): Value {
  const { l } = call;
  const index = integerArgument(call, position);
  if (!index) return otherwise;
  const zero = l.constant(0);
  const known = l.constantOf(index)?.value;
  const fromEnd = (): Value => l.build.prim("max", l.build.prim("add", length, index), zero);
  if (known === 0) return zero;
  if (typeof known === "number") return known < 0 ? fromEnd() : l.build.prim("min", index, length);
  return l.build.select(l.build.prim("lt", index, zero), fromEnd(), l.build.prim("min", index, length));
}

/** Throws an error, `text` with the operands in its gaps, where the condition holds. */
export function throwIf(l: Lowering, condition: Value, text: readonly string[], operands: Value[] = []): void {
  const failing = emptyRegion();
  l.build.within(failing, () => l.build.throw(l.build.extern(text, operands, OPAQUE, { effect: "none" })));
  l.build.if(condition, failing, emptyRegion(), []);
}
