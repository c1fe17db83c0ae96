/** What cannot be differentiated implicitly is an error that says why and what to do, and never NaN without a word. */
import { describe, expect, test } from "vitest";
import { NotSolvedError } from "../../../runtime/src/implicit/errors.js";
import {
  NotConvergedError,
  NotPositiveDefiniteError,
  SingularSystemError,
} from "../../../runtime/src/numerical-errors.js";
import { factorsOf } from "../../../runtime/src/implicit/dense.js";
import { krylov } from "../../../runtime/src/implicit/krylov.js";
import { compile } from "../../support/compile.js";

type Call = (...args: unknown[]) => unknown;

function named(found: Call): { name: string; message: string } {
  try {
    found();
  } catch (error) {
    return error as Error;
  }
  throw new Error("nothing was thrown");
}

test("derivatives", () => {
  const { exports, diagnostics } = compile(`import { grad } from "cotangent";
    import { argmin, argminConstrained, root } from "cotangent/implicit";
    const flat = root((x: number, a: number) => x * x - a, (a: number) => Math.sqrt(a));
    export const singular = grad(flat);
    const early = root((x: number, a: number) => x * x - a, (a: number) => Math.sqrt(a) + 0.01);
    export const unsolved = grad(early);
    const hill = argmin((x: number, a: number) => a * Math.cos(x), () => 0, { method: "cholesky" });
    export const indefinite = grad(hill);
    const short = root((x: Float64Array, a: number) => Float64Array.of(x[0] - a, x[1] - 2 * a, x[0] + x[1] - 3 * a), (a: number) => Float64Array.of(a, 2 * a));
    export const shape = grad((a: number) => short(a)[0]);
    const pair = root((x: Float64Array, a: Float64Array) => Float64Array.of(x[0] - a[0], x[1] - a[1]), (a: Float64Array) => a.slice(), { method: "gmres" });
    export const undefinedFirst = grad((a: Float64Array) => pair(a)[1]);
    const kink = argminConstrained(
      (x: number, a: number) => (x - a) ** 2,
      { inequality: (x: number) => x },
      (a: number) => Math.min(a, 0),
    );
    export const kinked = grad(kink);
    const upside = argminConstrained(
      (x: number, a: number) => (x - a) ** 2,
      { inequality: (x: number) => -x },
      () => 0,
    );
    export const wrong = grad(upside);`);
  expect(diagnostics).toEqual([]);
  const of = exports as Record<string, Call>;
  expect(of.singular(4)).toBe(0.25);
  expect(named(() => of.singular(0))).toMatchObject({ name: "SingularSystemError", message: /^root: .*singular/ });
  expect(named(() => of.singular(Number.NaN)).message).toMatch(/^root: .*not finite/);
  expect(named(() => of.unsolved(4))).toMatchObject({ name: "NotSolvedError", message: /^root: .*no solution/ });
  expect(of.undefinedFirst(Float64Array.of(3, 1))).toEqual(Float64Array.of(0, 1));
  expect(named(() => of.undefinedFirst(Float64Array.of(Number.NaN, 1)))).toMatchObject({
    name: "NotSolvedError",
    message: /off by about NaN/,
  });
  expect(named(() => of.indefinite(1))).toMatchObject({ name: "NotPositiveDefiniteError", message: /^argmin: / });
  expect(named(() => of.shape(1))).toMatchObject({
    name: "TypeError",
    message: "root: there are 3 equations for 2 unknowns",
  });
  expect([of.kinked(-1), of.kinked(1)]).toEqual([1, 0]);
  expect(named(() => of.kinked(0))).toMatchObject({ name: "SingularSystemError", message: /has a kink/ });
  expect(named(() => of.wrong(1))).toMatchObject({ name: "NotSolvedError", message: /multiplier .* negative/ });
});

