/** Loops with a schedule of checkpoints: the same derivatives, run again from the states that the schedule keeps. */
import { describe, expect, test } from "vitest";
import { compile } from "../support/compile.js";
import { check } from "../support/harness.js";

type Call = (...args: unknown[]) => unknown;

const of = (...x: number[]): Float64Array => Float64Array.of(...x);

describe.each(["none", "every 3", "sqrt", "halving", "binomial 2", "online 2"])("%s", (schedule) => {
  test("numbers, and an array that is written in place", () => {
    check(
      `export function f(u: Float64Array, k: number): number {
        const w = u.slice();
        /** @checkpoint ${schedule} */
        for (let t = 8; t > 1; t -= 2) {
          for (let i = 1; i + 1 < w.length; i++) w[i] += k * t * (w[i - 1] * w[i + 1] - 2 * w[i]);
          k = Math.sin(k + w[1]);
        }
        return w[1] * w[2] + u[1] * k;
      }`,
      { points: [[of(0.3, -0.2, 0.7, 1.1), 0.21]] },
    );
  });

  test("two arrays that change places", () => {
    check(
      `export function f(u: Float64Array, k: number): number {
        let a = u.slice();
        let b = new Float64Array(u.length);
        /** @checkpoint ${schedule} */
        for (let t = 0; t < 7; t++) {
          for (let i = 0; i < a.length; i++) b[i] = a[i] * 0.9 + k * Math.sin(a[(i + 1) % a.length]);
          [a, b] = [b, a];
        }
        a[0] *= b[1];
        return a[0] + a[1] * b[0];
      }`,
      { points: [[of(0.3, -0.2, 0.7), 0.21]] },
    );
  });

  test("states that each step makes anew", () => {
    check(
      `interface S { at: number[]; v: { x: number; y: number }; name: string }
      const next = (s: S, k: number): S => ({ at: s.at.map((e, i) => e * s.v.x + k * i), v: { x: s.v.y + 0.1 * s.at[0], y: Math.cos(s.v.x) }, name: s.name });
      export function f(s: S, k: number): number {
        let state = s;
        /** @checkpoint ${schedule} */
        for (let t = 0; t < 6; t++) state = next(state, k * t);
        return state.at[0] * state.at[1] + state.v.x;
      }`,
      { points: [[{ at: [0.3, -0.2], v: { x: 0.4, y: 0.9 }, name: "s" }, 0.21]] },
    );
  });

  test("a loop in a loop, objects in place, and what each step leaves behind", () => {
    check(
      `interface B { x: number; v: number }
      export function f(bodies: B[], k: number): number {
        const trace = new Float64Array(6);
        const log: number[] = [];
        /** @checkpoint ${schedule} */
        for (let t = 0; t < 6; t++) {
          for (const b of bodies) b.v -= k * b.x;
          /** @checkpoint binomial 1 */
          for (let j = 0; j < 3; j++) for (const b of bodies) b.x += 0.1 * b.v * b.v;
          trace[t] = bodies[0].x * bodies[1].v;
          log[t] = bodies[1].x;
        }
        let s = 0;
        for (let t = 0; t < 6; t++) s += trace[t] * t * log[t];
        return s;
      }`,
      {
        points: [
          [
            [
              { x: 0.3, v: 0.2 },
              { x: -0.3, v: 0.5 },
            ],
            0.21,
          ],
        ],
      },
    );
  });

  test("loops over elements, and one without a step", () => {
    check(
      `export function f(xs: number[], k: number): number {
        let y = 1;
        let row = xs;
        /** @checkpoint ${schedule} */
        for (const x of xs) { y = y * Math.cos(x * k) + row[0]; row = xs; }
        let m = 0;
        /** @checkpoint ${schedule} */
        for (let i = 0; i < 0; i++) m += y;
        return y * y + m;
      }`,
      {
        points: [
          [[0.4, 0.3, 0.9, 0.2], 0.7],
          [[1], 2],
          [[], 1],
        ],
      },
    );
  });

  if (schedule !== "sqrt" && schedule !== "halving") {
    test("an unknown number of steps, jumps and returns", () => {
      check(
        `export function f(x: number, k: number): number {
          let y = x;
          let n = 0;
          /** @checkpoint ${schedule} */
          while (y < 20) {
            y = y * (1.2 + 0.1 * Math.sin(k * y));
            n++;
            if (n > 9) break;
            if (y > 15) return y * k;
            if (n % 3 === 1) continue;
            y += 0.1 * k;
          }
          return y * n;
        }`,
        {
          points: [
            [0.4, 0.3],
            [3, 0.7],
            [25, 1],
            [12, 0.1],
          ],
        },
      );
    });
  }
});

