import { describe, expect, test } from "vitest";
import { assertDerivatives, checkDerivatives, type Subject } from "../../../runtime/src/check/index.js";
import { seededRandom } from "../../support/slopes.js";
import { cubic, curve, smooth, springs } from "./subjects.js";

test("200 random smooth functions pass", () => {
  const random = seededRandom(5);
  const positive = (): number => (random() + 1) / 2;
  for (let k = 0; k < 200; k++) {
    const x = Float64Array.from({ length: 3 }, () => 2 * random());
    const report = checkDerivatives(smooth(positive), [x], { seed: k });
    expect(report.ok, `${k}: ${report}`).toBe(true);
  }
});

test("the report tells what was checked", () => {
  const report = assertDerivatives(springs(), [{ k: 2, rest: 0.5, name: "s" }, Float64Array.of(1, 2, 3), 3], {
    argnums: [0, 1],
  });
  expect(String(report)).toBe(
    [
      "checkGrads(springs): all 5 checks hold",
      "  ok     forward: differences: as central differences in 3 random directions",
      "  ok     forward: Taylor remainder: falls with power 2.00 of the distance",
      "  ok     reverse: differences: as central differences in 3 random directions",
      "  ok     reverse: Taylor remainder: falls with power 2.00 of the distance",
      "  ok     <u, J v> = <J^T u, v>: reverse mode is the transpose of forward mode",
    ].join("\n"),
  );
});

test("the same seed gives the same report", () => {
  const wrong = springs(({ byX }) => void (byX[1] *= 1.5));
  const report = (seed: number): string =>
    String(
      checkDerivatives(wrong, [{ k: 2, rest: 0.5, name: "s" }, Float64Array.of(1, 2), 2], { argnums: [0, 1], seed }),
    );
  expect(report(3)).toBe(report(3));
});

describe("second order", () => {
  test("by the gradient", () => {
    const report = assertDerivatives(cubic(), [1.5, -0.5], { order: 2 });
    expect(report.checks.map(({ name }) => name)).toContain("second order, forward: Taylor remainder");
    expect(report.checks).toHaveLength(13);
    assertDerivatives(cubic(), [1.5, -0.5], { order: 2, argnums: [0] });
    assertDerivatives(cubic(), [1.5, -0.5], { order: 2, modes: ["reverse"] });
  });

  test("by the jvp", () => {
    const report = assertDerivatives(curve(), [0.75, 2], { order: 2 });
    expect(report.checks.filter(({ name }) => name.startsWith("second order"))).toHaveLength(8);
    assertDerivatives(curve(), [0.75, 2], { order: 2, argnums: [1] });
    assertDerivatives(curve(), [0.75, 2], { order: 2, modes: ["forward"] });
  });
});

