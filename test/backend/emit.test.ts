import { describe, expect, test } from "vitest";
import { emitFunctions } from "../../plugin/src/backend/index.js";
import type { Builder } from "../../plugin/src/ir/builder.js";
import { type Func, Value } from "../../plugin/src/ir/ops.js";
import {
  arrayOf,
  BOOL,
  F64,
  FN,
  INT,
  OPAQUE,
  recordOf,
  stackOf,
  tupleOf,
  typedArray,
} from "../../plugin/src/ir/types.js";
import { branch, compile, emit, func, options, region } from "./support.js";

const F64s = typedArray("Float64Array");

function named(value: Value, name: string): Value {
  value.name = name;
  return value;
}

/** A loop from 0 to `end` that carries what `names` says, starting with `inits`. */
function loop(
  build: Builder,
  end: Value,
  inits: Value[],
  names: string[],
  body: (index: Value, ...carried: Value[]) => Value[],
): Value[] {
  const index = new Value(INT, "i");
  const carried = names.map((name) => new Value(F64, name));
  const inside = region(build, [index, ...carried], () => body(index, ...carried));
  return build.for({ start: build.const(0), end, step: 1, inclusive: false }, inits, inside);
}

/** The text must be as written, and must compute what is expected. */
function golden(f: Func, text: string, runs: readonly (readonly [readonly unknown[], unknown])[] = []): void {
  expect(emit(f)).toBe(text.replace(/^\n/, "").replace(/^ {4}/gm, "").trimEnd().concat("\n"));
  const run = compile(f);
  for (const [args, expected] of runs) expect(run(...structuredClone(args))).toEqual(expected);
}

describe("variables", () => {
  test("a sum in a loop is one variable", () => {
    const dot = func("dot", { x: F64s, y: F64s }, (b, x, y) =>
      loop(b, b.length(x), [b.const(0)], ["s"], (i, s) => [
        b.prim("add", s, b.prim("mul", b.load(x, i), b.load(y, i))),
      ]),
    );
    golden(
      dot,
      `
    function dot(x, y) {
      let s = 0;
      for (let i = 0; i < x.length; i++) {
        s += x[i] * y[i];
      }
      return s;
    }`,
      [[[Float64Array.of(1, 2), Float64Array.of(3, 4)], 11]],
    );
  });

  test("a swap of two carried values needs one temporary", () => {
    const fibonacci = func("fibonacci", { n: INT }, (b, n) =>
      loop(b, n, [b.const(0), b.const(1)], ["a", "b"], (_, p, q) => [q, b.prim("add", p, q)]).slice(0, 1),
    );
    golden(
      fibonacci,
      `
    function fibonacci(n) {
      let a = 0;
      let b = 1;
      for (let i = 0; i < n; i++) {
        const t = a + b;
        a = b;
        b = t;
      }
      return a;
    }`,
      [[[10], 55]],
    );
    const swap = func("swap", { x: F64, y: F64, n: INT }, (b, x, y, n) =>
      loop(b, n, [x, y], ["x", "y"], (_, p, q) => [q, p]),
    );
    golden(
      swap,
      `
    function swap(x, y, n) {
      for (let i = 0; i < n; i++) {
        const t = x;
        x = y;
        y = t;
      }
      return [x, y];
    }`,
      [
        [
          [1, 2, 3],
          [2, 1],
        ],
        [
          [1, 2, 0],
          [1, 2],
        ],
      ],
    );
  });

  test("three carried values that rotate", () => {
    const rotate = func("rotate", { n: INT }, (b, n) =>
      loop(b, n, [b.const(1), b.const(2), b.const(3)], ["a", "b", "c"], (_, p, q, r) => [q, r, p]),
    );
    expect(emit(rotate).match(/const t/g)).toHaveLength(1);
    expect([0, 1, 2, 3].map((n) => compile(rotate)(n))).toEqual([
      [1, 2, 3],
      [2, 3, 1],
      [3, 1, 2],
      [1, 2, 3],
    ]);
  });

  test("the value before the update is not lost", () => {
    const lost = func("lost", { x: F64s }, (b, x) =>
      loop(b, b.length(x), [b.const(0), b.const(0)], ["s", "last"], (i, s) => [b.prim("add", s, b.load(x, i)), s]),
    );
    golden(
      lost,
      `
    function lost(x) {
      let s = 0;
      let last = 0;
      for (let i = 0; i < x.length; i++) {
        last = s;
        s += x[i];
      }
      return [s, last];
    }`,
      [[[Float64Array.of(1, 2, 3)], [6, 3]]],
    );
  });

  test("a bound that the body changes keeps its first value", () => {
    const bound = func("bound", { n: F64 }, (b, n) => {
      const index = new Value(INT, "i");
      const carried = new Value(F64, "n");
      const body = region(b, [index, carried], () => [b.prim("sub", carried, b.const(1))]);
      return b.for({ start: b.const(0), end: n, step: 1, inclusive: false }, [n], body);
    });
    expect(compile(bound)(5)).toBe(0);
    expect(emit(bound)).toContain("let n_1 = n;");
  });

  test("loops one after the other share the name of their index, nested ones do not", () => {
    const sums = func("sums", { n: INT }, (b, n) => {
      const [s] = loop(b, n, [b.const(0)], ["s"], (i, s) => [b.prim("add", s, i)]);
      return loop(b, n, [s], ["s"], (i, s) =>
        loop(b, n, [s], ["s"], (j, r) => [b.prim("add", b.prim("mul", i, j), r)]),
      );
    });
    golden(
      sums,
      `
    function sums(n) {
      let s = 0;
      for (let i = 0; i < n; i++) {
        s += i;
      }
      for (let i = 0; i < n; i++) {
        for (let i_1 = 0; i_1 < n; i_1++) {
          s += i * i_1;
        }
      }
      return s;
    }`,
      [[[4], 6 + 36]],
    );
  });

  test("names: never a keyword, a name of the file or one that the function refers to", () => {
    const f = func("f", { class: F64, Math: F64, taken: F64, "a-b": F64 }, (b, x, y, z, w) =>
      b.prim("add", b.prim("add", b.prim("sin", x), y), b.prim("mul", z, w)),
    );
    expect(emit(f, { reserved: new Set(["taken"]) })).toContain("function f(class_1, Math_1, taken_1, a_b) {");
    expect(emit(f, { reserved: new Set(["taken"]) })).toContain("return Math.sin(class_1) + Math_1 + taken_1 * a_b;");
  });
});

