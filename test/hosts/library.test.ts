/** Entries of the library that are differentiated as packages are, in each way of building a program. */
import path from "node:path";
import { expect, test, vi } from "vitest";
import { cotangent, node } from "../support/run.js";
import { consoleTypes, repository, strictConfig, tempProject } from "../support/temp-project.js";
import { bundle, bundlers } from "./bundle.js";

vi.setConfig({ testTimeout: 180_000 });
const main = `import { grad, vjp } from "cotangent";
import { linearSolve, root } from "cotangent/implicit";
import { reversible } from "cotangent/reversible";

const squareRoot = root((x: number, a: number) => x * x - a, (a: number) => Math.sqrt(a));
const solved = (a: number): number => linearSolve([Float64Array.of(a, 1), Float64Array.of(1, 3)], Float64Array.of(1, 2))[0];
console.log(grad(squareRoot)(4), grad(solved)(2).toFixed(6), typeof reversible, typeof vjp);
`;
const printed = "0.25 -0.120000 function function\n";

test.each(bundlers)("%s", (bundler) => {
  const temp = tempProject({ "src/main.ts": main });
  expect(bundle(bundler, [temp, "src/main.ts"])).toEqual([null]);
  expect(node(temp.directory, "out/main.js")).toEqual({ code: 0, stdout: printed, stderr: "" });
});

test("cotangent build", () => {
  const temp = tempProject({
    "tsconfig.json": {
      ...strictConfig,
      compilerOptions: { ...strictConfig.compilerOptions, rootDir: "src", outDir: "dist" },
    },
    "src/main.ts": `${consoleTypes}${main}`,
  });
  expect(cotangent(temp.directory, "build")).toEqual({ code: 0, stdout: "", stderr: "" });
  expect(node(temp.directory, "dist/main.js")).toEqual({ code: 0, stdout: printed, stderr: "" });
});

test("tspc refuses", () => {
  const plugins = [{ transform: "@cotangent/plugin/transformer", transformProgram: true }];
  const temp = tempProject({
    "tsconfig.json": {
      compilerOptions: { ...strictConfig.compilerOptions, rootDir: "src", outDir: "dist", plugins },
      include: ["src"],
    },
    "src/main.ts": `${consoleTypes}${main}`,
  });
  const bin = path.join(repository, "node_modules/ts-patch/bin/tspc.js");
  // It writes no code into packages, and says so.
  expect(node(temp.directory, bin, "-p", ".")).toMatchObject({
    code: 2,
    stdout: expect.stringMatching(
      /^src\/main\.ts\(\d+,\d+\): error AD1011: .* the package `cotangent`.*`cotangent build`/,
    ),
  });
});
