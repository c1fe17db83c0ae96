/** A dense matrix that no memory could hold is an error before any of it is made: engines that run out of memory end. */
import { expect, test } from "vitest";
import { expectRoom } from "../../runtime/src/room.js";
import { compile } from "../support/compile.js";

const { exports, diagnostics } = compile(`
  import { grad, hessian, jacfwd, jacobian, jacobianInto, jacrev, jvp, packedJacobianInto, valueAndJacobianInto } from "cotangent";
  const squares = (x: Float64Array): Float64Array => x.map((v) => v * v);
  const listed = (x: number[]): number[] => x.map((v) => v * v);
  const nested = (x: number[][]): number[][] => x.map((row) => row.map((v) => v * v));
  interface Mixed { a: Float64Array; b: number[]; c: number }
  const mixed = (m: Mixed): { p: Float64Array; q: number[] } => ({ p: m.a.map((v) => v * m.c), q: m.b.map((v) => v * m.c) });
  const chain = (x: Float64Array): number => x.reduce((sum, v, i) => sum + v * (i > 0 ? x[i - 1] : 1), 0);
  const write = (x: Float64Array): Float64Array => { x[0] *= 2; return squares(x); };
  export const byAny = jacobian(squares);
  export const forward = jacfwd(squares);
  export const reverse = jacrev(squares);
  export const once = jacobian(write);
  export const inList = jacobian(squares, { argnums: [0] });
  export const ofList = jacobian(listed);
  export const ofNested = jacobian(nested);
  export const ofMixed = jacobian(mixed);
  export const ofGradient = jacobian(grad(chain));
  export const second = hessian(chain);
  export const along = jvp(hessian(chain));
  export const through = grad((x: Float64Array) => jacobian(squares)(x)[0][0]);
  export const into = (x: Float64Array) => jacobianInto(squares)([], x);
  export const intoWithValue = (x: Float64Array) => valueAndJacobianInto(squares)([], x);
  export const packed = (x: Float64Array) => packedJacobianInto(squares)(new Float64Array(9), 0, x);`);
const of = exports as Record<string, (...args: unknown[]) => unknown>;

const long = new Float64Array(1e6);
/** More than the heap of an engine may have, and less than the memory of many machines. */
const list = Array<number>(300_000).fill(1);

test("nothing is refused", () => expect(diagnostics).toEqual([]));

test.each([
  [
    "byAny",
    long,
    /^jacobian\(squares\): a matrix of 1000000 x 1000000 numbers takes at least 7\.3 TiB, .*sparseJacobian/,
  ],
  ["forward", long, /^jacfwd\(squares\): .*jvp, vjp and linearize/],
  ["reverse", long, /^jacrev\(squares\): /],
  ["once", long, /^jacobian\(write\): /],
  ["inList", long, /^jacobian\(squares\): /],
  ["ofList", list, /^jacobian\(listed\): a matrix of 300000 x 300000 numbers/],
  ["ofNested", [list, list], /^jacobian\(nested\): a matrix of 600000 x 600000 numbers/],
  ["ofMixed", { a: long, b: list, c: 1 }, /^jacobian\(mixed\): a matrix of 1300000 x 1300001 numbers/],
  ["ofGradient", long, /^jacobian\(grad\(chain\)\): /],
  ["second", long, /^hessian\(chain\): .*sparseHessian.*hvp/],
  ["through", long, /^jacobian\(squares\): /],
  ["into", long, /^jacobianInto\(squares\): /],
  ["intoWithValue", long, /^valueAndJacobianInto\(squares\): /],
  ["packed", long, /^packedJacobianInto\(squares\): /],
])("%s", (name, x, message) => {
  expect(() => of[name](x)).toThrow(RangeError);
  expect(() => of[name](x)).toThrow(message);
});

test("along a direction", () => expect(() => of.along([long], [long])).toThrow(/^hessian\(chain\): /));

test("what fits is found", () => {
  const x = Float64Array.of(1, 2, 3);
  const expected = [Float64Array.of(2, 0, 0), Float64Array.of(0, 4, 0), Float64Array.of(0, 0, 6)];
  for (const name of ["byAny", "forward", "reverse", "ofGradient", "second"]) expect(of[name](x)).toHaveLength(3);
  for (const name of ["byAny", "forward", "reverse"]) expect(of[name](x)).toEqual(expected);
  expect(of.ofNested([[1], [2, 3]])).toEqual([
    [[[2], [0, 0]]],
    [
      [[0], [4, 0]],
      [[0], [0, 6]],
    ],
  ]);
});

test("rows that are in no typed array are in the heap, and each row takes some of it", () => {
  expect(() => expectRoom("f", 20_000_000, 1, 0)).not.toThrow();
  expect(() => expectRoom("f", 1e11, 1, 0)).toThrow(/the heap of the engine may have|this machine has/);
  // Twelve gigabytes.
  expect(() => expectRoom("jacobian(f)", 40_000, 0, 40_000)).toThrow(/^jacobian\(f\): .* takes at least 11.9 GiB/);
});
