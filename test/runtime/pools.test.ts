/** Where generated code takes short arrays from: what one program asks for is no matter of another. */
import { expect, test } from "vitest";
import { cleared, reused } from "../../runtime/src/pools.js";

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
