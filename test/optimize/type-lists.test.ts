import { describe, expect, test } from "vitest";
import { compile } from "../support/compile.js";
import { gradientText } from "../support/gradient-text.js";
import { check } from "../support/harness.js";

type Program = readonly [name: string, body: string];

const program = (body: string): string => `
class Dense { constructor(readonly rows: number[][], readonly biases: number[], readonly kind: "tanh" | "none") {}
  apply(x: number[]): number[] {
    const out: number[] = [];
    for (let i = 0; i < this.biases.length; i++) {
      let t = this.biases[i];
      for (let j = 0; j < this.rows[i].length; j++) t += this.rows[i][j] * x[j];
      out.push(this.kind === "tanh" ? Math.tanh(t) : t);
    }
    return out;
  } }
interface Layer { rows: number[][]; biases: number[]; scale: number; name?: string; extra?: number[] }
interface Chain { w: number[]; next: Chain | undefined }
const shared: number[] = [1, 2, 3];
const dot = (a: number[], b: number[]): number => a.reduce((t, v, i) => t + v * b[i], 0);
const times = (rows: number[][], x: number[]): number[] => rows.map((row) => dot(row, x));
export function f(m: number[][], w: number[], layers: Layer[], n: number): number {
  let s = 0;
  ${body}
  return s;
}`;

const twice = "for (let k = 0; k < 2; k++)";

/** Where lists of numbers become typed arrays, those of parameters as copies. */
const typed: readonly Program[] = [
  [
    "a parameter that is read again",
    `${twice} for (let i = 0; i < w.length; i++) s += w[i] * w[w.length - 1 - i] * (k + 1);`,
  ],
  ["rows", `let x = w; ${twice} x = times(m, x).map((v) => Math.sin(v)); s = dot(x, w);`],
  [
    "a row that a loop begins with",
    `${twice} { let x = m[k]; for (let l = 0; l < 2; l++) x = m.map((row) => dot(row, x)); s += dot(x, x); }`,
  ],
  [
    "lists in records",
    "for (let k = 0; k < 2; k++) for (const { rows, biases, scale } of layers) for (let i = 0; i < rows.length; i++) s += scale * dot(rows[i], w) * biases[i] * (k + 1);",
  ],
  [
    "records that hand on lists",
    `let state = { x: w, y: m[0] }; ${twice} state = { x: state.y.map((v, i) => v * state.x[i]), y: state.x.map((v) => v * v) }; s = dot(state.x, state.y);`,
  ],
  [
    "records in a list",
    `let states = m.map((row) => ({ at: row, speed: row.map((v) => 2 * v) })); ${twice} states = states.map(({ at, speed }) => ({ at: at.map((v, i) => v + speed[i]), speed: speed.map((v, i) => v * w[i]) })); for (const { at } of states) s += dot(at, at);`,
  ],
  [
    "instances with lists",
    `const nets = [new Dense(m, w, "tanh"), new Dense(m, w, "none")]; for (const row of m) { let x = row; for (const net of nets) x = net.apply(x); s += dot(x, x); }`,
  ],
  [
    "filled by push",
    `${twice} { const x: number[] = []; for (let i = 0; i < w.length; i++) x.push(w[i] ** 2); for (let i = 0; i < x.length; i++) for (let j = 0; j < i; j++) s += x[i] * x[j]; }`,
  ],
  [
    "filled by push, from another number on",
    `${twice} { const x: number[] = []; for (let i = 1; i < w.length; i++) x.push(w[i] * w[i - 1]); s += dot(x, x) * x.length; }`,
  ],
  [
    "filled by push, up to any number, and written to",
    `${twice} { const x: number[] = []; for (let i = 0; i <= n; i++) x.push(w[i % 3] * i); for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) x[i] = x[i + 1] * x[j]; s += x[0] + x[1] * x.length; }`,
  ],
  [
    "made with a number of zeros",
    `${twice} { const x = new Array<number>(n + 1).fill(0); for (let i = 0; i <= n; i++) x[i] = w[i % 3] ** 2; for (let i = 0; i < n; i++) x[i] *= x[i + 1]; s += x[0] * x[n - 1]; }`,
  ],
  [
    "made by Array.from with any number",
    `const x = Array.from({ length: n - 1 }, (_, i) => w[i % 3] * i); for (let k = 0; k < 2; k++) for (let i = 1; i <= n - 2; i++) x[i] *= x[i - 1] + 2; s += x[1] * x[2];`,
  ],
  [
    "made in each turn from that of the turn before",
    `let x = [...w]; while (x.length > 1) { const y: number[] = []; for (let i = 0; i < x.length - 1; i++) y.push(x[i] * x[i + 1]); x = y; } ${twice} for (const v of x) s += v * w[k];`,
  ],
  [
    "elements that are not there",
    `${twice} for (let i = 0; i < w.length; i++) { const v = w[i + 1]; s += i + 1 < w.length ? v * w[i] : w[i]; }`,
  ],
  [
    "a list that may be one of two",
    `const x = s < n ? w.map((v) => v * v) : w.map((v) => v + 1); ${twice} for (let i = 0; i < x.length; i++) s += x[i] * x[0];`,
  ],
  [
    "no turn at all",
    `const x: number[] = []; for (let i = 5; i < w.length; i++) x.push(w[i]); ${twice} s += dot(x, x) + dot(w, w);`,
  ],
  ["of nothing", `const none = w.slice(9); ${twice} s += dot(none, w) + times([], w).length + dot(w, w);`],
  [
    "filled with one number",
    `const x = new Array<number>(3).fill(w[0]); x.fill(w[1], 1, 2); ${twice} for (const v of x) s += v * v * x[2];`,
  ],
]; // prettier-ignore

