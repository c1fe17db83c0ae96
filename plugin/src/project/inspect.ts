/** The derivatives of a file's functions, whether or not the project asks for them. */
import ts from "typescript-6";
import type { Diagnostic } from "../diagnostics/index.js";
import type { RunTimeModules } from "../frontend/module-graph.js";
import type { Func } from "../ir/ops.js";
import { printFuncs } from "../ir/printer.js";
import { reachable } from "../ir/traverse.js";
import { isDifferentiable, isNumber } from "../ir/types.js";
import { namesUsedBy } from "./link.js";
import { identifiersOf, NameTable } from "./names.js";
import type { EntryRequest, Operator, Phases } from "./phases.js";
import type { Project } from "./project.js";

export type Mode = "forward" | "reverse";

export interface Inspection {
  /** One text per derivative: its function and the helpers in front of it. */
  readonly texts: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

export interface InspectOptions {
  /** A function by name; without it, those that the project differentiates, or else all that have a name. */
  readonly name?: string;
  readonly mode?: Mode;
  readonly ir: boolean;
}

const operatorsOf: Readonly<Record<Mode, readonly Operator[]>> = {
  forward: ["jvp", "jacfwd", "secondDerivative"],
  reverse: [
    "grad",
    "valueAndGrad",
    "gradInto",
    "valueAndGradInto",
    "vjp",
    "jacobianInto",
    "valueAndJacobianInto",
    "packedJacobianInto",
    "packedValueAndJacobianInto",
    "jacrev",
    "linearTranspose",
  ],
};

export function inspect(project: Project, phases: Phases, source: ts.SourceFile, options: InspectOptions): Inspection {
  return project.reading((program, modules) => inspectIn(program, modules, project, phases, source, options));
}

function inspectIn(
  program: ts.Program,
  modules: RunTimeModules,
  project: Project,
  phases: Phases,
  source: ts.SourceFile,
  options: InspectOptions,
): Inspection {
  const diagnostics: Diagnostic[] = [];
  const session = phases.start(program, (found) => diagnostics.push(found), modules);
  const names = new NameTable(identifiersOf(source));

  const requests = options.name === undefined ? demanded(project, source, options.mode) : [];
  if (requests.length === 0) {
    for (const { node, name } of functionsOf(source)) {
      if (options.name !== undefined && options.name !== name) continue;
      const primal = session.frontend.rootInstance(node);
      if (primal) requests.push(requestFor(primal, name, options.mode ?? "reverse"));
    }
  }
  if (options.name === undefined && diagnostics.length === 0)
    diagnostics.push(...(project.refused().get(source.fileName) ?? []));

  const entries = requests.flatMap(
    (request) => session.operators.entry({ ...request, name: names.claim(request.name) }) ?? [],
  );
  session.operators.complete(entries);
  const printed = new Set<Func>();
  const texts = entries.map((entry) => {
    const funcs = reachable([entry]).filter((func) => !printed.has(func));
    for (const func of funcs) {
      printed.add(func);
      if (func !== entry && func.file === source.fileName) func.name = names.claim(func.name);
    }
    if (options.ir) return printFuncs(funcs);
    const text = (file: string) => program.getSourceFile(file)?.text;
    const emitted = phases.emit(funcs, {
      file: source.fileName,
      language: /\.[mc]?tsx?$/.test(source.fileName) ? "ts" : "js",
      isEsModule: true,
      resolve: ({ name }) => name,
      runtime: (name) => name,
      reserved: namesUsedBy(funcs),
      claim: (name) => names.claim(name),
      source: text,
    });
    return emitted.text.trimEnd();
  });
  return { texts, diagnostics };
}

export interface NamedFunction {
  readonly name: string;
  readonly node: ts.FunctionLikeDeclaration;
}

/** The file's functions at module level: declarations, and variables that hold a function. */
export function functionsOf(source: ts.SourceFile): NamedFunction[] {
  return source.statements.flatMap((statement): NamedFunction[] => {
    if (ts.isFunctionDeclaration(statement) && statement.body) {
      return [{ name: statement.name?.text ?? "default", node: statement }];
    }
    if (!ts.isVariableStatement(statement)) return [];
    return statement.declarationList.declarations.flatMap(({ name, initializer }) =>
      ts.isIdentifier(name) && initializer && (ts.isArrowFunction(initializer) || ts.isFunctionExpression(initializer))
        ? [{ name: name.text, node: initializer }]
        : [],
    );
  });
}

function demanded(project: Project, source: ts.SourceFile, mode: Mode | undefined): EntryRequest[] {
  return project
    .requests()
    .filter(
      ({ primal, operator }) => primal.file === source.fileName && (!mode || operatorsOf[mode].includes(operator)),
    );
}

/** Value and gradient in every parameter that has one, or the pullback where the result is not a number. */
export function requestFor(primal: Func, name: string, mode: Mode): EntryRequest {
  const options = { argnums: 0 as number | readonly number[], hasAux: false };
  if (mode === "forward") return { operator: "jvp", primal, captures: 0, options, name: `${name}_jvp` };
  const argnums = primal.body.params.flatMap(({ type }, index) => (isDifferentiable(type) ? [index] : []));
  if (primal.results.length !== 1 || !isNumber(primal.results[0]) || argnums.length === 0) {
    return { operator: "vjp", primal, captures: 0, options, name: `${name}_vjp` };
  }
  const selected = argnums.length === 1 ? argnums[0] : argnums;
  return {
    operator: "valueAndGrad",
    primal,
    captures: 0,
    options: { argnums: selected, hasAux: false },
    name: `${name}_valueAndGrad`,
  };
}
