/**
 * What operations read and write, as far as passes must know before they merge, move or drop one of them.
 *
 * Memory is named by keys. A write changes the keys of `writes`, a read depends on the keys of `reads`, and the two may
 * meet only if they share a key. References are told apart by the kind of slot (a container, a field) and by origin:
 * fresh memory that no other reference reaches, as memory of the caller that is apart; fresh memory that is stored or passed
 * on, which no reference leads to that was there before it was made; parameters, which may be one another but nothing that
 * is allocated here; and everything else.
 */
import { Births } from "../analysis/births.js";
import { isBase } from "../analysis/confined.js";
import type { Writes } from "../analysis/flat-lists.js";
import { rotatingArrays } from "../analysis/rotating.js";
import { type Func, type Op, type Region, unreachable, type Value } from "../ir/ops.js";
import { allOps, isAllocation, touches } from "../ir/traverse.js";
import { type Memory, memoryOf, type Type } from "../ir/types.js";

export interface Accesses {
  readonly reads: ReadonlySet<string>;
  readonly writes: ReadonlySet<string>;
  /** May read memory that is not in `reads`. */
  readonly readsAll: boolean;
  /** May throw, not end, or have an effect outside of the program: neither moved nor dropped. */
  readonly observable: boolean;
}

/** Any memory that is not local. */
const ANY = "*";

/** How far a fresh reference gets: nowhere; only out of the function as its result; into other memory or calls. */
type Reach = "local" | "returned" | "leaked";

export class MemoryModel {
  private readonly fresh = new Map<Value, Reach>();
  /** Of the function as it is now, where that matters: who asks may have taken it apart by then. */
  private readonly births: Births | undefined;
  /** Fresh memory that other references reach, by its slots. */
  private readonly leaked = new Map<string, readonly Value[]>();
  private readonly params: ReadonlySet<Value>;
  private readonly rotating: ReadonlyMap<Value, readonly Value[]>;
  private readonly known = new Map<Op, Accesses>();
  /** Of what references lead to. */
  private readonly readings = new Map<Value, Accesses>();
  private readonly writings = new Map<Value, Accesses>();

  constructor(
    func: Func,
    private readonly summaries = new Summaries(),
  ) {
    this.params = new Set(func.body.params);
    this.rotating = rotatingArrays(func);
    for (const position of func.apart ?? []) this.fresh.set(func.body.params[position], "returned");
    this.follow(func.body);
    for (const value of func.body.yields) if (this.fresh.get(value) === "local") this.fresh.set(value, "returned");
    if ([...this.fresh.values()].includes("leaked")) this.births = new Births(func.body);
  }

  /** Finds what is made in a region, and how far it gets. */
  private follow(region: Region): void {
    const { ops } = region;
    for (let at = 0; at < ops.length; at++) {
      const op = ops[at];
      if (op.kind === "prim" || op.kind === "const") continue;
      for (let k = 0; k < op.operands.length; k++) {
        const operand = op.operands[k];
        if (operand.type.kind === "ref" && this.fresh.has(operand) && !isBase(op, k)) this.fresh.set(operand, "leaked");
      }
      for (let k = 0; k < op.regions.length; k++) {
        const inner = op.regions[k];
        this.follow(inner);
        for (const value of inner.yields) if (this.fresh.has(value)) this.fresh.set(value, "leaked");
      }
      if (isAllocation(op)) this.fresh.set(op.results[0], "local");
      else if ((op.kind === "load" || op.kind === "getField") && op.apart) this.fresh.set(op.results[0], "returned");
    }
  }

  /** Of a reference that may lead to anything: memory that other references reach as well is told apart by when it is made. */
  private keysOfUnknown(ref: Value, slot: string): readonly string[] {
    const { unknown, parameter, anywhere } = keysOf(slot);
    const leaked = this.leaked.get(slot) ?? this.leakedWith(slot);
    this.leaked.set(slot, leaked);
    const others = leaked.filter((made) => !this.births?.isMadeAfter(made, ref));
    if (others.length === leaked.length) return anywhere;
    return [unknown, parameter, ANY, ...others.map(({ id }) => `#${id}`)];
  }

