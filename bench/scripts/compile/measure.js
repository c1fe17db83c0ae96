// Measures one program: TypeScript's own work, Cotangent's behind it, and both again after edits of one file.
import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { compilerPhases } from "../../../plugin/dist/project/compiler-phases.js";
import { defaultConfig } from "../../../plugin/dist/project/config.js";
import { Project } from "../../../plugin/dist/project/project.js";
import { cases } from "./cases.js";

/** A folder that exists, as TypeScript looks for packages from there. */
const folder = fileURLToPath(new URL("../../src/", import.meta.url)).replaceAll("\\", "/");

/** Nanoseconds that the main thread has run; of all threads where the system does not tell. */
function threadTime() {
  try {
    return Number(readFileSync(`/proc/self/task/${process.pid}/schedstat`, "utf8").split(" ")[0]);
  } catch {
    const { user, system } = process.cpuUsage();
    return (user + system) * 1000;
  }
}

/** CPU time of the process, and of the thread that compiles: the others compile and collect for the engine meanwhile. */
function measure(work) {
  const [{ user, system }, started] = [process.cpuUsage(), threadTime()];
  work();
  const after = process.cpuUsage();
  return {
    process: (after.user + after.system - user - system) / 1000,
    thread: (threadTime() - started) / 1e6,
  };
}

/** A file that has nothing to do with derivatives. */
const notes = "export function note(text: string): string {\n  return text.trim();\n}\n";
const files = { ...cases[process.argv[2]](), "notes.ts": notes };
const texts = Object.entries(files).map(([name, text]) => [path.posix.join(folder, name), text]);
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
const typescript = measure(check);
const compile = measure(() => {
  outputs = generate();
});
if (project.diagnostics().length > 0) throw new Error(JSON.stringify(project.diagnostics()));
const lines = count([...given.values()]);

/** After an edit that moves all that the file holds, in a resident compiler, which is warm. */
function afterEdits([file, text]) {
  const rounds = Array.from({ length: 7 }, (_, k) => {
    const edited = `// ${k}\n${text}`;
    given.set(file, edited);
    project.update(file, edited);
    return { own: measure(check).thread, compile: measure(generate).thread };
  }).sort((a, b) => a.compile - b.compile);
  return rounds[3];
}

const model = afterEdits(texts[0]);
const other = afterEdits(texts.at(-1));
console.log(
  JSON.stringify({
    lines,
    generated: count(outputs) - lines,
    typescript: typescript.thread,
    compile: compile.thread,
    process: compile.process,
    own: model.own,
    model: model.compile,
    other: other.compile,
  }),
);
