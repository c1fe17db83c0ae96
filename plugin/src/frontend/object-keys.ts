/** The keys of an object as strings: `for (const key in object)`, `Object.keys(object)`. */
import type ts from "typescript-6";
import type { Value } from "../ir/ops.js";
import { arrayOf, OPAQUE } from "../ir/types.js";
import { iterableValue } from "./iterables.js";
import type { Iterable, Lowering } from "./lowering.js";
import { keyed } from "./record-keys.js";
import { type FrontValue, isValue } from "./values.js";

/** What `for (const key in object)` goes over, of an object without a class. */
export function keysOf(l: Lowering, object: FrontValue, node: ts.Expression): Iterable | undefined {
  const keys = keyArray(l, object);
  return keys && iterableValue(l, keys, node);
}

/** `Object.keys(object)` of an object without a class; in the order in which the engine has them. */
export function keyArray(l: Lowering, object: FrontValue): Value | undefined {
  if (!isValue(object) || !keyed(object)) return undefined;
  return l.build.extern(["Object.keys(", ")"], [object], arrayOf(OPAQUE), { effect: "reads" });
}
