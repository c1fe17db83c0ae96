import { describe, expect, test } from "vitest";
import { AliasAnalysis, type Aliases, sharing } from "../../plugin/src/analysis/aliases.js";
import { lowerF, named, opsOf } from "../support/ir.js";

interface Analysed {
  /** Whether the values of two names may share memory. */
  shared(a: string, b: string): boolean;
  writes(name: string): string[];
  readonly aliases: Aliases;
  readonly func: ReturnType<typeof lowerF>;
}

function analyse(source: string): Analysed {
  const func = lowerF(source);
  const aliases = new AliasAnalysis().of(func);
  const group = (name: string) => aliases.classOf(named(func, name)[0]);
  return {
    shared: (a, b) => group(a) === group(b),
    writes: (name) => [...group(name).writes].sort(),
    aliases,
    func,
  };
}

describe("what may share memory", () => {
  test("a row that is stored with the rows, parameters not with each other", () => {
    const { shared } = analyse(`export function f(rows: Float64Array[], row: Float64Array, other: Float64Array): void {
      rows[0] = row;
      other[0] = 1;
    }`);
    expect(shared("rows", "row")).toBe(true);
    expect(shared("rows", "other")).toBe(false);
  });

  test("what branches and loops may exchange", () => {
    const { shared } =
      analyse(`export function f(a: Float64Array, b: Float64Array, c: Float64Array, n: number): number {
      let from = a;
      let to = b;
      for (let i = 0; i < n; i++) {
        const kept = from;
        from = to;
        to = kept;
      }
      const either = n > 2 ? from : c;
      return either[0];
    }`);
    expect(shared("a", "b")).toBe(true);
    expect(shared("a", "c")).toBe(true);
    const { shared: apart } = analyse(`export function f(a: Float64Array, b: Float64Array, n: number): number {
      let sum = 0;
      for (let i = 0; i < n; i++) sum += a[i] * b[i];
      return sum;
    }`);
    expect(apart("a", "b")).toBe(false);
  });

  test("what a callee returns or stores of its arguments, and nothing else", () => {
    const { shared } = analyse(`function first(x: Float64Array, _y: Float64Array): Float64Array { return x; }
    function keep(x: Float64Array, list: Float64Array[]): void { list.push(x); }
    export function f(a: Float64Array, b: Float64Array, c: Float64Array, list: Float64Array[]): number {
      const got = first(a, b);
      keep(c, list);
      return got[0];
    }`);
    expect(shared("a", "got")).toBe(true);
    expect(shared("b", "got")).toBe(false);
    expect(shared("c", "list")).toBe(true);
    expect(shared("a", "list")).toBe(false);
  });

  test("a copy shares rows but not numbers", () => {
    const { shared } = analyse(`export function f(rows: Float64Array[], w: Float64Array): number {
      const list = rows.slice();
      const own = w.slice();
      return list[0][0] + own[0];
    }`);
    expect(shared("rows", "list")).toBe(true);
    expect(shared("w", "own")).toBe(false);
  });
});

describe("what is written", () => {
  test("slots by kind: fields by name, elements by container", () => {
    const { writes } = analyse(`export function f(p: { x: number; y: number }, rows: Float64Array[]): void {
      p.x = 1;
      rows[0][1] = p.y;
    }`);
    expect(writes("p")).toEqual([".x"]);
    expect(writes("rows")).toEqual(["Float64Array"]);
  });

  test("by callees, through mutual recursion", () => {
    const { writes } = analyse(`function even(w: Float64Array, v: Float64Array, n: number): void {
      if (n > 0) odd(w, v, n - 1);
    }
    function odd(w: Float64Array, v: Float64Array, n: number): void {
      w[n] = v[n];
      even(w, v, n - 1);
    }
    export function f(a: Float64Array, b: Float64Array): void { even(a, b, 5); }`);
    expect(writes("a")).toEqual(["Float64Array"]);
    expect(writes("b")).toEqual([]);
  });

  test("through a recursion that passes its parameters round", () => {
    const { writes } =
      analyse(`function turn(a: Float64Array, b: Float64Array, c: Float64Array, d: Float64Array, n: number): void {
      if (n > 0) turn(b, c, a, d, n - 1);
      else a[0] = d[0];
    }
    export function f(a: Float64Array, b: Float64Array, c: Float64Array, d: Float64Array): void { turn(a, b, c, d, 5); }`);
    expect(["a", "b", "c", "d"].map(writes)).toEqual([["Float64Array"], ["Float64Array"], ["Float64Array"], []]);
  });

  test("by code that is not known: arguments and module memory", () => {
    const { writes } = analyse(`declare function external(x: Float64Array): void;
    const table = [1, 2];
    export function f(a: Float64Array, b: Float64Array): number { external(a); return table[0] + b[0]; }`);
    expect(writes("a")).toEqual(["Float64Array"]);
    expect(writes("table")).toEqual(["Array<f64>"]);
    expect(writes("b")).toEqual([]);
  });
});

test("module memory and what is stored there is global, also through a callee", () => {
  const { aliases, func } = analyse(`const kept: Float64Array[] = [];
  function keep(x: Float64Array): void { kept[0] = x; }
  export function f(a: Float64Array, b: Float64Array): number { keep(a); return b[0]; }`);
  const isGlobal = (name: string) => aliases.classOf(named(func, name)[0]).global;
  expect([isGlobal("a"), isGlobal("b")]).toEqual([true, false]);
});

test("arrays that may change their length: pushed to, or stored to where an index may be past the end", () => {
  const { aliases, func } = analyse(`function grow(x: number[]): void { x.push(1); }
  export function f(a: number[], b: number[], c: number[], d: Float64Array, e: number[]): number {
    a.pop();
    b[2] = 1;
    grow(c);
    d[2] = 1;
    return e[0];
  }`);
  const isResized = (name: string): boolean => {
    const [value] = named(func, name);
    return aliases.classOf(value).resizes(value.type);
  };
  expect(["a", "b", "c", "d", "e"].filter(isResized)).toEqual(["a", "b", "c"]);
});

test("an array keeps its length where only lists of another kind that share its elements change theirs", () => {
  const { aliases, func } = analyse(`interface Row { cells: number[] }
  export function f(table: number[][], other: number[][]): number {
    const rows: Row[] = [];
    for (const cells of table) rows.push({ cells });
    for (const cells of other) other.push(cells);
    return rows[0].cells[0] + other[0][0];
  }`);
  const isResized = (name: string): boolean => {
    const [value] = named(func, name);
    return aliases.classOf(value).resizes(value.type);
  };
  expect(["table", "rows", "other"].filter(isResized)).toEqual(["rows", "other"]);
});

test("arguments of a call that share memory are grouped, module memory by itself", () => {
  const { aliases, func } = analyse(`const table = new Float64Array(3);
  function g(x: Float64Array, y: Float64Array, k: number): number { x[0] = k; return y[0]; }
  export function f(a: Float64Array, b: Float64Array, k: number): number {
    return g(a, b, k) + g(a, a, k) + g(a, table, k);
  }`);
  expect(opsOf(func, "call").map((call) => sharing(call.operands, aliases))).toEqual([
    undefined,
    [0, 0, 2],
    [0, -1, 2],
  ]);
  const callee = opsOf(func, "call")[0].callee;
  const [x, y] = callee.body.params;
  const analysis = new AliasAnalysis();
  const shared = analysis.ofShared(callee, [0, 0, 2]);
  expect(shared.classOf(x)).toBe(shared.classOf(y));
  const apart = analysis.of(callee);
  expect(apart.classOf(x)).not.toBe(apart.classOf(y));
});
