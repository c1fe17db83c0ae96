/** Bundles temporary projects with each bundler, as a script of a user would. */
import path from "node:path";
import { node } from "../support/run.js";
import { type TempProject, tempProject } from "../support/temp-project.js";

const tsLoader = `import ts from "typescript-6";
export default function (source) {
  return ts.transpileModule(source, { compilerOptions: { target: "ES2022", module: "ESNext" } }).outputText;
}
`;

/** Scripts that bundle `src/main.ts` of a folder to `out/main.js` with nothing but the plugin. */
const scripts = {
  vite: `import { build } from "vite";
import cotangent from "@cotangent/plugin/vite";
export const bundle = (root, entry) => build({ root, configFile: false, logLevel: "silent", plugins: [cotangent()],
  build: { outDir: root + "/out", sourcemap: true, minify: false, lib: { entry, formats: ["es"], fileName: () => "main.js" } } });`,
  rollup: `import { rollup } from "rollup";
import cotangent from "@cotangent/plugin/rollup";
export const bundle = async (root, input) => {
  const made = await rollup({ input, plugins: [cotangent()], external: [/^cotangent/] });
  await made.write({ file: root + "/out/main.js", sourcemap: true });
};`,
  rolldown: `import { rolldown } from "rolldown";
import cotangent from "@cotangent/plugin/rolldown";
export const bundle = async (root, input) => {
  const made = await rolldown({ input, plugins: [cotangent()] });
  await made.write({ file: root + "/out/main.js", sourcemap: true });
};`,
  esbuild: `import { build } from "esbuild";
import cotangent from "@cotangent/plugin/esbuild";
export const bundle = (root, entry) => build({ entryPoints: [entry], outfile: root + "/out/main.js", bundle: true,
  format: "esm", sourcemap: true, logLevel: "silent", plugins: [cotangent()] });`,
  webpack: `import webpack from "webpack";
import cotangent from "@cotangent/plugin/webpack";
export const bundle = async (root, entry) => {
  const stats = await new Promise((resolve, reject) => webpack({
    mode: "production", optimization: { minimize: false }, context: root, entry, devtool: "source-map", target: "node",
    output: { path: root + "/out", filename: "main.js", module: true }, experiments: { outputModule: true },
    resolve: { extensionAlias: { ".js": [".ts", ".js"] } },
    module: { rules: [{ test: /\\.ts$/, loader: import.meta.dirname + "/ts-loader.mjs" }] },
    plugins: [cotangent()],
  }, (error, stats) => error ? reject(error) : resolve(stats)));
  if (stats.hasErrors()) throw new Error(stats.toString({ all: false, errors: true }));
};`,
} as const;

export const bundlers = Object.keys(scripts) as Bundler[];

/** Bundles one folder after the other, as told by arguments `folder entry`; prints the errors as the bundler gives them. */
const runner = `import { bundle } from "./bundle.mjs";
const args = process.argv.slice(2);
const errors = [];
for (let i = 0; i < args.length; i += 2) {
  errors.push(await bundle(args[i], args[i + 1]).then(() => null, (error) => error.message));
}
console.log("\\n" + JSON.stringify(errors));
`;

export type Bundler = keyof typeof scripts;

/** The error of each, null where there was none. From a directory that has nothing to do with any of them. */
export function bundle(
  bundler: Bundler,
  ...entries: readonly (readonly [temp: TempProject, entry: string])[]
): (string | null)[] {
  const host = tempProject({ "bundle.mjs": scripts[bundler], "run.mjs": runner, "ts-loader.mjs": tsLoader });
  const args = entries.flatMap(([temp, entry]) => [temp.directory, temp.file(entry)]);
  const { code, stdout, stderr } = node(path.parse(host.directory).root, host.file("run.mjs"), ...args);
  if (code !== 0) throw new Error(stderr);
  return JSON.parse(stdout.trimEnd().split("\n").at(-1) ?? "") as (string | null)[];
}
