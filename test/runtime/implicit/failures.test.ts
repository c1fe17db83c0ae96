/** What cannot be differentiated implicitly is an error that says why and what to do, and never NaN without a word. */
import { describe, expect, test } from "vitest";
import { NotSolvedError } from "../../../runtime/src/implicit/errors.js";
import {
  NonFiniteError,
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
    message: /^root: what the solver returned has an entry that is not finite/,
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
    ["lu", rows([Number.NaN, 0], [0, 1]), NonFiniteError, /f: the matrix .*not finite, NaN/],
    ["lu", rows([1, 0], [Infinity, 1]), NonFiniteError, /f: the matrix .*not finite, Infinity/],
    ["lu", rows([1, 2]), TypeError, /f: the matrix has 1 rows, but row 0 has 2 columns/],
    ["cholesky", rows([1, 2], [2, 1]), NotPositiveDefiniteError, /f: .*not positive definite/],
    ["cholesky", rows([1, 2], [0, 1]), NotPositiveDefiniteError, /f: .*not symmetric/],
    ["cholesky", rows([Number.NaN, 0], [0, 1]), NonFiniteError, /f: the matrix .*not finite, NaN/],
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
  const of = { tolerance: 1e-12, maxIterations: 100, restart: 10, name: "f", isSymmetric: false };
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

/** What each method makes of it: the name of the error, or nothing. */
const methods = ["lu", "cholesky", "cg", "bicgstab", "gmres"] as const;

test("linear systems that are not what the method needs, or not finite", () => {
  const { exports, diagnostics } = compile(`import { grad } from "cotangent";
    import { linearSolve } from "cotangent/implicit";
    ${methods
      .map(
        (method) => `
    export const ${method} = (a: Float64Array[], b: Float64Array) => linearSolve(a, b, { method: "${method}" });
    export const ${method}_slope = grad((k: number) =>
      linearSolve([Float64Array.of(2, k), Float64Array.of(0, 2)], Float64Array.of(1, 0), { method: "${method}" })[1]);
    export const ${method}_times = (times: (v: Float64Array) => Float64Array, b: Float64Array) =>
      linearSolve(times, b, { method: "${method === "lu" || method === "cholesky" ? "gmres" : method}" });`,
      )
      .join("\n")}`);
  expect(diagnostics).toEqual([]);
  const of = exports as Record<string, Call>;
  const b = Float64Array.of(1, 2);
  const whole = [Float64Array.of(2, 1), Float64Array.of(1, 3)];
  for (const method of methods) {
    const solve = of[method];
    const nonFinite = { name: "NonFiniteError", message: /^linearSolve: .* not finite/ };
    expect(solve(whole, b)).toHaveLength(2);
    for (const bad of [Number.NaN, Infinity]) {
      expect(named(() => solve(whole, Float64Array.of(1, bad)))).toMatchObject(nonFinite);
      expect(named(() => solve([Float64Array.of(2, bad), Float64Array.of(bad, 3)], b))).toMatchObject(nonFinite);
    }
    const wide = [Float64Array.of(2, 1, 0), Float64Array.of(1, 3, 0)];
    expect(named(() => solve(wide, b))).toMatchObject({
      name: "TypeError",
      message: /2 rows, but row 0 has 3 columns/,
    });
    const needsSymmetry = method === "cholesky" || method === "cg";
    const asymmetric = (): unknown => solve([Float64Array.of(2, 1), Float64Array.of(0, 3)], b);
    // Where one step ends the iterations, too: the derivative would be wrong.
    const slope = (): unknown => of[`${method}_slope`](0.5);
    for (const found of [asymmetric, slope])
      if (needsSymmetry)
        expect(named(found)).toMatchObject({
          name: "NotPositiveDefiniteError",
          message: /^linearSolve: .*not symmetric/,
        });
      else expect(found).not.toThrow();
    const times = of[`${method}_times`];
    for (const length of [1, 3])
      expect(named(() => times(() => new Float64Array(length), b))).toMatchObject({
        name: "TypeError",
        message: `linearSolve: the product with a vector of 2 numbers has ${length} numbers`,
      });
    expect(named(() => times((v: unknown) => (v as Float64Array).map((x) => x / 0), b))).toMatchObject(nonFinite);
  }
});

test("products that are symmetric but for rounding are taken for symmetric", () => {
  const same = (v: Float64Array): Float64Array => v;
  const of = { tolerance: 1e-12, maxIterations: 0, restart: 1, name: "f", isSymmetric: true, method: "cg" } as const;
  for (const n of [1, 2, 3, 10, 1000, 100_000]) {
    for (const round of [(x: number) => x, Math.fround]) {
      // The second differences of a string whose stiffness varies over nine orders, by sums of forces that nearly cancel.
      const stiffness = Float64Array.from({ length: n + 1 }, (_, i) => 10 ** ((i * 7) % 10));
      const times = (v: Float64Array): Float64Array =>
        v.map((each, i) =>
          round(
            round(stiffness[i] * round(each - (v[i - 1] ?? 0))) -
              round(stiffness[i + 1] * round((v[i + 1] ?? 0) - each)),
          ),
        );
      // The check comes first, and then there are no iterations.
      expect(() => krylov(times, new Float64Array(n).fill(1), same, of)).toThrow(NotConvergedError);
    }
    if (n === 1) continue;
    // One entry that is not the one on the other side of the diagonal.
    const skewed = (v: Float64Array): Float64Array => v.map((each, i) => 2 * each + (i === 0 ? 3 * v[n - 1] : 0));
    expect(() => krylov(skewed, new Float64Array(n).fill(1), same, of)).toThrow(
      /f: the matrix of the linear system is not symmetric/,
    );
  }
});

test("points that are not finite, and Hessians that are not symmetric", () => {
  const { exports, diagnostics } = compile(`import { customVjp, grad, jvp, vjp } from "cotangent";
    import { argmin, argminConstrained, fixedPoint, inverse, maxValue, minValue, root } from "cotangent/implicit";
    const nowhere = (a: number): number => a / 0;
    const half = root((x: number, a: number) => 2 * x - a, (a: number) => a / 2);
    export const root0 = grad(root((x: number, a: number) => 2 * x - a, nowhere, { check: false }));
    export const root1 = grad(root((x: number, a: number) => 2 * x - a, nowhere, { method: "gmres", check: false }));
    export const fixedPoint0 = grad(fixedPoint((x: number, a: number) => x / 2 + a, nowhere, { check: false }));
    export const inverse0 = grad(inverse((x: number) => 2 * x, nowhere, { check: false }));
    export const argmin0 = grad(argmin((x: number, a: number) => (x - a) ** 2, nowhere, { check: false }));
    export const argminConstrained0 = grad(argminConstrained(
      (x: number, a: number) => (x - a) ** 2, { inequality: (x: number) => x - 1 }, nowhere, { check: false }));
    export const minValue0 = grad(minValue((x: number, a: number) => (x - a) ** 2, nowhere));
    export const maxValue0 = (a: number) => jvp(maxValue((x: number, a: number) => -((x - a) ** 2), nowhere))([a], [1]);
    export const pulled = (c: number) => vjp(half)(1)[1](c);
    const wrong = customVjp(
      (x: Float64Array): number => x[0] * x[1] + x[0] ** 2 + x[1] ** 2,
      (x) => [x[0] * x[1] + x[0] ** 2 + x[1] ** 2, x.slice()],
      (x, c) => [Float64Array.of(c * (2 * x[0] + 3 * x[1]), c * (x[0] + 2 * x[1]))],
    );
    const least = (method: "lu" | "gmres") => argmin((x: Float64Array, a: number) => wrong(x) - a * x[0], (a: number) => Float64Array.of(0, 0), { method, check: false });
    const byLu = least("lu");
    const byGmres = least("gmres");
    export const asymmetric0 = grad((a: number) => byLu(a)[0]);
    export const asymmetric1 = grad((a: number) => byGmres(a)[0]);`);
  expect(diagnostics).toEqual([]);
  const of = exports as Record<string, Call>;
  for (const name of Object.keys(of).filter((key) => /[01]$/.test(key) && !key.startsWith("asymmetric")))
    for (const a of [0, 1])
      expect(named(() => of[name](a))).toMatchObject({
        name: "NotSolvedError",
        message: new RegExp(`^${name.slice(0, -1)}: what the solver returned has an entry that is not finite`),
      });
  expect(of.pulled(3)).toEqual([1.5]);
  expect(named(() => of.pulled(Number.NaN))).toMatchObject({ name: "NonFiniteError", message: /^root: .*right-hand/ });
  for (const k of [0, 1])
    expect(named(() => of[`asymmetric${k}`](1))).toMatchObject({
      name: "NotPositiveDefiniteError",
      message: /^argmin: .*not symmetric/,
    });
});

test("a matrix that no memory could hold", () => {
  const { exports, diagnostics } = compile(`import { grad } from "cotangent";
    import { root } from "cotangent/implicit";
    const solution = root(
      (x: Float64Array, a: number) => x.map((v) => v * v - a),
      (a: number) => new Float64Array(1e6).fill(Math.sqrt(a)),
    );
    export const slope = grad((a: number) => solution(a)[0]);`);
  expect(diagnostics).toEqual([]);
  expect(named(() => (exports.slope as Call)(2))).toMatchObject({
    name: "RangeError",
    message: /^root: a matrix of 1000000 x 1000000 numbers takes at least 7.3 TiB, .*"gmres"/,
  });
});

test("an error of its own for each kind", () => {
  expect(new NotSolvedError("x")).toMatchObject({ name: "NotSolvedError", message: "x" });
});
