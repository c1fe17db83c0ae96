// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the texts are programs
import { test } from "vitest";
import { check } from "../support/harness.js";

const at = (...values: number[]) => values.map((value) => [value]);

type Entry = readonly [
  name: string,
  source: string,
  points: readonly (readonly unknown[])[],
  /** The parameters to move; the others are counts and names. */
  wrt?: readonly number[],
];

function differentiate(entries: readonly Entry[]): void {
  for (const [name, source, points, wrt] of entries) test(name, () => check(source, { points, wrt }));
}

differentiate([
  [
    "a function chosen by a condition",
    `const square = (v: number) => v * v;
    export function f(x: number): number {
      const g = x > 1 ? square : Math.sin;
      return g(x) + 2 * g(x * 0.5);
    }`,
    at(0.7, 2),
  ],
  [
    "a function reassigned in branches",
    `export function f(x: number, k: number): number {
      let g = (v: number): number => v;
      if (k > 0) {
        const scale = x * 2;
        g = (v) => v * scale;
        if (k > 1) g = Math.exp;
      }
      return g(x) * g(1);
    }`,
    [
      [0.7, 0],
      [0.7, 1],
      [0.7, 2],
    ],
    [0],
  ],
  [
    "closures made in an arm see later writes",
    `export function f(x: number, k: number): number {
      let total = x;
      let g: ((v: number) => number) | undefined;
      if (k > 0) {
        let calls = 0;
        g = (v) => { calls++; total += v * calls; return total * x; };
      }
      total *= 2;
      const first = g ? g(x) : 1;
      return first + (g?.(3) ?? x) + total;
    }`,
    [
      [0.7, 0],
      [0.7, 1],
    ],
    [0],
  ],
  [
    "functions returned from conditionals",
    `function pick(kind: string, a: number): (x: number) => number {
      if (kind === "linear") return (x) => a * x;
      const b = a * a;
      switch (kind) {
        case "square": return (x) => b * x * x;
        case "cube": return (x) => a * b * x ** 3;
      }
      return Math.cos;
    }
    export function f(x: number, kind: string): number {
      const g = pick(kind, x + 1);
      return g(x) + g(2);
    }`,
    [
      [0.7, "linear"],
      [0.7, "square"],
      [0.7, "cube"],
      [0.7, ""],
    ],
  ],
  [
    "a table of functions at run time",
    `const table: Record<string, (x: number) => number> = { sin: Math.sin, double: (v) => 2 * v };
    export function f(x: number, name: string): number {
      const local = { id: (v: number) => v, square: (v: number) => v * v, scaled: (v: number) => v * x };
      return local[name as "id" | "square" | "scaled"](x);
    }`,
    [
      [0.7, "id"],
      [0.7, "square"],
      [0.7, "scaled"],
    ],
  ],
  [
    "an array of functions at run time",
    `export function f(x: number, n: number): number {
      const ops = [Math.sin, (v: number) => v * x, Math.exp];
      let y = x;
      for (let k = 0; k < n; k++) y += ops[k % 3](y);
      for (const op of ops) y += op(x);
      for (let k = 0; k < ops.length; k++) y *= ops[k](0.3);
      return y;
    }`,
    [
      [0.7, 0],
      [0.7, 5],
    ],
    [0],
  ],
  [
    "options with functions and defaults",
    `interface Options { step?: (v: number, h: number) => number; h?: number; rate: number }
    function solve(x: number, { step = (v, h) => v + h * Math.sin(v), h = 0.1, rate }: Options): number {
      let y = x;
      for (let k = 0; k < 3; k++) y = step(y, h * rate);
      return y;
    }
    export function f(x: number): number {
      return solve(x, { rate: x }) + solve(x, { rate: 2, step: (v, h) => v * h + x }) + solve(x, { rate: 1, h: x });
    }`,
    at(0.7),
  ],
  [
    "counters and accumulators",
    `function makeCounter(start: number) {
      let n = start;
      return { next: () => { n += 1; return n; }, add: (v: number) => { n += v; }, value: () => n };
    }
    export function f(x: number): number {
      const a = makeCounter(x);
      const b = makeCounter(2 * x);
      for (let k = 0; k < 3; k++) { a.add(x * k); b.add(a.value()); }
      a.next();
      return a.value() * b.value() + b.next();
    }`,
    at(0.7),
  ],
  [
    "factories called in a loop",
    `const make = (k: number) => (v: number) => k * v;
    export function f(x: number): number {
      let s = 0;
      for (let i = 0; i < 4; i++) {
        const g = make(x + i);
        const h = make(g(x));
        s += g(h(i));
      }
      return s;
    }`,
    at(0.7),
  ],
  [
    "bind, call and apply",
    `function affine(a: number, b: number, x: number): number { return a * x + b; }
    export function f(x: number): number {
      const g = affine.bind(null, x, 2);
      const h = g.bind(undefined, x * 3);
      return g(3) + h() + affine.call(null, 1, x, x) + affine.apply(undefined, [x, x, 2]) + Math.max.apply(null, [x, 0.1, 0.2]);
    }`,
    at(0.7),
  ],
  [
    "spread at any position",
    `function g(a: number, ...more: number[]): number {
      let s = a;
      for (const m of more) s = s * 2 + m;
      return s;
    }
    export function f(xs: number[], x: number): number {
      const two: [number, number] = [x, xs[0]];
      return g(...two, x) + g(x, ...xs) + g(x, 2, ...xs, x) + Math.max(x, ...xs) + Math.min(...xs, x * x) + g(1, ...[x, x * x], ...xs);
    }`,
    [
      [[1, 2, 3], 0.7],
      [[0.5], 0.7],
    ],
  ],
  [
    "methods of an array of functions",
    `const compose = (...fns: ((v: number) => number)[]) => (v: number) => fns.reduceRight((acc, g) => g(acc), v);
    export function f(x: number): number {
      const values = [Math.sin, Math.cos, (v: number) => v * x].map((g) => g(x));
      return compose(Math.sin, (v) => v * v, (v) => v + x)(x) + values[0] * values[1] + values[2];
    }`,
    at(0.7),
  ],
]);

