/**
 * Maps and Sets that the lowered code makes, as memory of the IR: the keys in the order of their insertion, the values beside them,
 * and a Map of the language's own from keys to positions. A deleted key stays in its place, where no position leads to it.
 */
import ts from "typescript-6";
import { excerpt } from "../diagnostics/index.js";
import type { Value } from "../ir/ops.js";
import {
  arrayOf,
  type Collection,
  collectionOf,
  F64,
  INT,
  isCollectionMemory,
  isDifferentiable,
  isFunctionMemory,
  isNumber,
  mentions,
  OPAQUE,
  refTo,
  type Type,
} from "../ir/types.js";
import { memoryOfArray } from "./array-call.js";
import { elementOf } from "./elements.js";
import { iterateWhile } from "./iteration.js";
import type { Iterable, IterationHints, Lowering } from "./lowering.js";
import { numeric } from "./operations.js";
import type { FrontValue } from "./values.js";

/** The fields of the memory; `values`: of a Map. */
type Part = "positions" | "keys" | "values";

/** `new Map(...)` and `new Set(...)`; nothing where what they hold has no derivative, so that they are carried along as they are. */
export function lowerNewCollection(l: Lowering, of: Collection, node: ts.NewExpression): Value | undefined {
  const types = heldTypes(l, node, of === "Map" ? 2 : 1);
  if (!types?.some((type) => isMemory(l, type))) return undefined;
  const [given, ...more] = node.arguments ?? [];
  if (more.length > 0) return undefined;
  const isEmpty = !given || given.kind === ts.SyntaxKind.NullKeyword;
  const { ops } = l.build.region;
  const { length } = ops;
  const source = isEmpty ? undefined : l.handlers.iterable(l, given);
  if (!isEmpty && !source) {
    ops.length = length;
    return undefined;
  }
  const positions = l.build.extern(["new Map()"], [], OPAQUE, { effect: "writes", confined: true });
  const lists = types.map((type) => l.build.literal(arrayOf(type), []));
  const collection = l.build.literal(memoryType(of, types), [positions, ...lists]);
  source?.each(l, { node }, (item) => {
    if (of === "Set") setEntry(l, collection, item, undefined, node);
    else setEntry(l, collection, elementOf(l, item, 0, node), elementOf(l, item, 1, node), node);
  });
  return collection;
}

/** Whether what is held has a derivative, or is of no use to other code. */
export function isMemory(l: Lowering, type: Type): boolean {
  const isOwn = (each: Type): boolean => isFunctionMemory(each) || isCollectionMemory(each);
  return isDifferentiable(type) || l.session.kinds.isHole(type) || mentions(type, isOwn);
}

function memoryType(collection: Collection, held: readonly Type[]): Type {
  const parts: readonly Part[] = ["keys", "values"];
  const lists = held.map((type, index) => ({ name: parts[index], type: arrayOf(type) }));
  return refTo({ kind: "record", tuple: false, collection, fields: [{ name: "positions", type: OPAQUE }, ...lists] });
}

/** What the keys and values are. */
function heldTypes(l: Lowering, node: ts.NewExpression, count: number): Type[] | undefined {
  const args = typeArguments(l, node, count);
  return args?.map((arg, index) => {
    if (l.session.types.isFound(arg)) return l.unknown(node, `.${index}`);
    const known = l.session.types.of(arg);
    return isNumber(known) ? F64 : known;
  });
}

/** Of the place that it is made for, where that says more than the expression itself: `new Map()` is one of `any`. */
function typeArguments(l: Lowering, node: ts.NewExpression, count: number): readonly ts.Type[] | undefined {
  const own = argumentsOf(l, l.checker.getTypeAtLocation(node));
  const contextual = own.every(({ flags }) => flags & ts.TypeFlags.Any) ? l.checker.getContextualType(node) : undefined;
  const expected = contextual ? argumentsOf(l, l.checker.getNonNullableType(contextual)) : [];
  return [expected, own].find((args) => args.length >= count)?.slice(0, count);
}

