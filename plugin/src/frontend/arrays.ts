/** Arrays: literals, constructors and the methods that the IR has operations for. */
import ts from "typescript-6";
import { sharesBuffer } from "./buffers.js";
import { excerpt } from "../diagnostics/index.js";
import { Value } from "../ir/ops.js";
import {
  type ArrayMemory,
  arrayOf,
  type Container,
  F64,
  leavesOpen,
  isFunctionMemory,
  isNumber,
  isScalar,
  memoryOf,
  mentions,
  OPAQUE,
  refTo,
  sameType,
  type Type,
  tupleOf,
  typedArray,
} from "../ir/types.js";
import { collectionNamed } from "./collection-types.js";
import { lowerNewCollection } from "./collections.js";
import { carryExpression } from "./extern.js";
import { carryNew } from "./foreign.js";
import { isFilledNext } from "./filling.js";
import { isGlobal } from "./globals.js";
import { GrowingArray } from "./growing-array.js";
import { iterableOf } from "./iterables.js";
import type { Lowering } from "./lowering.js";
import { makeArray } from "./objects.js";
import { numeric } from "./operations.js";
import { symbolOfReference } from "./references.js";
import { forget, forgetAll } from "./sparse-arrays.js";
import { isTypedArrayName } from "./types.js";
import { type FrontValue, isValue } from "./values.js";

export function lowerArrayLiteral(l: Lowering, node: ts.ArrayLiteralExpression): FrontValue {
  if (node.elements.some(ts.isSpreadElement)) return lowerSpreadLiteral(l, node);
  const elements = node.elements.map((element) => l.expression(element));
  const expected = expectedMemory(l, node);
  const isOfFunctions = expected?.kind === "array" && expected.element.kind === "fn";
  const isKnown = isOfFunctions || !elements.every(isValue);
  if (isKnown && !l.session.escapes(l.siteKey(node))) return makeArray(l, elements, l.siteKey(node));
  const values = elements.map((value, index) => l.toValue(value, node.elements[index]));
  const array = arrayLiteral(l, values, node);
  const omitted = node.elements.flatMap((element, index) => (ts.isOmittedExpression(element) ? [index] : []));
  if (omitted.length > 0 && l.session.holes.make(array, node))
    for (const index of omitted) forget(l, array, l.constant(index));
  return array;
}

export function arrayLiteral(l: Lowering, elements: readonly Value[], node: ts.Expression): Value {
  const expected = expectedMemory(l, node);
  const holdsFunctions = expected !== undefined && leavesOpen(refTo(expected));
  if (expected?.kind === "record" && expected.tuple && expected.fields.length >= elements.length && !holdsFunctions) {
    const types = expected.fields.map(({ type }, k) => fieldType(l, type, elements[k], node));
    const values = types.map((type, k) => (elements[k] ? l.coerce(elements[k], type, node) : l.undefined(type)));
    const isTold = types.every((type, k) => type === expected.fields[k].type);
    return l.build.literal(isTold ? { kind: "ref", memory: expected } : tupleOf(types), values);
  }
  const holdsVague = expected?.kind === "array" && l.session.types.instances.isVague(expected.element);
  const isTold = expected?.kind === "array" && !holdsFunctions && !holdsVague;
  const own = commonType(l, elements);
  // The elements know better than a type such as `any[]`, `T[]` or `{ at: any }[]`.
  const mayKnow = own?.kind === "ref" || elements.length === 0;
  const isVague = isTold && expected.element.kind === "ref" && mayKnow && isUnknown(l, node);
  const declared = isTold && !isVague ? expected.element : OPAQUE;
  const isOpen = own?.kind === "opaque" && (holdsVague || mayHoldAny(l, node));
  const element = declared.kind !== "opaque" ? declared : isOpen ? l.unknown(node) : own;
  if (!element) return l.build.literal(tupleOf(elements.map((value) => widened(value.type))), [...elements]);
  return l.build.literal(
    arrayOf(element),
    elements.map((value) => l.coerce(value, element, node)),
  );
}

function isUnknown(l: Lowering, node: ts.Expression): boolean {
  return l.session.types.isUnknown(l.checker.getContextualType(node) ?? l.checker.getTypeAtLocation(node));
}

