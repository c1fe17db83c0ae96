/** Members that objects behind an interface may lack, or have of their own. */
import { expect, test } from "vitest";
import { compile } from "../support/compile.js";
import { check } from "../support/harness.js";

test("methods and getters that some classes do not have", () => {
  check(
    `interface Body { m: number; drag?(v: number): number; readonly lift?: number }
    class Ball implements Body { constructor(public m: number) {} }
    class Wing implements Body {
      constructor(public m: number, private k: number) {}
      drag(v: number): number { return this.k * v * v; }
      get lift(): number { return this.k * this.m; }
    }
    class Flap extends Wing {}
    class Brick extends Ball { drag(v: number): number { return 2 * this.m * v; } }
    export function f(x: number, a: number): number {
      const bodies: Body[] = [new Ball(x), new Wing(a, x), new Brick(a), new Flap(x, a)];
      let s = 0;
      for (const b of bodies) {
        if (b.drag) s += b.drag(a);
        const { lift = 0.1 } = b;
        s += (b.drag?.(x) ?? 1) * lift + (typeof b.drag === "function" ? 1 : b.m);
      }
      return s;
    }`,
    { points: [[0.5, 0.3]] },
  );
});

const terms = `
  interface Term { weight: number; value(x: number): number; scale?(k: number): Term }
  class Linear implements Term {
    constructor(public weight: number, public a: number) {}
    value(x: number): number { return this.a * x; }
    scale(k: number): Term { return new Linear(this.weight * k, this.a); }
  }
  class Quad extends Linear { override value(x: number): number { return this.a * x * x; } }
  const bump: Term = { weight: 0.5, value: (x) => Math.exp(-x * x) };
`;

test("what an optional method gives, or the object itself", () => {
  check(
    `${terms}
    class Constant implements Term { weight = 2; value(): number { return 3; } }
    export function f(x: number, a: number): number {
      const all: Term[] = [new Linear(1, a), new Constant(), new Quad(x, a)];
      return all.reduce((s, t) => { const u = t.scale?.(x) ?? t; return s + u.weight * u.value(x); }, 0);
    }`,
    { points: [[0.5, 0.3]] },
  );
});

test("an instance on one path and a literal on another", () => {
  check(
    `${terms}
    export function f(x: number, a: number): number {
      const t: Term = x > 1 ? new Linear(1, a) : bump;
      return t.weight * t.value(x);
    }`,
    { points: [{ args: [0.5, 0.3] }, { args: [2, 0.3] }] },
  );
});

test.each(["new Linear(1, 2), bump", "new Linear(1, 2), new Quad(2, 3), bump"])(
  "a literal in a table of the module is not taken for an instance: %s",
  (members) => {
    const { exports, diagnostics } = compile(`import { grad } from "cotangent";
      ${terms}
      const TERMS: readonly Term[] = [${members}];
      export const f_grad = grad((x: number, n: number): number => {
        let s = 0;
        for (let k = 0; k < n; k++) s += TERMS[k].value(x);
        return s;
      });`);
    expect(diagnostics).toEqual([]);
    const f_grad = exports.f_grad as (x: number, n: number) => number;
    expect(f_grad(0.5, 1)).toBe(2);
    expect(() => f_grad(0.5, 3)).toThrow(TypeError);
  },
);

const dot = "class Dot implements Place { constructor(readonly x: number, public z = 2) {} }";
const polar =
  "class Polar implements Place { constructor(private r: number, private a: number) {} get x(): number { return this.r * Math.cos(this.a); } }";

test.each([
  [dot, polar],
  [polar, dot],
])("literals with data that other objects have getters for: %s", (...classes) => {
  check(
    `interface Place { readonly x: number; z?: number }
    ${classes.join("\n")}
    const ORIGIN: Place = { x: 0.1 };
    const apart = (p: Place, q: Place): number => (p.x - q.x) ** 2 + (p.z ?? 0.5);
    export function f(a: number, b: number): number {
      const places: Place[] = [new Dot(a), new Polar(a, b), { x: b }];
      return places.reduce((s, p, i) => s + apart(p, ORIGIN) * (i + 1), apart(ORIGIN, places[1]));
    }`,
    { points: [[0.5, 2]] },
  );
});

test("a literal that has the type of a class is no instance of it", () => {
  const { exports, diagnostics } = compile(`import { grad } from "cotangent";
    class Pair { constructor(public x: number, public y: number) {} size(): number { return this.x + this.y; } }
    class Product extends Pair { override size(): number { return this.x * this.y; } }
    const odd: Pair = { x: 1, y: 2, size() { return 100 * this.x; } };
    const PAIRS: Pair[] = [new Pair(1, 2), new Product(3, 4), odd];
    export const f_grad = grad((a: number, n: number): number => {
      let s = 0;
      for (let k = 0; k < n; k++) s += PAIRS[k].size() * a;
      return s;
    });`);
  expect(diagnostics).toEqual([]);
  const f_grad = exports.f_grad as (a: number, n: number) => number;
  expect(f_grad(1, 2)).toBe(15);
  expect(() => f_grad(1, 3)).toThrow(TypeError);
});
