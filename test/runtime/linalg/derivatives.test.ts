/** Every rule against differences, forward, reverse and nested. Several kernels to a program, as their rules have parts in common. */
import { expect, test } from "vitest";
import { execute } from "../../support/compile.js";
import { check } from "../../support/harness.js";

const head = `import { axpy, axpyInto, cholesky, choleskySolve, convolve, convolve2d, cumsum, det, dot, eigh, expm, fft, gemm, gemmInto, gemv,
  ifft, inverse, logdet, logdetPositiveDefinite, logsumexp, lu, nrm2, outer, qr, softmax, solve, solveBanded, solveTriangular,
  solveTridiagonal, svd } from "cotangent/linalg";
`;

/** A function that throws agrees with its derivatives, which throw, too. */
function checkFinite(source: string, args: readonly Float64Array[]): void {
  const f = execute(source).exports.f as (...args: readonly Float64Array[]) => number;
  expect(f(...args)).toSatisfy(Number.isFinite);
  check(source, { points: [args] });
}

test("products of packed and of strided arrays", () => {
  checkFinite(
    `${head}function packed(a: Float64Array, x: Float64Array, y: Float64Array): number {
      const b = gemm(a, outer(x, y), 2, 3, 2);
      const z = axpy(y[0], y, gemv(b, y, 2, 2));
      axpyInto(z, x[2], x, { n: 1, x: { offset: 1 }, y: { offset: 1 } });
      return dot(z, y) * nrm2(x);
    }
    function strided(a: Float64Array, x: Float64Array): number {
      const b = gemm(a, a, 2, 3, 2, { a: { transposed: true }, b: { offset: 1, rowStride: 1, columnStride: 2 } });
      const c = Float64Array.of(1, a[0], 2, 3, 4, 5);
      gemmInto(c, b, x, 2, 2, 1, { alpha: 0.7, beta: x[0], b: { offset: 1 }, c: { offset: 1, rowStride: 3 } });
      const y = gemv(a, x, 2, 2, { a: { transposed: true, offset: 1, rowStride: 3 }, x: { offset: 1 } });
      const z = outer(x, c, { m: 2, n: 3, x: { stride: 2 }, y: { offset: 2 } });
      return dot(c, y, { n: 2, x: { offset: 1, stride: 3 } }) + z[4] * c[1] + nrm2(c, { n: 2, x: { stride: 4 } });
    }
    export function f(a: Float64Array, x: Float64Array, y: Float64Array): number { return packed(a, x, y) + strided(a, x); }`,
    [Float64Array.of(0.3, -1, 2, 0.7, 1.1, -0.4), Float64Array.of(0.9, 1.3, -0.2), Float64Array.of(0.6, -0.8)],
  );
});

test("strides of zero, factors of zero, what a kernel returns written to", () => {
  check(
    `${head}function repeated(x: Float64Array): number {
      const z = gemm(x, x, 2, 2, 2, { a: { rowStride: 0 }, b: { columnStride: 0 } });
      return nrm2(x, { n: 3, x: { stride: 0 } }) + dot(x, x, { n: 3, x: { stride: 0 }, y: { offset: 1 } }) * z[1];
    }
    function product(x: Float64Array, beta: number): number {
      const c = x.slice();
      gemmInto(c, x, x, 2, 2, 2, { alpha: 1 + beta, beta });
      return dot(c, x);
    }
    function changed(x: Float64Array): number {
      const p = softmax(x);
      p[0] *= p[1];
      const { u, s } = svd(x, 2, 2);
      u[0] *= s[0];
      return p[0] * p[2] + u[0] * s[0];
    }
    export function f(x: Float64Array, beta: number): number { return repeated(x) + product(x, beta) + changed(x); }`,
    { points: [[Float64Array.of(0.7, 1.3, -1.2, 0.6), 0]] },
  );
});

