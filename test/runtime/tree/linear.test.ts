import { add, dot, map, ravel, scale, sub, zerosLike } from "cotangent/tree";
import fc from "fast-check";
import { describe, expect, expectTypeOf, test } from "vitest";
import { models, Spring } from "./trees.js";

const row = Float64Array.of(1, 2);

describe("zerosLike", () => {
  test("has the containers of the value, a Float32Array too, and null where there is no derivative", () => {
    const zeros = zerosLike({
      w: Float64Array.of(1, 2),
      v: Float32Array.of(3),
      n: [4, "s"] as const,
      f: () => 1,
      i: Int32Array.of(1),
    });
    expect(zeros).toStrictEqual({ w: new Float64Array(2), v: new Float32Array(1), n: [0, null], f: null, i: null });
    expect(zerosLike(Number.NaN)).toBe(0);
    expect(zerosLike("s")).toBe(null);
  });

  test("of a class instance is a plain record", () => {
    const zeros = zerosLike(new Spring(2, Float32Array.of(1), "s"));
    expect(zeros).toStrictEqual({ k: 0, rest: new Float32Array(1), name: null });
    expectTypeOf(zeros.rest).toEqualTypeOf<Float32Array>();
    expectTypeOf(zeros.name).toEqualTypeOf<null>();
  });

  test("is shared where the value is", () => {
    const zeros = zerosLike([row, row, row.slice()]);
    expect(zeros[0]).toBe(zeros[1]);
    expect(zeros[0]).not.toBe(zeros[2]);
  });
});

describe("sums and multiples", () => {
  test("keep containers and leave the operands alone", () => {
    const a = { w: Float64Array.of(1, 2), v: Float32Array.of(3), n: [4, [5]] as [number, number[]], tag: null };
    const b = { w: Float64Array.of(10, 20), v: Float32Array.of(30), n: [40, [50]] as [number, number[]], tag: null };
    const before = structuredClone([a, b]);
    const sum = add(a, b);
    expect(sum).toStrictEqual({ w: Float64Array.of(11, 22), v: Float32Array.of(33), n: [44, [55]], tag: null });
    expectTypeOf(sum).toEqualTypeOf(a);
    expect(sub(b, a)).toStrictEqual({ w: Float64Array.of(9, 18), v: Float32Array.of(27), n: [36, [45]], tag: null });
    expect(scale(a, -2)).toStrictEqual({
      w: Float64Array.of(-2, -4),
      v: Float32Array.of(-6),
      n: [-8, [-10]],
      tag: null,
    });
    expect([a, b]).toStrictEqual(before);
    expect(add(1, 2)).toBe(3);
    expect(add(null, null)).toBe(null);
  });

  test("are those of the raveled numbers", () => {
    fc.assert(
      fc.property(models(3), ([a, b, c]) => {
        const [x, y, z] = [a, b, c].map(ravel);
        expect(ravel(add(a, b))).toStrictEqual(x.map((_, i) => x[i] + y[i]));
        expect(ravel(sub(a, b))).toStrictEqual(x.map((_, i) => x[i] - y[i]));
        expect(ravel(scale(a, 0.5))).toStrictEqual(x.map((v) => 0.5 * v));
        expect(ravel(map((p, q, r) => p + q * r, a, b, c))).toStrictEqual(x.map((_, i) => x[i] + y[i] * z[i]));
        expect(dot(add(a, b), c)).toBeCloseTo(dot(a, c) + dot(b, c), 6);
      }),
    );
  });

  test("signed zeros and what is not finite are as in plain arithmetic", () => {
    const special = Float64Array.of(0, -0, Number.NaN, Number.POSITIVE_INFINITY);
    for (const s of special) {
      const other = new Float64Array(4).fill(s);
      expect(add(special, other)).toStrictEqual(special.map((x) => x + s));
      expect(sub(special, other)).toStrictEqual(special.map((x) => x - s));
      expect(scale(special, s)).toStrictEqual(special.map((x) => s * x));
    }
  });

  test("are shared where all trees are, and only there", () => {
    const [x, y] = add([row, row], [row, row]);
    expect(x).toBe(y);
    expect(x).toStrictEqual(Float64Array.of(2, 4));
    expect(x).not.toBe(row);
    const zero = new Float64Array(2);
    expect(add([zero, zero], [Float64Array.of(1, 2), Float64Array.of(3, 4)])).toStrictEqual([
      Float64Array.of(1, 2),
      Float64Array.of(3, 4),
    ]);
  });

  test("go around cycles", () => {
    interface Node {
      x: number;
      next?: Node;
    }
    const node: Node = { x: 2 };
    node.next = node;
    const sum = add(node, node);
    expect(sum.x).toBe(4);
    expect(sum.next).toBe(sum);
  });

  test("a missing field is as good as null, and null as a container without numbers", () => {
    expect(add<{ x: number; y?: null }>({ x: 1 }, { x: 2, y: null })).toStrictEqual({ x: 3 });
    expect(add<{ x: number; y?: null }>({ x: 1, y: null }, { x: 2 })).toStrictEqual({ x: 3, y: null });
    expect(add<{ x: null | null[] }>({ x: null }, { x: [null] })).toStrictEqual({ x: null });
  });
});

