/** What declared types say about values that may be missing. */
import ts from "typescript-6";

/** Whether a declared type says that a value may be missing. */
export function mayBeUndefined(type: ts.Type): boolean {
  if (type.isUnion()) return type.types.some(mayBeUndefined);
  return (type.flags & (ts.TypeFlags.Undefined | ts.TypeFlags.Null | ts.TypeFlags.Void)) !== 0;
}

export function mayBeNull(type: ts.Type): boolean {
  if (type.isUnion()) return type.types.some(mayBeNull);
  return (type.flags & ts.TypeFlags.Null) !== 0;
}
