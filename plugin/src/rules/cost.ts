/** Which primitives cost more than a store and a load. */
import type { PrimitiveName } from "../ir/primitives.js";

const EXPENSIVE: ReadonlySet<PrimitiveName> = new Set<PrimitiveName>([
  "pow",
  "exp",
  "expm1",
  "log",
  "log1p",
  "log2",
  "log10",
  "fermi",
  "cbrt",
  "hypot",
  "sin",
  "cos",
  "tan",
  "asin",
  "acos",
  "atan",
  "atan2",
  "sinh",
  "cosh",
  "tanh",
  "asinh",
  "acosh",
  "atanh",
  "mod",
]); // prettier-ignore

export function isExpensive(name: PrimitiveName): boolean {
  return EXPENSIVE.has(name);
}
