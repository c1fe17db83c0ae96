/**
 * Finds the reals that are integral on every path and tags them `int`: counters, indices, sums of lengths. Optimistic:
 * what could be integral is assumed to be until an operand, an initial value or a yield says otherwise.
 */
import type { Func, Op, PrimOp, Value } from "../ir/ops.js";
import { allOps } from "../ir/traverse.js";
import { INT, isNumber } from "../ir/types.js";

/** Retags in place; returns whether anything was. Parameters of functions keep their types. */
export function tagIntegers(func: Func): boolean {
  const flow = integralFlow(func);
  const candidates = new Set(flow.keys());
  const dependents = new Map<Value, Value[]>();
  for (const [target, sources] of flow)
    for (const source of sources) {
      const known = dependents.get(source);
      if (known) known.push(target);
      else dependents.set(source, [target]);
    }
  const refuted = [...dependents.keys()].filter((value) => !candidates.has(value));
  for (let value = refuted.pop(); value; value = refuted.pop()) {
    for (const target of dependents.get(value) ?? []) if (candidates.delete(target)) refuted.push(target);
  }
  for (const value of candidates) value.type = INT;
  return candidates.size > 0;
}

/** The reals that are integral if others are, and those others. */
export function integralFlow(func: Func): Map<Value, readonly Value[]> {
  const flow = new Map<Value, Value[]>();
  const depends = (target: Value, sources: readonly Value[]): void => {
    if (target.type.kind !== "f64") return;
    const reals = sources.filter(({ type }) => type.kind !== "int");
    const known = flow.get(target);
    if (known) known.push(...reals);
    else flow.set(target, reals);
  };
  const ops = allOps(func.body);
  let definitions: Map<Value, Op> | undefined;
  const definition = (value: Value): Op | undefined => {
    definitions ??= new Map(ops.flatMap((op) => op.results.map((result) => [result, op])));
    return definitions.get(value);
  };
  for (const op of ops) addFlow(op, depends, definition);
  return flow;
}

function addFlow(
  op: Op,
  depends: (target: Value, sources: readonly Value[]) => void,
  definition: (value: Value) => Op | undefined,
): void {
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
        case "div": {
          const factor = results[0].type.kind === "f64" && factorOfHalf(op, definition);
          if (factor) depends(results[0], [factor]);
          return;
        }
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

/** Of `n * (n + 1) / 2`, or with another odd number: n. One of the factors is even, and what is too large to be exact is even. */
function factorOfHalf({ operands }: PrimOp, definition: (value: Value) => Op | undefined): Value | undefined {
  const [product, divisor] = operands.map(definition);
  if (divisor?.kind !== "const" || divisor.value !== 2 || product?.kind !== "prim" || product.name !== "mul")
    return undefined;
  const isOddlyBeside = (value: Value, other: Value): boolean => {
    const sum = definition(value);
    if (sum?.kind !== "prim" || (sum.name !== "add" && sum.name !== "sub")) return false;
    const [constant, rest] = sum.operands.map(definition);
    const at = rest?.kind === "const" ? 1 : constant?.kind === "const" ? 0 : -1;
    const number = at === 1 ? rest : constant;
    if (at < 0 || sum.operands[1 - at] !== other || number?.kind !== "const") return false;
    return typeof number.value === "number" && Math.abs(number.value % 2) === 1;
  };
  const [a, b] = product.operands;
  if (isOddlyBeside(b, a)) return a;
  return isOddlyBeside(a, b) ? b : undefined;
}
