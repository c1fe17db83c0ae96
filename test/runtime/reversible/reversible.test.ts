/** Loops whose steps are undone in the reverse sweep. */
import { drift } from "cotangent/reversible";
import { describe, expect, test } from "vitest";
import { compile } from "../../support/compile.js";
import { check } from "../../support/harness.js";

const head = 'import { reversible } from "cotangent/reversible";\n';

describe("agrees with differences in every mode", () => {
  test("a number, with parameters and variables from around the steps", () => {
    check(
      `${head}const run = reversible((x: number, k: number, a: number) => a * x + k, (x: number, k: number, a: number) => (x - k) / a);
      export function f(x: number, a: number): number {
        const again = reversible((y: number) => y * x + a, (y: number) => (y - a) / x);
        return run(x, 4, a) * again(a, 3) + run(x, 0, a);
      }`,
      { points: [[0.9, 1.2]] },
    );
  });

  test("a pendulum by leapfrog, with memory as a parameter", () => {
    check(
      `${head}type State = [q: Float64Array, p: Float64Array];
      const kick = ([q, p]: State, h: number): State => [q, p.map((v, i) => v - h * Math.sin(q[i]))];
      const move = ([q, p]: State, h: number, m: Float64Array): State => [q.map((x, i) => x + (h * p[i]) / m[i]), p];
      const swing = reversible(
        (s: State, _: number, h: number, m: Float64Array): State => kick(move(kick(s, h / 2), h, m), h / 2),
        (s: State, _: number, h: number, m: Float64Array): State => kick(move(kick(s, -h / 2), -h, m), -h / 2),
      );
      export function f(q: Float64Array, h: number, m: Float64Array): number {
        const [at, speed] = swing([q, Float64Array.of(0.1, 0.3)], 5, h, m);
        return at[0] * speed[1] + at[1];
      }`,
      { points: [[Float64Array.of(0.5, -1.1), 0.1, Float64Array.of(1.1, 0.8)]] },
    );
  });

  test("layers of a reversible residual network", () => {
    check(
      `${head}type State = [a: Float64Array, b: Float64Array];
      const layer = (x: Float64Array, w: Float64Array, k: number): Float64Array => x.map((_, i) => Math.tanh(w[2 * k] * x[i] + w[2 * k + 1] * x[(i + 1) % x.length]));
      const plus = (x: Float64Array, y: Float64Array): Float64Array => x.map((v, i) => v + y[i]);
      const minus = (x: Float64Array, y: Float64Array): Float64Array => x.map((v, i) => v - y[i]);
      const network = reversible(
        ([a, b]: State, k: number, w: Float64Array): State => { const c = plus(a, layer(b, w, k)); return [c, plus(b, layer(c, w, k))]; },
        ([c, d]: State, k: number, w: Float64Array): State => { const b = minus(d, layer(c, w, k)); return [minus(c, layer(b, w, k)), b]; },
      );
      export function f(x: Float64Array, w: Float64Array): number {
        const [a, b] = network([x, x], 2, w);
        return a[0] * b[1] + a[1];
      }`,
      { points: [[Float64Array.of(0.5, -1.1), Float64Array.of(0.3, 0.2, -0.7, 0.4)]] },
    );
  });
});

describe("what is stored, and drift", () => {
  const program = (inverse: string): string => `import { grad } from "cotangent";
    import { reversible } from "cotangent/reversible";
    const run = reversible((x: number, _: number, a: number) => a * x + 1, (x: number, _: number, a: number) => ${inverse});
    export const g = grad((x: number, a: number): number => run(x, 1000, a), { argnums: 1 });`;

  test("one call of the inverse for each step, and no memory that grows with them", () => {
    let allocated = 0;
    let divisions = 0;
    const g = compile(program("(x - 1) / a")).interpreted("g", ({ kind, ...op }) => {
      if (kind === "alloc" || kind === "push" || kind === "store") allocated++;
      if (kind === "prim" && "name" in op && op.name === "div") divisions++;
    });
    expect(g(0.5, 0.999)).toBeCloseTo(exact(0.5, 0.999), 6);
    expect(divisions).toBeLessThan(1010);
    expect(allocated).toBeLessThan(20);
  });

  /** The derivative of x a^n + (a^n - 1) / (a - 1) by a, for n = 1000. */
  function exact(x: number, a: number): number {
    const power = a ** 1000;
    return (1000 * x * power) / a + (1000 * power) / a / (a - 1) - (power - 1) / (a - 1) ** 2;
  }

  test("an inverse that is none, or loses too much, is an error that says by how much", () => {
    const { exports } = compile(program("(x - 1.001) / a"));
    const g = exports.g as (x: number, a: number) => number;
    expect(() => g(0.5, 0.999)).toThrow(expect.objectContaining({ name: "DriftError" }));
    expect(() => g(0.5, 0.999)).toThrow(/misses the first state by \d/);
  });

  test("drift is measured", () => {
    const by = (a: number) =>
      drift(
        (x: number, _, k: number) => k * x,
        (x: number, _, k: number) => x / k,
        1,
        50,
        a,
      );
    expect(by(2)).toBe(0);
    expect(by(1.1)).toBeLessThan(1e-13);
    expect(
      drift(
        (x: number) => x,
        (x: number) => x + 0.25,
        2,
        4,
      ),
    ).toBe(0.5);
    expect(
      drift(
        (x: Float64Array) => x,
        () => Float64Array.of(1, 2),
        Float64Array.of(1),
        1,
      ),
    ).toBe(Number.POSITIVE_INFINITY);
  });
});
