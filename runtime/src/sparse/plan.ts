import { type Coloring, colorColumns, colorRows, type Order } from "./coloring.js";
import { patternOf, type SparsityPattern, transposePattern } from "./pattern.js";
import { colorStar } from "./star.js";
import { tellingEntries } from "./telling.js";

/**
 * How a sparse matrix is found: its pattern, the groups of columns (or rows) that a product is taken of, one for each color, and which
 * entries each product tells. A plan serves any number of calls of `sparseJacobianWith` or `sparseHessianWith`.
 */
export interface SparsePlan extends SparsityPattern {
  readonly of: "jacobian" | "hessian";
  /** The groups are of rows: products are pulled back, not pushed forward. */
  readonly byRows: boolean;
  /** How many products there are. */
  readonly count: number;
  /** The columns (or rows) in group c: `members[groups[c]]`, ..., `members[groups[c + 1] - 1]`. */
  readonly groups: Int32Array;
  readonly members: Int32Array;
  /** What product c tells, from `told[c]` to `told[c + 1] - 1`: the value of the entry `entries[q]` is its number `numbers[q]`. */
  readonly told: Int32Array;
  readonly numbers: Int32Array;
  readonly entries: Int32Array;
  /** Every matrix that is found is compared with a product in a random direction. */
  readonly checks: boolean;
}

export interface PlanOptions {
  /** In which order the greedy coloring goes. */
  readonly order?: Order;
  /**
   * Compares each matrix with one more product, in a random direction: an entry that the pattern misses is then an error, but with
   * probability zero. It costs one sweep.
   */
  readonly check?: boolean;
}

export interface JacobianPlanOptions extends PlanOptions {
  /** What is grouped. By default that of which there are fewer groups. */
  readonly by?: "columns" | "rows";
}

/**
 * A plan for Jacobians of a pattern. Groups of columns are pushed forward, several in one sweep, groups of rows pulled back.
 * @throws RangeError for what is no pattern
 */
export function jacobianPlan(pattern: SparsityPattern, options: JacobianPlanOptions = {}): SparsePlan {
  expectPattern(pattern);
  const columns = options.by === "rows" ? undefined : colorColumns(pattern, options.order);
  const rows = options.by === "columns" ? undefined : colorRows(pattern, options.order);
  const byRows = !columns || (rows !== undefined && rows.count < columns.count);
  const coloring = (byRows ? rows : columns) as Coloring;
  const { offsets, columns: indices } = pattern;
  const colors = new Int32Array(indices.length);
  const numbers = new Int32Array(indices.length);
  for (let i = 0; i < pattern.shape[0]; i++) {
    for (let p = offsets[i]; p < offsets[i + 1]; p++) {
      colors[p] = coloring.colors[byRows ? i : indices[p]];
      numbers[p] = byRows ? indices[p] : i;
    }
  }
  return plan("jacobian", pattern, byRows, coloring, { colors, numbers }, options);
}

/**
 * A plan for Hessians of a pattern, which is symmetric: about half as many groups tell all entries, as each is had in one of two places.
 * @throws RangeError for what is no symmetric pattern
 */
export function hessianPlan(pattern: SparsityPattern, options: PlanOptions = {}): SparsePlan {
  expectPattern(pattern);
  const coloring = colorStar(pattern, options.order);
  return plan("hessian", pattern, false, coloring, tellingEntries(pattern, coloring), options);
}

function plan(
  of: SparsePlan["of"],
  { shape, offsets, columns }: SparsityPattern,
  byRows: boolean,
  { colors, count }: Coloring,
  told: { readonly colors: Int32Array; readonly numbers: Int32Array },
  { check = false }: PlanOptions,
): SparsePlan {
  const groups = grouped(colors, count);
  const entries = grouped(told.colors, count);
  return {
    of,
    shape: [shape[0], shape[1]],
    offsets,
    columns,
    byRows,
    count,
    groups: groups.offsets,
    members: groups.columns,
    told: entries.offsets,
    numbers: entries.columns.map((p) => told.numbers[p]),
    entries: entries.columns,
    checks: check,
  };
}

/** The positions of each color. */
function grouped(colors: Int32Array, count: number): SparsityPattern {
  const offsets = Int32Array.from({ length: colors.length + 1 }, (_, k) => k);
  return transposePattern({ shape: [colors.length, count], offsets, columns: colors });
}

/** The pattern with the mirror image of each of its entries. */
export function symmetricPattern(pattern: SparsityPattern): SparsityPattern {
  const { offsets, columns, shape } = pattern;
  const rows = new Int32Array(columns.length);
  for (let i = 0; i < shape[0]; i++) rows.fill(i, offsets[i], offsets[i + 1]);
  const [both, mirrored] = [new Int32Array(2 * rows.length), new Int32Array(2 * rows.length)];
  both.set(rows);
  both.set(columns, rows.length);
  mirrored.set(columns);
  mirrored.set(rows, rows.length);
  return patternOf(both, mirrored, shape);
}

/** @throws RangeError */
function expectPattern({ shape: [m, n], offsets, columns }: SparsityPattern): void {
  const isWhole =
    offsets.length === m + 1 &&
    offsets[0] === 0 &&
    offsets[m] === columns.length &&
    columns.every((j) => j >= 0 && j < n);
  if (!isWhole)
    throw new RangeError(`a pattern of shape ${m} x ${n} has ${m + 1} ascending offsets, and columns below ${n}`);
  for (let i = 0; i < m; i++) {
    for (let p = offsets[i]; p < offsets[i + 1]; p++) {
      if (p > offsets[i] && columns[p] <= columns[p - 1])
        throw new RangeError(`row ${i} of the pattern does not have its columns in ascending order, each once`);
    }
    if (offsets[i] > offsets[i + 1]) throw new RangeError(`the offsets of the pattern descend at row ${i}`);
  }
}
