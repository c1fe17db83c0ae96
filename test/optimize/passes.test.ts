import { describe, expect, test } from "vitest";
import { tagIntegers } from "../../plugin/src/analysis/integers.js";
import { type Builder, emptyRegion } from "../../plugin/src/ir/builder.js";
import { type Func, Value } from "../../plugin/src/ir/ops.js";
import { printFunc } from "../../plugin/src/ir/printer.js";
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
import { copyGradients } from "../../plugin/src/optimize/copy-gradients.js";
import { cse } from "../../plugin/src/optimize/cse.js";
import { dce } from "../../plugin/src/optimize/dce.js";
import { fold } from "../../plugin/src/optimize/fold.js";
import { optimize, type Pass } from "../../plugin/src/optimize/index.js";
import { inline } from "../../plugin/src/optimize/inline.js";
import { licm } from "../../plugin/src/optimize/licm.js";
import { raiseLoops } from "../../plugin/src/optimize/raise-loops.js";
import { replaceScalars } from "../../plugin/src/optimize/scalar-replacement.js";
import { makeFunc, makeRegion } from "../support/make.js";

const FLOATS = typedArray("Float64Array");
const POINT = recordOf([
  { name: "x", type: F64 },
  { name: "y", type: F64 },
]);

type Make = (build: Builder, params: Value[]) => Value[] | undefined;

/** The text of a function after some passes. */
function textAfter(passes: readonly Pass[], types: readonly Type[], make: Make, names?: readonly string[]): string {
  const func = makeFunc(types, make, { names });
  return printed(func, passes);
}

function printed(func: Func, passes: readonly Pass[]): string {
  verify(func);
  for (const pass of passes) pass(func);
  verify(func);
  return printFunc(func);
}

/** `while (i < end)` with a counter, whose body yields the next of the other carried values. */
function countingLoop(
  build: Builder,
  end: () => Value,
  inits: Value[],
  body: (i: Value, ...carried: Value[]) => Value[],
): Value[] {
  const types = [F64, ...inits.map((init) => init.type)];
  const before = makeRegion(build, types, (...params) => [build.prim("lt", params[0], end()), ...params]);
  const step = makeRegion(build, types, (i, ...carried) => [
    build.prim("add", i, build.const(1)),
    ...body(i, ...carried),
  ]);
  before.params[0].name = "i";
  step.params[0].name = "i";
  return build.while([build.const(0), ...inits], before, step);
}

describe("copyGradients", () => {
  const sumInto = (isHandedOn: boolean): string =>
    textAfter([copyGradients], [FLOATS, BOOL], (build, [array, flag]) => {
      const list = build.alloc(arrayOf(F64), build.length(array));
      const other = build.alloc(arrayOf(F64), build.length(array));
      if (isHandedOn) build.store(build.select(flag, list, other), build.const(0), build.const(1, F64));
      build.accumulate(list, array);
      return [list];
    });

  test("a list that is a sum is a copy", () => {
    expect(sumInto(false)).toContain("copy");
    expect(sumInto(false)).not.toContain("accumulate");
  });

  test("not one that a branch has handed on before, to be written to", () => {
    expect(sumInto(true)).toContain("accumulate");
  });
});

