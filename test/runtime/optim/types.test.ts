/** What an optimizer needs of a problem is a matter of types: what type-checks, what does not, and what the compiler then says. */
import {
  adaHessian,
  adam,
  armijo,
  averaged,
  bfgs,
  clipped,
  fista,
  gaussNewton,
  gradientDescent,
  iterate,
  l1,
  levenbergMarquardt,
  minibatches,
  minibatchesOf,
  minimize,
  minimizeAsync,
  naturalGradient,
  newton,
  newtonCg,
  type Optimizer,
  type Problem,
  projectedGradient,
  proximalGradient,
  simplex,
  type State,
  trustRegion,
} from "cotangent/optim";
import { describe, expect, expectTypeOf, test } from "vitest";
import { strictErrors } from "../../support/strict.js";

type Pair = [number, number];
declare const both: (x: Pair) => [number, Pair];
declare const product: (x: readonly [Pair], v: readonly [Pair]) => Pair;
declare const matrix: (x: Pair) => [Pair, Pair];
declare const residuals: (x: Pair) => number[];
declare const rows: (x: Pair) => Pair[];
declare const ofRow: (x: Pair, batch: string[]) => [number, Pair];
const start: Pair = [0, 0];

// The bodies are only type-checked.
const checkTypes = (_: () => void): void => {};

test("problems that have what the optimizer needs", () => {
  checkTypes(() => {
    expectTypeOf(minimize(both, [0, 0], adam()).params).toEqualTypeOf<Pair>();
    expectTypeOf(minimize((x: number): Pair => [x, 1], 0, bfgs()).params).toEqualTypeOf<number>();
    minimize({ valueAndGrad: both, hessian: matrix }, [0, 0], newton());
    minimize({ valueAndGrad: both, hvp: product }, start, newton());
    minimize({ valueAndGrad: both, hvp: product }, start, newtonCg());
    minimize({ residuals, jacobian: rows }, start, levenbergMarquardt());
    minimize({ residuals, jacobian: rows }, start, bfgs());
    minimize({ valueAndGrad: both, metric: (_, v) => v }, start, naturalGradient({ rate: 1 }));
    minimize(minibatches(ofRow, ["a"], { size: 1 }), start, adam());
    minimize(minibatches(ofRow, ["a"], { size: 1 }), start, clipped(gradientDescent(0.1), { norm: 1 }));
    minimize(minibatches(ofRow, ["a"], { size: 1 }), start, projectedGradient(simplex(), { step: 0.1 }));
    const halves = minibatchesOf((_: string[]) => ({ valueAndGrad: both, hvp: product }), ["a"], { size: 1 });
    minimize(halves, start, adaHessian());
    // Of an optimizer of which nothing is said everything is a matter of run time.
    minimize(both, start, newton() as Optimizer);
    minimize({ residuals, jacobian: rows } as Problem<Pair>, start, bfgs() as Optimizer<unknown, State>);
  });
});

test("problems that lack it", () => {
  checkTypes(() => {
    // @ts-expect-error
    minimize(both, start, newton());
    // @ts-expect-error
    minimize({ valueAndGrad: both }, start, trustRegion());
    // @ts-expect-error
    minimize({ valueAndGrad: both, hessian: matrix }, start, newtonCg());
    // @ts-expect-error
    minimize({ hvp: product }, start, newtonCg());
    // @ts-expect-error
    minimize(both, start, gaussNewton());
    // @ts-expect-error
    minimize({ residuals }, start, levenbergMarquardt());
    // @ts-expect-error
    minimize({ valueAndGrad: both }, start, naturalGradient({ rate: 1 }));
    // @ts-expect-error
    minimize(both, start, adaHessian());
    // @ts-expect-error
    minimize(both, start, averaged(adaHessian()));
    // @ts-expect-error
    minimize({} as Problem<Pair>, start, bfgs());
    // @ts-expect-error
    iterate(both, start, newton());
    // @ts-expect-error
    minimizeAsync(both, start, newton());
    // @ts-expect-error
    for (const optimizer of [bfgs(), levenbergMarquardt()]) minimize(both, start, optimizer);
  });
});

test("minibatches, for optimizers that compare values or need more than the batches have", () => {
  checkTypes(() => {
    const batches = minibatches(ofRow, ["a"], { size: 1 });
    // @ts-expect-error
    minimize(batches, start, bfgs());
    // @ts-expect-error
    minimize(batches, start, gradientDescent(armijo()));
    // @ts-expect-error
    minimize(batches, start, fista(l1(1)));
    // @ts-expect-error
    minimize(batches, start, proximalGradient(l1(1)));
    // @ts-expect-error
    minimize(batches, start, adaHessian());
  });
});

describe("the compiler's words", () => {
  function errorOf(call: string): string {
    const text = `import * as optim from "cotangent/optim";
      type Pair = [number, number];
      declare const both: (x: Pair) => [number, Pair];
      ${call};`;
    const [error, ...others] = strictErrors({ "call.ts": text });
    expect(others).toEqual([]);
    return error;
  }

  test.each([
    ["optim.minimize({ valueAndGrad: both }, [0, 0], optim.newton())", /'hessian' is missing .* 'NeedsHessian'/],
    ["optim.minimize({ valueAndGrad: both }, [0, 0], optim.newtonCg())", /'hvp' is missing .* 'NeedsHvp'/],
    ["optim.minimize(both, [0, 0], optim.newtonCg())", /to parameter of type '.*"hvp".*>'/],
    ["optim.minimize({ valueAndGrad: both }, [0, 0], optim.gaussNewton())", /'NeedsResiduals': residuals, jacobian/],
    ["optim.minimize({ valueAndGrad: both }, [0, 0], optim.sophia())", /to parameter of type '.*"hvp".*>/],
  ])("%s", (call, message) => {
    expect(errorOf(call)).toMatch(message);
  });

  test("a problem with what is needed, by the built package", () => {
    expect(
      strictErrors({
        "fine.ts":
          'import { adam, minimize } from "cotangent/optim";\nminimize((x: number): [number, number] => [x, 1], 0, adam());',
      }),
    ).toEqual([]);
  });
});
