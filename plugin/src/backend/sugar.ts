/** Plain statements as an experienced programmer writes them: flat, with early returns, and loops that say how they run. */

import { restoreJumps } from "./exits.js";
import { chain, choose } from "./simplify.js";
import { occurrences, removeDeadAssignments } from "./inspection.js";
import { type Assign, blocksOf, type Expr, type If, negate, type Stmt, sameExpr, terminates } from "./js.js";
import { countLoops, sugarLoops } from "./loops.js";
import { foldReturns, returnEarly } from "./returns.js";
import { expressionWidth } from "./widths.js";

const shortSelection = 72;

export function sugar(stmts: Stmt[]): Stmt[] {
  let body = flatten(stmts);
  restoreJumps(body);
  removeDead(body);
  body = flatten(returnEarly(flatten(foldReturns(body))));
  removeDead(body);
  sugarLoops(body);
  selectExpressions(body);
  mergeGuards(body);
  const counts = occurrences(body);
  countLoops(body, (variable) => counts.get(variable) ?? 0);
  return body;
}

function removeDead(body: Stmt[]): void {
  // What was computed for a dead variable alone is dead itself; chains of that are short.
  for (let round = 0; round < 4 && removeDeadAssignments(body); round++);
}

/** Where a branch never reaches its end, the other one needs no `else`; what cannot be reached goes. */
function flatten(stmts: readonly Stmt[]): Stmt[] {
  const flat: Stmt[] = [];
  for (const stmt of stmts) {
    for (const part of flattenOne(stmt)) {
      flat.push(part);
      if (terminates(flat)) return flat;
    }
  }
  return flat;
}

function flattenOne(stmt: Stmt): Stmt[] {
  if (stmt.kind === "for" || stmt.kind === "loop") return [{ ...stmt, body: flatten(stmt.body) }];
  if (stmt.kind !== "if") return [stmt];
  const yes = flatten(stmt.yes);
  const no = flatten(stmt.no);
  const { span, adjoint, test } = stmt;
  if (yes.length === 0 && no.length === 0) return [{ kind: "expression", value: test, span, adjoint }];
  if (yes.length === 0) return [{ ...stmt, test: negate(test), yes: no, no: [] }];
  if (no.length === 0) return [{ ...stmt, yes, no }];
  if (terminates(yes)) return [{ ...stmt, yes, no: [] }, ...no];
  if (terminates(no)) return [{ ...stmt, test: negate(test), yes: no, no: [] }, ...yes];
  if (test.kind === "unary" && test.operator === "!") return [{ ...stmt, test: test.operand, yes: no, no: yes }];
  return [{ ...stmt, yes, no }];
}

/** `if (a) { if (b) ... }` as `if (a && b) ...`. */
function mergeGuards(stmts: Stmt[]): void {
  stmts.forEach((stmt, index) => {
    for (const inner of blocksOf(stmt)) mergeGuards(inner);
    if (stmt.kind !== "if" || stmt.no.length > 0 || stmt.yes.length !== 1) return;
    const [inner] = stmt.yes;
    if (inner.kind !== "if" || inner.no.length > 0) return;
    const test = chain("&&", stmt.test, inner.test);
    if (expressionWidth(test) <= shortSelection) stmts[index] = { ...stmt, test, yes: inner.yes };
  });
}

/** `if (c) x = a; else x = b;` as `x = c ? a : b`. */
function selectExpressions(stmts: Stmt[]): void {
  stmts.forEach((stmt, index) => {
    for (const inner of blocksOf(stmt)) selectExpressions(inner);
    if (stmt.kind === "if") stmts[index] = selection(stmt) ?? stmt;
  });
}

function selection(stmt: If): Assign | undefined {
  const yes = onlyAssignment(stmt.yes);
  const no = onlyAssignment(stmt.no);
  if (!yes || !no || !sameExpr(yes.target, no.target) || yes.target.kind !== "variable") return undefined;
  if (isChoice(yes.value) || isChoice(no.value)) return undefined;
  // `if (c) x += a; else x += b;` says more than `x = c ? x + a : x + b`.
  if (isUpdate(yes) || isUpdate(no)) return undefined;
  const boolean = yes.target.variable.type.kind === "bool";
  const value = choose(stmt.test, yes.value, no.value, boolean);
  if (expressionWidth(value) > shortSelection) return undefined;
  return { kind: "assign", target: yes.target, operator: "=", value, span: stmt.span, adjoint: stmt.adjoint };
}

function onlyAssignment(stmts: readonly Stmt[]): Assign | undefined {
  const [first] = stmts;
  return stmts.length === 1 && first.kind === "assign" ? first : undefined;
}

function isChoice(expr: Expr): boolean {
  return expr.kind === "conditional";
}

function isUpdate({ target, value }: Assign): boolean {
  let first = value;
  while (first.kind === "binary") first = first.left;
  return value.kind === "binary" && sameExpr(first, target);
}
