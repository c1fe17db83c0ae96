import { nondifferentiable, withRule } from "cotangent";
import { expectArray } from "../kernel-arguments.js";
import { NonFiniteError, SingularSystemError } from "../numerical-errors.js";
import { minus } from "./elementwise.js";
import { expectCount, expectLength, expectMatrix } from "./shapes.js";

/**
 * The solution of `A X = B`, `A` n x n with `lower` diagonals below the main one and `upper` above; `b`: n x `columns`, a vector unless said
 * otherwise. `bands` has a row for each row of `A`, of `lower + 1 + upper` numbers: entry (i, j) of `A` is `bands[i * (lower + 1 + upper) + lower + j - i]`,
 * and what would be outside of `A` is not read. By elimination with rows exchanged (Golub and Van Loan, section 4.3).
 * @throws ShapeError; NonFiniteError; SingularSystemError
 */
export function solveBanded(
  bands: Float64Array,
  b: Float64Array,
  n: number,
  lower: number,
  upper: number,
  columns = 1,
): Float64Array {
  expectCount("solveBanded", "the number of ", "lower diagonals", lower);
  expectCount("solveBanded", "the number of ", "upper diagonals", upper);
  expectMatrix("solveBanded", "bands", bands, n, lower + 1 + upper);
  expectMatrix("solveBanded", "b", b, n, columns);
  return solveBands(bands, b, n, lower, upper, columns, "solveBanded");
}

/**
 * The solution of `A X = B`, `A` with a main diagonal of n numbers and n - 1 numbers in the diagonals `below` and `above` it; `b`: n x `columns`, a
 * vector unless said otherwise. By elimination with rows exchanged (Golub and Van Loan, section 4.3).
 * @throws ShapeError; NonFiniteError; SingularSystemError
 */
export function solveTridiagonal(
  below: Float64Array,
  diagonal: Float64Array,
  above: Float64Array,
  b: Float64Array,
  columns = 1,
): Float64Array {
  expectArray("solveTridiagonal", "diagonal", diagonal);
  const n = diagonal.length;
  expectLength("solveTridiagonal", "below", below, Math.max(n - 1, 0));
  expectLength("solveTridiagonal", "above", above, Math.max(n - 1, 0));
  expectMatrix("solveTridiagonal", "b", b, n, columns);
  const bands = new Float64Array(3 * n);
  for (let i = 0; i < n; i++) bands[3 * i + 1] = diagonal[i];
  for (let i = 1; i < n; i++) {
    bands[3 * i] = below[i - 1];
    bands[3 * i - 1] = above[i - 1];
  }
  return solveBands(bands, b, n, 1, 1, columns, "solveTridiagonal");
}

/** `A dX = dB - dA X`, and its transpose: bands transposed are bands. */
const solveBands: (
  bands: Float64Array,
  b: Float64Array,
  n: number,
  lower: number,
  upper: number,
  columns: number,
  name: string,
) => Float64Array = /* @__PURE__ */ withRule(
  (
    bands: Float64Array,
    b: Float64Array,
    n: number,
    lower: number,
    upper: number,
    columns: number,
    name: string,
  ): Float64Array => {
    const x = b.slice();
    eliminateBands(bands, x, n, lower, upper, columns, name);
    return x;
  },
  {
    jvp: ([bands, b, n, lower, upper, columns, name], [dbands, db]) => {
      const x = solveBands(bands, b, n, lower, upper, columns, name);
      const rest = minus(db, timesBands(dbands, x, n, lower, upper, columns));
      return [x, solveBands(bands, rest, n, lower, upper, columns, name)];
    },
    forward: (bands, b, n, lower, upper, columns, name) => {
      const x = solveBands(bands, b, n, lower, upper, columns, name);
      return [x, { bands, x, n, lower, upper, columns, name }];
    },
    backward: ({ bands, x, n, lower, upper, columns, name }, c) => {
      const y = solveBands(transposeBands(bands, n, lower, upper), c, n, upper, lower, columns, name);
      return [negativeProducts(y, x, n, lower, upper, columns), y, 0, 0, 0, 0, null];
    },
  },
);

/** The columns in which row `i` has entries: from the first up to the end. */
const spanOf = /* @__PURE__ */ nondifferentiable(
  (i: number, n: number, lower: number, upper: number): [number, number] => [
    Math.max(0, i - lower),
    Math.min(n, i + upper + 1),
  ],
);

