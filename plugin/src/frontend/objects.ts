/** Objects and arrays with functions in them: their members are variables of the lowering, their data is a record. */
import ts from "typescript-6";
import type { Constant, Value } from "../ir/ops.js";
import { FN, isNumber } from "../ir/types.js";
import { withChosen } from "./choices.js";
import type { Lowering } from "./lowering.js";
import { unwrap } from "./syntax.js";
import {
  type CompileTimeValue,
  type FrontValue,
  type FunctionValue,
  isValue,
  type ObjectValue,
  Variable,
} from "./values.js";

export interface ObjectEntry {
  readonly name: string;
  readonly value: FrontValue;
}

/** An object with the given members; `record` holds its data. */
export function makeObject(
  l: Lowering,
  members: readonly ObjectEntry[],
  record: Value | undefined,
  site?: string,
): ObjectValue {
  const declare = (name: string, value: FrontValue): Variable => {
    const variable = new Variable(name, isValue(value) ? value.type : FN);
    l.env.set(variable, value);
    return variable;
  };
  return {
    kind: "object",
    record: record && declare("object", record),
    members: new Map(members.map(({ name, value }) => [name, declare(name, value)])),
    isArray: false,
    home: l.build.region,
    site,
  };
}

/** An array literal in which there are functions. */
export function makeArray(l: Lowering, elements: readonly FrontValue[], site?: string): ObjectValue {
  const members = elements.map((value, index) => ({ name: String(index), value }));
  return { ...makeObject(l, members, undefined, site), isArray: true };
}

/** The record with an object's data. */
export function recordOf(l: Lowering, { record }: ObjectValue): Value | undefined {
  const value = record && l.read(record);
  return value && isValue(value) ? value : undefined;
}

/** The elements of an array that exists only while compiling. */
export function elementsOf(l: Lowering, value: FrontValue): readonly FrontValue[] | undefined {
  if (isValue(value)) return undefined;
  if (value.kind === "tuple") return value.elements;
  if (value.kind !== "object" || !value.isArray) return undefined;
  return [...value.members.values()].map((member) => l.read(member));
}

/** The first entries of what should be a list of so many: of a tuple that is known while compiling, or in memory, or of an array. */
export function listOf(l: Lowering, value: FrontValue, count: number): readonly FrontValue[] | undefined {
  const known = elementsOf(l, value);
  if (known || !isValue(value)) return known?.length === count ? known : undefined;
  // In JavaScript nothing says that a literal is a tuple: an entry that is `null` has no type of the others.
  const literal = l.build.literalOf(value);
  if (literal?.operands.length === count) return literal.operands;
  const memory = value.type.kind === "ref" ? value.type.memory : undefined;
  if (memory?.kind === "record" && memory.tuple && memory.fields.length === count)
    return memory.fields.map(({ name }) => l.build.getField(value, name));
  if (memory?.kind === "array" && memory.container === "Array")
    return Array.from({ length: count }, (_, i) => l.build.load(value, l.constant(i)));
  return undefined;
}

/** A member by its name; nothing if the record must have it, if anything has. */
export function memberOf(l: Lowering, object: ObjectValue, name: string): FrontValue | undefined {
  const member = object.members.get(name);
  if (member) return l.read(member);
  if (object.isArray && name === "length") return l.constant(object.members.size);
  return undefined;
}

/** The name under which an object keeps its getter or setter of a property. */
export function accessorName(kind: "get" | "set", name: string): string {
  return `${kind} ${name}`;
}

export function isAccessorName(name: string): boolean {
  return name.startsWith(accessorName("get", "")) || name.startsWith(accessorName("set", ""));
}

export function hasAccessors(object: ObjectValue): boolean {
  return [...object.members.keys()].some(isAccessorName);
}

export function accessorOf(
  l: Lowering,
  object: ObjectValue,
  kind: "get" | "set",
  name: string,
): FunctionValue | undefined {
  const found = memberOf(l, object, accessorName(kind, name));
  return found && !isValue(found) && found.kind === "function" ? { ...found, receiver: object } : undefined;
}

/** All that an object has by name, in the order of its making. */
export function entriesOf(l: Lowering, object: ObjectValue): ObjectEntry[] {
  const record = recordOf(l, object);
  const memory = record?.type.kind === "ref" ? record.type.memory : undefined;
  const fields = memory?.kind === "record" ? memory.fields : [];
  return [
    ...fields
      .filter(({ name }) => !object.members.has(name))
      .map(({ name }) => ({ name, value: l.build.getField(record!, name) })),
    ...[...object.members].map(([name, member]) => ({ name, value: l.read(member) })),
  ];
}

