/** Products of vectors and matrices: values against loops that do nothing clever. */
import { describe, expect, test } from "vitest";
import {
  axpy,
  axpyInto,
  dot,
  gemm,
  gemmInto,
  gemv,
  nrm2,
  outer,
  ShapeError,
} from "../../../runtime/src/linalg/index.js";
import { expectClose, numbers, product, transpose } from "./matrices.js";

describe("values", () => {
  test.each([
    [0, 2, 3],
    [2, 0, 3],
    [1, 1, 1],
    [4, 3, 3],
    [5, 7, 4],
    [130, 260, 5],
    [3, 300, 131],
  ])("gemm of %i x %i x %i", (m, k, n) => {
    const [a, b] = [numbers(m * k, 2), numbers(k * n, 3)];
    const expected = product(a, b, m, k, n);
    expectClose(gemm(a, b, m, k, n), expected);
    const turned = { a: { transposed: true }, b: { transposed: true } };
    expectClose(gemm(transpose(a, m, k), transpose(b, k, n), m, k, n, turned), expected);
    // Every second entry of wider rows, behind three others.
    const spread = new Float64Array(3 + m * (2 * k + 1));
    for (let i = 0; i < m; i++) for (let p = 0; p < k; p++) spread[3 + i * (2 * k + 1) + 2 * p] = a[i * k + p];
    const layout = { offset: 3, rowStride: 2 * k + 1, columnStride: 2 };
    expectClose(gemm(spread, b, m, k, n, { a: layout }), expected);
    const c = new Float64Array(m * n).fill(1);
    gemmInto(c, a, b, m, k, n, { alpha: 2, beta: 3 });
    expectClose(
      c,
      expected.map((v) => 2 * v + 3),
    );
    gemmInto(c.fill(NaN), a, b, m, k, n);
    expectClose(c, expected);
  });

  test("vectors", () => {
    const [x, y] = [numbers(7, 4), numbers(7, 5)];
    let sum = 0;
    for (let i = 0; i < 7; i++) sum += x[i] * y[i];
    expect(dot(x, y)).toBeCloseTo(sum, 14);
    expect(dot(x, y, { n: 3, x: { stride: 2 }, y: { offset: 4 } })).toBeCloseTo(
      x[0] * y[4] + x[2] * y[5] + x[4] * y[6],
      14,
    );
    expect(dot(new Float64Array(0), new Float64Array(0))).toBe(0);
    expectClose(outer(x, y), product(x, y, 7, 1, 7));
    const a = numbers(14, 6);
    expectClose(gemv(a, x, 2, 7), product(a, x, 2, 7, 1));
    expectClose(gemv(a, x, 2, 7, { a: { transposed: true } }), product(transpose(a, 7, 2), x, 2, 7, 1));
    expect(gemv(new Float64Array(0), new Float64Array(0), 3, 0)).toEqual(new Float64Array(3));
    expectClose(
      axpy(2, x, y),
      x.map((v, i) => 2 * v + y[i]),
    );
    const z = y.slice();
    axpyInto(z, -1, x, { n: 2, x: { stride: 3 }, y: { offset: 1 } });
    expectClose(z, [y[0], y[1] - x[0], y[2] - x[3], ...y.subarray(3)]);
  });

  test("norms that squares do not reach", () => {
    expect(nrm2(Float64Array.of(3e300, 4e300))).toBeCloseTo(5e300, -287);
    expect(nrm2(Float64Array.of(3e-300, 4e-300)) / 5e-300).toBeCloseTo(1, 14);
    expect(nrm2(new Float64Array(0))).toBe(0);
    expect(nrm2(Float64Array.of(1, -Infinity))).toBe(Infinity);
    expect(nrm2(Float64Array.of(NaN, Infinity))).toBe(NaN);
    expect(nrm2(Float64Array.of(3, 9, 4), { n: 2, x: { stride: 2 } })).toBe(5);
  });
});

describe("errors", () => {
  const x = numbers(6);
  test.each([
    [() => dot(x, numbers(5)), "dot: y has 5 numbers, but should have 6"],
    [() => dot(x, x, { n: 3, y: { offset: 4 } }), "dot: x has 6 numbers, but should have 3"],
    [() => dot(x, x, { n: 3, x: { offset: 4 } }), "dot: x has 6 numbers, but 3 from 4 on at a stride of 1 need 7"],
    [() => dot(x, x, { x: { stride: -1 } }), "dot: the stride of x is -1, but has to be a whole number, 0 or more"],
    [() => gemv(x, x, 2, 2), "gemv: a has 6 numbers, but a 2 x 2 matrix has 4"],
    [() => gemm(x, x, 2, 3, 4), "gemm: b has 6 numbers, but a 3 x 4 matrix has 12"],
    [() => gemm(x, x, -1, 3, 4), "gemm: the number of rows of a is -1, but has to be a whole number, 0 or more"],
    [
      () => gemm(x, x, 2, 2, 2, { a: { rowStride: 4, offset: 1 } }),
      "gemm: a has 6 numbers, but a 2 x 2 matrix from 1 on, with strides of 4 and 1, needs 7",
    ],
    [() => axpy(1, x, numbers(2)), "axpy: y has 2 numbers, but should have 6"],
  ])("%#", (call, message) => {
    expect(call).toThrow(ShapeError);
    expect(call).toThrow(message);
  });
});
