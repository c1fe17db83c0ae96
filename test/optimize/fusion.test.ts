/** Loops that become one: of both sweeps, and of one that makes what the other reads. */
import { describe, expect, test } from "vitest";
import { gradientText } from "../support/gradient-text.js";
import { check } from "../support/harness.js";
import { Random } from "../support/random.js";

/** The gradient of `f`, and how many loops it has at the top. */
function gradientOf(source: string): { code: string; loops: number } {
  const code = gradientText(source);
  return { code, loops: code.match(/^ {2}for /gm)?.length ?? 0 };
}

interface Case {
  readonly name: string;
  readonly source: string;
  readonly points: readonly (readonly unknown[])[];
  readonly wrt?: readonly number[];
  readonly loops: number;
  /** What is left of memory. */
  readonly without?: RegExp;
}

const xs = [1.5, -0.5, 2.25, 0.75];

const fused: readonly Case[] = [
  {
    name: "a sum of independent terms",
    source: `function f(x: Float64Array): number {
      let sum = 0;
      for (let i = 0; i < x.length; i++) sum += Math.exp(x[i]) * Math.sin(x[i]);
      return sum / x.length;
    }`,
    points: [[Float64Array.from(xs)]],
    loops: 1,
    without: /cache/,
  },
  {
    name: "from the last to the first",
    source: `function f(x: Float64Array): number {
      let sum = 0;
      for (let i = x.length - 2; i >= 0; i--) sum += Math.exp(x[i + 1]) * Math.sin(x[i]);
      return sum;
    }`,
    points: [0, 1, 2, 3, 4].map((n) => [Float64Array.from(xs).slice(0, n)]),
    loops: 1,
    without: /cache/,
  },
  {
    name: "by more than one",
    source: `function f(x: Float64Array): number {
      let sum = 0;
      for (let i = 0; i < x.length; i += 2) sum += Math.exp(x[i]) * Math.sin(x[i] * i);
      return sum;
    }`,
    points: [0, 1, 2, 3, 4].map((n) => [Float64Array.from(xs).slice(0, n)]),
    loops: 1,
    without: /cache/,
  },
  {
    name: "by more than one, from the second element on, and neighbours",
    source: `function f(x: Float64Array): number {
      let sum = 0;
      for (let i = 1; i < x.length - 1; i += 3) sum += Math.exp(x[i + 1]) * Math.sin(x[i] * x[i - 1]);
      return sum;
    }`,
    points: [0, 1, 2, 3, 4, 5, 6, 7, 8].map((n) => [Float64Array.from([...xs, ...xs]).slice(0, n)]),
    loops: 1,
    without: /cache/,
  },
  {
    name: "by more than one, with the end",
    source: `function f(x: Float64Array): number {
      let sum = 0;
      for (let i = 0; i <= 18; i += 3) sum += Math.exp(x[i % 4]) * Math.sin(x[1] * i);
      for (let i = 0; i <= x.length - 1; i += 2) sum += Math.exp(x[i]) * Math.cos(x[i]);
      return sum;
    }`,
    points: [[Float64Array.from(xs)]],
    loops: 2,
    without: /cache/,
  },
  {
    name: "by more than one, between constants",
    source: `function f(x: Float64Array): number {
      let sum = 0;
      for (let i = 0; i < 20; i += 3) sum += Math.exp(x[i % 4]) * Math.sin(x[1] * i);
      return sum;
    }`,
    points: [[Float64Array.from(xs)]],
    loops: 1,
    without: /cache/,
  },
  {
    name: "from the last to one that is not the first, with loops in it either way",
    source: `function f(x: Float64Array): number {
      let sum = 0;
      for (let i = x.length - 1; i >= 2; i--) {
        let [up, down] = [0, 1];
        for (let j = 0; j < i; j++) up += Math.exp(x[j] * x[i]);
        for (let j = i; j >= 1; j--) down *= Math.cos(x[j]);
        sum += Math.tanh(up) * down;
      }
      return sum * sum;
    }`,
    points: [0, 1, 2, 3, 4].map((n) => [Float64Array.from(xs).slice(0, n)]),
    loops: 2,
  },
  {
    name: "branches, with what each keeps",
    source: `function f(x: Float64Array): number {
      let sum = 0;
      for (let i = 0; i < x.length; i++) {
        if (x[i] > 0) {
          const e = Math.exp(-x[i]);
          sum += x[i] > 1 ? Math.log(1 + e) * e : e;
        } else sum += Math.tanh(x[i]);
      }
      return 3 * sum;
    }`,
    points: [[Float64Array.from(xs)]],
    loops: 1,
    without: /cache/,
  },
  {
    name: "loops in loops",
    source: `function f(w: Float64Array, rows: Float64Array[]): number {
      let loss = 0;
      for (const row of rows) {
        let score = 0;
        for (let j = 0; j < row.length; j++) score += row[j] * w[j];
        loss += Math.tanh(score);
      }
      return loss;
    }`,
    points: [[Float64Array.of(0.5, -1), [Float64Array.of(1, 2), Float64Array.of(0.5), new Float64Array(0)]]],
    wrt: [0],
    loops: 1,
    without: /cache/,
  },
  {
    name: "a triangle, whose cache has rows",
    source: `function f(x: Float64Array, w: Float64Array): number {
      let sum = 0;
      for (let k = 0; k < 5; k++)
        for (let i = 0; i < x.length; i++) for (let j = i + 1; j < x.length; j++) sum += Math.exp(x[j] * w[k + j - i]);
      return sum;
    }`,
    points: [[Float64Array.from(xs), Float64Array.from({ length: 9 }, (_, k) => k / 8)]],
    loops: 1,
    without: /cache/,
  },
  {
    name: "memory that each iteration makes",
    source: `function f(x: number[]): number {
      let sum = 0;
      for (let i = 0; i < x.length; i++) {
        const powers: number[] = [];
        for (let k = 0; k < i + 1; k++) powers.push(Math.pow(x[i], k));
        for (let k = 1; k < powers.length; k++) powers[k] *= powers[k - 1];
        sum += powers[powers.length - 1];
      }
      return sum;
    }`,
    points: [[xs]],
    loops: 1,
  },
  {
    name: "a carried sum in the backward loop",
    source: `function f(a: number, x: Float64Array): number {
      let sum = 0;
      for (let i = 1; i < x.length; i++) sum += a * x[i] * x[i - 1] ** 2;
      return sum;
    }`,
    points: [[0.5, Float64Array.from(xs)]],
    loops: 1,
  },
  {
    name: "map and reduce",
    source: `function f(x: number[]): number {
      return x.map((v) => v * v).map((v, i) => ({ v, w: i * v })).reduce((s, { v, w }) => s + Math.exp(-v) * w, 1);
    }`,
    points: [[xs], [[]]],
    loops: 1,
    without: /cache|Array\(/,
  },
  {
    name: "an array that is filled, then read",
    source: `function f(x: Float64Array): number {
      const y = new Float64Array(x.length);
      for (let i = 0; i < x.length; i++) y[i] = Math.cos(x[i]);
      let s = 0;
      for (let i = 0; i < y.length; i++) s += y[i] * x[i];
      return s;
    }`,
    points: [[Float64Array.from(xs)]],
    loops: 1,
    without: /cache|y_b/,
  },
  {
    name: "elements that the first loop does not come back to",
    source: `function f(x: Float64Array, l: Float64Array): number {
      const y = new Float64Array(x.length);
      for (let i = 0; i < x.length; i++) for (let j = i + 1; j < x.length; j++) y[j] += l[4 * j + i] * x[i];
      let s = 0;
      for (let i = 0; i < x.length; i++) s += y[i] ** 2;
      return s;
    }`,
    points: [[Float64Array.from(xs), Float64Array.from({ length: 16 }, (_, k) => Math.cos(k))]],
    loops: 2,
  },
  {
    name: "adjoints of scratch that each turn assigns first",
    source: `function f(x: Float64Array, l: Float64Array): number {
      const y = new Float64Array(x.length);
      let s = 0;
      for (let k = 0; k < l.length; k++) {
        for (let i = 0; i < x.length; i++) y[i] = x[i] * l[k];
        for (let i = 0; i < x.length; i++) for (let j = i + 1; j < x.length; j++) y[j] += l[k] * x[i];
        for (let i = 0; i < x.length; i++) s += y[i] ** 2;
      }
      return s;
    }`,
    points: [[Float64Array.from(xs), Float64Array.of(0.5, -2, 1.25)]],
    loops: 1,
    without: /y_b.*\+=|y_b\[.*\] = 0/,
  },
  {
    name: "an adjoint that nothing is added to",
    source: `function f(x: Float64Array): number {
      const y = new Float64Array(x.length);
      let s = 0;
      for (let i = 0; i < x.length; i++) {
        const v = Math.sin(x[i]);
        y[i] = v;
        s += v * v;
      }
      return s * Math.round(y[0]);
    }`,
    points: [[Float64Array.from(xs)]],
    loops: 2,
    without: /y_b/,
  },
];

const apart: readonly Case[] = [
  {
    name: "a sum whose parts on the way are used",
    source: `function f(x: Float64Array): number {
      let sum = 0;
      let weight = 1;
      for (let i = 0; i < x.length; i++) {
        sum += Math.sin(x[i]) * weight;
        weight += 2;
      }
      let total = 0;
      for (let i = 0; i < x.length; i++) {
        total += x[i];
        sum += total * Math.cos(x[i]);
      }
      return sum;
    }`,
    points: [[Float64Array.from(xs)]],
    loops: 3,
  },
  {
    name: "a cotangent that is known only behind the loop",
    source: `function f(x: Float64Array): number {
      let sum = 0;
      for (let i = 0; i < x.length; i++) sum += Math.exp(x[i]);
      return Math.log(sum);
    }`,
    points: [[Float64Array.from(xs)]],
    loops: 2,
  },
  {
    name: "state that each iteration takes from the one before",
    source: `function f(x: Float64Array): number {
      let state = 1;
      for (let i = 0; i < x.length; i++) state = Math.sin(state * x[i]);
      return state;
    }`,
    points: [[Float64Array.from(xs)]],
    loops: 2,
  },
  {
    name: "memory that each iteration takes from the one before",
    source: `function f(x: number[]): number {
      let state = { p: 1, q: [0.5] };
      let sum = 0;
      for (let i = 0; i < x.length; i++) {
        const { p, q } = state;
        sum += p * q[0] * x[i];
        state = { p: Math.sin(p + x[i]), q: [q[0] * x[i], p] };
      }
      return sum + state.q[0];
    }`,
    points: [[xs]],
    loops: 2,
  },
  {
    name: "elements that other iterations read",
    source: `function f(x: Float64Array): number {
      const y = x.slice();
      let sum = 0;
      for (let i = 1; i < y.length; i++) {
        y[i] = y[i] * y[i - 1];
        sum += y[i];
      }
      return sum;
    }`,
    points: [[Float64Array.from(xs)]],
    loops: 2,
  },
  {
    name: "elements of an array that the second loop reads in reverse",
    source: `function f(x: Float64Array): number {
      const y = new Float64Array(x.length);
      for (let i = 0; i < x.length; i++) y[i] = Math.cos(x[i]);
      let s = 0;
      for (let i = 0; i < y.length; i++) s += y[y.length - 1 - i] * Math.exp(x[i]);
      return s;
    }`,
    points: [[Float64Array.from(xs)]],
    loops: 3,
  },
  {
    name: "rows that may be one another",
    source: `function f(x: number[]): number {
      const row = [x[0], x[1]];
      const rows = x.map((v, i) => (i > 1 ? [v, v] : row));
      let s = 0;
      rows.forEach((r, i) => {
        r[0] += r[1] * x[i];
        s += r[0] ** 2;
      });
      return s;
    }`,
    points: [[xs]],
    loops: 4,
  },
  {
    name: "elements that the first loop goes on to write",
    source: `function f(x: Float64Array): number {
      const y = new Float64Array(x.length);
      for (let i = 0; i < x.length; i++) for (let j = 0; j < i; j++) y[j] += x[i];
      let s = 0;
      for (let i = 0; i < x.length; i++) s += y[i] ** 2 * Math.exp(x[i]);
      return s;
    }`,
    points: [[Float64Array.from(xs)]],
    loops: 3,
  },
  {
    name: "what stands between them",
    source: `function f(x: Float64Array, y: Float64Array): number {
      let s = 0;
      for (let i = 0; i < x.length; i++) s += x[i] * y[i];
      y[0] = s;
      for (let i = 0; i < x.length; i++) s += x[i] ** 2 * y[i];
      return s;
    }`,
    points: [[Float64Array.from(xs), Float64Array.of(1, 2, 3, 4)]],
    wrt: [0],
    loops: 3,
  },
];

describe.each([
  ["fused", fused],
  ["left apart", apart],
] as const)("%s", (_, cases) => {
  test.each(cases)("$name", ({ source, points, wrt, loops, without }) => {
    check(`export ${source}`, { points, wrt });
    const found = gradientOf(source);
    expect(found.loops, found.code).toBe(loops);
    if (without) expect(found.code).not.toMatch(without);
  });
});

test("a loop that throws stays in front of one that others see", () => {
  check(
    `export function f(x: Float64Array, out: Float64Array): number {
      const y = new Float64Array(x.length);
      for (let i = 0; i < x.length; i++) {
        if (x[i] < 0) throw new RangeError("negative");
        y[i] = Math.sqrt(x[i]);
      }
      let s = 0;
      for (let i = 0; i < x.length; i++) {
        out[i] = y[i];
        s += out[i] * x[i];
      }
      return s;
    }`,
    {
      points: [
        [Float64Array.of(1, 2), new Float64Array(2)],
        [Float64Array.of(1, -2), new Float64Array(2)],
      ],
      wrt: [0],
    },
  );
});

test.each(Array.from({ length: 24 }, (_, seed) => seed))("random loops over one array, %i", (seed) => {
  const random = new Random(seed);
  const isDown = random.chance(0.5);
  const range = isDown ? "let i = n - 1; i >= 0; i--" : "let i = 0; i < n; i++";
  const bounds = ["0", "i", "i + 1", "n"];
  const inner = (): string => {
    const [from, to] = [random.pick(bounds), random.pick(bounds)];
    return random.chance(0.5) ? `let j = ${from}; j < ${to}; j++` : `let j = ${to} - 1; j >= ${from}; j--`;
  };
  const statement = (): string =>
    random.pick([
      "y[i] += x[i];",
      "y[i] = Math.sin(x[i]) - y[i];",
      "s += y[i] ** 2 * x[i];",
      `s += y[i + ${random.below(2)}] * w;`,
      `for (${inner()}) y[j] += x[i] * w;`,
      `for (${inner()}) s += y[j] * x[i];`,
      `for (${inner()}) y[i] -= y[j] * w;`,
    ]);
  const loop = (): string => `for (${range}) { ${statement()} ${random.chance(0.5) ? statement() : ""} }`;
  check(
    `export function f(x: Float64Array, w: number): number {
      const n = x.length;
      const y = new Float64Array(n + 1);
      let s = 0;
      ${loop()}
      ${loop()}
      ${random.chance(0.5) ? loop() : ""}
      return s;
    }`,
    { points: [0, 1, 2, 4].map((length) => [Float64Array.from({ length }, (_, k) => 0.5 - k / 3), 0.3]) },
  );
});

test.each([
  ["a branch", "const b = x[i] > 0 ? a : d; s += b[(i + 1) % n] * x[i];"],
  ["a loop", "let b = d; for (let k = 0; k < 2; k++) { s += b[(i + 1) % n] * x[i]; b = a; }"],
])("what %s makes another name for an array reads ahead of the loop that fills it", (_, read) => {
  check(
    `export function f(x: Float64Array): number {
      const n = x.length;
      const a = new Float64Array(n);
      for (let i = 0; i < n; i++) a[i] = x[i] * x[i];
      let s = 0;
      for (let i = 0; i < n; i++) {
        const d = new Float64Array(n);
        d[0] = x[i];
        s += a[i] * x[i];
        ${read}
      }
      return s;
    }`,
    { points: [[Float64Array.of(1, 2, -3, 4)]] },
  );
});
