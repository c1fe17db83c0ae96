/**
 * Generated code beside what it comes from, in `test/golden`: `name.ts` is a module, `name.expected.ts` what the compiler
 * appends to it, byte for byte; `npm run golden` writes it anew. The statements at the end of a module call its functions
 * and say what they give; `// check { wrt: [0] }` in front of them has options for the harness.
 */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { compile, type Sources } from "../support/compile.js";
import { type Example, evaluate, examplesOf, withoutExamples } from "../support/examples.js";
import { check } from "../support/harness.js";
import { strictErrors } from "../support/strict.js";
import { close, difference } from "../support/trees.js";

const folder = path.join(import.meta.dirname, "../golden");
const expected = (file: string): string => file.replace(/\.ts$/, ".expected.ts");
const isSource = (file: string): boolean => /^[^.]+\.ts$/.test(file);

interface Fixture {
  readonly name: string;
  /** The files of its modules, by the names that they are compiled under. */
  readonly files: Readonly<Record<string, string>>;
}

const fixtures = readdirSync(folder, { withFileTypes: true }).flatMap((entry): Fixture[] => {
  const at = path.join(folder, entry.name);
  if (!entry.isDirectory())
    return isSource(entry.name) ? [{ name: entry.name.slice(0, -3), files: { "main.ts": at } }] : [];
  const files = readdirSync(at).filter(isSource);
  return [{ name: entry.name, files: Object.fromEntries(files.map((file) => [file, path.join(at, file)])) }];
});

const sourcesOf = ({ files }: Fixture): Sources =>
  Object.fromEntries(Object.entries(files).map(([name, file]) => [name, withoutExamples(readFileSync(file, "utf8"))]));

describe.each(fixtures)("$name", (fixture) => {
  const sources = sourcesOf(fixture);
  const main = readFileSync(fixture.files["main.ts"], "utf8");
  const examples = examplesOf(main);
  const isFunction = ({ callee }: Example) => new RegExp(`^export function ${callee}\\b`, "m").test(main);

  test("generated code", async () => {
    const { code, diagnostics } = compile(sources);
    expect(diagnostics).toEqual([]);
    for (const [name, file] of Object.entries(fixture.files)) {
      const generated = appended(code[name], sources[name]);
      if (generated !== "") await expect(generated).toMatchFileSnapshot(expected(file));
    }
  });

  test.each(examples)("$code is $says", ({ code, says }) => {
    const scope = compile(sources).exports;
    const throws = /^throws (\w+)$/.exec(says);
    if (throws) expect(() => evaluate(code, scope)).toThrow(globalThis[throws[1] as "RangeError"]);
    else expect(difference(evaluate(code, scope), evaluate(says), close(1e-13))).toBeUndefined();
  });

  test("derivatives in every mode, against differences", () => {
    const functions = examples.filter(isFunction);
    expect(functions).not.toEqual([]);
    for (const name of new Set(functions.map(({ callee }) => callee))) {
      const points = functions
        .filter(({ callee }) => callee === name)
        .map(({ args, says }) => ({ args: evaluate(`[${args}]`) as unknown[], value: evaluate(says) }));
      const options = /^\/\/ check (\{.*\})$/m.exec(main)?.[1] ?? "{}";
      check(sources, { name, points, ...(evaluate(options) as object) });
    }
  });
});

test("everything that is generated is strict TypeScript", () => {
  const modules = fixtures.flatMap((fixture) =>
    Object.entries(compile(sourcesOf(fixture)).code).map(([name, text]) => [
      name === "main.ts" ? `${fixture.name}.ts` : name,
      text,
    ]),
  );
  const main = modules.map(([name]) => `import "./${name.replace(/\.ts$/, ".js")}";`).join("\n");
  expect(strictErrors({ "main.ts": main, ...Object.fromEntries(modules) })).toEqual([]);
});

test("no expected code without its fixture", () => {
  const known = new Set(fixtures.flatMap(({ files }) => Object.values(files).map(expected)));
  const found = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) =>
    file.endsWith(".expected.ts"),
  );
  expect(found.filter((file) => !known.has(path.join(folder, file)))).toEqual([]);
});

/** What follows the user's text: its lines keep their numbers. */
function appended(code: string, source: string): string {
  const { length } = source.trimEnd().split("\n");
  return code.split("\n").slice(length).join("\n").trimStart();
}
