/** Which calls make a generator. */
import ts from "typescript-6";
import type { Lowering } from "./lowering.js";

export function isGeneratorCall(l: Lowering, node: ts.CallExpression): boolean {
  const declaration = l.checker.getResolvedSignature(node)?.declaration;
  return declaration !== undefined && ts.isFunctionLike(declaration) && "asteriskToken" in declaration
    ? declaration.asteriskToken !== undefined
    : false;
}
