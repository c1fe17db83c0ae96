/** The methods of arrays that move elements: each element keeps its derivative wherever it goes. */
import type ts from "typescript-6";
import type { Value } from "../ir/ops.js";
import { allOps } from "../ir/traverse.js";
import { arrayOf, isNumber } from "../ir/types.js";
import {
  type ArrayCall,
  arrayMemory,
  asElement,
  integerArgument,
  relativePosition,
  throwIf,
  widened,
} from "./array-call.js";
import { addElements, addFlattened } from "./flatten.js";
import { iterate } from "./iteration.js";
import { isOfNumbers, JoinedList } from "./joined-lists.js";
import type { Lowering } from "./lowering.js";
import { copyWhole, forget, isThere, moveElement, whereMissing } from "./sparse-arrays.js";
import { type FrontValue, isValue } from "./values.js";

type Move = (call: ArrayCall) => FrontValue | undefined;

export const MOVES: ReadonlyMap<string, Move> = new Map([
  ["fill", fill],
  ["push", push],
  ["pop", pop],
  ["shift", shift],
  ["unshift", unshift],
  ["slice", slice],
  ["splice", splice],
  ["toSpliced", toSpliced],
  ["concat", concat],
  ["flat", flat],
  ["reverse", reverse],
  ["toReversed", toReversed],
  ["at", at],
  ["with", withElement],
  ["copyWithin", copyWithin],
  ["set", set],
  ["subarray", subarray],
]);

/** Methods that change the length, which typed arrays do not have. */
const RESIZING = new Set(["push", "pop", "shift", "unshift", "splice", "toSpliced", "concat", "flat"]);

const TYPED = new Set(["set", "subarray"]);

export function lowerMove(call: ArrayCall): FrontValue | undefined {
  const isPlain = call.memory.container === "Array";
  if (isPlain ? TYPED.has(call.method) : RESIZING.has(call.method)) return undefined;
  return MOVES.get(call.method)?.(call);
}

function fill(call: ArrayCall): Value {
  const { l, receiver, memory, args, node } = call;
  const [value = l.undefined(memory.element), ...range] = args;
  const [start, end] = range.map((bound) => l.toValue(bound, node));
  l.build.fill(receiver, asElement(call, value), start, end);
  if (!start && isFresh(l, receiver)) l.session.holes.delete(receiver);
  return receiver;
}

/** Whether nothing has been done with an array since it was made, but to fill it. */
function isFresh(l: Lowering, array: Value): boolean {
  const { ops } = l.build.region;
  const made = ops.findIndex((op) => op.results.includes(array));
  const later = { params: [], ops: ops.slice(made + 1), yields: [] };
  return made >= 0 && [...allOps(later)].every((op) => op.kind === "fill" || !op.operands.includes(array));
}

function push(call: ArrayCall): Value {
  const { l, receiver, args, spread, node } = call;
  args.forEach((value, position) => {
    if (spread.has(position)) addElements(l, value, (item) => l.build.push(receiver, asElement(call, item)), node);
    else l.build.push(receiver, asElement(call, value));
  });
  return l.build.length(receiver);
}

function pop({ l, receiver }: ArrayCall): Value {
  return l.build.pop(receiver);
}

function shift({ l, receiver, node }: ArrayCall): Value {
  const length = l.build.length(receiver);
  const first = l.build.load(receiver, l.constant(0));
  iterate(l, { count: length, from: l.constant(1), node }, (index) =>
    moveElement(l, [receiver, index], [receiver, l.build.prim("sub", index, l.constant(1))], node),
  );
  l.build.pop(receiver);
  return first;
}

function unshift(call: ArrayCall): Value {
  const { l, receiver } = call;
  const items = itemsFrom(call, 0);
  const moved = l.build.copy(receiver);
  items.store(l.constant(0));
  storeAll(call, receiver, items.count, moved);
  return l.build.length(receiver);
}

interface Items {
  readonly count: Value;
  /** Stores them into the receiver from a position on. */
  store(from: Value): void;
}

/** The arguments from a position on, as elements to be inserted. */
function itemsFrom(call: ArrayCall, first: number): Items {
  const { l, receiver, memory, args, spread } = call;
  const given = args.slice(first);
  if (spread.size === 0) {
    const items = given.map((item) => asElement(call, item));
    return {
      count: l.constant(items.length),
      store: (from) => items.forEach((item, index) => l.build.store(receiver, sum(l, from, l.constant(index)), item)),
    };
  }
  const list = l.build.literal(arrayOf(memory.element), []);
  push({ ...call, receiver: list, args: given, spread: new Set([...spread].map((position) => position - first)) });
  return { count: l.build.length(list), store: (from) => storeAll(call, receiver, from, list) };
}

