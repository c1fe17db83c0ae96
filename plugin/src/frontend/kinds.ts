/**
 * Types that the checker does not know (`any`, plain JavaScript, generics) are found from the values. A place that makes
 * something of unknown type has a hole: a type of its own, `opaque` until a store, a join or a return that meets it says
 * more. The instance that the place belongs to is then lowered again, until nothing more is learnt. What is learnt only
 * grows (unknown, known, mixed), so this ends.
 */
import {
  type ArrayMemory,
  F64,
  type Field,
  leavesOpen,
  isFunctionMemory,
  isNumber,
  type Memory,
  mentions,
  OPAQUE,
  type RecordMemory,
  recordOf,
  refTo,
  sameType,
  type Type,
} from "../ir/types.js";

/** What a place belongs to, which is lowered again when a type of it is found. */
export type Owner = object;

interface Hole {
  readonly id: number;
  readonly owners: Set<Owner>;
  /** What stands for it in types while it is not filled. */
  readonly marker: Type;
  known?: Type;
  /** Values of different types meet in it: it stays opaque. */
  mixed?: boolean;
  /** How often it was forgotten. */
  renewals?: number;
  /** Another hole that it turned out to be the same as. */
  same?: Hole;
}

/** Objects that refer to each other could go on for ever. */
const MAX_RENEWALS = 3;

/** A record whose fields are found from what is read and written. */
interface RecordSite {
  readonly owner: Owner;
  readonly fields: Set<string>;
  /** Those that are `null` or `undefined` where it is made. */
  readonly empty: Set<string>;
  /** It may be given keys that its text does not name. */
  isOpen: boolean;
  /** Its keys are found at run time. */
  isDictionary?: boolean;
  /** It met one with other fields: those of both are in one order. */
  isSorted?: boolean;
}

/** The names of further fields, which may be missing, and which fields have no value yet. */
interface RecordFields {
  readonly others?: readonly string[];
  readonly empty?: readonly string[];
  readonly isOpen?: boolean;
}

export class Kinds {
  private readonly sites = new Map<string, Hole>();
  private readonly markers = new WeakMap<Type, Hole>();
  private readonly recordSites = new Map<string, RecordSite>();
  private readonly records = new WeakMap<Memory, RecordSite>();
  private readonly filling = new Set<Hole>();

  constructor(
    private readonly learnt: (owner: Owner) => void,
    /** Instances of classes, or functions, of two types are in one place. */
    private readonly met: (a: Type, b: Type) => void,
  ) {}

  /** The type of what is made at a place: what is known of it, or its hole. */
  at(owner: Owner, key: string): Type {
    let hole = this.sites.get(key);
    if (!hole) {
      hole = { id: this.sites.size, owners: new Set(), marker: { kind: "opaque" } };
      this.sites.set(key, hole);
      this.markers.set(hole.marker, hole);
    }
    const root = this.root(hole);
    root.owners.add(owner);
    this.renew(root);
    return this.resolve(hole.marker);
  }

  /** Of the objects in a place more is known by now than when it was found what they are: it is found again. */
  private renew(hole: Hole): void {
    const { known, renewals = 0 } = hole;
    if (!known || renewals >= MAX_RENEWALS || !this.isOutdated(known)) return;
    // Objects that refer to themselves are never older than what they refer to.
    if (mentions(known, (each) => this.markers.has(each) && this.root(this.markers.get(each)!) === hole)) return;
    hole.renewals = renewals + 1;
    hole.known = undefined;
  }

  /** A record made at a place, with at least the given fields, and perhaps others. */
  recordAt(
    owner: Owner,
    key: string,
    names: readonly string[],
    { others = [], empty = [], isOpen = false }: RecordFields = {},
  ): Type {
    const site = this.recordSites.get(key) ?? { owner, fields: new Set<string>(), empty: new Set<string>(), isOpen };
    this.recordSites.set(key, site);
    site.isOpen ||= isOpen;
    for (const name of [...names, ...others]) site.fields.add(name);
    for (const name of empty) site.empty.add(name);
    const inOrder = site.isSorted ? [...site.fields].sort() : [...site.fields];
    const fields = inOrder.map((name): Field => {
      const type = this.at(owner, `${key}.${name}`);
      if (site.empty.has(name)) return { name, type, optional: true, nullable: true };
      return names.includes(name) ? { name, type } : { name, type, optional: true };
    });
    const made = recordOf(fields);
    if (made.kind === "ref") this.records.set(made.memory, site);
    return made;
  }

