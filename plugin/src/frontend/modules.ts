/** Names outside of the function being lowered: module bindings, imports, enums, functions, operators. */
import ts from "typescript-6";
import type { Binding } from "../ir/bindings.js";
import type { Constant, Value } from "../ir/ops.js";
import { F64, FN, INT, type Type } from "../ir/types.js";
import { isReassigned } from "./references.js";
import type { ClassInfo, ConstructorFunction } from "./class-info.js";
import { isExportsObject } from "./commonjs.js";
import type { Lowering } from "./lowering.js";
import { primitiveDeclared } from "./library-primitives.js";
import { mathConstant } from "./math-constants.js";
import { isCustomOperator } from "./custom-operators.js";
import { moduleFunctions, withoutEffect } from "./module-functions.js";
import type { Target } from "./module-graph.js";
import { innerAccessors, innerBinding } from "./inner-bindings.js";
import { givenTo, isDeclaredOnce, isModuleBody, runsOnce } from "./module-scope.js";
import { libraryFunction, operatorName, packageName, resolveAlias } from "./package-names.js";
import { unwrap } from "./syntax.js";
import { type ClassValue, type FrontValue, type FunctionNode, isValue, Scope } from "./values.js";

/** The declaration of a variable or function at the top level of a module. */
export function moduleDeclaration(symbol: ts.Symbol): ts.Declaration | undefined {
  // Of functions of one name, which CommonJS may have, the last counts.
  return [...(symbol.declarations ?? [])].reverse().find((node) => {
    if (ts.isFunctionDeclaration(node)) return ts.isSourceFile(node.parent) && node.body !== undefined;
    if (ts.isClassDeclaration(node) || ts.isEnumDeclaration(node)) return ts.isSourceFile(node.parent);
    if (ts.isExportAssignment(node)) return true;
    const declaration = ts.isBindingElement(node) ? ts.findAncestor(node, ts.isVariableDeclaration) : node;
    return (
      declaration !== undefined &&
      ts.isVariableDeclaration(declaration) &&
      ts.isVariableStatement(declaration.parent.parent) &&
      ts.isSourceFile(declaration.parent.parent.parent)
    );
  });
}

export function isModuleLevel(l: Lowering, symbol: ts.Symbol): boolean {
  const file = moduleDeclaration(resolveAlias(l.checker, symbol))?.getSourceFile();
  // What a script declares (the language's own objects) is in scope everywhere.
  return file !== undefined && (!file.isDeclarationFile || ts.isExternalModule(file));
}

/** Declared inside a function: nothing outside of that function's activation can name it. */
export function isLocal(symbol: ts.Symbol): boolean {
  const node = symbol.valueDeclaration;
  if (!node || !(ts.isVariableDeclaration(node) || ts.isParameter(node) || ts.isBindingElement(node))) return false;
  return ts.findAncestor(node, ts.isFunctionLike) !== undefined;
}

function isConstDeclaration(node: ts.Declaration): boolean {
  if (ts.isFunctionDeclaration(node)) return true;
  return (ts.getCombinedNodeFlags(node) & ts.NodeFlags.Constant) !== 0;
}

/** Whether something else is assigned to the name of a function. */
function isReplaced(l: Lowering, node: ts.Declaration, symbol: ts.Symbol): boolean {
  return ts.isFunctionDeclaration(node) && isReassigned(l.checker, symbol);
}

/** Also `var f = function () { ... }`, if nothing else is ever assigned to it. */
function isConstantVariable(l: Lowering, node: ts.VariableDeclaration, symbol: ts.Symbol): boolean {
  return isConstDeclaration(node) || !isReassigned(l.checker, symbol);
}

export function isFunctionNode(node: ts.Node): node is FunctionNode {
  return ts.isFunctionDeclaration(node) || ts.isFunctionExpression(node) || ts.isArrowFunction(node);
}

/** The name of a function for messages and for the names of generated functions. */
export function functionName(node: FunctionNode): string {
  if (node.name && ts.isIdentifier(node.name)) return node.name.text;
  const { parent } = node;
  if (ts.isVariableDeclaration(parent) && ts.isIdentifier(parent.name)) return parent.name.text;
  if (ts.isPropertyAssignment(parent) && ts.isIdentifier(parent.name)) return parent.name.text;
  return UNNAMED;
}

