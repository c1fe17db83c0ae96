/** The text that stands in place of an operator call. */
import ts from "typescript-6";
import { TypeSpelling } from "../backend/spelling.js";
import { isCheck, leadingArguments, operatorRows } from "../ir/operator-names.js";
import type { Func, Value } from "../ir/ops.js";
import type { OperatorUse } from "./phases.js";
import { NameTable } from "./names.js";

/** An operator call and the generated function that replaces it. */
export interface CallSite {
  readonly use: OperatorUse;
  readonly entry: Func;
}

/**
 * `loss_grad`, or where the operand captures variables an arrow function that reads them at each call, as the operand
 * would: `(x) => lambda_grad(a, x)`.
 */
export function replacement({ use, entry }: CallSite, entryName: string): string {
  const captures = use.captures.map(({ name }) => name);
  if (isCheck(use.operator)) return `${entryName}(${captures.map((name) => `${name}, `).join("")}`;
  if (captures.length === 0) return entryName;
  const params = parameters(use, entry, new NameTable([entryName, ...captures]));
  const args = [...captures, ...params.map(({ name, rest }) => (rest ? `...${name}` : name))];
  const arrow = `(${params.map(({ text }) => text).join(", ")}) => ${entryName}(${args.join(", ")})`;
  if (standsAlone(use.node)) return arrow;
  return startsStatement(use.node) ? `;(${arrow})` : `(${arrow})`;
}

/** What of an operator call is replaced: of a check, what it is called at stays as it is. */
export function replacedRange({ node, operator }: CallSite["use"]): { readonly pos: number; readonly end: number } {
  const [operand, args] = node.arguments;
  const end = isCheck(operator) ? (args?.getStart() ?? operand.end) : node.end;
  return { pos: node.getStart(), end };
}

interface Parameter {
  readonly name: string;
  /** As declared: with its type if the operand has one. */
  readonly text: string;
  readonly rest: boolean;
}

function parameters(use: CallSite["use"], entry: CallSite["entry"], taken: NameTable): Parameter[] {
  const { fileName } = use.node.getSourceFile();
  const isTyped = /\.[cm]?tsx?$/.test(fileName);
  const types = new TypeSpelling(fileName);
  const typeOf = ({ type }: Value): string => (isTyped ? `: ${types.text(type)}` : "");
  const values = entry.body.params.slice(use.captures.length);
  const { takes } = operatorRows[use.operator];
  if (takes === "lists" || takes === "series") {
    return ["primals", takes === "lists" ? "tangents" : "series"].map((base, index) => {
      const name = taken.claim(base);
      return { name, text: `${name}${typeOf(values[index])}`, rest: false };
    });
  }
  // Memory for the gradient, or a plan, comes in front of what the operand declares.
  const extra = leadingArguments(use.operator);
  const written = operandParameters(use.node);
  return values.map((value, index) => {
    const rest = entry.rest === true && index === values.length - 1;
    const declared = index < extra ? undefined : written[index - extra];
    const name = taken.claim(declared && ts.isIdentifier(declared.name) ? declared.name.text : (value.name ?? "x"));
    const isOptional =
      declared?.questionToken || declared?.initializer || entry.optional?.has(index + use.captures.length);
    const optional = isOptional && isTyped ? "?" : "";
    const type = declared?.type ? `: ${declared.type.getText()}` : typeOf(value);
    return { name, text: `${rest ? "..." : ""}${name}${rest ? "" : optional}${type}`, rest };
  });
}

function operandParameters({ arguments: [operand] }: ts.CallExpression): readonly ts.ParameterDeclaration[] {
  const inner = operand && ts.skipPartiallyEmittedExpressions(operand);
  return inner && (ts.isArrowFunction(inner) || ts.isFunctionExpression(inner)) ? inner.parameters : [];
}

/** Whether an arrow function may stand in place of the node without parentheses. */
function standsAlone(node: ts.CallExpression): boolean {
  const { parent } = node;
  return (
    (ts.isVariableDeclaration(parent) && parent.initializer === node) ||
    (ts.isPropertyAssignment(parent) && parent.initializer === node) ||
    (ts.isPropertyDeclaration(parent) && parent.initializer === node) ||
    (ts.isCallExpression(parent) && parent.expression !== node) ||
    (ts.isBinaryExpression(parent) &&
      parent.operatorToken.kind === ts.SyntaxKind.EqualsToken &&
      parent.right === node) ||
    (ts.isArrowFunction(parent) && parent.body === node) ||
    ts.isReturnStatement(parent) ||
    ts.isParenthesizedExpression(parent) ||
    ts.isArrayLiteralExpression(parent) ||
    ts.isExportAssignment(parent)
  );
}

/** Whether the node begins a statement of a list: a parenthesis there would continue a line that lacks its semicolon. */
function startsStatement(node: ts.Node): boolean {
  let outer: ts.Node = node;
  const start = node.getStart();
  while (outer.parent && !ts.isStatement(outer) && outer.parent.getStart() === start) outer = outer.parent;
  const list = outer.parent;
  return (
    ts.isExpressionStatement(outer) &&
    (ts.isBlock(list) || ts.isSourceFile(list) || ts.isCaseOrDefaultClause(list) || ts.isModuleBlock(list))
  );
}
