/** Loops with a schedule of checkpoints: the same derivatives, run again from the states that the schedule keeps. */
import { spawnSync } from "node:child_process";
import { binomialCost } from "cotangent/checkpoint";
import { transformSync } from "esbuild";
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
          for (let i = 1; i + 1 < w.length; i++) w[i] += 0.1 * k * t * (w[i - 1] * w[i + 1] - w[i]);
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

  test("that no later state leads to, written to in place", () => {
    check(
      `interface L { v: number; next: L | undefined }
      export function f(list: L, k: number): number {
        /** @checkpoint every 2 */
        for (let at: L | undefined = list; at; at = at.next) at.v *= Math.sin(k * at.v);
        return list.v * (list.next?.v ?? 1) + (list.next?.next?.v ?? 0) * k;
      }`,
      { points: [[{ v: 0.7, next: { v: 1.1, next: { v: 0.4, next: undefined } } }, 0.9]] },
    );
  });

  test("that states share, and is written to behind the loop", () => {
    check(
      `export function f(x: number[], k: number): number {
        let s = { at: x.slice(), v: k };
        /** @checkpoint binomial 2 */
        for (let i = 0; i < 5; i++) s = { at: s.at, v: Math.sin(s.v * s.at[0]) + s.at[1] };
        s.at[0] *= 2;
        s.at[1] = 7;
        return s.v * s.at[0];
      }`,
      { points: [[[0.4, 0.8], 0.3]] },
    );
  });

  test("of the first state, which is written to behind the loop", () => {
    check(
      `export function f(x: number[], k: number): number {
        let s = x;
        /** @checkpoint every 2 */
        for (let i = 0; i < 5; i++) s = s.map((e) => Math.sin(e * k) + s[0]);
        x[0] = 3;
        x[1] *= s[0];
        return s[0] * s[1] + x[1];
      }`,
      { points: [[[0.4, 0.8], 0.3]] },
    );
  });

  test("with single precision in it", () => {
    const { exports } = compile(`import { grad, jvp } from "cotangent";
      function f(x: number, k: number): number {
        const s = { at: Float32Array.of(0.5, 0.75), k };
        /** @checkpoint binomial 1 */
        for (let i = 0; i < 3; i++) { s.at[0] = 0.5 * s.at[1]; s.k = Math.sin(s.k * s.at[0] * x); }
        return s.k;
      }
      export const g = grad(f);
      export const t = jvp(f);`);
    expect((exports.g as Call)(0.7, 1.5)).toBeCloseTo(((exports.t as Call)([0.7, 1.5], [1, 0]) as number[])[1], 12);
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

describe("costs", () => {
  test("memory of modules does not stand in the way of pullbacks", () => {
    let kept = 0;
    const { interpreted } = compile(`import { vjp } from "cotangent";
      const table = [2, 3];
      export const p = vjp((x: number): number => {
        /** @checkpoint every 2 */
        for (let i = 0; i < 4; i++) x = Math.sin(x * table[0]);
        return x;
      });`);
    const p = interpreted("p", (op) => {
      if (op.kind === "extern" && op.template.join("").includes(".keep()")) kept++;
    });
    const [, pullback] = p(0.7) as [number, Call];
    pullback(1);
    expect(kept).toBe(4);
  });

  const chain = (schedule: string): string => `import { grad } from "cotangent";
    export function f(x: number, n: number): number {
      let y = x;
      /** @checkpoint ${schedule} */
      for (let i = 0; i < n; i++) y = Math.sin(y) + 0.1;
      return y;
    }
    export const g = grad(f);`;

  test.each([
    [10, 3],
    [57, 4],
    [200, 6],
  ])("%i steps with %i slots run as often again as theory says, and keep no more states", (steps, slots) => {
    let sines = 0;
    const kept = new Set<unknown>();
    const { interpreted } = compile(chain(`binomial ${slots}`));
    const g = interpreted("g", (op, results) => {
      if (op.kind === "prim" && op.name === "sin") sines++;
      if (op.kind === "extern" && /\.(keep\(\)|slot)$/.test(op.template.join(""))) kept.add(results[0]);
    });
    g(0.3, steps);
    // All steps once, and those that are run again; to be reversed, this step needs no sine.
    expect(sines).toBe(steps + binomialCost(steps, slots).recomputed);
    kept.delete(-1);
    // The slots, and the state in front of the last step.
    expect(kept.size).toBe(slots + 1);
  });

  test("a million steps in 50 MB", () => {
    const { code } = compile(chain("binomial 20"));
    const dense = compile(chain("none")).code;
    const peak = (text: string): number => {
      const { code: js } = transformSync(text, { loader: "ts", format: "esm" });
      const main = `${js}\nconst before = process.memoryUsage().rss; g(0.3, 1_000_000);
        console.log(Math.round((process.resourceUsage().maxRSS * 1024 - before) / 2 ** 20));`;
      const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", main], {
        cwd: import.meta.dirname,
        encoding: "utf8",
      });
      expect(stderr).toBe("");
      return Number(stdout);
    };
    expect(peak(code["main.ts"])).toBeLessThan(50);
    expect(peak(dense["main.ts"])).toBeGreaterThan(50);
  }, 60_000);
});

