/**
 * `new C(...)`: field initialisers and constructors, the base's first, run in place with `this` as a value that exists only
 * while compiling. Memory is made of the fields when all have run; or before, where the constructor lets go of `this`.
 */
import ts from "typescript-6";
import { excerpt } from "../diagnostics/index.js";
import type { Made, Value } from "../ir/ops.js";
import {
  F64,
  isFunctionMemory,
  isNumber,
  memoryOf,
  mentions,
  OPAQUE,
  type RecordMemory,
  type Type,
} from "../ir/types.js";
import { evaluateArguments, matchParameters } from "./arguments.js";
import { fieldType } from "./class-descriptions.js";
import type { ClassInfo, DataField } from "./class-info.js";
import { isGradual } from "./gradual-construction.js";
import { bindParameters } from "./instances.js";
import type { Argument, Lowering } from "./lowering.js";
import { resolveOuter } from "./modules.js";
import { hoistVars } from "./patterns.js";
import { plainArguments } from "./plain-constructors.js";
import { qualifiedName } from "./properties.js";
import { declaredSymbol } from "./references.js";
import { unwrap } from "./syntax.js";
import {
  type ClassValue,
  type ConstructionValue,
  type FrontValue,
  type FunctionNode,
  type FunctionValue,
  isValue,
  Scope,
  THIS,
  Variable,
} from "./values.js";

/** Nothing where the class is not one of the program. */
export function lowerConstruction(l: Lowering, node: ts.NewExpression): FrontValue | undefined {
  const type = l.session.types.at(node);
  const isInstance = l.session.types.instances.hierarchyOf(type) !== undefined;
  if (!isInstance && !isLocalName(l, node.expression) && !leadsToClass(l, node.expression)) return undefined;
  const callee = l.expression(node.expression);
  if (isValue(callee) || callee.kind !== "class") return undefined;
  const args = evaluateArguments(l, node.arguments ?? []);
  if (!args) return l.undefined(type);
  return instantiate(l, callee, type, args, node);
}

/** `Object.create(C.prototype)`: an object of a class whose constructor does not run. */
export function lowerObjectCreate(l: Lowering, node: ts.CallExpression): Value | undefined {
  const [argument] = node.arguments;
  const prototype = argument && unwrap(argument);
  if (node.arguments.length !== 1 || !ts.isPropertyAccessExpression(prototype)) return undefined;
  const owner = unwrap(prototype.expression);
  if (prototype.name.text !== "prototype" || !ts.isIdentifier(owner)) return undefined;
  const callee = l.expression(owner);
  if (isValue(callee) || callee.kind !== "class" || ts.isClassLike(callee.info.node)) return undefined;
  const { info } = callee;
  const type = l.session.types.instances.ofClass(info)!;
  const fields = l.session.classes.fieldsOf(info);
  const made = makeObject(l, info, type, fields, (name) => inheritedValue(l, fields, name));
  l.session.exact.set(made, info);
  return made;
}

function isLocalName(l: Lowering, node: ts.Expression): boolean {
  const inner = unwrap(node);
  const symbol = ts.isIdentifier(inner) ? l.checker.getSymbolAtLocation(inner) : undefined;
  return symbol !== undefined && l.scope.lookup(symbol) !== undefined;
}

/** A class of a package, of which the checker sees a declaration or nothing. */
function leadsToClass(l: Lowering, node: ts.Expression): boolean {
  const inner = unwrap(node);
  if (ts.isPropertyAccessExpression(inner)) {
    const member = isConstructorOfThis(inner) ? l.expression(inner) : qualifiedName(l, inner);
    return member !== undefined && !isValue(member) && member.kind === "class";
  }
  const symbol = ts.isIdentifier(inner) ? l.checker.getSymbolAtLocation(inner) : undefined;
  const value = symbol && resolveOuter(l, symbol);
  return value !== undefined && !isValue(value) && value.kind === "class";
}

/** `this.constructor` */
function isConstructorOfThis({ expression, name }: ts.PropertyAccessExpression): boolean {
  return name.text === "constructor" && expression.kind === ts.SyntaxKind.ThisKeyword;
}

