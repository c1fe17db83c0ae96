import { armijo, type Objective, type Sample, strongWolfe, wolfe } from "cotangent/optim";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

type Line = (t: number) => Sample;
const of =
  (value: (t: number) => number, slope: (t: number) => number): Line =>
  (t) => ({ step: t, value: value(t), slope: slope(t) });

/** The test functions of Moré and Thuente, "Line search algorithms with guaranteed sufficient decrease" (1994), section 5. */
const beta = 2;
const lines: Record<string, Line> = {
  "(5.1)": of(
    (t) => -t / (t * t + beta),
    (t) => (t * t - beta) / (t * t + beta) ** 2,
  ),
  "(5.2)": of(
    (t) => (t + 0.004) ** 5 - 2 * (t + 0.004) ** 4,
    (t) => 5 * (t + 0.004) ** 4 - 8 * (t + 0.004) ** 3,
  ),
  "a parabola": of(
    (t) => (t - 3) ** 2,
    (t) => 2 * (t - 3),
  ),
  "a barrier at 2": of(
    (t) => -t - 0.1 * Math.log(2 - t),
    (t) => -1 + 0.1 / (2 - t),
  ),
  "waves on a slope": of(
    (t) => -3 * t + 0.3 * Math.sin(8 * t) + 0.01 * t * t,
    (t) => -3 + 2.4 * Math.cos(8 * t) + 0.02 * t,
  ),
};

describe.each(Object.entries(lines))("on %s", (_, phi) => {
  test.each([1e-3, 1e-1, 10, 1e3])("from a first step of %s the strong Wolfe conditions are met", (first) => {
    for (const [decrease, curvature] of [
      [1e-4, 0.9],
      [1e-4, 0.1],
      [1e-3, 0.01],
    ]) {
      let calls = 0;
      const counted: Line = (t) => {
        calls++;
        return phi(t);
      };
      const start = phi(0);
      const found = strongWolfe(counted, start, first, { decrease, curvature, maxTrials: 60 });
      expect(found).toBeDefined();
      const { step, value, slope } = found!;
      expect(step).toBeGreaterThan(0);
      expect(value).toBeLessThanOrEqual(start.value + decrease * step * start.slope);
      expect(Math.abs(slope)).toBeLessThanOrEqual(curvature * Math.abs(start.slope));
      expect(calls).toBeLessThanOrEqual(40);
    }
  });
});

test("random cubics with a minimum: the conditions are met", () => {
  const positive = fc.double({ min: 0.01, max: 10, noNaN: true });
  fc.assert(
    fc.property(positive, positive, positive, positive, (a, b, c, first) => {
      const phi = of(
        (t) => -a * t + b * t * t + c * t ** 3,
        (t) => -a + 2 * b * t + 3 * c * t * t,
      );
      const found = strongWolfe(phi, phi(0), first, { curvature: 0.1 })!;
      expect(found.value).toBeLessThanOrEqual(1e-4 * found.step * -a);
      expect(Math.abs(found.slope)).toBeLessThanOrEqual(0.1 * a);
    }),
  );
});

test("no step is longer than the longest", () => {
  const steps: number[] = [];
  const phi: Line = (t) => {
    steps.push(t);
    return { step: t, value: -t, slope: -1 };
  };
  expect(strongWolfe(phi, phi(0), 1, {}, 7)!.step).toBe(7);
  expect(Math.max(...steps)).toBe(7);
  expect(strongWolfe(phi, phi(0), 100, {}, 7)!.step).toBe(7);
});

test("functions without a minimum, and slopes that lie, end the search", () => {
  let calls = 0;
  const falling: Line = (t) => {
    calls++;
    return { step: t, value: -t, slope: -1 };
  };
  // The first condition is met all along.
  expect(strongWolfe(falling, falling(0), 1, { maxTrials: 30 })!.value).toBeLessThan(0);
  expect(calls).toBeLessThanOrEqual(31);
  const rising: Line = (t) => ({ step: t, value: t, slope: -1 });
  expect(strongWolfe(rising, rising(0), 1)).toBeUndefined();
  const wild: Line = (t) => ({ step: t, value: Number.NaN, slope: Number.NaN });
  expect(strongWolfe(wild, { step: 0, value: 1, slope: -1 }, 1)).toBeUndefined();
  expect(strongWolfe(falling, { step: 0, value: 1, slope: 1 }, 1)).toBeUndefined();
});

