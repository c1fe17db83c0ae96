/** Calls of code that the compiler does not see: the arguments are evaluated, the call itself is carried as text. */
import ts from "typescript-6";
import { excerpt } from "../diagnostics/index.js";
import type { Refusal, Value } from "../ir/ops.js";
import { isNumber, OPAQUE } from "../ir/types.js";
import { templateOf } from "./extern.js";
import type { Lowering } from "./lowering.js";
import { otherProject } from "./project-border.js";
import { unwrap } from "./syntax.js";
import { isPartOfText } from "./text-operands.js";
import { isValue } from "./values.js";

/** `head` is the text of the callee with `receiver` in its gaps; `method` its name if it is one of the receiver's. */
export function carryCall(
  l: Lowering,
  head: readonly string[],
  receiver: readonly Value[],
  node: ts.CallExpression,
  method?: string,
): Value {
  const invocation = invoke(l, head, receiver, node.arguments);
  if (!invocation) return l.refuse(node, "AD2010", { text: excerpt(node.getText()) });
  const { parts, operands } = invocation;
  const name = excerpt(node.expression.getText());
  if (isPartOfText(l, node)) return partOfText(l, parts, operands, node);
  const onArray = method !== undefined && receiver[0]?.type.kind === "ref" && !isOfNamespace(l, node.expression);
  const isUnknown = method === undefined && receiver[0]?.type.kind === "fn";
  const refusal = onArray
    ? l.refusal(node, "AD2012", { method })
    : isUnknown
      ? l.refusal(node, "AD2013", { text: name })
      : ofUnknownSource(l, node, name);
  // Printing neither changes what it is given nor gives anything back.
  const isConsole = /^console\b/.test(name);
  const type = l.session.types.at(node);
  if (ts.isExpressionStatement(node.parent)) {
    // Whatever it is given it may keep, and give back where nothing tells that it carries a derivative.
    parts[parts.length - 1] += ";";
    l.build.externStatement(parts, operands, isConsole ? {} : { refusal });
    return l.undefined(type);
  }
  const result = l.build.extern(parts, operands, type.kind === "fn" ? OPAQUE : type, {
    refusal: isConsole ? undefined : refusal,
  });
  if (isConsole) recordSources(l, result, operands);
  return result;
}

/** What is read of a text; the operands are the text and positions in it. */
export function partOfText(l: Lowering, parts: string[], [text, ...places]: Value[], node: ts.Expression): Value {
  const fixed = places.map((place) => (isNumber(place.type) ? l.build.prim("stopGradient", place) : place));
  const result = l.build.extern(parts, [text, ...fixed], l.session.types.at(node), { effect: "reads" });
  recordSources(l, result, [text]);
  return result;
}

/** `lib.f` of `import * as lib`. */
function isOfNamespace(l: Lowering, callee: ts.Expression): boolean {
  if (!ts.isPropertyAccessExpression(callee)) return false;
  return l.checker.getSymbolAtLocation(callee.expression)?.declarations?.some(ts.isNamespaceImport) ?? false;
}

function ofUnknownSource(l: Lowering, node: ts.CallExpression, name: string): Refusal {
  const project = otherProject(l, node.expression);
  return project === undefined
    ? l.refusal(node, "AD4001", { function: name })
    : l.refusal(node, "AD4005", { function: name, project });
}

/** `new X(...)` of a class that the compiler has no operation for. */
export function carryNew(l: Lowering, node: ts.NewExpression, refusal: Refusal | undefined): Value {
  const callee = templateOf(l, node.expression);
  const invocation =
    callee && invoke(l, [`new ${callee.parts[0]}`, ...callee.parts.slice(1)], callee.operands, node.arguments ?? []);
  if (!invocation) return l.refuse(node, "AD2010", { text: excerpt(node.getText()) });
  const result = l.build.extern(invocation.parts, invocation.operands, l.session.types.at(node), { refusal });
  if (!refusal) recordSources(l, result, invocation.operands);
  return result;
}

function recordSources(l: Lowering, result: Value, operands: readonly Value[]): void {
  if (result.type.kind !== "opaque") return;
  const numbers = operands.flatMap((operand) =>
    operand.type.kind === "f64" ? [operand] : (l.session.provenance.get(operand) ?? []),
  );
  l.session.provenance.set(result, numbers);
}

interface Invocation {
  readonly parts: string[];
  readonly operands: Value[];
}

/** The callee and its arguments as a template; nothing if an argument cannot be carried. */
function invoke(
  l: Lowering,
  head: readonly string[],
  receiver: readonly Value[],
  args: readonly ts.Expression[],
): Invocation | undefined {
  const parts = [...head];
  const operands = [...receiver];
  const append = (text: string): void => {
    parts[parts.length - 1] += text;
  };
  append("(");
  for (const [index, arg] of args.entries()) {
    if (index > 0) append(", ");
    const isSpread = ts.isSpreadElement(arg);
    const expression = isSpread ? arg.expression : arg;
    if (isSpread) append("...");
    if (!isCallback(expression)) {
      const value = l.expression(expression);
      if (isValue(value)) {
        operands.push(value);
        parts.push("");
        continue;
      }
    }
    const text = templateOf(l, expression);
    if (!text) return undefined;
    append(text.parts[0]);
    parts.push(...text.parts.slice(1));
    operands.push(...text.operands);
  }
  append(")");
  return { parts, operands };
}

function isCallback(node: ts.Expression): boolean {
  const inner = unwrap(node);
  return ts.isArrowFunction(inner) || ts.isFunctionExpression(inner);
}

/** What is thrown: numbers in its message are detached by convention. */
export function throwOperand(l: Lowering, node: ts.Expression): Value {
  const inner = unwrap(node);
  const template = templateOf(l, node);
  if (!template && ts.isNewExpression(inner)) return l.at(node, () => carryNew(l, inner, undefined));
  if (!template) return l.value(node);
  return l.at(node, () =>
    l.build.extern(template.parts, template.operands, l.session.types.of(l.checker.getAnyType()), { effect: "reads" }),
  );
}
