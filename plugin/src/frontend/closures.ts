/** Closure conversion: a function value as a declaration plus the values that it captures, so that it can be a function of its own. */
import type { Constant, Value } from "../ir/ops.js";
import { Value as IrValue } from "../ir/ops.js";
import { F64, isNumber, OPAQUE, type Type, typeName } from "../ir/types.js";
import { assignedIdentifiers, forEachReference, nameOfReference, symbolOfReference } from "./assigned.js";
import type { ClassInfo } from "./classes.js";
import type { Lowering } from "./lowering.js";
import type { Session } from "./session.js";
import {
  type BuiltinValue,
  type ClassValue,
  type DerivativeValue,
  type FrontValue,
  type FunctionNode,
  type FunctionValue,
  isValue,
  type Name,
  Scope,
  THIS,
  Variable,
} from "./values.js";

type Captured = FunctionValue | DerivativeValue;

export type LayoutEntry = { readonly symbol: Name; readonly name: string; readonly type: Type } & (
  | { readonly kind: "value"; readonly exact: ClassInfo | undefined }
  | { readonly kind: "class"; readonly value: ClassValue }
  | { readonly kind: "constant"; readonly value: Constant }
  | { readonly kind: "builtin"; readonly value: BuiltinValue }
  | { readonly kind: "layout"; readonly layout: Layout }
  /** The closure itself, or one around it on the way here. */
  | { readonly kind: "outer"; readonly depth: number }
);

/** What a function value needs from outside: a shape, so that equal shapes share an instance. */
export interface Layout {
  readonly value: Captured;
  readonly entries: readonly LayoutEntry[];
  readonly key: string;
}

export interface Conversion {
  readonly layout: Layout;
  /** The captured values, in the order in which `rebuild` takes them. */
  readonly captures: readonly Value[];
  /** A name for each, for parameters. */
  readonly names: readonly string[];
  /** A variable that holds something which cannot be captured. */
  readonly obstacle?: string;
}

/** Distinguishes instances of a function for an argument whose class is known; alone in its hierarchy, it always is. */
export function exactKey(session: Session, exact: ClassInfo | undefined): string {
  const isOne = exact && session.classes.hierarchyOf(exact.symbol)?.classes.length === 1;
  return exact && !isOne ? ` of ${exact.name}#${session.idOf(exact.node)}` : "";
}

function receiverVariable({ owner }: FunctionValue, receiver: FrontValue): Variable {
  const name = owner?.name ?? "self";
  return new Variable(name.charAt(0).toLowerCase() + name.slice(1), isValue(receiver) ? receiver.type : OPAQUE);
}

interface Path {
  readonly node: FunctionNode;
  readonly scope: Scope | undefined;
  readonly receiver?: FrontValue;
}

export function convert(l: Lowering, value: Captured): Conversion {
  const captures: Value[] = [];
  const names: string[] = [];
  let obstacle: string | undefined;

  const layoutOf = (captured: Captured, path: readonly Path[]): Layout => {
    if (captured.kind === "derivative") {
      const { operator, options, operand } = captured;
      if (operand.kind === "builtin") {
        return { value: captured, entries: [], key: `${operator}${JSON.stringify(options)}(${operand.name})` };
      }
      const inner = layoutOf(operand, path);
      return { value: captured, entries: inner.entries, key: `${operator}${JSON.stringify(options)}(${inner.key})` };
    }
    const entries: LayoutEntry[] = [];
    const here = [...path, captured];
    const { receiver } = captured;
    const free = freeVariables(l, captured).map(({ symbol, variable }) => ({
      symbol,
      variable,
      current: l.env.get(variable),
    }));
    // The object itself, of a method that is called on it.
    if (receiver) free.push({ symbol: THIS, variable: receiverVariable(captured, receiver), current: receiver });
    for (const { symbol, variable, current } of free) {
      const { name, type } = variable;
      const entry = (): LayoutEntry | undefined => {
        const constant = current && l.constantOf(current);
        if (current === undefined) return { symbol, name, type, kind: "constant", value: undefined };
        if (constant) return { symbol, name, type: (current as Value).type, kind: "constant", value: constant.value };
        if (isValue(current)) {
          captures.push(current);
          names.push(name);
          const exact = l.session.exact.get(current);
          return { symbol, name, type: isNumber(current.type) ? F64 : current.type, kind: "value", exact };
        }
        if (current.kind === "class") return { symbol, name, type, kind: "class", value: current };
        if (current.kind === "builtin") return { symbol, name, type, kind: "builtin", value: current };
        if (current.kind !== "function" && current.kind !== "derivative") return undefined;
        const depth = current.kind === "function" ? here.findIndex((outer) => isSame(outer, current)) : -1;
        if (depth >= 0) return { symbol, name, type, kind: "outer", depth };
        return { symbol, name, type, kind: "layout", layout: layoutOf(current, here) };
      };
      const found = entry();
      if (found) entries.push(found);
      else obstacle = name;
    }
    const keys = entries.map((entry) => `${entry.name}:${entryKey(l, entry)}`);
    return { value: captured, entries, key: `#${l.session.idOf(captured.node)}(${keys.join(",")})` };
  };
  const layout = layoutOf(value, []);
  return { layout, captures, names, obstacle };
}