/** `object[key]` for a key that is not known: a choice among the members. Nothing if it may be something else. */
export function chooseMember(
  l: Lowering,
  object: ObjectValue,
  key: Value,
  node: ts.ElementAccessExpression,
): FrontValue | undefined {
  const possible = literalKeys(l.checker.getTypeAtLocation(unwrap(node.argumentExpression)));
  const names =
    possible ?? l.checker.getPropertiesOfType(l.checker.getTypeAtLocation(node.expression)).map((each) => each.name);
  if (object.isOpen && [...names].some((name) => !object.members.has(name))) return undefined;
  const entries = entriesOf(l, object).filter(({ name }) => !possible || possible.has(name));
  const when = (name: string): Constant => (isNumber(key.type) ? Number(name) : name);
  const cases = entries
    .filter(({ name }) => !isNumber(key.type) || String(Number(name)) === name)
    .map(({ name, value }) => ({ when: when(name), value }));
  const choice = { kind: "choice", selector: key, cases, otherwise: l.undefined() } as const;
  return cases.every(({ value }) => isValue(value)) ? withChosen(l, choice, (chosen) => chosen, node) : choice;
}

/** The keys that a type allows, if it lists them. */
export function literalKeys(type: ts.Type): ReadonlySet<string> | undefined {
  const members = type.isUnion() ? type.types : [type];
  const literals = members.filter((member) => member.isStringLiteral() || member.isNumberLiteral());
  return literals.length === members.length
    ? new Set(literals.map((member) => String((member as ts.LiteralType).value)))
    : undefined;
}

/** Gives a member a value; returns whether it could. */
export function writeMember(l: Lowering, object: ObjectValue, name: string, value: FrontValue): boolean {
  const member = object.members.get(name);
  if (member) {
    l.write(member, value);
    return true;
  }
  const isNext = !object.isArray || name === String(object.members.size);
  if (object.home !== l.build.region || !isNext) return false;
  const added = new Variable(name, isValue(value) ? value.type : FN);
  l.env.set(added, value);
  object.members.set(name, added);
  return true;
}

/** Whether a declared type says that a property is a function, if it is there. */
export function functionProperties(l: Lowering, type: ts.Type | undefined): string[] {
  if (!type || type.flags & ts.TypeFlags.Any || l.checker.isArrayLikeType(type)) return [];
  const given = l.checker.getNonNullableType(type);
  if (!(given.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection))) return [];
  return l.checker
    .getPropertiesOfType(given)
    .filter((property) => isFunctionType(l.checker, l.checker.getTypeOfSymbol(property)))
    .map((property) => property.name);
}

/** Whether a declared type is that of functions, or of arrays or plain objects with functions in them. */
export function holdsFunctions(l: Lowering, type: ts.Type, depth = 0): boolean {
  const { checker } = l;
  if (depth > 2 || type.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown)) return false;
  if (isFunctionType(checker, type)) return true;
  if (type.isUnion()) return type.types.some((member) => holdsFunctions(l, member, depth));
  if (!(type.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection)) || type.isClass()) return false;
  if (checker.isArrayType(type) || checker.isTupleType(type)) {
    const elements = checker.getTypeArguments(type as ts.TypeReference);
    return elements.some((element) => holdsFunctions(l, element, depth + 1));
  }
  const isLibrary = type.symbol?.declarations?.some((node) =>
    l.session.program.isSourceFileDefaultLibrary(node.getSourceFile()),
  );
  if (isLibrary) return false;
  const properties = checker.getPropertiesOfType(type);
  return properties.some((property) => holdsFunctions(l, checker.getTypeOfSymbol(property), depth + 1));
}

function isFunctionType(checker: ts.TypeChecker, type: ts.Type): boolean {
  return checker.getNonNullableType(type).getCallSignatures().length > 0;
}

/** A property of a function value: what it is called, how many parameters it has. */
export function functionProperty(l: Lowering, value: CompileTimeValue, name: string): FrontValue | undefined {
  if (value.kind !== "function") return undefined;
  if (name === "name") return l.constant(value.name);
  if (name !== "length") return undefined;
  const { parameters } = value.node;
  const optional = parameters.findIndex((parameter) => parameter.initializer || parameter.dotDotDotToken);
  return l.constant(optional < 0 ? parameters.length : optional);
}
