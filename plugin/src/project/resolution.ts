/** How imports are resolved: as TypeScript does, but a linked package of the same workspace counts as part of the project. */
import ts from "typescript-6";
import { canonical } from "./paths.js";

export interface Resolver {
  resolve(specifier: string, from: string, mode?: ts.ResolutionMode): ts.ResolvedModuleFull | undefined;
  /** For a compiler host. */
  readonly resolveModuleNameLiterals: NonNullable<ts.CompilerHost["resolveModuleNameLiterals"]>;
}

export function createResolver(
  options: ts.CompilerOptions,
  host: ts.ModuleResolutionHost,
  directory: string,
): Resolver {
  const cache = ts.createModuleResolutionCache(directory, canonical, options);
  const resolve = (
    specifier: string,
    from: string,
    mode?: ts.ResolutionMode,
    redirected?: ts.ResolvedProjectReference,
  ): ts.ResolvedModuleWithFailedLookupLocations => {
    const result = ts.resolveModuleName(specifier, from, options, host, cache, redirected, mode);
    const { resolvedModule } = result;
    if (!resolvedModule?.isExternalLibraryImport || !isWorkspaceSource(resolvedModule.resolvedFileName)) return result;
    return { ...result, resolvedModule: { ...resolvedModule, isExternalLibraryImport: false } };
  };
  return {
    resolve: (specifier, from, mode) => resolve(specifier, from, mode).resolvedModule,
    resolveModuleNameLiterals: (literals, from, redirected, settings, source) =>
      literals.map((literal) =>
        resolve(literal.text, from, ts.getModeForUsageLocation(source, literal, settings), redirected),
      ),
  };
}

/** TypeScript follows links, so a file of the workspace does not have `node_modules` in its path. */
export function isWorkspaceSource(file: string): boolean {
  return /\.[cm]?tsx?$/.test(file) && !/\.d\.[cm]?ts$/.test(file) && !file.includes("/node_modules/");
}
