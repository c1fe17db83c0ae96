/**
 * Generated text of the last state of a program. What is printed depends on the functions, on their names and on what the printer
 * is told when it asks for others; where all that is as it was, so is the text.
 */
import type { Func } from "../ir/ops.js";
import { allOps } from "../ir/traverse.js";
import type { EmitOptions, Emitted, ForeignRef, Phases } from "./phases.js";

/** A question of the printer, and what it was told. */
type Exchange =
  | { readonly ask: "resolve"; readonly of: ForeignRef; readonly answer: string }
  | { readonly ask: "runtime"; readonly of: string; readonly entry: string | undefined; readonly answer: string }
  | { readonly ask: "claim"; readonly of: string; readonly answer: string }
  | { readonly ask: "source"; readonly of: string; readonly answer: string | undefined };

interface Kept {
  readonly funcs: readonly Func[];
  readonly names: string;
  readonly exchanges: readonly Exchange[];
  readonly emitted: Emitted;
}

export class KeptText {
  private readonly files = new Map<string, Kept>();

  constructor(private readonly phases: Pick<Phases, "emit">) {}

  /** `make` makes what answers the printer: each answer may depend on what was asked before, so that it is made again for a new text. */
  emit<Context extends { readonly options: EmitOptions }>(
    funcs: readonly Func[],
    make: () => Context,
  ): { readonly emitted: Emitted; readonly context: Context } {
    const context = make();
    const { file } = context.options;
    const names = namesOf(funcs, context.options);
    const kept = this.files.get(file);
    if (kept && isSame(kept.funcs, funcs) && kept.names === names && repeats(kept.exchanges, context.options))
      return { emitted: kept.emitted, context };
    const fresh = kept ? make() : context;
    const exchanges: Exchange[] = [];
    const emitted = this.phases.emit(funcs, noting(fresh.options, exchanges));
    this.files.set(file, { funcs, names, exchanges, emitted });
    return { emitted, context: fresh };
  }

  /** Forgets all other files. */
  keepOnly(files: ReadonlyMap<string, unknown>): void {
    for (const file of this.files.keys()) if (!files.has(file)) this.files.delete(file);
  }
}

/** What the functions and those that they call are called, and who may use them. */
function namesOf(funcs: readonly Func[], { reserved }: EmitOptions): string {
  const calls = (func: Func): string[] =>
    allOps(func.body).flatMap((op) =>
      op.kind === "call" || op.kind === "closure" ? [op.callee.file, op.callee.name] : [],
    );
  return JSON.stringify([funcs.map((func) => [func.name, func.exported, calls(func)]), [...reserved]]);
}

function isSame<T>(a: readonly T[], b: readonly T[]): boolean {
  return a.length === b.length && a.every((each, k) => each === b[k]);
}

/** Whether the questions are answered as they were. */
function repeats(exchanges: readonly Exchange[], options: EmitOptions): boolean {
  return exchanges.every((each) => answerOf(each, options) === each.answer);
}

function answerOf(exchange: Exchange, options: EmitOptions): string | undefined {
  switch (exchange.ask) {
    case "resolve":
      return options.resolve(exchange.of);
    case "runtime":
      return options.runtime(exchange.of, exchange.entry);
    case "claim":
      return options.claim(exchange.of);
    case "source":
      return options.source(exchange.of);
  }
}

/** Options that note what they are asked. */
function noting(options: EmitOptions, exchanges: Exchange[]): EmitOptions {
  const note = <E extends Exchange>(exchange: E): E["answer"] => {
    exchanges.push(exchange);
    return exchange.answer;
  };
  return {
    ...options,
    resolve: ({ file, name }) => note({ ask: "resolve", of: { file, name }, answer: options.resolve({ file, name }) }),
    runtime: (name, entry) => note({ ask: "runtime", of: name, entry, answer: options.runtime(name, entry) }),
    claim: (name) => note({ ask: "claim", of: name, answer: options.claim(name) }),
    source: (file) => note({ ask: "source", of: file, answer: options.source(file) }),
  };
}
