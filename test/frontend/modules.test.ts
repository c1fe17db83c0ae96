/** Modules: imports of every form, re-exports, namespaces, enums, tables, cycles, and memory that a module keeps. */
import { describe, expect, test } from "vitest";
import { compile } from "../support/compile.js";
import { check } from "../support/harness.js";

const library = `
export function square(x: number): number { return x * x; }
export const cube = (x: number): number => x * square(x);
export default function fourth(x: number): number { return square(square(x)); }
export const K = 3;
export const table = [1, 2, 3].map((entry) => entry * entry);
export const nested = { rows: [[1, 2], [3, 4]], scale: 5 };
`;

const reExports = `
export * from "./library.js";
export * as all from "./library.js";
export { square as power2, default as power4 } from "./library.js";
import renamed from "./library.js";
export { renamed as again };
export default renamed;
`;

describe("imports", () => {
  const modules = { "library.ts": library, "forward.ts": reExports };

  test("by name, default and namespace, through re-exports of every form", () => {
    check(
      {
        ...modules,
        "main.ts": `import fourth, { again, all, cube, power2, power4, square as sq } from "./forward.js";
import * as ns from "./forward.js";
import direct, { K, square } from "./library.js";
export function f(x: number): number {
  return fourth(x) + again(x) * all.square(x) - cube(x) + power2(x) / power4(x) + sq(ns.square(x)) + ns.all.default(x)
    + ns.default(x) * direct(K * x) + square(all.K) * x + ns.K;
}`,
      },
      { points: [{ args: [1.5] }] },
    );
  });

  test("of tables that are computed when the module is loaded", () => {
    check(
      {
        ...modules,
        "main.ts": `import { table, nested } from "./library.js";
import * as ns from "./forward.js";
export function f(x: number, n: number): number {
  let sum = nested.scale * x;
  for (let i = 0; i < n; i++) sum += table[i] * x ** i * ns.nested.rows[1][i];
  return sum * ns.table[2];
}`,
      },
      { points: [{ args: [1.5, 2], gradient: [9 * (5 + 4 * 4)] }], wrt: [0] },
    );
  });

  test("in a circle", () => {
    check(
      {
        "other.ts": `import { C, even } from "./main.js";
export function odd(x: number, n: number): number { return n <= 0 ? x : C * even(x + 1, n - 1); }`,
        "main.ts": `import { odd } from "./other.js";
export const C = 2;
export function even(x: number, n: number): number { return n <= 0 ? x : odd(x * x, n - 1); }
export function f(x: number): number { return even(x, 3); }`,
      },
      { points: [{ args: [2], value: 50, gradient: [80] }] },
    );
  });
});

test("enums of numbers, of strings and constant ones", () => {
  check(
    `enum Shape { Line = 1, Square, Cube = 1 << 2 }
enum Name { Line = "line", Square = "square" }
const enum Factor { One = 1, Five = 5 }
function shaped(x: number, shape: Shape): number {
  switch (shape) {
    case Shape.Line: return x;
    case Shape.Square: return x * x;
    case Shape.Cube: return Shape.Cube * x ** 3;
  }
}
const named = (x: number, name: Name): number => (name === Name.Line ? x : x * x);
export function f(x: number): number {
  return shaped(x, Shape.Square) * Factor.Five + shaped(x, 4) + named(x, Name.Square) + named(x, "line" as Name);
}`,
    { points: [{ args: [2], gradient: [20 + 48 + 4 + 1] }] },
  );
});

