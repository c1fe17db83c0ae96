/**
 * Variables of functions that run once, when their module is loaded. Generated code, which stands outside of these functions, reaches
 * what such a variable holds by a variable of the module that is given it at the variable's declaration; and a variable that is assigned
 * again by functions that read and assign it.
 */
import ts from "typescript-6";
import type { Binding, InnerVariable } from "../ir/bindings.js";
import { placeOnce } from "./module-scope.js";

/** The variable of the module for one that keeps its value. */
export function innerBinding(node: ts.Declaration): Binding | undefined {
  const inner = innerVariable(node);
  return inner && { file: node.getSourceFile().fileName, name: nameOf(node), constant: true, inner };
}

/** The functions for one that does not. */
export function innerAccessors(node: ts.Declaration): { readonly get: Binding; readonly set: Binding } | undefined {
  const inner = innerVariable(node);
  if (!inner) return undefined;
  const accessor = (access: "get" | "set"): Binding => ({
    file: node.getSourceFile().fileName,
    name: `${access}_${nameOf(node)}`,
    constant: true,
    inner: { ...inner, access },
  });
  return { get: accessor("get"), set: accessor("set") };
}

function innerVariable(node: ts.Declaration): InnerVariable | undefined {
  const name = ts.getNameOfDeclaration(node);
  const end = placeOnce(node);
  return name && ts.isIdentifier(name) && end !== undefined ? { local: name.text, end } : undefined;
}

function nameOf(node: ts.Declaration): string {
  const source = node.getSourceFile();
  const known = names.get(source) ?? namesIn(source);
  names.set(source, known);
  return known.get(node)!;
}

const names = new WeakMap<ts.SourceFile, ReadonlyMap<ts.Node, string>>();

/** A name for each, unlike any that is in the file. */
function namesIn(source: ts.SourceFile): ReadonlyMap<ts.Node, string> {
  const found = new Map<ts.Node, string>();
  const taken = new Set<string>();
  const isFree = (name: string): boolean => !taken.has(name) && !source.text.includes(name);
  const visit = (node: ts.Node): void => {
    const isVariable = ts.isVariableDeclaration(node) || ts.isParameter(node) || ts.isBindingElement(node);
    if (isVariable && ts.isIdentifier(node.name) && placeOnce(node) !== undefined) {
      const base = `inner_${node.name.text}`;
      let name = base;
      for (let count = 2; !isFree(name); count++) name = `${base}${count}`;
      taken.add(name);
      found.set(node, name);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}
