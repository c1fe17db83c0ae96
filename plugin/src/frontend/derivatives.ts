/** Operators inside functions that are lowered: `grad(f)` is a compile-time value, and calling it an ordinary call. */
import ts from "typescript-6";
import { hasUnknownKeys } from "./unknown-keys.js";
import { excerpt } from "../diagnostics/index.js";
import { producerOf } from "../ir/builder.js";
import { givesMap, isCheck, type MapOperator, type OperatorName, operatorRows } from "../ir/operator-names.js";
import type { CallSite, Func, Refusal, Value } from "../ir/ops.js";
import { hasPlaces, isVector } from "../ir/shapes.js";
import { isDifferentiable, isNumber, tupleOf, type Type } from "../ir/types.js";
import { isGlobal } from "./globals.js";
import { builtinInstance, displayName } from "./builtin-operands.js";
import { mapChoice } from "./choices.js";
import { convert, writtenCapture } from "./closures.js";
import { argumentList, bundleArguments, flatList, seriesOf } from "./derivative-arguments.js";
import { type GivenTypes, givenTypes, NOTHING_GIVEN } from "./given-types.js";
import { instanceOf, type ParamKind } from "./instances.js";
import type { Argument, Lowering } from "./lowering.js";
import { boundInstance } from "./made-operands.js";
import { foreignWithRule, withDefinedRule } from "./defined-rules.js";
import { isGlobalFunction } from "./math.js";
import { otherProject } from "./project-border.js";
import { DEFAULTS, parseOptions } from "./operator-options.js";
import type { Layout } from "./shapes.js";
import { parametersOf, unwrap } from "./syntax.js";
import {
  type BoundValue,
  type BuiltinValue,
  type ChoiceValue,
  type ConvertedValue,
  type CustomValue,
  type DerivativeValue,
  type Differentiable,
  type FrontValue,
  type FunctionValue,
  isValue,
  type MadeValue,
  type LinearMapValue,
} from "./values.js";

export function lowerOperator(l: Lowering, operator: OperatorName, node: ts.CallExpression): FrontValue {
  const [operand, second] = node.arguments;
  const options = isCheck(operator) ? undefined : second;
  if (isCheck(operator) && l.node !== node) return l.refuse(node, "AD1007", { operator });
  if (!operand || ts.isSpreadElement(operand)) {
    return l.refuse(node, "AD1001", { operator, operand: excerpt(node.getText()) });
  }
  const value = operandValue(l, operand);
  const isOptional = !operatorRows[operator].options.includes("order");
  const parsed = options ? parseOptions(l, operator, options) : isOptional ? DEFAULTS : undefined;
  if (!parsed) return l.refuse(options ?? node, "AD1002", { operator, options: excerpt((options ?? node).getText()) });
  if (value === "refused") return l.refused(node);
  if (!value) {
    const project = otherProject(l, unwrap(operand));
    if (project !== undefined) return l.refuse(operand, "AD1012", { function: excerpt(operand.getText()), project });
    return l.refuse(operand, "AD1001", { operator, operand: excerpt(operand.getText()) });
  }
  const derivative = (operand: Differentiable): DerivativeValue => ({
    kind: "derivative",
    operator,
    operand,
    options: parsed,
    node,
  });
  if (value.kind !== "choice") return derivative(value);
  const choice = mapChoice(value, (each) =>
    isDifferentiableValue(each) ? derivative(each) : l.isNullishConstant(each) ? each : undefined,
  );
  return choice ?? l.refuse(operand, "AD1001", { operator, operand: excerpt(operand.getText()) });
}

function isDifferentiableValue(value: FrontValue): value is Differentiable {
  if (isValue(value)) return false;
  return ["function", "derivative", "builtin", "bound", "custom", "converted", "made"].includes(value.kind);
}

function operandValue(l: Lowering, node: ts.Expression): Differentiable | ChoiceValue | "refused" | undefined {
  const inner = unwrap(node);
  if (ts.isIdentifier(inner) && isGlobalFunction(inner.text) && isGlobal(l, inner)) {
    return { kind: "builtin", name: inner.text };
  }
  const foreign = foreignWithRule(l, inner);
  if (foreign) return foreign;
  const value = l.expression(inner);
  if (isValue(value)) return l.isRefused(value) ? "refused" : undefined;
  if (value.kind === "function") return withDefinedRule(l, value) ?? value;
  return value.kind === "choice" || isDifferentiableValue(value) ? value : undefined;
}

/** The function that an operator differentiates, with the values that it captures. */
export interface Primal {
  readonly func: Func;
  readonly captures: readonly Value[];
  readonly names: readonly string[];
  /** The number of its parameters, captures excluded. */
  readonly arity: number;
  /** An error was found in it: it is only differentiated to find the others. */
  readonly failed: boolean;
}

