/** `Array.from`, `Array.of`, `Array.isArray` and their like of typed arrays. */
import ts from "typescript-6";
import { excerpt } from "../diagnostics/index.js";
import { producerOf } from "../ir/builder.js";
import type { Value } from "../ir/ops.js";
import { arrayOf, type Container, isNumber, memoryOf, type Type, typedArray } from "../ir/types.js";
import { arrayMemory, memoryOfArray, widened } from "./array-call.js";
import { isPure } from "./array-sort.js";
import { arrayLiteral, typedLiteral } from "./arrays.js";
import { GrowingArray } from "./growing-array.js";
import { iterate, parameterName } from "./iteration.js";
import type { Iterable, Lowering } from "./lowering.js";
import { elementsOf } from "./objects.js";
import { numeric } from "./operations.js";
import { copyWhole } from "./sparse-arrays.js";
import { unwrap } from "./syntax.js";
import { type FrontValue, isValue } from "./values.js";

/** Nothing where the call is better carried along as it is. */
export function lowerArrayFunction(
  l: Lowering,
  owner: "Array" | Exclude<Container, "Array">,
  method: string,
  node: ts.CallExpression,
): FrontValue | undefined {
  const { arguments: args } = node;
  if (owner === "Array" && method === "isArray" && args.length === 1) return isArray(l, args[0]);
  if (method === "of") return lowerOf(l, owner, node);
  if (method !== "from" || args.length === 0 || args.some(ts.isSpreadElement)) return undefined;
  return lowerFrom(l, owner, node);
}

function isArray(l: Lowering, node: ts.Expression): Value {
  const value = l.expression(node);
  if (!isValue(value)) return l.constant(elementsOf(l, value) !== undefined);
  if (value.type.kind === "opaque")
    return l.build.extern(["Array.isArray(", ")"], [value], { kind: "bool" }, { effect: "none" });
  return l.constant(value.type.kind === "ref" && isPlainArray(value.type));
}

function isPlainArray(type: Type): boolean {
  const memory = memoryOf(type);
  return memory.kind === "array" ? memory.container === "Array" : memory.kind === "record" && memory.tuple;
}

function lowerOf(l: Lowering, owner: Container, node: ts.CallExpression): FrontValue | undefined {
  if (node.arguments.some(ts.isSpreadElement)) {
    const list = new GrowingArray(l, node, undefined);
    for (const arg of node.arguments) {
      if (!ts.isSpreadElement(arg)) list.add(l.value(arg));
      else {
        const source = l.handlers.iterable(l, arg.expression);
        if (!source) return l.refuse(arg, "AD2015", { text: excerpt(arg.getText()) });
        list.addAll(source);
      }
    }
    return inContainer(l, owner, list.finish(), node);
  }
  const values = node.arguments.map((arg) => l.value(arg));
  if (owner === "Array") return arrayLiteral(l, values, node);
  return l.build.literal(
    typedArray(owner),
    values.map((value) => numeric(l, value, node)),
  );
}

/** An array of numbers as one of another container. */
function inContainer(l: Lowering, owner: Container, array: FrontValue, node: ts.Node): FrontValue {
  return owner === "Array" ? array : l.build.copy(l.toValue(array, node), { type: typedArray(owner) });
}

function lowerFrom(l: Lowering, owner: Container, node: ts.CallExpression): FrontValue | undefined {
  const [from] = node.arguments;
  const literal = unwrap(from);
  if (owner !== "Array" && node.arguments.length === 1 && ts.isArrayLiteralExpression(literal))
    return typedLiteral(l, typedArray(owner), literal);
  const { ops } = l.build.region;
  const { length } = ops;
  const count = lengthOf(l, from);
  const source = count ? undefined : l.handlers.iterable(l, from);
  if (!count && !source) {
    // The call is carried along, arguments and all.
    ops.length = length;
    return undefined;
  }
  const mapper = node.arguments[1] && l.expression(node.arguments[1]);
  if (mapper && isValue(mapper) && !l.isNullishConstant(mapper)) {
    return l.refuse(node, "AD2013", { text: excerpt(node.arguments[1].getText()) });
  }
  const map = mapper && !isValue(mapper) ? mapper : undefined;
  if (count) return fromLength(l, owner, count, map, node);
  return fromIterable(l, owner, source!, map, node);
}

