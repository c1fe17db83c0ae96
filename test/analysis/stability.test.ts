import { describe, expect, test } from "vitest";
import { AliasAnalysis } from "../../plugin/src/analysis/aliases.js";
import { Stability } from "../../plugin/src/analysis/stability.js";
import { lowerF, opsOf } from "../support/ir.js";

/** Whether what each load of `f` (and each `getField`) reads is still there in the reverse sweep. */
function stable(source: string, outerIsStable = true, copies = false): boolean[] {
  const func = lowerF(source);
  const stability = new Stability(func, new AliasAnalysis().of(func), outerIsStable, outerIsStable, copies);
  return [...opsOf(func, "load"), ...opsOf(func, "getField")].map((read) => stability.isStable(read));
}

describe("reads", () => {
  test.each([
    ["never written", "return w[0];", [true]],
    ["written before", "w[0] = 2; return w[0];", [true]],
    ["written after", "const v = w[0]; w[0] = 2; return v;", [false]],
    ["another element written after", "const v = w[0]; w[1] = 2; return v;", [true]],
    ["other memory written after", "const v = w[0]; u[1] = 2; return v;", [true]],
    ["written later in a loop", "let s = 0; for (let i = 0; i < 3; i++) { s += w[i]; w[i] = s; } return s;", [false]],
    ["written earlier in a loop", "let s = 0; for (let i = 0; i < 3; i++) { w[0] = s; s += w[0]; } return s;", [false]],
    ["written in a loop before", "for (let i = 0; i < 3; i++) w[i] = 1; return w[0];", [true]],
    [
      "fresh in every iteration",
      "let s = 0; for (let i = 0; i < 3; i++) { const t = new Float64Array(2); t[0] = s; s += t[0]; } return s;",
      [true],
    ],
    [
      "made in every iteration and handed on to the next",
      "let s = 0; let last: Float64Array | undefined; for (let i = 0; i < 3; i++) { if (last) last[0] = s; const t = new Float64Array(1); t[0] = s * i; s += t[0]; last = t; } return s;",
      [false],
    ],
    [
      "made before the loop that writes it",
      "let s = 0; const t = new Float64Array(2); for (let i = 0; i < 3; i++) { t[0] = s; s += t[0]; } return s;",
      [false],
    ],
    ["written by a callee after", "const v = w[0]; set(w); return v;", [false]],
    ["another field written after", "const v = p.x; p.y = 2; return v;", [true]],
    ["the field written after", "const v = p.x; p.x = 2; return v;", [false]],
  ])("%s", (_, body, expected) => {
    const source = `function set(a: Float64Array): void { a[0] = 1; }
    export function f(w: Float64Array, u: Float64Array, p: { x: number; y: number }): number { ${body} }`;
    expect(stable(source)).toEqual(expected);
  });
});

describe("where others may write before the reverse sweep", () => {
  const source = (body: string) => `const table = [1, 2];
  export function f(w: Float64Array): Float64Array {
    const own = new Float64Array(2);
    const result = new Float64Array(2);
    ${body}
    return result;
  }`;

  test("memory of parameters, modules and results is theirs; what is made here is not", () => {
    const body = source("own[0] = 1; result[0] = w[0] * own[0] * table[1]; result[0] = result[0];");
    expect(stable(body, true)).toEqual([true, true, true, false]);
    expect(stable(body, false)).toEqual([false, true, false, false]);
  });

  test("a result is theirs also where it is not written any more", () => {
    const body = source("result[0] = 2; own[0] = result[0];");
    expect([stable(body, true), stable(body, false)]).toEqual([[true], [false]]);
  });

  test("a copy will do where the function itself does not write", () => {
    expect(stable(source("result[0] = w[0];"), false, true)).toEqual([true]);
    expect(stable(source("w[0] = 1; result[0] = w[0];"), false, true)).toEqual([false]);
  });
});

test("a length is stable unless the array may be resized", () => {
  const func = lowerF(`export function f(w: Float64Array, a: number[], b: number[]): number {
    b.push(1);
    return w.length + a.length + b.length;
  }`);
  const lengths = (outer: boolean) => {
    const stability = new Stability(func, new AliasAnalysis().of(func), outer, outer);
    const reads = opsOf(func, "length").filter(({ operands: [array] }) => array.name !== undefined);
    return Object.fromEntries(reads.map((read) => [read.operands[0].name, stability.isStable(read)]));
  };
  expect(lengths(true)).toEqual({ w: true, a: true, b: false });
  expect(lengths(false)).toEqual({ w: true, a: false, b: false });
});

test("a call's arguments are kept unless they are written after it", () => {
  const func = lowerF(`function sum(a: Float64Array): number { return a[0] + a[1]; }
  export function f(w: Float64Array, u: Float64Array): number {
    const s = sum(w) + sum(u);
    u[0] = 1;
    return s;
  }`);
  const stability = new Stability(func, new AliasAnalysis().of(func), true, true);
  expect(opsOf(func, "call").map((call) => stability.keepsArguments(call))).toEqual([true, false]);
});

test("a call's arguments are not kept where the next iteration writes to them", () => {
  const func = lowerF(`function turn(a: Float64Array): number { a[0] = -a[0]; return Math.sin(a[0]); }
  export function f(w: Float64Array): number {
    let s = turn(w);
    for (let i = 0; i < 3; i++) {
      s += turn(w);
      const own = new Float64Array(1);
      s += turn(own);
    }
    return s;
  }`);
  const stability = new Stability(func, new AliasAnalysis().of(func), true, true);
  expect(opsOf(func, "call").map((call) => stability.keepsArguments(call))).toEqual([false, false, true]);
});