/** Nothing if an error has been reported. `given`: what the derivative is called with. */
export function primalOf(
  l: Lowering,
  value: Differentiable,
  use: DerivativeValue,
  given = NOTHING_GIVEN,
): Primal | undefined {
  if (value.kind === "derivative") {
    const inner = primalOf(l, value.operand, value, given);
    const func = inner && derive(l, value, inner);
    return inner && func && { ...inner, func, arity: func.body.params.length - inner.captures.length };
  }
  const operand = use.node.arguments[0];
  const { operator } = use;
  if (value.kind === "builtin") return builtinPrimal(l, value, use);
  if (value.kind === "bound" || value.kind === "custom" || value.kind === "converted")
    return boundPrimal(l, value, use, given);
  if (value.kind === "made") return madePrimal(value);
  if (!value.node.body) {
    l.session.report(operand, "AD2020", { function: value.name });
    return undefined;
  }
  const isAsync = ts.getCombinedModifierFlags(value.node as ts.Declaration) & ts.ModifierFlags.Async;
  if (value.node.asteriskToken || isAsync) {
    l.session.report(operand, "AD2003", { construct: `the function \`${value.name}\`` });
    return undefined;
  }
  const written = writtenCapture(l, value);
  if (written) {
    l.session.report(operand, "AD1008", { function: value.name, variable: written.name });
    return undefined;
  }
  const { layout, captures, names, obstacle } = convert(l, value);
  if (obstacle !== undefined) {
    l.session.report(operand, "AD1009", { function: value.name, variable: obstacle });
    return undefined;
  }
  const kinds = declaredKinds(l, value, operand, given);
  const typed = layout as Layout & { readonly value: FunctionValue };
  const func = l.session.calling(value.name, use.node, () =>
    instanceOf(l.session, l.handlers, typed, kinds, operatorRows[operator].of === "number"),
  );
  l.session.findHoles(func);
  const state = l.session.stateOf(func);
  if (state === "unfinished") l.session.report(use.node, "AD1006", { operator, function: value.name });
  if (state === "unfinished") return undefined;
  return { func, captures, names, arity: kinds.length, failed: state === "failed" };
}

function builtinPrimal(l: Lowering, value: BuiltinValue, { node }: DerivativeValue): Primal | undefined {
  const [operand] = node.arguments;
  const func = builtinInstance(l, value, operand);
  if (func) return { func, captures: [], names: [], arity: func.body.params.length, failed: false };
  l.session.report(operand, "AD2020", { function: displayName(value.name) });
  return undefined;
}

function madePrimal({ func, names }: MadeValue): Primal {
  const captures = func.body.params.slice(0, names.length);
  return { func, captures, names, arity: func.body.params.length - names.length, failed: false };
}

/** `f.bind(...)`: a function of the parameters that are left; or one that calls a function with a rule. */
function boundPrimal(
  l: Lowering,
  value: BoundValue | CustomValue | ConvertedValue,
  { node }: DerivativeValue,
  given: GivenTypes,
): Primal | undefined {
  const [operand] = node.arguments;
  const name = excerpt(operand.getText());
  const written = writtenCapture(l, value);
  if (written) l.session.report(operand, "AD1008", { function: name, variable: written.name });
  const { layout, captures, names, obstacle } = convert(l, value);
  if (obstacle !== undefined) l.session.report(operand, "AD1009", { function: name, variable: obstacle });
  if (written || obstacle !== undefined) return undefined;
  const func = boundInstance(l, layout, operand, given);
  return { func, captures, names, arity: func.body.params.length - captures.length, failed: false };
}

/**
 * The kinds of the parameters as the operand's type says: for a generic function, as instantiated where it stands, and of unknown type as
 * the derivative is called.
 */
function declaredKinds(l: Lowering, value: FunctionValue, operand: ts.Expression, given: GivenTypes): ParamKind[] {
  const [signature] = l.checker.getTypeAtLocation(operand).getCallSignatures();
  return parametersOf(value.node).map((parameter, index): ParamKind => {
    const symbol = signature?.parameters[index];
    const own = l.session.types.at(parameter.name);
    const inContext = symbol ? l.session.types.of(l.checker.getTypeOfSymbolAtLocation(symbol, operand)) : own;
    const isUnknown = l.session.types.isUnknown(l.checker.getTypeAtLocation(parameter.name));
    const type = isUnknown || own.kind === "opaque" ? inContext : own;
    if (isUnknown && parameter.dotDotDotToken && signature && !isRest(signature.parameters.at(-1))) {
      const others = signature.parameters.slice(index);
      const types = others.map((each) => l.session.types.of(l.checker.getTypeOfSymbolAtLocation(each, operand)));
      return { kind: "value", type: tupleOf(types), optional: false };
    }
    const found = parameter.dotDotDotToken ? undefined : given.at(index);
    if (found && isUnknown) return { kind: "value", type: found, optional: false, definite: true };
    return { kind: "value", type, optional: parameter.initializer !== undefined };
  });
}

