/** Array patterns that take values from Maps, Sets, views and generators. */
import { expect, test } from "vitest";
import { compile } from "../support/compile.js";
import { check } from "../support/harness.js";

test("destructure entry", () => {
  check(
    `export function f(x: number): number {
      const m = new Map([["a", x], ["b", x * x]]);
      const [first] = m;
      const [, second] = [...m];
      const [v1, v2] = m.values();
      return first[1] * second[1] + v1 * v2;
    }`,
    { points: [[1.2]] },
  );
});

test("destructure generator", () => {
  check(
    `function* gen(x: number) { yield x; yield x * x; yield x ** 3; }
    export function f(x: number): number { const [a, b] = gen(x); const [, , c = 2] = gen(a); const [p, ...rest] = gen(b); return a * b + c + p * rest[1]; }`,
    { points: [[1.2]] },
  );
});

test("a generator is asked for no more than there are elements", () => {
  check(
    `function* steps(x: number, log: number[]) {
      try {
        for (let i = 1; ; i++) {
          log.push(i);
          yield x ** i;
        }
      } finally {
        log.push(100);
      }
    }
    export function f(x: number) {
      const log: number[] = [];
      const [a, , c] = steps(x, log);
      let d = 0;
      [d] = steps(c, log);
      return a + c * d + log.reduce((s, each) => s + each, 0) + log.length;
    }`,
    { points: [[1.2]] },
  );
});

test("defaults of what a generator lacks", () => {
  check(
    `function* gen(x: number) { for (let u = x; u < 3; u *= 2) yield u; }
    export function f(x: number, k: number): number {
      const [a = k, b = 2 * k + x, c = -(k * x), ...rest] = gen(x);
      return a * b * c + rest.length * k;
    }`,
    {
      points: [
        [1.2, 0.5],
        [5, 0.5],
        [0.3, 2],
      ],
    },
  );
});

test.each(["k", "++k", "k * x"])(
  "the default %s, which has its turn between the steps of a generator, is refused",
  (text) => {
    const { diagnostics } = compile(
      `import { grad } from "cotangent";
    export const f_grad = grad((x: number): number => {
      let k = 1;
      function* gen(): Generator<number | undefined> { yield undefined; k = 2; yield x; }
      const [a = ${text}, b = 0] = gen();
      return a * b * k;
    });`,
    );
    expect(diagnostics.map(({ code }) => code)).toContain("AD2003");
  },
);
