/** What the lowering of a whole program shares: the checker, the instances, the errors found so far. */
import ts from "typescript-6";
import {
  type ChainEntry,
  type Code,
  type Diagnostic,
  diagnostic,
  diagnosticOf,
  type MessageArgs,
} from "../diagnostics/index.js";
import type { CallSite, Constant, Func, Refusal, Span, Value } from "../ir/ops.js";
import type { ClassInfo } from "./class-info.js";
import { ClassTable } from "./classes.js";
import type { Deriver } from "./deriver.js";
import { FunctionFamilies } from "./function-memory.js";
import { FunctionWrites } from "./function-writes.js";
import { Holes } from "./holes.js";
import { Kinds, type Owner } from "./kinds.js";
import { ModuleGraph, type RunTimeModules } from "./module-graph.js";
import { rememberingChecker } from "./remembering-checker.js";
import { TypeMapper } from "./types.js";

/** A string value made of numbers: the numbers that went into it. */
export type Provenance = readonly Value[];

export interface Instance {
  readonly func: Func;
  readonly node: ts.Node;
  finished: boolean;
  /** It was called before it was finished, so that its declared result type was relied on. */
  assumed: boolean;
  /** An error was found in it, or in what it calls. */
  failed: boolean;
  /** A type in it was found that it was lowered without, so that it has to be lowered again. */
  stale: boolean;
  /** It throws where it would return nothing. */
  readonly isChecked?: boolean;
  /** It has functions in memory, which are those of one derivative. */
  isOwn?: boolean;
  readonly key: string;
  /** In the order in which instances were begun. */
  readonly index: number;
}

/** How far the session was when the lowering of an instance began. */
export interface Mark {
  readonly errors: number;
  readonly begun: number;
  readonly names: number;
}

export class Session {
  readonly checker: ts.TypeChecker;
  readonly types: TypeMapper;
  readonly modules: ModuleGraph;
  readonly classes: ClassTable;
  readonly strictNulls: boolean;
  /** Function instances by key; see instances.ts. */
  readonly instances = new Map<string, Instance>();
  /** What is known of types that the checker does not know. */
  readonly kinds: Kinds = new Kinds(
    (owner) => this.learnt(owner),
    (a, b) => this.functions.meet(a, b),
  );
  /** The functions that live in memory. */
  readonly functions = new FunctionFamilies(
    () => this.learnt(this.nobody),
    (test) => this.kinds.forget(test),
  );
  /** Literals and variables that a function in memory, or memory itself, refers to. */
  private readonly escaped = new Set<string>();
  readonly functionWrites: FunctionWrites;
  /** Derived functions by key; see derivatives.ts. */
  readonly derived = new Map<string, unknown>();
  /** Functions that operators made, which are called here. */
  readonly derivatives = new WeakSet<Func>();
  /** The calls that led to what is being lowered, outermost first. */
  readonly chain: ChainEntry[] = [];
  /** Initialisers of module constants that are being evaluated. */
  readonly evaluating = new Set<ts.Node>();
  /** Parameters that are not `undefined`. */
  readonly definite = new WeakSet<Value>();
  /** Of records that a rule is given, the fields that are not `undefined`. */
  readonly definiteFields = new WeakMap<Value, ReadonlySet<string>>();
  readonly constants = new WeakMap<Value, { readonly value: Constant }>();
  /** The class of an object that is known to be an instance of no subclass. */
  readonly exact = new WeakMap<Value, ClassInfo>();
  readonly provenance = new WeakMap<Value, Provenance>();
  /** The instances being lowered, outermost first. */
  readonly unfinished: Instance[] = [];
  /** What stands in for values whose expressions were refused: one error is enough for them. */
  readonly refused = new WeakSet<Value>();
  readonly holes: Holes;
  private readonly reported = new Set<string>();
  /** Errors of instances that are not finished: what is lowered again finds them again. */
  private readonly pending: { readonly key: string; readonly found: Diagnostic }[] = [];
  private readonly names = new Map<ts.SourceFile, Set<string>>();
  private readonly given: { readonly file: ts.SourceFile; readonly name: string }[] = [];
  private begun = 0;
  private attempts = 0;
  private readonly nobody: Owner = {};
  private readonly ids = new Map<object, number>();

