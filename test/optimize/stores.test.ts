import { expect, test } from "vitest";
import type { Builder } from "../../plugin/src/ir/builder.js";
import type { Value } from "../../plugin/src/ir/ops.js";
import { printFunc } from "../../plugin/src/ir/printer.js";
import { F64, INT, typedArray } from "../../plugin/src/ir/types.js";
import { optimize } from "../../plugin/src/optimize/index.js";
import { makeFunc, makeRegion } from "../support/make.js";

const FLOATS = typedArray("Float64Array");

test("an adjoint that is cleared and accumulated into again is left alone", () => {
  const func = makeFunc(
    [FLOATS, FLOATS],
    (build, [a, b]) => {
      build.adjoint = true;
      const row_b = build.zeros(a, "row_b");
      build.accumulate(row_b, b);
      const other_b = build.zeros(b, "other_b");
      const body = makeRegion(build, [INT], (i) => {
        const t = build.load(row_b, i);
        build.store(row_b, i, build.const(0));
        build.store(other_b, i, build.prim("add", build.load(other_b, i), build.prim("mul", t, build.load(a, i))));
        build.store(row_b, i, build.prim("add", build.load(row_b, i), t));
        return [];
      });
      build.for({ start: build.const(0), end: build.length(a), step: 1, inclusive: false }, [], body);
      return [row_b, other_b];
    },
    { names: ["a", "b"] },
  );
  optimize(func, { verify: true });
  expect(printFunc(func)).toMatchInlineSnapshot(`
    "func f(%a.0: Float64Array, %b.1: Float64Array): Float64Array, Float64Array {
      %row_b.2: Float64Array = zeros %a.0
      accumulate %row_b.2, %b.1
      %other_b.3: Float64Array = zeros %b.1
      %4: int = 0
      %5: int = length %a.0
      for %4 to %5 by 1 {
       (%6: int)
        %7: f64 = load %row_b.2, %6
        %8: f64 = load %other_b.3, %6
        %9: f64 = load %a.0, %6
        %10: f64 = mul %7, %9
        %11: f64 = add %8, %10
        store %other_b.3, %6, %11
      }
      return %row_b.2, %other_b.3
    }"
  `);
});

test("a store that others may read before it is overwritten stays", () => {
  const func = makeFunc(
    [FLOATS, FLOATS, F64],
    (build, [a, b, x]) => {
      const zero = build.const(0);
      const local = build.alloc(FLOATS, build.length(a), "local");
      build.store(local, zero, x);
      build.store(a, zero, x);
      const seen = [build.load(local, zero), build.load(b, zero)];
      build.store(local, zero, zero);
      build.store(a, zero, zero);
      return [...seen, local];
    },
    { names: ["a", "b", "x"] },
  );
  optimize(func, { verify: true });
  expect(printFunc(func).match(/store/g)).toHaveLength(4);
});

test("an array of zeros is not filled with them, nor one that nobody looks into any more; all others are", () => {
  const fills = (body: (build: Builder, array: Value, x: Value) => void): number => {
    const func = makeFunc([INT, F64], (build, [n, x]) => {
      const array = build.alloc(FLOATS, n, "array");
      body(build, array, x);
      return [array];
    });
    optimize(func, { verify: true });
    return printFunc(func).match(/fill/g)?.length ?? 0;
  };
  expect(fills((build, array) => build.fill(array, build.const(0)))).toBe(0);
  expect(fills((build, array) => build.fill(array, build.const(-0, F64)))).toBe(1);
  expect(fills((build, array) => build.fill(array, build.const(0), build.const(1)))).toBe(1);
  expect(fills((build, array, x) => build.fill(array, x))).toBe(1);
  const stored = (build: Builder, array: Value, x: Value): void => {
    build.store(array, build.const(0), x);
    build.fill(array, build.const(0));
  };
  expect(fills(stored)).toBe(1);
  const local = makeFunc([INT, F64], (build, [n, x]) => {
    const array = build.alloc(FLOATS, n, "array");
    build.store(array, build.const(1), x);
    const found = build.load(array, n);
    build.fill(array, x);
    return [found];
  });
  optimize(local, { verify: true });
  expect(printFunc(local)).not.toMatch(/fill/);
});

test("time grows with the size of the function, not with its square", () => {
  const straight = (statements: number) =>
    makeFunc([FLOATS, F64], (build, [a, x]) => {
      build.adjoint = true;
      const a_b = build.zeros(a);
      let s = x;
      for (let k = 0; k < statements; k++) {
        const index = build.const(k % 97);
        const element = build.load(a, index);
        s = build.prim("add", build.prim("mul", s, element), build.prim("sin", element));
        build.store(a_b, index, build.prim("add", build.load(a_b, index), s));
      }
      return [s, a_b];
    });
  const seconds = (statements: number): number => {
    const func = straight(statements);
    const start = performance.now();
    optimize(func);
    return (performance.now() - start) / 1000;
  };
  seconds(500);
  // Other tests run beside this one.
  const [small, large] = [seconds(1000), Math.min(seconds(8000), seconds(8000))];
  expect(large).toBeLessThan(Math.max(8 * 4 * small, 2));
});