/** Where somebody could tell, or it is not known that nobody can, as a store may lengthen a copy. */
const kept: readonly Program[] = [
  ["a parameter that is written to", `${twice} { for (let i = 0; i < w.length; i++) s += w[i] * w[0]; w[0] = s; }`],
  [
    "a parameter and one that may be the same",
    `${twice} for (let i = 0; i < w.length; i++) { m[0][i] = s; s += w[i] * w[0]; }`,
  ],
  [
    "a row that is replaced",
    `const own = w.map((v) => 2 * v); ${twice} { for (const row of m) s += dot(row, row) * row[0]; m[0] = own; }`,
  ],
  ["rows that are compared", `${twice} for (const a of m) for (const b of m) if (a !== b) s += dot(a, b);`],
  [
    "a list that grows",
    `const x = w.map((v) => v * v); ${twice} { x.push(s + w[k]); for (let i = 0; i < x.length; i++) s += x[i] * w[0]; }`,
  ],
  [
    "a store behind the end",
    `const x = w.map((v) => v * v); x[n] = w[1]; ${twice} for (let i = 0; i < x.length; i++) s += (x[i] ?? 1) * w[0];`,
  ],
  [
    "a recurrence by index",
    `const x = [w[0]]; for (let i = 1; i < n; i++) x[i] = x[i - 1] * w[1]; ${twice} for (const v of x) s += v * v * w[k];`,
  ],
  [
    "who asks what is there",
    `const x = w.map((_, i) => w[i + 1]); ${twice} for (let i = 0; i < x.length; i++) s += (x[i] === undefined ? 3 : x[i]) * w[k];`,
  ],
  [
    "copies, and copies of parts",
    `const x = [...w]; for (let i = 0; i < x.length; i++) x[i] *= 2; const y = x.slice(1); ${twice} for (let i = 0; i < y.length; i++) s += y[i] * x[i] * x[k];`,
  ],
  [
    "a list that is shortened",
    `const x = w.map((v) => v * v); ${twice} { s += x.pop()! * w[0]; for (const v of x) s += v * v; }`,
  ],
  [
    "records with a list that may be missing",
    `${twice} for (const { extra, scale } of layers) s += extra ? dot(extra, w) * (k + 1) : scale;`,
  ],
  [
    "rows in two lists, one of which grows",
    `const own = m.map((row) => row.map((v) => v * v)); const two = [...own]; two[0].push(w[0]); ${twice} for (const row of own) for (let i = 0; i < row.length; i++) s += row[i] * row[0];`,
  ],
  [
    "a copy that grows",
    `const x = w.map((v) => v * v); const y = x.slice(); y.push(w[1]); ${twice} for (let i = 0; i < x.length; i++) s += x[i] * y[i + 1] * y[k];`,
  ],
  [
    "lists in a chain",
    `let chain: Chain | undefined; for (const row of m) chain = { w: row.map((v) => v * 2), next: chain }; for (let at = chain; at; at = at.next) ${twice} s += dot(at.w, w) * (k + 1);`,
  ],
]; // prettier-ignore

