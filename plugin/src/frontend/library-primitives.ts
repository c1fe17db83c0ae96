/** Functions of `cotangent/special`, which are primitives. */
import ts from "typescript-6";
import { primitiveCalled } from "../rules/table.js";
import type { BuiltinValue, FunctionNode } from "./values.js";

/** What the entry exports under a name. */
export function primitiveExported(name: string): BuiltinValue | undefined {
  if (primitiveCalled(name, "special")) return { kind: "builtin", name: `special.${name}` };
  // What the language has too is exported as it is there.
  return primitiveCalled(`Math.${name}`) ? { kind: "builtin", name: `Math.${name}` } : undefined;
}

const code = /\/node_modules\/cotangent\/dist\/special\/[^/]+\.js$/;

/** What a function of the library's own code is exported as: `require` leads to declarations, not to the names of exports. */
export function primitiveDeclared(node: FunctionNode): BuiltinValue | undefined {
  if (!ts.isFunctionDeclaration(node) || !node.name || !code.test(node.getSourceFile().fileName)) return undefined;
  const isExported = (ts.getCombinedModifierFlags(node) & ts.ModifierFlags.Export) !== 0;
  return isExported ? primitiveExported(node.name.text) : undefined;
}
