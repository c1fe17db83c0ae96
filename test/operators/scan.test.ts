/** `scan`: loops as a function, with and without a schedule of checkpoints, over carries, elements and outputs of any shape. */
import { scan } from "cotangent";
import { describe, expect, test } from "vitest";
import { compile } from "../support/compile.js";
import { check } from "../support/harness.js";

const of = (...x: number[]): Float64Array => Float64Array.of(...x);

describe("scan", () => {
  test.each(["", ", {}", ", { checkpoint: binomial(2) }", ", { checkpoint }"])("of numbers%s", (options) => {
    check(
      `import { scan } from "cotangent"; import { binomial, dynamic, every } from "cotangent/checkpoint";
      export function f(xs: Float64Array, k: number): number {
        const checkpoint = every(2);
        const [last, ys] = scan((c: number, x: number, i: number) => { const n = c * Math.cos(x) + k * i; return [n, n * x] as const; }, 1, xs${options});
        let s = last;
        for (const y of ys) s = s * 0.7 + y * y;
        return s;
      }`,
      {
        points: [
          [of(0.3, 0.8, 0.1), 0.5],
          [of(), 0.4],
        ],
      },
    );
  });

  test.each(["", ", { checkpoint: dynamic([1, 5, 2], 1) }"])("of records%s", (options) => {
    check(
      `import { scan } from "cotangent"; import { dynamic } from "cotangent/checkpoint";
      interface S { x: number; v: number[] }
      const step = (c: S, x: number): [S, null] => [{ x: c.x * x + c.v[0], v: c.v.map((e) => Math.sin(e * c.x)) }, null];
      export function f(s: S, xs: number[]): number {
        const [last] = scan(step, s, xs${options});
        return last.x * last.v[1];
      }`,
      { points: [[{ x: 0.3, v: [0.2, 0.9] }, [0.3, 0.8, 1.4]]] },
    );
  });

  test("schedules from anywhere, for scan and for loops", () => {
    let kept = 0;
    const { interpreted } =
      compile(`import { grad, scan } from "cotangent"; import { binomial, every } from "cotangent/checkpoint";
      const checkpoint = every(2);
      const few = binomial(1);
      export const g = grad((x: number): number => {
        const [last] = scan((c: number, y: number) => [Math.sin(c * y * x), null], 1, [2, 3, 4], { checkpoint });
        let y = last;
        /** @checkpoint few */
        for (let i = 0; i < 3; i++) y = Math.sin(y * x);
        const own = every(few ? 1 : 2);
        const step = (c: number, e: number): [number, null] => [Math.sin(c * e * x), null];
        return scan(step, scan(step, y, [2, 3, 4], { checkpoint: own })[0], [5, 6, 7], { checkpoint: binomial(2) })[0];
      });`);
    const g = interpreted("g", (op) => {
      if (op.kind === "extern" && op.template.join("").includes(".keep()")) kept++;
    });
    g(0.7);
    expect(kept).toBe(12);
  });

  test("with records as outputs", () => {
    check(
      `import { scan } from "cotangent";
      export function f(xs: number[], k: number): number {
        const [last, ys] = scan((c: { x: number }, x: number) => { const n = { x: c.x * x + k }; return [n, n]; }, { x: 1 }, xs);
        return last.x * ys[0].x;
      }`,
      { points: [[[0.3, 0.8, 1.4], 0.7]] },
    );
  });

  test("runs without the compiler", () => {
    expect(scan((sum: number, x: number, i) => [sum + x * i, sum] as const, 1, [2, 3, 4])).toEqual([12, [1, 1, 4]]);
  });
});

