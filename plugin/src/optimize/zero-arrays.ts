/** Adjoints that never hold anything but zeros, as what was added to them has been handed on without them, are not kept in memory. */
import type { Func, Op, Value } from "../ir/ops.js";
import { allRegions, usersOfMemory } from "../ir/traverse.js";
import { memoryOf } from "../ir/types.js";
import { Facts } from "./facts.js";

export function dropZeroArrays(func: Func, facts = new Facts(func)): boolean {
  const ops = facts.ops();
  const made = ops.filter((op) => op.kind === "alloc" && !op.cache).map(({ results: [array] }) => array);
  if (made.length === 0) return false;
  const zeros = new Set(ops.flatMap((op) => (op.kind === "const" && op.value === 0 ? op.results : [])));
  const users = usersOfMemory(func.body);
  const isZero = (array: Value): boolean => {
    const memory = memoryOf(array.type);
    if (memory.kind !== "array" || memory.element.kind !== "f64" || !facts.model().isLocal(array)) return false;
    const used = users.get(array) ?? [];
    return used.some((op) => op.kind === "load") && used.every((op) => isOfZero(op, zeros));
  };
  const arrays = new Set(made.filter(isZero));
  if (arrays.size === 0) return false;
  for (const region of allRegions(func.body))
    region.ops = region.ops.flatMap((op): Op[] => {
      if (!arrays.has(op.operands[0]) || op.kind === "length") return [op];
      if (op.kind !== "load") return [];
      const { span, adjoint, results } = op;
      return [{ kind: "const", value: 0, operands: [], results, regions: [], span, adjoint }];
    });
  return true;
}

/** Whether an operation reads an array of zeros in a reverse sweep, or writes zeros to it. */
function isOfZero(op: Op, zeros: ReadonlySet<Value>): boolean {
  if (op.kind === "load") return op.adjoint === true;
  return op.kind === "length" || (op.kind === "store" && zeros.has(op.operands[2]));
}
