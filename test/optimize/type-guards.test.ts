/** Checks of arguments by functions that know their types: they accept and refuse what the checks of the runtime do. */
import { describe, expect, test } from "vitest";
import { type Callable, compile } from "../support/compile.js";

const { exports, code } = compile(`import { grad } from "cotangent";
  export class Vec { constructor(public x: number, public y: number) {} norm(): number { return this.x * this.y; } }
  export interface Scene {
    name: string;
    scale: number;
    on: boolean;
    points: { x: number; "y z": number }[];
    pair: [number, { w: number }];
    rows: number[][];
    grids: Float64Array[];
    ids: Int32Array;
    at?: { t: number };
    end: { t: number } | null;
    vec: Vec;
    vecs: Vec[];
  }
  export const d = grad((s: Scene): number => {
    let sum = s.on ? s.scale : 0;
    for (const p of s.points) sum += p.x * p["y z"];
    for (const row of s.rows) for (const each of row) sum += each ** 2;
    for (const grid of s.grids) sum += grid[0] ** 2;
    for (const v of s.vecs) sum += v.norm();
    return sum + s.pair[0] * s.pair[1].w + s.ids[0] * (s.at?.t ?? 1) * (s.end?.t ?? 1) + s.vec.norm();
  });
  export const plain = grad((size: { length: number }): number => size.length ** 2);
  export const found = grad((match: { index: number }): number => match.index ** 2);
  export const numbered = grad((pair: { 0: number; 1: number }): number => pair[0] * pair[1]);`);
const d = exports.d as Callable;
const { Vec } = exports as { Vec: new (x: number, y: number) => object };

const scene = (): Record<string, unknown> => ({
  name: "scene",
  scale: 2,
  on: true,
  points: [
    { x: 1, "y z": 2 },
    { x: 3, "y z": 4 },
  ],
  pair: [5, { w: 6 }],
  rows: [[1, 2], [], [3]],
  grids: [Float64Array.of(1, 2)],
  ids: Int32Array.of(3),
  at: { t: 2 },
  end: { t: 3 },
  vec: new Vec(1, 2),
  vecs: [new Vec(3, 4)],
});

test("they are functions of the module", () => {
  expect(code["main.ts"]).toContain("if (!isS(s)) {");
  expect(code["main.ts"]).toMatch(/typeof \w+\["y z"\] === "number"/);
  expect(code["main.ts"]).toContain("x.vec instanceof Vec");
});

describe("accepted", () => {
  test.each<[string, (s: Record<string, unknown>) => void]>([
    ["as it is", () => undefined],
    ["what is optional left out", (s) => delete s.at],
    ["undefined for it", (s) => (s.at = undefined)],
    ["null where it may be", (s) => (s.end = null)],
    ["nothing in the lists", (s) => Object.assign(s, { points: [], rows: [], grids: [], vecs: [] })],
    ["more fields than the type has", (s) => Object.assign(s, { more: [1], points: [{ x: 1, "y z": 2, z: 3 }] })],
    ["NaN and infinities", (s) => (s.scale = NaN)],
    [
      "an object of a class of its own",
      (s) =>
        ((s.points as object[])[0] = new (class {
          x = 1;
          "y z" = 2;
        })()),
    ], // prettier-ignore
  ])("%s", (_, change) => {
    const changed = scene();
    change(changed);
    expect(() => d(changed)).not.toThrow();
  });
});

describe("refused, with a message that says where", () => {
  test.each<[string, string]>([
    ["s", "null"],
    ["s", "1"],
    ["s.scale", '"2"'],
    ["s.on", "1"],
    ["s.points", "{ length: 0 }"],
    ["s.points", "null"],
    ["s.points[1]", "null"],
    ["s.points[1]", "undefined"],
    ["s.points[1]", "[1, 2]"],
    ["s.points[1].x", "undefined"],
    ['s.points[0]["y z"]', "1n"],
    ["s.pair", "[1]"],
    ["s.pair", "[1, { w: 1 }, 2]"],
    ["s.pair", "{ 0: 1, 1: { w: 1 }, length: 2 }"],
    ["s.pair[1]", "null"],
    ["s.pair[1].w", "false"],
    ["s.rows[1]", "new Float64Array(2)"],
    ["s.rows[2][0]", "null"],
    ["s.rows[0][1]", "undefined"],
    ["s.grids[0]", "[1]"],
    ["s.grids[0]", "new Float32Array(2)"],
    ["s.ids", "new Uint32Array(1)"],
    ["s.at", "null"],
    ["s.at.t", '"1"'],
    ["s.end", "3"],
    ["s.end.t", "null"],
    ["s.vec", "{ x: 1, y: 2 }"],
    ["s.vec.x", "null"],
    ["s.vecs[0]", "undefined"],
  ])("%s = %s", (place, text) => {
    const change = new Function("s", `${place} = ${text}; return s;`) as (s: unknown) => unknown;
    const changed = change(scene());
    const literally = place.replace(/[[\].*+?^${}()|\\]/g, "\\$&");
    expect(() => d(changed)).toThrow(new RegExp(`^grad\\(\\w+\\): parameter '${literally}' must be`));
  });

  test("a hole in a list of numbers", () => {
    const changed = scene();
    delete (changed.rows as number[][])[0][0];
    expect(() => d(changed)).toThrow("parameter 's.rows[0][0]' must be a number");
  });
});

test("fields that arrays have too do not make an array a record", () => {
  const { plain, numbered, found } = exports as Record<string, Callable>;
  expect(found({ index: 3 })).toEqual({ index: 6 });
  expect(() => found(/b/.exec("ab"))).toThrow("must be an object");
  expect(plain({ length: 3 })).toEqual({ length: 6 });
  expect(() => plain([1, 2])).toThrow("must be an object");
  expect(() => plain(new Float64Array(2))).toThrow("must be an object");
  expect(numbered({ 0: 2, 1: 3 })).toEqual({ 0: 3, 1: 2 });
  expect(() => numbered([2, 3])).toThrow("must be an object");
});
