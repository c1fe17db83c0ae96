/**
 * Operands that an expression makes (`grad(make(3))`, `grad(c ? f : g)`) and bound functions: the derivative is that of a function
 * that evaluates the expression and calls what it gives.
 */
import ts from "typescript-6";
import { emptyRegion } from "../ir/builder.js";
import { type Func, type Op, Value } from "../ir/ops.js";
import { F64, isNumber, OPAQUE, type Type, typeName } from "../ir/types.js";
import { captureParams, rebuild } from "./closures.js";
import { declareEnclosing } from "./enclosing.js";
import { Lowering } from "./lowering.js";
import { type GivenTypes, NOTHING_GIVEN } from "./given-types.js";
import { withoutEffect } from "./module-functions.js";
import { isLocal, UNNAMED } from "./modules.js";
import { operatorName } from "./package-names.js";
import { mayBeNull, mayBeUndefined } from "./presence.js";
import { isReassigned } from "./references.js";
import { spanOf } from "./session.js";
import type { Layout } from "./shapes.js";
import { unwrap } from "./syntax.js";
import { type FrontValue, isValue, type MadeValue } from "./values.js";

/** A function of the captures and of the parameters that the operand's type says, or the call of its derivative. */
export function boundInstance(outer: Lowering, layout: Layout, operand: ts.Expression, given: GivenTypes): Func {
  const { session } = outer;
  const parameters = operandParameters(outer, operand, given);
  const params = parameters.map(({ value }) => value);
  const kinds = parameters.map(
    ({ value, ...may }) => typeName(value.type) + (may.lack ? "?" : "") + (may.beNull ? "0" : ""),
  );
  const key = `bound ${layout.key} ${kinds.join(",")} ${operand.getSourceFile().fileName}`;
  const known = session.derived.get(key) as Func | undefined;
  if (known) return known;
  const captures = captureParams(layout);
  const l = new Lowering(session, outer.handlers, emptyRegion([...captures, ...params]), operand);
  const func = l.at(operand, () => functionThatCalls(l, rebuild(l, layout, captures), parameters, operand));
  setPresence(func, parameters);
  session.derived.set(key, func);
  return func;
}

/** The operand of the innermost of nested operators. */
export function operandOf(checker: ts.TypeChecker, call: ts.CallExpression): ts.Expression | undefined {
  const [operand] = call.arguments;
  const inner = operand && unwrap(operand);
  const isOperator = inner && ts.isCallExpression(inner) && operatorName(checker, inner.expression);
  return isOperator ? operandOf(checker, inner) : inner;
}

/** As `operandOf`, if an expression makes it. */
export function computedOperand(checker: ts.TypeChecker, call: ts.CallExpression): ts.Expression | undefined {
  const inner = operandOf(checker, call);
  if (!inner) return undefined;
  const isComputed =
    ts.isCallExpression(inner) ||
    ts.isConditionalExpression(inner) ||
    ts.isElementAccessExpression(inner) ||
    ts.isBinaryExpression(inner) ||
    (ts.isPropertyAccessExpression(inner) && isLocalObject(checker, inner.expression));
  return isComputed ? inner : undefined;
}

/** A local that is given an object literal. */
function isLocalObject(checker: ts.TypeChecker, node: ts.Expression): boolean {
  const symbol = ts.isIdentifier(node) ? checker.getSymbolAtLocation(node) : undefined;
  const declaration = symbol?.valueDeclaration;
  return declaration !== undefined && ts.isVariableDeclaration(declaration) && isLocal(symbol!);
}

/** An operand of an operator in ordinary code; nothing if it matters when and how often its expression is evaluated. */
export function madeOperand(outer: Lowering, operand: ts.Expression): MadeValue | undefined {
  const { session, checker } = outer;
  const l = new Lowering(session, outer.handlers, emptyRegion(), operand);
  declareEnclosing(l, operand);
  const enclosing = [...new Set(l.env.values())].filter(isValue);
  const callee = withoutEffect(l, operand);
  if (!callee || isValue(callee) || callee.kind === "conflict") return undefined;
  const parameters = operandParameters(outer, operand);
  const func = l.at(operand, () => functionThatCalls(l, callee, parameters, operand));
  const used = usedIn(func.body.ops);
  const captures = enclosing.filter((value) => used.has(value));
  if (captures.some((value) => !isFixed(checker, operand, value.name))) return undefined;
  func.body.params = [...captures, ...parameters.map(({ value }) => value)];
  setPresence(func, parameters);
  return { kind: "made", func, names: captures.map((value) => value.name!) };
}

