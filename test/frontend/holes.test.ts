/** Elements that were never assigned: methods pass over them, wherever the array has been. */
import { describe, expect, test } from "vitest";
import { compile } from "../support/compile.js";
import { check } from "../support/harness.js";

const COUNT = `
  let n = 0;
  let s = 0;
  a.forEach((v) => {
    n++;
    s += v * v;
  });
  return s * n + a.length;`;

describe("elements that were never assigned", () => {
  test("behind the end", () => {
    check(`export function f(x: number[]) { const a: number[] = [x[0]]; a[3] = x[1]; ${COUNT} }`, {
      points: [[[2, 3]]],
    });
  });

  test("of some conditions", () => {
    check(
      `export function f(x: number[]) {
        const a: number[] = [];
        for (let i = 0; i < x.length; i++) if (x[i] > 0) a[i] = Math.sqrt(x[i]);
        ${COUNT}
      }`,
      { points: [[[2, -3, 5]], [[-1, -2]], [[1, 2]]] },
    );
  });

  test("of an array that a function makes", () => {
    check(
      `function scatter(x: number[], n: number): number[] {
        const a = new Array<number>(n);
        for (const v of x) a[Math.floor(v)] = v;
        return a;
      }
      export function f(x: number[]) { const a = scatter(x, 6); ${COUNT} }`,
      { points: [[[1.5, 4.25]]] },
    );
  });

  test("of an array that a function is given", () => {
    check(
      `function energy(a: number[], depth: number): number {
        if (depth > 0) return energy(a, depth - 1);
        ${COUNT}
      }
      export function f(x: number[]) {
        const a = x.slice();
        a[x.length + 2] = x[0];
        return energy(a, 2) + energy(x, 1);
      }`,
      { points: [[[1.5, 4.25]]] },
    );
  });

  test("of an array in a record", () => {
    check(
      `interface Grid { cells: number[] }
      export function f(x: number[]) {
        const grid: Grid = { cells: [] };
        for (let i = 0; i < x.length; i += 2) grid.cells[i] = x[i];
        const { cells: a } = grid;
        ${COUNT}
      }`,
      { points: [[[1.5, 4.25, -2]]] },
    );
  });

  test("where the loop that makes them comes later", () => {
    check(
      `export function f(x: number[]) {
        const a: number[] = [];
        let s = 0;
        for (let k = 0; k < 4; k += 2) {
          s += a.map((v) => v * 2).filter((v) => v !== 0).reduce((p, q) => p + q, k);
          a[k] = x[k];
        }
        return s + a.length;
      }`,
      { points: [[[1.5, 4.25, -2, 3]]] },
    );
  });

  test("in front of the first that reduce begins with", () => {
    check(
      `export function f(x: number[]) {
        const a: number[] = [];
        a[1] = x[0];
        a[3] = x[1];
        a[4] = x[2];
        return a.reduce((p, q) => p * q + 1) + a.reduceRight((p, q) => p / q);
      }`,
      { points: [[[1.5, 4.25, -2]]] },
    );
  });

  test("in what is made flat", () => {
    check(
      `export function f(x: number[]) {
        const rows: number[][] = [];
        rows[1] = [x[0]];
        rows[1][2] = x[1];
        const a = rows.flat();
        ${COUNT}
      }`,
      { points: [[[1.5, 4.25]]] },
    );
  });
});

test("arrays that are filled in order need no test", () => {
  const { code } = compile(
    `import { grad } from "cotangent";
    function f(x: number[]) {
      const y: number[] = [];
      for (let i = 0; i < x.length; i++) y[i] = Math.exp(x[i]);
      for (let i = 1; i < y.length; i++) if (x[i] > 0) y[i] = y[i - 1];
      return y.map((v) => v * v).reduce((a, b) => a + b, 0);
    }
    export const d = grad(f);`,
  );
  expect(code["main.ts"]).not.toMatch(/undefined as never|[!=]= null/);
});

test("a typed array that is copied from one with holes has none", () =>
  check(
    `export function f(x: number[], k: number): number {
      x[k] = 2;
      const w = Float64Array.from(x).map((q) => q * q);
      const v = new Float64Array(x);
      let s = w[0];
      v.forEach((each, i) => { if (i < 2) s += each * i; });
      return s;
    }`,
    {
      points: [
        [[3, 2, 3], 1],
        [[3, 2], 4],
      ],
      wrt: [0],
    },
  ));
