/** Memory that is kept from one call of a derivative to the next. */
import { transformSync } from "esbuild";
import { describe, expect, test } from "vitest";
import * as runtime from "../../runtime/src/generated.js";
import { type Callable, compile } from "../support/compile.js";

interface Program {
  readonly exports: Record<string, Callable>;
  readonly code: string;
  /** What a variable of the module holds. */
  readonly read: (name: string) => unknown;
  /** The lengths of the arrays made since it was last asked. */
  readonly made: () => number[];
}

/** The generated code as it is, with the arrays counted that it makes. */
function program(source: string, hook: () => void = () => {}): Program {
  const text = `import { grad, gradInto, jvp, vjp } from "cotangent";\n${source}`;
  const { diagnostics, code } = compile(text);
  expect(diagnostics).toEqual([]);
  const { code: script } = transformSync(code["main.ts"], { loader: "ts", format: "cjs" });
  let lengths: number[] = [];
  class Counted extends Float64Array {
    constructor(length: number) {
      super(length);
      lengths.push(length);
    }
    static get [Symbol.species]() {
      return Float64Array;
    }
  }
  const made = { exports: {} as Record<string, Callable> };
  const run = new Function(
    "module",
    "exports",
    "require",
    "Float64Array",
    "hook",
    `${script}\nreturn (name) => eval(name);`,
  );
  const read = run(made, made.exports, () => runtime, Counted, hook) as Program["read"];
  return {
    exports: made.exports,
    code: code["main.ts"],
    read,
    made: () => {
      const found = lengths;
      lengths = [];
      return found;
    },
  };
}

/** A running product that the reverse sweep needs, in an array of its own. */
const source = `
  declare const hook: () => void;
  export function f(x: Float64Array): number {
    const w = new Float64Array(x.length + 1);
    w[0] = 1;
    for (let i = 0; i < x.length; i++) {
      if (x[i] > 100) throw new RangeError("too large");
      w[i + 1] = x[i] > 0 ? w[i] * x[i] : 1 - w[i] * w[i];
      if (x[i] < 1) w[i] += 0.5 * x[i] * w[i + 1];
      w[0] += w[i + 1];
      if (i === 1) hook();
    }
    return w[x.length] * w[0];
  }
  export const d = grad(f);
  export const into = gradInto(f);`;

/** By central differences. */
function gradient(f: Callable, x: Float64Array): number[] {
  return [...x].map((value, i) => {
    const at = (shift: number): number => f(x.map((each, k) => (k === i ? value + shift : each))) as number;
    return (at(1e-5) - at(-1e-5)) / 2e-5;
  });
}

function expectGradient({ exports }: Program, x: Float64Array, found: unknown = exports.d(x)): void {
  const expected = gradient(exports.f, x);
  expect([...(found as Float64Array)].map((slope, i) => slope - expected[i])).toSatisfy((errors: number[]) =>
    errors.every((error, i) => Math.abs(error) < 1e-6 * (1 + Math.abs(expected[i]))),
  );
}

test("a call makes its result only, if it is not the first of its size", () => {
  const p = program(source);
  const x = Float64Array.of(2, 3, -1, 5);
  p.exports.d(x);
  p.made();
  expectGradient(p, x, p.exports.d(x));
  p.made();
  for (let k = 0; k < 1e5; k++) p.exports.d(x);
  expect(p.made()).toEqual(new Array(1e5).fill(4));
  const into = new Float64Array(4);
  p.exports.into(into, x);
  p.made();
  p.exports.into(into, x);
  expect(p.made()).toEqual([]);
  expectGradient(p, x, into);
});

test("sizes that change, and results that stay", () => {
  const p = program(source);
  const results: [Float64Array, unknown][] = [];
  for (const n of [3, 7, 7, 2, 0, 5, 1, 8, 3]) {
    const x = Float64Array.from({ length: n }, (_, i) => 1.5 - 0.4 * i);
    results.push([x, p.exports.d(x)]);
  }
  for (const [x, result] of results) expectGradient(p, x, result);
});

test("lists of lists are copied into arrays that are kept, with their shadow", () => {
  const p = program(`
    const f = (W: number[][], x: number[]): number =>
      x.reduce((s, v) => s + W.reduce((p, row) => p + row.reduce((q, w, j) => q + Math.sin(w * v) * (j + 1), 0) ** 2, 0), 0);
    export const d = grad(f);
    export const half = vjp(f);`);
  const matrix = (n: number, m: number): number[][] =>
    Array.from({ length: n }, (_, i) => Array.from({ length: m }, (_, j) => Math.cos(i + 2 * j)));
  const x = [0.5, -1.5, 2];
  const expected = (W: number[][]): number[][] =>
    W.map((row) =>
      row.map((w, j) =>
        x.reduce((sum, v) => {
          const all = row.reduce((q, u, k) => q + Math.sin(u * v) * (k + 1), 0);
          return sum + 2 * all * Math.cos(w * v) * v * (j + 1);
        }, 0),
      ),
    );
  const agrees = (found: unknown, W: number[][]): void =>
    (found as number[][]).forEach((row, i) =>
      row.forEach((each, j) => expect(each).toBeCloseTo(expected(W)[i][j], 10)),
    );
  const sizes = [
    [3, 4],
    [3, 4],
    [2, 5],
    [3, 4],
    [0, 0],
    [1, 1],
  ]; // prettier-ignore
  for (const [n, m] of sizes) agrees(p.exports.d(matrix(n, m), x), matrix(n, m));
  const ragged = [[1], [0.5, 0.25], []];
  agrees(p.exports.d(ragged, x), ragged);
  agrees(p.exports.d(matrix(3, 4), x), matrix(3, 4));
  p.made();
  agrees(p.exports.d(matrix(3, 4), x), matrix(3, 4));
  expect(p.made()).toEqual([]);
  // Rows that are one list have one gradient, the sum of theirs.
  const row = [0.3, -0.2];
  const shared = p.exports.d([row, row], x) as number[][];
  expect(shared[0]).toBe(shared[1]);
  agrees([shared[0].map((each) => each / 2)], [row]);
  const [, first] = p.exports.half(matrix(2, 2), x) as [number, (t: number) => [number[][]]];
  const [, second] = p.exports.half(matrix(3, 2), x) as [number, (t: number) => [number[][]]];
  agrees(first(1)[0], matrix(2, 2));
  agrees(second(1)[0], matrix(3, 2));
  agrees(first(1)[0], matrix(2, 2));
});

