/** Zero shadows and copies of records, lists and trees: functions for their types, beside the walk of the runtime for what is not as declared. */
import { describe, expect, test } from "vitest";
import { type Callable, compile } from "../support/compile.js";

interface Tree {
  w: number;
  left?: Tree | null;
  right?: Tree | null;
}

const binary = `import { grad } from "cotangent";
  export interface Tree { w: number; left?: Tree | null; right?: Tree | null }
  const at = (t: Tree | null | undefined, depth: number): number =>
    t && depth > 0 ? t.w ** 2 + at(t.left, depth - 1) + at(t.right, depth - 1) : 0;
  const energy = (t: Tree): number => at(t, 3);
  export const d = grad(energy);`;

const graph = `import { grad } from "cotangent";
  export interface Node { w: number; name: string; next: Node[] }
  const at = (n: Node, depth: number): number => {
    let sum = n.w ** 2;
    if (depth > 0) for (const each of n.next) sum += at(each, depth - 1);
    return sum;
  };
  const energy = (n: Node): number => at(n, 2);
  export const d = grad(energy);`;

const { exports, code } = compile(binary);
const d = exports.d as (tree: unknown) => Tree;

test("a function for the type makes them", () => {
  expect(code["main.ts"]).toMatch(/zerosBy\(zerosOf\w+, t\)/);
  expect(code["main.ts"]).toMatch(/left == null \? null as never : zerosOf\w+\(left, walk\)/);
});

test("a few records are written out", () => {
  const of = compile(`import { grad } from "cotangent";
    interface P { x: number; y: number }
    export const d = grad((line: { from: P; to: P }): number => line.from.x * line.to.y + line.to.x ** 2);`);
  expect(of.code["main.ts"]).toContain("line.from !== line.to");
  const d = of.exports.d as (line: unknown) => { from: object; to: object };
  expect(d({ from: { x: 2, y: 3 }, to: { x: 5, y: 7 } })).toStrictEqual({ from: { x: 7, y: 0 }, to: { x: 10, y: 2 } });
  const point = { x: 2, y: 3 };
  const shared = d({ from: point, to: point });
  expect(shared.from).toBe(shared.to);
  expect(shared.from).toStrictEqual({ x: 3 + 4, y: 2 });
  expect(d({ to: { x: 5, y: 7, z: 1 }, from: { x: 2, y: 3 } })).toStrictEqual({
    to: { x: 10, y: 2, z: 0 },
    from: { x: 7, y: 0 },
  });
});

describe("records that may lack numbers", () => {
  const { exports, code } = compile(`import { grad } from "cotangent";
    interface P { v: number; w?: number; name?: string }
    interface Many { v: number; a?: number; b?: number; c?: number }
    export const d = grad((ps: P[]): number => { let s = 0; for (const p of ps) s += p.v * p.v * (p.w ?? 2); return s; });
    export const many = grad((m: Many): number => m.v * (m.a ?? 1) * (m.b ?? 1) * (m.c ?? 1));`);
  const { d, many } = exports as Record<string, (given: unknown) => unknown>;

  test("have those that they have", () => {
    const inOrder = [{ v: 1, w: 3 }, { v: 2 }, { v: 3, name: "a" }, { v: 4, w: 1, name: "b" }];
    expect(code["main.ts"]).toMatch(/hasFields\(x, \["v"\]\)/);
    for (let call = 0; call < 2; call++)
      expect(d(inOrder)).toStrictEqual([{ v: 6, w: 1 }, { v: 8 }, { v: 12, name: null }, { v: 8, w: 16, name: null }]);
  });

  test("in another order, `undefined`, shared or with more than the type says", () => {
    const other = [
      { w: 1, v: 2 },
      { v: 2, w: undefined },
      { v: 1, w: 2, more: 5 },
    ];
    expect(d(other)).toStrictEqual([
      { w: 4, v: 4 },
      { v: 8, w: null },
      { v: 4, w: 1, more: 0 },
    ]);
    expect(d([{ v: 2, w: undefined }])).toStrictEqual([{ v: 8, w: null }]);
    const point = { v: 1, w: 2 };
    const [first, second] = d([point, point]) as unknown[];
    expect(first).toBe(second);
    expect(first).toStrictEqual({ v: 8, w: 2 });
  });

  test("are not told apart where they may lack many", () => {
    expect(many({ v: 2, b: 3 })).toStrictEqual({ v: 3, b: 2 });
    expect(many({ v: 2, a: 5, b: 3, c: 1 })).toStrictEqual({ v: 15, a: 6, b: 10, c: 30 });
  });
});

