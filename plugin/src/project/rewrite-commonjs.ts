/** Puts generated code into a CommonJS module: what it needs is required after the module's own code, which stays as it is. */
import MagicString from "magic-string";
import type ts from "typescript-6";
import { replacedRange, replacement } from "./call-sites.js";
import { shareInner } from "./inner-variables.js";
import { type GeneratedExport, accessorsAmong } from "./link.js";
import { compareText } from "./paths.js";
import { append, type Rewriting, type Rewritten } from "./rewrite.js";

export interface CommonJsRewriting extends Pick<Rewriting, "sites" | "emitted" | "inner" | "text"> {
  readonly source: ts.SourceFile;
  /** Specifier to the name of the module here. */
  readonly required: ReadonlyMap<string, string>;
  readonly exports: readonly (GeneratedExport & { readonly isFunction?: boolean })[];
}

export function rewriteCommonJs({
  source,
  sites,
  required,
  emitted,
  exports,
  inner,
  text,
}: CommonJsRewriting): Rewritten {
  const edited = new MagicString(source.text);
  for (const { site, name } of sites) {
    const { pos, end } = replacedRange(site.use);
    edited.overwrite(pos, end, replacement(site, name));
  }
  const requires = [...required]
    .sort(([a], [b]) => compareText(a, b))
    .map(([specifier, name]) => `const ${name} = require("${specifier}");\n`);
  if (requires.length > 0) edited.append(`\n\n${requires.join("")}`);
  const accessors = accessorsAmong(exports, false);
  const variables = shareInner(edited, source, inner);
  return append(edited, source, emitted, `${variables}${accessors}${exports.map(exportStatement).join("")}`, text);
}

/**
 * Not enumerable, so that nobody who lists the exports sees it; in a form that node finds names of imports in. A binding may
 * change, a generated function does not.
 */
function exportStatement({
  local,
  exported,
  sets,
  gets,
  isFunction,
}: GeneratedExport & { isFunction?: boolean }): string {
  if (isFunction || (sets ?? gets) !== undefined) {
    return `Object.defineProperty(module.exports, "${exported}", { value: ${local} });\n`;
  }
  const getter = `Object.defineProperty(module.exports, "${exported}", { get: function () { return ${local}; } });`;
  return `${getter} 0 && (module.exports.${exported} = 0);\n`;
}
