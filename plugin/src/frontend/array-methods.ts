/** Calls of the methods of arrays. */
import ts from "typescript-6";
import { excerpt } from "../diagnostics/index.js";
import type { Value } from "../ir/ops.js";
import { BOOL, INT, isDifferentiable, isFunctionMemory, mentions, OPAQUE } from "../ir/types.js";
import { type ArrayCall, arrayMemory, type MethodCall } from "./array-call.js";
import { isCallbackMethod, lowerCallbackMethod } from "./array-callbacks.js";
import { lowerMove, MOVES } from "./array-moves.js";
import { lowerSort, SORTS } from "./array-sort.js";
import { templateOf } from "./extern.js";
import type { Lowering } from "./lowering.js";
import { elementsOf } from "./objects.js";
import { concatenate } from "./operations.js";
import { type FrontValue, isValue } from "./values.js";

/** Methods that say where an element is: the language answers, and the answer has no derivative. */
const SEARCHES: ReadonlyMap<string, Value["type"]> = new Map([
  ["indexOf", INT],
  ["lastIndexOf", INT],
  ["includes", BOOL],
]);
const TEXTS = new Set(["join", "toString"]);
/** Methods whose last arguments are any number of elements. */
const TAKES_SPREAD = new Set(["push", "unshift", "splice", "toSpliced", "concat"]);

/** Nothing where the call is better carried along as it is. */
export function lowerArrayMethod(
  l: Lowering,
  receiver: FrontValue,
  node: ts.CallExpression,
  method: string,
): FrontValue | undefined {
  const isKnown = isCallbackMethod(method) || MOVES.has(method) || SORTS.has(method);
  if (!isKnown && !SEARCHES.has(method) && !TEXTS.has(method)) return undefined;
  if (isInert(l, receiver, node)) return undefined;
  const args = evaluate(l, node);
  if (!args || (args.spread.size > 0 && !TAKES_SPREAD.has(method))) {
    return l.refuse(node, "AD2015", { text: excerpt(node.getText()) });
  }
  return l.at(node, () => {
    const call: MethodCall = { l, receiver, method, ...args, node };
    return lowerCall(call) ?? carryEvaluated(call);
  });
}

function lowerCall(call: MethodCall): FrontValue | undefined {
  const { receiver, method } = call;
  if (isCallbackMethod(method)) return lowerCallbackMethod(call);
  const memory = arrayMemory(receiver);
  if (!memory || !isValue(receiver)) return undefined;
  const onArray: ArrayCall = { ...call, receiver, memory };
  if (SEARCHES.has(method) || TEXTS.has(method)) return ask(onArray);
  return lowerMove(onArray) ?? lowerSort(onArray);
}

/** The arguments in order; a tuple that is spread gives as many as it has elements. */
function evaluate(l: Lowering, node: ts.CallExpression): Pick<MethodCall, "args" | "spread"> | undefined {
  const args: FrontValue[] = [];
  const spread = new Set<number>();
  for (const arg of node.arguments) {
    const value = l.expression(ts.isSpreadElement(arg) ? arg.expression : arg);
    if (!ts.isSpreadElement(arg)) args.push(value);
    else if (elementsOf(l, value)) args.push(...(elementsOf(l, value) ?? []));
    else if (!arrayMemory(value)) return undefined;
    else {
      spread.add(args.length);
      args.push(value);
    }
  }
  return { args, spread };
}

function ask(call: ArrayCall): Value {
  const { l, receiver, method, args, node } = call;
  const values = args.map((arg) => l.toValue(arg, node));
  const template = invocation(method, values.length);
  if (TEXTS.has(method)) return concatenate(l, template, [receiver, ...values]);
  if (method !== "includes") l.session.holes.mayBeIn(receiver, node);
  return l.build.extern(template, [receiver, ...values], SEARCHES.get(method) ?? OPAQUE, { effect: "reads" });
}

function invocation(method: string, count: number): string[] {
  if (count === 0) return ["", `.${method}()`];
  return ["", `.${method}(`, ...Array.from({ length: count - 1 }, () => ", "), ")"];
}

/** A call that is not lowered, with evaluated arguments. */
function carryEvaluated({ l, receiver, method, args, node }: MethodCall): Value {
  const values = [receiver, ...args].map((value) => l.toValue(value, node));
  const type = l.session.types.at(node);
  return l.build.extern(invocation(method, args.length), values, type.kind === "fn" ? OPAQUE : type, {
    refusal: l.refusal(node, "AD2012", { method }),
  });
}

/** Whether a call has to do with nothing that could carry a derivative, so that its text says it best. */
function isInert(l: Lowering, receiver: FrontValue, node: ts.CallExpression): boolean {
  if (!isValue(receiver) || isDifferentiable(receiver.type) || mentions(receiver.type, isFunctionMemory)) return false;
  const isFunction = (arg: ts.Expression): boolean => ts.isArrowFunction(arg) || ts.isFunctionExpression(arg);
  const result = l.checker.getTypeAtLocation(node);
  const mayDiffer = isDifferentiable(l.session.types.of(result)) || l.session.types.isUnknown(result);
  if (mayDiffer || !node.arguments.some(isFunction)) return false;
  return node.arguments.every((arg) => {
    const template = templateOf(l, arg);
    return template?.operands.every((operand) => !isDifferentiable(operand.type)) ?? false;
  });
}
