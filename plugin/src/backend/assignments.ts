/** `x += y`, `i++`, `a[i] -= v`: assignments that name their target once. */
import { type Assign, type AssignOperator, blocksOf, type Expr, isQuiet, type Stmt, sameExpr } from "./js.js";

export function compoundAssignments(stmts: Stmt[]): void {
  stmts.forEach((stmt, index) => {
    if (stmt.kind === "assign" && !stmt.declare && stmt.operator === "=") stmts[index] = compound(stmt);
    for (const inner of blocksOf(stmt)) compoundAssignments(inner);
  });
}

const operators: Record<string, AssignOperator | undefined> = { "+": "+=", "-": "-=", "*": "*=", "/": "/=" };

function compound(stmt: Assign): Stmt {
  const { target, value, span, adjoint } = stmt;
  const operator = value.kind === "binary" ? operators[value.operator] : undefined;
  if (value.kind !== "binary" || !operator) return stmt;
  // A sum grouped to the left hides its first term: `x + a + b` is `(x + a) + b`, not `x + (a + b)`.
  const operand = sameExpr(target, value.left)
    ? value.right
    : commutes(value) && sameExpr(target, value.right)
      ? value.left
      : undefined;
  if (!operand || (target.kind !== "variable" && !isQuiet(target))) return stmt;
  if (isOne(operand) && isCounter(target) && (operator === "+=" || operator === "-=")) {
    return { kind: "update", target, operator: operator === "+=" ? "++" : "--", span, adjoint };
  }
  return { ...stmt, operator, value: operand };
}

/** Addition and multiplication commute to the last bit; the operands are evaluated the other way round. */
function commutes({ operator, left, right }: Expr & { kind: "binary" }): boolean {
  return (operator === "+" || operator === "*") && isQuiet(left) && isQuiet(right);
}

function isOne(expr: Expr): boolean {
  return expr.kind === "raw" && expr.text === "1";
}

function isCounter(target: Expr): boolean {
  if (target.kind !== "variable") return false;
  const { type, hint } = target.variable;
  return type.kind === "int" || (hint !== undefined && /^[i-n]$/.test(hint));
}