function instantiate(l: Lowering, callee: ClassValue, type: Type, args: readonly Argument[], node: ts.Node): Value {
  const { info } = callee;
  const { constructorNode } = info;
  if (info.isAbstract) return l.refuse(node, "AD2004", { text: excerpt(node.getText()) });
  const own = memoryTypeOf(l, info, type);
  if (!own) return l.refuse(node, "AD2004", { text: excerpt(node.getText()) });
  // A constructor that makes objects of its own class is a function, so that it can be called again.
  const isOwnFunction = constructorNode && (l.inlined.includes(info.node) || !isGradual(l, info));
  const made = isOwnFunction
    ? l.handlers.apply(
        l,
        {
          kind: "function",
          node: constructorNode,
          scope: callee.scope,
          name: info.name,
          owner: info,
          constructs: true,
        },
        args,
        node,
      )
    : l.session.calling(info.name, node, () => construct(l, callee, own, args, node));
  if (!isValue(made)) return l.refuse(node, "AD2004", { text: excerpt(node.getText()) });
  if (!l.isRefused(made)) l.session.exact.set(made, info);
  return made;
}

function memoryTypeOf(l: Lowering, info: ClassInfo, type: Type): Type | undefined {
  const { instances } = l.session.types;
  if (instances.hierarchyOf(type)) return type;
  return instances.ofClass(info);
}

/** A constructor as a function of its own. */
export function lowerConstructor(
  l: Lowering,
  callee: FunctionValue,
  args: readonly (Argument | undefined)[],
  node: FunctionNode,
): FrontValue {
  const info = callee.owner!;
  const signature = ts.isConstructorDeclaration(node) ? l.checker.getSignatureFromDeclaration(node) : undefined;
  const declared = signature ? l.session.types.of(l.checker.getReturnTypeOfSignature(signature)) : OPAQUE;
  const type = memoryTypeOf(l, info, declared)!;
  return construct(l, { kind: "class", info, scope: callee.scope }, type, args, node);
}

function construct(
  l: Lowering,
  callee: ClassValue,
  type: Type,
  args: readonly (Argument | undefined)[],
  node: ts.Node,
): Value {
  const { info } = callee;
  const fields = l.session.classes.fieldsOf(info);
  const memory = memoryOf(type) as RecordMemory;
  if (!isGradual(l, info)) {
    const self = makeObject(l, info, type, fields, (name) => inheritedValue(l, fields, name));
    l.session.exact.set(self, info);
    runConstructor(l, callee, args, self, node);
    return self;
  }
  const variables = new Map(
    fields.map(({ name }) => {
      const field = memory.fields.find((each) => each.name === name);
      const variable = new Variable(name, field?.type ?? OPAQUE);
      l.env.set(variable, inheritedValue(l, fields, name));
      return [name, variable];
    }),
  );
  const self: ConstructionValue = { kind: "construction", info, fields: variables };
  runConstructor(l, callee, args, self, node);
  const present = fields.filter(
    ({ name, declaration }) => isDefined(l, declaration) || l.env.get(variables.get(name)!) !== undefined,
  );
  const made = makeObject(l, info, type, present, (name) => l.env.get(variables.get(name)!), node);
  for (const variable of variables.values()) l.env.delete(variable);
  l.session.exact.set(made, info);
  return made;
}

/** What an object has of a field before it is given one. */
function inheritedValue(l: Lowering, fields: readonly DataField[], name: string): FrontValue | undefined {
  const inherited = fields.find((field) => field.name === name)?.inherited;
  return inherited && l.expression(inherited);
}

function makeObject(
  l: Lowering,
  info: ClassInfo,
  type: Type,
  present: readonly DataField[],
  contentOf: (name: string) => FrontValue | undefined,
  node: ts.Node = l.node,
): Value {
  const given = new Map(
    present.map(({ name, initializer, declaration }) => {
      const content = contentOf(name);
      return [name, content && l.toValue(content, initializer ?? declaration)];
    }),
  );
  // What this class does not give, others of its hierarchy do, and code that is given any of them.
  const all = (memoryOf(type) as RecordMemory).fields.map(({ name }) => name);
  const types = all.flatMap((name): [string, Type][] => {
    const value = given.get(name);
    const known = value && !l.isNullishConstant(value) && value.type.kind !== "opaque" ? value.type : undefined;
    if (known) return [[name, isNumber(known) ? F64 : known]];
    const field = l.session.classes.fieldNamed(info, name);
    const isFound = field && l.session.types.isFound(fieldType(l.checker, field));
    return isFound ? [[name, l.unknown(info.node, `.${name}`)]] : [];
  });
  const refined = l.session.types.instances.refine(type, new Map(types));
  const memory = memoryOf(refined) as RecordMemory;
  const values = memory.fields.map((field) => {
    const value = given.get(field.name);
    return value === undefined ? l.undefined(field.type) : l.coerce(value, field.type, node, field.name);
  });
  const fields = memory.fields.filter((field) => present.some(({ name }) => name === field.name));
  const made: Made = {
    fields: fields.map(({ name }) => name),
    class: info.binding,
    // A constructor says of functions that they are functions.
    arguments: mentions(refined, isFunctionMemory) ? undefined : plainArguments(info),
    sealed: l.session.classes.isSealed(info),
  };
  return l.build.literal(refined, values, undefined, made);
}

