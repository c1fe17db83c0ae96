/** Jacobians of and by every kind of value. */
import { describe, expect, test } from "vitest";
import { compile } from "../support/compile.js";
import { checkJacobian } from "../support/jacobians.js";

const vector = "const vector = (...x: number[]): Float64Array => Float64Array.from(x);\n";

describe("of a vector", () => {
  test("by a vector: rows", () => {
    const source = `function f(x: Float64Array, s: number): Float64Array {
      const y = new Float64Array(4);
      for (let i = 0; i < 4; i++) y[i] = Math.sin(x[i % x.length] * s) * x[0];
      return y;
    }`;
    const args = [Float64Array.of(0.4, -0.7, 1.1, 0.2, 0.9), 1.3];
    expect(checkJacobian(source, { args })).toHaveLength(4);
    checkJacobian(source, { args, argnums: 1 });
    checkJacobian(source, { args, argnums: [1, 0] });
    checkJacobian(source, { args: [Float64Array.of(0.3), 2] });
    checkJacobian(source, { args, argnums: [0] });
  });

  test.each([0, 1, 2, 3, 4, 5, 7, 8, 9])("by a vector of %i numbers", (n) => {
    const args = [Float64Array.from({ length: n }, (_, i) => 0.5 + i)];
    checkJacobian("function f(x: Float64Array): Float64Array { return x.map((v, i) => v * v * (x[i - 1] ?? 1)); }", {
      args,
    });
  });

  test("by numbers", () => {
    const source = "function f(x: number, y: number, z: number): number[] { return [x * y, Math.exp(z) * x]; }";
    const args = [0.4, 1.2, -0.3];
    for (const argnums of [0, 2, [0, 1], [2, 1, 0], [1, 1]]) checkJacobian(source, { args, argnums });
  });

  test("in single precision", () => {
    const source = "function f(x: Float32Array): Float64Array { return Float64Array.from(x, (v) => v * v); }";
    const { exports } = compile(`import { jacfwd, jacrev } from "cotangent";\n${source}
      export const forward = jacfwd(f); export const reverse = jacrev(f);`);
    const expected = [Float32Array.of(3, 0), Float32Array.of(0, 5)];
    const call = exports as Record<string, (x: Float32Array) => unknown>;
    expect(call.forward(Float32Array.of(1.5, 2.5))).toEqual(expected);
    expect(call.reverse(Float32Array.of(1.5, 2.5))).toEqual(expected);
  });
});

describe("of a number", () => {
  test("it is the gradient", () => {
    const source = "function f(x: Float64Array, y: number): number { return x[0] * x[1] * y; }";
    const args = [Float64Array.of(2, 3), 0.5];
    expect(checkJacobian(source, { args })).toEqual(Float64Array.of(1.5, 1));
    expect(checkJacobian(source, { args, argnums: 1 })).toBe(6);
  });

  test("that is whole: zero", () => {
    checkJacobian("function f(x: number): number { return Math.floor(x); }", { args: [1.5] });
    checkJacobian("function f(x: Float64Array): number { return x.length; }", { args: [Float64Array.of(1, 2)] });
  });
});

describe("of and by records, tuples, classes and nested arrays", () => {
  const shapes = `${vector}
    interface State { at: [number, number]; speed: number; name: string; trail: number[][] }
    class Body { constructor(public mass: number, public v: Float64Array) {} energy(): number { return 0.5 * this.mass * this.v[0] ** 2; } }
  `;
  const state = { at: [0.3, 0.4], speed: 1.5, name: "s", trail: [[1, 2], [3]] };

  test("a record by itself", () => {
    checkJacobian(
      `${shapes} function f(s: State): State {
        return { at: [s.at[1] * s.speed, s.at[0]], speed: s.speed * s.trail[0][1], name: s.name, trail: s.trail.map((row) => row.map((x) => x * s.speed)) };
      }`,
      { args: [state] },
    );
  });

  test("a tuple by a record and a number", () => {
    checkJacobian(
      `${shapes} function f(s: State, k: number): [number, Float64Array, string] {
        return [s.at[0] * k, vector(s.speed * k, s.trail[1][0]), s.name];
      }`,
      { args: [state, 2], argnums: [0, 1] },
    );
  });

  test("objects of a class", () => {
    const plain = `${shapes} function f(m: number, v: Float64Array, t: number): Body {
      const b = new Body(m, v); return new Body(b.mass * t, b.v.map((x) => x * b.energy() * t));
    }`;
    checkJacobian(plain, { args: [1.5, Float64Array.of(0.3, 0.2), 1.1], argnums: [1, 2] });
  });

  test("nested arrays", () => {
    checkJacobian(
      "function f(m: number[][]): number[][] { return m.map((row, i) => row.map((x, j) => x * (m[j]?.[i] ?? 2))); }",
      { args: [[[1, 2, 3], [4, 5], []]] },
    );
  });

  test("a list by a list of records", () => {
    checkJacobian(
      "interface P { x: number; y: number } function f(ps: P[]): P[] { return ps.map((p, i) => ({ x: p.y * ps[0].x, y: p.x * i })); }",
      {
        args: [
          [
            { x: 1, y: 2 },
            { x: 3, y: 0.5 },
            { x: 0.1, y: 0.2 },
          ],
        ],
      },
    );
  });

  test("fields and parameters that may be missing", () => {
    const source = `interface Options { rate?: Float64Array; scale: number }
      function f(x: number[], o: Options): { y: number[]; z?: number[] } {
        const rate = o.rate ? o.rate[0] : 2;
        return o.rate ? { y: x.map((v) => v * rate * o.scale), z: [o.scale] } : { y: x.map((v) => v * rate * o.scale) };
      }`;
    checkJacobian(source, { args: [[1, 2], { rate: Float64Array.of(0.5, 3), scale: 2 }], argnums: [0, 1] });
  });

  test("a list of any length, by reverse mode", () => {
    const source = `interface Chain { x: number; next?: Chain }
      function f(c: Chain): number[] { const y: number[] = []; for (let at: Chain | undefined = c; at; at = at.next) y.push(at.x * c.x); return y; }`;
    checkJacobian(source, { args: [{ x: 2, next: { x: 3, next: { x: 4 } } }] });
  });
});

