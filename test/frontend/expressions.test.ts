// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the texts are programs
import { agree } from "./check.js";

const at = (...values: number[]) => values.map((value) => [value]);
const three = Float64Array.of(1, -2, 3);

agree([
  [
    "compound product twice",
    "export function f(x: number) { let r = 1; r *= x; r *= x; return r + 2 * x / x; }",
    at(3),
  ],
  ["copy of a variable", "export function f(i: number, j: number) { j = i; return j; }", [[3, 4]]],
  [
    "index arithmetic",
    "export function f(a: number, b: number, c: Float64Array, i: number) { return a * c[i * 2] * b; }",
    [
      [2, 3, three, 1],
      [2, 3, three, 5],
    ],
  ],
  [
    "read in the false arm, overwritten after",
    "export function f(x: number) { let t = x * x; let r; if (x > 3) r = 1; else r = t; t = 0; return r + t; }",
    at(2, 4),
  ],
  [
    "ternary side effects",
    "export function f(x: number) { let n = 0; const r = x > 0 ? (n++, x * 2) : (n += 10, x * 3); return r + n / 100; }",
    at(1, -1),
  ],
  [
    "assignment as a condition",
    "export function f(u: number) { let foo = 0; if ((foo = u) > 10) return foo * 2; return foo; }",
    at(5, 20),
  ],
  ["comma", "export function f(x: number) { let y = 0; const z = (y = x + 1, y * 2); return z + y; }", at(2)],
  [
    "compound as operand",
    "export function f(x: number, y: number, z: number) { return (x *= y) * z + x; }",
    [[2, 3, 4]],
  ],
  [
    "a[v++] op= e",
    "export function f(a: Float64Array, v: number) { a[v++] *= 3; a[v++] += v; return v; }",
    [[three, 0]],
  ],
  [
    "array update in a branch in a loop",
    "export function f(s: Float64Array, d: Float64Array) { for (let i = 0; i < 3; i++) if (d[i] > 0) s[i] += d[i]; return s[2]; }",
    [[three, three]],
  ],
  [
    "simultaneous",
    "export function f(a: number, b: number) { [a, b] = [b, a + b]; [a, b] = [b, a + b]; return a * 100 + b; }",
    [[1, 2]],
  ],
  [
    "swap of elements",
    "export function f(a: Float64Array, i: number, j: number) { [a[i], a[j]] = [a[j], a[i]]; }",
    [[three, 0, 2]],
  ],
  [
    "rotation of elements and variables",
    "export function f(a: number[], x: number) { [a[0], x, a[1]] = [x, a[1], a[0]]; return x; }",
    [[[1, 2], 3]],
  ],
  [
    "logical assignment",
    "export function f(x: number, n?: number) { let a = x, b = x; a ||= 5; b &&= 7; n ??= 9; return a * 100 + b * 10 + n; }",
    [[0], [1, 2], [Number.NaN, 0]],
  ],
  [
    "logical assignment of elements",
    "export function f(a: number[], i: number) { a[i++] ||= 5; a[i++] &&= 6; a[i++] ??= 7; return i; }",
    [
      [[0, 1], 0],
      [[2, 0], 0],
    ],
  ],
  [
    "logical values",
    "export function f(a: number, b: number) { return (a || b) * 10 + (a && b); }",
    [
      [0, 3],
      [2, 0],
      [2, 3],
    ],
  ],
  [
    "logical conditions",
    "export function f(a: number, b: boolean) { let n = 0; if (a > 1 && b) n += 1; if (a > 1 || b) n += 10; if (!(a > 1) && !b) n += 100; return n; }",
    [
      [0, true],
      [2, false],
      [2, true],
      [0, false],
    ],
  ],
  [
    "nullish",
    "export function f(a: number | undefined, b: number) { return (a ?? b) + 1; }",
    [
      [undefined, 2],
      [0, 2],
    ],
  ],
  [
    "increments as values",
    "export function f(x: number) { let i = x; return i++ * 1000 + ++i * 100 + i-- * 10 + --i; }",
    at(3),
  ],
  [
    "increments of elements",
    "export function f(a: number[]) { return a[0]++ * 10 + --a[0] + a[1]-- + ++a[1]; }",
    [[[1, 2]]],
  ],
  [
    "bitwise",
    "export function f(a: number, b: number) { return (a & b) + (a | b) * 3 + (a ^ b) * 5 + ~a + (a << 2) + (a >> 1) + (b >>> 1) + (a | 0); }",
    [
      [5.7, -3],
      [2 ** 33 + 1, 7],
    ],
  ],
  [
    "bitwise assignment",
    "export function f(a: number) { a |= 1; a <<= 3; a ^= 5; a &= 60; a >>= 1; a >>>= 1; return a; }",
    at(6.5),
  ],
  [
    "remainder and power",
    "export function f(a: number, b: number) { let c = a % b; c **= 2; c %= 3; return c + a ** b + (-a) ** 2; }",
    [
      [7.5, 2],
      [-7.5, 2],
    ],
  ],
  ["precedence and unary", "export function f(a: number) { return -a + +a - -(-a) * 2; }", at(2, -0)],
  [
    "comparisons",
    "export function f(a: number, b: number) { return [a < b, a <= b, a > b, a >= b, a == b, a != b, a === b, a !== b].map(Number).join(''); }".replace(
      ".map(Number).join('')",
      "[3]",
    ),
    [
      [1, 2],
      [Number.NaN, 1],
    ],
  ],
  [
    "truthiness of numbers",
    "export function f(a: number) { let n = 0; if (a) n = 1; if (!a) n += 10; return (a ? 5 : 6) + n; }",
    at(0, 1, Number.NaN),
  ],
  [
    "arithmetic on booleans",
    "export function f(a: number) { const flag = a > 1; return +flag + Number(!flag) * 10; }",
    at(0, 2),
  ],
  [
    "strings as modes",
    "export function f(x: number, mode: string) { if (mode === 'double') return 2 * x; return mode == 'half' ? x / 2 : mode.length > 3 ? x : -x; }",
    [
      [3, "double"],
      [3, "half"],
      [3, "same"],
      [3, ""],
    ],
  ],
  [
    "union modes and switch",
    "export function f(x: number, mode: 'a' | 'b' | 'c') { switch (mode) { case 'a': return x; case 'b': x *= 2; break; case 'c': { x *= 3; break; } } return x + 1; }",
    [
      [3, "a"],
      [3, "b"],
      [3, "c"],
      [3, "d"],
    ],
  ],
  [
    "template and concatenation",
    "export function f(x: number) { const s = `x is ${x}!`; return s + ' and ' + x; }",
    at(2),
  ],
  [
    "typeof",
    "export function f(x: number, y?: number) { let n = 0; if (typeof x === 'number') n += 1; if (typeof y === 'undefined') n += 10; if (typeof y !== 'number') n += 100; return n; }",
    [[1], [1, 2]],
  ],
  ["void and undefined", "export function f(x: number) { const u = void x; return u === undefined ? x : 0; }", at(2)],
  [
    "NaN and Infinity",
    "export function f(x: number) { if (Number.isNaN(x)) return NaN; return x > Infinity ? 1 : x === -Infinity ? 2 : isFinite(x) && Number.isInteger(x) ? 3 : 4; }",
    at(Number.NaN, -1 / 0, 2, 2.5),
  ],
  [
    "Math constants",
    "export function f(x: number) { return x * Math.PI + Math.E * Math.LN2 + Number.EPSILON + Number.MAX_SAFE_INTEGER; }",
    at(2),
  ],
  [
    "Math functions",
    `export function f(x: number) { return ${["abs", "exp", "expm1", "log", "log1p", "log2", "log10", "sqrt", "cbrt", "sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh", "asinh", "acosh", "atanh", "fround", "floor", "ceil", "round", "trunc", "sign", "clz32"].map((name, i) => `Math.${name}(x) * ${i + 1}`).join(" + ")}; }`,
    at(0.3, 1),
  ],
  [
    "Math with several arguments",
    "export function f(x: number, y: number) { return Math.pow(x, y) + Math.atan2(x, y) + Math.max(x, y, 3) * Math.min(x, y) + Math.hypot(x, y, 1) + Math.imul(x, y) + Math.max(x) + Math.hypot(); }",
    [
      [0.3, 2],
      [Number.NaN, 1],
    ],
  ],
  ["Math without arguments", "export function f() { return Math.max() - Math.min(); }", [[]]],
  [
    "Math.max of an array",
    "export function f(a: number[]) { return Math.max(...a) - Math.min(...a); }",
    [[[1, 4, -2]], [[]]],
  ],
  [
    "Math under another name",
    "const { sin, cos: c } = Math; const sqrt = Math.sqrt; export function f(x: number) { const s = Math.exp; return sin(x) + c(x) + sqrt(x) + s(x); }",
    at(2),
  ],
  [
    "optional chaining",
    "export function f(a?: number[], p?: { q: { r: number } }) { return (a?.[1] ?? -1) + (p?.q.r ?? -2) + (a?.length ?? 0); }",
    [[], [[1, 2]], [[1, 2], { q: { r: 3 } }]],
  ],
  [
    "evaluation order of targets",
    "export function f(a: number[]) { let i = 0; a[i++] = i++; a[i] = i = 0; return i; }",
    [[[9, 9, 9]]],
  ],
  ["chained assignment", "export function f(x: number) { let a, b; a = b = x * 2; return a + b; }", at(2)],
  ["order of operands", "export function f(x: number) { return x + (x = 5) * x; }", at(2)],
  [
    "order of call arguments",
    "function g(a: number, b: number, c: number) { return a * 100 + b * 10 + c; } export function f(x: number) { return g(x, x++, ++x); }",
    at(2),
  ],
  [
    "type assertions",
    "export function f(x: number) { const y = x as unknown; return (y as number) * 2 + <number>x + x!; }",
    at(2),
  ],
  [
    "satisfies and const",
    "export function f(x: number) { const t = [x, 2] as const; return (t satisfies readonly number[])[0] + t[1]; }",
    at(2),
  ],
  ["hexadecimal and separators", "export function f() { return 0xff + 1_000 + 1e-3 + .5 + 0b11; }", [[]]],
  [
    "big ternary chain",
    "export function f(x: number) { return x < 1 ? 10 : x < 2 ? 20 : x < 3 ? 30 : 40; }",
    at(0, 1, 2, 3),
  ],
  ["any", "export function f(x: any, y: number) { const z = x * 2; return z + x[0] + x.k + y; }", [[[4], 2]]],
]);
