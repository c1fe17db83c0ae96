import { statSync, utimesSync } from "node:fs";
import { TraceMap, originalPositionFor } from "@jridgewell/trace-mapping";
import { describe, expect, test } from "vitest";
import { readConfig } from "../../plugin/src/project/config.js";
import { Project } from "../../plugin/src/project/project.js";
import { encode } from "../../plugin/src/project/source-map.js";
import { strictConfig, tempProject } from "../support/temp-project.js";
import { fakePhases } from "./fake-phases.js";

const model = `export function loss(x: number): number {
  return x * x;
}
`;

function open(files: Record<string, string | object>) {
  const temp = tempProject(files);
  const project = new Project(readConfig(temp.file("tsconfig.json")), fakePhases);
  const code = (name: string) => project.transformFile(temp.file(name))?.code;
  return { temp, project, code };
}

describe("call sites", () => {
  test("an operator call becomes the name of a function appended to the operand's file", () => {
    const { code } = open({
      "a.ts": `import { grad } from "cotangent";\n${model}export const d = grad(loss);\n`,
    });
    expect(code("a.ts")).toBe(
      `import { grad } from "cotangent";\n${model}export const d = loss_grad;\n\n` +
        "function loss2(x: number): number { return 1; }\n" +
        "export function loss_grad(x: number): number { return loss2(x); }\n",
    );
  });

  test("a function of another file is exported there and imported with the user's own specifier", () => {
    const { code } = open({
      "model.ts": model,
      "main.ts": `import { grad } from "cotangent";\nimport { loss } from "./model.js"; // the model\nconst d = grad(loss);\n`,
    });
    expect(code("model.ts")).toContain("export function loss_grad(");
    expect(code("main.ts")).toBe(
      `import { grad } from "cotangent";\nimport { loss } from "./model.js"; import { loss_grad } from "./model.js"; // the model\nconst d = loss_grad;\n`,
    );
  });

  test.each([
    [strictConfig.compilerOptions, "./index.js", "./model.js"],
    [{ module: "ESNext", moduleResolution: "bundler" }, "./index", "./model"],
    [
      { module: "ESNext", moduleResolution: "bundler", allowImportingTsExtensions: true, noEmit: true },
      "./index.ts",
      "./model.ts",
    ],
  ])(
    "behind a barrel the import is relative, with the endings that the project uses (%#)",
    (compilerOptions, barrel, expected) => {
      const { code } = open({
        "tsconfig.json": { compilerOptions: { ...compilerOptions, types: [] } },
        "model.ts": model,
        "index.ts": `export * from "${expected}";\n`,
        "main.ts": `import { grad } from "cotangent"\nimport { loss } from "${barrel}"\nconst d = grad(loss)\n`,
      });
      expect(code("main.ts")).toContain(
        `import { loss } from "${barrel}"; import "${barrel}"; import { loss_grad } from "${expected}";\n`,
      );
    },
  );

  test("a module that is loaded for what it does is loaded still", () => {
    const { code } = open({
      "model.ts": model,
      "index.ts": `console.log("loaded");\nexport * from "./model.js";\nexport interface Shape { n: number }\n`,
      "main.ts":
        `import { grad } from "cotangent";\nimport { loss, type Shape } from "./index.js";\n` +
        `import type { Shape as S } from "./index.js";\nexport const d = grad(loss);\nexport type T = Shape | S;\n`,
    });
    expect(code("main.ts")).toContain(
      `import { loss, type Shape } from "./index.js"; import "./index.js";\nimport type { Shape as S } from "./index.js"; import { loss_grad } from "./model.js";`,
    );
  });

  test("captures are read at each call", () => {
    const { code } = open({
      "a.ts": `import { grad } from "cotangent";
export function f(captured: number) {
  const g = grad((x: number) => captured * x);
  grad((x: number) => x + captured)
  return [g(1), grad((y: number) => captured + y)(2)];
}
`,
    });
    expect(code("a.ts")).toContain("const g = (x: number) => g_grad(captured, x);");
    expect(code("a.ts")).toContain("\n  ;((x: number) => lambda_grad(captured, x))\n");
    expect(code("a.ts")).toContain("return [g(1), ((y: number) => lambda_grad2(captured, y))(2)];");
  });

  test("one generated function serves equal calls, and its name avoids the user's names", () => {
    const { code } = open({
      "a.ts": `import { grad } from "cotangent";\n${model}const loss_grad = 1;\nexport const all = [grad(loss), grad(loss), loss_grad];\n`,
    });
    expect(code("a.ts")).toContain("all = [loss_grad2, loss_grad2, loss_grad];");
    expect(code("a.ts")?.match(/export function/g)).toHaveLength(2);
  });

  test("operators inside the text of another are replaced with it", () => {
    const { code } = open({
      "a.ts": `import { grad } from "cotangent";\nexport const d = grad((x: number) => grad((y: number) => x * y)(x));\n`,
    });
    expect(code("a.ts")).toContain("export const d = d_grad;\n");
  });
});