describe("of a function with a rest parameter", () => {
  test("by its elements", () => {
    const source =
      "function f(a: number, ...x: number[]): number[] { return x.map((v, i) => v * a * (x[i + 1] ?? 1)); }";
    checkJacobian(source, { args: [2, 3, 4, 5], argnums: [0, 2, 1] });
    checkJacobian(source, { args: [2, 3, 4, 5], argnums: 3 });
  });
});

describe("does what the primal does", () => {
  test("once, with what it writes to arguments", () => {
    const source = `function f(x: Float64Array): Float64Array {
      for (let i = 0; i < x.length; i++) x[i] = x[i] * x[i] + (x[i - 1] ?? 0);
      return x;
    }`;
    checkJacobian(source, { args: [Float64Array.of(0.3, 0.5, 0.7)] });
  });

  test("once, with what it logs", () => {
    const source = `function f(x: number[]): number[] { console.log("f", x.length); return x.map((v) => v ** 3); }`;
    checkJacobian(source, { args: [[0.3, 0.5, 0.7]], log: [["f", 3]] });
  });

  test("the result is the argument, and the Jacobian shares nothing with it", () => {
    const source = "function f(x: number[][]): number[][] { return [x[0], x[0], x[1]]; }";
    checkJacobian(source, { args: [[[1, 2], [3]]] });
    const { exports } = compile(`import { jacfwd } from "cotangent"; export const d = jacfwd((x: Float64Array) => x);`);
    const d = exports.d as (x: Float64Array) => Float64Array[];
    const x = Float64Array.of(1, 2);
    const rows = d(x);
    rows[0].fill(9);
    expect([d(x), x]).toEqual([[Float64Array.of(1, 0), Float64Array.of(0, 1)], Float64Array.of(1, 2)]);
  });

  test("memory of the module that it overwrites", () => {
    const source = `const scratch = new Float64Array(2);
      function f(x: Float64Array): Float64Array {
        scratch[0] = x[0] * x[1]; scratch[1] = scratch[0] * x[0];
        return Float64Array.of(scratch[1], scratch[0]);
      }`;
    checkJacobian(source, { args: [Float64Array.of(0.3, 0.5)] });
  });

  test("memory that only a helper's result leads to: constant until it is written to", () => {
    const source = `interface Node { x: number; seen: Node[] }
      function pick(p: Node, q: Node, flag: boolean): Node { let r = p; if (flag) r = q; return r; }
      function put(node: Node, v: number): void { node.x += v; node.seen.push(node); }
      function f(x: number[]): number[] {
        const [p, q]: Node[] = [{ x: 1, seen: [] }, { x: 2, seen: [] }];
        const all = [p, q];
        for (let i = 0; i < x.length; i++) put(pick(all[0], all[1], i % 2 === 0), x[i] * x[i]);
        return [p.x * q.x, p.x, q.seen[0].x];
      }`;
    checkJacobian(source, { args: [[0.7, -0.4, 1.3]] });
  });

  test("exceptions", () => {
    const { exports } = compile(`import { jacobian } from "cotangent";
      export const d = jacobian((x: Float64Array): Float64Array => { if (x[0] < 0) throw new RangeError("negative"); return x.map(Math.sqrt); });`);
    const d = exports.d as (x: unknown) => unknown;
    expect(() => d(Float64Array.of(-1))).toThrow(new RangeError("negative"));
    expect(() => d([1])).toThrow(TypeError);
    expect(d(Float64Array.of(4))).toEqual([Float64Array.of(0.25)]);
  });
});

describe("costs what theory says", () => {
  // Every output needs one sine of each input. What is counted are sines and cosines.
  const source = `import { jacfwd, jacobian, jacrev } from "cotangent";
    function f(x: Float64Array, outputs: number): Float64Array {
      const y = new Float64Array(outputs);
      for (let i = 0; i < x.length; i++) { const s = Math.sin(x[i]); for (let j = 0; j < outputs; j++) y[j] += s * (j + 1); }
      return y;
    }
    export const forward = jacfwd(f); export const reverse = jacrev(f); export const auto = jacobian(f);`;

  function evaluations(name: string, inputs: number, outputs: number): number {
    let count = 0;
    const run = compile(source).interpreted(name, (op) => {
      if (op.kind === "prim" && (op.name === "sin" || op.name === "cos")) count++;
    });
    run(new Float64Array(inputs).fill(0.5), outputs);
    return count;
  }

  test("forward mode: a sweep for four directions, and one for the shape", () => {
    expect(evaluations("forward", 10, 40)).toBeLessThanOrEqual((2 * Math.ceil(10 / 4) + 1) * 10);
  });

  test("reverse mode: one sweep of the function, and a pullback for each number of the result", () => {
    expect(evaluations("reverse", 40, 10)).toBeLessThanOrEqual((1 + 10) * 40);
  });

  test("whichever has less to do", () => {
    expect(evaluations("auto", 10, 1000)).toBeLessThanOrEqual((2 * Math.ceil(10 / 4) + 2) * 10);
    expect(evaluations("auto", 1000, 10)).toBeLessThanOrEqual((2 + 10) * 1000);
  });
});
