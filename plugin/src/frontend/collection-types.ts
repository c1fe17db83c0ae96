/** What the declared type of a Map or Set says. */
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
  if (!isLibrary || !NAMES.has(symbol.name)) return false;
  return checker.getTypeArguments(type as ts.TypeReference).some((held) => {
    const members = held.isUnion() ? held.types : [held];
    return members.some(({ flags }) => (flags & PLAIN) === 0);
  });
}

/** `Map` or `Set`, by the name that a program calls it. */
export function collectionNamed(name: string): Collection | undefined {
  return name === "Map" || name === "Set" ? name : undefined;
}
