/** Checks of memory for gradients by functions that know its type: they accept what fits and refuse what the checks of the runtime do. */
import { describe, expect, test } from "vitest";
import { type Callable, compile } from "../support/compile.js";
import { strictErrors } from "../support/strict.js";

const { exports, code } = compile(`import { valueAndGradInto } from "cotangent";
  export interface Layer { w: Float64Array; b: number[]; scale: { a: number; c: number }; name: string; next?: { t: number } }
  export interface Net { layers: Layer[]; pair: [number, number]; rows: number[][] }
  export const d = valueAndGradInto((net: Net, xs: number[], other: { t: number }[]): number => {
    let sum = net.pair[0] * net.pair[1] ** 2;
    for (const { w, b, scale, next } of net.layers) sum += w[0] * xs[0] + b[0] ** 2 + scale.a * scale.c + (next?.t ?? 0) ** 2;
    for (const row of net.rows) for (const each of row) sum += each * xs[1];
    for (const { t } of other) sum += t;
    return sum;
  });
  export const plain = valueAndGradInto((ps: { x: number; y: number }[]): number => ps.reduce((s, p) => s + p.x * p.y, 0));`);
const { d, plain } = exports as Record<string, Callable>;

interface Scale {
  a: number;
  c: number;
}
interface Layer {
  w: Float64Array;
  b: number[];
  scale: Scale;
  name: string | null;
  next?: { t: number } | null;
}
interface Net {
  layers: Layer[];
  pair: number[];
  rows: number[][];
}

const layer = (k: number): Layer => ({
  w: Float64Array.of(k, 2),
  b: [k, 1],
  scale: { a: 2, c: k },
  name: `l${k}`,
  next: undefined,
});
const net = (): Net => ({ layers: [layer(1), { ...layer(2), next: { t: 5 } }], pair: [2, 3], rows: [[1, 2], [3]] });
const room = (): Net => ({
  layers: [1, 2].map(() => ({
    w: Float64Array.of(9, 9),
    b: [9, 9],
    scale: { a: 9, c: 9 },
    name: null,
    next: undefined,
  })),
  pair: [9, 9],
  rows: [[9, 9], [9]],
});
const roomFor = (x: Net): Net => {
  const made = room();
  if (x.layers[1].next) made.layers[1] = { ...made.layers[1], next: { t: 9 } };
  return made;
};
const expected = {
  layers: [
    { w: Float64Array.of(7, 0), b: [2, 0], scale: { a: 1, c: 2 }, name: null, next: undefined },
    { w: Float64Array.of(7, 0), b: [4, 0], scale: { a: 2, c: 2 }, name: null, next: { t: 10 } },
  ],
  pair: [9, 12],
  rows: [[8, 8], [8]],
};
const value = 18 + (7 + 1 + 2) + (14 + 4 + 4 + 25) + 48 + 3;

