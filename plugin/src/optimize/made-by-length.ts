/** What makes an array beside another one, in terms of its length: so can an array be made that is kept from one call to the next. */
import { type CopyOp, type ExternOp, type Op, type Region, Value, type ZerosOp } from "../ir/ops.js";
import { INT, isTypedArray, memoryOf, sameType } from "../ir/types.js";

/** An array or stack of numbers, or a stack of decisions. */
export function isOfNumbers({ type }: Value): boolean {
  const memory = memoryOf(type);
  if (memory.kind === "record") return false;
  return memory.element.kind === "f64" || memory.element.kind === "int" || memory.kind === "stack";
}

/** Whether it copies all of an array of numbers. */
export function isWhole({ operands: [from, ...others], results: [to] }: CopyOp): boolean {
  return others.length === 0 && (sameType(from.type, to.type) || isOfNumbers(from));
}

/** Zeros beside an array, or a copy of it, as an array of its length. */
export function madeByLength(op: ZerosOp | CopyOp, { ops }: Region): Op[] {
  const { kind, operands, results, span, adjoint } = op;
  const known = isTypedArray(operands[0].type) ? undefined : knownLength(operands[0], ops.slice(0, ops.indexOf(op)));
  const length = known ?? new Value(INT);
  const made: Op[] = [{ kind: "alloc", operands: [length], results, regions: [], span, adjoint }];
  if (!known) made.unshift({ kind: "length", operands, results: [length], regions: [], span, adjoint });
  if (kind === "copy") made.push({ ...statement(["", ".set(", ")"], [results[0], operands[0]]), span, adjoint });
  return made;
}

/** The length of a list, if it has been asked for and nothing has been done since that may change it. */
function knownLength(list: Value, before: readonly Op[]): Value | undefined {
  for (const op of [...before].reverse()) {
    if (op.kind === "length" && op.operands[0] === list) return op.results[0];
    // What is only made and measured changes no length.
    if (!quiet.has(op.kind)) return undefined;
  }
  return undefined;
}

const quiet: ReadonlySet<Op["kind"]> = new Set(["const", "prim", "length", "alloc", "zeros", "copy"] as const);

/** A statement that writes to its first operand. */
export function statement(template: readonly string[], operands: Value[]): ExternOp {
  return { kind: "extern", template, effect: "writes", statement: true, operands, results: [], regions: [] };
}
