/** Errors in code that nobody can read are reported where it is called. */
import type ts from "typescript-6";
import { catalogue, type Diagnostic, diagnostic } from "../diagnostics/index.js";
import { isPackageCode, packageOf } from "./package-resolution.js";

export function outsideOfMinified(program: ts.Program, found: Diagnostic): Diagnostic {
  if (!isPackageCode(found.file) || !isMinified(program.getSourceFile(found.file), found.start)) return found;
  const calls = found.chain.findIndex(({ span }) => !isMinified(program.getSourceFile(span.file), span.start));
  if (calls < 0) return found;
  const { name, span } = found.chain[calls];
  const [reason] = found.message.split(`. ${catalogue[found.code].help}`);
  const args = {
    function: name,
    package: packageOf(found.file)?.name ?? found.file,
    reason: `${found.code}: ${reason}`,
  };
  return diagnostic("AD2021", args, span, found.chain.slice(calls + 1));
}

const longest = 500;

/** Whether an offset stands in a line that no person would write. */
function isMinified(source: ts.SourceFile | undefined, offset: number): boolean {
  if (!source) return false;
  const start = source.text.lastIndexOf("\n", offset - 1) + 1;
  const end = source.text.indexOf("\n", offset);
  return (end < 0 ? source.text.length : end) - start > longest;
}
