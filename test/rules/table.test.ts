import { describe, expect, test } from "vitest";
import { Builder, emptyRegion } from "../../plugin/src/ir/builder.js";
import { type Func, Value } from "../../plugin/src/ir/ops.js";
import { interpret } from "../../plugin/src/ir/interpreter.js";
import { PRIMITIVE_NAMES, type PrimitiveName } from "../../plugin/src/ir/primitives.js";
import { F64 } from "../../plugin/src/ir/types.js";
import type { Rule, Spelling } from "../../plugin/src/rules/rule.js";
import { getRule, RULES } from "../../plugin/src/rules/table.js";
import { expectElement, expectWhole } from "../../runtime/src/argument-checks.js";
import * as library from "../../runtime/src/special/index.js";
import { derivative } from "../support/differences.js";
import { scalarFunc, tangentFunc } from "../support/tangent.js";

type Run = (...args: readonly unknown[]) => number | boolean;

/** What the functions of the library are called by. */
const special: Readonly<Record<string, (...args: number[]) => number>> = library;

const evaluate = ({ evaluate, js }: Rule, args: readonly unknown[]): number | boolean =>
  ((evaluate ?? ("call" in js ? special[js.call] : undefined)) as Run)(...args);

const run = (func: Func, args: readonly unknown[]): unknown => interpret(func, args, { library: () => special })[0];

/** The partial derivative in operand `i` as a function of the operands and `t`. */
function partialFunc(name: PrimitiveName, arity: number, i: number): Func {
  return scalarFunc(`${name}_${i}`, arity + 1, (build, params) => {
    const args = params.slice(0, arity);
    const y = build.prim(name, ...args);
    return getRule(name).partial?.({ build, i, t: params[arity], args, y }) ?? build.const(0, F64);
  });
}

const partial = (name: PrimitiveName, i: number, args: readonly number[], t = 1): number =>
  run(partialFunc(name, args.length, i), [...args, t]) as number;

/** `x ** n` with a constant exponent, as a transform sees it. */
const powerFunc = (n: number): Func => scalarFunc("power", 1, (build, [x]) => build.prim("pow", x, build.const(n)));

const at = (func: Func, ...args: number[]): number => run(func, args) as number;

const replaced = (args: readonly number[], i: number, x: number): number[] =>
  args.map((arg, index) => (index === i ? x : arg));

/** So small that its square is nothing beside one. */
const STEP = 2 ** -100;

function expectClose(actual: number, expected: number, tolerance: number): void {
  expect(Math.abs(actual - expected), `${actual} should be ${expected}`).toBeLessThanOrEqual(
    tolerance * Math.max(1, Math.abs(expected)),
  );
}

function spell(js: Spelling, operands: string[]): string {
  if ("identity" in js) return operands[0];
  if ("guarded" in js) return `${operands[0]} === 0 ? 0 : ${spell(getRule(js.guarded).js, operands)}`;
  if ("composed" in js) {
    const texts = new Map<Value, string>();
    const build = new Builder(emptyRegion());
    const x = new Value(F64);
    texts.set(x, operands[0]);
    const made = js.composed(build, x);
    for (const op of build.region.ops) {
      const inner = op.operands.map((operand) => texts.get(operand)!);
      const text =
        op.kind === "const" ? String(op.value) : op.kind === "prim" ? spell(getRule(op.name).js, inner) : "?";
      texts.set(op.results[0], `(${text})`);
    }
    return texts.get(made)!;
  }
  if ("helper" in js) return `${js.helper}(${[...operands, ...(js.named ? ["null"] : [])].join(", ")})`;
  if ("call" in js) return `${js.call}(${operands.join(", ")})`;
  if ("prefix" in js) return `${js.prefix}${operands[0]}`;
  return "postfix" in js ? `${operands[0]}${js.postfix}` : operands.join(` ${js.infix} `);
}

function outcome(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    return (error as Error).constructor;
  }
}

test("elements are looked for as the library does", () => {
  const rule = getRule("element");
  for (const index of [0, 2, 3, -1, 0.5, -0, Number.NaN, Number.POSITIVE_INFINITY]) {
    const outcomes = [() => evaluate(rule, [index, 3, "x"] as never), () => expectElement(index, 3, "x")].map(outcome);
    expect(outcomes[0], `${index}`).toBe(outcomes[1]);
    expect(outcomes[0]).toBe([0, 2, -0].includes(index) ? index : TypeError);
  }
});

test("every primitive has a row, in the order of their names", () => {
  expect(Object.keys(RULES)).toEqual([...PRIMITIVE_NAMES]);
});

