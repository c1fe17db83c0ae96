import {
  adagrad,
  adaHessian,
  adam,
  adamax,
  armijo,
  averaged,
  barzilaiBorwein,
  bfgs,
  clipped,
  coordinateDescent,
  cosine,
  fista,
  fromJson,
  gaussNewton,
  gradientDescent,
  l1,
  lbfgs,
  lbfgsb,
  levenbergMarquardt,
  lion,
  minibatches,
  minimize,
  mirrorDescent,
  momentum,
  nadam,
  naturalGradient,
  nesterov,
  newton,
  newtonCg,
  type Optimizer,
  proximalGradient,
  rmsprop,
  sophia,
  toJson,
  trustRegion,
} from "cotangent/optim";
import { expect, test } from "vitest";
import { rosenbrock, rosenbrockResiduals } from "./problems.js";

const problem = {
  ...rosenbrock,
  ...rosenbrockResiduals,
  metric: (_: Float64Array, v: Float64Array) => v.map((x, i) => (i + 2) * x),
};
const start = Float64Array.of(0.3, 0.4);
const optimizers: [string, Optimizer][] = [
  ["gradient descent, schedule", gradientDescent(cosine(1e-3, 20))],
  ["gradient descent, Armijo", gradientDescent(armijo())],
  ["Barzilai-Borwein", barzilaiBorwein()],
  ["momentum", momentum({ rate: 1e-3 })],
  ["Nesterov", nesterov({ rate: 1e-3 })],
  ["Adagrad", adagrad({ rate: 0.1 })],
  ["RMSProp", rmsprop({ rate: 0.01 })],
  ["Adam", adam()],
  ["Adamax", adamax()],
  ["Nadam", nadam()],
  ["Lion", lion()],
  ["averaged Adam", averaged(adam(), { decay: 0.9 })],
  ["clipped Adam", clipped(adam(), { norm: 1 })],
  ["ISTA", proximalGradient(l1(0.01))],
  ["FISTA", fista(l1(0.01))],
  ["mirror descent", mirrorDescent({ rate: 1e-3 })],
  ["coordinate descent", coordinateDescent({ rate: 1e-3 })],
  ["Newton", newton()],
  ["Newton-CG", newtonCg()],
  ["trust region", trustRegion({ radius: 0.01 })],
  ["Gauss-Newton", gaussNewton()],
  ["Levenberg-Marquardt", levenbergMarquardt({ radius: 0.01 })],
  ["natural gradient", naturalGradient({ rate: 1e-3 })],
  ["AdaHessian", adaHessian()],
  ["Sophia", sophia({ every: 3 })],
  ["BFGS", bfgs()],
  ["L-BFGS", lbfgs({ memory: 2 })],
  ["L-BFGS-B", lbfgsb({ low: 0, high: 2 })],
];

test.each(optimizers)("%s goes on from JSON to the same bits", (_, optimizer) => {
  const whole = minimize(problem, start, optimizer, { maxIterations: 8, gradientTolerance: 0 });
  const part = minimize(problem, start, optimizer, { maxIterations: 3, gradientTolerance: 0 });
  expect(part.iterations).toBeLessThan(whole.iterations);
  const text = toJson(part.checkpoint);
  expect(toJson(fromJson(text))).toBe(text);
  for (const resume of [text, part.checkpoint]) {
    const rest = minimize(problem, new Float64Array(2), optimizer, { maxIterations: 8, gradientTolerance: 0, resume });
    expect(toJson(rest.checkpoint)).toBe(toJson(whole.checkpoint));
    expect(rest.params).toEqual(whole.params);
    expect(rest.evaluations).toEqual(whole.evaluations);
    expect([rest.iterations, rest.reason]).toEqual([whole.iterations, whole.reason]);
  }
});

test("minibatches go on where they were", () => {
  const data = Array.from({ length: 10 }, (_, i) => i);
  const mean = (x: number, batch: number[]): [number, number] => [
    batch.reduce((sum, d) => sum + 0.5 * (x - d) ** 2, 0) / batch.length,
    batch.reduce((sum, d) => sum + x - d, 0) / batch.length,
  ];
  const make = () => minibatches(mean, data, { size: 3, seed: 5 });
  const optimizer = momentum({ rate: 0.1 });
  const whole = minimize(make(), 0, optimizer, { maxIterations: 30 });
  const part = minimize(make(), 0, optimizer, { maxIterations: 13 });
  const rest = minimize(make(), 0, optimizer, { maxIterations: 30, resume: toJson(part.checkpoint) });
  expect(rest.params).toBe(whole.params);
  expect(whole.params).not.toBe(part.params);
});

test("JSON keeps what it has no words for", () => {
  const state = {
    x: Float64Array.of(-0, Number.NaN, Number.NEGATIVE_INFINITY, 1 / 3, 5e-324),
    value: -0,
    optimality: Number.POSITIVE_INFINITY,
    iteration: 2,
  };
  const { checkpoint } = minimize(rosenbrock, start, bfgs(), { maxIterations: 1 });
  const kept = fromJson(toJson({ ...checkpoint, state }));
  expect(kept.state).toStrictEqual(state);
  expect(Object.is(kept.state.value, -0)).toBe(true);
  expect(Object.is(kept.state.x[0], -0)).toBe(true);
});

test("the best point survives, though the run is at another", () => {
  const kink = (x: number): [number, number] => [Math.abs(x), Math.sign(x)];
  const part = minimize(kink, 1.05, gradientDescent(0.5), { maxIterations: 3 });
  const rest = minimize(kink, 0, gradientDescent(0.5), { maxIterations: 5, resume: toJson(part.checkpoint) });
  expect(rest.value).toBe(part.value);
});

test("what is no checkpoint of this run is refused", () => {
  const { checkpoint } = minimize(rosenbrock, start, bfgs(), { maxIterations: 1 });
  expect(() => minimize(rosenbrock, start, lbfgs(), { resume: checkpoint })).toThrow(
    new TypeError("minimize: the checkpoint is of bfgs, but the optimizer is lbfgs"),
  );
  expect(() => minimize((x: number): [number, number] => [x, 1], 1, bfgs(), { resume: checkpoint })).toThrow(
    new TypeError("minimize: the checkpoint has 2 parameters, but the start has 1"),
  );
  expect(() => fromJson("{}")).toThrow(TypeError);
  expect(() => fromJson("null")).toThrow(TypeError);
  expect(() => fromJson("{")).toThrow(SyntaxError);
  expect(() => toJson({ ...checkpoint, state: { ...checkpoint.state, step: (() => 1) as never } })).toThrow(
    new TypeError("toJson: a function is not plain data"),
  );
});
