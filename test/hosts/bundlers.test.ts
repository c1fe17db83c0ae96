import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { TraceMap, originalPositionFor } from "@jridgewell/trace-mapping";
import { beforeAll, describe, expect, test } from "vitest";
import { ensureBuilt, node, type Run } from "../support/run.js";
import { repository, type TempProject, tempProject } from "../support/temp-project.js";
import { main, model, printed, refusing, workspace } from "./sources.js";

beforeAll(ensureBuilt);

const tsLoader = `import ts from "typescript-6";
export default function (source) {
  return ts.transpileModule(source, { compilerOptions: { target: "ES2022", module: "ESNext" } }).outputText;
}
`;

/** Scripts that bundle `src/main.ts` to `out/main.js` with nothing but the plugin, printing errors as the bundler gives them. */
const scripts = {
  vite: `import { build } from "vite";
import cotangent from "@cotangent/plugin/vite";
await build({ root: import.meta.dirname, logLevel: "silent", plugins: [cotangent()],
  build: { outDir: "out", sourcemap: true, minify: false, lib: { entry: "src/main.ts", formats: ["es"], fileName: () => "main.js" } } });`,
  rollup: `import { rollup } from "rollup";
import cotangent from "@cotangent/plugin/rollup";
const bundle = await rollup({ input: import.meta.dirname + "/src/main.ts", plugins: [cotangent()], external: [/^cotangent/] });
await bundle.write({ file: import.meta.dirname + "/out/main.js", sourcemap: true });`,
  rolldown: `import { rolldown } from "rolldown";
import cotangent from "@cotangent/plugin/rolldown";
const bundle = await rolldown({ input: import.meta.dirname + "/src/main.ts", plugins: [cotangent()] });
await bundle.write({ file: import.meta.dirname + "/out/main.js", sourcemap: true });`,
  esbuild: `import { build } from "esbuild";
import cotangent from "@cotangent/plugin/esbuild";
await build({ entryPoints: [import.meta.dirname + "/src/main.ts"], outfile: import.meta.dirname + "/out/main.js", bundle: true,
  format: "esm", sourcemap: true, logLevel: "silent", plugins: [cotangent()] });`,
  webpack: `import webpack from "webpack";
import cotangent from "@cotangent/plugin/webpack";
const directory = import.meta.dirname;
const stats = await new Promise((resolve, reject) => webpack({
  mode: "production", optimization: { minimize: false }, context: directory, entry: directory + "/src/main.ts", devtool: "source-map", target: "node",
  output: { path: directory + "/out", filename: "main.js", module: true }, experiments: { outputModule: true },
  resolve: { extensionAlias: { ".js": [".ts", ".js"] } },
  module: { rules: [{ test: /\\.ts$/, loader: directory + "/ts-loader.mjs" }] },
  plugins: [cotangent()],
}, (error, stats) => error ? reject(error) : resolve(stats)));
if (stats.hasErrors()) throw new Error(stats.toString({ all: false, errors: true }));`,
} as const;

type Bundler = keyof typeof scripts;

function bundle(temp: TempProject, bundler: Bundler, from: string = temp.directory): Run {
  temp.write("bundle.mjs", scripts[bundler]);
  temp.write("ts-loader.mjs", tsLoader);
  return node(from, temp.file("bundle.mjs"));
}

const files = { "src/model.ts": model, "src/main.ts": main };

