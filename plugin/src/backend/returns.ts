/** Early returns: a function that ends in an `if` whose branches compute the result returns from the branches. */
import {
  type Expr,
  forEachVariable,
  type If,
  isQuiet,
  negate,
  reads,
  replaceVariables,
  type Stmt,
  terminates,
  type Variable,
} from "./js.js";
import { expressionWidth } from "./widths.js";

const shortReturn = 80;

/** `stmts` is the body of a function, or a branch at its end. */
export function returnEarly(stmts: Stmt[]): Stmt[] {
  const last = stmts.at(-1);
  if (last?.kind !== "return") return stmts;
  const folded = fold(stmts);
  const result = folded.at(-1);
  const before = folded.at(-2);
  if (result?.kind !== "return" || before?.kind !== "if" || !isWorthwhile(before, result.value)) return folded;

  const head = folded.slice(0, -2);
  const yes = returnEarly(terminates(before.yes) ? before.yes : [...before.yes, result]);
  const no = returnEarly(terminates(before.no) ? before.no : [...before.no, result]);
  const choice = asExpression(before, yes, no);
  if (choice) return [...head, choice];
  const invert = size(no) < size(yes) && size(yes) > 1;
  const [guard, rest] = invert ? [no, yes] : [yes, no];
  const test = invert ? negate(before.test) : before.test;
  return [...head, { ...before, test, yes: guard, no: [] }, ...rest];
}

/** Whether moving the `return` into the branches makes them simpler or flatter. */
function isWorthwhile(stmt: If, value: Expr | undefined): boolean {
  const { yes, no } = stmt;
  if (terminates(yes) || terminates(no)) return true;
  if (value && expressionWidth(value) > shortReturn) return false;
  if (value && setsResult(yes, value) && setsResult(no, value)) return true;
  return Math.max(size(yes), size(no)) > 2 && Math.min(size(yes), size(no)) <= 1 && isSmall(value);
}

function isSmall(value: Expr | undefined): boolean {
  return (
    value === undefined ||
    value.kind === "variable" ||
    value.kind === "raw" ||
    (value.kind === "array" && value.items.every(isSmall))
  );
}

/** Whether the branch ends by computing the result, or part of it. */
function setsResult(branch: readonly Stmt[], value: Expr): boolean {
  const last = branch.at(-1);
  if (last?.kind === "if") return setsResult(last.yes, value) && setsResult(last.no, value);
  if (last?.kind !== "assign" || last.target.kind !== "variable") return false;
  return timesRead(value, last.target.variable) > 0;
}

function size(stmts: readonly Stmt[]): number {
  let count = 0;
  for (const stmt of stmts) {
    if (stmt.kind === "if") count += 1 + size(stmt.yes) + size(stmt.no);
    else if (stmt.kind === "for" || stmt.kind === "loop") count += 3 + size(stmt.body);
    else count++;
  }
  return count;
}

/** `x = e; return x` is `return e`, at the end of every branch. */
export function foldReturns(stmts: Stmt[]): Stmt[] {
  for (const stmt of stmts) {
    if (stmt.kind === "if") {
      stmt.yes = foldReturns(stmt.yes);
      stmt.no = foldReturns(stmt.no);
    } else if (stmt.kind === "for" || stmt.kind === "loop") stmt.body = foldReturns(stmt.body);
  }
  return fold(stmts);
}

function fold(stmts: readonly Stmt[]): Stmt[] {
  const folded = [...stmts];
  for (;;) {
    const result = folded.at(-1);
    const before = folded.at(-2);
    if (result?.kind !== "return" || !result.value || before?.kind !== "assign" || before.target.kind !== "variable")
      return folded;
    const value = substituteOnce(result.value, before.target.variable, before.value);
    if (!value) return folded;
    folded.splice(-2, 2, {
      ...result,
      value,
      span: result.span ?? before.span,
      adjoint: result.adjoint ?? before.adjoint,
    });
  }
}

function substituteOnce(into: Expr, of: Variable, value: Expr): Expr | undefined {
  if (into.kind === "variable") return into.variable === of ? value : undefined;
  if (into.kind !== "array" || timesRead(into, of) !== 1 || !isQuiet(into) || !isQuiet(value)) return undefined;
  // A function that is returned would evaluate it whenever it is called.
  if (into.items.some((item) => item.kind === "arrow" && reads(item, of))) return undefined;
  return replaceVariables(into, (read) => (read === of ? value : undefined));
}

function timesRead(expr: Expr, of: Variable): number {
  let times = 0;
  forEachVariable(expr, (read) => {
    if (read === of) times++;
  });
  return times;
}

function asExpression(stmt: If, yes: readonly Stmt[], no: readonly Stmt[]): Stmt | undefined {
  const [first] = yes;
  const [second] = no;
  if (yes.length !== 1 || no.length !== 1 || first.kind !== "return" || second.kind !== "return") return undefined;
  if (!first.value || !second.value || first.value.kind === "array" || second.value.kind === "array") return undefined;
  if (first.value.kind === "conditional" || second.value.kind === "conditional") return undefined;
  const value: Expr = { kind: "conditional", test: stmt.test, yes: first.value, no: second.value };
  if (expressionWidth(value) > shortReturn) return undefined;
  return { kind: "return", value, span: stmt.span, adjoint: stmt.adjoint };
}
