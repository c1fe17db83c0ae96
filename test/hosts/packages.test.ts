import path from "node:path";
import { pathToFileURL } from "node:url";
import { originalPositionFor, TraceMap } from "@jridgewell/trace-mapping";
import { describe, expect, test } from "vitest";
import { cotangent, node } from "../support/run.js";
import { repository, strictConfig, tempProject } from "../support/temp-project.js";
import { bundle, bundlers } from "./bundle.js";
import { packages, packagesMain, packagesPrinted } from "./packages.js";

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

test("CommonJS as compilers write it", () => {
  const temp = tempProject({
    "node_modules/compiled/package.json": { name: "compiled", version: "1.0.0", main: "index.js" },
    "node_modules/compiled/index.js": `"use strict";
var __exportStar = (from, to) => { for (const key in from) if (key !== "default") to[key] = from[key]; };
Object.defineProperty(exports, "__esModule", { value: true });
exports.last = exports.twice = void 0;
const shapes_1 = require("./shapes");
const math = { ...require("./math"), half: (x) => x / 2 };
__exportStar(require("./math"), exports);
Object.defineProperty(exports, "area", { enumerable: true, get: function () { return shapes_1.area; } });
function twice(x) { return (0, shapes_1.scale)(x, 2); }
exports.twice = twice;
const last = (x) => math.half(math.cube(x)) * shapes_1.default(x);
exports.last = last;
function again(x) { return 0; }
function again(x) { return x * x; }
exports.again = again;
`,
    "node_modules/compiled/shapes.js": `"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.scale = exports.area = void 0;
exports.area = (r) => Math.PI * r * r;
exports.scale = (x, by) => x * by * exports.unit;
exports.unit = Math.cos(0);
exports.default = (x) => x + 1;
`,
    "node_modules/compiled/math.js": `var __defProp = Object.defineProperty;
var __export = (target, all) => { for (var name in all) __defProp(target, name, { get: all[name], enumerable: true }); };
var __toCommonJS = (from) => Object.assign({}, from);
var math_exports = {};
__export(math_exports, { cube: () => cube });
module.exports = __toCommonJS(math_exports);
var cube = (x) => x * x * x;
0 && (module.exports = { cube });
`.replace("Object.assign({}, from)", "from"),
    "src/main.ts": `import { grad } from "cotangent";
// @ts-ignore
import { again, area, cube, last, twice } from "compiled";
const f = (x: number): number => again(x) + area(x) + cube(x) + last(x) + twice(x);
console.log(grad(f)(2), f(2));
`,
  });
  expect(cotangent(temp.directory, "build")).toEqual({ code: 0, stdout: "", stderr: "" });
  const [derivative, value] = node(temp.directory, "dist/main.js").stdout.split(" ").map(Number);
  expect(derivative).toBeCloseTo(4 + 4 * Math.PI + 12 + (16 + 6) + 2, 12);
  expect(value).toBeCloseTo(4 + 4 * Math.PI + 8 + 12 + 4, 12);
});

test("special functions are primitives to CommonJS, too, and samplers are differentiated as packages are", () => {
  const temp = tempProject({
    "node_modules/dense/package.json": { name: "dense", version: "1.0.0", main: "index.js" },
    "node_modules/dense/index.d.ts": "export declare function f(a: number): number;\n",
    "node_modules/dense/index.js": `const { gammaP } = require("cotangent/special");
const special = require("cotangent/special");
exports.f = (a) => gammaP(a, 2) + special.erf(a) * special.log1p(a);
`,
    "src/main.ts": `import { grad } from "cotangent";
import { gamma, keyOf } from "cotangent/random";
import { f } from "dense";
console.log(grad(f)(2.5), grad((a: number): number => gamma(keyOf(1), 1, a)[0])(2.5) > 0);
`,
  });
  expect(cotangent(temp.directory, "build")).toEqual({ code: 0, stdout: "", stderr: "" });
  // Nothing of the functions themselves is differentiated.
  expect(temp.read("dist/node_modules/dense/index.js")).toContain("gammaPDerivative(1, a, 2)");
  expect(temp.list("dist/node_modules/cotangent/dist/special").length).toBeGreaterThan(0);
  expect(temp.read("dist/node_modules/cotangent/dist/special/erf.js")).not.toContain("erf_reverse");
  const [derivative, positive] = node(temp.directory, "dist/main.js").stdout.trim().split(" ");
  // dP/da and the rest, by mpmath.
  expect(Number(derivative)).toBeCloseTo(0.0137755655820632, 12);
  expect(positive).toBe("true");
});

