/** What the program asks for: every operator call and every marked function, each with the derivative that it needs. */
import ts from "typescript-6";
import type { Diagnostic } from "../diagnostics/index.js";
import type { RunTimeModules } from "../frontend/module-graph.js";
import { operatorNames } from "../ir/operator-names.js";
import type { Func } from "../ir/ops.js";
import { isDifferentiable, isNumber } from "../ir/types.js";
import { type CallSite, replacedRange } from "./call-sites.js";
import { exportedBindings } from "./exports.js";
import type { KeptDerivatives } from "./kept-derivatives.js";
import { outsideOfMinified } from "./minified.js";
import { identifiersOf, NameTable } from "./names.js";
import { isPackageFile } from "./package-resolution.js";
import { compareText } from "./paths.js";
import type { EntryRequest, OperatorUse, Phases, Session } from "./phases.js";

interface Entry {
  readonly request: EntryRequest;
  readonly func: Func;
  /** The name of the function of module level whose mark asks for it. */
  readonly markedAs?: string;
}

export interface Demand {
  readonly entries: readonly Entry[];
  readonly sites: readonly CallSite[];
  readonly diagnostics: readonly Diagnostic[];
  /** Files that cannot be written, as something in them or asked for in them was refused; with what was. */
  readonly refused: ReadonlyMap<string, readonly Diagnostic[]>;
  /** Names in each file that generated code goes into. */
  readonly names: ReadonlyMap<string, NameTable>;
}

/** Sorted by name, so that nothing depends on the order in which the program lists them. */
export function ownFiles(program: ts.Program): ts.SourceFile[] {
  return program
    .getSourceFiles()
    .filter(
      (file) =>
        !file.isDeclarationFile &&
        !program.isSourceFileFromExternalLibrary(file) &&
        !isPackageFile(file.fileName) &&
        !file.fileName.endsWith(".json"),
    )
    .sort((a, b) => compareText(a.fileName, b.fileName));
}

const mentions = new RegExp(`\\b(?:${[...operatorNames, "differentiable", "cotangent"].join("|")})\\b`);

/** Whether a text can ask for anything: true for every file with an operator or a mark, false for most others. */
export function mayDemand(text: string): boolean {
  return mentions.test(text);
}

/** `kept`: what was derived for earlier states of the program. */
export function collectDemand(
  program: ts.Program,
  phases: Phases,
  kept: KeptDerivatives,
  modules?: RunTimeModules,
): Demand {
  const diagnostics: Diagnostic[] = [];
  const refused = new Map<string, Diagnostic[]>();
  let asking: string | undefined;
  const report = (found: Diagnostic): void => {
    const diagnostic = outsideOfMinified(program, found);
    diagnostics.push(diagnostic);
    for (const file of new Set([diagnostic.file, asking ?? diagnostic.file])) {
      refused.set(file, [...(refused.get(file) ?? []), diagnostic]);
    }
  };
  const session = phases.start(program, report, modules);
  const asked = <T>(file: string, ask: () => T): T => {
    asking = file;
    try {
      return ask();
    } catch (error) {
      throw new Error(`internal error of cotangent while compiling what ${file} asks for: ${String(error)}`, {
        cause: error,
      });
    } finally {
      asking = undefined;
    }
  };

  /** Behind an error in the program, what is made of it may be malformed: then the error says what is wrong. */
  const unlessReported = <T>(make: () => T): T | undefined => {
    try {
      return make();
    } catch (error) {
      if (diagnostics.length === 0) throw error;
      return undefined;
    }
  };

  const requests = new Requests();
  for (const file of ownFiles(program)) {
    if (!mayDemand(file.text)) continue;
    asked(file.fileName, () => collectFrom(file, session, requests));
  }

  const names = new Map<string, NameTable>();
  const named = requests.sorted().map((request): Request => {
    return { ...request, name: namesIn(program, names, request.primal.file).claim(request.name) };
  });
  const make = (request: Request): Func | undefined =>
    asked(request.from, () => {
      const func = unlessReported(() => session.operators.entry(request));
      if (func) return func;
      for (const { node } of request.uses) {
        const { fileName } = node.getSourceFile();
        refused.set(fileName, refused.get(fileName) ?? refused.get(request.from) ?? []);
      }
      return undefined;
    });
  const derivatives = kept.of(named, make, (made) => session.operators.complete(made));
  const entries: Entry[] = [];
  const sites: CallSite[] = [];
  for (const [request, func] of derivatives) {
    func.name = request.name;
    func.exported = !isInline(request) && (isExported(program, request) || isUsedElsewhere(request));
    entries.push({ request, func, markedAs: request.markedAs });
    for (const use of request.uses) sites.push({ use, entry: func });
  }
  for (const [file, found] of refused) refused.set(file, sorted(found));
  return { entries, sites, diagnostics: sorted(diagnostics), refused, names };
}

export function namesIn(program: ts.Program, names: Map<string, NameTable>, file: string): NameTable {
  let table = names.get(file);
  if (!table) {
    const source = program.getSourceFile(file);
    table = new NameTable(source ? identifiersOf(source) : []);
    names.set(file, table);
  }
  return table;
}

interface Request extends EntryRequest {
  /** Where it was first asked for, and at which offset. */
  readonly from: string;
  readonly at: number;
  readonly uses: OperatorUse[];
  /** The name of the function that is differentiated, under all operators. */
  readonly of: string;
  markedAs?: string;
}

