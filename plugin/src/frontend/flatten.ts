/** Arrays in arrays. */
import type ts from "typescript-6";
import { excerpt } from "../diagnostics/index.js";
import type { Value } from "../ir/ops.js";
import { arrayMemory } from "./array-call.js";
import { iterate } from "./iteration.js";
import type { Lowering } from "./lowering.js";
import { isThere } from "./sparse-arrays.js";
import { elementsOf } from "./objects.js";
import { type FrontValue, isValue } from "./values.js";

/** Adds the elements of an array that is spread: what is not there is `undefined`. */
export function addElements(l: Lowering, value: FrontValue, add: (value: FrontValue) => void, node: ts.Node): void {
  const elements = elementsOf(l, value);
  if (elements) for (const element of elements) add(element);
  else if (isValue(value) && arrayMemory(value))
    iterate(l, { count: l.build.length(value), name: "j", node }, (index) => add(l.build.load(value, index)));
}

/** Adds the elements of an array, of the arrays in it, and so on to a depth; what is no array is added as it is. */
export function addFlattened(
  l: Lowering,
  value: FrontValue,
  depth: number,
  add: (value: Value) => void,
  node: ts.Node,
): void {
  if (!isValue(value)) {
    if (value.kind !== "tuple") add(l.toValue(value, node));
    else for (const element of value.elements) addFlattened(l, element, depth - 1, add, node);
    return;
  }
  const memory = value.type.kind === "ref" ? value.type.memory : undefined;
  if (depth > 0 && memory?.kind === "record" && memory.tuple) {
    for (const field of memory.fields) addFlattened(l, l.build.getField(value, field.name), depth - 1, add, node);
  } else if (depth > 0 && memory?.kind === "array" && memory.container === "Array") {
    const isTested = l.session.holes.mayBeIn(value, node);
    iterate(l, { count: l.build.length(value), name: "j", node }, (index) => {
      const visit = (): void => addFlattened(l, l.build.load(value, index), depth - 1, add, node);
      if (isTested) l.branch(isThere(l, value, index), [() => void visit(), () => undefined]);
      else visit();
    });
  } else if (value.type.kind === "opaque" && depth > 0 && !l.isNullishConstant(value)) {
    l.session.report(node, "AD2010", { text: excerpt(node.getText()) });
  } else add(value);
}