/** The length in `{ length: n }`. */
function lengthOf(l: Lowering, node: ts.Expression): Value | undefined {
  const inner = unwrap(node);
  if (!ts.isObjectLiteralExpression(inner) || inner.properties.length !== 1) return undefined;
  const [property] = inner.properties;
  if (!property.name || !ts.isIdentifier(property.name) || property.name.text !== "length") return undefined;
  if (ts.isPropertyAssignment(property)) return numeric(l, l.value(property.initializer), property);
  return ts.isShorthandPropertyAssignment(property) ? numeric(l, l.value(property.name), property) : undefined;
}

function fromLength(
  l: Lowering,
  owner: Container,
  count: Value,
  map: FrontValue | undefined,
  node: ts.CallExpression,
): Value {
  const result = l.build.alloc(owner === "Array" ? arrayOf(l.unknown(node)) : typedArray(owner), toLength(l, count));
  if (!map) {
    if (owner === "Array") l.build.fill(result, l.undefined(memoryOfArray(result).element));
    return result;
  }
  iterate(l, { count: l.build.length(result), name: parameterName(map, 1), calls: [map], node }, (index) => {
    const value = mapped(l, map, [l.undefined(), index], node);
    if (owner === "Array") result.type = arrayOf(widened(value.type));
    l.build.store(result, index, owner === "Array" ? value : numeric(l, value, node));
  });
  return result;
}

/** The whole part of a number, of a negative one nothing (ECMA-262, ToLength). */
function toLength({ build }: Lowering, count: Value): Value {
  if (producerOf(count)?.kind === "length") return count;
  return build.prim("max", count.type.kind === "int" ? count : build.prim("floor", count), build.const(0));
}

function mapped(l: Lowering, map: FrontValue, args: readonly FrontValue[], node: ts.CallExpression): Value {
  const given = args.map((value) => ({ value, optional: false }));
  return l.toValue(l.handlers.apply(l, map, given, node.arguments[1]), node.arguments[1]);
}

function fromIterable(
  l: Lowering,
  owner: Container,
  source: Iterable,
  map: FrontValue | undefined,
  node: ts.CallExpression,
): FrontValue {
  const memory = arrayMemory(source.array);
  if (source.array && memory && !map) {
    const type = owner === "Array" ? arrayOf(widened(memory.element)) : typedArray(owner);
    if (owner === "Array") return copyWhole(l, source.array, { type }, node);
    if (isNumber(memory.element)) return l.build.copy(source.array, { type });
  }
  const list = new GrowingArray(l, node, undefined);
  // Those of typed arrays take all values before they call the function for the first, which shows where one changes the other.
  const isKnown = source.array !== undefined || source.elements !== undefined;
  if (map && owner !== "Array" && !(isKnown && isPure(node.arguments[1]))) {
    list.addAll(source);
    return fromAll(l, typedArray(owner), l.toValue(list.finish(), node), map, node);
  }
  if (!map) list.addAll(source);
  else {
    const position = list.count();
    source.each(l, { node }, (value) => list.add(mapped(l, map, [value, position()], node)));
  }
  return inContainer(l, owner, list.finish(), node);
}

function fromAll(l: Lowering, type: Type, all: Value, map: FrontValue, node: ts.CallExpression): Value {
  const result = l.build.alloc(type, l.build.length(all));
  iterate(l, { count: l.build.length(all), name: parameterName(map, 1), calls: [map], node }, (index) => {
    l.build.store(result, index, numeric(l, mapped(l, map, [l.build.load(all, index), index], node), node));
  });
  return result;
}