describe("errors", () => {
  const risky = `/** Not the first line. */
export function risky(x) {
  try { return x * x; } catch { return x; }
}
`;
  const install = (code: string) => ({
    "node_modules/risks/package.json": { name: "risks", version: "1.0.0", type: "module", main: "index.js" },
    "node_modules/risks/index.d.ts": "export declare function risky(x: number): number;\n",
    "node_modules/risks/index.js": code,
    "src/main.ts": `import { grad } from "cotangent";
import { risky } from "risks";
export const d = grad((x: number) => 2 * risky(x));
`,
  });

  test("are reported in the package's file, with the calls that led there", () => {
    const temp = tempProject(install(risky));
    expect(cotangent(temp.directory, "build").stdout).toBe(
      `node_modules/risks/index.js(3,3): error AD2001: \`try\` is not supported in differentiated code. Test for the condition before the operation that throws, or move the \`try\` to the caller.
  in risky, called from src/main.ts(3,42)
  in lambda, called from src/main.ts(3,18)
`,
    );
  });

  test("are none where no number goes into the call", () => {
    const temp = tempProject({
      ...install("export const risky = (x) => { try { return x.length; } finally { risky.calls = 1; } };\n"),
      "node_modules/risks/index.d.ts": "export declare function risky(x: string): number;\n",
      "src/main.ts": `import { grad } from "cotangent";
import { risky } from "risks";
import * as ns from "risks";
console.log(grad((x: number, kind: string) => x * x * risky(kind) + ns.risky("ab") * x)(3, "abc"));
`,
    });
    expect(cotangent(temp.directory, "build")).toEqual({ code: 0, stdout: "", stderr: "" });
    expect(node(temp.directory, "dist/main.js").stdout).toBe("20\n");
    expect(temp.list("dist/node_modules")).toEqual([]);
  });

  test("in minified code are reported where it is called", () => {
    const temp = tempProject(install(`const filler="${"-".repeat(600)}";${risky.replace(/\n|\/\*.*?\*\//g, "")}`));
    expect(cotangent(temp.directory, "check").stdout).toMatch(
      /^src\/main\.ts\(3,42\): error AD2021: `risky` of the package `risks` is minified code that is not supported: AD2001: `try`/,
    );
  });

  test("a package without code has none to differentiate", () => {
    const { "node_modules/risks/index.js": _, ...rest } = install(risky);
    expect(cotangent(tempProject(rest).directory, "check").stdout).toMatch(
      /^src\/main\.ts\(3,42\): error AD4001: `risky` has no source/,
    );
  });

  test.each([
    ["is replaced when it runs", "function risky(x) { risky = (y) => y; return x * x; }\nmodule.exports = { risky };"],
    ["is exported in a function", "exports.risky = (x) => x;\nexports.set = (f) => { exports.risky = f; };"],
    ["is chosen when the module is loaded", "module.exports = Math.random() < 2 ? { risky: (x) => x } : {};"],
    ["is assigned twice", "const all = { risky: (x) => x };\nall.risky = (x) => 2 * x;\nmodule.exports = all;"],
  ])("a function that %s has no one value", (_, code) => {
    const temp = tempProject({
      ...install(code),
      "node_modules/risks/package.json": { name: "risks", version: "1.0.0", main: "index.js" },
    });
    expect(cotangent(temp.directory, "check").stdout).toMatch(/^src\/main\.ts\(3,42\): error AD(?:4001|2013): /);
  });

  test("tspc refuses what it would have to put into a package, and what is refused there", () => {
    const plugins = [{ transform: "@cotangent/plugin/transformer", transformProgram: true }];
    const settings = { compilerOptions: { ...strictConfig.compilerOptions, plugins, outDir: "dist", rootDir: "src" } };
    const run = (code: string) => {
      const temp = tempProject({ ...install(code), "tsconfig.json": settings });
      return node(temp.directory, path.join(repository, "node_modules/ts-patch/bin/tspc.js"), "-p", ".");
    };
    const simple = "export function risky(x) {\n  let y = 1;\n  for (let i = 0; i < 3; i++) y *= x;\n  return y;\n}\n";
    expect(run(`let calls = 0;\n${simple.replace("return", "calls++;\n  return")}`)).toMatchObject({
      code: 2,
      stdout: expect.stringMatching(
        /^src\/main\.ts\(3,18\): error AD1011: this needs the derivative of `risky` in the package `risks`/,
      ),
    });
    expect(run(risky)).toMatchObject({
      code: 2,
      stdout: expect.stringMatching(
        /^src\/main\.ts\(3,42\): error AD2001: .*node_modules\/risks\/index\.js: `try` is not supported/,
      ),
    });
  });
});

