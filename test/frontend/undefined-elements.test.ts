/** Elements that are assigned `undefined` are there; those that were never assigned are not, unless they are copied as elements. */
import { describe, expect, test } from "vitest";
import { compile } from "../support/compile.js";
import { check } from "../support/harness.js";

const P = "interface P { v: number } ";
/** Makes `l` of `xs`, with the number `k` for what is missing. */
const program = (body: string): string =>
  `${P} export function f(xs: number[], k: number): number { const ps: P[] = xs.map((v) => ({ v })); ${body} }`;
const points = [[[1.5, -2, 3], 0.7]];

describe("elements that are assigned undefined", () => {
  const NUMBERS: readonly [string, string][] = [
    ["at an index", "const l: (number | undefined)[] = [...xs]; l[0] = undefined;"],
    [
      "at an index that is computed",
      "const l: (number | undefined)[] = [...xs]; for (let i = 0; i < xs.length; i++) if (xs[i] > 2) l[i] = undefined;",
    ],
    [
      "by what is read past the end",
      "const l: (number | undefined)[] = []; for (let i = 3; i >= 0; i--) l[i] = xs[i];",
    ],
    ["by a condition", "const l: (number | undefined)[] = [...xs]; l[1] = xs[0] > 1 ? undefined : xs[0];"],
    ["by a swap", "const l: (number | undefined)[] = [...xs]; [l[0], l[1]] = [l[1], undefined];"],
    ["by fill", "const l = new Array<number | undefined>(3).fill(undefined); l[1] = xs[1];"],
    ["by Array.from", "const l: (number | undefined)[] = Array.from({ length: 3 }); l[1] = xs[1];"],
    ["in another order", "const l: (number | undefined)[] = []; l[1] = undefined; l[0] = xs[0];"],
  ]; // prettier-ignore
  const RECORDS: readonly [string, string][] = [
    ["at an index", "const l: (P | undefined)[] = [...ps]; l[0] = undefined;"],
    [
      "by find",
      "const l: (P | undefined)[] = [...ps]; l[0] = ps.find(({ v }) => v > 99); l[1] = ps.find(({ v }) => v > 1);",
    ],
    ["by what is read past the end", "const l: (P | undefined)[] = [...ps]; l[0] = ps[7];"],
    [
      "by a condition",
      "const l: (P | undefined)[] = [...ps]; for (let i = 0; i < 3; i++) l[i] = xs[i] > 0 ? ps[i] : undefined;",
    ],
    ["by a swap", "const l: (P | undefined)[] = [...ps]; [l[0], l[1]] = [l[1], undefined];"],
    ["by fill", "const l = new Array<P | undefined>(3).fill(undefined); l[1] = ps[1];"],
    ["by Array.from", "const l: (P | undefined)[] = Array.from({ length: 3 }); l[1] = ps[1];"],
  ]; // prettier-ignore
  const ROWS: readonly [string, string][] = [
    ["at an index", "const l: (number[] | undefined)[] = [xs, [k]]; l[0] = undefined;"],
    ["past the end", "const l: (number[] | undefined)[] = [xs]; l[3] = [k, 2]; l[2] = undefined;"],
  ];
  const asks = (at: string): string => `
    let s = 0; let n = 0;
    l.forEach((x) => { n++; s += ${at} * n; });
    s += l.map((x) => ${at} ** 2).filter((x) => x > 0).reduce((p, q) => p + Math.sin(q), 0);
    s += l.filter((x) => x === undefined).length * k;
    s += l.some((x) => x === undefined) ? k * xs[0] : 2;
    s += l.every((x) => x !== undefined) ? 3 : k * xs[1];
    s += l.flatMap((x) => [${at}, 2]).reduce((p, q) => p * 0.5 + q);
    s += l.reduce((p: number, x) => p * 0.3 + ${at}, 1) + l.reduceRight((p: number, x) => p * 0.4 + ${at}, 0);
    return s + l.length;`;

  test.each(NUMBERS)("numbers: %s", (_, made) => check(program(made + asks("(x ?? k)")), { points }));
  test.each(RECORDS)("records: %s", (_, made) => check(program(made + asks("(x?.v ?? k)")), { points, second: false }));
  test.each(ROWS)("rows: %s", (_, made) => check(program(made + asks("(x?.[0] ?? k)")), { points }));
});

