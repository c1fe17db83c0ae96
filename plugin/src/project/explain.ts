/** What differentiation makes of a function, line by line: what is active and why, what is kept, what is zero by convention. */
import type ts from "typescript-6";
import { type Activity, ActivityAnalysis } from "../analysis/activity.js";
import { AliasAnalysis } from "../analysis/aliases.js";
import { zerosByConvention } from "../analysis/conventions.js";
import { costOf } from "../analysis/cost.js";
import { type Diagnostic, excerpt, reasonOf } from "../diagnostics/index.js";
import { Frontend, type RunTimeModules } from "../frontend/index.js";
import type { Func, Op, Span, Value } from "../ir/ops.js";
import { allOps, reachable } from "../ir/traverse.js";
import { isDifferentiable } from "../ir/types.js";
import type { Fate } from "../transform/availability.js";
import { Operators } from "../transform/operators.js";
import { type NamedFunction, requestFor } from "./inspect.js";

export interface Explanation {
  readonly title: string;
  readonly lines: readonly ExplainedLine[];
  /** The estimated cost of the derivative over that of the function; none where it was refused. */
  readonly ratio?: number;
  readonly diagnostics: readonly Diagnostic[];
}

export interface ExplainedLine {
  /** From 1. */
  readonly number: number;
  readonly text: string;
  readonly notes: readonly string[];
}

export function explain(
  program: ts.Program,
  source: ts.SourceFile,
  { name, node }: NamedFunction,
  modules?: RunTimeModules,
): Explanation {
  const diagnostics: Diagnostic[] = [];
  const report = (found: Diagnostic): void => void diagnostics.push(found);
  const notes = new LineNotes(source, node);
  const operators = new Operators({ report, level: 1, observe: (value, op, fate) => notes.kept(value, op, fate) });
  const frontend = new Frontend(program, { deriver: operators, report, modules });
  const primal = frontend.rootInstance(node);
  if (!primal) return { title: name, lines: notes.lines(), diagnostics };

  const mask = primal.body.params.map(({ type }) => isDifferentiable(type));
  // Before anything is optimized, the operations are those of the source.
  notes.activity(primal, new ActivityAnalysis(new AliasAnalysis()).of(primal, mask));
  const request = requestFor(primal, name, "reverse");
  const entry = diagnostics.length === 0 ? operators.entry(request) : undefined;
  const inputs = primal.body.params.filter((_, k) => mask[k]).map((param) => param.name ?? "a parameter");
  const title = `${name}, differentiated by \`${request.operator}\` in ${inputs.join(", ") || "nothing"}`;
  if (!entry) return { title, lines: notes.lines(), diagnostics };
  notes.inlined(primal);
  notes.fused(reachable([entry]));
  const adjoint = request.operator === "vjp" ? reachable([entry]).reduce((sum, func) => sum + costOf(func), 0) : 0;
  return { title, lines: notes.lines(), ratio: (adjoint || costOf(entry)) / Math.max(1, costOf(primal)), diagnostics };
}

const FATES: Readonly<Record<Fate, string>> = {
  recomputed: "recomputed in the reverse sweep",
  array: "cached for each iteration",
  stack: "cached on a stack",
  tape: "cached in the tape",
};
const FUSED = "at hand: its adjoint runs in the same iteration";

class LineNotes {
  private readonly notes = new Map<number, Set<string>>();
  /** Of what is kept in memory. */
  private readonly inMemory = new Map<Value, { readonly line: number; readonly text: string; readonly fate: Fate }>();
  private readonly first: number;
  private readonly last: number;
  /** The calls of each line, which are inlined or not. */
  private readonly calls: { readonly line: number; readonly callee: string; readonly isActive: boolean }[] = [];

  constructor(
    private readonly source: ts.SourceFile,
    private readonly node: ts.Node,
  ) {
    this.first = this.lineAt(node.getStart(source));
    this.last = this.lineAt(node.getEnd());
  }

  lines(): ExplainedLine[] {
    const all = this.source.text.split(/\r?\n/);
    return all.slice(this.first, this.last + 1).map((text, k) => {
      const number = this.first + k;
      return { number: number + 1, text, notes: [...(this.notes.get(number) ?? [])] };
    });
  }