describe("map", () => {
  test("takes the numbers of any count of trees", () => {
    expect(map((x) => x * x, { a: [1, 2], w: Float64Array.of(3) })).toStrictEqual({ a: [1, 4], w: Float64Array.of(9) });
    expect(map((x, y, z) => x + y * z, [1, null], [2, null], [3, null])).toStrictEqual([7, null]);
    expect(map(Math.max, Float32Array.of(1, 5), Float32Array.of(3, 4))).toStrictEqual(Float32Array.of(3, 5));
  });
});

describe("trees that do not fit are TypeErrors that say where", () => {
  test.each<[string, unknown, unknown]>([
    ["add: the trees differ: tree 1 is a number, tree 2 is an Array of 1 number", 1, [1]],
    ["add: the trees differ: tree 1 is a number, tree 2 is null", 1, null],
    [
      "add: the trees differ at layers[1].w: tree 1 is a Float64Array of length 2, tree 2 is a Float64Array of length 3",
      { layers: [{ w: row }, { w: row }] },
      { layers: [{ w: row }, { w: new Float64Array(3) }] },
    ],
    [
      "add: the trees differ at [0]: tree 1 is a Float64Array of length 2, tree 2 is a Float32Array of length 2",
      [row],
      [new Float32Array(2)],
    ],
    [
      "add: the trees differ at x: tree 1 is an Array of 2 numbers, tree 2 is an Array of 3 numbers",
      { x: [1, 2] },
      { x: [1, 2, 3] },
    ],
    [
      "add: the trees differ: tree 1 is an object with the fields a, b, tree 2 is an object with the field a",
      { a: 1, b: 2 },
      { a: 1 },
    ],
    ["add: the trees differ: tree 1 is an object without fields, tree 2 is an object with the field a", {}, { a: 1 }],
    ["add: name is a string; a tree has null where there is no derivative", { name: "s" }, { name: "s" }],
    [
      "add: [0] is a Spring; the tree of a class instance is a plain object",
      [new Spring(1, new Float32Array(0), "")],
      [{}],
    ],
    ["add: the tree is an Int32Array of length 1; a tree has null where there is no derivative", Int32Array.of(1), 1],
  ])("%s", (message, a, b) => {
    expect(() => add(a, b)).toThrow(new TypeError(message));
  });

  test("map tells which of its trees it is", () => {
    expect(() => map((x) => x, [1], [1], [1, 2])).toThrow(
      "tree 1 is an Array of 1 number, tree 3 is an Array of 2 numbers",
    );
  });

  test("types refuse other shapes", () => {
    const refused = () => {
      // @ts-expect-error a number and an array
      add<number>(1, [1]);
      // @ts-expect-error another field
      dot<{ a: number }>({ a: 1 }, { b: 1 });
    };
    expect(refused).toThrow(TypeError);
  });
});