describe("fold", () => {
  test("the larger one of a length and zero", () => {
    const text = textAfter([fold, dce], [FLOATS, INT], (build, [array, n]) => [
      build.prim("max", build.length(array), build.const(0)),
      build.prim("max", n, build.const(0)),
    ]);
    expect(text.match(/max/g)).toHaveLength(1);
  });

  test("constants, but nothing that is only approximated", () => {
    const text = textAfter([fold, dce], [], (build) => [
      build.prim("add", build.const(0.1), build.const(0.2)),
      build.prim("sqrt", build.const(2)),
      build.prim("exp", build.const(1)),
    ]);
    expect(text).toMatchInlineSnapshot(`
      "func f(): f64, f64, f64 {
        %0: f64 = 0.30000000000000004
        %1: f64 = 1.4142135623730951
        %2: int = 1
        %3: f64 = exp %2
        return %0, %1, %3
      }"
    `);
  });

  test("identities that hold for every value; a missing element is not a number", () => {
    const text = textAfter([fold, dce], [F64, BOOL], (build, [x, c]) => {
      const one = build.const(1);
      const y = build.prim("exp", x);
      return [
        build.prim("mul", y, one),
        build.prim("mul", x, one),
        build.prim("add", x, build.const(0)),
        build.prim("neg", build.prim("neg", y)),
        build.prim("not", build.prim("not", build.prim("lt", x, y))),
        build.prim("pow", y, build.const(0)),
        build.prim("not", build.prim("not", c)),
      ];
    });
    expect(text).toMatchInlineSnapshot(`
      "func f(%0: f64, %1: bool): f64, f64, f64, f64, bool, f64, bool {
        %2: int = 1
        %3: f64 = exp %0
        %4: f64 = mul %0, %2
        %5: int = 0
        %6: f64 = add %0, %5
        %7: bool = lt %0, %3
        %8: f64 = 1
        %9: bool = not %1
        %10: bool = not %9
        return %3, %4, %6, %3, %7, %8, %10
      }"
    `);
  });

  test("adjoint code may ignore the sign of zero and move minus signs and powers of two", () => {
    const text = textAfter([fold, dce], [F64, F64], (build, [x, y]) => {
      build.adjoint = true;
      const minusY = build.prim("neg", y);
      return [
        build.prim("add", x, build.const(0)),
        build.prim("add", x, minusY),
        build.prim("sub", x, build.prim("mul", minusY, y)),
        build.prim("mul", build.prim("mul", build.const(2), x), build.const(0.5)),
        build.prim("div", build.prim("mul", build.const(2), x), build.const(0.1)),
        build.prim("mul", build.prim("mul", build.const(3), x), build.const(0.1)),
        build.prim("neg", build.prim("sub", x, y)),
        build.prim("add", build.prim("add", x, y), y),
        build.prim("sub", build.prim("neg", y), y),
      ];
    });
    expect(text).toMatchInlineSnapshot(`
      "func f(%0: f64, %1: f64): f64, f64, f64, f64, f64, f64, f64, f64, f64 {
        %2: f64 = sub %0, %1
        %3: f64 = mul %1, %1
        %4: f64 = add %0, %3
        %5: f64 = 0.05
        %6: f64 = div %0, %5
        %7: int = 3
        %8: f64 = mul %7, %0
        %9: f64 = 0.1
        %10: f64 = mul %8, %9
        %11: f64 = sub %1, %0
        %12: f64 = 2
        %13: f64 = mul %12, %1
        %14: f64 = add %0, %13
        %15: f64 = -2
        %16: f64 = mul %15, %1
        return %0, %2, %4, %0, %6, %10, %11, %14, %16
      }"
    `);
  });

  test("decided branches, equal results, and a branch that is its condition", () => {
    const text = textAfter([fold, dce], [BOOL, F64], (build, [c, x]) => {
      const arm = (...values: Value[]) => makeRegion(build, [], () => values);
      const inner = makeRegion(build, [], () => build.if(c, arm(x), arm(build.const(7)), [F64]));
      const lower = build.prim("lt", x, build.const(0));
      return [
        ...build.if(build.prim("lt", build.const(1), build.const(2)), arm(x), arm(build.const(0)), [F64]),
        ...build.if(c, arm(x), arm(x), [F64]),
        ...build.if(c, inner, arm(build.const(1)), [F64]),
        ...build.if(lower, arm(build.const(true)), arm(build.const(false)), [BOOL]),
      ];
    });
    expect(text).toMatchInlineSnapshot(`
      "func f(%0: bool, %1: f64): f64, f64, f64, bool {
        %2: int = 0
        %3: bool = lt %1, %2
        %4: int = 1
        %5: f64 = if %0 {
          yield %1
        } else {
          yield %4
        }
        return %1, %1, %5, %3
      }"
    `);
  });

  test("loops that run not at all or once, and values that no iteration changes", () => {
    const text = textAfter([fold, dce], [F64, F64, FLOATS], (build, [x, y, a]) => {
      const loop = (end: number) => {
        const body = makeRegion(build, [INT, F64, F64], (i, s, same) => [
          build.prim("add", s, build.prim("mul", same, i)),
          same,
        ]);
        return build.for({ start: build.const(0), end: build.const(end), step: 1, inclusive: false }, [x, y], body);
      };
      return [...loop(0), ...loop(1), ...loop(2), build.length(build.zeros(a))];
    });
    expect(text).toMatchInlineSnapshot(`
      "func f(%0: f64, %1: f64, %2: Float64Array): f64, f64, f64, f64, f64, f64, int {
        %3: int = 0
        %4: f64 = mul %1, %3
        %5: f64 = add %0, %4
        %6: int = 0
        %7: int = 2
        %8: f64 = for %6 to %7 by 1 init %0 {
         (%9: int, %10: f64)
          %11: f64 = mul %1, %9
          %12: f64 = add %10, %11
          yield %12
        }
        %13: int = length %2
        return %0, %1, %5, %1, %8, %1, %13
      }"
    `);
  });

  test("loops from a number to the same number", () => {
    const text = textAfter([fold, dce], [F64, INT], (build, [x, n]) => {
      const loop = (inclusive: boolean) => {
        const body = makeRegion(build, [INT, F64], (_, s) => [build.prim("mul", s, s)]);
        return build.for({ start: n, end: n, step: 1, inclusive }, [x], body);
      };
      return [...loop(false), ...loop(true)];
    });
    expect(text).toMatchInlineSnapshot(`
      "func f(%0: f64, %1: int): f64, f64 {
        %2: f64 = for %1 through %1 by 1 init %0 {
         (%3: int, %4: f64)
          %5: f64 = mul %4, %4
          yield %5
        }
        return %0, %2
      }"
    `);
  });
});

