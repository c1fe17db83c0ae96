/** Sums of values that are added or subtracted. */
import type { Builder } from "./builder.js";
import type { Value } from "./ops.js";

export interface Signed {
  readonly value: Value;
  /** 1 or -1 */
  readonly sign: number;
}

/** The sum, with what is added in front of what is subtracted. */
export function signedSum(build: Builder, terms: readonly Signed[]): Value {
  let sum: Value | undefined;
  for (const { value, sign } of [...terms].sort((a, b) => b.sign - a.sign))
    sum = sum || sign < 0 ? build.prim(sign > 0 ? "add" : "sub", sum ?? build.const(0), value) : value;
  return sum ?? build.const(0);
}
