/** Operators of operators, to depth three, and operators inside differentiated functions. */
import { describe, expect, test } from "vitest";
import { compile } from "../support/compile.js";
import { check } from "../support/harness.js";

type Call = (...args: unknown[]) => unknown;

function operators(source: string): Record<string, Call> {
  const { exports, diagnostics } = compile(`import { grad, jvp, valueAndGrad, vjp } from "cotangent";\n${source}`);
  expect(diagnostics).toEqual([]);
  return exports as Record<string, Call>;
}

describe("of one number", () => {
  // f = x^3 sin(x)
  const of = operators(`
    function f(x: number): number { return x ** 3 * Math.sin(x); }
    const first = grad(f);
    const slope = (x: number): number => jvp(f)([x], [1])[1];
    export const ggg = grad(grad(grad(f)));
    export const gg = grad(grad(f));
    export const gNamed = grad(first);
    export const gOfFunction = grad(slope);
    export const jg = jvp(grad(f));
    export const jgg = jvp(grad(grad(f)));
    export const jj = jvp(jvp(f));
    export const vg = vjp(grad(f));
    export const vgg = vjp(grad(grad(f)));
    export const vv = valueAndGrad(grad(f));
    export const jv = jvp(valueAndGrad(f));
    export const vj = vjp(jvp(f));
    export const gvv = grad((x: number): number => { const [value, slope] = valueAndGrad(f)(x); return value * slope; });
    export const gpull = grad((x: number): number => { const [value, pullback] = vjp(f)(x); return value * pullback(x)[0]; });
    export const gjg = grad((x: number): number => jvp(grad(f))([x], [x])[1]);
  `);
  const x = 0.7;
  const [s, c] = [Math.sin(x), Math.cos(x)];
  const f0 = x ** 3 * s;
  const f1 = 3 * x ** 2 * s + x ** 3 * c;
  const f2 = 6 * x * s + 6 * x ** 2 * c - x ** 3 * s;
  const f3 = 6 * s + 18 * x * c - 9 * x ** 2 * s - x ** 3 * c;

  test.each<[string, unknown[], unknown]>([
    ["ggg", [x], f3],
    ["gg", [x], f2],
    ["gNamed", [x], f2],
    ["gOfFunction", [x], f2],
    ["jg", [[x], [2]], [f1, 2 * f2]],
    ["jgg", [[x], [2]], [f2, 2 * f3]],
    [
      "jj",
      [
        [[x], [2]],
        [[3], [5]],
      ],
      [
        [f0, 2 * f1],
        [3 * f1, 6 * f2 + 5 * f1],
      ],
    ],
    ["vv", [x], [f1, f2]],
    [
      "jv",
      [[x], [2]],
      [
        [f0, f1],
        [2 * f1, 2 * f2],
      ],
    ],
    ["gvv", [x], f1 * f1 + f0 * f2],
    ["gpull", [x], f1 * x * f1 + f0 * f1 + f0 * x * f2],
    ["gjg", [x], f2 + x * f3],
  ])("%s", (name, args, expected) => {
    const close = (found: unknown, wanted: unknown): void => {
      if (Array.isArray(wanted)) {
        expect(found).toHaveLength(wanted.length);
        wanted.forEach((entry, k) => {
          close((found as unknown[])[k], entry);
        });
      } else expect(found).toBeCloseTo(wanted as number, 12);
    };
    close(of[name](...args), expected);
  });

  test("pullbacks of derivatives", () => {
    const [value, pullback] = of.vg(x) as [number, Call];
    expect(value).toBeCloseTo(f1, 13);
    expect((pullback(2) as number[])[0]).toBeCloseTo(2 * f2, 12);
    expect((pullback(1) as number[])[0]).toBeCloseTo(f2, 12);
    const [second, pullSecond] = of.vgg(x) as [number, Call];
    expect(second).toBeCloseTo(f2, 12);
    expect((pullSecond(1) as number[])[0]).toBeCloseTo(f3, 12);
    const [pair, pullPair] = of.vj([x], [2]) as [number[], Call];
    expect(pair[1]).toBeCloseTo(2 * f1, 13);
    const [[byPrimal], [byTangent]] = pullPair([3, 5]) as number[][];
    expect(byPrimal).toBeCloseTo(3 * f1 + 10 * f2, 12);
    expect(byTangent).toBeCloseTo(5 * f1, 12);
  });
});

