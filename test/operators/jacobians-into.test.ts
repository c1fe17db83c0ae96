/** Jacobians that are written into memory of the caller. `checkJacobian` compares them with `jacobian` wherever it is used. */
import { describe, expect, test } from "vitest";
import { type Callable, compile } from "../support/compile.js";
import { errorsOf, lower } from "../support/lower.js";
import { check } from "../support/harness.js";
import { checkJacobian } from "../support/jacobians.js";

const head = 'import { grad, jacobianInto, valueAndJacobianInto } from "cotangent";\n';

/** The text between the head of an exported function and the next function. */
function codeOf(code: string, name: string): string {
  const start = code.indexOf(`function ${name}(`);
  return code.slice(start, code.indexOf("\n}", start));
}

describe("rows of a few numbers, side by side in one sweep", () => {
  const x = Float64Array.of(0.4, -0.7, 1.1, 0.2);

  test.each([
    [
      "straight code",
      "function f(x: Float64Array, s: number): [number, number] { return [Math.sin(x[0] * s) * x[1], x[3] / s + x[0]]; }",
    ],
    [
      "a branch of which one number depends",
      `function f(x: Float64Array, s: number): [number, number, number] {
        let [a, b] = [x[0], x[1]];
        if (x[2] > s) { a *= x[2]; b += a * s; } else b = s / x[3];
        return [a, b, 2 * b];
      }`,
    ],
    [
      "a counted loop that carries them",
      `function f(x: Float64Array, s: number): { u: number; v: number } {
        let [u, v] = [s, 1];
        for (let i = 0; i < x.length; i++) { const t = u; u = u * x[i] + v; v = Math.sin(t) * s - v * x[i]; }
        return { u, v };
      }`,
    ],
    [
      "a loop whose turns nobody knows, with a stack",
      `function f(x: Float64Array, s: number): [number, number] {
        let [a, b, n] = [x[0] * s, x[1], 0];
        while (a < 3 && n++ < 9) { b = Math.tanh(a * b) + x[3]; a += a * a * s + 0.3 * x[2]; }
        return [b, a];
      }`,
    ],
    [
      "a loop with a condition that is differentiated",
      `function f(x: Float64Array, s: number): [number, number] {
        let [a, b] = [s, x[0]];
        while ((b = b * s + 1 + 0.1 * x[1]) < 3 && a < 50) a += b * x[2] + 0.5;
        return [a * b, b];
      }`,
    ],
    [
      "memory of its own, and writes to an argument",
      `function f(x: Float64Array, s: number): [number, number] {
        const work = new Float64Array(x.length);
        for (let i = 1; i < x.length; i++) { work[i] = x[i] * x[i - 1] * s; x[i] = work[i] + work[i - 1]; }
        return [work[2] * x[1], x[3]];
      }`,
    ],
    [
      "rows of references that it swaps",
      `function f(x: Float64Array, s: number): [number, number] {
        let [a, b] = [[x[0], x[1] * s], [x[2] * x[3], s]];
        for (let k = 0; k < 3; k++) { const c = a; a = b; b = c; a[0] += b[1] * s; }
        return [a[0] * b[0], a[1] + b[0]];
      }`,
    ],
    [
      "helpers",
      `const helper = (a: number, b: number): [number, number] => [Math.exp(a * b), a - b];
      function f(x: Float64Array, s: number): [number, number] {
        const [p, q] = helper(x[0], s);
        const [u, v] = helper(q, x[3]);
        return [p * u, v * q];
      }`,
    ],
    [
      "a recursive helper",
      `function power(a: number, n: number): number { return n <= 0 ? 1 : a * power(a, n - 1); }
      function f(x: Float64Array, s: number): [number, number] { return [power(x[0], 3) * s, power(s, 2) - x[1]]; }`,
    ],
    [
      "beside what has no derivative",
      `function f(x: Float64Array, s: number): { y: number; label: string; z: number } {
        return { y: x[0] * x[3] * s, label: x[1] > 0 ? "up" : "down", z: x[1] / s };
      }`,
    ],
    [
      "more numbers than lanes",
      "function f(x: Float64Array, s: number): number[] { return [s, x[0], x[1] * s, x[2], x[3], s * s]; }",
    ],
  ])("%s", (_, source) => {
    checkJacobian(source, { args: [x, 0.8], argnums: [0, 1] });
  });

  test("the other branch, by one parameter and in another order", () => {
    const source = `function f(x: Float64Array, s: number): [number, number] {
      let [a, b] = [x[0], x[1]];
      if (x[2] > s) { a *= x[2]; b += a * s; } else b = s / x[3];
      return [a, b];
    }`;
    for (const argnums of [0, 1, [1, 0]]) checkJacobian(source, { args: [x, 1.4], argnums });
  });

  test("a parameter twice, each time in memory of its own", () => {
    const { exports } = compile(`${head}
      const f = (x: Float64Array): [number, number] => [x[0] * x[1], x[1] ** 2];
      export const d = jacobianInto(f, { argnums: [0, 0] });`);
    const two = (): Float64Array => Float64Array.of(9, 9);
    const rows = [
      [two(), two()],
      [two(), two()],
    ];
    (exports.d as Callable)(rows, Float64Array.of(3, 5));
    const [one, other] = [Float64Array.of(5, 3), Float64Array.of(0, 10)];
    expect(rows).toEqual([
      [one, one],
      [other, other],
    ]);
  });

  test("a number that does not depend on an element has no part in its derivative, whatever that is", () => {
    const { exports } = compile(`${head}
      const f = (x: Float64Array): [number, number] => [Math.log(x[0]) + 1 / x[1], x[2] * 2];
      export const d = jacobianInto(f);`);
    const rows = [new Float64Array(3), new Float64Array(3)];
    (exports.d as Callable)(rows, Float64Array.of(0, 0, 1));
    expect(rows[1]).toEqual(Float64Array.of(0, 0, 2));
  });

  test("a branch that one number takes keeps the pole of the other to itself", () => {
    const { exports } = compile(`${head}
      const f = (x: Float64Array): [number, number] => {
        const root = Math.sqrt(x[0]);
        return [root, x[1] > 0 ? root * x[1] : x[1]];
      };
      export const d = jacobianInto(f);`);
    const rows = [new Float64Array(2), new Float64Array(2)];
    (exports.d as Callable)(rows, Float64Array.of(0, -1));
    expect(rows).toEqual([Float64Array.of(Number.POSITIVE_INFINITY, 0), Float64Array.of(0, 1)]);
  });

  test("the function runs once, and nothing is made but the value", () => {
    const { exports, code } = compile(`${head}
      let calls = 0;
      export const count = () => calls;
      function f(x: Float64Array, y: number): [number, number] { calls++; return [Math.exp(x[0]) * y, x[1] * x[0]]; }
      export const both = valueAndJacobianInto(f, { argnums: [0, 1] });
      export const rows = jacobianInto(f, { argnums: [0, 1] });`);
    const into = [
      [new Float64Array(2), 0],
      [new Float64Array(2), 0],
    ];
    expect((exports.both as Callable)(into, Float64Array.of(0, 2), 3)).toEqual([3, 0]);
    expect(into).toEqual([
      [Float64Array.of(3, 0), 1],
      [Float64Array.of(2, 0), 0],
    ]);
    expect((exports.count as Callable)()).toBe(1);
    expect((exports.rows as Callable)(into, Float64Array.of(0, 2), 4)).toBeUndefined();
    expect((exports.count as Callable)()).toBe(2);
    const text = codeOf(code["main.ts"], "f_jacobianInto_x_y");
    expect(text).toContain("Math.exp");
    expect(text).not.toMatch(/new |=>| = \[|return \[|\+=/);
  });
});

describe("memory of the caller", () => {
  const { exports } = compile(`${head}
    const TABLE = Float64Array.of(1, 2);
    let calls = 0;
    export const table = TABLE;
    export const count = () => calls;
    function f(x: Float64Array, y: number): [number, number] { calls++; return [x[0] * y * TABLE[0], x[1]]; }
    function g(x: Float64Array): Float64Array { calls++; return x.map((v) => v * v); }
    function h(x: Float64Array): { sum: number; parts: number[] } { calls++; return { sum: x[0] * x[1], parts: [x[0], x[1]] }; }
    function line(t: number, w: Float64Array): Float64Array { return w.map((v) => v * t); }
    export const few = jacobianInto(f);
    export const list = jacobianInto(f, { argnums: [0, 1] });
    export const many = jacobianInto(g);
    export const record = jacobianInto(h);
    export const slope = jacobianInto(line);`);
  const call = (name: string, ...given: unknown[]): unknown => (exports[name] as Callable)(...given);
  const buffer = new Float64Array(9);
  const x = buffer.subarray(0, 2);
  const two = () => new Float64Array(2);
  const one = two();

  test.each([
    ["few", [two()], /the Jacobian is written into must be an Array of length 2, but is an Array of 1/],
    ["few", two(), /must be an Array of length 2/],
    ["few", undefined, /must be an Array of length 2, but is undefined/],
    ["few", [two(), new Float64Array(3)], /'x' is written into has length 3, but the parameter has length 2/],
    ["few", [two(), [0, 0]], /must be a Float64Array like the parameter/],
    ["list", [two(), two()], /must be an Array of length 2, but is a Float64Array/],
    ["list", [[two(), 0], [two()]], /must be an Array of length 2, but is an Array of 1/],
  ])("%s into %o does not fit, and the function does not run", (name, into, message) => {
    const before = call("count");
    expect(() => call(name, into, x, 3)).toThrow(TypeError);
    expect(() => call(name, into, x, 3)).toThrow(message);
    expect(call("count")).toBe(before);
  });

  test.each([
    ["many", [two()], /does not fit: it must be of length 2/],
    ["many", [two(), new Float64Array(3)], /does not fit, at \[1\],: it must be of length 2/],
    ["many", [one, one], /the same memory in two places/],
    ["record", { sum: two() }, /must be a record with a field 'parts'/],
    ["record", [two()], /must be a record, but is an Array/],
    ["record", { sum: two(), parts: [two(), [1, 2]] }, /at \.parts\[1\],: it must be a Float64Array/],
  ])("%s into %o does not fit", (name, into, message) => {
    expect(() => call(name, into, x)).toThrow(TypeError);
    expect(() => call(name, into, x)).toThrow(message);
  });

  test("a single number's has the shape of the result", () => {
    const into = two();
    call("slope", into, 3, Float64Array.of(4, 5));
    expect(into).toEqual(Float64Array.of(4, 5));
    expect(() => call("slope", [0, 0], 3, Float64Array.of(4, 5))).toThrow(TypeError);
    expect(() => call("slope", new Float64Array(3), 3, Float64Array.of(4, 5))).toThrow(TypeError);
    const w = Float64Array.of(4, 5);
    expect(() => call("slope", w, 3, w)).toThrow("'w' shares memory");
  });

  test.each([
    ["few", [two(), x], "'x' shares memory"],
    ["few", [exports.table, two()], "'TABLE' shares memory"],
    ["few", [one, one], "other memory of the gradient shares memory"],
    ["few", [buffer.subarray(4, 6), buffer.subarray(5, 7)], "other memory of the gradient shares memory"],
    [
      "list",
      [
        [one, 0],
        [one, 0],
      ],
      "other memory of the gradient shares memory",
    ],
    ["many", [two(), x], "'x' shares memory"],
    ["many", [two(), buffer.subarray(1, 3)], "'x' shares memory"],
  ])("%s into memory that is still read, or twice into one", (name, into, message) => {
    const before = x.slice();
    // The second time nothing is remembered of it.
    for (let times = 0; times < 2; times++) expect(() => call(name, into, x, 3)).toThrow(message);
    expect(x).toEqual(before);
  });

  test("rows of numbers, too, are apart, and a number's is in any container", () => {
    const { exports } = compile(`${head}
      let calls = 0;
      const polar = (r: number, angle: number, w: number[]): [number, number] => [r * (1 + angle) + w[0], r * w[1]];
      const line = (t: number): Float64Array => { calls++; return Float64Array.of(t, t * t); };
      export const rows = jacobianInto(polar, { argnums: [0, 1] });
      export const slope = jacobianInto(line);`);
    const [rows, slope] = [exports.rows as Callable, exports.slope as Callable];
    const [a, b, w] = [
      [9, 9],
      [9, 9],
      [2, 3],
    ];
    rows([a, b], 2, 0, w);
    expect([a, b]).toEqual([
      [1, 2],
      [3, 0],
    ]);
    expect(() => rows([a, a], 2, 0, w)).toThrow("the same memory in two places");
    expect(() => rows([a, w], 2, 0, w)).toThrow("'w' shares memory");
    expect(w).toEqual([2, 3]);
    const into = two();
    slope(into, 3);
    expect(into).toEqual(Float64Array.of(1, 6));
  });

  test("arrays that were apart are looked at again with others", () => {
    const [a, b] = [two(), two()];
    call("few", [a, b], Float64Array.of(5, 7), 3);
    call("few", [a, b], Float64Array.of(5, 7), 2);
    expect([a, b]).toEqual([Float64Array.of(2, 0), Float64Array.of(0, 1)]);
    expect(() => call("few", [a, a.subarray(0, 2)], Float64Array.of(5, 7), 3)).toThrow("shares memory");
    expect(() => call("few", [a, b], a, 3)).toThrow("shares memory");
  });
});

describe("inside of differentiated functions it is a write to memory", () => {
  test("of a function with a few numbers", () => {
    check(
      `${head}
      const model = (p: Float64Array, t: number): [number, number] => [p[0] * Math.exp(-p[1] * t), p[0] ** 2 * t];
      export function f(p: Float64Array, k: number): number {
        const rows: [[Float64Array, number], [Float64Array, number]] = [[new Float64Array(2), 0], [new Float64Array(2), 0]];
        let sum = 0;
        for (let i = 1; i < 3; i++) {
          const y = valueAndJacobianInto(model, { argnums: [0, 1] })(rows, p, k * i);
          sum += y[1] * rows[0][0][1] * rows[1][1] + rows[0][1] * rows[1][0][0];
        }
        return sum;
      }`,
      { points: [[Float64Array.of(0.9, 0.4), 0.7]] },
    );
  });

  test("of a function of any length", () => {
    check(
      `${head}
      const model = (p: Float64Array): Float64Array => p.map((v, i) => v ** 2 * p[0] + i);
      export function f(p: Float64Array): number {
        const rows = [new Float64Array(p.length), new Float64Array(p.length), new Float64Array(p.length)];
        jacobianInto(model)(rows, p);
        return rows[1][0] * rows[1][1] + rows[2][2] ** 2;
      }`,
      { points: [[Float64Array.of(0.9, 0.4, -1.2)]] },
    );
  });
});

test("by a number alone, of a number, there is no memory to write into", () => {
  const source = `${head}
    export const d = jacobianInto((x: number, y: Float64Array) => x * y[0]);
    export const e = valueAndJacobianInto((x: number): [number, number] => [x, x * x]);`;
  const lowered = lower(source, { allowTypeErrors: true });
  lowered.uses();
  expect(errorsOf(lowered)).toEqual(["AD1013 (x: number, y: Float64Array) => x * y[0]"]);
});

test("the numbers of a value and of its Jacobian are in memory of their own, which may be views of one buffer", () => {
  const { exports } = compile(`import { packedValueAndJacobianInto } from "cotangent";
    const f = (x: Float64Array, k: number): [number, number] => [x[0] * k, x[1] + k];
    export const rows = packedValueAndJacobianInto(f, { argnums: [0, 1] });`);
  const rows = exports.rows as Callable;
  const memory = new Float64Array(8);
  const parts = (from: number): unknown[] => [memory.subarray(0, 2), 0, memory.subarray(from, from + 6), 0];
  expect(() => rows(...parts(1), Float64Array.of(1, 2), 3)).toThrow("'jacobian'");
  rows(...parts(2), Float64Array.of(1, 2), 3);
  expect([...memory]).toEqual([3, 5, 3, 0, 1, 0, 1, 1]);
});

test("a call that throws leaves nothing behind", () => {
  const { exports } = compile(`${head}
    function f(x: Float64Array, limit: number): [number, number] {
      let [a, b] = [0, 1];
      for (let i = 0; i < x.length; i++) {
        if (x[i] > limit) throw new RangeError("too large");
        a += x[i] ** 3;
        b *= x[i];
      }
      return [a, b];
    }
    export const into = valueAndJacobianInto(f);`);
  const into = exports.into as Callable;
  const rows = [new Float64Array(3), new Float64Array(3)];
  expect(() => into(rows, Float64Array.of(1, 2, 9), 5)).toThrow("too large");
  expect(into(rows, Float64Array.of(1, 2, 3), 5)).toEqual([36, 6]);
  expect(rows).toEqual([Float64Array.of(3, 12, 27), Float64Array.of(6, 3, 2)]);
});
