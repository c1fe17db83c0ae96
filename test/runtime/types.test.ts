import {
  grad,
  gradInto,
  type IsActive,
  jacobianInto,
  packedJacobianInto,
  packedValueAndJacobianInto,
  jvp,
  stopGradient,
  type Tangent,
  valueAndGrad,
  valueAndGradInto,
  valueAndJacobianInto,
  vjp,
} from "cotangent";
import { expectTypeOf, test } from "vitest";

interface Spring {
  readonly k: number;
  readonly rest: number;
  readonly name: string;
}
interface Tree {
  value: number;
  children: Tree[];
}

declare const scalar: (x: number) => number;
declare const loss: (w: Float64Array, xs: Float64Array[], y: number, mode: string) => number;
declare const energy: (spring: Spring, x: number) => number;
declare const total: (...xs: number[]) => number;
declare const labelled: (label: string, ...xs: number[]) => number;
declare const withAux: (w: Float64Array, x: number) => [number, { steps: number }];
declare const model: (w: Float64Array, x: number, tag: string) => { y: Float32Array; ok: boolean };
// biome-ignore lint/suspicious/noExplicitAny: loosely typed code is accepted
declare const anything: (x: any) => number;

// The bodies are only type-checked: at run time the operators throw.
const checkTypes = (_: () => void): void => {};

test("Tangent maps containers member by member", () => {
  expectTypeOf<Tangent<number>>().toEqualTypeOf<number>();
  expectTypeOf<Tangent<Float64Array>>().toEqualTypeOf<Float64Array>();
  expectTypeOf<Tangent<Float32Array>>().toEqualTypeOf<Float32Array>();
  expectTypeOf<Tangent<readonly number[]>>().toEqualTypeOf<number[]>();
  expectTypeOf<Tangent<readonly [number, string]>>().toEqualTypeOf<[number, null]>();
  expectTypeOf<Tangent<Spring>>().toEqualTypeOf<{ k: number; rest: number; name: null }>();
  expectTypeOf<Tangent<number | undefined>>().toEqualTypeOf<number | null>();
});

test("Tangent is null where there is no derivative", () => {
  expectTypeOf<Tangent<string>>().toEqualTypeOf<null>();
  expectTypeOf<Tangent<boolean>>().toEqualTypeOf<null>();
  expectTypeOf<Tangent<bigint>>().toEqualTypeOf<null>();
  expectTypeOf<Tangent<Int32Array>>().toEqualTypeOf<null>();
  expectTypeOf<Tangent<Uint8Array>>().toEqualTypeOf<null>();
  expectTypeOf<Tangent<BigInt64Array>>().toEqualTypeOf<null>();
  expectTypeOf<Tangent<Date>>().toEqualTypeOf<null>();
  expectTypeOf<Tangent<Map<string, number>>>().toEqualTypeOf<null>();
  expectTypeOf<Tangent<ReadonlySet<number>>>().toEqualTypeOf<null>();
  expectTypeOf<Tangent<(x: number, s: string) => number>>().toEqualTypeOf<null>();
  expectTypeOf<Tangent<null>>().toEqualTypeOf<null>();
});

test("Tangent of a container without a real number is null", () => {
  expectTypeOf<Tangent<string[]>>().toEqualTypeOf<null>();
  expectTypeOf<Tangent<readonly [boolean, Int32Array]>>().toEqualTypeOf<null>();
  expectTypeOf<Tangent<{ name: string; tags: string[] }>>().toEqualTypeOf<null>();
  expectTypeOf<Tangent<{ x: number; tags: string[] }>>().toEqualTypeOf<{ x: number; tags: null }>();
  expectTypeOf<Tangent<[]>>().toEqualTypeOf<null>();
  expectTypeOf<Tangent<{ k?: number }>>().toEqualTypeOf<{ k?: number | null }>();
  // biome-ignore lint/suspicious/noExplicitAny: loosely typed code is accepted
  expectTypeOf<Tangent<any[]>>().toEqualTypeOf<any[]>();
});

