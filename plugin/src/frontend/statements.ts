/** Statement lists, `if`, `switch`, blocks, labels and jumps: everything about the order of statements but loops. */
import ts from "typescript-6";
import { excerpt } from "../diagnostics/index.js";
import type { Value } from "../ir/ops.js";
import { lowerEffect } from "./effects.js";
import { Target } from "./exits.js";
import { carryStatement } from "./extern.js";
import { declareClass } from "./local-classes.js";
import { lowerLoop } from "./loop-statements.js";
import type { JumpScope, Lowering } from "./lowering.js";
import { hasJump, jumpsOut, listCompletes, outcome } from "./outcome.js";
import { declareFunctions, declareVariables } from "./patterns.js";
import { lowerThrow, lowerTryFinally } from "./try-finally.js";
import { unwrap } from "./syntax.js";
import { type FrontValue, isValue } from "./values.js";

/** A statement, or something to do after the statements before it if they end normally. */
export type Step = ts.Statement | (() => void);

export function lowerStatements(l: Lowering, list: readonly ts.Statement[]): void {
  declareFunctions(l, list);
  runSteps(l, list);
}

export function runSteps(l: Lowering, steps: readonly Step[]): void {
  for (let i = 0; i < steps.length; i++) {
    if (l.exit.kind !== "normal") {
      l.whereNormal(() => runSteps(l, steps.slice(i)));
      return;
    }
    const step = steps[i];
    if (typeof step === "function") {
      step();
      continue;
    }
    const rest = steps.slice(i + 1);
    const consumed = l.at(step, () => {
      if (ts.isIfStatement(step)) return lowerIf(l, step, rest);
      if (ts.isSwitchStatement(step)) return lowerSwitch(l, step, rest);
      if (ts.isBlock(step)) return lowerBlock(l, step, rest);
      lowerStatement(l, step);
      return false;
    });
    if (consumed) return;
  }
}

function lowerStatement(l: Lowering, node: ts.Statement): void {
  if (ts.isVariableStatement(node)) return declareVariables(l, node.declarationList);
  if (ts.isExpressionStatement(node)) {
    if (!ts.isStringLiteral(node.expression)) lowerEffect(l, node.expression);
    return;
  }
  if (ts.isReturnStatement(node)) return lowerReturn(l, node);
  if (ts.isThrowStatement(node)) {
    return lowerThrow(l, node);
  }
  if (ts.isIterationStatement(node, false)) return lowerLoop(l, node, undefined, runSteps);
  if (ts.isBreakOrContinueStatement(node)) return lowerJump(l, node);
  if (ts.isLabeledStatement(node)) return lowerLabeled(l, node);
  if (ts.isEmptyStatement(node) || ts.isFunctionDeclaration(node)) return;
  if (ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) return;
  if (ts.isClassDeclaration(node)) return declareClass(l, node);
  if (ts.isTryStatement(node) && lowerTryFinally(l, node, runSteps)) return;
  if (carryStatement(l, node)) return;
  if (ts.isTryStatement(node)) l.session.report(node, "AD2001", {});
  else if (ts.isWithStatement(node)) l.session.report(node, "AD2005", { construct: "with" });
  else if (node.kind === ts.SyntaxKind.DebuggerStatement) l.session.report(node, "AD2005", { construct: "debugger" });
  else l.session.report(node, "AD2009", { text: excerpt(node.getText()) });
}

function lowerReturn(l: Lowering, node: ts.ReturnStatement): void {
  l.write(l.frame.result, node.expression ? l.expression(node.expression) : undefined);
  l.jump(l.frame.target);
}

function lowerBlock(l: Lowering, node: ts.Block, rest: readonly Step[]): boolean {
  declareFunctions(l, node.statements);
  if (!jumpsOut(node.statements)) {
    runSteps(l, node.statements);
    return false;
  }
  runSteps(l, [...node.statements, ...rest]);
  return true;
}

