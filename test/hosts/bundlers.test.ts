import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { originalPositionFor, TraceMap } from "@jridgewell/trace-mapping";
import { beforeAll, describe, expect, test } from "vitest";
import { node } from "../support/run.js";
import { repository, tempProject } from "../support/temp-project.js";
import { bundle, bundlers } from "./bundle.js";
import { main, model, printed, refusing, workspace } from "./sources.js";

const files = { "src/model.ts": model, "src/main.ts": main };

describe.each(bundlers)("%s", (bundler) => {
  const good = tempProject(files);
  const refused = tempProject({ ...files, "src/bad.ts": refusing, "src/main.ts": `${main}import "./bad.js";\n` });
  const outside = tempProject({
    "src/main.ts": `// @ts-ignore\nimport { d } from "../other/outside.js";\nd(1);\n`,
    "other/tsconfig.json": { files: ["unrelated.ts"] },
    "other/unrelated.ts": "export {};\n",
    "other/outside.js": `import { grad } from "cotangent";\nexport const d = grad((x) => x * x);\n`,
  });
  let errors: (string | null)[] = [];
  beforeAll(() => {
    errors = bundle(bundler, [good, "src/main.ts"], [refused, "src/main.ts"], [outside, "src/main.ts"]);
  });

  test("bundles without options from any directory; the maps lead to the user's lines", () => {
    expect(errors[0]).toBeNull();
    expect(node(good.directory, "out/main.js")).toEqual({ code: 0, stdout: printed, stderr: "" });

    const lines = good.read("out/main.js").split("\n");
    const map = new TraceMap(good.read("out/main.js.map"));
    const line = lines.findIndex((text) => text.includes("return scale * sum"));
    const found = originalPositionFor(map, { line: line + 1, column: lines[line].indexOf("return") });
    expect(found.line).toBe(7);
    expect(found.source).toMatch(/src\/model\.ts$/);
  });

  test("a refusal fails the build as the bundler's own error, with location and code in the text", () => {
    expect(errors[1]).toMatch(/src\/bad\.ts:4:3: error AD2001: `try` is not supported/);
    expect(existsSync(refused.file("out/main.js"))).toBe(false);
  });

  test("files outside the program are left alone", () => {
    expect(errors[2]).toBeNull();
    // The operator that nobody compiled throws, and says how to set the plugin up.
    const message = expect.stringMatching(/grad.*plugin/s);
    expect(node(outside.directory, "out/main.js")).toMatchObject({ code: 1, stderr: message });
  });
});

test.each(["vite", "rollup", "esbuild"] as const)(
  "%s and a workspace: the app's settings behind references, the model's source in a linked package",
  (bundler) => {
    const temp = workspace();
    expect(bundle(bundler, [temp, "packages/app/src/main.ts"])).toEqual([null]);
    expect(node(temp.directory, "out/main.js").stdout).toBe(printed);
  },
);

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
    const deadline = Date.now() + 50_000;
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
