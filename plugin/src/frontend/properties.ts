/** Properties and elements: records, tuples, arrays, objects of unknown shape, and the names in namespaces. */
import ts from "typescript-6";
import { excerpt } from "../diagnostics/index.js";
import type { Constant, Value } from "../ir/ops.js";
import { F64, type Field, isNumber, OPAQUE, type RecordMemory, sameType, type Type } from "../ir/types.js";
import { carryExpression } from "./extern.js";
import type { Lowering } from "./lowering.js";
import { mathConstant } from "./math-constants.js";
import { dispatch, fieldValue, isFieldOnly, membersNamed, memberValue, superMember } from "./members.js";
import { enumMember, isFunctionNode, operatorName, resolveAlias, resolveOuter, targetValue } from "./modules.js";
import { type FrontValue, isValue } from "./values.js";

export function lowerPropertyAccess(l: Lowering, node: ts.PropertyAccessExpression): FrontValue {
  const name = node.name.text;
  const qualified = qualifiedName(l, node);
  if (qualified) return qualified;
  if (node.expression.kind === ts.SyntaxKind.SuperKeyword) return superMember(l, node);
  const base = l.expression(node.expression);
  return l.at(node, () => readProperty(l, base, name, node, () => l.session.types.at(node)));
}

/** `Math.PI`, `Number.EPSILON`, `Enum.Member`, `namespace.binding`: names rather than properties of a value. */
export function qualifiedName(l: Lowering, node: ts.PropertyAccessExpression): FrontValue | undefined {
  const { expression } = node;
  const name = node.name.text;
  if (!ts.isIdentifier(expression))
    return ts.isPropertyAccessExpression(expression) ? moduleMember(l, node) : undefined;
  const symbol = l.checker.getSymbolAtLocation(expression);
  if (symbol && l.scope.lookup(symbol)) return undefined;
  const owner = expression.text;
  if ((owner === "Math" || owner === "Number") && isGlobalName(l, symbol)) {
    const constant = mathConstant(owner, name);
    if (constant !== undefined) return l.constant(constant, F64, name);
    return { kind: "builtin", name: `${owner}.${name}` };
  }
  const operator = operatorName(l.checker, node);
  if (operator) return l.refuse(node, "AD1007", { operator });
  const member = l.checker.getSymbolAtLocation(node.name);
  const resolved = member && resolveAlias(l.checker, member);
  const constant: Constant = resolved && enumMember(l.checker, resolved);
  if (constant !== undefined) return l.constant(constant, undefined, name);
  const isNamespace = symbol?.declarations?.some(ts.isNamespaceImport) ?? false;
  return (isNamespace && resolved && resolveOuter(l, resolved)) || moduleMember(l, node);
}

/** `vec.add` of a module, or of an object that a module consists of. */
function moduleMember(l: Lowering, node: ts.PropertyAccessExpression): FrontValue | undefined {
  let root: ts.Expression = node;
  while (ts.isPropertyAccessExpression(root)) root = root.expression;
  const symbol = ts.isIdentifier(root) ? l.checker.getSymbolAtLocation(root) : undefined;
  if (symbol && l.scope.lookup(symbol)) return undefined;
  const target = l.session.modules.ofExpression(node);
  return target && targetValue(l, target, node.name.text);
}

function isGlobalName(l: Lowering, symbol: ts.Symbol | undefined): boolean {
  const declarations = symbol?.declarations ?? [];
  return (
    declarations.length === 0 ||
    declarations.some((node) => l.session.program.isSourceFileDefaultLibrary(node.getSourceFile()))
  );
}

export function readProperty(l: Lowering, base: FrontValue, name: string, node: ts.Node, type: () => Type): FrontValue {
  const members = membersNamed(l, base, name, node);
  if (members) {
    if (isFieldOnly(members) && isValue(base)) return fieldValue(l, base, members, node, type());
    return dispatch(l, base, members, node, (member) => memberValue(l, base, member, node));
  }
  if (!isValue(base)) {
    if (base.kind === "tuple") {
      if (name === "length") return l.constant(base.elements.length);
      return base.elements[Number(name)] ?? l.undefined();
    }
    return l.refuse(node, "AD2010", { text: excerpt(node.getText()) });
  }
  if (base.type.kind === "ref") {
    const { memory } = base.type;
    if (memory.kind === "array" && name === "length") return l.build.length(base);
    if (memory.kind === "array" && /^\d+$/.test(name)) return l.build.load(base, l.constant(Number(name)));
    if (memory.kind === "record") {
      if (memory.tuple && name === "length") return l.constant(memory.fields.length);
      if (memory.fields.some((field) => field.name === name)) return l.build.getField(base, name);
    }
    if (l.session.kinds.addField(memory, name)) return l.undefined();
  }
  const result = type();
  // A method that is only mentioned says nothing about the numbers in the object.
  const refusal = result.kind === "fn" ? undefined : l.refusal(node, "AD4004", { text: excerpt(node.getText()) });
  const access =
    ts.isPropertyAccessExpression(node) || /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name)
      ? `.${name}`
      : `[${JSON.stringify(name)}]`;
  return l.build.extern(["", access], [base], result.kind === "fn" ? OPAQUE : result, { effect: "reads", refusal });
}

export function lowerElementAccess(l: Lowering, node: ts.ElementAccessExpression): FrontValue {
  const base = l.expression(node.expression);
  const index = l.value(node.argumentExpression);
  return l.at(node, () => readElement(l, base, index, node));
}

