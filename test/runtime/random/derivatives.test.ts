/** Derivatives of draws by the parameters of their distributions. */
import { describe, expect, test } from "vitest";
import { child, gamma, keyOf } from "../../../runtime/src/random/index.js";
import { gammaDensity, gammaP, gammaPDerivative } from "../../../runtime/src/special/index.js";
import { compile } from "../../support/compile.js";
import { derivative } from "../../support/differences.js";
import { check } from "../../support/harness.js";

const program = (body: string): string => `import { grad, hessian, jvp, stopGradient, vjp } from "cotangent";
import { beta, categorical, child, dirichlet, exponential, gamma, gumbel, keyOf, normal, poisson, split, uniform } from "cotangent/random";
${body}`;

const sum = "let total = 0; for (let i = 0; i < z.length; i++) total += z[i] * z[i] * (i + 1); return total;";

describe("the harness: forward, reverse and nested, against differences", () => {
  test.each([
    ["uniform", "uniform(keyOf(1), 3, a, a + b)"],
    ["normal", "normal(keyOf(2), 3, a, b)"],
    ["exponential", "exponential(keyOf(3), 3, a * b)"],
    ["gumbel", "gumbel(keyOf(4), 3, a, b)"],
  ])("%s", (_, draws) => {
    check(program(`export function f(a: number, b: number): number { const z = ${draws}; ${sum} }`), {
      points: [[1.3, 0.8]],
    });
  });
});

/** The quantile `x` with `cdf(x) = u`, by bisection. */
function quantile(cdf: (x: number) => number, u: number, low: number, high: number): number {
  let [a, b] = [low, high];
  for (let k = 0; k < 200; k++) {
    const middle = (a + b) / 2;
    if (cdf(middle) < u) a = middle;
    else b = middle;
  }
  return (a + b) / 2;
}

describe("gamma: a draw is differentiated as the quantile that it is", () => {
  const { exports, diagnostics } = compile(
    program(`
    const draw = (k: number) => (a: number) => gamma(keyOf(5), 4, a)[k];
    export const values = (a: number) => gamma(keyOf(5), 4, a);
    export const forward = (a: number) => jvp((a: number) => gamma(keyOf(5), 4, a))([a], [1])[1];
    export const reverse = (k: number, a: number) => vjp((a: number) => gamma(keyOf(5), 4, a))(a)[1](Float64Array.from([0, 1, 2, 3], (i) => i === k ? 1 : 0))[0];
    export const second = (k: number, a: number) => grad(grad((a: number) => gamma(keyOf(5), 4, a)[k]))(a);
    export const third = (k: number, a: number) => grad(grad(grad((a: number) => gamma(keyOf(5), 4, a)[k])))(a);
    export const mixed = hessian((p: Float64Array) => gamma(keyOf(5), 4, p[0], p[1])[2]);
  `),
  );
  const { values, forward, reverse, second, third, mixed } = exports as unknown as {
    values(a: number): Float64Array;
    forward(a: number): Float64Array;
    reverse(k: number, a: number): number;
    second(k: number, a: number): number;
    third(k: number, a: number): number;
    mixed(p: Float64Array): number[][];
  };

  test("compiles", () => expect(diagnostics).toEqual([]));

  test.each([0.3, 0.9, 1, 2.5, 40])("shape %d", (shape) => {
    const draws = values(shape);
    const tangents = forward(shape);
    draws.forEach((z, k) => {
      const u = gammaP(shape, z);
      const at = (a: number): number => quantile((x) => gammaP(a, x), u, 0, 20 * z + 10);
      const wanted = derivative(at, shape, 0.05 * shape);
      expect(Math.abs(tangents[k] / wanted - 1)).toBeLessThan(1e-9);
      expect(reverse(k, shape)).toBeCloseTo(tangents[k], 13);
      expect(second(k, shape)).toBeCloseTo(
        derivative((a) => derivative(at, a, 0.05 * shape), shape, 0.05 * shape),
        6,
      );
    });
  });

  test("of third order, and mixed with the rate", () => {
    const z = values(2.5)[2];
    const u = gammaP(2.5, z);
    const at = (a: number): number => quantile((x) => gammaP(a, x), u, 0, 40);
    const slope = (a: number): number => -gammaPDerivative(1, a, at(a)) / gammaDensity(0, a, at(a));
    const byDifferences = derivative((a) => derivative(slope, a, 0.2), 2.5, 0.2);
    expect(third(2, 2.5)).toBeCloseTo(byDifferences, 5);
    const [[aa, ab], [ba, bb]] = mixed(Float64Array.of(2.5, 3));
    expect(aa).toBeCloseTo(second(2, 2.5) / 3, 12);
    expect(ab).toBeCloseTo(-slope(2.5) / 9, 10);
    expect(ba).toBeCloseTo(ab, 12);
    expect(bb).toBeCloseTo((2 * z) / 27, 12);
  });

  test("shapes whose draws underflow have finite derivatives", () => {
    const shape = 1e-4;
    expect([...values(shape)].some((z) => z === 0)).toBe(true);
    expect([...forward(shape)].every((t) => Number.isFinite(t))).toBe(true);
  });
});

