/** Programs in which several constructs meet that are harmless one by one: calls, operators and numbers. */
import { describe, expect, test } from "vitest";
import { compile } from "../support/compile.js";
import { programs, reals } from "../support/programs.js";

describe("calls", () => {
  programs([
    [
      "recursion that writes to its array",
      `function walk(a: Float64Array, from: number, to: number): number {
        if (to - from < 2) {
          a[from] = Math.sin(a[from]);
          return a[from];
        }
        const middle = (from + to) >> 1;
        const left = walk(a, from, middle);
        const right = walk(a, middle, to);
        a[from] += right * a[to - 1];
        return left * right + a[from];
      }
      export function f(x: Float64Array): number {
        const y = walk(x, 0, x.length);
        return y + x[0] * x[1];
      }`,
      [[reals(0.3, 0.7, 1.1, -0.4, 0.9)]],
    ],
    [
      "a local function that writes, appends and decides",
      `export function f(x: number): number {
        let s = x;
        const history: number[] = [];
        const step = (k: number): number => {
          s = s * k + x;
          history.push(s);
          return s > 5 ? -1 : 1;
        };
        let sign = 0;
        for (let i = 1; i < 4; i++) {
          sign += step(i * 0.7) * s;
          if (history.length > 2) s /= history[0];
        }
        return sign + history[1];
      }`,
      [[1.4], [0.3]],
    ],
    [
      "a result that is also kept elsewhere",
      `function pair(x: number, sink: number[][]): number[] {
        const made = [x, x * x];
        sink.push(made);
        return made;
      }
      export function f(x: number): number {
        const sink: number[][] = [];
        const a = pair(x, sink);
        a[0] *= 3;
        const b = pair(a[0], sink);
        sink[0][1] += b[0];
        return a[1] * sink[1][1] + sink[0][0];
      }`,
      [[0.8]],
    ],
    [
      "a tuple of memory from recursion, written to by its caller",
      `function split(x: Float64Array): [Float64Array, number[], number] {
        const sums = new Float64Array(2);
        const all: number[] = [];
        for (const each of x) {
          sums[all.length % 2] += each * each;
          all.push(each);
        }
        return [sums, all, all.length];
      }
      function repeated(x: Float64Array, n: number): [Float64Array, number[], number] {
        if (n === 0) return split(x);
        const [sums, all, count] = repeated(x, n - 1);
        sums[0] *= all[0];
        return [sums, all, count + 1];
      }
      export function f(x: Float64Array): number {
        const [sums, all, count] = repeated(x, 2);
        all[0] = sums[1] * count;
        return sums[0] * all[0] + x[1] * all[1];
      }`,
      [[reals(0.5, 1.5, 2)]],
    ],
    [
      "mutual recursion with early returns",
      `function even(x: number, n: number): number {
        if (n <= 0) return x;
        if (x > 50) return x * 2;
        return odd(x * x + n, n - 1) - x;
      }
      function odd(x: number, n: number): number {
        return n <= 0 ? -x : even(Math.cos(x) * n, n - 1) * x;
      }
      export function f(x: number): number { return even(x, 4) + odd(x, 3); }`,
      [[0.6], [9]],
    ],
    [
      "a choice between effects",
      `export function f(x: number): number {
        let n = 0;
        const add = (v: number): number => {
          n += v;
          return n;
        };
        const y = add(x) > 1 ? (add(x * x) > 3 ? add(1) : add(x)) : x > 0 ? add(-x) : -add(2 * x);
        return y * n;
      }`,
      [[0.5], [1.2], [2.5], [-1]],
    ],
  ]);
});

