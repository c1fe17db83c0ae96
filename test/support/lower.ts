/** Lowers a source and compares the IR, run by the interpreter, with the source run as it is. */
import ts from "typescript-6";
import { type Deriver, Frontend, type OperatorUse } from "../../plugin/src/frontend/index.js";
import { type Diagnostic, messageOf } from "../../plugin/src/diagnostics/index.js";
import { interpret } from "../../plugin/src/ir/interpreter.js";
import type { ExternOp, Func } from "../../plugin/src/ir/ops.js";
import { FOLDER, programOf, typeErrors } from "./program.js";

export const noDeriver: Deriver = {
  derive: () => {
    throw new Error("no derivatives here");
  },
  linearMap: () => {
    throw new Error("no derivatives here");
  },
}; // prettier-ignore

export interface Lowered {
  readonly program: ts.Program;
  readonly frontend: Frontend;
  readonly file: ts.SourceFile;
  readonly found: Diagnostic[];
  /** The instance of a top-level function of `main.ts` by its declared types. */
  func(name: string): Func;
  uses(): OperatorUse[];
}

export function lower(
  source: string | Readonly<Record<string, string>>,
  options: { deriver?: Deriver; allowTypeErrors?: boolean; compiler?: ts.CompilerOptions } = {},
): Lowered {
  const files = typeof source === "string" ? { "main.ts": source } : source;
  const program = programOf(files, options.compiler);
  const errors = options.allowTypeErrors ? [] : typeErrors(program);
  if (errors.length > 0) throw new Error(`the test's source has type errors:\n${errors.join("\n")}`);
  const found: Diagnostic[] = [];
  const frontend = new Frontend(program, { deriver: options.deriver ?? noDeriver, report: (one) => found.push(one) });
  const file = program.getSourceFile(`${FOLDER}/main.ts`)!;
  return {
    program,
    frontend,
    file,
    found,
    func: (name) => {
      const node = functionNamed(file, name);
      const func = node && frontend.rootInstance(node);
      if (!func) throw new Error(`no function ${name}`);
      return func;
    },
    uses: () => frontend.operatorUses(file),
  };
}

function functionNamed(file: ts.SourceFile, name: string): ts.FunctionLikeDeclaration | undefined {
  for (const node of file.statements) {
    if (ts.isFunctionDeclaration(node) && node.name?.text === name) return node;
    if (!ts.isVariableStatement(node)) continue;
    for (const { name: id, initializer } of node.declarationList.declarations) {
      if (ts.isIdentifier(id) && id.text === name && initializer && ts.isFunctionLike(initializer)) {
        return initializer as ts.FunctionLikeDeclaration;
      }
    }
  }
  return undefined;
}

/** The error codes with the source text that they stand at. */
export function errorsOf({ found, program }: Lowered): string[] {
  return found.map(({ code, file, start, end }) => {
    const text = program.getSourceFile(file)!.text.slice(start, end);
    return `${code} ${text.replace(/\s+/g, " ").slice(0, 40)}`;
  });
}

type Exports = Record<string, (...args: never[]) => unknown>;

/** The exports of `main.ts` run by the JavaScript engine; several files are joined in order, so their names must differ. */
export function execute(source: string | Readonly<Record<string, string>>): Exports {
  const text = typeof source === "string" ? source : Object.values(source).join("\n");
  const plain = text.replace(/^import .*$/gm, "").replace(/^export \* .*$|^export \{.*$/gm, "");
  const module = ts.transpileModule(plain, {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.CommonJS },
  });
  const exports: Exports = {};
  const scope = topLevelNames(plain).map(
    (name) => `get ${name}() { return ${name}; }, set ${name}(v) { ${name} = v; }`,
  );
  // The getters see what is not exported, too.
  const code = `${module.outputText.replace(/^"use strict";/, "")}\nexports.$scope = { ${scope.join(", ")} };`;
  new Function("exports", "stopGradient", code)(exports, (x: unknown) => x);
  return exports;
}

function topLevelNames(text: string): string[] {
  const file = ts.createSourceFile("main.ts", text, ts.ScriptTarget.ES2022, true);
  const names: string[] = [];
  const collect = (name: ts.BindingName): void => {
    if (ts.isIdentifier(name)) names.push(name.text);
    else for (const element of name.elements) if (!ts.isOmittedExpression(element)) collect(element.name);
  };
  for (const node of file.statements) {
    if (ts.isFunctionDeclaration(node) && node.name) names.push(node.name.text);
    const isExported =
      ts.canHaveModifiers(node) && ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
    if (!ts.isVariableStatement(node) || isExported) continue;
    for (const { name } of node.declarationList.declarations) collect(name);
  }
  return names;
}

/** Runs the IR of a function in the module that `execute` made; by itself if none is given. */
export function run(func: Func, args: readonly unknown[], module: object = {}): unknown {
  const inner = Reflect.get(module, "$scope") ?? {};
  const extern = (op: ExternOp, values: readonly unknown[]): unknown => {
    const text = op.template.map((part, index) => (index < values.length ? `${part}$${index}` : part)).join("");
    const params = values.map((_, index) => `$${index}`);
    const code = `with (outer) with (inner) { ${op.statement ? text : `return (${text});`} }`;
    return new Function("outer", "inner", ...params, code)(module, inner, ...values);
  };
  const globals = ({ name }: { name: string }): unknown => Reflect.get(name in inner ? inner : module, name);
  const count = func.body.params.length;
  const padded = Array.from({ length: count }, (_, index) => args[index]);
  if (func.rest) padded[count - 1] = args.slice(count - 1);
  return interpret(func, padded, { extern, globals })[0];
}

export function explain(found: readonly Diagnostic[]): string {
  return found.map(({ code, message }) => `${code}: ${message}`).join("\n") || messageOf("AD1007", ["grad"]);
}
