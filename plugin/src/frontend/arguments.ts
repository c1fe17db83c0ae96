/** The arguments of a call: in order, spread where they are, and matched with the parameters of what is called. */
import ts from "typescript-6";
import { excerpt } from "../diagnostics/index.js";
import type { Value } from "../ir/ops.js";
import {
  type ArrayMemory,
  F64,
  leavesOpen,
  isFunctionMemory,
  isNumber,
  memoryOf,
  mentions,
  OPAQUE,
  sameType,
  type Type,
} from "../ir/types.js";
import { iterate } from "./iteration.js";
import type { Argument, Lowering } from "./lowering.js";
import { elementsOf, makeArray } from "./objects.js";
import { copyWhole } from "./sparse-arrays.js";
import { type FrontValue, isValue } from "./values.js";

/** The arguments as written; an array that is spread is one of them. Nothing if a spread is refused. */
export function evaluateArguments(l: Lowering, list: readonly ts.Expression[]): Argument[] | undefined {
  const args: Argument[] = [];
  for (const node of list) {
    if (!ts.isSpreadElement(node)) {
      args.push({ value: l.expression(node), optional: mayBeUndefined(l, node) });
      continue;
    }
    const spread = spreadArguments(l, l.expression(node.expression), node.expression);
    if (!spread) {
      l.session.report(node, "AD2015", { text: excerpt(node.getText()) });
      return undefined;
    }
    args.push(...spread);
  }
  return args;
}

/** The elements of a value as arguments. */
export function spreadArguments(l: Lowering, value: FrontValue, node: ts.Node): Argument[] | undefined {
  const elements = elementsOf(l, value);
  if (elements) return elements.map((element) => ({ value: element, optional: isValue(element) }));
  if (!isValue(value) || value.type.kind !== "ref") return undefined;
  const { memory } = value.type;
  if (memory.kind === "record" && memory.tuple) {
    return memory.fields.map((field) => ({ value: l.build.getField(value, field.name), optional: true }));
  }
  if (memory.kind !== "array") return undefined;
  const type = l.checker.getTypeAtLocation(node);
  const tuple = l.checker.isTupleType(type) ? (type as ts.TupleTypeReference).target : undefined;
  if (!tuple || tuple.hasRestElement || tuple.minLength !== tuple.fixedLength) {
    return [{ value, optional: false, spread: true }];
  }
  return Array.from({ length: tuple.fixedLength }, (_, index) => ({
    value: l.build.load(value, l.constant(index)),
    optional: true,
  }));
}

function mayBeUndefined(l: Lowering, node: ts.Expression): boolean {
  const type = l.checker.getTypeAtLocation(node);
  const flags = ts.TypeFlags.Any | ts.TypeFlags.Unknown | ts.TypeFlags.Undefined | ts.TypeFlags.TypeParameter;
  const members = type.isUnion() ? type.types : [type];
  // Without strict null checks, every type includes undefined.
  return !l.session.strictNulls || members.some((member) => member.flags & flags) || ts.isElementAccessExpression(node);
}

/** An argument for each parameter, with the array of a rest parameter; missing ones stay missing. */
export function matchParameters(
  l: Lowering,
  parameters: readonly ts.ParameterDeclaration[],
  args: readonly Argument[],
): (Argument | undefined)[] {
  const last = parameters.at(-1);
  const rest = last?.dotDotDotToken ? last : undefined;
  const count = rest ? parameters.length - 1 : parameters.length;
  const { first, others } = splitArguments(l, args, count);
  const given = Array.from({ length: count }, (_, index) => (isMissing(l, first[index]) ? undefined : first[index]));
  if (!rest) return given;
  return [...given, { value: restArray(l, others, rest), optional: false }];
}

function restArray(l: Lowering, args: readonly Argument[], rest: ts.ParameterDeclaration): FrontValue {
  const call = `(${l.session.idOf(l.place)})`;
  const site = l.siteKey(rest, call);
  const declared = declaredElement(l, rest);
  if (l.session.escapes(site)) return collect(l, args, l.unknown(rest, call));
  // What is passed on as it came needs no memory.
  if (args.every((arg) => !arg.spread) && isOnlyPassedOn(l, rest))
    return makeArray(
      l,
      args.map((arg) => arg.value),
      site,
    );
  return arrayOfArguments(l, args, declared, site);
}

const passedOn = new WeakMap<ts.ParameterDeclaration, boolean>();

