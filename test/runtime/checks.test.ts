import {
  expectArray,
  expectDistinct,
  expectFloat32Array,
  expectFloat64Array,
  expectKind,
  expectLikePrimal,
  expectNumbers,
  expectNumber,
  type Kind,
} from "cotangent/runtime";
import { describe, expect, test } from "vitest";

describe("argument checks", () => {
  const message = (check: () => void): string => {
    try {
      check();
    } catch (error) {
      expect(error).toBeInstanceOf(TypeError);
      return (error as TypeError).message;
    }
    return "accepted";
  };

  test("name the function, the parameter, what was expected and what came", () => {
    expect(message(() => expectFloat64Array("grad(loss)", "w", [1, 2, 3]))).toBe(
      "grad(loss): parameter 'w' must be a Float64Array, but is an Array of 3 numbers",
    );
    const cases: [string, () => void][] = [
      ["a number, but is undefined", () => expectNumber("f", "x", undefined)],
      ["a number, but is a string", () => expectNumber("f", "x", "1")],
      ["a number, but is a bigint", () => expectNumber("f", "x", 1n)],
      ["a Float64Array, but is a Float32Array of length 2", () => expectFloat64Array("f", "x", new Float32Array(2))],
      ["a Float64Array, but is null", () => expectFloat64Array("f", "x", null)],
      ["a Float32Array, but is an empty Array", () => expectFloat32Array("f", "x", [])],
      ["a Float32Array, but is an Array of 2 Arrays", () => expectFloat32Array("f", "x", [[1], [2]])],
      ["an Array, but is an Int32Array of length 1", () => expectArray("f", "x", new Int32Array(1))],
      ["an Array, but is a plain object", () => expectArray("f", "x", { length: 3 })],
      ["an Array, but is a Map", () => expectArray("f", "x", new Map())],
      ["an Array, but is a function", () => expectArray("f", "x", () => 1)],
    ];
    for (const [text, check] of cases) expect(message(check)).toBe(`f: parameter 'x' must be ${text}`);
  });

  test("accept what they ask for, NaN and empty arrays included", () => {
    expect(message(() => expectNumber("f", "x", Number.NaN))).toBe("accepted");
    expect(message(() => expectFloat64Array("f", "x", new Float64Array(0)))).toBe("accepted");
    expect(message(() => expectFloat32Array("f", "x", new Float32Array(1)))).toBe("accepted");
    expect(message(() => expectArray("f", "x", []))).toBe("accepted");
  });

  test.each<[Kind, unknown]>([
    ["any", undefined],
    ["f64", Number.NaN],
    ["bool", false],
    ["string", ""],
    ["bigint", 1n],
    ["fn", () => 1],
    ["Int32Array", Int32Array.of(1)],
    [["Array", "f64"], []],
    [
      ["Array", ["Array", "f64"]],
      [[1], []],
    ],
    [{ tuple: ["f64", "string"] }, [1, "a"]],
    [{ record: { a: "f64", b: { optional: "string" } } }, { a: 1, more: 2 }],
    [
      { record: { a: "f64" } },
      new (class {
        a = 1;
      })(),
    ],
    [{ optional: "Float64Array" }, undefined],
  ])("expectKind accepts %j", (kind, value) => {
    expect(message(() => expectKind("f", "w", value, kind))).toBe("accepted");
  });

  test.each<[Kind, unknown, string]>([
    ["f64", true, "'w' must be a number, but is a boolean"],
    ["bool", 1, "'w' must be a boolean, but is a number"],
    ["fn", {}, "'w' must be a function, but is a plain object"],
    ["Float64Array", [1], "'w' must be a Float64Array, but is an Array of 1 number"],
    ["Int32Array", Uint8Array.of(1), "'w' must be an Int32Array, but is a Uint8Array of length 1"],
    [["Array", "f64"], Float64Array.of(1), "'w' must be an Array, but is a Float64Array of length 1"],
    [["Array", "f64"], [1, "2"], "'w[1]' must be a number, but is a string"],
    // A hole reads as undefined, which would turn into NaN.
    [["Array", "f64"], new Array(1), "'w[0]' must be a number, but is undefined"],
    [
      ["Array", "Float64Array"],
      [new Float64Array(1), [1]],
      "'w[1]' must be a Float64Array, but is an Array of 1 number",
    ],
    [{ tuple: ["f64", "f64"] }, [1], "'w' must be a tuple of length 2, but is an Array of 1 number"],
    [
      { record: { a: "f64", b: "f64" } },
      [1],
      "'w' must be an object with fields 'a', 'b', but is an Array of 1 number",
    ],
    [{ record: { a: "f64" } }, null, "'w' must be an object with field 'a', but is null"],
    [{ record: { p: { record: { "q r": "f64" } } } }, { p: {} }, "'w.p[\"q r\"]' must be a number, but is undefined"],
    [{ optional: "f64" }, null, "'w' must be a number, but is null"],
  ])("expectKind refuses %j given %j", (kind, value, text) => {
    expect(message(() => expectKind("f", "w", value, kind))).toBe(`f: parameter ${text}`);
  });

  test.each<[Kind, unknown, unknown, string]>([
    ["f64", 1, "1", "w[2]' must be a number, but is a string"],
    ["Float64Array", new Float64Array(1), [1], "w[2]' must be a Float64Array, but is an Array of 1 number"],
    [["Array", "f64"], [1], [1, null], "w[2][1]' must be a number, but is null"],
    [{ record: { a: "f64" } }, { a: 1 }, { a: "1" }, "w[2].a' must be a number, but is a string"],
    [{ record: { a: "f64" } }, { a: 1 }, {}, "w[2].a' must be a number, but is undefined"],
    [{ record: { a: "f64" } }, { a: 1 }, [1], "w[2]' must be an object with field 'a', but is an Array of 1 number"],
    [
      { record: { a: "Int32Array" } },
      { a: new Int32Array(1) },
      { a: 1 },
      "w[2].a' must be an Int32Array, but is a number",
    ],
    [
      { record: { a: ["Array", "f64"] } },
      { a: [] },
      { a: new Array(1) },
      "w[2].a[0]' must be a number, but is undefined",
    ],
    [
      { record: { a: { record: { b: { nullable: "f64" } } } } },
      { a: { b: null } },
      { a: { b: true } },
      "w[2].a.b' must be a number, but is a boolean",
    ],
    [{ instance: [Date], record: {} }, new Date(0), {}, "w[2]' must be an instance of Date, but is a plain object"],
    [{ optional: { tuple: ["f64"], rest: "bool" } }, [1, true], [1, 2], "w[2][1]' must be a boolean, but is a number"],
  ])("expectKind finds the one element of a list that is not %j", (kind, good, bad, text) => {
    const check = (list: unknown) => message(() => expectKind("f", "w", list, ["Array", kind]));
    expect(check([good, good])).toBe("accepted");
    expect(check([good, good, bad, good])).toBe(`f: parameter '${text}`);
    if (typeof kind === "object" && "optional" in kind) return;
    const sparse = new Array(3).fill(good, 0, 1).fill(good, 2);
    expect(check(sparse)).toMatch(/'w\[1\]' must be .*, but is undefined/);
  });
});

