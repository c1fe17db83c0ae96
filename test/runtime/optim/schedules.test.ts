import {
  adaHessian,
  constant,
  cosine,
  diminishing,
  exponential,
  gradientDescent,
  iterate,
  minibatches,
  minibatchesOf,
  minimize,
  none,
  polynomial,
  proximalGradient,
  type Schedule,
  sophia,
  stepDecay,
  warmUp,
  bfgs,
} from "cotangent/optim";
import { describe, expect, test } from "vitest";

const at = (schedule: Schedule, ...steps: number[]): number[] =>
  steps.map((k) => (schedule as (k: number) => number)(k));

test.each<[string, Schedule, number[], number[]]>([
  ["constant", constant(2), [0, 9], [2, 2]],
  ["diminishing", diminishing(2), [0, 1, 3], [2, 1, 0.5]],
  ["diminishing, power 1/2", diminishing(2, { decay: 0.5, power: 0.5 }), [0, 6], [2, 1]],
  ["step", stepDecay(8, 3, 0.5), [0, 2, 3, 5, 6], [8, 8, 4, 4, 2]],
  ["exponential", exponential(8, 2, 0.25), [0, 1, 2, 4], [8, 4, 2, 0.5]],
  ["polynomial", polynomial(4, 4, { last: 2 }), [0, 2, 4, 9], [4, 3, 2, 2]],
  ["polynomial, square", polynomial(4, 4, { power: 2 }), [0, 2, 4], [4, 1, 0]],
  ["cosine", cosine(4, 10, 2), [0, 5, 10, 99], [4, 3, 2, 2]],
  ["warm-up", warmUp(3, stepDecay(8, 2, 0.5)), [0, 1, 2, 3, 4, 5], [2, 4, 6, 8, 8, 4]],
  ["warm-up to a number", warmUp(1, 3), [0, 1, 2], [1.5, 3, 3]],
])("%s", (_, schedule, steps, expected) => {
  for (const [k, rate] of at(schedule, ...steps).entries()) expect(rate).toBeCloseTo(expected[k], 14);
});

test("the optimizer sees the number of its step", () => {
  const seen: number[] = [];
  const schedule = (k: number): number => {
    seen.push(k);
    return 0.1;
  };
  const run = iterate((x: number): [number, number] => [0.5 * x * x, x], 1, gradientDescent(schedule), {
    maxIterations: 3,
  });
  expect([...run].map(({ step }) => step)).toEqual([undefined, 0.1, 0.1, 0.1]);
  expect(seen).toEqual([0, 1, 2]);
});

test("schedules that are none are refused", () => {
  expect(() => cosine(1, 0)).toThrow(new RangeError("cosine: steps must be an integer from 1 on, but is 0"));
  expect(() => diminishing(-1)).toThrow(new RangeError("diminishing: rate must be positive, but is -1"));
  expect(() => stepDecay(1, 2, 1.5)).toThrow(
    new RangeError("stepDecay: factor must be from 0 on and below 1, but is 1.5"),
  );
  expect(() => polynomial(1, 2, { last: -1 })).toThrow(
    new RangeError("polynomial: last must not be negative, but is -1"),
  );
  expect(() => warmUp(2, "slowly" as never)).toThrow(
    new TypeError("warmUp: then must be a number or a function of the number of the step"),
  );
  expect(() => sophia({ every: 0 })).toThrow(RangeError);
});