test("no more is kept than the last call needed", () => {
  const p = program(source);
  const names = [...p.code.matchAll(/^var (kept_\w+): Float64Array \| undefined;$/gm)].map(([, name]) => name);
  expect(names.length).toBeGreaterThan(1);
  const kept = (): number => names.reduce((sum, name) => sum + ((p.read(name) as Float64Array)?.byteLength ?? 0), 0);
  const call = (n: number): void => {
    p.exports.d(new Float64Array(n).fill(0.5));
    p.exports.into(new Float64Array(n), new Float64Array(n).fill(0.5));
  };
  call(10);
  const few = kept();
  call(1e6);
  expect(kept()).toBeGreaterThan(1e6);
  call(10);
  expect(kept()).toBe(few);
});

test("a call within the call has memory of its own", () => {
  let depth = 0;
  const inner: unknown[] = [];
  const p: Program = program(source, () => {
    if (depth >= 3) return;
    depth++;
    inner.push(p.exports.d(x.map((each) => each + depth)));
    depth--;
  });
  const x = Float64Array.of(2, 3, -5, 5);
  const outer = [p.exports.d(x), p.exports.d(x)];
  depth = 3;
  for (const result of outer) expectGradient(p, x, result);
  expect(inner).toHaveLength(6);
  expectGradient(
    p,
    x.map((each) => each + 1),
    inner[2],
  );
});

test("an exception leaves nothing behind", () => {
  const p = program(source);
  const x = Float64Array.of(2, 3, 4);
  p.exports.d(x);
  expect(() => p.exports.d(Float64Array.of(2, 3, 101))).toThrow("too large");
  expectGradient(p, x);
  let failing = true;
  const q = program(source, () => {
    if (failing) throw new Error("from without");
  });
  expect(() => q.exports.d(x)).toThrow("from without");
  failing = false;
  expectGradient(q, x);
});

test("what a pullback needs is its own", () => {
  const p = program(`
    export function g(x: Float64Array, rate: number): number {
      let y = rate;
      for (let i = 0; i < x.length; i++) y = Math.sin(y) * x[i];
      return y;
    }
    export const pull = vjp(g);
    export const d = grad(g);`);
  const x = Float64Array.of(1, 2, 3);
  const [, first] = p.exports.pull(x, 0.5) as [number, Callable];
  const expected = first(1);
  const [, second] = p.exports.pull(Float64Array.of(3, 2, 1), 0.25) as [number, Callable];
  second(1);
  p.exports.d(x, 0.1);
  expect(first(1)).toEqual(expected);
  expect((expected as unknown[])[0]).toEqual(p.exports.d(x, 0.5));
});

describe("stacks", () => {
  const loops = `
    export function f(a: number): number {
      let x = a;
      while (x > 1e-3) x = 0.999 * Math.sin(x);
      return x;
    }
    export const d = grad(f);`;

  test("are kept, and shrink when they are not needed any more", () => {
    const p = program(loops);
    const [name] = /kept_\w+/.exec(p.code) ?? [];
    const capacity = (): number => ((p.read(name!) as { buffer: Float64Array }).buffer as Float64Array).length;
    const few = p.exports.d(0.002);
    const [least, stack] = [capacity(), p.read(name!)];
    p.exports.d(1.5);
    const most = capacity();
    expect(most).toBeGreaterThan(least);
    p.exports.d(1.5);
    expect(capacity()).toBe(most);
    expect(p.read(name!)).toBe(stack);
    for (let k = 0; k < 20; k++) expect(p.exports.d(0.002)).toBe(few);
    expect(capacity()).toBe(least);
  });
});

test("names of the module are avoided", () => {
  const p = program(
    `const kept_x_cache = 1; let kept_w = 2;\n${source}\nexport const own = () => [kept_x_cache, kept_w];`,
  );
  expectGradient(p, Float64Array.of(2, 3, 4));
  expect(p.exports.own()).toEqual([1, 2]);
});

test("a module may call its derivative before it has come to the end", () => {
  const p = program(
    `export const early = () => first;\n${source.replace("if (i === 1) hook();", "")}\nconst first = d(Float64Array.of(2, 3));`,
  );
  expectGradient(p, Float64Array.of(2, 3), p.exports.early());
});

test("the length is computed once", () => {
  let calls = 0;
  const p = program(
    `declare const hook: () => void;
    function size(x: Float64Array): number {
      hook();
      return x.length;
    }
    export function f(x: Float64Array): number {
      const w = new Float64Array(size(x));
      for (let i = 0; i < x.length; i++) w[i] = i > 0 ? w[i - 1] * x[i] : x[i];
      return w[x.length - 1];
    }
    export const d = grad(f);`,
    () => calls++,
  );
  expect([...(p.exports.d(Float64Array.of(2, 3)) as Float64Array)]).toEqual([3, 2]);
  expect(calls).toBe(1);
});