test("expectNumbers says what expectLikePrimal does", () => {
  const messages = [[1, 2], [1], [1, "2"], null, Float64Array.of(1, 2), [Number.NaN, -0]].map((ct) =>
    [
      () => expectNumbers("vjp(f)", "the cotangent", ct, 2),
      () => expectLikePrimal("vjp(f)", "the cotangent", ct, [0, 0]),
    ].map((check) => {
      try {
        return check();
      } catch (error) {
        return String(error);
      }
    }),
  );
  for (const [found, expected] of messages) expect(found).toBe(expected);
  expect(messages.map(([message]) => message === undefined)).toEqual([true, false, false, false, false, true]);
});

describe("expectLikePrimal", () => {
  const check = (ct: unknown, primal: unknown) => () => expectLikePrimal("vjp(f)", "the cotangent", ct, primal);

  test("accepts the same structure and ignores what has no derivative", () => {
    expect(check(1, 2)).not.toThrow();
    expect(check(new Float32Array(2), new Float32Array(2))).not.toThrow();
    expect(check({ a: [1, "junk"], b: Symbol("junk") }, { a: [3, "s"], b: true })).not.toThrow();
    expect(check({ a: 1, extra: null }, { a: 3, tag: "x" })).not.toThrow();
    const loop: { x: number; self?: unknown } = { x: 1 };
    loop.self = loop;
    expect(check(loop, loop)).not.toThrow();
  });

  test("another length is a RangeError that names both", () => {
    expect(check(new Float64Array(2), new Float64Array(3))).toThrow(
      new RangeError("vjp(f): the cotangent has length 2, but its value has length 3"),
    );
    expect(check([[1], [2]], [[1], [2, 3]])).toThrow(
      new RangeError("vjp(f): the cotangent, at [1], has length 1, but its value has length 2"),
    );
    expect(check([], [1])).toThrow(RangeError);
  });

  test("other fields are a RangeError", () => {
    expect(check({ a: 1 }, { a: 1, b: { c: 2 } })).toThrow(
      new RangeError("vjp(f): the cotangent has no field 'b', but its value has one"),
    );
    expect(check({ a: 1, b: 2 }, { a: 1 })).toThrow(
      new RangeError("vjp(f): the cotangent has a field 'b', but its value has none"),
    );
  });

  test("another kind is a TypeError", () => {
    expect(check([1, 2], new Float64Array(2))).toThrow(
      new TypeError("vjp(f): the cotangent must be a Float64Array like its value, but is an Array of 2 numbers"),
    );
    expect(check({ p: [{ w: new Float64Array(1) }] }, { p: [{ w: new Float32Array(1) }] })).toThrow(
      new TypeError(
        "vjp(f): the cotangent, at p[0].w, must be a Float32Array like its value, but is a Float64Array of length 1",
      ),
    );
    for (const ct of [undefined, null, "1", [1]]) expect(check(ct, 1)).toThrow(TypeError);
    for (const ct of [undefined, 1, new Float64Array(1)]) expect(check(ct, [1])).toThrow(TypeError);
    for (const ct of [undefined, 1, [1]]) expect(check(ct, { a: 1 })).toThrow(TypeError);
    expect(check([1, "2"], [1, 2])).toThrow("at [1], must be a number like its value, but is a string");
  });
});