  constructor(
    readonly program: ts.Program,
    readonly deriver: Deriver,
    private readonly sink: (found: Diagnostic) => void,
    modules: RunTimeModules = sourcesOf(program),
  ) {
    this.checker = rememberingChecker(program.getTypeChecker());
    this.holes = new Holes(this.checker);
    this.functionWrites = new FunctionWrites(program, this.checker);
    this.modules = new ModuleGraph(program, this.checker, modules);
    this.classes = new ClassTable(program, this.checker, this.modules);
    this.types = new TypeMapper(program, this.checker, this.classes);
    const { strictNullChecks, strict } = program.getCompilerOptions();
    this.strictNulls = strictNullChecks ?? strict ?? false;
  }

  /** Reports an error at a node, once. */
  report<C extends Code>(node: ts.Node, code: C, args: MessageArgs<C>): void {
    this.fail();
    const span = spanOf(node);
    const key = `${code} ${span.file} ${span.start}`;
    if (this.reported.has(key)) return;
    this.reported.add(key);
    this.pending.push({ key, found: diagnostic(code, args, span, [...this.chain].reverse()) });
    if (this.unfinished.length === 0 && this.attempts === 0) this.flush();
  }

  /** Runs what may turn out not to be possible, which it says by returning nothing: then it has found no errors. */
  attempt<T>(body: () => T | undefined): T | undefined {
    const mark = this.mark();
    this.attempts++;
    const made = body();
    const result = this.pending.length > mark.errors ? undefined : made;
    if (result === undefined) this.forget(mark);
    this.attempts--;
    if (this.unfinished.length === 0 && this.attempts === 0) this.flush();
    return result;
  }

  /** Reports what an operation is refused for, once. */
  refuseAs(refusal: Refusal, chain: readonly CallSite[]): void {
    const key = `${refusal.code} ${refusal.span.file} ${refusal.span.start}`;
    if (this.reported.has(key)) return;
    this.reported.add(key);
    const calls = chain.flatMap(({ name, span }) => (span ? [{ name, span }] : []));
    this.pending.push({ key, found: diagnosticOf(refusal, [...calls, ...[...this.chain].reverse()]) });
    if (this.unfinished.length === 0 && this.attempts === 0) this.flush();
  }

  private flush(): void {
    for (const { found } of this.pending.splice(0)) this.sink(found);
  }

  /** The instance that is being lowered, unless it is an operator call in ordinary code. */
  get current(): Instance | undefined {
    return this.unfinished.at(-1);
  }

  /** Who is lowered again when the type of what is made here is found. */
  get owner(): Owner {
    return this.current ?? this.nobody;
  }

  /** Whether what is being lowered now will be lowered again. */
  get isStale(): boolean {
    return this.unfinished.some((instance) => instance.stale);
  }

  /** The innermost instance is about to be lowered. */
  round(): void {
    if (this.unfinished.length === 1) this.functions.begin();
  }

  /** Whether the innermost instance, which has been lowered, has to be lowered again. */
  get isUnsettled(): boolean {
    const { current } = this;
    if (!current) return false;
    return current.stale || (this.unfinished.length === 1 && this.functions.prune());
  }

  /** How far the lowering of an instance is; `finished` for what is not one. */
  stateOf(func: Func): "finished" | "unfinished" | "failed" {
    for (const instance of this.instances.values()) {
      if (instance.func !== func) continue;
      if (!instance.finished) return "unfinished";
      return instance.failed ? "failed" : "finished";
    }
    return "finished";
  }

  nextIndex(): number {
    return this.begun++;
  }

  begin(instance: Instance): Mark {
    this.unfinished.push(instance);
    return { errors: this.pending.length, begun: instance.index, names: this.given.length };
  }

  /** Forgets what the lowering of the innermost instance has found and made but for types. */
  again(mark: Mark): void {
    for (const { key } of this.pending.splice(mark.errors)) this.reported.delete(key);
    for (const [key, instance] of this.instances) if (instance.index > mark.begun) this.instances.delete(key);
    for (const { file, name } of this.given.splice(mark.names)) this.names.get(file)?.delete(name);
  }

