/** Sums with constants. */
import type { Builder } from "./builder.js";
import type { Op, Value } from "./ops.js";

/** A whole number as another one, if it is no constant, and a constant that is added to that. */
export interface Shifted {
  readonly of: Value | undefined;
  readonly shift: number;
}

export function shifted(value: Value, definitions: ReadonlyMap<Value, Op>): Shifted {
  const op = definitions.get(value);
  if (op?.kind === "const" && Number.isInteger(op.value)) return { of: undefined, shift: Number(op.value) };
  const isSum = op?.kind === "prim" && (op.name === "add" || op.name === "sub") && value.type.kind === "int";
  if (!isSum) return { of: value, shift: 0 };
  const [left, right] = op.operands.map((operand) => shifted(operand, definitions));
  if (right.of === undefined)
    return { of: left.of, shift: op.name === "add" ? left.shift + right.shift : left.shift - right.shift };
  return left.of === undefined && op.name === "add"
    ? { of: right.of, shift: left.shift + right.shift }
    : { of: value, shift: 0 };
}

/** The sum as a value, with more added to it. */
export function emitShifted(build: Builder, { of, shift }: Shifted, more = 0): Value {
  const by = shift + more;
  if (of === undefined) return build.const(by);
  return by === 0 ? of : build.prim(by > 0 ? "add" : "sub", of, build.const(Math.abs(by)));
}
