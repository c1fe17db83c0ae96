import type { IndexSets } from "./index-sets.js";
import { Integers } from "./integers.js";
import type { SparsityPattern } from "./pattern.js";

/** Generated code knows no `readonly`. */
export type Shaped<T extends SparsityPattern> = T & { readonly shape: [rows: number, columns: number] };

/** A pattern with more entries takes more than two gigabytes, with values and what tells them from the products. */
export const mostEntries = 2 ** 27;

/**
 * The pattern whose rows are the given sets.
 * @throws RangeError, in the name of `caller`, where it has too many entries for memory
 */
export function patternOfSets(caller: string, sets: IndexSets, rows: ArrayLike<number>): Shaped<SparsityPattern> {
  const m = rows.length;
  const lists = new Lists(caller, sets, rows);
  const offsets = new Int32Array(m + 1);
  let entries = 0;
  for (let i = 0; i < m; i++) {
    entries += lists.count(rows[i]);
    if (entries > mostEntries) throw tooLarge(caller, m, sets.size);
    offsets[i + 1] = entries;
  }
  const columns = new Int32Array(entries);
  for (let i = 0; i < m; i++) lists.write(rows[i], columns, offsets[i]);
  return { shape: [m, sets.size], offsets, columns };
}

/** The members of sets, in order. */
class Lists {
  /** The members of the unions that are asked for. */
  private readonly unions = new Map<number, Int32Array>();

  constructor(
    private readonly caller: string,
    private readonly sets: IndexSets,
    private readonly rows: ArrayLike<number>,
  ) {
    const roots = new Set<number>();
    for (let i = 0; i < rows.length; i++) if (this.isUnion(rows[i])) roots.add(rows[i]);
    // Following each union takes time in the number of its parts; beyond this, masks of 32 indices take less for all of them together.
    let budget = sets.sizes.length * Math.ceil(sets.size / 32);
    const visited = new Int32Array(sets.sizes.length);
    const isMember = new Int32Array(sets.size);
    let turn = 0;
    for (const root of roots) {
      turn++;
      const found = this.follow(root, visited, isMember, turn, budget);
      if (!found) break;
      budget -= found.steps;
      this.unions.set(root, found.members);
    }
    const rest = [...roots].filter((root) => !this.unions.has(root));
    if (rest.length > 0) this.sweep(rest);
  }

  count(set: number): number {
    if (!(set > 0)) return 0;
    if (set <= this.sets.size) return 1;
    return this.unions.get(set)?.length ?? this.sets.sizes.values[this.sets.position(set)];
  }

  write(set: number, columns: Int32Array, start: number): void {
    if (!(set > 0)) return;
    const { sets } = this;
    if (set <= sets.size) {
      columns[start] = set - 1;
      return;
    }
    const union = this.unions.get(set);
    if (union) columns.set(union, start);
    else {
      const position = sets.position(set);
      const from = sets.lefts.values[position];
      columns.set(sets.members.values.subarray(from, from + sets.sizes.values[position]), start);
    }
  }

  private isUnion(set: number): boolean {
    return set > this.sets.size && this.sets.sizes.values[this.sets.position(set)] === 0;
  }

  /** The members of a union, by its parts; nothing if that takes more steps than there are left. */
  private follow(
    root: number,
    visited: Int32Array,
    isMember: Int32Array,
    turn: number,
    budget: number,
  ): { members: Int32Array; steps: number } | undefined {
    const { sets } = this;
    const found = new Integers();
    const member = (index: number): void => {
      if (isMember[index] === turn) return;
      isMember[index] = turn;
      found.push(index);
    };
    const waiting = [root];
    let steps = 0;
    for (let set = waiting.pop(); set !== undefined; set = waiting.pop()) {
      if (set <= sets.size) {
        member(set - 1);
        continue;
      }
      const position = sets.position(set);
      if (visited[position] === turn) continue;
      visited[position] = turn;
      const count = sets.sizes.values[position];
      const left = sets.lefts.values[position];
      if (count === 0) waiting.push(left, sets.rights.values[position]);
      for (let k = 0; k < count; k++) member(sets.members.values[left + k]);
      steps += 1 + count;
      if (steps > budget) return undefined;
    }
    return { members: found.values.slice(0, found.length).sort(), steps };
  }

  /** All sets in order, 32 indices at a time: the parts of a union are in front of it. */
  private sweep(roots: readonly number[]): void {
    const { sets } = this;
    const count = sets.sizes.length;
    const [sizes, lefts, rights] = [sets.sizes.values, sets.lefts.values, sets.rights.values];
    const masks = new Int32Array(count);
    // How far each list has been read.
    const next = lefts.slice(0, count);
    const found = roots.map(() => new Integers());
    let entries = 0;
    for (let start = 0; start < sets.size; start += 32) {
      const maskOf = (set: number): number => {
        if (set > sets.size) return masks[set - sets.size - 1];
        return set > start && set <= start + 32 ? 1 << (set - 1 - start) : 0;
      };
      for (let position = 0; position < count; position++) {
        if (sizes[position] === 0) {
          masks[position] = maskOf(lefts[position]) | maskOf(rights[position]);
          continue;
        }
        const end = lefts[position] + sizes[position];
        let mask = 0;
        for (; next[position] < end; next[position]++) {
          const index = sets.members.values[next[position]];
          if (index >= start + 32) break;
          mask |= 1 << (index - start);
        }
        masks[position] = mask;
      }
      for (const [k, root] of roots.entries()) {
        for (let mask = masks[sets.position(root)]; mask !== 0; mask &= mask - 1) {
          found[k].push(start + 31 - Math.clz32(mask & -mask));
          entries++;
        }
      }
      if (entries > mostEntries) throw tooLarge(this.caller, this.rows.length, sets.size);
    }
    for (const [k, root] of roots.entries()) this.unions.set(root, found[k].values.slice(0, found[k].length));
  }
}

export function tooLarge(caller: string, rows: number, columns: number): RangeError {
  return new RangeError(
    `${caller}: more than ${mostEntries} of the ${rows} x ${columns} entries may be different from zero, too many for a sparse matrix in memory`,
  );
}
