/** What values known only at compile time are made of: other values, and variables that they refer to. */
import ts from "typescript-6";
import { forEachReference, nameOfReference } from "./references.js";
import {
  type CompileTimeValue,
  type FrontValue,
  type FunctionNode,
  type FunctionValue,
  isValue,
  type Name,
  type ObjectValue,
  type Scope,
  THIS,
  type Variable,
} from "./values.js";

/** The value with each value in it replaced; itself if none changes. */
export function mapParts(value: CompileTimeValue, map: (part: FrontValue) => FrontValue): CompileTimeValue {
  const each = <T extends { readonly value: FrontValue }>(list: readonly T[]): readonly T[] => {
    const mapped = list.map((item) => ({ item, value: map(item.value) }));
    return mapped.every(({ item, value: part }) => item.value === part)
      ? list
      : mapped.map(({ item, value: part }) => ({ ...item, value: part }));
  };
  switch (value.kind) {
    case "builtin":
    case "converted":
    case "conflict":
    case "object":
    case "class":
    case "construction":
    case "made":
      return value;
    case "function": {
      const receiver = value.receiver && map(value.receiver);
      return receiver === value.receiver ? value : { ...value, receiver };
    }
    case "derivative": {
      const operand = map(value.operand) as typeof value.operand;
      return operand === value.operand ? value : { ...value, operand };
    }
    case "linearMap": {
      const tape = map(value.tape);
      return tape === value.tape || !isValue(tape) ? value : { ...value, tape };
    }
    case "box": {
      const ref = map(value.ref);
      return ref === value.ref || !isValue(ref) ? value : { ...value, ref };
    }
    case "tuple": {
      const elements = value.elements.map(map);
      return elements.every((element, index) => element === value.elements[index]) ? value : { ...value, elements };
    }
    case "bound": {
      const target = map(value.target);
      const receiver = value.receiver && map(value.receiver);
      const args = each(value.args);
      const isSame = target === value.target && receiver === value.receiver && args === value.args;
      return isSame ? value : { ...value, target, receiver, args };
    }
    case "custom": {
      const primal = map(value.primal);
      const rules = each(value.rules);
      return primal === value.primal && rules === value.rules ? value : { ...value, primal, rules };
    }
    case "choice": {
      const selector = map(value.selector);
      const cases = each(value.cases);
      const otherwise = map(value.otherwise);
      const isSame = selector === value.selector && cases === value.cases && otherwise === value.otherwise;
      return isSame || !isValue(selector) ? value : { ...value, selector, cases, otherwise };
    }
  }
}

/** The values that a value is directly made of. */
export function partsOf(value: CompileTimeValue): FrontValue[] {
  const found: FrontValue[] = [];
  mapParts(value, (part) => {
    found.push(part);
    return part;
  });
  return found;
}

/** The variables that a value itself refers to. */
export function variablesOf(checker: ts.TypeChecker, value: CompileTimeValue): Variable[] {
  switch (value.kind) {
    case "function":
      return freeVariables(checker, value).map(({ variable }) => variable);
    case "object":
      return [...(value.record ? [value.record] : []), ...value.members.values()];
    case "construction":
      return [...value.fields.values()];
    case "class":
      return variablesAround(checker, value.info.node, value.scope).map(({ variable }) => variable);
    default:
      return [];
  }
}

/** The variables around a function that it refers to, in the order of its text. */
export function freeVariables(checker: ts.TypeChecker, { node, scope }: FunctionValue): NamedVariable[] {
  return variablesAround(checker, node, scope);
}

/** A local around the function that has no variable yet, or whose variable is gone. */
export function unboundLocal(
  checker: ts.TypeChecker,
  env: ReadonlyMap<Variable, FrontValue | undefined>,
  { node, scope }: FunctionValue,
): Name | undefined {
  return referencedNames(checker, node).find((symbol) => {
    if (symbol === THIS || !isLocalAround(symbol as ts.Symbol, node)) return false;
    const variable = scope?.lookup(symbol);
    return !variable || !env.has(variable);
  });
}

function isLocalAround({ flags, valueDeclaration }: ts.Symbol, node: FunctionNode): boolean {
  if (!(flags & (ts.SymbolFlags.Variable | ts.SymbolFlags.Function)) || !valueDeclaration) return false;
  const within = (around: (each: ts.Node) => boolean): boolean =>
    ts.findAncestor(valueDeclaration.parent, around) !== undefined;
  return !within((each) => each === node) && within(ts.isFunctionLike);
}

interface NamedVariable {
  readonly symbol: Name;
  readonly variable: Variable;
}

/** The variables around a function or class that it refers to. */
export function variablesAround(checker: ts.TypeChecker, node: ts.Node, scope: Scope | undefined): NamedVariable[] {
  if (!scope) return [];
  return referencedNames(checker, node).flatMap((symbol) => {
    const variable = scope.lookup(symbol);
    return variable ? [{ symbol, variable }] : [];
  });
}

