/** Operations that can as well run somewhere else. */
import { effectOf, type Op } from "../ir/ops.js";

/** Whether an operation gives the same wherever and whenever it runs. */
export function isTimeless(op: Op): boolean {
  if (op.kind === "if") return op.regions.every((region) => region.ops.every(isTimeless));
  return effectOf(op) === "pure";
}
