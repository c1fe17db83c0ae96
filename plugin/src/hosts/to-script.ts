/** A file as JavaScript, for hosts that do not read TypeScript. */
import remapping from "@jridgewell/remapping";
import ts from "typescript-6";
import type { Project, Transformed } from "../project/project.js";
import { encode, ownSource } from "../project/source-map.js";

export function toScript(project: Project, file: string, output: Transformed | undefined) {
  if (!/\.[cm]?tsx?$/.test(file)) return output && { code: output.code, map: encode(ownSource(output.map), file) };
  const text = output?.code ?? project.sourceFile(file)?.text;
  if (text === undefined) return undefined;
  const { outputText, sourceMapText } = ts.transpileModule(text, {
    fileName: file,
    compilerOptions: {
      ...project.config.options,
      module: ts.ModuleKind.ESNext,
      moduleResolution: ts.ModuleResolutionKind.Bundler,
      sourceMap: true,
      inlineSourceMap: false,
      noEmit: false,
      emitDeclarationOnly: false,
      declaration: false,
      declarationMap: false,
      composite: false,
      incremental: false,
    },
  });
  const map = JSON.parse(sourceMapText ?? "{}") as { sources: string[] };
  const code = outputText.replace(/\n\/\/# sourceMappingURL=.*\s*$/, "\n");
  if (!output) return { code, map: JSON.stringify({ ...map, sources: [file] }) };
  const ours = encode(ownSource(output.map), file);
  const composed = remapping({ ...map, sources: [file] } as never, (_, { depth }) =>
    depth === 1 ? (ours as never) : null,
  );
  return { code, map: composed.toString() };
}
