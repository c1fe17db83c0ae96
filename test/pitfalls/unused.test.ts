/**
 * What is computed but not used contributes exact zeros, also at poles and outside of domains, to every order; what is
 * used and happens to have a cotangent of zero keeps its second derivative.
 */
import { describe, expect, test } from "vitest";
import { compile } from "../support/compile.js";
import { check } from "../support/harness.js";

const { NaN: nan, POSITIVE_INFINITY: infinity } = Number;

/** Derivatives of orders one to three of a function of one number. */
function orders(source: string, x: number): unknown[] {
  const { exports } = compile(`
    import { grad } from "cotangent";
    ${source}
    export const derivatives = [grad(f), grad(grad(f)), grad(grad(grad(f)))];`);
  return (exports.derivatives as ((x: number) => number)[]).map((derivative) => derivative(x));
}

describe("slots that nobody reads", () => {
  test.each(["Math.acos(x * i)", "Math.sqrt(1 - x * i)", "Math.log(1 - i) * x", "x / (i - 1)", "x * Math.acos(x * i)"])(
    "%s",
    (value) => {
      check(
        `export function f(x: number): number {
          const work = new Float64Array(40);
          for (let i = 0; i < 40; i++) work[i] = ${value};
          return work[0] + x * x;
        }`,
        { points: [[0.3]] },
      );
    },
  );

  test("by an index that only the run knows", () => {
    check(
      `export function f(x: Float64Array, k: number): number {
        const work = new Float64Array(x.length);
        for (let i = 0; i < x.length; i++) work[i] = Math.sqrt(x[i]);
        return work[k] * x[k];
      }`,
      { points: [{ args: [Float64Array.of(0, 4, 0), 1], gradient: [Float64Array.of(0, 3, 0), 0] }], smooth: false },
    );
  });

  test.each([
    ["bounds", "new Float64Array(n).fill(-Infinity)"],
    ["logarithms", "x.map(Math.log)"],
    ["logarithms that are copied", "Float64Array.from([...x.map(Math.log)])"],
    ["logarithms that a function has stored", "logs(x)"],
  ])("of products with what other slots hold: %s", (_, made) => {
    check(
      `function logs(x: Float64Array): Float64Array {
        const made = new Float64Array(x.length);
        const store = (i: number): void => { if (i < 0) return; made[i] = Math.log(x[i]); store(i - 1); };
        store(x.length - 1);
        return made;
      }
      export function f(x: Float64Array, k: number): number {
        const n = x.length, table = ${made}, work = new Float64Array(n);
        table[1] = x[1];
        for (let i = 0; i < n; i++) work[i] = table[i] * k;
        return work[1] * k;
      }`,
      { points: [{ args: [Float64Array.of(0, 4, 0), 3], gradient: [Float64Array.of(0, 9, 0), 24] }], smooth: false },
    );
  });

  test("of records in arrays, and overwritten ones", () => {
    check(
      `export function f(x: number[]): number {
        const nodes: { value: number; log: number }[] = [];
        for (const each of x) nodes.push({ value: each, log: Math.log(each) });
        nodes[0].log = nodes[1].log;
        return nodes[0].log * nodes[0].value + nodes[1].value;
      }`,
      { points: [{ args: [[0, 2]], gradient: [[Math.log(2), 1]] }], smooth: false },
    );
  });

  test("to the third order", () => {
    const source = `function f(x: number): number {
      const work = new Float64Array(40);
      for (let i = 0; i < 40; i++) work[i] = Math.acos((x - 3) * i) * x;
      return work[0] * x * x;
    }`;
    const quarter = Math.PI / 2;
    expect(orders(source, 5)).toEqual([75 * quarter, 30 * quarter, 6 * quarter]);
  });
});

describe("results that are not used", () => {
  test("of a function that is not inlined", () => {
    check(
      `function both(x: number, n: number): [number, number] {
        if (n === 0) return [Math.acos(x), x];
        const [a, b] = both(x, n - 1);
        return [a * x, b * x];
      }
      export function f(x: number): number { return both(x, 2)[1]; }`,
      { points: [{ args: [3], gradient: [27] }], second: false },
    );
  });

  test("an auxiliary result", () => {
    const { exports } = compile(`
      import { grad } from "cotangent";
      const f = (x: number): [number, number] => [x * x, Math.log(x) * x];
      export const g = grad(f, { hasAux: true });`);
    expect((exports.g as (x: number) => unknown)(0)).toEqual([0, nan]);
  });

  test("a cotangent of zero", () => {
    const { exports } = compile(`
      import { vjp } from "cotangent";
      const f = (x: number): [number, number] => [Math.sqrt(x), x * Math.acos(x)];
      export const pullback = (x: number, y: [number, number]): number => vjp(f)(x)[1](y)[0];`);
    const pullback = exports.pullback as (x: number, y: readonly number[]) => number;
    expect(pullback(4, [1, 0])).toBe(0.25);
    expect(pullback(0, [0, 1])).toBe(Math.PI / 2);
    expect(pullback(0, [1, 1])).toBe(infinity);
  });
});

