/** Calls: known functions (as instances or in place), functions of the language, methods, unknown code. */
import ts from "typescript-6";
import { excerpt } from "../diagnostics/index.js";
import type { Value } from "../ir/ops.js";
import { F64, isCollectionMemory, isFunctionMemory, leavesOpen, isNumber, OPAQUE, type Type } from "../ir/types.js";
import { arrayOfArguments, evaluateArguments, matchParameters, spreadArguments } from "./arguments.js";
import { usesArguments } from "./arguments-object.js";
import { lowerArrayFunction } from "./array-factories.js";
import { lowerArrayMethod } from "./array-methods.js";
import { lowerArrayCall } from "./arrays.js";
import { isGlobal } from "./globals.js";
import { mapChoice, throwTypeError, withChosen } from "./choices.js";
import { convert, isRecursive, writtenCapture } from "./closures.js";
import { applyConverted, lowerClosureConvert } from "./closure-convert.js";
import { lowerCollectionMethod } from "./collection-methods.js";
import { isCustomOperator } from "./custom-operators.js";
import { applyCustom, lowerCustom } from "./custom-rules.js";
import { foreignWithRule, withDefinedRule } from "./defined-rules.js";
import { isDictionary, readEntry } from "./dictionaries.js";
import { callDerivative, callMap, lowerOperator } from "./derivatives.js";
import { carryCall } from "./foreign.js";
import { asFunction, isUnderConstruction } from "./function-classes.js";
import { callInMemory } from "./functions-in-memory.js";
import { isInertCall } from "./inert-calls.js";
import { enterScope, instanceOf, lowerActivation, type ParamKind, returnType } from "./instances.js";
import { alwaysThrows, type Argument, type Lowering } from "./lowering.js";
import { applyBuiltin, isGlobalFunction } from "./math.js";
import { dispatch, type Members, membersNamed, memberValue, superMember } from "./members.js";
import { returnsMixture } from "./mixtures.js";
import { isFunctionNode, resolveOuter } from "./modules.js";
import { operatorName, packageName, resolveAlias } from "./package-names.js";
import { lowerObjectFunction } from "./object-functions.js";
import { elementsOf, holdsFunctions, writeMember } from "./objects.js";
import { concatenate } from "./operations.js";
import { hasThis, isMadeOfAnother } from "./parts.js";
import { elementAndOwner, qualifiedName, readProperty } from "./properties.js";
import { hasKnownKeys, hasOwn } from "./record-keys.js";
import { symbolOfReference } from "./references.js";
import type { Layout } from "./shapes.js";
import { lowerMapFields } from "./map-fields.js";
import { lowerScan } from "./scan.js";
import { lowerSchedule } from "./scheduled-loops.js";
import { spreadMath } from "./spread-math.js";
import { lowerStructuredClone } from "./structured-clone.js";
import { parametersOf, unwrap } from "./syntax.js";
import { isTypedArrayName } from "./types.js";
import {
  alternativesOf,
  type BuiltinValue,
  type ChoiceValue,
  type CompileTimeValue,
  type FrontValue,
  type FunctionNode,
  type FunctionValue,
  isValue,
  type ObjectValue,
} from "./values.js";

