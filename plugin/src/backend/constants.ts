/** What becomes of statements when a variable is known to be a number: the tests of exit codes decide themselves. */
import { type Expr, negate, raw, reads, replaceVariables, type Stmt, type Variable } from "./js.js";

/** A copy of `stmts`, which must not assign `of`, with its value in its place and what follows from it carried out. */
export function specialize(
  stmts: readonly Stmt[],
  of: Variable,
  value: number,
  isAssignedOnce: (variable: Variable) => boolean,
): Stmt[] {
  const known = new Map<Variable, Expr>([[of, raw(String(value))]]);
  const expr = (from: Expr): Expr => evaluate(replaceVariables(from, (variable) => known.get(variable)));
  const block = (list: readonly Stmt[]): Stmt[] => list.flatMap(statement);
  const statement = (stmt: Stmt): Stmt[] => {
    switch (stmt.kind) {
      case "assign": {
        const result = expr(stmt.value);
        if (stmt.target.kind !== "variable") return [{ ...stmt, target: expr(stmt.target), value: result }];
        if (isConstant(result) && !isConstant(stmt.value) && isAssignedOnce(stmt.target.variable))
          known.set(stmt.target.variable, result);
        return [{ ...stmt, value: result }];
      }
      case "if": {
        const test = expr(stmt.test);
        if (isTrue(test)) return block(stmt.yes);
        if (isFalse(test)) return block(stmt.no);
        return [{ ...stmt, test, yes: block(stmt.yes), no: block(stmt.no) }];
      }
      case "for":
        return [{ ...stmt, start: expr(stmt.start), test: expr(stmt.test), body: block(stmt.body) }];
      case "loop":
        return [{ ...stmt, test: expr(stmt.test), body: block(stmt.body) }];
      case "return":
        return [{ ...stmt, value: stmt.value && expr(stmt.value) }];
      case "destructure":
      case "expression":
      case "verbatim":
      case "throw":
        return [{ ...stmt, value: expr(stmt.value) }];
      case "update":
        return [{ ...stmt, target: expr(stmt.target) }];
      case "switch":
        throw new Error("a switch is made of what has been simplified");
      case "declare":
      case "break":
        return [stmt];
    }
  };
  return block(stmts);
}

/** A copy of `stmts` in which tests of `of`, which can only be one of `values`, are as simple as that allows. */
export function narrow(stmts: readonly Stmt[], of: Variable, values: readonly number[]): Stmt[] {
  const test = (expr: Expr): Expr => {
    const isTest = (expr.kind === "binary" && compare(expr.operator, 0, 0) !== undefined) || expr.kind === "unary";
    if (!isTest || !reads(expr, of)) return expr;
    const results = values.map((value) =>
      evaluate(replaceVariables(expr, (each) => (each === of ? raw(String(value)) : undefined))),
    );
    if (!results.every((result) => isTrue(result) || isFalse(result))) return expr;
    const holds = values.filter((_, index) => isTrue(results[index]));
    if (holds.length === 0 || holds.length === values.length) return raw(String(holds.length > 0));
    const single = holds.length === 1 ? holds : values.filter((value) => !holds.includes(value));
    if (single.length !== 1) return expr;
    const operator = holds.length === 1 ? "===" : "!==";
    return { kind: "binary", operator, left: { kind: "variable", variable: of }, right: raw(String(single[0])) };
  };
  return stmts.map((stmt) => {
    switch (stmt.kind) {
      case "assign":
        return { ...stmt, value: test(stmt.value) };
      case "if":
        return { ...stmt, test: test(stmt.test), yes: narrow(stmt.yes, of, values), no: narrow(stmt.no, of, values) };
      case "for":
      case "loop":
        return { ...stmt, body: narrow(stmt.body, of, values) };
      default:
        return stmt;
    }
  });
}

/** Carries out comparisons of small integers, and choices whose condition is known. */
function evaluate(expr: Expr): Expr {
  switch (expr.kind) {
    case "binary": {
      const left = evaluate(expr.left);
      const right = evaluate(expr.right);
      const a = integer(left);
      const b = integer(right);
      const known = a !== undefined && b !== undefined ? compare(expr.operator, a, b) : undefined;
      if (known !== undefined) return raw(String(known));
      if (expr.operator === "&&") return isTrue(left) ? right : isFalse(left) ? left : { ...expr, left, right };
      if (expr.operator === "||") return isFalse(left) ? right : isTrue(left) ? left : { ...expr, left, right };
      return { ...expr, left, right };
    }
    case "unary": {
      if (expr.operator !== "!") return expr;
      const operand = evaluate(expr.operand);
      return isTrue(operand) ? raw("false") : isFalse(operand) ? raw("true") : negate(operand);
    }
    case "conditional": {
      const test = evaluate(expr.test);
      if (isTrue(test)) return evaluate(expr.yes);
      if (isFalse(test)) return evaluate(expr.no);
      return { ...expr, test, yes: evaluate(expr.yes), no: evaluate(expr.no) };
    }
    case "array":
      return { ...expr, items: expr.items.map(evaluate) };
    default:
      return expr;
  }
}

function compare(operator: string, a: number, b: number): boolean | undefined {
  if (operator === "===" || operator === "==") return a === b;
  return operator === "!==" || operator === "!=" ? a !== b : undefined;
}

export function integer(expr: Expr): number | undefined {
  return expr.kind === "raw" && /^\d+$/.test(expr.text) ? Number(expr.text) : undefined;
}

function isConstant(expr: Expr): boolean {
  return integer(expr) !== undefined || isTrue(expr) || isFalse(expr);
}

function isTrue(expr: Expr): boolean {
  return expr.kind === "raw" && expr.text === "true";
}

function isFalse(expr: Expr): boolean {
  return expr.kind === "raw" && expr.text === "false";
}
