import {
  type Coloring,
  type Csr,
  colorColumns,
  colorRows,
  colorStar,
  decompressColumns,
  decompressRows,
  decompressStar,
  patternOf,
  type SparsityPattern,
  seeds,
  toDense,
  transpose,
} from "cotangent/sparse";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { banded, patterns, positionsOf, symmetricPatterns, valueAt } from "./patterns.js";

function matrixOf(pattern: SparsityPattern, value = valueAt): Csr {
  return { ...pattern, values: Float64Array.from(positionsOf(pattern), ([i, j]) => value(i, j)) };
}

/** A v; entries are added to nothing else where a seed picks one in each row, so that the product is exact. */
function times(matrix: Csr, v: Float64Array): Float64Array {
  const { shape, offsets, columns, values } = matrix;
  const product = new Float64Array(shape[0]);
  for (let i = 0; i < shape[0]; i++)
    for (let p = offsets[i]; p < offsets[i + 1]; p++) product[i] += values[p] * v[columns[p]];
  return product;
}

const compress = (matrix: Csr, coloring: Coloring): Float64Array[] =>
  seeds(coloring).map((seed) => times(matrix, seed));

describe("what was compressed comes back to the last bit", () => {
  test("by columns", () => {
    fc.assert(
      fc.property(patterns, (pattern) => {
        const matrix = matrixOf(pattern);
        const coloring = colorColumns(pattern);
        expect(decompressColumns(pattern, coloring, compress(matrix, coloring))).toStrictEqual(matrix);
      }),
    );
  });

  test("by rows", () => {
    fc.assert(
      fc.property(patterns, (pattern) => {
        const matrix = matrixOf(pattern);
        const coloring = colorRows(pattern);
        expect(decompressRows(pattern, coloring, compress(transpose(matrix), coloring))).toStrictEqual(matrix);
      }),
    );
  });

  test("of symmetric matrices by a star coloring", () => {
    fc.assert(
      fc.property(
        symmetricPatterns,
        fc.constantFrom("natural" as const, "largestFirst" as const, "smallestFirst" as const, undefined),
        (pattern, order) => {
          const matrix = matrixOf(pattern, (i, j) => valueAt(Math.min(i, j), Math.max(i, j)));
          const coloring = colorStar(pattern, order);
          expect(decompressStar(pattern, coloring, compress(matrix, coloring))).toStrictEqual(matrix);
        },
      ),
      { numRuns: 500 },
    );
  });
});

test("a Hessian with an arrow takes two products", () => {
  const n = 1000;
  const [rows, columns]: number[][] = [[0], [0]];
  for (let i = 1; i < n; i++) {
    rows.push(0, i, i);
    columns.push(i, 0, i);
  }
  const pattern = patternOf(rows, columns, [n, n]);
  const matrix = matrixOf(pattern, (i, j) => i + j + 1);
  const coloring = colorStar(pattern);
  expect(coloring.count).toBe(2);
  expect(decompressStar(pattern, coloring, compress(matrix, coloring))).toStrictEqual(matrix);
});

test("the dense form", () => {
  const pattern = patternOf([0, 1], [1, 0], [2, 2]);
  const coloring: Coloring = { colors: Int32Array.of(0, 0), count: 1 };
  expect(toDense(decompressColumns(pattern, coloring, [[3, 4]]))).toStrictEqual([
    Float64Array.of(0, 3),
    Float64Array.of(4, 0),
  ]);
});

describe("RangeErrors", () => {
  const pattern = banded(4, 1, 1);
  const coloring = colorColumns(pattern);
  const products = compress(matrixOf(pattern), coloring);

  test.each([decompressColumns, decompressRows, decompressStar])("%o", (decompress) => {
    expect(() => decompress(pattern, coloring, products.slice(1))).toThrow(/: there are 2 products for 3 colors/);
    expect(() => decompress(pattern, coloring, [...products.slice(1), new Float64Array(5)])).toThrow(
      /product 2 has length 5, not 4/,
    );
    expect(() => decompress(pattern, { colors: new Int32Array(3), count: 3 }, products)).toThrow(
      /there are 3 colors for 4 /,
    );
  });

  test("a coloring that is no star coloring", () => {
    const path = patternOf([0, 1, 1, 2, 2, 3], [1, 0, 2, 1, 3, 2], [4, 4]);
    const two: Coloring = { colors: Int32Array.of(0, 1, 0, 1), count: 2 };
    expect(() => decompressStar(path, two, [new Float64Array(4), new Float64Array(4)])).toThrow(
      new RangeError(
        "decompressStar: the colors do not tell the entry (1, 2); this is no star coloring of the pattern",
      ),
    );
  });
});
