import {
  affine,
  box,
  decreasing,
  halfSpace,
  increasing,
  l1Ball,
  l2Ball,
  lbfgsb,
  lInfinityBall,
  minimize,
  nonNegative,
  type Projection,
  projection,
  simplex,
} from "cotangent/optim";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { distance } from "./problems.js";

const numbers = (length: number) =>
  fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: length, maxLength: length });
const sum = (x: ArrayLike<number>): number => Array.from(x).reduce((a, b) => a + b, 0);
const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number => sum(Array.from(a, (x, i) => x * b[i]));
const tolerance = 1e-9;

/** Sets in five dimensions: membership, and a map of the numbers to points of the set. */
const rows = [
  [1, 2, 0, -1, 1],
  [0, 1, 1, 1, 3],
];
const sets: Record<string, { set: Projection; has: (x: Float64Array) => boolean; pointOf: (x: number[]) => number[] }> =
  {
    box: {
      set: box([-1, -2, 0, Number.NEGATIVE_INFINITY, 1], [1, 0, 2, 3, 1]),
      has: ([a, b, c, d, e]) => a >= -1 && a <= 1 && b >= -2 && b <= 0 && c >= 0 && c <= 2 && d <= 3 && e === 1,
      pointOf: ([a, b, c, d]) => [a / 5, -1 + b / 5, 1 + c / 5, d - 2, 1],
    },
    "non-negative": { set: nonNegative(), has: (x) => x.every((v) => v >= 0), pointOf: (x) => x.map(Math.abs) },
    simplex: {
      set: simplex(2),
      has: (x) => x.every((v) => v >= 0) && Math.abs(sum(x) - 2) < tolerance,
      pointOf: (x) => {
        const positive = x.map((v) => Math.abs(v) + 1e-6);
        return positive.map((v) => (2 * v) / sum(positive));
      },
    },
    "l1 ball": {
      set: l1Ball(1.5),
      has: (x) => sum(x.map(Math.abs)) <= 1.5 + tolerance,
      pointOf: (x) => x.map((v) => (1.5 * v) / Math.max(1.5, sum(x.map(Math.abs)))),
    },
    "l2 ball": {
      set: l2Ball(1.5),
      has: (x) => dot(x, x) <= 1.5 ** 2 + tolerance,
      pointOf: (x) => x.map((v) => (1.5 * v) / Math.max(1.5, Math.hypot(...x))),
    },
    "l-infinity ball": {
      set: lInfinityBall(2),
      has: (x) => x.every((v) => Math.abs(v) <= 2),
      pointOf: (x) => x.map((v) => v / 2.5),
    },
    affine: {
      set: affine(rows, [1, -2]),
      has: (x) => Math.abs(dot(rows[0], x) - 1) < tolerance && Math.abs(dot(rows[1], x) + 2) < tolerance,
      // Solved for the first two numbers: b = -2 - c - d - 3 e, a = 1 - 2 b + d - e.
      pointOf: ([, , c, d, e]) => {
        const b = -2 - c - d - 3 * e;
        return [1 - 2 * b + d - e, b, c, d, e];
      },
    },
    "half space": {
      set: halfSpace(rows[0], 1),
      has: (x) => dot(rows[0], x) <= 1 + tolerance,
      pointOf: ([a, b, c, d, e]) => [Math.min(a, 1 - 2 * b + d - e), b, c, d, e],
    },
    increasing: {
      set: increasing(),
      has: (x) => x.every((v, i) => i === 0 || x[i - 1] <= v + tolerance),
      pointOf: (x) => [...x].sort((a, b) => a - b),
    },
    decreasing: {
      set: decreasing(),
      has: (x) => x.every((v, i) => i === 0 || x[i - 1] >= v - tolerance),
      pointOf: (x) => [...x].sort((a, b) => b - a),
    },
  };

