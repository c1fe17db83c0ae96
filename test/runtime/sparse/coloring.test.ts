import {
  type Coloring,
  colorColumns,
  colorRows,
  colorStar,
  type Order,
  patternOf,
  type SparsityPattern,
  seeds,
} from "cotangent/sparse";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { banded, patterns, patternWhere, positionsOf, symmetricPatterns } from "./patterns.js";

const orders: Order[] = ["natural", "largestFirst", "smallestFirst"];

function expectDense({ colors, count }: Coloring, length: number): void {
  expect(colors.length).toBe(length);
  expect([...new Set(colors)].sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, color) => color));
}

describe.each(orders)("columns and rows, %s", (order) => {
  test("no two columns of a color meet in a row", () => {
    fc.assert(
      fc.property(patterns, (pattern) => {
        const coloring = colorColumns(pattern, order);
        expectDense(coloring, pattern.shape[1]);
        const met = positionsOf(pattern).map(([i, j]) => `${i} ${coloring.colors[j]}`);
        expect(new Set(met).size).toBe(met.length);
      }),
    );
  });

  test("no two rows of a color meet in a column", () => {
    fc.assert(
      fc.property(patterns, (pattern) => {
        const coloring = colorRows(pattern, order);
        expectDense(coloring, pattern.shape[0]);
        const met = positionsOf(pattern).map(([i, j]) => `${coloring.colors[i]} ${j}`);
        expect(new Set(met).size).toBe(met.length);
      }),
    );
  });

  test("a column has at most one color more than it has neighbours", () => {
    fc.assert(
      fc.property(patterns, (pattern) => {
        const neighbours = Array.from({ length: pattern.shape[1] }, () => new Set<number>());
        const positions = positionsOf(pattern);
        for (const [i, j] of positions) for (const [k, l] of positions) if (i === k && j !== l) neighbours[j].add(l);
        const { colors } = colorColumns(pattern, order);
        for (const [j, color] of colors.entries()) expect(color).toBeLessThanOrEqual(neighbours[j].size);
      }),
    );
  });
});

describe.each(["natural", "largestFirst"] as const)("bands, %s", (order) => {
  test.each([
    [1, 1],
    [0, 2],
    [3, 2],
    [5, 5],
  ])("a band of %i below and %i above takes its width", (below, above) => {
    const pattern = banded(200, below, above);
    expect(colorColumns(pattern, order).count).toBe(below + above + 1);
    expect(colorRows(pattern, order).count).toBe(below + above + 1);
  });

  test("100 000 columns of a band", () => {
    expect(colorColumns(banded(100_000, 2, 2), order).count).toBe(5);
    expect(colorStar(banded(100_000, 2, 2), order).count).toBe(5);
  });
});

describe("known cases", () => {
  const diagonal = patternWhere(9, 9, (i, j) => i === j);
  const dense = patternWhere(6, 5, () => true);
  const arrow = patternWhere(9, 9, (i, j) => i === j || i === 0 || j === 0);
  const blocks = patternWhere(12, 12, (i, j) => Math.floor(i / 3) === Math.floor(j / 3));
  const tree = patternWhere(
    15,
    15,
    (i, j) => i === j || i === Math.floor((j - 1) / 2) || j === Math.floor((i - 1) / 2),
  );
  const grid = patternWhere(36, 36, (i, j) => {
    const [dx, dy] = [(i % 6) - (j % 6), Math.floor(i / 6) - Math.floor(j / 6)];
    return Math.abs(dx) + Math.abs(dy) <= 1;
  });

  test("diagonal, dense, arrow and blocks", () => {
    expect([diagonal, dense, arrow, blocks].map((pattern) => colorColumns(pattern).count)).toEqual([1, 5, 9, 3]);
    expect([diagonal, dense, arrow, blocks].map((pattern) => colorRows(pattern).count)).toEqual([1, 6, 9, 3]);
    expect([diagonal, arrow, blocks].map((pattern) => colorStar(pattern).count)).toEqual([1, 2, 3]);
  });

  test("the largest first takes fewer colors", () => {
    // The path 0 - 2 - 3 - 1: both ends take the first color before what is between them.
    const path = patternOf([0, 0, 1, 1, 2, 2], [0, 2, 2, 3, 3, 1], [3, 4]);
    expect(colorColumns(path, "natural").count).toBe(3);
    expect(colorColumns(path, "largestFirst").count).toBe(2);
  });

  test("trees take three, grids few", () => {
    expect(colorStar(tree).count).toBe(3);
    expect(colorStar(grid).count).toBeLessThanOrEqual(7);
    expect(colorColumns(grid).count).toBeGreaterThanOrEqual(5);
  });
});

