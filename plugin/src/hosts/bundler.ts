/** One plugin for all bundlers. It rewrites TypeScript to TypeScript; the bundler strips the types. */
import { createUnplugin, type UnpluginFactory } from "unplugin";
import type { Diagnostic } from "../diagnostics/index.js";
import { isPackageCode } from "../project/package-resolution.js";
import { normalize } from "../project/paths.js";
import type { Project } from "../project/project.js";
import { encode, ownSource } from "../project/source-map.js";
import { type Location, locationOf, messageOf } from "./bundler-errors.js";
import { esbuildHooks } from "./esbuild-hooks.js";
import { rolldownHooks } from "./rolldown-hooks.js";
import { rollupHooks } from "./rollup-hooks.js";
import { toScript } from "./to-script.js";
import { viteHooks } from "./vite-hooks.js";
import { webpackHooks } from "./webpack-hooks.js";
import { Workspaces } from "./workspaces.js";

const factory: UnpluginFactory<undefined> = (_options, { framework }) => {
  const workspaces = new Workspaces();
  const stopsAtFirstError = framework === "vite" || framework === "rollup" || framework === "rolldown";
  const rollup = rollupHooks(workspaces);
  const vite = viteHooks(workspaces);

  return {
    name: "cotangent",
    enforce: "pre",
    buildStart() {
      for (const workspace of workspaces.all) workspace.refresh();
    },
    // Of installed packages, those that concern derivatives.
    transformInclude: (id) =>
      !/[\\/]node_modules[\\/]/.test(id) || workspaces.reach(normalize(id.replace(/\?.*$/, ""))),
    transform: {
      filter: {
        id: {
          include: /\.[cm]?[jt]sx?(?:\?|$)/,
          exclude: /[?&](?:raw|url|worker|sharedworker)(?:&|=|$)|^\0|[\\/]\.vite[\\/]/,
        },
      },
      handler(code, id) {
        const workspace = framework === "vite" ? vite.workspaceOf(this) : workspaces.only;
        const name = normalize(id.replace(/\?.*$/, ""));
        const file = framework === "webpack" ? workspace.throughLink(name) : name;
        if (isPackageCode(file)) {
          const convert =
            framework === "vite" ? vite.convertsCommonJs : framework === "rollup" && rollup.convertsCommonJs;
          const converted = convert ? workspace.serveAsEsModule(file) : undefined;
          if (converted) return { code: converted.code, map: encode(ownSource(converted.map), file) };
        }
        const project = workspace.projectOf(file);
        if (!project) return;
        if (!(framework === "rollup" && rollup.typescriptLoads)) workspace.update(file, code);
        const refused = project.refused().get(file);
        // What is wrong may be in a file that the bundler has not come to.
        if (framework === "webpack" || refused) for (const other of project.watched()) this.addWatchFile(other);
        if (refused) {
          const found = stopsAtFirstError ? [...new Set([...refused, ...project.diagnostics()])] : refused;
          fail(project, found, file, framework === "webpack" ? undefined : (error) => this.error(error));
          return;
        }
        if (framework === "vite") vite.restartFor(workspace);
        const output = workspace.serve(project, file);
        if (framework === "rollup") return toScript(project, file, output);
        return output && { code: output.code, map: encode(ownSource(output.map), file) };
      },
    },
    vite: vite.hooks,
    rollup: rollup.hooks,
    rolldown: rolldownHooks(workspaces),
    esbuild: esbuildHooks(workspaces),
    webpack: webpackHooks(workspaces),
  };
};

interface Failure {
  readonly message: string;
  readonly loc?: Location;
}

/** At what is wrong or, where that is in another file, at what in this file led there. webpack takes a thrown error for the module's, and compiles on after a reported one. */
function fail(
  project: Project,
  found: readonly Diagnostic[],
  file: string,
  report: ((error: Failure) => void) | undefined,
): void {
  const message = messageOf(project.analyzed, found);
  if (!report) throw new Error(message);
  const [{ chain, ...first }] = found;
  const here = [first, ...chain.map(({ span }) => span)].find((place) => place.file === file);
  report(here ? { message, loc: locationOf(project.analyzed, here) } : { message });
}

export const unplugin = createUnplugin(factory);
