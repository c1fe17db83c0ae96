/** Object literals, with what they spread; and what rest elements of patterns take. */
import ts from "typescript-6";
import { excerpt } from "../diagnostics/index.js";
import type { Value } from "../ir/ops.js";
import { F64, type Field, isNumber, type RecordMemory, type Type } from "../ir/types.js";
import { dictionaryElement } from "./collection-types.js";
import { becomesDictionary, isDictionary } from "./dictionaries.js";
import { carryExpression } from "./extern.js";
import type { Lowering } from "./lowering.js";
import { functionName } from "./modules.js";
import { accessorName, functionProperties, isAccessorName, makeObject, type ObjectEntry } from "./objects.js";
import { lowerUnlessFalsy } from "./operations.js";
import { type DataEntry, type Entry, setEntry, spreadEntries } from "./object-spread.js";
import { recordMemory } from "./record-keys.js";
import { type FrontValue, isValue } from "./values.js";

export function lowerObjectLiteral(l: Lowering, node: ts.ObjectLiteralExpression): FrontValue {
  const entries: Entry[] = [];
  for (const property of node.properties) {
    if (ts.isSpreadAssignment(property)) {
      const source = lowerUnlessFalsy(l, property.expression);
      if (isDictionary(source) && becomesDictionary(l, node)) return l.undefined();
      const spread = spreadEntries(l, source, property);
      if (!spread) return carryExpression(l, node, "AD2011", { text: excerpt(node.getText()) });
      for (const entry of spread) setEntry(l, entries, entry);
      continue;
    }
    const own = property.name && literalName(l, property.name);
    if (own === undefined) {
      if (ts.isPropertyAssignment(property) && becomesDictionary(l, node)) return l.undefined();
      return carryExpression(l, node, "AD2011", { text: excerpt(node.getText()) });
    }
    const name = ts.isAccessor(property) ? accessorName(ts.isGetAccessor(property) ? "get" : "set", own) : own;
    setEntry(l, entries, { name, value: l.at(property, () => propertyValue(l, property)) });
  }
  return objectOf(l, entries, node);
}

/** An object of some entries, made at a node. */
export function objectOf(l: Lowering, entries: readonly Entry[], node: ts.Expression): FrontValue {
  // What is spread into an object need not be all that the object is to be.
  const contextual = isSpread(node) ? undefined : l.checker.getContextualType(node);
  const functions = functionProperties(l, contextual);
  const isMember = ({ name, value }: ObjectEntry): boolean => !isValue(value) || functions.includes(name);
  const data = entries.filter((entry): entry is DataEntry => !isMember(entry));
  if (data.length === entries.length && functions.length === 0) return dataLiteral(l, data, contextual, node);
  const missing = functions.filter((name) => !entries.some((entry) => entry.name === name));
  const members = [...entries.filter(isMember), ...missing.map((name) => ({ name, value: l.undefined() }))];
  const site = l.siteKey(node);
  if (l.session.escapes(site)) return recordOfFunctions(l, [...entries, ...members], node);
  return makeObject(l, members, data.length > 0 ? freeLiteral(l, data, node) : undefined, site);
}

function isSpread(node: ts.Node): boolean {
  const { parent } = node;
  if (ts.isSpreadAssignment(parent)) return true;
  const isPart =
    ts.isParenthesizedExpression(parent) || ts.isConditionalExpression(parent) || ts.isBinaryExpression(parent);
  return isPart && isSpread(parent);
}

/** An object with functions as memory: what its fields hold is found from what is stored there. */
function recordOfFunctions(l: Lowering, entries: readonly ObjectEntry[], node: ts.Expression): Value {
  if (entries.some(({ name }) => isAccessorName(name)))
    return l.refuse(node, "AD2014", { text: excerpt(node.getText()) });
  const data = entries.map(({ name, value }) => ({ name, value: l.toValue(value, propertyNamed(node, name) ?? node) }));
  const names = [...new Set(data.map(({ name }) => name))];
  return typedLiteral(l, recordMemory(l.unknownRecord(node, names))!, data, node);
}

/** Each function of a literal is made at a place of its own. */
function propertyNamed(node: ts.Expression, name: string): ts.Node | undefined {
  if (!ts.isObjectLiteralExpression(node)) return undefined;
  return node.properties.find(
    (property) => property.name && ts.isIdentifier(property.name) && property.name.text === name,
  );
}

export function propertyValue(
  l: Lowering,
  property: ts.PropertyAssignment | ts.ShorthandPropertyAssignment | ts.MethodDeclaration | ts.AccessorDeclaration,
): FrontValue {
  if (ts.isPropertyAssignment(property)) return l.expression(property.initializer);
  if (ts.isShorthandPropertyAssignment(property)) return l.expression(property.name);
  return { kind: "function", node: property, scope: l.scope, name: functionName(property) };
}

