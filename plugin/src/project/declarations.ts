/**
 * What a declaration file says of the derivatives of marked functions, which the JavaScript beside it exports. Their
 * types are those of the operators, so that they read like `grad(f)` of the user's own.
 */
import { exportedBindings } from "./exports.js";
import { slashes } from "./paths.js";
import type { Project } from "./project.js";

/** `text`, a file written from `sources`, with the derivatives declared; any other file than a declaration stays as it is. */
export function declareDerivatives(
  project: Project,
  text: string,
  name: string,
  sources: readonly { readonly fileName: string }[] | undefined,
): string {
  if (sources?.length !== 1 || !/\.d\.[cm]?ts$/.test(name)) return text;
  const lines = declarationsOf(project, slashes(sources[0].fileName));
  if (lines.length === 0) return text;
  const newline = text.includes("\r\n") ? "\r\n" : "\n";
  const at = text.search(/^\/\/# sourceMappingURL=/m);
  const [before, after] = at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at)];
  const gap = before === "" || before.endsWith("\n") ? "" : newline;
  return `${before}${gap}${lines.join(newline)}${newline}${after}`;
}

/** Of exported functions: a declaration file leaves out what is private to the module, and so has no name for the others. */
function declarationsOf(project: Project, file: string): string[] {
  const source = project.sourceFile(file);
  const derivatives = source ? project.markedDerivatives(source.fileName) : [];
  if (!source || derivatives.length === 0) return [];
  const exported = exportedBindings(source);
  return derivatives
    .filter(({ of }) => exported.has(of))
    .map(
      ({ name, operator, of }) =>
        `export declare const ${name}: ReturnType<typeof import("cotangent").${operator}<typeof ${of}>>;`,
    );
}