function sum(l: Lowering, a: Value, b: Value): Value {
  if (l.constantOf(a)?.value === 0) return b;
  return l.constantOf(b)?.value === 0 ? a : l.build.prim("add", a, b);
}

/** Stores the elements of one array into another from a position on. */
function storeAll({ l, node }: ArrayCall, array: Value, from: Value, source: Value): void {
  iterate(l, { count: l.build.length(source), node }, (index) => {
    moveElement(l, [source, index], [array, sum(l, from, index)], node);
  });
}

function slice(call: ArrayCall): Value {
  const { l, receiver, args, node } = call;
  const range = args.slice(0, 2).map((bound) => l.toValue(bound, node));
  return l.build.copy(receiver, { range });
}

function subarray({ l, receiver, args, node }: ArrayCall): Value {
  const range = args.slice(0, 2).map((bound) => l.toValue(bound, node));
  return l.build.view(receiver, range);
}

function splice(call: ArrayCall): Value {
  const { l, receiver, args } = call;
  const length = l.build.length(receiver);
  if (args.length === 0) return l.build.literal(receiver.type, []);
  const start = relativePosition(call, 0, length, l.constant(0));
  const behind = l.build.prim("sub", length, start);
  const count = args.length === 1 ? behind : deleteCount(call, behind);
  const end = l.build.prim("add", start, count);
  const removed = l.build.copy(receiver, { range: [start, end] });
  const moved = l.build.copy(receiver, { range: [end] });
  const items = itemsFrom(call, 2);
  items.store(start);
  storeAll(call, receiver, sum(l, start, items.count), moved);
  const surplus = l.constantOf(items.count)?.value === 0 ? count : l.build.prim("sub", count, items.count);
  iterate(l, { count: surplus, node: call.node }, () => void l.build.pop(receiver));
  return removed;
}

function deleteCount(call: ArrayCall, behind: Value): Value {
  const { l } = call;
  const count = integerArgument(call, 1) ?? l.constant(0);
  if (l.constantOf(count)?.value === 0) return count;
  return l.build.prim("min", l.build.prim("max", count, l.constant(0)), behind);
}

function toSpliced(call: ArrayCall): Value {
  const { l, receiver } = call;
  const copy = copyWhole(l, receiver, {}, call.node);
  splice({ ...call, receiver: copy });
  return copy;
}

function concat(call: ArrayCall): Value {
  const { l, receiver, memory, args, spread, node } = call;
  const joined = spread.size === 0 ? joinNumbers(l, [receiver, ...args], node) : undefined;
  if (joined) return joined;
  const result = l.build.copy(receiver, { type: arrayOf(widened(memory.element)) });
  const target = { ...call, receiver: result };
  args.forEach((arg, position) => {
    const add = (value: Value): void => void l.build.push(result, asElement(target, value));
    if (spread.has(position)) addElements(l, arg, (each) => concatenate(l, each, result, add, node), node);
    else concatenate(l, arg, result, add, node);
  });
  return result;
}

/** A list of lists of numbers and of numbers, unless it has to have their holes. */
function joinNumbers(l: Lowering, parts: readonly FrontValue[], node: ts.Node): Value | undefined {
  const isList = (part: Value): boolean => arrayMemory(part)?.container === "Array" && isOfNumbers(part);
  if (!parts.every((part): part is Value => isValue(part) && (isNumber(part.type) || isList(part)))) return undefined;
  const { ops } = l.build.region;
  const { length } = ops;
  const joined = new JoinedList(l, node);
  for (const part of parts) {
    if (isNumber(part.type)) joined.add(part);
    else joined.addAll(part);
  }
  const list = joined.finish();
  const keepsHoles = parts.filter(isList).map((part) => l.session.holes.moveBetween(part, list, node));
  if (!keepsHoles.includes(true)) return list;
  ops.length = length;
  return undefined;
}

/** Adds an array with its holes, or what is no array. */
function concatenate(l: Lowering, arg: FrontValue, to: Value, add: (value: Value) => void, node: ts.Node): void {
  if (!isValue(arg) || arrayMemory(arg)?.container !== "Array") return addFlattened(l, arg, 1, add, node);
  const keepsHoles = l.session.holes.moveBetween(arg, to, node);
  iterate(l, { count: l.build.length(arg), name: "j", node }, (index) => {
    add(l.build.load(arg, index));
    if (!keepsHoles) return;
    const added = l.build.prim("sub", l.build.length(to), l.constant(1));
    whereMissing(l, isThere(l, arg, index), () => forget(l, to, added));
  });
}

