import { describe, expect, test } from "vitest";
import { normal, rademacher, uniform } from "../../../runtime/src/random/draws.js";
import { bitsAt, child, keyOf, split } from "../../../runtime/src/random/key.js";
import { threefry } from "../../../runtime/src/random/threefry.js";

// Known answers of the authors' implementation, Random123.
test.each([
  [
    [0, 0],
    [0, 0],
    [0x6b200159, 0x99ba4efe],
  ],
  [
    [0xffffffff, 0xffffffff],
    [0xffffffff, 0xffffffff],
    [0x1cb996fc, 0xbb002be7],
  ],
  [
    [0x13198a2e, 0x03707344],
    [0x243f6a88, 0x85a308d3],
    [0xc4923a9c, 0x483df7a0],
  ],
])("Threefry with key %o of counter %o", ([k0, k1], [c0, c1], bits) => {
  expect(threefry(k0, k1, c0, c1)).toEqual(bits);
});

describe("keys", () => {
  test("are functions of all bits of the seed", () => {
    const seeds = [0, 1, -1, 2 ** 32, 2 ** 32 + 1, 2 ** 52, -(2 ** 40)];
    expect(new Set(seeds.map((seed) => JSON.stringify(keyOf(seed)))).size).toBe(seeds.length);
    for (const seed of [0.5, Number.NaN, 2 ** 53]) expect(() => keyOf(seed)).toThrow(RangeError);
  });

  test("split into keys that are different from one another and from numbers", () => {
    const key = keyOf(7);
    const keys = split(key, 100).map(({ high, low }) => `${high} ${low}`);
    const bits = Array.from({ length: 100 }, (_, i) => bitsAt(key, i).join(" "));
    expect(new Set([...keys, ...bits]).size).toBe(200);
    expect(split(key)).toEqual([child(key, 0), child(key, 1)]);
  });
});

describe("draws", () => {
  const count = 20_000;
  const mean = (xs: Float64Array, f = (x: number): number => x): number =>
    xs.reduce((sum, x) => sum + f(x), 0) / xs.length;
  /** Four standard errors of a mean of numbers with a variance. */
  const within = (variance: number): number => 4 * Math.sqrt(variance / count);

  test.each([uniform, normal, rademacher])(
    "the same key gives the same numbers, also of a longer array: %o",
    (draw) => {
      const [short, long] = [draw(keyOf(3), 101), draw(keyOf(3), 1000)];
      expect(long.subarray(0, 101)).toStrictEqual(short);
      expect(draw(keyOf(4), 101)).not.toStrictEqual(short);
      expect(draw(keyOf(3), 0)).toStrictEqual(new Float64Array(0));
    },
  );

  test("uniform", () => {
    const xs = uniform(keyOf(1), count);
    expect(xs.every((x) => x >= 0 && x < 1)).toBe(true);
    expect(Math.abs(mean(xs) - 0.5)).toBeLessThan(within(1 / 12));
    expect(Math.abs(mean(xs, (x) => x * x) - 1 / 3)).toBeLessThan(within(4 / 45));
    const lag = mean(xs.subarray(1).map((x, i) => (x - 0.5) * (xs[i] - 0.5)));
    expect(Math.abs(lag)).toBeLessThan(within(1 / 144));
  });

  test("normal", () => {
    const xs = normal(keyOf(2), count);
    expect(Math.abs(mean(xs))).toBeLessThan(within(1));
    expect(Math.abs(mean(xs, (x) => x ** 2) - 1)).toBeLessThan(within(2));
    expect(Math.abs(mean(xs, (x) => x ** 3))).toBeLessThan(within(15));
    expect(Math.abs(mean(xs, (x) => x ** 4) - 3)).toBeLessThan(within(96));
    const lag = mean(xs.subarray(1).map((x, i) => x * xs[i]));
    expect(Math.abs(lag)).toBeLessThan(within(1));
  });

  test("rademacher", () => {
    const xs = rademacher(keyOf(3), count);
    expect(xs.every((x) => Math.abs(x) === 1)).toBe(true);
    expect(Math.abs(mean(xs))).toBeLessThan(within(1));
    for (const lag of [1, 32, 64]) {
      expect(Math.abs(mean(xs.subarray(lag).map((x, i) => x * xs[i])))).toBeLessThan(within(1));
    }
  });
});
