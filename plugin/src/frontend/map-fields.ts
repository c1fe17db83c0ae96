/** `mapFields(record, f)`: a record of the same fields, each of them made by `f`, in the order of the type. */
import type ts from "typescript-6";
import { excerpt } from "../diagnostics/index.js";
import { isNumber, F64, recordOf } from "../ir/types.js";
import { throwTypeError } from "./choices.js";
import type { Lowering } from "./lowering.js";
import { recordMemory } from "./record-keys.js";
import type { FrontValue } from "./values.js";

export function lowerMapFields(l: Lowering, node: ts.CallExpression): FrontValue {
  const [object, callback, ...rest] = node.arguments;
  if (!callback || rest.length > 0) return l.refuse(node, "AD2015", { text: excerpt(node.getText()) });
  const record = l.value(object);
  const memory = recordMemory(record.type);
  const isPlain = memory && !memory.tuple && !memory.classes && !memory.collection && !memory.partial;
  if (!isPlain && record.type.kind !== "opaque") return throwTypeError(l, "mapFields takes an object without a class");
  if (!isPlain || memory.fields.some(({ optional }) => optional))
    return l.refuse(object, "AD2009", { text: excerpt(node.getText()) });
  const f = l.expression(callback);
  const fields = memory.fields.map(({ name }) => {
    const given = [l.build.getField(record, name), l.constant(name)];
    const args = given.map((value) => ({ value, optional: false }));
    const value = l.toValue(l.handlers.apply(l, f, args, callback), callback);
    return { name, type: isNumber(value.type) ? F64 : value.type, value };
  });
  const type = recordOf(fields.map(({ name, type }) => ({ name, type })));
  return l.build.literal(
    type,
    fields.map(({ value }) => value),
  );
}