describe.each(PRIMITIVE_NAMES)("%s", (name) => {
  const rule = getRule(name);
  const { points } = rule;
  const reals = (args: readonly number[]): number[] => [...args.keys()].filter((i) => !rule.integers?.includes(i));

  test("is spelled as it is evaluated", () => {
    const odd = [0, -0, Number.NaN, Number.POSITIVE_INFINITY, -1.5, 2 ** 40, Number.NEGATIVE_INFINITY, undefined, null];
    const arity = rule.arity === "variadic" ? 2 : rule.arity;
    const samples = arity > 2 ? [] : odd.flatMap((a) => (arity === 1 ? [[a]] : odd.map((b) => [a, b])));
    for (const args of [...samples, ...points]) {
      const names = args.map((_, index) => `x${index}`);
      const { js } = rule;
      const own = "helper" in js ? [js.helper] : "call" in js && js.from !== undefined ? [js.call] : [];
      const text = `return ${spell(js, names)};`;
      const library: Readonly<Record<string, unknown>> = { ...special, expectElement, expectWhole };
      const value = outcome(() => new Function(...own, ...names, text)(...own.map((each) => library[each]), ...args));
      expect(
        outcome(() => evaluate(rule, args)),
        `${name}(${args})`,
      ).toBe(value);
    }
  });

  if (points.length > 0 && typeof evaluate(rule, points[0]) === "number") {
    test("has the derivatives of its value", () => {
      for (const args of points) {
        for (const i of reals(args)) {
          const f = (x: number): number => evaluate(rule, replaced(args, i, x)) as number;
          // A step that stays on one tread of a staircase.
          const step = rule.partial ? undefined : 0.05;
          const expected = name === "fround" ? 1 : derivative(f, args[i], step);
          expectClose(partial(name, i, args), expected, 1e-9);
          expectClose(partial(name, i, args, -2.5), -2.5 * expected, 1e-9);
        }
      }
    });
  }

  if (rule.partial) {
    test("has differentiable partial derivatives", () => {
      for (const args of points) {
        for (const i of reals(args)) {
          const first = partialFunc(name, args.length, i);
          for (const j of reals(args)) {
            const expected = derivative((x) => at(first, ...replaced(args, j, x), 1), args[j]);
            expectClose(at(tangentFunc(first, j), ...args, 1), expected, 1e-8);
          }
        }
      }
    });
  }

  const { imaginary } = rule;
  if (imaginary) {
    test("has a continuation with the same derivatives", () => {
      for (const args of points) {
        // One operand, and then all, as far as they have derivatives there.
        for (const directions of [
          ...reals(args).map((i) => args.map((_, k) => (k === i ? 1 : 0))),
          args.map(() => 1),
        ]) {
          const expected = directions.reduce((sum, t, i) => (t === 0 ? sum : sum + partial(name, i, args, t)), 0);
          if (!Number.isFinite(expected)) continue;
          const func = scalarFunc("imaginary", args.length, (build, params) => {
            const parts = directions.map((t) => (t === 0 ? undefined : build.const(t * STEP, F64)));
            return imaginary({ build, args: params, parts });
          });
          expectClose(at(func, ...args) / STEP, expected, 1e-14);
        }
      }
    });
  }

  if (rule.linear) {
    const operands = rule.linear === "all" ? [...points[0].keys()] : rule.linear;
    test("is linear in the operands that it declares", () => {
      for (const args of points) {
        for (const i of operands) {
          const f = (x: number): number => evaluate(rule, replaced(args, i, x)) as number;
          expectClose(f(args[i] + 0.75), f(args[i]) + f(0.75) - f(0), 1e-12);
        }
      }
    });
  }
});

describe("kinks and poles, by convention", () => {
  test("abs'(0) = 0, at -0 too", () => {
    expect(partial("abs", 0, [0])).toBe(0);
    expect(partial("abs", 0, [-0])).toBe(-0);
  });

  test.each(["max", "min"] as const)("%s: ties share equally, NaN propagates", (name) => {
    expect(partial(name, 0, [2, 2])).toBe(0.5);
    expect(partial(name, 1, [2, 2])).toBe(0.5);
    expect(partial(name, 0, [0, -0])).toBe(0.5);
    expect([0, 1, 2].map((i) => partial(name, i, [5, 5, 5]))).toEqual([1 / 3, 1 / 3, 1 / 3]);
    expect(partial(name, 0, [Number.NaN, 1])).toBeNaN();
    expect(partial(name, 1, [Number.NaN, 1])).toBeNaN();
    expect(partial(name, 2, [1, Number.NaN, 1])).toBeNaN();
    const same = scalarFunc("same", 1, (build, [x]) => build.prim(name, x, x));
    expect(at(tangentFunc(same, 0), 3)).toBe(1);
  });

  test("max of infinities is decided, not NaN", () => {
    expect(partial("max", 0, [Number.POSITIVE_INFINITY, 1])).toBe(1);
    expect(partial("max", 1, [Number.POSITIVE_INFINITY, 1])).toBe(0);
    expect(partial("max", 1, [Number.POSITIVE_INFINITY, 1, 2])).toBe(0);
  });

  test("hypot is flat at the origin, to any order", () => {
    expect(partial("hypot", 0, [0, 0])).toBe(0);
    expect(at(tangentFunc(partialFunc("hypot", 2, 0), 1), 0, 0, 1)).toBe(0);
    expect(partial("hypot", 0, [1e200, 1e200])).toBeCloseTo(Math.SQRT1_2, 12);
  });

  test("poles as in calculus", () => {
    expect(partial("log", 0, [0])).toBe(Number.POSITIVE_INFINITY);
    expect(partial("sqrt", 0, [0])).toBe(Number.POSITIVE_INFINITY);
    expect(partial("cbrt", 0, [0])).toBe(Number.POSITIVE_INFINITY);
    expect(partial("asin", 0, [1])).toBe(Number.POSITIVE_INFINITY);
    expect(partial("acos", 0, [1])).toBe(Number.NEGATIVE_INFINITY);
    expect(partial("sqrt", 0, [-1])).toBeNaN();
    expect(partial("atan2", 0, [0, 0])).toBeNaN();
  });

  test("inverse functions keep their precision next to the pole", () => {
    const near = 1 - 2 ** -40;
    const exact = 1 / Math.sqrt(2 ** -40 * (2 - 2 ** -40));
    expectClose(partial("asin", 0, [near]) / exact, 1, 1e-15);
    expectClose(partial("acosh", 0, [1 + 2 ** -40]) * Math.sqrt(2 ** -40 * (2 + 2 ** -40)), 1, 1e-15);
  });

  test("rounding functions are flat, fround is straight through", () => {
    for (const name of ["floor", "ceil", "round", "trunc", "sign"] as const)
      expect(getRule(name).partial).toBeUndefined();
    expect(partial("fround", 0, [1 / 3])).toBe(1);
  });

  test("remainder: 1 and -trunc(a / b)", () => {
    expect(partial("mod", 0, [7.5, 2])).toBe(1);
    expect(partial("mod", 1, [7.5, 2])).toBe(-3);
    expect(partial("mod", 1, [-7.5, 2])).toBe(3);
  });
});

