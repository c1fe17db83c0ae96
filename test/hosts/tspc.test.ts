import { spawn } from "node:child_process";
import path from "node:path";
import { describe, expect, test, vi } from "vitest";
import { node, type Run } from "../support/run.js";
import { consoleTypes, repository, strictConfig, type TempProject, tempProject } from "../support/temp-project.js";
import { main, marked, model, printed, refusing } from "./sources.js";

// A dozen compilers one after the other.
vi.setConfig({ testTimeout: 180_000 });
const bin = path.join(repository, "node_modules/ts-patch/bin/tspc.js");
const plugins = [{ transform: "@cotangent/plugin/transformer", transformProgram: true }];

function config(options: object = {}, rest: object = { include: ["src"] }): object {
  const { compilerOptions } = strictConfig;
  return { compilerOptions: { ...compilerOptions, rootDir: "src", outDir: "dist", plugins, ...options }, ...rest };
}

function tspc(temp: TempProject, ...args: string[]): Run {
  return node(temp.directory, bin, ...args);
}

const typeError = `export const n: number = "";\n`;
const refusal =
  /^src\/bad\.ts\(4,3\): error AD2001: `try` is not supported[^\n]*\n +in risky, called from [^\n]*src\/bad\.ts\(11,42\)$/m;

describe("-p", () => {
  test("writes code that node runs, declarations of the user's text, and composed maps", () => {
    const temp = tempProject({
      "tsconfig.json": config({ declaration: true, sourceMap: true }),
      "src/model.ts": model,
      "src/main.ts": main,
    });
    expect(tspc(temp, "-p", ".")).toEqual({ code: 0, stdout: "", stderr: "" });
    expect(node(temp.directory, "dist/main.js").stdout).toBe(printed);
    expect(temp.read("dist/main.d.ts")).toContain("gradient: (w: Float64Array");
    expect(temp.read("dist/model.d.ts")).not.toContain("loss_grad");
    expect(JSON.parse(temp.read("dist/model.js.map")).sources).toEqual(["../src/model.ts"]);
  });

  test.each([{}, { incremental: true }, { composite: true }])("declares marked derivatives with %j", (more) => {
    const temp = tempProject({ "tsconfig.json": config({ declaration: true, ...more }), "src/model.ts": marked });
    expect(tspc(temp, "-p", ".")).toEqual({ code: 0, stdout: "", stderr: "" });
    expect(temp.read("dist/model.d.ts")).toContain(
      'export declare const energy_grad: ReturnType<typeof import("cotangent").grad<typeof energy>>;\n',
    );
  });

  test("reports type errors and refusals in one run, and writes nothing for the refused file", () => {
    const temp = tempProject({
      "tsconfig.json": config(),
      "src/model.ts": model,
      "src/main.ts": main,
      "src/bad.ts": refusing + typeError,
    });
    const { code, stdout } = tspc(temp, "-p", ".");
    expect(code).toBe(2);
    expect(stdout).toMatch(refusal);
    expect(stdout).toContain("src/bad.ts(12,14): error TS2322: Type 'string' is not assignable to type 'number'.\n");
    expect(stdout.match(/error/g)).toHaveLength(2);
    expect(temp.list("dist")).toEqual(["main.js", "model.js"]);
  });

  test("a project without operators compiles as ever", () => {
    const temp = tempProject({ "tsconfig.json": config(), "src/model.ts": model });
    expect(tspc(temp, "-p", ".")).toEqual({ code: 0, stdout: "", stderr: "" });
    expect(temp.read("dist/model.js")).toContain("export function loss(w, scale) {");
  });

  test("CommonJS output runs too", () => {
    const temp = tempProject({
      "package.json": { type: "commonjs" },
      "tsconfig.json": config(),
      "src/model.ts": model,
      "src/main.ts": main,
    });
    expect(tspc(temp, "-p", ".")).toEqual({ code: 0, stdout: "", stderr: "" });
    expect(node(temp.directory, "--no-warnings", "dist/main.js").stdout).toBe(printed);
  });
});