describe("expressions", () => {
  const expression = (make: (b: Builder, x: Value, y: Value, i: Value) => Value): string =>
    /return (.*);/.exec(emit(func("f", { x: F64, y: F64, i: INT }, make)))![1];

  test("parentheses where precedence asks for them", () => {
    expect(expression((b, x, y) => b.prim("mul", b.prim("add", x, y), x))).toBe("(x + y) * x");
    expect(expression((b, x, y) => b.prim("sub", x, b.prim("sub", y, x)))).toBe("x - (y - x)");
    expect(expression((b, x, y) => b.prim("add", x, b.prim("add", y, x)))).toBe("x + (y + x)");
    expect(expression((b, x, y) => b.prim("pow", b.prim("neg", x), y))).toBe("(-x) ** y");
    expect(expression((b, x, y) => b.prim("neg", b.prim("pow", x, y)))).toBe("-(x ** y)");
    expect(expression((b, x, y) => b.prim("pow", x, b.prim("pow", y, x)))).toBe("x ** y ** x");
    expect(expression((b, x, y) => b.prim("pow", b.prim("pow", x, y), x))).toBe("(x ** y) ** x");
    expect(expression((b, x) => b.prim("pow", b.const(-2), x))).toBe("(-2) ** x");
    expect(expression((b, x) => b.prim("neg", b.prim("neg", x)))).toBe("-(-x)");
    expect(expression((b) => b.prim("neg", b.const(-1.5)))).toBe("-(-1.5)");
    expect(expression((b, x, y) => b.prim("div", b.prim("mul", x, y), b.prim("mul", y, x)))).toBe("x * y / (y * x)");
    expect(expression((b, _x, _y, i) => b.prim("shl", b.prim("add", i, b.const(1)), i))).toBe("(i + 1) << i");
    expect(expression((b, _x, _y, i) => b.prim("mod", b.prim("mul", i, i), b.const(7)))).toBe("(i * i) % 7");
  });

  test("sums and products with signs, exact to the last bit", () => {
    expect(expression((b, x, y) => b.prim("add", x, b.prim("neg", y)))).toBe("x - y");
    expect(expression((b, x, y) => b.prim("sub", x, b.prim("neg", y)))).toBe("x + y");
    expect(expression((b, x, y) => b.prim("add", b.prim("neg", x), y))).toBe("y - x");
    expect(expression((b, x) => b.prim("add", x, b.const(-2)))).toBe("x - 2");
    expect(expression((b, x, y) => b.prim("neg", b.prim("mul", x, y)))).toBe("-x * y");
    expect(expression((b, x, y) => b.prim("sub", x, b.prim("neg", b.prim("div", x, y))))).toBe("x + x / y");
  });

  test("constants", () => {
    for (const [value, text] of [
      [-0, "-0"],
      [Number.NaN, "NaN"],
      [Number.NEGATIVE_INFINITY, "-Infinity"],
      [1e21, "1e+21"],
      [5e-324, "5e-324"],
      ['a"b\n', '"a\\"b\\n"'],
      [null, "null"],
      [undefined, "undefined"],
      [false, "false"],
    ] as const) {
      const f = func("f", {}, (b) => b.const(value, OPAQUE));
      expect(emit(f)).toContain(`return ${text};`);
      expect(compile(f)()).toBe(value);
    }
  });

  test("conditions: conditional expressions, logical operators, nullish defaults", () => {
    expect(expression((b, x, y) => b.select(b.prim("lt", x, y), x, y))).toBe("x < y ? x : y");
    const and = (b: Builder, x: Value, y: Value): Value =>
      branch(
        b,
        b.prim("lt", x, y),
        () => [b.prim("gt", x, b.const(0))],
        () => [b.const(false)],
        [BOOL],
      )[0];
    expect(expression(and)).toBe("x < y && x > 0");
    const or = (b: Builder, x: Value, y: Value): Value =>
      branch(
        b,
        and(b, x, y),
        () => [b.const(true)],
        () => [b.prim("eq", x, y)],
        [BOOL],
      )[0];
    expect(expression(or)).toBe("(x < y && x > 0) || x === y");
    expect(expression((b, x, y) => b.prim("not", b.prim("eq", x, y)))).toBe("x !== y");
    expect(expression((b, x, y) => b.prim("not", b.prim("lt", x, y)))).toBe("!(x < y)");
    const nullish = (b: Builder, x: Value, y: Value): Value =>
      branch(
        b,
        b.prim("isNullish", x),
        () => [y],
        () => [x],
        [F64],
      )[0];
    expect(expression(nullish)).toBe("x ?? y");
    expect(expression((b, x, y) => b.prim("add", nullish(b, x, y), y))).toBe("(x ?? y) + y");
  });

  test("long expressions are broken where they bind least", () => {
    const f = func("f", { firstVariable: F64, secondVariable: F64, thirdVariable: F64 }, (b, x, y, z) => {
      const product = (p: Value, q: Value): Value => b.prim("mul", p, q);
      const record = recordOf(
        ["alphaOfTheFirst", "betaOfTheSecond", "gammaOfTheThird"].map((name) => ({ name, type: F64 })),
      );
      return b.literal(record, [product(x, y), product(y, z), product(z, x)]);
    });
    golden(
      f,
      `
    function f(firstVariable, secondVariable, thirdVariable) {
      return {
        alphaOfTheFirst: firstVariable * secondVariable,
        betaOfTheSecond: secondVariable * thirdVariable,
        gammaOfTheThird: thirdVariable * firstVariable,
      };
    }`,
      [[[1, 2, 3], { alphaOfTheFirst: 2, betaOfTheSecond: 6, gammaOfTheThird: 3 }]],
    );
  });

  test("the user's own text keeps its meaning around and inside the gaps", () => {
    const f = func("f", { x: F64, y: F64 }, (b, x, y) => {
      const sum = b.prim("add", x, y);
      const text = b.extern(["String(", ").length"], [sum], F64, { effect: "none" });
      const choice = b.extern(["", " > 0 ? 1 : 2"], [b.prim("sub", x, y)], F64, { effect: "none" });
      return b.prim("mul", choice, text);
    });
    expect(emit(f)).toContain("return ((x - y) > 0 ? 1 : 2) * String(x + y).length;");
    expect(compile(f)(10, 2)).toBe(2);
  });
});