function argumentsOf(l: Lowering, type: ts.Type): readonly ts.Type[] {
  const isReference = ((type as ts.ObjectType).objectFlags & ts.ObjectFlags.Reference) !== 0;
  return isReference ? l.checker.getTypeArguments(type as ts.TypeReference) : [];
}

export function partOf(l: Lowering, collection: Value, part: Part): Value {
  return l.build.getField(collection, part);
}

/** The position of a key; undefined if it is not there. */
export function positionOf(l: Lowering, collection: Value, key: Value): Value {
  return l.build.extern(["", ".get(", ")"], [partOf(l, collection, "positions"), key], INT, {
    effect: "reads",
    discreet: true,
  });
}

/** A value as a key: zero has no sign. */
export function asKey(l: Lowering, collection: Value, value: FrontValue, node: ts.Node): Value {
  const { element } = memoryOfArray(partOf(l, collection, "keys"));
  const given = l.toValue(value, node);
  return isNumber(element)
    ? l.build.prim("add", numeric(l, given, node), l.constant(0))
    : l.coerce(given, element, node);
}

/** Where a key is there already, its value is replaced; otherwise it comes last. */
export function setEntry(
  l: Lowering,
  collection: Value,
  keyed: FrontValue,
  value: FrontValue | undefined,
  node: ts.Node,
): void {
  const keys = partOf(l, collection, "keys");
  const values = collectionOf(collection.type) === "Map" ? partOf(l, collection, "values") : undefined;
  const key = asKey(l, collection, keyed, node);
  const stored = values && value && l.coerce(l.toValue(value, node), memoryOfArray(values).element, node);
  const position = positionOf(l, collection, key);
  l.branch(l.build.prim("isNullish", position), [
    () => {
      const positions = partOf(l, collection, "positions");
      l.build.externStatement(["", ".set(", ", ", ");"], [positions, key, l.build.length(keys)], {
        discreet: true,
        confined: true,
      });
      l.build.push(keys, key);
      if (values && stored) l.build.push(values, stored);
      return undefined;
    },
    () => {
      if (values && stored) l.build.store(values, position, stored);
      return undefined;
    },
  ]);
}

type Select = (key: Value, value: () => Value) => FrontValue;

/** What is in a collection, in the order of insertion; what is added meanwhile comes last, what is deleted does not come. */
export function entriesOf(collection: Value, select: Select): Iterable {
  return {
    each: (l: Lowering, hints: IterationHints, body: (value: FrontValue) => void) => {
      const keys = partOf(l, collection, "keys");
      const values = collectionOf(collection.type) === "Map" ? partOf(l, collection, "values") : undefined;
      iterateWhile(l, { ...hints, count: () => l.build.length(keys) }, (index) => {
        const key = l.build.load(keys, index);
        const isThere = l.build.prim("eq", positionOf(l, collection, key), index);
        l.branch(isThere, [
          () => void body(select(key, () => (values ? l.build.load(values, index) : key))),
          () => undefined,
        ]);
      });
    },
  };
}

/** What iterating over a collection, or over one of its views, gives. */
export function iterableOfCollection(collection: Value, view?: string): Iterable {
  const wanted = view ?? (collectionOf(collection.type) === "Map" ? "entries" : "values");
  return entriesOf(collection, (key, value) => {
    if (wanted === "keys") return key;
    return wanted === "values" ? value() : { kind: "tuple", elements: [key, value()] };
  });
}

export function sizeOf(l: Lowering, collection: Value): Value {
  return l.build.extern(["", ".size"], [partOf(l, collection, "positions")], INT, { effect: "reads" });
}

export function refuseMethod(l: Lowering, collection: Value, method: string, node: ts.Node): Value {
  return l.refuse(node, "AD2010", { text: excerpt(`${collectionOf(collection.type)}.${method}`) });
}
