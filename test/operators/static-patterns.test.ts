/** Patterns that are known at build time: what the sweep finds at a point is part of them, and what they do not see through is swept. */
import { describe, expect, test, vi } from "vitest";
import { type Csr, jacobianPlan, type SparsityPattern } from "../../runtime/src/sparse/index.js";
import { type Callable, compile } from "../support/compile.js";
import { checkSparseHessian, checkSparseJacobian, rowsOf } from "../support/sparse.js";

const ramp = (n: number): Float64Array => Float64Array.from({ length: n }, (_, i) => Math.cos(3 * i + 1));

/** `source` declares `f`. Nobody looks through the rule of `same`, so that the sweep finds the second pattern. */
function patterns(source: string, of: "jacobian" | "hessian" = "jacobian") {
  const { exports, code, diagnostics } =
    compile(`import { customJvp, grad, hessianPattern, jacobianPattern } from "cotangent";
    ${source}
    const same = customJvp((v: Float64Array): Float64Array => v.slice(), ([v], [dv]) => [v.slice(), dv]);
    export const P = ${of}Pattern(f);
    export const swept = ${of}Pattern((x: Float64Array, ...more: Rest) => f(same(x), ...more));
    type Rest = Parameters<typeof f> extends [unknown, ...infer R] ? R : never;`);
  expect(diagnostics).toEqual([]);
  const isKnown = code["main.ts"].includes("bandedPattern(");
  const run = (name: "P" | "swept", ...args: unknown[]): SparsityPattern =>
    (exports[name] as Callable)(...args) as SparsityPattern;
  return { run, isKnown };
}

function missing(part: SparsityPattern, all: SparsityPattern): [row: number, column: number][] {
  const rows = rowsOf(all).map((columns) => new Set(columns));
  return rowsOf(part).flatMap((columns, i) =>
    columns.filter((j) => !rows[i]?.has(j)).map((j): [number, number] => [i, j]),
  );
}

interface Known {
  readonly name: string;
  readonly source: string;
  /** What the function takes behind its array. */
  readonly more?: readonly unknown[];
  /** The pattern has so many entries more than the sweep finds in a row, on average; 0 where nothing is said. */
  readonly excess?: number;
  readonly lengths?: readonly number[];
}

