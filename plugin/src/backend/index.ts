/** From IR functions to the text of readable TypeScript or JavaScript. */
import { type Func, keptOf, type Op, type Span } from "../ir/ops.js";
import { allOps } from "../ir/traverse.js";
import { compoundAssignments } from "./assignments.js";
import { CommentSource, Sources } from "./comments.js";
import { declareVariables } from "./declarations.js";
import { assertDefinite, omitUndefined } from "./definite.js";
import { destructure } from "./destructuring.js";
import type { Scope } from "./expressions.js";
import { type Doc, hardline, join, layout, type Mapping } from "./layout.js";
import { nameVariables } from "./names.js";
import { normalize } from "./normalize.js";
import { type FunctionText, Printer } from "./printer.js";
import { schedule } from "./schedule.js";
import { writeBody } from "./statements.js";
import { TypeSpelling } from "./spelling.js";
import { sugar } from "./sugar.js";
import { switches } from "./switches.js";
import { Variables } from "./variables.js";

export interface EmitOptions {
  /** Where the text will stand. */
  file: string;
  language: "ts" | "js";
  /** Whether exported functions say so; true unless said otherwise. */
  isEsModule?: boolean;
  /** How a binding or function of another file is called here; without it, by its own name. */
  resolve?(ref: ForeignRef): string;
  /** How a helper of `cotangent/runtime`, or what another entry of the library exports, is called here; without it, by its own name. */
  runtime?(name: string, entry?: string): string;
  /** Names that may not be used for locals. */
  reserved: ReadonlySet<string>;
  /** A name for a type like the one wanted that is free in the file; without it, free as far as is known here. */
  claim?(name: string): string;
  /** The user's source text, to quote lines in comments. */
  source(file: string): string | undefined;
  /** Quote source lines in front of adjoint statements; true unless said otherwise. */
  comments?: boolean;
}

export interface ForeignRef {
  readonly file: string;
  readonly name: string;
}

export interface Emitted {
  readonly text: string;
  /** Names used from `cotangent/runtime`, sorted. */
  readonly runtime: readonly string[];
  /** Names used from other entries of the library, sorted, by the entry: `special` for `cotangent/special`. */
  readonly library: ReadonlyMap<string, readonly string[]>;
  /** Bindings and functions of other files that the text refers to, each once. */
  readonly imports: readonly ForeignRef[];
  /** Positions in the text, counted from 0, and the user's code that they come from. */
  readonly mappings: readonly Mapping[];
}

export type { Mapping, Span };

const width = 110;

export function emitFunctions(funcs: readonly Func[], options: EmitOptions): Emitted {
  const emitter = new Emitter(options);
  const docs = funcs.map((func) => emitter.func(func));
  const { text, mappings } = layout([join([hardline, hardline], docs), docs.length > 0 ? hardline : ""], width);
  const library = new Map([...emitter.libraryNames].map(([entry, names]) => [entry, [...names].sort()]));
  const runtime = [...emitter.runtimeNames].sort();
  return { text, mappings, runtime, library, imports: [...emitter.foreign.values()] };
}

class Emitter implements Scope {
  readonly runtimeNames = new Set<string>();
  readonly libraryNames = new Map<string, Set<string>>();
  readonly foreign = new Map<string, ForeignRef>();
  readonly language: "ts" | "js";
  private readonly sources: Sources;
  private readonly printer: Printer;
  private readonly types: TypeSpelling | undefined;
  private readonly claimed = new Set<string>();

  constructor(private readonly options: EmitOptions) {
    this.language = options.language;
    this.sources = new Sources(options.source);
    const claim = options.claim?.bind(options) ?? ((name: string) => this.claim(name));
    this.types = options.language === "ts" ? new TypeSpelling(options.file, claim) : undefined;
    this.printer = new Printer(this.types, options.comments === false ? undefined : new CommentSource(this.sources));
  }

  func(original: Func): Doc {
    const func = normalize(original);
    const plan = schedule(func, (op) => this.lineOf(op));
    const { params, stmts } = writeBody(func, plan, new Variables(plan), this);
    const body = sugar(stmts);
    declareVariables(body, params);
    omitUndefined(body);
    compoundAssignments(body);
    destructure(body);
    assertDefinite(body);
    switches(body);
    nameVariables(params, body, (name) => this.options.reserved.has(name) || name === func.name);
    const text: FunctionText = {
      name: func.name,
      params,
      rest: func.rest ?? false,
      exported: (func.exported ?? false) && this.options.isEsModule !== false,
      returns: func.results,
      doc: func.doc,
      body,
    };
    const doc = this.printer.func(text);
    const types = this.types?.takeDeclarations() ?? [];
    const kept = this.keptMemory(func);
    return join([hardline, hardline], [...types, ...(kept.length > 0 ? [join(hardline, kept)] : []), doc]);
  }

  /** Variables without initial values: a module may call its functions before it has come to where they stand. */
  private keptMemory(func: Func): Doc[] {
    return allOps(func.body).flatMap((op): Doc[] => {
      const kept = keptOf(op);
      if (!kept) return [];
      const type: Doc = this.types ? [": ", this.types.doc(op.results[0].type), " | undefined"] : "";
      return [["var ", kept.name, type, ";"]];
    });
  }

  private claim(base: string): string {
    let name = base;
    for (let k = 2; this.claimed.has(name) || this.options.reserved.has(name); k++) name = `${base}${k}`;
    this.claimed.add(name);
    return name;
  }

  resolve(ref: ForeignRef): string {
    if (ref.file === this.options.file) return ref.name;
    this.foreign.set(`${ref.file}\u0000${ref.name}`, { file: ref.file, name: ref.name });
    return this.options.resolve?.(ref) ?? ref.name;
  }

  runtime(name: string, entry?: string): string {
    if (entry === undefined) this.runtimeNames.add(name);
    else this.libraryNames.set(entry, (this.libraryNames.get(entry) ?? new Set()).add(name));
    return this.options.runtime?.(name, entry) ?? name;
  }

  /** Primal and adjoint of one line are different statements. */
  private lineOf({ span, adjoint }: Op): string | undefined {
    const line = span && this.sources.lineOf(span);
    return line === undefined ? undefined : `${span!.file}:${line}:${adjoint ?? false}`;
  }
}
