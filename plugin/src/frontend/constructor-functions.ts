/**
 * Functions of JavaScript that serve as classes: what their module makes of them by assigning to their prototypes and to them,
 * by hand or as compilers write it. A class that is made in any other way is none.
 */
import ts from "typescript-6";
import type { ConstructorFunction } from "./class-info.js";
import { givenTo, returnedOnce, runsOnce } from "./module-scope.js";
import { isReassigned, symbolOfReference } from "./references.js";
import { isAssignmentOperator, unwrap } from "./syntax.js";

export type Definition =
  | { readonly kind: "value"; readonly node: ts.Expression | ts.MethodDeclaration }
  | { readonly kind: "accessor"; readonly get: ts.Node | undefined; readonly set: ts.Node | undefined }
  /** It depends on what runs. */
  | { readonly kind: "unknown" };

export class FunctionClass {
  base: ts.Expression | undefined;
  readonly members = new Map<string, Definition>();
  readonly statics = new Map<string, Definition>();
  /** Objects of it are made without its constructor: `Object.create(C.prototype)`. */
  isCreated = false;
  /** Something is done to its prototype that is not understood. */
  isOpaque = false;

  constructor(readonly node: ConstructorFunction) {}

  define(table: Map<string, Definition>, name: string, definition: Definition, at: ts.Node): void {
    table.set(name, table.has(name) || !isCertain(at) ? { kind: "unknown" } : definition);
  }
}

/** Where a name leads that is not declared beside what it is used for. */
type Elsewhere = (node: ts.Expression) => ts.Node | undefined;

export class ConstructorFunctions {
  private readonly found = new Map<ConstructorFunction, FunctionClass>();
  private readonly following = new Set<ts.Node>();

  constructor(
    program: ts.Program,
    private readonly checker: ts.TypeChecker,
    private readonly elsewhere: Elsewhere,
  ) {
    for (const file of program.getSourceFiles()) {
      const isServing = /\.[cm]?jsx?$/.test(file.fileName) && /\bthis\b/.test(file.text);
      if (!file.isDeclarationFile && (isServing || /\bprototype\b/.test(file.text))) this.scan(file);
    }
  }

  all(): FunctionClass[] {
    return [...this.found.values()].filter(({ isOpaque }) => !isOpaque);
  }

  of(node: ConstructorFunction): FunctionClass | undefined {
    return this.found.get(node);
  }

  /** The function that an expression stands for, if it always stands for the same. */
  functionOf(node: ts.Expression): ConstructorFunction | undefined {
    const inner = unwrap(node);
    if (this.following.has(inner)) return undefined;
    this.following.add(inner);
    const found = this.follow(inner);
    this.following.delete(inner);
    return found;
  }

  /** The function that a name is declared as or keeps. */
  ofSymbol(symbol: ts.Symbol): ConstructorFunction | undefined {
    const declarations = symbol.declarations ?? [];
    const declared = [...declarations].reverse().find(ts.isFunctionDeclaration);
    if (declared) return declared.body && !isReassigned(this.checker, symbol) ? declared : undefined;
    const node = symbol.valueDeclaration;
    if (!node || !isScript(node)) return undefined;
    if (ts.isFunctionExpression(node)) return node;
    if (ts.isParameter(node)) {
      const given = givenTo(node);
      return given && !isReassigned(this.checker, symbol) ? this.functionOf(given) : undefined;
    }
    if (ts.isVariableDeclaration(node)) {
      return node.initializer && !isReassigned(this.checker, symbol) ? this.functionOf(node.initializer) : undefined;
    }
    const assigned = declarations.map(assignmentAround).filter((each) => each !== undefined);
    return assigned.length === 1 ? this.functionOf(assigned[0].right) : undefined;
  }