test("IsActive finds a number anywhere", () => {
  expectTypeOf<IsActive<number>>().toEqualTypeOf<true>();
  expectTypeOf<IsActive<string>>().toEqualTypeOf<false>();
  expectTypeOf<IsActive<Int32Array>>().toEqualTypeOf<false>();
  expectTypeOf<IsActive<{ a: string; b: [boolean, { c: Float32Array }] }>>().toEqualTypeOf<boolean>();
  expectTypeOf<IsActive<{ a: string; b: boolean }>>().toEqualTypeOf<false>();
  expectTypeOf<IsActive<Float64Array[][]>>().toEqualTypeOf<true>();
  expectTypeOf<IsActive<[]>>().toEqualTypeOf<never>();
  expectTypeOf<Tree>().toExtend<Tangent<Tree>>();
  checkTypes(() =>
    expectTypeOf(grad((tree: Tree) => tree.value))
      .parameter(0)
      .toEqualTypeOf<Tree>(),
  );
});

test("grad keeps parameters and returns the tangent of the selected ones", () => {
  checkTypes(() => {
    expectTypeOf(grad(scalar)).toEqualTypeOf<(x: number) => number>();
    expectTypeOf(grad(loss)).toEqualTypeOf<
      (w: Float64Array, xs: Float64Array[], y: number, mode: string) => Float64Array
    >();
    expectTypeOf(grad(energy)).returns.toEqualTypeOf<{ k: number; rest: number; name: null }>();
    expectTypeOf(grad(loss, { argnums: 2 })).returns.toEqualTypeOf<number>();
    expectTypeOf(grad(loss, { argnums: [0] })).returns.toEqualTypeOf<[Float64Array]>();
    expectTypeOf(grad(loss, { argnums: [1, 0] })).returns.toEqualTypeOf<[Float64Array[], Float64Array]>();
    expectTypeOf(grad(loss, {})).returns.toEqualTypeOf<Float64Array>();
    expectTypeOf(grad((x: number, y: number) => x * y)).toEqualTypeOf<(x: number, y: number) => number>();
    expectTypeOf(grad(anything)).returns.toBeAny();
  });
});

test("default parameters stay optional", () => {
  const f = (x = 1, w?: Float64Array): number => x + (w?.[0] ?? 0);
  checkTypes(() => {
    expectTypeOf(grad(f)).toEqualTypeOf<(x?: number, w?: Float64Array) => number | null>();
    expectTypeOf(grad(f, { argnums: 1 })).returns.toEqualTypeOf<Float64Array | null>();
  });
});

test("a default gives its parameter a type", () => {
  checkTypes(() => {
    expectTypeOf(grad((x: number, y = 2) => x * y)).toEqualTypeOf<(x: number, y?: number) => number>();
    expectTypeOf(grad((x: number, y = 2) => x * y, { argnums: [0] })).toEqualTypeOf<
      (x: number, y?: number) => [number]
    >();
    expectTypeOf(valueAndGrad((x: number, y = 2) => x * y)).parameters.toEqualTypeOf<[x: number, y?: number]>();
    expectTypeOf(vjp((x: number, y = 2) => x * y)).parameters.toEqualTypeOf<[x: number, y?: number]>();
    // @ts-expect-error: not with hasAux, where TypeScript takes the types of parameters from what the operator asks for
    grad((x: number, y = 2) => [x * y, "tag"], { hasAux: true });
    // @ts-expect-error: the default is no number
    grad((x: number, y = "2") => x * y);
  });
});

