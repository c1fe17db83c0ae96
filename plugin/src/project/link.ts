/** Where the generated functions go, under which names, and what the files must import from each other for them. */
import type ts from "typescript-6";
import { isCommonJs } from "../frontend/commonjs.js";
import type { Binding } from "../ir/bindings.js";
import type { Func } from "../ir/ops.js";
import { allOps, reachable } from "../ir/traverse.js";
import { type Demand, namesIn } from "./demand.js";
import { exportedBindings } from "./exports.js";
import { type InnerBinding, isInner } from "./inner-variables.js";
import { NameTable } from "./names.js";
import { isPackageCode, type PackageResolver } from "./package-resolution.js";
import { compareText, relativeTo } from "./paths.js";
import type { ForeignRef } from "./phases.js";
import { importedNames, moduleSpecifiers, specifierFor } from "./specifiers.js";

/** `export { local as exported }` of a binding that is private to its module but used by code generated for another. */
export interface GeneratedExport {
  readonly local: string;
  readonly exported: string;
  /** `local` is a function to be made, which assigns the binding of this name. */
  readonly sets?: string;
  /** `local` is a function to be made, which reads the binding of this name: CommonJS exports values, not bindings. */
  readonly gets?: string;
}

/** The functions among them, in the language of the file. */
export function accessorsAmong(exports: readonly GeneratedExport[], isTyped: boolean): string {
  return exports
    .map(({ local, sets, gets }) => {
      if (gets !== undefined) return `function ${local}() { return ${gets}; }\n`;
      return sets === undefined
        ? ""
        : `function ${local}(value${isTyped ? `: typeof ${sets}` : ""}) { ${sets} = value; }\n`;
    })
    .join("");
}

/** Specifier to (exported name to local name). */
export type Imports = Map<string, Map<string, string>>;

/** How generated code in a file reaches what is outside of it. */
export interface Importer {
  /** The name here of a function or binding of any file. */
  local(target: ForeignRef): string;
  /** The name here of a helper of `cotangent/runtime`, or of what another entry of the library exports. */
  runtime(name: string, entry?: string): string;
  /** A name for a type like the one wanted that is free in the file. */
  claim(name: string): string;
  readonly imports: Imports;
  /** Specifier to the name of the module here, in a CommonJS file. */
  readonly required: ReadonlyMap<string, string>;
  readonly reserved: Set<string>;
}

export class Linker {
  /** The functions to emit into each file, in order: entries' callees before the entries. */
  readonly functions: ReadonlyMap<string, readonly Func[]>;
  private readonly exported = new Map<string, Map<string, string>>();
  private readonly generated = new Map<string, GeneratedExport[]>();
  private readonly inner = new Map<string, Map<string, InnerBinding>>();
  private readonly names: Map<string, NameTable>;

  constructor(
    private readonly program: ts.Program,
    demand: Demand,
    private readonly packages?: PackageResolver,
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
    return [...new Set([...this.functions.keys(), ...this.generated.keys(), ...this.inner.keys()])].sort(compareText);
  }

  generatedExports(file: string): readonly GeneratedExport[] {
    return this.generated.get(file) ?? [];
  }

  /** Variables of functions around a module's code that generated code needs, in the order of their places. */
  innerVariables(file: string): readonly InnerBinding[] {
    return [...(this.inner.get(file)?.values() ?? [])].sort(
      (a, b) => a.inner.end - b.inner.end || compareText(a.name, b.name),
    );
  }

  /** What `file` imports for its generated code, and the names that its locals must avoid; both grow as `local` is asked. */
  importer(file: string, place: (file: string) => string = (same) => same): Importer {
    const imports: Imports = new Map();
    const reserved = namesUsedBy(this.functions.get(file) ?? []);
    const names = new NameTable(namesIn(this.program, this.names, file).all);
    const source = this.program.getSourceFile(file);
    const required = new Map<string, string>();
    const member = (specifier: string, name: string): string => {
      const known = required.get(specifier) ?? names.claim(nameOfModule(specifier));
      required.set(specifier, known);
      reserved.add(known);
      return `${known}.${name}`;
    };
    const isCommonJsFile = source !== undefined && isCommonJs(source);
    const local = (target: ForeignRef): string => {
      if (target.file === file || !source) return target.name;
      const getter = this.getterOf(target);
      if (getter !== undefined) return `${local({ file: target.file, name: getter })}()`;
      const exported = this.isGenerated(target) ? target.name : this.exportedName(target);
      const specifier = this.specifier(source, target.file, place);
      if (isCommonJsFile) return member(specifier, exported);
      const known = imports.get(specifier) ?? new Map<string, string>();
      imports.set(specifier, known);
      const name = known.get(exported) ?? names.claim(target.name);
      known.set(exported, name);
      reserved.add(name);
      return name;
    };
    const helpers = new Map<string, string>();
    const runtime = (name: string, entry = "runtime"): string => {
      const specifier = `cotangent/${entry}`;
      if (isCommonJsFile) return member(specifier, name);
      const key = `${specifier} ${name}`;
      const own = source && importedNames(source, specifier).get(name);
      const known = own ?? helpers.get(key) ?? names.claim(name);
      helpers.set(key, known);
      reserved.add(known);
      return known;
    };
    const claim = (name: string): string => names.claim(name);
    return { local, runtime, claim, imports, required, reserved };
  }

