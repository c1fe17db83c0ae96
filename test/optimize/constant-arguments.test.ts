import { expect, test } from "vitest";
import { compile } from "../support/compile.js";
import { check } from "../support/harness.js";

const activation = `
  type Kind = "relu" | "tanh" | "gelu" | "softplus" | "sigmoid" | "elu" | "swish" | "identity";
  function activation(x: number, kind: Kind): number {
    switch (kind) {
      case "relu": return Math.max(x, 0);
      case "tanh": return Math.tanh(x);
      case "gelu": return 0.5 * x * (1 + Math.tanh(0.7978845608 * (x + 0.044715 * x * x * x)));
      case "softplus": return x > 0 ? x + Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x));
      case "sigmoid": return 1 / (1 + Math.exp(-x));
      case "elu": return x > 0 ? x : Math.exp(x) - 1;
      case "swish": return x / (1 + Math.exp(-x));
      case "identity": return x;
      default: throw new Error("unknown");
    }
  }`;

/** A function that is too long to take the place of its calls, whatever is left of it for a constant. */
const series = `
  function series(x: number, start: number, few = false): number {
    if (few) return Math.sin(x) / start;
    ${Array.from({ length: 50 }, (_, k) => `const t${k} = Math.sin(x * ${k + 2}) * Math.cos(x + ${k});`).join("\n")}
    return 1 / start + ${Array.from({ length: 50 }, (_, k) => `t${k}`).join(" + ")};
  }`;

function gradient(source: string): string {
  const { code } = compile(`import { grad } from "cotangent"; ${source}
    export const g = grad(f);`);
  const [own] = code["main.ts"].split("function f_grad")[1].split("\n}");
  return own.replaceAll(/\/\/.*/g, "");
}

test("a constant argument decides which of many cases takes the place of a call", () => {
  const text = gradient(`${activation}
    export function f(x: number): number {
      return activation(x, "gelu") * activation(2 * x, "softplus") + activation(x, "identity");
    }`);
  expect(text).not.toMatch(/activation_|case |===|unknown/i);
  expect(text.match(/Math\.tanh/g)).toHaveLength(1);
});

test("so does one that is left out", () => {
  const text = gradient(`${series}
    export function f(x: number): number { return series(x, 2, true) + series(x, 3, true) * series(x, x); }`);
  expect(text.match(/Math\.sin\(x\)/g)).toHaveLength(1);
  expect(text).toContain("series_");
});

test("derivatives", () => {
  check(
    `${activation} ${series}
    function power(x: number, n: number): number { return n === 0 ? 1 : x * power(x, n - 1); }
    export function f(x: number, kind: boolean): number {
      const a = activation(x, "relu") + activation(x, "elu") * activation(x, "swish");
      const b = activation(x, kind ? "tanh" : "sigmoid") + power(x, 3) + power(x, 2);
      return a * b + 1 / (1 + Math.abs(series(x, 3))) + series(x, 2, true) + series(2 * x, 2, kind);
    }`,
    {
      points: [
        [0.4, true],
        [-0.7, false],
      ],
    },
  );
});

test("zeros of either sign", () => {
  const { exports } = compile(`import { valueAndGrad } from "cotangent"; ${series}
    export function f(x: number): number { return series(x, 0, true) + series(x, 0, true) - series(x, -0, true) - series(x, -0, true); }
    export const g = valueAndGrad(f);`) as unknown as { exports: { g: (x: number) => readonly number[] } };
  expect(exports.g(1)).toEqual([Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]);
});
