/** Generators that are iterated over where they are called: lowered in place, `yield` being the body of the loop. */
import ts from "typescript-6";
import { excerpt } from "../diagnostics/index.js";
import { OPAQUE } from "../ir/types.js";
import { activationOf, withinActivation } from "./activations.js";
import { evaluateArguments, matchParameters } from "./arguments.js";
import { enterScope, lowerActivation } from "./instances.js";
import { iterableOf } from "./iterables.js";
import type { Lowering } from "./lowering.js";
import { type FrontValue, type FunctionValue, isValue } from "./values.js";

/** Runs the generator that a call makes; what it yields is given to `consume`, which runs where the call stands. */
export function generate(l: Lowering, node: ts.CallExpression, consume: (value: FrontValue) => void): void {
  const callee = l.expression(node.expression);
  if (isValue(callee) || callee.kind !== "function" || !callee.node.asteriskToken || isAsync(callee)) {
    return refuse(l, node);
  }
  const args = evaluateArguments(l, node.arguments);
  if (!args) return;
  if (l.inlined.includes(callee.node)) return refuse(l, node);
  const around = activationOf(l);
  const bundled = matchParameters(l, callee.node.parameters, args);
  l.session.calling(callee.name, node, () => {
    enterScope(l, callee);
    l.frame = l.newFrame(OPAQUE);
    l.jumps = [];
    l.path = `${around.path}/${l.session.idOf(node)}`;
    l.inlined = [...around.inlined, callee.node];
    l.consumer = (value) => withinActivation(l, around, () => consume(value));
    try {
      lowerActivation(l, callee.node, bundled);
    } finally {
      Object.assign(l, around);
    }
  });
}

function refuse(l: Lowering, node: ts.CallExpression): void {
  l.session.report(node, "AD2003", { construct: `the generator \`${excerpt(node.expression.getText())}\`` });
}

function isAsync({ node }: FunctionValue): boolean {
  return (ts.getCombinedModifierFlags(node as ts.Declaration) & ts.ModifierFlags.Async) !== 0;
}

/** A `yield` as a statement. */
export function lowerYield(l: Lowering, node: ts.YieldExpression): void {
  const { consumer } = l;
  if (!consumer) return l.session.report(node, "AD2003", { construct: "`yield`" });
  if (!node.asteriskToken) return consumer(node.expression ? l.expression(node.expression) : l.undefined());
  const source = node.expression && iterableOf(l, node.expression);
  if (!source) return l.session.report(node, "AD2003", { construct: "`yield*`" });
  source.each(l, { node }, consumer);
}
