import { describe, expect, test } from "vitest";
import { compile } from "../support/compile.js";
import { check } from "../support/harness.js";

describe("object literals", () => {
  test("rest elements of patterns, of records and of instances", () =>
    check(
      `
class P { constructor(public a: number, public b: number) {} m() { return 1; } }
export function f(x: number, y: number): number {
  const { a, ...others } = { a: x, b: x * y, c: 3 };
  const { a: own, ...rest } = new P(x, y);
  const key = "b" as const;
  const { [key]: chosen } = rest;
  return a * others.b + others.c * own * chosen;
}`,
      { points: [[1.5, 0.7]] },
    ));

  test("spread of instances and computed keys", () =>
    check(
      `
const K = "key" as const;
class P { constructor(public a: number, public b: number) {} get c() { return 100; } }
export function f(x: number, y: number): number {
  const p = new P(x, y);
  const q = { ...p, [K]: x * y, ["d"]: 1 };
  q.a *= 2;
  q["key"] *= q[K];
  return q.a * q.b + q.key + p.a;
}`,
      { points: [[1.5, 0.7]] },
    ));

  test("getters and setters", () =>
    check(
      `
export function f(x: number, y: number): number {
  const disc = {
    r: x,
    get area() { console.log("get"); return Math.PI * this.r ** 2; },
    set diameter(d: number) { console.log("set"); this.r = d / 2; },
  };
  disc.diameter = 3 * y;
  const copy = { ...disc };
  disc.r *= x;
  return disc.area + copy.area;
}`,
      { points: [[1.5, 0.7]] },
    ));

  test("getters and setters of classes, by name and by key", () =>
    check(
      `
class Disc {
  constructor(public r: number) {}
  get area(): number { return Math.PI * this.r ** 2; }
  set area(a: number) { this.r = Math.sqrt(a / Math.PI); }
}
export function f(x: number, y: number): number {
  const disc = new Disc(x);
  disc.area *= y;
  return disc["area"] + disc["r"];
}`,
      { points: [[1.5, 0.7]] },
    ));
});

describe("methods", () => {
  test("as callbacks, bound, on optional objects", () =>
    check(
      `
class P { constructor(public a: number) {} twice(k: number): number { return 2 * this.a * k; } }
const apply = (g: (k: number) => number): number => g(2);
export function f(x: number, flag: boolean): number {
  const p: P | undefined = flag ? new P(x) : undefined;
  const q = new P(x * x);
  return (p?.twice(3) ?? x) + (p?.a ?? 1) + apply((k) => q.twice(k)) + apply(q.twice.bind(q));
}`,
      {
        points: [
          [1.5, true],
          [1.5, false],
        ],
      },
    ));

  test("of classes that are passed as values", () =>
    check(
      `
class A { constructor(public v: number) {} run(): number { return this.v; } }
class B extends A { override run(): number { return this.v ** 2; } }
const make = (C: typeof A, x: number): A => new C(x);
export function f(x: number): number { return make(A, x).run() + make(B, x).run(); }`,
      { points: [[1.5]] },
    ));

  test("that hold an operator, with this", () => {
    const { exports, diagnostics } = compile(`import { grad } from "cotangent";
class P { constructor(public k: number) {} e(x: number): number { return this.k * x ** 3; } slope(x: number): number { return grad((u: number) => this.e(u))(x); } }
export const slope = (x: number): number => new P(2).slope(x);
export const second = grad((x: number) => new P(x).slope(3));`);
    expect(diagnostics).toEqual([]);
    const { slope, second } = exports as Record<string, (x: number) => number>;
    expect(slope(3)).toBe(54);
    expect(second(2)).toBe(27);
  });

  test("that are marked have their derivatives generated", () => {
    const { code, diagnostics } = compile(`import { differentiable } from "cotangent";
export class Spring {
  constructor(public k: number, public rest: number) {}
  @differentiable energy(x: number): number { return 0.5 * this.k * (x - this.rest) ** 2; }
  @differentiable static unit(x: number): number { return x * x; }
}
class Hidden { @differentiable twice(x: number): number { return 2 * x; } }
export const hidden = new Hidden();`);
    expect(diagnostics).toEqual([]);
    expect(code["main.ts"]).toContain("export function Spring_energy_grad(spring: Spring, x: number)");
    expect(code["main.ts"]).toContain("export function Spring_unit_grad(x: number)");
    expect(code["main.ts"]).toContain("\nfunction Hidden_twice_jvp(");
    expect(code["main.ts"]).toContain("{ twice(x: number)");
  });

  test("that are marked and refused", () => {
    const { diagnostics } = compile(`import { differentiable } from "cotangent";
declare function ext(x: number): number;
export class A { @differentiable f(x: number): number { return ext(x); } }`);
    expect(diagnostics.map(({ code }) => code)).toEqual(["AD4001"]);
  });
});

describe("fields that a literal has nothing for yet", () => {
  test("of a type that a callback only implies", () =>
    check(
      `interface Site { parent: Site | null; weight: number; seen: number[] }
      export function f(x: number[]): number {
        const sites: Site[] = x.map((weight) => ({ parent: null, weight, seen: [] }));
        for (let i = 1; i < sites.length; i++) sites[i].parent = sites[(i * 7 + 3) % i];
        let sum = 0;
        for (const each of sites) {
          let k = 1;
          for (let site: Site | null = each; site; site = site.parent) {
            sum += site.weight * site.weight * k++;
            site.seen.push(sum);
          }
        }
        return sum + sites[0].seen[0];
      }`,
      { points: [[[2, 3, 4, 1]], [[2]]] },
    ));

  test("in an array that is made by its length", () =>
    check(
      `interface Best { id: number; best?: { v: number } | null }
      export function f(x: Float64Array): number {
        const all: Best[] = Array.from({ length: x.length }, (_, id) => ({ id, best: null }));
        for (let i = 0; i < x.length; i++)
          for (const each of all)
            if (!each.best || each.best.v < x[i] * (each.id + 1)) each.best = { v: x[i] * (each.id + 1) };
        return all.reduce((s, { best }) => s + (best ? best.v ** 2 : 0), 0);
      }`,
      { points: [[Float64Array.of(1, 3, 2)], [Float64Array.of(-1)]] },
    ));

  test("that stay empty", () =>
    check(
      `interface Site { next: Site | null; weight: number }
      const last = (site: Site): Site => (site.next ? last(site.next) : site);
      export function f(x: number[]): number {
        const sites: Site[] = x.map((weight) => ({ next: null, weight }));
        return last(sites[0]).weight * sites.length;
      }`,
      { points: [[[2, 3]], [[0.5]]] },
    ));
});

describe("an object of the module that has functions", () => {
  test("counts what it likes", () => {
    const { d, calls } = compile(`import { grad } from "cotangent";
      const stats = { calls: 0, add(): void { this.calls++; } };
      export const d = grad((x: number): number => { stats.add(); stats.calls *= 2; return x * x; });
      export const calls = (): number => stats.calls;`).exports as Record<string, (x?: number) => number>;
    expect([d(3), calls(), d(4), calls()]).toEqual([6, 2, 8, 6]);
  });

  test("takes nothing that is differentiated", () => {
    const { diagnostics } = compile(`import { grad } from "cotangent";
      const state = { x: 0, set(v: number): void { this.x = v; } };
      export const d = grad((x: number): number => { state.set(x); return state.x ** 2; });`);
    expect(diagnostics.map(({ code }) => code)).toEqual(["AD4004"]);
  });
});
