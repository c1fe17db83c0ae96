/** The methods of arrays that call a function for their elements: each is a loop with the function's body in it. */
import { excerpt } from "../diagnostics/index.js";
import { emptyRegion } from "../ir/builder.js";
import type { Value } from "../ir/ops.js";
import {
  type ArrayMemory,
  arrayOf,
  BOOL,
  F64,
  isFunctionMemory,
  isNumber,
  isScalar,
  memoryOf,
  OPAQUE,
  type Type,
} from "../ir/types.js";
import { type MethodCall, memoryOfArray, throwIf, widened } from "./array-call.js";
import { addFlattened } from "./flatten.js";
import { type Iteration, iterate, parameterName, unroll, whileShrinking } from "./iteration.js";
import type { Argument, Lowering } from "./lowering.js";
import { makeArray } from "./objects.js";
import { numeric } from "./operations.js";
import { forgetAll, isThere } from "./sparse-arrays.js";
import { type FrontValue, isValue, type TupleValue, Variable } from "./values.js";

const EMPTY = 'new TypeError("Reduce of empty array with no initial value")';

type CallbackMethod = (call: CallbackCall) => FrontValue;

/** The methods by name. All but `reduce` and `reduceRight` call with (element, index, array). */
const METHODS: ReadonlyMap<string, CallbackMethod> = new Map([
  ["forEach", forEach],
  ["map", map],
  ["filter", filter],
  ["flatMap", flatMap],
  ["some", (call: CallbackCall) => someOf(call, true)],
  ["every", (call: CallbackCall) => someOf(call, false)],
  ["find", (call: CallbackCall) => find(call, { wants: "element", backwards: false })],
  ["findIndex", (call: CallbackCall) => find(call, { wants: "index", backwards: false })],
  ["findLast", (call: CallbackCall) => find(call, { wants: "element", backwards: true })],
  ["findLastIndex", (call: CallbackCall) => find(call, { wants: "index", backwards: true })],
  ["reduce", (call: CallbackCall) => reduce(call, false)],
  ["reduceRight", (call: CallbackCall) => reduce(call, true)],
]);

export function isCallbackMethod(name: string): boolean {
  return METHODS.has(name);
}

/** Nothing where the first argument is not a function that is known. */
export function lowerCallbackMethod(call: MethodCall): FrontValue | undefined {
  const method = METHODS.get(call.method);
  const [callback, ...others] = call.args;
  if (!method || !callback || (isValue(callback) && !isFunctionMemory(callback.type))) return undefined;
  const elements = elementsOf(call);
  return elements && method({ ...call, callback, others, elements });
}

interface CallbackCall extends MethodCall {
  readonly callback: FrontValue;
  /** The arguments after it. */
  readonly others: readonly FrontValue[];
  readonly elements: Elements;
}

/** What a method goes over: an array, or a tuple, over which loops are unrolled. */
interface Elements {
  readonly count: Value;
  /** Of a tuple. */
  readonly size?: number;
  readonly array?: Value;
  at(index: Value | number): FrontValue;
}

function elementsOf({ l, receiver }: MethodCall): Elements | undefined {
  if (!isValue(receiver)) return receiver.kind === "tuple" ? tupleElements(l, receiver.elements) : undefined;
  const memory = memoryOf(receiver.type);
  if (memory.kind === "record") {
    return tupleElements(
      l,
      memory.fields.map((field) => l.build.getField(receiver, field.name)),
    );
  }
  return {
    count: l.build.length(receiver),
    array: receiver,
    at: (index) => l.build.load(receiver, typeof index === "number" ? l.constant(index) : index),
  };
}

function tupleElements(l: Lowering, elements: readonly FrontValue[]): Elements {
  return {
    count: l.constant(elements.length),
    size: elements.length,
    at: (index) => elements[typeof index === "number" ? index : Number(l.constantOf(index)?.value)],
  };
}

/** Calls the function for element `index`. */
function callWith(call: CallbackCall, leading: readonly FrontValue[], element: FrontValue, index: Value): FrontValue {
  const { l, callback, receiver, node } = call;
  const isPlain = call.elements.array === undefined || memoryOfArray(call.elements.array).container === "Array";
  const args: Argument[] = [...leading, element, index, receiver].map((value, position) => ({
    value,
    optional: position === leading.length && isPlain,
  }));
  return l.handlers.apply(l, callback, args, call.method === "forEach" ? node : node.arguments[0]);
}

/** The result of the function as a value. */
function resultOf(call: CallbackCall, element: FrontValue, index: Value): Value {
  return call.l.toValue(callWith(call, [], element, index), call.node.arguments[0]);
}

interface Visit extends Pick<Iteration, "from" | "hidden" | "leaves"> {
  readonly backwards?: boolean;
  /** The position of the index among the function's parameters. */
  readonly indexAt?: number;
  /** `find` and its like look at what is not there, too. */
  readonly visitsHoles?: boolean;
}

