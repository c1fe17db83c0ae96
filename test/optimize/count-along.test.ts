import { describe, expect, test } from "vitest";
import { gradientText } from "../support/gradient-text.js";
import { check } from "../support/harness.js";

const program = (body: string): string =>
  `export function f(x: Float64Array, w: Float64Array, n: number): number { let s = 0; ${body} }`;

const gradient = (body: string): string => gradientText(program(body));

const turn = (index: string): string => `s = Math.sin(s + x[i] * w[${index}]);`;

/** None of these counters is carried, or only from turn to turn of the outer loop. */
const along: readonly (readonly [string, string])[] = [
  ["from zero", `let p = 0; for (let i = 0; i < x.length; i++) { ${turn("p++")} } return s;`],
  ["from elsewhere", `let p = w.length - 60; for (let i = 2; i < x.length; i++) { ${turn("p++")} } return s;`],
  ["counted before it is used", `let p = 2; for (let i = 0; i < x.length; i++) { ${turn("++p")} } return s;`],
  ["downwards", `let p = w.length - 1; for (let i = 0; i < x.length; i++) { ${turn("p--")} } return s;`],
  [
    "against a counter that runs down",
    `let p = 3; for (let i = x.length - 1; i >= 0; i--) { ${turn("p++")} } return s;`,
  ],
  ["with a counter that runs down", `let p = 70; for (let i = x.length - 1; i > 0; i--) { ${turn("p--")} } return s;`],
  [
    "several in a turn",
    `let p = 0; for (let i = 0; i < x.length; i++) { ${turn("p++")} ${turn("p++")} p += 2; } return s;`,
  ],
  ["in twos", `let p = 1; for (let i = 0; i < x.length; i += 2) { ${turn("p")} p += 4; } return s;`],
  ["in twos, downwards", `let p = 1; for (let i = x.length - 1; i >= 1; i -= 2) { ${turn("p")} p += 2; } return s;`],
  [
    "by the length of an array",
    `let p = 1; for (let i = 0; i < x.length; i++) { ${turn("p")} p += x.length; } return s;`,
  ],
  [
    "by lengths and constants",
    `let p = 81; for (let i = 0; i < x.length; i++) { ${turn("p")} p -= x.length - 1; } return s;`,
  ],
  ["an inclusive loop", `let p = 0; for (let i = 0; i <= x.length - 1; i++) { ${turn("p++")} } return s + w[p];`],
  ["a fractional end", `let p = 0; for (let i = 0; i < n; i++) { ${turn("p++")} } return s * w[p];`],
  ["an inclusive fractional end", `let p = 0; for (let i = 0; i <= n - 1; i++) { ${turn("p++")} } return s * w[p];`],
  ["down to a fraction", `let p = 0; for (let i = x.length - 1; i > n; i--) { ${turn("p++")} } return s * w[p];`],
  [
    "down to a fraction, inclusive",
    `let p = 0; for (let i = x.length - 1; i >= n; i -= 2) { ${turn("p")} p += 2; } return s * w[p];`,
  ],
  ["used behind the loop", `let p = 5; for (let i = 3; i < x.length; i++) { ${turn("p++")} } return s * w[p];`],
  [
    "in twos, used behind",
    `let p = 5; for (let i = 3; i < x.length; i += 2) { ${turn("p")} p += 4; } return s * w[p];`,
  ],
  [
    "as a number",
    `let p = 5; for (let i = 0; i < x.length; i++) { s = Math.sin(s + p * x[i]); p -= 3; } return s * p;`,
  ],
  [
    "as a number, as the counter",
    `let p = 1; for (let i = 1; i < x.length; i++) { s = Math.sin(s + p / x[i]); p++; } return s;`,
  ],
  [
    "-1 times the counter",
    `let p = 0; for (let i = 0; i < x.length; i++) { s = Math.sin(s + x[i] + Math.atan2(p, -1) * w[i]); p--; } return s;`,
  ],
  [
    "rows of a matrix",
    `let p = 0; for (let i = 0; i < x.length; i++) for (let j = 0; j < x.length; j++) { ${turn("p++")} } return s;`,
  ],
  ["rows of n", `let p = 0; for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) { ${turn("p++")} } return s;`],
  [
    "pairs in a matrix",
    `let p = 0; for (let i = 0; i < 5; i++) { for (let j = 1; j <= 7; j += 3) { ${turn("p")} p += 3; } p += 2; } return s * w[p];`,
  ],
  [
    "in a closure",
    `let p = 3; const next = () => w[p++]; for (let i = 0; i < x.length; i++) s = Math.sin(s + x[i] * next()); return s;`,
  ],
  [
    "in a loop that is a counted one",
    `let p = 3, i = 0; while (i < x.length) { ${turn("p++")} i++; } return s + w[i];`,
  ],
  [
    "under a condition",
    `let p = 3; for (let i = 0; i < x.length; i++) { if (x[i] > 0.9) { ${turn("p")} } p++; } return s;`,
  ],
  [
    "what stands in the initial value",
    `for (let i = 0; i < x.length; i++) { let p = i; for (let j = i; j < x.length; j++) { ${turn("p++")} } } return s;`,
  ],
];