test("they are functions of the module", () => {
  expect(code["main.ts"]).toMatch(/if \(!\(fitsPs\(into, ps\) && areApart\d*\(into, ps\)\)\)|if \(!\(fitsPs\(/);
  expect(code["main.ts"]).toContain("clearPs(");
});

test("memory that fits is written to, call after call", () => {
  const x = net();
  const into = roomFor(x);
  for (let call = 0; call < 3; call++) {
    expect(d(into, x, [7, 8], [{ t: 3 }])).toBe(value);
    expect(into).toStrictEqual(expected);
  }
  const other = roomFor(x);
  expect(d(other, x, [7, 8], [{ t: 3 }])).toBe(value);
  expect(other).toStrictEqual(expected);
});

test("a long list, in which parts change places from call to call", () => {
  const points = Array.from({ length: 30 }, (_, k) => ({ x: k, y: 1 }));
  const into = points.map(() => ({ x: 5, y: 5 }));
  const check = (): void => {
    plain(into, points);
    expect(into).toEqual(points.map(({ x, y }) => ({ x: y, y: x })));
  };
  for (let call = 0; call < 3; call++) check();
  into.reverse();
  check();
  points.push({ x: 3, y: 4 });
  expect(() => plain(into, points)).toThrow("has length 30, but the parameter has length 31");
  into.push({ x: 1, y: 1 });
  check();
  into[30] = into[0];
  expect(() => plain(into, points)).toThrow("has the same memory in two places");
  into[30] = points[3];
  expect(() => plain(into, points)).toThrow("shares memory");
  expect(points[3]).toEqual({ x: 3, y: 1 });
  into[30] = { x: 1, y: 1 };
  check();
  // What is one object in the argument may be one in the gradient.
  points[30] = points[0];
  into[30] = into[0];
  plain(into, points);
  expect(into[0]).toEqual({ x: 2, y: 0 });
});

describe("refused", () => {
  test.each<[string, (into: Net, x: Net, xs: number[], other: { t: number }[]) => void, string]>([
    ["no list", (into) => (into.layers = {} as Layer[]), "must be an Array"],
    ["a shorter list", (into) => into.layers.pop(), "has length 1"],
    ["a longer list", (into) => into.layers.push(layer(3)), "has length 3"],
    ["a shorter list of numbers", (into) => into.layers[0].b.pop(), "has length 1"],
    ["something in a list of numbers", (into) => (into.rows[0][1] = null as never), "must be a number"],
    ["a list in place of a typed array", (into) => (into.layers[0].w = [1, 2] as never), "must be a Float64Array"],
    ["a typed array of another length", (into) => (into.layers[1].w = new Float64Array(3)), "has length 3"],
    ["a field too few", (into) => delete (into.layers[0].scale as Partial<Scale>).c, "has no field 'c'"],
    ["a field too many", (into) => Object.assign(into.layers[0].scale, { z: 1 }), "has a field 'z'"],
    [
      "a field too few, of one that only the object has",
      (_, x) => Object.assign(x.layers[0].scale, { z: 1 }),
      "has no field 'z'",
    ],
    [
      "a record of the argument in place of a name",
      (into, x) => (into.layers[0].name = x.layers[1].scale as never),
      "shares memory",
    ],
    ["no number in a field", (into) => (into.layers[0].scale.a = "1" as never), "must be a number"],
    ["nothing for what is optional and there", (into) => delete into.layers[1].next, "has no field 'next'"],
    ["null for a record", (into) => (into.layers[1].scale = null as never), "must be an object"],
    ["one record in two places", (into) => (into.layers[0].scale = into.layers[1].scale), "in two places"],
    ["one array in two places", (into) => (into.layers[0].w = into.layers[1].w), "in two places"],
    [
      "views that overlap",
      (into) => {
        const { buffer } = new Float64Array(3);
        into.layers[0].w = new Float64Array(buffer, 0, 2);
        into.layers[1].w = new Float64Array(buffer, 8, 2);
      },
      "in two places",
    ],
    [
      "arrays of one buffer",
      (into) => {
        into.layers[0].w = new Float64Array(2);
        into.layers[1].w = new Float64Array(into.layers[0].w.buffer);
      },
      "in two places",
    ],
    ["a row of the argument", (into, x) => (into.rows[1] = x.rows[1]), "shares memory"],
    ["a view of the argument", (into, x) => (into.layers[0].w = x.layers[0].w.subarray(0)), "shares memory"],
    ["a list that is another argument", (into, _, xs) => (into.rows[0] = xs), "shares memory"],
    ["a record of another argument", (into, _, __, other) => (into.layers[1].next = other[0]), "shares memory"],
    ["a tuple of the argument", (into, x) => (into.pair = x.pair), "shares memory"],
  ])("%s", (_, change, message) => {
    // prettier-ignore
    const [x, xs, other] = [net(), [7, 8], [{ t: 3 }]];
    const into = roomFor(x);
    change(into, x, xs, other);
    const before = structuredClone(x);
    expect(() => d(into, x, xs, other)).toThrow(message);
    expect(x).toEqual(before);
  });
});

describe("accepted, if by the checks of the runtime", () => {
  test.each<[string, (into: Net, x: Net) => void]>([
    [
      "views of one buffer that do not overlap",
      (into) => {
        const { buffer } = new Float64Array(4);
        into.layers[0].w = new Float64Array(buffer, 0, 2);
        into.layers[1].w = new Float64Array(buffer, 16, 2);
      },
    ],
    ["no field for what has no derivative", (into) => delete (into.layers[0] as Partial<Layer>).name],
    ["nothing for what is not there", (into, x) => [into, x].forEach(({ layers }) => delete layers[1].next)],
    [
      "arguments that share memory",
      (into, x) =>
        Object.assign(into.rows, [
          [1, 2],
          [1, 1],
        ]) && (x.rows[1] = x.pair),
    ],
  ])("%s", (_, change) => {
    // prettier-ignore
    const x = net();
    const into = roomFor(x);
    change(into, x);
    expect(() => d(into, x, [7, 8], [{ t: 3 }])).not.toThrow();
    expect(into.pair[0]).toBe(9);
  });
});

describe("arguments that may be missing", () => {
  const { into, first, along, map } = compile(`import { jvp, linearize, valueAndGradInto } from "cotangent";
    interface P { x: number; w: number[] }
    const f = (ps: P[], more?: P[]): number => ps.reduce((s, p) => s + p.x ** 2, 0) + (more?.[0].x ?? 0);
    export const into = valueAndGradInto(f);
    export const first = valueAndGradInto((ps: P[] | undefined): number => (ps ?? []).reduce((s, p) => s + p.x ** 2, 0));
    export const along = jvp(f);
    export const map = linearize(f);`).exports as Record<string, Callable>;
  const points = (): object[] => [{ x: 2, w: [1] }];

  test("are not looked at", () => {
    const gradient = points();
    expect(into(gradient, points())).toBe(4);
    expect(gradient).toEqual([{ x: 4, w: [0] }]);
    expect(into(gradient, points(), points())).toBe(6);
    const shared = points();
    expect(() => into(shared, points(), shared)).toThrow("shares memory");
  });

  test("nor is memory for them, and their tangents", () => {
    const untouched = points();
    expect([first(untouched, undefined), first(null, undefined), first(untouched, points())]).toEqual([0, 0, 4]);
    expect(untouched).toEqual([{ x: 4, w: [0] }]);
    expect(along([points()], [points()])).toEqual([4, 8]);
    expect(along([points(), undefined], [points(), points()])).toEqual([4, 8]);
    expect((map(points()) as [number, Callable])[1](points(), points())).toBe(8);
  });
});

test("private fields of classes are named as they may be", () => {
  const { exports, code } = compile(`import { valueAndGradInto } from "cotangent";
    class Scale { constructor(public readonly a: number, private list: number[]) {} of(x: number): number { return this.a * x + this.list[0]; } }
    export const make = (a: number): Scale => new Scale(a, [1]);
    export const d = valueAndGradInto((s: Scale, x: number): number => s.of(x));`);
  const { make, d } = exports as Record<string, Callable>;
  const gradient = { a: 7, list: [7] };
  expect(d(gradient, make(2), 3)).toBe(7);
  expect(gradient).toEqual({ a: 3, list: [1] });
  expect(() => d({ a: 7, list: [7, 7] }, make(2), 3)).toThrow("list, has length 2");
  expect(strictErrors(code)).toEqual([]);
});
