/** Array literals that are destructured where they stand, so that no array is made. */
import ts from "typescript-6";
import type { Lowering } from "./lowering.js";
import { unwrap } from "./syntax.js";
import type { TupleValue } from "./values.js";

/** The elements of a literal that is destructured at once: no array is made. */
export function literalElements(l: Lowering, pattern: ts.Node, initializer: ts.Expression): TupleValue | undefined {
  if (!ts.isArrayBindingPattern(pattern) && !ts.isArrayLiteralExpression(pattern)) return undefined;
  const inner = unwrap(initializer);
  if (!ts.isArrayLiteralExpression(inner) || inner.elements.some(ts.isSpreadElement)) return undefined;
  const elements = inner.elements.map((element, index) => {
    const target = pattern.elements[index];
    const name = target && ts.isBindingElement(target) ? target.name : target;
    const nested = name && literalElements(l, name, element);
    return nested ?? l.expression(element);
  });
  return { kind: "tuple", elements };
}