describe("right derivatives of difficult functions pass", () => {
  const scalar = (name: string, f: (x: number) => number, df: (x: number) => number): Subject<[number], number> => ({
    name,
    f,
    jvp: ([x], [v]) => [f(x), df(x) * v],
    vjp: (x) => [f(x), (u) => [u * df(x)]],
  });

  test.each<[string, (x: number) => number, (x: number) => number, number]>([
    ["linear", (x) => 3 * x + 1, () => 3, 2],
    ["constant", () => 3, () => 0, 2],
    ["near the end of its domain", Math.log, (x) => 1 / x, 1e-6],
    ["throws beyond its domain", positive((x) => x ** 2), (x) => 2 * x, 1e-3],
    ["large values", (x) => 1e12 * Math.exp(x), (x) => 1e12 * Math.exp(x), 1],
    ["small values", (x) => 1e-12 * Math.exp(x), (x) => 1e-12 * Math.exp(x), 1],
    ["large arguments", (x) => x ** 2, (x) => 2 * x, 1e9],
    ["fast", (x) => Math.sin(100 * x), (x) => 100 * Math.cos(100 * x), 0.3],
    ["at a maximum", Math.cos, (x) => -Math.sin(x), 0],
    ["cancellation", (x) => 1e6 + x - 1e6 + x * x, (x) => 1 + 2 * x, 0.5],
    ["a corner elsewhere", (x) => Math.abs(x - 1), (x) => Math.sign(x - 1), 1.001],
    ["jumps on both sides", (x) => x + Math.floor(16 * x), () => 1, 0.53],
    ["a saw", (x) => (100 * x) % 1, () => 100, 3.1234],
    ["zero to second order", (x) => x * x, (x) => 2 * x, 0],
    ["zero everywhere", (x) => Math.sin(x) - Math.sin(x), () => 1e-15, 1.3],
    ["terms that cancel", (x) => Math.sin(x) ** 2 + Math.cos(x) ** 2, (x) => 1e-15 * x, 1.3],
  ])("%s", (name, f, df, x) => {
    const report = checkDerivatives(scalar(name, f, df), [x]);
    expect(report.ok, String(report)).toBe(true);
  });

  function positive(f: (x: number) => number): (x: number) => number {
    return (x) => {
      if (x <= 0) throw new RangeError("x must be positive");
      return f(x);
    };
  }

  test("single precision", () => {
    const f = (x: Float32Array): Float32Array => x.map((v, i) => v * x[(i + 1) % x.length]);
    const subject: Subject<[Float32Array], Float32Array> = {
      name: "singles",
      f,
      jvp: ([x], [v]) => [f(x), x.map((a, i) => a * v[(i + 1) % x.length] + v[i] * x[(i + 1) % x.length])],
      vjp: (x) => [
        f(x),
        (u) => [
          x.map(
            (_, i) =>
              u[i] * x[(i + 1) % x.length] + u[(i + x.length - 1) % x.length] * x[(i + x.length - 1) % x.length],
          ),
        ],
      ],
    };
    const report = checkDerivatives(subject, [Float32Array.of(0.1, 2.3, -1.7, 30)]);
    expect(report.ok, String(report)).toBe(true);
  });

  test("modes that round a zero in different ways", () => {
    const zero = (x: number): number => x - x;
    const subject: Subject<[number], number> = {
      name: "zero",
      f: zero,
      jvp: ([x]) => [zero(x), 0],
      vjp: (x) => [zero(x), (u) => [2e-15 * u]],
    };
    assertDerivatives(subject, [1.3]);
  });

  test("a result with one object in two places, each of which counts", () => {
    const f = (x: number): Float64Array[] => {
      const row = Float64Array.of(x * x);
      return [row, row];
    };
    const subject: Subject<[number], Float64Array[]> = {
      name: "twice",
      f,
      jvp: ([x], [v]) => [f(x), f(x).map(() => Float64Array.of(2 * x * v))],
      vjp: (x) => [f(x), ([[u], [w]]) => [2 * x * (u + w)]],
    };
    assertDerivatives(subject, [1.5]);
    const shared: Subject<[number], Float64Array[]> = {
      ...subject,
      jvp: ([x], [v]) => [f(x), Array(2).fill(Float64Array.of(2 * x * v))],
    };
    assertDerivatives(shared, [1.5]);
  });

  test("a function that changes its arguments, and one object for two parameters", () => {
    const f = (x: Float64Array, y: Float64Array): number => {
      x[0] *= 2;
      return x[0] * y[0] ** 2;
    };
    const subject: Subject<[Float64Array, Float64Array], number> = {
      name: "writes",
      f,
      jvp: ([x, y], [a, b]) => {
        const tangent = 2 * a[0] * y[0] ** 2 + 4 * x[0] * y[0] * b[0];
        return [f(x, y), tangent];
      },
      vjp: (x, y) => {
        const gradients = [2 * y[0] ** 2, 4 * x[0] * y[0]];
        return [f(x, y), (u) => gradients.map((d) => Float64Array.of(u * d)) as [Float64Array, Float64Array]];
      },
    };
    const shared = Float64Array.of(3);
    assertDerivatives(subject, [shared, shared]);
    expect(shared[0]).toBe(3);
  });
});
