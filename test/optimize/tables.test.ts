/** Tables of what would be computed again in each turn of a loop. */
import { describe, expect, test } from "vitest";
import { cloneFunc } from "../../plugin/src/ir/traverse.js";
import { printFunc } from "../../plugin/src/ir/printer.js";
import { verify } from "../../plugin/src/ir/verifier.js";
import { optimize } from "../../plugin/src/optimize/index.js";
import { tabulate } from "../../plugin/src/optimize/tabulate.js";
import { behaviour } from "../support/behaviour.js";
import { compile } from "../support/compile.js";
import { check } from "../support/harness.js";
import { nestArguments, randomNest } from "../support/random-nests.js";

const rows = (...lengths: number[]): Float64Array[] =>
  lengths.map((length, k) => Float64Array.from({ length }, (_, i) => Math.sin(1 + k + 2 * i)));

interface Case {
  readonly name: string;
  readonly source: string;
  readonly points: readonly (readonly unknown[])[];
  /** How many tables there are in the gradient. */
  readonly tables: number;
}

const points = [
  [rows(2, 3, 2), rows(2, 2)],
  [rows(1), rows(3)],
  [rows(2), []],
  [[], rows(2)],
] as const;

const cases: readonly Case[] = [
  {
    name: "of a function of elements, a row for each array",
    source: `function f(rows: Float64Array[], points: Float64Array[]): number {
      let total = 0;
      for (const point of points)
        for (const row of rows)
          for (let i = 0; i < point.length; i++) total += Math.exp(0.5 * row[i]) * point[i];
      return total;
    }`,
    points: [
      [rows(2, 3, 2), rows(2, 2)],
      [rows(3), rows(3)],
      [rows(2), []],
      [[], rows(2)],
    ],
    tables: 1,
  },
  {
    name: "of a sum, beside one of a function",
    source: `interface Part { readonly weights: Float64Array; readonly scale: number }
    function f(parts: Part[], points: Float64Array[]): number {
      return points.reduce((total, point) => total + parts.reduce((sum, { weights, scale }) => {
        const terms = point.map((entry, i) => entry * Math.tanh(weights[i]) * scale);
        return sum + Math.log(2 + terms.reduce((a, b) => a + b * b, 0)) * weights.reduce((a, b) => a + b * b, 0);
      }, 0), 0);
    }`,
    points: points
      .slice(1)
      .map(([weights, data]) => [weights.map((each, k) => ({ weights: each, scale: k + 0.5 })), data]),
    tables: 2,
  },
  {
    name: "of an array that is the same for all",
    source: `function f(w: Float64Array, points: Float64Array[]): number {
      const squares = w.reduce((a, b) => a + b * b, 0);
      let total = squares;
      for (const point of points) for (let i = 0; i < w.length; i++) total += Math.exp(w[i]) * point[i] ** 2;
      return total;
    }`,
    points: [
      [rows(2)[0], rows(2, 2)],
      [rows(2)[0], []],
      [rows(0)[0], rows(0)],
    ],
    tables: 1,
  },
  {
    name: "as long as the longest of the turns needs it, whatever is behind",
    source: `function f(rows: Float64Array[], points: Float64Array[]): number {
      let total = 0;
      for (const point of points)
        for (const row of rows)
          for (let i = 0; i < point.length; i++) total += Math.exp(row[i]) * point[i];
      return total;
    }`,
    points: [
      [[Float64Array.of(0.3, 0.1, 0.2, 1000), Float64Array.of(0.3, 0.1, 0.2, 0.4)], rows(2, 0, 3, 1)],
      [[Float64Array.of(1000)], rows(0, 0)],
      [[Float64Array.of(1000)], []],
    ],
    tables: 1,
  },
  {
    name: "as long as a turn needs it where others have no number of turns",
    source: `function f(w: Float64Array, sizes: number[]): number {
      let total = 0;
      for (let k = 0; k < sizes.length; k++)
        for (let i = 0; i < sizes[k]; i++) total += Math.exp(w[i]) * (k + 1);
      return total;
    }`,
    points: [
      [rows(3)[0], [1, 2.5, Number.NaN, -1]],
      [Float64Array.of(0.5, 1, 1000), [0.5, Number.NaN, 1.5]],
    ],
    tables: 1,
  },
  {
    name: "of nothing where a loop between has no turn",
    source: `function f(w: Float64Array, points: Float64Array[], n: number): number {
      let total = 0;
      for (const point of points)
        for (let k = 0; k < n; k++) for (let i = 0; i < w.length; i++) total += Math.exp(w[i]) * point[k];
      return total;
    }`,
    points: [
      [rows(2)[0], rows(2, 2), 2],
      [Float64Array.of(1000), rows(2, 2), 0],
      [Float64Array.of(1000), [], 2],
    ],
    tables: 1,
  },
  {
    name: "of a sum, of nothing where there is no turn",
    source: `function f(w: Float64Array, v: Float64Array, points: Float64Array[]): number {
      let total = w[0] + v[0];
      for (const point of points) {
        let sum = 0;
        for (let i = 0; i < w.length; i++) sum += w[i] * v[i];
        total += sum * point[0];
      }
      return total;
    }`,
    points: [
      [rows(2)[0], rows(2)[0], rows(2, 2)],
      [Float64Array.of(0.5, 1), Float64Array.of(0.5, Number.POSITIVE_INFINITY), []],
    ],
    tables: 0,
  },
  {
    name: "of places that depend on both indices",
    source: `function f(w: Float64Array, points: Float64Array[], width: number, parts: number): number {
      let total = 0;
      for (const point of points)
        for (let k = 0; k < parts; k++)
          for (let i = 0; i < width; i++) total += Math.exp(w[k * width + i] - w[0]) * point[i];
      return total;
    }`,
    points: [
      [rows(6)[0], rows(3, 3), 3, 2],
      [rows(2)[0], rows(2), 1, 2],
      [Float64Array.of(0, 1000), rows(2), Number.NaN, 2],
    ],
    tables: 1,
  },
  {
    name: "of several lengths that are known only inside a loop",
    source: `function f(start: Float64Array, width: number, steps: number): number {
      let [now, next] = [Float64Array.from(start), new Float64Array(start.length)];
      const height = start.length / width;
      for (let t = 0; t < steps; t++) {
        for (let y = 0; y < height; y++) {
          const [up, down] = [((y + height - 1) % height) * width, ((y + 1) % height) * width];
          for (let x = 0; x < width; x++) {
            const [left, right] = [y * width + ((x + width - 1) % width), y * width + ((x + 1) % width)];
            const around = now[left] + now[right] + now[up + x] * now[down + x];
            next[y * width + x] = now[y * width + x] + 0.1 * around;
          }
        }
        [now, next] = [next, now];
      }
      return now.reduce((sum, each, i) => sum + each * (i + 1), 0);
    }`,
    points: [
      [rows(6)[0], 3, 2],
      [rows(2)[0], 1, 1],
      [rows(4)[0], 2, 0],
      [rows(0)[0], 2, 3],
    ],
    tables: 0,
  },
  {
    name: "not of what changes on the way",
    source: `function f(rows: Float64Array[], points: Float64Array[]): number {
      let total = 0;
      for (const point of points)
        for (const row of rows) {
          for (let i = 0; i < point.length; i++) total += Math.exp(row[i]) * point[i];
          row[0] += 0.25 * total;
        }
      return total;
    }`,
    points: [
      [rows(2, 2), rows(2, 2, 2)],
      [rows(2), []],
    ],
    tables: 0,
  },
  {
    name: "not of what changes under another name",
    source: `function f(rows: Float64Array[], points: Float64Array[]): number {
      let total = 0;
      for (const point of points) {
        for (const row of rows) for (let i = 0; i < point.length; i++) total += Math.exp(row[i]) * point[i];
        point[0] = 0.5;
      }
      return total;
    }`,
    points: [
      [rows(2, 2), rows(2, 2, 2)],
      [rows(2), []],
    ],
    tables: 0,
  },
  {
    name: "not of what some turns skip",
    source: `function f(rows: Float64Array[], points: Float64Array[]): number {
      let total = 0;
      for (const point of points)
        for (const row of rows)
          if (point[0] > 0) for (let i = 0; i < point.length; i++) total += Math.exp(row[i]) * point[i];
      return total;
    }`,
    points: [
      [rows(2, 2), rows(2, 2, 2)],
      [rows(2), []],
    ],
    tables: 0,
  },
];

