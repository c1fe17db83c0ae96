/** What the rows of `cotangent/special` have in common. */
import type { Value } from "../../ir/ops.js";
import type { SpecialName } from "../../ir/primitives.js";
import type { PartialAt, Row } from "../rule.js";

/** A row of the function that the library exports under the name of the primitive. Its values are the library's. */
export function special<const R extends Omit<Row, "js" | "arity"> & { readonly operands: readonly string[] }>(
  name: SpecialName,
  row: R,
): Row {
  return { js: { call: name, from: "special" }, approximate: true, arity: row.operands.length, ...row };
}

/** A function whose derivative in its last operand, `x`, is the function of the next order `n`, its first. */
export function ofNextOrder(
  name: SpecialName,
  row: Omit<Row, "js" | "arity" | "partial"> & { operands: string[] },
): Row {
  return special(name, {
    integers: [0],
    partial: (at) => {
      const [, ...rest] = at.args;
      return at.i === 0 ? null : times(at, call(at, name, shifted(at, 0, 1), ...rest));
    },
    ...row,
  });
}

export function call({ build }: PartialAt, name: SpecialName, ...args: Value[]): Value {
  return build.prim(name, ...args);
}

/** t * factor */
export function times({ build, t }: PartialAt, factor: Value): Value {
  return build.prim("mul", t, factor);
}

/** -(t * factor) */
export function minusTimes(at: PartialAt, factor: Value): Value {
  return at.build.prim("neg", times(at, factor));
}

/** t * (scale * factor) */
export function scaled(at: PartialAt, scale: number, factor: Value): Value {
  return times(at, at.build.prim("mul", at.build.const(scale), factor));
}

/** The order that operand `index` is, and `by` more. */
export function shifted({ build, args, constant }: PartialAt, index: number, by: number): Value {
  const known = constant?.(args[index]);
  if (known !== undefined) return build.const(known + by);
  return by < 0 ? build.prim("sub", args[index], build.const(-by)) : build.prim("add", args[index], build.const(by));
}
