/** Assignments to the length of an array. */
import type ts from "typescript-6";
import type { Value } from "../ir/ops.js";
import { memoryOfArray, throwIf } from "./array-call.js";
import { iterate } from "./iteration.js";
import type { Lowering } from "./lowering.js";
import { numeric } from "./operations.js";
import { forget } from "./sparse-arrays.js";

/** Elements beyond the new length go, last first; an array that becomes longer has elements that were never assigned. */
export function assignLength(l: Lowering, array: Value, length: Value, node: ts.Node): void {
  const wanted = numeric(l, length, node);
  const known = l.constantOf(wanted)?.value;
  if (typeof known !== "number" || known < 0 || !Number.isInteger(known)) requireLength(l, wanted);
  const current = l.build.length(array);
  iterate(l, { count: l.build.prim("sub", current, wanted), node }, () => void l.build.pop(array));
  if (known === 0) return;
  const missing = l.undefined(memoryOfArray(array).element);
  const isSparse = l.session.holes.make(array, node);
  iterate(l, { from: current, count: wanted, node }, (index) => {
    l.build.push(array, missing);
    if (isSparse) forget(l, array, index);
  });
}

function requireLength(l: Lowering, length: Value): void {
  const isWhole = l.build.select(
    l.build.prim("isInteger", length),
    l.build.prim("ge", length, l.constant(0)),
    l.constant(false),
  );
  throwIf(l, l.build.prim("not", isWhole), ['new RangeError("Invalid array length")']);
}
