/** Sums, convolutions, Fourier transforms: values against their definitions. */
import { describe, expect, test } from "vitest";
import {
  convolve,
  convolve2d,
  cumsum,
  fft,
  ifft,
  logsumexp,
  ShapeError,
  softmax,
} from "../../../runtime/src/linalg/index.js";
import { expectClose, numbers } from "./matrices.js";

describe("values", () => {
  test("of logsumexp and softmax at the ends of what numbers can be", () => {
    const [inf, third] = [Infinity, 1 / 3];
    expect(logsumexp(Float64Array.of(1000, 1000))).toBeCloseTo(1000 + Math.LN2, 12);
    expect(logsumexp(Float64Array.of(-1000, -1000))).toBeCloseTo(-1000 + Math.LN2, 12);
    expect(logsumexp(new Float64Array(0))).toBe(-inf);
    expect(logsumexp(Float64Array.of(-inf, -inf))).toBe(-inf);
    expect(logsumexp(Float64Array.of(-inf, 3))).toBe(3);
    expect(logsumexp(Float64Array.of(inf, -inf, 3))).toBe(inf);
    expect(logsumexp(Float64Array.of(inf, NaN))).toBe(NaN);
    expect(softmax(Float64Array.of(-inf, -inf, -inf))).toEqual(Float64Array.of(third, third, third));
    expect(softmax(Float64Array.of(inf, 1, inf))).toEqual(Float64Array.of(0.5, 0, 0.5));
    expect(softmax(Float64Array.of(-inf, 0))).toEqual(Float64Array.of(0, 1));
    expect(softmax(Float64Array.of(1, NaN))).toEqual(Float64Array.of(NaN, NaN));
    expect(softmax(new Float64Array(0))).toEqual(new Float64Array(0));
    expectClose(softmax(Float64Array.of(1000, 1000 + Math.log(3))), [0.25, 0.75]);
    expect(cumsum(Float64Array.of(1, 2, 3))).toEqual(Float64Array.of(1, 3, 6));
  });

  test.each([0, 1, 2, 3, 5, 8, 12, 64, 97])("of a transform of length %i", (n) => {
    const [re, im] = [numbers(n, 3), numbers(n, 4)];
    const [x, y] = [new Float64Array(n), new Float64Array(n)];
    for (let k = 0; k < n; k++)
      for (let j = 0; j < n; j++) {
        const angle = (-2 * Math.PI * ((j * k) % n)) / n;
        x[k] += re[j] * Math.cos(angle) - im[j] * Math.sin(angle);
        y[k] += re[j] * Math.sin(angle) + im[j] * Math.cos(angle);
      }
    const found = fft(re, im);
    expectClose(found.re, x);
    expectClose(found.im, y);
    const back = ifft(found.re, found.im);
    expectClose(back.re, re);
    expectClose(back.im, im);
  });

  test.each([
    [1, 6, 1, 3],
    [1, 2, 1, 5],
    [4, 5, 3, 2],
    [2, 2, 3, 4],
    [3, 4, 1, 1],
  ])("of convolutions of %i x %i and %i x %i", (m, n, p, q) => {
    const [x, h] = [numbers(m * n, 5), numbers(p * q, 6)];
    const [rows, columns] = [m + p - 1, n + q - 1];
    const full = new Float64Array(rows * columns);
    for (let i = 0; i < m; i++)
      for (let j = 0; j < n; j++)
        for (let k = 0; k < p; k++)
          for (let l = 0; l < q; l++) full[(i + k) * columns + j + l] += x[i * n + j] * h[k * q + l];
    const part = (top: number, left: number, height: number, width: number): number[] =>
      Array.from({ length: Math.max(height, 0) }, (_, i) =>
        Array.from({ length: Math.max(width, 0) }, (_, j) => full[(top + i) * columns + left + j]),
      ).flat();
    const of = (mode?: "full" | "same" | "valid") => convolve2d(x, h, m, n, p, q, { mode });
    expectClose(of(), full);
    expectClose(of("same"), part((p - 1) >> 1, (q - 1) >> 1, m, n));
    expectClose(of("valid"), part(p - 1, q - 1, m - p + 1, n - q + 1));
    if (m === 1) for (const mode of ["full", "same", "valid"] as const) expectClose(convolve(x, h, { mode }), of(mode));
  });

  test("of nothing", () => {
    for (const mode of ["full", "same", "valid"] as const)
      expect(convolve(new Float64Array(0), numbers(2), { mode })).toEqual(new Float64Array(0));
  });
});

test("errors", () => {
  expect(() => fft(numbers(3), numbers(2))).toThrow("fft: im has 2 numbers, but should have 3");
  expect(() => ifft(numbers(3), numbers(2))).toThrow(ShapeError);
  expect(() => convolve(numbers(3), numbers(0))).toThrow("convolve: h is 1 x 0, but has to have at least one number");
  expect(() => convolve2d(numbers(3), numbers(4), 1, 3, 1, 3)).toThrow("h has 4 numbers, but a 1 x 3 matrix has 3");
});
