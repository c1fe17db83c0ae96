/**
 * The whole compiler in memory, the way the driver links it: from the texts of a few modules to what they export when
 * they run, to the generated text, and to the same derivatives run by the interpreter of the IR.
 */
import { readFileSync } from "node:fs";
import path from "node:path";
import { transformSync } from "esbuild";
import ts from "typescript-6";
import type { Diagnostic } from "../../plugin/src/diagnostics/index.js";
import { Frontend, type RunTimeModules } from "../../plugin/src/frontend/index.js";
import { type Environment, interpret } from "../../plugin/src/ir/interpreter.js";
import type { Binding } from "../../plugin/src/ir/bindings.js";
import type { ExternOp, Func } from "../../plugin/src/ir/ops.js";
import { compilerPhases } from "../../plugin/src/project/compiler-phases.js";
import { defaultConfig } from "../../plugin/src/project/config.js";
import type { OperatorUse, Phases } from "../../plugin/src/project/phases.js";
import { Project } from "../../plugin/src/project/project.js";
import { Operators } from "../../plugin/src/transform/operators.js";
import * as checkpoint from "../../runtime/src/checkpoint/index.js";
import * as estimators from "../../runtime/src/estimators/index.js";
import * as runtime from "../../runtime/src/generated.js";
import * as operators from "../../runtime/src/index.js";
import * as optim from "../../runtime/src/optim/index.js";
import * as sparse from "../../runtime/src/sparse/index.js";
import * as special from "../../runtime/src/special/index.js";
import * as tree from "../../runtime/src/tree/index.js";
import { soiled, withDirtyMemory } from "./dirty-memory.js";
import { clone } from "./trees.js";

export type Level = 0 | 1;
export type Callable = (...args: unknown[]) => unknown;

/** Told of every operation that the interpreter runs. */
export type Observer = NonNullable<Environment["observe"]>;

export interface Compiled {
  readonly diagnostics: readonly Diagnostic[];
  /** The text of each module with its derivatives. */
  readonly code: Readonly<Record<string, string>>;
  /** The text of a file of the library's own code with its derivatives. */
  library(file: string): string;
  /** What the main module exports. */
  readonly exports: Readonly<Record<string, unknown>>;
  /** The derivative that an exported constant holds, run by the interpreter. */
  interpreted(name: string, observe?: Observer): Callable;
  /** That derivative itself. */
  derivative(name: string): Func;
  /** The function that it is the derivative of. */
  interpretedPrimal(name: string, observe?: Observer): Callable;
  /** What the program wrote to the console since it was last asked. */
  takeLog(): unknown[];
}

/** Texts of modules by file name. `main.ts` is the main module. */
export type Sources = Readonly<Record<string, string>>;

/** A folder that exists: TypeScript looks for no modules in others. */
const folder = import.meta.dirname.replaceAll("\\", "/");
/** The library's own code that is differentiated as a package is: what users have, and so what is built. */
const library = path.posix.join(folder, "../../node_modules/cotangent/dist");
const ambient = "declare var console: { log(...args: unknown[]): void };\n";

/** A resident project for each level: a new case parses its own text and nothing else. */
class Workbench {
  private readonly given = new Map<string, string>([[fileOf("ambient.d.ts"), ambient]]);
  private readonly project: Project;
  private uses: OperatorUse[] = [];
  private entries: { readonly use: string; readonly primal: Func; readonly func: Func }[] = [];

  constructor(
    private readonly level: Level,
    private readonly longest: number | undefined,
  ) {
    const config = defaultConfig([fileOf("main.ts"), fileOf("ambient.d.ts")]);
    const options = { ...config.options, lib: ["lib.es2023.d.ts"] };
    const texts = (file: string) => this.given.get(file);
    this.project = new Project({ ...config, options }, this.phases(), { texts, keepsNothing: true });
  }

  compile(sources: Sources): Compiled {
    for (const file of this.given.keys()) {
      if (file === fileOf("ambient.d.ts") || path.posix.basename(file) in sources) continue;
      this.given.delete(file);
      this.project.forget(file);
    }
    for (const [name, text] of Object.entries(sources)) {
      this.given.set(fileOf(name), text);
      this.project.update(fileOf(name), text);
    }
    // The other level checks the same text.
    const errors = this.level === 1 ? this.typeErrors(sources) : [];
    if (errors.length > 0) throw new Error(`the program has type errors:\n${errors.join("\n")}`);
    const diagnostics = this.project.diagnostics();
    const names = Object.keys(sources);
    const refused = diagnostics.length > 0;
    const transformed = (file: string) => (refused ? undefined : this.project.transformFile(file)?.code);
    const code = Object.fromEntries(names.map((name) => [name, transformed(fileOf(name)) ?? sources[name]]));
    const program = new Running(code, (file) => transformed(file) ?? readFileSync(file, "utf8"));
    const { uses, entries } = this;
    return {
      diagnostics,
      code,
      exports: refused ? {} : program.module("main.ts").exports,
      interpreted: (name, observe) => program.interpreted(entryOf(name, uses, entries).func, observe),
      derivative: (name) => entryOf(name, uses, entries).func,
      interpretedPrimal: (name, observe) => program.interpreted(entryOf(name, uses, entries).primal, observe),
      takeLog: () => program.takeLog(),
      library: (file) => transformed(`${library}/${file}`) ?? readFileSync(`${library}/${file}`, "utf8"),
    };
  }

