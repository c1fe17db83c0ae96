/** QR, eigenvalues, singular values, exponentials: values against what defines them, derivatives at equal values. */
import { describe, expect, test } from "vitest";
import {
  eigh,
  expm,
  NonFiniteError,
  NotPositiveDefiniteError,
  qr,
  ShapeError,
  svd,
} from "../../../runtime/src/linalg/index.js";
import { compile } from "../../support/compile.js";
import { diagonal, expectClose, identity, numbers, product, transpose } from "./matrices.js";

const head = `import { dot, eigh, expm, gemm, qr, svd } from "cotangent/linalg";
`;

describe("values", () => {
  test.each([
    [0, 0],
    [3, 0],
    [0, 2],
    [1, 1],
    [5, 3],
    [3, 5],
    [12, 12],
    [40, 7],
  ])("of %i x %i", (m, n) => {
    const k = Math.min(m, n);
    const a = numbers(m * n, 3);
    const { q, r } = qr(a, m, n);
    expectClose(product(q, r, m, k, n), a);
    expectClose(product(transpose(q, m, k), q, k, m, k), identity(k));
    for (let i = 0; i < k; i++) expect(r[i * n + i]).toBeGreaterThanOrEqual(0);
    for (let i = 0; i < k; i++) for (let j = 0; j < i; j++) expect(r[i * n + j]).toBe(0);
    expectSvd(a, m, n);
    const low = product(numbers(m * 2, 4), numbers(2 * n, 5), m, 2, n);
    expectSvd(low, m, n);
    if (k > 2) expect(svd(low, m, n).s[2]).toBeLessThan(1e-14);
  });

  function expectSvd(a: Float64Array, m: number, n: number): void {
    const k = Math.min(m, n);
    const { u, s, v } = svd(a, m, n);
    expectClose(product(product(u, diagonal(s), m, k, k), transpose(v, n, k), m, k, n), a);
    expectClose(product(transpose(u, m, k), u, k, m, k), identity(k));
    expectClose(product(transpose(v, n, k), v, k, n, k), identity(k));
    for (let i = 0; i < k; i++) expect(s[i]).toBeGreaterThanOrEqual(0);
    for (let i = 1; i < k; i++) expect(s[i]).toBeLessThanOrEqual(s[i - 1]);
    const square = m < n ? u : v;
    for (let j = 0; j < k; j++) {
      let largest = 0;
      for (let i = 0; i < k; i++) if (Math.abs(square[i * k + j]) > Math.abs(largest)) largest = square[i * k + j];
      expect(largest).toBeGreaterThan(0);
    }
  }

  test.each([0, 1, 2, 3, 10, 50])("of symmetric matrices of %i rows", (n) => {
    const a = numbers(n * n, 6);
    for (const given of [
      a.map((v, p) => v + a[(p % n) * n + Math.floor(p / n)]),
      identity(n),
      new Float64Array(n * n),
    ]) {
      const { values, vectors } = eigh(given, n);
      const across = transpose(vectors, n, n);
      expectClose(product(product(vectors, diagonal(values), n, n, n), across, n, n, n), given);
      expectClose(product(across, vectors, n, n, n), identity(n));
      for (let i = 1; i < n; i++) expect(values[i]).toBeGreaterThanOrEqual(values[i - 1]);
    }
  });

  test("eigenvalues of a chain, which are known", () => {
    const n = 30;
    const a = Float64Array.from({ length: n * n }, (_, p) => {
      const apart = Math.abs(Math.floor(p / n) - (p % n));
      return apart === 0 ? 2 : apart === 1 ? -1 : 0;
    });
    const known = Float64Array.from({ length: n }, (_, k) => 2 - 2 * Math.cos(((k + 1) * Math.PI) / (n + 1)));
    expectClose(eigh(a, n).values, known, 1e-14);
    expectClose(svd(a, n, n).s, known.slice().reverse(), 1e-14);
  });

  test.each([1e-200, 1e-308, 1e200])("of entries about %d", (size) => {
    const a = numbers(20, 3);
    const small = a.map((v) => v * size);
    expectClose(
      svd(small, 5, 4).s.map((v) => v / size),
      svd(a, 5, 4).s,
      1e-9,
    );
    const even = Float64Array.of(2, 1, 1, 2).map((v) => v * size);
    expectClose(
      eigh(even, 2).values.map((v) => v / size),
      [1, 3],
    );
    expectClose(
      qr(small, 5, 4).r.map((v) => v / size),
      qr(a, 5, 4).r,
      1e-9,
    );
  });

  test("of exponentials", () => {
    expect(expm(new Float64Array(0), 0)).toEqual(new Float64Array(0));
    expectClose(expm(new Float64Array(4), 2), identity(2));
    for (const x of [1e-3, 1, -3, 30]) {
      expectClose(expm(Float64Array.of(x), 1), [Math.exp(x)], 1e-13);
      expectClose(expm(Float64Array.of(0, x, -x, 0), 2), [Math.cos(x), Math.sin(x), -Math.sin(x), Math.cos(x)], 1e-13);
      expectClose(expm(Float64Array.of(0, 0, x, 0), 2), [1, 0, x, 1]);
    }
    const a = numbers(25, 7).map((v) => 3 * v);
    expectClose(
      product(
        expm(a, 5),
        expm(
          a.map((v) => -v),
          5,
        ),
        5,
        5,
        5,
      ),
      identity(5),
      1e-10,
    );
  });
});