describe("minibatches", () => {
  const data = Array.from({ length: 10 }, (_, i) => i);
  const seenBy = (options: { size: number; seed?: number; shuffle?: boolean }, steps: number): number[][] => {
    const seen: number[][] = [];
    const loss = (_: number, batch: number[]): [number, number] => {
      seen.push(batch);
      return [1, 1];
    };
    minimize(minibatches(loss, data, options), 0, gradientDescent(0.1), { maxIterations: steps - 1 });
    return seen;
  };

  test("of one epoch have all of the data, each time in another order", () => {
    const seen = seenBy({ size: 4, seed: 3 }, 6);
    expect(seen.map((batch) => batch.length)).toEqual([4, 4, 2, 4, 4, 2]);
    const epochs = [seen.slice(0, 3).flat(), seen.slice(3).flat()];
    for (const epoch of epochs) expect([...epoch].sort((a, b) => a - b)).toEqual(data);
    expect(epochs[0]).not.toEqual(epochs[1]);
    expect(epochs[0]).not.toEqual(data);
  });

  test("are a function of the seed", () => {
    expect(seenBy({ size: 4, seed: 3 }, 9)).toEqual(seenBy({ size: 4, seed: 3 }, 9));
    expect(seenBy({ size: 4, seed: 3 }, 9)).not.toEqual(seenBy({ size: 4, seed: 4 }, 9));
  });

  test("come in the order of the data where they are not shuffled", () => {
    expect(seenBy({ size: 5, shuffle: false }, 3)).toEqual([
      [0, 1, 2, 3, 4],
      [5, 6, 7, 8, 9],
      [0, 1, 2, 3, 4],
    ]);
  });

  test("the last point is the result, and gradients of batches end nothing", () => {
    const values = [3, 0, 5, 7];
    const loss = (_: number, [d]: number[]): [number, number] => [values[d], d === 1 ? 0 : 1];
    const result = minimize(minibatches(loss, [0, 1, 2, 3], { size: 1, shuffle: false }), 0, gradientDescent(1), {
      maxIterations: 3,
    });
    expect(result).toMatchObject({ params: -2, value: 7, reason: "maxIterations" });
  });

  test("with products of the Hessian, for optimizers that need them: each step's are of its batch", () => {
    // ½ Σ (d x_0 - 2 d)² and ½ Σ (x_1 + 1)² over a batch.
    const problemOf = (batch: number[]) => ({
      valueAndGrad: ([x, y]: Float64Array): [number, Float64Array] => {
        const mean = batch.reduce((sum, d) => sum + d * d, 0) / batch.length;
        return [0.5 * (mean * (x - 2) ** 2 + (y + 1) ** 2), Float64Array.of(mean * (x - 2), y + 1)];
      },
      hvp: (_: readonly [Float64Array], [[u, v]]: readonly [Float64Array]) => {
        products.push(batch);
        return Float64Array.of((batch.reduce((sum, d) => sum + d * d, 0) / batch.length) * u, v);
      },
    });
    const products: number[][] = [];
    const problem = minibatchesOf(problemOf, data.slice(1), { size: 3, shuffle: false });
    for (const optimizer of [
      adaHessian({ rate: exponential(0.5, 100) }),
      sophia({ rate: exponential(0.3, 150), gamma: 1, every: 1 }),
    ]) {
      products.length = 0;
      const { params } = minimize(problem, new Float64Array(2), optimizer, { maxIterations: 300 });
      expect(Math.hypot(params[0] - 2, params[1] + 1)).toBeLessThan(0.02);
      expect(products.slice(0, 4)).toEqual([
        [1, 2, 3],
        [4, 5, 6],
        [7, 8, 9],
        [1, 2, 3],
      ]);
    }
  });

  test("bad ones are refused", () => {
    const loss = (x: number): [number, number] => [x, 1];
    expect(() => minibatches(loss, [], { size: 1 })).toThrow(
      new RangeError("minibatches: the data are empty, so there is no batch"),
    );
    expect(() => minibatches(loss, data, { size: 0 })).toThrow(
      new RangeError("minibatches: size must be an integer from 1 on, but is 0"),
    );
    expect(() => minibatches(loss, data, { size: 11 })).toThrow(
      new RangeError("minibatches: a batch has 11 observations, but there are only 10"),
    );
    expect(() => minibatches(loss, 3 as never, { size: 1 })).toThrow(
      new TypeError("minibatches: the data are a number, not an array"),
    );
    expect(() => minibatches(loss, data, { size: 1, seed: 0.5 })).toThrow(RangeError);
    expect(() => minimize(minibatches(loss, data, { size: 1 }) as never, 0, bfgs())).toThrow(
      new TypeError("bfgs: the problem has minibatches, which this optimizer has no use for"),
    );
    expect(() => minimize(minibatches(loss, data, { size: 1 }) as never, 0, proximalGradient(none()))).toThrow(
      /^proximalGradient: values of two minibatches cannot be compared/,
    );
  });
});
