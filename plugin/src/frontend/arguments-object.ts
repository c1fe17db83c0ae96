/** `arguments`: an array of what a function was called with. */
import ts from "typescript-6";
import { arrayOfArguments } from "./arguments.js";
import { assignedIdentifiers } from "./references.js";
import type { Argument, Lowering } from "./lowering.js";
import { isSloppy } from "./strict-code.js";
import { type FunctionNode, Variable } from "./values.js";

/** The identifiers in a function that mean its own `arguments`. */
function references(node: FunctionNode): ts.Identifier[] {
  const known = found.get(node);
  if (known) return known;
  const list: ts.Identifier[] = [];
  const visit = (child: ts.Node): void => {
    if (ts.isIdentifier(child) && child.text === "arguments" && isReference(child)) list.push(child);
    if (ts.isFunctionLike(child) && !ts.isArrowFunction(child)) return;
    ts.forEachChild(child, visit);
  };
  if (!ts.isArrowFunction(node)) {
    node.parameters.forEach(visit);
    if (node.body) visit(node.body);
  }
  found.set(node, list);
  return list;
}

const found = new WeakMap<FunctionNode, ts.Identifier[]>();

function isReference(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  return !ts.isPropertyAssignment(parent) || parent.initializer === node;
}

export function usesArguments(node: FunctionNode): boolean {
  return references(node).length > 0;
}

/** Gives `arguments` its meaning in an activation; `given` undefined: how many there are is not known. */
export function declareArguments(l: Lowering, node: FunctionNode, given: readonly Argument[] | undefined): void {
  const [first] = references(node);
  const symbol = first && l.checker.getSymbolAtLocation(first);
  if (!symbol) return;
  if (!given || isAliased(node)) return void l.refuse(first, "AD2006", {});
  const value = arrayOfArguments(l, given);
  const type = l.session.types.of(l.checker.getAnyType());
  l.env.set(l.scope.declare(symbol, new Variable("args", type)), value);
}

/** Whether assigning a parameter changes an element of `arguments`, or the other way round: in sloppy code. */
function isAliased(node: FunctionNode): boolean {
  if (!isSloppy(node)) return false;
  const elements = references(node).filter(({ parent }) => !isLength(parent));
  if (elements.length === 0) return false;
  const names = new Set(node.parameters.map((parameter) => parameter.name.getText()));
  const writes = elements.some(({ parent }) => ts.isElementAccessExpression(parent) && isTarget(parent));
  return writes || assignedIdentifiers(node).some((target) => names.has(target.text));
}

function isLength(node: ts.Node): boolean {
  return ts.isPropertyAccessExpression(node) && node.name.text === "length";
}

function isTarget(node: ts.Expression): boolean {
  const { parent } = node;
  return ts.isBinaryExpression(parent) && parent.left === node;
}
