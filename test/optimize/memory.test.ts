/** What functions that call themselves read and write. */
import { describe, expect, test } from "vitest";
import { intersects, MemoryModel } from "../../plugin/src/optimize/memory.js";
import { check } from "../support/harness.js";
import { lowerF, opsOf } from "../support/ir.js";

/** Of each call in `f`: what it writes, in the words of the model, without what tells one reference from another. */
function writes(source: string): string[][] {
  const func = lowerF(source);
  const model = new MemoryModel(func);
  return opsOf(func, "call").map((call) =>
    [...new Set([...model.of(call).writes].map((key) => key.replace(/ (unknown|parameter|leaked)$/, "")))].sort(),
  );
}

describe("a call writes", () => {
  test.each([
    [
      "nothing where nothing is written",
      "function g(a: number[], n: number): number { return n > 0 ? a[n] * g(a, n - 1) : 1; }",
      "g(a, n)",
      [[]],
    ],
    [
      "what the function itself does",
      "function g(a: number[], n: number): number { a[n] = n; return n > 0 ? g(a, n - 1) : 1; }",
      "g(a, n)",
      [["Array"]],
    ],
    [
      "what functions do that call one another",
      `function g(a: number[], n: number): number { return n > 0 ? h(a, n - 1) : 1; }
      function h(a: number[], n: number): number { if (n === 3) a.push(n); return g(a, n) + k(a, n); }
      function k(a: number[], n: number): number { return n > 5 ? h(a, n - 1) : g(a, n - 2); }`,
      "g(a, n) + k(a, n)",
      [["Array"], ["Array"]],
    ],
  ])("%s", (_, functions, asked, expected) =>
    expect(writes(`${functions}\nexport function f(a: number[], n: number): number { return ${asked}; }`)).toEqual(
      expected,
    ),
  );

  test("may never end", () => {
    const func = lowerF(`function g(n: number): number { return n > 0 ? g(n - 1) : 1; }
      export function f(n: number): number { return g(n); }`);
    expect(opsOf(func, "call").map((call) => new MemoryModel(func).of(call).observable)).toEqual([true]);
  });
});

describe("memory that a turn makes and hands on", () => {
  /** Whether what `f` pushes to its list `w` may change the length that it asks for. */
  function meets(body: string): boolean {
    const func = lowerF(`export function f(x: number, n: number): number { let v = [x]; ${body} return v[0]; }`);
    const model = new MemoryModel(func);
    const [push] = opsOf(func, "push");
    const [length] = opsOf(func, "length").filter(({ operands: [list] }) => list !== push.operands[0]);
    return intersects(model.of(push).writes, model.of(length).reads);
  }

  test.each([
    [
      "is not what the turn was handed",
      "for (let i = 0; i < n; i++) { const w = [n]; w.push(v.length); v = w; }",
      false,
    ],
    [
      "is not what was there before it, whatever loops are around it",
      "for (let i = 0; i < n; i++) { const u = v; for (let j = 0; j < i; j++) { const w = [n]; w.push(u.length); v = w; } }",
      false,
    ],
    [
      "may be what the next turn is handed",
      "while (n > v.length) { const w = [n]; w.push(n); v = x > n ? w : v; }",
      true,
    ],
    ["may be what is read behind the loop", "while (n > x) { const w = [n]; w.push(n); v = w; } x = v.length;", true],
    [
      "may be what an inner loop is handed",
      "for (let i = 0; i < n; i++) { const w = [n]; for (let j = 0; j < i; j++) { w.push(v.length); v = w; } }",
      true,
    ],
    [
      "may be what is handed on where it is made in front of the loop",
      "const w = [n]; for (let i = 0; i < n; i++) { w.push(v.length); v = w; }",
      true,
    ],
  ])("%s", (_, body, expected) => expect(meets(body)).toEqual(expected));
});

test("arrays that change places meet what the loop begins with and what it leaves, but not one another", () => {
  const func = lowerF(`export function f(x: number, n: number): number {
    let u = new Float64Array(3);
    let v = new Float64Array(3);
    u[0] = x;
    const before = u[1];
    for (let k = 0; k < n; k++) { v[0] = u[0]; const t = u; u = v; v = t; }
    return u[0] + v[0] + before;
  }`);
  const model = new MemoryModel(func);
  const [first, inTurn] = opsOf(func, "store").map((store) => model.of(store).writes);
  const [before, ofTurn, ...behind] = opsOf(func, "load").map((load) => model.of(load).reads);
  expect(intersects(first, ofTurn)).toBe(true);
  expect(intersects(inTurn, before)).toBe(true);
  expect(intersects(inTurn, ofTurn)).toBe(false);
  expect(behind.map((reads) => intersects(inTurn, reads))).toEqual([true, true]);
});

const leaf = (weight: number) => ({ weight, kids: [] });

describe("loops with calls of the function that they are in", () => {
  test("over a list that the calls make longer", () =>
    check(
      `function a(list: number[], depth: number): number {
        let s = 0;
        for (let i = 0; i < list.length; i++) s += list[i] * list[i] + b(list, depth);
        return s;
      }
      function b(list: number[], depth: number): number {
        if (depth <= 0 || list.length > 4) return 0;
        list.push(list[0] * depth);
        return 0.1 * a(list, depth - 1);
      }
      export function f(x: number[], depth: number): number {
        return a(x.slice(), depth);
      }`,
      {
        points: [
          [[1.5, -0.4], 2],
          [[0.7], 3],
          [[], 1],
        ],
        wrt: [0],
      },
    ));

  test("over children that are missing, which later turns take away", () =>
    check(
      `interface Node { weight: number; kids: (Node | undefined)[] }
      function visit(node: Node, clears: boolean): number {
        let s = node.weight;
        for (let i = 0; i < node.kids.length; i++) {
          const kid = node.kids[i];
          if (!kid) continue;
          s += visit(kid, clears) * node.weight;
          if (clears) node.kids[i] = undefined;
        }
        return s * s;
      }
      export function f(root: Node, clears: boolean): number {
        return visit(root, clears) + visit(root, false);
      }`,
      {
        points: [false, true].map((clears) => [
          { weight: 0.5, kids: [leaf(0.7), undefined, { weight: 0.3, kids: [undefined, leaf(-0.6)] }] },
          clears,
        ]),
        wrt: [0],
      },
    ));
});
