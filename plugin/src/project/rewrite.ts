/** Puts generated code into a file's text. The user's lines keep their numbers; the map leads back to the user's text. */
import MagicString from "magic-string";
import ts from "typescript-6";
import { type CallSite, replacedRange, replacement } from "./call-sites.js";
import { type InnerBinding, shareInner } from "./inner-variables.js";
import { type GeneratedExport, type Imports, accessorsAmong } from "./link.js";
import { lostImports } from "./lost-imports.js";
import { compareText } from "./paths.js";
import type { Emitted } from "./phases.js";
import type { DecodedMap, Segment } from "./source-map.js";
import { importedNames, moduleSpecifiers } from "./specifiers.js";

export interface Rewriting {
  readonly source: ts.SourceFile;
  readonly sites: readonly { readonly site: CallSite; readonly name: string }[];
  /** Nodes to leave out: decorators that only the compiler reads. */
  readonly erased: readonly ts.Node[];
  readonly imports: Imports;
  /** The name here of a helper of `cotangent/runtime`, or of what another entry of the library exports. */
  runtime(name: string, entry?: string): string;
  readonly emitted: Emitted;
  readonly exports: readonly GeneratedExport[];
  readonly inner: readonly InnerBinding[];
  /** The text of any file, for the map. */
  readonly text: (file: string) => string | undefined;
}

export interface Rewritten {
  readonly code: string;
  readonly map: DecodedMap;
}

export function rewrite({
  source,
  sites,
  erased,
  imports,
  runtime,
  emitted,
  exports,
  inner,
  text,
}: Rewriting): Rewritten {
  const edited = new MagicString(source.text);
  for (const { site, name } of sites) {
    const { pos, end } = replacedRange(site.use);
    edited.overwrite(pos, end, replacement(site, name));
  }
  for (const node of erased) edited.remove(node.getStart(), afterBlanks(source.text, node.end));

  const all = new Map(imports);
  const library: readonly [string, readonly string[]][] = [["runtime", emitted.runtime], ...emitted.library];
  for (const [entry, names] of library) {
    const own = importedNames(source, `cotangent/${entry}`);
    const missing = names.filter((name) => !own.has(name)).sort(compareText);
    if (missing.length > 0) all.set(`cotangent/${entry}`, new Map(missing.map((name) => [name, runtime(name, entry)])));
  }
  const replaced = [...sites.map(({ site }) => site.use.node), ...erased];
  for (const { statement, specifier } of lostImports(source, replaced, emitted.text)) {
    const [before, after] = source.text[statement.end - 1] === ";" ? ["", ";"] : [";", ""];
    if (!all.has(specifier.text))
      edited.appendLeft(statement.end, `${before} import ${specifier.getText(source)}${after}`);
  }
  insertImports(edited, source, all);
  const list = exports.map(({ local, exported }) => (local === exported ? local : `${local} as ${exported}`));
  const accessors = accessorsAmong(exports, /\.[cm]?tsx?$/.test(source.fileName));
  const variables = shareInner(edited, source, inner);
  const tail = list.length > 0 ? `${variables}${accessors}export { ${list.join(", ")} };\n` : variables;
  return append(edited, source, emitted, tail, text);
}

/** The edited text of a file with the generated functions after it, and `tail` at the end. */
export function append(
  edited: MagicString,
  source: ts.SourceFile,
  emitted: Emitted,
  tail: string,
  text: Rewriting["text"],
): Rewritten {
  const map = edited.generateDecodedMap({ source: source.fileName, hires: "boundary" });
  const mappings = map.mappings as Segment[][];
  const sources = [source.fileName];
  let code = edited.toString();
  if (emitted.text !== "") {
    code = `${code.trimEnd()}\n\n`;
    const firstLine = countLines(code);
    while (mappings.length < firstLine) mappings.push([]);
    mappings.length = firstLine;
    appendMappings(mappings, sources, emitted, text);
    code += `${emitted.text.trimEnd()}\n`;
  }
  if (tail !== "") code = `${code.trimEnd()}\n${tail}`;
  return {
    code,
    map: { version: 3, sources, sourcesContent: sources.map((file) => text(file) ?? ""), names: [], mappings },
  };
}

/**
 * After the file's own imports, on the line of the last: what is imported there has been evaluated by then (it is
 * reachable through them), so the order in which modules are evaluated stays as it was.
 */
function insertImports(edited: MagicString, source: ts.SourceFile, imports: Imports): void {
  if (imports.size === 0) return;
  const last = moduleSpecifiers(source).at(-1)?.parent;
  const quote = last && /from\s*'|^import\s*'/.test(last.getText(source)) ? "'" : '"';
  const statements = [...imports]
    .sort(([a], [b]) => compareText(a, b))
    .map(([specifier, names]) => {
      const list = [...names]
        .sort(([a], [b]) => compareText(a, b))
        .map(([exported, local]) => (exported === local ? local : `${exported} as ${local}`));
      return `import { ${list.join(", ")} } from ${quote}${specifier}${quote};`;
    })
    .join(" ");
  if (last) edited.appendLeft(last.end, `${source.text[last.end - 1] === ";" ? "" : ";"} ${statements}`);
  else edited.appendLeft(importPosition(source), `${statements} `);
}

/** In a file without imports: before everything but a shebang, directives, and comments that must come first. */
function importPosition(source: ts.SourceFile): number {
  const { statements, text } = source;
  const isDirective = (node: ts.Statement) => ts.isExpressionStatement(node) && ts.isStringLiteral(node.expression);
  const directives = statements.findIndex((statement) => !isDirective(statement));
  const count = directives < 0 ? statements.length : directives;
  if (count > 0) return statements[count]?.getStart(source) ?? statements[count - 1].end;
  const shebang = ts.getShebang(text)?.length;
  const start = shebang === undefined ? 0 : Math.min(text.length, shebang + 1);
  const first = statements[0]?.getStart(source) ?? text.length;
  return /@ts-|@jsx|\/\/\/\s*</.test(text.slice(start, first)) ? first : start;
}

function appendMappings(mappings: Segment[][], sources: string[], emitted: Emitted, text: Rewriting["text"]): void {
  const base = mappings.length;
  const lineStarts = new Map<string, readonly number[]>();
  for (const { line, column, span } of emitted.mappings) {
    let starts = lineStarts.get(span.file);
    if (!starts) {
      const content = text(span.file);
      if (content === undefined) continue;
      starts = startsOfLines(content);
      lineStarts.set(span.file, starts);
    }
    if (!sources.includes(span.file)) sources.push(span.file);
    while (mappings.length <= base + line) mappings.push([]);
    const at = lineOf(starts, span.start);
    mappings[base + line].push([column, sources.indexOf(span.file), at, span.start - starts[at]]);
  }
  for (let line = base; line < mappings.length; line++) mappings[line].sort((a, b) => a[0] - b[0]);
}

/** Line breaks as source maps count them. */
function startsOfLines(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}

function lineOf(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (starts[middle] <= offset) low = middle;
    else high = middle;
  }
  return low;
}

function countLines(text: string): number {
  return text.split("\n").length - 1;
}

function afterBlanks(text: string, offset: number): number {
  let end = offset;
  while (text[end] === " " || text[end] === "\t") end++;
  return end;
}
