import * as cotangent from "cotangent";
import { mapFields, stopGradient } from "cotangent";
import { describe, expect, test } from "vitest";

/** What works with and without the compiler. */
const ordinary = [
  "checkpoint",
  "closureConvert",
  "customJvp",
  "customVjp",
  "defineRule",
  "differentiable",
  "mapFields",
  "nondifferentiable",
  "scan",
  "stopGradient",
  "withRule",
];

describe("without the compiler", () => {
  const operators = Object.entries(cotangent).filter(([name]) => !ordinary.includes(name));

  test.each(operators)("%s throws and tells how to turn the compiler on", (name, operator) => {
    const call = (): unknown => (operator as (f: unknown) => unknown)((x: number) => x * x);
    expect(call).toThrow(new RegExp(`^${name}\\(\\) was called at run time`));
    expect(call).toThrow('import cotangent from "@cotangent/plugin/vite"');
    expect(call).toThrow("npx cotangent build");
    expect(call).toThrow("@cotangent/plugin/transformer");
  });

  test("the operators are all there", () => {
    expect(Object.keys(cotangent)).toEqual(expect.arrayContaining([...ordinary, "grad", "jvp", "vjp", "hessian"]));
  });
});

describe("stopGradient", () => {
  test("returns numbers and values without a derivative as they are", () => {
    const same = [Number.NaN, -0, "text", true, null, undefined, 3n, new Date(0), new Map([[1, 2]]), () => 1];
    for (const x of same) expect(stopGradient<unknown>(x)).toBe(x);
  });

  test("copies arrays and records all the way down", () => {
    const tag = new Set(["a"]);
    const x = { w: Float64Array.of(1, 2), rows: [[3], [4]], n: Int32Array.of(5), f: Float32Array.of(6), tag };
    const y = stopGradient(x);
    expect(y).toEqual(x);
    y.w[0] = y.rows[0][0] = y.n[0] = y.f[0] = 9;
    expect(x).toEqual({
      w: Float64Array.of(1, 2),
      rows: [[3], [4]],
      n: Int32Array.of(5),
      f: Float32Array.of(6),
      tag: new Set(["a"]),
    });
    expect(y.tag).toBe(tag);
  });

  test("copies the memory of a view, not the view", () => {
    const buffer = Float64Array.of(1, 2, 3);
    const copy = stopGradient(buffer.subarray(1));
    buffer[1] = 9;
    expect(copy).toEqual(Float64Array.of(2, 3));
  });

  test("keeps classes, shared references and cycles", () => {
    class Node {
      next: Node | undefined = undefined;
      constructor(public value: number) {}
      doubled(): number {
        return 2 * this.value;
      }
    }
    const node = new Node(3);
    node.next = node;
    const copy = stopGradient(node);
    expect(copy).toBeInstanceOf(Node);
    expect(copy.doubled()).toBe(6);
    expect(copy).not.toBe(node);
    expect(copy.next).toBe(copy);

    const row = [1];
    const [a, b] = stopGradient([row, row]);
    expect(a).toBe(b);
    expect(a).not.toBe(row);
  });
});

test("mapFields does not depend on how an object was made", () => {
  const names: string[] = [];
  const doubled = mapFields({ b: 2, a: 1 }, (value, name) => {
    names.push(name);
    return 2 * value;
  });
  expect([doubled, names]).toEqual([{ a: 2, b: 4 }, ["a", "b"]]);
});
