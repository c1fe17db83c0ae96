/** Nested loops and jumps on which automatic differentiation has been wrong, by their numbers in the list of pitfalls. */
import { test } from "vitest";
import { check } from "../support/harness.js";

test("11. a running maximum with continue", () => {
  check(
    `export function f(x: Float64Array): number {
      let best = -Infinity;
      for (let i = 0; i < x.length; i++) {
        if (x[i] <= best) continue;
        best = x[i];
      }
      return best * best;
    }`,
    {
      points: [
        { args: [Float64Array.of(1, 3, 2, 4, 0)], gradient: [Float64Array.of(0, 0, 0, 8, 0)] },
        { args: [Float64Array.of(5, 1)], gradient: [Float64Array.of(10, 0)] },
      ],
    },
  );
});

test("12. statements between two inner loops, and x[i] += y[j]", () => {
  check(
    `export function f(x: Float64Array, y: Float64Array): number {
      let s = 0;
      for (let i = 0; i < x.length; i++) {
        for (let j = 0; j < y.length; j++) x[i] += y[j] * y[j];
        const middle = x[i] * s + y[0];
        for (let j = 0; j < y.length; j++) y[j] = y[j] * 0.5 + middle;
        s += Math.sin(middle);
      }
      return s + x[0];
    }`,
    { points: [[Float64Array.of(0.5, -0.2), Float64Array.of(0.3, 0.8, -0.1)]] },
  );
});

test("13. a mutable index as the target of a write", () => {
  check(
    `export function f(x: Float64Array): number {
      const out = new Float64Array(4);
      let at = 0;
      for (let i = 0; i < x.length; i++) {
        out[at] = x[i] * x[i] + out[at];
        at = (at + 3) % 4;
        if (x[i] > 1) at = 0;
      }
      return out[0] * out[1] + out[2] * out[3] + at * out[0];
    }`,
    { points: [[Float64Array.of(0.2, 1.5, 0.7, -0.3, 0.9)]] },
  );
});

test("14. triangular bounds", () => {
  check(
    `export function f(a: Float64Array, n: number): number {
      let s = 0;
      for (let i = 0; i < n; i++) {
        for (let j = 0; j < i; j++) s += a[i * n + j] * a[j * n + i];
        for (let j = i; j < n; j++) s += Math.sin(a[i * n + j]) * s;
        for (let j = n - 1; j > i; j--) a[i * n + j] *= a[j * n + j];
      }
      return s;
    }`,
    { points: [[Float64Array.from({ length: 9 }, (_, k) => Math.sin(k + 1) / 2), 3]], wrt: [0] },
  );
});

test("15. the second exit of a nested loop", () => {
  check(
    `export function f(x: Float64Array, limit: number): number {
      let s = 1;
      outer: for (let i = 0; i < 4; i++) {
        for (let j = 0; j < x.length; j++) {
          s *= x[j];
          if (s > limit) break outer;
          if (s < 0.2) break;
          s += 0.1 * i;
        }
        s += x[0];
      }
      return s * s;
    }`,
    {
      points: [
        [Float64Array.of(1.3, 0.9, 1.7), 5],
        [Float64Array.of(0.3, 0.2), 50],
        [Float64Array.of(9), 1],
      ],
      wrt: [0],
      step: 1e-3,
    },
  );
});

test("16. bounds changed in the body", () => {
  check(
    `export function f(x: number, n: number): number {
      let s = x;
      for (let i = 0; i < n; i++) {
        s = s * x + i;
        if (s > 10) n = n - 1;
        if (i === 1) i += 1;
      }
      return s + n;
    }`,
    {
      points: [
        [1.4, 6],
        [2.9, 5],
      ],
      wrt: [0],
      step: 1e-3,
    },
  );
  check(
    `export function f(x: number[]): number {
      let s = 0;
      for (let i = 0; i < x.length; i++) {
        if (x.length < 6) x.push(x[i] * 0.5);
        s += x[i] * x[i];
      }
      return s;
    }`,
    { points: [[[1, 2]], [[3]]] },
  );
});

test("17. loops that do not run", () => {
  check(
    `export function f(x: Float64Array, y: number): number {
      let s = y;
      for (let i = 0; i < x.length; i++) s += x[i] * s;
      for (let i = 5; i < 3; i++) s *= 100;
      for (let i = 3; i > 5; i--) s *= 100;
      while (s > 1e9) s /= 2;
      for (const v of x) s += v;
      return s * s;
    }`,
    { points: [{ args: [new Float64Array(0), 3], gradient: [new Float64Array(0), 6] }, [Float64Array.of(2), 3]] },
  );
});

test("18. loop state that passes through unused", () => {
  check(
    `export function f(x: number, y: number): number {
      let unused = x * y;
      let carried = y * y;
      let s = 0;
      for (let i = 0; i < 3; i++) {
        unused = unused + x;
        s += x;
      }
      return s * carried;
    }`,
    { points: [{ args: [2, 3], gradient: [27, 36] }] },
  );
  check(
    `export function f(x: number, y: number): number {
      let [a, b, c] = [x, y, x * y];
      for (let i = 0; i < 4; i++) [a, b, c] = [b, c, a];
      return a * b + c;
    }`,
    { points: [[2, 3]] },
  );
});

test("19. labels and switch", () => {
  check(
    `export function f(x: Float64Array): number {
      let s = 0;
      outer: for (let i = 0; i < x.length; i++) {
        middle: for (let j = 0; j < 3; j++) {
          for (let k = 0; k < 3; k++) {
            if (k > i) continue middle;
            if (i * j * k > 3) continue outer;
            if (s > 20) break outer;
            if (j === 2) break middle;
            s += x[i] * x[i] + 0.1 * s * x[k];
          }
          s *= 1.1;
        }
        s += x[i];
      }
      return s;
    }`,
    { points: [[Float64Array.of(0.4, 0.7, 1.1)], [Float64Array.of(2.1, 1.8, 3)]], step: 1e-3 },
  );
  check(
    `export function f(x: number, kinds: Int32Array): number {
      let s = x;
      for (let i = 0; i < kinds.length; i++) {
        switch (kinds[i]) {
          case 0:
            s *= x;
          case 1:
            s += x;
            break;
          default:
            s = Math.sin(s);
          case 2:
            s += s * x;
            if (s > 5) break;
            s += 1;
          case 3: {
            s -= 0.5 * x;
            continue;
          }
          case 4:
            return s * s;
        }
        s *= 1.5;
      }
      return s;
    }`,
    {
      points: [
        [0.7, Int32Array.of(0, 1, 2, 3, 9, 0)],
        [2.5, Int32Array.of(2, 7, 4, 0)],
        [1.5, Int32Array.of(3, 3, 1)],
      ],
      step: 1e-3,
    },
  );
  check(
    `export function f(x: number, kind: string): number {
      switch (kind) {
        case "square":
          return x * x;
        case "cube":
          return x ** 3;
        default:
          throw new RangeError("no kind " + kind);
      }
    }`,
    {
      points: [{ args: [3, "square"], gradient: [6, null] }, { args: [3, "cube"], gradient: [27, null] }, [3, "root"]],
    },
  );
});
