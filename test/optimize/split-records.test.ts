import { describe, expect, test } from "vitest";
import type { Builder } from "../../plugin/src/ir/builder.js";
import type { Value } from "../../plugin/src/ir/ops.js";
import { printFunc } from "../../plugin/src/ir/printer.js";
import { arrayOf, BOOL, F64, INT, OPAQUE, recordOf } from "../../plugin/src/ir/types.js";
import { verify } from "../../plugin/src/ir/verifier.js";
import { dce } from "../../plugin/src/optimize/dce.js";
import { splitRecords } from "../../plugin/src/optimize/split-records.js";
import { makeFunc, makeRegion } from "../support/make.js";

const STATE = recordOf([
  { name: "x", type: F64 },
  { name: "v", type: F64 },
]);

/** An oscillator whose state is a new record in every step; `use` looks at the last one. */
function oscillator(use: (build: Builder, last: Value) => Value[], step?: (build: Builder, state: Value) => void) {
  return makeFunc(
    [F64, F64],
    (build, [h, n]) => {
      const start = build.literal(STATE, [build.const(1), build.const(0)], "start");
      const body = makeRegion(build, [INT, STATE], (_, state) => {
        step?.(build, state);
        const [x, v] = [build.getField(state, "x"), build.getField(state, "v")];
        const next = [build.prim("add", x, build.prim("mul", h, v)), build.prim("sub", v, build.prim("mul", h, x))];
        return [build.literal(STATE, next)];
      });
      body.params[1].name = "state";
      const [last] = build.for({ start: build.const(0), end: n, step: 1, inclusive: false }, [start], body);
      return use(build, last);
    },
    { names: ["h", "n"] },
  );
}

test("the state of a loop is carried by its fields", () => {
  const func = oscillator((build, last) => [build.getField(last, "x")]);
  expect(splitRecords(func)).toBe(true);
  dce(func);
  verify(func);
  expect(printFunc(func)).toMatchInlineSnapshot(`
    "func f(%h.0: f64, %n.1: f64): f64 {
      %2: int = 1
      %3: int = 0
      %4: int = 0
      %state_x.5: f64, %state_v.6: f64 = for %4 to %n.1 by 1 init %2, %3 {
       (%7: int, %state_x.8: f64, %state_v.9: f64)
        %10: f64 = mul %h.0, %state_v.9
        %11: f64 = add %state_x.8, %10
        %12: f64 = mul %h.0, %state_x.8
        %13: f64 = sub %state_v.9, %12
        yield %11, %13
      }
      return %state_x.5
    }"
  `);
  expect(splitRecords(func)).toBe(false);
});

/** A particle that starts as a parameter; `use` has the parameter and the last state. */
function fall(use: (build: Builder, start: Value, last: Value) => Value[], optional = false) {
  const func = makeFunc(
    [STATE, F64],
    (build, [start, n]) => {
      const body = makeRegion(build, [INT, STATE], (_, state) => {
        const [x, v] = [build.getField(state, "x"), build.getField(state, "v")];
        return [build.literal(STATE, [build.prim("add", x, v), v])];
      });
      body.params[1].name = "state";
      const [last] = build.for({ start: build.const(0), end: n, step: 1, inclusive: false }, [start], body);
      return use(build, start, last);
    },
    { names: ["start", "n"] },
  );
  if (optional) func.optional = new Set([0]);
  return func;
}

test("a state that starts as a parameter", () => {
  const func = fall((build, start, last) => [build.getField(last, "x"), build.getField(start, "x"), start]);
  expect(splitRecords(func)).toBe(true);
  verify(func);
  expect(printFunc(func)).toMatchInlineSnapshot(`
    "func f(%start.0: { x: f64, v: f64 }, %n.1: f64): f64, f64, { x: f64, v: f64 } {
      %2: f64 = getField .x %start.0
      %3: f64 = getField .v %start.0
      %4: int = 0
      %state_x.5: f64, %state_v.6: f64 = for %4 to %n.1 by 1 init %2, %3 {
       (%7: int, %state_x.8: f64, %state_v.9: f64)
        %10: f64 = add %state_x.8, %state_v.9
        yield %10, %state_v.9
      }
      %11: f64 = getField .x %start.0
      return %state_x.5, %11, %start.0
    }"
  `);
});