describe.each(bundlers)("%s", (bundler) => {
  test("differentiates code of packages where it is, with their state and that of their users kept single", () => {
    const temp = tempProject({ ...packages, "src/main.ts": packagesMain });
    expect(bundle(bundler, [temp, "src/main.ts"])).toEqual([null]);
    expect(node(temp.directory, "out/main.js")).toEqual({ code: 0, stdout: packagesPrinted, stderr: "" });
  });
});

test("vitest runs derivatives of code of packages", () => {
  const temp = tempProject({
    ...packages,
    "vitest.config.ts": `import cotangent from "@cotangent/plugin/vite";\nexport default { plugins: [cotangent()] };\n`,
    "src/main.test.ts": `import { expect, test } from "vitest";
${packagesMain.replaceAll("console.log", "printed.push").replace("const x =", "const printed: string[] = [];\nconst x =")}
test("packages", () => expect(\`\${printed.join("\\n")}\\n\`).toBe(${JSON.stringify(packagesPrinted)}));
`,
  });
  const vitest = path.join(repository, "node_modules/vitest/vitest.mjs");
  const { code, stdout, stderr } = node(temp.directory, vitest, "run", "--reporter=tap-flat");
  expect({ code, stdout, stderr }).toMatchObject({ code: 0, stdout: expect.stringMatching(/^ok .*packages/m) });
});

test("vite's server serves the packages file by file", async () => {
  const temp = tempProject({
    ...packages,
    "src/main.ts": packagesMain,
    "index.html": "<script src='/src/main.ts'></script>",
  });
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
    // What a browser does: every module once, by its address.
    const files = new Map<string, string>();
    const load = async (url: string): Promise<string> => {
      const known = files.get(url);
      if (known) return known;
      const file = `./module${files.size}.mjs`;
      files.set(url, file);
      let code = (await server.environments.client.transformRequest(url))?.code ?? "";
      for (const [whole, word, address] of code.matchAll(/\b(from|import) "(\/[^"]+)"/g)) {
        code = code.replace(whole, `${word} "${await load(address)}"`);
      }
      temp.write(`browser/${file}`, code);
      return file;
    };
    const entry = await load("/src/main.ts");
    expect(node(temp.directory, `browser/${entry}`)).toEqual({ code: 0, stdout: packagesPrinted, stderr: "" });
  } finally {
    await server.close();
  }
});
