import path from "node:path";
import { originalPositionFor, TraceMap } from "@jridgewell/trace-mapping";
import { describe, expect, test } from "vitest";
import { cotangent, node } from "../support/run.js";
import { repository, strictConfig, type TempProject, tempProject } from "../support/temp-project.js";
import { main, marked, markedUse, model, printed, refusing, workspace } from "./sources.js";

/** Each line says which error stands where. */
const ten = `import { grad } from "cotangent";
function f1(x: number): number { try { return x; } catch { return 1; } } // AD2001 try
function f2(x: number): number { for (const k in [1]) x += k.length; return x; } // AD2002 for
function f3(x: number): number { const o: { a?: number } = { a: x }; delete o.a; return x; } // AD3004 delete
function f4(this: unknown, x: number): number { return this ? x : 2 * x; } // AD2007 this ?
function f5(x: number, y = 1): number { return x * y * arguments.length; } // AD2006 arguments
function f6(x: number): number { return parseFloat(String(x)); } // AD4002 parseFloat
function f7(x: number): number { return x * Number(new Intl.NumberFormat("en", { minimumFractionDigits: x })); } // AD4001 new Intl
function f8(x: number, g: (y: number) => number): number { return g(x); } // AD2013 g(x)
function f9(x: number): number { return [x, 2 * x].toLocaleString() === "" ? x : 1; } // AD2012 [x, 2
export const all = [grad(f1), grad(f2), grad(f3), grad(f4), grad(f5), grad(f6), grad(f7), grad(f8), grad(f9)];
export const last = grad((x: number) => x * eval("2")); // AD2005 eval
`;
const typescript = path.join(repository, "node_modules/typescript/bin/tsc");
const options = strictConfig.compilerOptions;

function withOptions(more: object, rest: object = {}): object {
  return { compilerOptions: { ...options, ...more }, ...rest };
}

function build(temp: TempProject, ...more: string[]) {
  return cotangent(temp.directory, "build", "-p", "tsconfig.json", "--outDir", "dist", ...more);
}

