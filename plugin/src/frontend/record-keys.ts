/** Records whose keys are strings of the program: `key in record`, `record[key]`. */
import ts from "typescript-6";
import { excerpt } from "../diagnostics/index.js";
import { producerOf } from "../ir/builder.js";
import type { Value } from "../ir/ops.js";
import { BOOL, type Field, type RecordMemory, type Type } from "../ir/types.js";
import { arrayMemory } from "./array-call.js";
import type { ClassInfo, DataField } from "./class-info.js";
import { deleteEntry, hasEntry, hasOwnEntry, isDictionary, noteDeletion, turnsDictionary } from "./dictionaries.js";
import { carryExpression } from "./extern.js";
import type { Lowering } from "./lowering.js";
import { throwTypeError } from "./choices.js";
import { unwrap } from "./syntax.js";
import { type FrontValue, isValue } from "./values.js";

/** Above this many fields the tests for each would be too many. */
const MAX_FIELDS = 16;

/** `key in object` */
export function lowerIn(l: Lowering, node: ts.BinaryExpression): Value {
  const { ops } = l.build.region;
  const { length } = ops;
  const key = l.value(node.left);
  const object = l.expression(node.right);
  if (arrayMemory(object) && isValue(object)) l.session.holes.mayBeIn(object, node);
  const found = l.at(node, () => isIn(l, key, object));
  if (found) return found;
  // The text of the operation evaluates both again.
  ops.length = length;
  return carryExpression(l, node, "AD2011", { text: excerpt(node.getText()) });
}

/** `Object.hasOwn(object, key)`; nothing for objects that are not known. */
export function lowerHasOwn(l: Lowering, node: ts.CallExpression): Value | undefined {
  const [first, second] = node.arguments;
  if (node.arguments.length !== 2) return undefined;
  const { ops } = l.build.region;
  const { length } = ops;
  const object = l.expression(first);
  if (isValue(object) && hasKnownKeys(object)) return hasOwn(l, object, l.value(second));
  ops.length = length;
  return undefined;
}

/** Whether it is an object without a class. */
export function hasKnownKeys(object: Value): boolean {
  return isDictionary(object) || keyed(object) !== undefined;
}

/** Whether an object without a class has a key of its own. */
export function hasOwn(l: Lowering, object: Value, key: Value): Value {
  if (isDictionary(object)) return hasOwnEntry(l, object, key);
  if (turnsDictionary(l, object)) return l.constant(false);
  return l.build.extern(["Object.hasOwn(", ", ", ")"], [object, key], BOOL, { effect: "reads" });
}

/** `delete object[key]`: of what is not a dictionary as it stands. */
export function lowerDelete(l: Lowering, node: ts.DeleteExpression): Value {
  const target = unwrap(node.expression);
  const { ops } = l.build.region;
  const { length } = ops;
  if (ts.isElementAccessExpression(target) || ts.isPropertyAccessExpression(target)) {
    const object = l.expression(target.expression);
    const key = ts.isPropertyAccessExpression(target)
      ? l.constant(target.name.text)
      : l.value(target.argumentExpression);
    if (isValue(object) && isDictionary(object)) return l.at(node, () => deleteEntry(l, object, key));
    if (turnsDictionary(l, object)) return l.constant(true);
    if (arrayMemory(object) && isValue(object)) l.session.holes.add(object);
  }
  noteDeletion(l);
  ops.length = length;
  return carryExpression(l, node, "AD3004", {});
}