export function lowerCall(l: Lowering, node: ts.CallExpression): FrontValue {
  const callee = unwrap(node.expression);
  const operator = operatorName(l.checker, callee);
  if (operator) return lowerOperator(l, operator, node);
  const name = packageName(l.checker, callee);
  if (name === "stopGradient") return stopGradient(l, node);
  if (name === "scan") return lowerScan(l, node);
  if (isCustomOperator(name)) return lowerCustom(l, name, node);
  const schedule = lowerSchedule(l, node);
  if (schedule) return schedule;
  if (name === "closureConvert") return lowerClosureConvert(l, node);
  if (name === "mapFields") return lowerMapFields(l, node);
  if (callee.kind === ts.SyntaxKind.SuperKeyword) return l.callSuper?.(node) ?? l.refuse(node, "AD2007", {});
  const foreign = foreignWithRule(l, callee);
  if (foreign) return callValue(l, foreign, node);
  if (ts.isIdentifier(callee)) {
    if (callee.text === "eval" && isGlobal(l, callee)) return l.refuse(node, "AD2005", { construct: "eval" });
    const clone = isHostFunction(l, callee, "structuredClone") ? lowerStructuredClone(l, node) : undefined;
    if (clone) return clone;
    if (isGlobal(l, callee) && !isLocal(l, callee)) return callGlobal(l, callee, node);
  }
  if (ts.isPropertyAccessExpression(callee)) {
    const qualified = qualifiedName(l, callee);
    if (!qualified) return callMethod(l, callee, node);
    return isInertCall(l, qualified, node) ? carryCall(l, [callee.getText()], [], node) : callValue(l, qualified, node);
  }
  if (ts.isIdentifier(callee) && !isLocal(l, callee) && isForeign(l, callee)) {
    return carryCall(l, [callee.text], [], node);
  }
  if (ts.isElementAccessExpression(callee) && !ts.isOptionalChain(callee) && !l.pinned.has(callee)) {
    const { element, owner } = elementAndOwner(l, callee);
    return callValue(l, withReceiver(element, owner), node, owner);
  }
  const value = l.expression(callee);
  return ts.isIdentifier(callee) && isInertCall(l, value, node)
    ? carryCall(l, [callee.text], [], node)
    : callValue(l, value, node);
}

/** Declared without source that the program has: a function of the host, of a package without code. */
function isForeign(l: Lowering, node: ts.Identifier): boolean {
  const symbol = l.checker.getSymbolAtLocation(node);
  if (symbol && resolveOuter(l, symbol)) return false;
  const declarations = (symbol && resolveAlias(l.checker, symbol).declarations) ?? [];
  return declarations.length > 0 && declarations.every((declared) => declared.getSourceFile().isDeclarationFile);
}

/** A global function that browsers and Node have: declared by TypeScript's own library, or by that of the host. */
function isHostFunction(l: Lowering, node: ts.Identifier, name: string): boolean {
  if (node.text !== name || isLocal(l, node)) return false;
  const isImported = ((l.checker.getSymbolAtLocation(node)?.flags ?? 0) & ts.SymbolFlags.Alias) !== 0;
  return isGlobal(l, node) || (!isImported && isForeign(l, node));
}

