import { withRule } from "cotangent";
import { expectArray } from "../kernel-arguments.js";
import { chirp, powersOfTwo } from "./fourier.js";
import { expectLength } from "./shapes.js";

/** Real and imaginary parts of complex numbers. */
export interface Complex {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/**
 * The discrete Fourier transform, `y_k = sum of x_j exp(-2 pi i j k / n)`, of any length: powers of two in place (Cooley and Tukey), others by
 * a convolution of such a length (Bluestein 1970; Van Loan, Computational frameworks for the fast Fourier transform, 1992). A vector of
 * real numbers has zeros for `im`.
 * @throws ShapeError where there are not as many imaginary parts
 */
export function fft(re: Float64Array, im: Float64Array): Complex {
  expectArray("fft", "re", re);
  expectLength("fft", "im", im, re.length);
  return transform(re, im, false);
}

/**
 * The inverse of `fft`: `y_k = 1 / n times the sum of x_j exp(2 pi i j k / n)`. Cooley and Tukey; Bluestein (1970).
 * @throws ShapeError
 */
export function ifft(re: Float64Array, im: Float64Array): Complex {
  expectArray("ifft", "re", re);
  expectLength("ifft", "im", im, re.length);
  const { length } = re;
  const y = transform(re, im, true);
  return { re: y.re.map((v) => v / length), im: y.im.map((v) => v / length) };
}

/** Linear, and its adjoint is the same with the other sign. */
const transform: (re: Float64Array, im: Float64Array, inverse: boolean) => Complex = /* @__PURE__ */ withRule(
  (re: Float64Array, im: Float64Array, inverse: boolean): Complex => {
    const [x, y] = [re.slice(), im.slice()];
    const n = x.length;
    // Real and imaginary parts exchanged are those of the conjugate, but for a factor.
    const [a, b] = inverse ? [y, x] : [x, y];
    if ((n & (n - 1)) === 0) powersOfTwo(a, b);
    else chirp(a, b);
    return { re: x, im: y };
  },
  {
    jvp: ([re, im, inverse], [dre, dim]) => [transform(re, im, inverse), transform(dre, dim, inverse)],
    forward: (re, im, inverse) => [transform(re, im, inverse), inverse],
    backward: (inverse, c) => {
      const { re, im } = transform(c.re, c.im, !inverse);
      return [re, im, null];
    },
  },
);
