import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { transformSync } from "esbuild";
import { describe, expect, test } from "vitest";
import { type Callable, compile } from "../support/compile.js";
import { type Example, evaluate, examplesOf, withoutExamples } from "../support/examples.js";
import { check, type CheckOptions } from "../support/harness.js";
import { type Program, programs, reals } from "../support/programs.js";
import { strictErrors } from "../support/strict.js";

/** Some ten operations. */
const longest = 120;

const header = 'import { grad, jvp, valueAndGrad, vjp } from "cotangent";\n';
const split = (list: readonly Program[]): void =>
  programs(list.map(([title, source, points, options]) => [title, source, points, { ...options, longest }]));

/** A function of `count` statements, none of which is like another. */
function straightLine(count: number, parameter = "x: Float64Array"): string {
  const statements = Array.from({ length: count }, (_, k) => {
    const [a, b] = [k === 0 ? "x[0]" : `v${k - 1}`, k < 7 ? `x[${k}]` : `v${k - 1 - ((k * 7) % 7)}`];
    const forms = [
      `${a} / (1 + ${b} * ${b})`,
      `Math.sqrt(1 + ${a} * ${a}) - 0.${k} * ${b}`,
      `0.6 * ${a} + 0.${k} * ${b}`,
    ];
    return `  const v${k} = ${forms[k % 3]};`;
  });
  return `export function f(${parameter}): number {\n${statements.join("\n")}\n  return v${count - 1};\n}\n`;
}

