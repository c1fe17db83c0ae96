import { F64Stack, I32Stack, RefStack, U8Stack } from "cotangent/runtime";
import { describe, expect, test } from "vitest";

interface Stack<T> {
  readonly length: number;
  push(v: T): void;
  pop(): T;
}

/** Enough to grow several times, with pops in between. */
function roundTrip<T>(stack: Stack<T>, value: (i: number) => T): void {
  const expected: T[] = [];
  for (let i = 0; i < 1000; i++) {
    stack.push(value(i));
    expected.push(value(i));
    if (i % 7 === 0) expect(stack.pop()).toBe(expected.pop());
    expect(stack.length).toBe(expected.length);
  }
  while (expected.length > 0) expect(stack.pop()).toBe(expected.pop());
  expect(stack.length).toBe(0);
  expect(() => stack.pop()).toThrow("a residual stack is empty");
  stack.push(value(1));
  expect(stack.pop()).toBe(value(1));
}

describe("residual stacks", () => {
  test("F64Stack keeps every bit", () => {
    roundTrip(new F64Stack(), (i) => Math.sin(i) * 10 ** (i % 300));
    const special = [Number.NaN, -0, Number.POSITIVE_INFINITY, 2 ** 53, Number.MIN_VALUE];
    const stack = new F64Stack();
    for (const v of special) stack.push(v);
    for (const v of special.reverse()) expect(stack.pop()).toBe(v);
  });

  test("I32Stack keeps int32 and refuses the rest", () => {
    roundTrip(new I32Stack(), (i) => (i % 2 === 0 ? i : -(2 ** 31) + i));
    for (const v of [0.5, 2 ** 31, -(2 ** 31) - 1, Number.NaN]) {
      expect(() => new I32Stack().push(v)).toThrow(RangeError);
    }
  });

  test("U8Stack returns booleans", () => {
    roundTrip(new U8Stack(), (i) => i % 3 === 0);
  });

  test("RefStack returns the references themselves", () => {
    const objects = Array.from({ length: 1000 }, (_, i) => ({ i }));
    roundTrip(new RefStack<object | undefined>(), (i) => (i === 5 ? undefined : objects[i]));
  });
});
