import { expect, test } from "vitest";
import { compilerPhases } from "../../plugin/src/project/compiler-phases.js";
import { readConfig } from "../../plugin/src/project/config.js";
import { Project } from "../../plugin/src/project/project.js";
import { strictConfig, tempProject } from "../support/temp-project.js";

function open(files: Record<string, string | object>) {
  const temp = tempProject({ "tsconfig.json": strictConfig, ...files });
  const project = new Project(readConfig(temp.file("tsconfig.json")), compilerPhases);
  return { project, code: (name: string) => project.transformFile(temp.file(name))?.code ?? "" };
}

test("a rule for a function of a package that has declarations only", () => {
  const { project, code } = open({
    "node_modules/native/package.json": { name: "native", type: "module", types: "index.d.ts", main: "index.node" },
    "node_modules/native/index.d.ts":
      "export declare function erf(x: number): number;\nexport declare namespace deep { function half(x: number): number; }\n",
    "src/rules.ts": `import { defineRule } from "cotangent";
import * as native from "native";
defineRule(native.erf, { jvp: ([x], [dx]) => [native.erf(x), 1.5 * Math.exp(-x * x) * dx] });
defineRule(native.deep.half, { forward: (x) => [x / 2, null], backward: (_, ct) => [ct / 2] });
`,
    "src/main.ts": `import { grad } from "cotangent";
import { deep, erf } from "native";
export const d = grad((x: number): number => erf(2 * x));
export const e = grad((x: number): number => deep.half(x) * x);
export const f = grad(erf);
`,
  });
  expect(project.diagnostics()).toEqual([]);
  expect(code("src/main.ts")).toContain("Math.exp(");
  expect(code("src/main.ts")).toContain("f = ");
});