describe("programs in parts of a few operations", () => {
  const folder = path.join(import.meta.dirname, "../golden");
  const sources = readdirSync(folder).filter((name) => /^[^.]+\.ts$/.test(name));

  test.each(sources)("%s", (file) => {
    const main = readFileSync(path.join(folder, file), "utf8");
    const source = withoutExamples(main);
    const options = evaluate(/^\/\/ check (\{.*\})$/m.exec(main)?.[1] ?? "{}") as Partial<CheckOptions>;
    const isFunction = ({ callee }: Example) => new RegExp(`^export function ${callee}\\b`, "m").test(main);
    const examples = examplesOf(main).filter(isFunction);
    for (const name of new Set(examples.map(({ callee }) => callee))) {
      const points = examples
        .filter(({ callee }) => callee === name)
        .map(({ args, says }) => ({ args: evaluate(`[${args}]`) as unknown[], value: evaluate(says) }));
      check(source, { ...options, name, points, longest, typecheck: true });
    }
  });

  test("are the same to the last bit", () => {
    const source = `${header}${straightLine(60)}
      export const both = valueAndGrad(f);
      export const forward = jvp(f);
      export const pull = (x: Float64Array) => { const [y, back] = vjp(f)(x); return [y, back(1), back(2)]; };`;
    const [whole, parts] = [compile(source), compile(source, 1, longest)];
    expect(whole.code["main.ts"]).not.toContain("_part");
    expect(parts.code["main.ts"].match(/_part\d+\(/g)?.length).toBeGreaterThan(60);
    const x = reals(0.3, 0.7, -0.2, 1.1, 0.4, 0.9, 0.5);
    const t = reals(1, 0.5, -1, 0, 2, 1, 3);
    const results = [whole, parts].map(({ exports }) => {
      const [both, forward, pull] = ["both", "forward", "pull"].map((name) => exports[name] as Callable);
      return [both(x), forward([x], [t]), pull(x)];
    });
    expect(results[1]).toEqual(results[0]);
  });
});

describe("what is handed from part to part", () => {
  split([
    [
      "what is missing stays missing, and is not a number",
      `export function f(x: number, list: number[], scale?: number): number {
        const far = list[7];
        const a = x * x + list[0] * x;
        const b = Math.sin(a) * list[1] + a;
        const c = b * a + x + Math.cos(b) * x + Math.exp(-a * b);
        const known = far === undefined ? c : far;
        const times = scale ?? known * b + c;
        return times * known + (scale === undefined ? a : b) * c;
      }`,
      [
        [0.3, [1.5, -0.4], undefined],
        [0.3, [1.5, -0.4], 2],
        [0.3, [1, 2, 3, 4, 5, 6, 7, 8], undefined],
      ],
      { wrt: [0] },
    ],
    [
      "references, whole numbers and decisions",
      `interface Point { x: number; y: number }
      export function f(points: Point[], weights: Float64Array): number {
        const [p, q] = points;
        const last = Math.floor(weights.length / 2);
        const isFar = p.x * p.x + p.y * p.y > q.x * q.x + q.y * q.y;
        const chosen = isFar ? p : q;
        const other = isFar ? q : p;
        chosen.x += weights[last] * Math.sin(other.y) + weights[0];
        other.y *= chosen.x * weights[1] + Math.cos(chosen.y);
        const near = chosen.x * other.y < weights[last];
        p.x = near ? p.x * q.y : p.y * Math.exp(-q.x * q.x) + weights[last];
        q.y += p.x * chosen.y + other.x * Math.tanh(p.y) + (isFar ? weights[last] : 0);
        return p.x * q.y + p.y * q.x + weights[last] * chosen.x;
      }`,
      [
        [
          [
            { x: 0.3, y: 0.8 },
            { x: -0.4, y: 0.5 },
          ],
          reals(0.2, 0.7, 1.1, -0.3),
        ],
        [
          [
            { x: 0.3, y: 0.2 },
            { x: -0.9, y: 0.5 },
          ],
          reals(0.2, 0.7, -1.1, -0.3),
        ],
      ],
    ],
    [
      "loops and branches that are too long by themselves",
      `export function f(x: Float64Array, n: number): number {
        let s = 0.1;
        for (let i = 0; i < n; i++) {
          const a = x[i] * s + Math.sin(x[i]);
          const b = a * a + s / (2 + a) + x[0];
          if (b > 0.5) {
            const c = Math.exp(-b * b) + a * x[1];
            const d = c * b + Math.cos(c) * s;
            s += c * d + a - Math.sqrt(1 + d * d) * x[i];
          } else {
            s -= a * b * 0.5 + Math.tanh(a + b) * x[2] + x[i] / (1 + b * b);
          }
          x[i] = s * a + b;
        }
        return s * x[0] + x[n - 1];
      }`,
      [[reals(0.3, 0.7, -0.2, 1.1), 4]],
      { wrt: [0] },
    ],
    [
      "exits from the middle",
      `export function f(x: Float64Array, limit: number): number {
        let s = 0;
        for (const each of x) {
          const a = each * each + Math.sin(each) * limit;
          if (a > limit) return s * a + each;
          const b = a * Math.exp(-each) + s * each - Math.cos(a) * limit;
          if (b < -limit) throw new RangeError("too small");
          s += b * a + each / (2 + b * b);
        }
        const c = s * limit + Math.tanh(s) * x[0];
        return c * s + Math.sqrt(1 + c * c);
      }`,
      [
        [reals(0.3, 0.7, -0.2), 4],
        [reals(0.3, 1.7, -0.2), 2],
        [reals(0.3, -3.5, 0.2), 1],
      ],
    ],
  ]);

  test("by a call that begins another one", () => {
    const source = `${header}${straightLine(40, "x: Float64Array, again: () => void").replace(
      "  return",
      "  again();\n  return",
    )}
      let depth = 0;
      const derivative = grad(f);
      export const run = (x: Float64Array): Float64Array[] => {
        const found: Float64Array[] = [];
        const again = (): void => { if (depth++ < 1) found.push(derivative(x.map((each) => 2 * each), again)); };
        found.push(derivative(x, again));
        depth = 0;
        return found;
      };`;
    const x = reals(0.3, 0.7, -0.2, 1.1, 0.4, 0.9, 0.5);
    const [whole, parts] = [compile(source), compile(source, 1, longest)];
    expect(parts.diagnostics).toEqual([]);
    expect((parts.exports.run as Callable)(x)).toEqual((whole.exports.run as Callable)(x));
  });
});

test("engines can optimize every part of a long function", () => {
  const { code } = compile(`${header}${straightLine(1200)}\nexport const d = grad(f);\nexport const p = vjp(f);`);
  const sizes = bytecodeSizes(code["main.ts"]);
  const parts = [...sizes].filter(([name]) => /^f_(?:grad|forward|reverse)/.test(name));
  expect(parts.length).toBeGreaterThan(8);
  expect(Math.max(...parts.map(([, size]) => size))).toBeLessThan(55_000);
  expect(Math.max(...parts.map(([, size]) => size))).toBeGreaterThan(30_000);
  expect(strictErrors({ "main.ts": code["main.ts"] })).toEqual([]);
});

/** The length of the bytecode of each function, as the engine reports it that runs this. */
function bytecodeSizes(source: string): Map<string, number> {
  const { code } = transformSync(source, { loader: "ts", format: "cjs" });
  // Compiled, but not run.
  const output = execFileSync(process.execPath, ["--no-lazy", "--print-bytecode", "--print-bytecode-filter=f_*", "-"], {
    input: `() => {${code}}`,
    maxBuffer: 2 ** 28,
    encoding: "utf8",
  });
  const lengths = output.matchAll(/generated bytecode for function: (\w+)[^\n]*\nBytecode length: (\d+)/g);
  return new Map([...lengths].map(([, name, length]) => [name, Number(length)]));
}