describe("cse", () => {
  test("the same operation in a place that dominates", () => {
    const text = textAfter([cse, dce], [F64, F64, BOOL], (build, [x, y, c]) => {
      const first = build.prim("mul", x, y);
      const arm = makeRegion(build, [], () => [build.prim("exp", build.prim("mul", y, x))]);
      const other = makeRegion(build, [], () => [build.prim("exp", x)]);
      const [chosen] = build.if(c, arm, other, [F64]);
      return [first, chosen, build.prim("exp", x)];
    });
    expect(text).toMatchInlineSnapshot(`
      "func f(%0: f64, %1: f64, %2: bool): f64, f64, f64 {
        %3: f64 = mul %0, %1
        %4: f64 = if %2 {
          %5: f64 = exp %3
          yield %5
        } else {
          %6: f64 = exp %0
          yield %6
        }
        %7: f64 = exp %0
        return %3, %4, %7
      }"
    `);
  });

  test("in adjoint code a cotangent is divided once for both operands of a quotient", () => {
    const text = textAfter([cse, dce], [F64, F64, F64], (build, [t, y, b]) => {
      const divided = (of: Value): Value => build.prim("div", of, b);
      const primal = [divided(t), divided(build.prim("mul", t, t))];
      build.adjoint = true;
      return [
        ...primal,
        divided(t),
        ...[t, y].flatMap((of) => [divided(build.prim("mul", y, of)), divided(build.prim("mul", t, of))]),
      ];
    });
    expect(text).toMatchInlineSnapshot(`
      "func f(%0: f64, %1: f64, %2: f64): f64, f64, f64, f64, f64, f64, f64 {
        %3: f64 = div %0, %2
        %4: f64 = mul %0, %0
        %5: f64 = div %4, %2
        %6: f64 = mul %3, %1
        %7: f64 = mul %1, %1
        %8: f64 = div %7, %2
        return %3, %5, %3, %6, %5, %8, %6
      }"
    `);
  });

  test("loads until something may have written there", () => {
    const text = textAfter(
      [cse, dce],
      [FLOATS, FLOATS, arrayOf(F64), F64],
      (build, [a, b, list, x]) => {
        const zero = build.const(0);
        const local = build.alloc(FLOATS, build.const(9), "local");
        const reads = () => [build.load(a, zero, "a0"), build.load(list, zero, "list0")];
        const before = reads();
        build.store(local, zero, x);
        build.push(list, x);
        const between = reads();
        build.store(b, zero, x);
        return [...before, ...between, ...reads(), local];
      },
      ["a", "b", "list", "x"],
    );
    expect(text).toMatchInlineSnapshot(`
      "func f(%a.0: Float64Array, %b.1: Float64Array, %list.2: Array<f64>, %x.3: f64): f64, f64, f64, f64, f64, f64, Float64Array {
        %4: int = 0
        %5: int = 9
        %local.6: Float64Array = alloc %5
        %a0.7: f64 = load %a.0, %4
        %list0.8: f64 = load %list.2, %4
        store %local.6, %4, %x.3
        push %list.2, %x.3
        %list0.9: f64 = load %list.2, %4
        store %b.1, %4, %x.3
        %a0.10: f64 = load %a.0, %4
        return %a0.7, %list0.8, %a0.7, %list0.9, %a0.10, %list0.9, %local.6
      }"
    `);
  });

  test("what was stored in a record or Array is known", () => {
    const text = textAfter(
      [cse, dce],
      [POINT, arrayOf(F64), FLOATS, F64],
      (build, [point, list, floats, x]) => {
        const zero = build.const(0);
        build.setField(point, "x", x);
        build.store(list, zero, x);
        build.store(floats, zero, x);
        return [build.getField(point, "x"), build.load(list, zero), build.load(floats, zero)];
      },
      ["point", "list", "floats", "x"],
    );
    expect(text).toMatchInlineSnapshot(`
      "func f(%point.0: { x: f64, y: f64 }, %list.1: Array<f64>, %floats.2: Float64Array, %x.3: f64): f64, f64, f64 {
        %4: int = 0
        setField .x %point.0, %x.3
        store %list.1, %4, %x.3
        store %floats.2, %4, %x.3
        %5: f64 = load %floats.2, %4
        return %x.3, %x.3, %5
      }"
    `);
  });
});

