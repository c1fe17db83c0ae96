/** Telling names for values that nobody named, from the operations that make them. */
import type { Op, Value } from "./ops.js";

/**
 * The name of a condition: `isQuadratic` for `mode === "quadratic"`, `noLeft` for `left == null`, `isZero`, `isEmpty`,
 * and `taken` for others.
 */
export function conditionName(op: Op, definition: (value: Value) => Op | undefined): string {
  if (op.kind !== "prim") return "taken";
  const [left, right] = op.operands;
  if (op.name === "isNullish") return missing(nameOf(left, definition));
  const constant = right && definition(right);
  const isEquality = op.name === "eq" && constant?.kind === "const";
  if (!isEquality) return "taken";
  if (constant.value === undefined || constant.value === null) return missing(nameOf(left, definition));
  if (constant.value === 0) return definition(left)?.kind === "length" ? "isEmpty" : "isZero";
  const { value } = constant;
  return typeof value === "string" && /^\p{L}[\p{L}\d]{0,15}$/u.test(value) ? `is${capital(value)}` : "taken";
}

function missing(name: string | undefined): string {
  return name === undefined ? "isMissing" : `no${capital(name)}`;
}

function nameOf(value: Value, definition: (value: Value) => Op | undefined): string | undefined {
  const op = definition(value);
  return op?.kind === "getField" ? op.field : value.name;
}

function capital(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** The longest name of an array or a record that what is in it is named after. */
export const longestPrefix = 8;

/** `x0`, `xi`, `signal_i`; of an adjoint `p_b`, `pi_b`. */
export function nameOfElement(array: string, place: string): string | undefined {
  const [, base, suffix] = /^(.*?)(_[bt])?$/.exec(array)!;
  if (base.length > longestPrefix) return undefined;
  const joint = base.length > 2 || /\d$/.test(base) || /^[a-z]{2}/.test(place) ? "_" : "";
  return `${base}${joint}${place}${suffix ?? ""}`;
}
