/** Objects made of others: spread over defaults, copied, assigned, gone over by their keys. */
import { test } from "vitest";
import { check } from "../support/harness.js";

test("defaults by spread", () => {
  check(
    `interface Opts { rate?: number; power?: number }
    export function f(x: number, opts: Opts): number {
      const o = { rate: 0.5, power: 2, ...opts };
      return o.rate * x ** o.power;
    }`,
    { points: [[1.5, { rate: 2, power: 3 }]], wrt: [0] },
  );
});

test("defaults by spread, missing", () => {
  check(
    `interface Opts { rate?: number; power?: number }
    const DEFAULTS = { rate: 0.5, power: 2 };
    function g(x: number, opts: Opts = {}): number {
      const o = { ...DEFAULTS, ...opts };
      return o.rate * x ** o.power;
    }
    export function f(x: number): number {
      return g(x) + g(x, { rate: x }) * g(x, { power: 3 });
    }`,
    { points: [[1.5]] },
  );
});

test("defaults from outside", () => {
  check(
    `interface Opts { rate?: number; power?: number; name: string }
    export function f(x: number, opts: Opts): number {
      const o = { rate: 0.5, power: 2, ...opts };
      return o.rate * x ** o.power;
    }`,
    { points: [[1.5, { power: 3, name: "a" }]], wrt: [0] },
  );
});

test("copies of options, and again", () => {
  check(
    `interface Opts { rate?: number; power?: number }
    const DEFAULTS = { rate: 0.5, power: 2 };
    function h(x: number, opts: Opts): number {
      const copy = { ...opts };
      const more = { ...DEFAULTS, ...copy };
      return more.rate * x ** more.power + Object.keys(copy).length;
    }
    export function f(x: number, opts: Opts): number {
      return h(x, opts) + h(x, { rate: x }) * h(x, { power: 3 }) + h(x, { rate: 1, power: 1 }) + ("rate" in { ...opts } ? x : 0);
    }`,
    {
      points: [
        [1.5, {}],
        [1.5, { power: 3 }],
        [1.5, { rate: 3 }],
        [1.5, { rate: 3, power: 1 }],
      ],
      wrt: [0],
    },
  );
});

test("options active", () => {
  check(
    `interface Opts { rate?: number; power?: number }
    export function f(opts: Opts, x: number): number {
      const o = { rate: 0.5, power: x, ...opts };
      return o.rate * x ** o.power;
    }`,
    { points: [[{ rate: 2, power: 3 }, 1.5]] },
  );
});

test("in of made record", () => {
  check(
    `interface Opts { rate?: number; power?: number }
    function g(x: number, opts: Opts, n: number): number {
      if ("rate" in opts) return x * x;
      return n > 3 ? g(x, opts, n - 1) : x;
    }
    export function f(x: number): number {
      return g(x, { rate: x }, 3) * g(x, { power: 3 }, 4) + g(x, { rate: undefined }, 4);
    }`,
    { points: [[1.5]] },
  );
});

test("rest of optional", () => {
  check(
    `interface Opts { rate?: number; power?: number; k: number }
    export function f(x: number, o: Opts): number {
      const { k, ...rest } = o;
      const all = { rate: x, power: 2, ...rest };
      return k * all.rate * x ** all.power;
    }`,
    {
      points: [
        [1.5, { k: 2, rate: 3 }],
        [1.5, { k: 2 }],
      ],
      wrt: [0],
    },
  );
});

test("added later", () => {
  check(
    `interface Opts { rate?: number; power?: number }
    export function f(x: number, n: number): number {
      const o: Opts = { power: x };
      if (n > 1) o.rate = x * x;
      const all = { rate: 3, ...o };
      let s = 0;
      for (const key in o) s += o[key as keyof Opts]!;
      return all.rate * (all.power ?? 1) + s;
    }`,
    {
      points: [
        [1.5, 1],
        [1.5, 2],
      ],
      wrt: [0],
    },
  );
});