describe("memory", () => {
  test("one array under two names", () => {
    check(
      `export function f(x: Float64Array, k: number): number {
        let a = x.slice();
        let b = a;
        /** @checkpoint binomial 2 */
        for (let t = 0; t < 5; t++) {
          a[1] = Math.sin(b[0] * k) + a[0];
          b[0] *= a[1] + k;
          if (t === 3) b = a.slice();
        }
        return a[0] * b[0] + a[1];
      }`,
      { points: [[of(0.3, -0.2), 0.21]] },
    );
  });

  test("a list of numbers from outside that grows and shrinks", () => {
    check(
      `export function f(x: number, k: number): number {
        const list: number[] = [x, k];
        /** @checkpoint binomial 2 */
        for (let t = 0; t < 5; t++) {
          list.push(list[list.length - 1] * k + Math.sin(list[0]));
          if (t === 2) { x *= list.pop()!; list[0] *= x; }
        }
        list.push(x * list[2]);
        let s = 0;
        for (const e of list) s = s * 0.5 + e * e;
        return s;
      }`,
      { points: [[0.3, 0.21]] },
    );
  });

  test("instances of classes, and a list that grows at its head", () => {
    check(
      `class P {
        constructor(public x: number, public v: number) {}
        move(dt: number): void { this.x += dt * this.v; this.v -= dt * Math.sin(this.x); }
      }
      interface L { v: number; next: L | null }
      export function f(x: number, k: number): number {
        const p = new P(x, k);
        let list: L | null = null;
        /** @checkpoint binomial 2 */
        for (let t = 0; t < 5; t++) {
          p.move(0.1 * k);
          list = { v: p.x * p.v, next: list };
        }
        let s = 0;
        for (let e = list; e; e = e.next) s = s * 0.9 + e.v * e.v;
        return s;
      }`,
      { points: [[0.3, 0.21]] },
    );
  });

  test("in functions that call themselves, of arrays that are written to behind the loop", () => {
    check(
      `function run(u: number[], k: number, depth: number): number {
        let s = 0;
        /** @checkpoint every 2 */
        for (let t = 0; t < 3; t++) { for (let i = 0; i < u.length; i++) u[i] = Math.cos(u[i] * k) + 0.1 * s; s += 0.3 * u[0]; }
        if (depth > 0) s += 0.3 * run(u, k * s, depth - 1);
        /** @checkpoint sqrt */
        for (let t = 5; t >= 2; t--) { u[t % u.length] *= s; s = Math.sin(s + u[0]); }
        return s;
      }
      export function f(x: number[], k: number): number {
        const u = x.slice();
        const a = run(u, k, 2);
        x[0] = a * u[1];
        const b = run(x, a, 0);
        u[0] = 0;
        return a * b + x[0] + u[1];
      }`,
      { points: [[[0.3, 0.9], 0.21]] },
    );
  });

  test("that is only read, and referred to by what is carried", () => {
    check(
      `export function f(rows: number[][], k: number): number {
        let row = rows[0];
        let s = k;
        let n = 0;
        /** @checkpoint binomial 1 */
        for (let t = 0; t < 5; t++) { s = s * row[t % row.length] + rows[1][0]; row = rows[t % rows.length]; n += t; }
        rows[0] = rows[1];
        return s * row[0] * n;
      }`,
      {
        points: [
          [
            [
              [0.3, 0.9],
              [0.8, 1.2],
            ],
            0.21,
          ],
        ],
      },
    );
  });

  test("typed arrays that overlap are an error when it runs", () => {
    const { exports } = compile(`import { grad } from "cotangent";
      export function f(x: Float64Array): number {
        let a = x.subarray(0, 2);
        let b = x.subarray(1, 3);
        /** @checkpoint binomial 2 */
        for (let t = 0; t < 5; t++) { a[0] *= b[0]; [a, b] = [b, a]; }
        return a[0];
      }
      export const g = grad(f);`);
    expect(() => (exports.g as Call)(of(1, 2, 3))).toThrow(/the state of the loop of f has two typed-array views/);
  });
});
