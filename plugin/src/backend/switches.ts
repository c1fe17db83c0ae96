/** Chains of tests of one value against constants as a `switch`. The last of all forms: nothing else looks into one. */
import { assignedIn, readings } from "./inspection.js";
import { blocksOf, type Expr, type If, isQuiet, parts, type Stmt, sameExpr, terminates, type Variable } from "./js.js";

/** Fewer constants are tested by `if`. */
const fewest = 3;

export function switches(body: Stmt[]): void {
  const changing = changingIn(body);
  const conditions = new Map<Variable, Expr>();
  new Switches(conditions, (variable) => changing.has(variable)).block(body);
  dropUnread(body, conditions);
}

interface Test {
  readonly value: Expr;
  readonly constants: readonly Expr[];
}

interface Chain {
  readonly value: Expr;
  readonly cases: { tests: readonly Expr[]; body: Stmt[] }[];
}

class Switches {
  constructor(
    /** Constants of the function that hold the result of a test. */
    private readonly conditions: Map<Variable, Expr>,
    private readonly changes: (variable: Variable) => boolean,
  ) {}

  block(stmts: Stmt[]): void {
    for (let at = 0; at < stmts.length; at++) {
      const stmt = stmts[at];
      if (stmt.kind === "assign" && stmt.declare === "const" && stmt.target.kind === "variable")
        this.conditions.set(stmt.target.variable, stmt.value);
      if (stmt.kind === "if") this.replace(stmts, at, stmt);
      for (const inner of blocksOf(stmts[at])) this.block(inner);
    }
  }

  private replace(stmts: Stmt[], at: number, stmt: If): void {
    const { span, adjoint } = stmt;
    const [cases, length] = this.chainAt(stmts, at);
    if (!cases) return;
    const tests = cases.cases.flatMap((each) => each.tests);
    const isDistinct = tests.every((test, k) => !tests.slice(0, k).some((other) => sameExpr(test, other)));
    if (tests.length < fewest || !isDistinct || cases.cases.some(({ body }) => leavesLoop(body))) return;
    stmts.splice(at, length, { kind: "switch", value: cases.value, cases: cases.cases, span, adjoint });
  }

  /** The chain that begins with a statement, and how many statements it consists of. */
  private chainAt(stmts: readonly Stmt[], at: number): [Chain | undefined, number] {
    const first = stmts[at];
    const test = first.kind === "if" ? this.test(first.test, "===") : undefined;
    if (first.kind !== "if" || !test) return [undefined, 0];
    const chain: Chain = { value: test.value, cases: [] };
    this.collect(first, chain);
    // Branches that do not reach their end need no `else` before the next test.
    let length = 1;
    let last: Stmt = first;
    for (;;) {
      const isOpen = last.kind === "if" && last.no.length === 0 && terminates(last.yes);
      const next = stmts[at + length];
      const follows = isOpen && next?.kind === "if" && terminates(next.yes) && this.isOf(chain, next, "===");
      if (!follows) return [chain, length];
      this.collect(next, chain);
      last = next;
      length++;
    }
  }

  private collect(stmt: If, chain: Chain): void {
    chain.cases.push({ tests: this.test(stmt.test, "===")!.constants, body: stmt.yes });
    const [next] = stmt.no;
    if (stmt.no.length === 0) return;
    if (stmt.no.length === 1 && next.kind === "if" && this.isOf(chain, next, "===")) return this.collect(next, chain);
    if (next.kind === "if" && next.no.length === 0 && terminates(next.yes) && this.isOf(chain, next, "!==")) {
      chain.cases.push({ tests: this.test(next.test, "!==")!.constants, body: stmt.no.slice(1) });
      chain.cases.push({ tests: [], body: next.yes });
    } else chain.cases.push({ tests: [], body: stmt.no });
  }

  private isOf(chain: Chain, stmt: If, operator: "===" | "!=="): boolean {
    const test = this.test(stmt.test, operator);
    return test !== undefined && sameExpr(test.value, chain.value);
  }

  /** `value === c`, or `value === c || value === d`, also where a constant has been given the result. */
  private test(expr: Expr, operator: "===" | "!=="): Test | undefined {
    const known = expr.kind === "variable" ? this.conditions.get(expr.variable) : undefined;
    if (known) return this.isStable(known) ? this.test(known, operator) : undefined;
    if (expr.kind !== "binary") return undefined;
    if (expr.operator === "||" && operator === "===") {
      const [left, right] = [this.test(expr.left, operator), this.test(expr.right, operator)];
      const isOne = left && right && sameExpr(left.value, right.value);
      return isOne ? { value: left.value, constants: [...left.constants, ...right.constants] } : undefined;
    }
    if (expr.operator !== operator || !isConstant(expr.right) || !isQuiet(expr.left)) return undefined;
    return { value: expr.left, constants: [expr.right] };
  }

  private isStable(expr: Expr): boolean {
    if (expr.kind === "variable") return !this.changes(expr.variable);
    return expr.kind === "raw" || (expr.kind === "binary" && parts(expr).every((part) => this.isStable(part)));
  }
}

function isConstant(expr: Expr): boolean {
  return expr.kind === "raw" && /^(-?\d|")/.test(expr.text);
}

/** Whether a `break` without a label leaves a loop around the statements. */
function leavesLoop(stmts: readonly Stmt[]): boolean {
  return stmts.some((stmt) => {
    if (stmt.kind === "break") return stmt.label === undefined;
    return stmt.kind !== "for" && stmt.kind !== "loop" && blocksOf(stmt).some(leavesLoop);
  });
}

/** Variables that are assigned without being declared there as constants. */
function changingIn(stmts: readonly Stmt[]): Set<Variable> {
  const constant = new Set<Variable>();
  const visit = (list: readonly Stmt[]): void => {
    for (const stmt of list) {
      if (stmt.kind === "assign" && stmt.declare === "const" && stmt.target.kind === "variable")
        constant.add(stmt.target.variable);
      if (stmt.kind === "destructure" && stmt.declare === "const")
        for (const target of stmt.targets) if (target) constant.add(target);
      blocksOf(stmt).forEach(visit);
    }
  };
  visit(stmts);
  return new Set([...assignedIn(stmts)].filter((variable) => !constant.has(variable)));
}

/** Constants that only a test has read which is now a `case`. */
function dropUnread(body: Stmt[], conditions: ReadonlyMap<Variable, Expr>): void {
  const counts = readings(body);
  const isUnread = (stmt: Stmt): boolean =>
    stmt.kind === "assign" &&
    stmt.target.kind === "variable" &&
    conditions.has(stmt.target.variable) &&
    counts.get(stmt.target.variable) === 0 &&
    isQuiet(stmt.value);
  const visit = (list: Stmt[]): void => {
    for (let at = list.length - 1; at >= 0; at--) {
      if (isUnread(list[at])) list.splice(at, 1);
      else blocksOf(list[at]).forEach(visit);
    }
  };
  visit(body);
}
