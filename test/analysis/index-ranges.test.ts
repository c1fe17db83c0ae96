import { expect, test } from "vitest";
import { IndexRanges } from "../../plugin/src/analysis/index-ranges.js";
import { lowerF, opsOf } from "../support/ir.js";

/** Whether each store of `f` certainly meets an element. */
function inRange(body: string): boolean[] {
  const func = lowerF(`export function f(x: Float64Array, a: number): number { ${body} return a; }`);
  const ranges = new IndexRanges(func);
  return opsOf(func, "store").map((store) => ranges.isInRange(store));
}

const certain: Record<string, string> = {
  "each element": "for (let i = 0; i < x.length; i++) x[i] = a;",
  backwards: "for (let i = x.length - 1; i >= 0; i--) x[i] = a;",
  neighbours: "for (let i = 1; i < x.length - 1; i++) { x[i - 1] = a; x[i + 1] = a; }",
  "of memory of the same length": "const y = new Float64Array(x.length); for (let i = 0; i < x.length; i++) y[i] = a;",
  "of a copy": "const y = x.slice(); for (let i = 0; i < x.length; i++) y[i] = a;",
  "of what is left behind the first": "const y = x.slice(3); for (let i = 0; i < x.length - 3; i++) y[i] = a;",
  "a row of a matrix":
    "const n = x.length; const y = new Float64Array(n * n); for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) y[i * n + j] = a;",
  "a triangle":
    "const n = x.length; const y = new Float64Array(n * n); for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) y[j * n + i] = a;",
  pairs:
    "const n = x.length; const y = new Float64Array(2 * n); for (let i = 0; i < n; i++) { y[2 * i] = a; y[2 * i + 1] = a; }",
  "in parts of four": "const n = Math.floor((x.length - 3) / 4); for (let i = 0; i < n; i++) x[4 * i + 3 + 3] = a;",
  "up to any number":
    "const y = new Float64Array(Math.max(Math.floor(a) + 1, 0)); for (let i = 0; i <= a; i++) y[i] = a;",
  "below any number": "const y = new Float64Array(Math.floor(a) + 1); for (let i = 0; i < a; i++) y[i] = a;",
  "below any number, rounded up": "const y = new Float64Array(Math.ceil(a)); for (let i = 0; i < a; i++) y[i] = a;",
  "of a triangle below any number":
    "const y = new Float64Array(Math.floor(a) + 1); for (let k = 1; k < 9; k++) for (let i = 0; i <= a - k; i++) y[i + 1] = a;",
  "of a triangle below any number, behind one less":
    "const y = new Float64Array(Math.floor(a)); const n = a - 1; for (let k = 0; k < 9; k++) for (let i = 0; i <= n - k; i++) y[i] = a;",
  "of memory that is made with any number":
    "const y = new Float64Array(a + 2); for (let i = 0; i <= a; i++) y[i + 1] = a;",
  "of memory that is made with any number less one":
    "const y = new Float64Array(a - 1); for (let k = 2; k < 9; k++) for (let i = 0; i <= a - k; i++) y[i] = a;",
  "of memory that loops hand on":
    "let y = new Float64Array(x.length); let z = x.slice(); for (let k = 0; k < 9; k++) { for (let i = 0; i < x.length; i++) y[i] = z[i]; [y, z] = [z, y]; }",
  "of memory that each turn makes":
    "let y = x.slice(); for (let k = 0; k < 9; k++) { const z = new Float64Array(y.length); for (let i = 0; i < x.length; i++) { y[i] = a; z[i] = a; } y = z; }",
  "of memory that one of two loops hands on":
    "let y = x.slice(); let k = 0; while (y[0] > k) { const z = y.slice(); for (let i = 0; i < x.length; i++) { y = z.slice(); z[i] = a; } y = z; k++; } for (let i = 0; i < x.length; i++) y[i] = a;",
  "at constants": "const y = new Float64Array(2); y[0] = a; y[1] = a;",
  "with an offset that counts":
    "const y = new Float64Array(6); for (let i = 0; i < 2; i++) for (let j = 0; j < 3; j++) y[3 * i + j] = a;",
};

