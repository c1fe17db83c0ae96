/**
 * Exit codes back to jumps. The IR has none: a loop that may be left early carries a code, 0 while it runs, tests it first,
 * and the code behind the loop asks how it was left. Where a branch at the end of the body sets the code, it can `break`;
 * where the code behind the loop then only returns, it can `return`; and then nobody needs the code any more.
 */
import { integer, narrow, specialize } from "./constants.js";
import { assignedIn, occurrences, readings, sameStatements } from "./inspection.js";
import {
  type Assign,
  blocksOf,
  type Expr,
  expressionsOf,
  type For,
  isQuiet,
  type Loop,
  negate,
  raw,
  reads,
  type Stmt,
  terminates,
  type Variable,
} from "./js.js";

const shortContinuation = 2;

/** Outer loops first: the jumps out of an inner loop lead to what the outer one has become. */
export function restoreJumps(stmts: Stmt[], body: readonly Stmt[] = stmts, outer?: Loop | For): void {
  for (let at = 0; at < stmts.length; at++) {
    const stmt = stmts[at];
    if (stmt.kind === "loop") restoreLoop(stmts, at, stmt, body, outer);
    const around = stmt.kind === "loop" || stmt.kind === "for" ? stmt : outer;
    for (const inner of blocksOf(stmts[at])) restoreJumps(inner, body, around);
  }
}

interface Coded {
  readonly code: Variable;
  /** The rest of the condition for going on, if there is any. */
  readonly condition?: Expr;
  /** Where the test stands in the body. */
  readonly test: Stmt & { kind: "if" };
  readonly at: number;
}

function restoreLoop(
  stmts: Stmt[],
  at: number,
  loop: Loop,
  body: readonly Stmt[],
  outer: Loop | For | undefined,
): void {
  const coded = codeOf(loop);
  if (!coded) return;
  const { code, condition, test, at: middle } = coded;
  const head: Stmt[] = condition ? [{ ...test, test: negate(condition) }] : [];
  const before = loop.body.slice(0, middle);
  const after = loop.body.slice(middle + 1);
  if (middle === 0) {
    if (!startsAtZero(stmts, at, code)) return;
    const found = leave(hoistSteps(after, code), code);
    if (!found || readsIn(found.stmts, code)) return;
    loop.body = [...head, ...found.stmts];
    thread(stmts, at, loop, code, found.codes, body, outer);
    return;
  }
  const found = leave(hoistSteps(before, code), code);
  if (!found?.always || readsIn([...found.stmts, ...after], code) || assignedIn(after).has(code)) return;
  loop.body = [...found.stmts, ...head, ...after];
  const target: Expr = { kind: "variable", variable: code };
  const { span, adjoint } = loop;
  stmts.splice(at, 0, { kind: "assign", target, operator: "=", value: raw("0"), span, adjoint });
  thread(stmts, at + 1, loop, code, found.codes, body, outer);
}

/** A loop that goes on where `code === 0` or `code === 0 && condition`. */
function codeOf({ body }: Loop): Coded | undefined {
  for (const [at, test] of body.entries()) {
    if (test.kind !== "if" || test.no.length > 0 || test.yes.length !== 1 || test.yes[0].kind !== "break") continue;
    const [first, ...others] = conjuncts(negate(test.test));
    const code = zeroTest(first);
    if (!code) continue;
    const condition = others.reduce<Expr | undefined>(
      (left, right) => (left ? { kind: "binary", operator: "&&", left, right } : right),
      undefined,
    );
    return { code, condition, test, at };
  }
  return undefined;
}

function conjuncts(expr: Expr): Expr[] {
  return expr.kind === "binary" && expr.operator === "&&"
    ? [...conjuncts(expr.left), ...conjuncts(expr.right)]
    : [expr];
}

function zeroTest(expr: Expr): Variable | undefined {
  const isTest =
    expr.kind === "binary" && expr.operator === "===" && expr.left.kind === "variable" && integer(expr.right) === 0;
  return isTest && expr.left.kind === "variable" ? expr.left.variable : undefined;
}

function startsAtZero(stmts: readonly Stmt[], at: number, code: Variable): boolean {
  for (let before = at - 1; before >= 0; before--) {
    const stmt = stmts[before];
    if (stmt.kind !== "assign" || stmt.target.kind !== "variable") return false;
    if (stmt.target.variable === code) return integer(stmt.value) === 0;
  }
  return false;
}

/** Steps behind the `if` that sets the code (`trips = trips + 1`) go before it, so that its branches end the turn. */
function hoistSteps(turn: readonly Stmt[], code: Variable): Stmt[] {
  const last = lastIndex(turn, (stmt) => !isStep(stmt) || assignedIn([stmt]).has(code));
  const branch = turn[last];
  if (branch?.kind !== "if") return [...turn];
  const mentioned = occurrences([branch]);
  const steps = turn.slice(last + 1);
  const independent = steps.every((step) => {
    const target = (step as Assign).target;
    return target.kind === "variable" && !mentioned.has(target.variable);
  });
  return independent ? [...turn.slice(0, last), ...steps, branch] : [...turn];
}

/** `k = k + 1` */
function isStep(stmt: Stmt): boolean {
  if (stmt.kind !== "assign" || stmt.target.kind !== "variable" || stmt.value.kind !== "binary") return false;
  const { left, right } = stmt.value;
  return left.kind === "variable" && left.variable === stmt.target.variable && integer(right) !== undefined;
}

interface Left {
  readonly stmts: Stmt[];
  /** The codes with which the loop is left. */
  readonly codes: ReadonlySet<number>;
  /** Every path to the end of the turn sets the code. */
  readonly always: boolean;
}

