/** Nested derivatives and whole systems, by their numbers in the list of pitfalls. */
import { describe, expect, test } from "vitest";
import { compile } from "../support/compile.js";
import { check } from "../support/harness.js";

describe("57. perturbations are not confused", () => {
  const { exports } = compile(`
    import { grad, jvp, vjp } from "cotangent";
    export const byGrad = grad((x: number) => x * grad((y: number) => x + y)(1));
    export const byJvp = (x: number) =>
      jvp((a: number) => a * jvp((y: number) => a + y)([1], [1])[1])([x], [1])[1];
    export const mixed = grad((x: number) => x * jvp((y: number) => x * y)([2], [1])[1]);
    export const pulled = grad((x: number) => {
      const [value, pullback] = vjp((y: number) => x * y * y)(x);
      return value + pullback(1)[0];
    });
    export const product = grad((x: number) => x * grad((y: number) => x * y)(2));
    export const inLoop = grad((x: number) => {
      let s = 0;
      for (let i = 0; i < 3; i++) s += x * grad((y: number) => Math.sin(x * y) + i * y)(x * i);
      return s;
    });`);
  const at = (name: string, x: number) => (exports[name] as (x: number) => number)(x);

  test.each([
    ["byGrad", 1],
    ["byJvp", 1],
  ])("D(x => x * D(y => x + y)(1))(1) = 1: %s", (name, expected) => {
    expect(at(name, 1)).toBe(expected);
  });

  test("derivatives inside derivatives", () => {
    expect(at("mixed", 3)).toBe(6);
    expect(at("product", 3)).toBe(6);
    expect(at("pulled", 2)).toBe(3 * 4 + 4 * 2);
    const x = 0.7;
    const expected = [0, 1, 2].reduce((sum, i) => {
      const u = x * x * i;
      return sum + 2 * x * Math.cos(u) - x * x * Math.sin(u) * 2 * x * i + i;
    }, 0);
    expect(at("inLoop", x)).toBeCloseTo(expected, 13);
  });
});

test("58. second order over a captured value", () => {
  check(
    `import { grad } from "cotangent";
    export function f(x: number, y: number): number {
      const inner = grad((z: number) => z * z * x + Math.sin(z * y));
      return inner(x) * y + inner(y);
    }`,
    { points: [[1.3, 0.4]] },
  );
  check(
    `import { grad } from "cotangent";
    export function f(w: Float64Array, t: number): number {
      const loss = (v: Float64Array): number => {
        let s = 0;
        for (let i = 0; i < v.length; i++) s += Math.sin(v[i] * w[i]) * t;
        return s;
      };
      const step = grad(loss)(w);
      let s = 0;
      for (let i = 0; i < w.length; i++) s += (w[i] - t * step[i]) ** 2;
      return s;
    }`,
    { points: [[Float64Array.of(0.5, -1.2), 0.3]] },
  );
  check(
    `import { grad, valueAndGrad } from "cotangent";
    const inner = (x: number, w: Float64Array): number => x * x * w[0] + Math.exp(w[1] * x);
    export function f(w: Float64Array): number {
      const [value, slope] = valueAndGrad(inner)(0.3, w);
      let x = 0.5;
      for (let i = 0; i < 3; i++) x -= 0.1 * grad(inner)(x, w);
      return value * slope + x;
    }`,
    { points: [[Float64Array.of(1.2, 0.7)]] },
  );
});

describe("59. forward agrees with reverse, and the optimizer changes nothing", () => {
  test("a simulation with a bit of everything", () => {
    check(
      `const rates = [0.3, 0.7];
      function force(p: number[], q: Float64Array, k: number): number {
        const d = p[0] * q[k] - rates[k % 2];
        return d < 0 ? Math.exp(d) : 1 + d + 0.5 * d * d;
      }
      export function f(p: number[], q: Float64Array, steps: number): number {
        const velocity = new Float64Array(q.length);
        let energy = 0;
        for (let t = 0; t < steps; t++) {
          for (let k = 0; k < q.length; k++) {
            const a = force(p, q, k);
            velocity[k] = 0.9 * velocity[k] - 0.1 * a;
            if (Math.abs(velocity[k]) > 0.5) { velocity[k] *= 0.5; continue; }
            energy += velocity[k] * velocity[k];
          }
          for (let k = 0; k < q.length; k++) q[k] += p[1] * velocity[k];
          let worst = 0;
          while (worst < q.length && q[worst] > -1) worst++;
          if (worst < q.length) break;
        }
        return energy + q[0] * q[q.length - 1];
      }`,
      { points: [[[0.8, 1.1], Float64Array.of(0.4, -0.3, 1.2), 7]], wrt: [0, 1], step: 1e-3, typecheck: true },
    );
  });
});

