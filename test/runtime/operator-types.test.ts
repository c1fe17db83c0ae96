/** The types of the operators beyond the gradient: what hovers show, and what is refused. */
import {
  checkGrads,
  checkpoint,
  type Csr,
  customJvp,
  customVjp,
  defineRule,
  hessian,
  hessianPattern,
  hvp,
  jacobian,
  jacobianPattern,
  jacfwd,
  jet,
  laplacian,
  linearize,
  linearTranspose,
  nondifferentiable,
  scan,
  type Report,
  secondDerivative,
  type SparsePlan,
  type SparsityPattern,
  sparseHessian,
  sparseHessianWith,
  sparseJacobian,
  sparseJacobianWith,
  taylor,
  vhp,
} from "cotangent";
import { binomial } from "cotangent/checkpoint";
import { expectTypeOf, test } from "vitest";

interface Body {
  at: Float64Array;
  speed: number;
  name: string;
}

declare const curve: (t: number) => Float64Array;
declare const field: (x: Float64Array, k: number) => Float64Array;
declare const step: (b: Body, dt: number) => Body;
declare const pair: (x: number, y: number) => [number, string];
declare const identity: (x: number) => number;
declare const keep: (x: number) => [number, number];
declare const energy: (x: Float64Array, k: number, mode: string) => number;

// The bodies are only type-checked: at run time the operators throw.
const checkTypes = (_: () => void): void => {};

test("a Jacobian is the result with the derivative in place of each number", () => {
  checkTypes(() => {
    expectTypeOf(jacobian(curve)(0)).toEqualTypeOf<Float64Array>();
    expectTypeOf(jacobian(field)).toEqualTypeOf<(x: Float64Array, k: number) => Float64Array[]>();
    expectTypeOf(jacfwd(field, { argnums: 1 })).returns.toEqualTypeOf<Float64Array>();
    expectTypeOf(jacobian(field, { argnums: [0, 1] })).returns.toEqualTypeOf<[Float64Array, number][]>();
    expectTypeOf(jacobian(pair)).returns.toEqualTypeOf<[number, null]>();
    expectTypeOf(jacobian(pair, { argnums: [1] })).returns.toEqualTypeOf<[[number], null]>();
    type Entry = { at: Float64Array; speed: number; name: null };
    expectTypeOf(jacobian(step)).returns.toEqualTypeOf<{ at: Entry[]; speed: Entry; name: null }>();
    // @ts-expect-error: a string has no derivative
    jacobian((x: number) => String(x));
    // @ts-expect-error: parameter 2 is a string
    jacobian(energy, { argnums: 2 });
  });
});

test("Hessians and their products", () => {
  checkTypes(() => {
    expectTypeOf(hessian(energy)).toEqualTypeOf<(x: Float64Array, k: number, mode: string) => Float64Array[]>();
    expectTypeOf(hessian((x: number) => x ** 3)).returns.toEqualTypeOf<number>();
    expectTypeOf(hessian(energy, { argnums: [1] })).returns.toEqualTypeOf<[[number]]>();
    expectTypeOf(
      hvp(energy)([new Float64Array(2), 1, ""], [new Float64Array(2), 0, null]),
    ).toEqualTypeOf<Float64Array>();
    expectTypeOf(vhp(energy, { argnums: 1 })).returns.toEqualTypeOf<number>();
    expectTypeOf(laplacian(energy)).returns.toEqualTypeOf<number>();
    expectTypeOf(secondDerivative(curve)).returns.toEqualTypeOf<Float64Array>();
    // @ts-expect-error: there is no such method
    hvp(energy, { method: "sideways" });
    // @ts-expect-error: the value is not a number
    hessian(field);
    // @ts-expect-error: it is by one number
    secondDerivative(energy, { argnums: [0, 1] });
  });
});

test("sparse matrices", () => {
  checkTypes(() => {
    const stretch = (x: Float64Array, k: number): number[] => [x[0] * k, x[1]];
    expectTypeOf(sparseJacobian(stretch)).toEqualTypeOf<(x: Float64Array, k: number) => Csr>();
    expectTypeOf(jacobianPattern(stretch)).toEqualTypeOf<(x: Float64Array, k: number) => SparsityPattern>();
    expectTypeOf(sparseJacobianWith(stretch)).toEqualTypeOf<(plan: SparsePlan, x: Float64Array, k: number) => Csr>();
    expectTypeOf(sparseHessian(energy, { argnums: 0 })).returns.toEqualTypeOf<Csr>();
    expectTypeOf(hessianPattern(energy)).returns.toEqualTypeOf<SparsityPattern>();
    expectTypeOf(sparseHessianWith(energy)).parameter(0).toEqualTypeOf<SparsePlan>();
    // @ts-expect-error: the result is a number
    sparseJacobian(energy);
    // @ts-expect-error: parameter 1 is a number
    sparseJacobian(stretch, { argnums: 1 });
    // @ts-expect-error: parameter 1 is a number
    sparseHessian(energy, { argnums: 1 });
    // @ts-expect-error: it is by one array
    sparseJacobian(stretch, { argnums: [0] });
    // @ts-expect-error: the result is no number
    sparseHessian(stretch);
  });
});

test("expansions and linear maps", () => {
  checkTypes(() => {
    expectTypeOf(taylor(field, 3)([new Float64Array(2), 1], [new Float64Array(2), 0])).toEqualTypeOf<Float64Array[]>();
    expectTypeOf(jet(pair, 2)([1, 2], [[1, 0]])).toEqualTypeOf<
      [value: [number, string], derivatives: [number, null][]]
    >();
    expectTypeOf(linearize(energy)(new Float64Array(2), 1, "")).toEqualTypeOf<
      [value: number, linear: (x: Float64Array, k: number, mode: null) => number]
    >();
    expectTypeOf(linearTranspose(field)(new Float64Array(2), 1)).toEqualTypeOf<
      (cotangent: Float64Array) => [x: Float64Array, k: number]
    >();
  });
});

test("rules have the shapes of what they are for", () => {
  checkTypes(() => {
    expectTypeOf(checkpoint(energy)).toEqualTypeOf<typeof energy>();
    expectTypeOf(
      scan((carry: { at: number }, x: string) => [{ at: carry.at + x.length }, true], { at: 0 }, ["a"], {
        checkpoint: binomial(8),
      }),
    ).toEqualTypeOf<[carry: { at: number }, outputs: boolean[]]>();
    expectTypeOf(nondifferentiable(energy)).toEqualTypeOf<typeof energy>();
    expectTypeOf(
      customJvp(
        (x: number): number => x,
        ([x], [dx]) => [x, dx],
      ),
    ).toEqualTypeOf<(x: number) => number>();
    expectTypeOf(
      customVjp(
        energy,
        (x, k, mode) => [k * x[0], { k, mode }],
        ({ k, mode }, ct) => [Float64Array.of(k * ct * mode.length), ct, null],
      ),
    ).toEqualTypeOf<typeof energy>();
    defineRule(energy, { jvp: ([x, k], [dx]) => [k * x[0], k * dx[0]] });
    expectTypeOf(checkGrads(energy, [new Float64Array(2), 1, "m"], { order: 2 })).toEqualTypeOf<Report>();
    // @ts-expect-error: the tangent is missing
    customJvp(identity, ([x]) => [x]);
    // @ts-expect-error: a cotangent is a number, not a string
    customVjp(identity, keep, () => ["x"]);
    // @ts-expect-error: there are three parameters
    checkGrads(energy, [new Float64Array(2), 1]);
  });
});
