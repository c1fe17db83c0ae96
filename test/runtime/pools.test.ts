/** Where generated code takes memory from that is kept: what one program asks for is no matter of another. */
import { expect, test } from "vitest";
import { zerosLike } from "../../runtime/src/shadow.js";
import { cleared, clearedLike, refilled, reused } from "../../runtime/src/pools.js";

test("what is no length is one as for the constructor, and later arrays have memory of their own", () => {
  expect(cleared(undefined, Number.NaN)).toHaveLength(0);
  expect(reused(undefined, 2.5)).toHaveLength(2);
  expect(() => cleared(undefined, -3)).toThrow(RangeError);
  const arrays = [3, 0, 600, 5].map((length) => reused(undefined, length).fill(length));
  expect(arrays.map((array) => [...new Set(array)])).toEqual([[3], [], [600], [5]]);
  expect(cleared(undefined, 4)).toEqual(new Float64Array(4));
});

test("an array of the length is kept, with zeros where these are asked for", () => {
  for (const length of [3, 40]) {
    const kept = new Float64Array(length).fill(2);
    expect(reused(kept, length)).toBe(kept);
    expect(kept[1]).toBe(2);
    expect(cleared(kept, length)).toBe(kept);
    expect(kept).toEqual(new Float64Array(length));
    expect(cleared(kept.fill(2), length - 1)).toEqual(new Float64Array(length - 1));
  }
});

test("a structure is filled again where it has the shape, and with zeros beside another one", () => {
  const rows = (...lists: number[][]) => lists.map((list) => ({ at: Float64Array.from(list), scale: 2, isOn: true }));
  const lists = (...all: number[][]) => all.map((list) => ({ at: list, scale: 3, isOn: false }));
  const kept = rows([1, 2], [3]);
  expect(refilled(kept, lists([4, 5], [6]))).toBe(kept);
  expect(kept).toEqual(rows([4, 5], [6]).map((row) => ({ ...row, scale: 3, isOn: false })));
  expect(refilled(undefined, lists([1]))).toBeUndefined();
  expect(refilled(kept, lists([4, 5]))).toBeUndefined();
  expect(refilled(kept, lists([4, 5], [6, 7]))).toBeUndefined();
  expect(refilled({ a: kept }, { a: null })).toBeUndefined();

  const shadow = (...all: number[][]) => all.map((list) => ({ at: Float64Array.from(list), scale: 1, isOn: null }));
  const before = shadow([1, 2], [3]);
  expect(clearedLike(before, rows([1, 1], [1]))).toBe(before);
  const zeros = shadow([0, 0], [0]).map((row) => ({ ...row, scale: 0 }));
  expect(before).toEqual(zeros);
  const fresh = clearedLike(shadow([1]), rows([1, 1], [1]));
  expect(fresh).toEqual(zeros);
  expect(clearedLike(undefined, rows([1, 1], [1]))).toEqual(zeros);

  // What is missing in one and not in the other.
  type Bend = { a: number; more?: { b: number }; c?: number };
  const bends: Bend[] = [{ a: 1 }, { a: 1, more: { b: 2 } }, { a: 1, c: 3 }, { a: 1, more: { b: 2 }, c: 3 }];
  const complete = (bend: Bend) => ({ a: bend.a, more: bend.more, c: bend.c });
  for (const one of bends)
    for (const other of bends)
      expect(clearedLike(zerosLike(complete(one)), complete(other))).toEqual(zerosLike(complete(other)));
});
