import { describe, expect, test } from "vitest";
import { execute } from "../support/compile.js";
import { Oracle } from "./oracle/oracle.js";

/** Programs of one number and what they are about. */
const programs: Readonly<Record<string, string>> = {
  classes: `
    class Base {
      #hidden = 2;
      static made = 0;
      constructor(public x: number) { Base.made++; }
      get twice(): number { return this.#hidden * this.x; }
      set twice(value: number) { this.x = value / this.#hidden; }
      value(): number { return this.x + 1; }
      grow(by: number): this { this.x *= by; return this; }
      static of(x: number): Base { return new Base(x * x); }
    }
    class Derived extends Base {
      y = 3;
      constructor(x: number, readonly z: number) { super(x + z); this.y *= x; }
      override value(): number { return super.value() * this.y + this.z; }
    }
    export function f(x: number): number {
      const [a, b] = [Base.of(x), new Derived(x, 2)];
      b.twice = b.twice + 1;
      let s = 0;
      for (const each of [a, b, a]) s += each.grow(x).value() * (each instanceof Derived ? 2 : 1);
      return s + Base.made * b.twice;
    }`,
  containers: `
    export function f(x: number): number {
      const m = new Map<string, number>([["a", x]]);
      for (const key of ["a", "b", "a"]) m.set(key, (m.get(key) ?? 1) * x);
      const s = new Set([x, 2 * x, x]);
      let sum = m.size * s.size;
      for (const [key, value] of m) sum += key === "a" ? value : -value;
      s.forEach((each) => { sum *= each; });
      return sum + [...m.values()].length;
    }`,
  generators: `
    function* powers(x: number): Generator<number> {
      let y = x;
      try {
        for (;;) { yield y; y *= x; }
      } finally { log.push(y); }
    }
    const log: number[] = [];
    export function f(x: number): number {
      log.length = 0;
      let sum = 0;
      for (const p of powers(x)) { if (p > 9) break; sum += p; }
      const [first, second] = powers(x);
      return sum * first + second * log.length + log[0];
    }`,
  arrays: `
    export function f(x: number): number {
      const a = new Float64Array([x, 3, 1, x * x]);
      const window = a.subarray(1, 3);
      window[0] *= x;
      window.fill(2 * x, 1);
      const list = [...a].sort((p, q) => q - p);
      const gone = list.splice(1, 2, x, 5, 6);
      return a[1] * a[2] + list.reduce((sum, y, k) => sum + y * k, 0) + gone[0] * list.filter((y) => y > 2).length
        + Array.from({ length: 3 }, (_, k) => k * x).flatMap((y) => [y, x]).at(-2)!;
    }`,
  chains: `
    interface Link { value: number; next?: Link; run?: (x: number) => number }
    export function f(x: number): number {
      const end: Link = { value: x, run: (y) => x * y };
      const start: Link = { value: 2, next: end };
      const { value, ...rest } = start;
      return (start.next?.next?.value ?? x) * (start.next?.run?.(value) ?? 1) * (start.run?.(x) ?? 7) + (rest.next?.value ?? 0);
    }`,
  exits: `
    export function f(x: number): number {
      let sum = 0;
      const step = (k: number): number => {
        try {
          if (k === 2) return x;
          sum += x * k;
        } finally {
          sum *= 2;
        }
        return 1;
      };
      for (let k = 0; k < 4; k++) { try { if (k === 3) break; sum += step(k); } finally { sum += x; } }
      return sum;
    }`,
};

describe("the oracle runs", () => {
  test.each(Object.keys(programs))("%s", (name) => {
    const source = programs[name];
    const at = (x: number): number => (execute(source).exports.f as (x: number) => number)(x);
    const oracle = new Oracle(source, 10_000);
    expect(oracle.run([1.5]).value).toBe(at(1.5));
    const [forward] = oracle.jvp([1.5], [1]);
    expect(oracle.vjp([1.5], [1])[0]).toBeCloseTo(forward, 12);
    expect(forward).toBeCloseTo((at(1.5 + 1e-5) - at(1.5 - 1e-5)) / 2e-5, 5);
  });
});
