/** Lists whose elements may be missing, as arguments and as what they hold. */
import { describe, expect, test } from "vitest";
import { compile } from "../support/compile.js";
import { check } from "../support/harness.js";

const point = { x: 0.3, y: -0.7 };
const other = { x: 1.2, y: 0.4 };

describe.each([
  ["null", null],
  ["undefined", undefined],
])("%s", (text, missing) => {
  test("numbers", () => {
    check(
      `export function f(xs: (number | ${text})[], k: number): number {
        let s = 0;
        for (let i = 0; i < xs.length; i++) s += Math.sin(xs[i] ?? k) * (i + 1);
        const [first, second] = xs;
        return s * xs.reduce((t: number, x) => t + (x ?? k) ** 2, 1) + (first ?? 2) * (second ?? 3) + [...xs].map((x) => x ?? 1)[1];
      }`,
      {
        points: [
          [[1.5, missing, 3], 0.7],
          [[missing, 2], 0.7],
          [[1, 2], 0.7],
        ],
      },
    ); // prettier-ignore
  });

  test("records", () => {
    check(
      `interface XY { x: number; y: number }
      export function f(ps: (XY | ${text})[], k: number): number {
        const there = ps.filter((p) => p !== ${text});
        return ps.reduce((s, p) => s + (p?.x ?? k) ** 2, 0) * there.reduce((s, p) => s * (1 + p!.y), k);
      }`,
      {
        points: [
          [[point, missing, other], 0.7],
          [[missing, point], 0.7],
          [[], 0.7],
        ],
      },
    ); // prettier-ignore
  });

  test("rows", () => {
    check(
      `export function f(rows: (number[] | ${text})[], ws: (Float64Array | ${text})[]): number {
        let s = 1;
        for (const row of rows) if (row) for (const x of row) s += x * x;
        for (const w of ws) s *= w ? w[0] + s : 2;
        return s;
      }`,
      {
        points: [
          [
            [[1, 2], missing, [0.5]],
            [missing, Float64Array.of(1.5)],
          ],
        ],
      },
    );
  });

  test("a list in a record, and one that is not differentiated", () => {
    check(
      `interface XY { x: number; y: number }
      export function f(grid: { slots: (XY | ${text})[]; w: number }, at: (XY | ${text})[], names: (string | ${text})[]): number {
        let s = grid.w;
        grid.slots.forEach((p, i) => { s += (p ? p.x * p.y : 2) * (at[i]?.x ?? grid.w) * (names[i]?.length ?? 1); });
        return s * s;
      }`,
      {
        points: [[{ slots: [point, missing, other], w: 2 }, [missing, { x: 5, y: 1 }, missing], ["a", missing]]],
        wrt: [0],
      },
    );
  });

  test("pairs", () => {
    check(
      `interface XY { x: number; y: number }
      export function f(pair: [number | ${text}, number], two: [XY | ${text}, number]): number {
        return (pair[0] ?? 3) * pair[1] ** 2 + (two[0]?.x ?? 2) * two[1];
      }`,
      {
        points: [
          [
            [1.5, 2],
            [point, 3],
          ],
          [
            [missing, 2],
            [missing, 3],
          ],
        ],
      },
    ); // prettier-ignore
  });

  test("elements that are replaced", () => {
    check(
      `interface XY { x: number; y: number }
      export function f(ps: (XY | ${text})[], xs: (number | ${text})[]): number {
        xs[1] = (xs[0] ?? 2) * 3 * (xs[2] ?? 2);
        xs[0] = ${text};
        ps[0] = ps[1];
        ps[1] = { x: xs[1], y: 2 };
        xs.push(xs.pop()! * 2, ps.length);
        return xs.reduce((s: number, x) => s + (x ?? 1) ** 2, 0) * ps.reduce((s, p) => s + (p ? p.x * p.y : 1), 0);
      }`,
      {
        points: [
          [
            [point, missing],
            [1.5, 2],
          ],
          [
            [missing, other],
            [0.5, 2, 1.5],
          ],
        ],
        wrt: [0, 1],
      },
    ); // prettier-ignore
  });
});

