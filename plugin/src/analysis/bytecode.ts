/** How many bytes of bytecode V8 makes of operations, about: what decides whether it optimizes a function at all. */
import type { Op, Region } from "../ir/ops.js";
import { getRule } from "../rules/table.js";

/** An operator in a function of many variables, whose numbers take two bytes: to load, compute and store. */
const operator = 12;
const access = 14;
const call = 22;
const perOperand = 4;

export function bytecodeOf(region: Region): number {
  return region.ops.reduce((sum, op) => sum + bytecodeOfOp(op), 0);
}

export function bytecodeOfOp(op: Op): number {
  const inner = op.regions.reduce((sum, region) => sum + bytecodeOf(region) + perOperand * region.yields.length, 0);
  switch (op.kind) {
    case "const":
    case "global":
      return 0;
    case "prim": {
      const { js } = getRule(op.name);
      if ("identity" in js) return 0;
      return "call" in js ? call : "composed" in js ? call + 2 * operator : "guarded" in js ? 3 * operator : operator;
    }
    case "load":
    case "store":
    case "getField":
    case "setField":
    case "length":
      return access;
    case "alloc":
    case "view":
    case "copy":
    case "zeros":
    case "push":
    case "pop":
    case "fill":
    case "accumulate":
    case "clear":
    case "throw":
    case "call":
    case "closure":
    case "extern":
    case "literal":
      return call + perOperand * (op.operands.length + op.results.length);
    case "if":
      return operator + inner;
    case "for":
    case "while":
      return 2 * operator + inner + perOperand * op.operands.length;
  }
}
