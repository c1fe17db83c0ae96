/** What an expression says in fewer words, with the same value to the last bit. */
import { binaryPrecedence, type Expr, isQuiet, negate, Precedence, raw, sameExpr } from "./js.js";

type BooleanConstant = boolean | undefined;

/** `(c ? 1 : 0) === 1` is `c`. */
export function compareChoice(left: Expr, right: Expr): Expr | undefined {
  if (left.kind !== "conditional" || right.kind !== "raw") return undefined;
  const [yes, no] = [left.yes, left.no].map((arm) => (arm.kind === "raw" ? Number(arm.text) : Number.NaN));
  const value = Number(right.text);
  if ([yes, no, value].some(Number.isNaN) || yes === no) return undefined;
  return yes === value ? left.test : no === value ? negate(left.test) : undefined;
}

/** A condition needs no conversion to a boolean. */
export function truth(test: Expr): Expr {
  if (test.kind === "call" && test.callee.kind === "raw" && test.callee.text === "Boolean") return truth(test.args[0]);
  if (test.kind === "unary" && test.operator === "!") return { ...test, operand: truth(test.operand) };
  if (test.kind !== "binary" || (test.operator !== "&&" && test.operator !== "||")) return test;
  return { ...test, left: truth(test.left), right: truth(test.right) };
}

/** `test ? yes : no`; where all three are booleans, by the logical operators. */
export function choose(test: Expr, yes: Expr, no: Expr, boolean: boolean): Expr {
  if (boolean) {
    const whenTrue = constant(yes);
    const whenFalse = constant(no);
    if (whenTrue === true && whenFalse === false) return test;
    if (whenTrue === false && whenFalse === true) return negate(test);
    if (whenTrue === true) return chain("||", test, no);
    if (whenFalse === false) return chain("&&", test, yes);
    if (whenTrue === false) return chain("&&", negate(test), no);
    if (whenFalse === true) return chain("||", negate(test), yes);
  }
  const nullish =
    test.kind === "binary" && test.operator === "==" && test.right.kind === "raw" && test.right.text === "null";
  if (nullish && isQuiet(no) && sameExpr(test.left, no))
    return { kind: "binary", operator: "??", left: no, right: yes };
  const condition = truth(test);
  if (condition.kind === "unary" && condition.operator === "!") {
    return { kind: "conditional", test: condition.operand, yes: no, no: yes };
  }
  // `a ? (b ? x : y) : y`
  if (yes.kind === "conditional" && isQuiet(no) && sameExpr(yes.no, no)) {
    return { kind: "conditional", test: chain("&&", condition, yes.test), yes: yes.yes, no };
  }
  return { kind: "conditional", test: condition, yes, no };
}

/** `left && right` or `left || right`, grouped to the left as it is read. */
export function chain(operator: "&&" | "||", left: Expr, right: Expr): Expr {
  const isLonger = right.kind === "binary" && right.operator === operator;
  if (!isLonger) return { kind: "binary", operator, left, right };
  return { ...right, left: chain(operator, left, right.left) };
}

function constant(expr: Expr): BooleanConstant {
  if (expr.kind !== "raw") return undefined;
  return expr.text === "true" ? true : expr.text === "false" ? false : undefined;
}

/** `a + -b` is `a - b` and `a - -b` is `a + b`, to the last bit; `-a + b` is `b - a` where the order cannot be noticed. */
export function sum(operator: "+" | "-", left: Expr, right: Expr): Expr {
  const opposite = opposed(right);
  if (opposite) return sum(operator === "+" ? "-" : "+", left, opposite);
  if (operator === "+" && left.kind === "unary" && left.operator === "-" && isQuiet(left) && isQuiet(right)) {
    return { kind: "binary", operator: "-", left: right, right: left.operand };
  }
  return { kind: "binary", operator, left, right };
}

function opposed(expr: Expr): Expr | undefined {
  if (expr.kind === "unary" && expr.operator === "-") return expr.operand;
  if (expr.kind === "raw" && expr.precedence === Precedence.unary && expr.text.startsWith("-"))
    return raw(expr.text.slice(1));
  return undefined;
}

export function isArithmetic(operator: string): boolean {
  return ["*", "/", "%", "**"].includes(operator);
}

export const NEVER = " as never";

/** Whether it stands for a value that is not there, whatever its type. */
export function isNever(expr: Expr): boolean {
  return expr.kind === "raw" && expr.text.endsWith(NEVER);
}

/** Nothing at all, as anything: TypeScript allows no property to be asked of it otherwise, nor to assert what it is. */
export function loosely(expr: Expr): Expr {
  if (expr.kind !== "raw" || !isNever(expr)) return expr;
  return raw(`${expr.text.slice(0, -NEVER.length)} as any`, binaryPrecedence("<"));
}