describe("60. the gradient's cost tracks the primal's", () => {
  type Gradient = (x: Float64Array) => Float64Array;
  const seconds = (body: () => void): number => {
    const start = performance.now();
    body();
    return (performance.now() - start) / 1000;
  };

  test.each([
    ["a chain through an array", "for (let i = 1; i < n; i++) x[i] += Math.sin(x[i - 1]);\n return x[n - 1];"],
    ["a carried scalar", "let s = 1;\n for (let i = 0; i < n; i++) s = s * 0.999 + x[i] * s;\n return s;"],
    [
      "small arrays made in a loop",
      "let s = 1;\n for (let i = 0; i < n; i++) { const t = [x[i], s]; s = t[0] * 0.1 + t[1] * 0.9; }\n return s;",
    ],
    ["a call in a loop", "let s = 0;\n for (let i = 0; i < n; i++) s += at(x, i);\n return s;"],
  ])("linear in the length of the input: %s", (_, body) => {
    const { exports } = compile(`
      import { grad } from "cotangent";
      function at(x: Float64Array, i: number): number { return i > 0 ? x[i] * x[i - 1] : x[i]; }
      function f(x: Float64Array): number { const n = x.length; ${body} }
      export const f_grad = grad(f);`);
    const input = (n: number) => new Float64Array(n).fill(1e-3);
    // Anything quadratic takes minutes here.
    const n = 200_000;
    const time = seconds(() => (exports.f_grad as Gradient)(input(n)));
    expect(time).toBeLessThan(2);
    const gradient = (exports.f_grad as Gradient)(input(5));
    expect(gradient.every(Number.isFinite)).toBe(true);
  });

  test("the text grows linearly with the source", () => {
    const size = (count: number): number => {
      const lines = Array.from(
        { length: count },
        (_, k) => `if (x > ${k}) y = y * x + Math.sin(y); else y = y - x * ${k + 1};`,
      );
      const { code } = compile(`
        import { grad } from "cotangent";
        function f(x: number): number { let y = x; ${lines.join("\n")} return y; }
        export const f_grad = grad(f);`);
      return code["main.ts"].length;
    };
    expect(size(32) / size(8)).toBeLessThan(6);
  });

  test("the text of a chain of calls grows linearly", () => {
    const size = (count: number): number => {
      const chain = Array.from(
        { length: count },
        (_, k) => `function f${k + 1}(x: number): number { return f${k}(x) * f${k}(x * 0.5); }`,
      );
      const { code } = compile(`
        import { grad } from "cotangent";
        function f0(x: number): number { return Math.sin(x); }
        ${chain.join("\n")}
        export const f_grad = grad(f${count});`);
      return code["main.ts"].length;
    };
    // Twice the source in code that calls or inlines each function twice; exponential growth would be 64.
    expect(size(12) / size(6)).toBeLessThan(8);
  });

  test("many calls leave nothing behind", () => {
    const { exports } = compile(`
      import { grad } from "cotangent";
      export const f_grad = grad((x: Float64Array): number => {
        let s = 1;
        for (let i = 0; i < x.length; i++) { if (x[i] < 0) throw new RangeError("negative"); s = s * x[i] + Math.sin(s); }
        return s;
      });`);
    const f_grad = exports.f_grad as Gradient;
    const x = Float64Array.of(0.5, 1.5, 0.25);
    const expected = f_grad(x);
    for (let k = 0; k < 20_000; k++) f_grad(x);
    for (let k = 0; k < 100; k++) expect(() => f_grad(Float64Array.of(1, 2, -1))).toThrow("negative");
    expect(f_grad(x)).toEqual(expected);
  });
});
