/** Every export of the entries for numerical work says what it is; functions say what they throw and where they are from. */
import path from "node:path";
import ts from "typescript";
import { describe, expect, test } from "vitest";
import { repository } from "../support/temp-project.js";

const source = path.join(repository, "runtime", "src");
const entries = ["linalg", "special", "random", "optim", "optim/progress"];
const files = entries.map((entry) => path.join(source, entry, "index.ts"));
const program = ts.createProgram(files, {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  lib: ["lib.es2023.d.ts"],
  types: [],
  strict: true,
});
const checker = program.getTypeChecker();

/** Drivers, files and pictures, which no publication is about. */
const ours = new Set(
  "none projection onParams fromJson toJson minimize minimizeAsync iterate curvesToSvg traceToSvg progressBar keyOf".split(
    " ",
  ),
);
/** They call what throws, with arguments for which it does not. */
const throwNothing = new Set(["nonNegative"]);

const known = new Map<ts.Node, boolean>();

/** Whether a function has a `throw`, in itself or in what it calls. Values of parameters that are left out are not looked at. */
function throws(declaration: ts.Node | undefined): boolean {
  if (!declaration?.getSourceFile().fileName.startsWith(source)) return false;
  const found = known.get(declaration);
  if (found !== undefined) return found;
  known.set(declaration, false);
  const result = throwsWithin(declaration);
  known.set(declaration, result);
  return result;
}

function throwsWithin(node: ts.Node): boolean {
  if (ts.isThrowStatement(node)) return true;
  if (ts.isCallExpression(node) && throws(calleeOf(node))) return true;
  return ts.forEachChild(node, (child) => !ts.isParameter(child) && throwsWithin(child)) ?? false;
}

function calleeOf({ expression }: ts.CallExpression): ts.Node | undefined {
  const symbol = ts.isIdentifier(expression) ? checker.getSymbolAtLocation(expression) : undefined;
  return symbol && original(symbol).valueDeclaration;
}

function original(symbol: ts.Symbol): ts.Symbol {
  return symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
}

const year = /\b(1[6-9]|20)\d\d\b/;
const place = /DLMF \d|BLAS|[Ss]ections? \d|chapter \d/;

describe.each(entries.map((entry, i) => [entry, files[i]]))("%s", (_, file) => {
  const exported = checker.getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(file)!)!);

  test.each(exported.map((symbol): [string, ts.Symbol] => [symbol.name, original(symbol)]))("%s", (name, symbol) => {
    const text = ts.displayPartsToString(symbol.getDocumentationComment(checker));
    const tags = symbol.getJsDocTags(checker);
    expect(text, "a docstring").not.toBe("");
    if (!symbol.valueDeclaration || checker.getTypeOfSymbol(symbol).getCallSignatures().length === 0) return;
    const whole = [text, ...tags.map((tag) => ts.displayPartsToString(tag.text))].join(" ").replaceAll(/\s+/g, " ");
    if (!ours.has(name)) expect(year.test(whole) || place.test(whole), `a source in: ${whole}`).toBe(true);
    const isThrowing = symbol.declarations?.some(throws) && !throwNothing.has(name);
    if (isThrowing)
      expect(
        tags.map((tag) => tag.name),
        "what it throws",
      ).toContain("throws");
  });
});

test("what is excepted is there, and needs to be", () => {
  const all = files.flatMap((file) =>
    checker.getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(file)!)!),
  );
  const names = new Set(all.map(({ name }) => name));
  for (const name of [...ours, ...throwNothing]) expect(names).toContain(name);
});
