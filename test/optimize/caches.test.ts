/** Where numbers wait for the reverse sweep: together, behind the calls of their block. */
import { describe, expect, test } from "vitest";
import { compile } from "../support/compile.js";
import { check } from "../support/harness.js";

function gradient(source: string): string {
  const { code } = compile(`import { grad } from "cotangent";\n${source}\nexport const g = grad(f);`);
  return code["main.ts"].split("function f_grad")[1];
}

const points = [0, 1, 2, 5].map((length) => [Float64Array.from({ length }, (_, k) => 0.5 + k / 3), 0.7]);

const packed = `export function f(x: Float64Array, w: number): number {
  let [u, v] = [w, 1];
  for (let i = 0; i < x.length; i++) {
    const s = Math.sin(u * x[i]);
    const e = Math.exp(-v * v);
    u += s * e;
    v = Math.tanh(v * s + u);
  }
  return u * v;
}`;

describe("caches of the same positions", () => {
  test("are one array", () => {
    const code = gradient(packed);
    expect(code.match(/new Float64Array/g)).toHaveLength(2);
    expect(code).toMatch(/cache\[\w+ \+ [3-9]\] = /);
    check(packed, { points });
  });

  test("are stored together, behind the last call", () => {
    const body = gradient(packed).split("for (")[1];
    expect(body.indexOf("cache[")).toBeGreaterThan(body.indexOf("Math.tanh"));
  });

  test.each([
    [
      "in loops in loops, with branches",
      `for (let i = 0; i < x.length; i++) for (let k = 0; k <= i; k++) {
        const [s, e] = [Math.sin(u * x[k]), Math.exp(-u * u)];
        if (s > e) { const t = Math.tanh(s * u); u = t * e + s; } else { const [c, d] = [Math.cos(u), Math.cos(e)]; u += s * c * d; }
      }`,
    ],
    [
      "in loops of which the second reads what the first has made",
      `const y = new Float64Array(x.length);
      for (let i = 0; i < x.length; i++) { y[i] = Math.sin(u * x[i]); u = Math.exp(-u * y[i]) * Math.cos(y[i]); }
      for (let i = 0; i < x.length; i++) u = Math.tanh(u * y[i]) + Math.exp(u) * Math.sin(u);`,
    ],
    [
      "with a way out",
      `for (let i = 0; i < x.length; i++) {
        const s = Math.sin(u * x[i]);
        if (s > 0.9) throw new RangeError("large");
        u = Math.exp(-u * s) * Math.tanh(s + u) + Math.cos(u);
      }`,
    ],
    [
      "of functions that are called",
      `const step = (a: number, b: number): number => { let r = a; for (let k = 0; k < 3; k++) r = Math.sin(r * b) * Math.exp(-r) + Math.tanh(r); return r; };
      for (let i = 0; i < x.length; i++) u = step(u, x[i]) + step(x[i], u);`,
    ],
  ])("%s", (_, body) => {
    check(`export function f(x: Float64Array, w: number): number { let u = w; ${body} return u; }`, { points });
  });
});

test("a cache of inner turns keeps its size where outer turns are apart", () => {
  const source = `export function f(x: Float64Array, rows: Float64Array[]): number {
    let s = 0;
    for (let i = x.length - 1; i >= 0; i--)
      for (let j = 0; j < x.length; j++) {
        if (x[j] > x[i]) s += Math.sin(rows[j][j % 2]);
        s += rows[j][1];
      }
    return s;
  }`;
  const rows = [
    [1, 2],
    [3, 0.5],
    [0.2, 0.1],
  ].map((row) => Float64Array.from(row));
  check(source, { points: [[Float64Array.of(3, 1, 2), rows]], wrt: [1] });
});
