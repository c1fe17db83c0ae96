import { describe, expect, test } from "vitest";
import { tagIntegers } from "../../plugin/src/analysis/integers.js";
import type { Func } from "../../plugin/src/ir/ops.js";
import { printFunc } from "../../plugin/src/ir/printer.js";
import { cloneFunc } from "../../plugin/src/ir/traverse.js";
import { verify } from "../../plugin/src/ir/verifier.js";
import { cse } from "../../plugin/src/optimize/cse.js";
import { dce } from "../../plugin/src/optimize/dce.js";
import { dropDeadStores } from "../../plugin/src/optimize/dead-stores.js";
import { fold } from "../../plugin/src/optimize/fold.js";
import { optimize, type Pass } from "../../plugin/src/optimize/index.js";
import { inline } from "../../plugin/src/optimize/inline.js";
import { licm } from "../../plugin/src/optimize/licm.js";
import { raiseLoops } from "../../plugin/src/optimize/raise-loops.js";
import { replaceScalars } from "../../plugin/src/optimize/scalar-replacement.js";
import { splitRecords } from "../../plugin/src/optimize/split-records.js";
import { behaviour } from "../support/behaviour.js";
import { randomArguments, randomFunc } from "../support/random-ir.js";

const programs = Number(process.env.RANDOM_PROGRAMS ?? 200);

const passes: Record<string, Pass> = {
  fold,
  cse,
  dce,
  "split records": splitRecords,
  "dead stores": dropDeadStores,
  licm,
  inline,
  "scalar replacement": replaceScalars,
  integers: tagIntegers,
  "integers, then loops": (func) => [tagIntegers(func), raiseLoops(func)].some(Boolean),
  "cse, then dce": (func) => [cse(func), dce(func)].some(Boolean),
  "level 0": (func) => {
    optimize(func, { level: 0, verify: true });
    return true;
  },
  "level 1": (func) => {
    optimize(func, { verify: true });
    return true;
  },
};

function expectSame(original: Func, changed: Func, seed: number, same: (a: unknown, b: unknown) => void): void {
  for (let input = 0; input < 2; input++) {
    const expected = behaviour(original, randomArguments(seed * 2 + input));
    const actual = behaviour(changed, randomArguments(seed * 2 + input));
    try {
      same(actual, expected);
    } catch (error) {
      const text = `seed ${seed}\n${printFunc(original)}\n\nbecame\n\n${printFunc(changed)}`;
      throw new Error(`${(error as Error).message}\n${text}`, { cause: error });
    }
  }
}

describe.each(Object.entries(passes))("%s keeps the meaning of random programs", (_, pass) => {
  test("to the last bit", () => {
    for (let seed = 0; seed < programs; seed++) {
      const original = randomFunc(seed);
      verify(original);
      const changed = cloneFunc(original);
      pass(changed);
      verify(changed);
      expectSame(original, changed, seed, (a, b) => expect(a).toStrictEqual(b));
    }
  });
});

test("the passes do something, and reach a fixed point", () => {
  const counts = Object.fromEntries(Object.keys(passes).map((name) => [name, 0]));
  for (let seed = 0; seed < 50; seed++) {
    for (const [name, pass] of Object.entries(passes)) {
      const func = cloneFunc(randomFunc(seed));
      if (pass(func)) counts[name]++;
      for (let again = 0; again < 20 && pass(func) && !name.startsWith("level"); again++) {
        expect(again, `${name} does not end on seed ${seed}`).toBeLessThan(19);
      }
    }
  }
  for (const [name, count] of Object.entries(counts)) expect(count, name).toBeGreaterThan(5);
});

test("optimized programs are smaller", () => {
  let [before, after] = [0, 0];
  for (let seed = 0; seed < 50; seed++) {
    const func = randomFunc(seed);
    before += printFunc(func).length;
    optimize(func);
    after += printFunc(func).length;
  }
  expect(after).toBeLessThan(before * 0.8);
});

test("adjoint code: equal but for the sign of zero and rounding", () => {
  const unsigned = (value: unknown): unknown =>
    typeof value === "number"
      ? Number((value + 0).toPrecision(10))
      : value instanceof Float64Array || Array.isArray(value)
        ? Array.from(value, unsigned)
        : value;
  const plain = (value: unknown): unknown =>
    typeof value === "object" && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value)
      ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]))
      : Array.isArray(value)
        ? value.map(plain)
        : unsigned(value);
  let compared = 0;
  for (let seed = 0; seed < programs; seed++) {
    const original = randomFunc(seed, { adjoint: true });
    const changed = cloneFunc(original);
    optimize(changed, { verify: true });
    const text = JSON.stringify(plain(behaviour(original, randomArguments(seed))));
    // A sign of zero that reaches a division or a comparison of what is infinite is seen.
    if (/null/.test(text)) continue;
    compared++;
    expect(JSON.stringify(plain(behaviour(changed, randomArguments(seed)))), `seed ${seed}`).toBe(text);
  }
  expect(compared).toBeGreaterThan(programs / 10);
});
