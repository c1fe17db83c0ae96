import { axpy } from "cotangent/tree";
import { describe, expect, test } from "vitest";
import { Spring } from "./trees.js";

describe("axpy", () => {
  test("writes into the memory of y", () => {
    const y = { w: Float64Array.of(1, 2), n: [3, { x: 4 }] as [number, { x: number }], tag: "t" };
    const { w, n } = y;
    expect(axpy(2, { w: Float64Array.of(10, 20), n: [30, { x: 40 }], tag: null }, y)).toBe(y);
    expect(y).toStrictEqual({ w: Float64Array.of(21, 42), n: [63, { x: 84 }], tag: "t" });
    expect([y.w, y.n]).toEqual([w, n]);
    expect(y.w).toBe(w);
    expect(axpy(2, 3, 4)).toBe(10);
  });

  test("moves class instances, and leaves what has no derivative", () => {
    const spring = new Spring(2, Float32Array.of(1), "s");
    axpy(-1, { k: 0.5, rest: Float32Array.of(0.25), name: null, doubled: 1 }, spring);
    expect(spring).toStrictEqual(new Spring(1.5, Float32Array.of(0.75), "s"));
  });

  test("moves memory that is reached twice once", () => {
    const row = Float64Array.of(1, 2);
    const step = Float64Array.of(10, 20);
    axpy(1, [step, step], [row, row]);
    expect(row).toStrictEqual(Float64Array.of(11, 22));
    axpy(1, row, row);
    expect(row).toStrictEqual(Float64Array.of(22, 44));
  });

  test.each<[string, unknown, unknown]>([
    ["axpy: what is at [1] was met before, with another tangent", [[1], [2]], Array(2).fill([0])],
    ["axpy: name is a number, but a string has no derivative", { x: 1, name: 1 }, { x: 1, name: "s" }],
    ["axpy: the trees differ at b: tree 1 is null, tree 2 is a number", { a: 1, b: null }, { a: 1, b: 2 }],
    ["axpy: the trees differ at b: tree 1 is undefined, tree 2 is a number", { a: 1 }, { a: 1, b: 2 }],
    [
      "axpy: the trees differ: tree 1 is an object with the fields a, b, tree 2 is an object with the field a",
      { a: 1, b: 1 },
      { a: 1 },
    ],
    [
      "axpy: the trees differ at b: tree 1 is a Float64Array of length 1, tree 2 is a Float64Array of length 2",
      { a: 1, b: new Float64Array(1) },
      { a: 1, b: new Float64Array(2) },
    ],
  ])("%s; and nothing was written", (message, x, y) => {
    const before = structuredClone(y);
    expect(() => axpy<unknown>(1, x as null, y)).toThrow(new TypeError(message));
    expect(y).toStrictEqual(before);
  });

  test("a tangent that is other memory of y is refused", () => {
    const [p, q] = [Float64Array.of(1), Float64Array.of(2)];
    expect(() => axpy(1, [q, p], [p, q])).toThrow("axpy: the tangent shares memory with what it is added to");
    expect([p, q]).toStrictEqual([Float64Array.of(1), Float64Array.of(2)]);
  });
});
