/** The options of operator calls, which have to be known while compiling. */
import ts from "typescript-6";
import {
  type HvpMethod,
  hvpMethods,
  type OperatorName,
  type OperatorOptions,
  operatorRows,
} from "../ir/operator-names.js";
import type { Lowering } from "./lowering.js";
import { unwrap } from "./syntax.js";

export const DEFAULTS: OperatorOptions = { argnums: 0, hasAux: false };

/** The options of an operator call; nothing where they are not known. */
export function parseOptions(l: Lowering, operator: OperatorName, node: ts.Expression): OperatorOptions | undefined {
  const { selects, options } = operatorRows[operator];
  const isSingle = selects === "number" || selects === "vector";
  if (options.includes("order")) return orderOf(l, node);
  const literal = literalOf(l, node, ts.isObjectLiteralExpression);
  if (!literal) return undefined;
  let parsed = DEFAULTS;
  for (const property of literal.properties) {
    const value = ts.isPropertyAssignment(property)
      ? property.initializer
      : ts.isShorthandPropertyAssignment(property)
        ? property.name
        : undefined;
    if (!value || !property.name || !ts.isIdentifier(property.name)) return undefined;
    const { text } = property.name;
    if (text === "argnums" && selects !== "none") {
      const argnums = parseArgnums(l, value);
      if (argnums === undefined || (isSingle && typeof argnums !== "number")) return undefined;
      parsed = { ...parsed, argnums };
    } else if (text === "hasAux" && options.includes(text)) {
      const flag = literalOf(l, value, isBoolean);
      if (!flag) return undefined;
      parsed = { ...parsed, hasAux: flag.kind === ts.SyntaxKind.TrueKeyword };
    } else if (text === "method" && options.includes(text)) {
      const method = literalOf(l, value, ts.isStringLiteralLike)?.text;
      if (!isHvpMethod(method)) return undefined;
      parsed = { ...parsed, method };
    } else return undefined;
  }
  return parsed;
}

/** `taylor(f, 5)` */
function orderOf(l: Lowering, node: ts.Expression): OperatorOptions | undefined {
  const order = Number(literalOf(l, node, ts.isNumericLiteral)?.text);
  return Number.isInteger(order) && order > 0 ? { ...DEFAULTS, order } : undefined;
}

function isHvpMethod(text: string | undefined): text is HvpMethod {
  return hvpMethods.some((method) => method === text);
}

function parseArgnums(l: Lowering, node: ts.Expression): number | number[] | undefined {
  const index = literalOf(l, node, ts.isNumericLiteral);
  if (index) return Number(index.text);
  const list = literalOf(l, node, ts.isArrayLiteralExpression);
  const indices = list?.elements.map((element) => literalOf(l, element, ts.isNumericLiteral));
  if (!indices?.every((element) => element !== undefined)) return undefined;
  return indices.map((element) => Number(element.text));
}

function isBoolean(node: ts.Node): node is ts.BooleanLiteral {
  return node.kind === ts.SyntaxKind.TrueKeyword || node.kind === ts.SyntaxKind.FalseKeyword;
}

/** A literal, written out or as the initialiser of a `const`. */
function literalOf<T extends ts.Node>(
  l: Lowering,
  node: ts.Expression,
  is: (node: ts.Node) => node is T,
): T | undefined {
  const inner = unwrap(node);
  if (is(inner)) return inner;
  if (!ts.isIdentifier(inner)) return undefined;
  const symbol = ts.isShorthandPropertyAssignment(inner.parent)
    ? l.checker.getShorthandAssignmentValueSymbol(inner.parent)
    : l.checker.getSymbolAtLocation(inner);
  const resolved = symbol && symbol.flags & ts.SymbolFlags.Alias ? l.checker.getAliasedSymbol(symbol) : symbol;
  const declaration = resolved?.valueDeclaration;
  if (!declaration || !ts.isVariableDeclaration(declaration) || !declaration.initializer) return undefined;
  if (!(ts.getCombinedNodeFlags(declaration) & ts.NodeFlags.Const)) return undefined;
  const value = unwrap(declaration.initializer);
  return is(value) ? value : undefined;
}