function timesBands(
  bands: Float64Array,
  x: Float64Array,
  n: number,
  lower: number,
  upper: number,
  columns: number,
): Float64Array {
  const y = new Float64Array(n * columns);
  for (let i = 0; i < n; i++) {
    const [first, end] = spanOf(i, n, lower, upper);
    const row = i * (lower + upper) + lower;
    for (let k = first; k < end; k++)
      for (let j = 0; j < columns; j++) y[i * columns + j] += bands[row + k] * x[k * columns + j];
  }
  return y;
}

function transposeBands(bands: Float64Array, n: number, lower: number, upper: number): Float64Array {
  const transposed = new Float64Array(bands.length);
  for (let i = 0; i < n; i++) {
    const [first, end] = spanOf(i, n, lower, upper);
    for (let k = first; k < end; k++)
      transposed[k * (lower + upper) + upper + i] = bands[i * (lower + upper) + lower + k];
  }
  return transposed;
}

/** What is in the bands of `-Y X^T`. */
function negativeProducts(
  y: Float64Array,
  x: Float64Array,
  n: number,
  lower: number,
  upper: number,
  columns: number,
): Float64Array {
  const bands = new Float64Array(n * (lower + 1 + upper));
  for (let i = 0; i < n; i++) {
    const [first, end] = spanOf(i, n, lower, upper);
    for (let k = first; k < end; k++) {
      let sum = 0;
      for (let j = 0; j < columns; j++) sum -= y[i * columns + j] * x[k * columns + j];
      bands[i * (lower + upper) + lower + k] = sum;
    }
  }
  return bands;
}

/** Solves in place. Rows are kept from their diagonals on: exchanged ones reach `lower` columns further. */
function eliminateBands(
  bands: Float64Array,
  x: Float64Array,
  n: number,
  lower: number,
  upper: number,
  columns: number,
  name: string,
): void {
  const width = lower + upper + 1;
  const rows = new Float64Array(n * width);
  const scale = new Float64Array(n);
  // Row `i` begins at its first entry: at column `i - lower`, or 0.
  for (let i = 0; i < n; i++) {
    const first = Math.max(0, i - lower);
    const end = Math.min(n, i + upper + 1);
    for (let k = first; k < end; k++) {
      const entry = bands[i * width + lower + k - i];
      if (!Number.isFinite(entry))
        throw new NonFiniteError(`${name}: the ${n} x ${n} matrix has the entry ${entry} in row ${i}, column ${k}`);
      rows[i * width + k - first] = entry;
      scale[i] = Math.max(scale[i], Math.abs(entry));
    }
  }
  // At step `k` all rows from `k` to `k + lower` begin at column `k`.
  for (let k = 0; k < n; k++) {
    const last = Math.min(n - 1, k + lower);
    let pivot = k;
    let most = -1;
    for (let i = k; i <= last; i++) {
      const relative = scale[i] === 0 ? 0 : Math.abs(rows[i * width]) / scale[i];
      if (relative > most) {
        pivot = i;
        most = relative;
      }
    }
    if (!(most > n * Number.EPSILON))
      throw new SingularSystemError(`${name}: the ${n} x ${n} matrix is singular to working precision (column ${k})`);
    if (pivot !== k) {
      exchange(rows, pivot * width, k * width, width);
      exchange(x, pivot * columns, k * columns, columns);
      exchange(scale, pivot, k, 1);
    }
    for (let i = k + 1; i <= last; i++) {
      const factor = rows[i * width] / rows[k * width];
      for (let j = 1; j < width; j++) rows[i * width + j - 1] = rows[i * width + j] - factor * rows[k * width + j];
      rows[i * width + width - 1] = 0;
      for (let j = 0; j < columns; j++) x[i * columns + j] -= factor * x[k * columns + j];
    }
  }
  for (let i = n - 1; i >= 0; i--) {
    const end = Math.min(width, n - i);
    for (let j = 0; j < columns; j++) {
      let rest = x[i * columns + j];
      for (let k = 1; k < end; k++) rest -= rows[i * width + k] * x[(i + k) * columns + j];
      x[i * columns + j] = rest / rows[i * width];
    }
  }
}

function exchange(a: Float64Array, p: number, q: number, count: number): void {
  for (let j = 0; j < count; j++) {
    const entry = a[p + j];
    a[p + j] = a[q + j];
    a[q + j] = entry;
  }
}