/** A parameter that the operand's type says. */
interface Parameter {
  readonly value: Value;
  /** Whether it may be left out, or `undefined`. */
  readonly lack: boolean;
  readonly beNull: boolean;
}

function functionThatCalls(
  l: Lowering,
  callee: FrontValue,
  params: readonly Parameter[],
  operand: ts.Expression,
): Func {
  const rest = hasRest(l, operand);
  const args = params.map(({ value, lack }, k) => ({ value, optional: lack, spread: rest && k === params.length - 1 }));
  const result = l.toValue(l.handlers.apply(l, callee, args, operand), operand);
  l.build.region.yields = [result];
  const file = operand.getSourceFile();
  return {
    name: l.session.uniqueName("made_primal", file),
    body: l.build.region,
    results: [isNumber(result.type) ? F64 : result.type],
    file: file.fileName,
    span: spanOf(operand),
    source: UNNAMED,
    rest,
  };
}

/** The parameters are the last of the function's. */
function setPresence(func: Func, parameters: readonly Parameter[]): void {
  const first = func.body.params.length - parameters.length;
  const positions = (may: (parameter: Parameter) => boolean): ReadonlySet<number> =>
    new Set(parameters.flatMap((parameter, k) => (may(parameter) ? [first + k] : [])));
  const [optional, nullable] = [positions(({ lack }) => lack), positions(({ beNull }) => beNull)];
  if (optional.size > 0) func.optional = optional;
  if (nullable.size > 0) func.nullable = nullable;
}

function operandParameters(l: Lowering, operand: ts.Expression, given = NOTHING_GIVEN): Parameter[] {
  const { session, checker } = l;
  const [signature] = checker.getTypeAtLocation(operand).getCallSignatures();
  const known = (type: Type, name?: string): Parameter => ({
    value: new Value(type, name),
    lack: false,
    beNull: false,
  });
  if (!signature) return Array.from({ length: given.count ?? 0 }, (_, k) => known(given.at(k) ?? OPAQUE));
  const declared = (type: ts.Type, name: string, mayLack: boolean): Parameter => ({
    value: new Value(session.types.of(type), name),
    lack: mayLack || mayBeUndefined(type),
    beNull: mayBeNull(type),
  });
  return signature.parameters.flatMap((symbol, k) => {
    const type = checker.getTypeOfSymbolAtLocation(symbol, operand);
    const found = isRest(symbol) || !session.types.isUnknown(type) ? undefined : given.at(k);
    if (found) return [known(found, symbol.name)];
    if (isRest(symbol) && !checker.isTupleType(type)) return [known(session.types.of(type), symbol.name)];
    if (!isRest(symbol)) return [declared(type, symbol.name, mayBeLeftOut(symbol))];
    // What a tuple says of the arguments that are left, as `bind` does.
    const { elementFlags } = (type as ts.TupleTypeReference).target;
    const elements = checker.getTypeArguments(type as ts.TypeReference);
    return elements.map((each, k) =>
      declared(each, `${symbol.name}${k}`, (elementFlags[k] & ts.ElementFlags.Optional) !== 0),
    );
  });
}

function mayBeLeftOut({ valueDeclaration }: ts.Symbol): boolean {
  if (!valueDeclaration || !ts.isParameter(valueDeclaration)) return false;
  return valueDeclaration.initializer !== undefined || valueDeclaration.questionToken !== undefined;
}

function hasRest({ checker }: Lowering, operand: ts.Expression): boolean {
  const [signature] = checker.getTypeAtLocation(operand).getCallSignatures();
  const last = signature?.parameters.at(-1);
  return last !== undefined && isRest(last) && !checker.isTupleType(checker.getTypeOfSymbolAtLocation(last, operand));
}

function isRest({ valueDeclaration }: ts.Symbol): boolean {
  return valueDeclaration !== undefined && ts.isParameter(valueDeclaration) && !!valueDeclaration.dotDotDotToken;
}

function usedIn(ops: readonly Op[]): Set<Value> {
  const used = new Set<Value>();
  const visit = (op: Op): void => {
    for (const operand of op.operands) used.add(operand);
    for (const region of op.regions) {
      region.ops.forEach(visit);
      for (const value of region.yields) used.add(value);
    }
  };
  ops.forEach(visit);
  return used;
}

/** Whether the name means a local that is never assigned again. */
function isFixed(checker: ts.TypeChecker, node: ts.Node, name: string | undefined): boolean {
  const symbol = checker.getSymbolsInScope(node, ts.SymbolFlags.Variable).find((candidate) => candidate.name === name);
  return symbol !== undefined && !isReassigned(checker, symbol);
}
