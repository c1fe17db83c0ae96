/** Properties and elements: records, tuples, arrays, objects of unknown shape, and the names in namespaces. */
import ts from "typescript-6";
import { excerpt } from "../diagnostics/index.js";
import type { Constant, Value } from "../ir/ops.js";
import { BOOL, F64, isCollectionMemory, isNumber, OPAQUE, type Type } from "../ir/types.js";
import { mapChoice, throwTypeError, withChosen } from "./choices.js";
import { sizeOf } from "./collections.js";
import { isDictionary, readEntry, turnsDictionary } from "./dictionaries.js";
import type { Lowering } from "./lowering.js";
import type { Member } from "./class-info.js";
import { partOfText } from "./foreign.js";
import { functionMember } from "./function-members.js";
import { mathConstant } from "./math-constants.js";
import {
  constructorOf,
  dispatch,
  fieldValue,
  isFieldOnly,
  membersNamed,
  memberValue,
  prototypeMember,
  superMember,
} from "./members.js";
import { isModuleBody } from "./module-scope.js";
import { enumMember, resolveOuter, targetValue } from "./modules.js";
import { libraryFunction, operatorName, resolveAlias } from "./package-names.js";
import {
  chooseMember,
  functionProperty,
  accessorOf,
  hasAccessors,
  literalKeys,
  memberOf,
  recordOf,
} from "./objects.js";
import { isReassigned } from "./references.js";
import { keyed, readKeyed, recordMemory } from "./record-keys.js";
import { memberText, unwrap } from "./syntax.js";
import { isPartOfText } from "./text-operands.js";
import { type ChoiceValue, type FrontValue, isValue } from "./values.js";

export function lowerPropertyAccess(l: Lowering, node: ts.PropertyAccessExpression): FrontValue {
  const name = node.name.text;
  const qualified = qualifiedName(l, node);
  if (qualified) return qualified;
  if (node.expression.kind === ts.SyntaxKind.SuperKeyword) return superMember(l, node);
  const inherited = prototypeMember(l, node);
  if (inherited) return inherited;
  const base = l.expression(node.expression);
  return l.at(node, () => readProperty(l, base, name, node, () => l.session.types.at(node)));
}

/** `Math.PI`, `Number.EPSILON`, `Enum.Member`, `namespace.binding`: names rather than properties of a value. */
export function qualifiedName(l: Lowering, node: ts.PropertyAccessExpression): FrontValue | undefined {
  const expression = unwrap(node.expression);
  const name = node.name.text;
  if (!ts.isIdentifier(expression))
    return ts.isPropertyAccessExpression(expression) ? moduleMember(l, node) : undefined;
  const symbol = l.checker.getSymbolAtLocation(expression);
  const owner = languageObject(l, expression);
  if (!owner && symbol && l.scope.lookup(symbol)) return undefined;
  if (owner) {
    const constant = mathConstant(owner, name);
    if (constant !== undefined) return l.constant(constant, F64, name);
    return { kind: "builtin", name: `${owner}.${name}` };
  }
  const operator = operatorName(l.checker, node);
  if (operator) return l.refuse(node, "AD1007", { operator });
  const primitive = libraryFunction(l.checker, node);
  if (primitive) return primitive;
  const member = l.checker.getSymbolAtLocation(node.name);
  const resolved = member && resolveAlias(l.checker, member);
  const constant: Constant = resolved && enumMember(l.checker, resolved);
  if (constant !== undefined) return l.constant(constant, undefined, name);
  const isNamespace =
    (symbol?.declarations?.some(ts.isNamespaceImport) ?? false) || (resolved && isInNamespace(resolved));
  return (isNamespace && resolved && resolveOuter(l, resolved)) || moduleMember(l, node);
}

/** What a `namespace` of the program exports. */
function isInNamespace(member: ts.Symbol): boolean {
  const statement = member.valueDeclaration && ts.findAncestor(member.valueDeclaration, ts.isStatement);
  return statement !== undefined && ts.isModuleBlock(statement.parent) && isModuleBody(statement.parent);
}

/** `Math` or `Number`, also by another name: `const M = Math`. */
function languageObject(l: Lowering, node: ts.Identifier): "Math" | "Number" | undefined {
  const { text } = node;
  const symbol = l.checker.getSymbolAtLocation(node);
  if (isGlobalName(l, symbol)) return text === "Math" || text === "Number" ? text : undefined;
  const declared = symbol?.valueDeclaration;
  if (!declared || !ts.isVariableDeclaration(declared) || isReassigned(l.checker, symbol!)) return undefined;
  const value = declared.initializer && unwrap(declared.initializer);
  return value && ts.isIdentifier(value) ? languageObject(l, value) : undefined;
}