/** Requests that one generated function serves are one. */
class Requests {
  private readonly byPrimal = new Map<Func, Map<string, Request>>();

  add(request: Request): void {
    const { operator, options, primal } = request;
    const key = JSON.stringify([operator, options]);
    const known = this.byPrimal.get(primal) ?? new Map<string, Request>();
    this.byPrimal.set(primal, known);
    const same = known.get(key);
    if (same) {
      same.uses.push(...request.uses);
      same.markedAs ??= request.markedAs;
    } else known.set(key, request);
  }

  /** In an order that depends on the program's text only: it decides who gets a name that two would like. */
  sorted(): Request[] {
    const all = [...this.byPrimal.values()].flatMap((requests) => [...requests.values()]);
    return all.sort(
      (a, b) =>
        compareText(a.primal.file, b.primal.file) ||
        compareText(a.name, b.name) ||
        compareText(a.from, b.from) ||
        a.at - b.at ||
        compareText(a.operator, b.operator),
    );
  }
}

function collectFrom(file: ts.SourceFile, session: Session, requests: Requests): void {
  for (const use of outermost(session.frontend.operatorUses(file))) {
    const { operator, primal, captures, options } = use;
    const at = use.node.getStart();
    const name = entryName(use);
    requests.add({
      operator,
      primal,
      captures: captures.length,
      options,
      name,
      from: file.fileName,
      at,
      uses: [use],
      of: use.baseName,
    });
  }
  for (const { node, name, func: primal } of session.frontend.markedFunctions(file)) {
    // A function that captures variables has no derivative that could be exported; its uses are compiled where they stand.
    const isMethod =
      ts.isMethodDeclaration(node) && (ts.getCombinedModifierFlags(node) & ts.ModifierFlags.Static) === 0;
    if (primal.body.params.length !== node.parameters.length + (isMethod ? 1 : 0)) continue;
    const at = node.getStart();
    const options = { argnums: 0, hasAux: false };
    const returnsNumber = primal.results.length === 1 && isNumber(primal.results[0]);
    const [first] = primal.body.params;
    const hasGradient = returnsNumber && (!isMethod || isDifferentiable(first.type));
    for (const operator of hasGradient ? (["grad", "jvp", "vjp"] as const) : (["jvp", "vjp"] as const)) {
      requests.add({
        operator,
        primal,
        captures: 0,
        options,
        name: `${name}_${operator}`,
        from: file.fileName,
        at,
        uses: [],
        of: ownerName(node) ?? name,
        markedAs: isAtModuleLevel(node) ? name : undefined,
      });
    }
  }
}

/** The class that a method belongs to: its derivatives are exported if that is. */
function ownerName(node: ts.Node): string | undefined {
  return ts.isClassLike(node.parent) ? node.parent.name?.text : undefined;
}

function isAtModuleLevel(node: ts.Node): boolean {
  const declared = ts.isVariableDeclaration(node.parent) ? node.parent.parent.parent : node;
  return ts.isSourceFile(declared.parent);
}

/**
 * Whether the operand is written in the call itself, belongs to the function around it or to the language: then nobody
 * else can mean it, and an export of that name might collide with one of another file where both are re-exported.
 */
function isInline({ primal: { span }, captures, uses: [use] }: Request): boolean {
  if (!use) return false;
  if (captures > 0 || use.ofLanguage) return true;
  if (!span) return false;
  return use.node.getSourceFile().fileName === span.file && use.node.pos <= span.start && span.end <= use.node.end;
}

/** Whether the file of the function that is differentiated exports it. */
function isExported(program: ts.Program, { primal: { file }, of }: Request): boolean {
  const source = program.getSourceFile(file);
  return source !== undefined && exportedBindings(source).has(of);
}

function isUsedElsewhere({ primal: { file }, uses }: Request): boolean {
  return uses.some(({ node }) => node.getSourceFile().fileName !== file);
}

/** Without those inside the text of another: that text is replaced as a whole. */
function outermost(uses: readonly OperatorUse[]): OperatorUse[] {
  const isWithin = (node: ts.Node, other: OperatorUse): boolean => {
    const { pos, end } = replacedRange(other);
    return other.node !== node && pos <= node.getStart() && node.end <= end;
  };
  return uses.filter(({ node }) => !uses.some((other) => isWithin(node, other)));
}

/** `loss_grad`; with the names of the parameters where others than the first were selected: `loss_grad_w_xs`. */
function entryName({ baseName, operator, options, primal, captures }: OperatorUse): string {
  const { argnums } = options;
  const selected = typeof argnums === "number" ? (argnums === 0 ? [] : [argnums]) : argnums;
  const params = selected.map((index) => primal.body.params[captures.length + index]?.name ?? String(index));
  return [baseName, operator + (options.order ?? ""), ...params].join("_");
}

/** One for each position, the innermost: what an expression begins with is refused first, and the rest follows from it. */
function sorted(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const ordered = [...diagnostics].sort(
    (a, b) => compareText(a.file, b.file) || a.start - b.start || a.end - b.end || compareText(a.code, b.code),
  );
  return ordered.filter((found, index) => {
    const before = ordered[index - 1];
    return before?.file !== found.file || before.start !== found.start;
  });
}
