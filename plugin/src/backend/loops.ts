/** Loops that test in the middle as `while`, `do` and `for` loops, where that is what they are. */
import { assignedIn, occurrences } from "./inspection.js";
import {
  type Assign,
  blocksOf,
  type Expr,
  expressionsOf,
  type For,
  type Loop,
  negate,
  reads,
  type Stmt,
  type Variable,
} from "./js.js";

export function sugarLoops(stmts: Stmt[]): void {
  for (const stmt of stmts) {
    for (const inner of blocksOf(stmt)) sugarLoops(inner);
    if (stmt.kind === "loop" && stmt.position === "none") placeTest(stmt);
  }
}

function placeTest(loop: Loop): void {
  const head = exitTest(loop.body[0]);
  if (head) {
    loop.position = "head";
    loop.test = head;
    loop.body.shift();
    return;
  }
  const tail = exitTest(loop.body.at(-1));
  if (tail) {
    loop.position = "tail";
    loop.test = tail;
    loop.body.pop();
  }
}

/** The condition for going on, of a statement that only leaves the loop where it does not hold. */
function exitTest(stmt: Stmt | undefined): Expr | undefined {
  if (stmt?.kind !== "if" || stmt.yes.length !== 1 || stmt.yes[0].kind !== "break" || stmt.no.length > 0)
    return undefined;
  if (stmt.yes[0].label) return undefined;
  return negate(stmt.test);
}

/** `let i = 0; while (i < n) { ...; i++ }` as a `for` loop, where `i` is used in the loop only. */
export function countLoops(stmts: Stmt[], countUses: (of: Variable) => number): void {
  for (let at = 0; at < stmts.length; at++) {
    const stmt = stmts[at];
    if (stmt.kind === "loop") {
      const counted = asCounted(stmts, at, stmt, countUses);
      if (counted) {
        stmts.splice(counted.init, 1);
        stmts[--at] = counted.loop;
      }
    }
    for (const inner of blocksOf(stmts[at])) countLoops(inner, countUses);
  }
}

function asCounted(
  stmts: readonly Stmt[],
  at: number,
  loop: Loop,
  countUses: (of: Variable) => number,
): { init: number; loop: For } | undefined {
  const step = loop.position === "head" ? findStep(loop) : undefined;
  if (!step) return undefined;
  const { index, by, body } = step;
  // The initial values of a loop stand right before it, in any order.
  for (let init = at - 1; init >= 0 && isInitial(stmts[init]); init--) {
    const stmt = stmts[init] as Assign;
    if (stmt.target.kind !== "variable" || stmt.target.variable !== index) continue;
    const between = stmts.slice(init + 1, at);
    if (between.some((other) => expressionsOf(other).some((expr) => reads(expr, index)))) return undefined;
    if (
      between.some(
        (other) =>
          other.kind === "assign" && other.target.kind === "variable" && reads(stmt.value, other.target.variable),
      )
    )
      return undefined;
    const inside = occurrences([stmt, loop]).get(index) ?? 0;
    if (inside !== countUses(index) || assignedIn(body).has(index)) return undefined;
    const { span, adjoint, label, test } = loop;
    return { init, loop: { kind: "for", index, start: stmt.value, test, step: by, body, label, span, adjoint } };
  }
  return undefined;
}

/** `i = i + 1` at the end of the body, or where nothing behind it mentions `i`; and the body without it. */
function findStep({ body, test }: Loop): { index: Variable; by: number; body: Stmt[] } | undefined {
  for (let at = body.length - 1; at >= 0 && at > body.length - 8; at--) {
    const step = stepOf(body[at]);
    if (!step || !reads(test, step.index)) continue;
    const behind = body.slice(at + 1);
    if (occurrences(behind).has(step.index)) return undefined;
    return { ...step, body: [...body.slice(0, at), ...behind] };
  }
  return undefined;
}

function isInitial(stmt: Stmt): boolean {
  return stmt.kind === "assign" && stmt.target.kind === "variable" && stmt.operator === "=" && !stmt.declare;
}

/** `i = i + 2` */
function stepOf(stmt: Stmt | undefined): { index: Variable; by: number } | undefined {
  if (stmt?.kind !== "assign" || stmt.target.kind !== "variable" || stmt.value.kind !== "binary") return undefined;
  const { operator, left, right } = stmt.value;
  const index = stmt.target.variable;
  if ((operator !== "+" && operator !== "-") || left.kind !== "variable" || left.variable !== index) return undefined;
  if (right.kind !== "raw" || !/^\d+$/.test(right.text)) return undefined;
  return { index, by: operator === "+" ? Number(right.text) : -Number(right.text) };
}