/** The binding at the top level of a module that names a function. */
export function moduleBinding(node: FunctionNode): Binding | undefined {
  const named = ts.isVariableDeclaration(node.parent) ? node.parent : node;
  const isTop = ts.isVariableDeclaration(named)
    ? isConstDeclaration(named) && ts.isSourceFile(named.parent.parent.parent)
    : ts.isFunctionDeclaration(node) && ts.isSourceFile(node.parent);
  const name = ts.getNameOfDeclaration(named);
  if (!isTop || !name || !ts.isIdentifier(name)) return undefined;
  return { file: node.getSourceFile().fileName, name: name.text, constant: true };
}

/** The name of a function that has none. */
export const UNNAMED = "lambda";

/** A binding of a module as a value read where the function runs, of type `as` if given; nothing if it is not in the program's sources. */
export function globalBinding(l: Lowering, symbol: ts.Symbol, as?: Type): Value | undefined {
  const resolved = resolveAlias(l.checker, symbol);
  const node = moduleDeclaration(resolved);
  if (!node || ts.isExportAssignment(node) || node.getSourceFile().isDeclarationFile) return undefined;
  const name = ts.getNameOfDeclaration(node);
  if (!name || !ts.isIdentifier(name)) return undefined;
  const binding = {
    file: node.getSourceFile().fileName,
    name: name.text,
    constant: isConstDeclaration(node) && !isReplaced(l, node, resolved),
    length: ts.isVariableDeclaration(node) && node.initializer ? lengthOf(node.initializer, name.text) : undefined,
  };
  if (as) return l.build.global(binding, as);
  const type = l.checker.getTypeOfSymbolAtLocation(resolved, name);
  const isWhole = binding.constant && type.isNumberLiteral() && Number.isInteger(type.value);
  const own = isWhole ? INT : l.session.types.of(type);
  const made = own.kind === "opaque" && ts.isVariableDeclaration(node) ? instanceMade(l, node.initializer) : undefined;
  return l.build.global(binding, made ?? own);
}

/** The type of what `new C(...)` and `Object.create(C.prototype)` make, where the checker does not know it. */
function instanceMade(l: Lowering, initializer: ts.Expression | undefined): Type | undefined {
  const inner = initializer && unwrap(initializer);
  if (!inner) return undefined;
  const isCreated = ts.isCallExpression(inner) && inner.expression.getText() === "Object.create";
  const [prototype] = isCreated ? inner.arguments : [];
  const held = prototype && ts.isPropertyAccessExpression(prototype) ? prototype.expression : undefined;
  const owner = ts.isNewExpression(inner) ? inner.expression : held;
  const symbol = owner && ts.isIdentifier(owner) ? l.checker.getSymbolAtLocation(owner) : undefined;
  const info = symbol && l.session.classes.of(resolveAlias(l.checker, symbol));
  return info && l.session.types.instances.ofClass(info);
}

/** Of `[0, 0]`, if nothing in the file resizes it, and `new Float64Array(2)`. */
function lengthOf(node: ts.Expression, name: string): number | undefined {
  const inner = unwrap(node);
  if (ts.isArrayLiteralExpression(inner)) {
    const resized = new RegExp(`\\b${name.replaceAll("$", "\\$")}\\.(?:push|pop|shift|unshift|splice|length *=[^=])`);
    const isFixed = !inner.elements.some(ts.isSpreadElement) && !resized.test(node.getSourceFile().text);
    return isFixed ? inner.elements.length : undefined;
  }
  const [length] = ts.isNewExpression(inner) ? (inner.arguments ?? []) : [];
  return length && ts.isNumericLiteral(length) ? Number(length.text) : undefined;
}

/** The value of a name that is not a local: undefined if the front end does not know it. */
export function resolveOuter(l: Lowering, symbol: ts.Symbol): FrontValue | undefined {
  const primitive = libraryFunction(l.checker, symbol);
  if (primitive) return primitive;
  const target = leadsElsewhere(l, symbol) ? l.session.modules.ofSymbol(symbol) : undefined;
  const known = target && targetValue(l, target, symbol.name);
  const isInner = symbol.valueDeclaration !== undefined && isDeclaredOnce(symbol.valueDeclaration);
  return target && !isInner ? known : (known ?? resolveDeclared(l, symbol));
}