test.each<[string, () => ReturnType<typeof fall>]>([
  ["may be missing", () => fall((build, _, last) => [build.getField(last, "x")], true)],
  [
    "is written later",
    () =>
      fall((build, start, last) => {
        build.setField(start, "v", build.const(2));
        return [build.getField(last, "x")];
      }),
  ],
  ["is what the loop may return", () => fall((_, __, last) => [last])],
])("not where a parameter %s", (_, make) => {
  const func = make();
  const before = printFunc(func);
  expect(splitRecords(func)).toBe(false);
  expect(printFunc(func)).toBe(before);
});

test("a pair that comes from two branches", () => {
  const func = makeFunc([BOOL, F64], (build, [c, x]) => {
    const arm = (first: Value, second: Value) => makeRegion(build, [], () => [build.literal(STATE, [first, second])]);
    const [pair] = build.if(c, arm(x, x), arm(build.const(0), x), [STATE], ["pair"]);
    return [build.getField(pair, "x"), build.getField(pair, "v")];
  });
  expect(splitRecords(func)).toBe(true);
  verify(func);
  expect(printFunc(func)).toMatchInlineSnapshot(`
    "func f(%0: bool, %1: f64): f64, f64 {
      %2: int = 0
      %pair_x.3: f64, %pair_v.4: f64 = if %0 {
        yield %1, %1
      } else {
        yield %2, %1
      }
      return %pair_x.3, %pair_v.4
    }"
  `);
});

test("an array of fixed length, with what a branch that throws leaves undefined", () => {
  const func = makeFunc([BOOL, F64], (build, [c, x]) => {
    const vector = arrayOf(F64);
    const thrower = makeRegion(build, [], () => {
      build.throw(build.const("no", OPAQUE));
      return [build.const(undefined, vector)];
    });
    const arm = makeRegion(build, [], () => [build.literal(vector, [x, build.const(1), x])]);
    const [result] = build.if(c, thrower, arm, [vector], ["turn"]);
    return [build.load(result, build.const(1)), build.length(result)];
  });
  expect(splitRecords(func)).toBe(true);
  dce(func);
  verify(func);
  expect(printFunc(func)).toMatchInlineSnapshot(`
    "func f(%0: bool, %1: f64): f64, int {
      %turn_1.2: f64 = if %0 {
        %3: opaque = "no"
        throw %3
        %4: f64 = undefined
        yield %4
      } else {
        %5: int = 1
        yield %5
      }
      %6: int = 3
      return %turn_1.2, %6
    }"
  `);
});

test("not where the lengths differ or an index is out of range", () => {
  const make = (length: number, index: number) =>
    makeFunc([BOOL, F64], (build, [c, x]) => {
      const vector = arrayOf(F64);
      const arm = (count: number) =>
        makeRegion(build, [], () => [
          build.literal(
            vector,
            Array.from({ length: count }, () => x),
          ),
        ]);
      const [result] = build.if(c, arm(2), arm(length), [vector]);
      return [build.load(result, build.const(index))];
    });
  expect(splitRecords(make(2, 1))).toBe(true);
  expect(splitRecords(make(3, 1))).toBe(false);
  expect(splitRecords(make(2, 2))).toBe(false);
});

describe("not where a record", () => {
  test.each<[string, () => ReturnType<typeof oscillator>]>([
    ["is returned", () => oscillator((_, last) => [last])],
    [
      "is written",
      () =>
        oscillator(
          (build, last) => [build.getField(last, "x")],
          (build, state) => build.setField(state, "x", build.const(2)),
        ),
    ],
    ["is compared", () => oscillator((build, last) => [build.prim("isNullish", last)])],
    [
      "is passed on",
      () =>
        oscillator(
          (build, last) => [build.getField(last, "x")],
          (build, state) => build.externStatement(["log(", ")"], [state]),
        ),
    ],
  ])("%s", (_, make) => {
    const func = make();
    const before = printFunc(func);
    expect(splitRecords(func)).toBe(false);
    expect(printFunc(func)).toBe(before);
  });
});