  private follow(node: ts.Expression): ConstructorFunction | undefined {
    if (ts.isFunctionExpression(node)) return node;
    if (ts.isBinaryExpression(node) && isAssignment(node)) return this.functionOf(node.right);
    if (ts.isCallExpression(node)) {
      const [first] = node.arguments;
      if (first && isCreateClass(node)) return this.functionOf(first);
      const returned = returnedOnce(node);
      if (returned) return this.functionOf(returned);
    }
    const symbol = ts.isIdentifier(node)
      ? symbolOfReference(this.checker, node)
      : ts.isPropertyAccessExpression(node)
        ? this.checker.getSymbolAtLocation(node)
        : undefined;
    const resolved = symbol && symbol.flags & ts.SymbolFlags.Alias ? this.checker.getAliasedSymbol(symbol) : symbol;
    const own = resolved && this.ofSymbol(resolved);
    if (own) return own;
    const other = symbol && this.elsewhere(node);
    return other && (ts.isFunctionDeclaration(other) || ts.isFunctionExpression(other)) ? other : undefined;
  }

  private classOf(node: ts.Expression | undefined): FunctionClass | undefined {
    const found = node && this.functionOf(node);
    return found && this.classAt(found);
  }

  private classAt(node: ConstructorFunction): FunctionClass | undefined {
    if (!isScript(node)) return undefined;
    const known = this.found.get(node) ?? new FunctionClass(node);
    this.found.set(node, known);
    return known;
  }

  private scan(file: ts.SourceFile): void {
    const visit = (node: ts.Node): void => {
      if ((ts.isFunctionDeclaration(node) || ts.isFunctionExpression(node)) && isNamed(node) && assignsThis(node)) {
        this.classAt(node);
      }
      if (ts.isBinaryExpression(node) && isAssignmentOperator(node.operatorToken.kind)) this.assignment(node);
      else if (ts.isCallExpression(node)) this.call(node);
      ts.forEachChild(node, visit);
    };
    visit(file);
  }

  private assignment(node: ts.BinaryExpression): void {
    const left = unwrap(node.left);
    const value = assignedValue(node);
    const replaced = prototypeOwner(left);
    if (replaced) {
      const owner = this.classOf(replaced);
      if (owner) this.replace(owner, value, node);
      return;
    }
    if (!ts.isPropertyAccessExpression(left) && !ts.isElementAccessExpression(left)) return;
    const owner = this.prototype(left.expression);
    if (owner) {
      const name = propertyName(left);
      if (name === "__proto__") this.extend(owner, prototypeOwner(value), node);
      else if (name !== undefined && isAssignment(node)) this.member(owner, name, value, node);
      else if (!isSymbolKey(left)) owner.isOpaque = true;
      return;
    }
    const name = propertyName(left);
    const held = name !== undefined && name !== "prototype" && this.known(left.expression);
    if (held) held.define(held.statics, name, { kind: "value", node: value }, node);
  }

  /** A class that something else has shown to be one. */
  private known(node: ts.Expression): FunctionClass | undefined {
    const inner = unwrap(node);
    if (!ts.isIdentifier(inner) && !ts.isPropertyAccessExpression(inner)) return undefined;
    const found = this.functionOf(inner);
    return found && (this.found.get(found) ?? (assignsThis(found) ? this.classAt(found) : undefined));
  }

  /** The class whose prototype an expression is: `C.prototype`, or a variable that holds it. */
  private prototype(node: ts.Expression): FunctionClass | undefined {
    const inner = unwrap(node);
    const owner = prototypeOwner(inner);
    if (owner) return this.classOf(owner);
    const symbol = ts.isIdentifier(inner) ? symbolOfReference(this.checker, inner) : undefined;
    const declared = symbol?.valueDeclaration;
    if (!symbol || !declared || !ts.isVariableDeclaration(declared) || !declared.initializer) return undefined;
    const initial = unwrap(declared.initializer);
    const held = prototypeOwner(
      ts.isBinaryExpression(initial) && isAssignment(initial) ? unwrap(initial.left) : initial,
    );
    return held && !isReassigned(this.checker, symbol) ? this.classOf(held) : undefined;
  }