/** Whether the checker does not see the code behind a name: it sees declarations, CommonJS or nothing. */
function leadsElsewhere(l: Lowering, symbol: ts.Symbol): boolean {
  const resolved = resolveAlias(l.checker, symbol);
  const node = moduleDeclaration(resolved);
  if (node) return node.getSourceFile().isDeclarationFile || isRequired(node);
  return !resolved.declarations?.some((each) => ts.isEnumMember(each) || ts.isFunctionExpression(each));
}

/** A variable that is given what another module exports. */
function isRequired(node: ts.Declaration): boolean {
  const declaration = ts.findAncestor(node, ts.isVariableDeclaration);
  return declaration?.initializer !== undefined && /\brequire\b/.test(declaration.initializer.getText());
}

/** The value of what a module exports; undefined for objects and modules, whose members are named one by one. */
export function targetValue(l: Lowering, target: Target, name: string): FrontValue | undefined {
  if (target.kind === "module") return undefined;
  const { node } = target;
  const served = isServing(node) ? servedClass(l.session.classes.ofNode(node)) : undefined;
  if (served) return served;
  if (isFunctionNode(node))
    return primitiveDeclared(node) ?? { kind: "function", node, scope: undefined, name: namedOr(node, name) };
  const info = ts.isClassLike(node) ? l.session.classes.ofNode(node) : undefined;
  if (info) return { kind: "class", info, scope: undefined };
  const symbol = ts.isIdentifier(node)
    ? undefined
    : l.checker.getSymbolAtLocation(ts.getNameOfDeclaration(node as ts.Declaration) ?? node);
  if (symbol && (moduleDeclaration(symbol) ?? symbol.valueDeclaration) === node) return resolveDeclared(l, symbol);
  if (!ts.isExpression(node)) return undefined;
  const constant = literalConstant(l, node, name) ?? (ts.isCallExpression(node) ? madeFunction(l, node) : undefined);
  if (constant) return constant;
  if (ts.isPropertyAccessExpression(node) || ts.isIdentifier(node)) return aliasedFunction(l, node);
  const binding = exportedProperty(node);
  return binding && l.build.global(binding, l.session.types.at(node));
}

function isServing(node: ts.Node): node is ConstructorFunction {
  return ts.isFunctionDeclaration(node) || ts.isFunctionExpression(node);
}

/** A function that serves as a class, if there is one of it. */
function servedClass(info: ClassInfo | undefined): ClassValue | undefined {
  return info && isServing(info.node) && runsOnce(info.node) ? { kind: "class", info, scope: undefined } : undefined;
}

function namedOr(node: FunctionNode, name: string): string {
  const own = functionName(node);
  return own === UNNAMED ? name : own;
}

/** `exports.name`, where a module computes `exports.name = ...` and reads it nowhere else by a name of its own. */
function exportedProperty(node: ts.Expression): Binding | undefined {
  const { parent } = node;
  if (!ts.isBinaryExpression(parent) || !ts.isPropertyAccessExpression(parent.left)) return undefined;
  const { expression, name } = parent.left;
  if (!isExportsObject(expression)) return undefined;
  return { file: node.getSourceFile().fileName, name: `${expression.getText()}.${name.text}`, constant: true };
}