describe("memory", () => {
  test("a read does not move past a write that may change what it reads", () => {
    const f = func("f", { a: F64s, b: F64s }, (build, a, b) => {
      const zero = build.const(0);
      const old = build.load(a, zero);
      build.store(b, zero, build.const(7));
      return build.prim("add", old, build.load(a, zero));
    });
    golden(
      f,
      `
    function f(a, b) {
      const a0 = a[0];
      b[0] = 7;
      return a0 + a[0];
    }`,
    );
    const shared = Float64Array.of(1);
    expect(compile(f)(shared, shared)).toBe(8);
  });

  test("it does move past writes of memory that is certainly other", () => {
    const f = func("f", { a: F64s, n: INT }, (build, a, n) => {
      const fresh = build.alloc(F64s, n, "fresh");
      const old = build.load(a, build.const(0));
      build.store(fresh, build.const(0), build.const(7));
      return [old, fresh];
    });
    expect(emit(f)).toContain("return [a[0], fresh];");
  });

  test("calls and pops keep their order, and stay in front of what they may change", () => {
    const poke = func("poke", { a: F64s, x: F64 }, (b, a, x) => {
      b.store(a, b.const(0), x);
      return x;
    });
    const f = func("f", { a: F64s, list: arrayOf(F64) }, (b, a, list) => {
      const first = b.pop(list);
      const second = b.call(poke, [a, first])[0];
      const third = b.load(a, b.const(0));
      const fourth = b.pop(list);
      return b.prim("sub", b.prim("mul", fourth, third), second);
    });
    expect(compile(f)(new Float64Array(1), [3, 10])).toBe(3 * 10 - 10);
    expect(emit(f)).toContain("const t = poke(a, list.pop());");
  });

  test("compound assignment where the element is the same", () => {
    const f = func("f", { a: F64s, i: INT, x: F64 }, (b, a, i, x) => {
      b.store(a, i, b.prim("add", b.load(a, i), x));
      b.store(a, i, b.prim("mul", x, b.load(a, i)));
      b.store(a, i, b.prim("sub", x, b.load(a, i)));
      return [];
    });
    golden(
      f,
      `
    function f(a, i, x) {
      a[i] += x;
      a[i] *= x;
      a[i] = x - a[i];
    }`,
    );
  });

  test("every operation on memory", () => {
    const point = recordOf([
      { name: "x", type: F64 },
      { name: "odd name", type: arrayOf(F64s) },
    ]);
    const f = func("f", { a: F64s, r: point, n: INT }, (b, a, r, n) => {
      const list = b.alloc(arrayOf(F64), n, "list");
      b.push(list, b.getField(r, "x"));
      b.setField(r, "x", b.const(2));
      b.fill(list, b.const(5), b.const(0), b.const(1));
      const copies = [
        b.copy(a, { range: [b.const(1)] }),
        b.copy(a, { type: arrayOf(F64) }),
        b.copy(list, { type: typedArray("Float32Array") }),
      ];
      const shadow = b.zeros(a, "a_b");
      b.accumulate(shadow, a);
      b.clear(a);
      const deep = b.copy(b.getField(r, "odd name"), { deep: true });
      const pair = b.literal(tupleOf([F64, arrayOf(F64s)]), [b.getField(r, "x"), deep]);
      const stack = b.stack(F64, "stack");
      b.push(stack, b.const(4));
      const flags = b.stack(BOOL, "flags");
      b.push(flags, b.const(true));
      const refs = b.stack(F64s, "refs");
      b.push(refs, a);
      return [list, ...copies, shadow, pair, b.pop(stack), b.pop(flags), b.pop(refs), b.getField(pair, "0")];
    });
    golden(
      f,
      `
    function f(a, r, n) {
      const list = new Array(n).fill(0);
      list.push(r.x);
      r.x = 2;
      list.fill(5, 0, 1);
      const a1 = a.slice(1);
      const a2 = Array.from(a);
      const a3 = new Float32Array(list);
      const a_b = new Float64Array(a.length);
      addInto(a_b, a);
      a.fill(0);
      const a4 = cloneShadow(r["odd name"]);
      const stack = new F64Stack();
      stack.push(4);
      const flags = new U8Stack();
      flags.push(true);
      const refs = new RefStack();
      refs.push(a);
      const r1 = [r.x, a4];
      return [list, a1, a2, a3, a_b, r1, stack.pop(), flags.pop(), refs.pop(), r1[0]];
    }`,
      [
        [
          [Float64Array.of(1, 2), { x: 9, "odd name": [Float64Array.of(8)] }, 1],
          [
            [5, 9],
            Float64Array.of(2),
            [1, 2],
            Float32Array.of(5, 9),
            Float64Array.of(1, 2),
            [2, [Float64Array.of(8)]],
            4,
            true,
            new Float64Array(2),
            2,
          ],
        ],
      ],
    );
    expect(emitFunctions([f], options()).runtime).toEqual([
      "F64Stack",
      "RefStack",
      "U8Stack",
      "addInto",
      "cloneShadow",
    ]);
  });

  test("what a closure captures does not change after it", () => {
    const callee = func("scaled", { k: F64, x: F64 }, (b, k, x) => b.prim("mul", k, x));
    const f = func("f", { n: INT }, (b, n) => {
      const list = b.alloc(arrayOf(FN), b.const(0), "list");
      loop(b, n, [b.const(1)], ["k"], (_, k) => {
        b.push(list, b.closure(callee, [k]));
        return [b.prim("add", k, b.const(1))];
      });
      return list;
    });
    expect(emit(f)).toContain("const k_1 = k;\n    list.push((x) => scaled(k_1, x));");
    expect((compile(f)(3) as ((x: number) => number)[]).map((g) => g(10))).toEqual([10, 20, 30]);
  });
});

