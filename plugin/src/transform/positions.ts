/** What argument numbers mean. */
import type { Func } from "../ir/ops.js";
import { memoryOf, type Type } from "../ir/types.js";

/** A parameter, or an element of a rest parameter. */
export interface Position {
  readonly at: number;
  readonly element?: number;
}

/** The parameter that an argument number means, and the element of it where it is one of a rest parameter's. */
export function positionOf(func: Func, argnum: number): Position {
  const last = func.body.params.length - 1;
  return func.rest && argnum >= last ? { at: last, element: argnum - last } : { at: argnum };
}

/** The type of what is at a position. */
export function typeAt(func: Func, { at, element }: Position): Type {
  const { type } = func.body.params[at];
  if (element === undefined) return type;
  const memory = memoryOf(type);
  return memory.kind === "record" ? memory.fields[element].type : memory.element;
}
