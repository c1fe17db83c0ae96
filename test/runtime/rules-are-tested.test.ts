/** No rule without a program that the harness takes through all modes: what has rules is found in the sources, what is tested in the tests. */
import path from "node:path";
import ts from "typescript";
import { describe, expect, test } from "vitest";
import { repository } from "../support/temp-project.js";

const sources = path.join(repository, "runtime", "src");
const tests = import.meta.dirname;
/** Entries, with the tests that give their functions to the harness. */
const subjects: Readonly<Record<string, readonly string[]>> = {
  linalg: ["linalg/derivatives.test.ts"],
  random: ["random/derivatives.test.ts"],
  special: ["special/modes.test.ts"],
};
const program = ts.createProgram(
  Object.keys(subjects).map((entry) => path.join(sources, entry, "index.ts")),
  {
    target: ts.ScriptTarget.ES2022,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    module: ts.ModuleKind.NodeNext,
    lib: ["lib.es2023.d.ts"],
    types: [],
  },
);
const checker = program.getTypeChecker();

/** The variables of a folder that hold a function with a rule. */
function rulesOf(entry: string): ts.VariableDeclaration[] {
  const found: ts.VariableDeclaration[] = [];
  const visit = (node: ts.Node): void => {
    const isRule = ts.isVariableDeclaration(node) && node.initializer && ts.isCallExpression(node.initializer);
    if (isRule && (node.initializer as ts.CallExpression).expression.getText() === "withRule") found.push(node);
    ts.forEachChild(node, visit);
  };
  for (const file of program.getSourceFiles())
    if (path.dirname(file.fileName) === path.join(sources, entry)) ts.forEachChild(file, visit);
  return found;
}

function declarationOf(node: ts.Node): ts.Declaration | undefined {
  const symbol = checker.getSymbolAtLocation(node);
  if (!symbol) return undefined;
  return (symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol).valueDeclaration;
}

/** All that a declaration refers to, directly or not. */
function reachedFrom(declaration: ts.Declaration, reached = new Set<ts.Node>()): Set<ts.Node> {
  if (reached.has(declaration) || !declaration.getSourceFile().fileName.startsWith(sources)) return reached;
  reached.add(declaration);
  const visit = (node: ts.Node): void => {
    const to = ts.isIdentifier(node) ? declarationOf(node) : undefined;
    if (to) reachedFrom(to, reached);
    ts.forEachChild(node, visit);
  };
  ts.forEachChild(declaration, visit);
  return reached;
}

/** The functions that an entry exports. */
function functionsOf(entry: string): Map<string, ts.Declaration> {
  const file = program.getSourceFile(path.join(sources, entry, "index.ts"))!;
  const functions = new Map<string, ts.Declaration>();
  for (const exported of checker.getExportsOfModule(checker.getSymbolAtLocation(file)!)) {
    const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
    const { valueDeclaration } = symbol;
    if (valueDeclaration && checker.getTypeOfSymbol(symbol).getCallSignatures().length > 0)
      functions.set(exported.name, valueDeclaration);
  }
  return functions;
}

/** What is called in the programs of a test: in its strings. */
function calledIn(file: string): Set<string> {
  const names = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node))
      for (const [, name] of node.text.matchAll(/\b([a-z]\w*)\(/gi)) names.add(name);
    ts.forEachChild(node, visit);
  };
  const text = ts.sys.readFile(path.join(tests, file))!;
  visit(ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true));
  return names;
}

describe.each(Object.entries(subjects))("%s", (entry, files) => {
  const called = new Set(files.flatMap((file) => [...calledIn(file)]));
  const functions = functionsOf(entry);
  const tested = new Set<ts.Node>();
  for (const [name, declaration] of functions) if (called.has(name)) reachedFrom(declaration, tested);

  test("functions", () => {
    // Without derivative: keys, and draws that are constants to operators.
    const constants = ["keyOf", "child", "split", "categorical", "poisson", "permutation", "rademacher"];
    const missing = [...functions.keys()].filter((name) => !called.has(name) && !constants.includes(name));
    expect(missing).toEqual([]);
  });

  test("rules", () => {
    const rules = rulesOf(entry);
    expect(rules.length > 0).toBe(entry !== "special");
    expect(rules.filter((rule) => !tested.has(rule)).map((rule) => rule.name.getText())).toEqual([]);
  });
});
