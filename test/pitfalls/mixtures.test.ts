/** Programs in which several constructs meet that are harmless one by one: loops and memory. */
import { describe } from "vitest";
import { programs, reals } from "../support/programs.js";

describe("ways out of loops", () => {
  programs([
    [
      "labels, an endless inner loop and a counter in a condition",
      `export function f(x: Float64Array): number {
        let s = 0;
        let k = 0;
        outer: for (let i = 0; i < x.length; i++) {
          let p = x[i];
          for (let j = i; ; j--) {
            if (j < 0) continue outer;
            p *= x[j] + 0.5;
            if (p > 5) break outer;
            s += p * k++;
            if (k % 3 === 0) break;
          }
          s -= p;
        }
        return s * s;
      }`,
      [[reals(0.3, 1.2, -0.7, 0.9)], [reals(2, 3)], [reals()]],
    ],
    [
      "a do loop with a return, a continue and a step in its condition",
      `export function f(x: number): number {
        let s = 1;
        let i = 0;
        do {
          if (s > 20) return s * x;
          s *= x + i;
          if (i === 2) continue;
          s += 0.5;
        } while (++i < 4 && s < 100);
        return s - x;
      }`,
      [[1.3], [4], [0.2]],
    ],
    [
      "a condition that assigns and counts",
      `export function f(x: number): number {
        let s = x;
        let n = 0;
        while ((s = s * 1.5 + x * x) < 20 && n++ < 10) {
          if (s > 10) {
            s -= x;
            continue;
          }
          s += Math.sin(s);
        }
        return s * n;
      }`,
      [[0.8], [2], [30]],
    ],
    [
      "switches in a loop: fall through, continue, return",
      `export function f(x: Float64Array, mode: string): number {
        let acc = 1;
        for (let i = 0; i < x.length; i++) {
          switch (mode) {
            case "a":
              for (const each of x) {
                acc *= each + 1;
                if (acc > 10) return acc * x[0];
              }
              break;
            case "b":
              if (x[i] < 0) return -acc;
              acc += x[i] * acc;
            default:
              acc *= 1.2;
          }
        }
        return acc;
      }`,
      [
        [reals(0.5, 1.5), "a"],
        [reals(4, 1.5), "a"],
        [reals(0.5, -1.5), "b"],
        [reals(0.5, 0.1), "b"],
        [reals(0.5), "c"],
      ],
    ],
    [
      "an index that the body moves on",
      `export function f(x: Float64Array): number {
        let s = 0;
        for (let i = 0; i < x.length; i++) {
          s += x[i] * i;
          if (x[i] > 1) i++;
          else if (x[i] < 0) {
            i += 2;
            s *= 0.5;
          }
        }
        return s * s;
      }`,
      [[reals(0.5, 1.5, 2, -1, 3, 0.2, 1)]],
    ],
  ]);
});

describe("memory that moves", () => {
  programs([
    [
      "rows that lengthen and shorten",
      `export function f(x: number[]): number {
        const rows: number[][] = [];
        for (let i = 0; i < x.length; i++) {
          rows.push([]);
          for (let j = 0; j <= i; j++) rows[i].push(x[j] * x[i]);
          if (i > 1) rows[i - 2].pop();
        }
        rows.pop();
        rows.push([x[0], x[1]], [x[2]]);
        let s = 0;
        for (const row of rows) {
          for (const each of row) s += each * each;
          s *= row.length;
        }
        return s;
      }`,
      [[[0.5, 1.2, -0.3, 0.8]]],
    ],
    [
      "an array that grows while it is read",
      `export function f(x: number[]): number {
        let s = 0;
        for (const each of x) {
          s += each * each;
          if (x.length < 5 && each < 1) x.push(each + 1, s);
        }
        return s;
      }`,
      [[[0.5, 0.2, 2]]],
    ],
    [
      "elimination with exchanges of rows",
      `export function f(m: number[][]): number {
        let det = 1;
        const n = m.length;
        for (let k = 0; k < n; k++) {
          let p = k;
          for (let i = k + 1; i < n; i++) if (Math.abs(m[i][k]) > Math.abs(m[p][k])) p = i;
          if (p !== k) {
            [m[p], m[k]] = [m[k], m[p]];
            det = -det;
          }
          det *= m[k][k];
          for (let i = k + 1; i < n; i++) {
            const ratio = m[i][k] / m[k][k];
            for (let j = k; j < n; j++) m[i][j] -= ratio * m[k][j];
          }
        }
        return det;
      }`,
      [
        [
          [
            [0.1, 2, 3],
            [1, 0.5, -1],
            [2, 1.3, 0.4],
          ],
        ],
      ],
    ],
    [
      "names for one of two arrays, chosen in a loop",
      `export function f(x: Float64Array, y: Float64Array): number {
        let p = x;
        for (let i = 0; i < 4; i++) {
          const q = i % 2 === 0 ? y : p;
          q[0] = q[0] * p[1] + 0.1;
          p = i === 2 ? y : x;
        }
        return p[0] * x[0] + y[0];
      }`,
      [[reals(0.5, 1.5), reals(2, 0.3)]],
    ],
    [
      "records that exchange their arrays",
      `export function f(a: { v: number[] }, b: { v: number[] }): number {
        const larger = a.v[0] > b.v[0] ? a : b;
        const old = larger.v;
        larger.v = [old[0] * 2, old[1]];
        old[1] = 7 * old[0];
        return a.v[0] * b.v[1] + a.v[1] * old[1];
      }`,
      [
        [{ v: [1, 2] }, { v: [3, 4] }],
        [{ v: [5, 2] }, { v: [3, 4] }],
      ],
    ],
    [
      "particles that change places",
      `interface State { position: Float64Array; velocity: Float64Array; time: number }
      function step(s: State, k: number): void {
        const n = s.position.length;
        for (let i = 0; i < n; i++) {
          let force = 0;
          for (let j = 0; j < n; j++) {
            if (j === i) continue;
            const d = s.position[j] - s.position[i];
            force += (k * d) / (d * d + 0.1) ** 1.5;
          }
          s.velocity[i] += 0.1 * force;
        }
        for (let i = 0; i < n; i++) s.position[i] += 0.1 * s.velocity[i];
        s.time += 0.1;
      }
      export function f(x: Float64Array, k: number): number {
        const s: State = { position: x.slice(), velocity: new Float64Array(x.length), time: 0 };
        while (s.time < 0.35) {
          step(s, k);
          if (s.position[0] > s.position[1]) [s.position, s.velocity] = [s.velocity, s.position];
        }
        return s.position[0] * s.velocity[1] + s.position[2];
      }`,
      [
        [reals(0.1, 0.5, 1), 1.3],
        [reals(0.5, 0.1, 1), 1.3],
      ],
    ],
    [
      "operators on indices in assignments",
      `export function f(x: Float64Array): number {
        const a = new Float64Array(4);
        let i = 0;
        a[i++] += x[i];
        a[i++] = x[i - 1] * a[i - 2];
        a[i] = a[--i] *= 2;
        a[a[0] > 0 ? 3 : 2] -= x[0];
        return a[0] * a[1] + a[2] * a[3] + i;
      }`,
      [[reals(0.5, 1.5, 2)], [reals(0.5, -1.5, 2)]],
    ],
  ]);
});
