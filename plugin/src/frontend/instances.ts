/** Function instances: a declaration lowered for the kinds of its arguments, once per kind. */
import ts from "typescript-6";
import { emptyRegion } from "../ir/builder.js";
import { type Func, Value } from "../ir/ops.js";
import {
  F64,
  isCollectionMemory,
  isFunctionMemory,
  isNumber,
  mentions,
  OPAQUE,
  type Type,
  typeName,
} from "../ir/types.js";
import { declareArguments } from "./arguments-object.js";
import { throwTypeError } from "./choices.js";
import type { ClassInfo } from "./class-info.js";
import { captureParams, exactKey, rebuild } from "./closures.js";
import { lowerEffect } from "./effects.js";
import { type Argument, type Handlers, Lowering } from "./lowering.js";
import { numberIfMixed, returnsMixture } from "./mixtures.js";
import { moduleBinding } from "./modules.js";
import { hoistVars, withDefault } from "./patterns.js";
import { mayBeNull, mayBeUndefined } from "./presence.js";
import { type Instance, type Session, spanOf } from "./session.js";
import type { Layout } from "./shapes.js";
import { parametersOf } from "./syntax.js";
import {
  type ClassValue,
  type FrontValue,
  type FunctionNode,
  type FunctionValue,
  isValue,
  Scope,
  THIS,
  Variable,
} from "./values.js";

/** The kind of an argument. */
export type ParamKind =
  | {
      readonly kind: "value";
      readonly type: Type;
      readonly optional: boolean;
      /** Of a parameter whose type the checker does not know: that it is not `undefined`. */
      readonly definite?: boolean;
      /** What it is an instance of, and of no subclass. */
      readonly exact?: ClassInfo;
    }
  | { readonly kind: "class"; readonly value: ClassValue }
  | { readonly kind: "absent" }
  | { readonly kind: "layout"; readonly layout: Layout; readonly optional: boolean };

export function instanceOf(
  session: Session,
  handlers: Handlers,
  layout: Layout & { readonly value: FunctionValue },
  kinds: readonly ParamKind[],
  /** It has to return a number, also where its type says that it may return nothing. */
  wantsNumber = false,
): Func {
  const { node } = layout.value;
  const name = instanceName(layout.value);
  const isChecked = wantsNumber && mayReturnNothing(session, node);
  const own = `${session.holes.key}${isChecked ? "#" : ""}`;
  const key = `${layout.key}|${kinds.map((kind) => kindKey(session, kind)).join(",")}${own}`;
  const known = knownInstance(session, key);
  if (known) return known;
  const file = node.getSourceFile();
  const func: Func = {
    name: session.uniqueName(`${name}_primal`, file),
    body: emptyRegion(),
    results: [],
    file: file.fileName,
    span: spanOf(node),
    source: layout.value.name,
  };
  const original = !layout.value.constructs && isWhole(layout, kinds) ? moduleBinding(node) : undefined;
  if (original) func.original = original;
  const last = parametersOf(node).at(-1);
  if (last?.dotDotDotToken && kinds[parametersOf(node).length - 1]?.kind === "value") func.rest = true;
  settle(session, { func, node, key, isChecked }, (instance) => {
    func.body = emptyRegion();
    lowerBody(session, handlers, instance, layout, kinds);
  });
  if (takesStandIns(session, func)) func.original = undefined;
  return func;
}

export function knownInstance(session: Session, key: string): Func | undefined {
  const known = session.instances.get(key);
  if (!known) return undefined;
  if (!known.finished) known.assumed = true;
  if (known.failed) session.fail();
  return known.func;
}

/** Makes an instance: lowers it until all types in it are found. */
export function settle(
  session: Session,
  made: Pick<Instance, "func" | "node" | "key" | "isChecked">,
  lower: (instance: Instance) => void,
): void {
  const index = session.nextIndex();
  const instance: Instance = { ...made, index, finished: false, assumed: false, failed: false, stale: false };
  session.instances.set(made.key, instance);
  const mark = session.begin(instance);
  session.round();
  lower(instance);
  while (session.isUnsettled) {
    session.again(mark);
    session.round();
    Object.assign(instance, { assumed: false, failed: false, stale: false });
    lower(instance);
  }
  session.end();
  instance.finished = true;
}

