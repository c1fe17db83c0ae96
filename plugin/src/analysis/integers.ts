/**
 * Finds the reals that are integral on every path and tags them `int`: counters, indices, sums of lengths. Optimistic:
 * what could be integral is assumed to be until an operand, an initial value or a yield says otherwise.
 */
import type { Func, Op, Value } from "../ir/ops.js";
import { allOps } from "../ir/traverse.js";
import { INT, isNumber } from "../ir/types.js";

/** Retags in place; returns whether anything was. Parameters of functions keep their types. */
export function tagIntegers(func: Func): boolean {
  const candidates = new Set<Value>();
  const dependents = new Map<Value, Value[]>();
  const depends = (target: Value, sources: readonly Value[]): void => {
    if (target.type.kind !== "f64") return;
    candidates.add(target);
    for (const source of sources) {
      if (source.type.kind === "int") continue;
      const known = dependents.get(source);
      if (known) known.push(target);
      else dependents.set(source, [target]);
    }
  };
  for (const op of allOps(func.body)) flow(op, depends);

  const refuted = [...dependents.keys()].filter((value) => !candidates.has(value));
  for (let value = refuted.pop(); value; value = refuted.pop()) {
    for (const target of dependents.get(value) ?? []) if (candidates.delete(target)) refuted.push(target);
  }
  for (const value of candidates) value.type = INT;
  return candidates.size > 0;
}

/** Tells which values are integral if these others are. */
function flow(op: Op, depends: (target: Value, sources: readonly Value[]) => void): void {
  const { operands, results } = op;
  switch (op.kind) {
    case "const": {
      const { value } = op;
      // What is undefined is never used.
      if (value === undefined || (typeof value === "number" && Number.isInteger(value))) depends(results[0], []);
      return;
    }
    case "prim":
      switch (op.name) {
        case "add":
        case "sub":
        case "mul":
        case "neg":
        case "mod":
        case "max":
        case "min":
        case "abs":
        case "stopGradient":
          depends(results[0], operands);
          return;
        case "toNumber":
          if (operands[0].type.kind === "bool") depends(results[0], []);
          else if (isNumber(operands[0].type)) depends(results[0], operands);
          return;
        default:
          return;
      }
    case "if":
      results.forEach((result, k) => {
        depends(
          result,
          op.regions.map((arm) => arm.yields[k]),
        );
      });
      return;
    case "for": {
      const [body] = op.regions;
      const [start, , ...inits] = operands;
      depends(body.params[0], [start]);
      results.forEach((result, k) => {
        const param = body.params[k + 1];
        depends(param, [inits[k], body.yields[k]]);
        depends(result, [param]);
      });
      return;
    }
    case "while": {
      const [before, after] = op.regions;
      before.params.forEach((param, k) => {
        depends(param, [operands[k], after.yields[k]]);
      });
      results.forEach((result, k) => {
        depends(after.params[k], [before.yields[k + 1]]);
        depends(result, [before.yields[k + 1]]);
      });
      return;
    }
    default:
      return;
  }
}
