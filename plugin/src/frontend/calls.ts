/** Calls: known functions (as instances or in place), functions of the language, methods, unknown code. */
import ts from "typescript-6";
import { excerpt } from "../diagnostics/index.js";
import type { Value } from "../ir/ops.js";
import { F64, isNumber, memoryOf, OPAQUE, type Type } from "../ir/types.js";
import { lowerArrayMethod } from "./array-methods.js";
import { isGlobal, lowerArrayCall, lowerArrayFunction } from "./arrays.js";
import { convert, isRecursive, type Layout, writtenCapture } from "./closures.js";
import { callDerivative, callPullback, lowerOperator } from "./derivatives.js";
import { carryCall } from "./foreign.js";
import { enterScope, instanceOf, lowerActivation, type ParamKind, returnType } from "./instances.js";
import type { Argument, Lowering } from "./lowering.js";
import { applyBuiltin, isGlobalFunction } from "./math.js";
import { dispatch, type Members, membersNamed, memberValue, superMember } from "./members.js";
import { operatorName, packageName, resolveAlias, resolveOuter } from "./modules.js";
import { concatenate } from "./operations.js";
import { qualifiedName } from "./properties.js";
import { spreadMath } from "./spread-math.js";
import { unwrap } from "./syntax.js";
import { isTypedArrayName } from "./types.js";
import { type FrontValue, type FunctionValue, isValue } from "./values.js";

export function lowerCall(l: Lowering, node: ts.CallExpression): FrontValue {
  const callee = unwrap(node.expression);
  const operator = operatorName(l.checker, callee);
  if (operator) return lowerOperator(l, operator, node);
  if (packageName(l.checker, callee) === "stopGradient") return stopGradient(l, node);
  if (callee.kind === ts.SyntaxKind.SuperKeyword) return l.callSuper?.(node) ?? l.refuse(node, "AD2007", {});
  if (ts.isIdentifier(callee)) {
    if (callee.text === "eval" && isGlobal(l, callee)) return l.refuse(node, "AD2005", { construct: "eval" });
    if (isGlobal(l, callee) && !isLocal(l, callee)) return callGlobal(l, callee, node);
  }
  if (ts.isPropertyAccessExpression(callee)) {
    const qualified = qualifiedName(l, callee);
    if (!qualified) return callMethod(l, callee, node);
    return callValue(l, qualified, node);
  }
  if (ts.isIdentifier(callee) && !isLocal(l, callee) && isForeign(l, callee))
    return carryCall(l, [callee.text], [], node);
  return callValue(l, l.expression(callee), node);
}

/** Declared without source that the program has: a function of the host, of a package without code. */
function isForeign(l: Lowering, node: ts.Identifier): boolean {
  const symbol = l.checker.getSymbolAtLocation(node);
  if (symbol && resolveOuter(l, symbol)) return false;
  const declarations = (symbol && resolveAlias(l.checker, symbol).declarations) ?? [];
  return declarations.length > 0 && declarations.every((declared) => declared.getSourceFile().isDeclarationFile);
}

function isLocal(l: Lowering, node: ts.Identifier): boolean {
  const symbol = l.checker.getSymbolAtLocation(node);
  return symbol !== undefined && l.scope.lookup(symbol) !== undefined;
}

function callGlobal(l: Lowering, callee: ts.Identifier, node: ts.CallExpression): FrontValue {
  const { text } = callee;
  if (text === "Array") {
    const made = lowerArrayCall(l, node);
    if (made) return made;
  }
  if (!isGlobalFunction(text)) return carryCall(l, [text], [], node);
  if (text === "String")
    return concatenate(
      l,
      ["String(", ")"],
      node.arguments.map((arg) => l.value(arg)),
    );
  return callValue(l, { kind: "builtin", name: text }, node);
}

function callValue(l: Lowering, callee: FrontValue, node: ts.CallExpression): FrontValue {
  if (isValue(callee)) {
    if (l.isRefused(callee)) return l.refused(node);
    return carryCall(l, ["", ""], [callee], node);
  }
  if (callee.kind === "builtin") {
    const [spread] = node.arguments;
    if (node.arguments.length === 1 && ts.isSpreadElement(spread) && callee.name.startsWith("Math.")) {
      const result = spreadMath(l, callee.name.slice(5), l.value(spread.expression), node);
      return result ?? l.refuse(spread, "AD2015", { text: excerpt(spread.getText()) });
    }
  }
  const args = evaluateArguments(l, callee, node);
  return args ? applyValue(l, callee, args, node) : l.undefined(l.session.types.at(node));
}