/** Whether generated code has plain objects in place of what the user's own function works on. */
function takesStandIns({ types, classes }: Session, { body: { params, yields } }: Func): boolean {
  const standsIn = (type: Type): boolean =>
    isFunctionMemory(type) ||
    isCollectionMemory(type) ||
    (types.instances.hierarchyOf(type)?.classes.some((info) => classes.isSealed(info)) ?? false);
  return [...params, ...yields].some(({ type }) => mentions(type, standsIn));
}

function instanceName({ name, owner, constructs }: FunctionValue): string {
  if (constructs) return `${name}_new`;
  return owner ? `${owner.name}_${name}` : name;
}

/** Whether calling the function itself with the operands of a call of the instance does what the instance does. */
function isWhole(layout: Layout & { readonly value: FunctionValue }, kinds: readonly ParamKind[]): boolean {
  const { node } = layout.value;
  const given = kinds.findIndex((kind) => kind.kind !== "value");
  const isPrefix = given < 0 || kinds.slice(given).every((kind) => kind.kind === "absent");
  return (
    isPrefix && captureParams(layout).length === 0 && !parametersOf(node).some((parameter) => parameter.dotDotDotToken)
  );
}

function kindKey(session: Session, kind: ParamKind): string {
  switch (kind.kind) {
    case "value": {
      const presence = kind.optional ? "?" : kind.definite ? "!" : "";
      return typeName(kind.type) + session.kinds.holesIn(kind.type) + presence + exactKey(session, kind.exact);
    }
    case "class":
      return `class#${session.idOf(kind.value.info.node)}`;
    case "absent":
      return "-";
    case "layout":
      return kind.layout.key + (kind.optional ? "?" : "");
  }
}

/** The declared type of the result, which is what recursive calls take it to be; none for `void`. */
export function returnType(session: Session, node: FunctionNode): Type | undefined {
  const signature = session.checker.getSignatureFromDeclaration(node);
  const type = signature && session.checker.getReturnTypeOfSignature(signature);
  if (!type) return OPAQUE;
  return type.flags & (ts.TypeFlags.Void | ts.TypeFlags.Never) ? undefined : session.types.of(type);
}

function mayReturnNothing({ checker }: Session, node: FunctionNode): boolean {
  const signature = checker.getSignatureFromDeclaration(node);
  return signature !== undefined && mayBeUndefined(checker.getReturnTypeOfSignature(signature));
}

/** As `returnType`; where the checker does not know, what the instance was found to return. */
function resultType(session: Session, { node, key }: Instance): Type | undefined {
  const declared = returnType(session, node as FunctionNode);
  const signature = declared && session.checker.getSignatureFromDeclaration(node as FunctionNode);
  const isFound = signature && session.types.isFound(session.checker.getReturnTypeOfSignature(signature));
  return isFound ? session.kinds.at(session.owner, `${key}@result`) : declared;
}

function lowerBody(
  session: Session,
  handlers: Handlers,
  instance: Instance,
  layout: Layout & { readonly value: FunctionValue },
  kinds: readonly ParamKind[],
): void {
  const { func } = instance;
  const { node } = layout.value;
  const made = layout.value.constructs && layout.value.owner;
  const declared = made ? session.types.instances.ofClass(made) : resultType(session, instance);
  func.results = declared ? [declared] : [];
  const l = new Lowering(session, handlers, func.body, node);
  const captures = captureParams(layout);
  const functionCaptures = kinds.map((kind) => (kind.kind === "layout" ? captureParams(kind.layout) : []));
  func.body.params.push(...captures, ...functionCaptures.flat());
  const self = rebuild(l, layout, captures);
  const optional = new Set<number>();
  const nullable = new Set<number>();
  const args = kinds.map((kind, index): Argument | undefined => {
    if (kind.kind === "absent") return undefined;
    if (kind.kind === "class") return { value: kind.value, optional: false };
    if (kind.kind === "layout")
      return { value: rebuild(l, kind.layout, functionCaptures[index]), optional: kind.optional };
    const param = new Value(kind.type, paramName(node, index));
    const parameter = parametersOf(node)[index];
    const position = func.body.params.length;
    if (kind.definite) session.definite.add(param);
    else {
      if (isOptional(session, parameter)) optional.add(position);
      if (mayBeNull(session.checker.getTypeAtLocation(parameter.name))) nullable.add(position);
    }
    func.body.params.push(param);
    if (kind.exact) session.exact.set(param, kind.exact);
    return { value: param, optional: kind.optional };
  });
  if (optional.size > 0) func.optional = optional;
  if (nullable.size > 0) func.nullable = nullable;
  if (isValue(self) || self.kind !== "function") throw new Error("an instance is of a function");
  enterScope(l, self);
  l.frame = l.newFrame(declared ?? OPAQUE, returnsMixture(session.checker, node));
  const body = (): FrontValue | undefined =>
    self.constructs
      ? handlers.construct(l, self, args, node)
      : lowerActivation(l, node, args, { given: allGiven(node, args) });
  l.at(node, () => finish(l, instance, declared, body()));
}