/** Goes over the elements as the method does: their number is read once, each when its turn comes. */
function visit(
  call: CallbackCall,
  options: Visit,
  body: (index: Value, element: FrontValue, leave: () => void) => void,
): void {
  const { l, elements, callback, node } = call;
  const { backwards = false, visitsHoles = false } = options;
  const { array, size } = elements;
  if (size !== undefined || !array) {
    const first = Number(options.from ? l.constantOf(options.from)?.value : 0);
    const count = size ?? 0;
    unroll(l, count - first, (k, leave) => {
      const index = backwards ? count - 1 - first - k : first + k;
      body(l.constant(index), elements.at(index), leave);
    });
    return;
  }
  const loop: Iteration = {
    ...options,
    count: elements.count,
    name: parameterName(callback, options.indexAt ?? 1),
    calls: [callback],
    node,
  };
  const go = (isPresent?: (index: Value) => Value): void =>
    iterate(l, loop, (index, leave) => {
      const visitElement = (): void => body(index, elements.at(index), leave);
      if (isPresent) l.branch(isPresent(index), [() => void visitElement(), () => undefined]);
      else visitElement();
    });
  if (visitsHoles || memoryOfArray(array).container !== "Array") go();
  else if (l.session.holes.mayBeIn(array, node)) go((index) => isThere(l, array, index));
  else whileShrinking(l, array, go);
}

function forEach(call: CallbackCall): FrontValue {
  visit(call, {}, (index, element) => void callWith(call, [], element, index));
  return call.l.undefined();
}

function map(call: CallbackCall): FrontValue {
  const { l, elements, node } = call;
  const { array, size } = elements;
  if (!array) return mapTuple(call, size ?? 0);
  const memory = memoryOfArray(array);
  const result = l.build.alloc(memory.container === "Array" ? arrayOf(OPAQUE) : array.type, elements.count);
  const isSparse = l.session.holes.mayBeIn(array, node);
  const start = l.build.region.ops.length;
  visit(call, {}, (index, element) => {
    const value = resultOf(call, element, index);
    const type = elementTypeFor(memory, value);
    if (memory.container === "Array") result.type = arrayOf(type);
    l.build.store(result, index, isNumber(type) ? numeric(l, value, node) : value);
  });
  if (isSparse) leaveHoles(l, result, elements.count, start);
  return result;
}

/** What is not visited stays unassigned: the array is made so in front of the loop, now that the type is known. */
function leaveHoles(l: Lowering, array: Value, length: Value, at: number): void {
  l.session.holes.add(array);
  const { element } = memoryOfArray(array);
  if (!isScalar(element)) return;
  const made = emptyRegion();
  l.build.within(made, () => {
    l.build.fill(array, l.undefined(element));
    forgetAll(l, array, length);
  });
  l.build.region.ops.splice(at, 0, ...made.ops);
}

/** What an array made of such values holds; typed arrays hold numbers. */
function elementTypeFor(memory: ArrayMemory, value: Value): Type {
  if (memory.container !== "Array") return memory.element;
  return isNumber(value.type) ? F64 : value.type;
}

function mapTuple(call: CallbackCall, size: number): FrontValue {
  const { l, elements } = call;
  const results = Array.from({ length: size }, (_, k) => callWith(call, [], elements.at(k), l.constant(k)));
  const tuple: TupleValue = { kind: "tuple", elements: results };
  const [first] = results;
  if (!results.every(isValue)) return arrayOfFunctions(call, results);
  if (!first || !isValue(first)) return tuple;
  const type = isNumber(first.type) ? F64 : first.type;
  const isUniform = results.every((value) => isNumber(value.type) === isNumber(type) && value.type.kind === type.kind);
  return isUniform && type.kind !== "ref" ? l.build.literal(arrayOf(type), results) : tuple;
}

function arrayOfFunctions({ l, node }: CallbackCall, elements: readonly FrontValue[]): FrontValue {
  const site = l.siteKey(node);
  if (!l.session.escapes(site)) return makeArray(l, elements, site);
  const element = l.unknown(node);
  const stored = elements.map((value) => l.coerce(l.toValue(value, node), element, node));
  return l.build.literal(arrayOf(element), stored);
}

/** An array that grows, in the container of the receiver at the end. `element`: what it holds where nothing is added. */
function collect(call: CallbackCall, element: Type, body: (add: (value: Value) => void) => void): Value {
  const { l, elements, node } = call;
  const container = elements.array ? memoryOfArray(elements.array).container : "Array";
  const list = l.build.literal(arrayOf(element), []);
  let isKnown = false;
  body((value) => {
    if (!isKnown) list.type = arrayOf(widened(value.type));
    isKnown = true;
    l.build.push(list, l.coerce(value, memoryOfArray(list).element, node));
  });
  return container === "Array" || !elements.array ? list : l.build.copy(list, { type: elements.array.type });
}

