/** `Math`, `Number`, the global number functions, and functions of the library that are primitives. */
import type ts from "typescript-6";
import type { Value } from "../ir/ops.js";
import type { PrimitiveName } from "../ir/primitives.js";
import { BOOL, F64, isNumber } from "../ir/types.js";
import type { LibraryEntry, Rule } from "../rules/rule.js";
import { getRule, primitiveCalled } from "../rules/table.js";
import type { Argument, Lowering } from "./lowering.js";
import { fromString, numeric, toNumber } from "./operations.js";

/** What functions of any number of operands give for none. */
const EMPTY: ReadonlyMap<string, number> = new Map([
  ["max", Number.NEGATIVE_INFINITY],
  ["min", Number.POSITIVE_INFINITY],
  ["hypot", 0],
]);
const TESTS: ReadonlyMap<string, PrimitiveName> = new Map([
  ["Number.isNaN", "isNaN"],
  ["Number.isFinite", "isFinite"],
  ["Number.isInteger", "isInteger"],
  ["isNaN", "isNaN"],
  ["isFinite", "isFinite"],
]);
const GLOBALS: ReadonlySet<string> = new Set([
  "isNaN",
  "isFinite",
  "Number",
  "String",
  "Boolean",
  "parseFloat",
  "parseInt",
]);

export function isGlobalFunction(name: string): boolean {
  return GLOBALS.has(name);
}

/** A call of a function of the language; nothing if it has no lowering of its own. */
export function applyBuiltin(l: Lowering, name: string, args: readonly Argument[], node: ts.Node): Value | undefined {
  const values = args.map((arg) => l.toValue(arg.value, node));
  const [owner, method] = name.split(".");
  if (owner === "Math") return applyMath(l, method, values, node);
  if (owner === "special") return applyLibrary(l, owner, method, values, node);
  const test = TESTS.get(name);
  if (test) {
    const value = values[0] ?? l.undefined(F64);
    // The global functions convert; those of Number say no to anything but numbers.
    if (isNumber(value.type) && owner === "Number") return l.build.prim(test, value);
    if (isNumber(value.type)) return l.build.prim(test, l.build.prim("toNumber", value));
    if (owner !== "Number" || method === undefined) return l.build.prim(test, toNumber(l, value, node));
    return l.build.extern([`${name}(`, ")"], [value], BOOL, { effect: "none" });
  }
  switch (name) {
    case "Number":
      return values[0] ? toNumber(l, values[0], node) : l.constant(0);
    case "Boolean":
      return values[0] ? l.truth(values[0]) : l.constant(false);
    case "parseFloat":
    case "Number.parseFloat":
      // The text of a number says it exactly, but for the sign of zero.
      if (values.length === 1 && isNumber(values[0].type)) return l.build.prim("add", values[0], l.constant(0));
      return fromText(l, name, values, node);
    case "parseInt":
    case "Number.parseInt":
      return fromText(l, name, values, node);
    default:
      return undefined;
  }
}

function fromText(l: Lowering, name: string, values: readonly Value[], node: ts.Node): Value {
  const template = [`${name}(`, ...values.slice(1).map(() => ", "), ")"];
  return fromString(l, values.length > 0 ? template : [`${name}()`], [...values], node);
}

function applyMath(l: Lowering, method: string, values: readonly Value[], node: ts.Node): Value | undefined {
  const rule = method === "pow" ? getRule("pow") : primitiveCalled(`Math.${method}`);
  if (rule) return applyPrimitive(l, rule, values, node) ?? l.constant(EMPTY.get(method), F64);
  if (method === "random") return l.build.extern(["Math.random()"], [], F64, { effect: "writes" });
  return undefined;
}

function applyLibrary(l: Lowering, from: LibraryEntry, name: string, values: readonly Value[], node: ts.Node) {
  const rule = primitiveCalled(name, from);
  return rule && applyPrimitive(l, rule, values, node);
}

/** Nothing if a function of any number of operands is given none; what is missing otherwise is `undefined`. */
function applyPrimitive(
  l: Lowering,
  { name, arity }: Rule,
  values: readonly Value[],
  node: ts.Node,
): Value | undefined {
  const count = arity === "variadic" ? values.length : arity;
  if (count === 0) return undefined;
  const operands = Array.from({ length: count }, (_, k) => numeric(l, values[k] ?? l.undefined(F64), node));
  return l.build.prim(name, ...operands);
}
