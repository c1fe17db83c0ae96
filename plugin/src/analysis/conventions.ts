/** Where an active value meets an operation whose derivative is zero by convention: what `explain` reports. */
import type { Func, Op, Value } from "../ir/ops.js";
import { allOps } from "../ir/traverse.js";
import { memoryOf } from "../ir/types.js";
import { rounding } from "../rules/rounding.js";
import { getRule } from "../rules/table.js";
import type { Activity } from "./activity.js";

export type ConventionCode = "AD5001" | "AD5002" | "AD5003" | "AD5004" | "AD5005";

export interface ZeroByConvention {
  readonly op: Op;
  readonly code: ConventionCode;
}

export function zerosByConvention(func: Func, activity: Activity): ZeroByConvention[] {
  return [...allOps(func.body)].flatMap((op) => {
    const code = conventionOf(op, (value) => activity.isVaried(value));
    return code ? [{ op, code }] : [];
  });
}

function conventionOf(op: Op, isActive: (value: Value) => boolean): ConventionCode | undefined {
  const { operands, results } = op;
  const isReal = (value: Value | undefined): boolean => value?.type.kind === "f64" && isActive(value);
  switch (op.kind) {
    case "prim":
      if (getRule(op.name).partial || !operands.some(isActive)) return undefined;
      // Without a place in the program, it only states that the derivative is zero.
      if (op.name === "stopGradient") return op.span && "AD5005";
      if (results[0].type.kind === "bool") return "AD5001";
      return op.name in rounding ? "AD5002" : "AD5003";
    case "extern":
      // What is refused is an error; what is not, detaches by convention.
      if (op.refusal || results.length === 0 || !operands.some(isActive)) return undefined;
      return results[0].type.kind === "opaque" ? "AD5004" : "AD5005";
    case "load":
      return isReal(operands[1]) ? "AD5003" : undefined;
    case "store":
      return isReal(operands[1]) || (isReal(operands[2]) && holdsIntegers(operands[0])) ? "AD5003" : undefined;
    case "push":
    case "fill":
      return isReal(operands[1]) && holdsIntegers(operands[0]) ? "AD5003" : undefined;
    case "literal":
      return operands.some(isReal) && holdsIntegers(results[0]) ? "AD5003" : undefined;
    default:
      return undefined;
  }
}

function holdsIntegers(array: Value): boolean {
  const memory = memoryOf(array.type);
  return memory.kind === "array" && memory.element.kind === "int";
}
