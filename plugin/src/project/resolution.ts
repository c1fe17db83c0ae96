/** How imports are resolved: as TypeScript does, but a linked package of the same workspace counts as part of the project. */
import ts from "typescript-6";
import { isPackageCode, type PackageResolver } from "./package-resolution.js";
import { canonical } from "./paths.js";

export interface Resolver {
  resolve(specifier: string, from: string, mode?: ts.ResolutionMode): ts.ResolvedModuleFull | undefined;
  /** What a compiler host asks. Without the cache TypeScript looks for the `package.json` of each file again. */
  readonly hooks: Pick<Required<ts.CompilerHost>, "resolveModuleNameLiterals" | "getModuleResolutionCache">;
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
    hooks: {
      getModuleResolutionCache: () => cache,
      resolveModuleNameLiterals: (literals, from, redirected, settings, source) =>
        literals.map((literal) =>
          resolve(literal.text, from, ts.getModeForUsageLocation(source, literal, settings), redirected),
        ),
    },
  };
}

/** TypeScript follows links, so a file of the workspace does not have `node_modules` in its path. */
export function isWorkspaceSource(file: string): boolean {
  return /\.[cm]?tsx?$/.test(file) && !/\.d\.[cm]?ts$/.test(file) && !file.includes("/node_modules/");
}

/** What code of packages imports is the code that runs, not its declarations. */
export function packageImports(host: ts.CompilerHost, resolver: PackageResolver): ts.CompilerHost {
  const others = host.resolveModuleNameLiterals?.bind(host);
  host.resolveModuleNameLiterals = (literals, from, ...rest) => {
    if (!isPackageCode(from)) return others?.(literals, from, ...rest) ?? [];
    return literals.map((literal) => {
      const file = resolver.resolve(literal.text, from, isRequired(literal) ? "require" : "import");
      const extension = file && /\.[cm]?[jt]sx?$|\.json$/.exec(file)?.[0];
      if (!file || !extension) return { resolvedModule: undefined };
      return { resolvedModule: { resolvedFileName: file, extension, isExternalLibraryImport: false } };
    });
  };
  return host;
}

function isRequired({ parent }: ts.StringLiteralLike): boolean {
  return ts.isExternalModuleReference(parent) || (ts.isCallExpression(parent) && ts.isIdentifier(parent.expression));
}