test("operators with options nest", () => {
  const f = (x: number, y: number): number => x * y;
  type F = typeof f;
  checkTypes(() => {
    expectTypeOf(grad(grad(f, { argnums: 1 }), { argnums: 1 })).toEqualTypeOf<F>();
    expectTypeOf(grad(grad(f, { argnums: 1 }))).toEqualTypeOf<F>();
    expectTypeOf(grad(grad(grad(f, { argnums: 1 }), { argnums: 0 }), { argnums: 1 })).toEqualTypeOf<F>();
    expectTypeOf(
      grad(
        grad((a: number, b: number) => a * b, { argnums: 1 }),
        { argnums: 1 },
      ),
    ).toEqualTypeOf<(a: number, b: number) => number>();
    expectTypeOf(valueAndGrad(grad(f, { argnums: 1 }), { argnums: [0, 1] })).toEqualTypeOf<
      (x: number, y: number) => [value: number, gradient: [number, number]]
    >();
    expectTypeOf(grad(valueAndGrad(f, { argnums: 1 }), { hasAux: true })).returns.toEqualTypeOf<
      [gradient: number, aux: number]
    >();
    expectTypeOf(grad(grad(withAux, { hasAux: true, argnums: 1 }), { hasAux: true, argnums: 1 })).returns.toEqualTypeOf<
      [gradient: number, aux: { steps: number }]
    >();
    expectTypeOf(grad(grad(total, { argnums: 2 }), { argnums: 1 })).toEqualTypeOf<typeof total>();
    expectTypeOf(jvp(grad(f, { argnums: [0, 1] }))).returns.toEqualTypeOf<
      [value: [number, number], tangent: [number, number]]
    >();
    expectTypeOf(vjp(valueAndGrad(f))).toEqualTypeOf<
      (
        x: number,
        y: number,
      ) => [
        value: [value: number, gradient: number],
        pullback: (cotangent: [value: number, gradient: number]) => [x: number, y: number],
      ]
    >();
    // @ts-expect-error: the inner gradient is a list
    grad(grad(f, { argnums: [0, 1] }), { argnums: 1 });
    // @ts-expect-error: the inner function has no parameter 2
    grad(grad(f, { argnums: 2 }), { argnums: 1 });
    // @ts-expect-error: the outer neither
    grad(grad(f, { argnums: 1 }), { argnums: 2 });
  });
});

test("operators nest", () => {
  checkTypes(() => {
    expectTypeOf(grad(grad(scalar))).toEqualTypeOf<(x: number) => number>();
    expectTypeOf(grad(grad(grad((x: number) => x ** 4)))).toEqualTypeOf<(x: number) => number>();
    expectTypeOf(jvp(grad(loss))).returns.toEqualTypeOf<[value: Float64Array, tangent: Float64Array]>();
    expectTypeOf(vjp(grad(scalar))(1)[1](1)).toEqualTypeOf<[x: number]>();
    expectTypeOf(grad((x: number) => jvp(scalar)([x], [1])[1])).toEqualTypeOf<(x: number) => number>();
    expectTypeOf(vjp(jvp(scalar))([2], [1])[1]([0, 1])).toExtend<[primals: [x: number], tangents: [x: number]]>();
  });
});

test("parameter names survive", () => {
  checkTypes(() => {
    expectTypeOf<Parameters<ReturnType<typeof grad<(width: number, depth: number) => number>>>>().toEqualTypeOf<
      [width: number, depth: number]
    >();
    expectTypeOf(vjp(loss)).parameters.toEqualTypeOf<[w: Float64Array, xs: Float64Array[], y: number, mode: string]>();
  });
});

test("valueAndGrad", () => {
  checkTypes(() => {
    expectTypeOf(valueAndGrad(scalar)(1)).toEqualTypeOf<[value: number, gradient: number]>();
    expectTypeOf(valueAndGrad(loss, { argnums: [0, 1] })).returns.toEqualTypeOf<
      [value: number, gradient: [Float64Array, Float64Array[]]]
    >();
    expectTypeOf(valueAndGrad(loss, { argnums: [0] })).returns.toEqualTypeOf<
      [value: number, gradient: [Float64Array]]
    >();
  });
});

