/** The elements of what is destructured. */
import ts from "typescript-6";
import { excerpt } from "../diagnostics/index.js";
import type { Type } from "../ir/types.js";
import type { Lowering } from "./lowering.js";
import { elementsOf } from "./objects.js";
import { type FrontValue, isValue } from "./values.js";

/** Element `index` of what is destructured. */
export function elementOf(l: Lowering, source: FrontValue, index: number, node: ts.Node): FrontValue {
  if (!isValue(source)) {
    const elements = elementsOf(l, source);
    if (elements) return elements[index] ?? l.undefined();
    return l.toValue(source, node);
  }
  if (source.type.kind === "ref") {
    const { memory } = source.type;
    if (memory.kind === "array") return l.build.load(source, l.constant(index));
    if (memory.kind === "record" && memory.tuple) {
      return memory.fields[index] ? l.build.getField(source, String(index)) : l.undefined();
    }
  }
  if (source.type.kind === "opaque" && !l.isNullishConstant(source)) {
    const refusal = l.refusal(node, "AD4004", { text: excerpt(node.getText()) });
    return l.build.extern(["", `[${index}]`], [source], typeOfElement(l, node, index), { effect: "reads", refusal });
  }
  return l.refuse(node, "AD2017", { text: excerpt(node.getText()) });
}

function typeOfElement(l: Lowering, node: ts.Node, index: number): Type {
  const element = ts.isArrayBindingPattern(node) || ts.isArrayLiteralExpression(node) ? node.elements[index] : node;
  return l.session.types.at(ts.isBindingElement(element) ? element.name : element);
}
