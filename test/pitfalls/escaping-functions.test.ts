/** Function values that leave differentiated code, or come from elsewhere, are refused where they are stored. */
import { expect, test } from "vitest";
import { compile } from "../support/compile.js";

/** The codes of all refusals of a program, and the text that each points at. */
function refusals(source: string): [code: string, text: string][] {
  const text = `import { grad, jvp } from "cotangent";\n${source}`;
  return compile(text).diagnostics.map(({ code, start, end }) => [code, text.slice(start, end)]);
}

test("returned in an array", () => {
  expect(
    refusals(`function f(x: number): ((v: number) => number)[] {
      const fs: ((v: number) => number)[] = [];
      for (let i = 0; i < 3; i++) fs.push((v) => v * x);
      return fs;
    }
    export const d = jvp(f);`),
  ).toEqual([["AD2014", "fs.push((v) => v * x)"]]);
});

test("in an object of a class that is returned", () => {
  expect(
    refusals(`class Unit { constructor(public k: number, public g: (v: number) => number) {} }
    function f(x: number): Unit { return new Unit(x, (v) => v * x); }
    export const d = jvp(f);`),
  ).toEqual([["AD2014", "new Unit(x, (v) => v * x)"]]);
});

test("given to unknown code", () => {
  expect(
    refusals(`declare function keep(g: unknown): void;
    function f(x: number): number {
      const fs: ((v: number) => number)[] = [];
      for (let i = 0; i < 3; i++) fs.push((v) => v * x);
      keep(fs[1]);
      return fs[0](x);
    }
    export const d = grad(f);`),
  ).toEqual([["AD2014", "fs.push((v) => v * x)"]]);
});

test("compared", () => {
  expect(
    refusals(`function f(x: number): number {
      const fs: ((v: number) => number)[] = [];
      const g = (v: number): number => v * x;
      for (let i = 0; i < 3; i++) fs.push(g);
      return fs[1] === g ? x : fs[1](x);
    }
    export const d = grad(f);`),
  ).toEqual([["AD2014", "fs[1] === g"]]);
  expect(
    refusals(`function f(x: number): number {
      const fs: ((v: number) => number)[] = [];
      const g = (v: number): number => v * x;
      for (let i = 0; i < 3; i++) fs.push(g);
      return fs.indexOf(g) * x;
    }
    export const d = grad(f);`)[0][0],
  ).toBe("AD2014");
});

test("beside a function that the caller gives", () => {
  expect(
    refusals(`function f(x: number, given: (v: number) => number): number {
      const fs: ((v: number) => number)[] = [];
      for (let i = 0; i < 3; i++) fs.push((v) => v * x);
      fs.push(given);
      return fs.reduce((s, g) => g(s), x);
    }
    export const d = grad(f);`).map(([code]) => code),
  ).toEqual(["AD2014"]);
});

test("before what it refers to is there", () => {
  expect(
    refusals(`function f(x: number): number {
      const fs: ((v: number) => number)[] = [];
      for (let i = 0; i < 3; i++) {
        fs.push((v) => later(v));
        const later = (v: number): number => v * x * i;
      }
      return fs[1](x);
    }
    export const d = grad(f);`)[0][0],
  ).toBe("AD2014");
});

test("classes that each iteration has of its own", () => {
  expect(
    refusals(`function f(x: number, n: number): number {
      const objects: { run(v: number): number }[] = [];
      let s = 0;
      for (let i = 0; i < n; i++) {
        class Local { run(v: number): number { return v * x * i; } }
        objects.push(new Local());
        for (const each of objects) s += each.run(x);
      }
      return s;
    }
    export const d = grad(f);`)[0],
  ).toEqual(["AD2004", "class Local { run(v: number): number { return v * x * i; } }"]);
});
