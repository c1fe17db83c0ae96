/** How often counted loops run. */
import type { Builder } from "./builder.js";
import type { ForOp, Value } from "./ops.js";

/** The number of iterations of a counted loop whose ends lie this far apart; zero or less where it does not run. */
export function iterationsOver(build: Builder, loop: ForOp, distance: Value): Value {
  const size = Math.abs(loop.step);
  const steps = size === 1 ? distance : build.prim("div", distance, build.const(size));
  const exact = isExact(loop);
  if (loop.inclusive) return build.prim("add", exact ? steps : build.prim("floor", steps), build.const(1));
  return exact ? steps : build.prim("ceil", steps);
}

/** Whether the distance of the ends is a whole number of steps. */
export function isExact({ step, operands: [start, end] }: ForOp): boolean {
  return Math.abs(step) === 1 && start.type.kind === "int" && end.type.kind === "int";
}