/** Whether a rest parameter is spread in calls and nothing else. */
function isOnlyPassedOn({ checker }: Lowering, rest: ts.ParameterDeclaration): boolean {
  const known = passedOn.get(rest);
  if (known !== undefined) return known;
  const symbol = ts.isIdentifier(rest.name) ? checker.getSymbolAtLocation(rest.name) : undefined;
  const isPassedOn = (node: ts.Node): boolean => {
    if (ts.isIdentifier(node) && node !== rest.name && checker.getSymbolAtLocation(node) === symbol)
      return ts.isSpreadElement(node.parent) && ts.isCallExpression(node.parent.parent);
    return ts.forEachChild(node, (child) => (isPassedOn(child) ? undefined : true)) === undefined;
  };
  const found = symbol !== undefined && isPassedOn(rest.parent);
  passedOn.set(rest, found);
  return found;
}

function isMissing(l: Lowering, arg: Argument | undefined): boolean {
  if (!arg) return true;
  const known = l.constantOf(arg.value);
  return known !== undefined && known.value === undefined;
}

/** The first `count` arguments one by one, and those after them. */
export function splitArguments(
  l: Lowering,
  args: readonly Argument[],
  count: number,
): { readonly first: readonly Argument[]; readonly others: readonly Argument[] } {
  const spread = args.findIndex((arg) => arg.spread);
  if (spread < 0 || spread >= count) return { first: args.slice(0, count), others: args.slice(count) };
  const tail = collect(l, args.slice(spread));
  const loads = Array.from({ length: count - spread }, (_, index) => ({
    value: l.build.load(tail, l.constant(index)),
    optional: true,
  }));
  const rest = l.build.copy(tail, { range: [l.constant(count - spread)] });
  return { first: [...args.slice(0, spread), ...loads], others: [{ value: rest, optional: false, spread: true }] };
}

function declaredElement(l: Lowering, node: ts.ParameterDeclaration): Type {
  const declared = l.session.types.at(node.name);
  return declared.kind === "ref" && declared.memory.kind === "array" ? declared.memory.element : OPAQUE;
}

/** A new array with the arguments as its elements: in the IR, unless there are functions among them or values of several types. */
export function arrayOfArguments(
  l: Lowering,
  args: readonly Argument[],
  declared: Type = OPAQUE,
  site?: string,
): FrontValue {
  if (args.some((arg) => arg.spread)) return collect(l, args, declared);
  const values = args.map((arg) => arg.value);
  return declared.kind !== "fn" && values.every(isValue) && (declared.kind !== "opaque" || isUniform(l, values))
    ? collect(l, args, declared)
    : makeArray(l, values, site);
}

function isUniform(l: Lowering, values: readonly Value[]): boolean {
  const types = values.filter((value) => !l.isNullishConstant(value)).map((value) => widened(value.type));
  return types.every((type) => sameType(type, types[0]));
}

/** As `arrayOfArguments`, in the IR. */
function collect(l: Lowering, args: readonly Argument[], declared: Type = OPAQUE): Value {
  const isTold = declared.kind !== "opaque" && !leavesOpen(declared);
  const element = isTold || l.session.kinds.isHole(declared) ? declared : elementType(l, args);
  const type: Type = { kind: "ref", memory: { kind: "array", container: "Array", element } };
  const value = (arg: Argument): Value => l.coerce(l.toValue(arg.value, l.place), element, l.place);
  const first = args.findIndex((arg) => arg.spread);
  const lead = first < 0 ? args.length : first;
  const startsSpread = lead === 0 && args.length > 0 && isCopy(l, args[0].value as Value, type);
  const result = startsSpread
    ? copyWhole(l, args[0].value as Value, { type }, l.place)
    : l.build.literal(type, args.slice(0, lead).map(value));
  for (const arg of args.slice(startsSpread ? 1 : lead)) {
    if (!arg.spread) {
      l.build.push(result, value(arg));
      continue;
    }
    const source = arg.value as Value;
    iterate(l, { count: l.build.length(source), node: l.place }, (index) =>
      l.build.push(result, l.coerce(l.build.load(source, index), element, l.place)),
    );
  }
  return result;
}

/** Whether the elements of an array are those of an array of a type as they are. */
function isCopy(l: Lowering, source: Value, type: Type): boolean {
  l.session.kinds.meet(source.type, type);
  const [from, to] = [source.type, type].map((each) => (memoryOf(each) as ArrayMemory).element);
  return sameType(from, to) || (isNumber(from) && isNumber(to)) || !mentions(from, isFunctionMemory);
}

function elementType(l: Lowering, args: readonly Argument[]): Type {
  const known = args.find((arg) => !l.isNullishConstant(arg.value));
  if (!known || !isValue(known.value)) return OPAQUE;
  return widened(known.spread ? (memoryOf(known.value.type) as ArrayMemory).element : known.value.type);
}

function widened(type: Type): Type {
  return isNumber(type) ? F64 : type;
}