  activity(func: Func, activity: Activity): void {
    const ops = new Map<number, Op[]>();
    for (const op of allOps(func.body)) {
      const line = this.lineOf(op.span);
      if (line === undefined || op.kind === "const") continue;
      const known = ops.get(line) ?? [];
      known.push(op);
      ops.set(line, known);
    }
    for (const [line, found] of ops) {
      // What an `if` or a loop does is said of the lines in it.
      const own = found.filter((op) => op.regions.length === 0);
      if (own.length > 0) this.add(line, this.describe(own, activity));
      for (const op of own)
        if (op.kind === "call")
          this.calls.push({
            line,
            callee: op.callee.source,
            isActive: op.operands.some((each) => activity.isActive(each)),
          });
    }
    for (const { op, code } of zerosByConvention(func, activity)) {
      const line = this.lineOf(op.span);
      const text = op.span && excerpt(this.source.text.slice(op.span.start, op.span.end));
      if (line !== undefined && text) this.add(line, `${code} ${reasonOf(code, [text])}`);
    }
  }

  private describe(ops: readonly Op[], activity: Activity): string {
    const isActive = (value: Value): boolean => activity.isActive(value);
    const made = new Set(ops.flatMap((op) => op.results));
    const names = (values: readonly Value[]): string[] => [
      ...new Set(values.flatMap((value) => (value.name ? [`\`${value.name}\``] : []))),
    ];
    const relevant = ops.filter(
      (op) => op.results.some(isActive) || (op.results.length === 0 && activity.isRelevant(op)),
    );
    if (relevant.length > 0) {
      const sources = names(
        relevant.flatMap((op) => op.operands).filter((value) => isActive(value) && !made.has(value)),
      );
      const results = names(relevant.flatMap((op) => op.results).filter(isActive));
      const what = results.length > 0 ? ` ${results.join(", ")}` : "";
      return `active:${what}${sources.length > 0 ? ` from ${sources.join(", ")}` : ""}`.replace(/:$/, "");
    }
    const isVaried = (value: Value): boolean => value.type.kind === "f64" && activity.isVaried(value);
    if ([...made].some(isVaried)) return "inactive: nothing that has a derivative is made of it";
    if (ops.some((op) => op.operands.some(isVaried)))
      return "inactive: what is made of active values carries no derivative";
    if ([...made].every(({ type }) => type.kind === "int" || type.kind === "bool"))
      return "inactive: integers and tests";
    if ([...made].every(({ type }) => type.kind === "opaque")) return "inactive: neither a number nor made of numbers";
    return "inactive: does not depend on what is differentiated";
  }

  /** How a value of the forward sweep reaches the reverse sweep. */
  kept(value: Value, op: Op | undefined, fate: Fate): void {
    if (!op || op.kind === "const" || op.kind === "alloc" || op.kind === "zeros") return;
    const line = this.lineOf(op.inlinedAt?.at(-1)?.span ?? op.span);
    if (line === undefined || (!value.name && (fate === "recomputed" || op.regions.length > 0))) return;
    const text = op.span && excerpt(this.source.text.slice(op.span.start, op.span.end), 30);
    const what = value.name && !op.inlinedAt ? `\`${value.name}\`` : `\`${text}\``;
    if (fate === "array" || fate === "stack") this.inMemory.set(value, { line, text: what, fate });
    else this.add(line, `${what}: ${FATES[fate]}`);
  }

  /** Which loops run their adjoints, too, in the end, and what is cached nevertheless. */
  fused(made: readonly Func[]): void {
    const ops = made.flatMap(({ body }) => [...allOps(body)]);
    const caches = new Set(ops.flatMap((op) => (op.kind === "alloc" && op.cache ? [op.cache] : [])));
    for (const [value, { line, text, fate }] of this.inMemory)
      this.add(line, `${text}: ${caches.has(value) ? FATES[fate] : FUSED}`);
    for (const op of ops) {
      const line = op.kind === "for" && op.fused ? this.lineOf(op.inlinedAt?.at(-1)?.span ?? op.span) : undefined;
      if (line !== undefined) this.add(line, "fused: the adjoint of each iteration runs right behind it");
    }
  }

  /** Which calls are left in the function once it is optimized: the others have been inlined. */
  inlined(func: Func): void {
    const left = new Set<string>();
    for (const op of allOps(func.body)) if (op.kind === "call") left.add(`${this.lineOf(op.span)} ${op.callee.source}`);
    for (const { line, callee, isActive } of this.calls) {
      if (!left.has(`${line} ${callee}`)) this.add(line, `\`${callee}\` is inlined`);
      else this.add(line, isActive ? `\`${callee}\` has an adjoint of its own` : `\`${callee}\` is called as it is`);
    }
  }

  private add(line: number, note: string): void {
    const known = this.notes.get(line) ?? new Set();
    known.add(note);
    this.notes.set(line, known);
  }

  private lineOf(span: Span | undefined): number | undefined {
    if (!span || span.file !== this.source.fileName) return undefined;
    if (span.start < this.node.getStart(this.source) || span.end > this.node.getEnd()) return undefined;
    return this.lineAt(span.start);
  }

  private lineAt(position: number): number {
    return this.source.getLineAndCharacterOfPosition(position).line;
  }
}
