/** The slots of memory that an operation reads and writes, by alias class. */
import { type Op, unreachable, type Value } from "../ir/ops.js";
import { allOps, reachable } from "../ir/traverse.js";
import { memoryOf } from "../ir/types.js";
import { type AliasClass, type Aliases, slot } from "./aliases.js";

/** What no reference leads to: Maps, Sets and whatever else JavaScript is carried along for. */
export const OUTSIDE = "outside";

export type Place = AliasClass | typeof OUTSIDE;

export interface Access {
  readonly class: Place;
  /** A kind of slot; any kind where it is absent. */
  readonly slot: string | undefined;
  readonly writes: boolean;
}

/** The slot of an array's length. */
export const LENGTH = "length";

/** What an operation itself does: not what those in its regions do. */
export function accessesOf(op: Op, aliases: Aliases, globals: readonly AliasClass[]): Access[] {
  const writes = aliases.writesOf(op).map((write): Access => ({ ...write, class: write.class.find(), writes: true }));
  if (changesLength(op)) writes.push({ class: aliases.classOf(op.operands[0]), slot: LENGTH, writes: true });
  return [...writes, ...readsOf(op, aliases, globals), ...outside(op)];
}

function outside(op: Op): Access[] {
  const inside = op.kind === "call" ? reachable([op.callee]).flatMap(({ body }) => allOps(body)) : [op];
  const effects = inside.map((each) => (each.kind === "extern" ? each.effect : "none"));
  if (effects.every((effect) => effect === "none")) return [];
  return [{ class: OUTSIDE, slot: undefined, writes: effects.includes("writes") }];
}

function readsOf(op: Op, aliases: Aliases, globals: readonly AliasClass[]): Access[] {
  const read = (ref: Value, of: string | undefined): Access[] =>
    ref.type.kind === "ref" ? [{ class: aliases.classOf(ref), slot: of, writes: false }] : [];
  const everywhere = (refs: readonly Value[]): Access[] => refs.flatMap((ref) => read(ref, undefined));
  const [ref] = op.operands;
  switch (op.kind) {
    case "load":
    case "pop":
      return read(ref, slot(memoryOf(ref.type)));
    case "getField":
      return read(ref, slot(memoryOf(ref.type), op.field));
    case "length":
      return read(ref, LENGTH);
    case "copy":
    case "zeros":
    case "clear":
      return everywhere(op.operands);
    case "accumulate":
      return everywhere([op.operands[1]]);
    case "extern":
      if (op.effect === "none") return [];
      return [...everywhere(op.operands), ...anyOf(globals)];
    case "call":
      return [...everywhere(op.operands), ...anyOf(globals)];
    case "global":
      return [];
    case "const":
    case "prim":
    case "alloc":
    case "literal":
    case "view":
    case "closure":
    case "store":
    case "setField":
    case "push":
    case "fill":
    case "if":
    case "for":
    case "while":
    case "throw":
      return [];
    default:
      return unreachable(op);
  }
}

function anyOf(classes: readonly AliasClass[]): Access[] {
  return classes.map((each) => ({ class: each, slot: undefined, writes: false }));
}

function changesLength(op: Op): boolean {
  if (op.kind === "push" || op.kind === "pop") return true;
  if (op.kind !== "store") return false;
  const memory = memoryOf(op.operands[0].type);
  return memory.kind === "array" && memory.container === "Array";
}

export function meet(a: Access, b: Access): boolean {
  if (!(a.writes || b.writes) || a.class !== b.class) return false;
  return a.slot === undefined || b.slot === undefined || a.slot === b.slot;
}