test("gradInto and valueAndGradInto", () => {
  checkTypes(() => {
    expectTypeOf(gradInto(loss)).toEqualTypeOf<
      (into: Float64Array, w: Float64Array, xs: Float64Array[], y: number, mode: string) => void
    >();
    expectTypeOf(gradInto(loss, { argnums: [2, 1] }))
      .parameter(0)
      .toEqualTypeOf<[number, Float64Array[]]>();
    expectTypeOf(valueAndGradInto(energy)).toEqualTypeOf<
      (into: { k: number; rest: number; name: null }, spring: Spring, x: number) => number
    >();
    expectTypeOf(gradInto(withAux, { hasAux: true })).returns.toEqualTypeOf<{ steps: number }>();
    expectTypeOf(valueAndGradInto(withAux, { hasAux: true, argnums: [1] })).returns.toEqualTypeOf<
      [value: number, aux: { steps: number }]
    >();
    expectTypeOf(gradInto(anything, { argnums: [0] })).returns.toEqualTypeOf<void>();
    // @ts-expect-error: a number is no memory
    gradInto(scalar);
    // @ts-expect-error: a number is no memory
    valueAndGradInto(loss, { argnums: 2 });
    // @ts-expect-error: parameter 3 is a string
    gradInto(loss, { argnums: [0, 3] });
    // @ts-expect-error: the result is no number
    gradInto(model);
    // @ts-expect-error: memory of another shape
    gradInto(loss)([1, 2], new Float64Array(2), [], 1, "");
  });
});

test("jacobianInto and valueAndJacobianInto", () => {
  const polar = (r: number, angle: number): [number, number] => [r * Math.cos(angle), r * Math.sin(angle)];
  const stretch = (x: Float64Array, k: number): Float64Array => x.map((v) => k * v);
  checkTypes(() => {
    expectTypeOf(jacobianInto(stretch)).toEqualTypeOf<(into: Float64Array[], x: Float64Array, k: number) => void>();
    expectTypeOf(valueAndJacobianInto(stretch, { argnums: 1 })).toEqualTypeOf<
      (into: Float64Array, x: Float64Array, k: number) => Float64Array
    >();
    expectTypeOf(valueAndJacobianInto(polar, { argnums: [1, 0] })).toEqualTypeOf<
      (into: [[number, number], [number, number]], r: number, angle: number) => [number, number]
    >();
    expectTypeOf(jacobianInto(loss)).parameter(0).toEqualTypeOf<Float64Array>();
    // @ts-expect-error: a number is no memory
    jacobianInto(scalar);
    // @ts-expect-error: parameter 3 is a string
    valueAndJacobianInto(loss, { argnums: [0, 3] });
    // @ts-expect-error: memory of another shape
    jacobianInto(polar)([[1], [2]], 1, 2);
  });
});

test("packedJacobianInto and packedValueAndJacobianInto", () => {
  const polar = (r: number, angle: number): [number, number] => [r * Math.cos(angle), r * Math.sin(angle)];
  checkTypes(() => {
    expectTypeOf(packedJacobianInto(polar)).toEqualTypeOf<
      (values: Float64Array, at: number, r: number, angle: number) => [number, number]
    >();
    expectTypeOf(packedValueAndJacobianInto(polar, { argnums: [0, 1] })).toEqualTypeOf<
      (
        value: Float64Array,
        valueAt: number,
        jacobian: Float64Array,
        jacobianAt: number,
        r: number,
        angle: number,
      ) => void
    >();
    expectTypeOf(packedJacobianInto(scalar)).returns.toEqualTypeOf<number>();
    // @ts-expect-error: parameter 3 is a string
    packedJacobianInto(loss, { argnums: [0, 3] });
    // @ts-expect-error: a list of numbers
    packedJacobianInto(polar)([0, 0], 0, 1, 2);
  });
});

