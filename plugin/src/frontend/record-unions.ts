/** Unions of kinds of records (`{ kind: "disc"; r: number } | { kind: "frame"; w: number; h: number }`) as one record. */
import ts from "typescript-6";
import { isData } from "./data-properties.js";
import { mayBeNull, mayBeUndefined } from "./presence.js";

export interface UnionProperty {
  readonly name: string;
  readonly type: ts.Type;
  /** Some of the records do not have it, or nothing in its place. */
  readonly mayLack: boolean;
  readonly nullable: boolean;
}

const NULLISH = ts.TypeFlags.Undefined | ts.TypeFlags.Null | ts.TypeFlags.Void;

/**
 * What the records of a union have between them; nothing where they are no plain data, or where one name stands for values of
 * several types.
 */
export function propertiesOfUnion(checker: ts.TypeChecker, union: ts.UnionType): UnionProperty[] | undefined {
  const members = union.types.filter(({ flags }) => !(flags & NULLISH));
  if (members.length < 2 || !members.every((member) => isRecord(checker, member))) return undefined;
  const found = new Map<string, ts.Type[]>();
  for (const member of members) {
    for (const property of checker.getPropertiesOfType(member)) {
      const type = checker.getTypeOfSymbol(property);
      found.set(property.name, [...(found.get(property.name) ?? []), type]);
    }
  }
  const entries = [...found];
  if (entries.some(([, types]) => new Set(types.map((type) => sortOf(checker, type))).size > 1)) return undefined;
  return entries.map(([name, types]) => ({
    name,
    type: types.find((type) => !type.isUnion()) ?? types[0],
    mayLack: types.length < members.length || types.some(mayBeUndefined),
    nullable: types.some(mayBeNull),
  }));
}

function isRecord(checker: ts.TypeChecker, type: ts.Type): boolean {
  const parts = type.isIntersection() ? type.types : [type];
  const properties = checker.getPropertiesOfType(type);
  return parts.every((part) => isObject(checker, part)) && properties.length > 0 && properties.every(isData);
}

function isObject(checker: ts.TypeChecker, type: ts.Type): boolean {
  if (!(type.flags & ts.TypeFlags.Object) || type.getCallSignatures().length > 0) return false;
  return !checker.isArrayType(type) && !checker.isTupleType(type) && checker.getIndexInfosOfType(type).length === 0;
}

/** Types of one sort are one type of the IR. */
function sortOf(checker: ts.TypeChecker, given: ts.Type): string {
  const type = checker.getNonNullableType(given);
  const members = type.isUnion() ? type.types : [type];
  const all = (flags: ts.TypeFlags): boolean => members.every((member) => (member.flags & flags) !== 0);
  if (all(ts.TypeFlags.NumberLike)) return "number";
  if (all(ts.TypeFlags.BooleanLike)) return "boolean";
  if (all(ts.TypeFlags.StringLike)) return "string";
  return checker.typeToString(type, undefined, ts.TypeFormatFlags.NoTruncation);
}
