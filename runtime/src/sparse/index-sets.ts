import { mergeInto } from "../shadow.js";
import { Integers } from "./integers.js";

/** Sets with more members are kept as unions of others, and listed in the end. */
const mostMembers = 64;
/** How many unions are remembered: a power of two. */
const remembered = 1 << 12;

/**
 * Sets of the indices 0 to `size - 1`, by numbers: 0 is the empty set, and `i + 1` that of `i` alone. So a set fits where a tangent does, and
 * what has never been written is empty. Sets of few members are listed, each once: equal ones have one number. Larger ones
 * are unions of two others, so that a sum of all inputs takes memory in proportion to their number, not to its square.
 */
export class IndexSets {
  /** Of the sets behind those of one member, by position: the number of members, or 0 for a union. */
  readonly sizes = new Integers();
  /** Where the members begin in `members`; or the one part of a union, and the other. */
  readonly lefts = new Integers();
  readonly rights = new Integers();
  readonly members = new Integers();
  private readonly hashes = new Integers();
  /** Positions plus one, by hash, as far as possible. */
  private table = new Int32Array(256);
  /** Pairs of sets with their union. */
  private readonly memo = new Int32Array(3 * remembered);
  private readonly merged = new Int32Array(2 * mostMembers);

  constructor(readonly size: number) {}

  /** The set of each index alone. */
  seeds(): Float64Array {
    return Float64Array.from({ length: this.size }, (_, i) => i + 1);
  }

  seedList(): number[] {
    return Array.from({ length: this.size }, (_, i) => i + 1);
  }

  /** The union of two sets. What is read past the end of an array is empty. */
  join(a: number, b: number): number {
    const isEmpty = !(b > 0);
    if (!(a > 0)) return isEmpty ? 0 : b;
    if (isEmpty || a === b) return a;
    const low = Math.min(a, b);
    const high = Math.max(a, b);
    const slot = 3 * (hashOf(low, high) & (remembered - 1));
    const { memo } = this;
    if (memo[slot] === low && memo[slot + 1] === high) return memo[slot + 2];
    const made = this.unite(low, high);
    memo[slot] = low;
    memo[slot + 1] = high;
    memo[slot + 2] = made;
    return made;
  }

  /** Joins the sets of a shadow into those of another, as `addInto`, or `addOnce`, adds numbers. */
  joinInto(destination: unknown, source: unknown, once: boolean): void {
    mergeInto(destination, source, (a, b) => this.join(a, b), once);
  }

  /** The union of all sets in some shadows. */
  joinAll(shadows: readonly unknown[]): number {
    let all = 0;
    const collect = (_: number, set: number): number => {
      all = this.join(all, set);
      return set;
    };
    for (const shadow of shadows) {
      if (typeof shadow === "number") all = this.join(all, shadow);
      else mergeInto(shadow, shadow, collect, true);
    }
    return all;
  }

  /** Makes every set in a shadow the same. */
  fill(shadow: unknown, set: number): void {
    mergeInto(shadow, shadow, () => set, true);
  }

  /** The position of a set among those behind the sets of one member; negative for these. */
  position(set: number): number {
    return set - this.size - 1;
  }

  private unite(a: number, b: number): number {
    const [countA, countB] = [this.count(a), this.count(b)];
    if (countA > 0 && countB > 0) {
      const count = this.merge(a, countA, b, countB);
      if (count === countA) return a;
      if (count === countB) return b;
      if (count <= mostMembers) return this.listed(count);
    } else if (this.isPart(a, b)) return b;
    else if (this.isPart(b, a)) return a;
    return this.union(a, b);
  }

  /** The number of members of a set that is listed, 0 for a union. */
  private count(set: number): number {
    return set <= this.size ? 1 : this.sizes.values[this.position(set)];
  }

  private isPart(set: number, union: number): boolean {
    const position = this.position(union);
    if (position < 0 || this.sizes.values[position] > 0) return false;
    return this.lefts.values[position] === set || this.rights.values[position] === set;
  }

  /** Merges the members of two listed sets; returns how many there are then. */
  private merge(a: number, countA: number, b: number, countB: number): number {
    const { merged, size } = this;
    const { values } = this.members;
    const startA = a > size ? this.lefts.values[a - size - 1] : -1;
    const startB = b > size ? this.lefts.values[b - size - 1] : -1;
    let [i, j, count] = [0, 0, 0];
    while (i < countA || j < countB) {
      const x = i === countA ? size : startA < 0 ? a - 1 : values[startA + i];
      const y = j === countB ? size : startB < 0 ? b - 1 : values[startB + j];
      merged[count++] = Math.min(x, y);
      if (x <= y) i++;
      if (y <= x) j++;
    }
    return count;
  }

  /** The set of the members that have been merged. */
  private listed(count: number): number {
    const { merged, members, sizes, lefts } = this;
    let hash = count;
    for (let k = 0; k < count; k++) hash = hashOf(hash, merged[k]);
    const isSame = (position: number): boolean => {
      if (sizes.values[position] !== count) return false;
      const start = lefts.values[position];
      for (let k = 0; k < count; k++) if (members.values[start + k] !== merged[k]) return false;
      return true;
    };
    const found = this.find(hash, isSame);
    if (found >= 0) return this.size + 1 + found;
    const start = members.length;
    for (let k = 0; k < count; k++) members.push(merged[k]);
    return this.add(hash, count, start, 0);
  }

  private union(a: number, b: number): number {
    const { sizes, lefts, rights } = this;
    const hash = hashOf(hashOf(0, a), b);
    const isSame = (position: number): boolean =>
      sizes.values[position] === 0 && lefts.values[position] === a && rights.values[position] === b;
    const found = this.find(hash, isSame);
    return found >= 0 ? this.size + 1 + found : this.add(hash, 0, a, b);
  }

  private find(hash: number, isSame: (position: number) => boolean): number {
    const { table, hashes } = this;
    for (let slot = hash & (table.length - 1); table[slot] > 0; slot = (slot + 1) & (table.length - 1)) {
      const position = table[slot] - 1;
      if (hashes.values[position] === hash && isSame(position)) return position;
    }
    return -1;
  }

  private add(hash: number, size: number, left: number, right: number): number {
    const { hashes } = this;
    hashes.push(hash);
    this.sizes.push(size);
    this.lefts.push(left);
    this.rights.push(right);
    const count = hashes.length;
    if (2 * count > this.table.length) {
      this.table = new Int32Array(2 * this.table.length);
      for (let position = 0; position < count; position++) this.enter(position);
    } else this.enter(count - 1);
    return this.size + count;
  }

  private enter(position: number): void {
    const { table } = this;
    let slot = this.hashes.values[position] & (table.length - 1);
    while (table[slot] > 0) slot = (slot + 1) & (table.length - 1);
    table[slot] = position + 1;
  }
}

/** Mixes a number into a hash of 32 bits (the finalizer of MurmurHash3). */
function hashOf(hash: number, value: number): number {
  let h = Math.imul(hash, 0x9e3779b1) ^ value;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