describe("dce", () => {
  test("carried values that feed only themselves, local memory that nobody reads, and the loop with them", () => {
    const text = textAfter([dce], [F64, FLOATS], (build, [x, a]) => {
      const scratch = build.alloc(FLOATS, build.const(3));
      const body = makeRegion(build, [INT, F64, F64], (i, kept, dropped) => {
        build.store(scratch, i, dropped);
        return [build.prim("add", kept, build.load(a, i)), build.prim("mul", dropped, x)];
      });
      const [kept] = build.for({ start: build.const(0), end: x, step: 1, inclusive: false }, [x, x], body);
      const idle = makeRegion(build, [INT], (i) => {
        build.store(scratch, i, x);
        return [];
      });
      build.for({ start: build.const(0), end: x, step: 1, inclusive: false }, [], idle);
      return [kept];
    });
    expect(text).toMatchInlineSnapshot(`
      "func f(%0: f64, %1: Float64Array): f64 {
        %2: int = 0
        %3: f64 = for %2 to %0 by 1 init %0 {
         (%4: int, %5: f64)
          %6: f64 = load %1, %4
          %7: f64 = add %5, %6
          yield %7
        }
        return %3
      }"
    `);
  });

  test("a while stays, as it might not end; so do effects and exceptions", () => {
    const quiet = makeFunc([F64], (build, [x]) => [build.prim("neg", x)], { name: "quiet" });
    const loud = makeFunc(
      [F64],
      (build, [x]) => {
        build.externStatement(["log(", ")"], [x]);
        return [x];
      },
      { name: "loud" },
    );
    const text = textAfter([dce], [F64], (build, [x]) => {
      const before = makeRegion(build, [F64], (v) => [build.prim("lt", v, build.const(1)), v]);
      const step = makeRegion(build, [F64], (v) => [build.prim("mul", v, v)]);
      build.while([x], before, step);
      build.call(quiet, [x]);
      build.call(loud, [x]);
      const thrower = makeRegion(build, [], () => {
        build.throw(build.const("negative", OPAQUE));
        return [];
      });
      build.if(build.prim("lt", x, build.const(0)), thrower, emptyRegion(), []);
      return [x];
    });
    expect(text).toMatchInlineSnapshot(`
      "func f(%0: f64): f64 {
        %1: f64 = while %0 {
         (%2: f64)
          %3: int = 1
          %4: bool = lt %2, %3
          yield %4, %2
        } do (%5: f64) {
          %6: f64 = mul %5, %5
          yield %6
        }
        %7: f64 = call loud(%0)
        %8: int = 0
        %9: bool = lt %0, %8
        if %9 {
          %10: opaque = "negative"
          throw %10
        } else {
        }
        return %0
      }"
    `);
  });
});

