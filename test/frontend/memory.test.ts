// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the texts are programs
import { agree } from "./check.js";

const at = (...values: number[]) => values.map((value) => [value]);
const three = Float64Array.of(1, -2, 3);

agree([
  [
    "update in place",
    "export function f(a: Float64Array, x: number) { a[0] = a[0] + 1; const v = new Float64Array(2); v[1] = v[1] + x; return v[1] + a[0]; }",
    [[three, 2]],
  ],
  [
    "typed arrays",
    "export function f(a: Float64Array, x: number) { const b = new Float64Array(a), c = new Float64Array([x, 2]), d = Float64Array.of(x, 3), e = Float64Array.from(a), g = new Float32Array(2); g[0] = x / 3; b[0] = 9; e[1] = 8; return a[0] + b[0] + c[0] + d[1] + e[1] + g[0] + b.length; }",
    [[three, 2]],
  ],
  [
    "integer arrays",
    "export function f(x: number) { const k = new Int32Array(3), u = new Uint8Array([1, 2, 300]), c = Uint8ClampedArray.of(300); k[0] = x; return k[0] + u[2] + c[0]; }",
    at(2.7, -1.5),
  ],
  [
    "arrays of numbers",
    "export function f(x: number) { const a = [x, 2, 3]; a[1] = a[0] * 2; a.push(x, 1); const l = a.pop()!; return a.length * 100 + a[1] + l; }",
    at(3),
  ],
  [
    "push as a value",
    "export function f(x: number) { const a: number[] = []; const n = a.push(x); return n + a[0]; }",
    at(3),
  ],
  [
    "empty literals",
    "export function f(x: number) { const a = []; for (let i = 0; i < 3; i++) a.push(i * x); let s = 0; for (const v of a) s += v; return s; }",
    at(3),
  ],
  [
    "new Array",
    "export function f(n: number) { const a = new Array<number>(n); const b = new Array(n).fill(2); const c: number[] = Array(3).fill(1) as number[]; a[0] = 5; return a[0] + b[1] + a.length + (a[1] ?? 100) + c.length; }",
    at(3),
  ],
  [
    "nested arrays",
    "export function f(m: number[][]) { const t: number[][] = []; for (let i = 0; i < 2; i++) { t.push([]); for (let j = 0; j < 2; j++) t[i].push(m[j][i]); } t[0][1] *= 10; return t[0][1] + t[1][0] + m[0][1]; }",
    [
      [
        [
          [1, 2],
          [3, 4],
        ],
      ],
    ],
  ],
  [
    "arrays of typed arrays",
    "export function f(m: Float64Array[]) { const r = m[1]; r[0] += 1; m[0] = r; m[0][1] = 7; return m[1][1] + r[0]; }",
    [[[three, three.slice()]]],
  ],
  [
    "matrix of zeros",
    "export function f(n: number) { const m = new Array<Float64Array>(n); for (let i = 0; i < n; i++) { m[i] = new Float64Array(n); m[i][i] = i; } return m[2][2] + m[1][2]; }",
    at(3),
  ],
  [
    "fill and slice",
    "export function f(a: number[], x: number) { const b = a.slice(), c = a.slice(1), d = a.slice(0, -1); b.fill(x); c.fill(7, 1); a.fill(0, 0, 1); return b[1] + c[0] + c[1] + d.length + d[0]; }",
    [[[1, 2, 3], 9]],
  ],
  [
    "slice and fill of typed arrays",
    "export function f(a: Float64Array, x: number) { const b = a.slice(1, 3).fill(x); return b[0] + b.length + a[1]; }",
    [[three, 9]],
  ],
  [
    "spread literals",
    "export function f(a: number[], x: number) { const b = [...a], c = [x, ...a, 5, ...b]; b[0] = 100; return c[1] + c.length + b[0] + c[c.length - 1]; }",
    [[[1, 2, 3], 9]],
  ],
  [
    "tuples",
    "function divmod(a: number, b: number): [number, number] { return [Math.floor(a / b), a % b]; } export function f(x: number) { const [q, r] = divmod(x, 3); const t = divmod(q, 2); return q * 100 + r * 10 + t[0] + t[1]; }",
    at(17),
  ],
  [
    "mixed tuples",
    "function g(x: number): [number, Float64Array, string] { return [x * 2, new Float64Array(2).fill(x), 'k']; } export function f(x: number) { const [a, v, s] = g(x); const t = g(a); t[0] = 5; return a + v[1] + t[0] + (s === 'k' ? 1 : 0); }",
    at(3),
  ],
  [
    "array patterns",
    "export function f(a: number[]) { const [x, , y = 7, ...rest] = a; const [[u, v], w] = [[x, y], 3]; return x + y * 10 + rest.length * 100 + u + v + w; }",
    [[[1, 2]], [[1, 2, 3, 4, 5]]],
  ],
  [
    "object patterns",
    "export function f(p: { a: number; b: { c: number; d?: number } }) { const { a, b: { c, d = 4 } } = p; const { length } = [1, 2]; return a + c * 10 + d * 100 + length * 1000; }",
    [[{ a: 1, b: { c: 2 } }], [{ a: 1, b: { c: 2, d: 3 } }]],
  ],
  [
    "destructuring assignment",
    "export function f(a: number[], p: { k: number; m: number }) { let x = 0, y = 0, z = 0; [x, y = 9] = a; ({ k: z, m: a[0] } = p); [a[1], x] = [x, a[1]]; return x + y * 10 + z * 100 + a[0] * 1000; }",
    [
      [[1, 2], { k: 3, m: 4 }],
      [[1], { k: 3, m: 4 }],
    ],
  ],
  [
    "destructuring assignment from an array is in order",
    "export function f(a: number[]) { let i = 0; [i, a[i]] = a; return i; }",
    [[[1, 5, 9]]],
  ],
  [
    "value of a destructuring assignment",
    "export function f(a: number[]) { let x, y; const r = ([x, y] = a); return x + y + r.length; }",
    [[[1, 5, 9]]],
  ],
  [
    "records",
    "interface P { x: number; y: number } function add(a: P, b: P): P { return { x: a.x + b.x, y: a.y + b.y }; } export function f(p: P) { const q = add(p, { y: 1, x: 2 }); q.x *= 3; p.y += q.x; const r = { ...q, y: 50 }; return q.x + p.y + r.y + r.x; }",
    [[{ x: 1, y: 2 }]],
  ],
  [
    "arrays of records",
    "interface B { pos: number[]; m: number } export function f(bs: B[]) { let s = 0; for (const b of bs) { b.pos[0] += 1; s += b.m * b.pos[0]; } bs[0].m = 9; return s + bs[0].m; }",
    [
      [
        [
          { pos: [1, 2], m: 3 },
          { pos: [4, 5], m: 6 },
        ],
      ],
    ],
  ],
  [
    "recursive records",
    "interface N { v: number; next?: N } function sum(n: N | undefined): number { return n ? n.v + sum(n.next) : 0; } export function f(n: N) { let s = 0; for (let c: N | undefined = n; c; c = c.next) s = s * 2 + c.v; return s + sum(n); }",
    [[{ v: 1, next: { v: 2, next: { v: 3 } } }]],
  ],
  [
    "object of options",
    "interface O { tol?: number; mode: 'a' | 'b' } export function f(x: number, { tol = 0.5, mode }: O = { mode: 'b' }) { return mode === 'a' ? x * tol : x + tol; }",
    [[1], [1, { mode: "a" }], [2, { mode: "a", tol: 3 }]],
  ],
  [
    "aliasing",
    "export function f(a: Float64Array) { const b = a; b[0] = 5; const c = [a, a]; c[1][1] = 6; return a[0] + a[1]; }",
    [[three]],
  ],
  [
    "choice of arrays",
    "export function f(a: Float64Array, b: Float64Array, c: boolean) { const t = c ? a : b; t[0] = 100; let u = a; if (!c) u = b; return u[0] + a[0]; }",
    [
      [three, three.slice(), true],
      [three, three.slice(), false],
    ],
  ],
  [
    "reading past the end",
    "export function f(a: number[], b: Float64Array) { return a[5] === undefined && b[7] === undefined ? 1 : 2; }",
    [[[1], three]],
  ],
  ["NaN from a missing element", "export function f(a: number[]) { return a[1] + 1; }", [[[1]]]],
  [
    "returned arrays",
    "export function f(x: number) { const a = new Float64Array(3); for (let i = 0; i < 3; i++) a[i] = x ** i; return a; }",
    at(3),
  ],
  [
    "returned records",
    "export function f(x: number) { const unit = 'm'; return { x, unit, list: [x, 1], sub: { y: x * 2 } }; }",
    at(3),
  ],
  [
    "module tables",
    "const TABLE = [1, 2, 3]; const W = new Float64Array([4, 5]); export const SCALE = 10; const opts = { k: 2, name: 'o' }; export function f(i: number) { return TABLE[i] * SCALE + W[i] * opts.k; }",
    at(0, 1),
  ],
  [
    "module state",
    "let count = 0; const log: number[] = []; export function f(x: number) { count += 1; log.push(count); return x + count + log.length; }",
    at(3),
  ],
  [
    "enums",
    "enum Mode { A, B = 5, C } const enum K { X = 'x' } export function f(m: Mode) { return m === Mode.B ? 1 : m === Mode.C ? Mode.C : Mode.A + (K.X as string === 'x' ? 100 : 0); }",
    at(0, 5, 6),
  ],
  [
    "in and instanceof",
    "export function f(p: { a?: number }, d: Date) { return ('a' in p ? 1 : 2) + (d instanceof Date ? 10 : 20); }",
    [
      [{ a: 1 }, new Date()],
      [{}, new Date()],
    ],
  ],
  [
    "strings and dates carried along",
    "export function f(x: number, names: string[], d: Map<string, number>) { const label = names[0].toUpperCase() + '-' + d.size; if (label.startsWith('A')) return x; const total = names.join('').length; return x + total; }",
    [
      [1, ["a", "b"], new Map()],
      [1, ["b", "cc"], new Map()],
    ],
  ],
  [
    "records of one shape in any order",
    "interface P { x: number; y: number } function a(v: number): P { return { y: v, x: 1 }; } function b(v: number) { return { y: 2, x: v }; } export function f(v: number) { let p = a(v); if (v > 1) p = b(v); for (let i = 0; i < 2; i++) p = { y: p.x, x: p.y }; return p.x * 10 + p.y; }",
    at(0, 3),
  ],
  [
    "messages made by local functions",
    "export function f(x: number) { const text = (v: number) => 'bad ' + v; if (x < 0) throw new Error(text(x)); return x; }",
    at(1, -1),
  ],
  [
    "kept functions of constants",
    "export function f(x: number) { const k = x * 2; const o = { get: () => k, label: 'o' }; return o.get() + o.label.length; }",
    at(1),
  ],
  [
    "inactive unsupported code",
    "export function f(x: number, names: string[]) { let n = 0; const lengths = names.map((s) => s.length); for (const k of lengths) n += k; const keys = Object.keys({ a: 1 }); return x + n + keys.length; }",
    [[1, ["a", "bb"]]],
  ],
]);
