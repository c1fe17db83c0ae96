/** `const x = r.x; const y = r.y;` as `const { x, y } = r`, outside of loops. */
import { blocksOf, type Expr, type Stmt, type Variable } from "./js.js";

interface Access {
  readonly target: Variable;
  readonly record: Variable;
  /** A field's name, or the position in a tuple. */
  readonly field: string | number;
}

export function destructure(stmts: Stmt[]): void {
  for (let at = 0; at < stmts.length; at++) {
    const run = runFrom(stmts, at);
    if (run.length > 1) stmts.splice(at, run.length, together(run, stmts[at]));
    const stmt = stmts[at];
    if (stmt.kind === "if") blocksOf(stmt).forEach(destructure);
  }
}

/** Accesses to one record in a row: of a tuple in the order of its slots. */
function runFrom(stmts: readonly Stmt[], from: number): Access[] {
  const run: Access[] = [];
  for (let at = from; at < stmts.length; at++) {
    const access = accessOf(stmts[at]);
    const last = run.at(-1);
    if (!access || (last && access.record !== last.record)) break;
    if (last && typeof last.field === "number" && !(access.field === last.field + 1)) break;
    if (!last && typeof access.field === "number" && access.field > 0) break;
    if (run.some(({ field }) => field === access.field)) break;
    run.push(access);
  }
  return run;
}

function accessOf(stmt: Stmt): Access | undefined {
  if (stmt.kind !== "assign" || stmt.declare !== "const" || stmt.target.kind !== "variable") return undefined;
  const { value, target } = stmt;
  const record = recordOf(value);
  if (!record) return undefined;
  const field =
    value.kind === "index" && value.index.kind === "raw"
      ? Number(value.index.text)
      : value.kind === "member"
        ? value.property
        : undefined;
  return field === undefined ? undefined : { target: target.variable, record, field };
}

function recordOf(value: Expr): Variable | undefined {
  if ((value.kind !== "member" && value.kind !== "index") || value.object.kind !== "variable") return undefined;
  const { type } = value.object.variable;
  if (type.kind !== "ref" || type.memory.kind !== "record" || type.memory.tuple !== (value.kind === "index"))
    return undefined;
  return value.object.variable;
}

function together(run: readonly Access[], { span, adjoint }: Stmt): Stmt {
  const [{ record, field }] = run;
  const fields = typeof field === "string" ? run.map((access) => String(access.field)) : undefined;
  const value: Expr = { kind: "variable", variable: record };
  return {
    kind: "destructure",
    declare: "const",
    targets: run.map(({ target }) => target),
    fields,
    value,
    span,
    adjoint,
  };
}
