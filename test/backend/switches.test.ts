import { describe, expect, test } from "vitest";
import { compile } from "../support/compile.js";
import { check } from "../support/harness.js";

function derivative(body: string): string {
  const source = `import { grad } from "cotangent";\nexport ${body}\nexport const d = grad(f);`;
  return compile(source).code["main.ts"].split("export const d")[1];
}

describe("a chain of tests of one value against constants", () => {
  const modes = `function f(x: number, mode: string): number {
    let y = x;
    for (let i = 0; i < 3; i++) {
      if (mode === "sin") y = Math.sin(y);
      else if (mode === "square") y *= y;
      else if (mode === "cube" || mode === "third") y = y * y * y;
      else y += i;
    }
    return y;
  }`;

  test("is a switch in both sweeps", () => {
    expect(derivative(modes).match(/switch \(mode\) \{/g)).toHaveLength(2);
    expect(derivative(modes)).toContain('case "cube":\n      case "third":\n');
    const points = ["sin", "square", "cube", "third", "none"].map((mode) => ({ args: [0.7, mode] }));
    check(`export ${modes}`, { points });
  });

  test("of integers, of NaN and of minus zero", () => {
    const text = `function f(x: number): number {
      const k = Math.round(x);
      if (k === 0) return x * x;
      if (k === 1) return 3 * x;
      if (k === 2) return Math.exp(x);
      return -x;
    }`;
    check(`export ${text}`, {
      points: [-0.3, 0.2, 1.1, 2.2, 7, Number.NaN].map((x) => ({ args: [x] })),
      smooth: false,
    });
  });

  test("of which one leaves a loop stays a chain", () => {
    const text = `function f(x: number, ops: string[]): number {
      let y = x;
      for (const op of ops) {
        if (op === "stop") break;
        else if (op === "square") y *= y;
        else if (op === "double") y *= 2;
      }
      return y;
    }`;
    check(`export ${text}`, { points: [{ args: [0.7, ["square", "double", "stop", "square"]] }] });
  });

  test("where the value changes on the way is no switch", () => {
    const text = `function f(x: number, k: number): number {
      let y = x;
      if (k === 0) k = 1;
      if (k === 1) { y = x * x; k = 2; }
      if (k === 2) y *= x;
      return y;
    }`;
    expect(derivative(text)).not.toContain("switch");
    check(`export ${text}`, { wrt: [0], points: [{ args: [0.7, 0] }, { args: [0.7, 2] }, { args: [0.7, 3] }] });
  });

  test("that would have two cases of one constant stays a chain", () => {
    const text = `function f(x: number, op: string): number {
      if (op === "a") return x * x;
      if (op === "b") return 2 * x;
      if (op === "a" || op === "c") return x * x * x;
      return x;
    }`;
    check(`export ${text}`, { points: ["a", "b", "c", "d"].map((op) => ({ args: [0.7, op] })) });
  });
});
