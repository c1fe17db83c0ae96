/** What README.md shows of the compiler at work. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { printReport } from "../dist/hosts/report.js";
import { compilerPhases } from "../dist/project/compiler-phases.js";
import { defaultConfig } from "../dist/project/config.js";
import { Project } from "../dist/project/project.js";

const refused = `import { grad } from "cotangent";

function parsed(text: string, scale: number): number {
  try {
    return scale * JSON.parse(text).rate;
  } catch {
    return 0;
  }
}

export const slope = grad((x: number) => x * parsed("{}", x));
`;

/** The sections of the page by name. */
export function readme(root) {
  const fixture = (name) => readFileSync(new URL(`test/golden/${name}.ts`, root), "utf8");
  // What follows the last declaration says what it gives, for tests.
  const [source] = fixture("newton-sqrt").split(/\n\n(?=\w+\()/);
  return {
    source: block("ts", source),
    "generated code": block("ts", fixture("newton-sqrt.expected")),
    error: block("text", errors(fileURLToPath(root))),
  };
}

export function block(language, text) {
  return `\`\`\`${language}\n${text.trimEnd()}\n\`\`\``;
}

function errors(directory) {
  const file = `${directory.replaceAll("\\", "/")}src/model.ts`;
  const texts = (name) => (name === file ? refused : undefined);
  const project = new Project(defaultConfig([file]), compilerPhases, { texts });
  const report = { typescript: [], cotangent: project.diagnostics() };
  let printed = "";
  printReport(project, report, { directory, color: false, out: (text) => (printed += text) });
  return printed;
}
