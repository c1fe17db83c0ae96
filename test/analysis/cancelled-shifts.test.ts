import { describe, expect, test } from "vitest";
import { CancelledShifts } from "../../plugin/src/analysis/cancelled-shifts.js";
import { optimize } from "../../plugin/src/optimize/index.js";
import { check } from "../support/harness.js";
import { lowerF } from "../support/ir.js";

/** A function of terms `t`, a number `x` and memory `w`; `n` is the number of terms. */
const program = (body: string): string =>
  `import { stopGradient } from "cotangent";
  export function f(t: Float64Array, x: number, w: Float64Array): number { const n = t.length; ${body} }`;

/** The names of the values in a function by which its derivative is found to be zero. */
function cancelled(body: string): (string | undefined)[] {
  const func = lowerF(program(body));
  optimize(func, { verify: true });
  const shifts = new CancelledShifts(func);
  return shifts
    .candidates()
    .filter((value) => shifts.cancels(value))
    .map(({ name }) => name);
}

const MAX = "let m = t[0]; for (let i = 1; i < n; i++) if (t[i] > m) m = t[i];";
const SUM = "let s = 0; for (let i = 0; i < n; i++) s += Math.exp(t[i] - m);";

const shifted: readonly (readonly [string, string])[] = [
  ["the logarithm of a sum", `${MAX} ${SUM} return Math.log(s) + m;`],
  [
    "terms the other way round",
    `${MAX} let s = 0; for (let i = n - 1; i >= 0; i--) s = Math.exp(-(m - t[i])) + s; return m - -Math.log(s);`,
  ],
  ["a shift that is not the largest", `const m = x * x; ${SUM} return x + Math.log(s) + m;`],
  ["Math.max", `const m = Math.max(t[0], t[1]); return m + Math.log(Math.exp(t[0] - m) + Math.exp(t[1] - m));`],
  [
    "a maximum of a reduce",
    `const m = t.reduce((a, b) => Math.max(a, b)); return m + Math.log(t.reduce((s, v) => s + Math.exp(v - m), 0));`,
  ],
  ["a softmax", `${MAX} ${SUM} let r = 0; for (let i = 0; i < n; i++) r += w[i] * (Math.exp(t[i] - m) / s); return r;`],
  [
    "a softmax times the reciprocal",
    `${MAX} ${SUM} const q = 1 / s; let r = 0; for (let i = 0; i < n; i++) r += w[i] * (Math.exp(t[i] - m) * q); return r;`,
  ],
  [
    "a softmax that keeps its terms",
    `${MAX} const e = new Float64Array(n); let s = 0; for (let i = 0; i < n; i++) { e[i] = Math.exp(t[i] - m); s += e[i]; } let r = 0; for (let i = 0; i < n; i++) r += w[i] * (e[i] / s); return r;`,
  ],
  [
    "a softmax in place",
    `${MAX} const e = new Float64Array(n); let s = 0; for (let i = 0; i < n; i++) { e[i] = Math.exp(t[i] - m); s += e[i]; } for (let i = 0; i < n; i++) e[i] /= s; let r = 0; for (let i = 0; i < n; i++) r += w[i] * e[n - 1 - i]; return r;`,
  ],
  [
    "a softmax in place, in an array",
    `${MAX} const e: number[] = new Array(n).fill(0); let s = 0; for (let i = 0; i < n; i++) { e[i] = Math.exp(t[i] - m); s += e[i]; } for (let i = 0; i < n; i++) e[i] /= s; return e[0] * w[0] + e[n - 1];`,
  ],
  [
    "a softmax over its input",
    `const e = t.slice(); ${MAX} for (let i = 0; i < n; i++) e[i] -= m; let s = 0; for (let i = 0; i < n; i++) { e[i] = Math.exp(e[i]); s += e[i]; } for (let i = 0; i < n; i++) e[i] /= s; return e[0] * w[0] + e[1];`,
  ],
  [
    "the logarithm of a softmax",
    `${MAX} const z = t.map((v) => v - m); const s = Math.log(z.reduce((s, v) => s + Math.exp(v), 0)); let r = 0; for (let i = 0; i < n; i++) r += w[i] * (z[i] - s); return r;`,
  ],
  [
    "array methods",
    `const m = Math.max(...t); const e = t.map((v) => Math.exp(v - m)); const s = e.reduce((a, b) => a + b, 0); return e.map((v) => v / s).reduce((r, p, i) => r + p * w[i], 0);`,
  ],
  [
    "a shift in each turn of a loop",
    `let r = 0; for (let k = 0; k < w.length; k++) { const m = w[k]; ${SUM} r += m + Math.log(s); } return r;`,
  ],
  [
    "memory of all turns that each turn writes anew",
    `const e = new Float64Array(n); let r = 0; for (let k = 0; k < 3; k++) { const m = w[k]; let s = 0; for (let i = 0; i < n; i++) { e[i] = Math.exp(t[i] * k - m); s += e[i]; } for (let i = 0; i < n; i++) r += (e[i] / s) * i; } return r;`,
  ],
  [
    "a guard against infinities",
    `let m = -Infinity; for (let i = 0; i < n; i++) if (t[i] > m) m = t[i]; if (!Number.isFinite(m)) return x; ${SUM} return m + Math.log(s);`,
  ],
  ["decisions by the shift", `${MAX} ${SUM} return s > 0 && m < 7 ? Math.log(s) + m : x;`],
  ["multiples", `const m = x * x; return Math.log(Math.exp(t[0] - 2 * m) + Math.exp(t[1] - 2 * m)) + m + m;`],
  [
    "the root of a product",
    `const m = x * x; return Math.sqrt(Math.exp(t[0] + m) * Math.exp(t[1] + m)) * Math.exp(-m);`,
  ],
  ["a product", `const m = x * x; return Math.log(Math.exp(t[0] - w[0] * m)) + w[0] * m;`],
  [
    "a sum of powers",
    `const m = x * x; let s = 0; for (let i = 0; i < n; i++) s += Math.exp(t[i] - m) ** 2; return 0.5 * Math.log(s) + m;`,
  ],
];

