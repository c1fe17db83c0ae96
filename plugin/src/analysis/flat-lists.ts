/**
 * Which lists of records could be typed arrays, one record behind the other: lists that the function makes and fills at once,
 * that keep their lengths, and whose records are nothing but their fields to anybody. Either nothing writes to the records, and then it
 * does not matter in how many lists they are; or each of them is made for one place of one list and stays there.
 */
import { Joined } from "../ir/joined.js";
import type { Func, LiteralOp, LoadOp, Op, StoreOp, Value } from "../ir/ops.js";
import { type Connection, connections, isPassed } from "../ir/passed-on.js";
import { allOps, mayBeMissing } from "../ir/traverse.js";
import type { Memory } from "../ir/types.js";
import { findFill } from "./fills.js";
import { IndexRanges } from "./index-ranges.js";
import { elementLayout, isOfType, isRow, LIST, type Layout, layoutOf, mostNumbers, nestedIn, ROW } from "./layouts.js";
import { isEquality } from "./missing.js";
import { type Use, Uses } from "./uses.js";

/** What is known of lists that may be one another. */
interface Group {
  layout: Layout;
  /** How many numbers its rows have, as far as is known. */
  readonly sizes: Set<number>;
  /** The fields of its rows that are read or written. */
  readonly fields: Set<number>;
  isRefused: boolean;
  /** The function makes lists of it. */
  isMade: boolean;
  /** Lists from elsewhere are passed on as lists of it. */
  isEntered: boolean;
  /** Its records may be in other places, too. */
  isShared: boolean;
  /** Places get other records than those that they were filled with. */
  isReassigned: boolean;
  /** What writes to its records. */
  readonly writes: Set<Op>;
  /** What puts records into its lists. */
  readonly stores: Set<Op>;
  /** The records that it is filled with, as far as they are made there. */
  readonly literals: LiteralOp[];
}

/** Whether operations other than those that are ignored may write to some record's field, or to some list. */
export type Writes = (memory: Memory, field?: string) => boolean;

export class FlatLists {
  private readonly joined = new Joined();
  private readonly groups = new Map<Value, Group>();
  /** One for each type. */
  private readonly layouts: Layout[] = [];
  private readonly uses: Uses;
  private readonly outer: ReadonlySet<Value>;
  /** What lists from elsewhere are passed on as, by the operands or yields that they are among. */
  private readonly entries = new Map<readonly Value[], Map<number, Value>>();
  private readonly ranges: IndexRanges;
  private readonly fills = new Map<Value, StoreOp>();
  private readonly checks = new Map<Op, string>();
  /** Nested records that are written to where they are, that are replaced, and that may be elsewhere, too. */
  private readonly inPlace = new Set<Layout>();
  private readonly replaced = new Set<Layout>();
  private readonly shared = new Set<Layout>();

  constructor(
    private readonly func: Func,
    writes: (ignored: ReadonlySet<Op>) => Writes,
  ) {
    this.ranges = new IndexRanges(func);
    this.uses = new Uses(func);
    this.outer = new Set(func.body.params);
    const ops = allOps(func.body);
    for (const op of ops) for (const each of connections(op)) this.passOn(each);
    for (const op of ops) if (op.kind === "copy") this.copy(op);
    for (const op of ops) if (op.kind === "alloc" || op.kind === "literal") this.make(op);
    for (const param of func.body.params) this.give(param);
    for (const list of this.groups.keys()) this.list(list);
    this.settle(writes);
  }

  some(): boolean {
    return [...this.groups].some(([root, group]) => this.joined.find(root) === root && isFlat(group));
  }

  /** How the records of a list are laid out that is to be flat. */
  of(list: Value): Layout | undefined {
    const group = this.groups.get(this.joined.find(list));
    return group && isFlat(group) ? group.layout : undefined;
  }

