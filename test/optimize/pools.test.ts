/** Arrays that wait in a cache for the reverse sweep, from one call to the next. The harness soils what is kept, or sees that it is zero. */
import { describe, expect, test } from "vitest";
import { type Callable, compile } from "../support/compile.js";
import { check } from "../support/harness.js";

interface Case {
  readonly name: string;
  readonly source: string;
  readonly points: readonly (readonly unknown[])[];
  /** What takes the arrays, in alphabetical order; `clean`: a variable. */
  readonly takers: readonly string[];
}

const rows = (...lengths: number[]): Float64Array[] =>
  lengths.map((length, k) => Float64Array.from({ length }, (_, i) => Math.sin(1 + k + 2 * i)));

const cases: readonly Case[] = [
  {
    name: "read backwards as it was made",
    source: `function f(means: Float64Array[], points: Float64Array[]): number {
      let sum = 0;
      for (const point of points) {
        const distances = means.map((mean) => {
          const centered = point.map((entry, i) => entry - mean[i]);
          return centered.reduce((norm, entry, i) => norm + entry * centered[(i * 2) % centered.length], 0);
        });
        sum += Math.log(distances.reduce((total, each) => total + Math.exp(each), 0));
      }
      return sum;
    }`,
    points: [
      [rows(3, 3), rows(3, 3, 3)],
      [rows(2), rows(2, 1)],
      [rows(2), []],
    ],
    takers: ["clean", "reused", "reused"],
  },
  {
    name: "only a part of it is written, and only some are read",
    source: `function f(x: Float64Array, steps: number): number {
      let s = 1;
      for (let k = 0; k < steps; k++) {
        const work = new Float64Array(x.length);
        for (let i = k; i < x.length; i++) work[i] = x[i] * s;
        let next = 0;
        for (let i = 0; i < x.length; i++) next += Math.sin(work[i]) * work[(i + k) % x.length];
        if (k % 2 === 0) s = next + work[0] ** 2;
        else s += 1;
      }
      return s;
    }`,
    points: [
      [Float64Array.of(0.5, -1.5, 2), 4],
      [Float64Array.of(0.5), 3],
    ],
    takers: ["cleared"],
  },
  {
    name: "what an inner loop computes waits beside it, on some of the turns",
    source: `function f(means: Float64Array[], points: Float64Array[]): number {
      let sum = 0;
      for (const point of points) {
        const terms = means.map((mean) => {
          const centered = point.map((entry, i) => entry - mean[i]);
          let norm = 0;
          for (let i = 0; i < point.length; i++) {
            norm += Math.exp(centered[i]) * centered[(i * 2) % centered.length];
            if (centered[i] > 0.05) norm += Math.tanh(norm);
          }
          return norm;
        });
        sum += Math.log(terms.reduce((total, each) => total + Math.exp(each), 0));
      }
      return sum;
    }`,
    points: [
      [rows(3, 3), rows(3, 1, 2)],
      [rows(2), []],
    ],
    takers: ["clean", "reused", "reused", "reused", "reused"],
  },
  {
    name: "sizes that the iterations find in what the others have made",
    source: `function f(weights: Float64Array[], inputs: Float64Array[]): number {
      const cells = weights.map((each) => new Cell(each, each));
      let sum = 0;
      for (const input of inputs) {
        let signal = input;
        for (const cell of cells) signal = cell.step(signal);
        for (let i = 0; i < signal.length; i++) sum += signal[i] * input[i];
      }
      return sum;
    }
    class Cell {
      constructor(private weights: Float64Array, private state: Float64Array) {}
      step(signal: Float64Array): Float64Array {
        const gate = signal.map((entry, i) => 1 / (1 + Math.exp(-entry * this.weights[i])));
        this.state = this.state.map((entry, i) => Math.tanh(entry * gate[i]));
        return this.state;
      }
    }`,
    points: [
      [rows(3, 3), rows(3, 3)],
      [rows(1), rows(1)],
    ],
    takers: ["clean", "cleared", "reused", "reused"],
  },
  {
    name: "it goes into an array that goes on",
    source: `function f(x: Float64Array, steps: number): number {
      let last = x;
      let s = 0;
      for (let k = 0; k < steps; k++) {
        const next = last.map((entry, i) => Math.sin(entry) + x[i]);
        for (let i = 0; i < next.length; i++) s += next[i] * last[i];
        last = next;
      }
      return s;
    }`,
    points: [[Float64Array.of(0.5, -1.5, 2), 3]],
    takers: ["cleared", "reused"],
  },
  {
    name: "only some turns make one, and objects hand them on in turn",
    source: `function f(x: Float64Array, steps: number): number {
      const parts = [{ now: x, old: x }, { now: x, old: x }];
      let s = 0;
      for (let k = 0; k < steps; k++) {
        for (const part of parts) {
          if (part.now[0] > s) {
            part.old = part.now;
            part.now = part.now.map((entry, i) => Math.sin(entry + k) + part.old[i % 2] * s);
          } else part.old = parts[0].now;
          s += part.old[0] * part.now[1];
        }
      }
      return s;
    }`,
    points: [
      [Float64Array.of(0.5, -1.5, 2), 4],
      [Float64Array.of(0.5, 1.25), 3],
      [Float64Array.of(0.5, 1.25), 0],
    ],
    takers: ["cleared", "reused"],
  },
  {
    name: "rows of a list of the program's",
    source: `function f(rows: Float64Array[], steps: number): number {
      const own = rows.map((row) => row.slice());
      const sums = rows.map((row) => new Float64Array(row.length));
      let s = 0;
      for (let k = 1; k < own.length; k++)
        for (let j = 0; j < own[k].length; j++) {
          own[k][j] *= Math.sin(own[k - 1][0]) + steps;
          sums[k][j] += own[k][j] ** 2;
        }
      for (const sum of sums) for (let j = 0; j < sum.length; j++) s += sum[j];
      return s;
    }`,
    points: [
      [rows(3, 2, 4), 2],
      [rows(2), 1],
      [[], 1],
    ],
    // Those of the list and of its adjoint, twice.
    takers: ["cleared", "cleared", "cleared", "reused"],
  },
  {
    name: "rows that are put at other places than by the counter",
    source: `function f(rows: Float64Array[], steps: number): number {
      const own = new Array<Float64Array>(2);
      own[0] = rows[0].slice();
      own[1] = rows[0].slice();
      let s = 0;
      for (let k = 0; k < steps; k++) {
        own[k % 2] = own[(k + 1) % 2].map((entry, i) => Math.sin(entry) * rows[0][i]);
        s += own[0][0] * own[1][0];
      }
      return s;
    }`,
    points: [[rows(3), 4]],
    takers: ["cleared", "reused", "reused"],
  },
  {
    name: "it is filled part by part",
    source: `function f(x: number[], h: number[], steps: number): number {
      let s = 1;
      for (let k = 0; k < steps; k++) {
        const a = [...x, s, ...h.map((v) => v * s)];
        s = 0;
        for (let i = 0; i < a.length; i++) for (let j = 0; j < a.length; j++) s += Math.sin(a[i]) * a[j] * (i + 1);
        s = Math.sin(s / 50);
      }
      return s;
    }`,
    points: [
      [[0.5, -1.5], [0.25, 1, 2], 3],
      [[], [0.25], 2],
      [[0.5], [], 2],
    ],
    takers: ["clean", "reused"],
  },
  ...[
    ["with an element left out", "for (let j = 0; j < m; j++) a[n + 1 + j] = h[j] * s;"],
    ["with the first left out", "for (let j = 1; j < m; j++) a[n + j] = h[j] * s;"],
    ["with parts that overlap", "for (let j = 0; j < m; j++) a[n - 1 + j] = h[j] * s;"],
    ["only if", "if (s > 1) for (let j = 0; j < m; j++) a[n + j] = h[j] * s;"],
    ["on some turns", "for (let j = 0; j < m; j++) if (h[j] > 0.5) a[n + j] = h[j] * s;"],
    ["but looked into before", "s += a[n]; for (let j = 0; j < m; j++) a[n + j] = h[j] * s;"],
    ["but looked into meanwhile", "for (let j = 0; j < m; j++) a[n + j] = h[j] * s + a[n + m - 1 - j];"],
    ["but added to", "for (let j = 0; j < m; j++) a[n + j] += h[j] * s;"],
    ["with one element left out, and another written twice", "a[1] = h[0] * s;", "n + 1"],
  ].map(([name, filled, size = "n + m"]) => ({
    name: `it is filled part by part, ${name}`,
    source: `function f(x: Float64Array, h: Float64Array, steps: number): number {
      const [n, m] = [x.length, h.length];
      let s = 1;
      for (let k = 0; k < steps; k++) {
        const a = new Float64Array(${size});
        for (let i = 0; i < n; i++) a[i] = x[i] * s;
        ${filled}
        s = 0;
        for (let i = 0; i < a.length; i++) for (let j = 0; j < a.length; j++) s += Math.sin(a[i]) * a[j] * (i + 1);
        s = Math.sin(s / 50);
      }
      return s;
    }`,
    points: [[Float64Array.of(0.5, -1.5), Float64Array.of(0.25, 1, 0.75), 3]],
    takers: ["cleared"],
  })),
  {
    name: "it is filled part by part, the last first, and looked into before",
    source: `function f(x: Float64Array, h: Float64Array, steps: number): number {
      const [n, m] = [x.length, h.length];
      let s = 1;
      for (let k = 0; k < steps; k++) {
        const a = new Float64Array(n + m);
        s += a[1] + a[n];
        for (let j = 0; j < m; j++) a[n + j] = h[j] * s;
        for (let i = 0; i < n; i++) a[i] = x[i] * s;
        s = Math.sin(a[0] + a[n] * a[1]);
      }
      return s;
    }`,
    points: [[Float64Array.of(0.5, -1.5), Float64Array.of(0.25, 1, 0.75), 3]],
    takers: ["cleared"],
  },
  {
    name: "it goes into memory of the caller",
    source: `function f(x: Float64Array, box: { last: Float64Array }, steps: number): number {
      let s = 0;
      for (let k = 0; k < steps; k++) {
        const next = x.map((entry, i) => Math.sin(entry) * box.last[i]);
        for (let i = 0; i < next.length; i++) s += next[i] * box.last[i];
        box.last = next;
      }
      return s;
    }`,
    points: [[Float64Array.of(0.5, -1.5, 2), { last: Float64Array.of(1, 2, 3) }, 3]],
    // Its shadow does not, and the adjoints of what is only looked into are made where they are needed.
    takers: ["clean", "cleared"],
  },
];

