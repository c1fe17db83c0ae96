/**
 * Packages in the output of a build. Installed packages are not edited: those that code is generated into are copied beside
 * the output, with all packages that use them, so that everything that runs finds the copies and each exists once.
 */
import fs from "node:fs";
import path from "node:path/posix";
import { ownFiles } from "./demand.js";
import { Dependencies, findPackage, type InstalledPackage } from "./dependencies.js";
import { packageOf } from "./package-resolution.js";
import { compareText, isInside, slashes } from "./paths.js";
import type { Project } from "./project.js";

export interface VendoredPackage {
  readonly from: string;
  readonly to: string;
}

export interface Vendoring {
  readonly packages: readonly VendoredPackage[];
  /** Folders that stand for other ones, where a name would not lead to the right package otherwise. */
  readonly links: readonly { readonly at: string; readonly to: string }[];
  /** Where a file is in the output; other files than those of copied packages stay where they are. */
  place(file: string): string;
}

export const nothingVendored: Vendoring = { packages: [], links: [], place: (file) => file };

/** The packages that code is generated into, and those that use them. */
export function packagesLeadingToDerivatives(project: Project): readonly InstalledPackage[] {
  return leading(project)?.packages ?? [];
}

interface Leading {
  /** What the project's own files import. */
  readonly roots: ReadonlyMap<string, InstalledPackage>;
  readonly packages: readonly InstalledPackage[];
}

const known = new WeakMap<object, Leading | undefined>();

function leading(project: Project): Leading | undefined {
  const { analyzed } = project;
  if (!known.has(analyzed)) known.set(analyzed, findLeading(project));
  return known.get(analyzed);
}

function findLeading(project: Project): Leading | undefined {
  const reached = new Set(project.packageFiles().flatMap((file) => packageOf(file)?.directory ?? []));
  if (reached.size === 0) return undefined;
  const program = project.analyzed;
  const dependencies = new Dependencies(program.getSourceFiles());
  const roots = dependencies.imported(ownFiles(program));
  const packages = [...dependencies.leadingTo(reached, roots.values())];
  return { roots, packages: packages.sort((a, b) => compareText(a.directory, b.directory)) };
}

export function planVendoring(project: Project, outDir: string): Vendoring {
  const found = leading(project);
  if (!found) return nothingVendored;
  const { roots, packages: vendored } = found;
  const base = project.config.configFile ? path.dirname(project.config.configFile) : outDir;
  const targets = placement(vendored, base, outDir);
  return {
    packages: [...targets].map(([{ directory }, to]) => ({ from: directory, to })),
    links: linksFor(targets, roots, outDir),
    place(file) {
      for (const [{ directory }, to] of targets) {
        if (isInside(directory, file) && packageOf(file)?.directory === directory) {
          return `${to}${file.slice(directory.length)}`;
        }
      }
      return file;
    },
  };
}

/** As the packages lie in the `node_modules` of the project or above it, so that they find each other as they did. */
function placement(
  vendored: readonly InstalledPackage[],
  base: string,
  outDir: string,
): ReadonlyMap<InstalledPackage, string> {
  const targets = new Map<InstalledPackage, string>();
  const taken = new Set<string>();
  for (const found of vendored) {
    const { directory, name } = found;
    const mirrored = mirroredPath(directory, base);
    let target = `${outDir}/node_modules/${mirrored ?? name}`;
    for (let count = 2; taken.has(target); count++)
      target = `${outDir}/node_modules/.cotangent-${count}/node_modules/${name}`;
    taken.add(target);
    targets.set(found, target);
  }
  return targets;
}

function mirroredPath(directory: string, base: string): string | undefined {
  for (let above = base; ; above = path.dirname(above)) {
    const modules = `${above === "/" ? "" : above}/node_modules`;
    if (isInside(modules, directory)) return directory.slice(modules.length + 1);
    if (path.dirname(above) === above) return undefined;
  }
}

/** For every name that would lead elsewhere from where a package is now. */
function linksFor(
  targets: ReadonlyMap<InstalledPackage, string>,
  roots: ReadonlyMap<string, InstalledPackage>,
  outDir: string,
): { at: string; to: string }[] {
  const links: { at: string; to: string }[] = [];
  const places = new Set(targets.values());
  const link = (directory: string, dependencies: ReadonlyMap<string, InstalledPackage>): void => {
    for (const [name, found] of dependencies) {
      const wanted = targets.get(found) ?? found.directory;
      if (lookup(name, directory, places, outDir) === wanted) continue;
      const at = `${directory}/node_modules/${name}`;
      if (!places.has(at)) links.push({ at, to: wanted });
    }
  };
  link(outDir, roots);
  for (const [{ dependencies }, target] of targets) link(target, dependencies);
  return links;
}

/** What a name leads to in the output, which is not written yet. */
function lookup(name: string, from: string, places: ReadonlySet<string>, outDir: string): string | undefined {
  for (let directory = from; directory === outDir || isInside(outDir, directory); directory = path.dirname(directory)) {
    const candidate = `${directory}/node_modules/${name}`;
    if (places.has(candidate)) return candidate;
  }
  return findPackage(name, path.dirname(outDir));
}

/** The files of a package, relative to its folder; the packages in it are others. */
export function filesOf(directory: string): string[] {
  return fs
    .readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => slashes(path.join(slashes(entry.parentPath), entry.name)).slice(directory.length + 1))
    .filter((file) => !/(?:^|\/)node_modules\//.test(file))
    .sort(compareText);
}