describe("build", () => {
  test("writes dist/NAME.js for src/NAME.ts, which plain node runs", () => {
    const temp = tempProject({ "src/model.ts": model, "src/main.ts": main });
    expect(build(temp)).toEqual({ code: 0, stdout: "", stderr: "" });
    expect(temp.list("dist")).toEqual(["main.js", "model.js"]);
    expect(node(temp.directory, "dist/main.js")).toEqual({ code: 0, stdout: printed, stderr: "" });
  });

  test("without -p it takes the nearest tsconfig.json, and its outDir", () => {
    const temp = tempProject({
      "tsconfig.json": withOptions({ outDir: "out" }),
      "src/model.ts": model,
      "src/main.ts": main,
    });
    expect(cotangent(path.join(temp.directory, "src"), "build").code).toBe(0);
    expect(temp.list("out")).toEqual(["main.js", "model.js"]);
  });

  test("the output is the same byte for byte in every run", () => {
    const temp = tempProject({ "src/model.ts": model, "src/main.ts": main });
    build(temp);
    cotangent(temp.directory, "build", "-p", temp.file("tsconfig.json"), "--outDir", temp.file("again"));
    for (const name of temp.list("dist")) expect(temp.read(`again/${name}`)).toBe(temp.read(`dist/${name}`));
  });

  test("rootDir, and files beside each other without src, are laid out as tsc does", () => {
    const temp = tempProject({ "tsconfig.json": withOptions({ rootDir: "." }), "src/model.ts": model });
    build(temp);
    expect(temp.list("dist")).toEqual(["src", path.join("src", "model.js")]);
    const flat = tempProject({ "model.ts": model, "main.ts": main });
    build(flat);
    expect(flat.list("dist")).toEqual(["main.js", "model.js"]);
  });

  test("declarations are those of the user's text", () => {
    const temp = tempProject({
      "tsconfig.json": withOptions({ declaration: true }),
      "src/model.ts": model,
      "src/main.ts": main,
    });
    expect(build(temp).code).toBe(0);
    expect(temp.read("dist/main.d.ts")).toContain("export declare const gradient: (w: Float64Array");
    expect(temp.read("dist/model.d.ts")).toContain(
      "export declare function loss(w: Float64Array, scale: number): number;",
    );
  });

  test("declarations have the derivatives of marked functions, in types that hold", () => {
    const temp = tempProject({
      "tsconfig.json": withOptions({ declaration: true, declarationMap: true }),
      "src/model.ts": marked,
    });
    expect(build(temp)).toEqual({ code: 0, stdout: "", stderr: "" });
    const names = [...temp.read("dist/model.d.ts").matchAll(/declare const (\w+_\w+):/g)].map(([, name]) => name);
    const listed = `import * as model from "./dist/model.js"; console.log(Object.keys(model).sort().join(" "));`;
    temp.write("list.mjs", listed);
    const exported = node(temp.directory, "list.mjs").stdout.trim().split(" ");
    expect(names.sort()).toEqual([
      "energy_grad",
      "energy_jvp",
      "energy_vjp",
      "mix_jvp",
      "mix_vjp",
      "square_grad",
      "square_jvp",
      "square_vjp",
    ]);
    expect(exported).toEqual(["blend", "default", "energy", ...names].sort());
    expect(temp.read("dist/model.d.ts")).toMatch(/\n\/\/# sourceMappingURL=model\.d\.ts\.map\s*$/);

    temp.write("use/main.ts", markedUse);
    const compilerOptions = { ...options, noEmit: true, skipLibCheck: false };
    temp.write("use/tsconfig.json", JSON.stringify({ compilerOptions }));
    expect(node(temp.directory, typescript, "-p", "use")).toEqual({ code: 0, stdout: "", stderr: "" });
    temp.write("use/main.ts", markedUse.replace("const slope: number", "const slope: string"));
    expect(node(temp.directory, typescript, "-p", "use").stdout).toContain("error TS2322: Type 'number'");
  });

  test.each([
    ["bundler resolution without endings", { module: "ESNext", moduleResolution: "bundler", noEmit: true }, "./model"],
    [
      "imports of .ts files",
      { module: "ESNext", moduleResolution: "bundler", noEmit: true, allowImportingTsExtensions: true },
      "./model.ts",
    ],
    ["path aliases", { module: "ESNext", moduleResolution: "bundler", paths: { "@/*": ["./src/*"] } }, "@/model"],
    ["CommonJS", { module: "CommonJS", moduleResolution: "bundler" }, "./model"],
  ])("%s become ES modules that node runs", (_, more, specifier) => {
    const temp = tempProject({
      "package.json": { name: "temp", type: "commonjs" },
      "tsconfig.json": withOptions(more),
      "src/model.ts": model,
      "src/main.ts": main.replace("./model.js", specifier),
    });
    expect(build(temp)).toMatchObject({ code: 0, stdout: "" });
    expect(temp.read("dist/main.js")).toContain(`"./model.js"`);
    expect(node(temp.directory, "dist/main.js")).toEqual({ code: 0, stdout: printed, stderr: "" });
  });

  test("a linked package of the workspace is built with the project that imports its source", () => {
    const temp = workspace();
    expect(cotangent(temp.directory, "build", "-p", "packages/app", "--outDir", "dist")).toMatchObject({
      code: 0,
      stdout: "",
    });
    expect(node(temp.directory, "dist/app/src/main.js")).toEqual({ code: 0, stdout: printed, stderr: "" });
  });

  test("JavaScript of the project is compiled too", () => {
    const temp = tempProject({
      "tsconfig.json": withOptions({ allowJs: true, checkJs: true }),
      "src/main.js": `import { grad } from "cotangent";\n/** @param {number} x */\nconst cube = (x) => x ** 3;\nconsole.log(grad(cube)(2));\n`,
    });
    expect(build(temp)).toEqual({ code: 0, stdout: "", stderr: "" });
    expect(node(temp.directory, "dist/main.js").stdout).toBe("12\n");
  });

  test("files that are CommonJS by their names stay so; operators of one are imported by `import = require`", () => {
    const temp = tempProject({
      "tsconfig.json": withOptions({ allowJs: true, module: "NodeNext", moduleResolution: "NodeNext" }),
      "src/plain.cjs": `exports.three = 3;\n`,
      "src/main.cts": `import ct = require("cotangent");
import plain = require("./plain.cjs");
const cube = (x: number): number => x ** plain.three;
console.log(ct.grad(cube)(2));
`,
    });
    expect(build(temp)).toEqual({ code: 0, stdout: "", stderr: "" });
    expect(temp.read("dist/plain.cjs")).not.toContain("export {}");
    expect(node(temp.directory, "dist/main.cjs").stdout).toBe("12\n");
  });

  test("derivatives of inline operands stay private; re-exports of two files do not collide", () => {
    const temp = tempProject({
      "src/a.ts": `import { grad } from "cotangent";\nexport const a = grad((x: number) => x * x);\n`,
      "src/b.ts": `import { grad } from "cotangent";\nexport const b = (k: number) => grad((x: number) => k * x * x)(3);\n`,
      "src/index.ts": `export * from "./a.js";\nexport * from "./b.js";\n`,
    });
    expect(build(temp).code).toBe(0);
    temp.write(
      "use.mjs",
      `import * as all from "./dist/index.js";\nconsole.log(Object.keys(all), all.a(5), all.b(2));\n`,
    );
    expect(node(temp.directory, "use.mjs").stdout).toBe("[ 'a', 'b' ] 10 12\n");
  });

  test("a marked function that is private to its module is checked, and adds no export", () => {
    const temp = tempProject({
      "src/model.ts": `${marked.replace("return x * x;\n}\nexport {", "try {\n  return x;\n} catch {\n  return 0;\n}\n}\nexport {")}`,
    });
    expect(build(temp)).toMatchObject({ code: 1, stdout: expect.stringContaining("error AD2001") });
    const kept = tempProject({
      "src/a.ts": `import { grad } from "cotangent";\nfunction f(x: number): number {\n  return x * x;\n}\nexport const a = grad(f);\n`,
      "src/b.ts": `/** @differentiable */\nfunction f(x: number): number {\n  return x ** 3;\n}\nexport const b = f(2);\n`,
      "src/index.ts": `export * from "./a.js";\nexport * from "./b.js";\n`,
      "use.mjs": `import * as all from "./dist/index.js";\nconsole.log(Object.keys(all), all.a(5), all.b);\n`,
    });
    expect(build(kept)).toEqual({ code: 0, stdout: "", stderr: "" });
    expect(node(kept.directory, "use.mjs").stdout).toBe("[ 'a', 'b' ] 10 8\n");
  });

  test("a result can be used from plain JavaScript", () => {
    const temp = tempProject({ "src/model.ts": model, "src/main.ts": main });
    build(temp);
    temp.write(
      "use.mjs",
      `import { gradient } from "./dist/main.js";\nconsole.log(gradient(new Float64Array(1).fill(3), 1)[0]);\n`,
    );
    expect(node(temp.directory, "use.mjs").stdout).toBe(`${printed}6\n`);
  });

  test("a module keeps its place in the order of evaluation, in cycles too", () => {
    const temp = tempProject({
      "src/a.ts": `import { grad } from "cotangent";\nimport { f } from "./b.js";\nconsole.log("a");\nexport const offset = 3;\nexport const d = grad(f);\nconsole.log(d(2));\n`,
      "src/b.ts": `import { offset } from "./a.js";\nimport "./c.js";\nconsole.log("b");\nconst factor = 5;\nexport function f(x: number): number {\n  return factor * x * x + offset;\n}\n`,
      "src/c.ts": `console.log("c");\nexport {};\n`,
    });
    expect(build(temp)).toEqual({ code: 0, stdout: "", stderr: "" });
    expect(node(temp.directory, "dist/a.js")).toEqual({ code: 0, stdout: "c\nb\na\n20\n", stderr: "" });
  });

  test("source maps lead to the user's file, for generated code as well", () => {
    const temp = tempProject({
      "tsconfig.json": withOptions({ sourceMap: true }),
      "src/model.ts": model,
      "src/main.ts": main,
    });
    expect(build(temp).code).toBe(0);
    const map = new TraceMap(temp.read("dist/model.js.map"));
    const lines = temp.read("dist/model.js").split("\n");
    const find = (needle: string, from = 0) => {
      const line = lines.findIndex((text, index) => index >= from && text.includes(needle));
      return { line: line + 1, column: lines[line].indexOf(needle) };
    };
    expect(originalPositionFor(map, find("return scale * sum"))).toMatchObject({
      source: "../src/model.ts",
      line: 7,
      column: 2,
    });
    const generated = lines.findIndex((text) => text.includes("function loss_grad("));
    const traced = lines.flatMap((_, line) =>
      line > generated ? [originalPositionFor(map, { line: line + 1, column: 12 }).line] : [],
    );
    expect(traced).toContain(5);
  });

  test("inline source maps and file URLs of errors lead there too", () => {
    const temp = tempProject({
      "tsconfig.json": withOptions({ inlineSourceMap: true }),
      "src/main.ts": `import { grad } from "cotangent";\nfunction f(x: number): number {\n  if (x < 0) {\n    throw new RangeError("negative");\n  }\n  return x * x;\n}\nconst d = grad(f);\nd(-1);\n`,
    });
    expect(build(temp).code).toBe(0);
    const { stderr } = node(temp.directory, "--enable-source-maps", "dist/main.js");
    expect(stderr).toContain("RangeError: negative");
    expect(stderr).toMatch(/src\/main\.ts:4:/);
    expect(stderr).toMatch(/src\/main\.ts:9:1/);
  });
});

describe("errors", () => {
  test("type errors are TypeScript's, once, at the user's positions, and the exit code is tsc's", () => {
    const temp = tempProject({ "src/model.ts": model, "src/main.ts": `${main}export const n: number = "text";\n` });
    expect(build(temp)).toEqual({
      code: 2,
      stdout: "src/main.ts(7,14): error TS2322: Type 'string' is not assignable to type 'number'.\n",
      stderr: "",
    });
    expect(temp.list("dist")).toEqual(["main.js", "model.js"]);
  });

  test("syntax errors are reported once, and that file is not written", () => {
    const temp = tempProject({ "src/model.ts": model, "src/main.ts": `${main}const 3;\n` });
    const { code, stdout } = build(temp);
    expect(code).toBe(2);
    expect(stdout).toMatch(/^src\/main\.ts\(7,7\): error TS1134: [^\n]*\n$/);
    expect(temp.list("dist")).toEqual(["model.js"]);

    // What is wrong with types elsewhere is for later, as with tsc; what is refused is not.
    temp.write("src/other.ts", `import { grad } from "cotangent";\nexport const d = grad((x: string) => 5);\n`);
    temp.write("src/bad.ts", refusing);
    const again = build(temp);
    expect(again.stdout.match(/error \w+/g)).toEqual(["error AD2001", "error TS1134"]);
  });

  test("refusals and type errors come in one run; nothing is written for a refused file", () => {
    const temp = tempProject({
      "src/model.ts": model,
      "src/main.ts": main,
      "src/bad.ts": `${refusing}export const n: number = "";\n`,
    });
    const { code, stdout } = build(temp);
    expect(code).toBe(2);
    expect(stdout).toMatch(/^src\/bad\.ts\(4,3\): error AD2001: `try` is not supported/m);
    expect(stdout).toMatch(/in risky, called from src\/bad\.ts\(11,/);
    expect(stdout).toMatch(/^src\/bad\.ts\(12,14\): error TS2322/m);
    expect(temp.list("dist")).toEqual(["main.js", "model.js"]);
  });

  test("a refusal alone gives exit code 1 and no output", () => {
    const temp = tempProject({ "src/bad.ts": refusing });
    expect(build(temp).code).toBe(1);
    expect(temp.list("dist")).toEqual([]);
  });

  test("mistakes on the command line are said plainly", () => {
    const temp = tempProject({});
    expect(cotangent(temp.directory, "build", "-p", "none.json")).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("no such file: none.json"),
    });
    expect(cotangent(temp.directory, "biuld")).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("unknown command 'biuld'"),
    });
    expect(cotangent(temp.directory, "build", "--nope").code).toBe(1);
  });
});

