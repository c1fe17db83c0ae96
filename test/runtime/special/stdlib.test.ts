/** The modules that `runtime/scripts/vendor-stdlib.js` writes. */
import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const runtime = new URL("../../../runtime/", import.meta.url);
const folder = new URL("src/special/stdlib/", runtime);
const textOf = (file: string): string => readFileSync(new URL(file, folder), "utf8");
const modules = readdirSync(folder).filter((file) => file.endsWith(".ts"));
const withoutComments = (text: string): string => text.replace(/\/\*[\s\S]*?\*\//g, "");

test.each(modules)("%s names its package, version and authors", (file) => {
  const name = file.slice(0, -".ts".length);
  expect(textOf(file)).toMatch(
    new RegExp(
      `^/\\*\\*\n \\* @license Apache-2.0\n \\*\n \\* @stdlib/math-base-special-${name} \\d+\\.\\d+\\.\\d+, Copyright`,
    ),
  );
  expect(textOf(file)).toMatch(/Copyright.* (Boost|Zhang|Maddock|Sun Microsystems|Moshier)/);
});

test.each(modules)("%s needs nothing but the language and its neighbours", (file) => {
  const code = withoutComments(textOf(file));
  expect(code).not.toMatch(/\b(eval|Function|require|module|process|globalThis|window|Buffer|Array|Symbol)\b/);
  for (const [, from] of code.matchAll(/\bfrom "(.*)"/g)) expect(from).toMatch(/^\.\.?\/[\w-]+\.js$/);
});

test("the licences are shipped", () => {
  const { files, license } = JSON.parse(readFileSync(new URL("package.json", runtime), "utf8"));
  expect(files).toContain("src");
  expect(license).toBe("MIT AND Apache-2.0 AND BSL-1.0");
  expect(textOf("LICENSE")).toMatch(/Apache License\s+Version 2.0/);
  for (const owner of ["The Stdlib Authors", "Boost Software License", "Stephen L. Moshier", "Sun Microsystems"])
    expect(textOf("NOTICE")).toContain(owner);
});