describe("of arrays and loops", () => {
  test("a Hessian-vector product, both ways, and its own derivative", () => {
    const of = operators(`
      function f(x: Float64Array): number {
        let s = 1;
        for (let i = 0; i < x.length; i++) s = s * x[i] + Math.sin(x[i] * x[(i + 1) % x.length]);
        return s;
      }
      function hvp(x: Float64Array, v: Float64Array): Float64Array { return jvp(grad(f))([x], [v])[1]; }
      function product(x: Float64Array, v: Float64Array): number {
        const g = grad(f)(x);
        let s = 0;
        for (let i = 0; i < g.length; i++) s += g[i] * v[i];
        return s;
      }
      function curvature(x: Float64Array, v: Float64Array): number {
        const h = hvp(x, v);
        let s = 0;
        for (let i = 0; i < h.length; i++) s += h[i] * v[i];
        return s;
      }
      export { hvp };
      export const byReverse = grad(product);
      export const third = grad(curvature);
      export const thirdByReverse = grad((x: Float64Array, v: Float64Array): number => {
        const h = grad(product)(x, v);
        let s = 0;
        for (let i = 0; i < h.length; i++) s += h[i] * v[i];
        return s;
      });
    `);
    const at = () => [Float64Array.of(0.4, -1.1, 0.8), Float64Array.of(0.3, 0.5, -0.7)];
    const forward = of.hvp(...at()) as Float64Array;
    const reverse = of.byReverse(...at()) as Float64Array;
    forward.forEach((entry, k) => {
      expect(entry).toBeCloseTo(reverse[k], 12);
    });
    const third = of.third(...at()) as Float64Array;
    const again = of.thirdByReverse(...at()) as Float64Array;
    third.forEach((entry, k) => {
      expect(entry).toBeCloseTo(again[k], 11);
    });
    const h = 1e-4;
    const moved = (step: number) => {
      const [x, v] = at();
      x[1] += step;
      const y = of.hvp(x, v) as Float64Array;
      return y[0] * v[0] + y[1] * v[1] + y[2] * v[2];
    };
    expect(third[1]).toBeCloseTo((moved(h) - moved(-h)) / (2 * h), 6);
  });

  test("Newton's method inside a differentiated function", () => {
    check(
      `import { grad } from "cotangent";
      export function f(a: number, b: number): number {
        const energy = (x: number): number => (x * x - a) ** 2 + b * x;
        let x = 1.5;
        for (let i = 0; i < 3; i++) x -= grad(energy)(x) / grad(grad(energy))(x);
        return x;
      }`,
      { points: [[1.7, 0.2]] },
    );
  });

  test("jvp and vjp inside a loop of a differentiated function", () => {
    check(
      `import { jvp, vjp } from "cotangent";
      const step = (x: Float64Array, dt: number): Float64Array => {
        const y = new Float64Array(2);
        y[0] = x[0] + dt * x[1];
        y[1] = x[1] - dt * Math.sin(x[0]);
        return y;
      };
      export function f(x: Float64Array, dt: number): number {
        let s = 0;
        let state = x;
        let direction: Float64Array = new Float64Array(2);
        direction[0] = 1;
        for (let k = 0; k < 3; k++) {
          const [next, along] = jvp(step)([state, dt], [direction, 0]);
          const [, pullback] = vjp(step)(state, dt);
          const [back, byTime] = pullback(along);
          s += back[0] * next[1] + byTime;
          state = next;
          direction = along;
        }
        return s;
      }`,
      { points: [[Float64Array.of(0.6, -0.3), 0.2]] },
    );
  });
});

describe("operands", () => {
  test("inline arrows that capture", () => {
    const of = operators(`
      const scale = 3;
      const table = [1, 2, 3];
      let factor = 2;
      export const atModule = grad((x: number) => x * x * scale + table[1] * x);
      export const setFactor = (value: number): void => { factor = value; };
      export const byVariable = grad((x: number) => factor * x * x);
      export function inFunction(a: number, list: Float64Array): (x: number) => number {
        const b = a * 2;
        return grad((x: number) => { let s = b * x; for (const v of list) s += v * x * x; return s; });
      }
      export function inLoop(xs: number[]): number[] {
        const found: number[] = [];
        for (const x of xs) found.push(grad((y: number) => y * y * x)(1));
        return found;
      }
      export class Model {
        constructor(readonly rate: number) {}
        slope(x: number): number {
          const { rate } = this;
          return grad((y: number) => Math.exp(rate * y))(x);
        }
      }
    `);
    expect(of.atModule(2)).toBe(14);
    expect(of.byVariable(3)).toBe(12);
    of.setFactor(5);
    expect(of.byVariable(3)).toBe(30);
    expect((of.inFunction(2, Float64Array.of(1, 2)) as Call)(3)).toBe(4 + 18);
    expect(of.inLoop([1, 2, 3])).toStrictEqual([2, 4, 6]);
    const Model = of.Model as unknown as new (rate: number) => { slope(x: number): number };
    expect(new Model(2).slope(0.5)).toBeCloseTo(2 * Math.E, 13);
  });

  test("captured arrays are read at each call and not differentiated", () => {
    const of = operators(`
      export function make(w: Float64Array): (x: Float64Array) => Float64Array {
        return grad((x: Float64Array) => { let s = 0; for (let i = 0; i < x.length; i++) s += w[i] * x[i] * x[i]; return s; });
      }
    `);
    const w = Float64Array.of(1, 2);
    const slope = of.make(w) as Call;
    expect(slope(Float64Array.of(3, 4))).toStrictEqual(Float64Array.of(6, 16));
    w[0] = 10;
    expect(slope(Float64Array.of(3, 4))).toStrictEqual(Float64Array.of(60, 16));
    expect(w).toStrictEqual(Float64Array.of(10, 2));
  });

  test("functions of other files, renamed and re-exported", () => {
    const { exports, diagnostics } = compile({
      "main.ts": `
        import * as ct from "cotangent";
        import { grad as D } from "cotangent";
        import { energy as e, scale } from "./model.js";
        export const byName = D(e);
        export const byNamespace = ct.grad(e, { argnums: 1 });
        export const inline = ct.grad((x: number) => e(x, 2) * scale);
        export { energy_slope } from "./model.js";`,
      "model.ts": `
        import { grad } from "cotangent";
        import { square } from "./math.js";
        const hidden = [2, 3];
        export const scale = 10;
        export function energy(x: number, k: number): number { return square(x) * k * hidden[0] + offset; }
        let offset = 1;
        export const energy_slope = grad(energy);`,
      "math.ts": `
        const one = 1;
        export const square = (x: number): number => x * x * one;`,
    });
    expect(diagnostics).toEqual([]);
    const of = exports as Record<string, Call>;
    expect(of.byName(3, 5)).toBe(60);
    expect(of.byNamespace(3, 5)).toBe(18);
    expect(of.inline(3)).toBe(240);
    expect(of.energy_slope(3, 5)).toBe(60);
  });
});