  private leakedWith(slot: string): readonly Value[] {
    const leaked = [...this.fresh].filter(([{ type }, reach]) => reach === "leaked" && hasSlot(memoryOf(type), slot));
    return leaked.map(([made]) => made);
  }

  /** Memory made here that only this function's own operations reach, through this very value. */
  isLocal(ref: Value): boolean {
    return this.fresh.get(ref) === "local";
  }

  isFresh(ref: Value): boolean {
    return this.fresh.has(ref);
  }

  /** Memory that the function has made, in this turn or in one before. */
  isMade(ref: Value): boolean {
    return this.fresh.has(ref) || this.rotating.has(ref);
  }

  /** Memory that this function's own operations reach through this very value only, wherever it goes as a result. */
  hasOneName(ref: Value): boolean {
    return this.fresh.has(ref) && this.fresh.get(ref) !== "leaked";
  }

  of(op: Op): Accesses {
    // Most operations are these.
    if (op.kind === "prim" || op.kind === "const") return nothing;
    let found = this.known.get(op);
    if (!found) {
      found = this.compute(op);
      this.known.set(op, found);
    }
    return found;
  }

  /** The keys on which the content of a slot depends. */
  readKeys(ref: Value, slot: string): readonly string[] {
    const reach = this.fresh.get(ref);
    if (reach === "local" || reach === "returned") return [`#${ref.id}`];
    const first = this.rotating.get(ref);
    if (first) return [ref, ...first].map(({ id }) => `#${id}`);
    const { unknown, parameter } = keysOf(slot);
    if (reach === "leaked") return [`#${ref.id}`, unknown, ANY];
    return this.params.has(ref) ? [parameter, unknown, ANY] : this.keysOfUnknown(ref, slot);
  }

  writeKeys(ref: Value, slot: string): readonly string[] {
    const reach = this.fresh.get(ref);
    if (reach === "local" || reach === "returned") return [`#${ref.id}`];
    const { unknown, parameter, leaked } = keysOf(slot);
    if (this.rotating.has(ref)) return [`#${ref.id}`, unknown];
    if (reach === "leaked") return [`#${ref.id}`, leaked];
    return [this.params.has(ref) ? parameter : unknown];
  }

  /** Whether an operation may read or write what an array holds, or hand it on. */
  meets(op: Op, array: Value): boolean {
    if (op.kind === "length") return false;
    if (touches(op, array)) return true;
    const { reads, writes, readsAll } = this.of(op);
    const slot = slotOf(memoryOf(array.type));
    return (
      readsAll ||
      this.writeKeys(array, slot).some((key) => reads.has(key)) ||
      this.readKeys(array, slot).some((key) => writes.has(key))
    );
  }