/** The arguments in order; those of a rest parameter are still separate, unless one array is spread into it. */
export function evaluateArguments(
  l: Lowering,
  callee: FrontValue | undefined,
  node: ts.CallExpression | ts.NewExpression,
): Argument[] | undefined {
  const args: Argument[] = [];
  for (const arg of node.arguments ?? []) {
    if (!ts.isSpreadElement(arg)) {
      args.push({ value: l.expression(arg), optional: mayBeUndefined(l, arg) });
      continue;
    }
    const spread = spreadArguments(l, callee, arg, args.length, node);
    if (!spread) {
      l.session.report(arg, "AD2015", { text: excerpt(arg.getText()) });
      return undefined;
    }
    args.push(...spread);
  }
  return args;
}

function spreadArguments(
  l: Lowering,
  callee: FrontValue | undefined,
  arg: ts.SpreadElement,
  position: number,
  node: ts.CallExpression | ts.NewExpression,
): Argument[] | undefined {
  const value = l.expression(arg.expression);
  if (!isValue(value)) {
    return value.kind === "tuple" ? value.elements.map((element) => ({ value: element, optional: false })) : undefined;
  }
  if (value.type.kind !== "ref") return undefined;
  const { memory } = value.type;
  if (memory.kind === "record" && memory.tuple) {
    return memory.fields.map((field) => ({ value: l.build.getField(value, field.name), optional: true }));
  }
  if (memory.kind !== "array") return undefined;
  const parameters = callee ? parametersOf(callee) : [];
  if (parameters[position]?.dotDotDotToken && arg === node.arguments?.at(-1)) {
    return [{ value: l.build.copy(value, { type: restType(value.type) }), optional: false, rest: true }];
  }
  const type = l.checker.getTypeAtLocation(arg.expression);
  if (!l.checker.isTupleType(type)) return undefined;
  const { length } = l.checker.getTypeArguments(type as ts.TypeReference);
  return Array.from({ length }, (_, index) => ({ value: l.build.load(value, l.constant(index)), optional: true }));
}

function parametersOf(callee: FrontValue): readonly ts.ParameterDeclaration[] {
  if (isValue(callee)) return [];
  if (callee.kind === "derivative") return callee.operator === "jvp" ? [] : parametersOf(callee.operand);
  return callee.kind === "function" ? callee.node.parameters : [];
}

function restType(type: Type): Type {
  const memory = memoryOf(type);
  if (memory.kind !== "array") return type;
  return {
    kind: "ref",
    memory: { ...memory, container: "Array", element: isNumber(memory.element) ? F64 : memory.element },
  };
}

function mayBeUndefined(l: Lowering, node: ts.Expression): boolean {
  const type = l.checker.getTypeAtLocation(node);
  const flags = ts.TypeFlags.Any | ts.TypeFlags.Unknown | ts.TypeFlags.Undefined | ts.TypeFlags.TypeParameter;
  const members = type.isUnion() ? type.types : [type];
  // Without strict null checks, every type includes undefined.
  return !l.session.strictNulls || members.some((member) => member.flags & flags) || ts.isElementAccessExpression(node);
}

/** Calls a value with evaluated arguments. */
export function applyValue(l: Lowering, callee: FrontValue, args: readonly Argument[], node: ts.Node): FrontValue {
  if (isValue(callee)) return l.refuse(node, "AD2013", { text: excerpt(node.getText()) });
  switch (callee.kind) {
    case "builtin": {
      const result = applyBuiltin(l, callee.name, args, node);
      if (result) return result;
      const values = args.map((arg) => l.toValue(arg.value, node));
      const parts = [`${callee.name}(`, ...values.slice(1).map(() => ", "), ")"];
      return l.build.extern(values.length > 0 ? parts : [`${callee.name}()`], values, l.session.types.at(node), {
        refusal: l.refusal(node, "AD4001", { function: callee.name }),
      });
    }
    case "function":
      return applyFunction(l, callee, args, node);
    case "derivative":
      return callDerivative(l, callee, args, node);
    case "pullback":
      return callPullback(l, callee, args, node);
    case "tuple":
    case "class":
    case "construction":
    case "conflict":
      return l.refuse(node, "AD2013", { text: excerpt(node.getText()) });
  }
}

function applyFunction(l: Lowering, callee: FunctionValue, args: readonly Argument[], node: ts.Node): FrontValue {
  const { name } = callee;
  const declaration = callee.node;
  if (!declaration.body) return l.refuse(node, "AD2020", { function: name });
  const modifiers = ts.getCombinedModifierFlags(declaration as ts.Declaration);
  if (declaration.asteriskToken || modifiers & ts.ModifierFlags.Async) {
    const kind = declaration.asteriskToken ? "generator" : "async function";
    return l.refuse(node, "AD2003", { construct: `the ${kind} \`${name}\`` });
  }
  const bundled = bundleRest(l, callee, args);
  return l.session.calling(name, node, () => {
    if (staysInPlace(l, callee, bundled)) return inline(l, callee, bundled, node);
    return callInstance(l, callee, bundled, node);
  });
}