  private member(owner: FunctionClass, name: string, value: ts.Expression, at: ts.Node): void {
    if (name !== "constructor") owner.define(owner.members, name, { kind: "value", node: value }, at);
  }

  /** `C.prototype = ...` */
  private replace(owner: FunctionClass, value: ts.Expression, at: ts.Node): void {
    if (owner.members.size > 0 || !isCertain(at)) owner.isOpaque = true;
    else if (ts.isObjectLiteralExpression(value)) this.literal(owner, owner.members, value, at);
    else if (ts.isNewExpression(value) && !value.arguments?.length) this.extend(owner, value.expression, at);
    else if (calledAs(value) === "Object.create") {
      const [prototype, descriptors] = (value as ts.CallExpression).arguments;
      this.extend(owner, prototype && prototypeOwner(unwrap(prototype)), at);
      if (descriptors) this.descriptors(owner, owner.members, descriptors, at);
    } else if (ts.isIdentifier(value) && value.text === "undefined") return;
    else owner.isOpaque = true;
  }

  private extend(owner: FunctionClass, base: ts.Expression | undefined, at: ts.Node): void {
    if (!base || !isCertain(at) || (owner.base && owner.base.getText() !== base.getText())) owner.isOpaque = true;
    else if (base.getText() !== "Object") owner.base = base;
  }

  private call(node: ts.CallExpression): void {
    const callee = calledAs(node)!;
    const [first, second, third] = node.arguments;
    if (!first || node.arguments.some(ts.isSpreadElement)) return;
    const prototype = this.prototype(first);
    const [owner, table] = prototype
      ? [prototype, prototype.members]
      : /^Object\./.test(callee)
        ? [this.known(first), this.known(first)?.statics]
        : [undefined, undefined];
    if (owner && table) {
      if (callee === "Object.defineProperty" && second && third) this.property(owner, table, second, third, node);
      else if (callee === "Object.defineProperties" && second) this.descriptors(owner, table, second, node);
      else if (callee === "Object.assign") {
        for (const each of node.arguments.slice(1)) this.literal(owner, table, unwrap(each), node);
      } else if (callee === "Object.setPrototypeOf" && second) {
        const base = prototype ? prototypeOwner(unwrap(second)) : second;
        this.extend(owner, base, node);
      } else if (callee === "Object.create") owner.isCreated ||= !isMadePrototype(node);
      else if (prototype && !/^Object\.(?:freeze|keys|getPrototypeOf)$/.test(callee)) owner.isOpaque = true;
      return;
    }
    const name = /[^.]+$/.exec(callee)?.[0] ?? "";
    if (/^_{0,2}(?:extends|inherits\w*)$/.test(name) && second && node.arguments.length === 2) {
      const derived = this.classOf(first);
      if (derived) this.extend(derived, second, node);
    } else if (isCreateClass(node)) this.compiled(first, second, third, node);
  }

  /** `_createClass(C, [{ key: "m", value: function () {} }], statics)` */
  private compiled(
    first: ts.Expression,
    members: ts.Expression | undefined,
    statics: ts.Expression | undefined,
    at: ts.Node,
  ): void {
    const owner = this.classOf(first);
    if (!owner) return;
    for (const [list, table] of [[members, owner.members] as const, [statics, owner.statics] as const]) {
      const inner = list && unwrap(list);
      if (!inner || !ts.isArrayLiteralExpression(inner)) continue;
      for (const element of inner.elements) {
        const key = ts.isObjectLiteralExpression(element) ? valueNamed(element, "key") : undefined;
        if (key) this.property(owner, table, key as ts.Expression, element, at);
        else owner.isOpaque = true;
      }
    }
  }

