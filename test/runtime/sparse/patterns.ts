import { patternOf, type SparsityPattern } from "cotangent/sparse";
import fc from "fast-check";

/** The pattern of the positions that `has` tells. */
export function patternWhere(m: number, n: number, has: (i: number, j: number) => boolean): SparsityPattern {
  const [rows, columns]: number[][] = [[], []];
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      if (!has(i, j)) continue;
      rows.push(i);
      columns.push(j);
    }
  }
  return patternOf(rows, columns, [m, n]);
}

export const banded = (n: number, below: number, above: number): SparsityPattern => {
  const [rows, columns]: number[][] = [[], []];
  for (let i = 0; i < n; i++) {
    for (let j = Math.max(0, i - below); j <= Math.min(n - 1, i + above); j++) {
      rows.push(i);
      columns.push(j);
    }
  }
  return patternOf(rows, columns, [n, n]);
};

/** Random patterns of any shape, of any density, with rows and columns without entries. */
export const patterns: fc.Arbitrary<SparsityPattern> = fc
  .record({ m: fc.integer({ min: 1, max: 25 }), n: fc.integer({ min: 1, max: 25 }) })
  .chain(({ m, n }) =>
    fc.array(fc.tuple(fc.nat(m - 1), fc.nat(n - 1)), { maxLength: 120 }).map((positions) =>
      patternOf(
        positions.map(([i]) => i),
        positions.map(([, j]) => j),
        [m, n],
      ),
    ),
  );

/** The same of symmetric patterns, with or without the diagonal. */
export const symmetricPatterns: fc.Arbitrary<SparsityPattern> = fc
  .record({ n: fc.integer({ min: 1, max: 25 }), diagonal: fc.boolean() })
  .chain(({ n, diagonal }) =>
    fc.array(fc.tuple(fc.nat(n - 1), fc.nat(n - 1)), { maxLength: 80 }).map((half) => {
      const whole = [...half, ...half.map(([i, j]) => [j, i] as const)];
      if (diagonal) for (let i = 0; i < n; i++) whole.push([i, i]);
      return patternOf(
        whole.map(([i]) => i),
        whole.map(([, j]) => j),
        [n, n],
      );
    }),
  );

export function positionsOf({ shape, offsets, columns }: SparsityPattern): [number, number][] {
  const positions: [number, number][] = [];
  for (let i = 0; i < shape[0]; i++) {
    for (let p = offsets[i]; p < offsets[i + 1]; p++) positions.push([i, columns[p]]);
  }
  return positions;
}

/** A value for each entry, by its place: no sum of some of them is another one. */
export const valueAt = (i: number, j: number): number => 1 + 2 ** -20 * (i * 1009 + j * 31) + (i ^ j) / 7;
