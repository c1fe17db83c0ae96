/** Memory under several names that no type tells: typed arrays that are views of one `ArrayBuffer`. */
import ts from "typescript-6";
import type { Lowering } from "./lowering.js";
import { unwrap } from "./syntax.js";

/** Whether a typed array made of an expression may have its elements in common with others. */
export function sharesBuffer(l: Lowering, source: ts.Expression): boolean {
  const inner = unwrap(source);
  const isBuffer = (type: ts.Type): boolean =>
    type.isUnion() ? type.types.some(isBuffer) : /^(Shared)?ArrayBuffer$/.test(type.symbol?.name ?? "");
  if (!isBuffer(l.checker.getTypeAtLocation(inner)) || ts.isNewExpression(inner)) return false;
  return !isViewedOnce(l, inner);
}

/** Whether it is a variable for a new buffer, which is mentioned here only, and as often as it is made. */
function isViewedOnce(l: Lowering, source: ts.Expression): boolean {
  if (!ts.isIdentifier(source)) return false;
  const variable = l.checker.getSymbolAtLocation(source)?.valueDeclaration;
  if (!variable || !ts.isVariableDeclaration(variable) || !variable.initializer) return false;
  if (!ts.isNewExpression(unwrap(variable.initializer)) || around(variable) !== around(source)) return false;
  let mentions = 0;
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && node.text === source.text) mentions++;
    ts.forEachChild(node, visit);
  };
  visit(around(variable));
  return mentions === 2;
}

/** The innermost function, loop or file that a node is in. */
function around(node: ts.Node): ts.Node {
  return ts.findAncestor(
    node.parent,
    (each) => ts.isFunctionLike(each) || ts.isIterationStatement(each, false) || ts.isSourceFile(each),
  )!;
}