function isLocal(l: Lowering, node: ts.Identifier): boolean {
  const symbol = symbolOfReference(l.checker, node);
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

function callValue(l: Lowering, callee: FrontValue, node: ts.CallExpression, receiver?: FrontValue): FrontValue {
  if (isValue(callee) && !isFunctionMemory(callee.type)) {
    if (l.isRefused(callee)) return l.refused(node);
    return carryCall(l, ["", ""], [callee], node);
  }
  const args = evaluateArguments(l, node.arguments);
  return args ? applyValue(l, callee, args, node, receiver) : l.undefined(l.session.types.at(node));
}

/** Calls a value with evaluated arguments; `receiver`: what a function that comes from memory is called on. */
export function applyValue(
  l: Lowering,
  callee: FrontValue,
  args: readonly Argument[],
  node: ts.Node,
  receiver?: FrontValue,
): FrontValue {
  if (isValue(callee) && isFunctionMemory(callee.type)) return callInMemory(l, callee, args, node, receiver);
  if (isValue(callee)) return l.refuse(node, "AD2013", { text: excerpt(node.getText()) });
  switch (callee.kind) {
    case "builtin": {
      if (args.some((arg) => arg.spread)) return applySpread(l, callee, args, node);
      const result = applyBuiltin(l, callee.name, args, node);
      if (result) return result;
      const values = args.map((arg) => l.toValue(arg.value, node));
      const parts = [`${callee.name}(`, ...values.slice(1).map(() => ", "), ")"];
      return l.build.extern(values.length > 0 ? parts : [`${callee.name}()`], values, l.session.types.at(node), {
        refusal: l.refusal(node, "AD4001", { function: callee.name }),
      });
    }
    case "function": {
      const custom = withDefinedRule(l, callee);
      return custom ? applyCustom(l, custom, args, node) : applyFunction(l, callee, args, node);
    }
    case "derivative":
      return callDerivative(l, callee, args, node);
    case "linearMap":
      return callMap(l, callee, args, node);
    case "bound": {
      const { target, receiver: own } = callee;
      return applyValue(l, withReceiver(target, own), [...callee.args, ...args], node, own);
    }
    case "custom":
      return applyCustom(l, callee, args, node);
    case "converted":
      return applyConverted(l, callee, args, node);
    case "choice":
      return applyChoice(l, callee, args, node, receiver);
    case "class": {
      const plain = asFunction(callee);
      return plain ? applyFunction(l, plain, args, node) : l.refuse(node, "AD2013", { text: excerpt(node.getText()) });
    }
    case "tuple":
    case "construction":
    case "made":
    case "object":
    case "box":
    case "conflict":
      return l.refuse(node, "AD2013", { text: excerpt(node.getText()) });
  }
}

/** `Math.max(...xs)`: a loop over what is spread. */
function applySpread(l: Lowering, { name }: BuiltinValue, args: readonly Argument[], node: ts.Node): FrontValue {
  const list = args.length === 1 ? args[0].value : arrayOfArguments(l, args);
  const result = name.startsWith("Math.") && isValue(list) ? spreadMath(l, name.slice(5), list, node) : undefined;
  return result ?? l.refuse(node, "AD2015", { text: excerpt(node.getText()) });
}

/** Which of the functions it is has been decided before the arguments were evaluated. */
function applyChoice(
  l: Lowering,
  choice: ChoiceValue,
  args: readonly Argument[],
  node: ts.Node,
  receiver?: FrontValue,
): FrontValue {
  const isEffect = ts.isExpressionStatement(node.parent);
  const apply = (chosen: FrontValue): FrontValue | undefined => {
    const result = isNoFunction(l, chosen) ? callOfNothing(l, node) : applyValue(l, chosen, args, node, receiver);
    return isEffect ? undefined : result;
  };
  return withChosen(l, choice, apply, ts.isExpression(node) ? node : undefined) ?? l.undefined();
}

/** Whether a value is certainly nothing that can be called. */
function isNoFunction(l: Lowering, value: FrontValue): boolean {
  if (!isValue(value)) return false;
  const { kind } = value.type;
  return (
    l.isNullishConstant(value) ||
    isNumber(value.type) ||
    kind === "bool" ||
    (kind === "ref" && !isFunctionMemory(value.type))
  );
}

function callOfNothing(l: Lowering, node: ts.Node): FrontValue {
  const callee = ts.isCallExpression(node) ? node.expression : node;
  return throwTypeError(l, `${excerpt(callee.getText())} is not a function`);
}

export function withReceiver(value: FrontValue, receiver: FrontValue | undefined): FrontValue {
  if (!receiver || isValue(value)) return value;
  if (value.kind === "choice") return mapChoice(value, (each) => withReceiver(each, receiver)) ?? value;
  if (value.kind === "class") return asFunction(value, receiver) ?? value;
  return value.kind === "function" && hasThis(value.node) ? { ...value, receiver } : value;
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
  const bundled = matchParameters(l, parametersOf(declaration), args);
  return l.session.calling(name, node, () => {
    if (staysInPlace(l, callee, bundled)) return inline(l, callee, bundled, args, node);
    return callInstance(l, callee, bundled, node);
  });
}

/**
 * Local closures are lowered in place, so that they read and write the variables around them as they are; so are functions that
 * return a function or are given one that writes to variables here. Recursion needs a function to call.
 */
function staysInPlace(l: Lowering, callee: FunctionValue, args: readonly (Argument | undefined)[]): boolean {
  if (l.inlined.includes(callee.node) || callee.outlined) return false;
  if (callee.constructs) return false;
  if (isUnderConstruction(callee.receiver)) return true;
  if (usesArguments(callee.node) || args.some((arg) => isUnderConstruction(arg?.value))) return true;
  // What makes functions may name itself in them, as in `make.with = (k) => make(k)`: that is no recursion yet.
  if (returnsFunction(l, callee)) return true;
  if (!callee.scope && returnsMixture(l.checker, callee.node)) return !isRecursive(l, callee);
  if (callee.scope) return !isRecursive(l, callee);
  return args.some((arg) => {
    const value = arg?.value;
    return value && !isValue(value) ? writtenCapture(l, value) !== undefined : false;
  });
}

function returnsFunction(l: Lowering, callee: FunctionValue): boolean {
  const signature = l.checker.getSignatureFromDeclaration(callee.node);
  const type = signature && l.checker.getReturnTypeOfSignature(signature);
  if (type === undefined) return false;
  return (
    holdsFunctions(l, type) ||
    (l.session.types.isUnknown(type) && returned(callee.node).some((each) => makesFunction(l, each)))
  );
}

/** What a function returns, without what functions in it do. */
function returned({ body }: FunctionNode): ts.Expression[] {
  if (!body) return [];
  if (!ts.isBlock(body)) return [body];
  const found: ts.Expression[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node)) return;
    if (ts.isReturnStatement(node) && node.expression) found.push(node.expression);
    ts.forEachChild(node, visit);
  };
  visit(body);
  return found;
}

