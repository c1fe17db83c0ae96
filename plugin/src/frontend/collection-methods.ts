/** The methods of Maps and Sets. */
import type ts from "typescript-6";
import type { Value } from "../ir/ops.js";
import { collectionOf } from "../ir/types.js";
import { memoryOfArray } from "./array-call.js";
import { asKey, entriesOf, partOf, positionOf, refuseMethod, setEntry } from "./collections.js";
import type { Lowering } from "./lowering.js";
import type { FrontValue } from "./values.js";

interface CollectionCall {
  readonly l: Lowering;
  readonly collection: Value;
  readonly args: readonly FrontValue[];
  readonly node: ts.CallExpression;
}

type Method = (call: CollectionCall) => FrontValue;

const COMMON: ReadonlyMap<string, Method> = new Map([
  ["has", has],
  ["delete", remove],
  ["clear", clear],
  ["forEach", forEach],
]);
const OF_MAPS: ReadonlyMap<string, Method> = new Map([
  ["get", get],
  ["set", set],
]);
const OF_SETS: ReadonlyMap<string, Method> = new Map([["add", set]]);

export function lowerCollectionMethod(
  l: Lowering,
  collection: Value,
  name: string,
  node: ts.CallExpression,
): FrontValue {
  const method = COMMON.get(name) ?? (collectionOf(collection.type) === "Map" ? OF_MAPS : OF_SETS).get(name);
  if (!method) return refuseMethod(l, collection, name, node);
  const args = node.arguments.map((arg) => l.expression(arg));
  return l.at(node, () => method({ l, collection, args, node }));
}

function position({ l, collection, args, node }: CollectionCall): Value {
  return positionOf(l, collection, asKey(l, collection, args[0] ?? l.undefined(), node));
}

function isThere(call: CollectionCall): Value {
  const { l } = call;
  return l.build.prim("not", l.build.prim("isNullish", position(call)));
}

function has(call: CollectionCall): Value {
  return isThere(call);
}

function get(call: CollectionCall): FrontValue {
  const { l, collection } = call;
  const values = partOf(l, collection, "values");
  const at = position(call);
  return l.branch(l.build.prim("isNullish", at), [
    () => l.undefined(memoryOfArray(values).element),
    () => l.build.load(values, at),
  ])!;
}

function set({ l, collection, args, node }: CollectionCall): FrontValue {
  const [key = l.undefined(), value = l.undefined()] = args;
  setEntry(l, collection, key, collectionOf(collection.type) === "Map" ? value : undefined, node);
  return collection;
}

function remove({ l, collection, args, node }: CollectionCall): Value {
  const key = asKey(l, collection, args[0] ?? l.undefined(), node);
  const positions = partOf(l, collection, "positions");
  return l.build.extern(
    ["", ".delete(", ")"],
    [positions, key],
    { kind: "bool" },
    { effect: "writes", discreet: true },
  );
}

function clear({ l, collection }: CollectionCall): Value {
  l.build.externStatement(["", ".clear();"], [partOf(l, collection, "positions")]);
  return l.undefined();
}

function forEach({ l, collection, args, node }: CollectionCall): Value {
  const source = entriesOf(collection, (key, value) => ({ kind: "tuple", elements: [value(), key] }));
  source.each(l, { node }, (pair) => {
    const [value, key] = (pair as { readonly elements: readonly FrontValue[] }).elements;
    const given = [value, key, collection].map((each) => ({ value: each, optional: false }));
    l.handlers.apply(l, args[0], given, node);
  });
  return l.undefined();
}