describe("licm", () => {
  test("primitives and loads that no iteration changes; not what a branch guards, nor what the loop writes", () => {
    const text = textAfter(
      [licm],
      [F64, FLOATS, FLOATS, BOOL],
      (build, [x, a, b, c]) => {
        const zero = build.const(0);
        const n = build.length(a);
        const local = build.alloc(FLOATS, n, "local");
        const body = makeRegion(build, [INT], (i) => {
          const scale = build.prim("mul", build.prim("exp", x), build.const(2));
          const arm = makeRegion(build, [], () => [build.prim("log", x)]);
          const other = makeRegion(build, [], () => [build.const(0)]);
          const [guarded] = build.if(c, arm, other, [F64]);
          const sum = build.prim("add", build.load(a, zero, "hoisted"), build.load(b, zero, "not_followed_before"));
          build.store(local, i, build.prim("add", build.prim("mul", scale, guarded), sum));
          build.load(local, zero, "written_here");
          return [];
        });
        build.for({ start: zero, end: n, step: 1, inclusive: false }, [], body);
        return [local];
      },
      ["x", "a", "b", "c"],
    );
    expect(text).toMatchInlineSnapshot(`
      "func f(%x.0: f64, %a.1: Float64Array, %b.2: Float64Array, %c.3: bool): Float64Array {
        %4: int = 0
        %5: int = length %a.1
        %local.6: Float64Array = alloc %5
        %7: f64 = exp %x.0
        %8: int = 2
        %9: f64 = mul %7, %8
        %hoisted.10: f64 = load %a.1, %4
        for %4 to %5 by 1 {
         (%11: int)
          %12: int = 2
          %13: f64 = if %c.3 {
            %14: f64 = log %x.0
            yield %14
          } else {
            %15: int = 0
            yield %15
          }
          %not_followed_before.16: f64 = load %b.2, %4
          %17: f64 = add %hoisted.10, %not_followed_before.16
          %18: f64 = mul %9, %13
          %19: f64 = add %18, %17
          store %local.6, %11, %19
          %written_here.20: f64 = load %local.6, %4
        }
        return %local.6
      }"
    `);
  });
});

describe("licm of elements", () => {
  const text = (at: (build: Builder, i: Value, one: Value) => Value): string =>
    textAfter([tagIntegers, licm], [FLOATS], (build, [a]) => {
      const [zero, one] = [build.const(0), build.const(1)];
      const body = makeRegion(build, [INT], (i) => {
        const first = build.load(a, zero, "first");
        build.store(a, at(build, i, one), first);
        return [];
      });
      build.length(a);
      build.for({ start: one, end: build.length(a), step: 1, inclusive: false }, [], body);
      return [a];
    });
  const isHoisted = (printed: string): boolean => printed.indexOf("%first") < printed.indexOf("for ");

  test("a load where the loop writes to other elements", () => expect(isHoisted(text((_, i) => i))).toBe(true));
  test("not where it may write to this one", () =>
    expect(isHoisted(text((build, i, one) => build.prim("sub", i, one)))).toBe(false));
});

