/** The files of the packages in the output of a build: copies, the ones with generated code, and JavaScript for TypeScript. */
import fs from "node:fs";
import path from "node:path/posix";
import remapping from "@jridgewell/remapping";
import MagicString from "magic-string";
import ts from "typescript-6";
import { relativeTo } from "./paths.js";
import type { Project, Transformed } from "./project.js";
import { encode } from "./source-map.js";
import { outputName } from "./specifiers.js";
import { filesOf, type VendoredPackage, type Vendoring } from "./vendor.js";

export interface PackageFiles {
  readonly texts: readonly { readonly name: string; readonly text: string }[];
  readonly copies: readonly { readonly from: string; readonly to: string }[];
}

export function emitPackages(project: Project, { packages, place }: Vendoring): PackageFiles {
  const texts: { name: string; text: string }[] = [];
  const copies: { from: string; to: string }[] = [];
  const withMaps = project.config.options.sourceMap === true;
  for (const found of packages) {
    const isTypeScript = namesTypeScript(manifestOf(found));
    for (const name of filesOf(found.from)) {
      const from = `${found.from}/${name}`;
      const to = `${found.to}/${name}`;
      if (name === "package.json" && isTypeScript) {
        texts.push({ name: to, text: `${JSON.stringify(asJavaScript(manifestOf(found)), undefined, 2)}\n` });
        continue;
      }
      const compiled = isTypeScript && isTypeScriptCode(name);
      const transformed = project.transformFile(from, place);
      if (!compiled && !transformed) {
        copies.push({ from, to });
        continue;
      }
      const output = compiled ? toJavaScript(project, from, transformed) : plain(transformed!, from);
      const file = outputName(to);
      if (withMaps) texts.push({ name: `${file}.map`, text: JSON.stringify(mapFor(output.map, from, file)) });
      const comment = withMaps ? `//# sourceMappingURL=${path.basename(file)}.map\n` : "";
      texts.push({ name: file, text: `${withoutMapComment(output.code)}${comment}` });
    }
  }
  return { texts, copies };
}

interface Output {
  readonly code: string;
  readonly map: { sources: string[] };
}

function plain({ code, map }: Transformed, file: string): Output {
  return { code, map: encode(map, file) };
}

/** The sources of a map are relative to the package's own file; here, to its copy. */
function mapFor(map: { sources: string[] }, from: string, to: string): object {
  const sources = map.sources.map((source) => relativeTo(to, path.resolve(path.dirname(from), source)));
  return { ...map, file: path.basename(to), sources };
}

function withoutMapComment(code: string): string {
  return `${code.replace(/^\/\/[#@] sourceMappingURL=.*$/gm, "").trimEnd()}\n`;
}

function isTypeScriptCode(file: string): boolean {
  return /\.[cm]?tsx?$/.test(file) && !/\.d\.[cm]?ts$/.test(file);
}

function toJavaScript(project: Project, file: string, transformed: Transformed | undefined): Output {
  const { outputText, sourceMapText } = ts.transpileModule(transformed?.code ?? fs.readFileSync(file, "utf8"), {
    fileName: file,
    compilerOptions: {
      target: project.config.options.target,
      module: ts.ModuleKind.ESNext,
      moduleResolution: ts.ModuleResolutionKind.Bundler,
      jsx: ts.JsxEmit.ReactJSX,
      sourceMap: true,
    },
  });
  const map = { ...(JSON.parse(sourceMapText ?? "{}") as object), sources: [path.basename(file)] };
  const own = transformed && encode(transformed.map, file);
  const composed = own
    ? remapping(map as never, (_, { depth }) => (depth === 1 ? (own as never) : null))
    : (map as never as { sources: string[] });
  return { code: withRunnableSpecifiers(project, withoutMapComment(outputText), file), map: composed as never };
}

/** Relative imports get the ending of what is written. */
function withRunnableSpecifiers(project: Project, code: string, from: string): string {
  const edited = new MagicString(code);
  for (const { fileName, pos } of ts.preProcessFile(code, true, true).importedFiles) {
    const found = /^\.\.?(?:\/|$)/.test(fileName) ? project.packages.resolve(fileName, from, "import") : undefined;
    if (!found || !isTypeScriptCode(found)) continue;
    // `pos` is that of the quote.
    edited.overwrite(pos + 1, pos + 1 + fileName.length, outputName(relativeTo(from, found)));
  }
  return edited.toString();
}

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

function manifestOf({ from }: VendoredPackage): { readonly [key: string]: Json } {
  return JSON.parse(fs.readFileSync(`${from}/package.json`, "utf8"));
}

const entries = ["main", "module", "exports", "imports", "browser"];

function namesTypeScript(manifest: { readonly [key: string]: Json }): boolean {
  const names = (value: Json): boolean => {
    if (typeof value === "string") return isTypeScriptCode(value);
    return typeof value === "object" && value !== null && Object.values(value).some((each) => names(each as Json));
  };
  return entries.some((key) => key in manifest && names(manifest[key]));
}

function asJavaScript(manifest: { readonly [key: string]: Json }): Json {
  const renamed = (value: Json): Json => {
    if (typeof value === "string") return isTypeScriptCode(value) ? outputName(value) : value;
    if (typeof value !== "object" || value === null) return value;
    if (Array.isArray(value)) return value.map(renamed);
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, renamed(each as Json)]));
  };
  return Object.fromEntries(
    Object.entries(manifest).map(([key, value]) => [key, entries.includes(key) ? renamed(value) : value]),
  );
}