describe("a list of records", () => {
  const { d } = compile(`import { grad } from "cotangent";
    export interface Body { m: number; p: [number, number]; v: Float64Array; tags: string[]; w: number[] }
    export const d = grad((bodies: Body[]): number => {
      let sum = 0;
      for (const { m, p, v, w } of bodies) sum += m * p[0] * p[1] + v[0] ** 2 + w.length * w[0];
      return sum;
    });`).exports as { d: (bodies: unknown[]) => Record<string, unknown>[] };
  const body = (k: number): Record<string, unknown> => ({
    m: k,
    p: [2, k],
    v: Float64Array.of(k, 1),
    tags: [],
    w: [k, 0.5],
  });
  const gradientOf = (k: number, times = 1): Record<string, unknown> => ({
    m: 2 * k * times,
    p: [k * k * times, 2 * k * times],
    v: Float64Array.of(2 * k * times, 0),
    tags: [],
    w: [2 * times, 0],
  });

  test.each([0, 1, 2, 3, 30])("of %i", (count) => {
    const bodies = Array.from({ length: count }, (_, k) => body(k));
    for (let call = 0; call < 3; call++) expect(d(bodies)).toStrictEqual(bodies.map((_, k) => gradientOf(k)));
  });

  test("that changes from call to call", () => {
    const bodies = Array.from({ length: 20 }, (_, k) => body(k));
    d(bodies);
    bodies[19] = bodies[3];
    const shared = d(bodies);
    expect(shared[19]).toBe(shared[3]);
    expect(shared[3]).toStrictEqual(gradientOf(3, 2));
    expect(d(bodies)[19]).toStrictEqual(gradientOf(3, 2));
    bodies[19] = body(19);
    bodies.reverse();
    expect(d(bodies)[0]).toStrictEqual(gradientOf(19));
    bodies[4].w = bodies[5].w;
    const ofLists = d(bodies);
    expect(ofLists[4].w).toBe(ofLists[5].w);
    expect(ofLists[4].w).toStrictEqual([4, 0]);
    bodies.length = 12;
    bodies[5].w = [1, 2];
    expect(d(bodies)).toStrictEqual(Array.from({ length: 12 }, (_, k) => ({ ...gradientOf(19 - k), w: [2, 0] })));
    bodies.push(body(1), bodies[0]);
    const longer = d(bodies);
    expect(longer[13]).toBe(longer[0]);
    expect(longer[12]).toStrictEqual(gradientOf(1));
  });

  test("with more than its type says", () => {
    const bodies = Array.from({ length: 12 }, (_, k) => body(k));
    bodies[11] = { ...body(11), mass: 3, name: "b" };
    expect(d(bodies)[11]).toStrictEqual({ ...gradientOf(11), mass: 0, name: null });
    expect(d(bodies)[10]).toStrictEqual(gradientOf(10));
    const { m, ...others } = body(4);
    bodies[4] = { ...others, m };
    expect(Object.keys(d(bodies)[4])).toEqual(["p", "v", "tags", "w", "m"]);
  });
});

test("instances of a class", () => {
  const { d, Body } = compile(`import { grad } from "cotangent";
    class Vec { constructor(public x: number, public y: number) {} }
    export class Body { p: Vec; constructor(public m: number, x: number) { this.p = new Vec(x, 1); } }
    export const d = grad((bodies: Body[]): number => bodies.reduce((sum, b) => sum + b.m * b.p.x * b.p.y, 0));`)
    .exports as { d: (bodies: unknown[]) => unknown[]; Body: new (m: number, x: number) => object };
  const bodies = Array.from({ length: 10 }, (_, k) => new Body(k, 2));
  const expected = bodies.map((_, k) => ({ m: 2, p: { x: k, y: 2 * k } }));
  expect(d(bodies)).toEqual(expected);
  expect(Object.getPrototypeOf(d(bodies)[0])).toBe(Object.prototype);
});

describe("what is reached twice is one object", () => {
  test("in a tree", () => {
    const shared: Tree = { w: 3, left: undefined, right: undefined };
    const found = d({ w: 1, left: shared, right: shared });
    expect(found.left).toBe(found.right);
    expect(found).toStrictEqual({ w: 2, left: found.left, right: found.left });
    expect(found.left).toStrictEqual({ w: 12, left: null, right: null });
  });

  test("in a cycle", () => {
    const root: Tree = { w: 1, left: undefined, right: undefined };
    root.left = root;
    const found = d(root);
    expect(found.left).toBe(found);
    expect([found.w, found.right]).toEqual([6, null]);
  });

  test("of lists and of what they hold", () => {
    const of = compile(graph).exports.d as Callable;
    const leaf = { w: 2, name: "leaf", next: [] as unknown[] };
    const list = [leaf, leaf];
    const root = {
      w: 1,
      name: "root",
      next: [
        { w: 5, name: "a", next: list },
        { w: 7, name: "b", next: list },
      ],
    };
    const found = of(root) as typeof root;
    const [a, b] = found.next;
    expect(a.next).toBe(b.next);
    expect(a.next[0]).toBe(a.next[1]);
    expect(found).toStrictEqual({
      w: 2,
      name: null,
      next: [
        { w: 10, name: null, next: a.next },
        { w: 14, name: null, next: a.next },
      ],
    });
    expect(a.next[0]).toStrictEqual({ w: 16, name: null, next: [] });
  });

  test("where one is as declared and the other is not", () => {
    const shared = { w: 3, left: null, right: null };
    const odd = { w: 2, left: shared };
    const found = d({ w: 1, left: odd, right: shared });
    expect(found.left?.left).toBe(found.right);
    expect(found.right?.w).toBe(12);
  });
});

