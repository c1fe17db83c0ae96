import { describe, expect, test } from "vitest";
import { Builder, emptyRegion } from "../../plugin/src/ir/builder.js";
import { interpret } from "../../plugin/src/ir/interpreter.js";
import { type Func, Value } from "../../plugin/src/ir/ops.js";
import {
  arrayOf,
  BOOL,
  F64,
  INT,
  OPAQUE,
  recordOf,
  refTo,
  shadowType,
  type Type,
  tupleOf,
  typedArray,
} from "../../plugin/src/ir/types.js";

function func(types: Type[], make: (build: Builder, params: Value[]) => Value[], name = "f"): Func {
  const params = types.map((type, index) => new Value(type, `p${index}`));
  const build = new Builder(emptyRegion(params));
  const yields = make(build, params);
  build.region.yields = yields;
  return { name, body: build.region, results: yields.map((value) => value.type), file: "test.ts", source: name };
}

const F64s = typedArray("Float64Array");

describe("memory", () => {
  test("Float32Array rounds, Uint8ClampedArray clamps, both as JavaScript does", () => {
    const f = func([typedArray("Float32Array"), typedArray("Uint8ClampedArray"), F64], (build, [a, b, x]) => {
      const zero = build.const(0);
      build.store(a, zero, x);
      build.store(b, zero, x);
      return [build.load(a, zero), build.load(b, zero), build.load(a, build.const(7))];
    });
    expect(interpret(f, [new Float32Array(1), new Uint8ClampedArray(1), 300.1])).toEqual([
      Math.fround(300.1),
      255,
      undefined,
    ]);
  });

  test("alloc fills with the zero of the element type", () => {
    const f = func([], (build) => {
      const two = build.const(2);
      return [arrayOf(F64), arrayOf(BOOL), arrayOf(F64s), F64s].map((type) => build.alloc(type, two));
    });
    expect(interpret(f, [])).toEqual([[0, 0], [false, false], [undefined, undefined], new Float64Array(2)]);
  });

  test("zeros: the shadow's shape, shared where the memory is shared, null where there is no derivative", () => {
    const row = typedArray("Float32Array");
    const type = recordOf([
      { name: "rows", type: arrayOf(row) },
      { name: "k", type: F64 },
      { name: "label", type: OPAQUE },
      { name: "ids", type: typedArray("Int32Array") },
    ]);
    const shared = new Float32Array([1, 2]);
    const value = { rows: [shared, shared, null], k: 3, label: "x", ids: new Int32Array(2) };
    const [shadow] = interpret(
      func([type], (build, [x]) => [build.zeros(x)]),
      [value],
    ) as [{ rows: unknown[] }];
    expect(shadow).toEqual({ rows: [new Float64Array(2), new Float64Array(2), null], k: 0, label: null, ids: null });
    expect(shadow.rows[0]).toBe(shadow.rows[1]);
  });

  test("zeros of a cyclic record is cyclic", () => {
    const fields: { name: string; type: Type }[] = [{ name: "v", type: F64 }];
    const node = refTo({ kind: "record", tuple: false, fields });
    fields.push({ name: "next", type: node });
    const value: { v: number; next: unknown } = { v: 1, next: null };
    value.next = value;
    const [shadow] = interpret(
      func([node], (build, [x]) => [build.zeros(x)]),
      [value],
    ) as [{ v: number; next: unknown }];
    expect(shadow.v).toBe(0);
    expect(shadow.next).toBe(shadow);
  });

  test("accumulate adds every real leaf, clear zeroes it, null adds nothing", () => {
    const type = shadowType(tupleOf([F64, arrayOf(F64s), OPAQUE]));
    const f = func([type, type], (build, [a, b]) => {
      build.accumulate(a, b);
      build.clear(b);
      return [];
    });
    const a = [1, [new Float64Array([1, 2]), null], null];
    const b = [10, [new Float64Array([3, 4]), new Float64Array(1)], null];
    interpret(f, [a, b]);
    expect(a).toEqual([11, [new Float64Array([4, 6]), null], null]);
    expect(b).toEqual([0, [new Float64Array(2), new Float64Array(1)], null]);
  });

  test("copy: shallow shares, deep does not, a range slices, a container converts", () => {
    const f = func([arrayOf(F64s), F64s], (build, [nested, flat]) => [
      build.copy(nested),
      build.copy(nested, { deep: true }),
      build.copy(flat, { range: [build.const(1), build.const(3)] }),
      build.copy(flat, { type: typedArray("Float32Array") }),
    ]);
    const row = new Float64Array([1 / 3]);
    const results = interpret(f, [[row, row], new Float64Array([0.1, 1, 2, 3])]) as [
      unknown[],
      unknown[],
      unknown,
      unknown,
    ];
    expect(results[0][0]).toBe(row);
    expect(results[1]).toEqual([row, row]);
    expect(results[1][0]).not.toBe(row);
    expect(results[1][0]).toBe(results[1][1]);
    expect(results[2]).toEqual(new Float64Array([1, 2]));
    expect(results[3]).toEqual(new Float32Array([0.1, 1, 2, 3]));
  });

  test("push, pop, fill, length, fields", () => {
    const f = func([arrayOf(F64), recordOf([{ name: "k", type: F64 }])], (build, [a, r]) => {
      build.push(a, build.const(7));
      build.fill(a, build.const(5), build.const(0), build.const(1));
      build.setField(r, "k", build.pop(a));
      return [build.length(a), build.getField(r, "k"), build.load(a, build.const(0))];
    });
    expect(interpret(f, [[1, 2], { k: 0 }])).toEqual([2, 7, 5]);
  });
});

