/** Functions that are made of other functions, passed through recursion, left out, moved about. */
import { test } from "vitest";
import { check } from "../support/harness.js";

test("an optional callback with a default", () => {
  check(
    `type Fn = (v: number) => number;
    function apply(x: number, n: number, g: Fn = (v) => v * v): number {
      return n <= 0 ? g(x) : apply(x, n - 1, g) * g(x);
    }
    export function f(x: number, mode: number): number {
      const g: Fn | undefined = mode === 1 ? (v) => v * x : mode === 2 ? Math.sin : undefined;
      return apply(x, 2, g) + apply(x, 0, undefined);
    }`,
    {
      points: [
        [1.2, 0],
        [1.2, 1],
        [1.2, 2],
      ],
      wrt: [0],
    },
  );
});

test("an optional function in a field", () => {
  check(
    `class Model {
      constructor(public w: number, public link?: (v: number) => number) {}
      run(v: number): number { const y = v * this.w; return this.link ? this.link(y) : y; }
      other(v: number): number { return this.link?.(v) ?? v; }
    }
    export function f(x: number, n: number): number {
      const models: Model[] = [];
      for (let i = 0; i < n; i++) models.push(i % 2 ? new Model(x) : new Model(i + 1, (v) => v * v * x));
      return models.reduce((y, m) => m.run(y) + m.other(x), x);
    }`,
    {
      points: [
        [1.2, 3],
        [0.7, 0],
        [2, 1],
        [1.1, 4],
      ],
      wrt: [0],
    },
  );
});

test("ever other functions through recursion", () => {
  check(
    `function tower(g: (v: number) => number, n: number): number { return n <= 0 ? g(1) : tower((v) => g(g(v)), n - 1); }
    export function f(x: number, n: number): number { return tower((v) => v * x, n); }`,
    {
      points: [
        [1.2, 3],
        [0.7, 0],
        [1.1, 1],
      ],
      wrt: [0],
    },
  );
});

test("continuations", () => {
  check(
    `type Cont = (v: number) => number;
    function sum(xs: number[], i: number, k: Cont): number {
      return i >= xs.length ? k(0) : sum(xs, i + 1, (rest) => k(xs[i] * xs[i] + rest * 0.5));
    }
    export function f(xs: number[], y: number): number { return sum(xs, 0, (v) => v * y); }`,
    {
      points: [
        [[1, 2, 3], 0.7],
        [[], 2],
        [[2], 1],
      ],
    },
  );
});

test("a stack of undo functions", () => {
  check(
    `export function f(x: number, n: number): number {
      const state = { a: x, b: 1 };
      const undo: (() => void)[] = [];
      for (let i = 0; i < n; i++) {
        const { a, b } = state;
        undo.push(() => { state.a = a * 1.1; state.b = b + a; });
        state.a = a * b + i;
        state.b = b * x;
      }
      const top = state.a * state.b;
      while (undo.length > 1) undo.pop()!();
      return top + state.a * state.b;
    }`,
    {
      points: [
        [1.2, 3],
        [0.7, 0],
        [2, 1],
        [1.1, 4],
      ],
      wrt: [0],
    },
  );
});

test("currying and composing in loops", () => {
  check(
    `type Fn = (v: number) => number;
    const compose = (...fs: Fn[]): Fn => (v) => fs.reduce((acc, g) => g(acc), v);
    const scale = (k: number) => (b: number) => (v: number) => k * v + b;
    export function f(x: number, n: number): number {
      const fs: Fn[] = [];
      for (let i = 0; i < n; i++) fs.push(compose(scale(x)(i), Math.sin, scale(i)(x)));
      const all = compose(...fs);
      return all(x) + compose(all, all)(0.3);
    }`,
    {
      points: [
        [1.2, 3],
        [0.7, 0],
        [2, 1],
      ],
      wrt: [0],
    },
  );
});

test("two functions of one activation in different arrays share its variables", () => {
  check(
    `export function f(x: number, n: number): number {
      const ups: (() => void)[] = [];
      const gets: (() => number)[] = [];
      for (let i = 0; i < n; i++) {
        let level = x * i;
        ups.push(() => { level = level * x + 1; });
        gets.push(() => level);
        level += x;
      }
      let s = 0;
      ups.forEach((up, i) => { up(); if (i % 2) up(); });
      gets.forEach((get) => { s += get() * x; });
      return s;
    }`,
    {
      points: [
        [1.2, 3],
        [0.7, 0],
        [2, 1],
      ],
      wrt: [0],
    },
  );
});