describe("equal values", () => {
  const { exports, diagnostics } = compile(`import { grad } from "cotangent";
    ${head}
    const sum = (x: Float64Array): number => { let s = 0; for (let i = 0; i < x.length; i++) s += x[i] ** 3; return s; };
    export const power = grad((a: Float64Array) => sum(eigh(a, 3).values));
    export const strict = grad((a: Float64Array) => sum(eigh(a, 3, { atEqual: "throw" }).values));
    // The projection on the eigenspace of the two smallest eigenvalues, and the one of two large singular values.
    export const space = grad((a: Float64Array) => {
      const { vectors } = eigh(a, 3);
      let entry = 0;
      for (let k = 0; k < 2; k++) entry += vectors[k] * vectors[6 + k];
      return entry;
    });
    export const nuclear = grad((a: Float64Array) => { const { s } = svd(a, 3, 2); return s[0] + s[1]; });
    export const frobenius = grad((a: Float64Array) => { const { s } = svd(a, 2, 2); return s[0] ** 2 + s[1] ** 2; });
    export const strictSvd = grad((a: Float64Array) => svd(a, 2, 2, { atEqual: "throw" }).s[0]);`);
  const of = exports as Record<string, (a: Float64Array) => Float64Array>;

  test("functions that do not tell their vectors apart have the right gradient", () => {
    expect(diagnostics).toEqual([]);
    const turned = qr(numbers(9, 8), 3, 3).q;
    const a = product(product(turned, diagonal([1, 1, 4]), 3, 3, 3), transpose(turned, 3, 3), 3, 3, 3);
    const even = a.map((v, p) => 0.5 * (v + a[(p % 3) * 3 + Math.floor(p / 3)]));
    expectClose(
      of.power(even),
      product(even, even, 3, 3, 3).map((v) => 3 * v),
      1e-12,
    );
    // The projection is (4 I - A) / 3 at A, and its derivative is (P E Q + Q E P) / (1 - 4), with Q the other projection.
    const p = even.map((v, i) => ((i % 4 === 0 ? 4 : 0) - v) / 3);
    const q = p.map((v, i) => (i % 4 === 0 ? 1 : 0) - v);
    const found = of.space(even);
    for (let i = 0; i < 3; i++)
      for (let j = 0; j < 3; j++) {
        const e = (r: number, c: number) => 0.5 * (p[r * 3 + i] * q[j * 3 + c] + p[r * 3 + j] * q[i * 3 + c]);
        expect(found[i * 3 + j]).toBeCloseTo((e(0, 2) + e(2, 0)) / -3, 12);
      }
    expectClose(of.nuclear(Float64Array.of(2, 0, 0, 2, 0, 0)), [1, 0, 0, 1, 0, 0]);
    // Where a singular value is zero, with some vectors that belong to it: a subgradient.
    const kink = of.nuclear(Float64Array.of(2, 0, 0, 0, 0, 0));
    expectClose([kink[0], kink[1], kink[2], kink[4], Math.hypot(kink[3], kink[5])], [1, 0, 0, 0, 1]);
    expectClose(of.frobenius(Float64Array.of(0, 3, -3, 0)), [0, 6, -6, 0]);
    expectClose(of.frobenius(new Float64Array(4)), new Float64Array(4));
  });

  test("are refused on demand", () => {
    expect(() => of.strict(identity(3))).toThrow(/^eigh: values 0 and 1 are equal \(1\)/);
    expectClose(of.strict(diagonal([1, 2, 3])), diagonal([3, 12, 27]));
    expect(() => of.strictSvd(identity(2))).toThrow(/^svd: values 0 and 1 are equal/);
  });
});