describe("integers and counted loops", () => {
  test("a while that counts becomes a for; the rest stays carried", () => {
    const text = textAfter(
      [tagIntegers, raiseLoops],
      [FLOATS, F64],
      (build, [a, x]) => {
        const [, sum] = countingLoop(
          build,
          () => build.length(a),
          [x],
          (i, s) => [build.prim("add", s, build.load(a, i))],
        );
        return [sum];
      },
      ["a", "x"],
    );
    expect(text).toMatchInlineSnapshot(`
      "func f(%a.0: Float64Array, %x.1: f64): f64 {
        %2: int = 0
        %3: int = length %a.0
        %4: f64 = for %2 to %3 by 1 init %x.1 {
         (%i.5: int, %6: f64)
          %7: int = 1
          %8: f64 = load %a.0, %i.5
          %9: f64 = add %6, %8
          yield %9
        }
        return %4
      }"
    `);
  });

  test("the counter after the loop is carried", () => {
    const text = textAfter([tagIntegers, raiseLoops], [F64], (build, [n]) =>
      countingLoop(
        build,
        () => n,
        [],
        () => [],
      ),
    );
    expect(text).toMatchInlineSnapshot(`
      "func f(%0: f64): f64 {
        %1: int = 0
        %i.2: int = for %1 to %0 by 1 init %1 {
         (%i.3: int, %i.4: int)
          %5: int = 1
          %6: int = add %i.3, %5
          yield %6
        }
        return %i.2
      }"
    `);
  });

  /** `while (i + 1 < end)`. */
  const upToNext = (build: Builder, end: Value, x: Value): Value[] => {
    const types = [F64, F64];
    const before = makeRegion(build, types, (i, s) => [
      build.prim("lt", build.prim("add", i, build.const(1)), end),
      i,
      s,
    ]);
    const step = makeRegion(build, types, (i, s) => [build.prim("add", i, build.const(1)), build.prim("mul", s, x)]);
    before.params[0].name = "i";
    return build.while([build.const(0), x], before, step);
  };

  test("a test of the next index", () => {
    const text = textAfter([tagIntegers, raiseLoops], [FLOATS, F64], (build, [a, x]) => [
      upToNext(build, build.length(a), x)[1],
    ]);
    expect(text).toMatchInlineSnapshot(`
      "func f(%0: Float64Array, %1: f64): f64 {
        %2: int = length %0
        %3: int = 0
        %4: int = 1
        %5: int = 1
        %6: int = sub %2, %5
        %7: f64 = for %3 to %6 by 1 init %1 {
         (%i.8: int, %9: f64)
          %10: int = 1
          %11: f64 = mul %9, %1
          yield %11
        }
        return %7
      }"
    `);
  });

  test.each<[string, Make]>([
    ["a test of the next index against a real", (build, [, x]) => upToNext(build, x, x)],
    [
      "the length of an array that the loop lengthens",
      (build, [, x, list]) =>
        countingLoop(
          build,
          () => build.length(list),
          [],
          () => {
            build.push(list, x);
            return [];
          },
        ),
    ],
    [
      "an end that is changed",
      (build, [, x]) => {
        const types = [F64, F64];
        const before = makeRegion(build, types, (i, n) => [build.prim("lt", i, n), i, n]);
        const step = makeRegion(build, types, (i, n) => [
          build.prim("add", i, build.const(1)),
          build.prim("sub", n, i),
        ]);
        return build.while([build.const(0), x], before, step);
      },
    ],
    [
      "a counter that is not integral",
      (build, [, x]) => {
        const before = makeRegion(build, [F64], (i) => [build.prim("lt", i, build.const(3)), i]);
        const step = makeRegion(build, [F64], (i) => [build.prim("add", i, build.const(1))]);
        return build.while([x], before, step);
      },
    ],
    [
      "a step against the direction",
      (build, [, x]) => {
        const before = makeRegion(build, [F64], (i) => [build.prim("lt", i, x), i]);
        const step = makeRegion(build, [F64], (i) => [build.prim("sub", i, build.const(1))]);
        return build.while([build.const(0)], before, step);
      },
    ],
  ])("not raised: %s", (_, make) => {
    expect(textAfter([tagIntegers, raiseLoops], [FLOATS, F64, arrayOf(F64)], make)).toContain("while");
  });

  test("integral by fixpoint, and not where one path is real", () => {
    const text = textAfter([tagIntegers], [F64, BOOL], (build, [x, c]) => {
      const arm = (value: Value) => makeRegion(build, [], () => [value]);
      const two = build.const(2, F64);
      const types = [F64, F64];
      const before = makeRegion(build, types, (i, s) => [build.prim("lt", i, x), i, s]);
      const step = makeRegion(build, types, (i, s) => [build.prim("mul", i, two), build.prim("add", s, x)]);
      const loop = build.while([build.const(1), build.const(0)], before, step);
      return [...loop, ...build.if(c, arm(two), arm(loop[0]), [F64]), ...build.if(c, arm(two), arm(x), [F64])];
    });
    expect(text).toMatchInlineSnapshot(`
      "func f(%0: f64, %1: bool): f64, f64, f64, f64 {
        %2: int = 2
        %3: int = 1
        %4: int = 0
        %5: int, %6: f64 = while %3, %4 {
         (%7: int, %8: f64)
          %9: bool = lt %7, %0
          yield %9, %7, %8
        } do (%10: int, %11: f64) {
          %12: int = mul %10, %2
          %13: f64 = add %11, %0
          yield %12, %13
        }
        %14: int = if %1 {
          yield %2
        } else {
          yield %5
        }
        %15: f64 = if %1 {
          yield %2
        } else {
          yield %0
        }
        return %5, %6, %14, %15
      }"
    `);
  });
});