describe("check", () => {
  test("reports and writes nothing", () => {
    const temp = tempProject({ "src/bad.ts": refusing, "src/model.ts": model });
    const { code, stdout } = cotangent(temp.directory, "check");
    expect([code, stdout.match(/error/g)]).toEqual([2, ["error"]]);
    expect(cotangent(temp.directory, "check", "src/model.ts")).toEqual({ code: 0, stdout: "", stderr: "" });
    expect(cotangent(temp.directory, "check", "src/bad.ts").code).toBe(2);
    expect(temp.list("dist")).toEqual([]);
  });

  test("prints every unsupported construct of a file at its position", () => {
    const temp = tempProject({ "ten.ts": ten });
    const { code, stdout } = cotangent(temp.directory, "check", "ten.ts");
    expect(code).toBe(2);
    const found = [...stdout.matchAll(/^ten\.ts\((\d+),(\d+)\): error (AD\d{4}): ./gm)].map((match) => match.slice(1));
    const lines = ten.split("\n");
    const marked = lines.flatMap((line, index) => {
      const [, code, construct] = /\/\/ (AD\d{4}) (.*)$/.exec(line) ?? [];
      return code ? [[String(index + 1), String(line.indexOf(construct) + 1), code]] : [];
    });
    expect(marked).toHaveLength(10);
    expect(found).toEqual(marked);
  });

  test("works on a file without a tsconfig.json", () => {
    const temp = tempProject({ "a.ts": refusing });
    const { code, stdout } = cotangent(path.dirname(temp.directory), "check", temp.file("a.ts"));
    expect(code).toBe(2);
    expect(stdout).toContain("(4,3): error AD2001");
  });
});

