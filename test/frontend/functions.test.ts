// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the texts are programs
import { agree } from "./check.js";

const at = (...values: number[]) => values.map((value) => [value]);
const three = Float64Array.of(1, -2, 3);

agree([
  [
    "default parameters",
    "function g(a: number, b = a * 2, c = a + b) { return a + b * 10 + c * 100; } export function f(x: number) { return g(x) + g(x, 1) + g(x, undefined, 3) + g(x, 1, 2); }",
    at(3),
  ],
  ["own defaults", "export function f(x = 4, y = x + 1) { return x * y; }", [[], [2], [undefined, 3], [2, 3]]],
  [
    "default for a maybe missing value",
    "function g(x: number, y: number = 7) { return x + y; } export function f(x: number, y?: number) { return g(x, y); }",
    [[1], [1, 2]],
  ],
  [
    "destructured parameters",
    "function g([a, b = 5]: number[], { k, m: n = 3 }: { k: number; m?: number }) { return a + b * 10 + k * 100 + n * 1000; } export function f(x: number) { return g([x], { k: 2 }) + g([x, 1], { k: x, m: 4 }); }",
    at(3),
  ],
  [
    "rest parameters",
    "function g(a: number, ...more: number[]) { let s = a; for (const m of more) s = s * 2 + m; return s + more.length; } export function f(x: number) { return g(x) + g(x, 1) + g(x, 1, x) + g(1, ...[x, 2]); }",
    at(3),
  ],
  [
    "own rest",
    "export function f(...xs: number[]) { let s = 0; for (const x of xs) s += x; return s; }",
    [[], [1, 2, 3]],
  ],
  [
    "spread of a tuple",
    "function g(a: number, b: number) { return a - b; } export function f(p: [number, number]) { return g(...p); }",
    [[[5, 3]]],
  ],
  [
    "arrow helpers",
    "const sq = (x: number) => x * x; const cube = (x: number): number => { const y = sq(x); return y * x; }; export const f = (x: number) => sq(x) + cube(x);",
    at(3),
  ],
  [
    "function expressions",
    "const g = function (x: number) { return x + 1; }; export const f = function (x: number) { return g(g(x)); };",
    at(3),
  ],
  [
    "hoisting",
    "export function f(x: number) { return late(x) + inner(x); function inner(y: number) { return y * 3; } } function late(x: number) { return x * K; } const K = 5;",
    at(3),
  ],
  [
    "closure that writes an outer local",
    "export function f(x: number) { let total = 0; const add = (v: number) => { total += v; }; add(x); if (x > 1) add(x * 2); for (let i = 0; i < 3; i++) add(i); return total; }",
    at(3),
  ],
  [
    "closure reading later values",
    "export function f(x: number) { let k = 1; const g = () => x * k; const a = g(); k = 5; return a + g(); }",
    at(3),
  ],
  [
    "closure with early returns",
    "export function f(x: number) { const g = (v: number) => { if (v < 0) return 0; for (let i = 0; i < 5; i++) if (i > v) return i; return 99; }; return g(x) + g(-x) * 10 + g(x * 10) * 100; }",
    at(3),
  ],
  [
    "local function declarations",
    "export function f(x: number) { function g(v: number) { return h(v) + 1; } function h(v: number) { return v * x; } return g(2) + g(3); }",
    at(3),
  ],
  [
    "recursive closure",
    "export function f(x: number) { const p = (n: number): number => (n === 0 ? 1 : x * p(n - 1)); return p(3) + p(2); }",
    at(3),
  ],
  [
    "mutually recursive closures",
    "export function f(x: number) { function a(n: number): number { return n <= 0 ? x : b(n - 1) + 1; } function b(n: number): number { return n <= 0 ? -x : a(n - 1) * 2; } return a(3) + b(2); }",
    at(3),
  ],
  [
    "function arguments",
    "function apply(g: (v: number) => number, x: number) { return g(x) + g(x + 1); } export function f(x: number) { const k = x * 2; return apply((v) => v * k, x) + apply(Math.sqrt, x) + apply(twice, 3); } function twice(v: number) { return 2 * v; }",
    at(3),
  ],
  [
    "function arguments in a loop",
    "function sum(n: number, g: (i: number) => number) { let s = 0; for (let i = 0; i < n; i++) s += g(i); return s; } export function f(x: number) { let t = 0; for (let k = 0; k < 3; k++) t += sum(k, (i) => i * x + k); return t; }",
    at(3),
  ],
  [
    "function argument that writes",
    "function each(n: number, g: (i: number) => void) { for (let i = 0; i < n; i++) g(i); } export function f(x: number) { let s = 0; each(4, (i) => { s += i * x; }); return s; }",
    at(3),
  ],
  [
    "recursive function with a function argument",
    "function simpson(g: (t: number) => number, a: number, b: number, n: number): number { if (n === 0) return (b - a) * g((a + b) / 2); const m = (a + b) / 2; return simpson(g, a, m, n - 1) + simpson(g, m, b, n - 1); } export function f(x: number) { return simpson((t) => t * t * x, 0, 1, 3); }",
    at(3),
  ],
  [
    "function factory",
    "function scaler(k: number) { return (v: number) => k * v; } export function f(x: number) { const a = scaler(2), b = scaler(x); return a(1) + b(10) + a(b(3)); }",
    at(3),
  ],
  [
    "currying",
    "const add = (a: number) => (b: number) => (c: number) => a + b * 10 + c * 100; export function f(x: number) { return add(1)(x)(3); }",
    at(3),
  ],
  [
    "composition",
    "const compose = (g: (v: number) => number, h: (v: number) => number) => (v: number) => g(h(v)); export function f(x: number) { return compose(Math.sin, (v) => v * v)(x); }",
    at(3),
  ],
  [
    "immediately invoked",
    "export function f(x: number) { const y = (() => { if (x > 2) return 1; return 2; })(); return y + (function (v: number) { return v * 2; })(x); }",
    at(1, 3),
  ],
  [
    "function aliases",
    "function g(x: number) { return x + 1; } const h = g; export function f(x: number) { const k = h; return k(x) + h(2); }",
    at(3),
  ],
  [
    "function arguments passed on",
    "function inner(g: (v: number) => number, x: number) { return g(x); } function outer(g: (v: number) => number, x: number) { return inner(g, x) + inner((v) => g(v) + 1, x); } export function f(x: number) { return outer((v) => v * x, 2); }",
    at(3),
  ],
  [
    "optional function argument",
    "function g(x: number, h?: (v: number) => number) { return h ? h(x) : x; } export function f(x: number) { return g(x) + g(x, (v) => v * 10); }",
    at(3),
  ],
  [
    "default function argument",
    "function g(x: number, h: (v: number) => number = Math.abs) { return h(x); } export function f(x: number) { return g(x) + g(x, (v) => v * 10); }",
    at(-3),
  ],
  [
    "generic helpers",
    "function first<T>(a: readonly T[]): T { return a[0]; } function pick<T>(c: boolean, a: T, b: T): T { return c ? a : b; } export function f(x: number) { return first([x, 2]) + first([[x], [3]])[0] + pick(x > 1, x, 7); }",
    at(3),
  ],
  [
    "loosely typed helpers",
    "function norm(a: any) { let s = 0; for (let i = 0; i < a.length; i++) s += a[i] * a[i]; return s; } export function f(x: number, a: Float64Array) { return norm(a) + norm([x, x]); }",
    [[3, three]],
  ],
  [
    "union parameters",
    "function total(a: number | number[]) { if (typeof a === 'number') return a; let s = 0; for (const v of a) s += v; return s; } export function f(x: number) { return total(x) + total([x, 1]); }",
    at(3),
  ],
  [
    "recursive helper without a declared result",
    "function g(n: number, x: number): number { if (n <= 0) return x; return g(n - 1, x * 2); } export function f(x: number) { return g(3, x); }",
    at(3),
  ],
  [
    "console and counters",
    "let calls = 0; export function f(x: number) { calls++; console.assert(x > 0, 'positive', x); return x + calls; }",
    at(3),
  ],
  [
    "call with more arguments than parameters",
    "function g(x: number) { return x; } export function f(x: number) { let n = 0; const h = g as (a: number, b: number) => number; return h(x, n++) + n; }",
    at(3),
  ],
  [
    "closure in a loop over its own variable",
    "export function f(x: number) { let s = 0; for (let i = 0; i < 3; i++) { const k = i * x; const g = (v: number) => v + k; s += g(1) * 10; } return s; }",
    at(3),
  ],
  [
    "closures passed through a variable in branches",
    "export function f(x: number) { const g = (v: number) => v * x; let r = 0; if (x > 1) { const h = g; r = h(2); } else r = g(5); return r; }",
    at(0.5, 3),
  ],
  [
    "shadowed names",
    "const x = 5; export function f(y: number) { const g = (x: number) => { const y = x * 2; return y; }; { const y = 7; return g(y) + x; } }",
    at(3),
  ],
]);
