/** Zero shadows of trees and graphs: functions for their types, beside the walk of the runtime for what is not as declared. */
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
  expect(code["main.ts"]).toContain("hasFields(");
  expect(code["main.ts"]).toMatch(/zeros\.left = \w+_zeros\(/);
  const plain = compile(`import { grad } from "cotangent";
    export const d = grad((rows: number[][]): number => rows[0][0] ** 2);`);
  expect(plain.code["main.ts"]).not.toContain("new Map()");
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