/** The arguments of an instance, if all its callers give all of them. */
function allGiven(node: FunctionNode, args: readonly (Argument | undefined)[]): Argument[] | undefined {
  const isJavaScript = (node.flags & ts.NodeFlags.JavaScriptFile) !== 0;
  const given = args.filter((arg) => arg !== undefined);
  const mayLack = parametersOf(node).some((each) => each.initializer || each.questionToken || each.dotDotDotToken);
  return isJavaScript || mayLack || given.length < args.length ? undefined : given;
}

export function isOptional(session: Session, parameter: ts.ParameterDeclaration): boolean {
  if (parameter.initializer || parameter.questionToken) return true;
  return mayBeUndefined(session.checker.getTypeAtLocation(parameter.name));
}

function finish(l: Lowering, instance: Instance, declared: Type | undefined, result: FrontValue | undefined): void {
  const { func } = instance;
  if (instance.assumed) {
    // Calls inside the body were made for the declared type.
    if (!declared) return;
    const value = result
      ? l.toValue(numberIfMixed(l, result, `what ${func.source} returns`), l.node)
      : l.undefined(declared);
    func.body.yields = [l.coerce(value, declared, l.node)];
  } else if (result) {
    // Only where it returns a number has what is differentiated a derivative.
    const value = l.toValue(numberIfMixed(l, result, `what ${func.source} returns`), l.node);
    if (instance.isChecked && isNumber(value.type) && !l.isDefinite(value))
      l.branch(l.isMissing(value), [
        () => throwTypeError(l, `what ${func.source} returns is not a number`),
        () => undefined,
      ]);
    func.results = [isNumber(value.type) ? F64 : value.type];
    func.body.yields = [value];
  } else {
    func.results = [];
  }
}

/** The scope of an activation: with a `this` of its own, unless the function is an arrow function. */
export function enterScope(l: Lowering, { node, scope, receiver }: FunctionValue): void {
  l.scope = new Scope(scope);
  if (ts.isArrowFunction(node)) return;
  const type = isValue(receiver) ? receiver.type : OPAQUE;
  l.env.set(l.scope.declare(THIS, new Variable("this", type)), receiver);
}

/** Binds the parameters, lowers the body and returns what it returns; `undefined` if it returns nothing. */
export function lowerActivation(
  l: Lowering,
  node: FunctionNode,
  args: readonly (Argument | undefined)[],
  options: { readonly discardResult?: boolean; readonly given?: readonly Argument[] } = {},
): FrontValue | undefined {
  declareArguments(l, node, options.given);
  bindParameters(l, node, args);
  const { body } = node;
  if (body && !ts.isBlock(body)) {
    if (!options.discardResult) return l.expression(body);
    lowerEffect(l, body);
    return undefined;
  }
  if (body) {
    hoistVars(l, body);
    l.handlers.statements(l, body.statements);
  }
  l.arrive(l.frame.target);
  return l.env.get(l.frame.result);
}

export function bindParameters(l: Lowering, node: FunctionNode, args: readonly (Argument | undefined)[]): void {
  parametersOf(node).forEach((parameter, index) => {
    const arg = args[index];
    l.at(parameter, () => {
      const value = arg ? argumentValue(l, arg, parameter) : defaultValue(l, parameter);
      l.handlers.bind(l, parameter.name, value, parameter);
    });
  });
}

function argumentValue(l: Lowering, arg: Argument, parameter: ts.ParameterDeclaration): FrontValue {
  return arg.optional ? withDefault(l, arg.value, parameter.initializer) : arg.value;
}

function defaultValue(l: Lowering, parameter: ts.ParameterDeclaration): FrontValue | undefined {
  if (parameter.initializer) return l.expression(parameter.initializer);
  return parameter.dotDotDotToken ? l.build.literal(l.session.types.at(parameter.name), []) : undefined;
}

function paramName(node: FunctionNode, index: number): string | undefined {
  const name = parametersOf(node)[index]?.name;
  return name && ts.isIdentifier(name) ? name.text : undefined;
}
