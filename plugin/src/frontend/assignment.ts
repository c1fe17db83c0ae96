/** Assignments: to variables, elements, properties and patterns; compound, logical, `++` and `--`. */
import ts from "typescript-6";
import { excerpt } from "../diagnostics/index.js";
import type { Value } from "../ir/ops.js";
import { FN, isNumber, type RecordMemory } from "../ir/types.js";
import { arrayMemory } from "./array-call.js";
import { assignLength } from "./array-length.js";
import { symbolOfReference } from "./references.js";
import { withChosen } from "./choices.js";
import { elementsOfCollection, takenElements } from "./destructured-iterables.js";
import { innerAccessors } from "./inner-bindings.js";
import { literalElements } from "./literal-elements.js";
import { isDictionary, turnsDictionary, writeEntry } from "./dictionaries.js";
import type { Lowering } from "./lowering.js";
import { dispatch, isFieldOnly, type Members, membersNamed, memberValue, writeMember } from "./members.js";
import { isModuleLevel } from "./modules.js";
import { accessorOf, recordOf, writeMember as writeObjectMember } from "./objects.js";
import { isShortCircuit, lowerOperation, lowerShortCircuit, numeric } from "./operations.js";
import { elementOf } from "./elements.js";
import { restOf, withDefault } from "./patterns.js";
import { asIndex, isIndex, qualifiedName, knownKey, lacks, readElement, readProperty } from "./properties.js";
import { writeKeyed } from "./record-keys.js";
import { unwrap } from "./syntax.js";
import { type ChoiceValue, type FrontValue, isValue, type ObjectValue } from "./values.js";

/** A place that can be read and assigned; its object and index have been evaluated. */
interface Reference {
  read(): FrontValue;
  write(value: FrontValue): void;
}

export function lowerAssignment(l: Lowering, node: ts.BinaryExpression): FrontValue {
  const { left, right } = node;
  const operator = node.operatorToken.kind;
  if (operator === ts.SyntaxKind.EqualsToken) {
    const pattern = unwrap(left);
    if (ts.isArrayLiteralExpression(pattern) || ts.isObjectLiteralExpression(pattern)) {
      return assignPatternFrom(l, pattern, right);
    }
    const reference = referenceTo(l, left);
    const value = l.expression(right);
    reference.write(value);
    return value;
  }
  const reference = referenceTo(l, left);
  const plain = withoutAssignment(operator);
  if (isShortCircuit(plain)) {
    const assign = (): FrontValue => {
      const value = l.expression(right);
      reference.write(value);
      return value;
    };
    return lowerShortCircuit(l, plain, reference.read(), assign, node);
  }
  const current = l.toValue(reference.read(), left);
  const value = lowerOperation(l, plain, current, l.value(right), node);
  reference.write(value);
  return value;
}

function withoutAssignment(kind: ts.SyntaxKind): ts.SyntaxKind {
  const text = ts.tokenToString(kind)!;
  return OPERATORS.get(text.slice(0, -1))!;
}

const OPERATORS: ReadonlyMap<string, ts.SyntaxKind> = new Map(
  ["+", "-", "*", "/", "%", "**", "&", "|", "^", "<<", ">>", ">>>", "&&", "||", "??"].map((text) => [
    text,
    tokenOf(text),
  ]),
);

function tokenOf(text: string): ts.SyntaxKind {
  for (let kind = ts.SyntaxKind.FirstPunctuation; kind <= ts.SyntaxKind.LastPunctuation; kind++) {
    if (ts.tokenToString(kind) === text) return kind;
  }
  throw new Error(`no token ${text}`);
}

/** `++` and `--`, before and after. */
export function lowerIncrement(l: Lowering, node: ts.PrefixUnaryExpression | ts.PostfixUnaryExpression): Value {
  const { operand } = node;
  const reference = referenceTo(l, operand);
  const before = numeric(l, l.toValue(reference.read(), operand), operand);
  const sign = node.operator === ts.SyntaxKind.PlusPlusToken ? "add" : "sub";
  const after = l.build.prim(sign, before, l.constant(1));
  reference.write(after);
  return ts.isPrefixUnaryExpression(node) ? after : before;
}

function referenceTo(l: Lowering, node: ts.Expression): Reference {
  const target = unwrap(node);
  if (ts.isIdentifier(target)) return variableReference(l, target);
  if (ts.isElementAccessExpression(target)) return elementReference(l, target);
  if (ts.isPropertyAccessExpression(target)) return propertyReference(l, target);
  return refused(l, node);
}

function refused(l: Lowering, node: ts.Expression): Reference {
  l.session.report(node, "AD2018", { text: excerpt(node.getText()) });
  return { read: () => l.undefined(l.session.types.at(node)), write: () => {} };
}

