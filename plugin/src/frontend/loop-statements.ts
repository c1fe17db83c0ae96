/** The loops of the source: `for`, `while`, `do` and `for...of`. */
import ts from "typescript-6";
import { excerpt } from "../diagnostics/index.js";
import { forEachReference, nameOfReference } from "./references.js";
import { lowerEffect } from "./effects.js";
import { Target } from "./exits.js";
import { carryStatement } from "./extern.js";
import { assignedByBody, LoopLowering, type RunSteps } from "./loops.js";
import type { Iterable, Lowering } from "./lowering.js";
import { hasJump, jumpsOut } from "./outcome.js";
import { declareVariables } from "./patterns.js";
import { keysOf } from "./object-keys.js";
import { scheduleOf } from "./scheduled-loops.js";
import { type FrontValue, Scope, Variable } from "./values.js";

export function lowerLoop(l: Lowering, node: ts.IterationStatement, label: string | undefined, run: RunSteps): void {
  if (ts.isForStatement(node)) lowerFor(l, node, label, run);
  else if (ts.isForOfStatement(node)) lowerForOf(l, node, label, run);
  else if (ts.isForInStatement(node)) lowerForIn(l, node, label, run);
  else {
    const { expression } = node as ts.WhileStatement | ts.DoStatement;
    const condition = expression.kind === ts.SyntaxKind.TrueKeyword ? undefined : () => l.condition(expression);
    l.schedule = scheduleOf(l, node);
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
  l.schedule = scheduleOf(l, node);
  new LoopLowering(l, run, node).lower({
    node,
    label,
    condition: condition && condition.kind !== ts.SyntaxKind.TrueKeyword ? () => l.condition(condition) : undefined,
    testFirst: true,
    steps: isStep ? [statement, update] : [statement],
    update: isStep ? undefined : update,
    own: ownVariables(l, node),
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
  const copy = (from: Scope, to: Scope, isShared: boolean): Variable[] =>
    symbols.map((symbol) => {
      const source = from.lookup(symbol)!;
      const { name, type, site } = source;
      const variable = to.declare(symbol, new Variable(name, type, false, site));
      const value = l.env.has(source) && l.env.get(source) === undefined ? undefined : l.read(source);
      if (isShared) l.initialize(variable, value);
      else l.env.set(variable, value);
      return variable;
    });
  const between = new Scope(scope);
  const carried = copy(scope, between, false);
  let own: readonly Variable[] = [];
  l.scope = between;
  l.schedule = scheduleOf(l, node);
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
        own = copy(between, l.scope, true);
      },
      statement,
    ],
    update: () => {
      l.scope = between;
      carried.forEach((variable, index) => l.env.set(variable, l.read(own[index])));
      if (incrementor) lowerEffect(l, incrementor);
    },
    hidden: carried,
    own: carried,
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

/** The variables that a `for` declares by `let`. */
function ownVariables(l: Lowering, node: ts.ForStatement): Variable[] {
  return ownSymbols(l, node).flatMap((symbol) => l.scope.lookup(symbol) ?? []);
}

function ownSymbols(l: Lowering, { initializer }: ts.ForStatement): ts.Symbol[] {
  if (!initializer || !ts.isVariableDeclarationList(initializer)) return [];
  if ((initializer.flags & ts.NodeFlags.BlockScoped) !== ts.NodeFlags.Let) return [];
  return initializer.declarations.flatMap((declaration) => boundSymbols(l, declaration.name));
}

/** The variables that a `for` declares by `let`, if a closure in it captures one of them. */
function iterationBindings(l: Lowering, node: ts.ForStatement): ts.Symbol[] {
  const symbols = ownSymbols(l, node);
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
  if (node.awaitModifier) return l.session.report(node, "AD2003", { construct: "`for await`" });
  const { ops } = l.build.region;
  const { length } = ops;
  const source = l.handlers.iterable(l, node.expression);
  if (!source) {
    // The text of the statement evaluates it again.
    ops.length = length;
    if (carryStatement(l, node)) return;
    const type = l.checker.typeToString(l.checker.getTypeAtLocation(node.expression));
    return l.session.report(node.expression, "AD2008", { text: excerpt(node.expression.getText()), type });
  }
  iterate(l, node, source, label, run);
}

/** The keys of an object are strings. */
function lowerForIn(l: Lowering, node: ts.ForInStatement, label: string | undefined, run: RunSteps): void {
  const { ops } = l.build.region;
  const { length } = ops;
  const keys = keysOf(l, l.expression(node.expression), node.expression);
  if (keys) return iterate(l, node, keys, label, run);
  ops.length = length;
  if (!carryStatement(l, node)) l.session.report(node, "AD2002", {});
}

type ForEach = ts.ForOfStatement | ts.ForInStatement;

function iterate(l: Lowering, node: ForEach, source: Iterable, label: string | undefined, run: RunSteps): void {
  const { scope, jumps } = l;
  const targets = { label, breakTarget: new Target("break"), continueTarget: new Target("continue") };
  const loop = {
    node: node.expression,
    assigned: assignedByBody(l, ts.isVariableDeclarationList(node.initializer) ? [node.statement] : [node]),
    leaves: jumpsOut([node]) || hasJump([node.statement], { label, kinds: "break" }),
  };
  l.schedule = scheduleOf(l, node);
  source.each(l, loop, (value) => {
    const inner = { scope: l.scope, jumps: l.jumps };
    // What an iteration declares is its own; jumps mean what is around the loop here, not loops that the source runs.
    l.scope = new Scope(scope);
    l.jumps = [...jumps, targets];
    run(l, [() => bindElement(l, node, value), node.statement]);
    l.arrive(targets.continueTarget);
    Object.assign(l, inner);
  });
  l.schedule = undefined;
  l.arrive(targets.breakTarget);
}

/** Gives the loop's variable its value. */
function bindElement(l: Lowering, node: ForEach, value: FrontValue): void {
  const { initializer } = node;
  if (!ts.isVariableDeclarationList(initializer)) return l.handlers.assign(l, initializer, value);
  l.at(initializer, () => l.handlers.bind(l, initializer.declarations[0].name, value, node));
}
