/** Maps and Sets in fields of objects and classes, in arrays and in one another. */
import { describe, test } from "vitest";
import { check } from "../support/harness.js";

test("class field memo", () => {
  check(
    `class Cache {
      private memo = new Map<number, number>();
      constructor(private readonly f: (n: number) => number) {}
      get(n: number): number {
        const known = this.memo.get(n);
        if (known !== undefined) return known;
        const v = this.f(n);
        this.memo.set(n, v);
        return v;
      }
    }
    export function f(x: number): number {
      const c = new Cache((n) => x ** n);
      return c.get(2) + c.get(3) * c.get(2);
    }`,
    { points: [[1.5]] },
  );
});

test("class field set and map", () => {
  check(
    `class Graph {
      edges = new Map<string, number[]>();
      weights: Map<string, number> = new Map();
      addEdge(a: string, w: number): this {
        if (!this.edges.has(a)) this.edges.set(a, []);
        this.edges.get(a)!.push(w);
        this.weights.set(a, (this.weights.get(a) ?? 0) + w);
        return this;
      }
      total(): number {
        let s = 0;
        for (const [k, ws] of this.edges) for (const w of ws) s += w * w * this.weights.get(k)!;
        return s + this.weights.size;
      }
    }
    export function f(x: number, y: number): number {
      const g = new Graph();
      g.addEdge("a", x).addEdge("b", y).addEdge("a", x * y);
      return g.total();
    }`,
    { points: [[1.5, 0.7]] },
  );
});

test("record field", () => {
  check(
    `interface State { values: Map<string, number>; step: number }
    function update(s: State, x: number): void {
      s.values.set("k" + s.step, x * s.step);
      s.step += 1;
    }
    export function f(x: number): number {
      const s: State = { values: new Map(), step: 1 };
      for (let i = 0; i < 3; i++) update(s, x + i);
      let p = 1;
      for (const v of s.values.values()) p *= v;
      return p;
    }`,
    { points: [[1.5]] },
  );
});

test("array of maps", () => {
  check(
    `export function f(xs: number[]): number {
      const tables: Map<string, number>[] = [];
      for (const x of xs) {
        const m = new Map<string, number>();
        m.set("sq", x * x);
        m.set("id", x);
        tables.push(m);
      }
      return tables.reduce((s, t) => s + t.get("sq")! * t.get("id")!, 0);
    }`,
    { points: [[[1.5, 2, -0.5]]] },
  );
});

test("map of maps", () => {
  check(
    `export function f(xs: number[]): number {
      const m = new Map<string, Map<string, number>>();
      xs.forEach((x, i) => {
        const key = i % 2 ? "odd" : "even";
        let inner = m.get(key);
        if (!inner) {
          inner = new Map();
          m.set(key, inner);
        }
        inner.set("n" + i, x * x);
      });
      let s = 1;
      for (const [, inner] of m) {
        let t = 0;
        for (const v of inner.values()) t += v;
        s *= t;
      }
      return s;
    }`,
    { points: [[[1.5, 2, -0.5]]] },
  );
});

test("returned in record", () => {
  check(
    `function build(xs: number[]) {
      const index = new Map<string, number>();
      xs.forEach((x, i) => index.set("x" + i, x * x));
      return { index, n: xs.length };
    }
    export function f(xs: number[]): number {
      const { index, n } = build(xs);
      return (index.get("x0") ?? 0) * (index.get("x1") ?? 0) + n;
    }`,
    { points: [[[1.5, 2, -0.5]]] },
  );
});

test("optional field assigned later", () => {
  check(
    `class Lazy {
      table?: Map<number, number>;
      at(i: number, x: number): number {
        if (!this.table) this.table = new Map();
        this.table.set(i, (this.table.get(i) ?? 1) * x);
        return this.table.get(i)!;
      }
    }
    export function f(x: number): number {
      const z = new Lazy();
      return z.at(1, x) + z.at(1, x) * z.at(2, 3);
    }`,
    { points: [[1.5]] },
  );
});

test("set of records field", () => {
  check(
    `class Scene {
      readonly bodies = new Set<{ m: number; v: number }>();
      add(m: number, v: number) { const b = { m, v }; this.bodies.add(b); return b; }
      energy(): number { let e = 0; for (const b of this.bodies) e += 0.5 * b.m * b.v ** 2; return e; }
    }
    export function f(m: number, v: number): number {
      const s = new Scene();
      const b = s.add(m, v);
      s.add(2, v);
      b.v *= 2;
      s.bodies.forEach((c) => { c.m += 1; });
      return s.energy();
    }`,
    { points: [[1.5, 0.3]] },
  );
});

