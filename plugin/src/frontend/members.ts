/**
 * Members of classes: what a name means for an object, found from the class that it is known to be of or, where that is
 * open, from all classes that it may be of, told apart by `instanceof`.
 */
import ts from "typescript-6";
import { excerpt } from "../diagnostics/index.js";
import type { Value } from "../ir/ops.js";
import { BOOL, isDifferentiable, OPAQUE, type Type } from "../ir/types.js";
import { throwTypeError } from "./choices.js";
import { fieldType, isHidden, memberName } from "./class-descriptions.js";
import type { ClassInfo, DataField, Member } from "./class-info.js";
import type { Lowering } from "./lowering.js";
import { memberText, unwrap } from "./syntax.js";
import { type ClassValue, type FrontValue, type FunctionValue, isValue, Scope, THIS, Variable } from "./values.js";

/** What a name means; `classes`: whose instances it means that for. */
interface Alternative {
  readonly member: Member;
  readonly classes: readonly ClassInfo[];
}

export interface Members {
  readonly name: string;
  readonly alternatives: readonly [Alternative, ...Alternative[]];
  /** The same, and between them the classes that have no such member. */
  readonly withLacking: readonly (Alternative | Lacking)[];
  /** Whether the object may be of none of the classes. */
  readonly isOpen: boolean;
}

interface Lacking {
  readonly member: undefined;
  readonly classes: readonly ClassInfo[];
}

/** What `base.name` may be; nothing where `base` is no object of a class of the program, or has no such member. */
export function membersNamed(
  l: Lowering,
  base: FrontValue,
  name: string | ts.MemberName,
  node: ts.Node,
): Members | undefined {
  const identifier = ts.isPropertyAccessExpression(node) ? node.name : name;
  const { classes, types, exact } = l.session;
  if (typeof identifier !== "string" && ts.isPrivateIdentifier(identifier)) return privateMember(l, identifier);
  const text = typeof name === "string" ? name : name.text;
  const only = (member: Member | undefined): Members | undefined => member && onlyMember(text, member);
  if (!isValue(base)) {
    if (base.kind === "class") return only(classes.static(base.info, text));
    return base.kind === "construction" ? only(classes.member(base.info, text)) : undefined;
  }
  const hierarchy = types.instances.hierarchyOf(base.type);
  if (!hierarchy) return undefined;
  const known = exact.get(base);
  if (known) return only(classes.member(known, text));
  const type = staticType(l, node);
  const candidates = classes.candidates(type, hierarchy);
  const isOpen = classes.mayBeLiteral(type, hierarchy);
  return alternatives(l, text, candidates.length > 0 ? candidates : hierarchy.classes, isOpen);
}

/** A private name means a member of the class around it, whatever the object is. */
function privateMember(l: Lowering, name: ts.PrivateIdentifier): Members | undefined {
  const declaration = l.checker.getSymbolAtLocation(name)?.valueDeclaration;
  const info = declaration && ts.isClassLike(declaration.parent) && l.session.classes.ofNode(declaration.parent);
  if (!info) return undefined;
  const key = memberName(name, info)!;
  const member = info.members.get(key) ?? info.statics.get(key);
  return member && onlyMember(key, member);
}

function onlyMember(name: string, member: Member): Members {
  const only: Alternative = { member, classes: [] };
  return { name, alternatives: [only], withLacking: [only], isOpen: false };
}

function alternatives(
  l: Lowering,
  name: string,
  candidates: readonly ClassInfo[],
  mayBeLiteral: boolean,
): Members | undefined {
  const { classes } = l.session;
  const found: { member: Member | undefined; classes: ClassInfo[] }[] = [];
  // The most derived first: an instance of a class is one of all that it extends.
  for (const info of [...candidates].reverse()) {
    const member = classes.member(info, name);
    // No object is of an abstract class alone.
    if (member ? isDeclaredOnly(member) : info.isAbstract) continue;
    const { base } = info;
    const isInherited = base && candidates.includes(base) && isSame(member, classes.member(base, name));
    if (isInherited) continue;
    const same = found.at(-1);
    if (same && isSame(same.member, member)) same.classes.push(info);
    else found.push({ member, classes: [info] });
  }
  // What is data of some classes is data of an object of none.
  const field = mayBeLiteral ? found.find(({ member }) => member?.kind === "field") : undefined;
  if (field && field !== found.at(-1)) found.push({ member: field.member, classes: [] });
  const isOpen = mayBeLiteral && !field;
  const [first, ...rest] = found.filter((each): each is Alternative & typeof each => each.member !== undefined);
  if (!first) return undefined;
  return { name, alternatives: [first, ...rest], withLacking: found as (Alternative | Lacking)[], isOpen };
}