  /** The field that may as well be read at once where a list has no such record; nothing where it certainly has one. */
  fieldToCheck(load: LoadOp): string | undefined {
    return this.checks.get(load);
  }

  /** The field that an operation reads or writes of a record or a row. */
  fieldOf(op: Op): string | undefined {
    return this.uses.fieldOf(op);
  }

  /** Whether fields of the records of a list have to be read where they are used, because they change. */
  isWritten(list: Value): boolean {
    return this.groups.get(this.joined.find(list))!.writes.size > 0;
  }

  /** Whether nested records are written to where they are. */
  isInPlace(layout: Layout): boolean {
    return this.inPlace.has(layout);
  }

  /** As `of`, of what a list from elsewhere is passed on as: `values` are operands, or the yields of a region. */
  ofEntry(values: readonly Value[], index: number): Layout | undefined {
    const target = this.entries.get(values)?.get(index);
    return target && this.of(target);
  }

  /** A parameter whose records are read again in each turn of some loop is worth an array of its own. */
  private give(param: Value): void {
    const layout = elementLayout(param);
    const isReadAgain = ({ op }: Use): boolean => op?.kind === "load" && this.uses.depthOf(op) > 1;
    if (layout?.memory?.kind !== "record" || !this.uses.of(param).some(isReadAgain)) return;
    if (mayBeMissing(this.func, param)) return;
    const group = this.newGroup(param, layout);
    group.isMade = true;
    group.isEntered = true;
  }

  /** The group of a list of records that is no list from elsewhere. */
  private group(list: Value): Group | undefined {
    if (!this.groups.has(list)) {
      const found = this.isFromElsewhere(list) ? undefined : elementLayout(list);
      if (!found) return undefined;
      this.newGroup(list, found);
    }
    return this.groups.get(this.joined.find(list));
  }

  private newGroup(list: Value, layout: Layout): Group {
    const flags = { isRefused: false, isMade: false, isEntered: false, isShared: false, isReassigned: false };
    const made: Group = {
      layout: this.canonical(layout),
      ...flags,
      sizes: new Set(),
      fields: new Set(),
      writes: new Set(),
      stores: new Set(),
      literals: [],
    };
    this.groups.set(list, made);
    return made;
  }

  private canonical(layout: Layout): Layout {
    const known = layout === ROW ? layout : this.layouts.find((each) => isOfType(layout, each));
    if (known) return known;
    const fields = layout.fields.map((field) =>
      field.inner ? { ...field, inner: this.canonical(field.inner) } : field,
    );
    const made = { ...layout, fields };
    this.layouts.push(made);
    return made;
  }

  private isFromElsewhere(list: Value): boolean {
    if (this.outer.has(list)) return true;
    const op = this.uses.definitions.get(list);
    return (
      op !== undefined && op.kind !== "alloc" && op.kind !== "literal" && op.kind !== "copy" && op.regions.length === 0
    );
  }

  private unite(one: Value, other: Value): void {
    const [a, b] = [this.group(one)!, this.group(other)!];
    if (a === b) return;
    this.joined.join(one, other);
    if (a.layout !== b.layout) b.isRefused = true;
    b.isRefused ||= a.isRefused;
    b.isMade ||= a.isMade;
    b.isEntered ||= a.isEntered;
    b.isShared ||= a.isShared;
    for (const op of a.writes) b.writes.add(op);
    for (const size of a.sizes) b.sizes.add(size);
    for (const field of a.fields) b.fields.add(field);
    b.literals.push(...a.literals);
  }

  private passOn({ from, to, list, index }: Connection): void {
    const target = this.group(to);
    if (target && this.group(from)) this.unite(from, to);
    else if (target) this.enter(to, from, list, index);
    else {
      const source = this.group(from);
      if (source) source.isRefused = true;
    }
  }

