import { expectOptions } from "../kernel-arguments.js";
import { nondifferentiable, withRule } from "cotangent";
import { SingularSystemError } from "../numerical-errors.js";
import { minus, triangleOf } from "./elementwise.js";
import { gemmAt } from "./gemm.js";
import { expectMatrix, packed, transposedPlace } from "./shapes.js";

/** Options of `solveTriangular`. */
export interface TriangularOptions {
  /** The matrix is the upper triangle of `t`, not the lower one: `false`. */
  readonly upper?: boolean;
  /** Solves with the transpose of that triangle: `false`. */
  readonly transposed?: boolean;
  /** The diagonal is taken to be ones, and not read: `false`. */
  readonly unit?: boolean;
}

/**
 * The solution of `T X = B`, `T` the lower triangle of the n x n matrix `t`, `b` of n x `columns` numbers: a vector, unless said otherwise. The other
 * triangle of `t` is not read (BLAS dtrsv and dtrsm; Golub and Van Loan, section 3.1).
 * @throws ShapeError; SingularSystemError where the diagonal has a zero
 */
export function solveTriangular(
  t: Float64Array,
  b: Float64Array,
  n: number,
  columns = 1,
  options: TriangularOptions = {},
): Float64Array {
  expectOptions("solveTriangular", options);
  const { upper = false, transposed = false, unit = false } = options;
  return trsm(t, b, n, columns, upper, transposed, unit);
}

/** `T dX = dB - dT X`, and its transpose (Giles, Collected matrix derivative results, 2008, section 2.3.1). */
export const trsm: (
  t: Float64Array,
  b: Float64Array,
  n: number,
  columns: number,
  upper: boolean,
  transposed: boolean,
  unit: boolean,
) => Float64Array = /* @__PURE__ */ withRule(
  (
    t: Float64Array,
    b: Float64Array,
    n: number,
    columns: number,
    upper: boolean,
    transposed: boolean,
    unit: boolean,
  ): Float64Array => {
    expectMatrix("solveTriangular", "t", t, n, n);
    expectMatrix("solveTriangular", "b", b, n, columns);
    const x = b.slice();
    substitute(t, x, n, columns, upper, transposed, unit);
    return x;
  },
  {
    jvp: ([t, b, n, columns, upper, transposed, unit], [dt, db]) => {
      const x = trsm(t, b, n, columns, upper, transposed, unit);
      const lying = packed(n, n);
      const at = transposed ? transposedPlace(lying) : lying;
      const moved = gemmAt(triangleOf(dt, n, upper, unit), at, x, packed(n, columns), packed(n, columns));
      return [x, trsm(t, minus(db, moved), n, columns, upper, transposed, unit)];
    },
    forward: (t, b, n, columns, upper, transposed, unit) => {
      const x = trsm(t, b, n, columns, upper, transposed, unit);
      return [x, { t, x, n, columns, upper, transposed, unit }];
    },
    backward: ({ t, x, n, columns, upper, transposed, unit }, c) => {
      const y = trsm(t, c, n, columns, upper, !transposed, unit);
      const at = packed(n, columns);
      const across = transposedPlace(at);
      const product = transposed ? gemmAt(x, at, y, across, packed(n, n)) : gemmAt(y, at, x, across, packed(n, n));
      const down = triangleOf(product, n, upper, unit);
      return [down.map((v) => -v), y, 0, 0, null, null, null];
    },
  },
);

/** Solves in place. Where neither or both of `upper` and `transposed` hold, from the top. */
export function substitute(
  t: Float64Array,
  x: Float64Array,
  n: number,
  columns: number,
  upper: boolean,
  transposed: boolean,
  unit: boolean,
): void {
  const [down, along] = transposed ? [1, n] : [n, 1];
  const fromTop = upper === transposed;
  for (let step = 0; step < n; step++) {
    const i = fromTop ? step : n - 1 - step;
    const row = i * columns;
    const [first, end] = fromTop ? [0, i] : [i + 1, n];
    if (columns === 1) {
      let rest = x[i];
      for (let k = first; k < end; k++) rest -= t[i * down + k * along] * x[k];
      x[i] = rest;
    } else subtractRows(t, i * down, along, x, row, columns, first, end);
    if (unit) continue;
    const pivot = t[i * n + i];
    if (pivot === 0)
      throw new SingularSystemError(
        `solveTriangular: the matrix t, ${n} x ${n}, has a zero in row ${i} of its diagonal`,
      );
    for (let j = row; j < row + columns; j++) x[j] /= pivot;
  }
}

/** Subtracts multiples of the rows from `first` up to `end` from another one, four at a time. */
function subtractRows(
  t: Float64Array,
  at: number,
  along: number,
  x: Float64Array,
  row: number,
  columns: number,
  first: number,
  end: number,
): void {
  let k = first;
  for (; k + 3 < end; k += 4) {
    const t0 = t[at + k * along];
    const t1 = t[at + (k + 1) * along];
    const t2 = t[at + (k + 2) * along];
    const t3 = t[at + (k + 3) * along];
    for (let j = row, p = k * columns; j < row + columns; j++, p++)
      x[j] -= t0 * x[p] + t1 * x[p + columns] + (t2 * x[p + 2 * columns] + t3 * x[p + 3 * columns]);
  }
  for (; k < end; k++) {
    const factor = t[at + k * along];
    for (let j = row, p = k * columns; j < row + columns; j++, p++) x[j] -= factor * x[p];
  }
}

/** Where derivatives of factors divide by the first `count` pivots. @throws SingularSystemError in the name of the function */
export const expectPivots: (name: string, t: Float64Array, n: number, count: number) => void =
  /* @__PURE__ */ nondifferentiable((name: string, t: Float64Array, n: number, count: number): void => {
    let size = 0;
    for (let i = 0; i < n; i++) size = Math.max(size, Math.abs(t[i * n + i]));
    for (let i = 0; i < count; i++)
      if (!(Math.abs(t[i * n + i]) > n * Number.EPSILON * size))
        throw new SingularSystemError(
          `${name}: column ${i} of the matrix a depends on those before it (to working precision), so that its factors have no derivative`,
        );
  });