describe("inline", () => {
  const square = makeFunc([F64], (build, [x]) => [build.prim("mul", x, x)], { name: "square" });

  test("small functions, and those that they call", () => {
    const quartic = makeFunc([F64], (build, [x]) => build.call(square, build.call(square, [x])), { name: "quartic" });
    const text = textAfter([inline], [F64], (build, [x]) => build.call(quartic, [x], ["y"]), ["x"]);
    expect(text).toMatchInlineSnapshot(`
      "func f(%x.0: f64): f64 {
        %1: f64 = mul %x.0, %x.0
        %y.2: f64 = mul %1, %1
        return %y.2
      }"
    `);
  });

  test("not recursive ones, not across files what names its file, not what always throws", () => {
    const recursive: Func = makeFunc([F64], (_, [x]) => [x], { name: "recursive" });
    recursive.body.yields = [];
    const [param] = recursive.body.params;
    const result = new Value(F64);
    recursive.body.ops.push({ kind: "call", callee: recursive, operands: [param], results: [result], regions: [] });
    recursive.body.yields = [result];
    const elsewhere = makeFunc(
      [F64],
      (build, [x]) => [build.prim("mul", x, build.global({ file: "b.ts", name: "k", constant: true }, F64))],
      {
        name: "elsewhere",
        file: "b.ts",
      },
    );
    const thrower = makeFunc(
      [F64],
      (build) => {
        build.throw(build.const("always", OPAQUE));
        return [build.const(undefined, F64)];
      },
      { name: "thrower" },
    );
    const text = textAfter([inline], [F64], (build, [x]) =>
      [recursive, elsewhere, thrower].flatMap((callee) => build.call(callee, [x])),
    );
    expect(text.match(/call \w+/g)).toEqual(["call recursive", "call elsewhere", "call thrower"]);
  });
});