function isRest(symbol: ts.Symbol | undefined): boolean {
  const declaration = symbol?.valueDeclaration;
  return declaration !== undefined && ts.isParameter(declaration) && declaration.dotDotDotToken !== undefined;
}

/** The derived function; nothing if the operand does not fit the operator, which is reported. */
export function derive(l: Lowering, value: DerivativeValue, primal: Primal): Func | undefined {
  const { operator, options } = value;
  if (givesMap(operator) || isCheck(operator)) return undefined;
  const captures = primal.captures.length;
  if (!checkOperand(l, value, primal)) return undefined;
  const key = `${value.operator} ${captures} ${JSON.stringify(value.options)} ${l.session.idOf(primal.func)}`;
  const known = l.session.derived.get(key) as Func | undefined;
  if (known) return known;
  const func = l.session.deriver.derive(operator, primal.func, captures, options);
  l.session.derived.set(key, func);
  return func;
}

/** Checks what can be checked before differentiating: the selected parameters and the result. */
export function checkOperand(l: Lowering, value: DerivativeValue, primal: Primal): boolean {
  const { selects, of } = operatorRows[value.operator];
  if (selects !== "none" && !checkSelection(l, value, primal)) return false;
  return of === "anything" || checkResult(l, value, primal);
}

function checkSelection(l: Lowering, value: DerivativeValue, primal: Primal): boolean {
  const { operator, options } = value;
  const operand = value.node.arguments[0];
  const { takes, selects, of } = operatorRows[operator];
  const name = primal.func.source;
  const { argnums } = options;
  const where = value.node.arguments[1] ?? operand;
  for (const index of typeof argnums === "number" ? [argnums] : argnums) {
    const { params } = primal.func.body;
    const at = primal.captures.length + index;
    // Numbers from the last parameter on mean elements of a rest parameter.
    const param = params[primal.func.rest ? Math.min(at, params.length - 1) : at];
    if (!param) {
      const count = primal.arity === 1 ? "1 parameter" : `${primal.arity} parameters`;
      l.session.report(where, "AD1003", { operator, index: String(index), function: name, count });
      return false;
    }
    const isElement = primal.func.rest === true && at >= params.length - 1;
    const type = isElement ? elementOf(param.type, at - params.length + 1) : param.type;
    const refuse = (code: "AD1004" | "AD1014" | "AD1015" | "AD1025"): false => {
      const parameter = { operator, index: String(index), function: name, type: typeText(l, operand, index) };
      l.session.report(where, code, parameter);
      return false;
    };
    if (!isDifferentiable(param.type) || hasUnknownKeys(l, operand, index)) return refuse("AD1004");
    if (selects === "number" && type?.kind !== "f64") return refuse("AD1014");
    const isWhole = !isElement && !primal.func.optional?.has(at);
    if (selects === "vector" && !(isWhole && isVector(param.type))) return refuse("AD1025");
    if (selects === "places" && type && !hasPlaces(type)) return refuse("AD1015");
    const isNumber = type?.kind === "f64" && (of === "number" || primal.func.results[0]?.kind === "f64");
    if (takes === "into" && typeof argnums === "number" && isNumber) {
      l.session.report(where, "AD1013", { operator, index: String(index), function: name });
      return false;
    }
  }
  return true;
}

function checkResult(l: Lowering, { operator, options, node }: DerivativeValue, primal: Primal): boolean {
  const [operand] = node.arguments;
  const [result] = primal.func.results;
  const value = options.hasAux ? result && firstOf(result) : result;
  const { of } = operatorRows[operator];
  if (value && (of === "vector" ? isVector(value) : isNumber(value))) return true;
  const isReal = of === "real" && value && isDifferentiable(value);
  if (isReal && hasPlaces(value)) return true;
  if (primal.failed) return false;
  const lost = options.hasAux ? undefined : refusalOf(primal.func.body.yields[0]);
  if (lost && !isReal) {
    l.session.refuseAs(lost.refusal, lost.chain);
    return false;
  }
  const [signature] = l.checker.getTypeAtLocation(operand).getCallSignatures();
  const type = signature ? l.checker.typeToString(signature.getReturnType()) : "unknown";
  const name = primal.func.source;
  if (isReal) l.session.report(operand, "AD1016", { operator, function: name, type });
  else {
    const pair = options.hasAux ? "`[value, aux]` with a number as its value" : "a number";
    const other = { real: "a number, or an array or record of numbers", vector: "an array of numbers" };
    const expected = of === "real" || of === "vector" ? other[of] : pair;
    l.session.report(operand, "AD1005", { operator, expected, function: name, type });
  }
  return false;
}

