/** What the declared type of a Map, Set or dictionary says. */
import ts from "typescript-6";
import type { Collection } from "../ir/types.js";

const NAMES: ReadonlyMap<string, Collection> = new Map([
  ["Map", "Map"],
  ["ReadonlyMap", "Map"],
  ["Set", "Set"],
  ["ReadonlySet", "Set"],
]);

const PLAIN =
  ts.TypeFlags.StringLike |
  ts.TypeFlags.BooleanLike |
  ts.TypeFlags.BigIntLike |
  ts.TypeFlags.ESSymbolLike |
  ts.TypeFlags.Undefined |
  ts.TypeFlags.Null;

/** Whether it is a Map or Set in which there may be values with a derivative. */
export function isCollectionOfNumbers(program: ts.Program, checker: ts.TypeChecker, type: ts.Type): boolean {
  const { symbol } = type;
  const isLibrary = symbol?.declarations?.some((node) => program.isSourceFileDefaultLibrary(node.getSourceFile()));
  return (
    isLibrary === true && NAMES.has(symbol.name) && checker.getTypeArguments(type as ts.TypeReference).some(mayBeActive)
  );
}

/** Whether it is a dictionary in which there may be values with a derivative. */
export function isDictionaryOfNumbers(checker: ts.TypeChecker, type: ts.Type): boolean {
  const held = dictionaryElement(checker, type);
  return held !== undefined && mayBeActive(held);
}

function mayBeActive(held: ts.Type): boolean {
  const members = held.isUnion() ? held.types : [held];
  return members.some(({ flags }) => (flags & PLAIN) === 0);
}

/** What an object with keys that its type does not list holds; nothing for other types. */
export function dictionaryElement(checker: ts.TypeChecker, type: ts.Type): ts.Type | undefined {
  const own = checker.getNonNullableType(type);
  if (checker.isArrayType(own) || checker.isTupleType(own) || own.getCallSignatures().length > 0) return undefined;
  if (!(own.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection))) return undefined;
  if ((own.symbol?.flags ?? 0) & ts.SymbolFlags.Class) return undefined;
  const infos = checker.getIndexInfosOfType(own);
  // What has numbers as keys and a length is a list.
  const isList = checker.getPropertiesOfType(own).length > 0;
  const isKey = ({ flags }: ts.Type): boolean =>
    (flags & ts.TypeFlags.StringLike) !== 0 || (!isList && (flags & ts.TypeFlags.NumberLike) !== 0);
  return infos.find(({ keyType }) => isKey(keyType))?.type;
}

/** `Map` or `Set`, by the name that a program calls it. */
export function collectionNamed(name: string): Collection | undefined {
  return name === "Map" || name === "Set" ? name : undefined;
}
