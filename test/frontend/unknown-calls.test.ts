/** A differentiated value that code without source may keep and give back has no derivative that anyone can know. */
import { expect, test } from "vitest";
import { compile } from "../support/compile.js";

function codes(body: string): string[] {
  const { diagnostics } = compile(`
    import { grad, stopGradient } from "cotangent";
    function apply(x: number, g: (v: number) => number): number { return g(x); }
    declare const sink: (x: number) => void;
    declare const cell: { put(x: number): void; take(): number };
    declare const sinks: ((v: number) => number)[];
    const cache = new Map<string, number>();
    export const g = grad((x: number): number => { ${body} });
    export { stopGradient };
  `);
  return diagnostics.map((found) => found.code);
}

test("is refused where it is handed over", () => {
  expect(codes(`cache.set("a", x * x); return cache.get("a")! * 2;`)).toEqual(["AD4001"]);
  expect(codes(`cell.put(x); return cell.take();`)).toEqual(["AD4001"]);
  expect(codes(`sink(x); return x;`)).toEqual(["AD2013"]);
  expect(codes(`return grad(apply)(x, sinks[0]);`)).toEqual(["AD2013"]);
});

test("is accepted where it is printed, or detached", () => {
  expect(codes(`console.log("x", x, [x]); return x;`)).toEqual([]);
  expect(codes(`sink(stopGradient(x)); return x;`)).toEqual([]);
  expect(codes(`if (x > 3) sink(3); return x;`)).toEqual([]);
});