/** What follows goes into the arm that does not jump away; returns whether it has been lowered here. */
function lowerIf(l: Lowering, node: ts.IfStatement, rest: readonly Step[]): boolean {
  const condition = l.condition(node.expression);
  const { thenStatement, elseStatement } = node;
  const known = l.constantOf(condition);
  if (known) {
    const taken = known.value ? thenStatement : elseStatement;
    runSteps(l, taken ? [taken, ...rest] : rest);
    return true;
  }
  const first = outcome(thenStatement);
  const second = elseStatement ? outcome(elseStatement) : { completes: true, jumps: false };
  const restInElse = !first.completes && first.jumps && second.completes;
  const restInThen = !second.completes && second.jumps && first.completes;
  const then: readonly Step[] = restInThen ? [thenStatement, ...rest] : [thenStatement];
  const otherwise: Step[] = elseStatement ? [elseStatement] : [];
  if (restInElse) otherwise.push(...rest);
  l.branch(condition, [() => void runSteps(l, then), () => void runSteps(l, otherwise)]);
  return restInElse || restInThen;
}

interface ClauseGroup {
  readonly tests: readonly ts.Expression[];
  readonly isDefault: boolean;
  readonly body: readonly ts.Statement[];
}

function lowerSwitch(l: Lowering, node: ts.SwitchStatement, rest: readonly Step[]): boolean {
  const { clauses } = node.caseBlock;
  for (const clause of clauses) declareFunctions(l, clause.statements);
  const discriminant = l.value(node.expression);
  const target = new Target("break");
  const inside = <T>(body: () => T): T =>
    withJumps(l, { label: undefined, breakTarget: target, continueTarget: undefined }, body);

  const groups = independentGroups(clauses);
  if (!groups) {
    lowerFallthrough(l, discriminant, clauses, inside);
    l.arrive(target);
    return false;
  }
  const cases = groups.filter((group) => !group.isDefault);
  const fallback = groups.find((group) => group.isDefault);
  const goesOn = (group: ClauseGroup): boolean =>
    listCompletes(group.body) || hasJump(group.body, { label: undefined, kinds: "break" });
  // Where only the last arm goes on, what follows belongs there.
  const restInLast =
    cases.some(leavesFunctionOrLoop) && !cases.some(goesOn) && (!fallback || listCompletes(fallback.body));
  const chain = (index: number): void => {
    if (index === cases.length) {
      inside(() => runSteps(l, fallback?.body ?? []));
      if (restInLast) {
        l.arrive(target);
        runSteps(l, rest);
      }
      return;
    }
    const { tests, body } = cases[index];
    l.branch(matches(l, discriminant, tests), [
      () => void inside(() => runSteps(l, body)),
      () => void chain(index + 1),
    ]);
  };
  chain(0);
  l.arrive(target);
  return restInLast;
}

function leavesFunctionOrLoop(group: ClauseGroup): boolean {
  const jumps = (node: ts.Node): boolean =>
    ts.isReturnStatement(node) ||
    ts.isContinueStatement(node) ||
    (ts.isBreakStatement(node) && node.label !== undefined) ||
    (!ts.isFunctionLike(node) && (ts.forEachChild(node, (child) => jumps(child) || undefined) ?? false));
  return group.body.some(jumps);
}

/** The clauses as alternatives, if none falls through into the next; labels that share a body are one. */
function independentGroups(clauses: readonly ts.CaseOrDefaultClause[]): ClauseGroup[] | undefined {
  const groups: ClauseGroup[] = [];
  let tests: ts.Expression[] = [];
  let isDefault = false;
  for (const [index, clause] of clauses.entries()) {
    if (ts.isDefaultClause(clause)) isDefault = true;
    else if (!isSimple(clause.expression)) return undefined;
    else tests.push(clause.expression);
    const isLast = index === clauses.length - 1;
    if (clause.statements.length === 0 && !isLast) continue;
    if (!isLast && listCompletes(clause.statements)) return undefined;
    groups.push({ tests, isDefault, body: withoutFinalBreak(clause.statements) });
    tests = [];
    isDefault = false;
  }
  return groups;
}

