import { expect, test } from "vitest";
import { Confined } from "../../plugin/src/analysis/confined.js";
import type { Func, Value } from "../../plugin/src/ir/ops.js";
import { typedArray } from "../../plugin/src/ir/types.js";
import { makeFunc } from "../support/make.js";

const FLOATS = typedArray("Float64Array");

/** A function that makes an array and hands it to `callee`. */
function maker(callee: Func): { func: Func; made: Value } {
  let made: Value | undefined;
  const func = makeFunc([], (build) => {
    made = build.alloc(FLOATS, build.const(3));
    build.store(made, build.const(0), build.const(1));
    build.call(callee, [made]);
    return [];
  });
  return { func, made: made! };
}

const reads = makeFunc([FLOATS], (build, [a]) => [build.load(a, build.const(0))]);
const returns = makeFunc([FLOATS], (_, [a]) => [a]);
const views = makeFunc([FLOATS], (build, [a]) => [build.view(a, [build.const(1)])]);

test.each([
  ["looked into", reads, true],
  ["returned", returns, false],
  ["part of a view", views, false],
])("memory that is %s by a function that is called", (_, callee, expected) => {
  const { func, made } = maker(callee);
  expect(new Confined().has(func, made)).toBe(expected);
});

test("functions that call one another with it", () => {
  const build = (last: Func): [Func, Func] => {
    const one = makeFunc([FLOATS], () => [], { name: "one" });
    const other = makeFunc([FLOATS], (to, [a]) => {
      to.call(one, [a]);
      return [];
    });
    const body = makeFunc([FLOATS], (to, [a]) => {
      to.call(other, [a]);
      to.call(last, [a]);
      return [];
    }).body;
    one.body = body;
    return [one, other];
  };
  const [one] = build(reads);
  expect(new Confined().has(one, one.body.params[0])).toBe(true);
  const [leaking, other] = build(returns);
  const confined = new Confined();
  expect(confined.has(leaking, leaking.body.params[0])).toBe(false);
  expect(confined.has(other, other.body.params[0])).toBe(false);
});
