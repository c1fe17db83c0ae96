// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the texts are programs
import { agree } from "./check.js";

const at = (...values: number[]) => values.map((value) => [value]);
const three = Float64Array.of(1, -2, 3);

agree([
  [
    "continue in a for",
    "export function f(u: number) { let r = 0; for (let i = 0; i < 3; i++) { if (i == 1) { r += u * 10; continue; } r += u * i; } return r; }",
    at(2),
  ],
  [
    "continue and break",
    "export function f(u: number) { let r = 0; for (let i = 0; i < 9; i++) { if (i === 1) continue; r += u; if (r > 5) break; r *= 2; } return r; }",
    at(1, 2, 9),
  ],
  [
    "break after the first iteration",
    "export function f(u: number) { let r = 1; for (let i = 0; i < 5; i++) { r *= u; break; } return r; }",
    at(3),
  ],
  [
    "assignment in a condition",
    "export function f(i: number, j: number) { let res = 0; let n = 0; while ((res = i * j + n) < 10) n += res; return res + n; }",
    [
      [1, 2],
      [5, 6],
    ],
  ],
  [
    "loop variable from a parameter",
    "export function f(x: number) { let s = 0; for (let t = x; t < 10; t += 1.5) s += t * t; return s; }",
    at(0, 2.5, 20),
  ],
  [
    "tests of the next index and of the one before",
    "export function f(x: Float64Array) { let s = 1; let i = 0; while (i + 1 < x.length) { s = s * x[i] + 1 / x[i + 1]; i++; } for (let j = x.length; j - 1 >= 1; j--) s *= x[j - 1]; return s * i; }",
    [[three], [Float64Array.of(2)], [new Float64Array(0)]],
  ],
  [
    "inline sum",
    "export function f(x: number, a: number) { let s = 0; for (let i = 0; i < 3; i++) s += 1 / (x + a * a); return s; }",
    [[1, 2]],
  ],
  [
    "while product",
    "export function f(x: number, n: number) { let acc = 1; while (n > 0) { acc = acc * x; n--; } return acc; }",
    [
      [3, 4],
      [2, 0],
    ],
  ],
  [
    "do while",
    "export function f(x: number) { let n = 0; do { x = x / 2; n++; } while (x > 1); return x + n; }",
    at(0.5, 40),
  ],
  [
    "do while with continue and break",
    "export function f(x: number) { let n = 0, s = 0; do { n++; if (n % 2 === 0) continue; if (n > 7) break; s += x * n; } while (s < 1000 && n < 50); return s + n; }",
    at(1, 200),
  ],
  [
    "do while with return",
    "export function f(x: number) { let n = 0; do { n++; if (n * x > 10) return n; } while (n < 5); return -1; }",
    at(1, 3),
  ],
  [
    "value used after the loop only",
    "export function f(x: number) { const k = Math.sin(x); let s = 0; for (let i = 0; i < 3; i++) s += x; return s * k; }",
    at(2),
  ],
  [
    "nested bounds",
    "export function f(a: Float64Array) { let s = 0; for (let i = 0; i < a.length; i++) for (let j = 0; j < a[i]; j++) s += a[i] * j; return s; }",
    [[three]],
  ],
  [
    "running maximum",
    "export function f(a: number[]) { let best = -Infinity, at = -1; for (let i = 0; i < a.length; i++) { if (!(a[i] > best)) continue; best = a[i]; at = i; } return best + at; }",
    [[[1, 5, 2]], [[]]],
  ],
  [
    "statements between inner loops",
    "export function f(a: Float64Array) { let s = 0; for (let i = 0; i < 2; i++) { for (let j = 0; j < 3; j++) a[j] += i; s += a[0]; for (let j = 0; j < 3; j++) s *= 1 + a[j]; } return s; }",
    [[three]],
  ],
  [
    "mutable index",
    "export function f(a: Float64Array) { let k = 0; for (let i = 0; i < 3; i++) { a[k] = a[i] * 2; if (i < 1) k++; } return a[0] + k; }",
    [[three]],
  ],
  [
    "triangular",
    "export function f(n: number) { let s = 0; for (let i = 0; i < n; i++) for (let j = i; j < n; j++) s += i * j; return s; }",
    at(4),
  ],
  [
    "second exit of a nested loop",
    "export function f(x: number) { let s = 0; for (let i = 0; i < 5; i++) { for (let j = 0; ; j++) { if (j > i) break; if (s > x) return s * 100; s += j + 1; } } return s; }",
    at(3, 1000),
  ],
  [
    "bounds changed in the body",
    "export function f(n: number) { let s = 0; for (let i = 0; i < n; i++) { if (i === 2) n = 4; s += i; } return s + n; }",
    at(10),
  ],
  [
    "zero trips",
    "export function f(x: number) { let y; for (let i = 0; i < 0; i++) y = x; return y === undefined ? x : 0; }",
    at(10),
  ],
  [
    "state passing through",
    "export function f(x: number) { let a = x, b = 1; for (let i = 0; i < 3; i++) { if (i > 5) b = a; } return a + b; }",
    at(10),
  ],
  [
    "labels",
    "export function f(x: number) { let s = 0; outer: for (let i = 0; i < 6; i++) { for (let j = 0; j < 6; j++) { if (j === 3) continue outer; if (i === x) break outer; s += i * 10 + j; } s += 1000; } return s; }",
    at(2, 4, 10),
  ],
  [
    "labelled continue in while",
    "export function f(x: number) { let s = 0, i = 0; a: while (i < 5) { i++; let j = 0; b: do { j++; if (j === 2) continue b; if (i === 3) continue a; if (s > x) break a; s += j; } while (j < 4); s += 0.5; } return s + i; }",
    at(2, 400),
  ],
  [
    "labelled block",
    "export function f(x: number) { let s = 0; block: { s = 1; if (x > 2) break block; s = 2; { if (x > 1) break block; } s = 3; } return s; }",
    at(0, 1.5, 3),
  ],
  [
    "return from a loop",
    "export function f(a: Float64Array, x: number) { for (let i = 0; i < a.length; i++) { if (a[i] === x) return i; } return -1; }",
    [
      [three, 3],
      [three, 4],
    ],
  ],
  [
    "return from two loops",
    "export function f(x: number) { for (let i = 0; i < 9; i++) { let j = 0; while (true) { if (j++ > i) break; if (i * j > x) return i + j / 10; } } return -1; }",
    at(5, 500),
  ],
  ["endless loop", "export function f(x: number) { for (;;) { x = x / 2; if (x < 1) return x; } }", at(50)],
  [
    "while true with break",
    "export function f(x: number) { let n = 0; while (true) { if (x < 1) break; x /= 2; n++; } return x + n; }",
    at(50, 0),
  ],
  [
    "for of",
    "export function f(a: number[]) { let s = 0; for (const v of a) { if (v < 0) continue; s += v * v; } return s; }",
    [[[1, -2, 3]]],
  ],
  [
    "for of typed array with break",
    "export function f(a: Float64Array) { let s = 0; for (const v of a) { if (v < 0) break; s += v; } return s; }",
    [[three]],
  ],
  [
    "for of a growing array",
    "export function f(a: number[]) { let s = 0; for (const v of a) { if (a.length < 6) a.push(v * 2); s += v; } return s; }",
    [[[1, 2]]],
  ],
  [
    "for of with an outer target",
    "export function f(a: number[]) { let v = 0; for (v of a) { if (v > 1) break; } return v; }",
    [[[1, 2, 3]]],
  ],
  [
    "for of pairs",
    "export function f(a: [number, number][]) { let s = 0; for (const [u, v] of a) s += u * v; return s; }",
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
    "for of entries",
    "export function f(a: Float64Array) { let s = 0; for (const [i, v] of a.entries()) s += i * v; return s; }",
    [[three]],
  ],
  [
    "for with several variables",
    "export function f(n: number) { let s = 0; for (let i = 0, j = n; i < j; i++, j--) s += i * j; return s; }",
    at(7),
  ],
  [
    "for with var",
    "export function f(n: number) { for (var i = 0; i < n; i++) { var k = i * 2; } return i + (k! ?? 100); }",
    at(3, 0),
  ],
  ["for without init", "export function f(n: number) { let i = 3; for (; i < n; ) i += 2; return i; }", at(8)],
  [
    "update with continue and break",
    "export function f(n: number) { let i = 0, s = 0; for (; i < 10; i += 2) { if (i === 2) continue; if (i === n) break; s += i; } return s * 100 + i; }",
    at(6, 99),
  ],
  [
    "switch in a loop",
    "export function f(n: number) { let s = 0; for (let i = 0; i < n; i++) { switch (i % 4) { case 0: s += 1; break; case 1: continue; case 2: s += 10; break; default: if (i > 6) return s; s += 100; } s += 0.5; } return s; }",
    at(3, 5, 20),
  ],
  [
    "condition with a closure that writes",
    "export function f(n: number) { let k = 0; const next = () => { k += 1; return k; }; let s = 0; while (next() < n) s += k; return s * 10 + k; }",
    at(5),
  ],
  [
    "loop that always throws",
    "export function f(x: number) { for (let i = 0; i < 3; i++) { if (i * x > 3) throw new Error(`bad ${i}`); } return x; }",
    at(1, 2),
  ],
  [
    "function value carried over an unrelated loop",
    "export function f(x: number) { let g = (v: number) => v + x; let s = 0; for (let i = 0; i < 3; i++) s += g(i); return s; }",
    at(1),
  ],
  [
    "nullable best",
    "export function f(a: number[]) { let best: number | null = null; for (const v of a) if (best === null || v > best) best = v; return best; }",
    [[[1, 3, 2]], [[]]],
  ],
  [
    "array swap in a loop",
    "export function f(a: Float64Array, n: number) { let u = a, v: Float64Array = new Float64Array(3); for (let i = 0; i < n; i++) { for (let k = 0; k < 3; k++) v[k] = u[k] * 2; [u, v] = [v, u]; } return u[1]; }",
    [
      [three, 3],
      [three, 0],
    ],
  ],
  [
    "chained exits",
    "export function f(x: number) { let s = 0; for (let i = 0; i < 4; i++) { if (x > 5) { if (i === 1) continue; if (i === 3) return s; s += 1; } else if (x > 2) { if (i === 2) break; s += 10; } s += 100; } return s + 0.5; }",
    at(0, 3, 8),
  ],
]);