  private descriptors(owner: FunctionClass, table: Map<string, Definition>, list: ts.Expression, at: ts.Node): void {
    const inner = unwrap(list);
    if (!ts.isObjectLiteralExpression(inner)) owner.isOpaque = true;
    else {
      for (const each of inner.properties) {
        const name = each.name && ts.isIdentifier(each.name) ? each.name.text : undefined;
        if (!ts.isPropertyAssignment(each) || name === undefined) owner.isOpaque = true;
        else if (name !== "constructor") this.described(owner, table, name, each.initializer, at);
      }
    }
  }

  private property(
    owner: FunctionClass,
    table: Map<string, Definition>,
    key: ts.Expression,
    descriptor: ts.Expression,
    at: ts.Node,
  ): void {
    const name = unwrap(key);
    if (ts.isStringLiteralLike(name)) {
      if (name.text !== "prototype" && name.text !== "constructor")
        this.described(owner, table, name.text, descriptor, at);
    } else if (!/\bSymbol\b/.test(name.getText())) owner.isOpaque = true;
  }

  private described(
    owner: FunctionClass,
    table: Map<string, Definition>,
    name: string,
    descriptor: ts.Expression,
    at: ts.Node,
  ): void {
    const inner = unwrap(descriptor);
    const literal = ts.isObjectLiteralExpression(inner) ? inner : undefined;
    const [value, get, set] = ["value", "get", "set"].map((each) => literal && valueNamed(literal, each));
    if (value) owner.define(table, name, { kind: "value", node: value }, at);
    else owner.define(table, name, get || set ? { kind: "accessor", get, set } : { kind: "unknown" }, at);
  }

  /** The properties of an object literal are members. */
  private literal(owner: FunctionClass, table: Map<string, Definition>, value: ts.Expression, at: ts.Node): void {
    if (!ts.isObjectLiteralExpression(value)) {
      owner.isOpaque = true;
      return;
    }
    for (const each of value.properties) {
      const name = each.name && !ts.isComputedPropertyName(each.name) ? each.name.text : undefined;
      if (name === undefined) {
        if (!each.name || !/\bSymbol\b/.test(each.name.getText())) owner.isOpaque = true;
      } else if (name === "constructor") continue;
      else if (ts.isAccessor(each)) {
        const before = table.get(name);
        const known =
          before?.kind === "accessor" ? before : { kind: "accessor" as const, get: undefined, set: undefined };
        table.set(name, { ...known, [ts.isGetAccessor(each) ? "get" : "set"]: each });
      } else if (ts.isPropertyAssignment(each))
        owner.define(table, name, { kind: "value", node: each.initializer }, at);
      else if (ts.isMethodDeclaration(each)) owner.define(table, name, { kind: "value", node: each }, at);
      else if (ts.isShorthandPropertyAssignment(each))
        owner.define(table, name, { kind: "value", node: each.name }, at);
    }
  }
}

function isScript(node: ts.Node): boolean {
  return (node.flags & ts.NodeFlags.JavaScriptFile) !== 0;
}

/** Whether what a node does is done in any case, when the module is loaded. */
function isCertain(node: ts.Node): boolean {
  for (let child = node; !ts.isSourceFile(child); child = child.parent) {
    const { parent } = child;
    if (ts.isIfStatement(parent) || ts.isConditionalExpression(parent) || ts.isTryStatement(parent)) return false;
    const isShort = ts.isBinaryExpression(parent) && /^(?:&&|\|\||\?\?)=?$/.test(parent.operatorToken.getText());
    if (isShort && parent.right === child) return false;
    if (ts.isFunctionLike(parent)) return runsOnce(node);
  }
  return runsOnce(node);
}

function isAssignment(node: ts.BinaryExpression): boolean {
  return node.operatorToken.kind === ts.SyntaxKind.EqualsToken;
}

