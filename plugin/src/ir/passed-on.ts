/** Which values control flow passes on as which others. */
import type { Op, Value } from "./ops.js";

/** That one value is passed on as another: `from` is an entry of a list of operands or yields. */
export interface Connection {
  readonly from: Value;
  readonly to: Value;
  readonly list: Value[];
  readonly index: number;
}

/** Which values an operation passes on as which others. */
export function connections(op: Op): readonly Connection[] {
  return op.regions.length === 0 ? none : connectionsOfRegions(op);
}

const none: readonly Connection[] = [];

function connectionsOfRegions(op: Op): readonly Connection[] {
  const entry = (list: Value[], index: number, to: Value): Connection => ({ from: list[index], to, list, index });
  switch (op.kind) {
    case "if":
      return op.regions.flatMap((arm) => op.results.map((to, k) => entry(arm.yields, k, to)));
    case "for": {
      const [body] = op.regions;
      return op.results.flatMap((_, k) => {
        const param = body.params[k + 1];
        return [entry(op.operands, k + 2, param), entry(body.yields, k, param), entry([param], 0, op.results[k])];
      });
    }
    case "while": {
      const [before, after] = op.regions;
      const carried = before.params.flatMap((param, k) => [
        entry(op.operands, k, param),
        entry(after.yields, k, param),
      ]);
      const forwarded = op.results.flatMap((result, k) => [
        entry(before.yields, k + 1, after.params[k]),
        entry(before.yields, k + 1, result),
      ]);
      return [...carried, ...forwarded];
    }
    default:
      return none;
  }
}

/** Whether an operand starts a carried value. */
export function isPassed(op: Op, index: number): boolean {
  return op.kind === "while" || (op.kind === "for" && index >= 2);
}