/** An abstract method or accessor: objects have what a class that extends the one says. */
function isDeclaredOnly(member: Member): boolean {
  if (member.kind === "method") return !member.node.body;
  return member.kind === "accessor" && !(member.get ?? member.set)?.body;
}

/** Fields of one name are one slot of the memory. */
function isSame(a: Member | undefined, b: Member | undefined): boolean {
  if (!a || !b || a.kind !== b.kind) return a === b;
  if (a.kind === "field") return true;
  if (a.kind === "accessor" || a.kind === "unknown") return a.owner === b.owner;
  return a.node === (b as typeof a).node;
}

/** The declared type of the object whose property a node reads or writes. */
function staticType(l: Lowering, node: ts.Node): ts.Type {
  if (ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node))
    return l.checker.getTypeAtLocation(node.expression);
  if (ts.isBindingElement(node)) return l.checker.getTypeAtLocation(node.parent);
  return l.checker.getAnyType();
}

/** Whether the name is that of data for every object that `base` may be. */
export function isFieldOnly({ alternatives }: Members): boolean {
  return alternatives.every(({ member }) => member.kind === "field");
}

/**
 * Does with the member that an object has what `use` does; each alternative in an arm of its own. `lacking`: what an object has that has
 * no such member, where that may be.
 */
export function dispatch(
  l: Lowering,
  base: FrontValue,
  members: Members,
  node: ts.Node,
  use: (member: Member) => FrontValue,
  lacking?: () => FrontValue,
): FrontValue {
  const { name, alternatives, withLacking, isOpen } = members;
  const arms = lacking ? withLacking : alternatives;
  if (!isValue(base)) return use(alternatives[0].member);
  const isInstance = (of: readonly ClassInfo[]): Value =>
    of
      .map((info) => instanceTest(l, base, { kind: "class", info, scope: undefined }, node))
      .reduce((any, next) => l.branch(any, [() => l.constant(true), () => next]) as Value);
  if (isOpen) {
    const none = `the object with \`${name}\` is an instance of no class`;
    const known = isInstance(arms.flatMap(({ classes }) => classes));
    l.branch(known, [() => undefined, () => void throwTypeError(l, none)]);
  }
  if (arms.length === 1) return use(alternatives[0].member);
  const useOrLack = (member: Member | undefined): FrontValue => (member ? use(member) : lacking!());
  const chain = (at: number): FrontValue => {
    const { member, classes } = arms[at];
    if (at === arms.length - 1) return useOrLack(member);
    return (
      l.branch(
        isInstance(classes),
        [() => useOrLack(member), () => chain(at + 1)],
        ts.isExpression(node) ? node : undefined,
      ) ?? l.undefined()
    );
  };
  return chain(0);
}

/** `base instanceof C` */
export function instanceTest(l: Lowering, base: Value, { info }: ClassValue, node: ts.Node): Value {
  const { exact, classes } = l.session;
  const known = exact.get(base);
  if (known) return l.constant(classes.isSubclass(known, info));
  if (!info.binding) return l.refuse(node, "AD2004", { text: excerpt(`instanceof ${info.name}`) });
  const tested = l.build.global(info.binding, OPAQUE);
  return l.build.extern(["(", " instanceof ", ")"], [base, tested], BOOL, { effect: "none" });
}

/** What a member of an object is: its field, the method with the object as its `this`, what its getter returns. */
export function memberValue(l: Lowering, base: FrontValue, member: Member, node: ts.Node): FrontValue {
  switch (member.kind) {
    case "field":
      return readField(l, base, member.field.name, node);
    case "method":
      return methodValue(l, base, member.node, member.owner);
    case "arrow": {
      const scope = new Scope(scopeOf(l, member.owner));
      l.env.set(scope.declare(THIS, new Variable("this", typeOf(base))), base);
      return { kind: "function", node: member.node, scope, name: nameOf(member.node.parent), owner: member.owner };
    }
    case "accessor":
      if (!member.get) return l.undefined();
      return l.handlers.apply(l, methodValue(l, base, member.get, member.owner), [], node);
    case "constant":
      return l.expression(member.node);
    case "unknown":
      return l.refuse(node, "AD2004", { text: excerpt(node.getText()) });
  }
}

