/** Constructors that use the object only to read and assign its fields: it need not be memory before they have run. */
import ts from "typescript-6";
import type { ClassInfo } from "./class-info.js";
import type { Lowering } from "./lowering.js";
import { resolveOuter } from "./modules.js";
import { parametersOf, unwrap } from "./syntax.js";
import { isValue } from "./values.js";

/** Whether the initialisers and constructors of a class, and of those that it extends, are such. */
export function isGradual(l: Lowering, info: ClassInfo): boolean {
  const own = info.constructorNode?.body ? [info.constructorNode.body] : [];
  const parts = [...own, ...info.fields.flatMap(({ initializer }) => initializer ?? [])];
  const names = new Set(own.flatMap(namesOfThis));
  const uses = new Uses(l, info, names);
  return parts.every((part) => uses.areGradual(part)) && (!info.base || isGradualBase(l, info.base, info));
}

function isGradualBase(l: Lowering, base: ClassInfo, derived: ClassInfo): boolean {
  const asDerived: ClassInfo = { ...base, members: new Map([...base.members, ...derived.members]) };
  return isGradual(l, asDerived);
}

class Uses {
  constructor(
    private readonly l: Lowering,
    private readonly info: ClassInfo,
    /** Variables that hold the object. */
    private readonly names: ReadonlySet<string>,
  ) {}

  areGradual(node: ts.Node): boolean {
    if (this.isObject(node)) return this.isAllowed(node);
    if (node.kind === ts.SyntaxKind.SuperKeyword) return ts.isCallExpression(node.parent);
    if (ts.isFunctionLike(node) || ts.isClassLike(node)) return !this.mentions(node);
    return ts.forEachChild(node, (child) => (this.areGradual(child) ? undefined : true)) !== true;
  }

  private isObject(node: ts.Node): boolean {
    if (node.kind === ts.SyntaxKind.ThisKeyword) return true;
    return ts.isIdentifier(node) && this.names.has(node.text) && !isPropertyName(node);
  }

  private mentions(node: ts.Node): boolean {
    if (node.kind === ts.SyntaxKind.SuperKeyword || this.isObject(node)) return true;
    return ts.forEachChild(node, (child) => this.mentions(child) || undefined) ?? false;
  }

  private isAllowed(node: ts.Node): boolean {
    const { parent } = node;
    if (ts.isPropertyAccessExpression(parent) && parent.expression === node) {
      if (ts.isPrivateIdentifier(parent.name)) return !ts.isCallExpression(parent.parent);
      return this.isField(parent.name.text);
    }
    if (ts.isElementAccessExpression(parent) && parent.expression === node) {
      return ts.isStringLiteralLike(parent.argumentExpression) && this.isField(parent.argumentExpression.text);
    }
    if (ts.isBinaryExpression(parent) && parent.operatorToken.kind === ts.SyntaxKind.InstanceOfKeyword) return true;
    if (ts.isCallExpression(parent))
      return this.isBaseCall(parent, node) || this.isTest(parent, node) || isAssign(parent, node);
    const isServed = !ts.isClassLike(this.info.node);
    return isServed && (ts.isReturnStatement(parent) || isNamed(node, this.names));
  }

  private isField(name: string): boolean {
    return this.l.session.classes.member(this.info, name)?.kind === "field";
  }

  /** `Base.call(this, ...)` */
  private isBaseCall({ expression, arguments: [first] }: ts.CallExpression, node: ts.Node): boolean {
    if (!this.info.base || first !== node || !ts.isPropertyAccessExpression(expression)) return false;
    const { name } = expression;
    const base = unwrap(expression.expression);
    if ((name.text !== "call" && name.text !== "apply") || !ts.isIdentifier(base)) return false;
    const value = this.valueOf(base);
    return value?.kind === "class" && value.info.node === this.info.base.node;
  }

  /** A function that asks only of which class the object is. */
  private isTest(call: ts.CallExpression, node: ts.Node): boolean {
    const callee = unwrap(call.expression);
    const value = ts.isIdentifier(callee) ? this.valueOf(callee) : undefined;
    if (value?.kind !== "function") return false;
    const parameter = parametersOf(value.node)[call.arguments.indexOf(node as ts.Expression)];
    if (!parameter || !ts.isIdentifier(parameter.name) || parameter.initializer) return false;
    const { text } = parameter.name;
    const isAsked = (child: ts.Node): boolean => {
      if (ts.isIdentifier(child) && child.text === text && child !== parameter.name) {
        const { parent } = child;
        return ts.isBinaryExpression(parent) && parent.operatorToken.kind === ts.SyntaxKind.InstanceOfKeyword;
      }
      return ts.forEachChild(child, (next) => (isAsked(next) ? undefined : true)) !== true;
    };
    return value.node.body !== undefined && isAsked(value.node.body);
  }

  private valueOf(node: ts.Identifier) {
    const { l } = this;
    const symbol = l.checker.getSymbolAtLocation(node);
    const variable = symbol && l.scope.lookup(symbol);
    const value = variable ? l.env.get(variable) : symbol && resolveOuter(l, symbol);
    return isValue(value) ? undefined : value;
  }
}

/** `Object.assign(this, ...)` */
function isAssign({ expression, arguments: [first] }: ts.CallExpression, node: ts.Node): boolean {
  return first === node && expression.getText() === "Object.assign";
}

function isPropertyName(node: ts.Identifier): boolean {
  return ts.isPropertyAccessExpression(node.parent) && node.parent.name === node;
}

/** Whether a node is, or is the last alternative of, what a variable for the object is given, or such a variable itself. */
function isNamed(node: ts.Node, names: ReadonlySet<string>): boolean {
  const { parent } = node;
  if (ts.isParenthesizedExpression(parent)) return isNamed(parent, names);
  if (ts.isVariableDeclaration(parent)) return ts.isIdentifier(parent.name) && names.has(parent.name.text);
  if (!ts.isBinaryExpression(parent)) return false;
  const operator = parent.operatorToken.kind;
  if (operator === ts.SyntaxKind.BarBarToken) return parent.right === node && isNamed(parent, names);
  return operator === ts.SyntaxKind.EqualsToken && ts.isIdentifier(parent.left) && names.has(parent.left.text);
}

/** Variables that are only ever given `this`, also as compilers write it: `_super.call(this, x) || this`. */
function namesOfThis(body: ts.Node): string[] {
  const found: string[] = [];
  const isThis = (value: ts.Expression): boolean => {
    const inner = unwrap(value);
    if (inner.kind === ts.SyntaxKind.ThisKeyword) return true;
    return (
      ts.isBinaryExpression(inner) &&
      inner.operatorToken.kind === ts.SyntaxKind.BarBarToken &&
      inner.right.kind === ts.SyntaxKind.ThisKeyword
    );
  };
  const visit = (node: ts.Node): void => {
    if (ts.isVariableDeclaration(node) && ts.isIdentifier(node.name) && node.initializer && isThis(node.initializer)) {
      found.push(node.name.text);
    }
    const isAssignment = ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken;
    if (isAssignment && ts.isIdentifier(node.left) && isThis(node.right)) found.push(node.left.text);
    if (!ts.isFunctionLike(node)) ts.forEachChild(node, visit);
  };
  ts.forEachChild(body, visit);
  return found;
}