describe("powers", () => {
  const derivatives = (func: Func, order: number): Func =>
    order === 0 ? func : derivatives(tangentFunc(func, 0), order - 1);
  const general = scalarFunc("general", 2, (build, [x, n]) => build.prim("pow", x, n));

  test.each([
    ["known", (order: number, x: number) => at(derivatives(powerFunc(2), order), x)],
    ["unknown", (order: number, x: number) => at(derivatives(general, order), x, 2)],
  ])("x ** 2 with an exponent that is %s: exact at 0 up to the third derivative", (_, value) => {
    expect([0, 1, 2, 3].map((order) => Math.abs(value(order, 0)))).toEqual([0, 0, 2, 0]);
    expect([0, 1, 2, 3].map((order) => Math.abs(value(order, -3)))).toEqual([9, 6, 2, 0]);
  });

  test("x ** 0 has derivative 0 everywhere, x ** 1 has 1", () => {
    for (const x of [0, -0, 2, -3]) {
      expect(at(tangentFunc(powerFunc(0), 0), x)).toBe(0);
      expect(Math.abs(at(tangentFunc(general, 0), x, 0))).toBe(0);
      expect(at(tangentFunc(general, 0), x, 1)).toBe(1);
    }
  });

  test.each([3, 4, 5, 6, 7.5, -1, -2, -3, 0.5, 1.5, 2.5, -0.5, 1 / 3])("x ** %d, constant, to third order", (n) => {
    for (let order = 1; order <= 3; order++) {
      let factor = 1;
      for (let k = 0; k < order; k++) factor *= n - k;
      expectClose(at(derivatives(powerFunc(n), order), 1.7), factor * 1.7 ** (n - order), 1e-13);
    }
  });

  test("constant powers at 0", () => {
    expect(at(tangentFunc(powerFunc(3), 0), 0)).toBe(0);
    expect(at(tangentFunc(powerFunc(2.5), 0), 0)).toBe(0);
    expect(at(tangentFunc(powerFunc(0.5), 0), 0)).toBe(Number.POSITIVE_INFINITY);
    expect(at(tangentFunc(powerFunc(-1), 0), 0)).toBe(Number.NEGATIVE_INFINITY);
    expect(at(tangentFunc(powerFunc(-2), 0), 0)).toBe(Number.NEGATIVE_INFINITY);
    expect(at(tangentFunc(powerFunc(-2), 0), -0)).toBe(Number.POSITIVE_INFINITY);
  });

  test("0 ** b has derivative 0 in b, to second order", () => {
    for (const b of [0, 0.5, 1, 2, 3]) {
      expect(partial("pow", 1, [0, b])).toBe(0);
      expect(at(tangentFunc(tangentFunc(general, 1), 1), 0, b)).toBe(0);
    }
    expect(partial("pow", 1, [-1, 2])).toBeNaN();
  });

  test("mixed partials agree, at b = 0 too", () => {
    for (const [a, b] of [
      [2, 0],
      [0.5, 0],
      [2, 3],
      [0, 2],
    ]) {
      const mixed = at(tangentFunc(tangentFunc(general, 0), 1), a, b);
      expectClose(mixed, at(tangentFunc(tangentFunc(general, 1), 0), a, b), 1e-14);
      if (b === 0) expect(mixed).toBe(1 / a);
    }
  });
});