/** Whether an expression is a function by its text, or names a constant that is. */
function makesFunction(l: Lowering, node: ts.Expression): boolean {
  const inner = unwrap(node);
  if (ts.isCallExpression(inner)) {
    const callee = unwrap(inner.expression);
    return operatorName(l.checker, callee) !== undefined || isCustomOperator(packageName(l.checker, callee));
  }
  if (!ts.isIdentifier(inner)) return isFunctionNode(inner);
  const declaration = l.checker.getSymbolAtLocation(inner)?.valueDeclaration;
  if (!declaration || !ts.isVariableDeclaration(declaration)) return false;
  const isConst = (ts.getCombinedNodeFlags(declaration) & ts.NodeFlags.Constant) !== 0;
  return (
    isConst &&
    declaration.initializer !== undefined &&
    !ts.isIdentifier(declaration.initializer) &&
    makesFunction(l, declaration.initializer)
  );
}

function inline(
  l: Lowering,
  callee: FunctionValue,
  args: readonly (Argument | undefined)[],
  given: readonly Argument[],
  node: ts.Node,
): FrontValue {
  const { scope, frame, jumps, inlined, path } = l;
  l.path = `${path}/${l.session.idOf(node)}`;
  enterScope(l, callee);
  l.frame = l.newFrame(returnType(l.session, callee.node) ?? OPAQUE, returnsMixture(l.checker, callee.node));
  l.jumps = [];
  l.inlined = [...inlined, callee.node];
  try {
    const discardResult = ts.isExpressionStatement(node.parent);
    return lowerActivation(l, callee.node, args, { discardResult, given }) ?? l.undefined();
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
  if (returnsMixture(l.checker, callee.node)) return l.refuse(node, "AD4003", { text: callee.name });
  const written = callee.scope && writtenCapture(l, callee);
  // As memory, the variable is the same one in all activations.
  if (written?.site !== undefined && l.session.escape(written.site))
    return l.undefined(returnType(l.session, callee.node));
  if (written) return l.refuse(node, "AD2016", { function: callee.name, variable: written.name });
  const own = convert(l, callee);
  const captures = [...own.captures];
  let obstacle = own.obstacle;
  const values: Value[] = [];
  const kinds = parametersOf(callee.node).map((parameter, index): ParamKind => {
    const arg = args[index];
    if (!arg) return { kind: "absent" };
    // Recursion that makes ever other functions would need ever other instances.
    const isEndless = isMadeOfAnother(l.checker, l.env, arg.value);
    const value = isEndless ? l.toValue(arg.value, node) : arg.value;
    if (isValue(value)) {
      const type = paramType(l, value, parameter);
      values.push(l.coerce(value, type, node));
      const optional = arg.optional && !l.isDefinite(value);
      // Comments of JavaScript say what may be given, not what is.
      const isComment = (parameter.flags & ts.NodeFlags.JavaScriptFile) !== 0;
      const isUnknown = isComment || l.session.types.isUnknown(l.checker.getTypeAtLocation(parameter.name));
      const definite = !optional && isUnknown;
      const exact = l.session.exact.get(value);
      return { kind: "value", type, optional: optional && parameter.initializer !== undefined, definite, exact };
    }
    if (value.kind === "class") return { kind: "class", value };
    const conversion = convert(l, value);
    obstacle ??= conversion.obstacle;
    captures.push(...conversion.captures);
    return { kind: "layout", layout: conversion.layout, optional: arg.optional };
  });
  if (obstacle !== undefined) return l.refuse(node, "AD2013", { text: obstacle });
  // A function that is given ever new functions by its own recursion has no finite set of instances.
  const nested = l.session.unfinished.filter((instance) => instance.node === callee.node);
  if (nested.length > MAX_NESTED_INSTANCES) return l.refuse(node, "AD2013", { text: callee.name });
  const layout = own.layout as Layout & { readonly value: FunctionValue };
  const func = instanceOf(l.session, l.handlers, layout, kinds);
  const [result] = l.build.call(func, [...captures, ...values]);
  if (alwaysThrows(func.body)) l.never();
  return result ?? l.undefined();
}

/** The argument decides, except where it is of unknown type or a missing value. */
function paramType(l: Lowering, value: Value, parameter: ts.ParameterDeclaration): Type {
  if (isNumber(value.type)) return F64;
  if (value.type.kind !== "opaque") return value.type;
  const declared = l.session.types.at(parameter.name);
  return leavesOpen(declared) ? OPAQUE : declared;
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
    const ofObject = owner.text === "Object" ? lowerObjectFunction(l, method, node) : undefined;
    return ofObject ?? carryCall(l, [callee.getText()], [], node);
  }
  if (owner.kind === ts.SyntaxKind.SuperKeyword) return callValue(l, superMember(l, callee), node);
  const receiver = l.expression(expression);
  const members = membersNamed(l, receiver, callee.name, callee);
  if (members) return callMember(l, receiver, members, node);
  if (!isValue(receiver)) return callKnown(l, receiver, callee, node);
  if (method === "hasOwnProperty" && node.arguments.length === 1 && hasKnownKeys(receiver))
    return hasOwn(l, receiver, l.value(node.arguments[0]));
  if (isDictionary(receiver)) return callValue(l, readEntry(l, receiver, l.constant(method)), node, receiver);
  if (isCollectionMemory(receiver.type)) return lowerCollectionMethod(l, receiver, method, node);
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
  const stored = functionField(l, receiver, method);
  if (stored) return callValue(l, stored, node, receiver);
  if (isFunctionMemory(receiver.type) && isFunctionMethod(method)) {
    const [thisArg, ...args] = evaluateArguments(l, node.arguments) ?? [];
    return throughMethod(l, method, receiver, thisArg, args, node);
  }
  return carryCall(l, ["", `.${method}`], [receiver], node, method);
}