/** Runs the constructors of a class and of those that it extends. */
function runConstructor(
  l: Lowering,
  callee: ClassValue,
  args: readonly (Argument | undefined)[],
  self: FrontValue,
  node: ts.Node,
): void {
  const { info } = callee;
  const { constructorNode, base } = info;
  const { scope: outerScope, frame, jumps, inlined, path, callSuper } = l;
  const enter = (): Scope => {
    const scope = new Scope(callee.scope);
    l.env.set(scope.declare(THIS, new Variable("this", isValue(self) ? self.type : OPAQUE)), self);
    return scope;
  };
  const initialize = (parameters: boolean): void => {
    const inside = l.scope;
    if (parameters)
      for (const field of info.fields) if (ts.isParameter(field.declaration)) assignParameter(l, self, field);
    l.scope = enter();
    for (const field of info.fields) if (ts.isPropertyDeclaration(field.declaration)) initializeField(l, self, field);
    l.scope = inside;
  };
  const runBase = (given: readonly (Argument | undefined)[]): void => {
    if (base) runConstructor(l, { kind: "class", info: base, scope: callee.scope }, given, self, node);
  };
  l.inlined = [...inlined, info.node];
  l.path = `${path}/${l.session.idOf(node)}`;
  l.jumps = [];
  l.scope = enter();
  if (constructorNode) {
    l.frame = l.newFrame(OPAQUE);
    bindParameters(
      l,
      constructorNode,
      isBundled(constructorNode, node)
        ? args
        : matchParameters(l, constructorNode.parameters, args as readonly Argument[]),
    );
    if (!base) initialize(true);
    l.callSuper = (call) => {
      const given = evaluateArguments(l, call.arguments);
      if (given) runBase(given);
      initialize(true);
      return l.undefined();
    };
    hoistVars(l, constructorNode.body!);
    l.handlers.statements(l, constructorNode.body!.statements);
    l.arrive(l.frame.target);
    const result = l.env.get(l.frame.result);
    if (result !== undefined && result !== self && !l.isNullishConstant(result))
      l.session.report(constructorNode, "AD2004", { text: excerpt(`constructor of ${info.name}`) });
  } else {
    runBase(args);
    initialize(false);
  }
  Object.assign(l, { scope: outerScope, frame, jumps, inlined, path, callSuper });
}

/** A constructor that is a function of its own has its rest parameter as one array already. */
function isBundled(constructorNode: ts.Node, node: ts.Node): boolean {
  return node === constructorNode;
}

function assignParameter(l: Lowering, self: FrontValue, field: DataField): void {
  const symbol = declaredSymbol(l.checker, (field.declaration as ts.ParameterDeclaration).name);
  const variable = symbol && l.scope.lookup(symbol);
  setField(l, self, field, variable && l.read(variable), field.declaration);
}

function initializeField(l: Lowering, self: FrontValue, field: DataField): void {
  const { initializer } = field;
  if (!initializer && !isDefined(l, field.declaration)) return;
  const value = initializer && l.at(initializer, () => l.expression(initializer));
  setField(l, self, field, value ?? l.undefined(), field.declaration);
}

function setField(l: Lowering, self: FrontValue, field: DataField, value: FrontValue | undefined, node: ts.Node): void {
  if (!isValue(self)) {
    if (self.kind === "construction") l.write(self.fields.get(field.name)!, value);
    return;
  }
  const slot = (memoryOf(self.type) as RecordMemory).fields.find(({ name }) => name === field.name)!;
  const stored = value === undefined ? l.undefined(slot.type) : l.coerce(l.toValue(value, node), slot.type, node);
  l.build.setField(self, field.name, stored);
}

/** Whether a declaration alone gives the object the property, undefined where it has no initialiser. */
function isDefined(l: Lowering, declaration: ts.Declaration): boolean {
  if (ts.isParameter(declaration)) return true;
  if (!ts.isPropertyDeclaration(declaration)) return false;
  if (declaration.initializer || ts.isPrivateIdentifier(declaration.name)) return true;
  const { useDefineForClassFields, target = ts.ScriptTarget.ES5 } = l.session.program.getCompilerOptions();
  const isScript = /\.[cm]?jsx?$/.test(declaration.getSourceFile().fileName);
  return isScript || (useDefineForClassFields ?? target >= ts.ScriptTarget.ES2022);
}
