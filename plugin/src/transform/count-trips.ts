/** Lets every `while` of a region count its iterations, as one more carried value: the reverse sweep runs as many. */
import { type Op, type Region, Value, type WhileOp } from "../ir/ops.js";
import { allRegions } from "../ir/traverse.js";
import { INT } from "../ir/types.js";

export function countTrips(body: Region): Map<WhileOp, Value> {
  const trips = new Map<WhileOp, Value>();
  for (const region of allRegions(body)) {
    region.ops = region.ops.flatMap((op): Op[] => {
      if (op.kind !== "while") return [op];
      const [before, after] = op.regions;
      const zero = new Value(INT);
      const result = new Value(INT, "trips");
      const [entering, counted] = [new Value(INT, "trips"), new Value(INT, "trips")];
      const [one, next] = [new Value(INT), new Value(INT, "trips")];
      op.operands.push(zero);
      op.results.push(result);
      before.params.push(entering);
      before.yields.push(entering);
      after.params.push(counted);
      after.ops.push({ kind: "const", value: 1, operands: [], results: [one], regions: [] });
      after.ops.push({ kind: "prim", name: "add", operands: [counted, one], results: [next], regions: [] });
      after.yields.push(next);
      trips.set(op, result);
      return [{ kind: "const", value: 0, operands: [], results: [zero], regions: [] }, op];
    });
  }
  return trips;
}
