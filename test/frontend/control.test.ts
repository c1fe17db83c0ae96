// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the texts are programs
import { agree } from "./check.js";

const at = (...values: number[]) => values.map((value) => [value]);

agree([
  [
    "early return before a loop",
    "export function f(x: number, n: number) { if (n === 0) return 0; let s = 0; for (let i = 0; i < n; i++) s += x; return s; }",
    [
      [2, 0],
      [2, 3],
    ],
  ],
  [
    "guards",
    "export function f(x: number) { if (x < 0) return -1; if (x < 1) return 1; if (x < 2) { x *= 2; } else if (x < 3) return 3; return x + 0.5; }",
    at(-1, 0.5, 1.5, 2.5, 3.5),
  ],
  ["return in both arms", "export function f(x: number) { if (x > 0) { return x; } else { return -x; } }", at(1, -1)],
  [
    "return in nested arms, some falling out",
    "export function f(x: number) { let y = 1; if (x > 0) { if (x > 1) return x; y = 2; } else { y = 3; if (x < -1) { return -x; } } y *= 10; return x + y; }",
    at(2, 0.5, -0.5, -2),
  ],
  ["code after a block that returns", "export function f(x: number) { { if (x > 0) return 1; } return 2; }", at(1, -1)],
  [
    "return of nothing",
    "export function f(a: number[]) { if (a.length > 2) return; a.push(5); }",
    [[[1]], [[1, 2, 3]]],
  ],
  ["a path without a return", "export function f(x: number) { if (x > 0) return x; }", at(1, -1)],
  [
    "throw as a guard",
    "export function f(x: number) { if (x < 0) throw new RangeError(`negative: ${x}`); return Math.sqrt(x); }",
    at(4, -1),
  ],
  [
    "throw in an else",
    "export function f(x: number) { let y; if (x > 0) y = x; else if (x < 0) y = -x; else throw new Error('zero'); return y * 2; }",
    at(4, -1, 0),
  ],
  [
    "switch with returns",
    "export function f(k: number) { switch (k) { case 1: return 10; case 2: return 20; default: return 30; } }",
    at(1, 2, 3),
  ],
  [
    "switch with returns and code after it",
    "export function f(k: number) { let y = k; switch (k) { case 1: return 10; case 2: return 20; } y += 5; return y; }",
    at(1, 2, 3),
  ],
  [
    "switch with shared labels",
    "export function f(k: number) { let y = 0; switch (k) { case 1: case 2: y = 5; break; case 3: y = 7; } return y; }",
    at(1, 2, 3, 4),
  ],
  [
    "fallthrough with default in the middle",
    "export function f(k: number) { let y = 0; switch (k) { case 1: y += 1; default: y += 10; case 2: y += 100; break; case 3: y += 1000; } return y; }",
    at(1, 2, 3, 4),
  ],
  [
    "fallthrough with returns",
    "export function f(k: number) { let y = 0; switch (k) { case 1: y += 1; case 2: if (k === 2) return y + 0.5; y += 100; case 4: y += 7; } return y; }",
    at(1, 2, 3, 4),
  ],
  [
    "default first without fallthrough",
    "export function f(k: number) { let y = 0; switch (k) { default: y = 9; break; case 2: y = 2; break; } return y; }",
    at(1, 2),
  ],
  [
    "switch on conditions",
    "export function f(x: number) { switch (true) { case x < 1: return 1; case x < 2: return 2; } return 3; }",
    at(0, 1, 2),
  ],
  [
    "labels with effects",
    "export function f(x: number) { let n = 0; switch (x) { case n++: return 0; case n++: return 10; case n++: break; } return n; }",
    at(0, 1, 2, 3),
  ],
  ["empty switch", "export function f(x: number) { switch (x) {} return x; }", at(1)],
  [
    "switch with declarations",
    "export function f(k: number) { switch (k) { case 1: { const y = k * 2; return y; } case 2: { const y = k * 3; k = y; break; } } return k; }",
    at(1, 2, 3),
  ],
  [
    "break out of an if in a switch",
    "export function f(k: number, x: number) { let y = 0; switch (k) { case 1: if (x > 0) break; y = 1; break; default: y = 2; } return y; }",
    [
      [1, 1],
      [1, -1],
      [2, 0],
    ],
  ],
  [
    "nested switches",
    "export function f(a: number, b: number) { let y = 0; switch (a) { case 1: switch (b) { case 1: y = 11; break; default: y = 10; } y += 0.5; break; case 2: y = 2; } return y; }",
    [
      [1, 1],
      [1, 2],
      [2, 1],
    ],
  ],
  [
    "mutual recursion with early return",
    "function even(n: number): boolean { if (n === 0) return true; return odd(n - 1); } function odd(n: number): boolean { return n === 0 ? false : even(n - 1); } export function f(n: number) { return even(n) ? 1 : 2; }",
    at(4, 5),
  ],
  ["recursion", "export function f(n: number): number { return n < 2 ? n : f(n - 1) + f(n - 2); }", at(8)],
  [
    "recursion over an array",
    "function sum(a: Float64Array, i: number): number { if (i >= a.length) return 0; const rest = sum(a, i + 1); return a[i] + rest; } export function f(a: Float64Array) { return sum(a, 0); }",
    [[Float64Array.of(1, 2, 3)]],
  ],
  [
    "void helper",
    "function scale(a: Float64Array, k: number): void { for (let i = 0; i < a.length; i++) a[i] *= k; } export function f(a: Float64Array) { scale(a, 2); scale(a, a[0]); return a[1]; }",
    [[Float64Array.of(1, 2, 3)]],
  ],
  [
    "recursive void helper",
    "function halve(a: number[], i: number): void { if (i >= a.length) return; a[i] /= 2; halve(a, i + 1); } export function f(a: number[]) { halve(a, 0); return a[0]; }",
    [[[2, 3]]],
  ],
  [
    "variables assigned on exiting paths",
    "export function f(x: number) { let y = 0; for (let i = 0; i < 3; i++) { y = i; if (x > i) { y = 100 + i; break; } } return y; }",
    at(-1, 1.5, 2.5),
  ],
  ["dead code", "export function f(x: number) { return x; x = 5; return 3; }", at(1)],
  [
    "constant conditions",
    "const DEBUG = false; export function f(x: number) { if (DEBUG) x = 0; if (true) x += 1; else x = 7; return x; }",
    at(1),
  ],
]);
