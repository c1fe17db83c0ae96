/** Expressions whose value nobody reads: the arms of `a && b()` and `c ? f() : g()` need not agree on one. */
import ts from "typescript-6";
import type { Lowering } from "./lowering.js";
import { isShortCircuit } from "./operations.js";
import { unwrap } from "./syntax.js";
import { isValue } from "./values.js";

export function lowerEffect(l: Lowering, node: ts.Expression): void {
  const inner = unwrap(node);
  if (ts.isBinaryExpression(inner) && inner.operatorToken.kind === ts.SyntaxKind.CommaToken) {
    lowerEffect(l, inner.left);
    lowerEffect(l, inner.right);
  } else if (ts.isBinaryExpression(inner) && isShortCircuit(inner.operatorToken.kind)) {
    l.at(inner, () => lowerShortCircuit(l, inner));
  } else if (ts.isConditionalExpression(inner)) {
    l.at(inner, () => {
      const { whenTrue, whenFalse } = inner;
      lowerChoice(l, l.condition(inner.condition), [() => lowerEffect(l, whenTrue), () => lowerEffect(l, whenFalse)]);
    });
  } else l.expression(inner);
}

function lowerShortCircuit(l: Lowering, node: ts.BinaryExpression): void {
  const right = (): void => lowerEffect(l, node.right);
  const nothing = (): void => {};
  if (node.operatorToken.kind === ts.SyntaxKind.QuestionQuestionToken) {
    const left = l.expression(node.left);
    if (isValue(left)) lowerChoice(l, l.build.prim("isNullish", left), [right, nothing]);
    return;
  }
  const isAnd = node.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken;
  lowerChoice(l, l.condition(node.left), isAnd ? [right, nothing] : [nothing, right]);
}

function lowerChoice(
  l: Lowering,
  condition: ReturnType<Lowering["condition"]>,
  arms: readonly [() => void, () => void],
): void {
  const known = l.constantOf(condition);
  if (known) return arms[known.value ? 0 : 1]();
  l.branch(condition, [() => void arms[0](), () => void arms[1]()]);
}
