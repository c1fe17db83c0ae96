/** The variables that a piece of source may assign, found from its syntax: what a loop has to carry. */
import type ts from "typescript-6";
import type { Lowering } from "./lowering.js";
import { assignedIdentifiers, forEachReference, nameOfReference, symbolOfReference } from "./references.js";
import { type FrontValue, type FunctionNode, isValue, type Scope, type Variable } from "./values.js";

/** Variables of `lowering` assigned in the nodes, also by the local closures that they mention; in order of declaration. */
export function assignedVariables(lowering: Lowering, nodes: readonly ts.Node[]): Variable[] {
  return assignedIn(
    lowering,
    nodes.map((node) => [node, lowering.scope]),
  );
}

/** Variables of `lowering` that calling a function may assign. */
export function assignedByFunction(lowering: Lowering, callee: FrontValue): Variable[] {
  if (isValue(callee) || callee.kind !== "function" || !callee.scope) return [];
  return assignedIn(lowering, [[callee.node, callee.scope]]);
}

function assignedIn(lowering: Lowering, places: readonly (readonly [ts.Node, Scope])[]): Variable[] {
  const found = new Set<Variable>();
  const seen = new Set<FunctionNode>();
  const scan = (node: ts.Node, scope: Scope): void => {
    for (const target of assignedIdentifiers(node)) {
      const symbol = symbolOfReference(lowering.checker, target);
      const variable = symbol && scope.lookup(symbol);
      if (variable) found.add(variable);
    }
    forEachReference(node, (reference) => {
      const symbol = nameOfReference(lowering.checker, reference);
      const variable = symbol && scope.lookup(symbol);
      const value = variable && lowering.env.get(variable);
      if (!value || isValue(value) || value.kind !== "function" || !value.scope || seen.has(value.node)) return;
      seen.add(value.node);
      scan(value.node, value.scope);
    });
  };
  for (const [node, scope] of places) scan(node, scope);
  return [...found].sort((a, b) => a.id - b.id);
}
