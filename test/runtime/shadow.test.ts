import { addInto, asTangent, cloneShadow, fromTangent, hasFields, setZero, zerosLike } from "cotangent/runtime";
import { describe, expect, expectTypeOf, test } from "vitest";

class Spring {
  constructor(
    public k: number,
    public rest: Float32Array,
    public name: string,
  ) {}
  energy(x: number): number {
    return this.k * x;
  }
}

interface Cyclic {
  x: number;
  self?: Cyclic;
}

function cyclic(x: number): Cyclic {
  const node: Cyclic = { x };
  node.self = node;
  return node;
}

test("hasFields", () => {
  expect(hasFields({ a: 1, b: 2 }, ["a", "b"])).toBe(true);
  expect(hasFields({ a: 1, b: 2 }, ["b", "a"])).toBe(false);
  for (const x of [undefined, null, { a: 1 }, { a: 1, b: 2, c: 3 }, new Float64Array(2)])
    expect(hasFields(x, ["a", "b"]), String(x)).toBe(false);
});

describe("zerosLike", () => {
  test("numbers, typed arrays, arrays and records", () => {
    expect(zerosLike(Number.NaN)).toBe(0);
    expect(zerosLike(Float64Array.of(1, 2))).toStrictEqual(new Float64Array(2));
    expect(zerosLike(Float32Array.of(1, 2))).toStrictEqual(new Float64Array(2));
    expect(zerosLike([1, 2])).toStrictEqual([0, 0]);
    expect(zerosLike([[1], [2, 3], []])).toStrictEqual([[0], [0, 0], []]);
    expect(zerosLike({ a: 1, b: { c: [Float32Array.of(1)] } })).toStrictEqual({
      a: 0,
      b: { c: [new Float64Array(1)] },
    });
  });

  test("null for what has no derivative", () => {
    const inert = ["s", true, 1n, null, undefined, Symbol("s"), Int32Array.of(1), new Uint8Array(2), () => 1];
    const opaque = [new Date(), /x/, new Map(), new Set(), new DataView(new ArrayBuffer(8)), new ArrayBuffer(8)];
    for (const x of [...inert, ...opaque]) expect(zerosLike<unknown>(x)).toBe(null);
    expect(zerosLike(["a", 1, null])).toStrictEqual([null, 0, null]);
  });

  test("a class instance has a plain record", () => {
    expect(zerosLike(new Spring(2, Float32Array.of(1), "s"))).toStrictEqual({
      k: 0,
      rest: new Float64Array(1),
      name: null,
    });
  });

  test("shared and cyclic references share their shadow", () => {
    const row = Float64Array.of(1, 2);
    const [a, b, c] = zerosLike([row, row, row.slice()]);
    expect(a).toBe(b);
    expect(a).not.toBe(c);
    const shadow = zerosLike(cyclic(3));
    expect(shadow.x).toBe(0);
    expect(shadow.self).toBe(shadow);
  });
});

describe("addInto", () => {
  test("adds numbers by value and containers in place", () => {
    expect(addInto(2, 3)).toBe(5);
    const dst = { w: Float64Array.of(1, 2), rows: [[1], [2]], n: 4, tag: null };
    const result = addInto(dst, { w: Float64Array.of(10, 20), rows: [[30], [40]], n: 50, tag: null });
    expect(result).toBe(dst);
    expect(dst).toStrictEqual({ w: Float64Array.of(11, 22), rows: [[31], [42]], n: 54, tag: null });
  });

  test("skips null on either side", () => {
    expect(addInto([1, null, 3], [null, 5, 10])).toStrictEqual([1, null, 13]);
    expect(addInto(null, 3)).toBe(null);
    expect(addInto({ a: 1 }, {})).toStrictEqual({ a: 1 });
  });

  test("rounds nothing: a Float32Array adds into a Float64Array", () => {
    expect(addInto(Float64Array.of(2 ** -30), Float32Array.of(1))).toStrictEqual(Float64Array.of(1 + 2 ** -30));
    // Of a list, and of one that has become longer since.
    expect(addInto([1, 2, 3], Float64Array.of(10, 20, 30))).toStrictEqual([11, 22, 33]);
    expect(addInto([1, 2, 3], Float64Array.of(10))).toStrictEqual([11, 2, 3]);
  });

  test("a shared shadow receives the contribution of every position", () => {
    const row = Float64Array.of(0);
    const seed = Float64Array.of(1);
    addInto([row, row], [seed, seed]);
    expect(row[0]).toBe(2);
  });

  test("ends on cycles", () => {
    const dst = zerosLike(cyclic(1));
    addInto(dst, cyclic(5));
    expect(dst.x).toBe(5);
  });
});

