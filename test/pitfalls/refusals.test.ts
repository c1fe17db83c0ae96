/** What must be refused rather than differentiated wrongly, by the numbers in the list of pitfalls. */
import { describe, expect, test } from "vitest";
import { compile } from "../support/compile.js";
import { check } from "../support/harness.js";

/** The codes of all refusals of a program, and the text that each points at. */
function refusals(source: string): [code: string, text: string][] {
  const text = `import { grad } from "cotangent";\n${source}\nexport const f_grad = grad(f);`;
  return compile(text).diagnostics.map(({ code, start, end }) => [code, text.slice(start, end)]);
}

describe("44. mutation of module state", () => {
  test("by a differentiated value", () => {
    expect(refusals("let total = 0;\nfunction f(x: number): number { total = x * x; return total; }")).toEqual([
      ["AD3001", "total"],
    ]);
    expect(refusals("const memo = [0];\nfunction f(x: number): number { memo[0] += x * x; return memo[0]; }")).toEqual([
      ["AD3002", "memo[0]"],
    ]);
  });

  test("by others is carried along", () => {
    check(
      `let calls = 0;
      export function f(x: number): number {
        calls += 1;
        console.log("called");
        return x * x;
      }`,
      { points: [{ args: [3], gradient: [6] }] },
    );
  });
});

describe("61. what is rejected by code", () => {
  test.each<[string, string, [string, string][]]>([
    ["try", "try { return x * x; } catch { return 0; }", [["AD2001", "try { return x * x; } catch { return 0; }"]]],
    [
      "arguments",
      "function g(u: number, n = 0): number { return n > 0 ? g(u, n - 1) : u * arguments.length; } return g(x, 1);",
      [["AD2006", "arguments"]],
    ],
    ["eval", 'return x * eval("2");', [["AD2005", 'eval("2")']]],
    ["JSON", "return JSON.parse(JSON.stringify([x]))[0] * x;", [["AD4001", "JSON.stringify([x])"]]],
  ])("%s", (_, body, expected) => {
    expect(refusals(`function f(x: number): number { ${body} }`)).toEqual(expected);
  });

  test("unless no differentiated value meets it", () => {
    check(
      `function label(n: number): string {
        const parts: string[] = [];
        for (const key of ["a", "b"]) parts.push(key + n.toFixed(1));
        return parts.map((part) => part.toUpperCase()).join("-");
      }
      export function f(x: number): number {
        const text = label(2);
        console.log(text, \`\${text}!\`);
        const table = new Map<string, number>([[text, 3]]);
        return x * x * (table.get(text) ?? 0) + text.length;
      }`,
      { points: [{ args: [3], gradient: [18] }] },
    );
  });
});