function variableReference(l: Lowering, node: ts.Identifier): Reference {
  const symbol = symbolOfReference(l.checker, node);
  const variable = symbol && l.scope.lookup(symbol);
  if (variable && l.env.has(variable)) {
    return {
      read: () => l.read(variable),
      write: (value) => {
        const opaque = isValue(value) && value.type.kind === "opaque" && variable.type.kind !== "opaque";
        l.write(variable, opaque && variable.type.kind !== "fn" ? l.coerce(value, variable.type, node) : value);
      },
    };
  }
  return {
    read: () => l.expression(node),
    write: (value) => {
      const refusal = l.refusal(node, "AD3001", { variable: node.text });
      const assigned = l.toValue(value, node);
      const inner = symbol?.valueDeclaration && innerAccessors(symbol.valueDeclaration);
      if (inner)
        return l.build.externStatement(["", "(", ");"], [l.build.global(inner.set, FN), assigned], { refusal });
      const file = node.getSourceFile();
      if (file === l.file || !symbol || !isModuleLevel(l, symbol)) {
        return l.build.externStatement([`${node.text} = `, ";"], [assigned], { refusal });
      }
      // Another file's bindings cannot be assigned from here.
      const { text } = node;
      const setter = { file: file.fileName, name: `cotangent_set_${text}`, constant: true, sets: text };
      l.build.externStatement(["", "(", ");"], [l.build.global(setter, FN), assigned], { refusal });
    },
  };
}

function elementReference(l: Lowering, node: ts.ElementAccessExpression): Reference {
  const target = l.expression(node.expression);
  const index = l.value(node.argumentExpression);
  if (!isValue(target) && target.kind === "object") {
    const known = knownKey(l, index, node);
    const isName = typeof known === "number" || typeof known === "string";
    return {
      read: () => l.at(node, () => readElement(l, target, index, node)),
      write: (value) => l.at(node, () => writeProperty(l, target, isName ? String(known) : undefined, value, node)),
    };
  }
  const name = knownKey(l, index, node);
  const members = typeof name === "string" ? membersNamed(l, target, name, node) : undefined;
  if (members && !(isFieldOnly(members) && isValue(target))) return memberReference(l, target, members, node);
  // It would be a copy that is assigned.
  if (!isValue(target) && target.kind === "tuple") return refused(l, node);
  const base = l.at(node, () => l.toValue(target, node.expression));
  const write = (value: FrontValue): void => {
    const stored = l.toValue(value, node);
    const known = knownKey(l, index, node);
    if (isDictionary(base)) return writeEntry(l, base, index, stored, node);
    if (base.type.kind === "ref") {
      const { memory } = base.type;
      if (memory.kind === "array" && isIndex(l, index, node)) {
        l.session.holes.store(base, node, typeof known === "number" ? known : undefined);
        return l.build.store(base, asIndex(l, index, node), l.coerce(stored, memory.element, node));
      }
      const field = memory.kind === "record" && memory.fields.find((candidate) => candidate.name === String(known));
      if (field) return l.build.setField(base, field.name, l.coerce(stored, field.type, node));
      if (typeof known === "string" && l.session.kinds.addField(memory, known)) return;
      if (known === undefined && turnsDictionary(l, base)) return;
      if (known === undefined && !isNumber(index.type) && writeKeyed(l, base, index, stored, node)) return;
    }
    const refusal = l.refusal(node, "AD4004", { text: excerpt(node.getText()) });
    l.build.externStatement(["", "[", "] = ", ";"], [base, index, stored], { refusal });
  };
  return {
    read: () => l.at(node, () => readElement(l, base, index, node)),
    write: (value) => l.at(node, () => write(value)),
  };
}

function memberReference(l: Lowering, target: FrontValue, members: Members, node: ts.Expression): Reference {
  return {
    read: () => l.at(node, () => dispatch(l, target, members, node, (member) => memberValue(l, target, member, node))),
    write: (value) => l.at(node, () => writeMember(l, target, members, node, value)),
  };
}

function propertyReference(l: Lowering, node: ts.PropertyAccessExpression): Reference {
  // An assertion may say that what a module or the language has is open to change.
  if (unwrap(node.expression) === node.expression && qualifiedName(l, node)) return refused(l, node);
  const target = l.expression(node.expression);
  const name = node.name.text;
  const members = membersNamed(l, target, name, node);
  if (members && !(isFieldOnly(members) && isValue(target))) return memberReference(l, target, members, node);
  if (!isValue(target) && (target.kind === "object" || target.kind === "choice")) {
    return {
      read: () => l.at(node, () => readProperty(l, target, name, node, () => l.session.types.at(node))),
      write: (value) => l.at(node, () => writeProperty(l, target, name, value, node)),
    };
  }
  const base = l.at(node, () => l.toValue(target, node.expression));
  const write = (value: FrontValue): void => {
    const stored = l.toValue(value, node);
    if (isDictionary(base)) return writeEntry(l, base, l.constant(name), stored, node);
    if (base.type.kind === "ref") {
      const { memory } = base.type;
      const slot = members?.name ?? name;
      const field = memory.kind === "record" && memory.fields.find((candidate) => candidate.name === slot);
      if (field) return l.build.setField(base, slot, l.coerce(stored, field.type, node));
      if (l.session.kinds.addField(memory, name)) return;
    }
    // What reads it takes arrays to have nothing of that name.
    if (lacks(base.type, name)) return l.session.report(node, "AD2018", { text: excerpt(node.getText()) });
    if (name === "length" && arrayMemory(base)?.container === "Array") return assignLength(l, base, stored, node);
    const refusal =
      name === "length" && base.type.kind === "ref"
        ? l.refusal(node, "AD3003", {})
        : l.refusal(node, "AD4004", { text: excerpt(node.getText()) });
    l.build.externStatement(["", `.${name} = `, ";"], [base, stored], { refusal });
  };
  const read = (): FrontValue => readProperty(l, base, name, node, () => l.session.types.at(node));
  return { read: () => l.at(node, read), write: (value) => l.at(node, () => write(value)) };
}

