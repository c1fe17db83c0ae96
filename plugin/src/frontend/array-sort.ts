/**
 * Sorting. The order is found from the primal and has no derivative; then the elements are moved by it, each with its
 * derivative.
 */
import ts from "typescript-6";
import type { Value } from "../ir/ops.js";
import { F64, isFunctionMemory, mentions, typedArray } from "../ir/types.js";
import type { ArrayCall } from "./array-call.js";
import { templateOf } from "./extern.js";
import { iterate, runBodies } from "./iteration.js";
import { LoopLowering } from "./loops.js";
import { numeric } from "./operations.js";
import { copyWhole, forget, isThere, whereMissing } from "./sparse-arrays.js";
import { isAssignmentOperator, unwrap } from "./syntax.js";
import { isValue, Variable } from "./values.js";

export const SORTS: ReadonlySet<string> = new Set(["sort", "toSorted"]);

export function lowerSort(call: ArrayCall): Value | undefined {
  const { l, receiver, node } = call;
  if (!SORTS.has(call.method)) return undefined;
  const order = orderOf(call);
  if (!order) return undefined;
  const isCopy = call.method === "toSorted";
  const source = isCopy ? receiver : l.build.copy(receiver);
  const target = isCopy ? copyWhole(l, receiver, {}, node) : receiver;
  // What is not there comes last, and is not there then either.
  const isSparse = !isCopy && l.session.holes.moveBetween(receiver, receiver, node);
  iterate(l, { count: l.build.length(order), node }, (index) => {
    const place = l.build.load(order, index);
    l.build.store(target, index, l.build.load(source, place));
    if (isSparse) whereMissing(l, isThere(l, source, place), () => forget(l, target, index));
  });
  return target;
}

/** For each place in the sorted array, where its element stands before. */
function orderOf(call: ArrayCall): Value | undefined {
  const { l, receiver, args, node } = call;
  const [comparator] = args;
  const type = typedArray("Int32Array");
  const options = { effect: "reads", uses: ["sortOrder"] } as const;
  if (!comparator || l.isNullishConstant(comparator)) {
    return l.build.extern(["sortOrder(", ")"], [receiver], type, options);
  }
  if (isValue(comparator)) return undefined;
  // Functions in memory are no functions to code that is carried as text.
  const isText = !mentions(receiver.type, isFunctionMemory) && isPure(node.arguments[0]);
  const written = isText ? templateOf(l, node.arguments[0]) : undefined;
  if (!written) return insertionOrder(call);
  const [head, ...tail] = written.parts;
  const template = ["sortOrder(", `, ${head}`, ...tail];
  template[template.length - 1] += ")";
  return l.build.extern(template, [receiver, ...written.operands], type, options);
}

/** Whether the text of a function says that it changes nothing. */
export function isPure(node: ts.Expression): boolean {
  const inner = unwrap(node);
  if (!ts.isArrowFunction(inner) && !ts.isFunctionExpression(inner)) return false;
  const changes = (child: ts.Node): boolean => {
    if (ts.isCallExpression(child) && !isHarmless(child)) return true;
    if (ts.isNewExpression(child) || ts.isTaggedTemplateExpression(child) || ts.isDeleteExpression(child)) return true;
    if (ts.isBinaryExpression(child) && isAssignmentOperator(child.operatorToken.kind)) return true;
    if (ts.isPostfixUnaryExpression(child)) return true;
    if (ts.isPrefixUnaryExpression(child)) {
      const { operator } = child;
      if (operator === ts.SyntaxKind.PlusPlusToken || operator === ts.SyntaxKind.MinusMinusToken) return true;
    }
    return ts.forEachChild(child, (grandchild) => changes(grandchild) || undefined) ?? false;
  };
  return !changes(inner.body);
}

function isHarmless({ expression }: ts.CallExpression): boolean {
  if (!ts.isPropertyAccessExpression(expression)) return false;
  const owner = expression.expression;
  return (ts.isIdentifier(owner) && owner.text === "Math") || expression.name.text === "localeCompare";
}

/** Binary insertion with the comparator lowered in place: stable, and in order of calls as the language leaves it open. */
function insertionOrder(call: ArrayCall): Value {
  const { l, receiver, node } = call;
  const count = l.build.length(receiver);
  const order = l.build.alloc(typedArray("Int32Array"), count, "order");
  iterate(l, { count, calls: [call.args[0]], node }, (index) => {
    const place = insertionPoint(call, order, index);
    l.build.externStatement(["", ".copyWithin(", " + 1, ", ", ", ");"], [order, place, place, index]);
    l.build.store(order, place, index);
  });
  return order;
}

/** Behind the last of the first `count` elements in order that element `count` does not come before. */
function insertionPoint(call: ArrayCall, order: Value, count: Value): Value {
  const { l, receiver, args, node } = call;
  const element = l.build.load(receiver, count);
  const [low, high] = [new Variable("low", F64), new Variable("high", F64)];
  l.write(low, l.constant(0));
  l.write(high, count);
  const value = (variable: Variable): Value => l.toValue(l.read(variable), node);
  new LoopLowering(l, runBodies, node).lower({
    node: { assigned: [], leaves: false },
    condition: () => l.build.prim("lt", value(low), value(high)),
    testFirst: true,
    steps: [
      () => {
        const middle = l.build.prim("shr", l.build.prim("add", value(low), value(high)), l.constant(1));
        const other = l.build.load(receiver, l.build.load(order, middle));
        const answer = l.handlers.apply(
          l,
          args[0],
          [element, other].map((each) => ({ value: each, optional: false })),
          node.arguments[0],
        );
        const before = l.build.prim("lt", numeric(l, l.toValue(answer, node), node), l.constant(0));
        l.branch(before, [
          () => void l.write(high, middle),
          () => void l.write(low, l.build.prim("add", middle, l.constant(1))),
        ]);
      },
    ],
    hidden: [low, high],
  });
  const found = value(low);
  l.env.delete(low);
  l.env.delete(high);
  return found;
}
