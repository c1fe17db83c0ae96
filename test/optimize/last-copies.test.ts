/** A copy of an array that is not used any more is that array. */
import { expect, test } from "vitest";
import { compile } from "../support/compile.js";
import { check } from "../support/harness.js";

/** A program with a function that has a rule, whose results the compiler copies. */
const program = (body: string, after = ""): string => `import { withRule } from "cotangent";
  function doubled(x: Float64Array): Float64Array {
    const y = new Float64Array(3);
    for (let i = 0; i < 3; i++) y[i] = 2 * x[i];
    return y;
  }
  const twice: (x: Float64Array) => Float64Array = withRule((x: Float64Array): Float64Array => { ${body} }, {
    jvp: ([x], [dx]) => [twice(x), doubled(dx)],
  });
  export function f(x: Float64Array): number {
    const y = twice(x);
    ${after}
    return y[0] * x[1] + y[2] * y[1];
  }`;
const points = [[Float64Array.of(1.5, -0.5, 2)]];
const loop = "const y = new Float64Array(3); for (let i = 0; i < 3; i++) y[i] = 2 * x[i];";

test("what a function with a rule has made itself is not copied", () => {
  const text = program(`${loop} return y;`);
  check(text, { points });
  const { code, diagnostics } = compile(`import { grad } from "cotangent";\n${text}\nexport const g = grad(f);`);
  expect(diagnostics).toEqual([]);
  expect(code["main.ts"].slice(code["main.ts"].indexOf("twice_"))).not.toContain(".slice()");
});

test.each([
  ["each time anew", `${loop} return y;`, "const z = twice(y); z[1] *= y[0]; y[2] = z[1];"],
  [
    "a part of it",
    "const y = new Float64Array(4); for (let i = 0; i < 3; i++) y[i] = 2 * x[i]; return y.subarray(0, 3);",
    "",
  ],
  ["what is used again", `${loop} const z = y.slice(); y[0] = 7; z[1] += 0 * y[0]; return z;`, ""],
  [
    "what is made in front of a loop",
    "const y = new Float64Array(3); let z = y; for (let i = 0; i < 3; i++) { y[i] = 2 * x[i]; z = y.slice(); } return z;",
    "y[1] += x[0];",
  ],
])("%s is right", (_, body, after) => {
  check(program(body, after), { points });
});
