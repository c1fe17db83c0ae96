/**
 * A CommonJS module as an ES module, for hosts that serve modules one by one and know no other kind. It runs once, at the
 * first `require` or import; what it requires is imported under names of its own.
 */
import MagicString from "magic-string";
import ts from "typescript-6";
import { exportedNames } from "../frontend/commonjs.js";
import { compareText } from "./paths.js";
import type { Transformed } from "./project.js";
import type { DecodedMap, Segment } from "./source-map.js";

/** What `require` gives for a module: it was made by this function too, or its namespace or its default export. */
export type Required = "wrapped" | "namespace" | "default";

export interface Wrapping {
  readonly source: ts.SourceFile;
  /** The module with generated code; undefined where there is none. */
  readonly output: Transformed | undefined;
  /** Names that generated code adds to its exports. */
  readonly added: readonly string[];
  /** Undefined for what is not installed: requiring that throws. */
  required(specifier: string): Required | undefined;
}

export function asEsModule({ source, output, added, required }: Wrapping): Transformed {
  const code = output?.code ?? source.text;
  const { importedFiles } = ts.preProcessFile(code, true, true);
  const specifiers = [...new Set(importedFiles.map(({ fileName }) => fileName))].sort(compareText);
  const imports: string[] = [];
  const cases: string[] = [];
  for (const specifier of specifiers) {
    const kind = required(specifier);
    if (!kind) continue;
    const name = `cotangent_${imports.length}`;
    const text = JSON.stringify(specifier);
    const clause = kind === "wrapped" ? `{ cotangent_require as ${name} }` : `* as ${name}`;
    imports.push(`import ${clause} from ${text};`);
    cases.push(`case ${text}: return ${{ wrapped: `${name}()`, namespace: name, default: `${name}.default` }[kind]};`);
  }
  const absent = `default: throw Object.assign(new Error("Cannot find module '" + id + "'"), { code: "MODULE_NOT_FOUND" });`;
  const before =
    `${imports.join(" ")} let cotangent_module; ` +
    `const cotangent_resolve = (id) => { switch (id) { ${[...cases, absent].join(" ")} } }; ` +
    "export function cotangent_require() { if (cotangent_module === undefined) { cotangent_module = { exports: {} }; " +
    "cotangent_evaluate.call(cotangent_module.exports, cotangent_module.exports, cotangent_module, cotangent_resolve); } " +
    "return cotangent_module.exports; } function cotangent_evaluate(exports, module, require) { ";
  const names = [...new Set([...exportedNames(source), ...added])]
    .filter((name) => name !== "default")
    .sort(compareText);
  const list = names.map((name, index) => `${JSON.stringify(name)}: cotangent_export${index}`);
  const exported = names.map((name, index) => `cotangent_export${index} as ${name}`);
  const after = [
    "\n}",
    "const cotangent_exports = cotangent_require();",
    "export default cotangent_exports?.__esModule && cotangent_exports.default !== undefined ? cotangent_exports.default : cotangent_exports;",
    `const { ${list.join(", ")} } = cotangent_exports;`,
    `export { ${exported.join(", ")} };\n`,
  ].join("\n");
  return { code: `${before}${code}${after}`, map: moved(output?.map ?? identity(source), before.length) };
}

function identity(source: ts.SourceFile): DecodedMap {
  const map = new MagicString(source.text).generateDecodedMap({ source: source.fileName, hires: "boundary" });
  return {
    version: 3,
    sources: [source.fileName],
    sourcesContent: [source.text],
    names: [],
    mappings: map.mappings as Segment[][],
  };
}

/** Text was put in front of the first line. */
function moved(map: DecodedMap, columns: number): DecodedMap {
  const [first = [], ...rest] = map.mappings;
  return { ...map, mappings: [first.map(([column, ...at]) => [column + columns, ...at] as Segment), ...rest] };
}