describe.each(["binomial(2)", "every(2)", "sqrt()", "online(1)"])("outputs of any shape by %s", (schedule) => {
  const head = `import { scan } from "cotangent"; import { binomial, every, online, sqrt } from "cotangent/checkpoint";
    const checkpoint = ${schedule};`;

  test("records that each step makes, written to behind the scan", () => {
    check(
      `${head}
      interface S { at: number[]; v: number }
      interface Y { e: number; p: number[]; name: string; q?: Float64Array }
      export function f(xs: Float64Array, k: number): number {
        const [last, ys] = scan((s: S, x: number, i: number): [S, Y] => {
          const at = s.at.map((e, j) => Math.sin(e * k) + x * j);
          const n = { at, v: s.v * 0.9 + s.at[0] * x };
          return [n, { e: n.v * at[1], p: [at[0], n.v], name: "y" + i, q: i === 1 ? Float64Array.of(x * k) : undefined }];
        }, { at: [1, 2], v: k }, xs, { checkpoint });
        let t = last.v * last.at[0];
        if (ys.length > 1) { ys[1].e *= ys[0].e; ys[1].p[1] *= k; }
        for (const y of ys) t = t * 0.5 + y.e * y.p[0] + y.p[1] + (y.q?.[0] ?? 0);
        return t;
      }`,
      {
        points: [
          [of(0.3, -0.2, 0.9, 0.4), 0.7],
          [of(), 0.4],
          [of(0.6), 0.2],
        ],
      },
    );
  });

  test("the states themselves: what a step hands on, what it was given, and both", () => {
    check(
      `${head}
      interface S { at: number[]; v: number }
      export function f(s: S, xs: number[], k: number): number {
        const [last, ys] = scan((c: S, x: number): [S, S[]] => {
          const n = { at: c.at.map((e) => Math.sin(e * k) * x), v: c.v * c.at[0] + x };
          return [n, [c, n, n]];
        }, s, xs, { checkpoint });
        let t = last.v + s.at[0];
        for (const [a, b, c] of ys) t = 0.5 * t + a.at[0] * b.v + c.at[1] * b.at[1];
        if (ys.length > 0) { ys[0][0].v *= 2; t += s.v * ys[0][0].v; }
        last.v *= last.v;
        return t * (ys.length > 0 ? ys[ys.length - 1][1].v : 1);
      }`,
      {
        points: [
          [{ at: [0.3, 0.8], v: 0.4 }, [0.3, 0.8, 1.4], 0.7],
          [{ at: [0.3, 0.8], v: 0.4 }, [], 0.7],
        ],
      },
    );
  });

  test("memory from around, and elements", () => {
    check(
      `${head}
      export function f(rows: number[][], w: Float64Array, k: number): number {
        const [c, ys] = scan((c: number, row: number[], i: number) => [Math.sin(c * row[0] + k), { row, w: i % 2 === 0 ? w : Float64Array.of(c) }] as const, k, rows, { checkpoint });
        let t = c;
        for (const y of ys) t = t * 0.7 + y.row[0] * y.row[1] * y.w[0];
        return t + rows[0][1] * w[0];
      }`,
      {
        points: [
          [
            [
              [0.3, 0.9],
              [0.8, 1.2],
              [0.1, 0.4],
            ],
            of(0.6, 0.2),
            0.21,
          ],
        ],
      },
    );
  });

  test("arrays, lists of lists, what may be missing, flags and texts", () => {
    check(
      `${head}
      export function f(u: Float64Array, xs: { a: number; b: number[] }[]): number {
        const [last, ys] = scan((c: Float64Array, x: { a: number; b: number[] }, i: number) => {
          const n = c.map((e, j) => Math.cos(e + x.a * j));
          return [n, [[n[0] * x.b[0]], x.b.map((e) => e * n[1])]] as const;
        }, u, xs, { checkpoint });
        const [m, flags] = scan((c: number, x: { a: number }) => [c * x.a, c > 0.5] as const, 1.5, xs, { checkpoint });
        const [, some] = scan((c: number, x: { a: number }): [number, { v: number } | null] => [c * x.a, c > 0.5 ? { v: c * x.a } : null], 1.5, xs, { checkpoint });
        const [, texts] = scan((c: number, x: { a: number }) => [c + x.a, c > 1 ? "a" : "bcd"] as const, 0, xs, { checkpoint });
        let t = last[0] * last[1] * m;
        for (const [[a], b] of ys) t = 0.5 * t + a * b[0] + b.length;
        for (const flag of flags) if (flag) t *= 1.1;
        for (const each of some) t += each ? each.v * t : 0.1;
        for (const text of texts) t *= text.length;
        return t;
      }`,
      {
        points: [
          [
            of(0.3, 0.9),
            [
              { a: 0.7, b: [0.4] },
              { a: 0.8, b: [0.2, 0.1] },
              { a: 0.4, b: [1.1] },
            ],
          ],
        ],
      },
    );
  });

  test("a state that is written in place, with copies as outputs, in a loop and in another scan", () => {
    check(
      `${head}
      export function f(u: Float64Array, k: number): number {
        let t = 0;
        for (let r = 0; r < 2; r++) {
          const [, ys] = scan((c: Float64Array, x: number) => {
            for (let i = 1; i < c.length; i++) c[i] += 0.1 * k * Math.sin(c[i - 1]) + x;
            const [, inner] = scan((a: number, y: number): [number, { z: number }] => [a * y, { z: a + y * k }], c[1], c, { checkpoint });
            return [c, { frame: c.slice(), z: inner[1].z }] as const;
          }, u.slice(), [0.1, 0.2, 0.3], { checkpoint });
          for (const y of ys) t = t * 0.9 + y.frame[1] * y.z;
        }
        return t;
      }`,
      { points: [[of(0.3, -0.2, 0.7), 0.21]] },
    );
  });

  test("one scan over the outputs of another", () => {
    check(
      `${head}
      export function f(xs: number[], k: number): number {
        const [, ys] = scan((c: { v: number }, x: number): [{ v: number }, { v: number }] => { const n = { v: Math.sin(c.v * x) }; return [n, n]; }, { v: k }, xs, { checkpoint });
        const [c, zs] = scan((c: number, y: { v: number }): [number, { v: number; y: { v: number } }] => [c * y.v + k, { v: c * y.v, y }], k, ys, { checkpoint });
        return zs.reduce((s, z) => s * 0.5 + z.v * z.y.v, c);
      }`,
      { points: [[[0.3, 0.8, 1.4], 0.7]] },
    );
  });
});

