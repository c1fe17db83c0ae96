/** Operands whose parameters may be left out, where the operand is more than a function's name. */
import { expect, test } from "vitest";
import { compile } from "../support/compile.js";
import { strictErrors } from "../support/strict.js";

type Call = (...args: unknown[]) => unknown;

const { code, exports, diagnostics } = compile(`
  import { checkpoint, customJvp, grad, jvp, valueAndGrad, vjp } from "cotangent";
  function scaled(x: number[], k = 3, list: number[] = [1, 2], { a = 5 }: { a?: number } = {}): number {
    return k * x[0] * x[1] * list[1] * a;
  }
  const withOffset = (u: number, x: number, k?: number, list?: number[] | null): number => u * x * (k ?? 2) * (list ? list[0] : 1);
  const make = (u: number) => (x: number, k = u): number => x * k;
  const ruled = customJvp((x: number, k = 2): number => x * k, ([x, k], [dx]) => [x * (k ?? 2), 10 * dx * (k ?? 2)]);
  export const checkpointed = grad(checkpoint(scaled));
  export const pulled = vjp(checkpoint(scaled));
  export const records = vjp(checkpoint((x: number[], o?: { a: number[] }) => x[0] * (o ? o.a[0] : 3)));
  export const bound = grad(withOffset.bind(null, 7));
  export const boundTangent = jvp(withOffset.bind(null, 7));
  export const made = grad(make(4));
  export const byRule = valueAndGrad(ruled);
  export const calls = valueAndGrad((x: number, k?: number): number => ruled(x, k) + ruled(x));
`);
const of = exports as Record<string, Call>;

test("are compiled, to text that TypeScript takes", () => {
  expect(diagnostics).toEqual([]);
  expect(strictErrors(code)).toEqual([]);
});

test("a checkpointed function", () => {
  expect(of.checkpointed([2, 3])).toEqual([90, 60]);
  expect(of.checkpointed([2, 3], 1)).toEqual([30, 20]);
  expect(of.checkpointed([2, 3], undefined, [0, 4], { a: 1 })).toEqual([36, 24]);
  expect(of.checkpointed([2, 3], 1, undefined, {})).toEqual([30, 20]);
  const [value, pullback] = of.pulled([2, 3]) as [number, Call];
  expect(value).toBe(180);
  expect((pullback(2) as unknown[])[0]).toEqual([180, 120]);
  const [, ofRecords] = of.records([2]) as [number, Call];
  expect((ofRecords(1) as unknown[])[0]).toEqual([3]);
  const [, ofGiven] = of.records([2], { a: [5] }) as [number, Call];
  expect(ofGiven(1)).toEqual([[5], { a: [2] }]);
  expect(() => of.checkpointed([2, 3], "1")).toThrow(TypeError);
});

test("a bound function", () => {
  expect(of.bound(5)).toBe(14);
  expect(of.bound(5, 3)).toBe(21);
  expect(of.bound(5, 3, [2])).toBe(42);
  expect(of.bound(5, undefined, null)).toBe(14);
  expect(of.boundTangent([5], [1])).toEqual([70, 14]);
  expect(of.boundTangent([5, 3], [1, 1])).toEqual([105, 56]);
});

test("one that a function makes, and one with a rule", () => {
  expect(of.made(3)).toBe(4);
  expect(of.made(3, 5)).toBe(5);
  expect(of.byRule(3)).toEqual([6, 20]);
  expect(of.byRule(3, 5)).toEqual([15, 50]);
  expect(of.calls(3)).toEqual([12, 40]);
  expect(of.calls(3, 5)).toEqual([21, 70]);
});