function flat(call: ArrayCall): Value | undefined {
  const { l, receiver, args, node } = call;
  const depth = args[0] ? l.constantOf(args[0])?.value : 1;
  if (args[0] && typeof depth !== "number") return undefined;
  const result = l.build.literal(arrayOf(l.unknown(node)), []);
  const levels = Number(depth ?? 1) + 1;
  let isKnown = false;
  addFlattened(
    l,
    receiver,
    levels,
    (value) => {
      if (!isKnown) result.type = arrayOf(widened(value.type));
      isKnown = true;
      l.build.push(result, value);
    },
    node,
  );
  return result;
}

function reverse({ l, receiver, node }: ArrayCall): Value {
  const length = l.build.length(receiver);
  const last = l.build.prim("sub", length, l.constant(1));
  iterate(l, { count: l.build.prim("shr", length, l.constant(1)), node }, (index) => {
    const opposite = l.build.prim("sub", last, index);
    exchange(l, receiver, index, opposite, node);
  });
  return receiver;
}

function exchange(l: Lowering, array: Value, i: Value, j: Value, node: ts.Node): void {
  const [first, second] = [l.build.load(array, i), l.build.load(array, j)];
  const isTested = l.session.holes.moveBetween(array, array, node);
  const [isFirst, isSecond] = isTested ? [isThere(l, array, i), isThere(l, array, j)] : [];
  l.build.store(array, i, second);
  l.build.store(array, j, first);
  if (isFirst) whereMissing(l, isFirst, () => forget(l, array, j));
  if (isSecond) whereMissing(l, isSecond, () => forget(l, array, i));
}

function toReversed(call: ArrayCall): Value {
  const copy = copyWhole(call.l, call.receiver, {}, call.node);
  return reverse({ ...call, receiver: copy });
}

/** The element at a position counted from the end if negative. */
function at(call: ArrayCall): Value {
  const { l, receiver } = call;
  return l.build.load(receiver, signedPosition(call, l.build.length(receiver)));
}

function signedPosition(call: ArrayCall, length: Value): Value {
  const { l } = call;
  const index = integerArgument(call, 0) ?? l.constant(0);
  const known = l.constantOf(index)?.value;
  const fromEnd = (): Value => l.build.prim("add", length, index);
  if (typeof known === "number") return known < 0 ? fromEnd() : index;
  return l.build.select(l.build.prim("lt", index, l.constant(0)), fromEnd(), index);
}

function withElement(call: ArrayCall): Value {
  const { l, receiver, memory, args } = call;
  const length = l.build.length(receiver);
  const index = signedPosition(call, length);
  const value = asElement(call, args[1] ?? l.undefined(memory.element));
  const inside = l.build.select(
    l.build.prim("ge", index, l.constant(0)),
    l.build.prim("lt", index, length),
    l.constant(false),
  );
  const given = integerArgument(call, 0) ?? l.constant(0);
  const isPlain = memory.container === "Array";
  const error = isPlain
    ? ["new RangeError(`Invalid index : ${", "}`)"]
    : ['new RangeError("Invalid typed array index")'];
  throwIf(l, l.build.prim("not", inside), error, isPlain ? [given] : []);
  const result = copyWhole(l, receiver, {}, call.node);
  l.build.store(result, index, value);
  return result;
}

function copyWithin(call: ArrayCall): Value {
  const { l, receiver, node } = call;
  const length = l.build.length(receiver);
  const target = relativePosition(call, 0, length, l.constant(0));
  const start = relativePosition(call, 1, length, l.constant(0));
  const end = relativePosition(call, 2, length, length);
  const moved = l.build.copy(receiver, { range: [start, end] });
  const count = l.build.prim("min", l.build.length(moved), l.build.prim("sub", length, target));
  iterate(l, { count, node }, (index) =>
    moveElement(l, [moved, index], [receiver, l.build.prim("add", target, index)], node),
  );
  return receiver;
}

function set(call: ArrayCall): FrontValue | undefined {
  const { l, receiver, memory, args } = call;
  const [given] = args;
  const source = arrayMemory(given);
  if (!source || !isValue(given) || !isNumber(source.element)) return undefined;
  const position = integerArgument(call, 1) ?? l.constant(0);
  const needed = l.build.prim("add", position, l.build.length(given));
  const fits = l.build.prim("le", needed, l.build.length(receiver));
  const known = l.constantOf(position)?.value;
  const inside =
    typeof known === "number" && known >= 0
      ? fits
      : l.build.select(l.build.prim("ge", position, l.constant(0)), fits, l.constant(false));
  throwIf(l, l.build.prim("not", inside), ['new RangeError("offset is out of bounds")']);
  // Arrays of one kind may share their memory.
  const moved = source.container === memory.container ? l.build.copy(given) : given;
  storeAll(call, receiver, position, moved);
  return l.undefined();
}
