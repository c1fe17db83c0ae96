import { expect, test } from "vitest";
import type { Builder } from "../../plugin/src/ir/builder.js";
import { emptyRegion } from "../../plugin/src/ir/builder.js";
import { type ForOp, Value } from "../../plugin/src/ir/ops.js";
import { allOps } from "../../plugin/src/ir/traverse.js";
import { INT } from "../../plugin/src/ir/types.js";
import { isLastTurn } from "../../plugin/src/optimize/mirrors.js";
import { Facts } from "../../plugin/src/optimize/facts.js";
import { makeFunc } from "../support/make.js";

/** Whether what `last` makes of the ends and another number is the last index of a loop from `start` to `end` by three. */
function judge(
  inclusive: boolean,
  last: (build: Builder, start: Value, end: Value, other: Value) => Value,
  bounds?: readonly [number, number],
): boolean {
  let found: Value | undefined;
  const func = makeFunc([INT, INT, INT], (build, [a, b, other]) => {
    const [start, end] = bounds ? bounds.map((bound) => build.const(bound)) : [a, b];
    build.for({ start, end, step: 3, inclusive }, [], emptyRegion([new Value(INT, "i")]));
    found = last(build, start, end, other);
    return [found];
  });
  const loop = allOps(func.body).find((op): op is ForOp => op.kind === "for")!;
  return isLastTurn(new Facts(func).loops(), found!, loop);
}

/** `start + (round((end - start) / step) - less) * step` */
const formula =
  (round: "ceil" | "floor", less: number, step = 3) =>
  (build: Builder, start: Value, end: Value): Value => {
    const turns = build.prim(round, build.prim("div", build.prim("sub", end, start), build.const(step)));
    const before = less === 0 ? turns : build.prim("sub", turns, build.const(less));
    return build.prim("add", start, build.prim("mul", before, build.const(3)));
  };

test("the last turn of a loop by three", () => {
  expect(judge(false, formula("ceil", 1))).toBe(true);
  expect(judge(true, formula("floor", 0))).toBe(true);
  expect(judge(false, (build) => build.const(10), [1, 11])).toBe(true);
  expect(judge(true, (build) => build.const(13), [1, 13])).toBe(true);
});

test("is no other number", () => {
  expect(judge(true, formula("ceil", 1))).toBe(false);
  expect(judge(false, formula("floor", 0))).toBe(false);
  expect(judge(false, formula("floor", 1))).toBe(false);
  expect(judge(false, formula("ceil", 2))).toBe(false);
  expect(judge(false, formula("ceil", 1, 2))).toBe(false);
  expect(judge(false, (build, start, _, other) => formula("ceil", 1)(build, start, other))).toBe(false);
  expect(judge(false, (build, _, end, other) => formula("ceil", 1)(build, other, end))).toBe(false);
  expect(judge(false, (build) => build.const(13), [1, 13])).toBe(false);
  expect(judge(false, (build) => build.const(7), [1, 11])).toBe(false);
});
