import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { IndexSets } from "../../../runtime/src/sparse/index-sets.js";
import { patternOfSets } from "../../../runtime/src/sparse/resolution.js";
import { F64Stack } from "../../../runtime/src/stacks.js";

function membersOf(sets: IndexSets, ...rows: number[]): number[][] {
  const { offsets, columns } = patternOfSets("f", sets, rows);
  return rows.map((_, i) => [...columns.subarray(offsets[i], offsets[i + 1])]);
}

/** Joins in the order that is told: each entry is a pair of what is there so far. */
function joined(
  sets: IndexSets,
  pairs: readonly (readonly [number, number])[],
): { ids: number[]; expected: Set<number>[] } {
  const ids = Array.from(sets.seeds());
  const expected = ids.map((_, i) => new Set([i]));
  for (const [a, b] of pairs) {
    const [i, j] = [a % ids.length, b % ids.length];
    ids.push(sets.join(ids[i], ids[j]));
    expected.push(new Set([...expected[i], ...expected[j]]));
  }
  return { ids, expected };
}

describe("unions", () => {
  test.each([1, 5, 40, 200, 1000])("of any sets of %i indices", (size) => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(100_000), fc.nat(100_000)), { maxLength: 600 }), (pairs) => {
        const sets = new IndexSets(size);
        const { ids, expected } = joined(sets, pairs);
        const found = membersOf(sets, ...ids);
        expect(found).toEqual(expected.map((set) => [...set].sort((a, b) => a - b)));
      }),
      { numRuns: 40 },
    );
  });

  test("of what is empty, or not there", () => {
    const sets = new IndexSets(3);
    expect(sets.join(0, 0)).toBe(0);
    expect(sets.join(0, 2)).toBe(2);
    expect(sets.join(2, 0)).toBe(2);
    expect(sets.join(Number.NaN, 3)).toBe(3);
    expect(sets.join(undefined as unknown as number, undefined as unknown as number)).toBe(0);
    expect(membersOf(sets, 0, Number.NaN, 3)).toEqual([[], [], [2]]);
  });

  test("equal sets have one number, however they are made", () => {
    const sets = new IndexSets(10);
    const a = sets.join(sets.join(1, 5), 3);
    expect(sets.join(5, sets.join(3, 1))).toBe(a);
    expect(sets.join(a, 5)).toBe(a);
    expect(sets.join(a, sets.join(1, 3))).toBe(a);
  });

  test("a sum of many takes memory in proportion", () => {
    const n = 100_000;
    const sets = new IndexSets(n);
    let sum = 0;
    for (const seed of sets.seeds()) sum = sets.join(sum, seed);
    expect(sets.sizes.length).toBeLessThanOrEqual(n);
    expect(sets.members.length).toBeLessThan(64 * 64);
    // What has been added is added again.
    const before = sets.sizes.length;
    expect(sets.join(sum, n)).toBe(sum);
    expect(sets.sizes.length).toBe(before);
    expect(membersOf(sets, sum, sum)[1]).toHaveLength(n);
  });

  test("many large sets of large parts are listed by masks", () => {
    const n = 300;
    const sets = new IndexSets(n);
    let row = Array.from(sets.seeds());
    for (let step = 0; step < 90; step++) row = row.map((set, i) => sets.join(sets.join(row[i - 1], set), row[i + 1]));
    const found = membersOf(sets, ...row);
    found.forEach((members, i) => {
      const [first, last] = [Math.max(0, i - 90), Math.min(n - 1, i + 90)];
      expect(members).toEqual(Array.from({ length: last - first + 1 }, (_, k) => first + k));
    });
  });
});

describe("shadows that are joined", () => {
  test("number by number", () => {
    const sets = new IndexSets(9);
    const [a, b] = [sets.join(1, 2), sets.join(2, 3)];
    const stack = new F64Stack();
    const other = new F64Stack();
    stack.push(1);
    other.push(2);
    other.push(3);
    const into = { at: Float64Array.of(1, 0), list: [2, null], stack };
    sets.joinInto(into, { at: Float64Array.of(2, 4), list: [3, null], stack: other }, false);
    expect(into.at).toEqual(Float64Array.of(a, 4));
    expect(into.list).toEqual([b, null]);
    expect([stack.pop(), stack.pop()]).toEqual([3, a]);
  });
});
