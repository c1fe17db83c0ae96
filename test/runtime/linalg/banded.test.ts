/** Banded systems, against dense ones. */
import { describe, expect, test } from "vitest";
import {
  ShapeError,
  SingularSystemError,
  solve,
  solveBanded,
  solveTridiagonal,
} from "../../../runtime/src/linalg/index.js";
import { expectClose, numbers } from "./matrices.js";

describe("values", () => {
  test.each([
    [0, 1, 1],
    [1, 0, 0],
    [1, 2, 1],
    [4, 0, 2],
    [5, 3, 0],
    [6, 1, 1],
    [7, 2, 3],
    [3, 4, 5],
  ])("%i rows with %i diagonals below and %i above", (n, lower, upper) => {
    const width = lower + upper + 1;
    const bands = numbers(n * width, 3);
    const dense = new Float64Array(n * n);
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++)
        if (j >= i - lower && j <= i + upper) dense[i * n + j] = bands[i * width + lower + j - i];
    for (const columns of [1, 3]) {
      const b = numbers(n * columns, 4);
      const expected = solve(dense, b, n, columns);
      expectClose(solveBanded(bands, b, n, lower, upper, columns), expected, 1e-11);
      if (lower !== 1 || upper !== 1) continue;
      const at = (shift: number) =>
        Float64Array.from({ length: Math.max(0, n - Math.abs(shift)) }, (_, i) =>
          shift < 0 ? dense[(i + 1) * n + i] : dense[i * n + i + shift],
        );
      expectClose(solveTridiagonal(at(-1), at(0), at(1), b, columns), expected, 1e-11);
    }
  });
});

test("errors", () => {
  const zero = new Float64Array(1);
  expect(() => solveTridiagonal(zero, new Float64Array(2), zero, numbers(2))).toThrow(SingularSystemError);
  expect(() => solveTridiagonal(zero, new Float64Array(2), zero, numbers(2))).toThrow(/^solveTridiagonal: the 2 x 2/);
  expect(() => solveBanded(Float64Array.of(NaN), zero, 1, 0, 0)).toThrow(
    /^solveBanded: .*the entry NaN in row 0, column 0/,
  );
  expect(() => solveTridiagonal(zero, numbers(3), zero, numbers(3))).toThrow("below has 1 numbers, but should have 2");
  expect(() => solveBanded(numbers(5), numbers(2), 2, 1, 1)).toThrow(ShapeError);
  expect(() => solveBanded(numbers(2), numbers(2), 2, -1, 1)).toThrow("the number of lower diagonals is -1, but has");
  expect(() => solveBanded(numbers(2), numbers(2), 2, 0.5, -0.5)).toThrow(ShapeError);
  expect(() => solveBanded(numbers(6), numbers(3), 2, 1, 1)).toThrow(
    "solveBanded: b has 3 numbers, but a 2 x 1 matrix has 2",
  );
});
