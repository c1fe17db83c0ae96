/** Throw-away project folders with the workspace's packages in reach. */
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll } from "vitest";

export const repository = fileURLToPath(new URL("../..", import.meta.url));

const created: string[] = [];
afterAll(() => {
  for (const directory of created.splice(0)) rmSync(directory, { recursive: true, force: true });
});

export interface TempProject {
  readonly directory: string;
  file(name: string): string;
  write(name: string, text: string): void;
  read(name: string): string;
  /** Names of all files in a folder, sorted; empty where there is none. */
  list(name: string): string[];
}

export const strictConfig = {
  compilerOptions: {
    target: "ES2022",
    lib: ["ES2022"],
    module: "NodeNext",
    strict: true,
    skipLibCheck: true,
    types: [] as string[],
  },
};

/** Instead of the whole DOM library, which takes longer to read than everything else. */
export const consoleTypes = "declare const console: { log(...values: unknown[]): void };\n";

/**
 * Contents are text, or JSON where they are objects. A module package with a strict `tsconfig.json` unless given
 * otherwise. Packages may be installed by files in `node_modules`. `links`: packages in folders of the project, as a
 * workspace has them there.
 */
export function tempProject(
  files: Readonly<Record<string, string | object>>,
  links: Readonly<Record<string, string>> = {},
): TempProject {
  const directory = realpathSync(mkdtempSync(path.join(tmpdir(), "cotangent-")));
  created.push(directory);
  const project: TempProject = {
    directory,
    file: (name) => path.join(directory, name),
    write(name, text) {
      const file = path.join(directory, name);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, text);
    },
    read: (name) => readFileSync(path.join(directory, name), "utf8"),
    list(name) {
      try {
        return readdirSync(path.join(directory, name), { recursive: true, encoding: "utf8" }).sort();
      } catch {
        return [];
      }
    },
  };
  const defaults = {
    "package.json": { name: "temp", private: true, type: "module" },
    "tsconfig.json": strictConfig,
    "src/console.d.ts": consoleTypes,
  };
  for (const [name, content] of Object.entries({ ...defaults, ...files })) {
    project.write(name, typeof content === "string" ? content : JSON.stringify(content, undefined, 2));
  }
  const modules = path.join(repository, "node_modules");
  const installs = Object.keys(files).some((name) => name.startsWith("node_modules/"));
  if (Object.keys(links).length === 0 && !installs) {
    symlinkSync(modules, path.join(directory, "node_modules"), "junction");
  } else {
    mkdirSync(path.join(directory, "node_modules"), { recursive: true });
    const link = (name: string, target: string) =>
      symlinkSync(target, path.join(directory, "node_modules", name), "junction");
    for (const name of readdirSync(modules)) link(name, path.join(modules, name));
    for (const [name, folder] of Object.entries(links)) link(name, path.join(directory, folder));
  }
  return project;
}
