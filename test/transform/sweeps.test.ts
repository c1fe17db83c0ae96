import { describe, expect, it } from "vitest";
import { ActivityAnalysis } from "../../plugin/src/analysis/activity.js";
import { AliasAnalysis } from "../../plugin/src/analysis/aliases.js";
import { Builder, emptyRegion } from "../../plugin/src/ir/builder.js";
import { interpret } from "../../plugin/src/ir/interpreter.js";
import { type Func, Value } from "../../plugin/src/ir/ops.js";
import { printFunc } from "../../plugin/src/ir/printer.js";
import { BOOL, F64, INT, type Type, typedArray } from "../../plugin/src/ir/types.js";
import { verify } from "../../plugin/src/ir/verifier.js";
import { CustomRules } from "../../plugin/src/transform/custom-rules.js";
import { Derivatives } from "../../plugin/src/transform/derivatives.js";
import { Forward } from "../../plugin/src/transform/forward.js";
import { Reverse } from "../../plugin/src/transform/reverse.js";
import { Unboxing } from "../../plugin/src/transform/unboxing.js";

function func(name: string, params: [string, Type][], body: (build: Builder, ...params: Value[]) => Value): Func {
  const values = params.map(([hint, type]) => new Value(type, hint));
  const region = emptyRegion(values);
  const result = body(new Builder(region), ...values);
  region.yields = [result];
  return { name, source: name, file: "test.ts", body: region, results: [result.type] };
}

/** A function of the parameters and the gradient in all of them, by both modes. */
function derive(source: Func) {
  const aliases = new AliasAnalysis();
  const analysis = new ActivityAnalysis(aliases);
  const mask = source.body.params.map(() => true);
  const unboxing = new Unboxing();
  const calculus = new Derivatives({ report: () => {}, level: 0 });
  const rules = new CustomRules(calculus);
  const { callee: tangent } = new Forward(analysis, unboxing, rules).of(source, mask);
  verify(tangent);
  const reverse = new Reverse(analysis, aliases, unboxing, rules, calculus);
  const joint: Func = { ...source, name: `${source.name}_grad`, body: emptyRegion() };
  reverse.joint(
    source,
    mask,
    joint,
    ({ adjoint, source: copy }) => adjoint.add(copy.body.yields[0], adjoint.build.const(1, F64)),
    ({ adjoint, forward, source: copy }) =>
      copy.body.params.map((param) => (param.type.kind === "f64" ? adjoint.get(param) : forward.shadow(param))),
  );
  joint.results = joint.body.yields.map((value) => value.type);
  verify(joint);
  const halves = reverse.halves(source, mask, { outerIsStable: false, modulesAreStable: false, reusable: true });
  verify(halves.forward);
  verify(halves.reverse);
  return { tangent, joint, halves };
}

/** Compares joint reverse, split reverse (twice on one tape) and forward mode with central differences. */
function check(source: Func, args: (number | Float64Array)[], tolerance = 1e-6): void {
  const { tangent, joint, halves } = derive(source);
  const copy = (): (number | Float64Array)[] => args.map((arg) => (typeof arg === "number" ? arg : arg.slice()));
  const value = (at: (number | Float64Array)[]): number => interpret(source, at)[0] as number;
  const leaves = args.flatMap((arg, k) => (typeof arg === "number" ? [[k, -1]] : [...arg].map((_, j) => [k, j])));
  const moved = (k: number, j: number, h: number): (number | Float64Array)[] => {
    const at = copy();
    const leaf = at[k];
    if (typeof leaf === "number") at[k] = leaf + h;
    else leaf[j] += h;
    return at;
  };
  const gradient = interpret(joint, copy()) as (number | Float64Array)[];
  const shadows = args.flatMap((arg) => (typeof arg === "number" ? [] : [new Float64Array(arg.length)]));
  const results = interpret(halves.forward, [...copy(), ...shadows]);
  const tape = results[results.length - 1];
  const split = [1, 2].map((ct) => {
    const reals = interpret(halves.reverse, [tape, ct]) as number[];
    const arrays = shadows.map((shadow) => shadow.slice());
    for (const shadow of shadows) shadow.fill(0);
    return { reals, arrays };
  });
  for (const [k, j] of leaves) {
    const h = 1e-5;
    const expected = (value(moved(k, j, h)) - value(moved(k, j, -h))) / (2 * h);
    const pick = (values: (number | Float64Array)[]): number =>
      j < 0 ? (values[k] as number) : (values[k] as Float64Array)[j];
    const close = (actual: number): void =>
      expect(Math.abs(actual - expected) / Math.max(1, Math.abs(expected))).toBeLessThan(tolerance);
    close(pick(gradient));
    const real = args.slice(0, k).filter((arg) => typeof arg === "number").length;
    const array = args.slice(0, k).filter((arg) => typeof arg !== "number").length;
    for (const [index, each] of split.entries())
      close((j < 0 ? each.reals[real] : each.arrays[array][j]) / (index + 1));
    const directions = args.map((arg, m) =>
      typeof arg === "number" ? (m === k ? 1 : 0) : arg.map((_, n) => (m === k && n === j ? 1 : 0)),
    );
    const [primal, direction] = interpret(tangent, [...copy(), ...directions]) as number[];
    expect(primal).toBe(value(copy()));
    close(direction);
  }
}

const F64Array = typedArray("Float64Array");

