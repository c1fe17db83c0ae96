/** A function that serves as a class, described as a class is. */
import ts from "typescript-6";
import type { Binding } from "../ir/bindings.js";
import type { ClassInfo, ConstructorFunction, DataField, Member, MethodNode } from "./class-info.js";
import type { ConstructorFunctions, Definition, FunctionClass } from "./constructor-functions.js";
import { propertyName } from "./constructor-functions.js";
import { mayReturn } from "./module-scope.js";
import { isNewGuard } from "./new-guards.js";
import { unwrap } from "./syntax.js";

export function describeFunctionClass(
  checker: ts.TypeChecker,
  functions: ConstructorFunctions,
  found: FunctionClass,
  symbol: ts.Symbol,
  base: ClassInfo | undefined,
  isAssigned: (name: string) => boolean,
): ClassInfo {
  const { node } = found;
  const fields: DataField[] = [];
  const members = new Map<string, Member>();
  const statics = new Map<string, Member>();
  const info: ClassInfo = {
    node,
    symbol,
    name: nameOf(node),
    base,
    binding: bindingOf(node),
    isAbstract: false,
    constructorNode: node,
    fields,
    members,
    statics,
  };
  const addField = (field: DataField): void => {
    members.set(field.name, { kind: "field", field, owner: info });
    fields.push(field);
  };
  for (const [name, definition] of found.members) {
    const member = memberOf(functions, found, info, definition);
    if (member.kind !== "constant" || !isAssigned(name)) members.set(name, member);
    else {
      const inherited = member.node;
      const declaration = inherited.parent as ts.Declaration;
      addField({ name, declaration, symbol: undefined, hidden: false, certain: true, inherited });
    }
  }
  for (const [name, definition] of found.statics) {
    const member = memberOf(functions, found, info, definition);
    const isField = member.kind === "constant" || member.kind === "unknown";
    const declaration = definition.kind === "value" && ts.isExpression(definition.node) ? definition.node.parent : node;
    const field = { name, declaration: declaration as ts.Declaration, symbol: undefined, hidden: false };
    statics.set(name, isField ? { kind: "field", field, owner: info } : member);
  }
  const bodies = [node, ...[...members.values()].flatMap(functionsOf)];
  for (const target of bodies.flatMap(assignedProperties)) {
    const name = propertyName(target)!;
    const before = members.get(name);
    if (before?.kind === "field" || before?.kind === "accessor") continue;
    const symbol = checker.getSymbolAtLocation(ts.isPropertyAccessExpression(target) ? target.name : target);
    const certain = !found.isCreated && isAlwaysAssigned(node, name);
    const declaration = target as ts.Node as ts.Declaration;
    // A member of the prototype is seen until the object has one of its own.
    if (before) members.set(name, { kind: "unknown", owner: info });
    else addField({ name, declaration, symbol, hidden: false, certain });
  }
  return info;
}

/** Whether every run of a constructor that makes an object assigns a property of it. */
function isAlwaysAssigned({ body }: ConstructorFunction, name: string): boolean {
  for (const statement of body?.statements ?? []) {
    if (isNewGuard(statement)) continue;
    if (mayReturn(statement)) return false;
    for (let each = ts.isExpressionStatement(statement) ? unwrap(statement.expression) : undefined; each; ) {
      if (!ts.isBinaryExpression(each) || each.operatorToken.kind !== ts.SyntaxKind.EqualsToken) break;
      const target = unwrap(each.left);
      const isOwn = ts.isPropertyAccessExpression(target) || ts.isElementAccessExpression(target);
      if (isOwn && target.expression.kind === ts.SyntaxKind.ThisKeyword && propertyName(target) === name) return true;
      each = unwrap(each.right);
    }
  }
  return false;
}

function functionsOf(member: Member): readonly ts.Node[] {
  if (member.kind === "method") return [member.node];
  return member.kind === "accessor" ? [member.get, member.set].filter((each) => each !== undefined) : [];
}

function memberOf(
  functions: ConstructorFunctions,
  { members }: FunctionClass,
  owner: ClassInfo,
  definition: Definition,
): Member {
  if (definition.kind === "accessor") {
    const [get, set] = [definition.get, definition.set].map((node) => methodNode(functions, node));
    const isKnown =
      (get !== undefined) === (definition.get !== undefined) && (set !== undefined) === (definition.set !== undefined);
    return isKnown ? { kind: "accessor", get, set, owner } : { kind: "unknown", owner };
  }
  if (definition.kind === "unknown") return { kind: "unknown", owner };
  const { node } = definition;
  const method = methodNode(functions, node);
  if (method) return { kind: "method", node: method, owner };
  const inner = ts.isExpression(node) ? unwrap(node) : undefined;
  if (!inner) return { kind: "unknown", owner };
  if (isLiteral(inner)) return { kind: "constant", node: inner, owner };
  // `C.prototype.other = C.prototype.name`
  const name = ts.isPropertyAccessExpression(inner) ? inner.name.text : "";
  const same = /\.prototype\.[\w$]+$/.test(inner.getText()) ? members.get(name) : undefined;
  const alias = same?.kind === "value" && same !== definition ? methodNode(functions, same.node) : undefined;
  return alias ? { kind: "method", node: alias, owner } : { kind: "unknown", owner };
}

function methodNode(functions: ConstructorFunctions, node: ts.Node | undefined): MethodNode | undefined {
  if (!node) return undefined;
  if (ts.isMethodDeclaration(node) || ts.isAccessor(node)) return node;
  if (!ts.isExpression(node)) return undefined;
  const inner = unwrap(node);
  if (ts.isArrowFunction(inner)) return inner;
  return ts.isFunctionExpression(inner) || ts.isIdentifier(inner) ? functions.functionOf(inner) : undefined;
}

