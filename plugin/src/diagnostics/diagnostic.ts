/** Errors as the compiler reports them, and how they are printed. */
import { type Code, catalogue, type MessageArgs, placeholders } from "./catalogue.js";

export interface SourceRange {
  readonly file: string;
  readonly start: number;
  readonly end: number;
}

/** A call that led to the offending construct: the function called, and where. */
export interface ChainEntry {
  readonly name: string;
  readonly span: SourceRange;
}

export interface Diagnostic {
  readonly code: Code;
  readonly file: string;
  readonly start: number;
  readonly end: number;
  /** The reason and the way out. */
  readonly message: string;
  /** The calls that led here, innermost first. */
  readonly chain: readonly ChainEntry[];
}

/** What an operation of the IR carries to say why it has no derivative; `args` are the placeholders' values in order. */
export interface RefusalOf<C extends Code> {
  readonly code: C;
  readonly args: readonly string[];
  readonly span: SourceRange;
}

export function refusal<C extends Code>(code: C, args: MessageArgs<C>, span: SourceRange): RefusalOf<C> {
  return { code, args: positional(code, args), span };
}

export function diagnostic<C extends Code>(
  code: C,
  args: MessageArgs<C>,
  span: SourceRange,
  chain: readonly ChainEntry[],
): Diagnostic {
  return diagnosticOf({ code, args: positional(code, args), span }, chain);
}

/** The diagnostic of a refusal that a differentiated value has met. */
export function diagnosticOf(
  refused: { readonly code: string; readonly args: readonly string[]; readonly span: SourceRange },
  chain: readonly ChainEntry[],
): Diagnostic {
  if (!isCode(refused.code)) throw new Error(`no diagnostic ${refused.code} in the catalogue`);
  const { file, start, end } = refused.span;
  return { code: refused.code, file, start, end, message: messageOf(refused.code, refused.args), chain };
}

export function messageOf(code: Code, args: readonly string[]): string {
  return `${reasonOf(code, args)}. ${catalogue[code].help}`;
}

/** The message without the way out. */
export function reasonOf(code: Code, args: readonly string[]): string {
  const { message } = catalogue[code];
  const names = placeholders(message);
  return message.replace(/\{(\w+)\}/g, (_, name: string) => args[names.indexOf(name)] ?? "");
}

/** Source text as quoted in a message: one line, shortened. */
export function excerpt(text: string, limit = 60): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > limit ? `${line.slice(0, limit - 1)}…` : line;
}

export interface LineMap {
  /** One-based line and column of an offset of a file, and the path to print for it. */
  locate(file: string, offset: number): { readonly path: string; readonly line: number; readonly column: number };
}

/** `path(line,col): error AD1234: text` and a line per call that led there. */
export function formatDiagnostic(found: Diagnostic, lines: LineMap): string {
  const at = (file: string, offset: number): string => {
    const { path, line, column } = lines.locate(file, offset);
    return `${path}(${line},${column})`;
  };
  const calls = found.chain.map(({ name, span }) => `  in ${name}, called from ${at(span.file, span.start)}`);
  return [`${at(found.file, found.start)}: error ${found.code}: ${found.message}`, ...calls].join("\n");
}

function positional<C extends Code>(code: C, args: MessageArgs<C>): string[] {
  const values: Readonly<Record<string, string>> = args;
  return placeholders(catalogue[code].message).map((name) => values[name]);
}

function isCode(code: string): code is Code {
  return Object.hasOwn(catalogue, code);
}