  /** How far the lowering is, for `forget`. */
  mark(): Mark & { readonly failed: readonly boolean[] } {
    const failed = this.unfinished.map((instance) => instance.failed);
    return { errors: this.pending.length, begun: this.begun - 1, names: this.given.length, failed };
  }

  /** Forgets errors found since then in what is lowered again, and what was made with them. */
  forget(mark: ReturnType<Session["mark"]>): void {
    if (this.pending.length === mark.errors) return;
    this.again(mark);
    this.unfinished.forEach((instance, index) => {
      instance.failed = mark.failed[index];
    });
  }

  /** Finds what has to be lowered again in a function that is differentiated, for arrays with holes. */
  findHoles(func: Func): void {
    if (this.holes.find(func) && this.unfinished.length > 0) this.learnt(this.nobody);
  }

  /** What is finished was lowered without knowing it, and so was all that uses it. */
  private learnt(owner: Owner): void {
    const isUnfinished = (instance: Instance): boolean => this.unfinished.includes(instance);
    const own = this.unfinished.find((instance) => instance === owner);
    if (own) own.stale = true;
    else {
      for (const instance of this.unfinished) instance.stale = true;
      for (const [key, instance] of this.instances) if (!isUnfinished(instance)) this.instances.delete(key);
    }
  }

  /** From now on what is made at a place is memory; returns whether it will be made again. */
  escape(site: string): boolean {
    if (this.unfinished.length === 0) return false;
    // It is not made at that place after all.
    if (this.escaped.has(site)) return this.isStale;
    this.escaped.add(site);
    this.learnt(this.nobody);
    return true;
  }

  /** Whether what is made at a place is memory. */
  escapes(site: string): boolean {
    const found = this.escaped.has(site);
    if (found) this.dependsOnCaller();
    return found;
  }

  /** What is being lowered would be lowered otherwise for another derivative. */
  dependsOnCaller(): void {
    for (const instance of this.unfinished) instance.isOwn = true;
  }

  end(): void {
    const ended = this.unfinished.pop();
    if (this.unfinished.length === 0) this.forgetFunctions(ended);
    if (this.unfinished.length === 0 && this.attempts === 0) this.flush();
  }

  /** Nothing of functions in memory is known in the next derivative, so that their order does not matter. */
  private forgetFunctions(root: Instance | undefined): void {
    this.functions.reset();
    this.escaped.clear();
    for (const [key, instance] of this.instances) if (instance.isOwn && instance !== root) this.instances.delete(key);
  }

  /** What is being lowered has an error. */
  fail(): void {
    for (const instance of this.unfinished) instance.failed = true;
  }

  calling<T>(name: string, node: ts.Node, body: () => T): T {
    this.chain.push({ name, span: spanOf(node) });
    try {
      return body();
    } finally {
      this.chain.pop();
    }
  }

  /** A small number that stands for an object in keys; in order of appearance, so that it does not vary between runs. */
  idOf(object: object): number {
    let id = this.ids.get(object);
    if (id === undefined) {
      id = this.ids.size;
      this.ids.set(object, id);
    }
    return id;
  }

  /** A name for a function generated into a file, unlike any identifier there. */
  uniqueName(base: string, file: ts.SourceFile): string {
    let taken = this.names.get(file);
    if (!taken) {
      taken = identifiersOf(file);
      this.names.set(file, taken);
    }
    let name = base;
    for (let count = 2; taken.has(name); count++) name = `${base}${/\d$/.test(base) ? "_" : ""}${count}`;
    taken.add(name);
    this.given.push({ file, name });
    return name;
  }
}

/** The modules that the checker finds, where nobody knows others. */
function sourcesOf(program: ts.Program): RunTimeModules {
  const checker = program.getTypeChecker();
  return {
    load(specifier) {
      const file = checker.getSymbolAtLocation(specifier)?.valueDeclaration;
      return file && ts.isSourceFile(file) && !file.isDeclarationFile ? file : undefined;
    },
  };
}

export function spanOf(node: ts.Node): Span {
  const file = node.getSourceFile();
  return { file: file.fileName, start: node.getStart(file), end: node.getEnd() };
}

function identifiersOf(file: ts.SourceFile): Set<string> {
  const found = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) found.add(node.text);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}
