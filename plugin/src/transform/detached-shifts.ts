/** Makes what is known of cancelled shifts part of the function: they have no derivative from here on. */
import { CancelledShifts } from "../analysis/cancelled-shifts.js";
import { type Func, type Op, Value } from "../ir/ops.js";
import { allRegions, substitute } from "../ir/traverse.js";

/** Changes nothing that the function computes. */
export function detachShifts(func: Func): void {
  const tried = new Set<Value>();
  for (;;) {
    const shifts = new CancelledShifts(func);
    const next = shifts.candidates().find((value) => {
      if (tried.has(value)) return false;
      tried.add(value);
      return shifts.cancels(value);
    });
    if (!next) return;
    detach(func, next);
  }
}

function detach(func: Func, value: Value): void {
  const { body } = func;
  const detached = new Value(value.type, value.name);
  substitute(body, new Map([[value, detached]]));
  // Without a span, as nothing in the program says so.
  const stop: Op = { kind: "prim", name: "stopGradient", operands: [value], results: [detached], regions: [] };
  for (const region of allRegions(body)) {
    const at = region.ops.findIndex((op) => op.results.includes(value));
    if (at < 0 && !(region === body && body.params.includes(value))) continue;
    region.ops.splice(at + 1, 0, stop);
    return;
  }
}