describe("scalar replacement", () => {
  test("a short array that is filled, also in a branch", () => {
    const text = textAfter([replaceScalars, dce], [F64, BOOL], (build, [x, c]) => {
      const array = build.alloc(FLOATS, build.const(3), "array");
      build.store(array, build.const(1), build.prim("sin", x));
      const arm = makeRegion(build, [], () => {
        build.fill(array, x);
        return [];
      });
      build.if(c, arm, emptyRegion(), []);
      return [build.load(array, build.const(0)), build.load(array, build.const(1))];
    });
    expect(text).toMatchInlineSnapshot(`
      "func f(%0: f64, %1: bool): f64, f64 {
        %2: f64 = 0
        %3: f64 = sin %0
        %4: f64 = toNumber %3
        %array_0.5: f64, %array_1.6: f64 = if %1 {
          %7: f64 = toNumber %0
          %8: f64 = toNumber %0
          yield %7, %8
        } else {
          yield %2, %4
        }
        return %array_0.5, %array_1.6
      }"
    `);
  });

  test("records, tuples and short arrays become values, also through branches and loops", () => {
    const text = textAfter(
      [replaceScalars],
      [F64, BOOL],
      (build, [x, c]) => {
        const point = build.literal(POINT, [x, build.const(0)], "point");
        const sums = build.alloc(FLOATS, build.const(2), "sums");
        const one = build.const(1);
        const arm = makeRegion(build, [], () => {
          build.setField(point, "y", build.prim("exp", x));
          return [];
        });
        build.if(c, arm, emptyRegion(), []);
        const body = makeRegion(build, [INT], (i) => {
          build.store(sums, one, build.prim("add", build.load(sums, one), i));
          return [];
        });
        build.for({ start: build.const(0), end: build.length(sums), step: 1, inclusive: false }, [], body);
        return [
          build.getField(point, "x"),
          build.getField(point, "y"),
          build.load(sums, one),
          build.load(sums, build.const(0)),
        ];
      },
      ["x", "c"],
    );
    expect(text).toMatchInlineSnapshot(`
      "func f(%x.0: f64, %c.1: bool): f64, f64, f64, f64 {
        %2: int = 0
        %3: int = 2
        %4: f64 = 0
        %5: f64 = 0
        %6: int = 1
        %point_y.7: f64 = if %c.1 {
          %8: f64 = exp %x.0
          yield %8
        } else {
          yield %2
        }
        %9: int = 0
        %10: int = 2
        %sums_1.11: f64 = for %9 to %10 by 1 init %5 {
         (%12: int, %sums_1.13: f64)
          %14: f64 = add %sums_1.13, %12
          %15: f64 = toNumber %14
          yield %15
        }
        %16: int = 0
        return %x.0, %point_y.7, %sums_1.11, %4
      }"
    `);
  });

  test.each<[string, Make]>([
    ["it is returned", (build, [x]) => [build.literal(tupleOf([F64]), [x])]],
    [
      "an index varies",
      (build, [x]) => {
        const array = build.literal(FLOATS, [x, x]);
        const body = makeRegion(build, [INT, F64], (i, s) => [build.prim("add", s, build.load(array, i))]);
        return build.for({ start: build.const(0), end: x, step: 1, inclusive: false }, [x], body);
      },
    ],
    ["an index is out of range", (build, [x]) => [build.load(build.literal(FLOATS, [x, x]), build.const(2))]],
    [
      "it grows",
      (build, [x]) => {
        const list = build.literal(arrayOf(F64), [x]);
        build.push(list, x);
        return [build.load(list, build.const(0))];
      },
    ],
  ])("not where %s", (_, make) => {
    expect(textAfter([replaceScalars], [F64], make)).toContain("literal");
  });
});

test("optimize: level 0 only counts loops, level 1 does everything", () => {
  const make = () =>
    makeFunc(
      [FLOATS],
      (build, [a]) => {
        const square = makeFunc([F64], (inner, [x]) => [inner.prim("mul", x, x)], { name: "square" });
        const [, sum] = countingLoop(
          build,
          () => build.length(a),
          [build.const(0, F64)],
          (i, s) => [build.prim("add", s, build.call(square, [build.load(a, i)])[0])],
        );
        return [sum];
      },
      { names: ["a"] },
    );
  const [none, all] = [make(), make()];
  optimize(none, { level: 0, verify: true });
  optimize(all, { level: 1, verify: true });
  expect(printFunc(none)).toMatchInlineSnapshot(`
    "func f(%a.0: Float64Array): f64 {
      %1: int = 0
      %2: int = 0
      %3: int = length %a.0
      %4: f64 = for %2 to %3 by 1 init %1 {
       (%i.5: int, %6: f64)
        %7: int = 1
        %8: f64 = load %a.0, %i.5
        %9: f64 = call square(%8)
        %10: f64 = add %6, %9
        yield %10
      }
      return %4
    }"
  `);
  expect(printFunc(all)).toMatchInlineSnapshot(`
    "func f(%a.0: Float64Array): f64 {
      %1: int = 0
      %2: int = 0
      %3: int = length %a.0
      %4: f64 = for %2 to %3 by 1 init %1 {
       (%i.5: int, %6: f64)
        %7: f64 = load %a.0, %i.5
        %8: f64 = mul %7, %7
        %9: f64 = add %6, %8
        yield %9
      }
      return %4
    }"
  `);
});