export function readElement(l: Lowering, base: FrontValue, index: Value, node: ts.ElementAccessExpression): FrontValue {
  const known = l.constantOf(index)?.value;
  if (!isValue(base)) {
    if (base.kind === "tuple" && typeof known === "number") return base.elements[known] ?? l.undefined();
    return l.refuse(node, "AD2013", { text: excerpt(node.getText()) });
  }
  if (base.type.kind === "ref") {
    const { memory } = base.type;
    if (memory.kind === "array" && isIndex(l, index, node)) return l.build.load(base, asIndex(l, index, node));
    if (memory.kind === "record" && known !== undefined && known !== null) {
      if (memory.fields.some((field) => field.name === String(known))) return l.build.getField(base, String(known));
      if (l.session.kinds.addField(memory, String(known))) return l.undefined();
    }
  }
  const type = l.session.types.at(node);
  return l.build.extern(["", "[", "]"], [base, index], type.kind === "fn" ? OPAQUE : type, {
    effect: "reads",
    refusal: l.refusal(node, "AD4004", { text: excerpt(node.getText()) }),
  });
}

/** Whether an element access is by number: a string names a property. */
export function isIndex(l: Lowering, index: Value, node: ts.ElementAccessExpression): boolean {
  if (isNumber(index.type)) return true;
  return index.type.kind === "opaque" && l.session.types.at(node.argumentExpression).kind !== "opaque"
    ? true
    : index.type.kind === "opaque" &&
        (l.checker.getTypeAtLocation(node.argumentExpression).flags & ts.TypeFlags.Any) !== 0;
}

export function asIndex(l: Lowering, index: Value, node: ts.Node): Value {
  return isNumber(index.type) ? index : l.coerce(index, F64, node);
}

export function lowerObjectLiteral(l: Lowering, node: ts.ObjectLiteralExpression): Value {
  const entries: { readonly name: string; readonly value: Value }[] = [];
  for (const property of node.properties) {
    if (ts.isSpreadAssignment(property)) {
      const source = l.value(property.expression);
      const { memory } = source.type.kind === "ref" ? source.type : { memory: undefined };
      if (memory?.kind !== "record") return carryExpression(l, node, "AD2011", { text: excerpt(node.getText()) });
      for (const field of memory.fields) setEntry(entries, field.name, l.build.getField(source, field.name));
      continue;
    }
    const name = property.name;
    const initializer = ts.isPropertyAssignment(property)
      ? property.initializer
      : ts.isShorthandPropertyAssignment(property)
        ? property.name
        : undefined;
    if (
      !initializer ||
      isFunctionNode(initializer) ||
      !name ||
      !(ts.isIdentifier(name) || ts.isStringLiteral(name) || ts.isNumericLiteral(name))
    ) {
      return carryExpression(l, node, "AD2011", { text: excerpt(node.getText()) });
    }
    setEntry(entries, name.text, l.value(initializer));
  }
  const contextual = l.checker.getContextualType(node);
  if (mayGrow(l, node, contextual)) {
    const names = entries.map((entry) => entry.name);
    return typedLiteral(l, recordMemory(l.unknownRecord(node, names))!, entries, node);
  }
  if (entries.length === 0) return l.build.extern(["({})"], [], l.session.types.at(node), { effect: "reads" });
  const expected = contextual && recordMemory(l.session.types.of(contextual));
  return expected && covers(expected, entries)
    ? typedLiteral(l, expected, entries, node)
    : freeLiteral(l, entries, node);
}

/** Whether properties may be added to an object that the checker knows nothing of. */
function mayGrow(l: Lowering, node: ts.ObjectLiteralExpression, contextual: ts.Type | undefined): boolean {
  if (contextual) return l.session.types.isUnknown(contextual) && l.session.types.of(contextual).kind === "opaque";
  return (node.flags & ts.NodeFlags.JavaScriptFile) !== 0;
}

interface Entry {
  readonly name: string;
  readonly value: Value;
}

function setEntry(entries: Entry[], name: string, value: Value): void {
  const index = entries.findIndex((entry) => entry.name === name);
  if (index >= 0) entries[index] = { name, value };
  else entries.push({ name, value });
}

function recordMemory(type: Type): RecordMemory | undefined {
  return type.kind === "ref" && type.memory.kind === "record" ? type.memory : undefined;
}

function covers(expected: RecordMemory, entries: readonly Entry[]): boolean {
  return entries.every((entry) => {
    const field = expected.fields.find((candidate) => candidate.name === entry.name);
    return (
      field !== undefined &&
      (sameType(field.type, entry.value.type) || !isDifferentiableMismatch(field.type, entry.value.type))
    );
  });
}

/** A number in a field that the declared type knows nothing of: the literal's own type knows better. */
function isDifferentiableMismatch(declared: Type, actual: Type): boolean {
  return declared.kind === "opaque" && actual.kind !== "opaque";
}

function typedLiteral(l: Lowering, memory: RecordMemory, entries: readonly Entry[], node: ts.Node): Value {
  const values = memory.fields.map((field) => {
    const entry = entries.find((candidate) => candidate.name === field.name);
    return entry ? l.coerce(entry.value, field.type, node) : l.undefined(field.type);
  });
  return l.build.literal({ kind: "ref", memory }, values);
}

function freeLiteral(l: Lowering, entries: readonly Entry[], node: ts.Node): Value {
  const fields: Field[] = entries.map(({ name, value }) => ({ name, type: isNumber(value.type) ? F64 : value.type }));
  const type = l.session.types.canonicalRecord(fields);
  return typedLiteral(l, recordMemory(type)!, entries, node);
}