describe("control", () => {
  test("results of branches return early; a branch that changes nothing is not printed", () => {
    const f = func("f", { x: F64, d: F64 }, (b, x, d) => {
      const size = named(b.prim("abs", x), "size");
      return branch(
        b,
        b.prim("le", size, d),
        () => [b.prim("mul", b.prim("mul", b.const(0.5), x), x)],
        () => {
          const far = named(b.prim("sub", size, d), "far");
          b.externStatement(["log(", ");"], [far]);
          return [b.prim("mul", far, far)];
        },
        [F64],
      );
    });
    golden(
      f,
      `
    function f(x, d) {
      const size = Math.abs(x);
      if (size <= d) return 0.5 * x * x;
      const far = size - d;
      log(far);
      return far * far;
    }`,
    );
    const positive = func("positive", { x: F64s }, (b, x) =>
      loop(b, b.length(x), [b.const(0)], ["s"], (i, s) => {
        const xi = b.load(x, i);
        return branch(
          b,
          b.prim("gt", xi, b.const(0)),
          () => [b.prim("add", s, xi)],
          () => [s],
          [F64],
          ["s"],
        );
      }),
    );
    golden(
      positive,
      `
    function positive(x) {
      let s = 0;
      for (let i = 0; i < x.length; i++) {
        const xi = x[i];
        if (xi > 0) s += xi;
      }
      return s;
    }`,
      [[[Float64Array.of(1, -2, 3)], 4]],
    );
  });

  const whileLoop = (
    b: Builder,
    types: [Value, Value][],
    before: (...values: Value[]) => Value[],
    after: (...values: Value[]) => Value[],
  ): Value[] => {
    const copies = (): Value[] => types.map(([param]) => new Value(param.type, param.name));
    return b.while(
      types.map(([, init]) => init),
      region(b, copies(), before),
      region(b, copies(), after),
    );
  };

  test("while, do and for", () => {
    const newton = func("newton", { a: F64 }, (b, a) =>
      whileLoop(
        b,
        [[new Value(F64, "x"), a]],
        (x) => [b.prim("gt", b.prim("abs", b.prim("sub", b.prim("mul", x, x), a)), b.const(1e-12)), x],
        (x) => [b.prim("mul", b.const(0.5), b.prim("add", x, b.prim("div", a, x)))],
      ),
    );
    golden(
      newton,
      `
    function newton(a) {
      let x = a;
      while (Math.abs(x * x - a) > 1e-12) {
        x = 0.5 * (x + a / x);
      }
      return x;
    }`,
      [[[1], 1]],
    );
    const doubled = func("doubled", { x: F64 }, (b, x) =>
      whileLoop(
        b,
        [[new Value(F64, "y"), x]],
        (y) => {
          const next = b.prim("mul", y, b.const(2));
          return [b.prim("lt", next, b.const(100)), next];
        },
        (y) => [y],
      ),
    );
    golden(
      doubled,
      `
    function doubled(x) {
      let y = x;
      do {
        y *= 2;
      } while (y < 100);
      return y;
    }`,
      [[[3], 192]],
    );
  });

  /** The front end's form of a loop with a `return` in it. */
  const search = (result: boolean): Func =>
    func("search", { x: F64s, limit: F64 }, (b, x, limit) => {
      const types = (): [Value, Value][] => [
        [new Value(INT, "exit"), b.const(0)],
        [new Value(F64, "i"), b.const(0)],
        [new Value(F64, "result"), b.const(undefined, F64)],
        [new Value(F64, "s"), b.const(0)],
      ];
      const [exit, , found, sum] = whileLoop(
        b,
        types(),
        (code, i, r, s) => {
          const test = branch(
            b,
            b.prim("eq", code, b.const(0)),
            () => [b.prim("lt", i, b.length(x))],
            () => [b.const(false)],
            [BOOL],
          )[0];
          return [test, code, i, r, s];
        },
        (_, i, r, s) => {
          const xi = named(b.load(x, i), "xi");
          const results = branch(
            b,
            b.prim("gt", xi, limit),
            () => [b.const(1), i, b.prim("mul", xi, i), s],
            () => [b.const(0), b.prim("add", i, b.const(1)), r, b.prim("add", s, xi)],
            [INT, F64, F64, F64],
            ["exit", "i", "result", "s"],
          );
          return results;
        },
      );
      if (!result) return sum;
      return branch(
        b,
        b.prim("eq", exit, b.const(0)),
        () => [b.prim("neg", sum)],
        () => [found],
        [F64],
        ["result"],
      );
    });

  test("exit codes become break and return", () => {
    golden(
      search(false),
      `
    function search(x, limit) {
      let s = 0;
      for (let i = 0; i < x.length; i++) {
        const xi = x[i];
        if (xi > limit) break;
        s += xi;
      }
      return s;
    }`,
      [
        [[Float64Array.of(1, 2, 9, 4), 5], 3],
        [[Float64Array.of(1, 2), 5], 3],
      ],
    );
    golden(
      search(true),
      `
    function search(x, limit) {
      let s = 0;
      for (let i = 0; i < x.length; i++) {
        const xi = x[i];
        if (xi > limit) return xi * i;
        s += xi;
      }
      return -s;
    }`,
      [
        [[Float64Array.of(1, 2, 9, 4), 5], 18],
        [[Float64Array.of(1, 2), 5], -3],
      ],
    );
  });

  test("nothing is printed behind a throw", () => {
    const f = func("f", { x: F64 }, (b, x) =>
      branch(
        b,
        b.prim("lt", x, b.const(0)),
        () => {
          b.throw(b.extern(["new RangeError(", ")"], [b.const("negative", OPAQUE)], OPAQUE));
          return [b.const(undefined, F64)];
        },
        () => [b.prim("sqrt", x)],
        [F64],
      ),
    );
    golden(
      f,
      `
    function f(x) {
      if (x < 0) throw new RangeError("negative");
      return Math.sqrt(x);
    }`,
    );
    expect(() => compile(f)(-1)).toThrow("negative");
  });
});

