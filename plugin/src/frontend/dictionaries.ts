/**
 * Objects whose keys are found at run time, as memory of the IR: the values in the order in which their keys were added, and an
 * object of the language's own from keys to positions, which has the keys in the order of JavaScript. A deleted key leaves its
 * value in its place, where no position leads to it.
 */
import type ts from "typescript-6";
import type { Value } from "../ir/ops.js";
import { arrayOf, BOOL, collectionOf, F64, INT, isNumber, OPAQUE, refTo, type Type } from "../ir/types.js";
import { memoryOfArray } from "./array-call.js";
import { dictionaryElement } from "./collection-types.js";
import { isMemory } from "./collections.js";
import { iterableValue } from "./iterables.js";
import type { Iterable, Lowering } from "./lowering.js";
import { type FrontValue, isValue } from "./values.js";

/** What stands for the deletion of keys anywhere: a loop over keys then asks whether its key is still there. */
const DELETION = "delete of keys";

export function isDictionary(value: FrontValue): boolean {
  return isValue(value) && collectionOf(value.type) === "dictionary";
}

/**
 * Whether an object that is made at a node is made again as a dictionary, for what it holds may have a derivative. It is made as a
 * record until a key of run time meets it, so that records with all keys in their text cost nothing.
 */
export function becomesDictionary(l: Lowering, node: ts.Expression): boolean {
  if (!l.session.current || !isMemory(l, heldType(l, node))) return false;
  return l.session.kinds.becomesDictionary(l.unknownRecord(node, [], { isOpen: true }));
}

/** As `becomesDictionary`, of an object that was made. */
export function turnsDictionary(l: Lowering, object: FrontValue): boolean {
  return isValue(object) && l.session.current !== undefined && l.session.kinds.becomesDictionary(object.type);
}

/** A dictionary without keys, of what the type of the place where it is made says. */
export function newDictionary(l: Lowering, node: ts.Expression): Value {
  const element = heldType(l, node);
  const positions = l.build.extern(["Object.create(null)"], [], OPAQUE, { effect: "writes", confined: true });
  const fields = [
    { name: "positions", type: OPAQUE },
    { name: "values", type: arrayOf(element) },
  ];
  const type = refTo({ kind: "record", tuple: false, collection: "dictionary", fields });
  return l.build.literal(type, [positions, l.build.literal(arrayOf(element), [])]);
}

/** What the dictionary that is made at a node holds. */
function heldType(l: Lowering, node: ts.Expression): Type {
  const { types } = l.session;
  const candidates = [l.checker.getContextualType(node), l.checker.getTypeAtLocation(node)];
  const held = candidates.map((type) => type && dictionaryElement(l.checker, type)).find((type) => type !== undefined);
  if (!held || types.isFound(held)) return l.unknown(node, ".values");
  const known = types.of(held);
  return isNumber(known) ? F64 : known;
}

function positionsOf(l: Lowering, dictionary: Value): Value {
  return l.build.getField(dictionary, "positions");
}

function valuesOf(l: Lowering, dictionary: Value): Value {
  return l.build.getField(dictionary, "values");
}

function positionOf(l: Lowering, dictionary: Value, key: Value): Value {
  return l.build.extern(["", "[", "]"], [positionsOf(l, dictionary), key], INT, { effect: "reads", discreet: true });
}

/** A key is a string, whatever it is given as. */
function asKey(l: Lowering, key: Value): Value {
  const known = l.constantOf(key);
  if (known) return typeof known.value === "string" ? key : l.constant(String(known.value));
  return isNumber(key.type) || key.type.kind === "bool"
    ? l.build.extern(["String(", ")"], [key], OPAQUE, { effect: "none" })
    : key;
}

/** Where a key is not there: that it is not one that every object has. */
function expectOwnKey(l: Lowering, given: Value): void {
  const known = l.constantOf(given);
  if (isNumber(given.type) || (known && !(String(known.value) in Object.prototype))) return;
  l.build.externStatement(["expectOwnKey(", ");"], [given], { uses: ["expectOwnKey"], discreet: true, confined: true });
}

