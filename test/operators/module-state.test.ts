/** Variables and memory of modules that change after the forward sweep has seen them: in the function itself, or between it and its pullback. */
import { describe, expect, test } from "vitest";
import { compile } from "../support/compile.js";

type Call = (...args: unknown[]) => unknown;

const parts = {
  "a loop with checkpoints": (step: string) =>
    `const part = (x: number): number => { /** @checkpoint every 2 */ for (let i = 0; i < 5; i++) ${step}; return x; };`,
  "a step that calls a function": (step: string) => `
    function turn(x: number, n: number): number { if (n > 0) return turn(x, n - 1); ${step}; return x; }
    const part = (x: number): number => { /** @checkpoint every 2 */ for (let i = 0; i < 5; i++) x = turn(x, 2); return x; };`,
  "a checkpointed function": (step: string) =>
    `const part = checkpoint((x: number): number => { for (let i = 0; i < 5; i++) ${step}; return x; });`,
  "a function that calls itself": (step: string) => `
    function part(x: number, n = 3): number { if (n <= 0) return x; ${step}; return part(x, n - 1) * Math.cos(x); }`,
};

const states = {
  "a variable": ["x = Math.sin(x * scale)", "scale = 5"],
  memory: ["x = Math.sin(x * table[0])", "table[0] = 5"],
  "memory, by a function": ["x = Math.sin(x * table[0])", "put(2)"],
  "memory, by a function that is given it": ["x = Math.sin(x * table[0])", "putIn(table, 2)"],
  "a part of memory, by a function that is given the whole": ["x = Math.sin(x * box.held[0])", "putInBox(box, 2)"],
} as const;

describe.each(Object.entries(parts))("%s", (_, part) => {
  test.each(Object.entries(states))("%s", (_, [step, change]) => {
    for (const level of [0, 1] as const) {
      const { exports, diagnostics } = compile(
        `import { checkpoint, grad, jvp, vjp } from "cotangent";
        let scale = 2;
        const table = [2, 3];
        export const set = (x: number): void => { scale = x; table[0] = x; box.held[0] = x; };
        const box = { held: [2] };
        function put(n: number): void { if (n > 0) put(n - 1); table[0] = 5; }
        function putIn(t: number[], n: number): void { if (n > 0) putIn(t, n - 1); t[0] = 5; }
        function putInBox(b: { held: number[] }, n: number): void { if (n > 0) putInBox(b, n - 1); putIn(b.held, 1); }
        ${part(step)}
        const still = (x: number): number => part(x) * x;
        function through(t: number[], x: number, n: number): number {
          if (n > 0) return through(t, x, n - 1);
          const y = part(x) * x;
          t[0] = 5;
          return y;
        }
        const given = (x: number): number => through(table, x, 1);
        const changing = (x: number): number => { const y = part(x) * x; ${change}; return y; };
        export const stillT = jvp(still); export const stillG = grad(still); export const stillP = vjp(still);
        export const changingG = grad(changing); export const changingP = vjp(changing);
        export const givenG = grad(given); export const givenP = vjp(given);`,
        level,
      );
      expect(diagnostics).toEqual([]);
      const of = exports as Record<string, Call>;
      const from2 = (name: string, ...args: unknown[]): unknown => {
        of.set(2);
        return of[name](...args);
      };
      const [, expected] = from2("stillT", [0.7], [1]) as [number, number];
      const pulled = (name: string): unknown => {
        const [, pullback] = from2(name, 0.7) as [number, Call];
        of.set(9);
        return (pullback(1) as number[])[0];
      };
      for (const found of [from2("stillG", 0.7), from2("changingG", 0.7), from2("givenG", 0.7)])
        expect(found).toBeCloseTo(expected, 12);
      for (const found of [pulled("stillP"), pulled("changingP"), pulled("givenP")])
        expect(found).toBeCloseTo(expected, 12);
    }
  });
});