describe("modules", () => {
  test("a private binding of another module is reached through a generated export", () => {
    const { code } = open({
      "scale.ts": "const SCALE = 3;\nexport const twice = 2 * SCALE;\n",
      "model.ts": `import "./scale.js";\nexport function loss(x: number): number { return x * SCALE; }\ndeclare const SCALE: number;\n`,
      "a.ts": `import { grad } from "cotangent";\nimport { loss } from "./model.js";\nexport const d = grad(loss);\n`,
    });
    expect(code("scale.ts")).toMatch(/twice = 2 \* SCALE;\nexport \{ SCALE as cotangent_SCALE \};\n$/);
    expect(code("model.ts")).toContain(`import "./scale.js"; import { cotangent_SCALE as SCALE2 } from "./scale.js";`);
  });

  test("in a file without imports they go before the first line, after shebang and directives", () => {
    const entry = `export function entry(x: number): number { return x * SCALE; }\n`;
    const files = (text: string) => ({
      "scale.ts": "export const SCALE = 3;\n",
      "model.ts": text,
      "main.ts": `import { grad } from "cotangent";\nimport { entry } from "./model.js";\nexport const d = grad(entry);\n`,
    });
    const expected = `import { SCALE as SCALE2 } from "./scale.js"; `;
    expect(open(files(`/** Licence. */\n${entry}`)).code("model.ts")).toMatch(
      new RegExp(`^${expected}/\\*\\* Licence`),
    );
    expect(open(files(`#!/usr/bin/env node\n${entry}`)).code("model.ts")).toContain(
      `#!/usr/bin/env node\n${expected}export function`,
    );
    expect(open(files(`"use strict";\n${entry}`)).code("model.ts")).toContain(
      `"use strict";\n${expected}export function`,
    );
    expect(open(files(`// @ts-check\n${entry}`)).code("model.ts")).toContain(
      `// @ts-check\n${expected}export function`,
    );
  });
});

describe("marks", () => {
  test("a marked function gets its derivatives exported without an operator in sight", () => {
    const { code } = open({ "a.ts": `/** @differentiable */\n${model}` });
    for (const name of ["loss_grad", "loss_jvp", "loss_vjp"])
      expect(code("a.ts")).toContain(`export function ${name}(`);
  });

  test("the decorator is erased", () => {
    const { code } = open({
      "a.ts": `import { differentiable } from "cotangent";\nexport class A {\n  @differentiable energy(x: number) { return x; }\n}\n`,
    });
    expect(code("a.ts")).toContain("{\n  energy(x: number)");
  });
});

