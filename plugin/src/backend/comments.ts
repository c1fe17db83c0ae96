/** The user's source lines: which statement an operation belongs to, and the comments that quote it. */
import type { Span } from "../ir/ops.js";
import type { Expr, Stmt } from "./js.js";

const longest = 100;

export class Sources {
  private readonly files = new Map<string, { text: string; starts: number[] } | undefined>();

  constructor(private readonly source: (file: string) => string | undefined) {}

  /** The line that a span starts on, counted from 0; undefined where the source is not known. */
  lineOf({ file, start }: Span): number | undefined {
    const found = this.file(file);
    if (!found || start > found.text.length) return undefined;
    let low = 0;
    let high = found.starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (found.starts[middle] <= start) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** The text of a line as a comment quotes it. */
  quote(file: string, line: number): string {
    const { text, starts } = this.file(file)!;
    const whole = text.slice(starts[line], starts[line + 1] ?? text.length).trim();
    const bare = whole
      .replace(/\s+/g, " ")
      .replace(/;$/, "")
      .replace(/\s*\{$/, "");
    return bare.length > longest ? `${bare.slice(0, longest - 1).trimEnd()}…` : bare;
  }

  /** Whether the line only opens a block that the span goes on with: the head of a function or a loop. */
  isHead({ file, end }: Span, line: number): boolean {
    const { text, starts } = this.file(file)!;
    const next = starts[line + 1] ?? text.length;
    return end > next && text.slice(starts[line], next).trimEnd().endsWith("{");
  }

  private file(name: string): { text: string; starts: number[] } | undefined {
    if (!this.files.has(name)) {
      const text = this.source(name);
      this.files.set(name, text === undefined ? undefined : { text, starts: lineStarts(text) });
    }
    return this.files.get(name);
  }
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (const { index, 0: terminator } of text.matchAll(/\r\n|[\n\r\u2028\u2029]/g))
    starts.push(index + terminator.length);
  return starts;
}

/** Nothing is computed here: names, and lists of them. */
function isPlain(expr: Expr): boolean {
  return expr.kind === "array" ? expr.items.every(isPlain) : expr.kind === "variable" || expr.kind === "raw";
}

/** Quotes the source line in front of a run of adjoint statements that belong to it. */
export class CommentSource {
  private last?: string;

  constructor(private readonly sources: Sources) {}

  start(): void {
    this.last = undefined;
  }

  before(stmt: Stmt): string | undefined {
    // What is inside a loop says more than its head.
    if (!stmt.adjoint || !stmt.span || stmt.kind === "for" || stmt.kind === "loop") return undefined;
    if (stmt.kind === "return" && (!stmt.value || isPlain(stmt.value))) return undefined;
    if (isIndex(stmt)) return undefined;
    const line = this.sources.lineOf(stmt.span);
    if (line === undefined || this.sources.isHead(stmt.span, line)) return undefined;
    const key = `${stmt.span.file}:${line}`;
    if (key === this.last) return undefined;
    this.last = key;
    return this.sources.quote(stmt.span.file, line) || undefined;
  }
}

/** A whole number has no adjoint: what is computed here only says where one is. */
function isIndex(stmt: Stmt): boolean {
  return stmt.kind === "assign" && stmt.target.kind === "variable" && stmt.target.variable.type.kind === "int";
}