function withoutFinalBreak(list: readonly ts.Statement[]): readonly ts.Statement[] {
  const last = list.at(-1);
  if (last && ts.isBreakStatement(last) && !last.label) return list.slice(0, -1);
  if (list.length === 1 && last && ts.isBlock(last)) return withoutFinalBreak(last.statements);
  return list;
}

/** Evaluating it has no effect, so that the order of the labels does not matter. */
function isSimple(node: ts.Expression): boolean {
  const inner = unwrap(node);
  if (ts.isPropertyAccessExpression(inner)) return isSimple(inner.expression);
  if (ts.isPrefixUnaryExpression(inner)) return ts.isNumericLiteral(inner.operand);
  return (
    ts.isLiteralExpression(inner) ||
    ts.isIdentifier(inner) ||
    inner.kind === ts.SyntaxKind.TrueKeyword ||
    inner.kind === ts.SyntaxKind.FalseKeyword ||
    inner.kind === ts.SyntaxKind.NullKeyword
  ); // prettier-ignore
}

/** Whether the discriminant is one of the labels, which are evaluated in order until one matches. */
function matches(l: Lowering, discriminant: Value, tests: readonly ts.Expression[]): Value {
  const [first, ...others] = tests;
  const found = l.at(first, () => l.build.prim("eq", discriminant, l.value(first)));
  if (others.length === 0) return found;
  const joined = l.branch(found, [() => l.constant(true), () => matches(l, discriminant, others)]);
  if (!isValue(joined)) throw new Error("a comparison is a value");
  return joined;
}

/** The general case: the index of the clause that control enters at, then every clause from there on. */
function lowerFallthrough(
  l: Lowering,
  discriminant: Value,
  clauses: readonly ts.CaseOrDefaultClause[],
  inside: (body: () => void) => void,
): void {
  const fallback = clauses.findIndex(ts.isDefaultClause);
  const entry = (from: number): FrontValue => {
    const index = clauses.findIndex((clause, at) => at >= from && ts.isCaseClause(clause));
    const clause = clauses[index];
    if (!clause || !ts.isCaseClause(clause)) return l.constant(fallback < 0 ? clauses.length : fallback);
    const test = l.at(clause, () => l.build.prim("eq", discriminant, l.value(clause.expression)));
    return l.branch(test, [() => l.constant(index), () => entry(index + 1)])!;
  };
  const first = entry(0);
  if (!isValue(first)) throw new Error("a clause index is a value");
  const steps = clauses.map((clause, index) => () => {
    const reached = l.build.prim("le", first, l.constant(index));
    l.branch(reached, [() => void runSteps(l, clause.statements), () => undefined]);
  });
  inside(() => runSteps(l, steps));
}

function lowerLabeled(l: Lowering, node: ts.LabeledStatement): void {
  const label = node.label.text;
  if (ts.isIterationStatement(node.statement, false)) return lowerLoop(l, node.statement, label, runSteps);
  const target = new Target("break");
  withJumps(l, { label, breakTarget: target, continueTarget: undefined }, () => runSteps(l, [node.statement]));
  l.arrive(target);
}

export function withJumps<T>(l: Lowering, scope: JumpScope, body: () => T): T {
  const outer = l.jumps;
  l.jumps = [...outer, scope];
  try {
    return body();
  } finally {
    l.jumps = outer;
  }
}

function lowerJump(l: Lowering, node: ts.BreakOrContinueStatement): void {
  const isBreak = ts.isBreakStatement(node);
  const label = node.label?.text;
  const scope = [...l.jumps].reverse().find((candidate) => {
    if (label !== undefined) return candidate.label === label;
    if (!isBreak) return candidate.continueTarget !== undefined;
    return (
      candidate.breakTarget !== undefined && (candidate.label === undefined || candidate.continueTarget !== undefined)
    );
  });
  const target = isBreak ? scope?.breakTarget : scope?.continueTarget;
  if (target) l.jump(target);
}
