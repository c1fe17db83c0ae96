/** Parts of arrays whose elements are read and written in the array itself, and parts that have to be made. */
import { describe, expect, test } from "vitest";
import { gradientText } from "../support/gradient-text.js";
import { check } from "../support/harness.js";

interface Case {
  readonly name: string;
  readonly source: string;
  readonly points: readonly (readonly unknown[])[];
}

const six = Float64Array.of(1.5, -0.5, 2.25, 0.75, -1.25, 0.5);
const sizes = [0, 1, 2, 3, 5, 6].map((n) => [six.slice(0, n)]);

const elided: readonly Case[] = [
  {
    name: "rows of a matrix, one after the other",
    source: `function f(x: Float64Array, w: Float64Array): number {
      const n = w.length;
      let sum = 0;
      for (let i = 0; i < 2; i++) {
        const row = x.subarray(i * n, (i + 1) * n);
        let s = 0;
        for (let j = 0; j < n; j++) s += row[j] * w[j];
        sum += Math.sin(s);
      }
      return sum;
    }`,
    points: [
      [six, six.slice(0, 3)],
      [six, six.slice(2, 3)],
      [six, new Float64Array(0)],
      [six.slice(0, 4), six.slice(0, 3)],
    ],
  },
  {
    name: "a part that is gone through to its own end, and ends where the array does",
    source: `function f(x: Float64Array): number {
      let sum = 0;
      for (let k = 0; k < 4; k++) {
        const part = x.subarray(k, k + 3);
        for (let i = 0; i < part.length; i++) sum += part[i] ** (k + 1);
        sum *= part.length + 1;
      }
      return sum;
    }`,
    points: sizes,
  },
  {
    name: "a part that ends before it begins",
    source: `function f(x: Float64Array): number {
      let sum = 1;
      for (let k = 0; k < 5; k++) {
        const part = x.subarray(k, 2);
        for (let i = 0; i < part.length; i++) sum += part[i] * sum;
        sum *= part.length + 1;
      }
      return sum;
    }`,
    points: sizes,
  },
  {
    name: "a part from the end on",
    source: `function f(x: Float64Array): number {
      let sum = 0;
      const part = x.subarray(-2);
      for (let i = 0; i < part.length; i++) sum += Math.exp(part[i]) * (i + 1);
      return sum;
    }`,
    points: sizes,
  },
  {
    name: "past the end of the array, where there is nothing either way",
    source: `function f(x: Float64Array): number {
      let sum = 0;
      const part = x.subarray(2);
      for (let i = 0; i < 5; i++) sum += (part[i] ?? 10) * (x[0] ?? 1);
      return sum;
    }`,
    points: sizes,
  },
  {
    name: "written to, under the name of the whole as well",
    source: `function f(x: Float64Array): number {
      const half = Math.floor(x.length / 2);
      const [low, high] = [x.subarray(0, half), x.subarray(half)];
      for (let i = 0; i < half; i++) {
        low[i] *= high[i];
        high[i] += Math.sin(low[i]);
        x[i] += low[i] * low[i];
      }
      let sum = 0;
      for (let i = 0; i < x.length; i++) sum += x[i] * (i + 1);
      return sum;
    }`,
    points: sizes,
  },
  {
    name: "handed to a function",
    source: `const norm = (v: Float64Array, from: number, to: number): number => {
      let sum = 0;
      for (let i = from; i < to; i++) sum += v[i] * v[i];
      return Math.sqrt(1 + sum);
    };
    function f(x: Float64Array): number {
      return norm(x.subarray(1, 4), 0, 3) * norm(x.subarray(2), 1, 2) + norm(x.subarray(), 0, 1);
    }`,
    points: sizes.slice(-2),
  },
  {
    name: "a part of a part",
    source: `function f(x: Float64Array): number {
      const inner = x.subarray(1).subarray(2, 4);
      let sum = x[0];
      for (let i = 0; i < 2; i++) sum *= inner[i];
      return sum;
    }`,
    points: sizes.slice(-2),
  },
];

const made: readonly Case[] = [
  {
    name: "read past its end, where the array goes on",
    source: `function f(x: Float64Array): number {
      const part = x.subarray(0, 2);
      let sum = 0;
      for (let i = 0; i < x.length; i++) sum += (part[i] ?? 10) * x[i];
      return sum;
    }`,
    points: sizes,
  },
  {
    name: "written past its end",
    source: `function f(x: Float64Array): number {
      const part = x.subarray(1, 3);
      for (let i = 0; i < x.length; i++) part[i] = x[0] * (i + 2);
      let sum = 0;
      for (let i = 0; i < x.length; i++) sum += x[i] ** 2;
      return sum;
    }`,
    points: sizes,
  },
  {
    name: "read in front of its beginning",
    source: `function f(x: Float64Array): number {
      const part = x.subarray(1);
      let sum = 0;
      for (let i = -1; i < 2; i++) sum += (part[i] ?? 3) * x[2];
      return sum;
    }`,
    points: sizes.slice(3),
  },
  {
    name: "a bound that is no whole number",
    source: `function f(x: Float64Array): number {
      const part = x.subarray(x.length / 4, x.length / 2);
      let sum = 0;
      for (let i = 0; i < part.length; i++) sum += part[i] ** 2;
      return sum;
    }`,
    points: sizes,
  },
  {
    name: "one of two, by a branch",
    source: `function f(x: Float64Array): number {
      const part = x[0] > 0 ? x.subarray(1) : x;
      let sum = 0;
      for (let i = 0; i < part.length; i++) sum += part[i] ** 2 * (i + 1);
      return sum;
    }`,
    points: [[six], [six.slice(1)]],
  },
];

describe("the array is used itself", () => {
  test.each(elided)("$name", ({ source, points }) => {
    check(source.replace("function f", "export function f"), { points: points.map((args) => ({ args })) });
    expect(gradientText(source)).not.toContain("subarray");
  });
});

describe("the part is made", () => {
  test.each(made)("$name", ({ source, points }) => {
    check(source.replace("function f", "export function f"), { points: points.map((args) => ({ args })) });
    expect(gradientText(source)).toContain("subarray");
  });
});

test("a part that has to be made is made once", () => {
  const source = `function f(image: Float64Array, width: number): number {
    const w = Math.floor(width);
    let total = 0;
    for (let r = 0; r < image.length / w; r++) {
      const row = image.subarray(r * w, (r + 1) * w);
      for (let c = 1; c < w; c++) total += Math.sqrt(1 + (row[c] - row[c - 1]) ** 2);
    }
    return total;
  }`;
  check(`export ${source}`, {
    points: [
      [six, 3],
      [six, 2],
      [six, 6],
    ].map((args) => ({ args })),
    wrt: [0],
  });
  expect(gradientText(source).match(/image\.subarray/g)).toHaveLength(1);
});

test("parts that can be told apart are two", () => {
  const source = `function f(x: Float64Array): number {
    const [one, other] = [x.subarray(1), x.subarray(1)];
    const parts = [one];
    return parts.includes(other) ? x[0] : one[0] * other[1];
  }`;
  check(`export ${source}`, { points: [{ args: [six] }] });
});