function resolveDeclared(l: Lowering, symbol: ts.Symbol): FrontValue | undefined {
  const resolved = resolveAlias(l.checker, symbol);
  const constant = enumMember(l.checker, resolved);
  if (constant !== undefined) return l.constant(constant);
  const own = resolved.valueDeclaration;
  const served = servedClass(l.session.classes.of(resolved));
  if (served) return served;
  if (own && ts.isFunctionExpression(own)) return { kind: "function", node: own, scope: undefined, name: symbol.name };
  const node = moduleDeclaration(resolved);
  if (!node) return declaredOnce(l, resolved);
  if (node.getSourceFile().isDeclarationFile) return undefined;
  const info = l.session.classes.of(resolved);
  if (info) return { kind: "class", info, scope: undefined };
  if (isReplaced(l, node, resolved)) return globalBinding(l, resolved);
  if (isFunctionNode(node))
    return primitiveDeclared(node) ?? { kind: "function", node, scope: undefined, name: functionName(node) };
  if (ts.isExportAssignment(node)) {
    const inner = unwrap(node.expression);
    if (isFunctionNode(inner)) return { kind: "function", node: inner, scope: undefined, name: functionName(inner) };
    return ts.isIdentifier(inner) ? aliasedFunction(l, inner) : undefined;
  }
  if (ts.isBindingElement(node)) return mathMember(l, node) ?? globalBinding(l, resolved);
  if (!ts.isVariableDeclaration(node) || !node.initializer || !isConstantVariable(l, node, resolved)) {
    return globalBinding(l, resolved);
  }
  const known = constantInitializer(l, node.initializer, node);
  return (
    known ??
    moduleFunctions(l, node.initializer, () => globalBinding(l, resolved), hasRule(l, node.initializer)) ??
    globalBinding(l, resolved)
  );
}

/** Whether an expression gives a function a rule: in JavaScript the checker may find that its types do not fit. */
function hasRule(l: Lowering, node: ts.Expression): boolean {
  const inner = unwrap(node);
  return ts.isCallExpression(inner) && isCustomOperator(packageName(l.checker, inner.expression));
}

/** What a function that runs once declares: a function, a constant, what it is given for a parameter. */
function declaredOnce(l: Lowering, symbol: ts.Symbol): FrontValue | undefined {
  const node = symbol.valueDeclaration;
  if (!node) return undefined;
  if (isReassigned(l.checker, symbol)) return innerState(l, node);
  if (ts.isFunctionDeclaration(node)) {
    // Of functions of one name the last counts.
    const last = symbol.declarations?.filter(ts.isFunctionDeclaration).at(-1) ?? node;
    return last.body && isModuleBody(last.parent)
      ? { kind: "function", node: last, scope: undefined, name: symbol.name }
      : undefined;
  }
  if (ts.isParameter(node)) {
    const given = givenTo(node);
    const target = given && l.session.modules.ofExpression(given);
    const known = (target && targetValue(l, target, symbol.name)) ?? (given && constantInitializer(l, given, node));
    return known ?? innerValue(l, node);
  }
  if (ts.isBindingElement(node)) return mathMember(l, node) ?? innerValue(l, node);
  if (!ts.isVariableDeclaration(node) || !node.initializer || !isDeclaredOnce(node)) return undefined;
  const { initializer } = node;
  const known = constantInitializer(l, initializer, node) ?? literalConstant(l, unwrap(initializer), symbol.name);
  return (
    known ?? moduleFunctions(l, initializer, () => innerValue(l, node), hasRule(l, initializer)) ?? innerValue(l, node)
  );
}

/** What a variable of a function that runs once holds, where it always holds the same. */
function innerValue(l: Lowering, node: ts.Declaration): Value | undefined {
  const binding = innerBinding(node);
  return binding && l.build.global(binding, typeOfBinding(l, node));
}

/** As `innerValue`, where it is assigned again. */
function innerState(l: Lowering, node: ts.Declaration): Value | undefined {
  const accessors = innerAccessors(node);
  if (!accessors) return undefined;
  return l.build.extern(["", "()"], [l.build.global(accessors.get, FN)], typeOfBinding(l, node), { effect: "reads" });
}

function typeOfBinding(l: Lowering, node: ts.Declaration): Type {
  const own = l.session.types.at(ts.getNameOfDeclaration(node)!);
  const made = ts.isVariableDeclaration(node) ? instanceMade(l, node.initializer) : undefined;
  return own.kind === "opaque" ? (made ?? own) : own;
}

export function enumMember(checker: ts.TypeChecker, symbol: ts.Symbol): Constant {
  const node = symbol.declarations?.find(ts.isEnumMember);
  return node && checker.getConstantValue(node);
}