function typeOf(value: FrontValue): Type {
  return isValue(value) ? value.type : OPAQUE;
}

export function methodValue(
  l: Lowering,
  receiver: FrontValue,
  node: FunctionValue["node"],
  owner: ClassInfo,
): FunctionValue {
  return { kind: "function", node, scope: scopeOf(l, owner), name: nameOf(node), receiver, owner };
}

function nameOf(node: ts.Node): string {
  const name =
    ts.isMethodDeclaration(node) || ts.isAccessor(node) || ts.isPropertyDeclaration(node) ? node.name : undefined;
  if (!name) return memberOfPrototype(node) ?? "lambda";
  return ts.isPrivateIdentifier(name) ? name.text.slice(1) : name.getText();
}

/** The name by which a function is made a member: that of the property that it becomes, or its own. */
function memberOfPrototype(node: ts.Node): string | undefined {
  const { parent } = node;
  if (ts.isBinaryExpression(parent) && ts.isPropertyAccessExpression(parent.left)) return parent.left.name.text;
  if (ts.isFunctionExpression(node) && node.name) return node.name.text;
  const name =
    ts.isPropertyAssignment(parent) || ts.isFunctionDeclaration(node) ? (node as ts.NamedDeclaration).name : undefined;
  const own = ts.isPropertyAssignment(parent) ? parent.name : name;
  return own && ts.isIdentifier(own) && own.text !== "value" ? own.text : undefined;
}

/** The scope that the members of a class stand in: none at the top level of a module. */
function scopeOf(l: Lowering, info: ClassInfo): Scope | undefined {
  const variable = l.scope.lookup(info.symbol);
  const value = variable && l.env.get(variable);
  return value && !isValue(value) && value.kind === "class" ? value.scope : undefined;
}

function readField(l: Lowering, base: FrontValue, name: string, node: ts.Node): FrontValue {
  if (isValue(base)) return l.build.getField(base, name);
  if (base.kind === "construction") return l.read(base.fields.get(name)!);
  const binding = base.kind === "class" ? base.info.binding : undefined;
  const member = base.kind === "class" ? l.session.classes.static(base.info, name) : undefined;
  if (!binding || member?.kind !== "field" || hasPrivateName(member.field))
    return l.refuse(node, "AD2004", { text: excerpt(node.getText()) });
  const isReadonly = (ts.getCombinedModifierFlags(member.field.declaration) & ts.ModifierFlags.Readonly) !== 0;
  const type = l.session.types.of(fieldType(l.checker, member.field));
  const hidden = isHidden(member.field.declaration) || undefined;
  return l.build.global({ ...binding, member: name, constant: isReadonly, hidden }, type);
}

/** The value of a field, as the type that it is known to have here. */
export function fieldValue(l: Lowering, base: Value, { name }: Members, node: ts.Node, type: Type): Value {
  const value = l.build.getField(base, name);
  const isVaguer = value.type.kind === "opaque" && type.kind !== "opaque" && type.kind !== "fn";
  if (!isVaguer) return value;
  if (!isDifferentiable(type)) return l.coerce(value, type, node);
  // Other classes have a field of the name that is something else.
  const refusal = l.refusal(node, "AD4003", { text: excerpt(node.getText()) });
  return l.build.extern(["", memberText(name)], [base], type, { effect: "reads", refusal });
}

/** Assigns a member that is not just a slot of memory. */
export function writeMember(l: Lowering, base: FrontValue, members: Members, node: ts.Node, value: FrontValue): void {
  dispatch(l, base, members, node, (member) => {
    if (member.kind === "accessor" && member.set) {
      const argument = { value, optional: false };
      l.handlers.apply(l, methodValue(l, base, member.set, member.owner), [argument], node);
    } else if (member.kind === "field") writeField(l, base, member.field.name, node, value);
    else l.session.report(node, "AD2018", { text: excerpt(node.getText()) });
    return l.undefined();
  });
}