  private compute(op: Op): Accesses {
    const [ref] = op.operands;
    switch (op.kind) {
      case "const":
      case "prim":
      case "alloc":
      case "literal":
      case "view":
      case "closure":
        return nothing;
      case "global":
        return op.binding.constant ? nothing : { ...nothing, readsAll: true };
      case "extern":
        if (op.effect === "none") return nothing;
        if (op.effect === "reads") return { ...nothing, readsAll: true };
        return { ...nothing, writes: new Set([ANY]), readsAll: true, observable: true };
      case "load":
      case "length":
        return this.reading(ref);
      case "getField":
        return { ...nothing, reads: new Set(this.readKeys(ref, slotOf(memoryOf(ref.type), op.field))) };
      case "store":
      case "fill":
      case "push":
        return this.writing(ref);
      case "setField":
        return { ...nothing, writes: new Set(this.writeKeys(ref, slotOf(memoryOf(ref.type), op.field))) };
      case "pop":
        return { ...nothing, reads: this.reading(ref).reads, writes: this.writing(ref).writes };
      case "copy":
        if (op.like) return { ...nothing, reads: new Set(op.operands.flatMap((each) => [...this.deepReads(each)])) };
        return { ...nothing, reads: this.deepReads(ref) };
      case "zeros":
        return { ...nothing, reads: this.deepReads(ref) };
      case "accumulate":
        return {
          ...nothing,
          reads: new Set([...this.deepReads(ref), ...this.deepReads(op.operands[1])]),
          writes: this.deepWrites(ref),
        };
      case "clear":
        return { ...nothing, reads: this.deepReads(ref), writes: this.deepWrites(ref) };
      case "throw":
        return { ...nothing, readsAll: true, observable: true };
      case "if":
      case "for":
        return this.union(op.regions);
      case "while":
        // A loop that a condition ends may never end.
        return { ...this.union(op.regions), observable: true };
      case "call":
        return this.call(op.callee);
      default:
        return unreachable(op);
    }
  }

  private reading(ref: Value): Accesses {
    let found = this.readings.get(ref);
    if (!found) {
      found = { ...nothing, reads: new Set(this.readKeys(ref, slotOf(memoryOf(ref.type)))) };
      this.readings.set(ref, found);
    }
    return found;
  }

  private writing(ref: Value): Accesses {
    let found = this.writings.get(ref);
    if (!found) {
      found = { ...nothing, writes: new Set(this.writeKeys(ref, slotOf(memoryOf(ref.type)))) };
      this.writings.set(ref, found);
    }
    return found;
  }

  union(regions: readonly Region[]): Accesses {
    const reads = new Set<string>();
    const writes = new Set<string>();
    let [readsAll, observable] = [false, false];
    for (const { ops } of regions) {
      for (let at = 0; at < ops.length; at++) {
        const each = this.of(ops[at]);
        if (each === nothing) continue;
        for (const key of each.reads) reads.add(key);
        for (const key of each.writes) writes.add(key);
        readsAll ||= each.readsAll;
        observable ||= each.observable;
      }
    }
    return { reads, writes, readsAll, observable };
  }

  private deepReads(ref: Value): Set<string> {
    const keys = new Set<string>();
    visitSlots(ref.type, (slot, top) => {
      const own = top ? this.readKeys(ref, slot) : keysOf(slot).anywhere;
      for (const key of own) keys.add(key);
    });
    return keys;
  }

  private deepWrites(ref: Value): Set<string> {
    const keys = new Set<string>();
    visitSlots(ref.type, (slot, top) => {
      for (const key of top ? this.writeKeys(ref, slot) : [keysOf(slot).unknown]) keys.add(key);
    });
    return keys;
  }

  private call(callee: Func): Accesses {
    const { known, assumed, asked } = this.summaries;
    const found = known.get(callee);
    if (found) return found;
    const soFar = assumed.get(callee);
    if (soFar) {
      asked.add(callee);
      return soFar;
    }
    // What a recursive function does is found from nothing on, until it is what was taken for granted.
    let summary: Accesses = { ...nothing, observable: true };
    for (;;) {
      assumed.set(callee, summary);
      const before = new Set(known.keys());
      const made = this.summary(callee);
      const isRecursive = asked.delete(callee);
      const isSettled = !isRecursive || isSame(made, summary);
      // It may never end.
      summary = isRecursive ? { ...made, observable: true } : made;
      if (isSettled) break;
      for (const each of [...known.keys()]) if (!before.has(each)) known.delete(each);
    }
    assumed.delete(callee);
    known.set(callee, summary);
    return summary;
  }

