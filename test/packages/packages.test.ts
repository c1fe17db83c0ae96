/** Functions of published packages, differentiated in their packages' own code, against extrapolated differences. */
import { readdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";
import { cotangent } from "../support/run.js";
import { repository } from "../support/temp-project.js";
import { richardson } from "./richardson.js";
import type { Case } from "./src/case.js";

const folder = import.meta.dirname;
const fields = readdirSync(path.join(folder, "src"))
  .map((file) => file.replace(/\.ts$/, ""))
  .filter((name) => name !== "case");

/** The names of a field's cases, from its text: the table of tests is made before anything is built. */
function namesOf(field: string): string[] {
  const text = readFileSync(path.join(folder, "src", `${field}.ts`), "utf8");
  return [...text.matchAll(/name: "([^"]+)"/g)].map(([, name]) => name);
}

const built = new Map<string, Map<string, Case>>();

beforeAll(async () => {
  const dist = path.join(folder, "dist");
  rmSync(dist, { recursive: true, force: true });
  expect(cotangent(folder, "build")).toEqual({ code: 0, stdout: "", stderr: "" });
  for (const field of fields) {
    const { cases } = (await import(pathToFileURL(path.join(dist, `${field}.js`)).href)) as { cases: readonly Case[] };
    built.set(field, new Map(cases.map((each) => [each.name, each])));
  }
});

describe.each(fields)("%s", (field) => {
  test.each(namesOf(field))("%s", (name) => {
    const { at, value, gradient } = built.get(field)!.get(name)!;
    const expected = richardson(value, at);
    gradient(...at).forEach((found, k) => {
      expect(Math.abs(found - expected[k])).toBeLessThanOrEqual(1e-6 * (1 + Math.abs(expected[k])));
    });
  });
});

test("docs/packages.md lists them", () => {
  const page = readFileSync(path.join(repository, "docs/packages.md"), "utf8");
  const names = fields.flatMap(namesOf);
  expect(names.filter((name) => !page.includes(`| ${name} |`))).toEqual([]);
  expect(new Set(names.map((name) => name.split(":")[0])).size).toBeGreaterThanOrEqual(20);
  expect(names.length).toBeGreaterThanOrEqual(40);
});