/** What a place of a tuple holds: as declared, or as the value is, where the declaration says nothing. */
function fieldType(l: Lowering, declared: Type, value: Value | undefined, node: ts.Expression): Type {
  if (!value || value.type.kind === "opaque" || sameType(value.type, declared)) return declared;
  if (declared.kind !== "opaque" && (declared.kind !== "ref" || value.type.kind !== "ref")) return declared;
  const contextual = l.checker.getContextualType(node);
  return contextual && l.session.types.isUnknown(contextual) ? widened(value.type) : declared;
}

/** The type that all have, if they have one; `opaque` for none. */
function commonType(l: Lowering, elements: readonly Value[]): Type | undefined {
  const types = elements.filter((value) => !l.isNullishConstant(value)).map((value) => widened(value.type));
  const [first = OPAQUE, ...rest] = types;
  const { kinds, types: mapper } = l.session;
  const isOpen = mapper.instances.isVague(first) || types.some((type) => mentions(type, isFunctionMemory));
  if (isOpen) for (const type of rest) kinds.meet(type, first);
  return types.every((type) => sameType(type, first)) ? first : undefined;
}

/** Whether only what is stored in an array tells what it holds. */
function mayHoldAny(l: Lowering, node: ts.Expression): boolean {
  return l.session.types.isFound(l.checker.getContextualType(node) ?? l.checker.getTypeAtLocation(node));
}

function widened(type: Type): Type {
  return isNumber(type) ? F64 : type;
}

/** The memory that a literal is expected to be, from where it stands or from the uses of the variable it is assigned to. */
function expectedMemory(l: Lowering, node: ts.Expression) {
  const contextual = l.checker.getContextualType(node);
  const type = contextual ? l.session.types.of(contextual) : evolvedType(l, node);
  if (type?.kind === "ref" && type.memory.kind !== "stack") return type.memory;
  const own = l.session.types.at(node);
  return own.kind === "ref" && own.memory.kind === "array" ? own.memory : undefined;
}

/** The type of `xs` in `const xs = []` as later uses see it. */
function evolvedType(l: Lowering, node: ts.Expression): Type | undefined {
  const { parent } = node;
  if (!ts.isVariableDeclaration(parent) || !ts.isIdentifier(parent.name)) return undefined;
  const symbol = l.checker.getSymbolAtLocation(parent.name);
  const block = ts.findAncestor(parent, ts.isFunctionLike) ?? parent.getSourceFile();
  let found: Type | undefined;
  const visit = (child: ts.Node): void => {
    if (ts.isIdentifier(child) && child.text === symbol?.name && symbolOfReference(l.checker, child) === symbol) {
      const type = l.session.types.at(child);
      if (type.kind === "ref" && type.memory.kind === "array" && type.memory.element.kind !== "opaque") found = type;
    }
    ts.forEachChild(child, visit);
  };
  visit(block);
  return found;
}

/** The elements of what is spread and those between, each when its turn comes. */
function lowerSpreadLiteral(l: Lowering, node: ts.ArrayLiteralExpression): FrontValue {
  const expected = expectedMemory(l, node);
  const isTold = expected?.kind === "array" && !leavesOpen(expected.element) && !isUnknown(l, node);
  const element = isTold ? expected.element : undefined;
  const list = new GrowingArray(l, node, element, l.session.escapes(l.siteKey(node)));
  const { ops } = l.build.region;
  const { length } = ops;
  for (const element of node.elements) {
    if (ts.isSpreadElement(element)) {
      const source = iterableOf(l, element.expression);
      if (!source) {
        ops.length = length;
        const carried = carryExpression(l, node, "AD2011", { text: excerpt(node.getText()) });
        // What is spread may be found only when all of the function has been seen.
        if (isUnknown(l, node)) carried.type = l.unknown(node);
        return carried;
      }
      list.addAll(source);
    } else list.add(l.expression(element));
  }
  return list.finish();
}

export function lowerNew(l: Lowering, node: ts.NewExpression): FrontValue {
  const { expression, arguments: args = [] } = node;
  if (ts.isIdentifier(expression) && isGlobal(l, expression) && !args.some(ts.isSpreadElement)) {
    const { text } = expression;
    const kind = collectionNamed(text);
    const collection = kind && lowerNewCollection(l, kind, node);
    if (collection) return collection;
    if (/^Float(32|64)Array$/.test(text) && args.length > 0 && sharesBuffer(l, args[0]))
      return l.refuse(node, "AD3010", { text: excerpt(node.getText()) });
    const values = args.map((arg) => (ts.isArrayLiteralExpression(arg) ? arg : l.expression(arg)));
    const made = isTypedArrayName(text)
      ? newTypedArray(l, text, values, node)
      : text === "Array"
        ? newArray(l, values, node)
        : undefined;
    if (made) return made;
  }
  return carryNew(l, node, l.refusal(node, "AD4001", { function: excerpt(`new ${expression.getText()}`) }));
}

