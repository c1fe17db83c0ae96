/** Declares every variable in the innermost block that holds all its uses: where it is first assigned, if that is possible. */
import { blocksOf, type Expr, expressionsOf, forEachVariable, reads, type Stmt, type Variable } from "./js.js";

interface Place {
  readonly block: Stmt[];
  readonly outer?: Place;
  readonly depth: number;
  /** The statement of `block` that is being visited. */
  at: number;
}

interface Found {
  home: Place;
  writes: number;
}

export function declareVariables(body: Stmt[], params: readonly Variable[]): void {
  new Declarer(new Set(params)).run(body);
}

class Declarer {
  private readonly found = new Map<Variable, Found>();
  private readonly declared = new Set<Variable>();
  private readonly insertions = new Map<Stmt[], { at: number; stmt: Stmt }[]>();

  /** `bound`: parameters and index variables. */
  constructor(private readonly bound: Set<Variable>) {}

  run(body: Stmt[]): void {
    this.find({ block: body, depth: 0, at: 0 });
    this.place({ block: body, depth: 0, at: 0 });
    for (const [block, insertions] of this.insertions) {
      for (const { at, stmt } of insertions.reverse()) block.splice(at, 0, stmt);
    }
  }

  private find(place: Place): void {
    place.block.forEach((stmt, at) => {
      place.at = at;
      if (stmt.kind === "for") this.bound.add(stmt.index);
      for (const variable of variablesOf(stmt)) this.occurs(variable, place);
      for (const variable of written(stmt)) {
        const found = this.found.get(variable);
        if (found) found.writes++;
      }
      for (const inner of blocksOf(stmt)) this.find({ block: inner, outer: place, depth: place.depth + 1, at: 0 });
    });
  }

  private occurs(variable: Variable, place: Place): void {
    if (this.bound.has(variable)) return;
    const found = this.found.get(variable);
    if (found) found.home = common(found.home, place);
    else this.found.set(variable, { home: place, writes: 0 });
  }

  private place(place: Place): void {
    place.block.forEach((stmt, at) => {
      place.at = at;
      if (stmt.kind === "assign" && stmt.target.kind === "variable")
        this.declareAssigned(stmt, stmt.target.variable, place);
      else if (stmt.kind === "destructure") this.declareDestructured(stmt, place);
      for (const variable of variablesOf(stmt)) this.declareBefore(variable, place);
      for (const inner of blocksOf(stmt)) this.place({ block: inner, outer: place, depth: place.depth + 1, at: 0 });
    });
  }

  private declareAssigned(stmt: Stmt & { kind: "assign" }, target: Variable, place: Place): void {
    const found = this.found.get(target);
    if (!found || this.declared.has(target) || found.home.block !== place.block || reads(stmt.value, target)) return;
    this.declared.add(target);
    stmt.declare = found.writes === 1 ? "const" : "let";
  }

  private declareDestructured(stmt: Stmt & { kind: "destructure" }, place: Place): void {
    const targets = stmt.targets.filter((target) => target !== undefined);
    const found = targets.map((target) => this.found.get(target));
    if (!targets.every((target, index) => !this.declared.has(target) && found[index]?.home.block === place.block))
      return;
    for (const target of targets) this.declared.add(target);
    stmt.declare = found.every((each) => each?.writes === 1) ? "const" : "let";
  }

  /** `let x;` in front of the statement of the home block in which the variable occurs first. */
  private declareBefore(variable: Variable, place: Place): void {
    const found = this.found.get(variable);
    if (!found || this.declared.has(variable)) return;
    this.declared.add(variable);
    let home: Place = place;
    while (home.block !== found.home.block) home = home.outer!;
    const { span, adjoint } = home.block[home.at];
    const insertions = this.insertions.get(home.block) ?? [];
    insertions.push({ at: home.at, stmt: { kind: "declare", variable, span, adjoint } });
    this.insertions.set(home.block, insertions);
  }
}

function common(a: Place, b: Place): Place {
  let left = a;
  let right = b;
  while (left.block !== right.block) {
    if (left.depth >= right.depth) left = left.outer!;
    else right = right.outer!;
  }
  return left;
}

function variablesOf(stmt: Stmt): Set<Variable> {
  const variables = new Set<Variable>();
  const index = stmt.kind === "for" ? stmt.index : undefined;
  const visit = (expr: Expr): void => forEachVariable(expr, (variable) => variables.add(variable));
  for (const expr of expressionsOf(stmt)) visit(expr);
  if (stmt.kind === "destructure") for (const target of stmt.targets) if (target) variables.add(target);
  if (index) variables.delete(index);
  return variables;
}

function written(stmt: Stmt): readonly Variable[] {
  if (stmt.kind === "assign" || stmt.kind === "update")
    return stmt.target.kind === "variable" ? [stmt.target.variable] : [];
  return stmt.kind === "destructure" ? stmt.targets.filter((target) => target !== undefined) : [];
}
