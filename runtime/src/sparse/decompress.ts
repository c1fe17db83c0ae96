import type { Coloring } from "./coloring.js";
import type { Csr } from "./matrix.js";
import type { SparsityPattern } from "./pattern.js";
import { expectSymmetric } from "./star.js";
import { tellingEntries } from "./telling.js";

/**
 * The matrix A of a pattern from its products A s with the seeds of a coloring of its columns, one for each color.
 * @throws RangeError where colors or products are not of that number or length
 */
export function decompressColumns(
  pattern: SparsityPattern,
  { colors, count }: Coloring,
  products: readonly ArrayLike<number>[],
): Csr {
  const [m, n] = pattern.shape;
  expectSizes("decompressColumns", ["columns", n], colors, ["products", count, m], products);
  return withValues(pattern, (i, j) => products[colors[j]][i]);
}

/**
 * The matrix A of a pattern from the products s^T A with the seeds of a coloring of its rows, one for each color.
 * @throws RangeError where colors or products are not of that number or length
 */
export function decompressRows(
  pattern: SparsityPattern,
  { colors, count }: Coloring,
  products: readonly ArrayLike<number>[],
): Csr {
  const [m, n] = pattern.shape;
  expectSizes("decompressRows", ["rows", m], colors, ["products", count, n], products);
  return withValues(pattern, (i, j) => products[colors[i]][j]);
}

/**
 * The symmetric matrix A of a pattern from the products A s with the seeds of a star coloring, one for each color.
 * @throws RangeError where colors or products are not of that number or length, where the pattern is not symmetric, and
 * where the coloring is no star coloring of it
 */
export function decompressStar(
  pattern: SparsityPattern,
  { colors, count }: Coloring,
  products: readonly ArrayLike<number>[],
): Csr {
  const [n] = pattern.shape;
  expectSymmetric(pattern);
  expectSizes("decompressStar", ["columns", n], colors, ["products", count, n], products);
  const told = tellingEntries(pattern, { colors, count });
  return withValues(pattern, (_i, _j, p) => products[told.colors[p]][told.numbers[p]]);
}

function withValues(pattern: SparsityPattern, valueAt: (i: number, j: number, place: number) => number): Csr {
  const { shape, offsets, columns } = pattern;
  const values = new Float64Array(columns.length);
  for (let i = 0; i < shape[0]; i++) {
    for (let p = offsets[i]; p < offsets[i + 1]; p++) values[p] = valueAt(i, columns[p], p);
  }
  return { shape, offsets, columns, values };
}

function expectSizes(
  fn: string,
  [what, vertices]: readonly [string, number],
  colors: Int32Array,
  [, count, length]: readonly [string, number, number],
  products: readonly ArrayLike<number>[],
): void {
  if (colors.length !== vertices)
    throw new RangeError(`${fn}: there are ${colors.length} colors for ${vertices} ${what}`);
  if (products.length !== count)
    throw new RangeError(`${fn}: there are ${products.length} products for ${count} colors`);
  const k = products.findIndex((product) => product.length !== length);
  if (k >= 0) throw new RangeError(`${fn}: product ${k} has length ${products[k].length}, not ${length}`);
}