/** `Array(n)` is `new Array(n)`. */
export function lowerArrayCall(l: Lowering, node: ts.CallExpression): Value | undefined {
  if (node.arguments.some(ts.isSpreadElement)) return undefined;
  return newArray(
    l,
    node.arguments.map((arg) => l.expression(arg)),
    node,
  );
}

type NewArgument = FrontValue | ts.ArrayLiteralExpression;

function isLiteralNode(value: NewArgument): value is ts.ArrayLiteralExpression {
  return !(value instanceof Value) && typeof value.kind === "number";
}

function newTypedArray(
  l: Lowering,
  container: Exclude<Container, "Array">,
  values: readonly NewArgument[],
  node: ts.Expression,
): Value | undefined {
  const type = typedArray(container);
  const [source] = values;
  if (values.length > 1) return undefined;
  if (source === undefined) return l.build.alloc(type, l.constant(0));
  if (isLiteralNode(source)) return typedLiteral(l, type, source);
  if (!isValue(source)) return undefined;
  if (isNumber(source.type)) return l.build.alloc(type, source);
  if (source.type.kind === "ref" && source.type.memory.kind === "array" && isNumber(source.type.memory.element)) {
    return l.build.copy(source, { type });
  }
  if (source.type.kind === "opaque" && l.checker.getTypeAtLocation(node).flags & ts.TypeFlags.Any) return undefined;
  return undefined;
}

export function typedLiteral(l: Lowering, type: Type, node: ts.ArrayLiteralExpression): Value | undefined {
  if (node.elements.some(ts.isSpreadElement))
    return l.build.copy(l.toValue(lowerSpreadLiteral(l, node), node), { type });
  const elements = node.elements.map((element) => numeric(l, l.value(element), element));
  return l.build.literal(type, elements);
}

function newArray(l: Lowering, values: readonly NewArgument[], node: ts.Expression): Value | undefined {
  const lowered = values.map((value) => (isLiteralNode(value) ? l.value(value) : l.toValue(value, node)));
  if (lowered.length !== 1 || !isNumber(lowered[0].type)) return arrayLiteral(l, lowered, node);
  const type = arrayTypeOf(l, node);
  const result = l.build.alloc(type, lowered[0]);
  const element = (memoryOf(type) as ArrayMemory).element;
  // Elements that were never assigned read as undefined; `fill` right after the call says what they are.
  if (!isFilledAtOnce(node)) {
    const isFilled = (ts.isNewExpression(node) || ts.isCallExpression(node)) && isFilledNext(l.checker, node);
    const isSparse = !isFilled && l.session.holes.make(result, node);
    if (isScalar(element)) {
      l.build.fill(result, l.undefined(element));
      if (isSparse) forgetAll(l, result, lowered[0]);
    }
  }
  return result;
}

function isFilledAtOnce(node: ts.Expression): boolean {
  const outer = ts.findAncestor(node.parent, (child) => !ts.isParenthesizedExpression(child));
  if (!outer) return false;
  return (
    ts.isPropertyAccessExpression(outer) &&
    outer.name.text === "fill" &&
    ts.isCallExpression(outer.parent) &&
    outer.parent.arguments.length === 1
  );
}

function arrayTypeOf(l: Lowering, node: ts.Expression): Type {
  const { types } = l.session;
  const outer = ts.findAncestor(
    node.parent,
    (child) => !ts.isPropertyAccessExpression(child) && !ts.isParenthesizedExpression(child),
  );
  const filled = outer && ts.isCallExpression(outer) ? outer : node;
  const contextual = l.checker.getContextualType(filled);
  const expected = contextual ? types.of(contextual) : evolvedType(l, filled);
  for (const type of [types.at(node), expected, types.at(filled)]) {
    if (type && leavesOpen(type)) break;
    if (type?.kind === "ref" && type.memory.kind === "array" && type.memory.element.kind !== "opaque") return type;
  }
  // `new Array(n)` of no declared type: what is stored there decides.
  return arrayOf(l.unknown(node));
}