const known: readonly Known[] = [
  {
    name: "a stencil",
    source: `const f = (x: Float64Array): Float64Array => {
      const y = new Float64Array(x.length);
      for (let i = 1; i < x.length - 1; i++) y[i] = x[i - 1] * x[i + 1];
      return y;
    };`,
  },
  {
    name: "a stencil with another at the ends",
    source: `const f = (x: Float64Array): Float64Array => {
      const n = x.length;
      const y = new Float64Array(n);
      for (let i = 0; i < n; i++) {
        const left = i > 0 ? x[i - 1] : x[n - 1];
        const right = i < n - 1 ? x[i + 1] : x[0];
        y[i] = left * right - x[i] ** 2;
      }
      return y;
    };`,
  },
  {
    name: "clamped indices",
    source: `const f = (x: Float64Array): Float64Array => {
      const n = x.length;
      return x.map((v, i) => v * x[Math.max(i - 1, 0)] + x[Math.min(i + 1, n - 1)] ** 2);
    };`,
  },
  {
    name: "a grid",
    source: `const f = (x: Float64Array, w: number): Float64Array => {
      const h = x.length / w;
      const y = new Float64Array(x.length);
      for (let i = 1; i < h - 1; i++)
        for (let j = 1; j < w - 1; j++) {
          const at = i * w + j;
          y[at] = x[at - w] * x[at + w] + x[at - 1] * x[at + 1] - 4 * x[at] ** 2;
        }
      return y;
    };`,
    more: [5],
    lengths: [20, 30, 5],
    excess: 3,
  },
  {
    name: "columns of a grid, from the other side, and a sum over each",
    source: `const f = (x: Float64Array): Float64Array => {
      const w = 3;
      const h = Math.floor(x.length / w);
      const y = new Float64Array(h);
      for (let j = w - 1; j >= 0; j--) for (let i = h - 1; i >= 0; i--) y[i] += x[j + i] * x[i];
      return y;
    };`,
    excess: 3,
  },
  {
    name: "a band that is a loop of its own",
    source: `const f = (x: Float64Array, taps: Float64Array): Float64Array => {
      const k = taps.length;
      const y = new Float64Array(x.length);
      for (let i = 0; i < x.length; i++)
        for (let j = Math.max(0, i - k); j < Math.min(x.length, i + k + 1); j++) y[i] += Math.sin(x[j]) * (i - j + 0.5);
      return y;
    };`,
    more: [new Float64Array(2)],
    excess: 3,
  },
  {
    name: "triples",
    source: `const f = (x: Float64Array): Float64Array => {
      const y = new Float64Array(x.length);
      for (let i = 0; i < x.length / 3; i++) {
        const [a, b, c] = [x[3 * i], x[3 * i + 1], x[3 * i + 2]];
        y[3 * i] = a * b;
        y[3 * i + 1] = b * c;
        y[3 * i + 2] = c * c;
      }
      return y;
    };`,
    lengths: [12, 3, 0],
  },
  {
    name: "triples, by a counter in steps",
    source: `const f = (x: Float64Array): Float64Array => {
      const y = new Float64Array(x.length);
      for (let i = 0; i < x.length - 2; i += 3) {
        y[i] = x[i] * x[i + 1];
        y[i + 1] = x[i + 1] * x[i + 2];
        y[i + 2] = x[i + 2] ** 2;
      }
      return y;
    };`,
    lengths: [12, 3, 0],
  },
  {
    name: "every other element",
    source: `const f = (x: Float64Array): Float64Array => {
      const y = new Float64Array(x.length);
      for (let i = 1; i < x.length; i += 2) y[i] = x[i] * x[i - 1];
      for (let i = x.length - 1; i >= 0; i -= 2) y[i] += x[i] ** 3;
      return y;
    };`,
    excess: 2,
  },
  {
    name: "arrays on the way, with ghost cells",
    source: `const f = (x: Float64Array): Float64Array => {
      const n = x.length;
      const wide = new Float64Array(n + 2);
      for (let i = 0; i < n; i++) wide[i + 1] = x[i] * x[i];
      wide[0] = wide[n];
      wide[n + 1] = wide[1];
      const flux = new Float64Array(n + 1);
      for (let i = 0; i <= n; i++) flux[i] = wide[i + 1] - wide[i];
      return x.map((_, i) => flux[i + 1] - flux[i]);
    };`,
    excess: 1,
  },
  {
    name: "a chain of array methods, on parts",
    source: `const f = (x: Float64Array): Float64Array => {
      const differences = x.slice(1).map((v, i) => v - x[i]);
      const inner = x.subarray(2);
      const y = new Float64Array(x.length);
      for (let i = 0; i < inner.length; i++) y[i] = differences[i] * inner[i];
      return y;
    };`,
    lengths: [9, 3, 2, 1, 0],
    excess: 2,
  },
  {
    name: "updates in place",
    source: `const f = (x: Float64Array): Float64Array => {
      const y = x.slice();
      for (let i = 0; i + 1 < x.length; i++) { y[i] += x[i + 1] ** 2; y[i + 1] -= x[i] * y[i + 1]; }
      return y;
    };`,
  },
  {
    name: "the turn before",
    source: `const f = (x: Float64Array): Float64Array => {
      const y = new Float64Array(x.length);
      let [last, before] = [x[0], 1];
      for (let i = 0; i < x.length; i++) { y[i] = x[i] * last * before; before = last; last = Math.exp(x[i]); }
      return y;
    };`,
    excess: 1,
  },
  {
    name: "sums of all, and products with them",
    source: `const f = (x: Float64Array): Float64Array => {
      let norm = 0;
      for (const v of x) norm += v * v;
      return x.map((v) => v / Math.sqrt(norm));
    };`,
  },
  {
    name: "a triangle",
    source: `const f = (x: Float64Array): Float64Array => {
      const y = new Float64Array(x.length);
      for (let i = 0; i < x.length; i++) for (let j = 0; j <= i; j++) y[i] += x[j] * x[i];
      return y;
    };`,
  },
  {
    name: "few rows",
    source: `const f = (x: Float64Array): Float64Array => {
      let s = 0;
      for (let i = 1; i < x.length; i++) s += x[i];
      return Float64Array.of(x[0], s, x[0] * x[2], 1);
    };`,
  },
  {
    name: "branches that data decides",
    source: `const f = (x: Float64Array): Float64Array => x.map((v, i) => (v > 0.3 ? v * x[0] : v < -0.5 ? x[x.length - 1] : i));`,
    excess: 2,
  },
  {
    name: "iterations whose number data decides",
    source: `const f = (x: Float64Array): Float64Array => x.map((v, i) => {
      let z = v + x[Math.min(i + 1, x.length - 1)];
      while (z * z > 0.3) z = 0.5 * z + 0.01 * Math.sin(v);
      return z;
    });`,
    excess: 1,
  },
  {
    name: "functions, recursion apart",
    source: `const at = (x: Float64Array, i: number): number => x[i] * x[Math.min(i + 2, x.length - 1)];
    function twice(x: Float64Array): Float64Array { const y = new Float64Array(x.length); for (let i = 0; i < x.length; i++) y[i] = at(x, i); return y; }
    const f = (x: Float64Array): Float64Array => { const y = twice(twice(x)); for (let i = 0; i < y.length; i++) y[i] += at(x, i); return y; };`,
  },
  {
    name: "shifts by what is given",
    source: `const f = (x: Float64Array, shift: number, sizes: { readonly n: number }): Float64Array => {
      const y = new Float64Array(sizes.n);
      for (let i = 0; i < sizes.n; i++) y[i] = (i + shift >= 0 ? x[i + shift] : 1) * x[0];
      return y;
    };`,
    more: [-2, { n: 6 }],
    lengths: [6, 8],
    excess: 1,
  },
  {
    name: "memory of each turn",
    source: `const f = (x: Float64Array): Float64Array => {
      const y = new Float64Array(x.length);
      for (let i = 0; i < x.length; i++) {
        const near = new Float64Array(3);
        for (let k = 0; k < 3; k++) near[k] = i + k > 0 && i + k <= x.length ? x[i + k - 1] ** 2 : 1;
        y[i] = near[0] * near[1] + near[2];
      }
      return y;
    };`,
    excess: 1,
  },
  {
    name: "the argument itself",
    source: "const f = (x: Float64Array): Float64Array => x;",
  },
];

