/**
 * Memory of a module that a function overwrites before it reads it is the function's own while it runs: a copy of it is
 * differentiated, and what was written is put into the module's memory at the end. (A call that throws leaves it as it was.)
 */
import { EVERY, overwriting, type Overwriting } from "../analysis/overwritten.js";
import { Builder, emptyRegion } from "../ir/builder.js";
import type { Binding } from "../ir/bindings.js";
import type { Func, Op, Span, Value } from "../ir/ops.js";
import { allOps, allRegions, reachable, substitute } from "../ir/traverse.js";
import { F64, type Memory, memoryOf } from "../ir/types.js";

export class Scratch {
  private readonly notes = new Map<Func, Notes>();

  /** Does it in place, for a function that has not been optimized and whose callees have been. */
  own(func: Func): void {
    const groups = new Map<string, { readonly binding: Binding; readonly values: Value[] }>();
    const owned = new Map<string, Span | undefined>();
    const read = new Set<string>();
    for (const op of allOps(func.body)) {
      if (op.kind === "extern" && op.span)
        for (const name of namesIn(op.template)) read.add(keyOf({ ...op.span, name }));
      if (op.kind !== "global" || op.results[0].type.kind !== "ref") continue;
      const group = groups.get(keyOf(op.binding)) ?? { binding: op.binding, values: [] };
      groups.set(keyOf(op.binding), group);
      group.values.push(op.results[0]);
    }
    for (const [key, { binding, values }] of groups) {
      const isOwnable = binding.constant && isFlat(memoryOf(values[0].type));
      const found = isOwnable ? overwriting(func, new Set(values), binding.length) : undefined;
      if (!found || found.needed.size > 0 || isMentionedElsewhere(func, binding)) read.add(key);
      else if (found.stored.size > 0) {
        owned.set(key, storeTo(func, values)?.span);
        own(func, binding, values, found);
      }
    }
    this.notes.set(func, this.together(func, { owned, read }));
  }

  /** `derived` does what `func` does. */
  inherit(derived: Func, func: Func): void {
    const notes = this.notes.get(func);
    if (notes) this.notes.set(derived, notes);
  }

  /**
   * Stores to memory that one part of what a function runs has for its own, and that another part reads as something from
   * before: it would read a number that has lost its derivative.
   */
  conflicts(func: Func): { readonly name: string; readonly span: Span | undefined }[] {
    const { owned, read } = this.notes.get(func) ?? { owned: new Map(), read: new Set() };
    return [...owned]
      .filter(([key]) => read.has(key))
      .map(([key, span]) => ({ name: key.slice(key.lastIndexOf(" ") + 1), span }));
  }

  private together(func: Func, own: Notes): Notes {
    const owned = new Map(own.owned);
    const read = new Set(own.read);
    for (const callee of reachable([func])) {
      const notes = this.notes.get(callee);
      for (const [key, span] of notes?.owned ?? []) owned.set(key, span);
      for (const key of notes?.read ?? []) read.add(key);
    }
    return { owned, read };
  }
}

/** Of a function and all that it calls, by binding. */
interface Notes {
  /** Memory that is its own while it runs, and where it is written. */
  readonly owned: ReadonlyMap<string, Span | undefined>;
  /** Memory whose content from before is read. */
  readonly read: ReadonlySet<string>;
}

function storeTo(func: Func, values: readonly Value[]): Op | undefined {
  const isBase = (op: Op): boolean => op.operands[0] !== undefined && values.includes(op.operands[0]);
  const isStore = (op: Op): boolean => isBase(op) && ["store", "setField", "fill"].includes(op.kind);
  const ops = [...allOps(func.body)];
  return ops.find(isStore) ?? ops.find((op) => op.operands.some((operand) => values.includes(operand)));
}

function namesIn(template: readonly string[]): string[] {
  return template.flatMap((part) => part.match(/[\p{ID_Start}$_][\p{ID_Continue}$]*/gu) ?? []);
}

