/** Classes: how they are defined, how their objects are made, and where members are found. */
import ts from "typescript-6";
import type { Machine } from "./machine.js";
import { Scope } from "./scope.js";
import { type Accessor, ClassValue, FunctionValue, RecordValue, type Value } from "./values.js";

const isStatic = (member: ts.ClassElement): boolean =>
  ts.canHaveModifiers(member) &&
  (ts.getModifiers(member) ?? []).some(({ kind }) => kind === ts.SyntaxKind.StaticKeyword);

export function memberName(name: ts.PropertyName): string {
  if (ts.isComputedPropertyName(name)) {
    if (ts.isStringLiteral(name.expression)) return name.expression.text;
    throw new Error("the oracle knows the names of members");
  }
  return name.text;
}

export function defineClass(machine: Machine, node: ts.ClassLikeDeclaration, scope: Scope): ClassValue {
  const extended = node.heritageClauses?.find(({ token }) => token === ts.SyntaxKind.ExtendsKeyword)?.types[0];
  const parent = extended && machine.expression(extended.expression, scope);
  const made = new ClassValue(node, scope, parent instanceof ClassValue ? parent : undefined);
  if (node.name) scope.declare(node.name.text, made);
  for (const member of node.members) {
    if (ts.isMethodDeclaration(member) && member.body) {
      const method = new FunctionValue(member, scope, made);
      (isStatic(member) ? made.statics : made.methods).set(memberName(member.name), method);
    } else if (ts.isAccessor(member) && member.body) {
      const accessors = isStatic(member) ? made.staticAccessors : made.accessors;
      addAccessor(accessors, member, new FunctionValue(member, scope, made));
    }
  }
  for (const member of node.members) {
    if (ts.isPropertyDeclaration(member) && isStatic(member)) {
      const initial = member.initializer && machine.expression(member.initializer, inside(made, made));
      made.statics.set(memberName(member.name), initial);
    }
  }
  return made;
}

export function addAccessor(
  accessors: Map<string, Accessor>,
  node: ts.AccessorDeclaration,
  method: FunctionValue,
): void {
  const name = memberName(node.name);
  accessors.set(name, { ...accessors.get(name), [ts.isGetAccessor(node) ? "get" : "set"]: method });
}

function inside(made: ClassValue, self: Value): Scope {
  const scope = new Scope(made.scope, true);
  scope.declare("this", self);
  scope.declare("super", made);
  return scope;
}

export function constructObject(machine: Machine, made: ClassValue, args: readonly Value[]): RecordValue {
  const object = new RecordValue(new Map(), made);
  initialise(machine, made, object, args);
  return object;
}

function initialise(machine: Machine, made: ClassValue, object: RecordValue, args: readonly Value[]): void {
  const body = constructorOf(made);
  if (!made.parent) initialiseFields(machine, made, object);
  if (body) {
    if (!made.parent) parameterFields(body, object, args);
    machine.call(new FunctionValue(body, made.scope, made), args, object);
  } else if (made.parent) {
    initialise(machine, made.parent, object, args);
    initialiseFields(machine, made, object);
  }
}

/** `super(...)` in the constructor of a class, which itself was called with `given`. */
export function superCall(
  machine: Machine,
  made: ClassValue,
  object: RecordValue,
  args: readonly Value[],
  given: readonly Value[],
): void {
  initialise(machine, made.parent!, object, args);
  initialiseFields(machine, made, object);
  parameterFields(constructorOf(made)!, object, given);
}

function constructorOf({ node }: ClassValue): ts.ConstructorDeclaration | undefined {
  return node.members.find(
    (member): member is ts.ConstructorDeclaration => ts.isConstructorDeclaration(member) && member.body !== undefined,
  );
}

function parameterFields(node: ts.ConstructorDeclaration, object: RecordValue, args: readonly Value[]): void {
  node.parameters.forEach((parameter, index) => {
    if (!ts.isParameterPropertyDeclaration(parameter, node)) return;
    if (parameter.initializer) throw new Error("the oracle has no defaults of parameter properties");
    object.fields.set((parameter.name as ts.Identifier).text, args[index]);
  });
}

function initialiseFields(machine: Machine, made: ClassValue, object: RecordValue): void {
  for (const member of made.node.members) {
    if (!ts.isPropertyDeclaration(member) || isStatic(member)) continue;
    if (ts.getModifiers(member)?.some(({ kind }) => kind === ts.SyntaxKind.DeclareKeyword)) continue;
    if (ts.getModifiers(member)?.some(({ kind }) => kind === ts.SyntaxKind.AbstractKeyword)) continue;
    const value = member.initializer && machine.expression(member.initializer, inside(made, object));
    object.fields.set(memberName(member.name), value);
  }
}

/** The class itself and those that it extends. */
function* ancestry(made: ClassValue | undefined): Generator<ClassValue> {
  for (let at = made; at; at = at.parent) yield at;
}

export function isInstance(value: Value, made: Value): boolean {
  if (!(value instanceof RecordValue) || !(made instanceof ClassValue)) return false;
  return [...ancestry(value.ofClass)].includes(made);
}

/** A method or accessor that objects of the class have. */
export function instanceMember(made: ClassValue | undefined, name: string): FunctionValue | Accessor | undefined {
  for (const each of ancestry(made)) {
    const found = each.methods.get(name) ?? each.accessors.get(name);
    if (found) return found;
  }
  return undefined;
}

export function staticMember(made: ClassValue, name: string): { value: Value } | Accessor | undefined {
  for (const each of ancestry(made)) {
    if (each.statics.has(name)) return { value: each.statics.get(name) };
    const accessor = each.staticAccessors.get(name);
    if (accessor) return accessor;
  }
  return undefined;
}
