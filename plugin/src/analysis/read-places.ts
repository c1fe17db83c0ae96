/**
 * Stores to places of lists that had an object before: a field of it has been read or written on the way, where JavaScript would have thrown if
 * there were none. Such a store makes no list longer.
 */
import type { Op, Region, StoreOp, Value } from "../ir/ops.js";
import { allOps } from "../ir/traverse.js";

export function storesToReadPlaces(body: Region, definitions: ReadonlyMap<Value, Op>): ReadonlySet<StoreOp> {
  const found = new Set<StoreOp>();
  if (!allOps(body).some((op) => op.kind === "store" && op.operands[2].type.kind === "ref")) return found;
  const read = new Set<string>();
  const visit = ({ ops }: Region): void => {
    const own: string[] = [];
    for (const op of ops) {
      const [base, index] = op.operands;
      if (op.kind === "store" && read.has(placeOf(base, index))) found.add(op);
      const load = op.kind === "getField" || op.kind === "setField" ? definitions.get(base) : undefined;
      if (load?.kind === "load") {
        const place = placeOf(load.operands[0], load.operands[1]);
        if (!read.has(place)) own.push(place);
        read.add(place);
      }
      op.regions.forEach(visit);
    }
    for (const place of own) read.delete(place);
  };
  visit(body);
  return found;
}

function placeOf(list: Value, index: Value): string {
  return `${list.id} ${index.id}`;
}
