import { describe, expect, test } from "vitest";
import { ActivityAnalysis } from "../../plugin/src/analysis/activity.js";
import { AliasAnalysis } from "../../plugin/src/analysis/aliases.js";
import { formatDiagnostic } from "../../plugin/src/diagnostics/index.js";
import { F64, OPAQUE, recordOf } from "../../plugin/src/ir/types.js";
import { inline } from "../../plugin/src/optimize/inline.js";
import { compile } from "../support/compile.js";
import { lowerF, named, opsOf } from "../support/ir.js";
import { makeFunc } from "../support/make.js";

/** The names of active values, where the parameters of the mask are. */
function activeNames(source: string, mask: readonly boolean[], names: readonly string[]): string[] {
  const func = lowerF(source);
  const activity = new ActivityAnalysis(new AliasAnalysis()).of(func, mask);
  return names.filter((name) => named(func, name).some((value) => activity.isActive(value)));
}

describe("what carries a derivative", () => {
  test("what is computed from an active parameter by operations with a derivative", () => {
    const source = `import { stopGradient } from "cotangent";
    export function f(x: number, k: number): number {
      const product = x * k;
      const scale = k * 3;
      const cell = Math.floor(x);
      const held = stopGradient(product);
      return product * scale + cell + held;
    }`;
    expect(activeNames(source, [true, false], ["product", "scale", "cell", "held"])).toEqual(["product"]);
    expect(activeNames(source, [false, true], ["product", "scale", "cell", "held"])).toEqual(["product", "scale"]);
  });

  test("what a loop carries, once an active value enters it", () => {
    const source = `export function f(x: number, n: number): number {
      let late = 1;
      let sum = 0;
      let count = 0.5;
      for (let i = 0; i < n; i++) {
        sum += late;
        late = x;
        count *= 2;
      }
      return sum * count;
    }`;
    expect(activeNames(source, [true, false], ["late", "sum", "count"])).toEqual(["late", "sum"]);
  });

  test("memory as a whole, and a parameter that an active value is stored into", () => {
    const source = `export function f(x: number, out: Float64Array, other: Float64Array): number {
      out[0] = x;
      const got = out[1];
      const plain = other[1];
      return got + plain;
    }`;
    expect(activeNames(source, [true, false, false], ["out", "got", "other", "plain"])).toEqual(["out", "got"]);
  });

  test("through a callee that stores into its arguments, with the caller's own", () => {
    const source = `function put(to: Float64Array, v: number): void { to[0] = v; }
    export function f(x: number): number {
      const own = new Float64Array(2);
      const rest = new Float64Array(2);
      put(own, x);
      put(rest, 2.5);
      const a = own[0];
      const b = rest[0];
      return a * b;
    }`;
    expect(activeNames(source, [true], ["own", "rest", "a", "b"])).toEqual(["own", "a"]);
  });

  test("results of recursive functions", () => {
    const source = `function power(x: number, n: number): number { return n <= 0 ? 1 : x * power(x, n - 1); }
    export function f(x: number, n: number): number {
      const up = power(x, 3);
      const flat = power(n, 3);
      return up + flat;
    }`;
    expect(activeNames(source, [true, false], ["up", "flat"])).toEqual(["up"]);
  });

  test("results of functions that call each other, whichever is met first", () => {
    const source = `function even(x: number, n: number): number { const rest = odd(x, n - 1); return rest + x; }
    function odd(x: number, n: number): number { return even(x, n - 1); }
    export function f(x: number): number {
      const a = even(x, 3);
      const b = odd(x, 3);
      return a + b;
    }`;
    expect(activeNames(source, [true], ["a", "b"])).toEqual(["a", "b"]);
  });

  test("operations are relevant for active results, active memory, and what is within them", () => {
    const func = lowerF(`export function f(x: number, w: Float64Array, n: number): number {
      let log = 0.5;
      for (let i = 0; i < n; i++) log *= 2;
      for (let i = 0; i < n; i++) w[i] = x;
      return log;
    }`);
    const activity = new ActivityAnalysis(new AliasAnalysis()).of(func, [true, false, false]);
    expect(opsOf(func, "for").map((op) => activity.isRelevant(op))).toEqual([false, true]);
  });
});

