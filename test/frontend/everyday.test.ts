/** Programs as people write them. */
import { test } from "vitest";
import { check } from "../support/harness.js";

test("matrix class gaussian elimination", () => {
  check(
    `class Matrix {
      readonly data: Float64Array;
      constructor(public readonly rows: number, public readonly cols: number, init?: ArrayLike<number>) { this.data = init ? Float64Array.from(init) : new Float64Array(rows * cols); }
      static identity(n: number): Matrix { const m = new Matrix(n, n); for (let i = 0; i < n; i++) m.set(i, i, 1); return m; }
      get(i: number, j: number): number { return this.data[i * this.cols + j]; }
      set(i: number, j: number, v: number): void { this.data[i * this.cols + j] = v; }
      mul(o: Matrix): Matrix { const r = new Matrix(this.rows, o.cols); for (let i = 0; i < this.rows; i++) for (let j = 0; j < o.cols; j++) { let s = 0; for (let k = 0; k < this.cols; k++) s += this.get(i, k) * o.get(k, j); r.set(i, j, s); } return r; }
      det(): number { const n = this.rows; const a = this.data.slice(); let d = 1; for (let c = 0; c < n; c++) { let p = c; for (let r = c + 1; r < n; r++) if (Math.abs(a[r * n + c]) > Math.abs(a[p * n + c])) p = r; if (p !== c) { for (let k = 0; k < n; k++) [a[p * n + k], a[c * n + k]] = [a[c * n + k], a[p * n + k]]; d = -d; } d *= a[c * n + c]; for (let r = c + 1; r < n; r++) { const f = a[r * n + c] / a[c * n + c]; for (let k = c; k < n; k++) a[r * n + k] -= f * a[c * n + k]; } } return d; }
    }
    export function f(x: Float64Array): number { const m = new Matrix(2, 2, x); return m.mul(Matrix.identity(2)).mul(m).det() + m.det(); }`,
    { points: [[new Float64Array([1.2, 0.4, -0.3, 2])]] },
  );
});

test("linked list queue", () => {
  check(
    `class LNode<T> { next: LNode<T> | null = null; constructor(public value: T) {} }
    class Queue<T> { private head: LNode<T> | null = null; private tail: LNode<T> | null = null; size = 0;
      push(v: T): void { const n = new LNode(v); if (this.tail) this.tail.next = n; else this.head = n; this.tail = n; this.size++; }
      pop(): T | undefined { const n = this.head; if (!n) return undefined; this.head = n.next; if (!this.head) this.tail = null; this.size--; return n.value; } }
    export function f(xs: number[]): number { const q = new Queue<number>(); for (const x of xs) q.push(x * x); let s = 0; while (q.size > 0) { const v = q.pop()!; s = s * 0.5 + v * xs[0]; } return s; }`,
    { points: [[[1.2, 2, 0.5]]] },
  );
});

test("discriminated union", () => {
  check(
    `type Shape = { kind: "circle"; r: number } | { kind: "rect"; w: number; h: number } | { kind: "tri"; a: number; b: number; c: number };
    function area(s: Shape): number { switch (s.kind) { case "circle": return Math.PI * s.r ** 2; case "rect": return s.w * s.h; case "tri": { const p = (s.a + s.b + s.c) / 2; return Math.sqrt(p * (p - s.a) * (p - s.b) * (p - s.c)); } } }
    export function f(x: number): number { const shapes: Shape[] = [{ kind: "circle", r: x }, { kind: "rect", w: x, h: 2 * x }, { kind: "tri", a: 3, b: 4, c: 4 + x }]; return shapes.reduce((s, e) => s + area(e), 0); }`,
    { points: [[0.8]] },
  );
});

test("memo fibonacci polynomial with array cache", () => {
  check(
    `export function f(x: number, n: number): number { const cache: (number | undefined)[] = []; const go = (k: number): number => { if (k < 2) return k; const c = cache[k]; if (c !== undefined) return c; return (cache[k] = x * go(k - 1) + go(k - 2)); }; return go(n); }`,
    { points: [[0.8, 7]], wrt: [0] },
  );
});

