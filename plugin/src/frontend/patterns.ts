/** Declarations: names, patterns, defaults, hoisting. */
import ts from "typescript-6";
import { excerpt } from "../diagnostics/index.js";
import { OPAQUE, type Type } from "../ir/types.js";
import { declaredSymbol } from "./references.js";
import { withChosen } from "./choices.js";
import { elementsOfCollection, takenElements } from "./destructured-iterables.js";
import { literalElements } from "./literal-elements.js";
import type { Lowering } from "./lowering.js";
import { mathMember } from "./modules.js";
import { elementOf } from "./elements.js";
import { elementsOf, makeArray } from "./objects.js";
import { literalName, restOfObject } from "./object-literals.js";
import { readProperty } from "./properties.js";
import { copyWhole } from "./sparse-arrays.js";
import { type FrontValue, isValue } from "./values.js";

/** Functions declared in a list are there from its beginning. */
export function declareFunctions(l: Lowering, list: readonly ts.Statement[]): void {
  for (const node of list) {
    if (!ts.isFunctionDeclaration(node) || !node.name || !node.body) continue;
    const symbol = l.checker.getSymbolAtLocation(node.name);
    if (!symbol) continue;
    const name = node.name.text;
    l.declare(symbol, name, l.session.types.at(node), { kind: "function", node, scope: l.scope, name });
  }
}

/** A `var` is there from the beginning of its function, undefined. */
export function hoistVars(l: Lowering, body: ts.Node): void {
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) || ts.isClassLike(node)) return;
    if (ts.isVariableDeclarationList(node) && !(node.flags & ts.NodeFlags.BlockScoped)) {
      for (const declaration of node.declarations) declareNames(l, declaration.name);
    }
    ts.forEachChild(node, visit);
  };
  visit(body);
}

function declareNames(l: Lowering, name: ts.BindingName): void {
  if (ts.isIdentifier(name)) {
    const symbol = l.checker.getSymbolAtLocation(name);
    // A parameter of the same name keeps its value.
    if (symbol && !isDeclaredHere(l, symbol)) l.declare(symbol, name.text, l.session.types.at(name), undefined);
    return;
  }
  for (const element of name.elements) if (!ts.isOmittedExpression(element)) declareNames(l, element.name);
}

function isDeclaredHere(l: Lowering, symbol: ts.Symbol): boolean {
  const variable = l.scope.lookup(symbol);
  return variable !== undefined && l.env.has(variable);
}

export function declareVariables(l: Lowering, list: ts.VariableDeclarationList): void {
  const isVar = !(list.flags & ts.NodeFlags.BlockScoped);
  for (const node of list.declarations) {
    if (!node.initializer) {
      if (!isVar) bindPattern(l, node.name, undefined, node);
      continue;
    }
    const { initializer, name } = node;
    l.at(node, () => {
      const value =
        literalElements(l, name, initializer) ?? takenElements(l, name, initializer) ?? l.expression(initializer);
      bindPattern(l, name, value, node);
    });
  }
}

export function bindPattern(l: Lowering, name: ts.BindingName, value: FrontValue | undefined, node: ts.Node): void {
  if (ts.isIdentifier(name)) return bindName(l, name, value, node);
  const source = value ?? l.undefined();
  if (ts.isArrayBindingPattern(name)) bindArray(l, name, source);
  else bindObject(l, name, source);
}

function bindName(l: Lowering, name: ts.Identifier, value: FrontValue | undefined, node: ts.Node): void {
  const symbol = declaredSymbol(l.checker, name);
  if (!symbol) return;
  const type = declaredType(l, name);
  const known =
    isValue(value) && value.type.kind === "opaque" && type.kind !== "opaque" && type.kind !== "fn"
      ? l.coerce(value, type, node)
      : value;
  const existing = isHoistedVar(name) ? l.scope.lookup(symbol) : undefined;
  if (existing && l.env.has(existing)) l.write(existing, known);
  else l.declare(symbol, name.text, type, known);
}