describe("Jacobians that are known", () => {
  test.each(known)("$name", ({ source, more = [], excess = 0, lengths = [8, 12, 3, 1] }) => {
    const { run, isKnown } = patterns(source);
    expect(isKnown).toBe(true);
    for (const n of lengths) {
      for (const x of [ramp(n), ramp(n).map((v) => -v), new Float64Array(n).fill(0.9)]) {
        const [all, part] = [run("P", x, ...more), run("swept", x, ...more)];
        expect(all.shape).toEqual(part.shape);
        expect(missing(part, all)).toEqual([]);
        expect(all.columns.length - part.columns.length).toBeLessThanOrEqual(excess * n);
      }
    }
    const args = [ramp(lengths[0]), ...more];
    checkSparseJacobian(source, { args });
  });
});

describe("Hessians that are known", () => {
  test.each([
    ["a chain", "let s = 0; for (let i = 1; i < x.length; i++) s += Math.sin(x[i]) * x[i - 1]; return s;", 0],
    ["Rosenbrock", "let s = 0; for (let i = 0; i + 1 < x.length; i++) s += (x[i + 1] - x[i] ** 2) ** 2; return s;", 0],
    ["beside a sum", "let s = 0; for (const v of x) s += v ** 3; return s + x[0] * x[3];", 0],
    [
      "second neighbors by way of an array",
      "const d = x.map((v, i) => v - (i > 0 ? x[i - 1] : 0)); let s = 0; for (let i = 1; i < d.length; i++) s += d[i] ** 2 * d[i - 1]; return s;",
      2,
    ],
  ])("%s", (_, body, excess) => {
    const source = `const f = (x: Float64Array): number => { ${body} };`;
    const { run, isKnown } = patterns(source, "hessian");
    expect(isKnown).toBe(true);
    for (const n of [9, 5, 4]) {
      const [all, part] = [run("P", ramp(n)), run("swept", ramp(n))];
      expect(missing(part, all)).toEqual([]);
      expect(all.columns.length - part.columns.length).toBeLessThanOrEqual(excess * n);
    }
    checkSparseHessian(source, { args: [ramp(7)] });
  });
});