const { exports } = compile(
  `import { grad, hvp, jvp, valueAndGrad, vjp } from "cotangent";
  type Slots = ({ v: number } | null)[];
  const f = (xs: Slots): number => xs.reduce((s, x) => s + (x?.v ?? 1) ** 2, 0);
  const n = (xs: (number | undefined)[]): number => xs.reduce((s: number, x) => s + (x ?? 1) ** 2, 0);
  export const results = (missing: null | undefined) => [
    grad(f)([{ v: 2 }, null]),
    valueAndGrad(f)([null, { v: 2 }]),
    jvp(f)([[{ v: 2 }, null]], [[{ v: 3 }, null]]),
    vjp(f)([{ v: 2 }, null])[1](10),
    hvp(f)([[{ v: 2 }, null]], [[{ v: 3 }, null]]),
    grad(n)([2, undefined]),
    jvp(n)([[2, undefined]], [[3, null]]),
    hvp(n)([[undefined, 2]], [[null, 3]]),
  ];
  export const d = grad(f);
  export const dn = grad(n);
  export const dt = grad((x: number, names: (string | undefined)[]): number => {
    let s = 0;
    names.forEach((name) => { s += name === undefined ? x : 1; });
    return s;
  });`,
);

test("the derivative has null where there is nothing", () => {
  expect((exports.results as () => unknown)()).toEqual([
    [{ v: 4 }, null],
    [5, [null, { v: 4 }]],
    [5, 12],
    [[{ v: 40 }, null]],
    [{ v: 6 }, null],
    [4, null],
    [5, 12],
    [null, 6],
  ]);
});

test("Jacobians and memory of the caller have nothing there either", () => {
  const { exports: made } = compile(
    `import { gradInto, hessian, jacobian, jacobianInto, vjp } from "cotangent";
    type Slots = ({ v: number } | null)[];
    const n = (xs: (number | null)[]): number => xs.reduce((s: number, x) => s + (x ?? 1) ** 3, 0);
    const f = (xs: Slots): number => xs.reduce((s, x) => s + (x?.v ?? 1) ** 3, 0);
    const m = (xs: (number | null)[]): number[] => xs.map((x) => (x ?? 1) ** 2);
    const w = (ws: (Float32Array | null)[]): number => ws.reduce((s, each) => s + (each ? each[0] ** 2 : 1), 0);
    export const results = () => {
      const [numbers, records]: [(number | null)[], Slots] = [[7, null], [{ v: 7 }, null]];
      gradInto(n)(numbers as never, [2, null]);
      gradInto(f)(records as never, [{ v: 2 }, null]);
      const singles = vjp(w)([Float32Array.of(2), null])[1](2);
      return [jacobian(m)([2, null]), jacobian(f)([{ v: 2 }, null]), hessian(n)([2, null]), hessian(f)([{ v: 2 }, null]), numbers, records, singles];
    };`,
  );
  expect((made.results as () => unknown)()).toEqual([
    [
      [4, null],
      [0, null],
    ],
    [{ v: 12 }, null],
    [[12, null], null],
    [{ v: [{ v: 12 }, null] }, null],
    [12, null],
    [{ v: 12 }, null],
    [[Float32Array.of(8), null]],
  ]); // prettier-ignore
});

test("what is written where there was nothing has its derivative, and the place 0", () => {
  const { exports: written } = compile(
    `import { grad, vjp } from "cotangent";
    const f = (o: (number | null)[]): number => { const u = o[0] ?? 2; o[0] = o[1]! * 2; return o[0] * o[0] * u; };
    const g = (o: (number | null)[], x: number): number => { o.fill(x * x); return o[0]! * o[1]!; };
    export const results = () => {
      const [, back] = vjp(f)([null, 3]);
      return [grad(f)([null, 3]), back(1), back(2), grad(g, { argnums: [0, 1] })([null, 3], 1.5)];
    };`,
  );
  expect((written.results as () => unknown)()).toEqual([[0, 48], [[0, 48]], [[0, 96]], [[0, 0], 13.5]]);
});

test("what may not be there is refused", () => {
  const [d, dn] = [exports.d, exports.dn] as ((xs: unknown[]) => unknown)[];
  expect(() => d([{ v: 2 }, "a"])).toThrow(
    "grad(f): parameter 'xs[1]' must be an object with field 'v', but is a string",
  );
  expect(() => dn([1, null])).toThrow("grad(n): parameter 'xs[1]' must be a number, but is null");
  // biome-ignore lint/suspicious/noSparseArray: that is what is refused
  expect(() => (exports.dt as (x: number, names: unknown[]) => unknown)(1, ["a", , "b"])).toThrow("'names[1]' must be");
  // biome-ignore lint/suspicious/noSparseArray: that is what is refused
  expect(() => dn([1, , 2])).toThrow("grad(n): parameter 'xs[1]' must be assigned, if only undefined, but is a hole");
});
