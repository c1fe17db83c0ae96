/** The loops of the source: `for`, `while`, `do` and `for...of`. */
import ts from "typescript-6";
import { excerpt } from "../diagnostics/index.js";
import type { Value } from "../ir/ops.js";
import { F64, INT } from "../ir/types.js";
import { forEachReference, nameOfReference } from "./assigned.js";
import { lowerEffect } from "./effects.js";
import { carryStatement } from "./extern.js";
import { LoopLowering, type RunSteps } from "./loops.js";
import type { Lowering } from "./lowering.js";
import { elementsOf } from "./objects.js";
import { hasJump } from "./outcome.js";
import { declareVariables } from "./patterns.js";
import { unwrap } from "./syntax.js";
import { bindElement, lowerUnrolled, MAX_UNROLLED } from "./unrolled.js";
import { type FrontValue, isValue, Scope, Variable } from "./values.js";

export function lowerLoop(l: Lowering, node: ts.IterationStatement, label: string | undefined, run: RunSteps): void {
  if (ts.isForStatement(node)) lowerFor(l, node, label, run);
  else if (ts.isForOfStatement(node)) lowerForOf(l, node, label, run);
  else if (ts.isForInStatement(node)) {
    if (!carryStatement(l, node)) l.session.report(node, "AD2002", {});
  } else {
    const { expression } = node as ts.WhileStatement | ts.DoStatement;
    const condition = expression.kind === ts.SyntaxKind.TrueKeyword ? undefined : () => l.condition(expression);
    new LoopLowering(l, run, node).lower({
      node,
      label,
      condition,
      testFirst: ts.isWhileStatement(node),
      steps: [node.statement],
    });
  }
}

function lowerFor(l: Lowering, node: ts.ForStatement, label: string | undefined, run: RunSteps): void {
  const { initializer, condition, incrementor, statement } = node;
  if (initializer && ts.isVariableDeclarationList(initializer)) declareVariables(l, initializer);
  else if (initializer) lowerEffect(l, initializer);
  const bindings = iterationBindings(l, node);
  if (bindings.length > 0) return lowerForWithBindings(l, node, bindings, label, run);
  const update = incrementor && (() => lowerEffect(l, incrementor));
  // Without `continue`, the update is the body's last statement and needs no target of its own.
  const isStep = update && !hasJump([statement], { label, kinds: "continue" });
  new LoopLowering(l, run, node).lower({
    node,
    label,
    condition: condition && condition.kind !== ts.SyntaxKind.TrueKeyword ? () => l.condition(condition) : undefined,
    testFirst: true,
    steps: isStep ? [statement, update] : [statement],
    update: isStep ? undefined : update,
  });
}

/** `for` with variables that closures capture: each iteration has its own, which starts with the value of the last. */
function lowerForWithBindings(
  l: Lowering,
  node: ts.ForStatement,
  symbols: readonly ts.Symbol[],
  label: string | undefined,
  run: RunSteps,
): void {
  const { condition, incrementor, statement } = node;
  const { scope } = l;
  const copy = (from: Scope, to: Scope): Variable[] =>
    symbols.map((symbol) => {
      const source = from.lookup(symbol)!;
      const variable = to.declare(symbol, new Variable(source.name, source.type));
      l.env.set(variable, l.env.get(source));
      return variable;
    });
  const between = new Scope(scope);
  const carried = copy(scope, between);
  let own: readonly Variable[] = [];
  l.scope = between;
  new LoopLowering(l, run, node).lower({
    node,
    label,
    condition:
      condition && condition.kind !== ts.SyntaxKind.TrueKeyword
        ? () => within(l, between, () => l.condition(condition))
        : undefined,
    testFirst: true,
    steps: [
      () => {
        l.scope = new Scope(between);
        own = copy(between, l.scope);
      },
      statement,
    ],
    update: () => {
      l.scope = between;
      carried.forEach((variable, index) => l.env.set(variable, l.env.get(own[index])));
      if (incrementor) lowerEffect(l, incrementor);
    },
    hidden: carried,
  });
  l.scope = scope;
}

