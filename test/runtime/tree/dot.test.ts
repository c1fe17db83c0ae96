import { dot, map, ravel } from "cotangent/tree";
import fc from "fast-check";
import { expect, test } from "vitest";
import { models } from "./trees.js";

test("the inner product of the raveled numbers", () => {
  fc.assert(
    fc.property(models(2), ([a, b]) => {
      const [x, y] = [ravel(a), ravel(b)];
      expect(dot(a, b)).toBeCloseTo(
        x.reduce((sum, v, i) => sum + v * y[i], 0),
        6,
      );
    }),
  );
  expect(dot(3, 4)).toBe(12);
  expect(dot(null, null)).toBe(0);
  expect(dot<number[] | null>([], null)).toBe(0);
});

test("memory counts once", () => {
  const [u, v] = [Float64Array.of(1, 2), Float64Array.of(3, 4)];
  expect(dot([u, u], [v, v])).toBe(11);
  expect(
    dot(
      [u, u],
      map((x) => 3 * x, [u, u]),
    ),
  ).toBe(15);
  expect(dot([u, u.slice()], [v, v.slice()])).toBe(22);
});

test("memory that is shared in one tree only is refused, whichever it is", () => {
  const [u, v] = [Float64Array.of(1, 2), Float64Array.of(3, 4)];
  const message = (tree: number) =>
    `dot: what is at [1] was met before in tree ${tree}, but not in the other; copy it there`;
  expect(() => dot([u, u], [v, v.slice()])).toThrow(new TypeError(message(1)));
  expect(() => dot([u, u.slice()], [v, v])).toThrow(new TypeError(message(2)));
});

test("shapes that differ", () => {
  expect(() => dot<unknown>({ a: [1] }, { a: [1, 2] })).toThrow(
    new TypeError("dot: the trees differ at a: tree 1 is an Array of 1 number, tree 2 is an Array of 2 numbers"),
  );
  expect(() => dot<unknown>({ a: 1 }, { a: null })).toThrow(
    "dot: the trees differ at a: tree 1 is a number, tree 2 is null",
  );
});
