/** `const [a, b] = generator()`, `[first] = map`: an array pattern takes from an iterable as many values as it has elements. */
import ts from "typescript-6";
import { isCollectionMemory } from "../ir/types.js";
import { Target } from "./exits.js";
import { GrowingArray } from "./growing-array.js";
import { iterableValue, lazyIterable } from "./iterables.js";
import type { Iterable, Lowering } from "./lowering.js";
import { isReassigned } from "./references.js";
import { isAssignmentOperator, unwrap } from "./syntax.js";
import { type FrontValue, isValue } from "./values.js";

type ArrayPattern = ts.ArrayBindingPattern | ts.ArrayLiteralExpression;

/** What a pattern takes of an expression whose values come one by one; nothing for any other expression. */
export function takenElements(l: Lowering, pattern: ts.Node, source: ts.Expression): FrontValue | undefined {
  if (!ts.isArrayBindingPattern(pattern) && !ts.isArrayLiteralExpression(pattern)) return undefined;
  // Defaults run between the steps of a generator: here, after them.
  if (!pattern.elements.every((element) => mayRunLate(l, element))) return undefined;
  const iterable = lazyIterable(l, source);
  return iterable && take(l, pattern, iterable, source);
}

/** As an array, where it is a Map or Set. */
export function elementsOfCollection(l: Lowering, pattern: ArrayPattern, value: FrontValue, node: ts.Node): FrontValue {
  const iterable = isValue(value) && isCollectionMemory(value.type) ? iterableValue(l, value, node) : undefined;
  return iterable ? take(l, pattern, iterable, node) : value;
}

function take(l: Lowering, pattern: ArrayPattern, source: Iterable, node: ts.Node): FrontValue {
  const { elements } = pattern;
  const last = elements.at(-1);
  const isOpen = last !== undefined && (ts.isSpreadElement(last) || (ts.isBindingElement(last) && last.dotDotDotToken));
  const taken = new GrowingArray(l, node, undefined, true);
  if (isOpen) taken.addAll(source);
  else {
    const target = new Target("break");
    const count = taken.count();
    source.each(l, { node, leaves: true }, (value) => {
      taken.add(value);
      l.branch(l.build.prim("ge", count(), l.constant(elements.length)), [() => void l.jump(target), () => undefined]);
    });
    l.arrive(target);
  }
  return taken.finish();
}

/** Whether it makes no difference to the default of an element when it runs. */
function mayRunLate({ checker }: Lowering, element: ts.ArrayBindingElement | ts.Expression): boolean {
  const initializer = ts.isBindingElement(element)
    ? element.initializer
    : ts.isBinaryExpression(element)
      ? element.right
      : undefined;
  const isConstant = (node: ts.Expression): boolean => {
    const inner = unwrap(node);
    if (ts.isPrefixUnaryExpression(inner)) return !isIncrement(inner.operator) && isConstant(inner.operand);
    if (ts.isBinaryExpression(inner))
      return !isAssignmentOperator(inner.operatorToken.kind) && isConstant(inner.left) && isConstant(inner.right);
    if (!ts.isIdentifier(inner)) return ts.isLiteralExpression(inner);
    const symbol = checker.getSymbolAtLocation(inner);
    return symbol === undefined || !isReassigned(checker, symbol);
  };
  return initializer === undefined || isConstant(initializer);
}

function isIncrement(operator: ts.SyntaxKind): boolean {
  return operator === ts.SyntaxKind.PlusPlusToken || operator === ts.SyntaxKind.MinusMinusToken;
}