function within<T>(l: Lowering, scope: Scope, body: () => T): T {
  const outer = l.scope;
  l.scope = scope;
  try {
    return body();
  } finally {
    l.scope = outer;
  }
}

/** The variables that a `for` declares by `let`, if a closure in it captures one of them. */
function iterationBindings(l: Lowering, node: ts.ForStatement): ts.Symbol[] {
  const { initializer } = node;
  if (!initializer || !ts.isVariableDeclarationList(initializer)) return [];
  if ((initializer.flags & ts.NodeFlags.BlockScoped) !== ts.NodeFlags.Let) return [];
  const symbols = initializer.declarations.flatMap((declaration) => boundSymbols(l, declaration.name));
  const isCaptured = (child: ts.Node): boolean => {
    if (!ts.isFunctionLike(child)) return ts.forEachChild(child, (inner) => isCaptured(inner) || undefined) ?? false;
    let found = false;
    forEachReference(child, (reference) => {
      const symbol = nameOfReference(l.checker, reference);
      found ||= symbols.some((each) => each === symbol);
    });
    return found;
  };
  return isCaptured(node) ? symbols : [];
}

function boundSymbols(l: Lowering, name: ts.BindingName): ts.Symbol[] {
  if (!ts.isIdentifier(name)) {
    return name.elements.flatMap((element) => (ts.isOmittedExpression(element) ? [] : boundSymbols(l, element.name)));
  }
  const symbol = l.checker.getSymbolAtLocation(name);
  return symbol ? [symbol] : [];
}

function lowerForOf(l: Lowering, node: ts.ForOfStatement, label: string | undefined, run: RunSteps): void {
  const entries = entriesReceiver(node.expression);
  const iterated = l.expression(entries ?? node.expression);
  if (node.awaitModifier) return l.session.report(node, "AD2003", { construct: "`for await`" });
  const known = elementsOf(l, iterated);
  const pair = (position: Value, element: FrontValue): FrontValue =>
    entries ? { kind: "tuple", elements: [position, element] } : element;
  if (known && known.length <= MAX_UNROLLED) {
    const elements = known.map((element, position) => pair(l.constant(position), element));
    return lowerUnrolled(l, node, elements, label, run);
  }
  const array = known ? undefined : l.at(node.expression, () => l.toValue(iterated, node.expression));
  if (array && (array.type.kind !== "ref" || array.type.memory.kind !== "array")) {
    if (l.isRefused(array) || carryStatement(l, node)) return;
    const type = l.checker.typeToString(l.checker.getTypeAtLocation(node.expression));
    return l.session.report(node.expression, "AD2008", { text: excerpt(node.expression.getText()), type });
  }
  const index = new Variable("i", F64);
  l.write(index, l.constant(0, INT, "i"));
  const current = (): Value => {
    const value = l.read(index);
    if (!isValue(value)) throw new Error("a loop index is a value");
    return value;
  };
  const element = (): FrontValue => (array ? l.build.load(array, current()) : oneOf(known!, current()));
  const length = (): Value => (array ? l.build.length(array) : l.constant(known!.length));
  new LoopLowering(l, run, node).lower({
    node,
    label,
    condition: () => l.at(node.expression, () => l.build.prim("lt", current(), length())),
    testFirst: true,
    steps: [() => bindElement(l, node, pair(current(), element())), node.statement],
    update: () => l.write(index, l.build.prim("add", current(), l.constant(1))),
    hidden: [index],
  });
}

/** The element at an index that is known to be in range. */
function oneOf(elements: readonly FrontValue[], selector: Value): FrontValue {
  const cases = elements.slice(0, -1).map((value, when) => ({ when, value }));
  return { kind: "choice", selector, cases, otherwise: elements.at(-1)! };
}

/** The array of `xs.entries()`. */
function entriesReceiver(node: ts.Expression): ts.Expression | undefined {
  const inner = unwrap(node);
  if (!ts.isCallExpression(inner) || inner.arguments.length > 0) return undefined;
  const { expression } = inner;
  return ts.isPropertyAccessExpression(expression) && expression.name.text === "entries"
    ? expression.expression
    : undefined;
}
