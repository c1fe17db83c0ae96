/** What is in an object by name: `for (const key in object)`, `Object.keys(object)`, `Object.values`, `Object.entries`. */
import ts from "typescript-6";
import type { Value } from "../ir/ops.js";
import { arrayOf, BOOL, INT, OPAQUE, type Type } from "../ir/types.js";
import { throwTypeError } from "./choices.js";
import { eachKey, isDictionary, whileThere, keysOfDictionary, readEntry, turnsDictionary } from "./dictionaries.js";
import { GrowingArray } from "./growing-array.js";
import { iterableValue } from "./iterables.js";
import type { Iterable, Lowering } from "./lowering.js";
import { entriesOf, hasAccessors, type ObjectEntry, recordOf } from "./objects.js";
import { keyed, readKeyed } from "./record-keys.js";
import { type FrontValue, isValue } from "./values.js";

type View = "keys" | "values" | "entries";

/** What `for (const key in object)` goes over, of an object without a class. */
export function keysOf(l: Lowering, object: FrontValue, node: ts.Expression): Iterable | undefined {
  if (isValue(object) && isDictionary(object)) return eachKey(l, object, node);
  if (turnsDictionary(l, object)) return NOTHING;
  const keys = keyArray(l, object);
  if (keys) return iterableValue(l, keys, node);
  return isValue(object) && object.type.kind === "opaque" ? keysOfOther(l, object, node) : undefined;
}

/** Of an object that has no derivative. */
function keysOfOther(l: Lowering, object: Value, node: ts.Expression): Iterable | undefined {
  const options = { effect: "reads", uses: ["keysIn"] } as const;
  const keys = l.build.extern(["keysIn(", ")"], [object], arrayOf(OPAQUE), options);
  const isThere = (key: Value): Value => l.build.extern(["(", " in ", ")"], [key, object], BOOL, { effect: "reads" });
  return whileThere(l, iterableValue(l, keys, node)!, isThere, node);
}

/** Stands for what is about to be lowered again. */
const NOTHING: Iterable = { elements: [], each: () => {} };

/** `Object.keys(object)` and its like: an array of what is there at the moment; nothing for other calls and objects. */
export function arrayOfObject(l: Lowering, node: ts.CallExpression): FrontValue | undefined {
  const view = viewOf(node);
  if (!view) return undefined;
  const { ops } = l.build.region;
  const { length } = ops;
  const found = viewed(l, view, l.expression(node.arguments[0]), node);
  if (!found) {
    // The text of a call that is carried evaluates its argument again.
    ops.length = length;
    return undefined;
  }
  if (found.array) return found.array;
  const array = new GrowingArray(l, node, declaredElement(l, node), l.session.escapes(l.siteKey(node)));
  array.addAll(found);
  return array.finish();
}

/** What is in the array, as far as the checker knows. */
function declaredElement(l: Lowering, node: ts.CallExpression): Type | undefined {
  const declared = l.checker.getTypeAtLocation(node);
  const type = l.session.types.of(declared);
  if (l.session.types.isFound(declared) || type.kind !== "ref") return undefined;
  return type.memory.kind === "array" ? type.memory.element : undefined;
}

function viewOf({ expression, arguments: args }: ts.CallExpression): View | undefined {
  if (!ts.isPropertyAccessExpression(expression) || args.length !== 1 || ts.isSpreadElement(args[0])) return undefined;
  const { text } = expression.name;
  const isObject = ts.isIdentifier(expression.expression) && expression.expression.text === "Object";
  return isObject && (text === "keys" || text === "values" || text === "entries") ? text : undefined;
}

function viewed(l: Lowering, view: View, object: FrontValue, node: ts.Expression): Iterable | undefined {
  if (!isValue(object)) return viewOfMembers(l, view, object, node);
  if (turnsDictionary(l, object)) return NOTHING;
  const keys = isDictionary(object) ? keysOfDictionary(l, object) : keyArray(l, object);
  const iterable = keys && iterableValue(l, keys, node);
  if (!iterable || view === "keys") return iterable;
  return {
    each: (lowering, hints, body) =>
      iterable.each(lowering, hints, (key) => {
        const name = lowering.toValue(key, node);
        const value = isDictionary(object)
          ? readEntry(lowering, object, name)
          : readKeyed(lowering, object, name, undefined)!;
        body(view === "values" ? value : { kind: "tuple", elements: [key, value] });
      }),
  };
}

/** Of an object with functions in it. */
function viewOfMembers(l: Lowering, view: View, object: FrontValue, node: ts.Node): Iterable | undefined {
  if (isValue(object) || object.kind !== "object" || object.isArray || hasAccessors(object)) return undefined;
  const record = recordOf(l, object);
  const entries = entriesOf(l, object);
  if (object.isOpen && (!record || hasMore(l, entries, node))) return undefined;
  // Numbers come first, whenever they were added.
  if (entries.some(({ name }) => /^\d+$/.test(name))) return undefined;
  if (object.isOpen) expectCount(l, record!, entries.length);
  const elements = entries.map(({ name, value }): FrontValue => {
    const key = l.constant(name);
    return view === "keys" ? key : view === "values" ? value : { kind: "tuple", elements: [key, value] };
  });
  return iterableValue(l, { kind: "tuple", elements }, node);
}

/** Whether the object of a module has data too, which its type tells. */
function hasMore(l: Lowering, entries: readonly ObjectEntry[], node: ts.Node): boolean {
  const type = ts.isCallExpression(node) ? l.checker.getTypeAtLocation(node.arguments[0]) : undefined;
  const names = type ? l.checker.getPropertiesOfType(type).map(({ name }) => name) : [];
  return names.length !== entries.length || !names.every((name) => entries.some((entry) => entry.name === name));
}

/** An object that has been given more than its literal and its type say is not one that the code is compiled for. */
function expectCount(l: Lowering, object: Value, count: number): void {
  const own = l.build.extern(["Object.keys(", ").length"], [object], INT, { effect: "reads" });
  l.branch(l.build.prim("ne", own, l.constant(count)), [
    () => throwTypeError(l, "the object has properties that its type has not"),
    () => undefined,
  ]);
}

/** `Object.keys(object)` of an object without a class; in the order in which the engine has them. */
function keyArray(l: Lowering, object: FrontValue): Value | undefined {
  if (!isValue(object) || !keyed(object)) return undefined;
  return l.build.extern(["Object.keys(", ")"], [object], arrayOf(OPAQUE), { effect: "reads" });
}