describe("what is swept", () => {
  test.each([
    [
      "indices from data",
      "const y = x.slice(); for (let i = 0; i < x.length; i++) y[at[i]] += x[at[i]] ** 2; return y;",
    ],
    ["indices from a division", "const y = x.slice(); for (let i = 0; i < x.length; i++) y[i] = x[i % 3]; return y;"],
    [
      "strides that leave gaps",
      "const y = new Float64Array(3); for (let i = 0; 2 * i < x.length; i++) y[0] += x[2 * i]; return y;",
    ],
    ["reversed order", "return x.map((_, i) => x[x.length - 1 - i] ** 2);"],
    [
      "parts that may be counted from the end",
      "const y = x.subarray(at[0] - 2); return x.map((v, i) => (i < y.length ? v * y[i] : v));",
    ],
    [
      "recurrences in place",
      "const y = x.slice(); for (let i = 1; i < x.length; i++) y[i] = y[i - 1] * x[i]; return y;",
    ],
    [
      "memory that is swapped",
      "let [a, b] = [x.slice(), x.map((v) => v * v)]; for (let k = 0; k < at[0]; k++) { const c = a; a = b; b = c; a[0] = b[1]; } return a;",
    ],
    ["memory in memory", "const rows = [x.slice(), x.map((v) => 2 * v)]; return x.map((v, i) => rows[i % 2][i] * v);"],
    [
      "lists that grow",
      "const y: number[] = []; for (const v of x) if (y.length < at[0]) y.push(v * x[0]); return Float64Array.from(y);",
    ],
    [
      "recursion",
      "const power = (v: number, n: number): number => (n === 0 ? 1 : v * power(v, n - 1)); return x.map((v) => power(v, at[0]));",
    ],
    [
      "records",
      "const p = { a: x[0], b: x[1] }; for (let k = 0; k < at[0]; k++) { const q = k % 2 === 0 ? p : { a: x[2], b: p.a }; p.a += q.b; } return Float64Array.of(p.a, p.b);",
    ],
  ])("%s", (_, body) => {
    const source = `const f = (x: Float64Array, at: Int32Array): Float64Array => { ${body} };`;
    const { run, isKnown } = patterns(source);
    expect(isKnown).toBe(false);
    const args = [ramp(6), Int32Array.of(3, 1, 4, 1, 5, 0)] as const;
    expect(missing(run("swept", ...args), run("P", ...args))).toEqual([]);
    checkSparseJacobian(source, { args });
  });

  test("where a size is none", () => {
    const source = `const f = (x: Float64Array, k: number): Float64Array => {
      const y = new Float64Array(x.length);
      for (let i = 0; i < x.length; i++) if (!(i < k)) y[i] = x[i] * x[i - 1];
      return y;
    };`;
    const { run, isKnown } = patterns(source);
    expect(isKnown).toBe(true);
    for (const k of [Number.NaN, Number.POSITIVE_INFINITY, 2.5, -3, 2]) {
      const [all, part] = [run("P", ramp(5), k), run("swept", ramp(5), k)];
      expect(missing(part, all)).toEqual([]);
      expect(all.columns.length).toBe(part.columns.length);
    }
  });
});

describe("what is kept", () => {
  const source = `import { jacobianPattern, sparseJacobian, sparseJacobianWith } from "cotangent";
    const f = (x: Float64Array): Float64Array => {
      const y = new Float64Array(x.length);
      for (let i = 0; i < x.length; i++) {
        const left = i > 0 ? x[i - 1] : 0;
        const right = i + 1 < x.length ? x[i + 1] : 0;
        y[i] = Math.cos(x[i]) + left * right;
      }
      return y;
    };
    export const J = sparseJacobian(f); export const P = jacobianPattern(f); export const W = sparseJacobianWith(f);`;
  const of = compile(source).exports as Record<string, Callable>;

  test("each matrix is its caller's", () => {
    const first = of.J(ramp(6)) as Csr;
    const before = structuredClone(first);
    first.columns.fill(0);
    first.offsets.fill(0);
    first.values.fill(0);
    expect(of.J(ramp(6))).toEqual(before);
    const pattern = of.P(ramp(6)) as SparsityPattern;
    expect(pattern.columns).toEqual(before.columns);
    pattern.columns.fill(1);
    expect((of.P(ramp(6)) as SparsityPattern).columns).toEqual(before.columns);
    for (const n of [5, 7, 1, 0, 6])
      expect(of.W(jacobianPlan(of.P(ramp(n)) as SparsityPattern), ramp(n))).toEqual(of.J(ramp(n)));
  });

  test("a banded Jacobian of order 100 000: no run but that for the products", () => {
    const n = 100_000;
    const sin = vi.spyOn(Math, "sin");
    const cos = vi.spyOn(Math, "cos");
    const start = performance.now();
    const { columns } = of.J(ramp(n)) as Csr;
    expect(performance.now() - start).toBeLessThan(20_000);
    const counts = [sin.mock.calls.length, cos.mock.calls.length];
    vi.restoreAllMocks();
    expect(columns.length).toBe(3 * n - 2);
    // `ramp` takes a cosine of each.
    expect(counts).toEqual([n, n]);
  });

  test("more entries than memory has room for", () => {
    const all = compile(`import { jacobianPattern, sparseJacobian } from "cotangent";
      const f = (x: Float64Array): Float64Array => { let s = 0; for (const v of x) s += v * v; return x.map((v) => v * s); };
      export const P = jacobianPattern(f); export const J = sparseJacobian(f);`).exports as Record<string, Callable>;
    const message = /more than 134217728 of the 12000 x 12000 entries may be different from zero/;
    expect(() => all.P(ramp(12_000))).toThrow(message);
    expect(() => all.J(ramp(12_000))).toThrow(message);
  });
});