/** Nothing where it is not an object that is known. */
function isIn(l: Lowering, key: Value, object: FrontValue): Value | undefined {
  if (!isValue(object) || object.type.kind !== "ref") return undefined;
  if (isDictionary(object)) return hasEntry(l, object, key);
  const name = l.constantOf(key)?.value;
  if (typeof name !== "string" && turnsDictionary(l, object)) return l.constant(false);
  const known = typeof name === "string" ? hasKey(l, name, object, object.type) : undefined;
  const test = (): Value => l.build.extern(["(", " in ", ")"], [key, object], BOOL, { effect: "reads" });
  if (known === undefined) return test();
  // An object may have more than its type says, which code that is compiled for the type cannot use.
  const mayHave = !known && object.type.memory.kind === "record" && producerOf(object)?.kind !== "literal";
  if (mayHave) {
    const message = `the object has ${String(name)}, which its type has not`;
    l.branch(test(), [() => throwTypeError(l, message), () => undefined]);
  }
  return l.constant(known);
}

/** Whether objects of a type have a property; nothing where some have, as `{} as Point` may be short of any. */
function hasKey(l: Lowering, name: string, object: Value, { memory }: Type & { kind: "ref" }): boolean | undefined {
  if (memory.kind === "array") return /^\d+$/.test(name) ? undefined : name in globalThis[memory.container].prototype;
  if (memory.kind !== "record") return undefined;
  if (memory.classes) return everyClass(l, object, (info) => classHas(l, info, name));
  return memory.fields.some((each) => each.name === name) ? undefined : name in Object.prototype;
}

function everyClass(l: Lowering, object: Value, test: (info: ClassInfo) => boolean | undefined): boolean | undefined {
  const { exact, types } = l.session;
  const known = exact.get(object);
  const hierarchy = types.instances.hierarchyOf(object.type);
  if (!hierarchy || (!known && hierarchy.interfaces.length > 0)) return undefined;
  const [first, ...rest] = (known ? [known] : hierarchy.classes).map(test);
  return rest.every((each) => each === first) ? first : undefined;
}

/** A field may not have been given to an object. */
function classHas(l: Lowering, info: ClassInfo, name: string): boolean | undefined {
  const member = l.session.classes.member(info, name);
  if (!member) return name in Object.prototype;
  if (member.kind === "field") return isCertain(member.field) ? true : undefined;
  return member.kind === "method" || member.kind === "accessor" || member.kind === "constant" ? true : undefined;
}

function isCertain({ certain, declaration, initializer }: DataField): boolean {
  return certain === true || initializer !== undefined || ts.isParameter(declaration);
}

export function recordMemory(type: Type): RecordMemory | undefined {
  return type.kind === "ref" && type.memory.kind === "record" ? type.memory : undefined;
}

/** A record whose fields a key may name at run time. */
export function keyed({ type }: Value): RecordMemory | undefined {
  if (type.kind !== "ref" || type.memory.kind !== "record") return undefined;
  const { memory } = type;
  return memory.tuple || memory.classes || memory.collection || memory.fields.length > MAX_FIELDS ? undefined : memory;
}

/** `record[key]` */
export function readKeyed(
  l: Lowering,
  record: Value,
  key: Value,
  node: ts.Expression | undefined,
): FrontValue | undefined {
  const memory = keyed(record);
  return memory && withField(l, memory.fields, key, node, ({ name }) => l.build.getField(record, name));
}

/** `record[key] = value`; whether it can be. */
export function writeKeyed(l: Lowering, record: Value, key: Value, value: Value, node: ts.Expression): boolean {
  const memory = keyed(record);
  if (!memory) return false;
  withField(l, memory.fields, key, undefined, ({ name, type }) => {
    l.build.setField(record, name, l.coerce(value, type, node));
    return undefined;
  });
  return true;
}

/** Does something with the field that a key names; a key that names none throws. */
function withField<T extends FrontValue | undefined>(
  l: Lowering,
  fields: readonly Field[],
  key: Value,
  node: ts.Expression | undefined,
  use: (field: Field) => T,
): T {
  const chain = (at: number): T => {
    const field = fields[at];
    if (!field) return throwTypeError(l, "the object has no property of that name") as T;
    const test = l.build.prim("eq", key, l.constant(field.name));
    return l.branch(test, [() => use(field), () => chain(at + 1)], node) as T;
  };
  return chain(0);
}