describe("conflicts", () => {
  /** As they are printed; `lines` are those of the program. */
  function errors(lines: readonly string[]): string[] {
    const source = lines.join("\n");
    const locate = (file: string, offset: number) => {
      const before = source.slice(0, offset).split("\n");
      return { path: file.split("/").at(-1)!, line: before.length, column: before.at(-1)!.length + 1 };
    };
    return compile(source).diagnostics.flatMap((found) => formatDiagnostic(found, { locate }).split("\n"));
  }
  const replaced = (lines: readonly string[], at: number, line: string) => [
    ...lines.slice(0, at),
    line,
    ...lines.slice(at + 1),
  ];
  const stored =
    "error AD3002: memory of the module variable `cache` is given a differentiated value. Return the value, or pass the array as a parameter.";
  const mixed =
    "error AD4003: `y` is a differentiated value here and something of another type elsewhere. Use variables, parameters or fields of one type each.";

  test("AD3002 at the store, with the calls that lead there", () => {
    const lines = [
      'import { grad } from "cotangent";',
      "const cache = [0, 0];",
      "function keep(v: number): number {",
      "  cache[1] = v;",
      "  return v * v + cache[0];",
      "}",
      "function outer(x: number): number {",
      "  return keep(2 * x);",
      "}",
      "export const d = grad((x: number) => 1 + outer(x));",
    ];
    expect(errors(lines)).toEqual([
      `main.ts(4,3): ${stored}`,
      "  in keep, called from main.ts(8,10)",
      "  in outer, called from main.ts(10,42)",
    ]);
    expect(errors(replaced(lines, 3, "  cache[1] = 2;"))).toEqual([]);
  });

  test("AD3002 of a store through a parameter that holds module memory, in a function too long to inline", () => {
    const steps = Array.from({ length: 60 }, (_, k) => `  sum += Math.sin(sum * ${k + 2}) * v;`);
    const lines = [
      'import { grad } from "cotangent";',
      "const cache = { last: 0 };",
      "function twice(x: number): number {",
      "  return long(x) + long(2 * x);",
      "}",
      "export const d = grad((x: number) => 1 + twice(x));",
      "function long(v: number): number {",
      "  let sum = v;",
      ...steps,
      "  note(cache, sum);",
      "  return sum;",
      "}",
      "function note(where: { last: number }, value: number): void {",
      "  where.last += value;",
      "}",
    ];
    expect(errors(lines)).toEqual([
      `main.ts(73,3): ${stored}`,
      "  in note, called from main.ts(69,3)",
      "  in long, called from main.ts(4,10)",
      "  in twice, called from main.ts(6,42)",
    ]);
  });

  test("AD4003 at what puts a number where anything may be", () => {
    expect(
      errors([
        'import { grad } from "cotangent";',
        "export const d = grad((y: number, box: { held: unknown }): number => {",
        "  box.held = y;",
        "  return (box.held as number) * 2;",
        "});",
      ]),
    ).toEqual([`main.ts(3,3): ${mixed}`]);
  });

  test("AD4003 in the IR, whatever the front end lets pass", () => {
    const box = recordOf([{ name: "held", type: OPAQUE }]);
    const func = makeFunc([F64, box, OPAQUE], (build, [x, where, other]) => {
      build.setField(where, "held", other);
      build.setField(where, "held", x);
      return [x];
    });
    const found = new ActivityAnalysis(new AliasAnalysis()).conflicts(func, [true, false, false]);
    expect(found.map(({ refusal: { code, args } }) => [code, args])).toEqual([["AD4003", ["this value"]]]);
  });

  test("of what is inlined in several rounds", () => {
    const source = `function inner(x: number): number { return x * 2; }
function middle(x: number): number { return inner(x) + 1; }
export function f(x: number): number { return middle(x) * 3; }`;
    const func = lowerF(source);
    inline(func);
    const chains = opsOf(func, "prim").map(({ inlinedAt = [] }) =>
      inlinedAt.map(({ name, span }) => `${name} ${source.slice(span?.start, span?.end)}`),
    );
    expect(chains).toEqual([["inner inner(x)", "middle middle(x)"], ["middle middle(x)"], []]);
  });

  test("AD4003 where the types meet, with the calls that lead there", () => {
    const lines = [
      'import { grad } from "cotangent";',
      "function pick(x: number): number {",
      "  let y: number | number[] = x;",
      "  if (x > 2) y = [x];",
      '  return typeof y === "number" ? y : 1;',
      "}",
      "export const d = grad((x: number) => pick(x) + 1);",
    ];
    expect(errors(lines)).toEqual([`main.ts(4,3): ${mixed}`, "  in pick, called from main.ts(7,38)"]);
    // A number or a text may be one variable.
    const text = replaced(replaced(lines, 2, "  let y: number | string = x;"), 3, '  if (x > 2) y = "big";');
    expect(errors(text)).toEqual([]);
  });
});