  /** A field that a record made at a place turns out to have; nothing where the fields of the record are declared. */
  addField(memory: Memory, name: string): boolean {
    const site = this.records.get(memory);
    if (!site) return false;
    // Where the field is known already, what reads it now was made before, and is lowered again for that.
    if (!site.fields.has(name)) {
      site.fields.add(name);
      this.learnt(site.owner);
    }
    return true;
  }

  /** Whether a record made at a place, which is asked for keys of run time, is made anew as a dictionary. */
  becomesDictionary(type: Type): boolean {
    const site = type.kind === "ref" ? this.records.get(type.memory) : undefined;
    if (!site?.isOpen) return false;
    if (!site.isDictionary) {
      site.isDictionary = true;
      this.forget((each) => mentions(each, (part) => part.kind === "ref" && this.records.get(part.memory) === site));
      this.learnt(site.owner);
    }
    return true;
  }

  isDictionary(key: string): boolean {
    return this.recordSites.get(key)?.isDictionary === true;
  }

  isHole(type: Type): boolean {
    return this.markers.has(type) && this.resolve(type).kind === "opaque";
  }

  /** A value of type `from` goes to a place of type `to`. */
  meet(from: Type, to: Type): void {
    this.unify(from, to, new Set());
  }

  /** The type with its holes filled as far as they are known. */
  resolve(type: Type): Type {
    return new Resolution(
      (marker) => {
        const hole = this.markers.get(marker);
        return hole && (this.root(hole).known ?? this.root(hole).marker);
      },
      (from, to) => {
        const site = this.records.get(from);
        if (site) this.records.set(to, site);
      },
    ).of(type);
  }

  /** What tells types with different holes apart, in keys: what one hole learns says nothing of the other. */
  holesIn(type: Type): string {
    const found: number[] = [];
    const seen = new Set<Memory>();
    const visit = (each: Type): void => {
      const hole = this.markers.get(each);
      if (hole) found.push(this.root(hole).id);
      if (each.kind !== "ref" || seen.has(each.memory)) return;
      seen.add(each.memory);
      if (each.memory.kind === "record") for (const field of each.memory.fields) visit(field.type);
      else visit(each.memory.element);
    };
    visit(type);
    return found.length > 0 ? `?${found.join("?")}` : "";
  }

  /** Forgets what is known of the types that a test holds for: it is found again. */
  forget(test: (type: Type) => boolean): void {
    for (const hole of this.sites.values()) if (hole.known && test(hole.known)) hole.known = undefined;
  }

  private root(hole: Hole): Hole {
    return hole.same ? this.root(hole.same) : hole;
  }

  private unify(from: Type, to: Type, seen: Set<Memory>): void {
    if (from === to) return;
    const [source, target] = [this.markers.get(from), this.markers.get(to)];
    if (source && target) return this.join(this.root(source), this.root(target));
    if (target) return this.fill(this.root(target), from);
    // What a value is used as does not say what it is, but memory of unknown elements is memory.
    if (source) return to.kind === "ref" && !leavesOpen(to) ? this.fill(this.root(source), to) : undefined;
    if (from.kind !== "ref" || to.kind !== "ref" || seen.has(from.memory)) return;
    seen.add(from.memory);
    this.met(from, to);
    this.unifyMemory(from.memory, to.memory, seen);
  }

  private unifyMemory(a: Memory, b: Memory, seen: Set<Memory>): void {
    if (isFunctionMemory(refTo(a)) || isFunctionMemory(refTo(b))) return;
    if (a.kind === "array" && b.kind === "array") {
      if (a.container === b.container) this.both(a.element, b.element, seen);
      return;
    }
    if (a.kind !== "record" || b.kind !== "record") return;
    if (a.collection === "dictionary" || b.collection === "dictionary")
      for (const each of [a, b]) if (!each.collection) this.becomesDictionary(refTo(each));
    if (a.collection !== b.collection) return;
    for (const field of a.fields) {
      const other = b.fields.find(({ name }) => name === field.name);
      if (other) this.both(field.type, other.type, seen);
      else this.addField(b, field.name);
    }
    for (const { name } of b.fields) if (!a.fields.some((field) => field.name === name)) this.addField(a, name);
    this.sort(a, b);
  }

  /** Records without declared types that meet are of one type. */
  private sort(a: Memory, b: Memory): void {
    const sites = [a, b].map((each) => this.records.get(each));
    if (sites.every((site) => site?.isOpen)) for (const site of sites) site!.isSorted = true;
  }

  private both(a: Type, b: Type, seen: Set<Memory>): void {
    this.unify(a, b, seen);
    this.unify(b, a, seen);
  }