const tablesIn = (source: string): number => {
  const { code } = compile(`import { grad } from "cotangent";\n${source}\nexport const d = grad(f);`);
  return new Set([...code["main.ts"].matchAll(/const (exps|tanhs|sums)(?:_b)? = /g)].map(([, name]) => name)).size;
};

describe("a table", () => {
  test.each(cases)("$name", ({ source, points: each, tables }) => {
    check(source.replace("function f", "export function f"), { points: each.map((args) => ({ args })), wrt: [0] });
    expect(tablesIn(source)).toBe(tables);
  });
});

test("an array that is not there is not looked for before its turn", () => {
  const source = `function f(w: number, sizes: number[]): number {
    const rows: Float64Array[] = new Array(2);
    rows[0] = Float64Array.of(w, -w);
    let total = 0;
    for (let k = 0; k < sizes.length; k++)
      for (let c = 0; c < 2; c++) for (let i = 0; i < sizes[k] * (1 - c); i++) total += Math.exp(rows[c][i]) * sizes[k];
    return total;
  }`;
  check(`export ${source}`, {
    points: [
      [0.5, [1, 2]],
      [0.5, []],
      [0.5, [0]],
    ].map((args) => ({ args })),
    wrt: [0],
  });
  expect(tablesIn(source)).toBe(0);
});

