import path from "node:path";
import { expect, test } from "vitest";
import { compilerPhases } from "../../plugin/src/project/compiler-phases.js";
import { type ProjectConfig, readConfig } from "../../plugin/src/project/config.js";
import { Project } from "../../plugin/src/project/project.js";
import { repository } from "../support/temp-project.js";

/** Every rewritten file of an example, by name. */
function outputs(project: Project): Map<string, string | undefined> {
  return new Map(project.files().map((file) => [file, project.transformFile(file)?.code]));
}

test.each(["lynx-hare", "adbench"])(
  "%s: neither the order of files nor earlier edits show in the output",
  (example) => {
    const config = readConfig(path.join(repository, "examples", example, "tsconfig.json"));
    const open = (changed: Partial<ProjectConfig> = {}) => new Project({ ...config, ...changed }, compilerPhases);
    const expected = outputs(open());
    expect(expected.size).toBeGreaterThan(0);
    expect(outputs(open({ rootNames: [...config.rootNames].reverse() }))).toEqual(expected);

    const edited = open();
    for (const file of [...expected.keys()].reverse()) {
      const text = edited.sourceFile(file)?.text ?? "";
      edited.update(file, "export {};\n");
      outputs(edited);
      edited.update(file, text);
    }
    expect(outputs(edited)).toEqual(expected);
  },
);