function filter(call: CallbackCall): FrontValue {
  const { l, node } = call;
  const { array } = call.elements;
  return collect(call, array ? widened(memoryOfArray(array).element) : OPAQUE, (add) => {
    visit(call, {}, (index, element) => {
      const isKept = truthOf(call, element, index);
      chooseEffect(l, isKept, () => add(l.toValue(element, node)));
    });
  });
}

function truthOf(call: CallbackCall, element: FrontValue, index: Value): Value {
  return call.l.truth(resultOf(call, element, index));
}

/** Runs `body` where a condition holds. */
function chooseEffect(l: Lowering, condition: Value, body: () => void): void {
  const known = l.constantOf(condition);
  if (known) {
    if (known.value) body();
    return;
  }
  l.branch(condition, [() => void body(), () => undefined]);
}

function flatMap(call: CallbackCall): FrontValue {
  return collect(call, call.l.unknown(call.node), (add) => {
    visit(call, {}, (index, element) => {
      const result = callWith(call, [], element, index);
      addFlattened(call.l, result, 1, add, call.node);
    });
  });
}

/** `some` and `every`: whether the answer is `wanted` for any element. */
function someOf(call: CallbackCall, wanted: boolean): FrontValue {
  const { l } = call;
  const result = new Variable("found", { kind: "bool" });
  l.write(result, l.constant(!wanted));
  visit(call, { hidden: [result], leaves: true }, (index, element, leave) => {
    const answer = truthOf(call, element, index);
    chooseEffect(l, wanted ? answer : l.build.prim("not", answer), () => {
      l.write(result, l.constant(wanted));
      leave();
    });
  });
  return take(l, result);
}

/** The value of a variable that has served its purpose. */
function take(l: Lowering, variable: Variable): FrontValue {
  const value = l.read(variable);
  l.env.delete(variable);
  return value;
}

function find(
  call: CallbackCall,
  { wants, backwards }: { wants: "element" | "index"; backwards: boolean },
): FrontValue {
  const { l, elements } = call;
  const type = elements.array ? memoryOfArray(elements.array).element : OPAQUE;
  const result = new Variable("found", wants === "index" ? F64 : type);
  l.write(result, wants === "index" ? l.constant(-1) : l.undefined(type));
  visit(call, { backwards, hidden: [result], leaves: true, visitsHoles: true }, (index, element, leave) => {
    chooseEffect(l, truthOf(call, element, index), () => {
      l.write(result, wants === "index" ? index : element);
      leave();
    });
  });
  return take(l, result);
}

function reduce(call: CallbackCall, backwards: boolean): FrontValue {
  const { l, elements, callback, others, node } = call;
  const { count, size } = elements;
  const result = new Variable(parameterName(callback, 0) ?? "result", OPAQUE);
  const [initial] = others;
  if (initial) l.write(result, initial);
  else {
    if (elements.array && l.session.holes.mayBeIn(elements.array, node)) return reduceSparse(call, backwards);
    if (size === undefined) throwIf(l, l.build.prim("eq", count, l.constant(0)), [EMPTY]);
    else if (size === 0) return l.refuse(node, "AD2010", { text: excerpt(node.getText()) });
    const last = (): Value => l.build.prim("sub", count, l.constant(1));
    l.env.set(
      result,
      elements.at(size === undefined ? (backwards ? last() : l.constant(0)) : backwards ? size - 1 : 0),
    );
  }
  const visited = initial || !backwards ? call : { ...call, elements: withoutLast(l, elements) };
  const from = initial || backwards ? undefined : l.constant(1);
  visit(visited, { from, backwards, hidden: [result], indexAt: 2 }, (index, element) => {
    l.write(result, callWith(call, [l.read(result)], element, index));
  });
  return take(l, result);
}

/** It begins with the first element that is there. */
function reduceSparse(call: CallbackCall, backwards: boolean): FrontValue {
  const { l, elements, callback } = call;
  const { element: type } = memoryOfArray(elements.array!);
  const result = new Variable(parameterName(callback, 0) ?? "result", type);
  const found = new Variable("found", BOOL);
  l.write(result, l.undefined(type));
  l.write(found, l.constant(false));
  visit(call, { backwards, hidden: [result, found], indexAt: 2 }, (index, element) => {
    const isLater = l.toValue(l.read(found), call.node);
    const next = (): FrontValue => callWith(call, [l.read(result)], element, index);
    l.branch(isLater, [() => void l.write(result, next()), () => void l.write(result, element)]);
    l.write(found, l.constant(true));
  });
  throwIf(l, l.build.prim("not", l.toValue(l.read(found), call.node)), [EMPTY]);
  return take(l, result);
}

function withoutLast(l: Lowering, elements: Elements): Elements {
  const { size, count } = elements;
  return {
    ...elements,
    size: size === undefined ? undefined : size - 1,
    count: l.build.prim("sub", count, l.constant(1)),
  };
}