/** Functions of the index while the function is differentiated, and carried in each sweep for itself in the end. */
const triangles: readonly (readonly [string, string])[] = [
  ["by the counter", `let p = 0; for (let i = 0; i < x.length; i++) { ${turn("p")} p += i; } return s;`],
  [
    "by twice the counter and more, from two on",
    `let p = 3; for (let i = 2; i < x.length; i++) { ${turn("p")} p += i + (i - 1); } return s;`,
  ],
  [
    "by less than the counter",
    `let p = 90; for (let i = 1; i < x.length; i++) { ${turn("p")} p -= 3 - i + x.length; } return s;`,
  ],
  [
    "places in a triangle",
    `let p = 0; for (let i = 0; i < x.length; i++) for (let j = i + 1; j < x.length; j++) { ${turn("p++")} } return s;`,
  ],
  [
    "places in a triangle with its diagonal",
    `let p = 4; for (let i = 0; i < x.length; i++) for (let j = 0; j <= i; j++) { ${turn("p++")} } return s;`,
  ],
  [
    "places in a triangle of order n",
    `let p = 4; for (let i = 0; i < n; i++) for (let j = i; j < n; j++) { ${turn("p++")} } return s;`,
  ],
];

const outer: readonly (readonly [string, string])[] = [
  [
    "a triangle with a fractional end, inclusive",
    `let p = 5; for (let i = 0; i < n; i++) for (let j = i + 2; j <= n; j++) { ${turn("p++")} } return s * w[p];`,
  ],
  [
    "a triangle with an end that is known",
    `let p = 5; for (let i = 0; i < x.length; i++) for (let j = i; j < 6; j++) { ${turn("p++")} } return s * w[p];`,
  ],
  [
    "a triangle",
    `let p = 0; for (let i = 0; i < x.length; i++) for (let j = i + 1; j < x.length; j++) { ${turn("p++")} } return s * w[p];`,
  ],
  [
    "a triangle with its diagonal",
    `let p = 0; for (let i = 0; i < x.length; i++) for (let j = 0; j <= i; j++) { ${turn("p++")} } return s * w[p];`,
  ],
  [
    "a triangle, downwards",
    `let p = 0; for (let i = 0; i < x.length; i++) for (let j = i - 1; j >= 0; j--) { ${turn("p++")} } return s * w[p];`,
  ],
  [
    "a triangle without its corner",
    `let p = 0; for (let i = 0; i < x.length; i++) for (let j = i + 2; j < x.length; j++) { ${turn("p++")} } return s * w[p];`,
  ],
];

