/** Maps and Sets that the lowered code makes, as memory of the IR. */
import ts from "typescript-6";
import { excerpt } from "../diagnostics/index.js";
import type { Value } from "../ir/ops.js";
import { arrayOf, F64, INT, isDifferentiable, isNumber, OPAQUE, type Type } from "../ir/types.js";
import { memoryOfArray } from "./array-call.js";
import { iterateWhile } from "./iteration.js";
import type { Iterable, IterationHints, Lowering } from "./lowering.js";
import { numeric } from "./operations.js";
import { elementOf } from "./patterns.js";
import type { CollectionValue, FrontValue } from "./values.js";

/** `new Map(...)` and `new Set(...)`; nothing where what they hold has no derivative, so that they are carried along as they are. */
export function lowerNewCollection(
  l: Lowering,
  of: CollectionValue["of"],
  node: ts.NewExpression,
): CollectionValue | Value | undefined {
  const types = heldTypes(l, node, of === "Map" ? 2 : 1);
  if (!types?.some((type) => isDifferentiable(type) || l.session.kinds.isHole(type))) return undefined;
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
  const positions = l.build.extern(["new Map()"], [], OPAQUE, { effect: "writes" });
  const [keys, values] = types.map((type) => l.build.literal(arrayOf(type), []));
  const collection: CollectionValue = { kind: "collection", of, positions, keys, values };
  source?.each(l, { node }, (item) => {
    if (of === "Set") setEntry(l, collection, item, undefined, node);
    else setEntry(l, collection, elementOf(l, item, 0, node), elementOf(l, item, 1, node), node);
  });
  return collection;
}

/** Whether a declared type is that of Maps or Sets. */
export function isCollectionType(l: Lowering, type: ts.Type): boolean {
  const { symbol } = type;
  if (symbol?.name !== "Map" && symbol?.name !== "Set") return false;
  return (
    symbol.declarations?.some((node) => l.session.program.isSourceFileDefaultLibrary(node.getSourceFile())) ?? false
  );
}

/** What the keys and values are. */
function heldTypes(l: Lowering, node: ts.NewExpression, count: number): Type[] | undefined {
  const type = l.checker.getTypeAtLocation(node);
  const args = l.checker.getTypeArguments(type as ts.TypeReference);
  if (args.length < count) return undefined;
  return args.slice(0, count).map((arg, index) => {
    if (l.session.types.isFound(arg)) return l.unknown(node, `.${index}`);
    const known = l.session.types.of(arg);
    return isNumber(known) ? F64 : known;
  });
}

/** The position of a key; undefined if it is not there. */
export function positionOf(l: Lowering, { positions }: CollectionValue, key: Value): Value {
  return l.build.extern(["", ".get(", ")"], [positions, key], INT, { effect: "reads" });
}

/** A value as a key: zero has no sign. */
export function asKey(l: Lowering, { keys }: CollectionValue, value: FrontValue, node: ts.Node): Value {
  const { element } = memoryOfArray(keys);
  const given = l.toValue(value, node);
  return isNumber(element)
    ? l.build.prim("add", numeric(l, given, node), l.constant(0))
    : l.coerce(given, element, node);
}

/** Where a key is there already, its value is replaced; otherwise it comes last. */
export function setEntry(
  l: Lowering,
  collection: CollectionValue,
  keyed: FrontValue,
  value: FrontValue | undefined,
  node: ts.Node,
): void {
  const { positions, keys, values } = collection;
  const key = asKey(l, collection, keyed, node);
  const stored = values && value && l.coerce(l.toValue(value, node), memoryOfArray(values).element, node);
  const position = positionOf(l, collection, key);
  l.branch(l.build.prim("isNullish", position), [
    () => {
      l.build.externStatement(["", ".set(", ", ", ");"], [positions, key, l.build.length(keys)]);
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
export function entriesOf(collection: CollectionValue, select: Select): Iterable {
  const { keys, values } = collection;
  return {
    each: (l: Lowering, hints: IterationHints, body: (value: FrontValue) => void) =>
      iterateWhile(l, { ...hints, count: () => l.build.length(keys) }, (index) => {
        const key = l.build.load(keys, index);
        const isThere = l.build.prim("eq", positionOf(l, collection, key), index);
        l.branch(isThere, [
          () => void body(select(key, () => (values ? l.build.load(values, index) : key))),
          () => undefined,
        ]);
      }),
  };
}

/** What iterating over a collection, or over one of its views, gives. */
export function iterableOfCollection(collection: CollectionValue, view?: string): Iterable {
  const wanted = view ?? (collection.of === "Map" ? "entries" : "values");
  return entriesOf(collection, (key, value) => {
    if (wanted === "keys") return key;
    return wanted === "values" ? value() : { kind: "tuple", elements: [key, value()] };
  });
}

export function refuseMethod(l: Lowering, collection: CollectionValue, method: string, node: ts.Node): Value {
  return l.refuse(node, "AD2010", { text: excerpt(`${collection.of}.${method}`) });
}
