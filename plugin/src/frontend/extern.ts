/**
 * Source that is carried along as text. Locals become operands; types are dropped, so that the text is JavaScript. What assigns
 * locals or jumps cannot be carried.
 */
import ts from "typescript-6";
import { type Code, excerpt, type MessageArgs } from "../diagnostics/index.js";
import type { Value } from "../ir/ops.js";
import { assignedIdentifiers, isReassigned, symbolOfReference } from "./references.js";
import type { Lowering } from "./lowering.js";
import { globalBinding, isLocal, isModuleLevel } from "./modules.js";
import { isMixture } from "./mixtures.js";
import { jumpsOut } from "./outcome.js";
import { isAssignmentOperator } from "./syntax.js";
import { isValue } from "./values.js";

export interface Template {
  readonly parts: readonly string[];
  readonly operands: Value[];
}

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly before: string;
  readonly operand?: Value;
  readonly after: string;
}

/** The text of a node with its locals as operands, or nothing if it cannot be carried. */
export function templateOf(l: Lowering, node: ts.Node): Template | undefined {
  if (assignsLocal(l, node) || jumpsOut([node]) || !isSelfContained(node)) return undefined;
  const edits = new TemplateEdits(l, node);
  if (!edits.collect(node)) return undefined;
  const file = node.getSourceFile();
  const parts = [""];
  const operands: Value[] = [];
  let position = node.getStart(file);
  for (const edit of edits.found.sort((a, b) => a.start - b.start)) {
    parts[parts.length - 1] += file.text.slice(position, edit.start) + edit.before;
    if (edit.operand) {
      operands.push(edit.operand);
      parts.push("");
    }
    parts[parts.length - 1] += edit.after;
    position = edit.end;
  }
  parts[parts.length - 1] += file.text.slice(position, node.getEnd());
  return { parts, operands };
}

class TemplateEdits {
  readonly found: Edit[] = [];
  constructor(
    private readonly l: Lowering,
    private readonly root: ts.Node,
  ) {}

  collect(node: ts.Node): boolean {
    if (ts.isTypeNode(node) && !ts.isExpressionWithTypeArguments(node)) {
      this.drop(node.getFullStart(), node.getEnd());
      return true;
    }
    if (ts.isIdentifier(node)) return this.reference(node);
    if (ts.isPropertyAccessExpression(node)) return this.collect(node.expression);
    if (ts.isPropertyAssignment(node) && !ts.isComputedPropertyName(node.name)) return this.collect(node.initializer);
    if (ts.isAsExpression(node) || ts.isSatisfiesExpression(node)) {
      this.drop(node.expression.getEnd(), node.getEnd());
      return this.collect(node.expression);
    }
    if (ts.isNonNullExpression(node)) {
      this.drop(node.expression.getEnd(), node.getEnd());
      return this.collect(node.expression);
    }
    if (ts.isTypeAssertionExpression(node)) {
      this.drop(node.getStart(), node.expression.getStart());
      return this.collect(node.expression);
    }
    if ((ts.isCallExpression(node) || ts.isNewExpression(node)) && node.typeArguments) {
      const open = node.typeArguments.pos - 1;
      this.drop(open, node.typeArguments.end + 1);
      const args = node.arguments ?? [];
      return this.collect(node.expression) && args.every((arg) => this.collect(arg));
    }
    if ((ts.isParameter(node) || ts.isVariableDeclaration(node)) && node.type) {
      this.drop(node.name.getEnd(), node.type.getEnd());
      return this.collect(node.name) && (!node.initializer || this.collect(node.initializer));
    }
    return ts.forEachChild(node, (child) => (this.collect(child) ? undefined : true)) !== true;
  }

  private drop(start: number, end: number): void {
    this.found.push({ start, end, before: "", after: "" });
  }

  private reference(node: ts.Identifier): boolean {
    const { l } = this;
    const symbol = symbolOfReference(l.checker, node);
    if (!symbol) return true;
    const variable = l.scope.lookup(symbol);
    const shorthand = ts.isShorthandPropertyAssignment(node.parent) ? `${node.text}: ` : "";
    // A function that is kept would see later assignments; its text would not.
    if (variable && isInKeptFunction(node, this.root) && symbol && isReassigned(l.checker, symbol)) return false;
    const replace = (before: string, operand: Value | undefined): true => {
      this.found.push({ start: node.getStart(), end: node.getEnd(), before, operand, after: "" });
      return true;
    };
    if (variable && l.env.has(variable)) {
      const value = l.read(variable);
      if (isValue(value) || isMixture(value)) return replace(shorthand, l.toValue(value, node));
      // A function of the library has no name that is in scope wherever the text will stand.
      if (value.kind === "builtin")
        return !value.name.startsWith("special.") && replace(`${shorthand}${value.name}`, undefined);
      return value.kind === "function" && value.scope === undefined && value.name === node.text;
    }
    if (isLocal(symbol) && !isWithin(symbol.valueDeclaration, this.root)) return false;
    // Lowered in place into a function of another file, where this module's names are not in scope.
    if (node.getSourceFile() !== l.file && isModuleLevel(l, symbol)) {
      const binding = globalBinding(l, symbol);
      return binding !== undefined && replace(shorthand, binding);
    }
    return true;
  }
}

