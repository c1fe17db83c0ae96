/** Steps of f(x) = 3/2 x² from x = 2, where the gradient is 6, against numbers worked out by hand. */
import {
  adagrad,
  adaHessian,
  adam,
  adamax,
  adamw,
  averaged,
  barzilaiBorwein,
  clipped,
  coordinateDescent,
  diminishing,
  gradientDescent,
  iterate,
  lion,
  minimize,
  mirrorDescent,
  momentum,
  nadam,
  nesterov,
  type Optimizer,
  proximalGradient,
  l1,
  rmsprop,
  sophia,
} from "cotangent/optim";
import { expect, test } from "vitest";

const problem = {
  valueAndGrad: (x: number): [number, number] => [1.5 * x * x, 3 * x],
  hvp: ([_]: readonly [number], [v]: readonly [number]) => 3 * v,
};

function points(optimizer: Optimizer, count: number): number[] {
  const found: number[] = [];
  for (const { params } of iterate(problem, 2, optimizer)) {
    found.push(params);
    if (found.length > count) break;
  }
  return found.slice(1);
}

const cases: [name: string, optimizer: Optimizer, expected: number[]][] = [
  ["gradient descent", gradientDescent(0.1), [2 - 0.6, 1.4 - 0.42]],
  // Steps 0.2 and 0.1.
  ["diminishing steps", gradientDescent(diminishing(0.2)), [2 - 1.2, 0.8 - 0.24]],
  // v = -0.6, then 0.5 * -0.6 - 0.1 * 4.2 = -0.72.
  ["momentum", momentum({ rate: 0.1, momentum: 0.5 }), [1.4, 0.68]],
  // z = 1.4, x = 1.4 + 0.5 (1.4 - 2) = 1.1; z = 1.1 - 0.33 = 0.77, x = 0.77 + 0.5 (0.77 - 1.4) = 0.455.
  ["Nesterov", nesterov({ rate: 0.1, momentum: 0.5 }), [1.1, 0.455]],
  // s = 1, s' = (1 + √5) / 2: at first no momentum, then (s' - 1) / s'', s'' = (1 + √(1 + 4 s'²)) / 2.
  ["Nesterov's sequence", nesterov({ rate: 0.1 }), [1.4, 0.98 - 0.42 * (0.6180339887498949 / 2.193527085331054)]],
  // s = 36, then 36 + 25.5025...: x = 2 - 0.5 * 6 / 6 = 1.5, g = 4.5, s = 56.25, √s = 7.5.
  ["Adagrad", adagrad({ rate: 0.5, epsilon: 0 }), [1.5, 1.5 - (0.5 * 4.5) / 7.5]],
  // s = 9, √s = 3: x = 2 - 0.25 * 6 / 3 = 1.5; s = 0.75 * 9 + 0.25 * 20.25 = 11.8125.
  ["RMSProp", rmsprop({ rate: 0.25, decay: 0.75, epsilon: 0 }), [1.5, 1.5 - (0.25 * 4.5) / Math.sqrt(11.8125)]],
  // Without bias the first step is the rate. m = 3, then 0.5 * 3 + 0.5 * 4.5 = 3.75, m̂ = 3.75 / 0.75 = 5; s = 9, then 0.75 * 9 + 0.25 * 20.25 = 11.8125, ŝ = 11.8125 / 0.4375 = 27.
  ["Adam", adam({ rate: 0.5, beta1: 0.5, beta2: 0.75, epsilon: 0 }), [1.5, 1.5 - 2.5 / Math.sqrt(27)]],
  // ε = 2: the first step is 0.5 * 6 / 8.
  ["Adam with a large ε", adam({ rate: 0.5, beta1: 0.5, beta2: 0.75, epsilon: 2 }), [2 - 0.375]],
  // The first step is 0.5 (1 + 0.1 * 2).
  ["AdamW", adamw({ rate: 0.5, beta1: 0.5, beta2: 0.75, epsilon: 0, weightDecay: 0.1 }), [1.4]],
  // u = 6, m = 3: 0.5 / 0.5 * 3 / 6 = 0.5; then u = max(5.4, 4.5), m = 3.75: 0.5 / 0.75 * 3.75 / 5.4.
  ["Adamax", adamax({ rate: 0.5, beta1: 0.5, beta2: 0.9 }), [1.5, 1.5 - ((0.5 / 0.75) * 3.75) / 5.4]],
  // m = 3, (0.5 * 3 / 0.75 + 0.5 * 6 / 0.5) / 6 = 8 / 6.
  ["Nadam", nadam({ rate: 0.5, beta1: 0.5, beta2: 0.75, epsilon: 0 }), [2 - 4 / 6]],
  // sign(0.5 * 6) = 1, m = 1.5; x = 2 - 0.5 (1 + 0.1 * 2) = 1.4; then the same sign.
  ["Lion", lion({ rate: 0.5, beta1: 0.5, beta2: 0.75, weightDecay: 0.1 }), [1.4, 1.4 - 0.5 * 1.14]],
  // d = 3 exactly, ŝ = 9, m̂ = 6: a Newton step 2, times the rate.
  ["AdaHessian", adaHessian({ rate: 0.5, epsilon: 0 }), [1]],
  // m = 3, h = 1.5, γ h = 6: m / 6 = 0.5; the second h is kept, m = 1.5 + 0.5 * 5.25 = 4.125.
  ["Sophia", sophia({ rate: 0.5, beta1: 0.5, beta2: 0.5, gamma: 4 }), [1.75, 1.75 - 0.5 * (4.125 / 6)]],
  // γ h = 0.15: cut to 1.
  ["Sophia, cut", sophia({ rate: 0.5, beta1: 0.5, beta2: 0.5, gamma: 0.1 }), [1.5]],
  ["clipped by norm", clipped(gradientDescent(0.1), { norm: 2 }), [1.8]],
  ["clipped by entries", clipped(gradientDescent(0.1), { entries: 3 }), [1.7]],
  ["the mean of all points", averaged(gradientDescent(0.1)), [(2 + 1.4) / 2, (2 + 1.4 + 0.98) / 3]],
  // m = 1, then 0.5 + 0.7 = 1.2, divided by 0.75; 0.6 + 0.49 = 1.09, divided by 0.875.
  ["a mean that decays", averaged(gradientDescent(0.1), { decay: 0.5 }), [1.2 / 0.75, 1.09 / 0.875]],
  // 1.4 shrunk by 0.1 * 5.
  ["ISTA", proximalGradient(l1(5), { step: 0.1 }), [0.9]],
  ["mirror descent", mirrorDescent({ rate: 0.1, domain: "positive" }), [2 * Math.exp(-0.6)]],
];
test.each(cases)("%s", (_, optimizer, expected) => {
  const found = points(optimizer, expected.length);
  expect(found).toHaveLength(expected.length);
  for (const [k, x] of expected.entries()) expect(found[k]).toBeCloseTo(x, 14);
});