test("--noEmit reports refusals by text and exit code", () => {
  const temp = tempProject({ "tsconfig.json": config(), "src/bad.ts": refusing });
  const { code, stdout } = tspc(temp, "-p", ".", "--noEmit");
  expect(code).toBe(2);
  expect(stdout).toMatch(refusal);
  expect(temp.list("dist")).toEqual([]);
  temp.write("src/bad.ts", model);
  expect(tspc(temp, "-p", ".", "--noEmit")).toEqual({ code: 0, stdout: "", stderr: "" });
});

test("--incremental writes what a change elsewhere asks for, and repeats refusals until they are resolved", () => {
  const temp = tempProject({
    "tsconfig.json": config({ incremental: true }),
    "src/model.ts": model,
    "src/main.ts": main,
  });
  const run = () => tspc(temp, "-p", ".");
  expect(run().code).toBe(0);
  expect(temp.read("dist/model.js")).toContain("loss_grad");
  temp.write("src/main.ts", "export const nothing = 0;\n");
  expect(run().code).toBe(0);
  expect(temp.read("dist/model.js")).not.toContain("loss_grad");
  temp.write("src/main.ts", main);
  expect(run().code).toBe(0);
  expect(node(temp.directory, "dist/main.js").stdout).toBe(printed);

  // The refused construct is in a file that does not change when the demand for it comes.
  temp.write(
    "src/helper.ts",
    refusing
      .replace(/^import.*$/m, "")
      .replace("function", "export function")
      .replace(/^export const.*$/m, ""),
  );
  expect(run().code).toBe(0);
  temp.write(
    "src/asks.ts",
    `import { grad } from "cotangent";\nimport { risky } from "./helper.js";\nexport const d = grad(risky);\n`,
  );
  for (let repeat = 0; repeat < 2; repeat++) {
    const { code, stdout } = run();
    expect([code, stdout.match(/src\/helper\.ts\(4,3\): error AD2001/g)]).toEqual([
      2,
      ["src/helper.ts(4,3): error AD2001"],
    ]);
  }
  expect(temp.list("dist")).not.toContain("asks.js");
  temp.write("src/helper.ts", "export function risky(x: number): number {\n  return x * x;\n}\n");
  expect(run()).toMatchObject({ code: 0, stdout: "" });
  expect(temp.read("dist/asks.js")).toContain("risky_grad");
});

test("-b builds projects that refer to each other", () => {
  const part = (references: object[]) => config({ composite: true }, { include: ["src"], references });
  const temp = tempProject({
    "tsconfig.json": { files: [], references: [{ path: "lib" }, { path: "app" }] },
    "lib/tsconfig.json": part([]),
    "lib/src/console.d.ts": consoleTypes,
    "app/src/console.d.ts": consoleTypes,
    "lib/src/model.ts": model,
    "lib/src/lib.ts": main,
    "app/tsconfig.json": part([{ path: "../lib" }]),
    "app/src/main.ts": `import { grad } from "cotangent";\nimport { gradient } from "../../lib/dist/lib.js";\nconst d = grad((x: number) => x ** 3);\nconsole.log(gradient(Float64Array.of(5), 1)[0], d(2));\n`,
  });
  expect(tspc(temp, "-b")).toEqual({ code: 0, stdout: "", stderr: "" });
  expect(node(temp.directory, "app/dist/main.js").stdout).toBe(`${printed}10 12\n`);
  expect(tspc(temp, "-b")).toEqual({ code: 0, stdout: "", stderr: "" });

  temp.write("app/src/bad.ts", refusing);
  for (let repeat = 0; repeat < 2; repeat++) {
    const { code, stdout } = tspc(temp, "-b");
    expect(code).toBe(1);
    expect(stdout).toMatch(/^app\/src\/bad\.ts\(4,3\): error AD2001/m);
  }
  expect(temp.list("app/dist")).not.toContain("bad.js");
});

