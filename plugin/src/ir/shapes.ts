/** Which types say where the numbers in their values are. */
import { isDifferentiable, type Memory, type Type } from "./types.js";

/** Whether a type contains itself. */
export function isRecursive(type: Type, around: readonly Memory[] = []): boolean {
  if (type.kind !== "ref") return false;
  const { memory } = type;
  if (around.includes(memory)) return true;
  const inner = memory.kind === "record" ? memory.fields.map((field) => field.type) : [memory.element];
  return inner.some((each) => isRecursive(each, [...around, memory]));
}

/** Whether values are arrays of reals, of any length. */
export function isVector(type: Type): boolean {
  return type.kind === "ref" && type.memory.kind === "array" && type.memory.element.kind === "f64";
}

/**
 * Whether the numbers of a value are at places that its type tells: not in lists and trees of any depth, nor in objects of which it is
 * known at run time only what they have.
 */
export function hasPlaces(type: Type): boolean {
  return (
    !isRecursive(type) &&
    allRecords(type, (memory) => {
      if (memory.kind !== "record") return true;
      return !memory.untyped && !memory.collection && (!memory.classes || memory.classes.isOne);
    })
  );
}

function allRecords(type: Type, holds: (memory: Memory) => boolean): boolean {
  if (type.kind !== "ref" || !isDifferentiable(type)) return true;
  const { memory } = type;
  if (!holds(memory)) return false;
  const inner = memory.kind === "record" ? memory.fields.map((field) => field.type) : [memory.element];
  return inner.every((each) => allRecords(each, holds));
}
