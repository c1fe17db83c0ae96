/** What spreading an object copies. */
import ts from "typescript-6";
import { producerOf } from "../ir/builder.js";
import type { Value } from "../ir/ops.js";
import { BOOL, type Field, type RecordMemory } from "../ir/types.js";
import { throwTypeError } from "./choices.js";
import type { Lowering } from "./lowering.js";
import { ownFields } from "./members.js";
import { accessorOf, type ObjectEntry, recordOf } from "./objects.js";
import { recordMemory } from "./record-keys.js";
import { unwrap } from "./syntax.js";
import { type FrontValue, isValue, type ObjectValue } from "./values.js";

export interface Entry extends ObjectEntry {
  /** Whether it is there; nothing where it certainly is. */
  readonly isThere?: Value;
}

export interface DataEntry extends Entry {
  readonly value: Value;
}

/** What spreading an object copies; nothing if that is not known. */
export function spreadEntries(l: Lowering, source: FrontValue, node: ts.Node): readonly Entry[] | undefined {
  if (!isValue(source)) return source.kind === "object" && !source.isArray ? plainEntries(l, source, node) : undefined;
  if (l.isNullishConstant(source)) return [];
  const memory = recordMemory(source.type);
  if (memory?.collection) return undefined;
  if (memory && !memory.classes && mayBeMissing(l, source, node)) return entriesIfThere(l, source, memory);
  if (!memory?.classes) return memory && recordEntries(l, source, memory);
  return ownFields(l, source)?.map((name) => ({ name, value: l.build.getField(source, name) }));
}

function mayBeMissing(l: Lowering, source: Value, node: ts.Node): boolean {
  const given = ts.isSpreadAssignment(node) ? node.expression : node;
  const type = l.checker.getTypeAtLocation(given);
  const isOpen = (type.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown)) !== 0 || !isAlwaysThere(type);
  return isOpen && !l.isDefinite(source);
}

function isAlwaysThere(type: ts.Type): boolean {
  if (type.isUnion()) return type.types.every(isAlwaysThere);
  return (
    (type.flags & (ts.TypeFlags.Undefined | ts.TypeFlags.Null | ts.TypeFlags.Void | ts.TypeFlags.BooleanLike)) === 0
  );
}

/** Of what may be `undefined`, which has nothing to spread. */
function entriesIfThere(l: Lowering, source: Value, memory: RecordMemory): DataEntry[] {
  const isThere = l.build.prim("not", l.isMissing(source));
  return memory.fields.map((field) => {
    const { name, type } = field;
    const value = l.branch(isThere, [() => l.build.getField(source, name), () => l.undefined(type)]) as Value;
    const own = (): Value => ownField(l, source, field) ?? l.constant(true);
    return { name, value, isThere: l.branch(isThere, [own, () => l.constant(false)]) as Value };
  });
}

function recordEntries(l: Lowering, source: Value, memory: RecordMemory): DataEntry[] {
  const lacking = lackingFields(l, source, memory);
  const fields = memory.fields.filter((field) => !lacking.includes(field));
  for (const { name } of lacking) expectNone(l, source, name);
  return fields.map((field) => ({
    name: field.name,
    value: l.build.getField(source, field.name),
    isThere: ownField(l, source, field),
  }));
}

/** Memory that a constant of a module has not been given by its literal: it would be taken for memory of the module. */
function lackingFields(l: Lowering, source: Value, { fields }: RecordMemory): Field[] {
  const literal = literalOfConstant(l, source);
  if (!literal?.properties.every(ts.isPropertyAssignment)) return [];
  const names = literal.properties.map(({ name }) => name && propertyNameText(name));
  if (names.includes(undefined)) return [];
  return fields.filter(({ name, type, optional }) => optional && type.kind === "ref" && !names.includes(name));
}

function literalOfConstant(l: Lowering, source: Value): ts.ObjectLiteralExpression | undefined {
  const op = producerOf(source);
  if (op?.kind !== "global" || !op.binding.constant || op.binding.member || op.binding.inner) return undefined;
  const { file, name } = op.binding;
  for (const statement of l.session.program.getSourceFile(file)?.statements ?? []) {
    if (!ts.isVariableStatement(statement)) continue;
    const declared = statement.declarationList.declarations.find((each) => each.name.getText() === name);
    const initializer = declared?.initializer && unwrap(declared.initializer);
    if (declared) return initializer && ts.isObjectLiteralExpression(initializer) ? initializer : undefined;
  }
  return undefined;
}

function propertyNameText(name: ts.PropertyName): string | undefined {
  return ts.isComputedPropertyName(name) ? undefined : name.text;
}

/** What something has given to the constant since is not copied unseen. */
function expectNone(l: Lowering, source: Value, name: string): void {
  l.branch(l.build.extern(["Object.hasOwn(", `, ${JSON.stringify(name)})`], [source], BOOL, { effect: "reads" }), [
    () => throwTypeError(l, `the object has ${name}, which its declaration does not give it`),
    () => undefined,
  ]);
}

/** Whether a record has a field that not all records of its type have. */
function ownField(l: Lowering, record: Value, { name, optional }: Field): Value | undefined {
  const origin = producerOf(record);
  // `{} as Point` is made without fields that its type has.
  const isCertain = origin?.kind === "literal" ? (origin.made?.fields.includes(name) ?? true) : !optional;
  if (isCertain) return undefined;
  return l.build.extern([`Object.hasOwn(`, `, ${JSON.stringify(name)})`], [record], BOOL, { effect: "reads" });
}

/** A copy has what getters return, and no setters. */
function plainEntries(l: Lowering, object: ObjectValue, node: ts.Node): Entry[] {
  const record = recordOf(l, object);
  const memory = record && recordMemory(record.type);
  const data = memory ? recordEntries(l, record, memory).filter(({ name }) => !object.members.has(name)) : [];
  const members = [...object.members].map(([name, member]) => ({ name, value: l.read(member) }));
  return [...data, ...members].flatMap((entry): Entry[] => {
    const { name, value } = entry;
    const [, kind, property] = /^(get|set) (.*)$/s.exec(name) ?? [];
    // Functions that a type has as options are members also where they are not given.
    if (!kind) return l.isNullishConstant(value) ? [] : [entry];
    const getter = kind === "get" ? accessorOf(l, object, "get", property) : undefined;
    return getter ? [{ name: property, value: l.handlers.apply(l, getter, [], node) }] : [];
  });
}

/**
 * What comes later replaces what is there, if it is there itself. What is not certainly there yet may have its place in the order of
 * keys here or where it was, so that it stays beside the other.
 */
export function setEntry(l: Lowering, entries: Entry[], entry: Entry): void {
  const index = entries.map(({ name }) => name).lastIndexOf(entry.name);
  const known = entries[index];
  const isData = known && isValue(known.value) && isValue(entry.value);
  if (!known || (known.isThere && isData)) entries.push(entry);
  else entries[index] = entry.isThere ? either(l, entry.isThere, entry, known) : entry;
}

function either(l: Lowering, condition: Value, { name, value }: Entry, other: Entry): Entry {
  const chosen = l.branch(condition, [() => value, () => other.value])!;
  const before = other.isThere;
  const isThere = before && (l.branch(condition, [() => l.constant(true), () => before]) as Value);
  return { name, value: chosen, isThere };
}