  private typeErrors(sources: Sources): string[] {
    const { program } = this.project;
    return Object.keys(sources).flatMap((name) => messages(program, fileOf(name)));
  }

  private phases(): Phases {
    return {
      start: (program, report, modules) => {
        this.uses = [];
        this.entries = [];
        const { level, longest } = this;
        const derivatives = new Operators({ report, level, longest, verify: true });
        const frontend = new Frontend(program, { deriver: derivatives, report, modules: modulesOf(program, modules) });
        return {
          frontend: {
            operatorUses: (file) => {
              const uses = frontend.operatorUses(file);
              this.uses.push(...uses);
              return uses;
            },
            markedFunctions: (file) => frontend.markedFunctions(file),
            rootInstance: (node) => frontend.rootInstance(node),
          },
          operators: {
            entry: (request) => {
              const func = derivatives.entry(request);
              if (func) this.entries.push({ use: keyOf(request), primal: request.primal, func });
              return func;
            },
            complete: (made) => derivatives.complete(made),
          },
        };
      },
      emit: compilerPhases.emit,
    };
  }
}

function keyOf({ operator, options }: Pick<OperatorUse, "operator" | "options">): string {
  return JSON.stringify([operator, options.argnums, options.hasAux]);
}

function entryOf(
  name: string,
  uses: readonly OperatorUse[],
  entries: Workbench["entries"],
): Workbench["entries"][number] {
  const use = uses.find(({ node }) => ts.isVariableDeclaration(node.parent) && node.parent.name.getText() === name);
  const found = use && entries.find(({ use: key, primal }) => primal === use.primal && key === keyOf(use));
  if (!found) throw new Error(`no derivative is made for ${name}`);
  return found;
}

/** The modules that imports load, whether the checker takes them for modules or not. */
function modulesOf(program: ts.Program, others?: RunTimeModules): RunTimeModules {
  return {
    load: (specifier, kind) => {
      const name = path.posix.basename(specifier.text);
      const own = program.getSourceFile(fileOf(name)) ?? program.getSourceFile(fileOf(name.replace(/\.js$/, ".ts")));
      return own ?? others?.load(specifier, kind);
    },
  };
}

/** What a program may import that is not part of it. */
const packages: Readonly<Record<string, unknown>> = {
  cotangent: operators,
  "cotangent/checkpoint": checkpoint,
  "cotangent/estimators": estimators,
  "cotangent/optim": optim,
  "cotangent/runtime": runtime,
  "cotangent/sparse": sparse,
  "cotangent/special": special,
  "cotangent/tree": tree,
};

/** The modules of a program, evaluated at first use. */
class Running {
  private readonly modules = new Map<string, { exports: Record<string, unknown>; read: (name: string) => unknown }>();
  private log: unknown[] = [];
  private readonly console = { log: (...args: unknown[]) => void this.log.push(clone(args)) };

  constructor(
    private readonly code: Sources,
    /** The text of a file of a package. */
    private readonly text = (file: string): string => readFileSync(file, "utf8"),
  ) {}

  takeLog(): unknown[] {
    const { log } = this;
    this.log = [];
    return log;
  }

  /** By its name, or a file of a package by its path. */
  module(name: string): { exports: Record<string, unknown>; read: (name: string) => unknown } {
    const known = this.modules.get(name);
    if (known) return known;
    const made = { exports: {} as Record<string, unknown>, read: (_: string): unknown => undefined };
    const isAbsolute = path.posix.isAbsolute(name);
    this.modules.set(name, made);
    const require = (specifier: string): unknown => {
      if (specifier in packages) return packages[specifier];
      const entry = /^cotangent\/(.*)$/.exec(specifier)?.[1];
      if (entry !== undefined) return this.module(`${library}/${entry}/index.js`).exports;
      const file = path.posix.join(isAbsolute ? path.posix.dirname(name) : folder, specifier);
      if (file.startsWith(library)) return this.module(file).exports;
      const own = path.posix.basename(specifier);
      return this.module(own in this.code ? own : own.replace(/\.js$/, ".ts")).exports;
    };
    const source = isAbsolute ? this.text(name) : this.code[name];
    const text = `"use strict";\n${transpile(withDirtyMemory(source))}\nreturn (name) => eval(name);`;
    const evaluate = new Function("module", "exports", "require", "console", "soiled", text)(
      made,
      made.exports,
      require,
      this.console,
      soiled,
    );
    let imports: ReturnType<typeof importsOf> | undefined;
    made.read = (local) => {
      imports ??= importsOf(source);
      const imported = imports.get(local);
      return imported ? (require(imported.specifier) as Record<string, unknown>)[imported.name] : evaluate(local);
    };
    return made;
  }

