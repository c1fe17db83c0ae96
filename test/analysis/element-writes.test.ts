import { describe, expect, test } from "vitest";
import { ElementWrites } from "../../plugin/src/analysis/element-writes.js";
import { IndexRanges } from "../../plugin/src/analysis/index-ranges.js";
import { isTypedArray } from "../../plugin/src/ir/types.js";
import { lowerF, opsOf } from "../support/ir.js";

/** Of the read of `a[...]` that is marked by being squared, and the last store of `f`. */
function writes(body: string) {
  const func = lowerF(`export function f(a: Float64Array, b: Float64Array, rows: Float64Array[], n: number): number {
    let s = 0;
    const m = b.length;
    ${body}
    return s;
  }`);
  const elements = new ElementWrites(func, new IndexRanges(func), ({ type }) => !isTypedArray(type));
  const squares = opsOf(func, "prim").filter((op) => op.name === "mul" && op.operands[0] === op.operands[1]);
  const read = opsOf(func, "load").find(({ results }) => squares.some((op) => op.operands[0] === results[0]));
  const store = opsOf(func, "store").at(-1);
  if (!read || !store) throw new Error("there is no read that is squared, or no store");
  return { elements, read, store };
}

const square = (place: string): string => `{ const v = ${place}; s += v * v; }`;

const never: Record<string, string> = {
  "another constant": `${square("a[0]")} a[1] = 2;`,
  "the store is in front": `a[0] = 2; ${square("a[0]")}`,
  "elements that are behind": `for (let i = 1; i < m; i++) { ${square("a[i - 1]")} a[i] = s; }`,
  "elements that are in front": `for (let i = m - 1; i >= 0; i--) { ${square("a[i + 1]")} a[i] = s; }`,
  "each once": `for (let i = 0; i < m; i++) { a[i] = s; ${square("a[i]")} }`,
  "even and odd": `for (let i = 0; i < m; i++) { ${square("a[2 * i]")} a[2 * i + 1] = s; }`,
  "three columns": `for (let i = 0; i < m; i++) for (let j = 0; j < m; j++) { ${square("a[3 * i + 1]")} a[3 * j + 2] = s; }`,
  "rows below": `for (let k = 0; k < m; k++) for (let i = k + 1; i < m; i++) for (let j = k; j < m; j++) {
    ${square("a[k * m + j]")} a[i * m + j] = s; }`,
  "columns to the right": `for (let j = 0; j < m; j++) for (let k = 0; k < j; k++) for (let i = j; i < m; i++) {
    ${square("a[i * m + k]")} a[i * m + j] = s; }`,
  "planes below": `for (let i = 1; i < m; i++) for (let j = 0; j < m; j++) for (let k = 0; k < m; k++) {
    ${square("a[(i - 1) * m * m + j * m + k]")} a[i * m * m + j * m + k] = s; }`,
  "the last columns of all planes": `for (let i = 0; i < m; i++) for (let j = 0; j < m; j++) for (let k = 1; k < m; k++) {
    ${square("a[i * m * m + j * m]")} a[j * m * m + i * m + k] = s; }`,
  "an array of a later turn": `for (let i = 0; i < m; i++) { const c = new Float64Array(2); ${square("c[0]")} c[1] = 1; }`,
  "by steps of two": `for (let i = 0; i < m - 1; i += 2) { ${square("a[i + 1]")} a[i] = s; }`,
  "in a loop that a condition ends": `let k = 0; while (s < 1) { for (let i = 0; i < m; i++) ${square("a[2 * i]")} a[2 * k + 1] = s; k++; }`,
};

test.each(Object.entries(never))("never: %s", (_, body) => {
  const { elements, read, store } = writes(body);
  expect(elements.mayFollow(read, store)).toBe(false);
});