test("rk4 with closures and tuples", () => {
  check(
    `type State = readonly [number, number];
    const add = (a: State, b: State, k = 1): State => [a[0] + k * b[0], a[1] + k * b[1]];
    export function f(g: number, l: number, th: number): number {
      const deriv = ([t, w]: State): State => [w, -(g / l) * Math.sin(t)];
      let s: State = [th, 0]; const dt = 0.05;
      for (let i = 0; i < 20; i++) { const k1 = deriv(s), k2 = deriv(add(s, k1, dt / 2)), k3 = deriv(add(s, k2, dt / 2)), k4 = deriv(add(s, k3, dt)); s = [s[0] + (dt / 6) * (k1[0] + 2 * k2[0] + 2 * k3[0] + k4[0]), s[1] + (dt / 6) * (k1[1] + 2 * k2[1] + 2 * k3[1] + k4[1])]; }
      return s[0] ** 2 + s[1];
    }`,
    { points: [[9.8, 1.2, 0.5]] },
  );
});

test("softmax cross entropy", () => {
  check(
    `const softmax = (z: number[]): number[] => { const m = Math.max(...z); const e = z.map((v) => Math.exp(v - m)); const s = e.reduce((a, b) => a + b, 0); return e.map((v) => v / s); };
    export function f(w: number[][], x: number[], y: number): number { const z = w.map((row) => row.reduce((s, wi, i) => s + wi * x[i], 0)); return -Math.log(softmax(z)[y]); }`,
    {
      points: [
        [
          [
            [0.1, 0.2],
            [0.4, -0.3],
            [0.3, 0.7],
          ],
          [1, 2],
          1,
        ],
      ],
      wrt: [0, 1],
    },
  );
});

test("string building inert", () => {
  check(
    `export function f(x: number): number { const log: string[] = []; let y = x; for (let i = 0; i < 3; i++) { log.push(\`step \${i}: \${y.toFixed(2)}\`); y = y * y + 0.1; } const text = log.join("\\n"); return text.length > 0 ? y : 0; }`,
    { points: [[0.5]] },
  );
});

test("enum switch and const assertion", () => {
  check(
    `const OPS = { add: 0, mul: 1, sin: 2 } as const;
    type Op = (typeof OPS)[keyof typeof OPS];
    export function f(x: number, prog: number[]): number { let acc = x; for (const op of prog as Op[]) { switch (op) { case OPS.add: acc += x; break; case OPS.mul: acc *= x; break; case OPS.sin: acc = Math.sin(acc); } } return acc; }`,
    { points: [[0.7, [0, 1, 2, 1]]], wrt: [0] },
  );
});

test("generics and constraints", () => {
  check(
    `interface HasMass { mass: number }
    function total<T extends HasMass>(xs: readonly T[], w: (t: T) => number = (t) => t.mass): number { return xs.map(w).reduce((a, b) => a + b, 0); }
    export function f(x: number): number { const bodies = [{ mass: x, v: 2 }, { mass: x * x, v: 3 }]; return total(bodies) * total(bodies, (b) => b.mass * b.v ** 2); }`,
    { points: [[0.7]] },
  );
});

test("nested optional chaining", () => {
  check(
    `interface Cfg { physics?: { gravity?: number; drag?: { k: number } } }
    export function f(x: number, cfg: Cfg): number { const g = cfg.physics?.gravity ?? 9.8; const k = cfg.physics?.drag?.k ?? 0; return x * g - k * x ** 2; }`,
    {
      points: [
        [0.7, { physics: { gravity: 3, drag: { k: 0.2 } } }],
        [0.7, { physics: { gravity: 3 } }],
      ],
    },
  );
});

test("static counters and getters", () => {
  check(
    `class Temp { static count = 0; #c: number; constructor(c: number) { this.#c = c; Temp.count++; } get f() { return this.#c * 1.8 + 32; } set f(v: number) { this.#c = (v - 32) / 1.8; } get c() { return this.#c; } }
    export function f(x: number): number { const t = new Temp(x); t.f = t.f * x; return t.c ** 2; }`,
    { points: [[0.7]] },
  );
});

