/** Variables that are declared without a value. */
import {
  blocksOf,
  type Expr,
  expressionsOf,
  forEachVariable,
  isUndefined,
  negate,
  reads,
  type Stmt,
  terminates,
  type Variable,
} from "./js.js";

/** `let x; if (c) x = 1; else x = undefined;`: it is undefined already. */
export function omitUndefined(stmts: Stmt[], mentioned = new Mentions()): void {
  for (let at = 0; at < stmts.length; at++) {
    const stmt = stmts[at];
    for (const inner of blocksOf(stmt)) omitUndefined(inner, mentioned);
    if (stmt.kind !== "if") continue;
    for (let before = at - 1; before >= 0; before--) {
      const declared = stmts[before];
      if (declared.kind !== "declare") break;
      stmt.yes = withoutUnsetting(stmt.yes, declared.variable, mentioned);
      stmt.no = withoutUnsetting(stmt.no, declared.variable, mentioned);
    }
    if (stmt.yes.length > 0 || stmt.no.length === 0) continue;
    stmts[at] = { ...stmt, test: negate(stmt.test), yes: stmt.no, no: [] };
  }
}

function withoutUnsetting(branch: Stmt[], of: Variable, mentioned: Mentions): Stmt[] {
  const at = branch.findIndex((stmt) => mentioned.in(stmt).has(of));
  const stmt = branch[at];
  const unsets = stmt?.kind === "assign" && stmt.target.kind === "variable" && isUndefined(stmt.value);
  return unsets ? branch.filter((other) => other !== stmt) : branch;
}

/** Which variables statements mention, in their blocks too: found once, as every variable asks. */
class Mentions {
  private readonly known = new Map<Stmt, ReadonlySet<Variable>>();

  in(stmt: Stmt): ReadonlySet<Variable> {
    const known = this.known.get(stmt);
    if (known) return known;
    const found = new Set<Variable>();
    for (const expr of expressionsOf(stmt)) forEachVariable(expr, (variable) => found.add(variable));
    if (stmt.kind === "destructure") for (const target of stmt.targets) if (target) found.add(target);
    for (const block of blocksOf(stmt))
      for (const inner of block) for (const variable of this.in(inner)) found.add(variable);
    this.known.set(stmt, found);
    return found;
  }
}

/** Where TypeScript cannot see that a variable is assigned before it is read, the declaration has to assert it by `!`. */
export function assertDefinite(stmts: readonly Stmt[], mentioned = new Mentions()): void {
  stmts.forEach((stmt, index) => {
    const unset = stmt.kind === "declare" ? stmt.variable : unsetBy(stmt);
    if (unset && (stmt.kind === "declare" || stmt.kind === "assign")) {
      stmt.definite = flow(stmts, unset, mentioned, index + 1) === "read";
    }
    for (const inner of blocksOf(stmt)) assertDefinite(inner, mentioned);
  });
}

function unsetBy(stmt: Stmt): Variable | undefined {
  const unset = stmt.kind === "assign" && stmt.declare === "let" && isUndefined(stmt.value);
  return unset && stmt.target.kind === "variable" ? stmt.target.variable : undefined;
}

/** What happens first on the way through the statements: certainly an assignment, perhaps a read, or nothing. */
function flow(stmts: readonly Stmt[], of: Variable, mentioned: Mentions, from = 0): "assigned" | "read" | "nothing" {
  for (let at = from; at < stmts.length; at++) {
    const stmt = stmts[at];
    const isMentioned = mentioned.in(stmt).has(of);
    if (isMentioned) {
      if (isRead(stmt, of)) return "read";
      if (stmt.kind === "assign" && stmt.target.kind === "variable" && stmt.target.variable === of) return "assigned";
      if (stmt.kind === "destructure" && stmt.targets.includes(of)) return "assigned";
    }
    const results = blocksOf(stmt).map((block) => {
      const result = isMentioned ? flow(block, of, mentioned) : "nothing";
      return result === "nothing" && terminates(block) ? "assigned" : result;
    });
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
