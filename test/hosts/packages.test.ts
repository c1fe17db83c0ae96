import { originalPositionFor, TraceMap } from "@jridgewell/trace-mapping";
import { beforeAll, describe, expect, test } from "vitest";
import { cotangent, ensureBuilt, node } from "../support/run.js";
import { strictConfig, tempProject } from "../support/temp-project.js";
import { packages, packagesMain, packagesPrinted } from "./packages.js";

beforeAll(ensureBuilt);

const withMaps = { ...strictConfig, compilerOptions: { ...strictConfig.compilerOptions, sourceMap: true } };

describe("build", () => {
  const temp = tempProject({ ...packages, "src/main.ts": packagesMain, "tsconfig.json": withMaps });
  const installed = () => Object.keys(packages).map((name) => temp.read(name));

  test("differentiates code of packages in copies beside the output, with their state and that of their users kept single", () => {
    const before = installed();
    expect(cotangent(temp.directory, "build")).toEqual({ code: 0, stdout: "", stderr: "" });
    expect(node(temp.directory, "dist/main.js")).toEqual({ code: 0, stdout: packagesPrinted, stderr: "" });
    expect(installed()).toEqual(before);
    expect(temp.list("dist/node_modules")).toContain("observer/index.js");
  });

  test("the copies' source maps lead to the package's own file", () => {
    const lines = temp.read("dist/node_modules/dots/lib/dot.js").split("\n");
    const map = new TraceMap(
      temp.read("dist/node_modules/dots/lib/dot.js.map"),
      temp.file("dist/node_modules/dots/lib/dot.js.map"),
    );
    const line = lines.map((text) => text.includes("one *")).lastIndexOf(true);
    const found = originalPositionFor(map, { line: line + 1, column: lines[line].indexOf("one") });
    expect(found).toMatchObject({ source: temp.file("node_modules/dots/lib/dot.js"), line: 7 });
  });

  test("what is not reached any more is taken away again", () => {
    temp.write("src/main.ts", `import { norm } from "dots";\nconsole.log(norm(Float64Array.of(3, 4)));\n`);
    expect(cotangent(temp.directory, "build").code).toBe(0);
    expect(temp.list("dist/node_modules")).toEqual([]);
    expect(node(temp.directory, "dist/main.js").stdout).toBe("5\n");
  });
});
