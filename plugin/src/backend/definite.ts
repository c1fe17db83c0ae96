/** Whether TypeScript can see that a variable is assigned before it is read; where it cannot, the declaration says `!`. */
import { blocksOf, type Expr, expressionsOf, reads, type Stmt, terminates, type Variable } from "./js.js";

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
  const unset =
    stmt.kind === "assign" && stmt.declare === "let" && stmt.value.kind === "raw" && stmt.value.text === "undefined";
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
