/** Functions that live on and what they share: variables, memory, objects they are methods of. */
import { test } from "vitest";
import { check } from "../support/harness.js";

test("a list of callbacks that write to one variable", () => {
  check(
    `type Handler = (v: number) => void;
    class Emitter {
      private handlers: Handler[] = [];
      on(handler: Handler): void { this.handlers.push(handler); }
      emit(v: number): void { for (const handler of this.handlers) handler(v); }
    }
    export function f(x: number, n: number): number {
      const events = new Emitter();
      let total = 0;
      let product = x;
      for (let i = 0; i < n; i++) events.on((v) => { total += v * x * i; });
      events.on((v) => { product *= v; });
      events.emit(x * x);
      events.emit(3);
      return total * product;
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

test("a closure that remembers results", () => {
  check(
    `function memo(f: (v: number) => number): (k: number) => number {
      const known = new Map<number, number>();
      return (k) => {
        const hit = known.get(k);
        if (hit !== undefined) return hit;
        const value = f(k);
        known.set(k, value);
        return value;
      };
    }
    export function f(x: number, n: number): number {
      const fs: ((k: number) => number)[] = [];
      for (let i = 0; i < n; i++) fs.push(memo((k) => x ** k + i));
      let s = 0;
      for (let k = 0; k < 4; k++) for (const g of fs) s += g(k % 2) * x;
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

test("an integrator that holds a right-hand side", () => {
  check(
    `type Rhs = (t: number, y: number) => number;
    class Integrator {
      private f: Rhs;
      steps = 0;
      constructor(f: Rhs, private h: number) { this.f = f; }
      step(t: number, y: number): number {
        const k1 = this.f(t, y);
        const k2 = this.f(t + this.h / 2, y + (this.h / 2) * k1);
        this.steps++;
        return y + this.h * k2;
      }
      run(y: number, n: number): number {
        for (let i = 0; i < n; i++) y = this.step(i * this.h, y);
        return y;
      }
    }
    export function f(k: number, y0: number, stiff: boolean): number {
      const decay: Rhs = (_, y) => -k * y;
      const forced: Rhs = (t, y) => Math.sin(k * t) - y;
      const integrators: Integrator[] = [];
      integrators.push(new Integrator(decay, 0.1));
      if (stiff) integrators.push(new Integrator(forced, 0.2));
      return integrators.reduce((y, each) => each.run(y, 3), y0);
    }`,
    {
      points: [
        [1.2, 3, true],
        [0.7, 1, false],
      ],
      wrt: [0, 1],
    },
  );
});

test("arrays of functions from map and Array.from", () => {
  check(
    `export function f(ws: number[], x: number): number {
      const scales = ws.map((w) => (v: number) => w * v);
      const powers = Array.from({ length: ws.length }, (_, i) => (v: number) => v ** (i + 1) * x);
      let s = 0;
      for (let i = 0; i < ws.length; i++) s += scales[i](powers[ws.length - 1 - i](x));
      return s;
    }`,
    {
      points: [
        [[1, 2, 3], 0.7],
        [[], 1],
        [[2], 1.5],
      ],
    },
  );
});

test("a function that recursion makes", () => {
  check(
    `type Fn = (v: number) => number;
    const build = (x: number, n: number): Fn => {
      if (n === 0) return (v) => v;
      const inner = build(x, n - 1);
      return (v) => inner(v) * x + n;
    };
    export function f(x: number, n: number): number {
      return build(x, n)(x);
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

test("variables assigned after they are captured", () => {
  check(
    `export function f(x: number, n: number): number {
      let scale = x;
      const fs: (() => number)[] = [];
      for (let i = 0; i < n; i++) fs.push(() => scale * x);
      scale = x * x;
      let s = 0;
      for (const g of fs) { s += g(); scale += s; }
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

test("loop variables: each iteration has its own, but for var", () => {
  check(
    `export function f(x: number, n: number): number {
      const fs: (() => number)[] = [];
      for (let i = 0; i < n; i++) { fs.push(() => i * x); if (i === 1) i++; }
      for (var j = 0; j < n; j++) fs.push(() => j * x * x);
      let s = 0;
      for (const [k, g] of fs.entries()) s += g() * (k + 1);
      return s;
    }`,
    {
      points: [
        [1.2, 3],
        [0.7, 0],
        [2, 1],
        [2, 4],
      ],
      wrt: [0],
    },
  );
});

test("functions that share a variable", () => {
  check(
    `interface Account { add(v: number): void; read(): number }
    function account(start: number): Account {
      let sum = start;
      return { add: (v) => { sum += v; }, read: () => sum };
    }
    export function f(x: number, n: number): number {
      const accounts: Account[] = [];
      for (let i = 0; i < n; i++) accounts.push(account(x * i));
      for (const each of accounts) each.add(x * x);
      let s = 0;
      for (const each of accounts) { s += each.read() * x; each.add(s); }
      return s;
    }`,
    {
      points: [
        [1.2, 3],
        [0.7, 0],
        [2, 1],
        [2, 4],
      ],
      wrt: [0],
    },
  );
});

test("functions in a Map", () => {
  check(
    `export function f(x: number, names: string[]): number {
      const table = new Map<string, (v: number) => number>();
      table.set("sin", Math.sin);
      for (const name of names) table.set(name, (v) => v * x + name.length);
      let s = x;
      for (const name of names) s = table.get(name)!(s);
      const first = table.get("sin");
      if (first) s += first(s);
      return s;
    }`,
    {
      points: [
        [1.2, ["a", "bc"]],
        [0.7, []],
        [2, ["sin", "cos"]],
      ],
      wrt: [0],
    },
  );
});

test("methods with this, and bound ones", () => {
  check(
    `interface Op { k: number; apply(v: number): number }
    class Gain { constructor(private k: number) {} run(v: number): number { return this.k * v; } }
    export function f(x: number, n: number): number {
      const ops: Op[] = [];
      for (let i = 0; i < n; i++) {
        if (i % 2) ops.push({ k: x, apply(v) { this.k += v; return this.k * v; } });
        else ops.push({ k: i, apply(v) { return v * x - this.k; } });
      }
      const gain = new Gain(x);
      const fs: ((v: number) => number)[] = [];
      for (const op of ops) fs.push(op.apply.bind(op));
      fs.push(gain.run.bind(gain));
      let s = x;
      for (const op of ops) s = op.apply(s);
      for (const g of fs) s = g(s);
      return s + ops.reduce((sum, op) => sum + op.k, 0);
    }`,
    {
      points: [
        [1.2, 3],
        [0.7, 0],
        [2, 1],
        [2, 4],
      ],
      wrt: [0],
    },
  );
});

test("a linked list of functions", () => {
  check(
    `interface Node { run: (v: number) => number; next: Node | null }
    export function f(x: number, n: number): number {
      let head: Node | null = null;
      for (let i = 0; i < n; i++) head = { run: i % 2 ? Math.sin : (v) => v * x, next: head };
      let s = x;
      for (let node = head; node; node = node.next) s = node.run(s);
      return s;
    }`,
    {
      points: [
        [1.2, 3],
        [0.7, 0],
        [2, 1],
        [2, 4],
      ],
      wrt: [0],
    },
  );
});

test("a field that is given another function", () => {
  check(
    `class Unit {
      activation: (v: number) => number = Math.tanh;
      use(f: (v: number) => number): this { this.activation = f; return this; }
      run(v: number): number { return this.activation(v); }
    }
    export function f(x: number, n: number): number {
      const unit = new Unit();
      let s = unit.run(x);
      for (let i = 0; i < n; i++) { s += unit.use((v) => v * x * i).run(s); }
      unit.activation = Math.exp;
      return unit.run(s * 0.1);
    }`,
    {
      points: [
        [1.2, 3],
        [0.7, 0],
        [2, 1],
        [2, 4],
      ],
      wrt: [0],
    },
  );
});

test("captured memory is shared", () => {
  check(
    `export function f(x: number, n: number): number {
      const state = { sum: x };
      const list = [x];
      const fs: (() => void)[] = [];
      for (let i = 0; i < n; i++) fs.push(() => { state.sum *= list[i]; list.push(state.sum + i); });
      list[0] = x * x;
      for (const g of fs) g();
      return state.sum + list[list.length - 1];
    }`,
    {
      points: [
        [1.2, 3],
        [0.7, 0],
        [2, 1],
        [2, 4],
      ],
      wrt: [0],
    },
  );
});

test("objects with functions that are captured, then changed", () => {
  check(
    `export function f(x: number, n: number): number {
      const o = { k: x, g: (v: number): number => v * x };
      const ops = [o.g, Math.sin];
      const fs: ((v: number) => number)[] = [];
      for (let i = 0; i < n; i++) fs.push((v) => o.g(v) * o.k + ops[i % 2](v));
      o.g = Math.cos;
      ops[1] = (v) => v * v;
      o.k = x * x;
      return fs.reduce((s, g) => g(s), x) + o.g(x) + ops[1](x);
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

test("variables of nested loops", () => {
  check(
    `export function f(x: number, n: number): number {
      const fs: (() => number)[] = [];
      for (let i = 0; i < n; i++) {
        let total = x * i;
        for (let j = 0; j < 2; j++) {
          const before = total;
          fs.push(() => { total += before * x + j; return total; });
        }
      }
      let s = 0;
      for (const g of fs) s = s * 0.5 + g();
      for (const g of fs) s += g() * 0.1;
      return s;
    }`,
    {
      points: [
        [1.2, 3],
        [0.4, 0],
        [1.5, 1],
      ],
      wrt: [0],
    },
  );
});