test("numbers that never had a gradient do not move", () => {
  const flat = (x: Float64Array): [number, Float64Array] => [x[0], Float64Array.of(1, 0)];
  for (const optimizer of [
    adagrad({ rate: 1, epsilon: 0 }),
    rmsprop({ rate: 1, epsilon: 0 }),
    adam({ epsilon: 0 }),
    adamax(),
  ]) {
    const [, step] = [...iterate(flat, Float64Array.of(0, 7), optimizer, { maxIterations: 1 })];
    expect(step.params[1]).toBe(7);
    expect(step.params[0]).toBeLessThan(0);
  }
});

test("Lion mixes by one decay and remembers by the other", () => {
  // m = 0.1 after the first step; then the sign is that of 0.5 * 0.1 - 0.5 * 0.3, not of 0.9 * 0.1 - 0.1 * 0.3.
  const turning = (x: number): [number, number] => [x, x === 2 ? 1 : -0.3];
  const run = iterate(turning, 2, lion({ rate: 0.5, beta1: 0.5, beta2: 0.9 }), { maxIterations: 2 });
  expect([...run].map(({ params }) => params)).toEqual([2, 1.5, 2]);
});

test("a sweep of coordinate descent sees the numbers that it has moved", () => {
  // x² + x y + y² from (1, 1): x = 1 - 3 / 2, then y = 1 - (2 - 1 / 2) / 2.
  const valueAndGrad = ([x, y]: number[]): [number, number[]] => [x * x + x * y + y * y, [2 * x + y, 2 * y + x]];
  const partial = (x: number[], i: number): number => 2 * x[i] + x[1 - i];
  for (const problem of [{ valueAndGrad }, { valueAndGrad, partial }]) {
    const { params, evaluations } = minimize(problem, [1, 1], coordinateDescent({ rate: 0.5 }), { maxIterations: 1 });
    expect(params).toEqual([-0.5, 0.25]);
    expect(evaluations).toMatchObject("partial" in problem ? { partial: 2, gradient: 2 } : { partial: 0, gradient: 4 });
  }
});

test("steps of Barzilai and Borwein are those of the last changes", () => {
  // d = 1 and 4 from (1, 1): g = (1, 4), first step 1 / 4: to (3/4, 0); s = (-1/4, -1), y = (-1/4, -4).
  const bowl = ([x, y]: number[]): [number, number[]] => [0.5 * (x * x + 4 * y * y), [x, 4 * y]];
  const [long, short] = (["long", "short"] as const).map((kind) =>
    [...iterate(bowl, [1, 1], barzilaiBorwein({ kind }), { maxIterations: 2 })].map(({ step }) => step),
  );
  expect(long[1]).toBe(0.25);
  expect(long[2]).toBeCloseTo((1 / 16 + 1) / (1 / 16 + 4), 14);
  expect(short[2]).toBeCloseTo((1 / 16 + 4) / (1 / 16 + 16), 14);
});