describe("expectDistinct", () => {
  const check = (a: unknown, b: unknown) => () => expectDistinct("grad(step)", ["a", "b"], [a, b]);
  const message = "grad(step): parameters 'a' and 'b' share memory, and the function writes to it; pass a copy of one";

  test("names two parameters that share memory", () => {
    const array = Float64Array.of(1, 2, 3, 4);
    const row = [1, 2];
    const shared: [unknown, unknown][] = [
      [array, array],
      [row, row],
      [row, { rows: [[0], row] }],
      [array.subarray(0, 3), array.subarray(2)],
      [array, array.subarray(3)],
      [[array.subarray(3)], array],
      [array, new Float32Array(array.buffer, 8, 1)],
    ];
    for (const [a, b] of shared) expect(check(a, b)).toThrow(new Error(message));
  });

  test("accepts equal copies, disjoint views and shared values without a derivative", () => {
    const array = Float64Array.of(1, 2, 3, 4);
    const index = Int32Array.of(1);
    const f = () => 1;
    const distinct: [unknown, unknown][] = [
      [array, array.slice()],
      [array.subarray(0, 2), array.subarray(2)],
      [array, array.subarray(4)],
      [index, index],
      [f, f],
      [1, 1],
    ];
    for (const [a, b] of distinct) expect(check(a, b)).not.toThrow();
  });

  test("within one parameter: shared objects pass, overlapping views do not", () => {
    const row = [1];
    const array = Float64Array.of(1, 2, 3);
    const loop: { self?: unknown } = {};
    loop.self = loop;
    expect(check([row, row, array, array], loop)).not.toThrow();
    expect(check([array.subarray(0, 2), array.subarray(1)], 1)).toThrow(
      "grad(step): parameter 'a' has two typed-array views of the same memory, and the function writes to it; pass copies",
    );
  });

  test("a view that is found often is one; of no elements nothing is shared", () => {
    const whole = new Float64Array(6);
    const [row, other, empty] = [whole.subarray(0, 3), whole.subarray(3), whole.subarray(2, 2)];
    expect(check([other, row, row, other, row], 1)).not.toThrow();
    expect(check([row, row], [row])).toThrow("parameters 'a' and 'b' share memory");
    expect(check([row, empty], [other, empty])).not.toThrow();
  });

  test("stays fast for the rows of one buffer", () => {
    const buffer = new Float64Array(40_000);
    const rows = Array.from({ length: 20_000 }, (_, i) => buffer.subarray(2 * i, 2 * i + 2));
    const start = performance.now();
    expect(check(rows.reverse(), 1)).not.toThrow();
    expect(performance.now() - start).toBeLessThan(2000);
  });
});