describe("arrays in which a loop leaves a value in each step", () => {
  test.each(["binomial 2", "every 2", "none"])("%s", (schedule) => {
    check(
      `export function f(x: number[], k: number): number {
        const rows: { v: number; at: number[] }[] = [];
        const log: number[] = [];
        const back: number[] = new Array(8).fill(0);
        let s = { v: k };
        /** @checkpoint ${schedule} */
        for (let t = 1; t < 7; t += 2) {
          s = { v: Math.sin(s.v * x[t % x.length]) + k };
          rows[(t - 1) / 2] = { v: s.v * t, at: [s.v, x[0]] };
          log[(t - 1) / 2] = s.v * s.v;
          back[7 - t] = s.v * k;
        }
        let y = s.v;
        for (let i = 0; i < rows.length; i++) y = y * 0.6 + rows[i].v * rows[i].at[1] * log[i] + rows[i].at[0] * back[2 * i];
        return y;
      }`,
      { points: [[[0.4, 0.8], 0.3]] },
    );
  });

  test("at one place again and again, also where something was before", () => {
    check(
      `export function f(x: number[], k: number): number {
        const last = [{ v: x[0] }, { v: x[1] }];
        let y = last[0].v * last[1].v;
        let s = k;
        /** @checkpoint binomial 2 */
        for (let t = 0; t < 5; t++) { s = Math.sin(s * x[t % 2]); last[t % 2 === 0 ? 0 : 0] = { v: s * t }; }
        return y * last[0].v + last[1].v * s;
      }`,
      { points: [[[0.4, 0.8], 0.3]] },
    );
  });

  const diagnosticsOf = (text: string): string[] =>
    compile(`import { grad, scan } from "cotangent"; import { binomial } from "cotangent/checkpoint";\n${text}
      export const g = grad(f);`).diagnostics.map(({ code }) => code);

  test("memory that a later step writes to is refused", () => {
    expect(
      diagnosticsOf(`function f(x: number): number {
        const [s, ys] = scan((c: { a: number[] }, y: number) => { c.a[0] *= y * x; return [c, c] as const; }, { a: [x] }, [1, 2, 3], { checkpoint: binomial(2) });
        return s.a[0] * ys[0].a[0];
      }`),
    ).toEqual(["AD1024"]);
    expect(
      diagnosticsOf(`function f(x: number): number {
        const [s, ys] = scan((c: { a: number[] }, y: number) => { c.a[0] *= y; const n = { a: [c.a[0] * x] }; return [n, { of: n }] as const; }, { a: [x] }, [1, 2, 3], { checkpoint: binomial(2) });
        return s.a[0] * ys[0].of.a[0];
      }`),
    ).toEqual(["AD1024"]);
  });

  test("an array of the caller's is refused", () => {
    expect(
      diagnosticsOf(`function f(rows: number[][]): number {
        let s = rows[0][0];
        /** @checkpoint binomial 2 */
        for (let t = 0; t < 3; t++) { s = Math.sin(s); rows[t] = [s]; }
        return rows[1][0] * s;
      }`)[0],
    ).toBe("AD1024");
  });
});