describe("elements that were never assigned", () => {
  const RECORDS = [
    ["by a length", "const l: (P | undefined)[] = [...ps]; l[1] = undefined; l.length = 5;"],
    ["in literals", "const l: (P | undefined)[] = [ps[0], , undefined, ps[1]];"],
    [
      "in a result of map",
      "const h: P[] = []; h[2] = ps[0]; h[4] = ps[1]; const l = h.map((p): P | undefined => (p.v > 0 ? p : undefined));",
    ],
  ]; // prettier-ignore
  const NUMBERS = [
    ["by a length", "const l: (number | undefined)[] = [...xs]; l[1] = undefined; l.length = 5;"],
    ["behind the end", "const l: (number | undefined)[] = [...xs]; l[1] = undefined; l[5] = xs[0];"],
    ["in new arrays", "const l = new Array<number | undefined>(4); l[1] = xs[1]; l[2] = undefined;"],
    ["in literals", "const l: (number | undefined)[] = [xs[0], , undefined, xs[1]];"],
    [
      "in a result of map",
      "const h: number[] = []; h[2] = xs[0]; h[4] = xs[1]; const l = h.map((x): number | undefined => (x > 0 ? x : undefined));",
    ],
  ]; // prettier-ignore
  const USES: readonly (readonly string[])[] = [
    ["c(l)", "c([...l])", "c([undefined, ...l, ...l])", "c(Array.from(l))", "c(Array.from(l, (x) => x))"],
    ["c(l.slice())", "c(l.slice(1))", "c(l.map((x) => x))", "c([l, l].flat())", "c(l.with(0, undefined))"],
    ["c(l.concat(l))", "c(z.concat(l))", "c(l.concat(...[l, l]))", "c(l.toSpliced(0, 1))", "l.indexOf(undefined)"],
    [
      "c(l.reverse())",
      "c(l.copyWithin(0, 2))",
      "c(l.fill(undefined, 0, 1))",
      "c(l.fill(undefined))",
      "c(l.toReversed())",
    ],
    [
      "c([l.shift()])",
      "c(l)",
      "l.unshift(undefined, ...l)",
      "c(l)",
      "c(l.splice(1, 2, undefined))",
      "c(l)",
      "l.push(...l)",
      "c(l)",
    ],
    ["rest(...l)", "(([a, ...m]: typeof l): number => c(m) + c([a]))(l)", "(0 in l ? k : 1) * (3 in l ? k : 2)"],
    ["l.findIndex((x) => x === undefined) * k", "l.findLastIndex((x) => x === undefined)"],
  ]; // prettier-ignore
  const SORTS = ["c(l.toSorted())", "c(l.sort((p, q) => p! - q!))"];
  const sums = (type: string, at: string, made: string, uses: readonly string[]): string =>
    program(`
      const c = (m: (${type} | undefined)[]): number => {
        let s = k * m.length;
        m.forEach((x, i) => { s += ${at} * (i + 1) + xs[0]; });
        return s;
      };
      const rest = (...m: (${type} | undefined)[]): number => c(m);
      const z: (${type} | undefined)[] = [undefined];
      let s = 0;
      ${made}
      ${uses.map((use) => `s = 0.7 * s + ${use};`).join("\n")}
      return s + rest(...z);`);

  // All uses of some, the first of the others.
  const usesOf = (made: string, all: readonly (readonly string[])[]) =>
    made.includes("length = 5") || made.includes("new Array") ? all : all.slice(0, 1);
  describe.each(RECORDS)("records: %s", (_, made) => {
    test.each(usesOf(made, USES))("%s, %s", (...uses) =>
      check(sums("P", "(x?.v ?? k)", made, uses), { points, second: false }),
    );
  });
  describe.each(NUMBERS)("numbers: %s", (_, made) => {
    test.each(usesOf(made, [...USES, SORTS]))("%s, %s", (...uses) =>
      check(sums("number", "(x ?? k)", made, uses), { points, second: false }),
    );
  });
});

test("lists that are made whole are not asked", () => {
  const { code } = compile(
    `import { grad } from "cotangent";
    function f(x: number[], n: number) {
      const y = new Array<number>(n);
      for (let i = 0; i < n; i++) y[i] = Math.exp(x[i]);
      const z: (number | undefined)[] = [...x, undefined];
      return [...y].reverse().reduce((a, b) => a * 0.5 + b, 0) + z.reduce((s: number, v) => s + (v ?? n), 0);
    }
    export const d = grad(f);`,
  );
  expect(code["main.ts"].split("export const d")[1]).not.toMatch(/ in |delete|\.length = /);
});

test("lists that a loop fills only in part are", () => {
  const rest = "return [...y].reduce((a, b) => a * 0.5 + (b ?? 3), 0) + y.reduce((a, b) => a + b ** 2, 1);";
  const fill = (loop: string): void =>
    check(`export function f(x: number[], n: number) { const y = new Array<number>(4); ${loop} ${rest} }`, {
      points: [[[1.5, -2, 3], 2]],
      wrt: [0],
    });
  fill("for (let i = 0; i < n; i++) y[i] = x[i];");
  fill("for (let i = 1; i < y.length; i++) y[i] = x[i - 1];");
  fill("for (let i = 0; i < y.length; i++) { if (x[i] > 2) break; y[i] = x[i]; }");
  fill("for (let i = 0; i < y.length; i++) { if (x[i] > 0) y[i] = x[i]; }");
  fill("for (let i = 0; i < y.length; i++) { y[i] = x[0] + y.reduce((a, b) => a + b, 2); }");
});
