/** The arguments of a derivative inside a function that is lowered, and the lists of arguments that `jvp` and pullbacks have. */
import type ts from "typescript-6";
import { excerpt } from "../diagnostics/index.js";
import type { Value } from "../ir/ops.js";
import { isAssignable, memoryOf, OPAQUE, type RecordMemory, type Type } from "../ir/types.js";
import { arrayOfArguments, splitArguments } from "./arguments.js";
import type { Argument, Lowering } from "./lowering.js";
import { elementsOf } from "./objects.js";
import { type FrontValue, isValue } from "./values.js";

/** One value for each parameter; those beyond the last, if it is a rest parameter, become its list. */
export function bundleArguments(
  l: Lowering,
  types: readonly Type[],
  rest: boolean,
  args: readonly Argument[],
  node: ts.Node,
): Value[] {
  const last = types.length - 1;
  const { first, others } = splitArguments(l, args, rest ? last : types.length);
  return types.map((type, k) => {
    if (rest && k === last) return restOf(l, others, type, node);
    return first[k] ? l.coerce(l.toValue(first[k].value, node), type, node) : l.undefined(type);
  });
}

function restOf(l: Lowering, args: readonly Argument[], type: Type, node: ts.Node): Value {
  if (args.some((arg) => arg.spread)) return l.coerce(l.toValue(arrayOfArguments(l, args), node), type, node);
  return listFrom(
    l,
    args.map((arg) => arg.value),
    type,
    node,
  );
}

/** What is given for a list of arguments of type `type`, as `jvp` takes it; nothing where its entries are not known. */
export function argumentList(l: Lowering, given: FrontValue, type: Type, node: ts.Node): Value | undefined {
  if (type.kind !== "ref") return l.constant(null, OPAQUE);
  const { memory } = type;
  if (isValue(given) && isAssignable(given.type, type) && given.type.kind === "ref") return given;
  if (memory.kind === "record" && memory.spread) return spreadList(l, given, memory, type, node);
  const entries = entriesOf(l, given, memory.kind === "record" ? memory.fields.length : undefined);
  return entries && listFrom(l, entries, type, node);
}

/** A list of `count` lists of arguments. */
export function seriesOf(
  l: Lowering,
  given: FrontValue,
  type: Type,
  node: ts.Node,
  count: number | undefined,
): Value | undefined {
  if (isValue(given) && isAssignable(given.type, type) && given.type.kind === "ref") return given;
  const memory = memoryOf(type);
  const element = memory.kind === "array" ? memory.element : undefined;
  const lists = element && entriesOf(l, given, count)?.map((list) => argumentList(l, list, element, node));
  if (!lists?.every((list) => list !== undefined)) return undefined;
  return l.build.literal(type, lists);
}

function spreadList(
  l: Lowering,
  given: FrontValue,
  memory: RecordMemory,
  type: Type,
  node: ts.Node,
): Value | undefined {
  const fixed = memory.fields.length - 1;
  const restType = memory.fields[fixed].type;
  const coerced = (value: FrontValue, index: number): Value =>
    l.coerce(l.toValue(value, node), memory.fields[index].type, node);
  if (isValue(given) && given.type.kind === "ref" && given.type.memory.kind === "array") {
    const first = Array.from({ length: fixed }, (_, k) => coerced(l.build.load(given, l.constant(k)), k));
    const rest = restType.kind === "opaque" ? l.constant(null, OPAQUE) : undefined;
    const copy = rest ?? l.coerce(l.build.copy(given, { range: [l.constant(fixed)] }), restType, node);
    return l.build.literal(type, [...first, copy]);
  }
  const entries = entriesOf(l, given, undefined);
  if (!entries) return undefined;
  const first = Array.from({ length: fixed }, (_, k) => coerced(entries[k] ?? l.undefined(), k));
  return l.build.literal(type, [...first, listFrom(l, entries.slice(fixed), restType, node)]);
}

/** Memory of type `type` that holds the entries. */
function listFrom(l: Lowering, entries: readonly FrontValue[], type: Type, node: ts.Node): Value {
  if (type.kind !== "ref") return l.constant(null, OPAQUE);
  const { memory } = type;
  const values = (types: readonly Type[]): Value[] =>
    types.map((each, k) => (entries[k] ? l.coerce(l.toValue(entries[k], node), each, node) : l.undefined(each)));
  if (memory.kind === "record") return l.build.literal(type, values(memory.fields.map((field) => field.type)));
  return l.build.literal(type, values(entries.map(() => memory.element)));
}

/** The entries of a list that is known at compile time, or that has `length` of them. */
function entriesOf(l: Lowering, value: FrontValue, length: number | undefined): FrontValue[] | undefined {
  const elements = elementsOf(l, value);
  if (elements) return [...elements];
  if (!isValue(value)) return undefined;
  if (value.type.kind !== "ref") return undefined;
  const { memory } = value.type;
  if (memory.kind === "record") {
    return memory.tuple && !memory.spread ? memory.fields.map(({ name }) => l.build.getField(value, name)) : undefined;
  }
  if (memory.kind !== "array" || length === undefined) return undefined;
  return Array.from({ length }, (_, index) => l.build.load(value, l.constant(index)));
}

/**
 * What a pullback returns for a function of several types with a rest parameter, as its users see it: with `count`
 * arguments of the rest parameter known, or all of one type.
 */
export function flatList(l: Lowering, list: Value, count: number | undefined, node: ts.Node): FrontValue {
  const memory = memoryOf(list.type);
  if (memory.kind !== "record" || !memory.spread) return list;
  const fixed = memory.fields.slice(0, -1).map(({ name }) => l.build.getField(list, name));
  const rest = l.build.getField(list, String(fixed.length));
  const restMemory = memoryOf(rest.type);
  if (restMemory.kind === "record") {
    const slots = restMemory.fields.map(({ name }) => l.build.getField(rest, name));
    return { kind: "tuple", elements: [...fixed, ...slots] };
  }
  if (count === undefined) return l.refuse(node, "AD2015", { text: excerpt(node.getText()) });
  const slots = Array.from({ length: count }, (_, k) => l.build.load(rest, l.constant(k)));
  return { kind: "tuple", elements: [...fixed, ...slots] };
}
