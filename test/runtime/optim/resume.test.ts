import { bfgs, fromJson, gradientDescent, lbfgs, minibatches, minimize, momentum, toJson } from "cotangent/optim";
import { expect, test } from "vitest";
import { start } from "./every-optimizer.js";
import { rosenbrock } from "./problems.js";

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