describe("values that another path uses", () => {
  test("one arm", () => {
    check(`export function f(x: number): number { const r = Math.sqrt(x); return x > 0 ? r : x; }`, {
      points: [{ args: [0], gradient: [1] }, [4]],
      smooth: false,
    });
    check(
      `export function f(x: number, y: number): number {
        const ratio = x / y;
        let sum = x;
        if (y !== 0) sum += ratio;
        if (y > 1) sum += ratio * y;
        return sum;
      }`,
      { points: [{ args: [2, 0], gradient: [1, 0] }, [2, 3], [2, 0.5]], smooth: false },
    );
  });

  test("missing data", () => {
    check(
      `export function f(x: number, data: number[]): number {
        let sum = 0;
        for (const each of data) {
          const error = (x - each) * x;
          if (!Number.isNaN(each)) sum += error;
        }
        return sum;
      }`,
      { points: [{ args: [2, [nan, 3, nan]], gradient: [1] }], smooth: false },
    );
  });

  test("a later turn of the loop", () => {
    check(
      `export function f(x: Float64Array): number {
        let last = 1;
        for (const each of x) last = Math.log(each) * each;
        return last;
      }`,
      { points: [{ args: [Float64Array.of(0, 2)], gradient: [Float64Array.of(0, Math.log(2) + 1)] }], smooth: false },
    );
  });
});

describe("quotients by what is zero where nothing uses them", () => {
  test.each([
    ["in a loop over nothing", "for (const x of xs) s += (k / xs.length) * x;"],
    ["in a loop from 1", "for (let i = 1; i < xs.length + 1; i++) s += xs[i] * (k / xs.length);"],
    ["in front of the loop", "const mean = k / xs.length; for (const x of xs) s += mean * x;"],
    ["a weight and what it multiplies", "const w = 1 / xs.length; for (const x of xs) s += w * k * x;"],
    ["a power", "for (const x of xs) s += xs.length ** -1 * k * x;"],
    [
      "the sum of nothing",
      "let t = 0; for (const x of xs) t += x * k; const mean = t / xs.length + k / xs.length; for (const x of xs) s += (x - mean) ** 2;",
    ],
    ["in the inner loop", "for (let i = 0; i < 2; i++) for (const x of xs) s += ((k * i) / xs.length) * x;"],
    ["in two arms", "const q = k / xs.length; if (xs.length > 0) s += q; if (xs.length > 1) s += q * q;"],
  ])("%s", (_, statements) => {
    check(`export function f(xs: number[], k: number): number { let s = 0; ${statements} return s; }`, {
      points: [{ args: [[], 2], gradient: [[], 0] }, [[1, 3], 2]],
      smooth: false,
    });
  });

  test("the result of a function that is not inlined", () => {
    check(
      `function mean(xs: number[], k: number, n: number): number {
        return n < xs.length ? mean(xs, k, n + 1) + (xs[n] * k) / xs.length : k / xs.length;
      }
      export function f(xs: number[], k: number): number {
        const m = mean(xs, k, 0);
        let s = 0;
        for (const x of xs) s += m * x;
        return s;
      }`,
      { points: [{ args: [[], 2], gradient: [[], 0] }, [[1, 3], 2]], smooth: false },
    );
  });

  test("a cotangent of zero", () => {
    const { exports } = compile(`
      import { vjp } from "cotangent";
      const f = (k: number, n: number): [number, number] => [k / n, k * k];
      export const pullback = (k: number, n: number, y: [number, number]): number => vjp(f)(k, n)[1](y)[0];`);
    const pullback = exports.pullback as (k: number, n: number, y: readonly number[]) => number;
    expect(pullback(3, 0, [0, 1])).toBe(6);
    expect(pullback(3, 0, [1, 1])).toBe(infinity);
  });

  test("no question in a loop that uses, keeps or carries them", () => {
    const { code } = compile(`
      import { grad } from "cotangent";
      function f(xs: Float64Array, n: number): number {
        const scaled = new Float64Array(xs.length);
        for (let i = 0; i < xs.length; i++) scaled[i] = (xs[i] / n) * xs[i];
        let s = 0, last = 0;
        for (let i = 0; i < xs.length; i++) {
          s += (scaled[i] * xs[i]) / n;
          if (s > 9) { const r = 1 / (n * n - 2); last = r * xs[i] * (xs[i] / n); break; }
        }
        return n > 0 ? s + last : 0;
      }
      export const g = grad(f);`);
    expect(code["main.ts"]).not.toContain("=== 0");
  });
});

test("a cotangent that is zero by chance keeps its second derivative", () => {
  const source = `function f(x: number): number {
    const work = new Float64Array(40);
    for (let i = 0; i < 40; i++) work[i] = Math.sqrt(x * i);
    const error = work[1] - 1;
    return 0.5 * error * error;
  }`;
  expect(orders(source, 1)).toEqual([0, 0.25, -0.375]);
});

test("a pole that is used stays one", () => {
  check(`export function f(x: number): number { return Math.sqrt(x * x) + Math.log(x); }`, {
    points: [{ args: [0], gradient: [nan] }],
    smooth: false,
  });
});
