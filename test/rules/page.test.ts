import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { primitivesPage } from "../../plugin/src/rules/page.js";

test("docs/primitives.md is what the rule table says; `npm run docs:primitives` renews it", () => {
  expect(readFileSync(new URL("../../docs/primitives.md", import.meta.url), "utf8")).toBe(primitivesPage());
});