differentiate([
  [
    "a function carried through a loop",
    `export function f(x: number, n: number): number {
      let g = (v: number): number => v * x;
      let y = x;
      for (let i = 0; i < n; i++) {
        y = g(y);
        if (i % 2 === 0) g = Math.sin;
        else {
          const k = y * i;
          g = (v) => v + k;
        }
      }
      return y + g(2);
    }`,
    [
      [0.7, 0],
      [0.7, 1],
      [0.7, 4],
    ],
    [0],
  ],
  [
    "closures of a loop keep their own variables",
    `export function f(x: number, n: number): number {
      let last = (): number => x;
      let first: (() => number) | undefined;
      for (let i = 0; i < n; i++) {
        if (i === 1) first = () => i * x;
        if (i < 3) last = () => i * x * x;
      }
      return last() + 10 * (first ? first() : 0);
    }`,
    [
      [0.7, 0],
      [0.7, 1],
      [0.7, 5],
    ],
    [0],
  ],
  [
    "a factory's closure carried through a loop",
    `const make = (k: number) => (v: number): number => k * v;
    export function f(x: number, n: number): number {
      let g = make(x);
      let i = 0;
      while (i < n) { const h = g; g = make(h(2) + i); i++; }
      do { g = make(g(x)); } while (i++ < 3);
      return g(x);
    }`,
    [
      [0.7, 0],
      [0.7, 2],
    ],
    [0],
  ],
  [
    "strategy members changed in a loop",
    `export function f(x: number, n: number): number {
      const model = { rate: x, step: (v: number): number => v + 1, apply(v: number) { return v * 2; } };
      let y = x;
      for (let i = 0; i < n; i++) {
        y = model.step(y) * model.rate;
        model.rate += y;
        if (y > 2) model.step = (v) => v * x;
      }
      return model.step(y) + model.apply(model.rate);
    }`,
    [
      [0.7, 0],
      [0.7, 4],
    ],
    [0],
  ],
]);

