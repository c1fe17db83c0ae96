/**
 * Finds the reals that are integral on every path and tags them `int`: counters, indices, sums of lengths. Optimistic:
 * what could be integral is assumed to be until an operand, an initial value or a yield says otherwise.
 */
import type { Func, Op, PrimOp, Value } from "../ir/ops.js";
import { allOps, definitionsOf } from "../ir/traverse.js";
import { INT, isNumber } from "../ir/types.js";

/** Retags in place; returns whether anything was. Parameters of functions keep their types. */
export function tagIntegers(func: Func): false | "values" {
  const candidates = new Set<Value>();
  const dependents = new Map<Value, Value[]>();
  findFlow(func, {
    isPossible: (operands) => operands.every((operand) => operand.type.kind === "int" || candidates.has(operand)),
    depends: (target, sources) => {
      if (target.type.kind !== "f64") return;
      candidates.add(target);
      for (const source of sources) {
        if (source.type.kind === "int") continue;
        const known = dependents.get(source);
        if (known) known.push(target);
        else dependents.set(source, [target]);
      }
    },
  });
  const refuted = [...dependents.keys()].filter((value) => !candidates.has(value));
  for (let value = refuted.pop(); value; value = refuted.pop()) {
    for (const target of dependents.get(value) ?? []) if (candidates.delete(target)) refuted.push(target);
  }
  for (const value of candidates) value.type = INT;
  return candidates.size > 0 && "values";
}

/** The reals that are integral if others are, and those others. */
export function integralFlow(func: Func): Map<Value, readonly Value[]> {
  const flow = new Map<Value, Value[]>();
  findFlow(func, {
    isPossible: () => true,
    depends: (target, sources) => {
      if (target.type.kind !== "f64") return;
      const reals = sources.filter(({ type }) => type.kind !== "int");
      const known = flow.get(target);
      if (known) known.push(...reals);
      else flow.set(target, reals);
    },
  });
  return flow;
}

interface Flow {
  /** Whether what is computed of these operands, which come before it, is of interest. */
  isPossible(operands: readonly Value[]): boolean;
  depends(target: Value, sources: readonly Value[]): void;
}

function findFlow(func: Func, flow: Flow): void {
  const ops = allOps(func.body);
  let definitions: Map<Value, Op> | undefined;
  const definition = (value: Value): Op | undefined => {
    definitions ??= definitionsOf(ops);
    return definitions.get(value);
  };
  for (const op of ops) addFlow(op, flow, definition);
}

function addFlow(op: Op, flow: Flow, definition: (value: Value) => Op | undefined): void {
  const { operands, results } = op;
  switch (op.kind) {
    case "const": {
      const { value } = op;
      // What is undefined is never used.
      if (value === undefined || (typeof value === "number" && Number.isInteger(value))) flow.depends(results[0], []);
      return;
    }
    case "prim":
      if (results[0].type.kind === "f64") addComputed(op, flow, definition);
      return;
    case "if":
      results.forEach((result, k) => {
        flow.depends(
          result,
          op.regions.map((arm) => arm.yields[k]),
        );
      });
      return;
    case "for": {
      const [body] = op.regions;
      const [start, , ...inits] = operands;
      flow.depends(body.params[0], [start]);
      results.forEach((result, k) => {
        const param = body.params[k + 1];
        flow.depends(param, [inits[k], body.yields[k]]);
        flow.depends(result, [param]);
      });
      return;
    }
    case "while": {
      const [before, after] = op.regions;
      before.params.forEach((param, k) => {
        flow.depends(param, [operands[k], after.yields[k]]);
      });
      results.forEach((result, k) => {
        flow.depends(after.params[k], [before.yields[k + 1]]);
        flow.depends(result, [before.yields[k + 1]]);
      });
      return;
    }
    default:
      return;
  }
}

function addComputed(op: PrimOp, flow: Flow, definition: (value: Value) => Op | undefined): void {
  const { operands, results } = op;
  if (op.name === "toNumber" && operands[0].type.kind === "bool") flow.depends(results[0], []);
  if (!flow.isPossible(operands)) return;
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
      flow.depends(results[0], operands);
      return;
    case "div": {
      const factor = factorOfHalf(op, definition);
      if (factor) flow.depends(results[0], [factor]);
      return;
    }
    case "toNumber":
      if (isNumber(operands[0].type)) flow.depends(results[0], operands);
      return;
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