test("pass map to recursion", () => {
  check(
    `function fib(n: number, x: number, memo: Map<number, number>): number {
      if (n < 2) return n * x;
      const known = memo.get(n);
      if (known !== undefined) return known;
      const v = fib(n - 1, x, memo) + x * fib(n - 2, x, memo);
      memo.set(n, v);
      return v;
    }
    export function f(x: number): number { return fib(8, x, new Map()); }`,
    { points: [[0.6]] },
  );
});

test("default memo param", () => {
  check(
    `function fib(n: number, x: number, memo = new Map<number, number>()): number {
      if (n < 2) return n * x;
      if (memo.has(n)) return memo.get(n)!;
      const v = fib(n - 1, x, memo) + x * fib(n - 2, x, memo);
      memo.set(n, v);
      return v;
    }
    export function f(x: number): number { return fib(8, x); }`,
    { points: [[0.6]] },
  );
});

test("outside map in record param", () => {
  check(
    `interface P { w: number; rates: Map<string, number> }
    export function f(p: P, x: number): number { return p.w * x * (p.rates.get("a") ?? 1); }`,
    { points: [[{ w: 2, rates: new Map([["a", 3]]) }, 1.5]] },
  );
});

test("tree of maps", () => {
  check(
    `class TreeNode {
      children = new Map<string, TreeNode>();
      constructor(public value: number) {}
      child(k: string): TreeNode { let c = this.children.get(k); if (!c) { c = new TreeNode(1); this.children.set(k, c); } return c; }
      total(): number { let s = this.value; for (const c of this.children.values()) s += c.value * c.total(); return s; }
    }
    export function f(x: number): number {
      const root = new TreeNode(x);
      root.child("a").value *= x;
      root.child("b").child("c").value += x * x;
      return root.total();
    }`,
    { points: [[1.5]] },
  );
});

test("conditional map", () => {
  check(
    `export function f(x: number, flag: boolean): number {
      const m = flag ? new Map<string, number>([["a", x]]) : new Map<string, number>();
      let n = m;
      if (x > 1) n = new Map(m);
      n.set("b", x * x);
      return (m.get("a") ?? 2) * (n.get("b") ?? 1) + (m.has("b") ? x : 0);
    }`,
    {
      points: [
        [1.5, true],
        [0.5, true],
        [0.5, false],
      ],
    },
  );
});

test("identity", () => {
  check(
    `class Holder { m = new Map<string, number>(); n: Map<string, number> = this.m; }
    export function f(x: number): number {
      const h = new Holder();
      h.m.set("a", x);
      const same = h.m === h.n ? 2 : 3;
      h.n = new Map(h.m);
      const other = h.m === h.n ? 5 : 7;
      h.n.set("a", x * x);
      return same * other * h.n.get("a")! + h.m.get("a")!;
    }`,
    { points: [[1.5]] },
  );
});

test("set of maps key identity", () => {
  check(
    `export function f(x: number): number {
      const s = new Set<Map<string, number>>();
      const m = new Map([["a", x]]);
      s.add(m); s.add(m);
      s.add(new Map([["a", x * x]]));
      let t = 0;
      for (const e of s) t += e.get("a")! * s.size;
      return t;
    }`,
    { points: [[1.5]] },
  );
});

test("loop of maps", () => {
  check(
    `export function f(x: number, n: number): number {
      let cur = new Map<number, number>([[0, x]]);
      for (let i = 0; i < n; i++) {
        const next = new Map<number, number>();
        for (const [k, v] of cur) { next.set(k, (next.get(k) ?? 0) + v * 0.5); next.set(k + 1, (next.get(k + 1) ?? 0) + v * v); }
        cur = next;
      }
      let s = 0;
      cur.forEach((v, k) => { s += v * k; });
      return s;
    }`,
    { points: [[0.8, 3]], wrt: [0] },
  );
});

test("map of functions in class", () => {
  check(
    `class Registry {
      private ops = new Map<string, (x: number) => number>();
      register(name: string, f: (x: number) => number) { this.ops.set(name, f); return this; }
      run(name: string, x: number) { const f = this.ops.get(name); if (!f) throw new Error("no " + name); return f(x); }
    }
    export function f(x: number): number {
      const r = new Registry().register("sq", (v) => v * v).register("sin", Math.sin);
      return r.run("sq", x) + r.run("sin", x);
    }`,
    { points: [[0.8]] },
  );
});