differentiate([
  [
    "tables and arrays of functions of a module",
    `const leaky = (slope: number) => (v: number): number => (v > 0 ? v : slope * v);
    const ACTIVATIONS = {
      relu: (v: number): number => Math.max(v, 0),
      tanh: Math.tanh,
      leaky: leaky(0.1),
      scale: 2,
      square(v: number) { return v * v * ACTIVATIONS.scale; },
    };
    const OPS = [(a: number, b: number) => a + b, (a: number, b: number) => a * b, Math.atan2] as const;
    const tiny = leaky(0.01);
    export function f(x: number, name: "relu" | "tanh" | "leaky" | "square", k: number): number {
      const g = ACTIVATIONS[name];
      let y = g(x) + g(-x) * ACTIVATIONS.scale + ACTIVATIONS.square(x) + tiny(-x);
      for (const op of OPS) y = op(y, x);
      return OPS[k](y, x);
    }`,
    [
      [0.7, "relu", 0],
      [0.7, "tanh", 1],
      [0.7, "leaky", 2],
      [0.7, "square", 0],
    ],
    [0],
  ],
  [
    "derivatives of functions that are values",
    `import { grad, jvp, valueAndGrad } from "cotangent";
    const make = (k: number) => (v: number): number => k * v * v;
    const table = { fourth: (v: number): number => v ** 4, cube: (v: number): number => v * v * v };
    export function f(x: number, k: number): number {
      const obj = { square: (v: number): number => v * v * x };
      let y = grad(make(x))(x) + grad(k > 0 ? make(3) : table.cube)(x) + grad(obj.square)(x);
      const quadratic = make(x);
      y += grad(quadratic)(2) + grad(grad(obj.square))(x);
      y += grad(table[k > 1 ? "fourth" : "cube"])(x) + jvp(make(x))([x], [1])[1];
      const affine = (a: number, b: number, v: number): number => a * v * v + b * v;
      y += grad(affine.bind(null, x, 2))(x) + valueAndGrad(grad(make(x)))(x)[1];
      return y;
    }`,
    [
      [0.5, 0],
      [0.5, 1],
      [0.5, 2],
    ],
    [0],
  ],
  [
    "what a derivative captures is read when it is called",
    `import { grad } from "cotangent";
    export function f(x: number): number {
      let k = x;
      const g = (v: number): number => k * v * v;
      const d = grad(g);
      const before = d(x);
      k = 3 * x;
      return before + d(x);
    }`,
    at(0.7),
  ],
  [
    "arguments",
    `function sum(...unused: number[]): number;
    function sum(): number {
      let s = arguments.length * 10;
      for (let i = 0; i < arguments.length; i++) s += arguments[i] * (i + 1);
      return s;
    }
    function power(base: number, exponent = 2): number {
      return arguments.length < 2 ? base * base * 100 : base ** exponent;
    }
    function viaArrow(a: number, b: number): number {
      const pick = (k: number): number => arguments[k] * arguments[1];
      return pick(0) + a + b;
    }
    function forward(a: number, b: number): number {
      return Math.max.apply(null, arguments as unknown as number[]) + sum(...(arguments as unknown as number[])) + a * b;
    }
    export function f(x: number): number {
      return sum() + sum(x, 2, x * x) + power(x) + power(x, 3) + viaArrow(x, x * x) + forward(x, 2 * x);
    }`,
    at(0.7),
  ],
  [
    "methods of object literals",
    `function makeModel(rate: number) {
      return {
        rate,
        count: 0,
        predict(v: number): number { this.count++; return this.rate * this.inner(v); },
        inner(v: number): number { return v * v + this.count; },
        twice(v: number): number { const once = (u: number) => this.predict(u); return once(once(v)); },
      };
    }
    export function f(x: number): number {
      const model = makeModel(x);
      const y = model.predict(x) + model.twice(x);
      model.rate = 2 * x;
      model.inner = (v) => v * x;
      return y + model.predict(1) * model.count;
    }`,
    at(0.7),
  ],
  [
    "immediately invoked, nested and named function expressions",
    `export function f(x: number): number {
      const a = (function () { return x * 2; })();
      const b = ((v: number) => v * a)(x);
      const fact = function self(n: number): number { return n <= 1 ? x : n * self(n - 1); };
      const module = (() => { let hidden = x; return { get: () => hidden, set: (v: number) => { hidden = v * x; } }; })();
      module.set(3);
      return a + b + fact(4) + module.get() + (function (this: void, v: number) { return v * v; }).call(undefined, x);
    }`,
    at(0.7),
  ],
  [
    "composition, pipelines and partial application",
    `type Fn = (v: number) => number;
    const pipe = (...fns: Fn[]): Fn => (v) => fns.reduce((acc, g) => g(acc), v);
    const partial = (g: (...args: number[]) => number, ...bound: number[]) => (...rest: number[]) => g(...bound, ...rest);
    const twice = (g: Fn): Fn => (v) => g(g(v));
    const iterate = (g: Fn, n: number): Fn => (v) => { let y = v; for (let i = 0; i < n; i++) y = g(y); return y; };
    export function f(x: number): number {
      const add3 = (a: number, b: number, c: number) => a * x + b * c;
      const h = pipe(Math.sin, twice((v) => v * x), partial(add3 as (...args: number[]) => number, x, 2), iterate(Math.cos, 3));
      return h(x) + pipe()(x) + Math.hypot(...[x, 1]);
    }`,
    at(0.7),
  ],
  [
    "optional callbacks",
    `interface Options { onStep?: (v: number) => number; scale?: number; combine?: (a: number, b: number) => number }
    function run(x: number, options: Options = {}): number {
      const { onStep, scale = 2 } = options;
      const combine = options.combine ?? ((a, b) => a + b);
      let y = x;
      for (let i = 0; i < 3; i++) {
        y = combine(y, scale);
        if (onStep) y = onStep(y);
        y = options.onStep?.(y) ?? y;
        y = typeof options.combine === "function" ? options.combine(y, x) : y;
      }
      return y;
    }
    export function f(x: number): number {
      return run(x) + run(x, { scale: x }) + run(x, { onStep: (v) => v * x }) + run(x, { combine: Math.atan2, scale: 1 });
    }`,
    at(0.7),
  ],
]);
