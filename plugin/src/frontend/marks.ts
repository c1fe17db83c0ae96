/** The marks that ask for the derivatives of a function where no operator does. */
import ts from "typescript-6";
import { packageName } from "./package-names.js";
import type { FunctionNode } from "./values.js";

export function isMarked(checker: ts.TypeChecker, node: FunctionNode): boolean {
  return hasDirective(node) || hasTag(node) || hasDecorator(checker, node);
}

function hasDecorator(checker: ts.TypeChecker, node: FunctionNode): boolean {
  const decorators = ts.canHaveDecorators(node) ? (ts.getDecorators(node) ?? []) : [];
  return decorators.some(({ expression }) => packageName(checker, expression) === "differentiable");
}

function hasDirective(node: FunctionNode): boolean {
  if (!node.body || !ts.isBlock(node.body)) return false;
  for (const statement of node.body.statements) {
    if (!ts.isExpressionStatement(statement) || !ts.isStringLiteral(statement.expression)) return false;
    if (statement.expression.text === "use differentiable") return true;
  }
  return false;
}

/** Comments are scanned as text: `tsc` does not parse JSDoc. */
function hasTag(node: FunctionNode): boolean {
  const declaration = ts.isVariableDeclaration(node.parent) ? node.parent.parent.parent : node;
  const { text } = node.getSourceFile();
  const comments = ts.getLeadingCommentRanges(text, declaration.getFullStart()) ?? [];
  return comments.some(({ pos, end }) => {
    const comment = text.slice(pos, end);
    return comment.startsWith("/**") && /^[\s/*]*@differentiable\b/m.test(comment);
  });
}
