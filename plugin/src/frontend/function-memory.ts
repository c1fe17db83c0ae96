/**
 * Function values that live in memory: in arrays that grow, in fields, in variables that outlive their activation. Such a value is a
 * record of which function it is, by a number, and of what it captures. The functions that meet in one place are a family, whose
 * values are one kind of memory; a call tells them apart. A family is known when all code that makes such values has been lowered, so
 * whatever it is found to have besides has everything lowered again.
 */
import {
  type Classes,
  F64,
  type Field,
  INT,
  isFunctionMemory,
  isNumber,
  type Memory,
  mentions,
  type RecordMemory,
  refTo,
  sameType,
  type Type,
} from "../ir/types.js";
import type { Layout } from "./shapes.js";
import { isValue } from "./values.js";

/** The field that tells which function it is. */
export const TAG = "tag";

/** More functions than this are in one place only where there is no end to them. */
const MAX_FUNCTIONS = 64;

const MAX_PRUNINGS = 4;

interface Member {
  readonly layout: Layout;
  /** The fields that hold what it captures, in the order of the layout's leaves. */
  readonly fields: readonly string[];
  /** The lowering of the program in which it was last met. */
  round: number;
}

export class Family {
  members: Member[] = [];
  readonly type: Type;
  /** The memory of the families that turned out to be this one. */
  readonly memories: RecordMemory[];

  constructor(readonly id: number) {
    const fields: Field[] = [{ name: TAG, type: INT }];
    const classes: Classes = {
      id: `function#${id}`,
      name: "function",
      hidden: new Set(),
      isOne: false,
      areFunctions: true,
    };
    const memory: RecordMemory = { kind: "record", tuple: false, fields, classes, untyped: true };
    this.type = refTo(memory);
    this.memories = [memory];
  }

  get memory(): RecordMemory {
    return this.memories[0];
  }

  /** Mutable while the family is being found. */
  private get fields(): Field[] {
    return this.memory.fields as Field[];
  }

  get isFull(): boolean {
    return this.members.length >= MAX_FUNCTIONS;
  }

  /** Whether one expression makes several of its functions. */
  get hasVariants(): boolean {
    const nodes = this.members.flatMap(({ layout: { value } }) =>
      !isValue(value) && value.kind === "function" ? [value.node] : [],
    );
    return new Set(nodes).size < nodes.length;
  }

  indexOf({ key }: Layout): number {
    return this.members.findIndex(({ layout }) => layout.key === key);
  }

  add(layout: Layout, round: number): void {
    const taken = new Set([TAG]);
    const fields = layout.leaves.map((leaf) => this.fieldFor(leaf.name, leaf.type, taken));
    this.members.push({ layout, fields, round });
  }

  /** Functions share fields, each of which has one type. */
  private fieldFor(base: string, type: Type, taken: Set<string>): string {
    const own = isNumber(type) ? F64 : type;
    for (let count = 1; ; count++) {
      const name = count === 1 ? base : `${base}${count}`;
      if (taken.has(name)) continue;
      const field = this.fields.find((each) => each.name === name);
      if (field && !sameType(field.type, own)) continue;
      if (!field) this.fields.push({ name, type: own });
      taken.add(name);
      return name;
    }
  }

  /** Forgets its functions, all of which will be met again. */
  clear(): void {
    this.members = [];
    this.fields.length = 1;
  }

  absorb(other: Family): void {
    const { fields, classes } = this.memory;
    for (const memory of other.memories) Object.assign(memory, { fields, classes });
    this.memories.push(...other.memories);
    this.clear();
  }
}

export class FunctionFamilies {
  private readonly sites = new Map<object, Family>();
  private readonly known = new WeakMap<Memory, Family>();
  private count = 0;
  private round = 0;
  private prunings = 0;

  constructor(
    /** Everything is lowered again. */
    private readonly again: () => void,
    /** What is known of types that a test holds for is forgotten. */
    private readonly forget: (test: (type: Type) => boolean) => void,
  ) {}

  /** The family of the functions that are stored at a place of the source. */
  at(site: object): Family {
    let family = this.sites.get(site);
    if (!family) {
      family = new Family(this.count++);
      this.sites.set(site, family);
      this.known.set(family.memory, family);
    }
    return family;
  }

  of(type: Type): Family | undefined {
    return type.kind === "ref" ? this.known.get(type.memory) : undefined;
  }

  /** The number of a function in its family; nothing if it has too many. */
  admit(family: Family, layout: Layout): number | undefined {
    let index = family.indexOf(layout);
    if (index < 0) {
      if (family.isFull) return undefined;
      index = family.members.length;
      family.add(layout, this.round);
      this.again();
    }
    family.members[index].round = this.round;
    return index;
  }

  /** Values of two kinds are in one place: if both are functions, their families are one. */
  meet(a: Type, b: Type): void {
    const families = [this.of(a), this.of(b)];
    if (families[0] === families[1] || !families.every((each) => each !== undefined)) return;
    // The older one stays, so that what is named after it keeps its name.
    const [one, other] = families.sort((first, second) => first.id - second.id);
    one.absorb(other);
    for (const memory of other.memories) this.known.set(memory, one);
    for (const [site, family] of this.sites) if (family === other) this.sites.set(site, one);
    // Other types are named after those that they mention.
    this.forget((type) => mentions(type, isFunctionMemory));
    this.again();
  }

  /** Everything is about to be lowered. */
  begin(): void {
    this.round++;
  }

  /**
   * Drops the functions that only appeared while the rest was not yet known; whether there were any. These may keep each other
   * alive, so that once all are met anew of which there are several of one expression.
   */
  prune(): boolean {
    const families = [...new Set(this.sites.values())];
    const isFirst = this.prunings === 0;
    const stale = families.filter(
      (family) => family.members.some(({ round }) => round < this.round) || (isFirst && family.hasVariants),
    );
    // What is forgotten may make others appear, which do no harm.
    if (stale.length === 0 || this.prunings++ >= MAX_PRUNINGS) return false;
    for (const family of stale) family.clear();
    return true;
  }

  /** Nothing of one derivative is known in the next, so that their order does not matter. */
  reset(): void {
    if (this.sites.size === 0) return;
    this.sites.clear();
    this.prunings = 0;
    this.forget((type) => mentions(type, isFunctionMemory));
  }
}
