/** Module constants that hold functions: tables, arrays, what a factory made. They are known if nothing changes them. */
import ts from "typescript-6";
import { emptyRegion } from "../ir/builder.js";
import type { Op, Region, Value } from "../ir/ops.js";
import { OPAQUE } from "../ir/types.js";
import { writtenCapture } from "./closures.js";
import type { Lowering } from "./lowering.js";
import { elementsOf, holdsFunctions, makeArray, makeObject, type ObjectEntry } from "./objects.js";
import { reach } from "./parts.js";
import { memberText, unwrap } from "./syntax.js";
import { isTimeless } from "./timeless.js";
import { type FrontValue, isValue, type ObjectValue, Scope } from "./values.js";

/**
 * The value of a module constant that an initialiser makes; `whole` reads the constant where the program runs. `isFunction`: it is a function,
 * whether the checker knows or not.
 */
export function moduleFunctions(
  l: Lowering,
  initializer: ts.Expression,
  whole: () => Value | undefined,
  isFunction: boolean,
): FrontValue | undefined {
  const node = literalOf(initializer);
  if (!isFunction && !holdsFunctions(l, l.checker.getTypeAtLocation(initializer))) return undefined;
  const { scope } = l;
  l.scope = new Scope();
  const found = moduleValue(l, node, whole);
  l.scope = scope;
  return found;
}

/** `Object.freeze(x)` is `x`. */
function literalOf(node: ts.Expression): ts.Expression {
  const inner = unwrap(node);
  const isFrozen = ts.isCallExpression(inner) && inner.expression.getText() === "Object.freeze";
  return isFrozen && inner.arguments.length === 1 ? literalOf(inner.arguments[0]) : inner;
}

function moduleValue(l: Lowering, node: ts.Expression, whole: () => Value | undefined): FrontValue | undefined {
  const { evaluating } = l.session;
  if (evaluating.has(node)) return undefined;
  const isObject = ts.isObjectLiteralExpression(node);
  if (!isObject && !ts.isArrayLiteralExpression(node)) return withoutEffect(l, node);
  evaluating.add(node);
  const found = isObject ? objectOf(l, node, whole) : arrayOf(l, node);
  evaluating.delete(node);
  return found;
}

function objectOf(
  l: Lowering,
  node: ts.ObjectLiteralExpression,
  whole: () => Value | undefined,
): ObjectValue | undefined {
  const members: ObjectEntry[] = [];
  const { functionWrites } = l.session;
  for (const property of node.properties) {
    const name = property.name && nameOf(l, property.name);
    if (name === undefined || ts.isAccessor(property) || ts.isSpreadAssignment(property)) return undefined;
    if (ts.isMethodDeclaration(property)) {
      members.push({ name, value: { kind: "function", node: property, scope: undefined, name } });
    } else {
      const initializer = literalOf(ts.isPropertyAssignment(property) ? property.initializer : property.name);
      if (!holdsFunctions(l, l.checker.getTypeAtLocation(initializer))) continue;
      const value = moduleValue(l, initializer, () => memberOf(l, whole(), name));
      if (!value) return undefined;
      members.push({ name, value });
    }
    if (functionWrites.mayAssign(name)) return undefined;
  }
  return { ...makeObject(l, members, whole()), isOpen: true, home: undefined };
}

/** The name of a property that is written out, or is a constant: `[Mode.Fast]`. */
function nameOf(l: Lowering, name: ts.PropertyName): string | undefined {
  if (!ts.isComputedPropertyName(name)) return name.text;
  const type = l.checker.getTypeAtLocation(name.expression);
  return type.isStringLiteral() || type.isNumberLiteral() ? String(type.value) : undefined;
}

function memberOf(l: Lowering, object: Value | undefined, name: string): Value | undefined {
  return object && l.build.extern(["", memberText(name)], [object], OPAQUE, { effect: "reads" });
}

function arrayOf(l: Lowering, node: ts.ArrayLiteralExpression): ObjectValue | undefined {
  if (l.session.functionWrites.mayChangeArrays()) return undefined;
  const elements: FrontValue[] = [];
  for (const element of node.elements) {
    const isSpread = ts.isSpreadElement(element);
    const value = moduleValue(l, literalOf(isSpread ? element.expression : element), () => undefined);
    const spread = isSpread && value ? elementsOf(l, value) : undefined;
    if (!value || (isSpread && !spread)) return undefined;
    elements.push(...(spread ?? [value]));
  }
  return { ...makeArray(l, elements), home: undefined };
}

/** Memory that has been read where it was made, as options are, and that nothing refers to any more. */
function dropUnusedLiterals(l: Lowering, region: Region, value: FrontValue): void {
  if (!region.ops.some((op) => op.kind === "literal")) return;
  const used = new Set(reach(l.checker, l.env, [value]).values);
  const isUsed = (op: Op): boolean => op.kind !== "literal" || used.has(op.results[0]);
  const note = (op: Op): void => {
    for (const operand of op.operands) used.add(operand);
    for (const inner of op.regions) {
      inner.ops.forEach(note);
      for (const each of inner.yields) used.add(each);
    }
  };
  const kept = [...region.ops].reverse().filter((op) => {
    if (!isUsed(op)) return false;
    note(op);
    return true;
  });
  region.ops = kept.reverse();
}

/** The value of an expression that can as well be evaluated where it is used: it makes nothing and reads nothing that changes. */
export function withoutEffect(l: Lowering, node: ts.Expression): FrontValue | undefined {
  const { session } = l;
  if (session.evaluating.has(node)) return undefined;
  session.evaluating.add(node);
  const region = emptyRegion();
  const { env, exit } = l;
  l.env = new Map(env);
  const found = session.attempt(() => {
    const value = l.build.within(region, () => l.expression(node));
    // A function that keeps a state of its own is one, not a new one wherever it is named.
    const isStateless = isValue(value) ? !l.isRefused(value) : writtenCapture(l, value) === undefined;
    dropUnusedLiterals(l, region, value);
    return isStateless && region.ops.every(isTimeless) ? value : undefined;
  });
  session.evaluating.delete(node);
  l.exit = exit;
  if (found) l.build.region.ops.push(...region.ops);
  else l.env = env;
  return found;
}
