import { describe, expect, test } from "vitest";
import type { Builder } from "../../plugin/src/ir/builder.js";
import { type Func, type Op, Value } from "../../plugin/src/ir/ops.js";
import {
  arrayOf,
  BOOL,
  F64,
  INT,
  OPAQUE,
  recordOf,
  type Type,
  tupleOf,
  typedArray,
} from "../../plugin/src/ir/types.js";
import { verify } from "../../plugin/src/ir/verifier.js";
import { makeFunc, makeRegion } from "../support/make.js";

const F64s = typedArray("Float64Array");

test("accepts one of everything", () => {
  const callee = makeFunc([F64, F64], (build, [a, b]) => [build.prim("add", a, b)], { name: "callee" });
  const func = makeFunc([F64, F64s, BOOL], (build, [x, a, c]) => {
    const point = build.literal(tupleOf([F64, F64s]), [x, a]);
    const list = build.alloc(arrayOf(F64), build.length(a));
    build.push(list, x);
    build.store(a, build.const(0), build.pop(list));
    build.setField(point, "0", build.load(a, build.const(1)));
    build.fill(a, x, build.const(0));
    const shadow = build.zeros(point);
    build.accumulate(shadow, build.copy(shadow, { deep: true }));
    build.clear(shadow);
    const stack = build.stack(F64);
    build.push(stack, x);
    build.closure(callee, [x]);
    build.externStatement(["console.log(", ")"], [x]);
    const arm = (value: Value) => makeRegion(build, [], () => [value]);
    const [chosen] = build.if(c, arm(build.const(1)), arm(x), [F64]);
    const body = makeRegion(build, [INT, F64], (i, s) => [build.prim("add", s, i)]);
    const [sum] = build.for({ start: build.const(0), end: x, step: 1, inclusive: false }, [build.const(0)], body);
    const before = makeRegion(build, [F64], (v) => [build.prim("lt", v, sum), v, build.const(true)]);
    const after = makeRegion(build, [F64, BOOL], (v) => [build.prim("mul", v, chosen)]);
    const [last] = build.while([x], before, after);
    const thrower = makeRegion(build, [], () => {
      build.throw(build.const("no", OPAQUE));
      return [build.const(undefined, F64)];
    });
    const [guarded] = build.if(c, thrower, arm(last), [F64]);
    return [...build.call(callee, [guarded, build.pop(stack)]), build.getField(point, "1")];
  });
  expect(() => verify(func)).not.toThrow();
});

describe("rejects", () => {
  const raw = (build: Builder, op: Partial<Op> & { kind: Op["kind"] }) =>
    build.add({ operands: [], results: [], regions: [], ...op } as unknown as Op);

  const cases: [string, RegExp, (build: Builder, params: Value[]) => Value[] | undefined][] = [
    [
      "a use before the definition",
      /used before its definition/,
      (build, [x]) => [build.prim("add", x, new Value(F64, "late"))],
    ],
    [
      "a use out of scope",
      /out of its scope/,
      (build, [, , c]) => {
        let inner = new Value(F64);
        const arm = makeRegion(build, [], () => {
          inner = build.const(1);
          return [inner];
        });
        const other = makeRegion(build, [], () => [build.const(2)]);
        build.if(c, arm, other, [F64]);
        return [inner];
      },
    ],
    [
      "a list of values that two share",
      /the list of its results belongs to something else/,
      (build, [, , c]) => {
        const inner = makeRegion(build, [], () => {
          build.if(
            c,
            makeRegion(build, [], () => [build.const(1)]),
            makeRegion(build, [], () => [build.const(2)]),
            [F64],
          );
          return [];
        });
        inner.yields = inner.ops[0].results;
        return build.if(
          c,
          inner,
          makeRegion(build, [], () => [build.const(2)]),
          [F64],
        );
      },
    ],
    [
      "a second definition",
      /defined twice/,
      (build, [x]) => {
        raw(build, { kind: "const", value: 1, results: [x] });
        return [x];
      },
    ],
    ["a wrong arity", /1 operands instead of 2/, (build, [x]) => [build.prim("add", x)]],
    ["memory in arithmetic", /an operand is a Float64Array/, (build, [x, a]) => [build.prim("add", x, a)]],
    [
      "an element of the wrong type",
      /the element is a bool where a f64 is expected/,
      (build, [, , c]) => [build.literal(arrayOf(F64), [c])],
    ],
    [
      "a field of the wrong type",
      /value 0, .* is a bool where a f64 is expected/,
      (build, [, , c]) => [build.literal(recordOf([{ name: "k", type: F64 }]), [c])],
    ],
    [
      "a field that does not exist",
      /has no field k/,
      (build, [x]) => {
        const record = build.literal(tupleOf([F64]), [x]);
        raw(build, { kind: "setField", field: "k", operands: [record, x] });
        return undefined;
      },
    ],
    [
      "push to a typed array",
      /Float64Array does not grow/,
      (build, [x, a]) => {
        build.push(a, x);
        return undefined;
      },
    ],
    [
      "an arm that yields too little",
      /an arm yields 1 values, not 0/,
      (build, [x, , c]) =>
        build.if(
          c,
          makeRegion(build, [], () => [x]),
          makeRegion(build, [], () => []),
          [F64],
        ),
    ],
    [
      "an arm that yields another type",
      /value 0, .* is a bool where a f64 is expected/,
      (build, [x, , c]) =>
        build.if(
          c,
          makeRegion(build, [], () => [x]),
          makeRegion(build, [], () => [c]),
          [F64],
        ),
    ],
    [
      "a condition that is no bool",
      /the condition is one bool/,
      (build, [x]) =>
        build.if(
          x,
          makeRegion(build, [], () => [x]),
          makeRegion(build, [], () => [x]),
          [F64],
        ),
    ],
    [
      "a loop whose yields do not fit what it carries",
      /the body yields 1 values, not 0/,
      (build, [x]) =>
        build.for(
          { start: x, end: x, step: 1, inclusive: false },
          [x],
          makeRegion(build, [INT, F64], () => []),
        ),
    ],
    [
      "an int that would be carried as a real",
      /value 0, .* is a f64 where a int is expected/,
      (build, [x]) =>
        build.for(
          { start: x, end: x, step: 1, inclusive: false },
          [build.const(1)],
          makeRegion(build, [INT, INT], () => [x]),
        ),
    ],
    [
      "a while without a condition",
      /the condition/,
      (build, [x]) =>
        build.while(
          [x],
          makeRegion(build, [F64], (v) => [v]),
          makeRegion(build, [], () => [x]),
        ),
    ],
    [
      "work after a throw",
      /nothing but constants/,
      (build, [x]) => {
        build.throw(x);
        return [build.prim("neg", x)];
      },
    ],
    ["a constant of the wrong type", /1.5 is no int/, (build) => [build.const(1.5, INT)]],
    [
      "a call with the wrong arguments",
      /callee takes 1 values, not 2/,
      (build, [x]) =>
        build.call(
          makeFunc([F64], (_, [v]) => [v], { name: "callee" }),
          [x, x],
        ),
    ],
  ];

  test.each(cases)("%s", (_, message, make) => {
    const func: Func = makeFunc([F64, F64s, BOOL] satisfies Type[], make);
    expect(() => verify(func)).toThrow(message);
  });

  test("a function that yields another type than it declares, and says where", () => {
    const func = makeFunc([F64], (_, [x]) => [x]);
    func.results = [BOOL];
    expect(() => verify(func)).toThrow("malformed IR in f: value 0");
  });
});
