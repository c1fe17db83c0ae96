/** Variables that are declared without a value. */
import {
  blocksOf,
  type Expr,
  expressionsOf,
  isUndefined,
  negate,
  reads,
  type Stmt,
  terminates,
  type Variable,
} from "./js.js";

/** `let x; if (c) x = 1; else x = undefined;`: it is undefined already. */
export function omitUndefined(stmts: Stmt[]): void {
  for (let at = 0; at < stmts.length; at++) {
    const stmt = stmts[at];
    for (const inner of blocksOf(stmt)) omitUndefined(inner);
    if (stmt.kind !== "if") continue;
    for (let before = at - 1; before >= 0; before--) {
      const declared = stmts[before];
      if (declared.kind !== "declare") break;
      stmt.yes = withoutUnsetting(stmt.yes, declared.variable);
      stmt.no = withoutUnsetting(stmt.no, declared.variable);
    }
    if (stmt.yes.length > 0 || stmt.no.length === 0) continue;
    stmts[at] = { ...stmt, test: negate(stmt.test), yes: stmt.no, no: [] };
  }
}

function withoutUnsetting(branch: Stmt[], of: Variable): Stmt[] {
  const at = branch.findIndex((stmt) => mentions(stmt, of));
  const stmt = branch[at];
  const unsets = stmt?.kind === "assign" && stmt.target.kind === "variable" && isUndefined(stmt.value);
  return unsets ? branch.filter((other) => other !== stmt) : branch;
}

function mentions(stmt: Stmt, of: Variable): boolean {
  return (
    expressionsOf(stmt).some((expr) => reads(expr, of)) ||
    (stmt.kind === "destructure" && stmt.targets.includes(of)) ||
    blocksOf(stmt).some((block) => block.some((inner) => mentions(inner, of)))
  );
}

/** Where TypeScript cannot see that a variable is assigned before it is read, the declaration has to assert it by `!`. */
export function assertDefinite(stmts: readonly Stmt[]): void {
  stmts.forEach((stmt, index) => {
    const unset = stmt.kind === "declare" ? stmt.variable : unsetBy(stmt);
    if (unset && (stmt.kind === "declare" || stmt.kind === "assign")) {
      stmt.definite = flow(stmts.slice(index + 1), unset) === "read";
    }
    for (const inner of blocksOf(stmt)) assertDefinite(inner);
  });
}

function unsetBy(stmt: Stmt): Variable | undefined {
  const unset = stmt.kind === "assign" && stmt.declare === "let" && isUndefined(stmt.value);
  return unset && stmt.target.kind === "variable" ? stmt.target.variable : undefined;
}

/** What happens first on the way through the statements: certainly an assignment, perhaps a read, or nothing. */
function flow(stmts: readonly Stmt[], of: Variable): "assigned" | "read" | "nothing" {
  for (const stmt of stmts) {
    if (isRead(stmt, of)) return "read";
    if (stmt.kind === "assign" && stmt.target.kind === "variable" && stmt.target.variable === of) return "assigned";
    if (stmt.kind === "destructure" && stmt.targets.includes(of)) return "assigned";
    const results = blocksOf(stmt).map((block) =>
      terminates(block) && flow(block, of) === "nothing" ? "assigned" : flow(block, of),
    );
    if (results.includes("read")) return "read";
    if (stmt.kind === "if" && results.every((result) => result === "assigned")) return "assigned";
    // A loop may run no turn, or leave its turn early.
    if (stmt.kind === "loop" && stmt.position === "tail" && results[0] === "assigned") return "assigned";
  }
  return "nothing";
}

function isRead(stmt: Stmt, of: Variable): boolean {
  const exprs: Expr[] = stmt.kind === "assign" && stmt.target.kind === "variable" ? [stmt.value] : expressionsOf(stmt);
  if (stmt.kind === "assign" && stmt.target.kind === "variable" && stmt.operator !== "=") exprs.push(stmt.target);
  return exprs.some((expr) => reads(expr, of));
}
