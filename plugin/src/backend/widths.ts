/** About how wide an expression is when printed. */
import { type Expr, parts } from "./js.js";

export function expressionWidth(expr: Expr): number {
  let width = ownWidth(expr);
  for (const part of parts(expr)) width += expressionWidth(part);
  return width;
}

function ownWidth(expr: Expr): number {
  switch (expr.kind) {
    case "variable":
      return expr.variable.hint?.length ?? 2;
    case "raw":
      return expr.text.length;
    case "unary":
    case "nonNull":
      return 1;
    case "asserted":
      return 4;
    case "binary":
      return expr.operator.length + 2;
    case "conditional":
      return 6;
    case "call":
    case "array":
      return 2 * parts(expr).length;
    case "new":
      return expr.callee.length + 6 + 2 * expr.args.length;
    case "member":
      return expr.property.length + 1;
    case "index":
      return 2;
    case "object":
      return 4 + expr.fields.reduce((sum, { name }) => sum + name.length + 4, 0);
    case "spread":
      return 8;
    case "arrow":
      return 8 + 8 * expr.params.length;
    case "template":
      return expr.parts.join("").length;
  }
}