test("hasAux", () => {
  checkTypes(() => {
    expectTypeOf(grad(withAux, { hasAux: true })).toEqualTypeOf<
      (w: Float64Array, x: number) => [gradient: Float64Array, aux: { steps: number }]
    >();
    expectTypeOf(grad(withAux, { hasAux: true, argnums: 1 })).returns.toEqualTypeOf<
      [gradient: number, aux: { steps: number }]
    >();
    expectTypeOf(valueAndGrad(withAux, { hasAux: true, argnums: [1, 0] })).returns.toEqualTypeOf<
      [valueAndAux: [value: number, aux: { steps: number }], gradient: [number, Float64Array]]
    >();
    expectTypeOf(grad((x: number) => [x * x, "tag"], { hasAux: true })).returns.toEqualTypeOf<
      [gradient: number, aux: string]
    >();
    expectTypeOf(grad(scalar, { hasAux: false })).returns.toEqualTypeOf<number>();
    // @ts-expect-error: without hasAux the function has to return a number
    grad(withAux);
    // @ts-expect-error: with hasAux it has to return a pair
    grad(scalar, { hasAux: true });
  });
});

test("rest parameters", () => {
  checkTypes(() => {
    expectTypeOf(grad(total)).toEqualTypeOf<(...xs: number[]) => number>();
    expectTypeOf(grad(total, { argnums: 3 })).returns.toEqualTypeOf<number>();
    expectTypeOf(grad(total, { argnums: [0, 2] })).returns.toEqualTypeOf<[number, number]>();
    expectTypeOf(grad(labelled, { argnums: 1 })).returns.toEqualTypeOf<number>();
    expectTypeOf(valueAndGrad(total, { argnums: [1] })).returns.toEqualTypeOf<[value: number, gradient: [number]]>();
    // @ts-expect-error: the label has no derivative
    grad(labelled);
  });
});

test("jvp and vjp cover all parameters", () => {
  checkTypes(() => {
    expectTypeOf(jvp(model)([new Float64Array(2), 1, "t"], [new Float64Array(2), 1, null])).toEqualTypeOf<
      [value: { y: Float32Array; ok: boolean }, tangent: { y: Float32Array; ok: null }]
    >();
    expectTypeOf(vjp(model)(new Float64Array(2), 1, "t")[1]).toEqualTypeOf<
      (cotangent: { y: Float32Array; ok: null }) => [w: Float64Array, x: number, tag: null]
    >();
    const point = [1, 2] as const;
    expectTypeOf(jvp((x: number, y: number) => x * y)(point, [1, 0])[1]).toEqualTypeOf<number>();
    // @ts-expect-error: a tangent is missing
    jvp(model)([new Float64Array(2), 1, "t"], [new Float64Array(2), 1]);
    // @ts-expect-error: a Float64Array's tangent is a Float64Array
    jvp(model)([new Float64Array(2), 1, "t"], [[1, 2], 1, null]);
  });
});

test("guards refuse what has no derivative", () => {
  checkTypes(() => {
    // @ts-expect-error: a string has no derivative
    grad((s: string) => s.length);
    // @ts-expect-error: an integer array has no derivative
    grad((a: Int32Array) => a[0]);
    // @ts-expect-error: no parameter
    grad(() => 1);
    // @ts-expect-error: no parameter
    grad(() => 1, {});
    // @ts-expect-error: the value is not a number
    grad((x: number) => [x]);
    // @ts-expect-error: parameter 3 is a string
    grad(loss, { argnums: 3 });
    // @ts-expect-error: one of the selected is a string
    grad(loss, { argnums: [0, 3] });
    // @ts-expect-error: there is no parameter 4
    grad(loss, { argnums: 4 });
    // @ts-expect-error: x is not annotated
    grad((x) => x * x);
    // @ts-expect-error: a list of names is no argnums
    valueAndGrad(loss, { argnums: ["w"] });
  });
});

test("stopGradient has the type of its argument", () => {
  expectTypeOf(stopGradient<Float64Array>).returns.toEqualTypeOf<Float64Array>();
  expectTypeOf(stopGradient({ a: 1, b: ["x"] })).toEqualTypeOf<{ a: number; b: string[] }>();
});
