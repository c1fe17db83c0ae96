/** The functions of `Object` that know what is in an object. */
import type ts from "typescript-6";
import { lowerObjectCreate } from "./construction.js";
import { becomesDictionary, newDictionary } from "./dictionaries.js";
import { lowerFromEntries } from "./dictionary-literals.js";
import type { Lowering } from "./lowering.js";
import { lowerObjectAssign } from "./object-assign.js";
import { lowerObjectFreeze } from "./object-freeze.js";
import { arrayOfObject } from "./object-keys.js";
import { lowerHasOwn } from "./record-keys.js";
import { unwrap } from "./syntax.js";
import type { FrontValue } from "./values.js";

/** `Object.method(...)`; nothing for other methods, and for objects that are not known. */
export function lowerObjectFunction(l: Lowering, method: string, node: ts.CallExpression): FrontValue | undefined {
  switch (method) {
    case "create":
      return lowerObjectCreate(l, node) ?? dictionaryWithoutPrototype(l, node);
    case "assign":
      return lowerObjectAssign(l, node);
    case "fromEntries":
      return lowerFromEntries(l, node);
    case "freeze":
      return lowerObjectFreeze(l, node);
    case "hasOwn":
      return lowerHasOwn(l, node);
    default:
      return arrayOfObject(l, node);
  }
}

/** `Object.create(null)` */
function dictionaryWithoutPrototype(l: Lowering, node: ts.CallExpression): FrontValue | undefined {
  const [prototype] = node.arguments;
  if (node.arguments.length !== 1 || unwrap(prototype).getText() !== "null") return undefined;
  if (l.session.kinds.isDictionary(l.siteKey(node))) return newDictionary(l, node);
  return becomesDictionary(l, node) ? l.undefined() : undefined;
}