test("abstract strategy map by name", () => {
  check(
    `abstract class Kernel { abstract k(r: number): number; }
    class Rbf extends Kernel { constructor(private s: number) { super(); } k(r: number) { return Math.exp(-(r ** 2) / (2 * this.s ** 2)); } }
    class Lin extends Kernel { constructor(private a: number, private b = 0) { super(); } k(r: number) { return this.a * r + this.b; } }
    export function f(xs: number[], s: number): number { const ks: Kernel[] = [new Rbf(s), new Lin(s), new Lin(s, 2)]; let t = 0; for (let i = 0; i < xs.length; i++) for (let j = 0; j < i; j++) for (const k of ks) t += k.k(Math.abs(xs[i] - xs[j])); return t; }`,
    { points: [[[0.3, 1.2, 2], 0.8]] },
  );
});

test("array destructuring swap and bubble sort", () => {
  check(
    `export function f(xs: number[]): number { const a = [...xs]; for (let i = 0; i < a.length; i++) for (let j = 0; j < a.length - 1 - i; j++) if (a[j] > a[j + 1]) [a[j], a[j + 1]] = [a[j + 1], a[j]]; return a.reduce((s, v, i) => s + v * (i + 1), 0) + a.at(-1)! ** 2; }`,
    { points: [[[3, 1.5, 2]]] },
  );
});

test("binary search interpolation", () => {
  check(
    `export function f(xs: Float64Array, ys: Float64Array, x: number): number { let lo = 0, hi = xs.length - 1; while (hi - lo > 1) { const mid = (lo + hi) >> 1; if (xs[mid] > x) hi = mid; else lo = mid; } const t = (x - xs[lo]) / (xs[hi] - xs[lo]); return ys[lo] * (1 - t) + ys[hi] * t; }`,
    { points: [[new Float64Array([0, 1, 2, 3]), new Float64Array([1, 3, 2, 5]), 1.4]] },
  );
});

test("while with break and flag", () => {
  check(
    `export function f(x: number): number { let y = 1; let it = 0; let done = false; while (!done) { const next = 0.5 * (y + x / y); done = Math.abs(next - y) < 1e-12 || ++it > 30; y = next; } return y; }`,
    { points: [[2.5]] },
  );
});

test("flatMap zip", () => {
  check(
    `export function f(a: number[], b: number[]): number { const zip = a.map((x, i) => [x, b[i]] as const); return zip.flatMap(([x, y]) => (x > y ? [x * y] : [x, y * y])).reduce((s, v) => s + v ** 2, 0); }`,
    {
      points: [
        [
          [1, 2, 3],
          [2, 1, 0.5],
        ],
      ],
    },
  );
});

test("bigint and date inert", () => {
  check(
    `export function f(x: number): number { const n = 10n ** 3n; const k = Number(n); const d = new Date(0).getTime(); return x * k + d * x; }`,
    { points: [[0.3]] },
  );
});

test("a class whose constructor is private", () => {
  check(
    `class Vec {
      private constructor(private readonly v: number[]) {}
      static of(...v: number[]): Vec { return new Vec(v); }
      plus(o: Vec, k: number): Vec { return new Vec(this.v.map((x, i) => x + k * o.v[i])); }
      norm(): number { return Math.sqrt(this.v.reduce((s, x) => s + x * x, 0)); }
    }
    export function f(x: number[], n: number): number { let y = Vec.of(...x); for (let i = 0; i < n; i++) y = y.plus(Vec.of(y.norm(), 1), 0.1); return y.norm(); }`,
    { points: [[[1.2, 0.4], 3]], wrt: [0], typecheck: true },
  );
});

test("an expression on a stack, split from a text", () => {
  check(
    `export function f(x: number, text: string): number {
      const stack: number[] = [];
      for (const token of text.split(" ")) {
        if (token === "x") stack.push(x);
        else if (!Number.isNaN(Number(token))) stack.push(+token);
        else { const b = stack.pop()!, a = stack.pop()!; stack.push(token === "+" ? a + b : a * b); }
      }
      return stack[0];
    }`,
    { points: [[0.7, "3 x + x *"]], wrt: [0], typecheck: true },
  );
});