test("triangular, symmetric and other systems, their factors and determinants", () => {
  checkFinite(
    `${head}function triangular(t: Float64Array, b: Float64Array): number {
      const x = solveTriangular(t, b, 2);
      const y = solveTriangular(t, outer(x, b), 2, 2, { upper: true, transposed: true });
      return dot(solveTriangular(t, y, 2, 2, { transposed: true, unit: true }), Float64Array.of(1, 2, -1, 3));
    }
    function symmetric(m: Float64Array, b: Float64Array): number {
      const a = gemm(m, m, 2, 2, 2, { b: { transposed: true } });
      const l = cholesky(a, 2);
      const x = choleskySolve(l, b, 2);
      return logdetPositiveDefinite(a, 2) * x[0] + x[1] * l[2];
    }
    function general(a: Float64Array, b: Float64Array): number {
      const y = solve(a, solve(a, b, 2), 2, 1, { transposed: true });
      return det(a, 2) * y[0] + logdet(inverse(a, 2), 2) * y[1];
    }
    function factors(a: Float64Array): number {
      const { l, u, sign } = lu(a, 3);
      return (l[3] + l[6] * l[7]) * u[4] + sign * u[8] * u[1] * u[2] + u[0] * u[5];
    }
    export function f(m: Float64Array, b: Float64Array, a: Float64Array): number {
      return triangular(m, b) + symmetric(m, b) + general(m, b) + factors(a);
    }`,
    [
      Float64Array.of(0.7, 1.3, -1.2, 0.6),
      Float64Array.of(0.8, -1.2),
      Float64Array.of(0.2, 1.3, 2.2, 3.1, -0.6, 0.7, 1.2, 0.9, -1.4),
    ],
  );
});

test("sums of exponentials, convolutions, Fourier transforms, banded systems", () => {
  checkFinite(
    `${head}function sums(x: Float64Array): number { return dot(cumsum(softmax(x)), x) * logsumexp(softmax(cumsum(x))); }
    function convolutions(x: Float64Array, h: Float64Array): number {
      const y = convolve2d(x, h, 2, 3, 2, 2, { mode: "same" });
      const z = convolve2d(convolve2d(y, h, 2, 3, 2, 2), x, 3, 4, 3, 2, { mode: "valid" });
      const valid = convolve(h, z, { mode: "valid" });
      return dot(valid, valid) * convolve(z, h)[1] + dot(convolve(z, h, { mode: "same" }), z);
    }
    function transforms(x: Float64Array, y: Float64Array): number {
      const a = fft(x, y);
      for (let k = 0; k < 3; k++) a.re[k] *= a.im[k];
      const b = ifft(a.re, a.im);
      return dot(b.re, x) + b.im[1] ** 2;
    }
    function bands(d: Float64Array, b: Float64Array): number {
      const x = solveTridiagonal(d.slice(0, 2), d, d.slice(1), b);
      const bands = Float64Array.of(7, 7, b[0], 7, b[1], d[0], d[1], 2, d[2]);
      const y = solveBanded(bands, Float64Array.of(x[0], x[1], d[0], x[2], 1, 2), 3, 2, 0, 2);
      return dot(y, y) * x[0];
    }
    export function f(x: Float64Array, h: Float64Array): number {
      const [a, b] = [x.slice(0, 3), x.slice(3)];
      return sums(a) + 0.1 * convolutions(x, h) + transforms(a, b) + 0.1 * bands(a, b);
    }`,
    [Float64Array.of(0.5, 1.3, 0.9, 0.8, -1.2, 0.7), Float64Array.of(0.5, -0.7, 1.2, 0.4)],
  );
});

test("QR and singular values", () => {
  checkFinite(
    `${head}function orthogonal(a: Float64Array): number {
      const { q, r } = qr(a, 3, 2);
      const wide = qr(a, 2, 3);
      return q[0] * q[3] * q[5] + r[1] * r[3] + r[0] * wide.q[1] * wide.r[2] + wide.r[4] * wide.r[5];
    }
    function singular(a: Float64Array): number {
      const { u, s, v } = svd(a, 3, 2);
      const wide = svd(a, 2, 3);
      return s[0] * u[1] * v[2] + u[4] * v[1] * s[1] + wide.s[1] * wide.u[0] * wide.v[4] + wide.v[1] * wide.s[0];
    }
    export function f(a: Float64Array): number { return orthogonal(a) + singular(a); }`,
    [Float64Array.of(0.3, 0.9, -0.4, 2.2, 0.7, -1.1)],
  );
});

test("eigenvalues and exponentials", () => {
  checkFinite(
    `${head}function spectrum(m: Float64Array): number {
      const a = Float64Array.of(m[0], m[1], m[2], m[1], m[3], m[4], m[2], m[4], m[5]);
      const { values, vectors } = eigh(a, 3);
      return values[0] * vectors[1] * vectors[3] + vectors[4] * vectors[5] * values[2] + Math.sin(values[1]);
    }
    function exponential(a: Float64Array): number {
      const e = expm(a.slice(0, 4), 2);
      return e[0] * e[1] + e[2] + expm(Float64Array.of(0, 4 * a[1], -4 * a[0], 0), 2)[1];
    }
    export function f(a: Float64Array): number { return spectrum(a) + exponential(a); }`,
    [Float64Array.of(0.3, 0.9, -0.4, 2.2, 0.7, -1.1)],
  );
});