function isSame(a: Path, b: FunctionValue): boolean {
  return a.node === b.node && a.scope === b.scope && a.receiver === b.receiver;
}

function entryKey(l: Lowering, entry: LayoutEntry): string {
  switch (entry.kind) {
    case "value":
      return typeName(entry.type) + exactKey(l.session, entry.exact);
    case "class":
      return `class#${l.session.idOf(entry.value.info.node)}`;
    case "constant":
      return typeof entry.value === "number" && Object.is(entry.value, -0) ? "=-0" : `=${JSON.stringify(entry.value)}`;
    case "builtin":
      return entry.value.name;
    case "layout":
      return entry.layout.key;
    case "outer":
      return `^${entry.depth}`;
  }
}

/** The parameters that the captured values of a layout become. */
export function captureParams(layout: Layout): Value[] {
  return layout.entries.flatMap((entry) => {
    if (entry.kind === "layout") return captureParams(entry.layout);
    return entry.kind === "value" ? [new IrValue(entry.type, entry.name)] : [];
  });
}

/** The function value again, inside another function whose parameters are its captured values. */
export function rebuild(
  l: Lowering,
  layout: Layout,
  params: Iterator<Value>,
  path: readonly FunctionValue[] = [],
): Captured {
  const { value } = layout;
  if (value.kind === "derivative") {
    if (value.operand.kind === "builtin") return value;
    const operand = rebuild(l, { ...layout, value: value.operand }, params, path);
    return { ...value, operand };
  }
  if (value.scope === undefined && !value.receiver) return value;
  const scope = value.scope && new Scope();
  const rebuilt: { -readonly [K in keyof FunctionValue]: FunctionValue[K] } = { ...value, scope };
  const here = [...path, rebuilt];
  for (const entry of layout.entries) {
    if (entry.symbol === THIS && value.receiver) {
      rebuilt.receiver = entryValue(l, entry, params, here);
      continue;
    }
    if (!scope) throw new Error("only a method of a module's class captures without a scope");
    const variable = scope.declare(entry.symbol, new Variable(entry.name, entry.type));
    l.env.set(variable, entryValue(l, entry, params, here));
  }
  return rebuilt;
}

function entryValue(
  l: Lowering,
  entry: LayoutEntry,
  params: Iterator<Value>,
  path: readonly FunctionValue[],
): FrontValue {
  switch (entry.kind) {
    case "value": {
      const value = params.next().value;
      if (entry.exact) l.session.exact.set(value, entry.exact);
      return value;
    }
    case "class":
      return entry.value;
    case "constant":
      return l.constant(entry.value, entry.type);
    case "builtin":
      return entry.value;
    case "layout":
      return rebuild(l, entry.layout, params, path);
    case "outer":
      return path[entry.depth];
  }
}

/** The variables around a function that it refers to, in the order of its text. */
function freeVariables(l: Lowering, value: FunctionValue): { symbol: Name; variable: Variable }[] {
  const { scope } = value;
  if (!scope) return [];
  const found = new Map<Variable, Name>();
  forEachReference(value.node, (reference) => {
    const symbol = nameOfReference(l.checker, reference);
    const variable = symbol && scope.lookup(symbol);
    if (symbol && variable && l.env.has(variable)) found.set(variable, symbol);
  });
  return [...found].map(([variable, symbol]) => ({ variable, symbol }));
}

/** Calls `visit` for a closure and for the local closures that it mentions, each once. */
function closuresWithin(l: Lowering, value: FunctionValue): FunctionValue[] {
  const found = [value];
  for (const closure of found) {
    for (const { variable } of freeVariables(l, closure)) {
      let inner = l.env.get(variable);
      while (inner && !isValue(inner) && inner.kind === "derivative") inner = inner.operand;
      if (!inner || isValue(inner) || inner.kind !== "function") continue;
      const known = inner;
      if (!found.some((other) => isSame(other, known))) found.push(known);
    }
  }
  return found;
}

/** A variable around the closure that calling it may assign. */
export function writtenCapture(l: Lowering, value: FunctionValue): Variable | undefined {
  for (const closure of closuresWithin(l, value)) {
    for (const target of assignedIdentifiers(closure.node)) {
      const symbol = symbolOfReference(l.checker, target);
      const variable = symbol && closure.scope?.lookup(symbol);
      if (variable && l.env.has(variable)) return variable;
    }
  }
  return undefined;
}

/** Whether calling a local closure can call it again. */
export function isRecursive(l: Lowering, value: FunctionValue): boolean {
  return closuresWithin(l, value).some((closure) =>
    freeVariables(l, closure).some(({ variable }) => {
      const inner = l.env.get(variable);
      return inner !== undefined && !isValue(inner) && inner.kind === "function" && isSame(value, inner);
    }),
  );
}