  private enter(to: Value, from: Value, list: readonly Value[], index: number): void {
    const target = this.group(to)!;
    target.isEntered = true;
    // How long rows from elsewhere are is not known.
    if (target.layout === ROW || !isOfType(elementLayout(from), target.layout)) target.isRefused = true;
    // What is not assigned yet.
    if (this.uses.definitions.get(from)?.kind === "const") target.isRefused = true;
    const known = this.entries.get(list) ?? new Map<number, Value>();
    this.entries.set(list, known.set(index, to));
  }

  private copy(op: Op & { kind: "copy" }): void {
    const [from, ...range] = op.operands;
    const target = this.group(op.results[0]);
    const source = this.group(from);
    if (!target) {
      if (source) source.isRefused = true;
      return;
    }
    const isPlain = !op.deep && !op.like && range.every(({ type }) => type.kind === "int");
    target.isMade = true;
    target.isShared = true;
    target.isRefused ||= !isPlain || !isOfType(elementLayout(from), target.layout);
    if (!source && target.layout === ROW) target.isRefused = true;
    if (source) this.unite(from, op.results[0]);
  }

  private make(op: Op & { kind: "alloc" | "literal" }): void {
    const [list] = op.results;
    const group = this.group(list);
    if (!group) return;
    const fill = op.kind === "alloc" && findFill(op, this.uses.homeOf(op), this.uses.definitions);
    if (fill) this.fills.set(list, fill);
    group.isMade ||= op.kind === "alloc";
    if (op.kind === "literal") for (const record of op.operands) this.put(record, group, op);
    else if (op.operands[0].type.kind !== "int" || !(fill || op.filled)) group.isRefused = true;
  }

  /** A record is put into a list. */
  private put(record: Value, group: Group, into: Op): void {
    const op = this.uses.definitions.get(record);
    if (group.layout === ROW) {
      group.isRefused ||= !isRow(record.type) || op?.kind !== "literal" || op.operands.length > mostNumbers;
      if (op?.kind === "literal") group.sizes.add(op.operands.length);
    } else if (!isOfType(layoutOf(record.type), group.layout) || op?.kind === "const") group.isRefused = true;
    if (op?.kind === "literal" && this.isOwn(op, into)) group.literals.push(op);
    else group.isShared = true;
  }

  /** Whether a record is made where it is put into something, for that alone. */
  private isOwn(record: LiteralOp, into: Op): boolean {
    return this.uses.of(record.results[0]).length === 1 && this.uses.homeOf(record) === this.uses.homeOf(into);
  }

  /** What is done with a list. */
  private list(list: Value): void {
    const group = this.group(list)!;
    const fill = this.fills.get(list);
    if (this.func.body.yields.includes(list)) group.isRefused = true;
    for (const { op, index } of this.uses.of(list)) {
      if (!op || op.kind === "length" || op.kind === "copy" || isPassed(op, index)) continue;
      if (op.kind === "load" && (this.uses.firstField(op) !== undefined || this.ranges.isInRange(op))) {
        if (!this.ranges.isInRange(op)) this.checks.set(op, this.uses.firstField(op)!);
        this.record(op.results[0], group.layout, group);
      } else if (index === 0 && (op === fill || (op.kind === "store" && this.ranges.isInRange(op)))) {
        group.isReassigned ||= op !== fill && !(op.kind === "store" && op.fills);
        group.stores.add(op);
        this.put(op.operands[op.operands.length - 1], group, op);
      } else group.isRefused = true;
    }
  }