const m = [
  [1.5, 0.25, -0.5],
  [0.5, 2, 0.75],
  [-1, 0.3, 1.25],
];
const w = [0.75, -0.5, 1.25];
const layers = [
  {
    rows: [
      [0.3, 1.25, -0.75],
      [1, -0.5, 0.4],
    ],
    biases: [0.5, 1.5, 2],
    scale: 0.75,
  },
  {
    rows: [
      [0.8, 0.1, 2],
      [-0.25, 0.6, 1.1],
    ],
    biases: [-0.5, 0.25],
    scale: 1.5,
    name: "second",
  },
]; // prettier-ignore
const points = [
  [m, w, layers, 4],
  [m.map((row) => row.map((v) => v + 0.1)), w.map((v) => v * 1.5), layers.slice(1), 5],
];

/** The lists of numbers that the gradient reads elements of, but for those of parameters, which are read once. */
const listsOf = (body: string): string[] => {
  const code = gradientText(program(body), "{ argnums: [0, 1, 2] }");
  const made = [...code.matchAll(/(?:const|let) (\w+)(?:: number\[\])? = (?:new Array<number>\(|\[\];|\[[\w.]+\];)/g)];
  return made.map(([, name]) => name).filter((name) => name !== "w_b");
};

describe("lists of numbers that are typed arrays", () => {
  test.each(typed)("%s", (_, body) => {
    expect(listsOf(body)).toEqual([]);
  });

  test.each(typed)("%s: derivatives", (_, body) => {
    check(program(body), { points, wrt: [0, 1, 2] });
  });
});

describe("lists of numbers that somebody could tell from typed arrays", () => {
  test.each(kept)("%s: derivatives", (_, body) => {
    check(program(body), { points, wrt: [0, 1, 2] });
  });
});

test("whatever the number is that they are as long as", () => {
  const binomial = (values: string): string => `export function f(x: number, p: number, n: number): number {
    ${values}
    for (let s = n - 1; s >= 0; s--) for (let i = 0; i <= s; i++) v[i] = p * v[i] + (1 - p) * v[i + 1];
    return v[0];
  }`;
  const numbers = [3, 1, 0, -0, 2.5, 0.25].map((n) => [0.7, 0.4, n]);
  check(binomial("const v: number[] = []; for (let i = 0; i <= n; i++) v.push(Math.sin(x * i + 1));"), {
    points: numbers,
    wrt: [0, 1],
  });
  check(binomial("const v = Array.from({ length: n + 1 }, (_, i) => Math.sin(x * i + 1));"), {
    points: numbers,
    wrt: [0, 1],
  });
  check(
    binomial("const v = new Array<number>(n + 1).fill(0); for (let i = 0; i <= n; i++) v[i] = Math.sin(x * i + 1);"),
    { points: numbers.slice(0, 4), wrt: [0, 1] },
  );
});

describe("rows that computing an element from itself may lengthen", () => {
  const source = (body: string): string => `
    export const f = (A: number[][], n: number): number => {
      const M = A.map((row) => row.slice());
      for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) {
        let sum = M[i][j];
        for (let k = 0; k < i; k++) sum -= M[0][j] * M[k][0];
        M[i][j] = sum;
        M[i][j] *= M[0][0];
      }
      ${body}
    }`;
  const text = (body: string): string => gradientText(source(body));
  const all = [
    [1.5, 2],
    [0.5, 3],
  ];

  test("are typed arrays", () => {
    expect(text("return M[1][0] + M[0][1] * M[1][1];")).toMatch(/reused\(/);
    check(source("return M[1][0] + M[0][1] * M[1][1];"), { points: [[all, 2]], wrt: [0] });
  });

  test("but not where there are no loops within loops: a few numbers are copied faster as a list", () => {
    const code = gradientText(`export const f = (x: number[]): number => {
      const c = x.slice();
      for (let i = 0; i < 3; i++) c[i] /= 255;
      return c[0] * c[1] * c[2];
    };`);
    expect(code).not.toContain("Float64Array");
  });

  test.each([
    ["by its length", "return M[1].length;"],
    ["by all that is there", "return M[1].reduce((sum, v) => sum + v, 0);"],
    ["by the length of a copy", "return [...M[1]].length;"],
    ["by the length of a typed copy", "return Float64Array.from(M[1]).length;"],
    ["as a result", "return M[1][1];"],
    ["as a result of a loop that may not turn", "let t = M[1][1]; for (let i = 2; i < n; i++) t *= 2; return t;"],
    ["by what it is equal to", "return M[1][1] === M[1][1] ? 1 : 2;"],
    ["by whether it is NaN", "return Number.isNaN(M[1][1]) ? 1 : 2;"],
    ["in a record", "const box = { v: M[1][1] }; return box.v !== box.v ? 1 : 2;"],
    ["in another list", "const row = [M[1][1], 1]; return Number.isNaN(row[0]) ? row[1] : 2;"],
    ["in another row", "M[0][0] = M[1][1]; return Number.isNaN(M[0][0]) ? 1 : 2;"],
    ["in a Map", 'const map = new Map([["v", M[1][1]]]); return Number.isNaN(map.get("v")) ? 1 : 2;'],
    ["by nobody", "return M[1][1] > 0 ? 1 : M[1][1] ? 2 : Math.max(M[1][1], 1);"],
  ])("what a short row has then is told %s", (_, body) => {
    const { exports } = compile(`import { valueAndGrad } from "cotangent";
      ${source(body)}
      export const d = valueAndGrad(f);`);
    const { f, d } = exports as Record<string, (...args: unknown[]) => unknown>;
    for (const rows of [all, [[1.5, 2], [0.5]]]) expect((d(rows, 2) as [number])[0]).toBe(f(rows, 2));
  });
});

describe("copies of parameters", () => {
  const gradient = (body: string, operator = "valueAndGrad(f, { argnums: [0, 1, 2] })") =>
    compile(
      `import { grad, valueAndGrad } from "cotangent";\n${program(body)}\nexport const d = ${operator};\nexport const list = shared;`,
    ).exports as unknown as { d: (...args: unknown[]) => unknown; f: (...args: unknown[]) => number; list: number[] }; // prettier-ignore

  const rows = `let x = w; ${twice} x = times(m, x).map((v) => Math.sin(v)); s = dot(x, w);`;

  test("of other sizes from call to call, and after an error", () => {
    const { d } = gradient(rows);
    const fresh = (args: unknown[]): unknown => gradient(rows).d(...args);
    const sizes = [m, m.slice(0, 1), [...m, ...m], [], m];
    for (const each of sizes) {
      const args = [each.map((row) => row.slice(0, each.length)), w.slice(0, each.length), layers, 1];
      expect(d(...args)).toEqual(fresh(args));
      expect(() => d(undefined, w, layers, 1)).toThrow(TypeError);
      expect(d(...args)).toEqual(fresh(args));
    }
  });

  test("rows that are one list twice have one gradient, the sum", () => {
    const row = [0.5, 1.5];
    const body = `${twice} for (const a of m) s += dot(a, w) * (k + 1) * m[0][0];`;
    const [, [shared]] = gradient(body).d([row, row], [1, 2], [], 1) as [number, [number[][]]];
    const [, [apart]] = gradient(body).d([row, [...row]], [1, 2], [], 1) as [number, [number[][]]];
    expect(shared[0]).toBe(shared[1]);
    expect(shared[0]).toEqual(apart[0].map((v, i) => v + apart[1][i]));
  });

  test("rows that are one list twice are one for who compares them", () => {
    const { d, f } = gradient(`${twice} for (const a of m) for (const b of m) s += a === b ? 10 : dot(a, b);`);
    const row = [0.5, 1.5];
    for (const rows of [
      [row, row],
      [row, [...row]],
    ])
      expect((d(rows, [1, 2], [], 1) as [number])[0]).toBe(f(rows, [1, 2], [], 1));
  });

  test("of what the program itself gives to a derivative there are none where it may be missing", () => {
    const { exports } = compile(`import { grad } from "cotangent";
      const inner = (w: number[], x: number): number => {
        let s = 0;
        for (let k = 0; k < 2; k++) for (let i = 0; i < w.length; i++) s += (w[i] ?? 2) * x * x;
        return s;
      };
      const slope = grad(inner, { argnums: 1 });
      const f = (x: number): number => { const w: number[] = new Array(3); w[0] = x; return slope(w, x); };
      export const d = grad(f);`);
    // 2 (x + 2 + 2) 2 x
    expect((exports.d as (x: number) => number)(3)).toBe(8 * 3 + 16);
  });

  const module = (source: string): Record<string, (...args: unknown[]) => unknown> =>
    compile(`import { grad, valueAndGrad, vjp } from "cotangent";\n${source}`).exports as never;

  test("a list that may not be given", () => {
    const { d } = module(`const f = (x: number[], w?: number[]): number => {
        let s = 0;
        for (let k = 0; k < 2; k++) for (let i = 0; i < x.length; i++) s += w ? w[i] * x[i] * x[i] : x[i];
        return s;
      };
      export const d = grad(f);`);
    expect(d([1, 2], [3, 4])).toEqual([12, 32]);
    expect(d([1, 2])).toEqual([2, 2]);
  });

  test("not where a large array is beside the list", () => {
    const { code } = compile(`import { grad } from "cotangent";
      const f = ({ data, w }: { data: Float64Array; w: number[] }): number => {
        let s = 0;
        for (let k = 0; k < data.length; k++) for (let i = 0; i < w.length; i++) s += w[i] * w[i] * data[k];
        return s;
      };
      export const d = grad(f);`);
    expect(code["main.ts"]).not.toMatch(/refilled|new Float64Array\(/);
  });

  test("what is in them besides is that of the call", () => {
    const { d } = module(`interface Item { w: number[]; when: Date }
      const f = (items: Item[]): number => {
        let s = 0;
        for (let k = 0; k < 2; k++) for (const { w, when } of items) for (let i = 0; i < w.length; i++) s += w[i] * w[i] * when.getTime();
        return s;
      };
      export const d = valueAndGrad(f);`);
    const items = (time: number) => [{ w: [1, 2], when: new Date(time) }];
    expect(d(items(1))).toEqual([10, [{ w: [4, 8], when: null }]]);
    expect(d(items(5))).toEqual([50, [{ w: [20, 40], when: null }]]);
  });

  test("a pullback keeps its own", () => {
    const { d } = module(`const f = (m: number[][]): number => {
        let s = 0;
        for (let k = 0; k < 2; k++) for (const row of m) for (let i = 0; i < row.length; i++) s += row[i] * row[0] * row[i];
        return s;
      };
      export const d = vjp(f);`);
    type Back = [number, (cotangent: number) => unknown];
    const [, first] = d([[1, 2], [3]]) as Back;
    const [, second] = d([[5, 6], [7]]) as Back;
    const expected = [[[14, 8], [54]]];
    expect(first(1)).toEqual(expected);
    second(1);
    expect(first(1)).toEqual(expected);
  });

  test("shadows of one call are apart where those of the call before were one", () => {
    const { d } = module(`const f = (m: number[][], w: number[]): number => {
        let s = 0;
        let x = w;
        for (let k = 0; k < 2; k++) for (const row of m) { x = k > 0 ? row.map((v, i) => v * x[i]) : row; s += x.reduce((t, v, i) => t + v * w[i] * w[i], 0); }
        return s;
      };
      export const d = grad(f, { argnums: 1 });`);
    const row = [0.5, 1.5];
    const expected = d(
      [
        [1, 2],
        [3, 4],
      ],
      [1, 2],
    );
    d([row, row], [1, 2]);
    expect(
      d(
        [
          [1, 2],
          [3, 4],
        ],
        [1, 2],
      ),
    ).toEqual(expected);
  });

  test("a list of the module that is passed is written to all the same", () => {
    const { d, f, list } = gradient(
      `${twice} for (let i = 0; i < w.length; i++) { s += w[i] * w[0]; shared[1] += 1; }`,
    );
    const before = [...list];
    const expected = f(m, list, layers, 1);
    list.splice(0, 3, ...before);
    let value: unknown;
    try {
      [value] = d(m, list, layers, 1) as [number];
    } catch (error) {
      expect(String(error)).toMatch(/share memory/);
      return;
    }
    expect(value).toBe(expected);
  });
});

describe("copies of lists that lack elements", () => {
  test.each([
    ["a part", "x[5] = s; const a = x.slice(0, 6); for (let i = 0; i < a.length; i++) r += a[i] ?? 7; return r;"],
    [
      "of a list made longer",
      "const l = x.map((z) => z * s); l.length = 5; const m = l.slice(1, 5); l[0] = m[3]; return s * (l[0] ?? 7);",
    ],
    ["within a list", "x[5] = s; x.copyWithin(0, 1); for (const q of x) r += q ?? 7; return r;"],
    [
      "told from NaN",
      "x[5] = s; const a = x.slice(0, 6); for (let i = 0; i < a.length; i++) r += Number.isNaN(a[i]) ? 7 : 2; return r * s;",
    ],
    [
      "of numbers and nothing",
      "const g: (number | undefined)[] = x.map((z) => (z > 1.5 ? z * s : undefined)); const h = g.slice(); g[1] = undefined; for (let k = 0; k < x.length; k++) r += (h[k] ?? 0.3) + (g[k] ?? 2); return r;",
    ],
  ])("%s", (_, body) =>
    check(`export function f(x: number[], s: number): number { let r = 0; ${body} }`, {
      points: [[[1, 2, 3], 0.3]],
    }),
  );
});
