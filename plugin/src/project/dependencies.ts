/** Which installed packages use which: by their `package.json` and by what their code imports. */
import fs from "node:fs";
import path from "node:path/posix";
import ts from "typescript-6";
import { isOwn, isPackageFile, packageOf } from "./package-resolution.js";
import { slashes } from "./paths.js";

export interface InstalledPackage {
  readonly name: string;
  /** Without links in the path, unless the package counts as installed where it is linked. */
  readonly directory: string;
  /** The packages that it finds by name. */
  readonly dependencies: ReadonlyMap<string, InstalledPackage>;
}

type Growing = InstalledPackage & { readonly dependencies: Map<string, InstalledPackage> };

export class Dependencies {
  private readonly packages = new Map<string, Growing>();

  /** `sources`: all files of the program, whose imports count beside what packages say of themselves. */
  constructor(private readonly sources: readonly ts.SourceFile[]) {}

  /** The packages that the project's own files import, by name. */
  imported(own: readonly ts.SourceFile[]): Map<string, InstalledPackage> {
    const found = new Map<string, InstalledPackage>();
    for (const source of own) {
      for (const name of packageNames(source)) {
        const known = found.has(name) ? undefined : this.find(name, path.dirname(source.fileName));
        if (known) found.set(name, known);
      }
    }
    return found;
  }

  /** Those from which one of `reached` (folders) can be come to, these included. */
  leadingTo(reached: ReadonlySet<string>, roots: Iterable<InstalledPackage>): Set<InstalledPackage> {
    const users = new Map<InstalledPackage, InstalledPackage[]>();
    const seen = new Set<InstalledPackage>();
    const visit = (node: InstalledPackage): void => {
      if (seen.has(node)) return;
      seen.add(node);
      for (const dependency of node.dependencies.values()) {
        users.set(dependency, [...(users.get(dependency) ?? []), node]);
        visit(dependency);
      }
    };
    for (const root of roots) visit(root);
    const leading = new Set<InstalledPackage>();
    const add = (node: InstalledPackage): void => {
      if (leading.has(node)) return;
      leading.add(node);
      for (const user of users.get(node) ?? []) add(user);
    };
    for (const node of seen) if (reached.has(node.directory)) add(node);
    return leading;
  }

  private find(name: string, from: string): InstalledPackage | undefined {
    const directory = findPackage(name, from);
    return directory === undefined ? undefined : this.open(name, directory);
  }

  private open(name: string, directory: string): InstalledPackage {
    const known = this.packages.get(directory);
    if (known) return known;
    const made: Growing = { name, directory, dependencies: new Map() };
    this.packages.set(directory, made);
    const own = this.sources.filter((source) => packageOf(source.fileName)?.directory === directory);
    for (const dependency of new Set([...declaredDependencies(directory), ...own.flatMap(packageNames)])) {
      const found = this.find(dependency, directory);
      if (found && found !== made) made.dependencies.set(dependency, found);
    }
    return made;
  }
}

/** The folder that node finds a package in; nothing for packages of the workspace, which are no installed ones. */
export function findPackage(name: string, from: string): string | undefined {
  for (let directory = from; ; directory = path.dirname(directory)) {
    const candidate = `${directory}/node_modules/${name}`;
    if (path.basename(directory) !== "node_modules" && fs.existsSync(`${candidate}/package.json`)) {
      const real = slashes(fs.realpathSync(candidate));
      return isPackageFile(real) ? real : isOwn(name) ? candidate : undefined;
    }
    if (path.dirname(directory) === directory) return undefined;
  }
}

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

function declaredDependencies(directory: string): string[] {
  const { dependencies, optionalDependencies, peerDependencies } = JSON.parse(
    fs.readFileSync(`${directory}/package.json`, "utf8"),
  ) as Manifest;
  return Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies });
}

/** The names of packages in a file's imports. */
function packageNames(source: ts.SourceFile): string[] {
  const { importedFiles } = ts.preProcessFile(source.text, true, true);
  return importedFiles.flatMap(({ fileName }) => /^(?:@[^/]+\/)?[^./#@:][^/:]*/.exec(fileName)?.[0] ?? []);
}