/** `vec.add` of a module, or of an object that a module consists of. */
function moduleMember(l: Lowering, node: ts.PropertyAccessExpression): FrontValue | undefined {
  let root: ts.Expression = node;
  while (ts.isPropertyAccessExpression(root)) root = unwrap(root.expression);
  const symbol = ts.isIdentifier(root) ? l.checker.getSymbolAtLocation(root) : undefined;
  if (symbol && l.scope.lookup(symbol)) return undefined;
  const target = l.session.modules.ofExpression(node);
  const found = target && targetValue(l, target, node.name.text);
  // Data of an object that is there by a name is read from the object, which may have changed.
  const isVariable = symbol?.valueDeclaration !== undefined && ts.isVariableDeclaration(symbol.valueDeclaration);
  return found && isValue(found) && isVariable && l.constantOf(found) ? undefined : found;
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
    const value = (member: Member): FrontValue => memberValue(l, base, member, node);
    return dispatch(l, base, members, node, value, () => l.undefined());
  }
  const constructed = name === "constructor" ? constructorOf(l, base) : undefined;
  if (constructed) return constructed;
  if (!isValue(base)) {
    if (base.kind === "tuple") {
      if (name === "length") return l.constant(base.elements.length);
      return base.elements[Number(name)] ?? l.undefined();
    }
    if (base.kind === "object") {
      const record = recordOf(l, base);
      const getter = accessorOf(l, base, "get", name);
      if (getter) return l.handlers.apply(l, getter, [], node);
      const member = memberOf(l, base, name);
      if (member || !record) return member ?? l.undefined();
      return base.isOpen || hasField(record, name) ? readProperty(l, record, name, node, type) : l.undefined();
    }
    if (base.kind === "choice") return chosenProperty(l, base, name, node, type);
    // What is assigned to a class from outside of it.
    if (base.kind === "class" && base.info.binding)
      return readProperty(l, l.build.global(base.info.binding, OPAQUE), name, node, type);
    const own =
      functionProperty(l, base, name) ?? (base.kind === "function" ? functionMember(l, base, name) : undefined);
    return own ?? l.refuse(node, "AD2010", { text: excerpt(node.getText()) });
  }
  if (base.type.kind === "ref") {
    const { memory } = base.type;
    if (isDictionary(base)) return readEntry(l, base, l.constant(name));
    if (isCollectionMemory(base.type))
      return name === "size" ? sizeOf(l, base) : l.refuse(node, "AD2010", { text: excerpt(node.getText()) });
    if (memory.kind === "array" && name === "length") return l.build.length(base);
    if (memory.kind === "array" && /^\d+$/.test(name)) return l.build.load(base, l.constant(Number(name)));
    if (memory.kind === "record") {
      if (memory.tuple && name === "length") return l.constant(memory.fields.length);
      if (memory.fields.some((field) => field.name === name)) return l.build.getField(base, name);
    }
    if (l.session.kinds.addField(memory, name)) return l.undefined();
  }
  if (lacks(base.type, name)) return l.undefined();
  if (isOptionalElsewhere(l, base, name, node)) return missingField(l, base, name);
  const result = type();
  // A method that is only mentioned says nothing about the numbers in the object.
  const refusal = result.kind === "fn" ? undefined : l.refusal(node, "AD4004", { text: excerpt(node.getText()) });
  const access = ts.isPropertyAccessExpression(node) ? `.${name}` : memberText(name);
  return l.build.extern(["", access], [base], result.kind === "fn" ? OPAQUE : result, { effect: "reads", refusal });
}

/** Whether the checker takes an object for one of a type with such a field, but it was made as one of a type without, as that may be missing. */
function isOptionalElsewhere(l: Lowering, base: Value, name: string, node: ts.Node): boolean {
  const memory = keyed(base);
  if (!memory || memory.partial) return false;
  const isAccess = ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node);
  const object = isAccess ? node.expression : ts.isBindingElement(node) ? node.parent : undefined;
  const property = object && l.checker.getTypeAtLocation(object).getProperty(name);
  return property !== undefined && (property.flags & ts.SymbolFlags.Optional) !== 0;
}

/** An object may have more than its type says, which code that is compiled for the type cannot use. */
function missingField(l: Lowering, base: Value, name: string): Value {
  const isThere = l.build.extern([`(${JSON.stringify(name)} in `, ")"], [base], BOOL, { effect: "reads" });
  l.branch(isThere, [() => throwTypeError(l, `the object has ${name}, which its type has not`), () => undefined]);
  return l.undefined();
}

/** Whether numbers and arrays have no such property. */
export function lacks(type: Type, name: string): boolean {
  if (isNumber(type)) return !(name in Number.prototype);
  if (type.kind !== "ref" || type.memory.kind !== "array" || /^\d+$/.test(name)) return false;
  const { prototype } = globalThis[type.memory.container];
  return !(name in prototype);
}

function hasField(record: Value, name: string): boolean {
  return recordMemory(record.type)?.fields.some((field) => field.name === name) ?? false;
}

