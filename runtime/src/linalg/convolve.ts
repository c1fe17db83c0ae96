import { nondifferentiable, withRule } from "cotangent";
import { expectArray, expectOptions } from "../kernel-arguments.js";
import { plus } from "./elementwise.js";
import { expectMatrix, ShapeError } from "./shapes.js";

/**
 * What of a convolution is returned: `"full"`, all of it (m + p - 1); `"same"`, as many numbers as `x` has, from the middle; `"valid"`, where
 * nothing outside of `x` is needed (m - p + 1, or none).
 */
export type ConvolutionMode = "full" | "same" | "valid";

/** Options of `convolve` and `convolve2d`. */
export interface ConvolutionOptions {
  /** `"full"`, unless said otherwise. */
  readonly mode?: ConvolutionMode;
}

/**
 * The convolution of two vectors, `y_i = sum of h_p x_{i-p}`, by sums; by `fft` it is faster for long `h` (Golub and Van Loan, section 4.8).
 * @throws ShapeError where `h` is empty; RangeError for another mode
 */
export function convolve(x: Float64Array, h: Float64Array, options: ConvolutionOptions = {}): Float64Array {
  expectArray("convolve", "x", x);
  expectArray("convolve", "h", h);
  const [m, p] = [x.length, h.length];
  expectOptions("convolve", options);
  return convolved(x, h, windowOf("convolve", 1, m, 1, p, options.mode ?? "full"));
}

/**
 * The convolution of an m x n and a p x q matrix, `y_ij = sum of h_kl x_{i-k,j-l}`; modes hold for rows and columns. Of a correlation, which
 * neural networks call a convolution, `h` is turned by 180 degrees, which is its array reversed. By sums, as `convolve` (Golub and Van Loan, section
 * 4.8).
 * @throws ShapeError
 */
export function convolve2d(
  x: Float64Array,
  h: Float64Array,
  m: number,
  n: number,
  p: number,
  q: number,
  options: ConvolutionOptions = {},
): Float64Array {
  expectMatrix("convolve2d", "x", x, m, n);
  expectMatrix("convolve2d", "h", h, p, q);
  expectOptions("convolve2d", options);
  return convolved(x, h, windowOf("convolve2d", m, n, p, q, options.mode ?? "full"));
}

/** Of `x`, m x n, and `h`, p x q, the part of the convolution with `rows` x `columns` numbers that begins at (`top`, `left`). */
interface Window {
  readonly m: number;
  readonly n: number;
  readonly p: number;
  readonly q: number;
  readonly top: number;
  readonly left: number;
  readonly rows: number;
  readonly columns: number;
}

const windowOf: (name: string, m: number, n: number, p: number, q: number, mode: ConvolutionMode) => Window =
  /* @__PURE__ */ nondifferentiable(
    (name: string, m: number, n: number, p: number, q: number, mode: ConvolutionMode): Window => {
      if (p === 0 || q === 0) throw new ShapeError(`${name}: h is ${p} x ${q}, but has to have at least one number`);
      if (mode !== "full" && mode !== "same" && mode !== "valid")
        throw new RangeError(`${name}: mode is ${mode}, but has to be "full", "same" or "valid"`);
      const sizes = { m, n, p, q };
      if (m === 0 || n === 0) return { ...sizes, top: 0, left: 0, rows: 0, columns: 0 };
      if (mode === "full") return { ...sizes, top: 0, left: 0, rows: m + p - 1, columns: n + q - 1 };
      if (mode === "same")
        return { ...sizes, top: Math.floor((p - 1) / 2), left: Math.floor((q - 1) / 2), rows: m, columns: n };
      const [rows, columns] = [Math.max(m - p + 1, 0), Math.max(n - q + 1, 0)];
      return { ...sizes, top: p - 1, left: q - 1, rows, columns };
    },
  );

/** The derivatives by either factor are windows of convolutions with the other one reversed. */
const convolved: (x: Float64Array, h: Float64Array, window: Window) => Float64Array = /* @__PURE__ */ withRule(
  (x: Float64Array, h: Float64Array, window: Window): Float64Array => {
    const { m, n, p, q, top, left, rows, columns } = window;
    const y = new Float64Array(rows * columns);
    for (let i = 0; i < rows; i++) {
      // Rows of `h` that meet a row of `x`.
      const last = Math.min(p - 1, i + top);
      for (let k = Math.max(0, i + top - m + 1); k <= last; k++)
        for (let l = 0; l < q; l++) {
          const factor = h[k * q + l];
          const shift = (i + top - k) * n + left - l;
          const end = Math.min(columns, n - left + l);
          for (let j = Math.max(0, l - left); j < end; j++) y[i * columns + j] += factor * x[shift + j];
        }
    }
    return y;
  },
  {
    jvp: ([x, h, window], [dx, dh]) => [
      convolved(x, h, window),
      plus(convolved(dx, h, window), convolved(x, dh, window)),
    ],
    forward: (x, h, window) => [convolved(x, h, window), { x, h, window }],
    backward: ({ x, h, window }, c) => [
      convolved(c, reversed(h), towardsX(window)),
      convolved(reversed(x), c, towardsH(window)),
      null as never,
    ],
  },
);

function reversed(x: Float64Array): Float64Array {
  const result = new Float64Array(x.length);
  for (let i = 0; i < x.length; i++) result[i] = x[x.length - 1 - i];
  return result;
}

const towardsX: (window: Window) => Window = /* @__PURE__ */ nondifferentiable(
  ({ m, n, p, q, top, left, rows, columns }: Window): Window => ({
    m: rows,
    n: columns,
    p,
    q,
    top: p - 1 - top,
    left: q - 1 - left,
    rows: m,
    columns: n,
  }),
);

const towardsH: (window: Window) => Window = /* @__PURE__ */ nondifferentiable(
  ({ m, n, p, q, top, left, rows, columns }: Window): Window => ({
    m,
    n,
    p: rows,
    q: columns,
    top: m - 1 - top,
    left: n - 1 - left,
    rows: p,
    columns: q,
  }),
);
