import {
  type Coo,
  cooToCsr,
  csrToCoo,
  denseToCsr,
  patternOf,
  patternOfDense,
  toDense,
  transpose,
  transposePattern,
} from "cotangent/sparse";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { patterns, positionsOf } from "./patterns.js";

const matrices: fc.Arbitrary<Coo> = fc
  .record({ m: fc.integer({ min: 1, max: 12 }), n: fc.integer({ min: 1, max: 12 }) })
  .chain(({ m, n }) =>
    fc
      .array(fc.tuple(fc.nat(m - 1), fc.nat(n - 1), fc.integer({ min: 1, max: 9 })), { maxLength: 60 })
      .map((entries) => ({
        shape: [m, n] as const,
        rows: Int32Array.from(entries, ([i]) => i),
        columns: Int32Array.from(entries, ([, j]) => j),
        values: Float64Array.from(entries, ([, , x]) => x),
      })),
  );

test("a small matrix in all forms", () => {
  const coo: Coo = {
    shape: [3, 4],
    rows: Int32Array.of(2, 0, 2, 0),
    columns: Int32Array.of(3, 1, 0, 1),
    values: Float64Array.of(5, 1, 4, 2),
  };
  const csr = cooToCsr(coo);
  expect(csr).toStrictEqual({
    shape: [3, 4],
    offsets: Int32Array.of(0, 1, 1, 3),
    columns: Int32Array.of(1, 0, 3),
    values: Float64Array.of(3, 4, 5),
  });
  expect(csrToCoo(csr).rows).toStrictEqual(Int32Array.of(0, 2, 2));
  const dense = [Float64Array.of(0, 3, 0, 0), new Float64Array(4), Float64Array.of(4, 0, 0, 5)];
  expect(toDense(csr)).toStrictEqual(dense);
  expect(toDense(coo)).toStrictEqual(dense);
  expect(denseToCsr(dense)).toStrictEqual(csr);
  expect(patternOfDense(dense)).toStrictEqual(patternOf([0, 2, 2], [1, 0, 3], [3, 4]));
});

test("conversions keep random matrices", () => {
  fc.assert(
    fc.property(matrices, (coo) => {
      const csr = cooToCsr(coo);
      expect(toDense(csr)).toStrictEqual(toDense(coo));
      expect(cooToCsr(csrToCoo(csr))).toStrictEqual(csr);
      expect(denseToCsr(toDense(coo), coo.shape[1])).toStrictEqual(csr);
      expect(transpose(transpose(csr))).toStrictEqual(csr);
      const transposed = toDense(transpose(csr));
      for (const [i, row] of toDense(csr).entries()) row.forEach((x, j) => expect(transposed[j][i]).toBe(x));
    }),
  );
});

test("patterns have their positions in order, each once", () => {
  fc.assert(
    fc.property(patterns, (pattern) => {
      const positions = positionsOf(pattern);
      const again = [...positions, ...positions].reverse();
      expect(
        patternOf(
          again.map(([i]) => i),
          again.map(([, j]) => j),
          pattern.shape,
        ),
      ).toStrictEqual(pattern);
      const sorted = [...positions].sort(([a, b], [c, d]) => a - c || b - d);
      expect(positions).toStrictEqual(sorted);
      expect(
        positionsOf(transposePattern(pattern))
          .map(([j, i]) => `${i} ${j}`)
          .sort(),
      ).toEqual(positions.map(([i, j]) => `${i} ${j}`).sort());
    }),
  );
});

test("NaN is an entry, zero of either sign is none", () => {
  expect(positionsOf(patternOfDense([[Number.NaN, 0, -0]]))).toEqual([[0, 0]]);
});

describe("RangeErrors", () => {
  test.each([
    [[3], [0]],
    [[0], [4]],
    [[-1], [0]],
    [[0.5], [0]],
    [[Number.NaN], [0]],
  ])("a position outside: %o, %o", (rows, columns) => {
    expect(() => patternOf(rows, columns, [3, 4])).toThrow(RangeError);
    expect(() => patternOf(rows, columns, [3, 4])).toThrow("outside of a matrix of shape 3 x 4");
  });

  test("lists of different lengths, and rows of different lengths", () => {
    expect(() => patternOf([1], [1, 2], [3, 4])).toThrow(
      new RangeError("there are 1 row indices, but 2 column indices"),
    );
    expect(() => patternOfDense([[1], [1, 2]])).toThrow(new RangeError("row 1 has length 2, not 1"));
  });

  test("a dense matrix that is too large", () => {
    const empty = { shape: [100_000, 100_000] as const, offsets: new Int32Array(100_001), columns: new Int32Array(0) };
    expect(() => toDense({ ...empty, values: new Float64Array(0) })).toThrow(
      new RangeError("toDense: 100000 x 100000 numbers take 74.5 GB; work with the sparse matrix"),
    );
  });
});
