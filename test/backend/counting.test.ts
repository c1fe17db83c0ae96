import { describe, expect, test } from "vitest";
import { compile } from "../support/compile.js";
import { check } from "../support/harness.js";

const program = (body: string): string => `
  export function f(x: Float64Array): number {
    let s = 0.2;
    ${body}
    return s;
  }`;

const text = (body: string): string =>
  compile(`import { grad } from "cotangent"; ${program(body)} export const f_grad = grad(f);`)
    .code["main.ts"].split("export function f_grad")
    .at(-1) ?? "";

const points = [0, 1, 2, 3, 5, 9].map((n) => [
  Float64Array.from({ length: n }, (_, i) => Math.sin(2.3 * i + 0.4) + 0.3),
]);

describe("a loop that goes on where another one has stopped", () => {
  test.each([
    [
      "to its end",
      `for (let r = 0; r < 3; r++) {
         let i = r;
         while (i < x.length && x[i] < 0.9) { s += x[i]; i++; }
         for (; i < x.length; i++) s += 0.3 * x[i] * s;
       }`,
    ],
    [
      "to a place that depends on where it starts",
      `for (let r = 0; r < 3; r++) {
         let i = r;
         while (i < x.length && x[i] < 0.9) { s += x[i]; i++; }
         const stop = Math.min(i + 3, x.length);
         for (; i < stop; i++) s += 0.3 * x[i] * s;
         s += i;
       }`,
    ],
  ])("counts in the same variable: %s", (_, body) => {
    check(program(body), { points });
    expect(text(body)).toMatch(/^ *for \(; i < /m);
  });

  test.each([
    [
      "where the loop needs the place at which it began",
      `for (let r = 0; r < 3; r++) {
         let i = 0;
         while (i < x.length && x[i] > 0) i++;
         const first = i;
         for (; i < x.length; i++) s += x[i] * (i - first) * x[first];
       }`,
    ],
    [
      "downwards, behind a loop that was left early",
      `for (let r = 0; r < 2; r++) {
         let i = x.length;
         while (i-- > 0) { if (x[i] > 1.1) break; s += x[i] * r; }
         for (; i >= 0; i--) s -= x[i] * x[i];
       }`,
    ],
  ])("computes the same %s", (_, body) => check(program(body), { points }));
});