/** `sin` of `const { sin } = Math`. */
export function mathMember(l: Lowering, node: ts.BindingElement): FrontValue | undefined {
  const declaration = node.parent.parent;
  if (!ts.isVariableDeclaration(declaration) || !declaration.initializer) return undefined;
  if (!ts.isIdentifier(declaration.initializer) || declaration.initializer.text !== "Math") return undefined;
  const key = node.propertyName ?? node.name;
  if (!ts.isIdentifier(key)) return undefined;
  const constant = mathConstant("Math", key.text);
  if (constant !== undefined) return l.constant(constant, F64, key.text);
  return { kind: "builtin", name: `Math.${key.text}` };
}

/** What the initialiser of a module constant says at compile time: a function, a derivative, a literal of another file. */
function constantInitializer(
  l: Lowering,
  initializer: ts.Expression,
  node: ts.VariableDeclaration | ts.ParameterDeclaration,
): FrontValue | undefined {
  const inner = unwrap(initializer);
  const name = ts.isIdentifier(node.name) ? node.name.text : UNNAMED;
  if (isFunctionNode(inner)) return { kind: "function", node: inner, scope: undefined, name };
  const info = ts.isClassExpression(inner) ? l.session.classes.ofNode(inner) : undefined;
  if (info) return { kind: "class", info, scope: undefined };
  if (ts.isCallExpression(inner) && operatorName(l.checker, inner.expression)) return atModuleLevel(l, inner);
  if (ts.isIdentifier(inner) || ts.isPropertyAccessExpression(inner)) {
    const value = aliasedFunction(l, inner);
    if (value) return value;
  }
  if (ts.isCallExpression(inner)) {
    const made = madeFunction(l, inner);
    if (made) return made;
  }
  return node.getSourceFile() === l.file ? undefined : literalConstant(l, inner, name);
}

/** The function that a call makes when the module is loaded; what is computed on the way is pure, so it may be computed again. */
function madeFunction(l: Lowering, node: ts.CallExpression): FrontValue | undefined {
  if (!mayBeFunction(l.checker.getTypeAtLocation(node))) return undefined;
  const { scope } = l;
  // It may be named within itself.
  l.scope = new Scope();
  const value = withoutEffect(l, node);
  l.scope = scope;
  return isValue(value) ? undefined : value;
}

function mayBeFunction(type: ts.Type): boolean {
  const isAny = (type.flags & ts.TypeFlags.Any) !== 0;
  return isAny || type.getCallSignatures().length > 0 || type.getConstructSignatures().length > 0;
}

function atModuleLevel(l: Lowering, node: ts.Expression): FrontValue {
  return l.expression(node);
}

/** `const f = g` and `const f = Math.sin` at module level. */
function aliasedFunction(l: Lowering, node: ts.Identifier | ts.PropertyAccessExpression): FrontValue | undefined {
  if (ts.isPropertyAccessExpression(node)) {
    const isMath = ts.isIdentifier(node.expression) && node.expression.text === "Math";
    const isCallable = l.checker.getTypeAtLocation(node).getCallSignatures().length > 0;
    if (isMath) return isCallable ? { kind: "builtin", name: node.getText() } : undefined;
    const target = l.session.modules.ofExpression(node);
    const member = target && targetValue(l, target, node.name.text);
    return isValue(member) ? undefined : member;
  }
  if (!mayBeFunction(l.checker.getTypeAtLocation(node))) return undefined;
  const symbol = l.checker.getSymbolAtLocation(node);
  const value = symbol && resolveOuter(l, symbol);
  return isValue(value) ? undefined : value;
}

function literalConstant(l: Lowering, node: ts.Expression, name: string): FrontValue | undefined {
  if (ts.isNumericLiteral(node)) return l.constant(Number(node.text), undefined, name);
  if (ts.isStringLiteralLike(node)) return l.constant(node.text, undefined, name);
  if (node.kind === ts.SyntaxKind.TrueKeyword) return l.constant(true, undefined, name);
  if (node.kind === ts.SyntaxKind.FalseKeyword) return l.constant(false, undefined, name);
  if (
    ts.isPrefixUnaryExpression(node) &&
    node.operator === ts.SyntaxKind.MinusToken &&
    ts.isNumericLiteral(node.operand)
  ) {
    return l.constant(-Number(node.operand.text), undefined, name);
  }
  return undefined;
}