describe("residency", () => {
  const files = {
    "model.ts": model,
    "other.ts": model,
    "main.ts": `import { grad } from "cotangent";\nimport { loss } from "./model.js";\nexport const d = grad(loss);\n`,
    "plain.ts": "export const one = 1;\n",
  };

  test("files that nothing is asked of stay as they are, and files outside the project too", () => {
    const { temp, code, project } = open(files);
    temp.write("outside/later.ts", "export {};");
    expect(code("plain.ts")).toBeUndefined();
    expect(code("outside/later.ts")).toBeUndefined();
    expect(project.owns(temp.file("outside/later.ts"))).toBe(false);
    expect(project.files()).toEqual([temp.file("main.ts"), temp.file("model.ts")]);
  });

  test("an edit moves the demand, and going back gives the same text byte for byte", () => {
    const { temp, code, project } = open(files);
    const before = [code("main.ts"), code("model.ts"), code("other.ts")];
    expect(project.update(temp.file("main.ts"), files["main.ts"].replace("model", "other"))).toBe(true);
    expect(code("model.ts")).toBeUndefined();
    expect(code("other.ts")).toContain("loss_grad");
    expect(project.update(temp.file("main.ts"), files["main.ts"])).toBe(true);
    expect([code("main.ts"), code("model.ts"), code("other.ts")]).toEqual(before);
    expect(project.update(temp.file("main.ts"), files["main.ts"])).toBe(false);
  });

  test("files changed on the disk are noticed", () => {
    const { temp, code, project } = open(files);
    expect(code("model.ts")).toContain("loss_grad");
    temp.write("main.ts", files["main.ts"].replace("model", "other").concat("// changed\n"));
    expect(project.refresh()).toBe(true);
    expect(code("model.ts")).toBeUndefined();
  });

  test("also where the disk's clock says the same, and not where only the time is another", () => {
    const { temp, code, project } = open(files);
    const written = statSync(temp.file("main.ts")).mtime;
    expect(code("model.ts")).toContain("loss_grad");
    temp.write("main.ts", files["main.ts"].replace("model", "other"));
    utimesSync(temp.file("main.ts"), written, written);
    expect(project.refresh()).toBe(true);
    expect(code("model.ts")).toBeUndefined();
    utimesSync(temp.file("main.ts"), 1, 1);
    expect(project.refresh()).toBe(false);
  });

  test("the order of the files does not matter", () => {
    const { temp, project, code } = open({ ...files, "z.ts": files["main.ts"].replace("d =", "e =") });
    const texts = project.files().map((file) => project.transformFile(file)?.code);
    const config = readConfig(temp.file("tsconfig.json"));
    const reversed = new Project({ ...config, rootNames: [...config.rootNames].reverse() }, fakePhases);
    expect(reversed.files().map((file) => reversed.transformFile(file)?.code)).toEqual(texts);
    expect(code("z.ts")).toBeDefined();
  });
});

describe("refusals", () => {
  test("are reported at the operand, and neither that file nor what it asked for is written", () => {
    const { temp, code, project } = open({
      "a.ts": `import { grad } from "cotangent";\nconst f = Math.sin;\nexport const d = grad(f);\n`,
      "b.ts": `import { grad } from "cotangent";\n${model}export const d = grad(loss);\n`,
    });
    expect(project.diagnostics().map(({ code, file }) => [code, file])).toEqual([["AD1001", temp.file("a.ts")]]);
    expect(code("a.ts")).toBeUndefined();
    expect([...project.refused().keys()]).toEqual([temp.file("a.ts")]);
    expect(code("b.ts")).toContain("loss_grad");
  });
});

test("the map leads from every line back to the user's text", () => {
  const text = `import { grad } from "cotangent";\n${model}export const d = grad(loss), last = 1;\n`;
  const { temp, project } = open({ "a.ts": text });
  const file = temp.file("a.ts");
  const output = project.transformFile(file);
  if (!output) throw new Error("not rewritten");
  const map = new TraceMap(JSON.parse(encode(output.map, file).toString()));
  const lines = output.code.split("\n");
  const position = (needle: string) => {
    const line = lines.findIndex((text) => text.includes(needle));
    return { line: line + 1, column: lines[line].indexOf(needle) };
  };
  expect(originalPositionFor(map, position("return x * x"))).toMatchObject({ source: "./a.ts", line: 3, column: 2 });
  expect(originalPositionFor(map, position("last"))).toMatchObject({
    line: 5,
    column: text.split("\n")[4].indexOf("last"),
  });
});