  /** What is done with a record of a list, or with one that is nested in it. */
  private record(record: Value, layout: Layout, group: Group): void {
    const isNested = layout !== group.layout;
    if (this.func.body.yields.includes(record)) group.isRefused = true;
    for (const { op, index } of this.uses.of(record)) {
      const name = op && this.uses.fieldOf(op);
      if (layout === ROW && op && index === 0 && (name !== undefined || op.kind === "length")) {
        if (name !== undefined) group.fields.add(Number(name));
        if (op.kind === "store") group.writes.add(op);
        continue;
      }
      const field = op && layout.fields.find((each) => each.name === name);
      if (op?.kind === "getField" && field) {
        if (field.inner) this.record(op.results[0], field.inner, group);
      } else if (op?.kind === "setField" && field && index === 0) {
        group.writes.add(op);
        if (isNested) this.inPlace.add(layout);
        if (field.inner) this.replaced.add(field.inner);
      } else if (
        !op ||
        op.kind === "literal" ||
        (op.kind === "setField" && index > 0) ||
        (op.kind === "store" && index > 0) ||
        isPassed(op, index)
      ) {
        if (isNested) this.shared.add(layout);
        else group.isShared = true;
      } else group.isRefused = true;
    }
  }

  /** Refuses what does not fit together, until all that is left does. */
  private settle(writes: (ignored: ReadonlySet<Op>) => Writes): void {
    const ops = allOps(this.func.body);
    const hasIdentity = ops.some(isComparison);
    for (const group of this.groups.values()) {
      if (group.layout === ROW) this.layOutRows(group);
      group.isRefused ||= hasIdentity || !this.isSound(group);
    }
    for (let changed = true; changed; ) {
      const flat = [...this.groups.entries()].filter(
        ([root, group]) => this.joined.find(root) === root && isFlat(group),
      );
      const isWritten = writes(new Set(flat.flatMap(([, group]) => [...group.writes, ...group.stores])));
      changed = false;
      for (const [, group] of flat) {
        const mayChange = this.fieldsOf(group).some(({ memory, name }) => isWritten(memory, name));
        // A list from elsewhere is the same as its numbers only while nothing puts another record into it.
        if (!mayChange && !(group.isEntered && isWritten(LIST))) continue;
        group.isRefused = true;
        changed = true;
      }
    }
  }

  private layOutRows(group: Group): void {
    const [size = 0, ...others] = group.sizes;
    group.isRefused ||= size === 0 || others.length > 0 || [...group.fields].some((field) => field >= size);
    group.layout = { ...ROW, size, fields: Array.from({ length: size }, (_, k) => ({ name: String(k), at: k })) };
  }

  private isSound(group: Group): boolean {
    if (group.isReassigned && group.isEntered) return false;
    if (group.writes.size === 0) return true;
    if (group.isShared || group.isEntered || group.isReassigned) return false;
    const nested = nestedIn(group.layout);
    if (nested.some((layout) => this.inPlace.has(layout) && (this.replaced.has(layout) || this.shared.has(layout))))
      return false;
    // What is written to where it is must be nowhere else.
    const areOwn = (literal: LiteralOp, layout: Layout): boolean =>
      layout.fields.every(({ inner }, k) => {
        if (!inner || ![inner, ...nestedIn(inner)].some((each) => this.inPlace.has(each))) return true;
        const op = this.uses.definitions.get(literal.operands[k]);
        return op?.kind === "literal" && this.isOwn(op, literal) && areOwn(op, inner);
      });
    return group.literals.every((literal) => areOwn(literal, group.layout));
  }

  /** The fields that must not change behind the back of a group. */
  private fieldsOf(group: Group): { memory: Memory; name: string }[] {
    const nested = nestedIn(group.layout);
    const isOwn = (layout: Layout): boolean => this.inPlace.has(layout);
    const layouts = group.writes.size > 0 ? nested.filter((layout) => !isOwn(layout)) : [group.layout, ...nested];
    return layouts.flatMap(({ memory, fields }) => (memory ? fields.map(({ name }) => ({ memory, name })) : []));
  }
}

function isFlat({ isMade, isRefused }: Group): boolean {
  return isMade && !isRefused;
}

/** Whether it asks if two references are one. */
function isComparison(op: Op): boolean {
  return op.kind === "prim" && isEquality(op) && op.operands.some(({ type }) => type.kind === "ref");
}
