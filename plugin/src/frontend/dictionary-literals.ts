/** Objects with keys of run time, as they are made: `{ ...dictionary, [key]: value }`, `Object.fromEntries(...)`. */
import ts from "typescript-6";
import { excerpt } from "../diagnostics/index.js";
import type { Value } from "../ir/ops.js";
import { addEntries, becomesDictionary, isDictionary, newDictionary, writeEntry } from "./dictionaries.js";
import { elementOf } from "./elements.js";
import type { Lowering } from "./lowering.js";
import { literalName, propertyValue } from "./object-literals.js";
import { spreadEntries } from "./object-spread.js";
import { type FrontValue, isValue } from "./values.js";

/** A literal that was found to make a dictionary; nothing for others. */
export function lowerDictionaryLiteral(l: Lowering, node: ts.ObjectLiteralExpression): FrontValue | undefined {
  if (!l.session.kinds.isDictionary(l.siteKey(node))) return undefined;
  const made = newDictionary(l, node);
  for (const property of node.properties) {
    if (ts.isSpreadAssignment(property)) {
      if (!addObject(l, made, l.expression(property.expression), property.expression))
        return l.refuse(node, "AD2011", { text: excerpt(node.getText()) });
    } else if (ts.isAccessor(property)) return l.refuse(node, "AD2011", { text: excerpt(node.getText()) });
    else {
      const key = keyOf(l, property.name);
      writeEntry(l, made, key, propertyValue(l, property), property);
    }
  }
  return made;
}

/** The key is evaluated before the value. */
function keyOf(l: Lowering, name: ts.PropertyName): Value {
  const known = ts.isComputedPropertyName(name) ? undefined : literalName(l, name);
  return known === undefined && ts.isComputedPropertyName(name) ? l.value(name.expression) : l.constant(known);
}

/** Gives a dictionary what an object has; whether that is known. */
export function addObject(l: Lowering, dictionary: Value, source: FrontValue, node: ts.Expression): boolean {
  if (isValue(source) && isDictionary(source)) {
    addEntries(l, dictionary, source, node);
    return true;
  }
  const entries = spreadEntries(l, source, node);
  for (const { name, value, isThere } of entries ?? []) {
    const add = (): undefined => writeEntry(l, dictionary, l.constant(name), value, node);
    if (isThere) l.branch(isThere, [add, () => undefined]);
    else add();
  }
  return entries !== undefined;
}

/** `Object.fromEntries(...)` of what is iterated over; nothing where what it holds has no derivative. */
export function lowerFromEntries(l: Lowering, node: ts.CallExpression): FrontValue | undefined {
  if (!l.session.kinds.isDictionary(l.siteKey(node))) return becomesDictionary(l, node) ? l.undefined() : undefined;
  const source = l.handlers.iterable(l, node.arguments[0]);
  if (!source) return l.refuse(node, "AD2010", { text: excerpt(node.getText()) });
  const made = newDictionary(l, node);
  source.each(l, { node }, (entry) => {
    const key = l.toValue(elementOf(l, entry, 0, node), node);
    writeEntry(l, made, key, elementOf(l, entry, 1, node), node);
  });
  return made;
}