describe("an object that has other fields than its type", () => {
  test("fewer, in another order, or more", () => {
    expect(d({ w: 4 })).toStrictEqual({ w: 8 });
    expect(d({ right: { w: 1 }, w: 4, left: null })).toStrictEqual({ right: { w: 2 }, w: 8, left: null });
    expect(d({ w: 4, left: null, right: null, label: "x", more: [1] })).toStrictEqual({
      w: 8,
      left: null,
      right: null,
      label: null,
      more: [0],
    });
  });

  test("a class of its own, no prototype, frozen", () => {
    class Node {
      w = 3;
      left = null;
      right = null;
    }
    const bare = Object.assign(Object.create(null) as object, { w: 3, left: null, right: null });
    const gradient = { w: 6, left: null, right: null };
    for (const each of [new Node(), bare, Object.freeze({ w: 3, left: null, right: null })])
      expect(d({ w: 1, left: each, right: null })).toStrictEqual({ w: 2, left: gradient, right: null });
  });
});

test("the gradient is the caller's, call after call", () => {
  const tree: Tree = { w: 1, left: { w: 2, left: null, right: null }, right: null };
  const [one, two] = [d(tree), d(tree)];
  expect(one).toStrictEqual(two);
  expect(one).not.toBe(two);
  expect(one.left).not.toBe(two.left);
});

describe("copies of lists of records", () => {
  const { along, back, code } = ((): { along: Callable; back: Callable; code: string } => {
    const compiled = compile(`import { jvp, vjp } from "cotangent";
      export interface P { x: number; w: number[]; name: string }
      const f = (ps: P[], v: Float32Array): number => {
        let sum = v[0] ** 2;
        for (const p of ps) { sum += p.x ** 2 * p.w[0]; p.x = 0; }
        return sum;
      };
      export const along = jvp(f);
      export const back = vjp((ps: { x: number; at: { t: number } }[]): number => ps.reduce((s, p) => s + p.x * p.at.t, 0));`);
    return { ...(compiled.exports as { along: Callable; back: Callable }), code: compiled.code["main.ts"] };
  })();
  const points = (count: number): object[] => Array.from({ length: count }, (_, k) => ({ x: k, w: [2], name: "p" }));

  test("are made by functions that know the type", () => {
    expect(code).toMatch(/copyBy\(copyOf\w+, \w+, ps\)/);
    expect(code).toMatch(/if \(!fitsPrimals\d*\(tangents, primals\)\)/);
  });

  test.each([1, 20])("tangents of %i, which the caller keeps", (count) => {
    const tangents = [points(count).map(() => ({ x: 1, w: [0.5], name: null })), new Float32Array([1])];
    const before = structuredClone(tangents);
    const expected = Array.from({ length: count }, (_, k) => 4 * k + 0.5 * k * k).reduce((a, b) => a + b, 6);
    for (let call = 0; call < 2; call++)
      expect((along([points(count), new Float32Array([3])], tangents) as number[])[1]).toBeCloseTo(expected, 10);
    expect(tangents).toStrictEqual(before);
  });

  test("tangents that do not fit, and those of one object that differ", () => {
    const call = (ps: object[], ts: object[]): unknown => along([ps, new Float32Array(1)], [ts, new Float32Array(1)]);
    const tangent = (x: number): object => ({ x, w: [0], name: null });
    expect(() => call(points(2), [tangent(1)])).toThrow("at [0], has length 1, but its value has length 2");
    expect(() => call(points(1), [{ x: 1, w: [0, 1], name: null }])).toThrow("w, has length 2");
    expect(() => call(points(1), [{ x: "1", w: [0], name: null }])).toThrow("x, must be a number");
    expect(() => call(points(1), [{ w: [0], name: null }])).toThrow("has no field 'x'");
    const [p] = points(1);
    expect(() => call([p, p], [tangent(1), tangent(2)])).toThrow("two different tangents");
    expect(() => call([p, p], [tangent(1), tangent(1)])).not.toThrow();
  });

  test("a pullback that is called again", () => {
    const ps = Array.from({ length: 15 }, (_, k) => ({ x: k, at: { t: 3 } }));
    ps[4].at = ps[5].at;
    const [value, pullback] = back(ps) as [number, Callable];
    expect(value).toBe(3 * 105);
    const [first] = pullback(1) as [typeof ps];
    const [second] = pullback(2) as [typeof ps];
    expect(first.map(({ x }) => x)).toEqual(ps.map(() => 3));
    expect(second.map(({ x }) => x)).toEqual(ps.map(() => 6));
    expect([first[4].at.t, second[4].at.t]).toEqual([9, 18]);
    expect(first[4].at).toBe(first[5].at);
    expect(second[4].at).toBe(second[5].at);
  });
});
