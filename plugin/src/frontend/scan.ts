/** `scan(step, init, xs, { checkpoint })`: a loop that is lowered in place, with a schedule of checkpoints if one is given. */
import ts from "typescript-6";
import { excerpt } from "../diagnostics/index.js";
import type { Value } from "../ir/ops.js";
import { arrayOf, F64, isNumber, OPAQUE } from "../ir/types.js";
import { iterate } from "./iteration.js";
import type { Lowering } from "./lowering.js";
import { listOf } from "./objects.js";
import { symbolOfReference } from "./references.js";
import { scheduleIn } from "./scheduled-loops.js";
import { unwrap } from "./syntax.js";
import { type FrontValue, isValue, Variable } from "./values.js";

export function lowerScan(l: Lowering, node: ts.CallExpression): FrontValue {
  const [callback, init, elements, options, ...rest] = node.arguments;
  if (!elements || rest.length > 0 || node.arguments.some(ts.isSpreadElement))
    return l.refuse(node, "AD2015", { text: excerpt(node.getText()) });
  const step = l.expression(callback);
  const carry = new Variable("carry", OPAQUE);
  l.write(carry, l.value(init));
  const xs = l.value(elements);
  const isArray = xs.type.kind === "ref" && xs.type.memory.kind === "array";
  if (!isArray) return l.refuse(elements, "AD2008", { text: excerpt(elements.getText()), type: "no array" });
  const schedule = options && scheduleOfOptions(l, options);
  const count = l.build.length(xs);
  const outputs = l.build.alloc(arrayOf(OPAQUE), count, "outputs");
  l.schedule = schedule;
  iterate(l, { count, hidden: [carry], calls: [step], node }, (index) => {
    const args = [l.read(carry), l.build.load(xs, index), index].map((value) => ({ value: value!, optional: false }));
    const pair = listOf(l, l.handlers.apply(l, step, args, callback), 2);
    const [next, output] = (pair ?? []).map((value) => l.toValue(value, callback));
    if (!next || !output) return void l.refuse(callback, "AD2009", { text: excerpt(callback.getText()) });
    l.write(carry, next);
    outputs.type = arrayOf(isNumber(output.type) ? F64 : output.type);
    l.build.store(outputs, index, output);
  });
  l.schedule = undefined;
  const last = l.read(carry)!;
  l.env.delete(carry);
  return { kind: "tuple", elements: [last, outputs] };
}

/** The schedule among the options, which are written out. */
function scheduleOfOptions(l: Lowering, options: ts.Expression): Value | undefined {
  const literal = unwrap(options);
  const properties = ts.isObjectLiteralExpression(literal) ? literal.properties : undefined;
  const [property] = properties ?? [];
  const isWrittenOut =
    properties?.every(
      (each) =>
        (ts.isPropertyAssignment(each) || ts.isShorthandPropertyAssignment(each)) &&
        each.name.getText() === "checkpoint",
    ) ?? false;
  if (!isWrittenOut) {
    l.session.report(options, "AD1002", { operator: "scan", options: excerpt(options.getText()) });
    return undefined;
  }
  if (!property) return undefined;
  const given = ts.isPropertyAssignment(property) ? unwrap(property.initializer) : (property.name as ts.Identifier);
  const symbol = ts.isIdentifier(given) ? symbolOfReference(l.checker, given) : undefined;
  const value = (symbol && scheduleIn(l, symbol)) ?? l.expression(given);
  if (isValue(value)) return l.isNullishConstant(value) ? undefined : value;
  l.session.report(given, "AD1023", { text: excerpt(given.getText()) });
  return undefined;
}