describe("what cannot be checkpointed is refused", () => {
  const diagnosticsOf = (body: string): string[] =>
    compile(`import { grad } from "cotangent";
      export function f(x: number): number { ${body} return x; }
      export const g = grad(f);`).diagnostics.map(({ code, message }) => `${code} ${message}`);

  test.each(["revolve 3", "binomial", "binomial 0", "binomial 2 3", "every -1", "sqrt 2", ""])(
    "the schedule %j",
    (schedule) => {
      expect(diagnosticsOf(`/** @checkpoint ${schedule} */ for (let i = 0; i < 3; i++) x *= x;`)).toEqual([
        expect.stringContaining(`AD1023 \`@checkpoint ${schedule}`),
      ]);
    },
  );

  test.each([
    ["for (let i = 0; i < 3; i++) { x *= x; console.log(x); }", "side effects"],
    ["for (let i = 0; i < 3; i++) x *= x + Math.random();", "side effects"],
    ["for (let i = 0; i < 3; i++) rows[0] = [rows[0][0] * x];", "hanges? references|references .* change"],
    ["for (let i = 0; i < 3; i++) rows.push([x]);", "hanges? references|references .* change"],
    ["while ((list[0] *= 2) < 9) x *= list[0];", "condition writes"],
    ["for (let i = 0; i < 3; i++) { u[0] *= x; u = u.subarray(0); }", "parts of typed arrays"],
    ["for (let i = 0; i < 3; i++) { o = { u: part(o.u) }; o.u[0] *= x; }", "parts of typed arrays"],
    ["for (let i = 0; i < 3; i++) map.set(String(i), x * (map.get(String(i - 1)) ?? 2));", "changes a Map"],
  ])("%s", (loop, reason) => {
    const body = `let u = Float64Array.of(x, 2); let o = { u };
      const part = (v: Float64Array): Float64Array<ArrayBuffer> => new Float64Array(v).subarray(0, 1);
      const map = new Map<string, number>(); const rows: number[][] = [[x]]; const list = [x];
      /** @checkpoint binomial 2 */ ${loop} x *= rows[0][0] * list[0] * u[0] * o.u[0] * (map.get("2") ?? 1);`;
    expect(diagnosticsOf(body)[0]).toMatch(new RegExp(`^AD1024 .*(${reason})`));
  });

  test("where references change elsewhere", () => {
    const { diagnostics } = compile(`import { grad } from "cotangent";
      export function f(rows: number[][], k: number): number {
        /** @checkpoint every 2 */
        for (const row of rows) row[0] *= k;
        rows[0] = rows[1];
        return rows[0][0];
      }
      export const g = grad(f);`);
    expect(diagnostics.map(({ message }) => message)).toEqual([
      expect.stringContaining("references in memory that it works on change in `f`"),
    ]);
  });

  test("but not where they change around a loop without a derivative", () => {
    const { diagnostics } = compile(`import { grad } from "cotangent";
      function f(x: number, rows: number[][]): number {
        let n = 0;
        /** @checkpoint every 2 */
        for (const row of rows) n += row[0];
        rows[0] = rows[1];
        return x * n;
      }
      export const g = grad(f);`);
    expect(diagnostics).toEqual([]);
  });

  test("nothing of a loop that no derivative runs through", () => {
    expect(diagnosticsOf("/** @checkpoint every 2 */ for (let i = 0; i < 3; i++) console.log(i);")).toEqual([]);
  });

  test("a schedule of the program's own that is none", () => {
    const run = (actions: string): unknown => {
      const { exports } = compile(`import { grad, scan } from "cotangent";
        import type { Schedule } from "cotangent/checkpoint";
        const checkpoint: Schedule = { *actions() { ${actions} } };
        export const g = grad((x: number): number => scan((c: number, y: number) => [c * y * x, null], 1, [2, 3], { checkpoint })[0]);`);
      return (exports.g as Call)(1);
    };
    const [store, restore] = [
      'yield { kind: "store", step: 0, slot: 0 }',
      'yield { kind: "restore", slot: 0, step: 0 }',
    ];
    const [first, second] = [0, 1].map((step) => `yield { kind: "reverse", step: ${step} }`);
    const advance = 'yield { kind: "advance", from: 0, to: 1 }';
    const free = 'yield { kind: "free", slot: 0 }';
    expect(run([store, advance, second, restore, free, first].join("; "))).toBe(12);
    expect(() => run([store, advance, second, free].join("; "))).toThrow("leaves 1 steps that are not reversed");
    expect(() => run([advance, second, first].join("; "))).toThrow("takes state 0, but none is at hand");
    expect(() => run([store, advance, first, restore, second].join("; "))).toThrow("takes state 0, but 1 is at hand");
  });

  test("a schedule that has to know the number of steps, where nobody does", () => {
    const { exports } = compile(`import { grad } from "cotangent";
      import { dynamic } from "cotangent/checkpoint";
      const uneven = dynamic([1, 2, 3], 2);
      export function f(x: number): number { /** @checkpoint uneven */ while (x < 9) x *= x; return x; }
      export const g = grad(f);`);
    expect(() => (exports.g as Call)(2)).toThrow(/must know the number of steps/);
  });
});