test("a scheduler: functions that push functions while the list is run", () => {
  check(
    `export function f(x: number, n: number): number {
      const queue: ((v: number) => number)[] = [];
      let made = 0;
      const enqueue = (k: number): void => {
        made++;
        queue.push((v) => {
          if (made < n) enqueue(k * x);
          return v * k + made;
        });
      };
      enqueue(x);
      let s = x;
      for (let i = 0; i < queue.length; i++) s = queue[i](s);
      return s * made;
    }`,
    {
      points: [
        [1.2, 3],
        [0.7, 0],
        [1.1, 5],
      ],
      wrt: [0],
    },
  );
});

test("subclasses with functions in fields", () => {
  check(
    `abstract class Base {
      constructor(protected g: (v: number) => number) {}
      abstract run(v: number): number;
    }
    class Twice extends Base { run(v: number): number { return this.g(this.g(v)); } }
    class Shifted extends Base {
      constructor(g: (v: number) => number, private shift: number) { super(g); }
      run(v: number): number { return this.g(v) + this.shift; }
    }
    export function f(x: number, n: number): number {
      const all: Base[] = [];
      for (let i = 0; i < n; i++) all.push(i % 2 ? new Twice((v) => v * x) : new Shifted(Math.sin, x * i));
      all.push(new Shifted((v) => v + x, 2));
      return all.reduce((v, each) => each.run(v), x);
    }`,
    {
      points: [
        [1.2, 3],
        [0.7, 0],
        [1.1, 5],
      ],
      wrt: [0],
    },
  );
});

test("functions that are destructured, copied and sorted", () => {
  check(
    `interface Task { weight: number; run: (v: number) => number }
    export function f(x: number, n: number): number {
      const tasks: Task[] = [];
      for (let i = 0; i < n; i++) tasks.push({ weight: (i * 7) % 5, run: (v) => v * x - i });
      const sorted = [...tasks].sort((a, b) => a.weight - b.weight);
      let s = x;
      for (const { weight, run } of sorted) s = run(s) * (weight + 1);
      const picked = tasks.filter((task) => task.weight > 1).map((task) => task.run);
      for (const run of picked.slice(0, 2).reverse()) s += run(x);
      const copy = tasks.map((task) => ({ ...task, weight: task.weight * x }));
      return s + copy.reduce((sum, task) => sum + task.run(task.weight), 0);
    }`,
    {
      points: [
        [1.2, 3],
        [0.7, 0],
        [1.1, 5],
      ],
      wrt: [0],
    },
  );
});

test("an element that is replaced in an array of functions that map makes", () => {
  check(
    `export function f(x: number): number {
      const gs = [Math.sin, Math.cos].map((g) => (v: number) => g(v) * x);
      gs[0] = (v) => v * x * x;
      return gs[0](x) + gs[1](x);
    }`,
    { points: [[1.2]] },
  );
});

test("an array of functions that map makes, captured", () => {
  check(
    `export function f(x: number, n: number): number {
      const gs = [Math.sin, Math.cos].map((g) => (v: number) => g(v) * x);
      const fs: ((v: number) => number)[] = [];
      for (let i = 0; i < n; i++) fs.push((v) => gs[i % 2](v) + i);
      return fs.reduce((s, g) => g(s), x);
    }`,
    { points: [[1.2, 3]], wrt: [0] },
  );
});

test("functions that stored functions return", () => {
  check(
    `type Fn = (v: number) => number;
    export function f(x: number, n: number): number {
      const makers: ((k: number) => Fn)[] = [];
      for (let i = 0; i < n; i++) {
        makers.push(i % 2 ? (k) => (v) => v * k * x : (k) => { const c = k * i; return (v) => v + c * x; });
      }
      let s = x;
      for (const make of makers) { const g = make(s); s = g(g(s)); }
      return s;
    }`,
    {
      points: [
        [1.2, 3],
        [0.4, 0],
      ],
      wrt: [0],
    },
  );
});