describe("operators inside of functions", () => {
  programs([
    [
      "a pullback of pairs whose cotangent depends on the value",
      `import { vjp } from "cotangent";
      const polar = (x: number, y: number): [number, number] => [Math.hypot(x, y), Math.atan2(y, x)];
      export function f(x: number, y: number): number {
        const [[r, t], pullback] = vjp(polar)(x * y, y);
        const [a, b] = pullback([t, r]);
        const [c, d] = pullback([0, 1]);
        return a * b + r * c - d;
      }`,
      [[0.8, 1.2]],
    ],
    [
      "a pullback in a loop, of a function that writes to what is written to afterwards",
      `import { vjp } from "cotangent";
      function g(w: Float64Array, k: number): number {
        let s = 0;
        for (let i = 0; i < w.length; i++) s += w[i] * w[i] * k;
        w[0] = s;
        return s * w[0];
      }
      export function f(x: Float64Array): number {
        const w = x.slice();
        let t = 0;
        for (let i = 1; i < 3; i++) {
          const [y, pullback] = vjp(g)(w, i * 0.3);
          w[1] = 0.5 * y;
          const [dw, dk] = pullback(1);
          t += dw[1] * dk;
        }
        return t;
      }`,
      [[reals(0.5, 0.7)]],
      { tolerance: 1e-7 },
    ],
    [
      "argument numbers out of order and twice",
      `import { grad } from "cotangent";
      const g = (a: number, b: number[], c: number): number => a * b[0] * c + b[1] ** 2 * a * a;
      export function f(x: number, y: number[]): number {
        const [c, a, again, b] = grad(g, { argnums: [2, 0, 0, 1] })(x, y, x * 2);
        return c * a + again * b[0] * b[1];
      }`,
      [[1.2, [0.5, 2]]],
    ],
    [
      "gradients in gradients over captured values",
      `import { grad } from "cotangent";
      export function f(x: number): number {
        const inner = (y: number): number => {
          const deeper = (z: number): number => z * y * x + grad((q: number) => q * q * z * y)(x);
          return grad(deeper)(y * x);
        };
        return grad(inner)(x * 2) + inner(x);
      }`,
      [[0.7]],
      { tolerance: 1e-7 },
    ],
    [
      "auxiliary values that carry derivatives",
      `import { grad, valueAndGrad } from "cotangent";
      export function f(x: number): number {
        const g = (u: number): [number, number] => [u * u * x, u + x];
        const [slope, aux] = grad(g, { hasAux: true })(x);
        const [[value, second], other] = valueAndGrad(g, { hasAux: true })(x * x);
        return slope * aux + value * second * other;
      }`,
      [[0.9]],
    ],
  ]);

  test("to the third order, through memory", () => {
    const { exports } = compile(`
      import { grad } from "cotangent";
      const f = (x: number): number => {
        const w = [x, x * x];
        for (let i = 0; i < 2; i++) w[i] = w[1 - i] * w[i];
        return w[0] * w[1];
      };
      export const third = grad(grad(grad(f)));`);
    // w = [x³, x⁵], so f = x⁸.
    expect((exports.third as (x: number) => number)(1.5)).toBeCloseTo(336 * 1.5 ** 5, 9);
  });
});

describe("numbers", () => {
  programs([
    [
      "integers and reals mixed",
      `export function f(x: number, n: number): number {
        let k = n | 0;
        let s = 0;
        for (let i = k; i--; ) {
          s += x ** i / ((i + 1) | 0);
          k ^= i;
        }
        return s * (k & 7) + (~k >>> 28) * x + (((n << 2) * x) % 3);
      }`,
      [
        [1.3, 5],
        [0.7, 2],
      ],
      { wrt: [0] },
    ],
    [
      "powers of negative numbers",
      `export function f(x: number): number {
        let s = 0;
        for (let n = -2; n < 4; n++) s += x ** n * n;
        return s + (-x) ** 3 + Math.pow(x, 2) ** 1.5;
      }`,
      [[-1.4], [0.8]],
    ],
    [
      "remainders of either sign",
      `export function f(x: number, y: number): number {
        let s = 0;
        for (let i = 1; i < 4; i++) s += ((x * i) % (y + 0.1 * i)) * i;
        return s - (x % 1);
      }`,
      [
        [5.3, 2.2],
        [-5.3, 2.2],
        [5.3, -2.2],
      ],
    ],
    [
      "comparisons with NaN and minus zero",
      `export function f(x: number): number {
        const n = 0 / 0;
        const zero = x * -0;
        let s = x;
        if (n < x || n >= x) s *= 100;
        if (!(n > x)) s *= 2;
        if (n !== n) s += x * x;
        return s > n ? 1 : s + (1 / zero > 0 ? x : x * x);
      }`,
      [[1.5], [-1.5]],
    ],
    [
      "loops with real steps",
      `export function f(x: number): number {
        let s = 0;
        for (let t = 0; t < 1; t += 0.3) s += Math.exp(-t * x) * t;
        for (let u = x; u < 4; u *= 1.7) s += u * u;
        return s;
      }`,
      [[0.7], [1.5]],
    ],
    [
      "a search that starts from NaN",
      `export function f(x: number[]): number {
        let best = NaN;
        let at = -1;
        for (let i = 0; i < x.length; i++) {
          const value = x[i] * x[i] - i;
          if (!(best >= value)) {
            best = value;
            at = i;
          }
        }
        return best * at + x[at];
      }`,
      [[[0.5, 2, -3]]],
    ],
  ]);
});