/** Of memory such as `T[]` only what it is given tells what it is. */
function declaredType(l: Lowering, name: ts.Identifier): Type {
  const type = l.session.types.at(name);
  return type.kind === "ref" && l.session.types.isUnknown(l.checker.getTypeAtLocation(name)) ? OPAQUE : type;
}

function isHoistedVar(name: ts.Identifier): boolean {
  const list = ts.findAncestor(name, ts.isVariableDeclarationList);
  if (!list || list.flags & ts.NodeFlags.BlockScoped) return false;
  // Not a parameter of a function inside the declaration's initialiser.
  return ts.findAncestor(name, (node) => node === list || ts.isParameter(node)) === list;
}

function bindArray(l: Lowering, pattern: ts.ArrayBindingPattern, given: FrontValue): void {
  const source = elementsOfCollection(l, pattern, given, pattern);
  pattern.elements.forEach((element, index) => {
    if (ts.isOmittedExpression(element)) return;
    l.at(element, () => {
      if (element.dotDotDotToken) bindPattern(l, element.name, restOf(l, source, index, pattern), element);
      else
        bindPattern(
          l,
          element.name,
          withDefault(l, elementOf(l, source, index, pattern), element.initializer),
          element,
        );
    });
  });
}

export function restOf(l: Lowering, source: FrontValue, index: number, node: ts.Node): FrontValue {
  const elements = elementsOf(l, source)?.slice(index);
  if (elements?.every(isValue)) {
    return l.build.literal(l.session.types.at(ts.isArrayBindingPattern(node) ? lastName(node) : node), [...elements]);
  }
  if (elements) return makeArray(l, elements);
  if (isValue(source) && source.type.kind === "ref" && source.type.memory.kind === "array") {
    const { memory } = source.type;
    const type = { kind: "ref", memory: { ...memory, container: "Array" } } as const;
    return copyWhole(l, source, { type, from: l.constant(index) }, node);
  }
  return l.refuse(node, "AD2017", { text: excerpt(node.getText()) });
}

function lastName(pattern: ts.ArrayBindingPattern): ts.Node {
  const last = pattern.elements.at(-1)!;
  return ts.isOmittedExpression(last) ? last : last.name;
}

function bindObject(l: Lowering, pattern: ts.ObjectBindingPattern, source: FrontValue): void {
  const taken = new Set<string>();
  for (const element of pattern.elements) {
    const key = element.propertyName ?? element.name;
    const isName = !ts.isObjectBindingPattern(key) && !ts.isArrayBindingPattern(key);
    const name = isName && !element.dotDotDotToken ? literalName(l, key) : undefined;
    const rest = element.dotDotDotToken && restOfObject(l, source, taken, element);
    if (rest) {
      bindPattern(l, element.name, rest, element);
      continue;
    }
    if (name === undefined) {
      l.session.report(element, "AD2017", { text: excerpt(element.getText()) });
      bindPattern(l, element.name, undefined, element);
      continue;
    }
    taken.add(name);
    l.at(element, () => {
      const known = mathMember(l, element);
      const value = known ?? readProperty(l, source, name, element, () => l.session.types.at(element.name));
      bindPattern(l, element.name, withDefault(l, value, element.initializer), element);
    });
  }
}

/** The value, or the default where it is `undefined`. */
export function withDefault(l: Lowering, value: FrontValue, initializer: ts.Expression | undefined): FrontValue {
  if (!initializer) return value;
  if (!isValue(value)) {
    if (value.kind !== "choice") return value;
    return withChosen(l, value, (chosen) => withDefault(l, chosen, initializer), initializer);
  }
  const known = l.constantOf(value);
  if (known) return known.value === undefined ? l.expression(initializer) : value;
  if (l.isDefinite(value)) return value;
  return l.at(initializer, () => {
    const missing = l.build.prim("eq", value, l.undefined(value.type));
    return l.branch(missing, [() => l.expression(initializer), () => value], initializer)!;
  });
}