describe("second derivatives", () => {
  const { exports, diagnostics } = compile(`import { grad, hessian, hvp, jet } from "cotangent";
    ${head}
    const squares = (x: Float64Array): number => { let s = 0; for (let i = 0; i < x.length; i++) s += x[i] ** 2; return s; };
    export const values = hessian((a: Float64Array) => squares(eigh(a, 2).values));
    export const product = hvp((a: Float64Array) => squares(eigh(a, 2).values));
    export const curve = jet((t: number) => squares(eigh(Float64Array.of(1, t, t, 1 + t), 2).values), 2);
    export const first = grad((a: Float64Array) => squares(eigh(a, 2).values));
    export const tall = hessian((a: Float64Array) => squares(svd(a, 3, 2).s));
    export const square = hessian((a: Float64Array) => squares(svd(a, 2, 2).s));`);
  const of = exports as Record<string, (...args: unknown[]) => unknown>;
  const isRefused = (call: () => unknown, message: RegExp): void => {
    expect(call).toThrow(
      expect.objectContaining({ name: "EqualValuesError", message: expect.stringMatching(message) }),
    );
  };

  test("throw at equal eigenvalues, where first ones are right", () => {
    expect(diagnostics).toEqual([]);
    const message = /^eigh: values 0 and 1 are equal \(2\), so that second derivatives by them are not known/;
    const a = diagonal([2, 2]);
    isRefused(() => of.values(a), message);
    isRefused(() => of.product([a], [a]), message);
    isRefused(() => of.curve([0], [[1], [0]]), /^eigh: values 0 and 1 are equal \(1\)/);
    expectClose(of.first(a) as Float64Array, diagonal([4, 4]));
    expectClose((of.values(diagonal([1, 2])) as Float64Array[])[1], [0, 1, 1, 0]);
  });

  test("throw at equal singular values, and at one of a tall matrix that is zero", () => {
    isRefused(() => of.square(diagonal([2, 2])), /^svd: values 0 and 1 are equal/);
    isRefused(() => of.tall(Float64Array.of(2, 0, 0, 0, 0, 0)), /^svd: value 1 is zero/);
    expectClose((of.square(diagonal([2, 0])) as Float64Array[])[3], [0, 0, 0, 2]);
    expectClose((of.tall(Float64Array.of(2, 0, 0, 1, 0, 0)) as Float64Array[])[5], [0, 0, 0, 0, 0, 2]);
  });
});

test("errors of spectra and QR", () => {
  expect(() => qr(numbers(5), 2, 3)).toThrow("qr: a has 5 numbers, but a 2 x 3 matrix has 6");
  expect(() => qr(Float64Array.of(1, NaN), 1, 2)).toThrow(NonFiniteError);
  expect(() => svd(Float64Array.of(1, Infinity), 2, 1)).toThrow("the entry Infinity in row 1, column 0");
  expect(() => svd(numbers(2), 2, 2)).toThrow(ShapeError);
  expect(() => eigh(Float64Array.of(1, 2, 3, 4), 2)).toThrow(NotPositiveDefiniteError);
  expect(() => eigh(Float64Array.of(NaN), 1)).toThrow("eigh: a has the entry NaN in row 0, column 0");
  expect(() => expm(Float64Array.of(1, 2), 2)).toThrow("expm: a has 2 numbers, but a 2 x 2 matrix has 4");
  expect(() => expm(Float64Array.of(-Infinity), 1)).toThrow(NonFiniteError);
});
