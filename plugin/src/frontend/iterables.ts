/** What `for...of`, spread and `Array.from` go over: arrays, tuples, strings, the entries of arrays, generators. */
import ts from "typescript-6";
import type { Value } from "../ir/ops.js";
import { arrayOf, collectionOf, isCollectionMemory, memoryOf, OPAQUE, type Type } from "../ir/types.js";
import { arrayMemory } from "./array-call.js";
import { withChosen } from "./choices.js";
import { iterableOfCollection } from "./collections.js";
import { isGeneratorCall } from "./generator-calls.js";
import { iterateWhile, unroll } from "./iteration.js";
import { overCollection } from "./iterators.js";
import type { Iterable, Lowering } from "./lowering.js";
import { elementsOf } from "./objects.js";
import { unwrap } from "./syntax.js";
import { isString } from "./text-operands.js";
import { alternativesOf, type ChoiceValue, type FrontValue, isValue } from "./values.js";

/** Evaluates an expression to be iterated over; nothing where what it iterates over is not known. */
export function iterableOf(l: Lowering, node: ts.Expression): Iterable | undefined {
  return lazyIterable(l, node) ?? iterableValue(l, l.expression(node), node);
}

/** A generator, or a view of an array or collection: nothing is computed before it is iterated over. */
export function lazyIterable(l: Lowering, node: ts.Expression): Iterable | undefined {
  const inner = unwrap(node);
  if (!ts.isCallExpression(inner)) return undefined;
  if (isGeneratorCall(l, inner)) return { each: (_, __, body) => l.handlers.generate(l, inner, body) };
  return viewsOf(l, inner);
}

function isIterable(type: Type): boolean {
  const collection = collectionOf(type);
  return collection === "Map" || collection === "Set";
}

export function iterableValue(l: Lowering, value: FrontValue, node: ts.Node): Iterable | undefined {
  const known = elementsOf(l, value);
  if (known) return listed(known);
  if (!isValue(value)) return value.kind === "choice" ? overChosen(l, value, node) : undefined;
  if (isCollectionMemory(value.type)) return isIterable(value.type) ? iterableOfCollection(value) : undefined;
  if (arrayMemory(value)) return overArray(value, (element) => element);
  if (value.type.kind === "ref") {
    const memory = memoryOf(value.type);
    if (memory.kind !== "record" || !memory.tuple) return undefined;
    return listed(memory.fields.map((field) => l.build.getField(value, field.name)));
  }
  const collection = ts.isExpression(node) ? overCollection(l, value, node) : undefined;
  if (collection) return collection;
  if (!ts.isExpression(node) || !isString(l, node)) return undefined;
  return overArray(l.build.extern(["Array.from(", ")"], [value], arrayOf(OPAQUE), { effect: "none" }), (each) => each);
}

/** Above this many elements a loop that chooses its element is shorter. */
const MAX_UNROLLED = 8;

function listed(elements: readonly FrontValue[]): Iterable {
  const each: Iterable["each"] =
    elements.length <= MAX_UNROLLED
      ? (l, _, body) => unroll(l, elements.length, (index) => body(elements[index]))
      : (l, hints, body) =>
          iterateWhile(l, { ...hints, count: () => l.constant(elements.length) }, (index) =>
            body(oneOf(elements, index)),
          );
  return { elements, each };
}

/** One of several: the loop is lowered for each. */
function overChosen(l: Lowering, choice: ChoiceValue, node: ts.Node): Iterable | undefined {
  const isKnown = alternativesOf(choice).every((each) => elementsOf(l, each) || (isValue(each) && arrayMemory(each)));
  if (!isKnown) return undefined;
  return {
    each: (lowering, hints, body) =>
      withChosen(lowering, choice, (chosen): undefined => {
        iterableValue(lowering, chosen, node)!.each(lowering, hints, body);
      }),
  };
}

/** The element at an index that is known to be in range. */
function oneOf(elements: readonly FrontValue[], selector: Value): FrontValue {
  const cases = elements.slice(0, -1).map((value, when) => ({ when, value }));
  return { kind: "choice", selector, cases, otherwise: elements.at(-1)! };
}

/** The elements of an array, which may grow and shrink meanwhile. */
function overArray(array: Value, select: (element: Value, index: Value) => FrontValue): Iterable {
  return {
    array,
    each: (l, hints, body) =>
      iterateWhile(l, { ...hints, count: () => l.at(hints.node, () => l.build.length(array)) }, (index) =>
        body(select(l.build.load(array, index), index)),
      ),
  };
}

/** `xs.entries()`, `xs.keys()` and `xs.values()` of an array. */
function viewsOf(l: Lowering, node: ts.CallExpression): Iterable | undefined {
  const { expression } = node;
  if (!ts.isPropertyAccessExpression(expression) || node.arguments.length > 0) return undefined;
  const method = expression.name.text;
  if (method !== "entries" && method !== "keys" && method !== "values") return undefined;
  if (!ts.isIdentifier(unwrap(expression.expression)) && !isOfLibrary(l, expression.name)) return undefined;
  const { ops } = l.build.region;
  const { length } = ops;
  const receiver = l.expression(expression.expression);
  if (isValue(receiver) && isIterable(receiver.type)) return iterableOfCollection(receiver, method);
  const known = elementsOf(l, receiver);
  if (known) return listed(known.map((element, index) => viewed(method, l.constant(index), element)));
  if (!isValue(receiver) || !arrayMemory(receiver)) {
    // The call is evaluated as a whole.
    ops.length = length;
    return undefined;
  }
  const { array, each } = overArray(receiver, (element, index) => viewed(method, index, element));
  return method === "values" ? { array, each } : { each };
}

/** Whether a method is one of the language. */
function isOfLibrary(l: Lowering, name: ts.Node): boolean {
  const declarations = l.checker.getSymbolAtLocation(name)?.declarations ?? [];
  return declarations.some((node) => l.session.program.isSourceFileDefaultLibrary(node.getSourceFile()));
}

function viewed(method: "entries" | "keys" | "values", index: Value, element: FrontValue): FrontValue {
  if (method === "values") return element;
  return method === "keys" ? index : { kind: "tuple", elements: [index, element] };
}
