/**
 * Which reals differentiation has a use for: something that may carry a derivative is made of them. What only decides a test,
 * is rounded or is never used has an adjoint of zero, and nobody asks for its tangent.
 */
import type { Func, Op, Value } from "../ir/ops.js";
import { allOps } from "../ir/traverse.js";
import { getRule } from "../rules/table.js";

export function usefulReals(func: Func): ReadonlySet<Value> {
  const useful = new Set<Value>(func.body.yields);
  const ops = allOps(func.body).reverse();
  // A carried value makes what the loop's body yields for it useful, behind it.
  for (let before = -1; before < useful.size; ) {
    before = useful.size;
    for (const op of ops) visit(op, useful);
  }
  return useful;
}

function visit(op: Op, useful: Set<Value>): void {
  const { operands, results, regions } = op;
  /** What goes by several names, of which one is useful, is useful, and so is what it is made of. */
  const link = (names: readonly Value[], sources: readonly Value[]): void => {
    if (!names.some((value) => value.type.kind !== "f64" || useful.has(value))) return;
    for (const value of [...names, ...sources]) useful.add(value);
  };
  switch (op.kind) {
    case "prim":
      if (useful.has(results[0]) && getRule(op.name).partial) for (const operand of operands) useful.add(operand);
      return;
    case "if":
      results.forEach((result, k) =>
        link(
          [result],
          regions.map(({ yields }) => yields[k]),
        ),
      );
      return;
    case "for": {
      const [{ params, yields }] = regions;
      results.forEach((result, k) => link([result, params[k + 1]], [operands[k + 2], yields[k]]));
      return;
    }
    case "while": {
      const [before, after] = regions;
      before.params.forEach((param, k) => link([param], [operands[k], after.yields[k]]));
      results.forEach((result, k) => link([result, after.params[k]], [before.yields[k + 1]]));
      return;
    }
    default:
      for (const operand of operands) useful.add(operand);
  }
}
