// Measures one program: TypeScript's own work, Cotangent's behind it, and both again after an edit of one file.
import path from "node:path";
import { fileURLToPath } from "node:url";
import { compilerPhases } from "../../../plugin/dist/project/compiler-phases.js";
import { defaultConfig } from "../../../plugin/dist/project/config.js";
import { Project } from "../../../plugin/dist/project/project.js";
import { cases } from "./cases.js";

/** A folder that exists, as TypeScript looks for packages from there. */
const folder = fileURLToPath(new URL("../../src/", import.meta.url)).replaceAll("\\", "/");

function milliseconds(work) {
  const { user, system } = process.cpuUsage();
  work();
  const after = process.cpuUsage();
  return (after.user + after.system - user - system) / 1000;
}

const texts = Object.entries(cases[process.argv[2]]()).map(([name, text]) => [path.posix.join(folder, name), text]);
const given = new Map(texts);
const project = new Project(defaultConfig([...given.keys()]), compilerPhases, { texts: (file) => given.get(file) });

function check() {
  for (const file of given.keys()) project.program.getSemanticDiagnostics(project.sourceFile(file));
}

function generate() {
  return [...given.keys()].map((file) => project.transformFile(file)?.code ?? "");
}

const count = (list) => list.join("").split("\n").length;
let outputs = [];
const typescript = milliseconds(check);
const compile = milliseconds(() => {
  outputs = generate();
});
if (project.diagnostics().length > 0) throw new Error(JSON.stringify(project.diagnostics()));
const lines = count([...given.values()]);

function edit(k) {
  const [[file, text]] = texts;
  const edited = `${text}\nexport const edited = ${k};\n`;
  given.set(file, edited);
  project.update(file, edited);
}

// A resident compiler is warm.
const rounds = Array.from({ length: 5 }, (_, k) => {
  edit(k);
  const own = milliseconds(check);
  return { own, whole: own + milliseconds(generate) };
}).sort((a, b) => a.whole - b.whole);
const { own, whole } = rounds[2];
console.log(JSON.stringify({ lines, generated: count(outputs) - lines, typescript, compile, again: whole, edit: own }));