function isLiteral(node: ts.Expression): boolean {
  if (ts.isPrefixUnaryExpression(node)) return ts.isNumericLiteral(node.operand);
  return (
    ts.isNumericLiteral(node) ||
    ts.isStringLiteralLike(node) ||
    node.kind === ts.SyntaxKind.TrueKeyword ||
    node.kind === ts.SyntaxKind.FalseKeyword ||
    node.kind === ts.SyntaxKind.NullKeyword
  );
}

type Property = ts.PropertyAccessExpression | ts.ElementAccessExpression;

/** What a function assigns to properties of its `this`, also by another name of it. */
function assignedProperties(node: ts.Node): Property[] {
  const found: Property[] = [];
  const names = new Set<string>();
  const assigned = (target: ts.Expression, seesThis: boolean): void => {
    const inner = unwrap(target);
    if (ts.isArrayLiteralExpression(inner)) for (const each of inner.elements) assigned(each, seesThis);
    else if (ts.isPropertyAccessExpression(inner) || ts.isElementAccessExpression(inner)) {
      const base = unwrap(inner.expression);
      const isSelf = ts.isIdentifier(base) ? names.has(base.text) : seesThis && base.kind === ts.SyntaxKind.ThisKeyword;
      if (isSelf && propertyName(inner) !== undefined) found.push(inner);
    } else if (ts.isIdentifier(inner) && seesThis && isAlias(inner.parent)) names.add(inner.text);
  };
  const visit = (child: ts.Node, seesThis: boolean): void => {
    if (ts.isVariableDeclaration(child) && ts.isIdentifier(child.name) && child.initializer && seesThis) {
      if (standsForThis(child.initializer)) names.add(child.name.text);
    }
    if (ts.isBinaryExpression(child) && child.operatorToken.kind === ts.SyntaxKind.EqualsToken && seesThis) {
      assigned(child.left, seesThis);
    }
    const sees = seesThis && (!ts.isFunctionLike(child) || ts.isArrowFunction(child));
    ts.forEachChild(child, (next) => visit(next, sees));
  };
  ts.forEachChild(node, (child) => visit(child, true));
  return found;
}

function isAlias(node: ts.Node): boolean {
  return ts.isBinaryExpression(node) && standsForThis(node.right);
}

/** `this`, and what compilers write for it: `_super.call(this, x) || this`. */
function standsForThis(node: ts.Expression): boolean {
  const inner = unwrap(node);
  if (inner.kind === ts.SyntaxKind.ThisKeyword) return true;
  if (ts.isBinaryExpression(inner)) {
    return inner.operatorToken.kind === ts.SyntaxKind.BarBarToken && standsForThis(inner.right);
  }
  const [first] = ts.isCallExpression(inner) && /\bcall$/.test(inner.expression.getText()) ? inner.arguments : [];
  return first !== undefined && standsForThis(first);
}

function nameOf(node: ConstructorFunction): string {
  const declared = declarationOf(node);
  if (node.name) return node.name.text;
  if (ts.isVariableDeclaration(declared) && ts.isIdentifier(declared.name)) return declared.name.text;
  return ts.isBinaryExpression(declared) ? (propertyName(declared.left) ?? "class") : "class";
}

function declarationOf(node: ConstructorFunction): ts.Node {
  return ts.isFunctionDeclaration(node) ? node : node.parent;
}

/** A name at the top level of the module that always means the function. */
function bindingOf(node: ConstructorFunction): Binding | undefined {
  const file = node.getSourceFile();
  const named = (name: string): Binding => ({ file: file.fileName, name, constant: true });
  if (ts.isFunctionDeclaration(node)) {
    if (ts.isSourceFile(node.parent) && node.name) return named(node.name.text);
    const outer = returnedAs(node);
    return outer === undefined ? undefined : named(outer);
  }
  const { parent } = node;
  if (ts.isVariableDeclaration(parent) && ts.isIdentifier(parent.name)) {
    return ts.isSourceFile(parent.parent.parent.parent) ? named(parent.name.text) : undefined;
  }
  const isExport =
    ts.isBinaryExpression(parent) &&
    ts.isExpressionStatement(parent.parent) &&
    ts.isSourceFile(parent.parent.parent) &&
    /^(?:module\.)?exports\.[\w$]+$/.test(parent.left.getText());
  return isExport ? named(parent.left.getText()) : undefined;
}

/** `C` in `var C = (function () { function D() {} return D; })()`, where `node` is `D`. */
function returnedAs(node: ts.FunctionDeclaration): string | undefined {
  const around = node.parent.parent;
  if (!ts.isFunctionExpression(around) && !ts.isArrowFunction(around)) return undefined;
  const last = ts.isBlock(around.body) ? around.body.statements.at(-1) : undefined;
  const isReturned =
    last && ts.isReturnStatement(last) && last.expression && unwrap(last.expression).getText() === node.name?.text;
  let call: ts.Node = around.parent;
  while (ts.isParenthesizedExpression(call) || ts.isCallExpression(call)) call = call.parent;
  if (!isReturned || !ts.isVariableDeclaration(call) || !ts.isSourceFile(call.parent.parent.parent)) return undefined;
  return ts.isIdentifier(call.name) ? call.name.text : undefined;
}

/** The symbol that the checker knows the function by. */
export function symbolOfFunction(checker: ts.TypeChecker, node: ConstructorFunction): ts.Symbol | undefined {
  const name = node.name;
  if (ts.isFunctionDeclaration(node)) return name && checker.getSymbolAtLocation(name);
  return checker.getTypeAtLocation(node).getSymbol();
}