test("functions in options", () => {
  check(
    `interface Opts { act?: (x: number) => number; scale?: number }
    const defaults = { act: Math.tanh, scale: 2 };
    function layer(x: number, opts: Opts = {}): number {
      const { act, scale } = { ...defaults, ...opts };
      return scale * act(x);
    }
    export function f(x: number): number { return layer(x) + layer(x, { act: Math.sin }) + layer(x, { scale: x }) + layer(x, { act: (v) => v * v, scale: 1 }); }`,
    { points: [[1.5]] },
  );
});

test("assign variants", () => {
  check(
    `interface Opts { rate?: number; power?: number }
    class Model {
      rate = 1; power = 2; bias = 0;
      constructor(opts: Partial<Model>) { Object.assign(this, opts); }
      run(x: number): number { return this.rate * x ** this.power + this.bias; }
    }
    const D = { rate: 0.5, power: 2 };
    export function f(x: number): number {
      const a = Object.assign({}, D, { rate: x });
      const o: Opts = {};
      o.rate = x * x;
      const b = Object.assign({ rate: 1, power: 3 }, o);
      Object.assign(a, { power: 3 });
      const m = new Model({ bias: x });
      return a.rate ** a.power + b.rate * x ** b.power + m.run(x) + new Model({ rate: x, power: 3 }).run(2);
    }`,
    { points: [[1.5]] },
  );
});

test("empty options object", () => {
  check(
    `interface Opts { rate?: number; power?: number }
    function g(o: Opts, n: number): number { return n > 0 ? g({ ...o, power: n }, n - 1) : (o.rate ?? 2) * (o.power ?? 1); }
    export function f(x: number): number {
      const o: Opts = {};
      if (x > 1) o.rate = x;
      return g(o, 2) + (o.power ?? x);
    }`,
    { points: [[1.5], [0.5]] },
  );
});

test("values map sum", () => {
  check(
    `export function f(p: { w: number; b?: number }): number {
      return Object.values(p).map((v) => v! * v!).reduce((a, b) => a + b, 0) + Object.entries(p).filter(([k]) => k !== "w").length;
    }`,
    { points: [[{ w: 1.5, b: 2 }], [{ w: 1.5 }]] },
  );
});

test("map of entries", () => {
  check(
    `const make = (x: number): Map<string, number> => new Map(Object.entries({ a: x, b: x * x }));
    export function f(x: number): number { const m = make(x); return m.get("a")! * (m.get("b") ?? 3) + (m.get("z") ?? 1); }`,
    { points: [[0.8]] },
  );
});

test("values of functions", () => {
  check(
    `const table = { sq: (x: number) => x * x, sin: Math.sin, id: (x: number) => x };
    export function f(x: number): number {
      let s = 0;
      for (const g of Object.values(table)) s += g(x);
      for (const [name, g] of Object.entries(table)) if (name !== "id") s *= g(x);
      return s + Object.keys(table).length;
    }`,
    { points: [[0.8]] },
  );
});

test("nested records values", () => {
  check(
    `export function f(p: { first: { m: number; v: number }; second: { m: number; v: number } }): number {
      return Object.values(p).reduce((e, { m, v }) => e + 0.5 * m * v ** 2, 0);
    }`,
    { points: [[{ first: { m: 1, v: 2 }, second: { m: 0.3, v: 4 } }]] },
  );
});

test("optional missing", () => {
  check(`export function f(p: { w: number; b?: number }): number { return p.w * (p.b ?? 3) ** 2; }`, {
    points: [[{ w: 1.5, b: 2 }], [{ w: 1.5 }]],
  });
});

test("local table values", () => {
  check(
    `export function f(x: number): number {
      const table = { sq: (x: number) => x * x, sin: Math.sin, id: (x: number) => x };
      let s = 0;
      for (const g of Object.values(table)) s += g(x);
      for (const [name, g] of Object.entries(table)) if (name !== "id") s *= g(x);
      return s + Object.keys(table).length;
    }`,
    { points: [[0.8]] },
  );
});