/** The value of `a = b = value`. */
function assignedValue(node: ts.BinaryExpression): ts.Expression {
  const value = unwrap(node.right);
  return ts.isBinaryExpression(value) && isAssignment(value) ? assignedValue(value) : value;
}

function assignmentAround(node: ts.Node): ts.BinaryExpression | undefined {
  const around = ts.isBinaryExpression(node) ? node : node.parent;
  if (!around || !ts.isBinaryExpression(around)) return undefined;
  return isAssignment(around) && (around === node || around.left === node) ? around : undefined;
}

/** `C` of `C.prototype`. */
function prototypeOwner(node: ts.Expression): ts.Expression | undefined {
  const inner = unwrap(node);
  return ts.isPropertyAccessExpression(inner) && inner.name.text === "prototype" ? inner.expression : undefined;
}

/** Whether a prototype is made of it. */
function isMadePrototype({ parent }: ts.CallExpression): boolean {
  return ts.isBinaryExpression(parent) && prototypeOwner(unwrap(parent.left)) !== undefined;
}

export function propertyName(node: ts.Expression): string | undefined {
  if (ts.isPropertyAccessExpression(node)) return node.name.text;
  if (!ts.isElementAccessExpression(node)) return undefined;
  return ts.isStringLiteralLike(node.argumentExpression) ? node.argumentExpression.text : undefined;
}

function isSymbolKey(node: ts.Expression): boolean {
  return ts.isElementAccessExpression(node) && /\bSymbol\b/.test(node.argumentExpression.getText());
}

function calledAs(node: ts.Expression): string | undefined {
  return ts.isCallExpression(node) ? unwrap(node.expression).getText() : undefined;
}

/** What Babel writes for the members of a class; it returns the class. */
function isCreateClass(node: ts.CallExpression): boolean {
  return /(?:^|\.)_?createClass$/.test(unwrap(node.expression).getText());
}

function valueNamed(
  literal: ts.ObjectLiteralExpression,
  name: string,
): ts.Expression | ts.MethodDeclaration | undefined {
  for (const each of literal.properties) {
    if (!each.name || !ts.isIdentifier(each.name) || each.name.text !== name) continue;
    if (ts.isPropertyAssignment(each)) return unwrap(each.initializer);
    return ts.isShorthandPropertyAssignment(each) ? each.name : ts.isMethodDeclaration(each) ? each : undefined;
  }
  return undefined;
}

/** Whether a function has a name of its own, that of a variable or that of an export. */
function isNamed(node: ConstructorFunction): boolean {
  if (node.name) return true;
  const { parent } = node;
  return (
    ts.isVariableDeclaration(parent) || (ts.isBinaryExpression(parent) && prototypeMember(parent.left) === undefined)
  );
}

/** `m` of `C.prototype.m`. */
function prototypeMember(node: ts.Expression): string | undefined {
  return ts.isPropertyAccessExpression(node) && prototypeOwner(node.expression) ? node.name.text : undefined;
}

/** Whether a function assigns properties of its `this`, as constructors do; what is a member of something is none. */
function assignsThis(node: ConstructorFunction): boolean {
  const { parent } = node;
  if (ts.isBinaryExpression(parent) && prototypeMember(unwrap(parent.left)) !== undefined) return false;
  if (ts.isPropertyAssignment(parent)) return false;
  const visit = (child: ts.Node): boolean => {
    if (ts.isFunctionLike(child) && !ts.isArrowFunction(child)) return false;
    if (ts.isBinaryExpression(child) && isAssignment(child)) {
      const left = unwrap(child.left);
      const isProperty = ts.isPropertyAccessExpression(left) || ts.isElementAccessExpression(left);
      if (isProperty && left.expression.kind === ts.SyntaxKind.ThisKeyword) return true;
    }
    return ts.forEachChild(child, (next) => visit(next) || undefined) ?? false;
  };
  return node.body !== undefined && (ts.forEachChild(node.body, (child) => visit(child) || undefined) ?? false);
}