describe.each(Object.keys(scripts) as Bundler[])("%s", (bundler) => {
  test("bundles without options from any directory; the maps lead to the user's lines", () => {
    const temp = tempProject({ ...files, "outside.ts": "" });
    expect(bundle(temp, bundler, path.parse(temp.directory).root)).toMatchObject({ code: 0, stderr: "" });
    expect(node(temp.directory, "out/main.js")).toEqual({ code: 0, stdout: printed, stderr: "" });

    const lines = temp.read("out/main.js").split("\n");
    const map = new TraceMap(temp.read("out/main.js.map"));
    const line = lines.findIndex((text) => text.includes("return scale * sum"));
    const found = originalPositionFor(map, { line: line + 1, column: lines[line].indexOf("return") });
    expect(found.line).toBe(7);
    expect(found.source).toMatch(/src\/model\.ts$/);
  });

  test("a refusal fails the build as the bundler's own error, with location and code in the text", () => {
    const temp = tempProject({ ...files, "src/bad.ts": refusing, "src/main.ts": `${main}import "./bad.js";\n` });
    const { code, stderr } = bundle(temp, bundler);
    expect(code).not.toBe(0);
    expect(stderr).toMatch(/src\/bad\.ts:4:3: error AD2001: `try` is not supported/);
    expect(existsSync(temp.file("out/main.js"))).toBe(false);
  });

  test("files outside the program are left alone", () => {
    const temp = tempProject({
      "src/main.ts": `// @ts-ignore\nimport { d } from "../other/outside.js";\nd(1);\n`,
      "other/tsconfig.json": { files: ["unrelated.ts"] },
      "other/unrelated.ts": "export {};\n",
      "other/outside.js": `import { grad } from "cotangent";\nexport const d = grad((x) => x * x);\n`,
    });
    expect(bundle(temp, bundler).code).toBe(0);
    // The operator that nobody compiled throws, and says how to set the plugin up.
    expect(node(temp.directory, "out/main.js")).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/grad.*plugin/s),
    });
  });
});

test("a workspace: the app's settings behind references, the model's source in a linked package", () => {
  const temp = workspace();
  for (const bundler of ["vite", "rollup", "esbuild"] as const) {
    temp.write("bundle.mjs", scripts[bundler].replace("src/main.ts", "packages/app/src/main.ts"));
    expect(node(path.parse(temp.directory).root, temp.file("bundle.mjs"))).toMatchObject({ code: 0 });
    expect(node(temp.directory, "out/main.js").stdout).toBe(printed);
  }
});

test("vitest runs derivatives", () => {
  const temp = tempProject({
    ...files,
    "vitest.config.ts": `import cotangent from "@cotangent/plugin/vite";\nexport default { plugins: [cotangent()] };\n`,
    "src/main.test.ts": `import { grad } from "cotangent";
import { expect, test } from "vitest";
import { loss } from "./model.js";
test("gradient", () => expect([...grad(loss)(Float64Array.of(3), 1)]).toEqual([6]));
test("wrong on purpose", () => expect(grad((x: number) => x * x)(2)).toBe(5));
`,
  });
  const { code, stdout } = node(
    temp.directory,
    path.join(repository, "node_modules/vitest/vitest.mjs"),
    "run",
    "--reporter=tap-flat",
  );
  expect(code).toBe(1);
  expect(stdout).toMatch(/^ok .*gradient/m);
  expect(stdout).toMatch(/^not ok .*wrong on purpose/m);
  expect(stdout).toMatch(/expected 4 to be 5/);
});

test("vite's server serves an edit, and again the file that the edit asks something of", async () => {
  const temp = tempProject({ ...files, "src/main.ts": "export const nothing = 0;\n" });
  const { createServer } = await import("vite");
  const { default: cotangent } = await import(pathToFileURL(path.join(repository, "plugin/dist/hosts/vite.js")).href);
  const server = await createServer({
    root: temp.directory,
    configFile: false,
    logLevel: "silent",
    plugins: [cotangent()],
    server: { middlewareMode: true, ws: false },
  });
  try {
    const code = async (file: string) => (await server.transformRequest(file))?.code ?? "";
    await code("/src/main.ts");
    expect(await code("/src/model.ts")).not.toContain("loss_grad");
    temp.write("src/main.ts", main);
    const deadline = Date.now() + 20_000;
    while (!(await code("/src/model.ts")).includes("loss_grad")) {
      if (Date.now() > deadline) throw new Error("the edit did not reach model.ts");
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect(await code("/src/main.ts")).toContain("loss_grad");

    temp.write("src/main.ts", refusing);
    while (true) {
      const failed = await code("/src/main.ts").then(
        () => undefined,
        (error: Error) => error.message,
      );
      if (failed) {
        expect(failed).toMatch(/src\/main\.ts:4:3: error AD2001/);
        break;
      }
      if (Date.now() > deadline) throw new Error("the refusal did not reach the server");
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  } finally {
    await server.close();
  }
});

test("every adapter that the package exports exists", () => {
  const require = createRequire(path.join(repository, "package.json"));
  for (const name of ["vite", "rollup", "rolldown", "esbuild", "webpack", "transformer"]) {
    expect(existsSync(require.resolve(`@cotangent/plugin/${name}`))).toBe(true);
  }
});