describe.each(orders)("star colorings, %s", (order) => {
  test("neighbours differ, and paths of four have a third color", () => {
    fc.assert(
      fc.property(symmetricPatterns, (pattern) => {
        const coloring = colorStar(pattern, order);
        expectDense(coloring, pattern.shape[0]);
        expectStar(pattern, coloring.colors);
      }),
      { numRuns: 500 },
    );
  });

  test("of dense random graphs", () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: 55, maxLength: 55 }), (edges) => {
        const has = (i: number, j: number): boolean => i < j && edges[(j * (j - 1)) / 2 + i];
        const pattern = patternWhere(11, 11, (i, j) => has(i, j) || has(j, i));
        expectStar(pattern, colorStar(pattern, order).colors);
      }),
      { numRuns: 500 },
    );
  });

  function expectStar(pattern: SparsityPattern, colors: Int32Array): void {
    const edges = positionsOf(pattern).filter(([i, j]) => i !== j);
    const next = edges.reduce((map, [i, j]) => map.set(i, [...(map.get(i) ?? []), j]), new Map<number, number[]>());
    const wrong = edges.flatMap(([b, c]) => {
      if (colors[b] === colors[c]) return [[b, c]];
      const paths = next.get(b)!.flatMap((a) => next.get(c)!.map((d) => [a, b, c, d]));
      return paths.filter(
        ([a, , , d]) => a !== c && b !== d && a !== d && colors[a] === colors[c] && colors[b] === colors[d],
      );
    });
    expect(wrong).toEqual([]);
  }
});

test("without an order a star coloring is the better of two", () => {
  // Cameras that see points: each point has a few cameras for neighbors, each camera many points.
  const [cameras, points] = [20, 400];
  const [rows, columns]: number[][] = [[], []];
  for (let p = 0; p < points; p++) {
    for (let k = 0; k < 3; k++) {
      const camera = (p * 7 + k * 3) % cameras;
      rows.push(camera, cameras + p);
      columns.push(cameras + p, camera);
    }
  }
  const pattern = patternOf(rows, columns, [cameras + points, cameras + points]);
  const [smallest, largest] = [colorStar(pattern, "smallestFirst"), colorStar(pattern, "largestFirst")];
  expect(smallest.count).toBeLessThanOrEqual(cameras + 1);
  expect(largest.count).toBeGreaterThan(cameras + 1);
  expect(colorStar(pattern)).toEqual(smallest);
  fc.assert(
    fc.property(symmetricPatterns, (any) => {
      const counts = (["smallestFirst", "largestFirst"] as const).map((order) => colorStar(any, order).count);
      expect(colorStar(any).count).toBe(Math.min(...counts));
    }),
  );
});

test("arrows of 100 000 take time in their entries", () => {
  const n = 100_000;
  const [rows, columns]: number[][] = [[0], [0]];
  for (let i = 1; i < n; i++) {
    rows.push(0, i, i);
    columns.push(i, 0, i);
  }
  const pattern = patternOf(rows, columns, [n, n]);
  expect(colorStar(pattern).count).toBe(2);
  expect(colorColumns(pattern).count).toBe(n);
});

test("star colorings take no more colors than colorings of columns on bands, blocks and grids", () => {
  for (const pattern of [
    banded(60, 1, 1),
    banded(60, 3, 3),
    patternWhere(12, 12, (i, j) => Math.floor(i / 4) === Math.floor(j / 4)),
  ]) {
    expect(colorStar(pattern).count).toBeLessThanOrEqual(colorColumns(pattern).count);
  }
});

test("seeds are the indicators of the colors", () => {
  const coloring: Coloring = { colors: Int32Array.of(0, 1, 0), count: 2 };
  expect(seeds(coloring)).toStrictEqual([Float64Array.of(1, 0, 1), Float64Array.of(0, 1, 0)]);
});

test("a pattern without symmetry has no star coloring", () => {
  expect(() => colorStar(patternWhere(3, 2, () => true))).toThrow(
    new RangeError("a symmetric pattern is square, but this one has shape 3 x 2"),
  );
  const one = (i: number, j: number) => colorStar(patternOf([0, 1, 2, i], [0, 1, 2, j], [3, 3]));
  expect(() => one(0, 2)).toThrow(new RangeError("the pattern is not symmetric: of (0, 2) and (2, 0) it has one only"));
  expect(() => one(2, 0)).toThrow(new RangeError("the pattern is not symmetric: of (0, 2) and (2, 0) it has one only"));
});
