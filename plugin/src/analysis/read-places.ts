/**
 * Stores to places of lists that had an object before: a field of it has been read or written on the way, where JavaScript would have thrown if
 * there were none. Such a store makes no list longer.
 */
import type { Op, Region, StoreOp, Value } from "../ir/ops.js";

export function storesToReadPlaces(body: Region, definitions: ReadonlyMap<Value, Op>): ReadonlySet<StoreOp> {
  const found = new Set<StoreOp>();
  const visit = ({ ops }: Region, outer: ReadonlySet<string>): void => {
    const read = new Set(outer);
    for (const op of ops) {
      const [base, index] = op.operands;
      if (op.kind === "getField" || op.kind === "setField") {
        const load = definitions.get(base);
        if (load?.kind === "load") read.add(placeOf(load.operands[0], load.operands[1]));
      } else if (op.kind === "store" && read.has(placeOf(base, index))) found.add(op);
      for (const region of op.regions) visit(region, read);
    }
  };
  visit(body, new Set());
  return found;
}

function placeOf(list: Value, index: Value): string {
  return `${list.id} ${index.id}`;
}