describe("a loop does not carry what it adds the same to in each turn", () => {
  test.each(along)("%s", (_, body) => {
    expect(gradient(body)).not.toMatch(/\bp\w*_cache|let p\b|\bp\+\+/);
  });

  test.each(triangles)("%s: no reverse sweep needs it", (_, body) => {
    expect(gradient(body)).not.toMatch(/\bp\w*_cache/);
  });

  test.each(outer)("%s: only the outer one does", (_, body) => {
    const code = gradient(body);
    expect(code).toContain("p_cache[i] =");
    expect(code.match(/p\w*_cache\w*\[/g)).toHaveLength(2);
  });

  test("reads like a program that has no such variable", () => {
    const code = gradient(
      `for (let k = 0; k < 5; k++) { let at = k * 7 + 3; for (let i = 0; i < n; i++) for (let j = i + 1; j < n; j++) s += Math.exp(x[j] * w[at++]); } return s;`,
    );
    expect(code).toContain("w[at + (j - i) - 1]");
  });

  test("places in a triangle are carried in each sweep for itself", () => {
    const code = gradient(
      `const y = x.slice(); let at = 3; for (let i = 0; i < n; i++) for (let j = i + 1; j < n; j++) y[j] = Math.sin(y[j] + y[i] * w[at++]); return y[n - 1];`,
    );
    expect(code).toMatch(/at \+= m - i;/);
    expect(code).toMatch(/at_1 -= m \+ 1 - i;/);
    expect(code).not.toMatch(/at_cache|\bi \* /);
  });
});

const kept: readonly (readonly [string, string])[] = [
  [
    "counted under a condition",
    `let p = 0; for (let i = 0; i < x.length; i++) if (x[i] > 0.9) { ${turn("p++")} } return s;`,
  ],
  ["counted by what changes", `let p = 0; for (let i = 0; i < x.length; i++) { ${turn("p")} p += i * i; } return s;`],
  [
    "counted by the counter, of a loop in twos",
    `let p = 0; for (let i = 0; i < x.length; i += 2) { ${turn("p")} p += i; } return s;`,
  ],
  [
    "counted by the counter and used behind",
    `let p = 0; for (let i = 0; i < x.length; i++) { ${turn("p")} p += i; } return s * w[p];`,
  ],
  [
    "counted by the counter, as a number",
    `let p = 0; for (let i = 0; i < x.length; i++) { s = Math.sin(s + p * x[i]); p += i; } return s;`,
  ],
  ["doubled", `let p = 1; for (let i = 0; i < x.length; i++) { ${turn("p % 50")} p += p; } return s;`],
  ["in thirds of turns", `let p = 1; for (let i = 0; i < x.length; i += 3) { ${turn("p++")} } return s;`],
  ["fractions", `let p = 0.1; for (let i = 0; i < x.length; i++) { s = Math.sin(s + p * x[i]); p += 0.1; } return s;`],
  [
    "numbers of the caller",
    `let p = n; for (let i = 0; i < x.length; i++) { s = Math.sin(s + p * x[i]); p += 1; } return s;`,
  ],
  [
    "more than sums are exact for",
    `let p = 9007199254740989; for (let i = 0; i < x.length; i++) { s = Math.sin(s + (p % 16) * x[i]); p += 1; } return s;`,
  ],
  [
    "-0 in the first turn",
    `let p = -0; for (let i = 0; i < x.length; i++) { s = Math.sin(s + x[i] + Math.atan2(p, -1)); p += 1; } return s;`,
  ],
];

describe("what it cannot tell stays", () => {
  test.each(kept)("%s", (_, body) => {
    expect(gradient(body)).toMatch(/let p\b/);
  });
});

describe("derivatives", () => {
  const w = Float64Array.from({ length: 100 }, (_, k) => Math.cos(k * k) / 2);
  const x = (length: number) => Float64Array.from({ length }, (_, k) => 0.5 + ((5 * k) % 7) / 6);
  const points = Array.from({ length: 10 }, (_, k) => [x(k), w, [k, k - 0.5, k / 2, Number.NaN][k % 4]]);

  test.each([...along, ...triangles, ...outer])("%s", (_, body) => {
    check(program(body), { points, wrt: [0, 1] });
  });

  test.each(kept)("%s", (_, body) => {
    check(program(body), { points: points.slice(0, 3), wrt: [0, 1] });
  });
});