  interpreted(func: Func, observe?: Observer): Callable {
    const externs = new Map<ExternOp, Callable>();
    const env = {
      observe,
      library: () => special,
      globals: ({ file, name }: Binding) => this.module(moduleName(file)).read(name),
      extern: (op: ExternOp, args: readonly unknown[]) => {
        const known = externs.get(op) ?? this.extern(func, op);
        externs.set(op, known);
        return known(...args);
      },
    };
    const { length } = func.body.params;
    return (...args) => {
      const bound = func.rest ? [...args.slice(0, length - 1), args.slice(length - 1)] : [...args];
      while (bound.length < length) bound.push(undefined);
      return interpret(func, bound, env)[0];
    };
  }

  /** The text of an operation as a function of its operands; what it refers to is read at each call. */
  private extern(func: Func, op: ExternOp): Callable {
    const gaps = op.operands.map((_, index) => `$${index}`);
    const text = op.template.map((part, index) => part + (gaps[index] ?? "")).join("");
    const body = op.statement ? text : `return (${text});`;
    const uses = [...(op.uses ?? [])];
    const helpers = new Map<string, unknown>(Object.entries(runtime));
    const known = uses.map((name) => helpers.get(name));
    const scope = this.module(moduleName(op.span?.file ?? func.file));
    const outer = freeNames(text).filter((name) => !uses.includes(name) && name !== "console");
    const run = new Function(...gaps, ...uses, ...outer, "console", body);
    return (...args) => {
      const bindings = outer.map((name) => attempt(() => scope.read(name)));
      return run(...args, ...known, ...bindings, this.console);
    };
  }
}

/** Imported names, which the text that runs reads from the modules they come from. */
function importsOf(text: string): Map<string, { specifier: string; name: string }> {
  const found = new Map<string, { specifier: string; name: string }>();
  for (const node of ts.createSourceFile("module.ts", text, ts.ScriptTarget.ES2022).statements) {
    if (!ts.isImportDeclaration(node) || !ts.isStringLiteral(node.moduleSpecifier)) continue;
    const bindings = node.importClause?.namedBindings;
    if (!bindings || !ts.isNamedImports(bindings)) continue;
    for (const { name, propertyName } of bindings.elements) {
      found.set(name.text, { specifier: node.moduleSpecifier.text, name: (propertyName ?? name).text });
    }
  }
  return found;
}

/** Identifiers of a carried text that a module may have declared. */
function freeNames(text: string): string[] {
  const source = ts.createSourceFile("extern.js", text, ts.ScriptTarget.ES2022);
  const found = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyAccessExpression(node)) return visit(node.expression);
    if (ts.isIdentifier(node) && !/^\$\d+$/.test(node.text)) found.add(node.text);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return [...found].filter((name) => !(name in globalThis));
}

function attempt(read: () => unknown): unknown {
  try {
    return read();
  } catch {
    return undefined;
  }
}

/** How a module that is running is asked for: those of the program by their names. */
function moduleName(file: string): string {
  return file.startsWith(library) ? file : path.posix.basename(file);
}

function fileOf(name: string): string {
  return `${folder}/${name}`;
}

function transpile(text: string): string {
  return transformSync(text, { loader: "ts", format: "cjs", target: "es2022" }).code;
}

function messages(program: ts.Program, file: string): string[] {
  const source = program.getSourceFile(file);
  if (!source) throw new Error(`${file} is not part of the program`);
  return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(
    ({ messageText, start = 0 }) => {
      const { line } = source.getLineAndCharacterOfPosition(start);
      return `${line + 1}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}: ${source.text.split("\n")[line]}`;
    },
  );
}

const benches = new Map<string, Workbench>();

function bench(level: Level, longest: number | undefined): Workbench {
  const key = `${level} ${longest}`;
  const known = benches.get(key) ?? new Workbench(level, longest);
  benches.set(key, known);
  return known;
}

/** `longest`: the most bytecode of a function, in bytes; as the compiler has it unless said otherwise. */
export function compile(sources: string | Sources, level: Level = 1, longest?: number): Compiled {
  return bench(level, longest).compile(typeof sources === "string" ? { "main.ts": sources } : sources);
}

/** The exports of a module that runs as it stands, without the compiler, and what it writes to the console. */
export function execute(sources: string | Sources): Pick<Compiled, "exports" | "takeLog"> {
  const program = new Running(typeof sources === "string" ? { "main.ts": sources } : sources);
  return { exports: program.module("main.ts").exports, takeLog: () => program.takeLog() };
}
