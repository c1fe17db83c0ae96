import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { diagnosticsPage } from "../../plugin/src/diagnostics/page.js";

const page = fileURLToPath(new URL("../../docs/diagnostics.md", import.meta.url));

test("docs/diagnostics.md is what the catalogue says; `vitest run test/frontend/page.test.ts -u` renews it", async () => {
  await expect(diagnosticsPage()).toMatchFileSnapshot(page);
});