describe("numbers that bound a loop, or decide in it, have a derivative of zero", () => {
  test("of a counted loop", () => {
    check(
      `export function f(x: Float64Array, n: number, most: number): number {
        let best = x[0];
        let s = 0.3;
        /** @checkpoint every 2 */
        for (let i = 0; i < n; i++) {
          s += s * x[i] ** 2;
          if (x[i] > best) best = x[i];
          if (best > most) s *= 0.5;
        }
        return s * x[1];
      }`,
      { points: [[of(1, 0.5, 3, 0.4, 0.2, -0.3), 5, 2]], wrt: [0] },
    );
  });

  test("of one that ends by a condition", () => {
    check(
      `export function f(x: number, most: number, least: number): number {
        let [k, y] = [0, 1];
        /** @checkpoint online 2 */
        while (y * y > least) {
          if (k > most) break;
          y *= 0.5 * Math.sin(x);
          k++;
        }
        return y * k;
      }`,
      {
        points: [
          [0.4, 5, 1e-3],
          [0.4, 2, 1e-9],
        ],
        wrt: [0],
      },
    );
  });
});

test("a table of the module, beside memory that the loop carries", () => {
  check(
    `const table = [0.3, 0.8, 1.1];
    export function f(x: number): number {
      let pair = [1, x];
      /** @checkpoint every 2 */
      for (let i = 0; i < 5; i++) pair = [pair[1] * Math.sin(table[i % 3] * x) + table[0], pair[0]];
      return pair[0] * pair[1];
    }`,
    { points: [[0.7]] },
  );
});
