/** The phases as the driver sees them, so that it can be tested without them. */
import type ts from "typescript-6";
import type { Diagnostic } from "../diagnostics/index.js";
import type { RunTimeModules } from "../frontend/module-graph.js";
import type { OperatorName, OperatorOptions } from "../ir/operator-names.js";
import type { Func, Span } from "../ir/ops.js";

export type Operator = OperatorName;

export interface OperatorUse {
  readonly node: ts.CallExpression;
  readonly operator: Operator;
  readonly primal: Func;
  /** Variables that an inline operand uses from around it, in the order of the primal's leading parameters. */
  readonly captures: readonly { readonly name: string }[];
  readonly options: OperatorOptions;
  /** The operand is a function of the language: no file declares it. */
  readonly ofLanguage?: boolean;
  /** The operand's name, that of the variable the result is assigned to, or `lambda`. */
  readonly baseName: string;
}

export interface MarkedFunction {
  readonly node: ts.FunctionLikeDeclaration;
  readonly name: string;
  readonly func: Func;
}

export interface Frontend {
  operatorUses(file: ts.SourceFile): readonly OperatorUse[];
  markedFunctions(file: ts.SourceFile): readonly MarkedFunction[];
  /** The instance of a function for its declared parameter types; undefined (and reported) where there is none. */
  rootInstance(node: ts.FunctionLikeDeclaration): Func | undefined;
}

export interface EntryRequest {
  readonly operator: Operator;
  readonly primal: Func;
  readonly captures: number;
  readonly options: OperatorOptions;
  readonly name: string;
}

export interface Operators {
  /** The function that user code calls in place of the operator; undefined where refused, and then it is reported. */
  entry(request: EntryRequest): Func | undefined;
  /** Called with all entries that there will be: what is emitted for them, in the form that engines like best. */
  complete(entries: readonly Func[]): void;
}

export interface ForeignRef {
  readonly file: string;
  readonly name: string;
}

export interface EmitOptions {
  readonly file: string;
  readonly language: "ts" | "js";
  /** Whether other files reach functions by `export`, rather than by assignments to `exports`. */
  readonly isEsModule: boolean;
  /** The name under which a function or binding of another file is known in this one. */
  resolve(target: ForeignRef): string;
  /** The name here of a helper of `cotangent/runtime`, or of what another entry of the library exports. */
  runtime(name: string, entry?: string): string;
  readonly reserved: ReadonlySet<string>;
  /** A name for a type like the one wanted that is free in the file. */
  claim(name: string): string;
  /** The text of a file, for quotations. */
  source(file: string): string | undefined;
}

export interface Emitted {
  readonly text: string;
  /** What the text uses from `cotangent/runtime`. */
  readonly runtime: readonly string[];
  /** What it uses from other entries of the library, by the entry. */
  readonly library: ReadonlyMap<string, readonly string[]>;
  /** Positions in the text (line and column from 0) and the user's code that they come from. */
  readonly mappings: readonly { readonly line: number; readonly column: number; readonly span: Span }[];
}

export interface Session {
  readonly frontend: Frontend;
  readonly operators: Operators;
}

export interface Phases {
  /** Instances are shared within a session, which sees one state of the program. */
  start(program: ts.Program, report: (diagnostic: Diagnostic) => void, modules?: RunTimeModules): Session;
  emit(funcs: readonly Func[], options: EmitOptions): Emitted;
}