/**
 * Local closures are lowered in place, so that they read and write the variables around them as they are; so are functions that
 * return a function or are given one that writes to variables here. Recursion needs a function to call.
 */
function staysInPlace(l: Lowering, callee: FunctionValue, args: readonly (Argument | undefined)[]): boolean {
  if (l.inlined.includes(callee.node)) return false;
  if (ts.isConstructorDeclaration(callee.node)) return false;
  if (callee.receiver && !isValue(callee.receiver) && callee.receiver.kind === "construction") return true;
  if (callee.scope) return !isRecursive(l, callee);
  if (returnsFunction(l, callee)) return true;
  return args.some((arg) => {
    const value = arg?.value;
    if (!value || isValue(value)) return false;
    if (value.kind !== "function") return value.kind === "pullback" || value.kind === "tuple";
    return writtenCapture(l, value) !== undefined;
  });
}

function returnsFunction(l: Lowering, callee: FunctionValue): boolean {
  return returnType(l.session, callee.node)?.kind === "fn";
}

function inline(
  l: Lowering,
  callee: FunctionValue,
  args: readonly (Argument | undefined)[],
  node: ts.Node,
): FrontValue {
  const { scope, frame, jumps, inlined, path } = l;
  l.path = `${path}/${l.session.idOf(node)}`;
  enterScope(l, callee);
  l.frame = l.newFrame(returnType(l.session, callee.node) ?? OPAQUE);
  l.jumps = [];
  l.inlined = [...inlined, callee.node];
  try {
    const discardResult = ts.isExpressionStatement(node.parent);
    return lowerActivation(l, callee.node, args, { discardResult }) ?? l.undefined();
  } finally {
    l.scope = scope;
    l.frame = frame;
    l.jumps = jumps;
    l.inlined = inlined;
    l.path = path;
  }
}

const MAX_NESTED_INSTANCES = 8;

function callInstance(
  l: Lowering,
  callee: FunctionValue,
  args: readonly (Argument | undefined)[],
  node: ts.Node,
): FrontValue {
  const written = callee.scope && writtenCapture(l, callee);
  if (written) return l.refuse(node, "AD2016", { function: callee.name, variable: written.name });
  const own = convert(l, callee);
  const captures = [...own.captures];
  let obstacle = own.obstacle;
  const values: Value[] = [];
  const kinds = callee.node.parameters.map((parameter, index): ParamKind => {
    const arg = args[index];
    if (!arg) return { kind: "absent" };
    const { value } = arg;
    if (isValue(value)) {
      const type = paramType(l, value, parameter);
      values.push(l.coerce(value, type, node));
      const optional = arg.optional && !l.isDefinite(value);
      const definite = !optional && l.session.types.isUnknown(l.checker.getTypeAtLocation(parameter.name));
      const exact = l.session.exact.get(value);
      return { kind: "value", type, optional: optional && parameter.initializer !== undefined, definite, exact };
    }
    if (value.kind === "class") return { kind: "class", value };
    if (value.kind === "builtin") return { kind: "builtin", name: value.name };
    if (value.kind === "function" || value.kind === "derivative") {
      const conversion = convert(l, value);
      obstacle ??= conversion.obstacle;
      captures.push(...conversion.captures);
      return { kind: "layout", layout: conversion.layout };
    }
    values.push(l.toValue(value, node));
    return { kind: "value", type: OPAQUE, optional: false };
  });
  if (obstacle !== undefined) return l.refuse(node, "AD2013", { text: obstacle });
  // A function that is given ever new functions by its own recursion has no finite set of instances.
  const nested = l.session.unfinished.filter((instance) => instance.node === callee.node);
  if (nested.length > MAX_NESTED_INSTANCES) return l.refuse(node, "AD2013", { text: callee.name });
  const layout = own.layout as Layout & { readonly value: FunctionValue };
  const func = instanceOf(l.session, l.handlers, layout, kinds);
  return l.build.call(func, [...captures, ...values])[0] ?? l.undefined();
}

/** The argument decides, except where it is of unknown type or a missing value. */
function paramType(l: Lowering, value: Value, parameter: ts.ParameterDeclaration): Type {
  if (isNumber(value.type)) return F64;
  if (value.type.kind !== "opaque") return value.type;
  const declared = l.session.types.at(parameter.name);
  return declared.kind === "fn" ? OPAQUE : declared;
}