/** A function in a field of a record. */
function functionField(l: Lowering, record: Value, name: string): Value | undefined {
  const memory = record.type.kind === "ref" && record.type.memory.kind === "record" ? record.type.memory : undefined;
  const field = memory?.classes?.areFunctions ? undefined : memory?.fields.find((each) => each.name === name);
  return field && isFunctionMemory(field.type) ? l.build.getField(record, name) : undefined;
}

function isFunctionMethod(name: string): name is "call" | "apply" | "bind" {
  return name === "call" || name === "apply" || name === "bind";
}

/** A method of something that is known at compile time. */
function callKnown(
  l: Lowering,
  receiver: CompileTimeValue,
  callee: ts.PropertyAccessExpression,
  node: ts.CallExpression,
): FrontValue {
  const method = callee.name.text;
  const isFunction = alternativesOf(receiver).every((each) => !isValue(each) && each.kind !== "object");
  if (isFunction && isFunctionMethod(method)) {
    const [thisArg, ...args] = evaluateArguments(l, node.arguments) ?? [];
    return throughMethod(l, method, receiver, thisArg, args, node);
  }
  if (receiver.kind === "choice" && alternativesOf(receiver).every((each) => isArrayOf(l, each))) {
    const call = (chosen: FrontValue): FrontValue =>
      (isValue(chosen) ? lowerArrayMethod(l, chosen, node, method) : undefined) ??
      callKnown(l, chosen as CompileTimeValue, callee, node);
    return withChosen(l, receiver, call, node);
  }
  if (receiver.kind === "object" && receiver.isArray && method === "push") return pushFunctions(l, receiver, node);
  const elements = elementsOf(l, receiver);
  const overElements = elements && lowerArrayMethod(l, { kind: "tuple", elements }, node, method);
  if (overElements) return overElements;
  const member = l.at(callee, () => readProperty(l, receiver, method, callee, () => l.session.types.at(callee)));
  return callValue(l, withReceiver(member, receiver), node, receiver);
}

