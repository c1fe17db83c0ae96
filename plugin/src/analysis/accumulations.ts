/**
 * Stores that add to the element they overwrite (`c[i] += e`). The adjoint of the element is then the same before and after,
 * so the reverse sweep only reads it.
 */
import type { LoadOp, Op, Region, StoreOp, Value } from "../ir/ops.js";
import { allOps, allRegions, countUses } from "../ir/traverse.js";
import { memoryOf } from "../ir/types.js";
import { type Aliases, slot } from "./aliases.js";

/** Each such store with the load of the old value, which is used for nothing else. */
export function accumulations(body: Region, aliases: Aliases): Map<StoreOp, LoadOp> {
  const found = new Map<StoreOp, LoadOp>();
  const uses = countUses(body);
  for (const region of allRegions(body)) {
    const definitions = new Map<Value, { op: Op; at: number }>();
    region.ops.forEach((op, at) => {
      for (const result of op.results) definitions.set(result, { op, at });
      if (op.kind !== "store") return;
      const [array, index, value] = op.operands;
      const sum = definitions.get(value)?.op;
      if (sum?.kind !== "prim" || uses.get(value) !== 1 || (sum.name !== "add" && sum.name !== "sub")) return;
      for (const term of sum.name === "add" ? sum.operands : sum.operands.slice(0, 1)) {
        const load = definitions.get(term);
        if (load?.op.kind !== "load" || uses.get(term) !== 1) continue;
        if (load.op.operands[0] !== array || load.op.operands[1] !== index) continue;
        if (isWritten(region.ops.slice(load.at, at), array, aliases)) continue;
        found.set(op, load.op);
        return;
      }
    });
  }
  return found;
}

/** Whether one of the operations may write an element of the array. */
function isWritten(ops: readonly Op[], array: Value, aliases: Aliases): boolean {
  const group = aliases.classOf(array);
  const written = slot(memoryOf(array.type));
  return [...allOps({ params: [], ops: [...ops], yields: [] })].some((op) =>
    aliases.writesOf(op).some((write) => write.class.find() === group && write.slot === written),
  );
}