describe("functions", () => {
  test("types in TypeScript, results of several, rest parameters, documentation", () => {
    const tape = recordOf([
      { name: "x", type: F64 },
      { name: "cache", type: stackOf(F64) },
    ]);
    const forward = func("f_forward", { x: F64 }, (b, x) => [b.prim("exp", x), b.literal(tape, [x, b.stack(F64)])]);
    const pullback = func("f_pullback", { tape, y_b: F64 }, (b, record, y) =>
      b.prim("mul", y, b.prim("exp", b.getField(record, "x"))),
    );
    const f = func(
      "f_vjp",
      { x: F64, rest: arrayOf(F64) },
      (b, x) => {
        const [y, record] = b.call(forward, [x], ["y", "tape"]);
        return b.literal(tupleOf([F64, FN]), [y, b.closure(pullback, [record])]);
      },
      { exported: true, rest: true, doc: "Value and pullback of f." },
    );
    expect(emitFunctions([forward, pullback, f], options({ language: "ts" })).text).toBe(
      `function f_forward(x: number): [number, { x: number; cache: F64Stack }] {
  return [Math.exp(x), { x, cache: new F64Stack() }];
}

function f_pullback(tape: { x: number; cache: F64Stack }, y_b: number): number {
  return y_b * Math.exp(tape.x);
}

/** Value and pullback of f. */
export function f_vjp(x: number, ...rest: number[]): [number, any] {
  const [y, tape] = f_forward(x);
  return [y, (y_b: number) => f_pullback(tape, y_b)];
}
`,
    );
    const [y, pull] = compile(f)(0) as [number, (y_b: number) => number];
    expect([y, pull(3), pull(4)]).toEqual([1, 3, 4]);
  });

  test("functions and bindings of other files are resolved and recorded", () => {
    const other = func("g", { x: F64 }, (_, x) => x, { file: "other.ts" });
    const f = func("f", { x: F64 }, (b, x) => {
      const k = b.global({ file: "other.ts", name: "K", constant: true }, F64);
      const own = b.global({ file: "test.ts", name: "own", constant: true }, F64);
      return b.prim("add", b.prim("mul", b.call(other, [x])[0], k), own);
    });
    const emitted = emitFunctions([f], options({ resolve: ({ name }) => `other_${name}` }));
    expect(emitted.text).toContain("return other_g(x) * other_K + own;");
    expect(emitted.imports).toEqual([
      { file: "other.ts", name: "g" },
      { file: "other.ts", name: "K" },
    ]);
  });

  test("adjoint statements quote the lines that they belong to, once for each run; positions lead back to the source", () => {
    const source = "function f(x) {\n  const y = Math.sin(x);\n  return y * y;\n}\n";
    const span = (text: string): { file: string; start: number; end: number } => {
      const start = source.indexOf(text);
      return { file: "test.ts", start, end: start + text.length };
    };
    const f = func("f_grad", { x: F64 }, (b, x) => {
      b.span = span("const y = Math.sin(x)");
      const y = named(b.prim("sin", x), "y");
      b.adjoint = true;
      b.span = span("y * y");
      const y_b = named(b.prim("add", y, y), "y_b");
      b.externStatement(["log(", ")"], [y_b]);
      b.span = span("Math.sin(x)");
      const x_b = named(b.prim("mul", y_b, b.prim("cos", x)), "x_b");
      b.externStatement(["log(", ")"], [x_b]);
      return x_b;
    });
    const { text, mappings } = emitFunctions([f], options({ source: () => source }));
    expect(text).toBe(
      `function f_grad(x) {
  const y = Math.sin(x);

  // return y * y
  const y_b = y + y;
  log(y_b);
  // const y = Math.sin(x)
  const x_b = y_b * Math.cos(x);
  log(x_b);
  return x_b;
}
`,
    );
    expect(mappings).toContainEqual({ line: 7, column: 2, span: span("Math.sin(x)") });
    expect(emitFunctions([f], options({ source: () => source, comments: false })).text).not.toContain("//");
  });

  test("the text does not depend on what was made before", () => {
    const make = (): Func =>
      func("f", { x: F64 }, (b, x) =>
        branch(
          b,
          b.prim("lt", x, b.const(0)),
          () => [b.prim("neg", x)],
          () => [x],
          [F64],
        ),
      );
    const first = emit(make());
    for (let k = 0; k < 100; k++) new Value(F64);
    expect(emit(make())).toBe(first);
  });

  test("the work of writing a function grows with its length, not with its square", () => {
    const make = (length: number): Func =>
      func("f", { x: F64s }, (b, x) => {
        let s = b.load(x, b.const(0));
        for (let k = 0; k < length; k++) {
          const t = b.prim("sin", b.prim("add", b.load(x, b.const(k)), s));
          b.store(x, b.const(k), b.prim("mul", t, s));
          const sum = (): Value[] => [b.prim("add", s, t)];
          s = branch(b, b.prim("lt", t, s), sum, () => [s], [F64], ["s"])[0];
        }
        return s;
      });
    expect(lookups(() => emit(make(2400))) / lookups(() => emit(make(400)))).toBeLessThan(7);
  });
});

/** How often `run` looks something up in a table: a measure of its work that the load of the machine does not change. */
function lookups(run: () => void): number {
  const { get } = Map.prototype;
  let count = 0;
  Map.prototype.get = function (key) {
    count++;
    return get.call(this, key);
  };
  try {
    run();
  } finally {
    Map.prototype.get = get;
  }
  return count;
}
