/** Functions that serve as classes, where they are called as functions. */
import ts from "typescript-6";
import { type ClassValue, type FrontValue, type FunctionValue, isValue } from "./values.js";

/** The function that a class is; nothing for one that only `new` may call. */
export function asFunction({ info, scope }: ClassValue, receiver?: FrontValue): FunctionValue | undefined {
  const { node, name } = info;
  return ts.isClassLike(node) ? undefined : { kind: "function", node, scope, name, receiver };
}

/** `C.call(this)` in a constructor: a function that is called for an object under construction runs in place. */
export function isUnderConstruction(receiver: FrontValue | undefined): boolean {
  return receiver !== undefined && !isValue(receiver) && receiver.kind === "construction";
}
