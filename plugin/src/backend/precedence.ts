/** When an expression inside another needs parentheses. */
import { binaryPrecedence, type Expr, Precedence } from "./js.js";
import { templatePrecedence } from "./template.js";

export function precedenceOf(expr: Expr): number {
  switch (expr.kind) {
    case "variable":
    case "array":
    case "object":
    case "spread":
      return Precedence.primary;
    case "raw":
      return expr.precedence;
    case "unary":
      return isNegatedProduct(expr) ? binaryPrecedence("*") : Precedence.unary;
    case "binary":
      return binaryPrecedence(expr.operator);
    case "conditional":
      return Precedence.conditional;
    case "arrow":
      return Precedence.assign;
    case "call":
    case "new":
    case "member":
    case "index":
    case "nonNull":
      return Precedence.call;
    case "asserted":
      return binaryPrecedence("<");
    case "template":
      return isBare(expr) ? precedenceOf(expr.holes[0]) : templatePrecedence(expr.parts);
  }
}

/** A template that adds nothing to what is in it. */
export function isBare({ parts, holes }: Expr & { kind: "template" }): boolean {
  return holes.length === 1 && parts.every((part) => part.trim() === "");
}

/**
 * Operators that nobody should have to know the relative precedence of; the formatters in use agree on these. (`??` next to
 * `||` or `&&` is even a syntax error.)
 */
export function mixes(parent: Expr & { kind: "binary" }, child: Expr): boolean {
  if (child.kind !== "binary" || parent.operator === child.operator)
    return parent.operator === "%" && child.kind === "binary";
  const outer = familyOf(parent.operator);
  const inner = familyOf(child.operator);
  if (outer === "bitwise" || inner === "modulo") return outer !== "comparison" && outer !== "logical";
  if (outer === "modulo") return inner === "product";
  return outer === "logical" && inner === "logical";
}

function familyOf(operator: string): "logical" | "bitwise" | "comparison" | "sum" | "modulo" | "product" | "power" {
  const precedence = binaryPrecedence(operator);
  if (operator === "%") return "modulo";
  if (precedence <= 4) return "logical";
  if (precedence <= 7 || precedence === 10) return "bitwise";
  if (precedence <= 9) return "comparison";
  return precedence === 11 ? "sum" : precedence === 12 ? "product" : "power";
}

export function isNegatedProduct({ operator, operand }: Expr & { kind: "unary" }): boolean {
  if (operator !== "-" || operand.kind !== "binary" || familyOf(operand.operator) !== "product") return false;
  let first: Expr = operand;
  while (first.kind === "binary" && familyOf(first.operator) === "product") first = first.left;
  return first.kind !== "binary" && !startsWithSign(first, "-");
}

export function startsWithSign(expr: Expr, sign: string): boolean {
  if (expr.kind === "unary") return expr.operator === sign;
  return expr.kind === "raw" && expr.text.startsWith(sign);
}