function writeField(l: Lowering, base: FrontValue, name: string, node: ts.Node, value: FrontValue): void {
  if (isValue(base)) {
    const field = base.type.kind === "ref" && base.type.memory.kind === "record" ? base.type.memory.fields : [];
    const type = field.find((each) => each.name === name)?.type ?? OPAQUE;
    l.build.setField(base, name, l.coerce(l.toValue(value, node), type, node));
  } else if (base.kind === "construction") l.write(base.fields.get(name)!, value);
  else if (base.kind === "class" && base.info.binding) {
    const member = l.session.classes.static(base.info, name);
    const field = member?.kind === "field" ? member.field : undefined;
    if (field && hasPrivateName(field)) return l.session.report(node, "AD2004", { text: excerpt(node.getText()) });
    const refusal = l.refusal(node, "AD3001", { variable: `${base.info.name}.${name}` });
    const owner = l.build.global(base.info.binding, OPAQUE);
    const access = field && isHidden(field.declaration) ? `[${JSON.stringify(name)}]` : `.${name}`;
    l.build.externStatement(["", `${access} = `, ";"], [owner, l.toValue(value, node)], { refusal });
  } else l.session.report(node, "AD2018", { text: excerpt(node.getText()) });
}

/** Whether only the text of the class can name it. */
function hasPrivateName({ declaration }: DataField): boolean {
  return ts.isPropertyDeclaration(declaration) && ts.isPrivateIdentifier(declaration.name);
}

/** `this` */
export function thisValue(l: Lowering, node: ts.Node): FrontValue {
  const variable = l.scope.lookup(THIS);
  const value = variable && l.env.get(variable);
  if (variable && !value && ts.isBinaryExpression(node.parent) && isInstanceof(node.parent)) return l.undefined();
  return value ?? l.refuse(node, "AD2007", {});
}

function isInstanceof({ operatorToken }: ts.BinaryExpression): boolean {
  return operatorToken.kind === ts.SyntaxKind.InstanceOfKeyword;
}

/** `super.name`: the member that the class around it would have inherited. */
export function superMember(l: Lowering, node: ts.PropertyAccessExpression): FrontValue {
  const around = ts.findAncestor(node, ts.isClassElement);
  const info = around && ts.isClassLike(around.parent) ? l.session.classes.ofNode(around.parent) : undefined;
  const isStatic = around !== undefined && (ts.getCombinedModifierFlags(around) & ts.ModifierFlags.Static) !== 0;
  const { classes } = l.session;
  const name = node.name.text;
  const member = info?.base && (isStatic ? classes.static(info.base, name) : classes.member(info.base, name));
  if (!member || member.kind === "field" || member.kind === "arrow") return l.refuse(node, "AD2007", {});
  return memberValue(l, thisValue(l, node), member, node);
}

/** `C.prototype.name`: the member without an object. */
export function prototypeMember(l: Lowering, node: ts.PropertyAccessExpression): FrontValue | undefined {
  const prototype = unwrap(node.expression);
  if (!ts.isPropertyAccessExpression(prototype) || prototype.name.text !== "prototype") return undefined;
  const owner = unwrap(prototype.expression);
  if (!ts.isIdentifier(owner) && !ts.isPropertyAccessExpression(owner)) return undefined;
  const base = l.expression(owner);
  if (isValue(base) || base.kind !== "class") return undefined;
  const member = l.session.classes.member(base.info, node.name.text);
  if (member?.kind !== "method") return undefined;
  const { receiver: _, ...method } = methodValue(l, base, member.node, member.owner);
  return method;
}

/** `this.constructor`: the class of an object, where it can be of one only. */
export function constructorOf(l: Lowering, object: FrontValue): ClassValue | undefined {
  const info = isValue(object) ? onlyClass(l, object) : object.kind === "construction" ? object.info : undefined;
  return info && { kind: "class", info, scope: scopeOf(l, info) };
}

function onlyClass(l: Lowering, object: Value): ClassInfo | undefined {
  const { exact, types } = l.session;
  const hierarchy = types.instances.hierarchyOf(object.type);
  return exact.get(object) ?? (hierarchy?.classes.length === 1 ? hierarchy.classes[0] : undefined);
}

/** The own properties of an object that are data, where nothing else is there to copy; nothing if that is not known. */
export function ownFields(l: Lowering, object: Value): readonly string[] | undefined {
  const { classes, exact, types } = l.session;
  const hierarchy = types.instances.hierarchyOf(object.type);
  if (!hierarchy) return undefined;
  const info = onlyClass(l, object);
  const isPlain = hierarchy.interfaces.length === 0 || exact.has(object);
  if (!info || !isPlain || classes.hasOwnFunctions(info)) return undefined;
  return classes
    .fieldsOf(info)
    .map(({ name }) => name)
    .filter((name) => !name.includes("#"));
}