  private join(a: Hole, b: Hole): void {
    if (a === b) return;
    // The older one stays, so that instances that are named after it keep their names.
    const [stays, goes] = a.id < b.id ? [a, b] : [b, a];
    for (const owner of goes.owners) stays.owners.add(owner);
    const { known, mixed } = goes;
    goes.same = stays;
    if (mixed) this.mix(stays);
    else if (known) this.fill(stays, known);
    else if (stays.known || stays.mixed) this.changed(stays);
  }

  private fill(hole: Hole, type: Type): void {
    // That it is a function does not say which.
    if (hole.mixed || type.kind === "opaque" || type.kind === "fn") return;
    const learnt = isNumber(type) ? F64 : type;
    if (!hole.known) {
      hole.known = learnt;
      return this.changed(hole);
    }
    if (isAlike(hole.known, learnt)) {
      // Memory that refers to itself comes back here.
      if (this.filling.has(hole)) return;
      this.filling.add(hole);
      this.both(hole.known, learnt, new Set());
      this.filling.delete(hole);
      // Nothing is known any more where families of functions turned out to be one.
      if (!hole.known || !this.isOutdated(hole.known) || this.isOutdated(learnt)) return;
      hole.known = learnt;
      this.changed(hole);
    } else if (!sameType(hole.known, learnt)) this.mix(hole);
  }

  /** Of two types of instances of a class, the one that more is known of; nothing where neither is. */
  newer(a: Type, b: Type): Type | undefined {
    const [isOld, isOther] = [this.isOutdated(a), this.isOutdated(b)];
    return isOld === isOther ? undefined : isOld ? b : a;
  }

  /** Whether instances of classes are in it of which more is known by now: they are made anew, not filled in. */
  private isOutdated(type: Type): boolean {
    const isFilled = (each: Type): boolean => each.kind === "fn" || (this.markers.has(each) && !this.isHole(each));
    return mentions(
      type,
      (each) =>
        each.kind === "ref" &&
        each.memory.kind === "record" &&
        isInstance(each.memory) &&
        each.memory.fields.some((field) => mentions(field.type, isFilled)),
    );
  }

  private mix(hole: Hole): void {
    if (hole.mixed) return;
    hole.mixed = true;
    hole.known = OPAQUE;
    this.changed(hole);
  }

  private changed(hole: Hole): void {
    for (const owner of hole.owners) this.learnt(owner);
  }
}

/** Memory that is what it is by its declaration. */
function isInstance(memory: Memory): boolean {
  return memory.kind === "record" && memory.classes !== undefined;
}

/** Whether two references are to memory of one form, so that only what is in it may differ. */
function isAlike(a: Type, b: Type): boolean {
  if (a.kind !== "ref" || b.kind !== "ref" || a.memory.kind !== b.memory.kind) return false;
  if (a.memory.kind === "record") {
    const { tuple, collection } = b.memory as RecordMemory;
    return a.memory.tuple === tuple && a.memory.collection === collection;
  }
  return a.memory.kind === "stack" || a.memory.container === (b.memory as ArrayMemory).container;
}

/** Fills the holes of one type; memory that refers to itself through a hole becomes recursive. */
class Resolution {
  private readonly made = new Map<Memory, Type>();

  constructor(
    private readonly known: (marker: Type) => Type | undefined,
    private readonly copied: (from: Memory, to: Memory) => void,
  ) {}

  of(type: Type): Type {
    const filled = this.known(type);
    if (filled && filled !== type) return this.of(filled);
    if (type.kind !== "ref" || !this.hasFilled(type, new Set())) return type;
    const { memory } = type;
    const before = this.made.get(memory);
    if (before) return before;
    const copy = { ...memory } as { element?: Type; fields?: Field[] } & Memory;
    const made: Type = { kind: "ref", memory: copy };
    this.made.set(memory, made);
    this.copied(memory, copy);
    if (memory.kind === "record") {
      const fields: Field[] = [];
      copy.fields = fields;
      for (const field of memory.fields) fields.push({ ...field, type: this.of(field.type) });
    } else copy.element = this.of(memory.element);
    return made;
  }

  private hasFilled(type: Type, seen: Set<Memory>): boolean {
    const filled = this.known(type);
    if (filled && filled !== type) return true;
    if (type.kind !== "ref" || seen.has(type.memory) || isInstance(type.memory)) return false;
    seen.add(type.memory);
    const memory: Memory = type.memory;
    return memory.kind === "record"
      ? memory.fields.some((field) => this.hasFilled(field.type, seen))
      : this.hasFilled(memory.element, seen);
  }
}
