/** References that a function moves within its parameters and its result. */
import { test } from "vitest";
import { check } from "../support/harness.js";

test("41. rows and records that are moved keep their derivatives where the parameter had them", () => {
  check(
    `export function f(a: number[][], b: Float64Array): number {
      const n = b.length;
      for (let k = 0; k < n; k++) {
        let p = k;
        for (let i = k + 1; i < n; i++) if (Math.abs(a[i][k]) > Math.abs(a[p][k])) p = i;
        if (p !== k) {
          const row = a[k]; a[k] = a[p]; a[p] = row;
          [b[k], b[p]] = [b[p], b[k]];
        }
        for (let i = k + 1; i < n; i++) {
          const m = a[i][k] / a[k][k];
          for (let j = k; j < n; j++) a[i][j] -= m * a[k][j];
          b[i] -= m * b[k];
        }
      }
      let s = 0;
      for (let i = n - 1; i >= 0; i--) {
        let t = b[i];
        for (let j = i + 1; j < n; j++) t -= a[i][j] * b[j];
        b[i] = t / a[i][i];
        s += b[i] * b[i];
      }
      return s;
    }`,
    {
      points: [
        [
          [
            [0.1, 2, 0.5],
            [3, 0.4, 1],
            [1, 5, 0.6],
          ],
          Float64Array.of(1, 2, 3),
        ],
      ],
      step: 1e-3,
    },
  );
  check(
    `interface Link { value: number; next: { value: number; rest: number[] } }
    export function f(a: Link, b: number[][]): number {
      const old = a.next;
      a.next = { value: old.value * a.value, rest: [a.value] };
      a.value *= 2;
      const popped = b.pop()!;
      b.push([popped[0] * 2]);
      b.push(popped);
      b[0] = b[1];
      b[1][0] *= 3;
      return a.next.value * a.next.rest[0] + old.rest[0] * b[0][0] + b[1][0] * b[2][0] + a.value;
    }`,
    {
      points: [
        [{ value: 1.5, next: { value: 2.5, rest: [3] } }, [[1], [2], [3]]],
        [{ value: 1.5, next: { value: 2.5, rest: [3] } }, [[2], [3]]],
      ],
    },
  );
  check(
    `export function f(rows: number[][]): number {
      rows[0].push(rows[1][0]);
      rows[0].push(rows[0][0] * 3);
      rows[1].pop();
      rows.push([rows[0][2], 1]);
      return rows[0][1] * rows[0][2] * rows[rows.length - 1][0];
    }`,
    { points: [[[[2], [3, 4]]]] },
  );
});

test("43. results that share rearranged memory with the parameters", () => {
  check(
    `export function f(x: Float64Array): Float64Array[] {
      const out: Float64Array[] = [x, x.slice(), new Float64Array(2)];
      out[1][0] = x[1] * x[2];
      x[1] = out[1][0] * 2;
      out[2] = out[1];
      out[2][1] += x[1];
      out.push(new Float64Array(1).fill(x[0]));
      return out;
    }`,
    { points: [[Float64Array.of(0.5, 1.5, 2.5)]] },
  );
  check(
    `export function f(rows: number[][], a: number): number[][] {
      const t = rows[0]; rows[0] = rows[2]; rows[2] = t;
      rows[1] = rows[0];
      rows[0][0] *= a;
      return rows;
    }`,
    {
      points: [
        [
          [
            [1, 2],
            [3, 4],
            [5, 6],
          ],
          0.5,
        ],
      ],
    },
  );
  check(
    `export function f(x: number[]): number[] {
      x.push(x[0] * x[1]);
      const p = x.pop()!;
      x.push(p * 2);
      x.pop();
      x.pop();
      x[0] += p;
      return x;
    }`,
    { points: [[[1.5, 2, 3]]] },
  );
  check(
    `interface S { v: number; list: number[]; inner: { w: number; rows: number[][] } }
    export function f(s: S): S {
      const old = s.inner;
      s.inner = { w: old.w * s.v, rows: [old.rows[1], old.rows[0], [s.v]] };
      old.rows[0] = old.rows[1];
      s.list = [s.list[1], s.list[0] * old.rows[0][1], 5];
      s.v *= s.list[0];
      s.inner.rows[0].pop();
      return s;
    }`,
    { points: [[{ v: 2, list: [1, 2], inner: { w: 3, rows: [[1], [2, 3]] } }]] },
  );
  check(
    `function rotate(rows: number[][], a: number): void {
      const t = rows[0];
      for (let i = 0; i + 1 < rows.length; i++) rows[i] = rows[i + 1];
      rows[rows.length - 1] = t;
      t[0] *= a;
    }
    export function f(rows: number[][], a: number): number[][] {
      const local = [[a, 1], [2, a * a], [a, a]];
      rotate(local, a);
      rotate(rows, local[0][1]);
      rotate(rows, a);
      return [local[0], rows[1], rows[2]];
    }`,
    {
      points: [
        [
          [
            [1, 2],
            [3, 4],
            [5, 6],
          ],
          0.5,
        ],
      ],
    },
  );
  check(
    `interface P { x: number; y: number }
    export function f(ps: P[], a: number): P[] {
      [ps[0], ps[1]] = [ps[1], ps[0]];
      ps[0].x *= a;
      ps.push({ x: ps[0].x, y: a });
      ps[1] = { ...ps[0], y: ps[1].y * ps[0].x };
      return ps;
    }`,
    {
      points: [
        [
          [
            { x: 1, y: 2 },
            { x: 3, y: 4 },
          ],
          0.5,
        ],
      ],
    },
  );
});

test("43. memory that may be missing", () => {
  check(
    `export function f(x: number, flag: boolean): number {
      let g: Float64Array | undefined;
      if (flag) { g = new Float64Array(2); g[0] = x * x; }
      let s = g ? g[0] : x;
      const h: { a: number } | null = flag ? { a: x } : null;
      s += h?.a ?? 3 * x;
      if (g !== undefined) { g[1] = s; s *= g[1]; }
      return s;
    }`,
    {
      points: [
        [0.8, true],
        [0.8, false],
      ],
      typecheck: true,
    },
  );
});