describe("sweeps", () => {
  it("arithmetic", () => {
    check(
      func(
        "f",
        [
          ["x", F64],
          ["y", F64],
        ],
        (b, x, y) => b.prim("add", b.prim("mul", x, b.prim("sin", y)), b.prim("div", x, y)),
      ), // prettier-ignore
      [1.3, 0.7],
    );
  });

  it("a counted loop over an array with a carried product", () => {
    const source = func("f", [["x", F64Array]], (b, x) => {
      const [i, p] = [new Value(INT, "i"), new Value(F64, "p")];
      const body = emptyRegion([i, p]);
      b.within(body, () => {
        const v = b.load(x, i, "v");
        body.yields = [b.prim("mul", p, b.prim("sin", b.prim("mul", v, v)))];
      });
      return b.for({ start: b.const(0), end: b.length(x), step: 1, inclusive: false }, [b.const(1, F64)], body)[0];
    });
    check(source, [Float64Array.of(0.3, 1.2, -0.7, 2.1)]);
    check(source, [new Float64Array(0)]);
  });

  it("nested loops, in-place writes and a branch", () => {
    const source = func(
      "f",
      [
        ["x", F64Array],
        ["a", F64],
      ],
      (b, x, a) => {
        const n = b.length(x);
        const i = new Value(INT, "i");
        const outer = emptyRegion([i]);
        b.within(outer, () => {
          const j = new Value(INT, "j");
          const inner = emptyRegion([j]);
          b.within(inner, () => {
            const v = b.load(x, j);
            const positive = b.prim("gt", v, b.const(0.5));
            const [then, otherwise] = [emptyRegion(), emptyRegion()];
            b.within(then, () => b.store(x, j, b.prim("mul", v, a)));
            b.within(otherwise, () => b.store(x, i, b.prim("add", b.load(x, i), b.prim("exp", v))));
            b.if(positive, then, otherwise, []);
          });
          b.for({ start: i, end: n, step: 1, inclusive: false }, [], inner);
        });
        b.for({ start: b.const(0), end: n, step: 1, inclusive: false }, [], outer);
        return b.prim("mul", b.load(x, b.const(0)), b.prim("add", b.load(x, b.const(2)), a));
      },
    );
    check(source, [Float64Array.of(0.3, 1.2, -0.7), 0.9]);
  });

  it("a while loop whose condition and body are active", () => {
    const source = func("f", [["x", F64]], (b, x) => {
      const s = new Value(F64, "s");
      const before = emptyRegion([s]);
      const forwarded = new Value(F64, "s");
      const after = emptyRegion([forwarded]);
      b.within(before, () => {
        const next = b.prim("mul", s, b.const(1.5, F64));
        before.yields = [b.prim("lt", next, b.const(20)), next];
      });
      b.within(after, () => {
        after.yields = [b.prim("add", b.prim("mul", forwarded, x), x)];
      });
      return b.while([x], before, after)[0];
    });
    check(source, [1.1]);
    check(source, [30]);
  });

  it("calls and recursion", () => {
    const power: Func = {
      name: "power",
      source: "power",
      file: "test.ts",
      results: [F64],
      body: emptyRegion([new Value(F64, "x"), new Value(F64, "n")]),
    };
    const [x, n] = power.body.params;
    const b = new Builder(power.body);
    const [then, otherwise] = [emptyRegion(), emptyRegion()];
    b.within(then, () => {
      then.yields = [b.const(1, F64)];
    });
    b.within(otherwise, () => {
      const [rest] = b.call(power, [x, b.prim("sub", n, b.const(1))]);
      otherwise.yields = [b.prim("mul", b.prim("sin", x), rest)];
    });
    power.body.yields = b.if(b.prim("le", n, b.const(0)), then, otherwise, [F64]);
    check(
      func("f", [["x", F64]], (build, at) => build.prim("mul", build.call(power, [at, build.const(3, F64)])[0], at)),
      [1.2],
    );
  });

  it("a reference cached in a loop, and a boolean", () => {
    const source = func("f", [["x", F64Array]], (b, x) => {
      const [i, s] = [new Value(INT, "i"), new Value(F64, "s")];
      const body = emptyRegion([i, s]);
      b.within(body, () => {
        const local = b.alloc(F64Array, b.const(2));
        b.store(local, b.const(0), b.load(x, i));
        b.store(local, b.const(1), b.prim("mul", b.load(local, b.const(0)), s));
        const big = b.prim("gt", b.prim("sin", s), b.const(0.1));
        const product = b.prim("mul", b.load(local, b.const(1)), b.load(local, b.const(0)));
        body.yields = [b.select(big, product, b.prim("add", product, s))];
      });
      return b.for({ start: b.const(0), end: b.length(x), step: 1, inclusive: false }, [b.const(1, F64)], body)[0];
    });
    check(source, [Float64Array.of(0.3, 1.2, -0.7, 2.1)]);
  });

  it("prints readable IR", () => {
    const source = func(
      "f",
      [
        ["x", F64],
        ["c", BOOL],
      ],
      (b, x) => b.prim("mul", x, x),
    );
    expect(printFunc(derive(source).joint)).toMatchInlineSnapshot(`
      "func f_grad(%x.0: f64, %c.1: bool): f64, opaque {
        %2: f64 = mul %x.0, %x.0
        %3: opaque = null
        %4: f64 = 1
        %x_b.5: f64 = mul %4, %x.0
        %6: f64 = mul %4, %x.0
        %x_b.7: f64 = add %x_b.5, %6
        return %x_b.7, %3
      }"
    `);
  });
});