describe("matrices", () => {
  const rows = (...entries: number[][]): Float64Array[] => entries.map((row) => Float64Array.from(row));

  test.each([
    ["lu", rows([1, 2], [2, 4]), SingularSystemError, /f: .*singular/],
    ["lu", rows([0, 0], [0, 1]), SingularSystemError, /f: .*singular/],
    ["lu", rows([Number.NaN, 0], [0, 1]), SingularSystemError, /f: .*not finite/],
    ["lu", rows([1, 2]), TypeError, /f: the matrix has 1 rows, but row 0 has 2 columns/],
    ["cholesky", rows([1, 2], [2, 1]), NotPositiveDefiniteError, /f: .*not positive definite/],
    ["cholesky", rows([1, 2], [0, 1]), NotPositiveDefiniteError, /f: .*not symmetric/],
    ["cholesky", rows([Number.NaN, 0], [0, 1]), NotPositiveDefiniteError, /f: /],
  ] as const)("%s of %j", (method, a, type, message) => {
    const found = () => factorsOf(a, method, "f");
    expect(found).toThrow(type);
    expect(found).toThrow(message);
  });

  test("small and large rows are no reason to call a matrix singular", () => {
    expect(() => factorsOf(rows([1e-200, 2e-200], [3e200, 1e200]), "lu", "f")).not.toThrow();
  });
});

describe("iterations", () => {
  const same = (v: Float64Array): Float64Array => v;
  const of = { tolerance: 1e-12, maxIterations: 100, restart: 10, name: "f" };
  const rotation = (v: Float64Array): Float64Array => Float64Array.of(-v[1], v[0]);
  const nothing = (v: Float64Array): Float64Array => new Float64Array(v.length);

  test("that get nowhere end with an error", () => {
    const b = Float64Array.of(1, 2);
    expect(() => krylov(rotation, b, same, { ...of, method: "cg" })).toThrow(NotPositiveDefiniteError);
    for (const method of ["gmres", "bicgstab"] as const)
      expect(() => krylov(nothing, b, same, { ...of, method })).toThrow(NotConvergedError);
    const slow = Float64Array.from({ length: 50 }, (_, i) => 10 ** i);
    const stretch = (v: Float64Array): Float64Array => v.map((each, i) => each * slow[i]);
    for (const method of ["cg", "gmres", "bicgstab"] as const)
      expect(() =>
        krylov(
          stretch,
          slow.map(() => 1),
          same,
          { ...of, method, maxIterations: 5 },
        ),
      ).toThrow(/f: .*did not converge/);
  });

  test.each([0, -1, Number.NaN])("that start anew after %d products would never end", (restart) => {
    const swap = (v: Float64Array): Float64Array => Float64Array.of(v[1], v[0] + 3 * v[1]);
    expect(() => krylov(swap, Float64Array.of(1, 2), same, { ...of, method: "gmres", restart })).toThrow(
      /f: the option "restart" must be at least 1/,
    );
  });

  test("solve what they can, with and without a preconditioner", () => {
    const n = 40;
    const a = (v: Float64Array): Float64Array =>
      v.map((each, i) => (4 + i) * each - (i > 0 ? v[i - 1] : 0) - (i < n - 1 ? v[i + 1] : 0));
    const b = Float64Array.from({ length: n }, (_, i) => Math.sin(i + 1));
    const scaled = (v: Float64Array): Float64Array => v.map((each, i) => each / (4 + i));
    for (const method of ["cg", "gmres", "bicgstab"] as const)
      for (const precondition of [same, scaled]) {
        const x = krylov(a, b, precondition, { ...of, method });
        const left = a(x).map((each, i) => each - b[i]);
        expect(Math.hypot(...left)).toBeLessThan(1e-11 * Math.hypot(...b));
      }
    expect(krylov(a, new Float64Array(n), same, { ...of, method: "cg" })).toEqual(new Float64Array(n));
    expect(
      krylov(rotation, Float64Array.of(1, 2), same, { ...of, method: "gmres" }).map((v) => Math.round(1e9 * v) / 1e9),
    ).toEqual(Float64Array.of(2, -1));
  });
});

test("an error of its own for each kind", () => {
  expect(new NotSolvedError("x")).toMatchObject({ name: "NotSolvedError", message: "x" });
});