function firstOf(type: Type): Type | undefined {
  if (type.kind !== "ref") return undefined;
  const { memory } = type;
  return memory.kind === "record" ? (memory.tuple ? memory.fields[0]?.type : undefined) : memory.element;
}

/** The type of an argument of a rest parameter. */
function elementOf(list: Type, k: number): Type | undefined {
  if (list.kind !== "ref") return undefined;
  return list.memory.kind === "record" ? list.memory.fields[k]?.type : list.memory.element;
}

/** What made something else than a number of a result, where that is known; with the calls that led there. */
function refusalOf(result: Value | undefined, depth = 0): { refusal: Refusal; chain: readonly CallSite[] } | undefined {
  const op = result && depth < 20 ? producerOf(result) : undefined;
  if (!result || !op) return undefined;
  const k = op.results.indexOf(result);
  switch (op.kind) {
    case "extern":
      return op.refusal && { refusal: op.refusal, chain: op.inlinedAt ?? [] };
    case "if":
      return op.regions.map(({ yields }) => refusalOf(yields[k], depth + 1)).find((found) => found !== undefined);
    case "call": {
      const found = refusalOf(op.callee.body.yields[k], depth + 1);
      return found && { ...found, chain: [...found.chain, { name: op.callee.source, span: op.span }] };
    }
    default:
      return undefined;
  }
}

function typeText(l: Lowering, operand: ts.Expression, index: number): string {
  const [signature] = l.checker.getTypeAtLocation(operand).getCallSignatures();
  const symbol = signature?.parameters[index];
  return symbol ? l.checker.typeToString(l.checker.getTypeOfSymbolAtLocation(symbol, operand)) : "unknown";
}

/** `grad(f)(x)`, `jvp(f)([x], [dx])`, `vjp(f)(x)`. */
export function callDerivative(
  l: Lowering,
  value: DerivativeValue,
  args: readonly Argument[],
  node: ts.Node,
): FrontValue {
  const failed = (): Value => l.refused(node);
  const primal = primalOf(l, value.operand, value, givenTypes(l, value, args));
  // What is lowered again is differentiated then.
  if (!primal || l.session.isStale) return failed();
  if (givesMap(value.operator)) {
    return checkOperand(l, value, primal) ? callLinearMap(l, value.operator, primal, args, node) : failed();
  }
  const func = derive(l, value, primal);
  if (!func) return failed();
  const types = func.body.params.slice(primal.captures.length).map((param) => param.type);
  const { takes } = operatorRows[value.operator];
  const values =
    takes === "lists" || takes === "series"
      ? types.map((type, index) => {
          const given = args[index]?.value;
          const isSeries = takes === "series" && index === 1;
          const list =
            given &&
            (isSeries ? seriesOf(l, given, type, node, value.options.order) : argumentList(l, given, type, node));
          return list ?? l.refuse(node, "AD1010", { operator: value.operator, text: excerpt(node.getText()) });
        })
      : bundleArguments(l, types, primal.func.rest === true, args, node);
  l.session.derivatives.add(func);
  return l.build.call(func, [...primal.captures, ...values])[0] ?? l.undefined();
}

/** `[value, map]`, or the map alone. */
function callLinearMap(
  l: Lowering,
  operator: MapOperator,
  primal: Primal,
  args: readonly Argument[],
  node: ts.Node,
): FrontValue {
  const captures = primal.captures.length;
  const key = `${operator} ${captures} ${l.session.idOf(primal.func)}`;
  const known = l.session.derived.get(key) as { forward: Func; map: Func } | undefined;
  const halves = known ?? l.session.deriver.linearMap(operator, primal.func, captures);
  l.session.derived.set(key, halves);
  const { params } = primal.func.body;
  const types = params.slice(captures).map((param) => param.type);
  const values = bundleArguments(l, types, primal.func.rest === true, args, node);
  l.session.derivatives.add(halves.forward).add(halves.map);
  const made = l.build.call(halves.forward, [...primal.captures, ...values]);
  const rest = args.slice(types.length - 1);
  const restCount = args.some((arg) => arg.spread) ? undefined : rest.length;
  const map: FrontValue = { kind: "linearMap", func: halves.map, tape: made[made.length - 1], restCount };
  return made.length === 1 ? map : { kind: "tuple", elements: [made[0], map] };
}

/** A pullback returns a list with an entry for each parameter; `linearize` takes one, side by side. */
export function callMap(l: Lowering, value: LinearMapValue, args: readonly Argument[], node: ts.Node): FrontValue {
  const types = value.func.body.params.slice(1).map(({ type }) => type);
  const given = bundleArguments(l, types, value.func.rest === true, args, node);
  const [result] = l.build.call(value.func, [value.tape, ...given]);
  return result.type.kind === "ref" ? flatList(l, result, value.restCount, node) : result;
}