  /** A callee sees none of the caller's local memory, and what it allocates itself existed for nobody before. */
  private summary(callee: Func): Accesses {
    const inner = new MemoryModel(callee, this.summaries);
    const { reads, writes, readsAll, observable } = inner.union([callee.body]);
    return {
      reads: new Set([...reads].flatMap(outward)),
      writes: new Set([...writes].flatMap((key) => (key.endsWith(" leaked") ? [] : outward(key)))),
      readsAll,
      observable,
    };
  }
}

/** What callees do. */
class Summaries {
  readonly known = new Map<Func, Accesses>();
  /** Of functions that are being looked at: what calls of themselves are taken for, and whether there were any. */
  readonly assumed = new Map<Func, Accesses>();
  readonly asked = new Set<Func>();
}

function isSame(a: Accesses, b: Accesses): boolean {
  return a.reads.size === b.reads.size && a.writes.size === b.writes.size && a.readsAll === b.readsAll;
}

const nothing: Accesses = { reads: new Set(), writes: new Set(), readsAll: false, observable: false };

/** A callee's key as its caller names it: any reference may have become the parameter. */
function outward(key: string): string[] {
  if (key === ANY) return [ANY];
  if (key.startsWith("#")) return [];
  const { unknown, parameter, leaked } = keysOf(key.slice(0, key.lastIndexOf(" ")));
  return [unknown, parameter, leaked];
}

/** The keys of a slot of memory that is not local. */
interface SlotKeys {
  readonly unknown: string;
  readonly parameter: string;
  readonly leaked: string;
  readonly anywhere: readonly string[];
}

const slotKeys = new Map<string, SlotKeys>();

function keysOf(slot: string): SlotKeys {
  let keys = slotKeys.get(slot);
  if (!keys) {
    const [unknown, parameter, leaked] = [`${slot} unknown`, `${slot} parameter`, `${slot} leaked`];
    keys = { unknown, parameter, leaked, anywhere: [unknown, parameter, leaked, ANY] };
    slotKeys.set(slot, keys);
  }
  return keys;
}

/** The keys that a slot may be written under, of memory that is not one value's alone. */
export function keysAnywhere(slot: string): readonly string[] {
  return keysOf(slot).anywhere;
}

/** Objects are seen under many types, so a field is told by its name; a tuple is also an Array. */
export function slotOf(memory: Memory, field = ""): string {
  if (memory.kind === "array") return memory.container;
  if (memory.kind === "stack") return "Stack";
  return memory.tuple ? "Array" : `.${field}`;
}

function hasSlot(memory: Memory, slot: string): boolean {
  return memory.kind === "record" && !memory.tuple
    ? memory.fields.some(({ name }) => slotOf(memory, name) === slot)
    : slotOf(memory) === slot;
}

/** Every slot that is reachable through a reference of this type; `top` for those of the memory it points to itself. */
function visitSlots(type: Type, visit: (slot: string, top: boolean) => void): void {
  const seen = new Set<Memory>();
  const inner = (nested: Type): void => {
    if (nested.kind !== "ref" || seen.has(nested.memory)) return;
    seen.add(nested.memory);
    each(nested.memory, false);
  };
  const each = (memory: Memory, top: boolean): void => {
    if (memory.kind === "record") {
      for (const field of memory.fields) {
        visit(slotOf(memory, field.name), top);
        inner(field.type);
      }
    } else {
      visit(slotOf(memory), top);
      inner(memory.element);
    }
  };
  each(memoryOf(type), true);
}

export function intersects(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  const [small, large] = a.size < b.size ? [a, b] : [b, a];
  for (const key of small) if (large.has(key)) return true;
  return false;
}

export function writesOf(func: Func, model: MemoryModel, ignored: ReadonlySet<Op>): Writes {
  const written = new Set<string>();
  for (const op of allOps(func.body))
    if (op.regions.length === 0 && !ignored.has(op)) for (const key of model.of(op).writes) written.add(key);
  return (memory, field) => keysAnywhere(slotOf(memory, field)).some((key) => written.has(key));
}
