/**
 * The code of packages that differentiated functions reach. The user's program has the declarations only; the files that run
 * are found as the program's host finds them, and become part of the program that the compiler reads.
 */
import type ts from "typescript-6";
import type { RunTimeModules } from "../frontend/module-graph.js";
import { isPackageCode, type PackageResolver } from "./package-resolution.js";

export class Implementations {
  /** Code that the program has to have. */
  readonly loaded = new Set<string>();
  private asked = new Set<string>();

  constructor(readonly resolver: PackageResolver) {}

  /** Begins an attempt with what is loaded. */
  start(program: ts.Program): RunTimeModules {
    this.asked = new Set();
    const checker = program.getTypeChecker();
    return {
      load: (specifier, kind) => {
        const declared = checker.getSymbolAtLocation(specifier)?.valueDeclaration?.getSourceFile();
        if (declared && !declared.isDeclarationFile && !isPackageCode(declared.fileName)) return declared;
        const found = this.resolver.resolve(specifier.text, specifier.getSourceFile().fileName, kind);
        if (found === undefined || !isPackageCode(found)) return undefined;
        this.asked.add(found);
        return program.getSourceFile(found);
      },
    };
  }

  /** Whether the attempt asked for nothing else than what was loaded; what it asked for is loaded for the next. */
  settle(program: ts.Program): boolean {
    const missing = [...this.asked].filter((file) => !this.loaded.has(file) && !program.getSourceFile(file));
    for (const file of missing) this.loaded.add(file);
    return missing.length === 0;
  }
}