const perhaps: Record<string, string> = {
  "the same": `${square("a[0]")} a[0] = 2;`,
  "behind the loop": `for (let i = 0; i < m; i++) ${square("a[i]")} for (let i = 0; i < m; i++) a[i] = s;`,
  "elements that are next": `for (let i = 1; i < m; i++) { ${square("a[i]")} a[i - 1] = s; }`,
  "one in each turn": `for (let i = 0; i < m; i++) { a[0] = s; ${square("a[0]")} }`,
  "again in a loop around": `for (let k = 0; k < 2; k++) for (let i = 1; i < m; i++) { ${square("a[i - 1]")} a[i] = s; }`,
  "backwards, elements that come": `for (let i = m - 1; i >= 1; i--) { ${square("a[i]")} a[i - 1] = s; a[i] = s; }`,
  "rows above": `for (let k = 0; k < m; k++) for (let i = 0; i < m; i++) { ${square("a[k * m]")} a[i * m] = s; }`,
  "what is in the next row": `for (let i = 0; i < m; i++) for (let k = 0; k < m; k++) {
    ${square("a[(i + 1) * m]")} a[i * m + k + 1] = s; }`,
  "rows of a length that may be zero": `for (let i = 0; i < m; i++) for (let k = 0; k < 2; k++) {
    ${square("a[i * n]")} a[(i + 1) * n + 0 * k] = s; }`,
  "an index that is no whole number": `${square("a[n]")} a[n + 1] = s;`,
  "another array, which may be a part of this one": `${square("a[0]")} b[1] = s;`,
  "a number that is another one in each turn": `let k = 0; while (s < 1) { ${square("a[k]")} a[k + 1] = s; k = 3 - k; }`,
  "a length that changes": `const list = [0]; for (let i = 0; i < m; i++) { const l = list.length; ${square("a[l]")} a[l + 1] = s; if (i === 2) list.pop(); }`,
  "parts that begin further on": `for (let i = 0; i < m; i++) { const part = a.subarray(i, i + 2); ${square("part[1]")} part[0] = s; }`,
  "a number that is not negative in the later turn alone": `for (let i = 0; i < m; i++) {
    const k = Math.floor(b[i]); ${square("a[-k - 1]")} for (let j = 0; j < k; j++) a[j] = s; }`,
  "rows that may be one row": `for (let i = 1; i < m; i++) { ${square("rows[i - 1][0]")} rows[i][0] = s; }`,
  "rows that are put in two places": `const r = new Float64Array(2); const own = [r, r]; for (let i = 1; i < 2; i++) { ${square("own[i - 1][0]")} own[i][0] = s; }`,
};

test.each(Object.entries(perhaps))("perhaps: %s", (_, body) => {
  const { elements, read, store } = writes(body);
  expect(elements.mayFollow(read, store)).toBe(true);
});

describe("rows that the function makes", () => {
  const rows = (more: string, at = "i - 1"): boolean => {
    const { elements, read, store } = writes(`
      const own: Float64Array[] = [];
      for (let i = 0; i < m; i++) own.push(new Float64Array(2));
      const other = new Float64Array(2);
      ${more}
      for (let i = 1; i < m; i++) { ${square(`own[${at}][0]`)} own[i][0] = s; }`);
    return elements.mayFollow(read, store);
  };

  test("are different ones", () => expect(rows("")).toBe(false));
  test("but at one place", () => expect(rows("", "i")).toBe(true));
  test("and later", () => expect(rows("", "i + 1")).toBe(true));
  test("unless one is put somewhere else", () => expect(rows("own[0] = own[1];")).toBe(true));
  test("or two are exchanged", () => expect(rows("const t = own[0]; own[0] = own[1]; own[1] = t;")).toBe(true));
  test("or one from in front of a loop is put in", () =>
    expect(rows("for (let i = 0; i < 2; i++) own[i] = other;")).toBe(true));
  test("a new one may take the place of one", () => expect(rows("own[0] = new Float64Array(3);")).toBe(false));
});

test("in one turn", () => {
  const one = (body: string) => {
    const { elements, read, store } = writes(body);
    return elements.mayMeet(read, store);
  };
  expect(one(`for (let k = 0; k < m; k++) for (let i = k + 1; i < m; i++) { ${square("a[k]")} a[i] = s; }`)).toBe(
    false,
  );
  expect(one(`for (let k = 0; k < m; k++) for (let i = k; i < m; i++) { ${square("a[k]")} a[i] = s; }`)).toBe(true);
});