/** Methods that call what they are given before they return, and never again. */
const IMMEDIATE = new Set([
  "map",
  "forEach",
  "filter",
  "some",
  "every",
  "find",
  "findIndex",
  "findLast",
  "findLastIndex",
  "reduce",
  "reduceRight",
  "sort",
  "flatMap",
  "from",
  "replace",
  "replaceAll",
]); // prettier-ignore

/** Whether a reference stands in a function that may be called later than where it is written. */
function isInKeptFunction(node: ts.Node, root: ts.Node): boolean {
  for (let child = node; child !== root; child = child.parent) {
    if (!ts.isFunctionLike(child)) continue;
    if (!isImmediateArgument(child)) return true;
  }
  // A function that is carried by itself is an argument of code that is not known.
  return ts.isArrowFunction(root) || ts.isFunctionExpression(root) ? !isImmediateArgument(root) : false;
}

function isImmediateArgument(node: ts.Node): boolean {
  const { parent } = node;
  return (
    ts.isCallExpression(parent) &&
    ts.isPropertyAccessExpression(parent.expression) &&
    IMMEDIATE.has(parent.expression.name.text)
  );
}

function isWithin(node: ts.Node | undefined, root: ts.Node): boolean {
  return node !== undefined && ts.findAncestor(node, (child) => child === root) !== undefined;
}

function assignsLocal(l: Lowering, node: ts.Node): boolean {
  return assignedIdentifiers(node).some((target) => {
    const symbol = symbolOfReference(l.checker, target);
    return symbol !== undefined && l.scope.lookup(symbol) !== undefined;
  });
}

/** Nothing in it refers to the activation that it stands in. */
function isSelfContained(node: ts.Node): boolean {
  const foreign = (child: ts.Node): boolean => {
    if (child.kind === ts.SyntaxKind.ThisKeyword || child.kind === ts.SyntaxKind.SuperKeyword) return true;
    if (ts.isAwaitExpression(child) || ts.isYieldExpression(child)) return true;
    if (ts.isIdentifier(child) && child.text === "arguments" && !ts.isPropertyAccessExpression(child.parent))
      return true;
    if (ts.isFunctionExpression(child) || ts.isFunctionDeclaration(child) || ts.isClassLike(child)) return false;
    return ts.forEachChild(child, (inner) => foreign(inner) || undefined) ?? false;
  };
  return !foreign(node);
}

/** Whether evaluating it can change anything. */
function mayWrite(node: ts.Node): boolean {
  if (ts.isCallExpression(node) || ts.isNewExpression(node) || ts.isTaggedTemplateExpression(node)) return true;
  if (ts.isBinaryExpression(node) && isAssignmentOperator(node.operatorToken.kind)) return true;
  if (ts.isPostfixUnaryExpression(node) || ts.isDeleteExpression(node)) return true;
  return ts.forEachChild(node, (child) => mayWrite(child) || undefined) ?? false;
}

/** An expression that is not lowered otherwise; refused by `code` if active. */
export function carryExpression<C extends Code>(
  l: Lowering,
  node: ts.Expression,
  code: C,
  args: MessageArgs<C>,
): Value {
  const template = templateOf(l, node);
  if (!template) return l.refuse(node, "AD2010", { text: excerpt(node.getText()) });
  return l.build.extern(parenthesize(template.parts, node), template.operands, l.session.types.at(node), {
    effect: mayWrite(node) ? "writes" : "reads",
    refusal: l.refusal(node, code, args),
  });
}

function parenthesize(parts: readonly string[], node: ts.Expression): readonly string[] {
  const closed =
    ts.isLeftHandSideExpression(node) && !ts.isFunctionExpression(node) && !ts.isObjectLiteralExpression(node);
  if (closed) return parts;
  const wrapped = [...parts];
  wrapped[0] = `(${wrapped[0]}`;
  wrapped[wrapped.length - 1] += ")";
  return wrapped;
}

/** A statement that is not lowered otherwise, if it can be carried whole. */
export function carryStatement(l: Lowering, node: ts.Statement): boolean {
  if (!ts.isForInStatement(node) && !ts.isForOfStatement(node) && !ts.isTryStatement(node)) return false;
  const template = templateOf(l, node);
  if (!template) return false;
  const refusal = ts.isTryStatement(node)
    ? l.refusal(node, "AD2001", {})
    : ts.isForInStatement(node)
      ? l.refusal(node, "AD2002", {})
      : l.refusal(node, "AD2009", { text: excerpt(node.getText()) });
  l.build.externStatement(template.parts, template.operands, { refusal });
  return true;
}
