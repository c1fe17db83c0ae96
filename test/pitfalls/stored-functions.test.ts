/** Functions as values that live in memory: in arrays that grow, in fields, in variables that outlive their activation. */
import { test } from "vitest";
import { check } from "../support/harness.js";

test("functions pushed in a loop, called later", () => {
  check(
    `export function f(x: number, n: number): number {
      const fs: ((v: number) => number)[] = [];
      for (let i = 0; i < n; i++) fs.push((v) => v * x + i);
      let s = x;
      for (const g of fs) s = g(s);
      return s;
    }`,
    {
      points: [
        [2, 3],
        [0.5, 0],
        [1.5, 2],
      ],
      wrt: [0],
    },
  );
});

test("functions of several kinds pushed in a loop", () => {
  check(
    `export function f(a: number, b: number, n: number): number {
      const fs: ((v: number) => number)[] = [];
      for (let i = 0; i < n; i++) {
        if (i % 3 === 0) fs.push((v) => v * a);
        else if (i % 3 === 1) fs.push(Math.sin);
        else fs.push((v) => b * v * v + a);
      }
      return fs.reduce((acc, g) => g(acc), a);
    }`,
    {
      points: [
        [1.2, 0.7, 5],
        [0.5, 2, 0],
      ],
      wrt: [0, 1],
    },
  );
});

test("a class that holds a function", () => {
  check(
    `class Layer {
      constructor(private w: number, private activation: (v: number) => number) {}
      forward(x: number): number { return this.activation(this.w * x); }
    }
    export function f(x: number, w: number): number {
      const layers = [new Layer(w, Math.tanh), new Layer(2, (v) => v * w)];
      for (let i = 0; i < 2; i++) layers.push(new Layer(w + i, (v) => Math.max(v, 0)));
      let h = x;
      for (const layer of layers) h = layer.forward(h);
      return h;
    }`,
    {
      points: [
        [0.4, 1.3],
        [-0.4, 0.3],
      ],
    },
  );
});

test("counters made by a factory, stored", () => {
  check(
    `function makeCounter(step: number): () => number {
      let total = 0;
      return () => { total += step; return total; };
    }
    export function f(x: number, n: number): number {
      const counters: (() => number)[] = [];
      for (let i = 0; i < n; i++) counters.push(makeCounter(x * (i + 1)));
      let s = 0;
      for (let k = 0; k < 3; k++) for (const counter of counters) s += counter() * x;
      return s;
    }`,
    {
      points: [
        [2, 2],
        [1.5, 3],
        [1, 0],
      ],
      wrt: [0],
    },
  );
});

test("records of data and functions in an array", () => {
  check(
    `interface Stage { weight: number; run: (v: number) => number }
    export function f(x: number, n: number): number {
      const stages: Stage[] = [];
      for (let i = 1; i <= n; i++) stages.push({ weight: x * i, run: i % 2 ? Math.sin : (v) => v * x });
      let y = x;
      for (const stage of stages) y = stage.weight * stage.run(y);
      return y;
    }`,
    {
      points: [
        [0.7, 3],
        [1.1, 1],
      ],
      wrt: [0],
    },
  );
});

test("a function that is made of the one before it", () => {
  check(
    `export function f(x: number, n: number): number {
      let g = (v: number): number => v;
      for (let i = 0; i < n; i++) {
        const before = g;
        g = (v) => before(v) * x + i;
      }
      return g(x);
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