  /** Packages are imported as their importer does it, if it does, or else by their file. */
  private specifier(from: ts.SourceFile, to: string, place: (file: string) => string): string {
    if (!isPackageCode(to)) {
      // A function of the program that a package was given stands in the output.
      const at = place(to);
      return at === to ? specifierFor(this.program, from, to) : relativeTo(place(from.fileName), at);
    }
    const written = isCommonJs(from) ? undefined : this.packageSpecifier(from, to);
    return written ?? relativeTo(place(from.fileName), place(to));
  }

  private packageSpecifier(from: ts.SourceFile, to: string): string | undefined {
    const literals = moduleSpecifiers(from);
    return literals.find(({ text }) => this.packages?.resolve(text, from.fileName, "import") === to)?.text;
  }

  private exportWhatItUses(func: Func): void {
    for (const op of allOps(func.body)) {
      if (op.kind === "call" && op.callee.original) this.exportOriginal(op.callee.original, func.file);
      else if ((op.kind === "call" || op.kind === "closure") && op.callee.file !== func.file) op.callee.exported = true;
      if (op.kind === "global" && isInner(op.binding)) this.share(op.binding);
      if (op.kind === "global" && op.binding.file !== func.file) {
        this.exportBinding(op.binding);
      }
      const made = op.kind === "literal" ? op.made?.class : undefined;
      if (made && made.file !== func.file) this.exportedName(made);
    }
  }

  /** Functions generated into a CommonJS file that others use: they become properties of its exports. */
  exportedFunctions(file: string): readonly (GeneratedExport & { readonly isFunction: true })[] {
    return (this.functions.get(file) ?? [])
      .filter(({ exported }) => exported)
      .map(({ name }) => ({ local: name, exported: name, isFunction: true }));
  }

  private exportOriginal(original: Binding, file: string): void {
    if (original.file !== file) this.exportedName(original);
  }

  /** Generated functions avoid every name of their file, so the name alone tells them from its bindings. */
  private isGenerated({ file, name }: ForeignRef): boolean {
    return this.functions.get(file)?.some((func) => func.name === name) ?? false;
  }

  private share(binding: InnerBinding): void {
    const known = this.inner.get(binding.file) ?? new Map<string, InnerBinding>();
    known.set(binding.name, binding);
    this.inner.set(binding.file, known);
  }

  private exportBinding(binding: Binding): void {
    const { file, name, sets, constant } = binding;
    const source = this.program.getSourceFile(file);
    if (sets !== undefined) this.addAccessor(file, { local: name, exported: name, sets });
    else if (!constant && source && isCommonJs(source)) {
      const getter = `cotangent_get_${name}`;
      this.addAccessor(file, { local: getter, exported: getter, gets: name });
    } else this.exportedName(binding);
  }

  private addAccessor(file: string, accessor: GeneratedExport): void {
    const exports = this.generatedExports(file);
    if (exports.some(({ local }) => local === accessor.local)) return;
    this.exportsOf(file)?.set(accessor.local, accessor.exported);
    this.generated.set(file, [...exports, accessor]);
  }

  /** The function that reads a binding of a CommonJS file which may change. */
  private getterOf({ file, name }: ForeignRef): string | undefined {
    return this.generatedExports(file).find(({ gets }) => gets === name)?.exported;
  }

  private exportsOf(file: string): Map<string, string> | undefined {
    const source = this.program.getSourceFile(file);
    if (!source || source.isDeclarationFile) return undefined;
    const known = this.exported.get(file) ?? exportedBindings(source);
    this.exported.set(file, known);
    return known;
  }

  private exportedName({ file, name }: ForeignRef): string {
    const known = this.exportsOf(file);
    if (!known) return name;
    const member = /^(?:module\.)?exports\.(.*)/.exec(name)?.[1];
    if (member !== undefined) return member;
    let exported = known.get(name);
    if (exported === undefined) {
      exported = namesIn(this.program, this.names, file).claim(`cotangent_${name}`);
      known.set(name, exported);
      this.generated.set(file, [...(this.generated.get(file) ?? []), { local: name, exported }]);
    }
    return exported;
  }
}

/** `vector` for `./lib/vector.js`. */
function nameOfModule(specifier: string): string {
  const [last = "module"] = /[^/]+$/.exec(specifier) ?? [];
  const name = last.replace(/\.[cm]?[jt]sx?$/, "").replace(/[^\p{ID_Continue}$]+/gu, "_");
  return /^\d/.test(name) ? `_${name}` : name;
}

/** Names of module level in the text of functions: a local of that name would hide them. */
export function namesUsedBy(functions: readonly Func[]): Set<string> {
  const names = new Set<string>();
  for (const func of functions) {
    names.add(func.name);
    for (const op of allOps(func.body)) {
      if (op.kind === "global") names.add(op.binding.name);
      else if (op.kind === "literal" && op.made?.class) names.add(op.made.class.name);
      else if (op.kind === "call" || op.kind === "closure") names.add((op.callee.original ?? op.callee).name);
    }
  }
  return names;
}