const takersIn = (source: string): string[] => {
  const { code } = compile(`import { grad } from "cotangent";\n${source}\nexport const d = grad(f);`);
  return [...code["main.ts"].matchAll(/= (reused|cleared|clean)[(_]/g)].map(([, taker]) => taker).sort();
};

describe("takes the arrays of the last call", () => {
  test.each(cases)("$name", ({ source, points, takers }) => {
    check(`export ${source}`, { points: points.map((args) => ({ args })), wrt: [0] });
    expect(takersIn(source)).toEqual(takers);
  });
});

test("what is returned is not used again", () => {
  const { exports } = compile(`import { valueAndGrad } from "cotangent";
    function f(x: Float64Array, steps: number): [number, Float64Array[]] {
      let last = x;
      let s = 0;
      const all: Float64Array[] = [];
      for (let k = 0; k < steps; k++) {
        const next = last.map((entry, i) => Math.sin(entry) + x[i]);
        for (let i = 0; i < next.length; i++) s += next[i] * last[i];
        last = next;
        all.push(next);
      }
      return [s, all];
    }
    export const d = valueAndGrad(f, { hasAux: true });`);
  const d = exports.d as Callable;
  const [[, all]] = d(Float64Array.of(0.5, -1.5), 2) as [[number, Float64Array[]], Float64Array];
  const numbers = (): number[] => all.flatMap((each) => [...each]);
  const before = numbers();
  expect(before.every(Number.isFinite)).toBe(true);
  d(Float64Array.of(0.25, 1), 2);
  expect(numbers()).toEqual(before);
});

test("after an exception and after calls of other sizes all is as at first", () => {
  const source = `import { grad } from "cotangent";
    function f(means: Float64Array[], points: Float64Array[]): number {
      return points.reduce((sum, point) => sum + Math.log(means.map((mean) => {
        const centered = point.map((entry, i) => entry - mean[i]);
        if (centered[0] > 90) throw new RangeError("too far");
        return centered.reduce((norm, entry) => norm + entry * entry, 1);
      }).reduce((a, b) => a * b, 1)), 0);
    }
    export const d = grad(f);`;
  const d = compile(source).exports.d as Callable;
  const fresh = compile(source).exports.d as Callable;
  const args = [rows(3, 3), rows(3, 3)];
  const expected = d(...args);
  expect(() => d(rows(3, 3), [...rows(3), Float64Array.of(99, 1, 1)])).toThrow("too far");
  expect(d(...args)).toEqual(expected);
  d(rows(2, 2), rows(2, 2));
  d(rows(2, 2, 2), rows(2));
  expect(d(...args)).toEqual(expected);
  expect(fresh(...args)).toEqual(expected);
});

test("the adjoint of an array that stays in its turn is made by the reverse sweep; that of a result is not", () => {
  const { code, exports } = compile(`import { grad, vjp } from "cotangent";
    function f(x: Float64Array, points: Float64Array[]): number {
      let sum = 0;
      for (const point of points) {
        const terms = point.map((entry, i) => Math.sin(entry * x[i]));
        for (let i = 0; i < point.length; i++) sum += terms[i] * terms[(2 * i) % point.length] * sum + x[i];
      }
      return sum;
    }
    function g(x: Float64Array): Float64Array[] {
      const found: Float64Array[] = [];
      for (let k = 1; k < 3; k++) found.push(x.map((entry) => entry * k));
      return found;
    }
    export const d = grad(f);
    export const pullback = vjp(g);`);
  expect(code["main.ts"]).toMatch(/clean_terms_b/);
  expect(code["main.ts"]).not.toMatch(/terms_b_cache/);
  const [, back] = (exports.pullback as Callable)(Float64Array.of(1, 2)) as [unknown, Callable];
  const cotangent = [Float64Array.of(1, 2), Float64Array.of(10, 20)];
  for (let times = 0; times < 2; times++) expect(back(cotangent)).toEqual([Float64Array.of(21, 42)]);
});
