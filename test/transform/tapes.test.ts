import { describe, expect, test } from "vitest";
import { type Callable, compile } from "../support/compile.js";
import { check } from "../support/harness.js";

type Pullback = (cotangent: unknown) => unknown[];

function vjp(text: string) {
  const source = `import { vjp } from "cotangent";\nexport ${text}\nexport const d = vjp(f);`;
  const { code, exports } = compile(source);
  return { code: code["main.ts"], run: exports.d as (...args: unknown[]) => [unknown, Pullback] };
}

const scaled = `function f(x: Float64Array, s: number): Float64Array {
  const y = new Float64Array(x.length);
  for (let i = 0; i < x.length; i++) y[i] = s * x[i];
  return y;
}`;

describe("a pullback", () => {
  test("keeps what it reads, once, and no zeros", () => {
    const { code } = vjp(scaled);
    expect(code).not.toMatch(/residuals|fill\(0\)|addInto/);
    expect(code).toMatch(/const tape: FTape = \{ (s, x: x_1|x: x_1, s) \};/);
  });

  test("gives fresh memory each time, and takes its own results as cotangents", () => {
    const [, back] = vjp(scaled).run(Float64Array.of(1, 2), 3);
    const [first] = back(Float64Array.of(1, 10));
    const [second] = back(first);
    expect(first).toEqual(Float64Array.of(3, 30));
    expect(second).toEqual(Float64Array.of(9, 90));
    expect(back(first)[0]).not.toBe(second);
  });

  test("leaves the cotangent as it is", () => {
    const [, back] = vjp(scaled).run(Float64Array.of(1, 2), 3);
    const cotangent = Float64Array.of(1, 1);
    back(cotangent);
    expect(cotangent).toEqual(Float64Array.of(1, 1));
  });

  test("of a result with parts that share memory adds their cotangents", () => {
    const { run } = vjp(`function f(x: Float64Array): [Float64Array, Float64Array, number] {
      const y = new Float64Array(x.length);
      for (let i = 0; i < x.length; i++) y[i] = 2 * x[i];
      return [y, y, x[0]];
    }`);
    const [, back] = run(Float64Array.of(1, 2));
    for (let times = 0; times < 2; times++)
      expect(back([Float64Array.of(1, 2), Float64Array.of(10, 20), 100])).toEqual([Float64Array.of(122, 44)]);
  });

  test("of a record of numbers makes a record", () => {
    const { run } = vjp("function f(p: { x: number; y: number }): number { return p.x * p.y * p.y; }");
    const [, back] = run({ x: 2, y: 3 });
    expect([back(1), back(1)]).toEqual([[{ x: 9, y: 12 }], [{ x: 9, y: 12 }]]);
  });

  test("whose halves stay functions of their own", () => {
    const terms = Array.from(
      { length: 60 },
      (_, k) => `y[0] += Math.sin(${k + 1} * x[0]) * x[1]; y[1] -= y[0] * x[1];`,
    );
    check(
      `export function f(x: Float64Array): [Float64Array, number] {
        const y = new Float64Array(2);
        ${terms.join("\n")}
        return [y, y[0] * y[1]];
      }`,
      { points: [{ args: [Float64Array.of(0.3, 0.01)] }], second: false },
    );
  });
});

test("adding to a literal changes the memory in it", () => {
  const { exports } = compile(`import { grad, vjp } from "cotangent";
    function g(x: Float64Array, s: number): number { return s * x[0] ** 3; }
    export const d = vjp((x: Float64Array, s: number) => grad(g, { argnums: [0, 1] })(x, s));`);
  const [, back] = (exports.d as Callable)(Float64Array.of(2), 5) as [unknown, Pullback];
  expect(back([Float64Array.of(1), 0])).toEqual([Float64Array.of(60), 12]);
});

describe("a pullback of objects of classes is called again", () => {
  const rearranged: readonly (readonly [name: string, text: string, args: string, cotangent: unknown])[] = [
    [
      "in a list",
      "function f(a: P): P[] { const out: P[] = []; out.push(a, new P(a.x * 3)); return out; }",
      "[new P(2)]",
      [{ x: 2 }, { x: 5 }],
    ],
    [
      "in the fields of a record",
      "function f(a: P, b: P): { p: P; q: P } { const r = { p: a, q: b }; if (b.x > a.x) { r.p = b; r.q = a; } return r; }",
      "[new P(2), new P(3)]",
      { p: { x: 2 }, q: { x: 5 } },
    ],
    [
      "of several kinds",
      "function f(a: Q, k: number): P[] { const out: P[] = [a, new P(k * a.y)]; out.reverse(); out[1].x *= k; return out; }",
      "[new Q(2, 3), 5]",
      [{ x: 2 }, { x: 5, y: 7 }],
    ],
    [
      "sorted in place",
      "function f(s: { all: P[] }): { all: P[] } { s.all.sort((p, q) => p.x - q.x); return s; }",
      "[{ all: [new P(2), new P(-1), new P(1)] }]",
      { all: [{ x: 1 }, { x: 10 }, { x: 100 }] },
    ],
  ];

  test.each(rearranged)("%s", (_, text, args, cotangent) => {
    const { exports } = compile(`import { jvp, vjp } from "cotangent";
      class P { constructor(public x: number) {} }
      class Q extends P { constructor(x: number, public y: number) { super(x); } }
      export ${text}
      export const back = (c: unknown) => {
        const pull = (vjp(f) as (...args: unknown[]) => [unknown, (c: unknown) => unknown])(...${args})[1];
        return [pull(c), pull(c), pull(c)];
      };`);
    const [first, ...others] = (exports.back as (c: unknown) => unknown[])(cotangent);
    expect(JSON.stringify(first)).toMatch(/[1-9]/);
    for (const other of others) expect(other).toEqual(first);
  });

  test("and is right in the first call where two change places", () => {
    const { exports } = compile(`import { jacrev } from "cotangent";
      class P { constructor(public x: number) {} }
      export function f(ps: [P, P]): [P, P] { const t = ps[0]; ps[0] = ps[1]; ps[1] = t; return ps; }
      export const rows = () => jacrev(f)([new P(2), new P(3)]);`);
    expect(JSON.stringify((exports.rows as () => unknown)())).toBe('[{"x":[{"x":0},{"x":1}]},{"x":[{"x":1},{"x":0}]}]');
  });
});
