/** Where the generated functions go, under which names, and what the files must import from each other for them. */
import type ts from "typescript-6";
import type { Binding, Func } from "../ir/ops.js";
import { allOps, reachable } from "../ir/traverse.js";
import { type Demand, namesIn } from "./demand.js";
import { exportedBindings } from "./exports.js";
import { NameTable } from "./names.js";
import { compareText } from "./paths.js";
import type { ForeignRef } from "./phases.js";
import { specifierFor } from "./specifiers.js";

/** `export { local as exported }` of a binding that is private to its module but used by code generated for another. */
export interface GeneratedExport {
  readonly local: string;
  readonly exported: string;
}

/** Specifier to (exported name to local name). */
export type Imports = Map<string, Map<string, string>>;

/** How generated code in a file reaches what is outside of it. */
export interface Importer {
  /** The name here of a function or binding of any file. */
  local(target: ForeignRef): string;
  /** The name here of a helper of `cotangent/runtime`. */
  runtime(name: string): string;
  readonly imports: Imports;
  readonly reserved: Set<string>;
}

export class Linker {
  /** The functions to emit into each file, in order: entries' callees before the entries. */
  readonly functions: ReadonlyMap<string, readonly Func[]>;
  private readonly exported = new Map<string, Map<string, string>>();
  private readonly generated = new Map<string, GeneratedExport[]>();
  private readonly names: Map<string, NameTable>;

  constructor(
    private readonly program: ts.Program,
    demand: Demand,
  ) {
    this.names = new Map(demand.names);
    const entries = new Set(demand.entries.map(({ func }) => func));
    const all = reachable(entries, (func) => func.original !== undefined);
    for (const func of all)
      if (!entries.has(func)) func.name = namesIn(program, this.names, func.file).claim(func.name);
    const functions = new Map<string, Func[]>();
    for (const func of all) functions.set(func.file, [...(functions.get(func.file) ?? []), func]);
    this.functions = functions;
    for (const func of all) this.exportWhatItUses(func);
  }

  /** The files that something is generated in. */
  get files(): string[] {
    return [...new Set([...this.functions.keys(), ...this.generated.keys()])].sort(compareText);
  }

  generatedExports(file: string): readonly GeneratedExport[] {
    return this.generated.get(file) ?? [];
  }

  /** What `file` imports for its generated code, and the names that its locals must avoid; both grow as `local` is asked. */
  importer(file: string): Importer {
    const imports: Imports = new Map();
    const reserved = namesUsedBy(this.functions.get(file) ?? []);
    const names = new NameTable(namesIn(this.program, this.names, file).all);
    const source = this.program.getSourceFile(file);
    const local = (target: ForeignRef): string => {
      if (target.file === file || !source) return target.name;
      const exported = this.isGenerated(target) ? target.name : this.exportedName(target);
      const specifier = specifierFor(this.program, source, target.file);
      const known = imports.get(specifier) ?? new Map<string, string>();
      imports.set(specifier, known);
      const name = known.get(exported) ?? names.claim(target.name);
      known.set(exported, name);
      reserved.add(name);
      return name;
    };
    const helpers = new Map<string, string>();
    const runtime = (name: string): string => {
      const known = helpers.get(name) ?? names.claim(name);
      helpers.set(name, known);
      reserved.add(known);
      return known;
    };
    return { local, runtime, imports, reserved };
  }

  private exportWhatItUses(func: Func): void {
    for (const op of allOps(func.body)) {
      if (op.kind === "call" && op.callee.original) this.exportOriginal(op.callee.original, func.file);
      else if ((op.kind === "call" || op.kind === "closure") && op.callee.file !== func.file) op.callee.exported = true;
      if (op.kind === "global" && op.binding.file !== func.file) this.exportedName(op.binding);
    }
  }

  private exportOriginal(original: Binding, file: string): void {
    if (original.file !== file) this.exportedName(original);
  }

  /** Generated functions avoid every name of their file, so the name alone tells them from its bindings. */
  private isGenerated({ file, name }: ForeignRef): boolean {
    return this.functions.get(file)?.some((func) => func.name === name) ?? false;
  }

  private exportedName({ file, name }: ForeignRef): string {
    const source = this.program.getSourceFile(file);
    if (!source || source.isDeclarationFile) return name;
    const known = this.exported.get(file) ?? exportedBindings(source);
    this.exported.set(file, known);
    let exported = known.get(name);
    if (exported === undefined) {
      exported = namesIn(this.program, this.names, file).claim(`cotangent_${name}`);
      known.set(name, exported);
      this.generated.set(file, [...(this.generated.get(file) ?? []), { local: name, exported }]);
    }
    return exported;
  }
}

/** Names of module level in the text of functions: a local of that name would hide them. */
export function namesUsedBy(functions: readonly Func[]): Set<string> {
  const names = new Set<string>();
  for (const func of functions) {
    names.add(func.name);
    for (const op of allOps(func.body)) {
      if (op.kind === "global") names.add(op.binding.name);
      else if (op.kind === "call" || op.kind === "closure") names.add((op.callee.original ?? op.callee).name);
    }
  }
  return names;
}