test("groupBy reduce", () => {
  check(
    `interface Item { cat: string; v: number }
    export function f(items: Item[]): number {
      const g = items.reduce((acc, it) => acc.set(it.cat, [...(acc.get(it.cat) ?? []), it.v]), new Map<string, number[]>());
      let p = 1;
      for (const vs of g.values()) p *= vs.reduce((a, b) => a + b * b, 0) / vs.length;
      return p;
    }`,
    {
      points: [
        [
          [
            { cat: "a", v: 1.2 },
            { cat: "b", v: 0.3 },
            { cat: "a", v: 0.7 },
          ],
        ],
      ],
    },
  );
});

test("spread and entries sort", () => {
  check(
    `export function f(xs: number[]): number {
      const m = new Map<number, number>();
      xs.forEach((x, i) => m.set(i, x));
      const sorted = [...m.entries()].sort((a, b) => b[1] - a[1]);
      return sorted[0][1] * 3 + sorted[1][1] ** 2 + sorted[0][0];
    }`,
    { points: [[[1.2, 0.3, 2.7]]] },
  );
});

test("graph", () => {
  check(
    `class GNode { edges = new Set<GNode>(); constructor(public w: number) {} }
    class Graph {
      nodes = new Map<string, GNode>();
      node(k: string, w: number) { let n = this.nodes.get(k); if (n === undefined) { n = new GNode(w); this.nodes.set(k, n); } return n; }
      link(a: string, b: string) { const x = this.nodes.get(a)!; const y = this.nodes.get(b)!; x.edges.add(y); y.edges.add(x); }
      energy() { let e = 0; for (const n of this.nodes.values()) for (const m of n.edges) e += (n.w - m.w) ** 2; return e / 2; }
    }
    export function f(x: number): number {
      const g = new Graph();
      g.node("a", x); g.node("b", x * x); g.node("c", 1);
      g.link("a", "b"); g.link("b", "c");
      return g.energy();
    }`,
    { points: [[1.5]] },
  );
});

describe("lists by key, of a type parameter", () => {
  test.each([
    ["asked for its truth", "const l = m.get(key(x)); if (l) l.push(x); else m.set(key(x), [x]);"],
    ["compared", "const l = m.get(key(x)); if (l !== undefined) l.push(x); else m.set(key(x), [x]);"],
    ["made where there is none", "let l = m.get(key(x)); if (!l) { l = []; m.set(key(x), l); } l.push(x);"],
    ["in a variable of all turns", "last = m.get(key(x)); if (!last) m.set(key(x), (last = [])); last.push(x);"],
  ])("%s", (_, statements) =>
    check(
      `function groupBy<T, K>(xs: T[], key: (t: T) => K): Map<K, T[]> {
        const m = new Map<K, T[]>();
        let last: T[] | undefined;
        for (const x of xs) { ${statements} }
        return m;
      }
      class Point { constructor(public x: number, public kind: string) {} }
      export function f(xs: number[]): number {
        let s = groupBy(xs, (x) => x > 0).get(true)![0];
        const points = xs.map((x) => new Point(x * x, x > 0 ? "a" : "b"));
        for (const [kind, l] of groupBy(points, (p) => p.kind)) s += l.reduce((t, p) => t + p.x, 0) * l.length * kind.length;
        return s;
      }`,
      { points: [[[2, 3, -1]]] },
    ),
  );

  test("in a class", () =>
    check(
      `class MultiMap<K, V> {
        private readonly map = new Map<K, V[]>();
        add(key: K, value: V): this {
          const l = this.map.get(key);
          if (l !== undefined) l.push(value);
          else this.map.set(key, [value]);
          return this;
        }
        get(key: K): readonly V[] { return this.map.get(key) ?? []; }
      }
      export function f(xs: number[]): number {
        const m = new MultiMap<string, number>();
        for (const x of xs) m.add(x > 0 ? "a" : "b", x * x).add("all", x);
        let s = 1;
        for (const v of m.get("a")) s *= v;
        return s * m.get("b").length + m.get("all")[2] + m.get("none").length;
      }`,
      { points: [[[2, 3, -1]]] },
    ));
});