describe("inspect", () => {
  test("prints what the project asks for", () => {
    const temp = tempProject({ "src/model.ts": model, "src/main.ts": main });
    const { code, stdout } = cotangent(temp.directory, "inspect", "src/model.ts");
    expect(code).toBe(0);
    expect(stdout).toContain("export function loss_grad(w: Float64Array, scale: number): Float64Array {");
  });

  test("prints any function of a file, in either mode, and its IR", () => {
    const temp = tempProject({ "src/model.ts": model });
    const inspect = (...args: string[]) => cotangent(temp.directory, "inspect", ...args);
    expect(inspect("src/model.ts:loss", "--mode", "reverse").stdout).toContain("function loss_valueAndGrad(");
    expect(inspect("src/model.ts", "--mode", "forward").stdout).toContain("function loss_jvp(");
    expect(inspect("src/model.ts:loss", "--ir").stdout).toMatch(/^func /m);
    expect(inspect("src/model.ts:lost")).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("no function 'lost'"),
    });
  });
});

describe("the program", () => {
  const bin = path.join(repository, "plugin/bin/cotangent.js");

  test("--help and --version", () => {
    expect(node(repository, bin, "--help").stdout).toContain("cotangent COMMAND");
    expect(node(repository, bin, "--version").stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  test("has the exit codes of the commands, and no colour where there is no terminal", () => {
    const temp = tempProject({ "src/bad.ts": refusing });
    const { code, stdout } = node(temp.directory, bin, "build", "--outDir", "dist");
    expect(code).toBe(1);
    expect(stdout).toContain("src/bad.ts(4,3): error AD2001: ");
    temp.write("src/bad.ts", model);
    expect(node(temp.directory, bin, "build", "--outDir", "dist")).toEqual({ code: 0, stdout: "", stderr: "" });
  });
});
