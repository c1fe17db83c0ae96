import { pathAt, ravel, size, unravel } from "cotangent/tree";
import fc from "fast-check";
import { expect, expectTypeOf, test } from "vitest";
import { models, Spring } from "./trees.js";

const tree = { layers: [{ w: Float64Array.of(1, 2), b: [3] }], "two words": 4, tag: null, last: Float32Array.of(5) };

test("ravel puts the numbers one after the other", () => {
  expect(ravel(tree)).toStrictEqual(Float64Array.of(1, 2, 3, 4, 5));
  expect(size(tree)).toBe(5);
  expect(ravel(7)).toStrictEqual(Float64Array.of(7));
  expect(ravel(null)).toStrictEqual(new Float64Array(0));
  expect(ravel(new Spring(1, Float32Array.of(2), "s"))).toStrictEqual(Float64Array.of(1, 2));
});

test("the copy is fresh", () => {
  const x = Float64Array.of(1, 2);
  ravel(x)[0] = 5;
  expect(x[0]).toBe(1);
});

test("unravel is the inverse", () => {
  fc.assert(
    fc.property(models(2), ([a, b]) => {
      expect(unravel(ravel(a), b)).toStrictEqual(a);
    }),
  );
  expect(unravel([7], 1)).toBe(7);
  expect(unravel([], null)).toBe(null);
});

test("unravel of a value gives a tangent of it", () => {
  const spring = new Spring(1, Float32Array.of(2), "s");
  const tangent = unravel([10, 0.1], spring);
  expect(tangent).toStrictEqual({ k: 10, rest: Float32Array.of(0.1), name: null });
  expectTypeOf(tangent.rest).toEqualTypeOf<Float32Array>();
  expect(spring.k).toBe(1);
});

test("memory that is reached twice has one copy, and comes back shared", () => {
  const row = Float64Array.of(1, 2);
  const shared = { a: row, b: [row, row] };
  expect(ravel(shared)).toStrictEqual(row);
  const back = unravel([3, 4], shared);
  expect(back.a).toStrictEqual(Float64Array.of(3, 4));
  expect(back.b[0]).toBe(back.a);
  expect(back.b[1]).toBe(back.a);
});

test("a vector of another length is a RangeError", () => {
  expect(() => unravel([1, 2], tree)).toThrow(
    new RangeError("unravel: the vector has length 2, but the tree holds 5 numbers"),
  );
  expect(() => unravel([1, 2], 1)).toThrow(
    new RangeError("unravel: the vector has length 2, but the tree holds 1 number"),
  );
});

test("pathAt names every number", () => {
  const paths = Array.from(ravel(tree), (_, i) => pathAt(tree, i));
  expect(paths).toStrictEqual(["layers[0].w[0]", "layers[0].w[1]", "layers[0].b[0]", '["two words"]', "last[0]"]);
  expect(pathAt(3, 0)).toBe("");
  for (const index of [-1, 5]) expect(() => pathAt(tree, index)).toThrow(RangeError);
});