describe("control", () => {
  const sum = (step: number, inclusive: boolean): Func =>
    func([F64, F64], (build, [start, end]) => {
      const body = emptyRegion([new Value(INT, "i"), new Value(F64, "s")]);
      body.yields = [
        build.within(body, () => build.prim("add", build.prim("mul", body.params[1], build.const(10)), body.params[0])),
      ];
      return build.for({ start, end, step, inclusive }, [build.const(0, F64)], body);
    });

  test.each([
    [1, false, 1, 4, 123],
    [1, true, 1, 4, 1234],
    [-1, false, 4, 1, 432],
    [-1, true, 4, 1, 4321],
    [2, false, 1, 5.5, 135],
    [1, false, 4, 4, 0],
    [1, true, 1, Number.NaN, 0],
  ])("for by %d, inclusive %s, from %d to %d", (step, inclusive, start, end, expected) => {
    expect(interpret(sum(step, inclusive), [start, end])).toEqual([expected]);
  });

  test("while: the results are the last forwarded values", () => {
    const f = func([F64], (build, [x]) => {
      const before = emptyRegion([new Value(F64, "v")]);
      const after = emptyRegion([new Value(F64, "v"), new Value(F64, "twice")]);
      before.yields = build.within(before, () => {
        const twice = build.prim("mul", before.params[0], build.const(2));
        return [build.prim("lt", twice, build.const(100)), before.params[0], twice];
      });
      after.yields = [after.params[1]];
      return build.while([x], before, after);
    });
    expect(interpret(f, [3])).toEqual([96, 192]);
    expect(interpret(f, [200])).toEqual([200, 400]);
  });

  test("only the taken arm of an if runs; throw throws its operand", () => {
    const f = func([BOOL], (build, [c]) => {
      const then = emptyRegion();
      const otherwise = emptyRegion();
      build.within(then, () => build.throw(build.const("stop", OPAQUE)));
      then.yields = [build.within(then, () => build.const(undefined, F64))];
      otherwise.yields = [build.within(otherwise, () => build.const(1))];
      return build.if(c, then, otherwise, [F64]);
    });
    expect(interpret(f, [false])).toEqual([1]);
    expect(() => interpret(f, [true])).toThrow("stop");
  });

  test("calls, closures with captures and a rest parameter, globals and externs", () => {
    const callee = func(
      [F64, arrayOf(F64)],
      (build, [k, rest]) => [build.prim("mul", k, build.load(rest, build.const(1)))],
      "g",
    );
    callee.rest = true;
    const f = func([F64], (build, [x]) => {
      const closure = build.closure(callee, [x]);
      const table = build.global({ file: "test.ts", name: "table", constant: true }, arrayOf(F64));
      const applied = build.extern(["", "(1, 5) + ", "[0]"], [closure, table], F64);
      return [applied, ...build.call(callee, [x, build.literal(arrayOf(F64), [x, x])])];
    });
    expect(interpret(f, [3], { globals: ({ name }) => (name === "table" ? [100] : undefined) })).toEqual([115, 9]);
    expect(
      interpret(f, [3], { globals: () => [0], extern: (op, args) => [op.template.length, args.length].join() }),
    ).toEqual(["3,2", 9]);
  });
});