/** Assigns a property of an object that has functions; `name` undefined: one that is not known. */
function writeProperty(
  l: Lowering,
  target: ObjectValue | ChoiceValue,
  name: string | undefined,
  value: FrontValue,
  node: ts.Expression,
): void {
  if (target.kind === "choice") {
    const write = (chosen: FrontValue): void => {
      if (!isValue(chosen) && (chosen.kind === "object" || chosen.kind === "choice")) {
        writeProperty(l, chosen, name, value, node);
      } else l.session.report(node, "AD2018", { text: excerpt(node.getText()) });
    };
    withChosen(l, target, (chosen) => void write(chosen));
    return;
  }
  const setter = name === undefined ? undefined : accessorOf(l, target, "set", name);
  if (setter) {
    l.handlers.apply(l, setter, [{ value, optional: false }], node);
    return;
  }
  const record = recordOf(l, target);
  const memory = record?.type.kind === "ref" ? (record.type.memory as RecordMemory) : undefined;
  const field = memory?.fields.find((candidate) => candidate.name === name);
  if (record?.type.kind === "opaque" && name !== undefined && !target.members.has(name)) {
    // An object of the module that has functions.
    const refusal = l.refusal(node, "AD4004", { text: excerpt(node.getText()) });
    l.build.externStatement(["", `.${name} = `, ";"], [record, l.toValue(value, node)], { refusal });
  } else if (record && field) {
    l.build.setField(record, field.name, l.coerce(l.toValue(value, node), field.type, node));
  } else if (name === undefined || !writeObjectMember(l, target, name, value)) {
    // Which function is replaced is known when it runs: the object is about to be made anew, as memory.
    if (target.site !== undefined && l.session.escape(target.site)) return;
    l.session.report(node, "AD2018", { text: excerpt(node.getText()) });
  }
}

type AssignmentPattern = ts.ArrayLiteralExpression | ts.ObjectLiteralExpression;

/** The right side is evaluated as a whole before anything is assigned. */
function assignPatternFrom(l: Lowering, pattern: AssignmentPattern, right: ts.Expression): FrontValue {
  const elements = ts.isArrayLiteralExpression(pattern) ? literalElements(l, pattern, right) : undefined;
  const value = elements ?? takenElements(l, pattern, right) ?? l.expression(right);
  assignTo(l, pattern, value);
  return value;
}

/** Assigns a value to a target of any form. */
export function assignTo(l: Lowering, target: ts.Expression, value: FrontValue): void {
  const inner = unwrap(target);
  if (ts.isOmittedExpression(inner)) return;
  if (ts.isBinaryExpression(inner) && inner.operatorToken.kind === ts.SyntaxKind.EqualsToken) {
    return assignTo(l, inner.left, withDefault(l, value, inner.right));
  }
  l.at(inner, () => {
    if (ts.isArrayLiteralExpression(inner)) assignArray(l, inner, value);
    else if (ts.isObjectLiteralExpression(inner)) assignObject(l, inner, value);
    else referenceTo(l, inner).write(value);
  });
}

function assignArray(l: Lowering, pattern: ts.ArrayLiteralExpression, given: FrontValue): void {
  const value = elementsOfCollection(l, pattern, given, pattern);
  pattern.elements.forEach((element, index) => {
    if (ts.isOmittedExpression(element)) return;
    if (ts.isSpreadElement(element)) assignTo(l, element.expression, restOf(l, value, index, pattern));
    else assignTo(l, element, elementOf(l, value, index, pattern));
  });
}

function assignObject(l: Lowering, pattern: ts.ObjectLiteralExpression, value: FrontValue): void {
  for (const property of pattern.properties) {
    const name = property.name;
    if (!name || !(ts.isIdentifier(name) || ts.isStringLiteral(name))) {
      l.session.report(property, "AD2017", { text: excerpt(property.getText()) });
      continue;
    }
    const read = readProperty(l, value, name.text, property, () => l.session.types.at(name));
    if (ts.isShorthandPropertyAssignment(property)) {
      assignTo(l, property.name, withDefault(l, read, property.objectAssignmentInitializer));
    } else if (ts.isPropertyAssignment(property)) assignTo(l, property.initializer, read);
    else l.session.report(property, "AD2017", { text: excerpt(property.getText()) });
  }
}
