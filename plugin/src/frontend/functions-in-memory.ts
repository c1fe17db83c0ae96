/** Functions that are stored: the records that they become, and what calling such a record does. */
import ts from "typescript-6";
import { excerpt } from "../diagnostics/index.js";
import type { Value } from "../ir/ops.js";
import { isFunctionMemory } from "../ir/types.js";
import { convert, rebuild } from "./closures.js";
import { withChosen } from "./choices.js";
import { type Family, TAG } from "./function-memory.js";
import type { Argument, Lowering } from "./lowering.js";
import { recordOf } from "./objects.js";
import { hasThis } from "./parts.js";
import { alternativesOf, type CompileTimeValue, type FrontValue, isValue, type ObjectValue } from "./values.js";

/** A function, or an object with functions, as memory of the IR; nothing for anything else. */
export function inMemory(l: Lowering, value: FrontValue, node: ts.Node): Value | undefined {
  if (isValue(value)) return value;
  if (value.kind === "object") return objectInMemory(l, value, node);
  if (!alternativesOf(value).every((each) => isStorable(l, each))) return undefined;
  // Nobody would lower it again, when more is known of it.
  if (l.session.unfinished.length === 0) return undefined;
  const family = l.session.functions.at(node);
  l.session.dependsOnCaller();
  return chosenInMemory(l, value, family, node);
}

function isStorable(l: Lowering, value: FrontValue): boolean {
  if (isValue(value)) return isFunctionMemory(value.type) || l.isNullishConstant(value);
  return value.kind === "function" || value.kind === "builtin" || value.kind === "bound" || value.kind === "derivative";
}

function chosenInMemory(l: Lowering, value: FrontValue, family: Family, node: ts.Node): Value {
  if (isValue(value)) return value;
  if (value.kind !== "choice") return functionInMemory(l, value, family, node);
  const expression = ts.isExpression(node) ? node : undefined;
  return withChosen(l, value, (chosen) => chosenInMemory(l, chosen, family, node), expression);
}

function functionInMemory(l: Lowering, value: CompileTimeValue, family: Family, node: ts.Node): Value {
  const escaping = new Set<string>();
  const { layout, captures, obstacle } = convert(l, value, { constantsVary: true, escaping });
  const isMade = obstacle === undefined && [...escaping].every((site) => l.session.escape(site));
  if (!isMade) return l.refuse(node, "AD2014", { text: obstacle ?? excerpt(node.getText()) });
  // What it refers to is about to be made anew, as memory.
  if (escaping.size > 0) return l.undefined(family.type);
  const { functions } = l.session;
  const index = functions.admit(family, layout);
  if (index === undefined) return l.refuse(node, "AD2014", { text: excerpt(node.getText()) });
  const { fields } = family.members[index];
  const contents = family.memory.fields.map(({ name, type }) => {
    if (name === TAG) return l.constant(index);
    const at = fields.indexOf(name);
    return at < 0 ? l.undefined(type) : l.coerce(captures[at], type, node);
  });
  const made = { fields: [TAG, ...family.memory.fields.flatMap(({ name }) => (fields.includes(name) ? [name] : []))] };
  return l.build.literal(family.type, contents, nameOf(value), { ...made, sealed: true });
}

function nameOf(value: CompileTimeValue): string {
  if (value.kind === "builtin") return value.name.slice(value.name.lastIndexOf(".") + 1);
  return value.kind === "function" ? value.name : "f";
}

/** An object of the front end as a record of the IR: made as one by its literal, if it has anything but data. */
function objectInMemory(l: Lowering, object: ObjectValue, node: ts.Node): Value {
  const record = recordOf(l, object);
  const isData = [...object.members.values()].every((member) => l.isNullishConstant(l.read(member)));
  if (record && isData && !object.isArray) return record;
  if (object.site !== undefined && l.session.escape(object.site)) return l.undefined();
  return l.refuse(node, "AD2014", { text: excerpt(node.getText()) });
}

/** Calls a function in memory; `receiver`: what it is called on. */
export function callInMemory(
  l: Lowering,
  callee: Value,
  args: readonly Argument[],
  node: ts.Node,
  receiver?: FrontValue,
): FrontValue {
  const family = l.session.functions.of(callee.type);
  const members = family?.members ?? [];
  const isEffect = ts.isExpressionStatement(node.parent);
  l.session.dependsOnCaller();
  const tag = l.build.getField(callee, TAG);
  // Nothing has been stored there; or what has been is not known at the moment, and everything will be lowered again.
  if (members.length === 0) return l.undefined(ts.isExpression(node) ? l.session.types.at(node) : undefined);
  const isNested = l.depth > 0;
  if (members.length > 1) l.depth++;
  const call = (index: number): FrontValue | undefined => {
    const { layout, fields } = members[index];
    const leaves = fields.map((field) => l.build.getField(callee, field));
    const value = withOwnReceiver(rebuild(l, layout, leaves), receiver);
    const isOutlined = isNested && !isValue(value) && value.kind === "function";
    const result = l.handlers.apply(l, isOutlined ? { ...value, outlined: true } : value, args, node);
    return isEffect ? undefined : result;
  };
  const chain = (index: number): FrontValue | undefined => {
    if (index === members.length - 1) return call(index);
    const test = l.build.prim("eq", tag, l.constant(index));
    return l.branch(test, [() => call(index), () => chain(index + 1)], ts.isExpression(node) ? node : undefined);
  };
  const result = chain(0);
  if (members.length > 1) l.depth--;
  return result ?? l.undefined();
}

function withOwnReceiver(value: FrontValue, receiver: FrontValue | undefined): FrontValue {
  if (!receiver || isValue(value) || value.kind !== "function" || value.receiver) return value;
  return hasThis(value.node) ? { ...value, receiver } : value;
}
