/** `Object.assign(target, ...sources)`: a new object where the target is a literal; otherwise the target's fields are assigned. */
import ts from "typescript-6";
import { isNumber, memoryOf, type RecordMemory } from "../ir/types.js";
import { becomesDictionary, isDictionary, newDictionary } from "./dictionaries.js";
import { addObject } from "./dictionary-literals.js";
import type { Lowering } from "./lowering.js";
import { objectOf } from "./object-literals.js";
import { type Entry, setEntry, spreadEntries } from "./object-spread.js";
import { recordMemory } from "./record-keys.js";
import { unwrap } from "./syntax.js";
import { type FrontValue, isValue } from "./values.js";

/** Nothing for other calls, and where it is not known what is in the objects. */
export function lowerObjectAssign(l: Lowering, node: ts.CallExpression): FrontValue | undefined {
  const [first, ...sources] = node.arguments;
  if (!first || node.arguments.some(ts.isSpreadElement)) return undefined;
  return l.session.attempt(() => {
    const { ops } = l.build.region;
    const { length } = ops;
    const made = ts.isObjectLiteralExpression(unwrap(first))
      ? assembled(l, node)
      : assigned(l, l.expression(first), sources, node);
    if (!made) ops.length = length;
    return made;
  });
}

function assembled(l: Lowering, node: ts.CallExpression): FrontValue | undefined {
  const entries: Entry[] = [];
  if (l.session.kinds.isDictionary(l.siteKey(node))) {
    const made = newDictionary(l, node);
    return node.arguments.every((argument) => addObject(l, made, l.expression(argument), argument)) ? made : undefined;
  }
  for (const argument of node.arguments) {
    const source = l.expression(argument);
    if (isDictionary(source) && becomesDictionary(l, node)) return l.undefined();
    const spread = spreadEntries(l, source, argument);
    if (!spread) return undefined;
    for (const entry of spread) setEntry(l, entries, entry);
  }
  return objectOf(l, entries, node);
}

function assigned(
  l: Lowering,
  target: FrontValue,
  sources: readonly ts.Expression[],
  node: ts.CallExpression,
): FrontValue | undefined {
  for (const source of sources) {
    if (isValue(target) && isDictionary(target)) {
      if (!addObject(l, target, l.expression(source), source)) return undefined;
      continue;
    }
    const entries = spreadEntries(l, l.expression(source), source);
    if (!entries?.every((entry) => mayAssign(l, target, entry))) return undefined;
    for (const entry of entries) {
      const assign = (): undefined => void set(l, target, entry, node);
      if (entry.isThere) l.branch(entry.isThere, [assign, () => undefined]);
      else assign();
    }
  }
  return target;
}

function mayAssign(l: Lowering, target: FrontValue, { name, value }: Entry): boolean {
  if (!isValue(target)) return target.kind === "construction" && target.fields.has(name);
  const field = recordMemory(target.type)?.fields.find((each) => each.name === name);
  const hierarchy = l.session.types.instances.hierarchyOf(target.type);
  // A setter would run.
  const isData =
    !hierarchy || hierarchy.classes.every(({ members }) => (members.get(name)?.kind ?? "field") === "field");
  return field !== undefined && isData && isValue(value);
}

function set(l: Lowering, target: FrontValue, { name, value }: Entry, node: ts.Node): void {
  if (!isValue(target)) {
    if (target.kind === "construction") l.write(target.fields.get(name)!, value);
    return;
  }
  const { type } = (memoryOf(target.type) as RecordMemory).fields.find((field) => field.name === name)!;
  const stored = l.toValue(value, node);
  l.build.setField(target, name, isNumber(type) && isNumber(stored.type) ? stored : l.coerce(stored, type, node));
}