describe("setZero and cloneShadow", () => {
  test("setZero clears in place", () => {
    const shadow = { w: Float64Array.of(1), rows: [[1, 2], null], n: 3, tag: null };
    const { w, rows } = shadow;
    setZero(shadow);
    expect(shadow).toStrictEqual({ w: Float64Array.of(0), rows: [[0, 0], null], n: 0, tag: null });
    expect(shadow.w).toBe(w);
    expect(shadow.rows).toBe(rows);
    const loop = cyclic(2);
    setZero(loop);
    expect(loop.x).toBe(0);
  });

  test("cloneShadow shares nothing with the original and keeps what is shared inside", () => {
    const row = Float64Array.of(1, 2);
    const shadow = { rows: [row, row], n: 3, tag: null };
    const clone = cloneShadow(shadow);
    expect(clone).toStrictEqual(shadow);
    expect(clone.rows[0]).toBe(clone.rows[1]);
    row[0] = 9;
    expect(clone.rows[0][0]).toBe(1);
    const loop = cloneShadow(cyclic(1));
    expect(loop.self).toBe(loop);
  });
});

describe("asTangent", () => {
  test("has the containers of the primal, in fresh memory", () => {
    const primal = { w: Float32Array.of(1, 2), v: Float64Array.of(3), rows: [Float32Array.of(1)], n: 1, s: "x" };
    const shadow = { w: Float64Array.of(0.1, 2), v: Float64Array.of(4), rows: [Float64Array.of(5)], n: 6, s: null };
    const tangent = asTangent(shadow, primal);
    expectTypeOf(tangent.w).toEqualTypeOf<Float32Array>();
    expect(tangent).toStrictEqual({
      w: Float32Array.of(0.1, 2),
      v: Float64Array.of(4),
      rows: [Float32Array.of(5)],
      n: 6,
      s: null,
    });
    shadow.v[0] = 9;
    expect(tangent.v[0]).toBe(4);
  });

  test("is a plain record for a class instance", () => {
    const primal = new Spring(2, Float32Array.of(1), "s");
    const tangent = asTangent({ k: 1, rest: Float64Array.of(2), name: null, energy: null }, primal);
    expect(Object.getPrototypeOf(tangent)).toBe(Object.prototype);
    expect(tangent.rest).toStrictEqual(Float32Array.of(2));
  });

  test("keeps the shadow's containers where the primal has lost elements", () => {
    expect(asTangent([[1], [2]], [[1]])).toStrictEqual([[1], [2]]);
  });
});

describe("fromTangent", () => {
  test("is the inverse of asTangent", () => {
    const primal = { w: Float32Array.of(1, 2), rows: [[1], [2]], n: 1, s: "x" };
    const tangent = { w: Float32Array.of(3, 4), rows: [[5], [6]], n: 7, s: null };
    const shadow = fromTangent(tangent, primal);
    expectTypeOf(shadow.w).toEqualTypeOf<Float64Array>();
    expect(shadow).toStrictEqual({ w: Float64Array.of(3, 4), rows: [[5], [6]], n: 7, s: null });
    expect(asTangent(shadow, primal)).toStrictEqual(tangent);
    tangent.rows[0][0] = 9;
    expect(shadow.rows[0][0]).toBe(5);
  });

  test("ignores what stands where there is no derivative", () => {
    const primal: [number, string, Int32Array] = [5, "s", Int32Array.of(1)];
    const tangent = [1, "junk", { deep: 1 }] as unknown as [number, null, null];
    expect(fromTangent(tangent, primal)).toStrictEqual([1, null, null]);
  });

  test("memory that is reached twice has one tangent", () => {
    const row = Float64Array.of(1, 2);
    const rows = [row, row];
    const [a, b] = fromTangent([Float64Array.of(3, 4), Float64Array.of(3, 4)], rows);
    expect(a).toStrictEqual(Float64Array.of(3, 4));
    expect(a).toBe(b);
    expect(() => fromTangent([Float64Array.of(3, 4), Float64Array.of(3, 5)], rows)).toThrow("two different tangents");
    const loop = fromTangent(cyclic(7), cyclic(1));
    expect(loop.x).toBe(7);
    expect(loop.self).toBe(loop);
  });
});