/** A property of one of several objects: of each, if these are functions; otherwise it is read in an arm for each. */
function chosenProperty(l: Lowering, choice: ChoiceValue, name: string, node: ts.Node, type: () => Type): FrontValue {
  const member = (object: FrontValue): FrontValue | undefined => {
    const found = isValue(object) || object.kind !== "object" ? undefined : memberOf(l, object, name);
    return found && !isValue(found) ? found : undefined;
  };
  const read = (object: FrontValue): FrontValue => {
    if (!l.isNullishConstant(object)) return readProperty(l, object, name, node, type);
    return throwTypeError(l, `cannot read ${name} of undefined`);
  };
  return mapChoice(choice, member) ?? withChosen(l, choice, read, ts.isExpression(node) ? node : undefined);
}

/** `Math[name]`, where the type of the name lists what it may be. */
function mathByName(l: Lowering, node: ts.ElementAccessExpression): FrontValue | undefined {
  const { expression, argumentExpression } = node;
  const isMath =
    ts.isIdentifier(expression) &&
    expression.text === "Math" &&
    isGlobalName(l, l.checker.getSymbolAtLocation(expression));
  const names = isMath ? literalKeys(l.checker.getTypeAtLocation(argumentExpression)) : undefined;
  if (!names) return undefined;
  const selector = l.value(argumentExpression);
  const member = (name: string): FrontValue => {
    const constant = mathConstant("Math", name);
    return constant === undefined ? { kind: "builtin", name: `Math.${name}` } : l.constant(constant, F64, name);
  };
  const cases = [...names].map((name) => ({ when: name, value: member(name) }));
  return { kind: "choice", selector, cases, otherwise: l.undefined() };
}

export function lowerElementAccess(l: Lowering, node: ts.ElementAccessExpression): FrontValue {
  return elementAndOwner(l, node).element;
}

/** The element, and what a function that it is would be called on. */
export function elementAndOwner(
  l: Lowering,
  node: ts.ElementAccessExpression,
): { readonly element: FrontValue; readonly owner?: FrontValue } {
  const element = mathByName(l, node);
  if (element) return { element };
  const owner = l.expression(node.expression);
  const index = l.value(node.argumentExpression);
  return { owner, element: l.at(node, () => readElement(l, owner, index, node)) };
}

/** The key of an element access where it is known: by its value, or as its type, which is not just asserted, has no other. */
export function knownKey(l: Lowering, index: Value, node: ts.ElementAccessExpression): Constant {
  const constant = l.constantOf(index);
  if (constant) return constant.value;
  if (isNumber(index.type)) return undefined;
  const type = l.checker.getTypeAtLocation(unwrap(node.argumentExpression));
  return type.isStringLiteral() ? type.value : undefined;
}

export function readElement(l: Lowering, base: FrontValue, index: Value, node: ts.ElementAccessExpression): FrontValue {
  const known = knownKey(l, index, node);
  if (!isValue(base)) {
    if (base.kind === "tuple" && typeof known === "number") return base.elements[known] ?? l.undefined();
    if (typeof known === "number" || typeof known === "string") {
      return readProperty(l, base, String(known), node, () => l.session.types.at(node));
    }
    if (base.kind === "object") {
      // Which getter runs is not known.
      if (hasAccessors(base)) return l.refuse(node, "AD2010", { text: excerpt(node.getText()) });
      const record = recordOf(l, base);
      return chooseMember(l, base, index, node) ?? readElement(l, record ?? l.undefined(), index, node);
    }
    if (base.kind === "choice") return withChosen(l, base, (chosen) => readElement(l, chosen, index, node), node);
    return l.refuse(node, "AD2013", { text: excerpt(node.getText()) });
  }
  if (base.type.kind === "ref") {
    const { memory } = base.type;
    if (isDictionary(base)) return readEntry(l, base, index);
    if (memory.kind === "array" && isIndex(l, index, node)) return l.build.load(base, asIndex(l, index, node));
    if (typeof known === "string" && (lacks(base.type, known) || membersNamed(l, base, known, node)))
      return readProperty(l, base, known, node, () => l.session.types.at(node));
    if (memory.kind === "record" && known !== undefined && known !== null) {
      if (memory.fields.some((field) => field.name === String(known))) return l.build.getField(base, String(known));
      if (l.session.kinds.addField(memory, String(known))) return l.undefined();
      if (isOptionalElsewhere(l, base, String(known), node)) return missingField(l, base, String(known));
    }
    if (known === undefined && turnsDictionary(l, base)) return l.undefined(l.session.types.at(node));
    const found = known === undefined && !isNumber(index.type) ? readKeyed(l, base, index, node) : undefined;
    if (found) return found;
  }
  if (isPartOfText(l, node)) return partOfText(l, ["", "[", "]"], [base, index], node);
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
