/** `closureConvert(f)`: a function that takes what `f` captures as its first argument, and that. */
import type ts from "typescript-6";
import { excerpt } from "../diagnostics/index.js";
import type { Value } from "../ir/ops.js";
import { isNumber, F64, OPAQUE, tupleOf } from "../ir/types.js";
import { convert, rebuild, writtenCapture } from "./closures.js";
import type { Argument, Lowering } from "./lowering.js";
import type { Layout } from "./shapes.js";
import { type ConvertedValue, type FrontValue, isValue } from "./values.js";

const layouts = new WeakMap<ConvertedValue, Layout>();

export function lowerClosureConvert(l: Lowering, node: ts.CallExpression): FrontValue {
  const operator = "closureConvert";
  const [operand] = node.arguments;
  const value = node.arguments.length === 1 ? l.expression(operand) : undefined;
  if (!value || isValue(value)) return l.refuse(node, "AD1001", { operator, operand: excerpt(node.getText()) });
  const name = excerpt(operand.getText());
  const written = writtenCapture(l, value);
  if (written) return l.refuse(node, "AD1008", { function: name, variable: written.name });
  const { layout, captures, obstacle } = convert(l, value);
  if (obstacle !== undefined) return l.refuse(node, "AD1009", { function: name, variable: obstacle });
  return { kind: "tuple", elements: [convertedOf(l, layout, name), capturedIn(l, captures)] };
}

function convertedOf({ session }: Lowering, layout: Layout, name: string): ConvertedValue {
  const key = `converted ${layout.key}`;
  const known = session.derived.get(key) as ConvertedValue | undefined;
  if (known) return known;
  const made: ConvertedValue = { kind: "converted", name };
  layouts.set(made, layout);
  session.derived.set(key, made);
  return made;
}

function capturedIn(l: Lowering, captures: readonly Value[]): Value {
  if (captures.length === 0) return l.constant(null, OPAQUE);
  const types = captures.map(({ type }) => (isNumber(type) ? F64 : type));
  return l.build.literal(tupleOf(types), [...captures], "captured");
}

export function applyConverted(
  l: Lowering,
  callee: ConvertedValue,
  [captured, ...args]: readonly Argument[],
  node: ts.Node,
): FrontValue {
  const layout = layouts.get(callee)!;
  const record = captured && !captured.spread && isValue(captured.value) ? captured.value : undefined;
  const memory = record?.type.kind === "ref" ? record.type.memory : undefined;
  const isOwn = memory?.kind === "record" && memory.tuple && memory.fields.length === layout.leaves.length;
  if (!isOwn && layout.leaves.length > 0) return l.refuse(node, "AD2013", { text: excerpt(node.getText()) });
  const leaves = layout.leaves.map((_, k) => l.build.getField(record!, String(k)));
  return l.handlers.apply(l, rebuild(l, layout, leaves), args, node);
}
