/** Bundlers that stay: an edit of one file changes what is generated in others, and errors go when their cause does. */
import { expect, test, vi } from "vitest";
import { node } from "../support/run.js";
import { consoleTypes, tempProject } from "../support/temp-project.js";

vi.setConfig({ testTimeout: 180_000 });
/** Each calls `built` with the error, or null, after each build, and returns what ends it. */
const watchers = {
  rollup: `import { watch } from "rollup";
import cotangent from "@cotangent/plugin/rollup";
export const start = (root, entry, built) => rollupLike(watch({ input: entry, plugins: [cotangent()],
  external: [/^cotangent/], output: { file: root + "/out/main.js" } }), built);`,
  rolldown: `import { watch } from "rolldown";
import cotangent from "@cotangent/plugin/rolldown";
export const start = (root, entry, built) => rollupLike(watch({ input: entry, plugins: [cotangent()],
  output: { file: root + "/out/main.js" } }), built);`,
  vite: `import { build } from "vite";
import cotangent from "@cotangent/plugin/vite";
export const start = async (root, entry, built) => rollupLike(await build({ root, configFile: false, logLevel: "silent",
  plugins: [cotangent()], build: { outDir: root + "/out", watch: {}, minify: false,
  lib: { entry, formats: ["es"], fileName: () => "main.js" } } }), built);`,
  esbuild: `import { context } from "esbuild";
import cotangent from "@cotangent/plugin/esbuild";
export const start = async (root, entry, built) => {
  const end = { name: "end", setup: ({ onEnd }) => onEnd(({ errors }) => built(errors[0]?.text ?? null)) };
  const made = await context({ entryPoints: [entry], outfile: root + "/out/main.js", bundle: true, format: "esm",
    logLevel: "silent", plugins: [cotangent(), end] });
  await made.watch();
  return () => made.dispose();
};`,
  webpack: `import webpack from "webpack";
import cotangent from "@cotangent/plugin/webpack";
export const start = (root, entry, built) => {
  const watching = webpack({ mode: "production", context: root, entry, target: "node",
    output: { path: root + "/out", filename: "main.js", module: true }, experiments: { outputModule: true },
    resolve: { extensionAlias: { ".js": [".ts", ".js"] } },
    module: { rules: [{ test: /\\.ts$/, loader: root + "/ts-loader.mjs" }] }, plugins: [cotangent()],
  }).watch({ aggregateTimeout: 20 }, (error, stats) =>
    built(error?.message ?? (stats.hasErrors() ? stats.toString({ all: false, errors: true }) : null)));
  return () => new Promise((resolve) => watching.close(resolve));
};`,
} as const;

const rollupLike = `
const rollupLike = (watcher, built) => {
  let error = null;
  watcher.on("event", (event) => {
    event.result?.close();
    if (event.code === "START") error = null;
    if (event.code === "ERROR") error = event.error.message;
    if (event.code === "END" || event.code === "ERROR") built(error);
  });
  return () => watcher.close();
};
`;

const tsLoader = `import ts from "typescript-6";
export default (source) => ts.transpileModule(source, { compilerOptions: { target: "ES2022", module: "ESNext" } }).outputText;
`;

/** Builds, makes one edit after the other, and prints the error or else what the bundle prints, for each. */
const runner = `import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { start } from "./watcher.mjs";
const root = import.meta.dirname;
let changed = () => {};
let latest;
const stop = await start(root, root + "/src/main.ts", (error) => {
  latest = error ?? execFileSync(process.execPath, [root + "/out/main.js"], { encoding: "utf8" }).trim();
  changed();
});
const until = async (expected) => {
  const end = Date.now() + 50_000;
  while (!latest?.includes(expected) && Date.now() < end) {
    await new Promise((resolve) => { changed = resolve; setTimeout(resolve, 500); });
  }
  return latest;
};
const seen = [];
for (const [file, text, expected] of JSON.parse(process.argv[2])) {
  if (file) {
    // Watchers of files may miss an edit that follows a build at once.
    await new Promise((resolve) => setTimeout(resolve, 500));
    latest = undefined;
    writeFileSync(root + "/" + file, text);
  }
  seen.push(await until(expected));
}
console.log(JSON.stringify(seen));
await stop();
process.exit(0);
`;

const helper = (body: string) => `export function helper(x: number): number {\n  ${body}\n}\n`;
const model = (result: string) =>
  `import { helper } from "./helper.js";\nexport function loss(x: number): number {\n  return ${result};\n}\n`;
const main = (call: string) =>
  `import { grad } from "cotangent";\nimport { loss } from "./model.js";\nconsole.log("result", ${call}, grad((x: number) => x)(0));\n`;

const bad = helper("try {\n    return x;\n  } catch {\n    return 0;\n  }");
const error = "src/helper.ts:2:3: error AD2001";

/** A file, its new text, and what comes of it. */
const edits: readonly (readonly [file: string, text: string, expected: string])[] = [
  ["", "", error],
  ["src/helper.ts", helper("return 2 * x;"), "result 12 1"],
  ["src/helper.ts", helper("return 5 * x;"), "result 30 1"],
  ["src/model.ts", model("helper(x) * x * x"), "result 135 1"],
  ["src/helper.ts", bad, error],
  ["src/helper.ts", helper("return 2 * x;"), "result 54 1"],
  ["src/main.ts", main("grad(grad(loss))(3)"), "result 36 1"],
  ["src/main.ts", main("loss(3)"), "result 54 1"],
];

test.each(Object.keys(watchers) as (keyof typeof watchers)[])("%s", (bundler) => {
  const temp = tempProject({
    "watcher.mjs": watchers[bundler] + rollupLike,
    "run.mjs": runner,
    "ts-loader.mjs": tsLoader,
    "src/console.d.ts": consoleTypes,
    "src/helper.ts": bad,
    "src/model.ts": model("helper(x) * x"),
    "src/main.ts": main("grad(loss)(3)"),
  });
  const { stdout, stderr } = node(temp.directory, "run.mjs", JSON.stringify(edits));
  const seen = JSON.parse(stdout.trim().split("\n").at(-1) || JSON.stringify([stderr])) as string[];
  expect(seen).toEqual(edits.map(([, , expected]) => expect.stringContaining(expected)));
});
