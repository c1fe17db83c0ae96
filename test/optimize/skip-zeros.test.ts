/** Loops of reverse sweeps that add multiples of a cotangent are left out where that is zero. */
import { describe, expect, test } from "vitest";
import { Builder, emptyRegion } from "../../plugin/src/ir/builder.js";
import { Value } from "../../plugin/src/ir/ops.js";
import { F64, typedArray } from "../../plugin/src/ir/types.js";
import { skipZeros } from "../../plugin/src/optimize/skip-zeros.js";
import { type Callable, compile } from "../support/compile.js";
import { gradientText } from "../support/gradient-text.js";
import { check } from "../support/harness.js";

const layer = (activation: string, inner = "s += w[i * 3 + j] * x[j];"): string =>
  `export function f(w: Float64Array, x: Float64Array): number {
    let sum = 0;
    for (let i = 0; i < w.length / 3; i++) {
      let s = 0;
      for (let j = 0; j < x.length; j++) { ${inner} }
      sum += ${activation} * (i + 1);
    }
    return sum;
  }`;

const isSkipped = (source: string): boolean =>
  /if \(\w+ !== 0\) \{\s*(?:const .*\s*)*(?:let .*\s*)*for \(/.test(gradientText(source, "{ argnums: [0, 1] }"));

const w = Float64Array.of(0.5, -1, 2, -0.5, -1, -2, 1, 0, 0.25);
const x = Float64Array.of(0.75, 0.5, 1.25);

describe("left out behind", () => {
  test.each([
    ["a rectifier", layer("Math.max(0, s)")],
    ["a rectifier that is a choice", layer("(s > 0 ? s ** 2 : 0)")],
    ["a rectifier of a multiple", layer("Math.max(0, 3 * s - 1)")],
    [
      "a branch in the loop",
      layer("Math.max(0, s)", "if (x[j] > 0.6) s += w[i * 3 + j] * x[j] ** 2; else s -= w[i * 3 + j];"),
    ],
    ["loops in it", layer("Math.max(0, s)", "for (let k = 0; k < x.length; k++) s += w[i * 3 + j] * x[k] * (k + 1);")],
  ])("%s", (_, source) => {
    expect(isSkipped(source)).toBe(true);
    check(source, { points: [[w, x]], wrt: [0, 1] });
  });
});

test("sums that the loop goes on with are as they were", () => {
  const source = layer("Math.max(0, s)", "s += c * w[i * 3 + j] * x[j];").replace(
    "x: Float64Array)",
    "x: Float64Array, c: number)",
  );
  const code = gradientText(source, "{ argnums: [0, 2] }");
  expect(code).toMatch(/if \(\w+ !== 0\) \{[^}]*for \(/);
  check(source, { points: [[w, x, 0.75]], wrt: [0, 2] });
});

describe("not left out", () => {
  test.each([
    ["behind what is nowhere zero", layer("Math.tanh(s)")],
    [
      "as more than the multiple is added",
      layer("Math.max(0, s)", "s += w[i * 3 + j] * x[j]; sum += Math.sin(x[j]) * w[j];"),
    ],
    [
      "as it waits on a stack",
      layer("Math.max(0, s)", "let t = x[j]; while (t > 0.6) { t *= 0.7; s += Math.sin(t * w[i]); }"),
    ],
    ["as elements are set", layer("Math.max(0, s)", "s += w[i * 3 + j] * x[j]; x[j] *= 1.5;")],
  ])("%s", (_, source) => {
    expect(isSkipped(source)).toBe(false);
    check(source, { points: [[w, x]], wrt: [0, 1] });
  });
});

test.each([
  ["in it", true],
  ["in front of it, which has been set since", false],
])("an element that the loop adds to is read %s", (_, isInside) => {
  const [x, s] = [new Value(typedArray("Float64Array"), "x_b"), new Value(F64, "s")];
  const body = emptyRegion([x, s]);
  const build = new Builder(body);
  build.adjoint = true;
  const zero = build.const(0);
  const before = build.load(x, zero);
  build.store(x, zero, s);
  const factor = build.select(build.prim("gt", s, zero), s, zero);
  build.each(build.const(3), (index) => {
    const element = isInside ? build.load(x, zero) : before;
    build.store(x, zero, build.prim("add", element, build.prim("mul", factor, index)));
  });
  body.yields = [s];
  expect(skipZeros({ name: "f", body, results: [F64], file: "f.ts", source: "f" })).toBe(isInside);
});

test("an element behind the end of a list is not made", () => {
  const { exports } = compile(`import { grad } from "cotangent";
    export const d = grad((w: number[], n: number): number => {
      let s = 0;
      for (let j = 0; j < n; j++) s += w[j] ?? 2;
      return Math.max(0, s);
    });`);
  expect((exports.d as Callable)([1, 2], 3)).toEqual([1, 1]);
  expect((exports.d as Callable)([-5, 2], 3)).toEqual([0, 0]);
});
