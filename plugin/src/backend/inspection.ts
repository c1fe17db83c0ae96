/** Questions about statements: which variables they mention and assign, and whether they are the same. */
import {
  type Assign,
  blocksOf,
  type Expr,
  expressionsOf,
  isQuiet,
  parts,
  type Stmt,
  sameExpr,
  type Variable,
} from "./js.js";

/** How often each variable occurs, as a target too. */
export function occurrences(stmts: readonly Stmt[], counts: Map<Variable, number> = new Map()): Map<Variable, number> {
  const add = (variable: Variable): void => {
    counts.set(variable, (counts.get(variable) ?? 0) + 1);
  };
  const visit = (expr: Expr): void => {
    if (expr.kind === "variable") add(expr.variable);
    else parts(expr).forEach(visit);
  };
  for (const stmt of stmts) {
    expressionsOf(stmt).forEach(visit);
    if (stmt.kind === "destructure") for (const target of stmt.targets) if (target) add(target);
    for (const inner of blocksOf(stmt)) occurrences(inner, counts);
  }
  return counts;
}

/** How often each variable is read: all occurrences but those as the target of a plain assignment. */
export function readings(stmts: readonly Stmt[]): Map<Variable, number> {
  const counts = occurrences(stmts);
  const subtract = (list: readonly Stmt[]): void => {
    for (const stmt of list) {
      for (const target of targetsOf(stmt)) counts.set(target, counts.get(target)! - 1);
      for (const inner of blocksOf(stmt)) subtract(inner);
    }
  };
  subtract(stmts);
  return counts;
}

function targetsOf(stmt: Stmt): readonly Variable[] {
  if (stmt.kind === "assign") return stmt.target.kind === "variable" ? [stmt.target.variable] : [];
  return stmt.kind === "destructure" ? stmt.targets.filter((target) => target !== undefined) : [];
}

export function assignedIn(stmts: readonly Stmt[], assigned: Set<Variable> = new Set()): Set<Variable> {
  for (const stmt of stmts) {
    for (const target of targetsOf(stmt)) assigned.add(target);
    if (stmt.kind === "for") assigned.add(stmt.index);
    for (const inner of blocksOf(stmt)) assignedIn(inner, assigned);
  }
  return assigned;
}

/** Removes assignments to variables that are never read; returns whether there were any. */
export function removeDeadAssignments(stmts: Stmt[]): boolean {
  const counts = readings(stmts);
  const isDead = (stmt: Stmt): stmt is Assign =>
    stmt.kind === "assign" && stmt.target.kind === "variable" && (counts.get(stmt.target.variable) ?? 0) === 0;
  let changed = false;
  const sweep = (list: Stmt[]): void => {
    for (let at = list.length - 1; at >= 0; at--) {
      const stmt = list[at];
      if (isDead(stmt)) {
        changed = true;
        const { value, span, adjoint } = stmt;
        list.splice(at, 1, ...(isQuiet(value) ? [] : [{ kind: "expression", value, span, adjoint } as const]));
      }
      for (const inner of blocksOf(stmt)) sweep(inner);
    }
  };
  sweep(stmts);
  return changed;
}

/** Whether two lists do the same. Only what can be compared cheaply is; anything else counts as different unless it is shared. */
export function sameStatements(a: readonly Stmt[], b: readonly Stmt[]): boolean {
  return a.length === b.length && a.every((stmt, index) => sameStatement(stmt, b[index]));
}

function sameStatement(a: Stmt, b: Stmt): boolean {
  if (a === b) return true;
  if (a.kind !== b.kind) return false;
  const left = expressionsOf(a);
  const right = expressionsOf(b);
  if (left.length !== right.length || !left.every((expr, index) => same(expr, right[index]))) return false;
  if (a.kind === "break" && b.kind === "break" && a.label !== b.label) return false;
  if (a.kind === "for" && b.kind === "for" && a.index !== b.index) return false;
  if (a.kind === "destructure") return false;
  const inner = blocksOf(b);
  return blocksOf(a).every((block, index) => sameStatements(block, inner[index]));
}

/** The same code at the same place, so that calls may be the same too. */
function same(a: Expr, b: Expr): boolean {
  if (a === b || sameExpr(a, b)) return true;
  const left = parts(a);
  const right = parts(b);
  if (a.kind !== b.kind || a.kind === "arrow" || left.length !== right.length) return false;
  if (a.kind === "template" && a.parts.join("\0") !== (b as typeof a).parts.join("\0")) return false;
  if (a.kind === "raw" || a.kind === "variable") return false;
  if (a.kind === "unary" || a.kind === "binary") {
    if (a.operator !== (b as typeof a).operator) return false;
  }
  if (a.kind === "member" && a.property !== (b as typeof a).property) return false;
  if (a.kind === "new" && a.callee !== (b as typeof a).callee) return false;
  if (a.kind === "object" && a.fields.some(({ name }, index) => name !== (b as typeof a).fields[index].name))
    return false;
  return left.every((part, index) => same(part, right[index]));
}
