/** A program with the operators that are compared, compiled. */
import ts from "typescript-6";
import { type Compiled, compile, type Level, type Sources } from "../support/compile.js";
import { strictErrors } from "../support/strict.js";
import { type Expectation, Unsuitable } from "./expectation.js";

/** Something that is wrong with what the compiler does. */
export class Found extends Error {
  constructor(
    readonly kind: string,
    message: string,
  ) {
    super(message);
  }
}

export interface SubjectOptions {
  readonly second?: boolean;
  /** Puts all but `f` into a module of its own. */
  readonly split?: boolean;
  /** Checks the generated text with TypeScript. */
  readonly strict?: boolean;
}

const operators = (argnums: string): Readonly<Record<string, string>> => ({
  jvp: "jvp_(f)",
  vjp: "vjp_(f)",
  valueAndGrad: `valueAndGrad_(f, ${argnums})`,
  forwardOverReverse: `jvp_(grad_(f, ${argnums}))`,
  reverseOverReverse: `vjp_(grad_(f, ${argnums}))`,
});

/** The text that is compiled: the program and the operators that are compared. */
export function withOperators(source: string, active: readonly number[], names: readonly string[]): string {
  const texts = operators(`{ argnums: [${active.join(", ")}] }`);
  return [
    'import { grad as grad_, jvp as jvp_, valueAndGrad as valueAndGrad_, vjp as vjp_ } from "cotangent";',
    source,
    ...names.map((name) => `export const d_${name} = ${texts[name]};`),
  ].join("\n");
}

export function compileAll(
  { program, isScalar, active }: Expectation,
  level: Level,
  { second = true, split = false, strict = false }: SubjectOptions,
): Compiled {
  const names = ["jvp", "vjp"];
  if (isScalar) names.push("valueAndGrad");
  if (isScalar && second) names.push("forwardOverReverse", "reverseOverReverse");
  const text = withOperators(program.source, active, names);
  let compiled: Compiled;
  try {
    compiled = compile(split ? modules(text) : text, level);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    if (message.startsWith("the program has type errors")) throw new Unsuitable(message);
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    const place = cause instanceof Error ? cause.stack?.match(/at .*/)?.[0] : "";
    throw new Found(
      `crash at level ${level}: ${firstWords(cause instanceof Error ? cause.message : message)} ${place?.replace(/:\d+\)?$/, "").replace(/.*\//, "")}`,
      cause instanceof Error ? `${cause.stack}` : message,
    );
  }
  const [first] = compiled.diagnostics;
  // Not every loop can be run again, what a checkpointed function takes has to be copied, and a pullback cannot where references change.
  const isOfCheckpoints = program.source.includes("checkpoint");
  if (isOfCheckpoints && compiled.diagnostics.some(({ code }) => /^AD(1024|2022|3005|3009)$/.test(code)))
    throw new Unsuitable("cannot be run again from checkpoints");
  if (first)
    throw new Found(
      `refused ${first.code}`,
      compiled.diagnostics.map(({ code, message }) => `${code}: ${message}`).join("\n"),
    );
  // Conditions that contradict each other are the program's own.
  const own = ["have no overlap", "is not comparable to", "(?:to|on) type 'never'"];
  // Of tests for the class that are kept in variables, TypeScript sees the first only.
  if (/\bextends\b/.test(program.source)) own.push("does not exist on type '\\w+'");
  const errors = (strict ? strictErrors(compiled.code) : []).filter((error) => !new RegExp(own.join("|")).test(error));
  if (errors.length > 0) throw new Found("type errors", errors.join("\n"));
  return compiled;
}

/** The text as two modules: `f` with its derivatives, and everything that it uses. */
function modules(text: string): Sources {
  const file = ts.createSourceFile("main.ts", text, ts.ScriptTarget.ES2022, true);
  const [helpers, main, names]: [string[], string[], string[]] = [[], [], []];
  for (const statement of file.statements) {
    if (isOfMain(statement)) {
      main.push(statement.getText());
      if (ts.isImportDeclaration(statement)) helpers.push(statement.getText());
      continue;
    }
    helpers.push(`export ${statement.getText()}`);
    if (ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement))
      names.push(`type ${statement.name.text}`);
    else if (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)) names.push(statement.name!.text);
    else if (ts.isVariableStatement(statement)) {
      names.push(...statement.declarationList.declarations.map(({ name }) => name.getText()));
    }
  }
  if (names.length === 0) return { "main.ts": text };
  main.unshift(`import { ${names.join(", ")} } from "./helpers.js";`);
  return { "main.ts": main.join("\n"), "helpers.ts": helpers.join("\n") };
}

function isOfMain(statement: ts.Statement): boolean {
  if (ts.isVariableStatement(statement)) return statement.modifiers !== undefined;
  if (ts.isFunctionDeclaration(statement)) return statement.name?.text === "f";
  return (
    !ts.isInterfaceDeclaration(statement) && !ts.isTypeAliasDeclaration(statement) && !ts.isClassDeclaration(statement)
  );
}

function firstWords(message: string): string {
  return message
    .replaceAll(/[%\d]+/g, "")
    .split(/\s+/)
    .slice(0, 5)
    .join(" ");
}
