/** Documents that know where they may be broken, and the printer that breaks them where a line would be too long. */
import type { Span } from "../ir/ops.js";

export type Doc =
  | string
  | readonly Doc[]
  | { readonly kind: "line"; readonly flat: string; readonly hard?: boolean }
  | { readonly kind: "indent"; readonly body: Doc }
  /** Printed on one line if it fits, else with all its own lines broken. */
  | { readonly kind: "group"; readonly body: Doc }
  | { readonly kind: "choice"; readonly broken: Doc; readonly flat: Doc }
  | { readonly kind: "mark"; readonly span: Span };

export interface Mapping {
  readonly line: number;
  readonly column: number;
  readonly span: Span;
}

export const line: Doc = { kind: "line", flat: " " };
export const softline: Doc = { kind: "line", flat: "" };
export const hardline: Doc = { kind: "line", flat: "", hard: true };
export const indent = (body: Doc): Doc => ({ kind: "indent", body });
export const group = (body: Doc): Doc => ({ kind: "group", body });
export const choice = (broken: Doc, flat: Doc): Doc => ({ kind: "choice", broken, flat });
export const mark = (span: Span | undefined): Doc => (span ? { kind: "mark", span } : "");

export function join(separator: Doc, docs: readonly Doc[]): Doc {
  return docs.flatMap((doc, index) => (index > 0 ? [separator, doc] : [doc]));
}

/** The text of a document on one line. */
export function flat(doc: Doc): string {
  return layout(group(doc), Number.POSITIVE_INFINITY).text;
}

interface Item {
  readonly doc: Doc;
  readonly depth: number;
  readonly broken: boolean;
}

export function layout(doc: Doc, width: number): { text: string; mappings: Mapping[] } {
  const out: string[] = [];
  const mappings: Mapping[] = [];
  let row = 0;
  let column = 0;
  const write = (text: string): void => {
    out.push(text);
    const newline = text.lastIndexOf("\n");
    if (newline >= 0) row += text.split("\n").length - 1;
    column = newline < 0 ? column + text.length : text.length - newline - 1;
  };

  const stack: Item[] = [{ doc, depth: 0, broken: true }];
  for (let item = stack.pop(); item; item = stack.pop()) {
    const { depth, broken } = item;
    const current = item.doc;
    if (typeof current === "string") {
      if (current !== "") write(current);
    } else if (isList(current)) {
      for (let index = current.length - 1; index >= 0; index--) stack.push({ doc: current[index], depth, broken });
    } else if (current.kind === "mark") {
      mappings.push({ line: row, column, span: current.span });
    } else if (current.kind === "indent") {
      stack.push({ doc: current.body, depth: depth + 1, broken });
    } else if (current.kind === "choice") {
      stack.push({ doc: broken ? current.broken : current.flat, depth, broken });
    } else if (current.kind === "group") {
      stack.push({ doc: current.body, depth, broken: !fits(current.body, width - column, stack) });
    } else if (broken) {
      row++;
      const indentation = "  ".repeat(depth);
      out.push("\n", indentation);
      column = indentation.length;
    } else write(current.flat);
  }
  return { text: out.join("").replace(/[ \t]+$/gm, ""), mappings };
}

/** Whether a document, printed flat, ends within `room`, together with what follows it up to the next possible break. */
function fits(doc: Doc, room: number, rest: readonly Item[]): boolean {
  let left = room;
  const stack: Item[] = [{ doc, depth: 0, broken: false }];
  let following = rest.length;
  while (left >= 0) {
    let item = stack.pop();
    if (!item) {
      if (following === 0) return true;
      item = rest[--following];
    }
    const { broken } = item;
    const current = item.doc;
    if (typeof current === "string") {
      const newline = current.indexOf("\n");
      if (newline >= 0) return left >= newline;
      left -= current.length;
    } else if (isList(current)) {
      for (let index = current.length - 1; index >= 0; index--) stack.push({ doc: current[index], depth: 0, broken });
    } else if (current.kind === "indent") {
      stack.push({ doc: current.body, depth: 0, broken });
    } else if (current.kind === "group") {
      stack.push({ doc: current.body, depth: 0, broken: false });
    } else if (current.kind === "choice") {
      stack.push({ doc: broken ? current.broken : current.flat, depth: 0, broken });
    } else if (current.kind === "line") {
      if (current.hard) return broken;
      if (broken) return true;
      left -= current.flat.length;
    }
  }
  return false;
}

function isList(doc: Doc): doc is readonly Doc[] {
  return Array.isArray(doc);
}