function keyOf({ file, name, member }: Pick<Binding, "file" | "name" | "member">): string {
  return member === undefined ? `${file} ${name}` : `${file} ${name}.${member}`;
}

/** Reals only, so that a copy is as good as the memory. */
function isFlat(memory: Memory): boolean {
  if (memory.kind === "record") return !memory.tuple && memory.fields.every(({ type }) => type.kind === "f64");
  return memory.kind === "array" && memory.element.kind === "f64";
}

/** Whether something that the function runs may see the module's memory itself. */
function isMentionedElsewhere(func: Func, binding: Binding): boolean {
  for (const op of allOps(func.body)) {
    if (op.kind === "closure") return true;
    if (op.kind === "call" && reachable([op.callee]).includes(func)) return true;
    if (op.kind === "extern" && op.template.some((part) => part.includes("(") || part.includes(binding.name)))
      return true;
  }
  return reachable([func]).some(
    (callee) =>
      callee !== func &&
      [...allOps(callee.body)].some(
        (op) => (op.kind === "global" && keyOf(op.binding) === keyOf(binding)) || op.kind === "extern",
      ),
  );
}

function own(func: Func, binding: Binding, values: readonly Value[], found: Overwriting): void {
  const { type } = values[0];
  const before = new Builder(emptyRegion());
  before.span = func.span;
  const shared = before.global(binding, type);
  const local = copyOf(before, shared, binding, found);
  const globals = new Set(values);
  for (const region of allRegions(func.body)) {
    region.ops = region.ops.filter((op) => op.kind !== "global" || !globals.has(op.results[0]));
  }
  substitute(func.body, new Map(values.map((value) => [value, local])));
  func.body.ops.unshift(...before.region.ops);
  const after = new Builder(func.body);
  after.span = func.span;
  putBack(after, local, shared, found);
}

/** What is certainly written needs no copy of what was there. */
function copyOf(build: Builder, shared: Value, { name, length }: Binding, found: Overwriting): Value {
  const { type } = shared;
  const memory = memoryOf(type);
  const kept = (slot: string, read: () => Value): Value => (found.written.has(slot) ? build.const(0, F64) : read());
  if (memory.kind === "record") {
    const fields = memory.fields.map(({ name: field }) => kept(field, () => build.getField(shared, field)));
    return build.literal(type, fields, name);
  }
  const isSmall = length !== undefined && length <= mostSlots && !found.measured;
  if (!isSmall || memory.kind !== "array" || !isWithin(found.stored, length)) return build.copy(shared, { name });
  const elements = Array.from({ length }, (_, k) => kept(String(k), () => build.load(shared, build.const(k))));
  if (memory.container === "Array") return build.literal(type, elements, name);
  const made = build.alloc(type, build.const(length), name);
  elements.forEach((element, k) => {
    if (!found.written.has(String(k))) build.store(made, build.const(k), element);
  });
  return made;
}

/** Longer arrays are copied as they are. */
const mostSlots = 16;

function isWithin(slots: ReadonlySet<string>, length: number): boolean {
  return [...slots].every((slot) => slot !== EVERY && Number(slot) < length);
}

function putBack(build: Builder, local: Value, shared: Value, { stored, written }: Overwriting): void {
  const put = (index: Value): void => build.store(shared, index, detached(build, build.load(local, index)));
  if (memoryOf(shared.type).kind === "record") {
    for (const slot of stored) build.setField(shared, slot, detached(build, build.getField(local, slot)));
  } else if (stored.has(EVERY)) {
    build.each(build.length(local), put);
  } else {
    for (const slot of stored) {
      const index = build.const(Number(slot));
      if (written.has(slot)) {
        put(index);
        continue;
      }
      // Not written on this path, it may not exist.
      const then = emptyRegion();
      build.within(then, () => put(index));
      build.if(build.prim("lt", index, build.length(local)), then, emptyRegion(), []);
    }
  }
}

function detached(build: Builder, value: Value): Value {
  return build.prim("stopGradient", value);
}
