/** What an import of a package loads when the program runs, which its declarations do not tell. */
import fs from "node:fs";
import path from "node:path";
import resolver from "enhanced-resolve";
import { slashes } from "./paths.js";

/** How the host of a program chooses among the files that a package offers. */
export interface Conditions {
  /** Those of `exports` and `imports` beside `import`, `require` and `default`. */
  readonly names: readonly string[];
  /** The fields of `package.json` that name the entry where there are no `exports`. */
  readonly mainFields: readonly string[];
}

export const nodeConditions: Conditions = { names: ["node", "node-addons", "module-sync"], mainFields: ["main"] };

export type ImportKind = "import" | "require";

/** A package's directory and name, from one of its files. */
export interface PackageLocation {
  readonly name: string;
  readonly directory: string;
}

/** The package that holds the operators: its own entries are differentiated as a package is, also where it is linked. */
const OWN = "cotangent";

export class PackageResolver {
  private readonly files: resolver.CachedInputFileSystem;
  private readonly resolvers: Readonly<Record<ImportKind, resolver.Resolver>>;
  /** By the names of links, not by what they lead to. */
  private readonly unfollowed: Readonly<Record<ImportKind, resolver.Resolver>>;

  constructor({ names, mainFields }: Conditions) {
    const files = new resolver.CachedInputFileSystem(fs, 4000);
    const create = (kind: ImportKind, symlinks: boolean) =>
      resolver.ResolverFactory.createResolver({
        fileSystem: files,
        useSyncFileSystemCalls: true,
        symlinks,
        conditionNames: [...new Set([kind, ...names])],
        mainFields: [...mainFields],
        extensions: [".js", ".mjs", ".cjs", ".json", ".ts", ".tsx"],
        extensionAlias: { ".js": [".js", ".ts", ".tsx"], ".mjs": [".mjs", ".mts"], ".cjs": [".cjs", ".cts"] },
      });
    this.files = files;
    this.resolvers = { import: create("import", true), require: create("require", true) };
    this.unfollowed = { import: create("import", false), require: create("require", false) };
  }

  /** Undefined for what is built into the engine and for what is not there. */
  resolve(specifier: string, from: string, kind: ImportKind): string | undefined {
    const found = resolved(this.resolvers[kind], specifier, from);
    if (found === undefined || isPackageFile(found)) return found;
    const unfollowed = resolved(this.unfollowed[kind], specifier, from);
    return unfollowed !== undefined && isOwn(packageOf(unfollowed)?.name) ? unfollowed : found;
  }

  /** Packages may have been installed since. */
  refresh(): void {
    this.files.purge();
  }
}

/** Whether a package counts as installed where it is linked, too. */
export function isOwn(name: string | undefined): boolean {
  return name === OWN;
}

function resolved(by: resolver.Resolver, specifier: string, from: string): string | undefined {
  try {
    const found = by.resolveSync({}, path.dirname(from), specifier);
    return found === false ? undefined : slashes(found.replace(/[?#].*$/, ""));
  } catch {
    return undefined;
  }
}

/** Whether a file belongs to an installed package; linked packages of the workspace count as the project's own. */
export function isPackageFile(file: string): boolean {
  return file.includes("/node_modules/");
}

/** Whether a file is code of an installed package, rather than declarations of it. */
export function isPackageCode(file: string): boolean {
  return isPackageFile(file) && /\.[cm]?[jt]sx?$/.test(file) && !/\.d\.[cm]?ts$/.test(file);
}

/** `/a/node_modules/@scope/name/lib/x.js`: the package `@scope/name` in `/a/node_modules/@scope/name`. */
export function packageOf(file: string): PackageLocation | undefined {
  const start = file.lastIndexOf("/node_modules/");
  if (start < 0) return undefined;
  const [, name] = /^((?:@[^/]+\/)?[^/]+)(?:\/|$)/.exec(file.slice(start + "/node_modules/".length)) ?? [];
  return name === undefined ? undefined : { name, directory: `${file.slice(0, start)}/node_modules/${name}` };
}