describe("beta and Dirichlet: made of gammas", () => {
  const { exports, diagnostics } = compile(
    program(`
    export const x = (a: number, b: number) => beta(keyOf(6), 3, a, b);
    export const byBoth = (k: number, a: number, b: number) => grad((a: number, b: number) => beta(keyOf(6), 3, a, b)[k], { argnums: [0, 1] })(a, b);
    export const p = (c: Float64Array) => dirichlet(keyOf(7), c);
    export const tangent = (c: Float64Array, t: Float64Array) => jvp((c: Float64Array) => dirichlet(keyOf(7), c))([c], [t])[1];
    export const cotangent = (c: Float64Array, w: Float64Array) => vjp((c: Float64Array) => dirichlet(keyOf(7), c))(c)[1](w)[0];
    export const mean = (c: Float64Array) => grad((c: Float64Array) => {
      let total = 0;
      for (let i = 0; i < 4000; i++) total += dirichlet(child(keyOf(8), i), c)[0];
      return total / 4000;
    })(c);
  `),
  );
  const { x, byBoth, p, tangent, cotangent, mean } = exports as unknown as {
    x(a: number, b: number): Float64Array;
    byBoth(k: number, a: number, b: number): number[];
    p(c: Float64Array): Float64Array;
    tangent(c: Float64Array, t: Float64Array): Float64Array;
    cotangent(c: Float64Array, w: Float64Array): Float64Array;
    mean(c: Float64Array): Float64Array;
  };

  test("compile", () => expect(diagnostics).toEqual([]));

  test("a beta draw as a function of its gammas", () => {
    const [a, b] = [1.7, 0.6];
    const draws = x(a, b);
    draws.forEach((draw, k) => {
      // log(x / (1 - x)) is the difference of the logarithms of the gammas.
      const gammas = [a, b].map((shape, i) => gamma(child(keyOf(6), i), 3, shape)[k]);
      expect(draw).toBeCloseTo(gammas[0] / (gammas[0] + gammas[1]), 13);
      const slopes = [a, b].map(
        (shape, i) => -gammaPDerivative(1, shape, gammas[i]) / gammaDensity(0, shape, gammas[i]) / gammas[i],
      );
      const [byA, byB] = byBoth(k, a, b);
      expect(byA).toBeCloseTo(draw * (1 - draw) * slopes[0], 12);
      expect(byB).toBeCloseTo(-draw * (1 - draw) * slopes[1], 12);
    });
  });

  test("Dirichlet draws: both modes agree, and tangents add up to 0", () => {
    const c = Float64Array.of(0.4, 2, 1.1);
    const [t, w] = [Float64Array.of(0.3, -1, 2), Float64Array.of(1, 0.5, -2)];
    const [forward, reverse] = [tangent(c, t), cotangent(c, w)];
    const dot = (u: Float64Array, v: Float64Array): number => u.reduce((total, each, i) => total + each * v[i], 0);
    expect(dot(w, forward)).toBeCloseTo(dot(reverse, t), 13);
    expect(dot(forward, Float64Array.of(1, 1, 1))).toBeCloseTo(0, 14);
    expect(dot(p(c), Float64Array.of(1, 1, 1))).toBeCloseTo(1, 14);
  });

  test("the gradient of a mean over draws is near that of the mean", () => {
    // E x0 = c0 / sum
    const c = Float64Array.of(0.8, 2, 1.2);
    const gradient = mean(c);
    expect(gradient[0]).toBeCloseTo((4 - 0.8) / 16, 1);
    expect(Math.abs(gradient[1] + 0.8 / 16)).toBeLessThan(0.01);
    expect(Math.abs(gradient[2] + 0.8 / 16)).toBeLessThan(0.01);
  });
});

test("discrete draws are constants to operators", () => {
  const { exports, diagnostics } = compile(
    program(`
    export const byMean = grad((mean: number) => mean * poisson(keyOf(9), 1, mean)[0]);
    export const count = (mean: number) => poisson(keyOf(9), 1, mean)[0];
    export const byWeights = grad((w: Float64Array) => w[categorical(keyOf(9), 1, w)[0]]);
    export const index = (w: Float64Array) => categorical(keyOf(9), 1, w)[0];
  `),
  );
  expect(diagnostics).toEqual([]);
  const { byMean, count, byWeights, index } = exports as unknown as {
    byMean(mean: number): number;
    count(mean: number): number;
    byWeights(w: Float64Array): Float64Array;
    index(w: Float64Array): number;
  };
  expect(byMean(6.5)).toBe(count(6.5));
  const w = Float64Array.of(0.2, 0.3, 0.9);
  expect([...byWeights(w)]).toEqual([0, 1, 2].map((k) => (k === index(w) ? 1 : 0)));
});

test("errors are those of the call itself", () => {
  const { exports } = compile(program("export const g = grad((a: number) => gamma(keyOf(1), 2, a)[0]);"));
  expect(() => (exports.g as (a: number) => number)(-1)).toThrow(
    new RangeError("gamma: shape must be a positive number, but is -1"),
  );
});

test("Taylor mode of samplers agrees with nested forward mode", () => {
  const { exports, diagnostics } = compile(`import { jet, jvp } from "cotangent";
    import { gamma, keyOf, normal } from "cotangent/random";
    const first = (a: number): number => gamma(keyOf(1), 1, a)[0];
    export const curve = jet(first, 2);
    export const slope = jvp(first);
    export const bend = jvp((a: number): number => jvp(first)([a], [1])[1]);
    export const line = jet((a: number) => normal(keyOf(1), 1, a * a)[0], 2);`);
  expect(diagnostics).toEqual([]);
  const { curve, slope, bend, line } = exports as Record<
    string,
    (primals: number[], given: unknown) => [number, never]
  >;
  const [value, [one, two]] = curve([2.5], [[1], [0]]) as unknown as [number, number[]];
  expect([value, one]).toEqual(slope([2.5], [1]));
  expect(two).toBeCloseTo(bend([2.5], [1])[1], 12);
  expect(line([3], [[1], [0]])[1]).toEqual([6, 2]);
});