function isArrayOf(l: Lowering, value: FrontValue): boolean {
  return isValue(value) ? isArrayLike(value.type) : elementsOf(l, value) !== undefined;
}

function pushFunctions(l: Lowering, array: ObjectValue, node: ts.CallExpression): FrontValue {
  const args = evaluateArguments(l, node.arguments) ?? [];
  for (const { value, spread } of args) {
    const isKnown = !spread && writeMember(l, array, String(array.members.size), value);
    if (isKnown) continue;
    // The array is about to be made anew, as memory.
    if (array.site !== undefined && l.session.escape(array.site)) return l.undefined(F64);
    return l.refuse(node, "AD2014", { text: excerpt(node.arguments[0].getText()) });
  }
  return l.constant(array.members.size);
}

/** `f.call(receiver, ...args)`, `f.apply(receiver, args)`, `f.bind(receiver, ...args)`. */
function throughMethod(
  l: Lowering,
  method: "call" | "apply" | "bind",
  target: FrontValue,
  thisArg: Argument | undefined,
  args: readonly Argument[],
  node: ts.CallExpression,
): FrontValue {
  if (thisArg?.spread) return l.refuse(node, "AD2015", { text: excerpt(node.getText()) });
  const receiver = thisArg?.value;
  if (method === "bind") {
    if (args.some((arg) => arg.spread)) return l.refuse(node, "AD2015", { text: excerpt(node.getText()) });
    return { kind: "bound", target, receiver, args };
  }
  if (method === "call") return applyValue(l, withReceiver(target, receiver), args, node, receiver);
  const [list] = args;
  const isGiven = list !== undefined && !l.isNullishConstant(list.value);
  const spread = isGiven ? spreadArguments(l, list.value, node.arguments[1]) : [];
  if (!spread) return l.refuse(node, "AD2015", { text: excerpt(node.getText()) });
  return applyValue(l, withReceiver(target, receiver), spread, node, receiver);
}

function isArrayLike(type: Type): boolean {
  if (type.kind !== "ref") return false;
  return type.memory.kind === "array" || (type.memory.kind === "record" && type.memory.tuple);
}

/** The arguments are evaluated once, whichever of the members is called. */
function callMember(l: Lowering, receiver: FrontValue, members: Members, node: ts.CallExpression): FrontValue {
  const [first] = members.alternatives;
  if (members.alternatives.length === 1 && !members.isOpen)
    return callValue(l, memberValue(l, receiver, first.member, node), node, receiver);
  const args = evaluateArguments(l, node.arguments);
  if (!args) return l.undefined(l.session.types.at(node));
  return dispatch(l, receiver, members, node, (member) =>
    applyValue(l, memberValue(l, receiver, member, node), args, node, receiver),
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