/** Arguments beyond a rest parameter become its array; missing ones stay missing. */
export function bundleRest(l: Lowering, callee: FunctionValue, args: readonly Argument[]): (Argument | undefined)[] {
  const { parameters } = callee.node;
  const last = parameters.at(-1);
  const missing = (arg: Argument | undefined): boolean =>
    !arg || (isValue(arg.value) && l.constantOf(arg.value)?.value === undefined && l.isNullishConstant(arg.value));
  if (!last?.dotDotDotToken) return parameters.map((_, index) => (missing(args[index]) ? undefined : args[index]));
  const position = parameters.length - 1;
  const given = args.slice(position);
  const plain = parameters.slice(0, position).map((_, index) => (missing(args[index]) ? undefined : args[index]));
  if (given.length === 1 && given[0].rest) return [...plain, given[0]];
  const declared = l.session.types.at(last.name);
  const values = given.map((arg) => l.toValue(arg.value, last));
  const known =
    declared.kind === "ref" && declared.memory.kind === "array" && declared.memory.element.kind !== "opaque";
  const element =
    known && declared.memory.kind === "array"
      ? declared.memory.element
      : values[0] && isNumber(values[0].type)
        ? F64
        : (values[0]?.type ?? OPAQUE);
  const type: Type = { kind: "ref", memory: { kind: "array", container: "Array", element } };
  const rest = l.build.literal(
    type,
    values.map((value) => l.coerce(value, element, last)),
  );
  return [...plain, { value: rest, optional: false }];
}

function callMethod(l: Lowering, callee: ts.PropertyAccessExpression, node: ts.CallExpression): FrontValue {
  const { expression } = callee;
  const method = callee.name.text;
  const owner = unwrap(expression);
  if (ts.isIdentifier(owner) && isGlobal(l, owner)) {
    if (isTypedArrayName(owner.text) || owner.text === "Array") {
      const made = lowerArrayFunction(l, owner.text, method, node);
      if (made) return made;
    }
    return carryCall(l, [callee.getText()], [], node);
  }
  if (owner.kind === ts.SyntaxKind.SuperKeyword) return callValue(l, superMember(l, callee), node);
  const receiver = l.expression(expression);
  const members = membersNamed(l, receiver, callee.name, callee);
  if (members) return callMember(l, receiver, members, node);
  if (!isValue(receiver)) {
    if (receiver.kind === "function" && method === "call") {
      const [, ...rest] = node.arguments;
      const args = rest.map((arg) => ({ value: l.expression(arg), optional: mayBeUndefined(l, arg) }));
      return applyValue(l, receiver, args, node);
    }
    const onTuple = receiver.kind === "tuple" ? lowerArrayMethod(l, receiver, node, method) : undefined;
    return onTuple ?? l.refuse(node, "AD2010", { text: excerpt(node.getText()) });
  }
  if (isArrayLike(receiver.type)) {
    const made = lowerArrayMethod(l, receiver, node, method);
    if (made) return made;
  }
  if (isNumber(receiver.type) && /^to(Fixed|Precision|Exponential|String|LocaleString)$/.test(method)) {
    const args = node.arguments.map((arg) => l.value(arg));
    const parts = ["", `.${method}(`, ...args.slice(1).map(() => ", "), ...(args.length > 0 ? [")"] : [])];
    if (args.length === 0) parts[1] += ")";
    return concatenate(l, parts, [receiver, ...args]);
  }
  return carryCall(l, ["", `.${method}`], [receiver], node, method);
}

function isArrayLike(type: Type): boolean {
  if (type.kind !== "ref") return false;
  return type.memory.kind === "array" || (type.memory.kind === "record" && type.memory.tuple);
}

/** The arguments are evaluated once, whichever of the members is called. */
function callMember(l: Lowering, receiver: FrontValue, members: Members, node: ts.CallExpression): FrontValue {
  const [first] = members.alternatives;
  if (members.alternatives.length === 1) return callValue(l, memberValue(l, receiver, first.member, node), node);
  const args = evaluateArguments(l, undefined, node);
  if (!args) return l.undefined(l.session.types.at(node));
  return dispatch(l, receiver, members, node, (member) =>
    applyValue(l, memberValue(l, receiver, member, node), args, node),
  );
}

/** `stopGradient(x)`: a number stays a number; memory is copied, so that what is done to it has no derivative either. */
function stopGradient(l: Lowering, node: ts.CallExpression): FrontValue {
  const [arg] = node.arguments;
  const value = arg && l.expression(arg);
  if (!value || !isValue(value)) return value ?? l.undefined();
  if (isNumber(value.type)) return l.build.prim("stopGradient", value);
  if (value.type.kind !== "ref") return value;
  // The user's own import, except where the call is lowered in place into another file.
  const isHere = node.getSourceFile() === l.file;
  const name = isHere ? node.expression.getText() : "stopGradient";
  const uses = isHere ? undefined : ["stopGradient"];
  return l.build.extern([`${name}(`, ")"], [value], value.type, { effect: "reads", uses });
}
