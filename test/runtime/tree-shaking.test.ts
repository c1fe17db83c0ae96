/** What bundlers keep of an entry of which nothing is used: nothing, and that because its modules do nothing when they are loaded. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { type Plugin, rollup } from "rollup";
import { describe, expect, test } from "vitest";
import { repository } from "../support/temp-project.js";

interface Manifest {
  readonly exports: Readonly<Record<string, string | { readonly default?: string; readonly import?: string }>>;
}

const runtime = path.join(repository, "runtime");
const manifest = JSON.parse(readFileSync(path.join(runtime, "package.json"), "utf8")) as Manifest;
const entries = new Map(
  Object.entries(manifest.exports).flatMap(([name, target]): [string, string][] => {
    const file = typeof target === "string" ? target : (target.import ?? target.default);
    if (!file?.endsWith(".js")) return [];
    return [[name === "." ? "cotangent" : `cotangent/${name.slice(2)}`, path.join(runtime, file)]];
  }),
);

/** The package as it is built, without what its manifest promises of side effects. */
const resolution: Plugin = {
  name: "resolution",
  resolveId(name) {
    if (name === "main") return { id: name, moduleSideEffects: true };
    const entry = entries.get(name);
    if (entry !== undefined) return { id: entry, moduleSideEffects: true };
    return name.startsWith(".") ? null : { id: name, external: true, moduleSideEffects: false };
  },
};

async function rolledUp(text: string): Promise<string> {
  const loading: Plugin = { name: "main", load: (id) => (id === "main" ? text : null) };
  const bundle = await rollup({
    input: "main",
    plugins: [resolution, loading],
    treeshake: { moduleSideEffects: true },
  });
  const { output } = await bundle.generate({ format: "es" });
  return output[0].code.trim();
}

test("there are entries to look at", () => {
  expect([...entries.keys()]).toEqual(
    expect.arrayContaining([
      "cotangent",
      "cotangent/linalg",
      "cotangent/special",
      "cotangent/random",
      "cotangent/optim",
    ]),
  );
});

describe.each([...entries.keys()])("%s", (entry) => {
  test("esbuild", async () => {
    const contents = `import {} from "${entry}";\nimport * as all from "${entry}";`;
    const stdin = { contents, resolveDir: import.meta.dirname };
    // The progress bar's package is one of node.
    const options = {
      bundle: true,
      write: false,
      format: "esm",
      minify: true,
      platform: "node",
      logLevel: "error",
    } as const;
    const { outputFiles } = await build({ stdin, ...options });
    expect(outputFiles[0].text.trim()).toBe("");
  });

  test("Rollup, which looks into every module", async () => {
    expect(await rolledUp(`import "${entry}";\nimport * as all from "${entry}";`)).toBe("");
    expect(await rolledUp(`import * as all from "${entry}";\nconsole.log(all);`)).not.toBe("");
  });
});

test("the operators alone take less than three kilobytes", async () => {
  const stdin = { contents: 'export { grad } from "cotangent";', resolveDir: import.meta.dirname };
  const { outputFiles } = await build({ stdin, bundle: true, write: false, format: "esm", minify: true });
  expect(gzipSync(outputFiles[0].contents).length).toBeLessThan(3000);
});