const referenced = new WeakMap<ts.Node, readonly Name[]>();

function referencedNames(checker: ts.TypeChecker, node: ts.Node): readonly Name[] {
  const known = referenced.get(node);
  if (known) return known;
  const found = new Set<Name>();
  forEachReference(node, (reference) => {
    const name = nameOfReference(checker, reference);
    if (name) found.add(name);
  });
  const names = [...found];
  referenced.set(node, names);
  return names;
}

/** Whether a function says `this` and means what it is called on. */
export function hasThis(node: FunctionNode): boolean {
  if (ts.isArrowFunction(node)) return false;
  const parts = [...node.parameters, ...(node.body ? [node.body] : [])];
  return parts.some((part) => referencesThis(part));
}

function referencesThis(node: ts.Node): boolean {
  let found = false;
  forEachReference(node, (reference) => {
    found ||= !ts.isIdentifier(reference);
  });
  return found;
}

/** What can be reached from some values: all values, and all variables with what they hold. */
export function reach(
  checker: ts.TypeChecker,
  env: ReadonlyMap<Variable, FrontValue | undefined>,
  roots: Iterable<FrontValue>,
): { readonly values: ReadonlySet<FrontValue>; readonly variables: ReadonlySet<Variable> } {
  const values = new Set<FrontValue>(roots);
  const variables = new Set<Variable>();
  for (const value of values) {
    if (isValue(value)) continue;
    for (const part of partsOf(value)) values.add(part);
    for (const variable of variablesOf(checker, value)) {
      if (!env.has(variable)) continue;
      variables.add(variable);
      const content = env.get(variable);
      if (content) values.add(content);
    }
  }
  return { values, variables };
}

/** Whether a function or object refers to another that the same expression made, so that there may be no end to them. */
export function isMadeOfAnother(
  checker: ts.TypeChecker,
  env: ReadonlyMap<Variable, FrontValue | undefined>,
  value: FrontValue,
): boolean {
  if (isValue(value)) return false;
  const isAnother = (other: FrontValue): boolean => {
    if (isValue(other)) return false;
    if (value.kind === "function" && other.kind === "function")
      return other.node === value.node && other.scope !== value.scope;
    if (value.kind === "derivative" && other.kind === "derivative")
      return other.node === value.node && !sameValue(value, other);
    if (value.kind !== "object" || other.kind !== "object") return false;
    return value.site !== undefined && other.site === value.site && !sameObject(value, other);
  };
  return [...reach(checker, env, [value]).values].some(isAnother);
}

/** Whether two values are one: the same function of the same activation, the same object. */
export function sameValue(a: FrontValue | undefined, b: FrontValue | undefined): boolean {
  if (a === b) return true;
  if (!a || !b || isValue(a) || isValue(b) || a.kind !== b.kind) return false;
  if (a.kind === "object" && b.kind === "object") return sameObject(a, b);
  if (a.kind === "conflict" || a.kind === "construction" || a.kind === "made") return false;
  if (a.kind === "class" && b.kind === "class") return a.info === b.info && a.scope === b.scope;
  const [own, other] = [partsOf(a), partsOf(b)];
  return sameHead(a, b) && own.length === other.length && own.every((part, index) => sameValue(part, other[index]));
}

/** References to one object share its variables. */
function sameObject(a: ObjectValue, b: ObjectValue): boolean {
  if (a.record !== b.record || a.members.size !== b.members.size || (!a.record && a.members.size === 0)) return false;
  return [...a.members].every(([name, variable]) => b.members.get(name) === variable);
}

function sameHead(a: CompileTimeValue, b: CompileTimeValue): boolean {
  if (a.kind === "function" && b.kind === "function") {
    return a.node === b.node && a.scope === b.scope && (a.receiver === undefined) === (b.receiver === undefined);
  }
  if (a.kind === "builtin" && b.kind === "builtin") return a.name === b.name;
  if (a.kind === "derivative" && b.kind === "derivative") {
    return a.operator === b.operator && JSON.stringify(a.options) === JSON.stringify(b.options);
  }
  if (a.kind === "linearMap" && b.kind === "linearMap") return a.func === b.func && a.restCount === b.restCount;
  if (a.kind === "bound" && b.kind === "bound") {
    return a.args.length === b.args.length && (a.receiver === undefined) === (b.receiver === undefined);
  }
  if (a.kind === "custom" && b.kind === "custom") return a.operand === b.operand;
  if (a.kind === "choice" && b.kind === "choice") {
    return a.cases.length === b.cases.length && a.cases.every((one, k) => Object.is(one.when, b.cases[k].when));
  }
  // Of functions without what they capture there is one for each shape.
  return a.kind === b.kind && a.kind !== "converted";
}
