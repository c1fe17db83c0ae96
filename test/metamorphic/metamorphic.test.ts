/** The programs of the golden files, rewritten in ways that change nothing: their gradients stay the same. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { compile } from "../support/compile.js";
import { evaluate, examplesOf, withoutExamples } from "../support/examples.js";
import { clone, close, difference, hasReals } from "../support/trees.js";
import { rewrites } from "./rewrites.js";

interface Program {
  readonly source: string;
  readonly name: string;
  readonly points: readonly (readonly unknown[])[];
  readonly argnums: readonly number[];
}

const folder = path.join(import.meta.dirname, "../golden");

const programs = readdirSync(folder)
  .filter((file) => /^[^.]+\.ts$/.test(file))
  .flatMap((file): [string, Program][] => {
    const text = readFileSync(path.join(folder, file), "utf8");
    const examples = examplesOf(text).filter(
      ({ callee, says }) =>
        new RegExp(`^export function ${callee}\\b`, "m").test(text) &&
        typeof attempt(() => evaluate(says)) === "number",
    );
    const name = examples[0]?.callee;
    if (name === undefined) return [];
    const points = examples
      .filter(({ callee }) => callee === name)
      .map(({ args }) => evaluate(`[${args}]`) as unknown[]);
    const wrt = (evaluate(/^\/\/ check (\{.*\})$/m.exec(text)?.[1] ?? "{}") as { wrt?: number[] }).wrt;
    const argnums = wrt ?? points[0].flatMap((arg, k) => (hasReals(arg) ? [k] : []));
    const source = withoutExamples(text);
    return argnums.length > 0 ? [[file, { source, name, points, argnums }]] : [];
  });

function attempt(body: () => unknown): unknown {
  try {
    return body();
  } catch {
    return undefined;
  }
}

const HEAD = 'import { valueAndGrad as differentiate } from "cotangent";\n';

function gradients(source: string, { name, points, argnums }: Program, order = argnums): unknown[] {
  const request = `\nexport const derivative_ = differentiate(${name}, { argnums: [${order.join(", ")}] });\n`;
  const { exports, diagnostics } = compile(HEAD + source + request);
  expect(diagnostics.map(({ code, message }) => `${code}: ${message}`)).toEqual([]);
  const derivative = exports.derivative_ as (...args: unknown[]) => unknown;
  return points.map((point) => derivative(...clone(point)));
}

describe.each(programs)("%s", (_, program) => {
  const original = gradients(program.source, program);

  test.each(Object.entries(rewrites))("%s", (_, rewrite) => {
    const found = gradients(rewrite(program.source), program);
    expect(difference(found, original, close(1e-12))).toBeUndefined();
  });

  test("with permuted parameters", () => {
    const { source, name, argnums } = program;
    const count = Math.max(...program.points.map((point) => point.length));
    if (new RegExp(`function ${name}\\([^)]*\\.\\.\\.`).test(source)) return;
    const backwards = (list: readonly unknown[]): unknown[] => [...list, ...Array(count - list.length)].reverse();
    const params = Array.from({ length: count }, (_, k) => `p${k}: Parameters<typeof ${name}>[${k}]`);
    const permuted = `${source}
export function permuted_(${backwards(params).join(", ")}): number {
  return ${name}(${params.map((_, k) => `p${k}!`).join(", ")});
}`;
    const moved = { ...program, name: "permuted_", points: program.points.map(backwards) };
    const found = gradients(
      permuted,
      moved,
      argnums.map((k) => count - 1 - k),
    );
    expect(difference(found, original, close(1e-12))).toBeUndefined();
  });
});

test("there are programs", () => expect(programs.length).toBeGreaterThan(20));