test("-b refuses functions of other projects, at the operand and at the call, and takes their derivatives", () => {
  const part = (references: object[]) => config({ composite: true }, { include: ["src"], references });
  const temp = tempProject({
    "tsconfig.json": { files: [], references: [{ path: "app" }] },
    "lib/tsconfig.json": part([]),
    "lib/src/model.ts": `${model}export const square = (x: number): number => x * x;\n`,
    "lib/src/index.ts": `import { grad } from "cotangent";\nimport { loss, square } from "./model.js";\nexport { loss, square };\nexport const gradient = grad(loss);\n`,
    "app/tsconfig.json": part([{ path: "../lib" }]),
    "app/src/console.d.ts": consoleTypes,
    "app/src/main.ts": `import { grad } from "cotangent";\nimport * as lib from "../../lib/dist/index.js";\nconst { loss } = lib;\nexport const a = grad(lib.loss);\nexport const b = grad(loss);\nexport const c = grad((x: number) => 2 * lib.square(x));\n`,
  });
  const { code, stdout } = tspc(temp, "-b");
  expect(code).toBe(2);
  const lines = stdout.trimEnd().split("\n");
  expect(lines).toHaveLength(3);
  expect(lines[0]).toMatch(
    /^app\/src\/main\.ts\(4,23\): error AD1012: `lib\.loss` belongs to the project `\.\.\/lib\/tsconfig\.json`/,
  );
  expect(lines[2]).toMatch(
    /^app\/src\/main\.ts\(6,42\): error AD4005: `lib\.square` belongs to the project `\.\.\/lib\//,
  );
  expect(temp.list("app/dist")).not.toContain("main.js");

  temp.write(
    "app/src/main.ts",
    `import { gradient } from "../../lib/dist/index.js";\nconsole.log(gradient(Float64Array.of(1, 2), 3).join(" "));\n`,
  );
  expect(tspc(temp, "-b")).toEqual({ code: 0, stdout: "", stderr: "" });
  expect(node(temp.directory, "app/dist/main.js").stdout).toBe("6 12\n");

  // The other way out: its source is part of this project.
  temp.write("both/tsconfig.json", JSON.stringify(config({ rootDir: ".." }, { include: ["src", "../lib/src"] })));
  temp.write("both/src/console.d.ts", consoleTypes);
  temp.write(
    "both/src/main.ts",
    `import { grad } from "cotangent";\nimport { square } from "../../lib/src/model.js";\nconsole.log(grad(square)(3));\n`,
  );
  expect(tspc(temp, "-p", "both")).toEqual({ code: 0, stdout: "", stderr: "" });
  expect(node(temp.directory, "both/dist/both/src/main.js").stdout).toBe("6\n");
});

test("-w follows edits, also in what they ask of other files", async () => {
  const temp = tempProject({ "tsconfig.json": config(), "src/model.ts": model, "src/main.ts": main });
  const watcher = spawn(process.execPath, [bin, "-p", ".", "-w", "--preserveWatchOutput"], { cwd: temp.directory });
  let output = "";
  watcher.stdout.on("data", (data) => (output += data));
  let builds = 0;
  const nextBuild = async (): Promise<string> => {
    builds++;
    const from = output.length;
    const deadline = Date.now() + 50_000;
    while ((output.match(/Watching for file changes/g) ?? []).length < builds) {
      if (Date.now() > deadline) throw new Error(`no build after: ${output}`);
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
    return output.slice(from);
  };
  try {
    await nextBuild();
    expect(temp.read("dist/model.js")).toContain("loss_grad");
    temp.write("src/main.ts", "export const nothing = 0;\n");
    await nextBuild();
    expect(temp.read("dist/model.js")).not.toContain("loss_grad");
    temp.write("src/main.ts", `${main}import { risky } from "./bad.js";\nexport const d = grad(risky);\n`);
    temp.write("src/bad.ts", refusing.replace("function", "export function").replace(/^export const.*$/m, ""));
    while (!/error AD2001/.test(await nextBuild()));
    temp.write("src/main.ts", main);
    expect(await nextBuild()).toContain("Found 0 errors");
    expect(node(temp.directory, "dist/main.js").stdout).toBe(printed);
  } finally {
    watcher.kill();
  }
});
