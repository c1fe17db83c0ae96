/** A list of numbers that is made for nothing but the sum of an array is a copy of it: a gradient in the form in which it is returned. */
import type { AllocOp, Func, Op, Region } from "../ir/ops.js";
import { memoryOf } from "../ir/types.js";
import { Facts } from "./facts.js";
import { isFloat64Array } from "./pools.js";

/** Of derivatives only: it takes for granted that a gradient is as long as what it is the gradient by. */
export function copyGradients(func: Func, facts = new Facts(func)): boolean {
  const users = facts.users();
  const regions = facts.regions();
  // What a branch or a loop hands on has another name.
  const renamed = new Set(regions.filter((region) => region !== func.body).flatMap(({ yields }) => yields));
  let changed = false;
  const copied = (region: Region): void => {
    for (const made of region.ops.filter(isListOfNumbers)) {
      const [list] = made.results;
      const [sum, ...later] = users.get(list) ?? [];
      const at = region.ops.indexOf(sum);
      if (sum?.kind !== "accumulate" || at < 0 || renamed.has(list) || later.some((op) => region.ops.indexOf(op) < at))
        continue;
      const [target, source] = sum.operands;
      if (target !== list || !isFloat64Array(source.type)) continue;
      const { span, adjoint } = sum;
      const copy: Op = { kind: "copy", deep: false, operands: [source], results: [list], regions: [], span, adjoint };
      region.ops = region.ops.flatMap((op) => (op === made ? [] : op === sum ? [copy] : [op]));
      changed = true;
    }
  };
  regions.forEach(copied);
  return changed;
}

function isListOfNumbers(op: Op): op is AllocOp {
  if (op.kind !== "alloc" || op.cache || op.operands.length !== 1) return false;
  const memory = memoryOf(op.results[0].type);
  return memory.kind === "array" && memory.container === "Array" && memory.element.kind === "f64";
}