/** What a rest element of a pattern is: an object of what the elements before it have not taken. */
export function restOfObject(
  l: Lowering,
  source: FrontValue,
  taken: ReadonlySet<string>,
  node: ts.Node,
): FrontValue | undefined {
  const entries = spreadEntries(l, source, node)?.filter(({ name }) => !taken.has(name));
  if (!entries?.every((entry): entry is DataEntry => isValue(entry.value))) {
    return entries && makeObject(l, entries, undefined);
  }
  return freeLiteral(l, entries, node);
}

/** The name of a property that is written out, or computed from a constant. */
export function literalName(l: Lowering, name: ts.PropertyName): string | undefined {
  if (ts.isIdentifier(name) || ts.isStringLiteralLike(name)) return name.text;
  if (ts.isNumericLiteral(name)) return String(Number(name.text));
  if (!ts.isComputedPropertyName(name)) return undefined;
  const known = l.constantOf(l.expression(name.expression));
  if (typeof known?.value === "string" || typeof known?.value === "number") return String(known.value);
  const type = l.checker.getTypeAtLocation(name.expression);
  return type.isStringLiteral() || type.isNumberLiteral() ? String(type.value) : undefined;
}

function dataLiteral(
  l: Lowering,
  entries: readonly DataEntry[],
  contextual: ts.Type | undefined,
  node: ts.Expression,
): Value {
  const expected = contextual && recordMemory(l.session.types.of(contextual));
  if (expected && covers(l, expected, entries)) return typedLiteral(l, expected, entries, node);
  const type = contextual ?? l.checker.getTypeAtLocation(node);
  if (entries.length === 0 && !l.session.types.isUnknown(type))
    return l.build.extern(["({})"], [], l.session.types.at(node), { effect: "reads" });
  // Code that does not know its type may look for further properties, or add them.
  const namesOf = (list: readonly DataEntry[]): string[] => list.map(({ name }) => name);
  const [names, others] = [entries.filter(({ isThere }) => !isThere), entries.filter(({ isThere }) => isThere)].map(
    namesOf,
  );
  const isOpen = entries.length === 0 || dictionaryElement(l.checker, type) !== undefined;
  const empty = entries.filter(({ value }) => l.isNullishConstant(value)).map(({ name }) => name);
  return typedLiteral(l, recordMemory(l.unknownRecord(node, names, { others, empty, isOpen }))!, entries, node);
}

function covers(l: Lowering, expected: RecordMemory, entries: readonly DataEntry[]): boolean {
  return entries.every((entry) => {
    const field = expected.fields.find((candidate) => candidate.name === entry.name);
    // What only is nothing so far may become something, where the type is that of the literal itself.
    const isUnset = field?.type.kind === "opaque" && l.isNullishConstant(entry.value);
    return field !== undefined && !isUnset && !knowsBetter(l, entry.value.type, field.type);
  });
}

/** A number in a field that the declared type knows nothing of, also in the elements of an array. */
function knowsBetter(l: Lowering, actual: Type, declared: Type): boolean {
  if (declared.kind === "opaque") return actual.kind !== "opaque" || l.session.kinds.isHole(actual);
  if (actual.kind !== "ref" || declared.kind !== "ref") return false;
  const [own, expected] = [actual.memory, declared.memory];
  if (l.session.types.instances.isVague(declared)) return own !== expected;
  return own.kind === "array" && expected.kind === "array" && knowsBetter(l, own.element, expected.element);
}

function typedLiteral(l: Lowering, memory: RecordMemory, entries: readonly DataEntry[], node: ts.Node): Value {
  // Loops over keys find them in the order of the program: what follows on what may be missing is added behind it.
  const uncertain = entries.findIndex(({ isThere }) => isThere);
  const certain = uncertain < 0 ? entries : entries.slice(0, uncertain);
  const given = new Map(certain.map(({ name, value }) => [name, value]));
  const values = memory.fields.map(({ name, type }) => {
    const value = given.get(name);
    return value ? l.coerce(value, type, node) : l.undefined(type);
  });
  const present = [...given.keys()];
  const isWhole = !memory.classes && memory.fields.every(({ name }, index) => present[index] === name);
  const literal = l.build.literal(
    { kind: "ref", memory },
    values,
    undefined,
    isWhole ? undefined : { fields: present },
  );
  for (const { name, value, isThere } of entries.slice(certain.length)) {
    if (isThere) l.branch(isThere, [() => add(name, value), () => undefined]);
    else add(name, value);
  }
  return literal;

  function add(name: string, value: Value): undefined {
    const { type } = memory.fields.find((field) => field.name === name)!;
    l.build.setField(literal, name, l.coerce(value, type, node));
  }
}

function freeLiteral(l: Lowering, entries: readonly DataEntry[], node: ts.Node): Value {
  const fields = new Map<string, Field>();
  for (const { name, value, isThere } of entries) {
    const type = isNumber(value.type) ? F64 : value.type;
    const isOptional = isThere !== undefined && (fields.get(name)?.optional ?? true);
    fields.set(name, isOptional ? { name, type, optional: true } : { name, type });
  }
  const type = l.session.types.canonicalRecord([...fields.values()]);
  return typedLiteral(l, recordMemory(type)!, entries, node);
}