test.each(Object.entries(certain))("certain: %s", (_, body) => {
  expect(inRange(body)).not.toContain(false);
  expect(inRange(body)).not.toEqual([]);
});

const unknown: Record<string, string> = {
  "one past the end": "for (let i = 0; i < x.length; i++) x[i + 1] = a;",
  "one past the end, inclusive": "for (let i = 0; i <= x.length; i++) x[i] = a;",
  "one before the beginning": "for (let i = 0; i < x.length; i++) x[i - 1] = a;",
  "an argument": "x[a] = 1;",
  "a constant place of an argument": "x[0] = a;",
  "at a number that may be negative": "const n = x.length - 4; const y = new Float64Array(8); y[n] = a;",
  "of other memory": "const y = new Float64Array(3); for (let i = 0; i < x.length; i++) y[i] = a;",
  "the column behind the last":
    "const n = x.length; const y = new Float64Array(n * n); for (let i = 0; i < n; i++) for (let j = 0; j <= n; j++) y[i * n + j] = a;",
  "rows of another length":
    "const n = x.length; const y = new Float64Array(2 * n); for (let i = 0; i < n; i++) for (let j = 0; j < 2; j++) y[i * n + j] = a;",
  "where a counter is subtracted that begins below zero":
    "const n = x.length; for (let i = -2; i < n; i++) for (let j = 0; j < n - i; j++) x[j] = a;",
  "in parts of four, one more":
    "const n = Math.floor((x.length - 3) / 4); for (let i = 0; i < n; i++) x[4 * i + 7] = a;",
  "behind a number that may be negative where the loop runs":
    "const q = Math.floor((x.length - 3) / 4); const y = new Float64Array(2 * q + 5); for (let i = 0; i < q + 3; i++) y[i + q] = a;",
  "up to any number, of memory for those below":
    "const y = new Float64Array(Math.ceil(a)); for (let i = 0; i <= a; i++) y[i] = a;",
  "below any number, behind a fraction":
    "const y = new Float64Array(Math.floor(a)); for (let i = 0; i < a; i++) y[i] = a;",
  "below a number less one, of memory for those up to that":
    "const y = new Float64Array(Math.floor(a - 1) + 1); for (let i = 0; i <= a; i++) y[i] = a;",
  "below what may have been rounded":
    "const y = new Float64Array(Math.floor(a) + 1); for (let i = -4; i <= a - 3; i++) y[i + 4] = a;",
  "of a triangle that grows":
    "const y = new Float64Array(Math.floor(a) + 1); for (let k = 1; k < 9; k++) for (let i = 0; i <= a + k; i++) y[i] = a;",
  "of a triangle where what is subtracted may be negative":
    "const y = new Float64Array(Math.floor(a) + 1); for (let k = -1; k < 9; k++) for (let i = 0; i <= a - k; i++) y[i] = a;",
  "of memory that grows from turn to turn":
    "let y = x.slice(); for (let k = 0; k < 9; k++) { const z = new Float64Array(y.length + 1); for (let i = 0; i < x.length + 1; i++) y[i] = a; y = z; }",
  "of memory of which a loop hands on another":
    "let y = x.slice(); let z = new Float64Array(3); for (let k = 0; k < 9; k++) { for (let i = 0; i < x.length; i++) y[i] = a; [y, z] = [z, y]; }",
  "of memory that is shorter in one of two branches":
    "const y = a > 0 ? x.slice() : x.slice(1); for (let i = 0; i < x.length; i++) y[i] = a;",
  "of a part": "const y = x.subarray(1, 3); for (let i = 0; i < x.length; i++) y[i] = a;",
  "at constants past the end": "const y = new Float64Array(2); y[2] = a;",
};

test.each(Object.entries(unknown))("not certain: %s", (_, body) => expect(inRange(body)).toContain(false));

test("of a function that is taken apart afterwards", () => {
  const func = lowerF(`export function f(a: number, n: number): number {
    const list = new Array<number>(2).fill(1);
    list[list.length - 1] = a;
    if (n > 1) list.push(n);
    return list[0];
  }`);
  const ranges = new IndexRanges(func);
  const stores = opsOf(func, "store");
  func.body.ops = [];
  expect(stores.map((store) => ranges.isInRange(store))).toEqual([false]);
});