test("random nests compute the same to the last bit, and let others see the same", () => {
  let made = 0;
  const programs = Number(process.env.RANDOM_PROGRAMS ?? 200) * 5;
  for (let seed = 0; seed < programs; seed++) {
    const original = randomNest(seed);
    verify(original);
    const [tabulated, optimized] = [cloneFunc(original), cloneFunc(original)];
    if (tabulate(tabulated)) made++;
    verify(tabulated);
    optimize(optimized, { verify: true });
    for (let input = 0; input < 3; input++) {
      const expected = behaviour(original, nestArguments(3 * seed + input));
      for (const changed of [tabulated, optimized]) {
        const actual = behaviour(changed, nestArguments(3 * seed + input));
        const text = `seed ${seed}\n${printFunc(original)}\n\nbecame\n\n${printFunc(changed)}`;
        // Which of several missing arrays is looked into first is not said; what nobody needs is not looked into.
        if (String(expected.error).startsWith("TypeError")) {
          if (changed === tabulated) expect(String(actual.error), text).toMatch(/^TypeError/);
        } else expect(actual, text).toStrictEqual(expected);
      }
    }
  }
  expect(made).toBeGreaterThan(programs / 5);
});

const vector = Float64Array.of(0.7, -0.4, 0.9, 0.3, 1.1);
const ragged = [
  [0.3, 0.2, 0.5],
  [0.1, 0.6, -0.4],
];

/** What one table would be made of is what another one would hold. */
const nested: readonly (readonly [name: string, source: string, args: readonly unknown[]])[] = [
  [
    "in a triangle",
    `function f(x: Float64Array): number {
      let s = 0;
      for (let m = 0; m < 2; m++)
        for (let i = 0; i < x.length; i++)
          for (let k = 0; k <= i; k++) s += Math.exp(Math.sin(x[k]));
      return s;
    }`,
    [vector],
  ],
  [
    "of two counters",
    `function f(x: Float64Array): number {
      let s = 0;
      for (let m = 0; m < 3; m++)
        for (let i = 0; i < x.length; i++)
          for (let k = 0; k < x.length; k++) s += Math.exp(-((x[i] - 0.3 * x[k]) ** 2));
      return s;
    }`,
    [vector],
  ],
  [
    "of rows, with factors",
    `function f(rows: number[][], weights: Float64Array): number {
      let loss = 0;
      for (let t = 0; t < weights.length; t++)
        for (let i = 0; i < rows.length; i++)
          for (let k = 0; k < rows[i].length; k++) loss += weights[t] * Math.exp(-(rows[i][k] ** 2));
      return loss;
    }`,
    [ragged, vector],
  ],
  [
    "of a sum, and of what uses its terms",
    `function f(rows: number[][], weights: Float64Array): number {
      let loss = 0;
      for (let t = 0; t < weights.length; t++)
        for (let i = 0; i < rows.length; i++) {
          let z = 0;
          for (let k = 0; k < rows[i].length; k++) z += Math.exp(rows[i][k]);
          for (let k = 0; k < rows[i].length; k++) loss += weights[t] * Math.log(1 + Math.exp(rows[i][k]) / z);
        }
      return loss;
    }`,
    [ragged, vector],
  ],
];

describe("functions of functions", () => {
  test.each(nested)("%s", (_, source, args) => {
    check(`export ${source}`, { points: [args] });
    // In a gradient by itself nothing else needs the value.
    const { exports } = compile(`import { grad, valueAndGrad } from "cotangent";
      export ${source}
      export const [g, h] = [grad(f), valueAndGrad(f)];`);
    const [g, h] = [exports.g, exports.h] as ((...args: unknown[]) => unknown)[];
    const rounded = (found: unknown): string =>
      JSON.stringify(found, (_, each) => (typeof each === "number" ? Number(each.toPrecision(12)) : each));
    expect(rounded(g(...args))).toBe(rounded((h(...args) as unknown[])[1]));
  });
});
