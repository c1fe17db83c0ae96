/** How elements of lists are laid out in arrays of numbers: records and short arrays that consist of numbers only. */
import type { Value } from "../ir/ops.js";
import { type ArrayMemory, F64, type Memory, refTo, sameType, type Type } from "../ir/types.js";

/** Records of more numbers stay objects. */
export const mostNumbers = 16;

/**
 * Where the numbers of a record are, counted from its first one. Arrays of so many numbers have fields that are called `0`, `1` and so on.
 */
export interface Layout {
  readonly memory: Memory;
  readonly size: number;
  readonly fields: readonly { readonly name: string; readonly at: number; readonly inner?: Layout }[];
}

export function layoutOf(type: Type): Layout | undefined {
  if (type.kind !== "ref" || type.memory.kind !== "record") return undefined;
  const { memory } = type;
  const { fields, tuple, spread, partial, untyped, collection, isTape, classes } = memory;
  if (spread || partial || untyped || collection || isTape || (classes && !classes.isOne)) return undefined;
  if (fields.length === 0 || fields.length > mostNumbers || (tuple && fields.some(({ optional }) => optional)))
    return undefined;
  let size = 0;
  const places: Layout["fields"][number][] = [];
  for (const { name, type: held, optional, nullable } of fields) {
    // A type can contain itself only where it may be missing.
    if (optional || nullable) return undefined;
    const inner = held.kind === "f64" ? undefined : layoutOf(held);
    if (held.kind !== "f64" && !inner) return undefined;
    places.push({ name, at: size, inner });
    size += inner?.size ?? 1;
  }
  return size > mostNumbers ? undefined : { memory, size, fields: places };
}

export const LIST: Memory = { kind: "array", container: "Array", element: F64 };
/** Of arrays of numbers, before it is known how many there are. */
export const ROW: Layout = { memory: LIST, size: 0, fields: [] };

export function elementLayout({ type }: Value): Layout | undefined {
  if (type.kind !== "ref" || !isList(type.memory) || type.memory.optional) return undefined;
  const { element } = type.memory;
  return layoutOf(element) ?? (isRow(element) ? ROW : undefined);
}

function isList(memory: Memory): memory is ArrayMemory {
  return memory.kind === "array" && memory.container === "Array";
}

export function isRow(type: Type): boolean {
  return type.kind === "ref" && isList(type.memory) && type.memory.element.kind === "f64" && !type.memory.optional;
}

export function isOfType(one: Layout | undefined, other: Layout): boolean {
  if (!one?.memory || !other.memory) return one !== undefined && one.memory === other.memory;
  return sameType(refTo(one.memory), refTo(other.memory));
}

/** The layouts of the records in a record, at any depth. */
export function nestedIn({ fields }: Layout): Layout[] {
  return fields.flatMap(({ inner }) => (inner ? [inner, ...nestedIn(inner)] : []));
}