describe("shifts that cancel", () => {
  test.each(shifted)("%s", (_, body) => {
    expect(cancelled(body)).not.toEqual([]);
  });
});

const left: readonly (readonly [string, string])[] = [
  ["nothing adds it back", `${MAX} ${SUM} return Math.log(s);`],
  ["it is taken off twice", `${MAX} ${SUM} return Math.log(s) - m;`],
  ["it is used elsewhere", `${MAX} ${SUM} return Math.log(s) + m + 0.5 * m * x;`],
  ["it goes to memory", `${MAX} ${SUM} w[0] = m; return Math.log(s) + m;`],
  ["a term without it", `${MAX} ${SUM} return Math.log(s + 1) + m;`],
  [
    "a sum that starts at one",
    `${MAX} let s = 1; for (let i = 0; i < n; i++) s += Math.exp(t[i] - m); return Math.log(s) + m;`,
  ],
  [
    "twice the shift in the exponents",
    `${MAX} let s = 0; for (let i = 0; i < n; i++) s += Math.exp(t[i] - 2 * m); return Math.log(s) + m;`,
  ],
  ["a softmax without the quotient", `${MAX} ${SUM} return Math.exp(t[0] - m) / (s * s);`],
  ["a logarithm of another base", `${MAX} ${SUM} return Math.log2(s) + m;`],
  [
    "another shift in one term",
    `${MAX} let s = Math.exp(t[0] - x); for (let i = 1; i < n; i++) s += Math.exp(t[i] - m); return Math.log(s) + m;`,
  ],
  [
    "a running shift",
    `let m = t[0]; let s = 0; for (let i = 0; i < n; i++) { if (t[i] > m) { s *= Math.exp(m - t[i]); m = t[i]; } s += Math.exp(t[i] - m); } return Math.log(s) + m * x;`,
  ],
  [
    "the shift of the turn before",
    `let r = 0; let m = 0; for (let k = 0; k < 3; k++) { ${SUM} r += m + Math.log(s + 1); m = w[k]; } return r;`,
  ],
  [
    "terms of the turn before",
    `const e = new Float64Array(n); let r = 0; for (let k = 0; k < 3; k++) { const m = w[k] * x; let s = 0; for (let i = 0; i < n; i++) { s += e[i]; e[i] = Math.exp(t[i] - m); } r += Math.log(s + 1) + m; } return r;`,
  ],
  [
    "the largest term of the turn before",
    `const e = new Float64Array(n); let r = 0; for (let k = 0; k < 3; k++) { const m = w[k] * x; r += e[0] / Math.exp(-m); for (let i = 0; i < n; i++) e[i] = Math.exp(t[i] - m); } return r;`,
  ],
  [
    "a number of the turn before",
    `let p = 0; let r = 0; for (let k = 0; k < n; k++) { const m = w[k] * x; r += p / Math.exp(-m); p = Math.exp(t[0] - m); } return r;`,
  ],
  [
    "a number of the turn before, in a loop with a condition",
    `let p = 0; let r = 0; let k = 0; while (k < 3 && r < 100) { const m = w[k] * x; r += p / Math.exp(-m); p = Math.exp(t[0] - m); k++; } return r;`,
  ],
  [
    "terms of the last turn behind the loop",
    `const e = new Float64Array(n); let q = 0; for (let k = 0; k < 3; k++) { const m = w[k]; q = Math.exp(-m); for (let i = 0; i < n; i++) e[i] = Math.exp(t[i] - m); } return e[0] / q;`,
  ],
  [
    "terms that are not all written",
    `${MAX} const e = new Float64Array(n); e[0] = 1; let s = 0; for (let i = 1; i < n; i++) { e[i] = Math.exp(t[i] - m); s += e[i]; } let r = 0; for (let i = 0; i < n; i++) r += e[i] / s; return r;`,
  ],
  [
    "a softmax that leaves out an element in place",
    `${MAX} const e = new Float64Array(n); let s = 0; for (let i = 0; i < n; i++) { e[i] = Math.exp(t[i] - m); s += e[i]; } for (let i = 1; i < n; i++) e[i] /= s; return e[0] + e[1];`,
  ],
  [
    "an array that has grown",
    `${MAX} const e: number[] = new Array(n).fill(0); let s = 0; for (let i = 0; i < n; i++) { e[i] = Math.exp(t[i] - m); s += e[i]; } e[n] = Math.exp(t[0] - m); for (let i = 0; i < n; i++) e[i] /= s; return e[0] + e[n];`,
  ],
  [
    "differences that are not all shifted",
    `${MAX} const z = new Float64Array(n); for (let i = 1; i < n; i++) z[i] = t[i] - m; let s = 0; for (let i = 0; i < n; i++) s += Math.exp(z[i]); return Math.log(s) + m;`,
  ],
  [
    "terms that another array may be",
    `${MAX} const e = new Float64Array(n); const d = new Float64Array(n); const g = x > 0 ? e : d; let s = 0; for (let i = 0; i < n; i++) { e[i] = Math.exp(t[i] - m); s += e[i]; } g[0] = 1; return e[0] / s;`,
  ],
  [
    "terms that are reached from elsewhere",
    `${MAX} const e = new Float64Array(n); const rows = [w, e]; let s = 0; for (let i = 0; i < n; i++) { e[i] = Math.exp(t[i] - m); s += e[i]; } for (const row of rows) row[0] = 1; return e[0] / s;`,
  ],
  [
    "a shift that has been stopped",
    `${MAX} const d = stopGradient(m); let s = 0; for (let i = 0; i < n; i++) s += Math.exp(t[i] - d); return Math.log(s) + m;`,
  ],
  [
    "one of two shifts",
    `${MAX} const d = n > 2 ? m : x; let s = 0; for (let i = 0; i < n; i++) s += Math.exp(t[i] - d); return Math.log(s) + m;`,
  ],
  ["a fraction that is not exact", `const m = x * x; return Math.log(Math.exp(t[0] - m / 3)) + 0.1 * m;`],
];

describe("shifts that do not", () => {
  test.each(left)("%s", (_, body) => {
    expect(cancelled(body)).toEqual([]);
  });
});

describe("derivatives, of both kinds, in every mode", () => {
  test.each([...shifted, ...left].filter(([, body]) => !body.includes("stopGradient")))("%s", (_, body) => {
    check(program(body), {
      points: [[Float64Array.of(0.5, -0.25, 1.5), 0.75, Float64Array.of(0.5, 1.25, -0.75)]],
      tolerance: 1e-7,
    });
  });
});