test("a slope that is not finite counts as a point that is too far", () => {
  // Beyond 1 there is a value, but no slope.
  const phi: Line = (t) => ({ step: t, value: -t + 0.55 * t * t, slope: t > 1 ? Number.NaN : -1 + 1.1 * t });
  const found = strongWolfe(phi, phi(0), 1.2, { curvature: 0.1 })!;
  expect(found.step).toBeLessThanOrEqual(1);
  expect(Math.abs(found.slope)).toBeLessThanOrEqual(0.1);
});

describe("Armijo's rule", () => {
  const objective = (
    f: (x: number) => number,
    slope: (x: number) => number,
    asked: number[],
    isCheap = false,
  ): Objective =>
    ({
      has: (member: string) => member === (isCheap ? "value" : "valueAndGrad"),
      value: ([x]: Float64Array) => {
        asked.push(x);
        return f(x);
      },
      evaluate: (x: Float64Array) => {
        asked.push(x[0]);
        return { x, value: f(x[0]), gradient: Float64Array.of(slope(x[0])) };
      },
    }) as unknown as Objective;
  const from = { x: Float64Array.of(1), value: 1, gradient: Float64Array.of(2) };
  const square = [(x: number) => x * x, (x: number) => 2 * x] as const;

  test("takes the first step of the series that decreases enough", () => {
    const asked: number[] = [];
    // From 1 along -2 by 4, 2, 1, ½: to -7, -3, -1 (no decrease), 0.
    const found = armijo().search(objective(...square, asked), from, Float64Array.of(-2), -4, 4);
    expect(found).toMatchObject({ step: 0.5, value: 0, x: Float64Array.of(0), gradient: Float64Array.of(0) });
    expect(asked).toEqual([-7, -3, -1, 0]);
    const strict = armijo({ decrease: 0.8, shrink: 0.25 }).search(
      objective(...square, []),
      from,
      Float64Array.of(-2),
      -4,
      1,
    );
    // (1 - 2 t)² <= 1 - 3.2 t for t <= 0.2.
    expect(strict!.step).toBe(1 / 16);
  });

  test("asks for gradients only where the value is right", () => {
    const asked: number[] = [];
    armijo().search(objective(...square, asked, true), from, Float64Array.of(-2), -4, 1);
    expect(asked).toEqual([-1, 0, 0]);
  });

  test("looks at the slope where the value is large and rounded", () => {
    const base = 1e10;
    const rounded = objective(
      (x) => base + (x === 1e-4 ? 0 : 1e-5),
      (x) => 2 * x,
      [],
    );
    const start = { x: Float64Array.of(1e-4), value: base, gradient: Float64Array.of(2e-4) };
    const found = armijo().search(rounded, start, Float64Array.of(-2e-4), -4e-8, 0.5);
    expect(found).toMatchObject({ step: 0.5, x: Float64Array.of(0) });
  });

  test("backs out of where the function is not defined, and gives up", () => {
    const log = objective(
      (x) => x - Math.log(x),
      (x) => 1 - 1 / x,
      [],
    );
    const start = { x: Float64Array.of(3), value: 3 - Math.log(3), gradient: Float64Array.of(2 / 3) };
    expect(armijo().search(log, start, Float64Array.of(-1), -2 / 3, 8)!.step).toBe(2);
    const rising = objective(
      (x) => -x,
      () => -1,
      [],
    );
    expect(armijo({ maxTrials: 5 }).search(rising, { ...from, value: -1 }, Float64Array.of(-1), -1, 1)).toBeUndefined();
  });
});

test("options out of range are refused", () => {
  expect(() => wolfe({ decrease: 0.5, curvature: 0.1 })).toThrow(
    new RangeError("wolfe: curvature must be between decrease, 0.5, and 1, but is 0.1"),
  );
  expect(() => wolfe({ decrease: 0 })).toThrow(RangeError);
  expect(() => wolfe({ maxTrials: 0 })).toThrow(RangeError);
  expect(() => armijo({ shrink: 1 })).toThrow(new RangeError("armijo: shrink must be from 0 on and below 1, but is 1"));
  expect(() => armijo({ shrink: 0 })).toThrow(RangeError);
});