/** `dictionary[key]` */
export function readEntry(l: Lowering, dictionary: Value, key: Value): FrontValue {
  const values = valuesOf(l, dictionary);
  const at = positionOf(l, dictionary, asKey(l, key));
  return l.branch(l.build.prim("isNullish", at), [
    () => {
      expectOwnKey(l, key);
      return l.undefined(memoryOfArray(values).element);
    },
    () => l.build.load(values, at),
  ])!;
}

/** `dictionary[key] = value` */
export function writeEntry(l: Lowering, dictionary: Value, given: Value, value: FrontValue, node: ts.Node): undefined {
  const values = valuesOf(l, dictionary);
  const stored = l.coerce(l.toValue(value, node), memoryOfArray(values).element, node);
  const key = asKey(l, given);
  const at = positionOf(l, dictionary, key);
  l.branch(l.build.prim("isNullish", at), [
    () => {
      expectOwnKey(l, given);
      const positions = positionsOf(l, dictionary);
      l.build.externStatement(["", "[", "] = ", ";"], [positions, key, l.build.length(values)], {
        discreet: true,
        confined: true,
      });
      l.build.push(values, stored);
      return undefined;
    },
    () => {
      l.build.store(values, at, stored);
      return undefined;
    },
  ]);
  return undefined;
}

/** `key in dictionary` */
export function hasEntry(l: Lowering, dictionary: Value, key: Value): Value {
  const at = positionOf(l, dictionary, asKey(l, key));
  const isMissing = (): Value => {
    expectOwnKey(l, key);
    return l.constant(false);
  };
  return l.branch(l.build.prim("isNullish", at), [isMissing, () => l.constant(true)]) as Value;
}

/** As `hasEntry`, where properties of all objects do not count. */
export function hasOwnEntry(l: Lowering, dictionary: Value, key: Value): Value {
  return l.build.prim("not", l.build.prim("isNullish", positionOf(l, dictionary, asKey(l, key))));
}

/** `delete dictionary[key]` */
export function deleteEntry(l: Lowering, dictionary: Value, key: Value): Value {
  noteDeletion(l);
  const positions = positionsOf(l, dictionary);
  return l.build.extern(["delete ", "[", "]"], [positions, asKey(l, key)], BOOL, { effect: "writes", discreet: true });
}

/** The keys that are there at the moment, as an array. */
export function keysOfDictionary(l: Lowering, dictionary: Value): Value {
  const positions = positionsOf(l, dictionary);
  return l.build.extern(["Object.keys(", ")"], [positions], arrayOf(OPAQUE), { effect: "reads", discreet: true });
}

/** What `for (const key in dictionary)` goes over: a key that is deleted meanwhile does not come. */
export function eachKey(l: Lowering, dictionary: Value, node: ts.Node): Iterable {
  const keys = iterableValue(l, keysOfDictionary(l, dictionary), node)!;
  return whileThere(l, keys, (key) => hasOwnEntry(l, dictionary, key), node);
}

/** Only where keys are deleted somewhere does a loop over keys ask for each whether it is still there. */
export function whileThere(l: Lowering, keys: Iterable, isThere: (key: Value) => Value, node: ts.Node): Iterable {
  if (!l.session.escapes(DELETION)) return keys;
  return {
    each: (lowering, hints, body) =>
      keys.each(lowering, hints, (key) => {
        lowering.branch(isThere(lowering.toValue(key, node)), [() => void body(key), () => undefined]);
      }),
  };
}

export function noteDeletion(l: Lowering): void {
  l.session.escape(DELETION);
}

/** Gives a dictionary what another has. */
export function addEntries(l: Lowering, dictionary: Value, source: Value, node: ts.Expression): void {
  const keys = iterableValue(l, keysOfDictionary(l, source), node)!;
  keys.each(l, { node }, (each) => {
    const key = l.toValue(each, node);
    writeEntry(l, dictionary, key, readEntry(l, source, key), node);
  });
}
