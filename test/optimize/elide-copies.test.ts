/** Arrays that are read in place of their copies, and copies that have to be. */
import { describe, expect, test } from "vitest";
import { gradientText } from "../support/gradient-text.js";
import { check } from "../support/harness.js";

interface Case {
  readonly name: string;
  readonly source: string;
  readonly points: readonly (readonly unknown[])[];
  readonly wrt?: readonly number[];
}

const xs = [1.5, -0.5, 2.25, 0.75];
const point = [xs];

const elided: readonly Case[] = [
  {
    name: "all but the last element",
    source: `function f(x: number[]): number {
      return x.slice(0, -1).map((v, i) => ({ v, next: x[i + 1] })).reduce((sum, { v, next }) => sum + v * v * next, 0);
    }`,
    points: [point, [[2]], [[]]],
  },
  {
    name: "parts in a loop, by bounds that are not constant",
    source: `function f(x: Float64Array): number {
      let sum = 0;
      for (let k = 0; k < x.length; k++) {
        const tail = x.slice(k + 1);
        for (let i = 0; i < tail.length; i++) sum += Math.sin(tail[i]) * (k + 1);
      }
      return sum;
    }`,
    points: [[Float64Array.from(xs)], [Float64Array.of(1)]],
  },
  {
    name: "more than there is",
    source: `function f(x: number[]): number {
      return x.slice(-9, 9).reduce((sum, v) => sum + v ** 3, 0) + x.slice(3, 1).reduce((sum, v) => sum + v, 0);
    }`,
    points: [point, [[1, 2]]],
  },
  {
    name: "records in a spread copy, which are shared",
    source: `function f(x: { a: number }[]): number {
      const list = [...x];
      let product = 1;
      for (const each of list) product *= each.a;
      for (const each of x) each.a = product * each.a;
      return list.reduce((sum, { a }) => sum + a, 0);
    }`,
    points: [[[{ a: 1.5 }, { a: -2 }]]],
  },
];

const kept: readonly Case[] = [
  {
    name: "the array is written to before the copy is read",
    source: `function f(x: number[]): number {
      const before = x.slice();
      x[0] = x[1] * x[2];
      return before[0] * before[0] + x[0];
    }`,
    points: [point],
  },
  {
    name: "the array grows while the copy is iterated over",
    source: `function f(x: number[]): number {
      let sum = 0;
      for (const v of x.slice()) x.push(v * v);
      for (const v of x) sum += Math.sin(v);
      return sum;
    }`,
    points: [point],
  },
  {
    name: "the copy is written to",
    source: `function f(x: number[]): number {
      const own = [...x];
      own[0] *= 3;
      return own[0] * x[0];
    }`,
    points: [point],
  },
  {
    name: "a part is read past its end",
    source: `function f(x: number[]): number {
      const part = x.slice(0, 2);
      let sum = 0;
      for (let i = 0; i < x.length; i++) sum += (part[i] ?? 10) * x[i];
      return sum;
    }`,
    points: [point],
  },
  {
    name: "another name of the array is written to",
    source: `function f(rows: number[][], k: number): number {
      const row = rows[0].slice();
      rows[k][1] = rows[0][0] * 2;
      return row[1] * rows[0][1];
    }`,
    points: [
      [[xs, xs.slice(1)], 0],
      [[xs, xs.slice(1)], 1],
    ],
    wrt: [0],
  },
  {
    name: "one of two, by a branch",
    source: `function f(x: number[]): number {
      const list = x[0] > 0 ? x.slice(1) : x;
      return list.reduce((sum, v) => sum + v * v, 0);
    }`,
    points: [point, [[-1, 2]]],
  },
];

const copies = /\.slice\(|\.\.\.|\.set\(|new Float64Array\(row/;

describe("the array is read itself", () => {
  test.each(elided)("$name", ({ source, points, wrt }) => {
    check(`export ${source}`, { points: points.map((args) => ({ args })), ...(wrt ? { wrt } : {}) });
    expect(gradientText(source)).not.toMatch(copies);
  });
});

describe("the copy is read", () => {
  test.each(kept)("$name", ({ source, points, wrt }) => {
    check(`export ${source}`, { points: points.map((args) => ({ args })), ...(wrt ? { wrt } : {}) });
    expect(gradientText(source)).toMatch(copies);
  });
});

test("an array beside numbers is made as one, also where it grows", () => {
  const source = `function f(x: number[]): number {
    let sum = 0;
    for (let i = 0; i < x.length; i++) {
      if (x.length < 6) x.push(x[i] * 0.5);
      sum += x[i] * x[i];
    }
    return sum;
  }`;
  check(`export ${source}`, { points: [{ args: [[1, 2]] }] });
  expect(gradientText(source)).toMatch(/const x_b = new Array<number>\([a-z.]+\)\.fill\(0\)/);
});

test("nothing is made beside a list that is missing", () => {
  check(
    `const sumOf = (x: number[] | null | undefined, y: number): number => {
      let sum = y;
      if (x) for (let i = 0; i < x.length; i++) sum += x[i] * y * Math.sin(x[i]);
      return sum;
    };
    const times = (x: number[] | null, y: number, k: number): number => {
      if (k === 0) return x ? x[0] * y : y;
      return times(x, y, k - 1) * (x ? Math.sin(x[0]) : 2);
    };
    export function f(x: number[] | null, y: number, z?: number[]): number {
      return sumOf(x, y) * y + sumOf(z, y) + times(x, y, 3);
    }`,
    {
      points: [
        [null, 1.5, undefined],
        [[1, 2], 0.5, [3]],
        [[1, 2], 0.5, undefined],
      ].map((args) => ({ args })),
    },
  );
});