describe("memory of a module that a function overwrites before it reads it", () => {
  const scratch = `const point = { x: 0, y: 0 };
const list = [0, 0, 0];
const buffer = new Float64Array(2);
const single = new Float32Array(2);
export const kept = (): number[] => [point.x, point.y, ...list, ...buffer, ...single];
`;

  test("is the function's own, and keeps what the primal leaves in it", () => {
    const source = `${scratch}
function cross(out: number[], a: number, b: number): void {
  out[0] = a * b;
  out[1] = a - b;
  out[2] = out[0] * out[1];
}
export function f(x: number, y: number): number {
  point.x = x * y;
  point.y = Math.sin(point.x);
  cross(list, point.x, point.y);
  if (x > 0) buffer[0] = list[2] * x;
  else buffer[0] = y;
  buffer[1] = buffer[0] * buffer[0];
  single[0] = buffer[1];
  let sum = 0;
  for (let i = 0; i < 2; i++) sum += buffer[i] * list[i];
  return sum * buffer[1] + (single[0] > 0 ? x : y);
}`;
    check(source, {
      points: [
        [1.5, 0.7],
        [-0.5, 2],
      ],
    });
    const { exports } = compile(`import { grad } from "cotangent";\n${source}\nexport const g = grad(f);`);
    const { f, g, kept } = exports as Record<string, (...args: number[]) => unknown>;
    f(1.5, 0.7);
    const left = kept();
    f(3, 4);
    g(1.5, 0.7);
    expect(kept()).toEqual(left);
  });

  test("also by functions and methods that return what they are given", () => {
    check(
      `interface Point { x: number; y: number }
class Vector {
  constructor(public x = 0, public y = 0) {}
  copy(v: Point): this { this.x = v.x; this.y = v.y; return this; }
  sub(v: Point): this { this.x -= v.x; this.y -= v.y; return this; }
  scale(s: number): this { return this.set(this.x * s, this.y * s); }
  set(x: number, y: number): this { this.x = x; this.y = y; return this; }
}
const difference = new Vector();
const sum = new Float64Array(2);
const add = (out: Float64Array, a: Point, b: Point): Float64Array => { out[0] = a.x + b.x; out[1] = a.y * b.y; return out; };
export function f(a: Point, b: Point, n: number): number {
  let s = 0;
  for (let i = 0; i < n; i++) {
    const { x, y } = difference.copy(a).sub(b).scale(i + 1);
    const t = add(sum, difference, a);
    s += x * y ** 2 + t[0] * sum[1] + difference.x;
  }
  return s;
}`,
      { points: [[{ x: 1.5, y: 0.7 }, { x: -0.5, y: 2 }, 3]], wrt: [0, 1] },
    );
  });

  test("in a loop and in functions that are called several times", () => {
    check(
      `const tmp = [0, 0];
function turn(v: number[], angle: number): void {
  tmp[0] = v[0] * Math.cos(angle) - v[1] * Math.sin(angle);
  tmp[1] = v[0] * Math.sin(angle) + v[1] * Math.cos(angle);
  v[0] = tmp[0];
  v[1] = tmp[1];
}
export function f(angle: number, v: number[]): number {
  const w = [v[0], v[1]];
  for (let i = 0; i < 4; i++) turn(w, angle * i);
  turn(w, w[0]);
  return w[0] * w[1];
}`,
      { points: [[0.3, [1, 2]]] },
    );
  });

  test.each([
    ["a field that may hold what was there", "if (x > 0) point.x = x; return point.x;", "point.x = x"],
    ["an element read before it is written", "const old = list[0]; list[0] = x; return old * x;", "list[0] = x"],
    ["memory that is returned", "list[0] = x; list[1] = x; list[2] = x; return take(list);", "list[0] = x"],
    ["memory that another function reads", "point.x = x; point.y = x; return other() * x;", "point.x = x"],
    ["memory that one function keeps for another", "keep(x); return other() * x;", "point.x = v"],
    ["memory that a call overwrites", "point.x = 1; keep(x); return point.x;", "point.x = v"],
    ["memory that a function shares with its own recursion", "return again(x, 3);", "point.x = v"],
    ["memory that the derivative of one function keeps", "return grad(keep)(x) + other() * x;", "point.x = v"],
    ["what a function may return of it", "const v = x > 0 ? put(list, x) : [x]; return v[0];", "v[0] = a"],
    ["what a function returns of it and something holds", "last = put(list, x); return list[0];", "v[0] = a"],
    ["an index that is not known", "for (let i = 0; i < 3; i++) list[i] = x; return list[0];", "list[i] = x"],
  ])("%s is refused", (_, body, text) => {
    const source = `import { grad } from "cotangent";
${scratch}
let last: number[] = [];
function take(v: number[]): number { last = v; return v[0]; }
function put(v: number[], a: number): number[] { v[0] = a; v[1] = a * a; v[2] = 1; return v; }
function other(): number { return point.x; }
function again(v: number, n: number): number {
  point.x = v;
  const rest: number = n > 0 ? again(v * v, n - 1) : 1;
  return point.x * rest;
}
function keep(v: number): number { point.x = v; return v * v; }
function f(x: number): number { ${body} }
export const g = [grad(f), last];`;
    const { diagnostics } = compile(source);
    expect(diagnostics.map(({ code }) => code)).toContain("AD3002");
    const at = diagnostics.find(({ code }) => code === "AD3002")!;
    expect(source.slice(at.start, at.end)).toContain(text.split(" = ")[0]);
  });

  test("a parameter that is this memory is refused when the derivative is called", () => {
    const { exports } = compile(`import { grad } from "cotangent";
export const tmp = [0, 0];
export const g = grad((v: number[]): number => { tmp[0] = v[1]; tmp[1] = v[0]; return v[0] * tmp[0] + tmp[1]; });`);
    const { g, tmp } = exports as { g: (v: number[]) => number[]; tmp: number[] };
    expect(g([2, 3])).toEqual([4, 2]);
    expect(() => g(tmp)).toThrow(/share memory/);
  });
});