describe.each(Object.entries(sets))("the projection to %s", (_, { set, has, pointOf }) => {
  test("lies in the set, and no point of the set makes an acute angle with the way to it", () => {
    fc.assert(
      fc.property(numbers(5), numbers(5), (from, other) => {
        const x = Float64Array.from(from);
        const p = set.project(x);
        const y = pointOf(other);
        expect(x).toEqual(Float64Array.from(from));
        expect(has(p)).toBe(true);
        expect(has(Float64Array.from(y))).toBe(true);
        // The condition of a projection p: (x - p)ᵀ (y - p) <= 0 for all y of the set.
        expect(
          dot(
            x.map((v, i) => v - p[i]),
            p.map((v, i) => y[i] - v),
          ),
        ).toBeLessThan(1e-8);
      }),
    );
  });

  test("leaves points of the set where they are", () => {
    fc.assert(
      fc.property(numbers(5), (from) => {
        const y = Float64Array.from(pointOf(from));
        const p = set.project(y);
        expect(Math.max(...p.map((v, i) => Math.abs(v - y[i])))).toBeLessThan(1e-9);
      }),
    );
  });

  test("is the proximal operator, whatever the step", () => {
    const x = Float64Array.of(3, -4, 0.5, 2, -1);
    for (const step of [0.1, 10]) expect(set.prox(x, step)).toEqual(set.project(x));
    expect(set.value(x)).toBe(0);
  });
});

test("known projections", () => {
  expect(simplex().project(Float64Array.of(1e20, 3))).toEqual(Float64Array.of(1, 0));
  expect(l1Ball(2).project(Float64Array.of(3, -1e20))).toEqual(Float64Array.of(0, -2));
  expect(simplex().project(Float64Array.of(1, 0.5))).toEqual(Float64Array.of(0.75, 0.25));
  expect(simplex().project(Float64Array.of(3, 0, 0))).toEqual(Float64Array.of(1, 0, 0));
  expect(l1Ball(1).project(Float64Array.of(2, -1))).toEqual(Float64Array.of(1, -0));
  expect(increasing().project(Float64Array.of(1, 3, 2, 0, 5))).toEqual(Float64Array.of(1, 5 / 3, 5 / 3, 5 / 3, 5));
  expect(increasing().project(Float64Array.of(3, 2, 1))).toEqual(Float64Array.of(2, 2, 2));
  expect(increasing().project(new Float64Array(0))).toEqual(new Float64Array(0));
  expect(distance(affine([[1, 1]], [2]).project(Float64Array.of(3, 1)), [2, 0])).toBeLessThan(1e-14);
  const own = projection((x) => x.map(Math.round));
  expect(own.prox(Float64Array.of(0.6), 3)).toEqual(Float64Array.of(1));
});

test("sets that are none are refused, with the numbers in question", () => {
  expect(() => box(1, 0)).toThrow(new RangeError("box: low must not be above high, but they are 1 and 0"));
  expect(() => box([0, 2], [1, 1])).toThrow(
    new RangeError("box: low must not be above high, but at 1 they are 2 and 1"),
  );
  expect(() => box(0, [1, -1])).toThrow(new RangeError("box: low must not be above high, but at 1 they are 0 and -1"));
  expect(() => box(Number.NaN, 1)).toThrow("box: low must not be above high, but they are NaN and 1");
  expect(() => box([0], [1, 1])).toThrow(new RangeError("box: low has 1 bounds, but high has 2"));
  expect(() => box([0, 0], 1).project(new Float64Array(3))).toThrow(
    new RangeError("box: low has 2 bounds, but there are 3 numbers"),
  );
  const bowl = (x: Float64Array): [number, Float64Array] => [0, x];
  expect(() => minimize(bowl, new Float64Array(3), lbfgsb({ low: [0, 0] }))).toThrow(
    new RangeError("lbfgsb: low has 2 bounds, but there are 3 numbers"),
  );
  expect(() => lbfgsb({ low: 1, high: [2, 0] })).toThrow(
    new RangeError("lbfgsb: low must not be above high, but at 1 they are 1 and 0"),
  );
  expect(() => simplex(0)).toThrow(new RangeError("simplex: total must be positive, but is 0"));
  for (const ball of [l1Ball, l2Ball, lInfinityBall])
    expect(() => ball(-1)).toThrow("radius must be positive, but is -1");
  expect(() => affine([[1, 2]], [])).toThrow(new RangeError("affine: there are 1 rows, but 0 right-hand sides"));
  expect(() => affine([[1, 2], [1]], [0, 0])).toThrow(new RangeError("affine: row 0 has 2 entries, but row 1 has 1"));
  expect(() =>
    affine(
      [
        [1, 2],
        [2, 4],
      ],
      [0, 0],
    ),
  ).toThrow("affine: rows depend on each other");
  expect(() => affine([[1, 2]], [0]).project(new Float64Array(3))).toThrow(
    new RangeError("affine: rows have 2 entries, but there are 3 numbers"),
  );
  expect(() => halfSpace([0, 0], 1)).toThrow("halfSpace: the square of a must be positive, but is 0");
});