/** The turn of a loop with a `break` where it sets the code, if it sets it to constants at the ends of its branches only. */
function leave(turn: readonly Stmt[], code: Variable): Left | undefined {
  const straight = lastIndex(turn, (stmt) => stmt.kind !== "assign" || stmt.target.kind !== "variable");
  const setting = lastIndex(
    turn,
    (stmt) => stmt.kind === "assign" && stmt.target.kind === "variable" && stmt.target.variable === code,
  );
  if (setting > straight) {
    const assignment = turn[setting] as Assign;
    const value = integer(assignment.value);
    const rest = turn.filter((stmt) => stmt !== assignment);
    if (value === undefined || assignedIn(rest).has(code)) return undefined;
    if (value === 0) return { stmts: rest, codes: new Set(), always: true };
    const { span, adjoint } = assignment;
    return { stmts: [...rest, assignment, { kind: "break", span, adjoint }], codes: new Set([value]), always: true };
  }
  const last = turn.at(-1);
  if (last?.kind !== "if")
    return assignedIn(turn).has(code) ? undefined : { stmts: [...turn], codes: new Set(), always: terminates(turn) };
  const before = turn.slice(0, -1);
  if (assignedIn(before).has(code)) return undefined;
  const yes = leave(last.yes, code);
  const no = leave(last.no, code);
  if (!yes || !no) return undefined;
  const branch: Stmt = { ...last, yes: yes.stmts, no: no.stmts };
  return {
    stmts: [...before, branch],
    codes: new Set([...yes.codes, ...no.codes]),
    always: yes.always && no.always,
  };
}

function readsIn(stmts: readonly Stmt[], of: Variable): boolean {
  return stmts.some((stmt) => {
    const exprs = stmt.kind === "assign" && stmt.target.kind === "variable" ? [stmt.value] : expressionsOf(stmt);
    return exprs.some((expr) => reads(expr, of)) || blocksOf(stmt).some((inner) => readsIn(inner, of));
  });
}

/** What happens behind the loop is known for each code: where it is little, it happens at the `break`. */
function thread(
  stmts: Stmt[],
  at: number,
  loop: Loop,
  code: Variable,
  codes: ReadonlySet<number>,
  body: readonly Stmt[],
  outer: Loop | For | undefined,
): void {
  const rest = stmts.slice(at + 1);
  if (!readsIn(rest, code) || assignedIn(rest).has(code)) return;
  if (readings(body).get(code) !== readings([loop, ...rest]).get(code)) return;
  const writes = countWrites(body);
  const once = (variable: Variable): boolean => writes.get(variable) === 1;
  const normal = specialize(rest, code, 0, once);
  const jumps = new Map<number, Stmt[]>();
  const left = [0];
  for (const value of codes) {
    const continuation = specialize(rest, code, value, once);
    const jump = sameStatements(continuation, normal) ? [] : shortJump(continuation, outer);
    if (jump) jumps.set(value, jump);
    else left.push(value);
  }
  loop.body = replaceBreaks(loop.body, code, jumps);
  stmts.splice(at + 1, rest.length, ...(left.length === 1 ? normal : narrow(rest, code, left)));
}

/** What happens after the loop up to the next jump, if it is little enough to be repeated. */
function shortJump(continuation: readonly Stmt[], outer: Loop | For | undefined): Stmt[] | undefined {
  const at = continuation.findIndex((stmt) => stmt.kind === "return" || stmt.kind === "throw" || stmt.kind === "break");
  if (at < 0 || at >= shortContinuation || !continuation.slice(0, at).every(isCopy)) return undefined;
  const jump = continuation[at];
  if (jump.kind !== "break") return continuation.slice(0, at + 1);
  if (!outer) return undefined;
  outer.label ??= { text: "" };
  return [...continuation.slice(0, at), { ...jump, label: jump.label ?? outer.label }];
}

function isCopy(stmt: Stmt): boolean {
  return stmt.kind === "assign" && stmt.target.kind === "variable" && isQuiet(stmt.value);
}

/** `jumps`: what to do instead of setting a code and leaving; nothing for a code that is like 0 to what follows. */
function replaceBreaks(stmts: readonly Stmt[], code: Variable, jumps: ReadonlyMap<number, Stmt[]>): Stmt[] {
  return stmts.flatMap((stmt, index): Stmt[] => {
    if (stmt.kind === "if") {
      return [{ ...stmt, yes: replaceBreaks(stmt.yes, code, jumps), no: replaceBreaks(stmt.no, code, jumps) }];
    }
    const value = setTo(stmt, code);
    if (value !== undefined && stmts[index + 1]?.kind === "break") return jumps.has(value) ? [] : [stmt];
    const before = stmts[index - 1];
    const set = before && stmt.kind === "break" ? setTo(before, code) : undefined;
    const jump = set === undefined ? undefined : jumps.get(set);
    return jump && jump.length > 0 ? jump : [stmt];
  });
}

function setTo(stmt: Stmt, code: Variable): number | undefined {
  const sets = stmt.kind === "assign" && stmt.target.kind === "variable" && stmt.target.variable === code;
  return sets ? integer(stmt.value) : undefined;
}

function lastIndex(stmts: readonly Stmt[], test: (stmt: Stmt) => boolean): number {
  for (let at = stmts.length - 1; at >= 0; at--) if (test(stmts[at])) return at;
  return -1;
}

function countWrites(stmts: readonly Stmt[], counts: Map<Variable, number> = new Map()): Map<Variable, number> {
  for (const stmt of stmts) {
    if (stmt.kind === "assign" && stmt.target.kind === "variable") {
      counts.set(stmt.target.variable, (counts.get(stmt.target.variable) ?? 0) + 1);
    }
    for (const inner of blocksOf(stmt)) countWrites(inner, counts);
  }
  return counts;
}
