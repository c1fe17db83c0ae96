/**
 * Functions with a derivative of their own (`customJvp`, `customVjp`, `nondifferentiable`, `checkpoint`). A call of one is a call of an
 * instance that has the rule beside its body: the transforms use the rule and never look into the body.
 */
import ts from "typescript-6";
import { excerpt } from "../diagnostics/index.js";
import { Builder, emptyRegion } from "../ir/builder.js";
import { expectOncePlaced } from "../ir/once-placed.js";
import { type Func, Value } from "../ir/ops.js";
import { reachable } from "../ir/traverse.js";
import {
  F64,
  isNumber,
  type Memory,
  mentions,
  sameType,
  tangentType,
  tupleOf,
  type Type,
  typeName,
} from "../ir/types.js";
import { isGlobal } from "./globals.js";
import { shortName } from "./builtin-operands.js";
import { captureParams, convert, rebuild, writtenCapture } from "./closures.js";
import { isDeclaredOnly, type RuleText, rulesIn, symbolOf } from "./defined-rules.js";
import { Lowering, type Argument } from "./lowering.js";
import { isOptional, knownInstance, settle } from "./instances.js";
import { isGlobalFunction } from "./math.js";
import { UNNAMED } from "./modules.js";
import { listOf } from "./objects.js";
import { spanOf } from "./session.js";
import type { Layout } from "./shapes.js";
import { type CustomOperator, roles } from "./custom-operators.js";
import { parametersOf, unwrap } from "./syntax.js";
import { type CustomRule, type CustomValue, type FrontValue, isValue } from "./values.js";

export function lowerCustom(l: Lowering, operator: CustomOperator, node: ts.CallExpression): FrontValue {
  const [operand] = node.arguments;
  const given = rulesGiven(operator, node);
  if (!operand || !given) return l.refuse(node, "AD1001", { operator, operand: excerpt(node.getText()) });
  const rules = given.map(({ role, at }) => ({ role, value: functionOf(l, at), at }));
  for (const { value, at } of rules)
    if (isValue(value)) return l.refuse(at, "AD1001", { operator, operand: excerpt(at.getText()) });
  const primal = functionOf(l, operand);
  if (operator === "checkpoint") {
    if (isValue(primal)) return l.refuse(operand, "AD1001", { operator, operand: excerpt(operand.getText()) });
    return { kind: "custom", primal, rules, operand, checkpoint: true };
  }
  return { kind: "custom", primal, rules, operand };
}

function rulesGiven(
  operator: CustomOperator,
  { arguments: [, ...given], arguments: all }: ts.CallExpression,
): readonly RuleText[] | undefined {
  if (all.some(ts.isSpreadElement)) return undefined;
  if (operator === "withRule") return given.length === 1 ? rulesIn(given[0]) : undefined;
  const named: readonly CustomRule["role"][] = roles[operator];
  return given.length === named.length ? named.map((role, k) => ({ role, at: given[k] })) : undefined;
}

function functionOf(l: Lowering, node: ts.Expression): FrontValue {
  const inner = unwrap(node);
  if (ts.isIdentifier(inner) && isGlobalFunction(inner.text) && isGlobal(l, inner))
    return { kind: "builtin", name: inner.text };
  return l.expression(inner);
}

export function applyCustom(l: Lowering, callee: CustomValue, args: readonly Argument[], node: ts.Node): FrontValue {
  if (args.some((arg) => arg.spread)) return l.refuse(node, "AD2015", { text: excerpt(node.getText()) });
  const name = nameOf(callee);
  const written = writtenCapture(l, callee);
  if (written) return l.refuse(node, "AD1008", { function: name, variable: written.name });
  const { layout, captures, obstacle } = convert(l, callee);
  if (obstacle !== undefined) return l.refuse(node, "AD1009", { function: name, variable: obstacle });
  const values = args.map((arg) => l.toValue(arg.value, node));
  const missing = new Set(values.flatMap((value, k) => (mayLack(l, callee, args[k], value, k) ? [k] : [])));
  const func = customInstance(l, layout, callee, values, missing);
  return l.build.call(func, [...captures, ...values])[0] ?? l.undefined();
}

/** Its own name, or that of the constant that holds the function with its rule. */
function nameOf({ primal, operand }: CustomValue): string {
  const { parent } = operand.parent;
  const isUnnamed = !isValue(primal) && primal.kind === "function" && primal.name === UNNAMED;
  if (isUnnamed && ts.isVariableDeclaration(parent) && ts.isIdentifier(parent.name)) return parent.name.text;
  if (isValue(primal)) return primal.name ?? UNNAMED;
  return primal.kind === "builtin" ? shortName(primal.name) : primal.kind === "function" ? primal.name : UNNAMED;
}

/** Whether an argument may be `undefined` or `null`: as it is given, or as it is declared. */
function mayLack(l: Lowering, { primal }: CustomValue, arg: Argument, value: Value, index: number): boolean {
  if (l.isDefinite(value)) return false;
  const parameter = !isValue(primal) && primal.kind === "function" ? parametersOf(primal.node)[index] : undefined;
  return arg.optional || (parameter !== undefined && isOptional(l.session, parameter));
}

/** The instance for arguments of these types, of which some may be missing. */
function customInstance(
  outer: Lowering,
  layout: Layout,
  callee: CustomValue,
  values: readonly Value[],
  missing: ReadonlySet<number>,
): Func {
  const { session } = outer;
  const types = values.map(({ type }) => (isNumber(type) ? F64 : type));
  const found = types.map((type, k) => typeName(type) + session.kinds.holesIn(type) + (missing.has(k) ? "?" : ""));
  const key = `${layout.key}|${found.join(",")}${session.holes.key}`;
  const known = knownInstance(session, key);
  if (known) return known;
  const instance = new Instance(outer, layout, callee, types, missing);
  // The function and its rule may call it, before it is known what it returns.
  const func = instance.shell();
  settle(session, { func, node: callee.operand, key }, () => {
    Object.assign(func, instance.primal(values.map(({ name }) => name)));
    if (callee.checkpoint) return Object.assign(func, { checkpoint: true });
    const rule: NonNullable<Func["rule"]> = { captures: layout.leaves.length };
    func.rule = rule;
    const [result] = func.results;
    if (!result) return;
    callee.rules.forEach(({ role }, k) => {
      if (role === "jvp") rule.jvp = instance.jvp(k, result);
      else if (role === "forward") rule.forward = instance.forward(k, result);
      // Until it is known what the residuals are: rules that call each other would go on for ever with unknown ones.
      else if (rule.forward && !session.isStale) rule.backward = instance.backward(k, result, rule.forward.results[1]);
    });
  });
  return func;
}

class Instance {
  private readonly name: string;
  /** Of the residuals the fields that are there. */
  private kept: ReadonlySet<string> = new Set();

  constructor(
    private readonly outer: Lowering,
    private readonly layout: Layout,
    private readonly callee: CustomValue,
    private readonly types: readonly Type[],
    /** Which arguments may be. */
    private readonly missing: ReadonlySet<number>,
  ) {
    this.name = nameOf(callee);
  }

  /** A function that returns what is declared. */
  shell(): Func {
    const { session, checker } = this.outer;
    const { operand } = this.callee;
    const file = operand.getSourceFile();
    const [signature] = checker.getTypeAtLocation(operand).getCallSignatures();
    const results = signature ? [session.types.of(checker.getReturnTypeOfSignature(signature))] : [];
    return {
      name: "",
      body: emptyRegion([...captureParams(this.layout), ...this.types.map((type) => new Value(type))]),
      results,
      file: file.fileName,
      source: this.name,
    };
  }

  /** (captures, arguments) -> what the function returns, in memory of its own. */
  primal(names: readonly (string | undefined)[]): Func {
    const params = this.types.map((type, k) => new Value(type, names[k]));
    const made = this.made("primal", this.callee.operand, params, (l, self) => {
      const { primal } = self;
      const result = isValue(primal) ? this.foreign(l, primal, params) : this.apply(l, primal, this.given(params));
      if (result.type.kind !== "ref" || self.checkpoint) return [result];
      if (this.types.every((type) => !mayHold(type, result.type))) return [result];
      // A copy of views would be none of one piece of memory.
      if (self.rules.length > 0) expectOncePlaced(l.build, this.name, result);
      return [l.build.copy(result, { deep: true })];
    });
    return this.mayLack(made);
  }

  /** (captures, primals, tangents) -> [value, tangent] */
  jvp(k: number, result: Type): Func {
    const list = tupleOf(this.types);
    const params = [new Value(list, "primals"), new Value(tangentType(list), "tangents")];
    const given = this.types.flatMap((type, k) => (type.kind === "ref" && !this.missing.has(k) ? [String(k)] : []));
    this.outer.session.definiteFields.set(params[0], new Set(given));
    return this.made(
      "jvp_rule",
      this.at(k),
      params,
      (l, self) => {
        const pair = this.apply(l, self.rules[k].value, argumentsOf(params));
        return [this.list(l, pair, [result, tangentType(result)], k)];
      },
      1,
    );
  }

  /** (captures, arguments) -> value, residuals */
  forward(k: number, result: Type): Func {
    const params = this.types.map((type) => new Value(type));
    for (const [k, param] of params.entries())
      if (param.type.kind === "ref" && !this.missing.has(k)) this.outer.session.definite.add(param);
    const made = this.made(
      "forward_rule",
      this.at(k),
      params,
      (l, self) => {
        const pair = l.handlers.apply(l, self.rules[k].value, this.given(params), this.at(k));
        const [value, residuals] = this.elements(l, pair, 2, k) ?? [l.undefined(result), l.undefined()];
        this.kept = definiteFieldsOf(l, residuals);
        return [this.fitted(l, value, result, k), residuals];
      },
      params.length,
    );
    return this.mayLack(made);
  }

  /** (captures, residuals, cotangent) -> the cotangents of the arguments */
  backward(k: number, result: Type, residuals: Type): Func {
    const params = [new Value(residuals, "residuals"), new Value(tangentType(result), "cotangent")];
    this.outer.session.definiteFields.set(params[0], this.kept);
    return this.made(
      "backward_rule",
      this.at(k),
      params,
      (l, self) => {
        const list = this.apply(l, self.rules[k].value, argumentsOf(params));
        return [this.list(l, list, this.types.map(tangentType), k)];
      },
      1,
    );
  }

  /** A function of the arguments. */
  private mayLack(func: Func): Func {
    const memory = [...this.missing].filter((k) => this.types[k].kind === "ref");
    if (memory.length === 0) return func;
    const first = func.body.params.length - this.types.length;
    const positions = new Set(memory.map((k) => first + k));
    return { ...func, optional: positions, nullable: positions };
  }

  private at(k: number): ts.Expression {
    return this.callee.rules[k].at;
  }

  private made(
    suffix: string,
    at: ts.Expression,
    params: readonly Value[],
    body: (l: Lowering, self: CustomValue) => readonly Value[],
    /** How many of the parameters are what the rule is given to read. */
    given = 0,
  ): Func {
    const { outer, layout } = this;
    const { session, handlers } = outer;
    const captures = captureParams(layout);
    const l = new Lowering(session, handlers, emptyRegion([...captures, ...params]), at);
    const yields = l.at(at, () => body(l, rebuild(l, layout, captures) as CustomValue));
    l.build.region.yields = [...yields];
    const file = this.callee.operand.getSourceFile();
    return this.onCopies(given, {
      name: session.uniqueName(`${this.name}_${suffix}`, file),
      body: l.build.region,
      results: yields.map(({ type }) => (isNumber(type) ? F64 : type)),
      file: file.fileName,
      span: spanOf(at),
      source: this.name,
    });
  }

  /**
   * A rule with derivatives in it works on copies of what it is given first: their sweeps hold that together with memory that they write
   * to, so that it could not be told any more whether the rule writes to it.
   */
  private onCopies(given: number, func: Func): Func {
    const { session } = this.outer;
    if (given === 0 || !reachable([func]).some((each) => session.derivatives.has(each))) return func;
    const { body } = func;
    const first = this.layout.leaves.length;
    const copies = new Builder(emptyRegion());
    body.params = body.params.map((param, k) => {
      if (k < first || k >= first + given || param.type.kind !== "ref") return param;
      const taken = new Value(param.type, param.name);
      copies.copyAs(param, taken);
      return taken;
    });
    body.ops = [...copies.region.ops, ...body.ops];
    return func;
  }

  private apply(l: Lowering, callee: FrontValue, args: readonly Argument[]): Value {
    const { operand } = this.callee;
    return l.toValue(l.handlers.apply(l, callee, args, operand), operand);
  }

  /** The arguments: what may be missing has the defaults of the function. */
  private given(params: readonly Value[]): Argument[] {
    return params.map((value, k) => ({ value, optional: this.missing.has(k) }));
  }

  /** A function that the compiler does not see. */
  private foreign(l: Lowering, callee: Value, args: readonly Value[]): Value {
    const { operand } = this.callee;
    const [signature] = l.checker.getTypeAtLocation(operand).getCallSignatures();
    const type = l.session.types.of(l.checker.getReturnTypeOfSignature(signature));
    const gaps = args.slice(1).map(() => ", ");
    const symbol = symbolOf(l, operand);
    if (symbol && isDeclaredOnly(symbol)) {
      const name = operand.getText();
      return l.build.extern(args.length > 0 ? [`${name}(`, ...gaps, ")"] : [`${name}()`], [...args], type);
    }
    return l.build.extern(args.length > 0 ? ["", "(", ...gaps, ")"] : ["", "()"], [callee, ...args], type);
  }

  /** What a rule returns, as a tuple of these types. */
  private list(l: Lowering, given: Value, types: readonly Type[], k: number): Value {
    const list = tupleOf(types);
    if (sameType(given.type, list)) return given;
    const elements = this.elements(l, given, types.length, k);
    if (!elements) return l.undefined(list);
    return l.build.literal(
      list,
      elements.map((element, i) => this.fitted(l, element, types[i], k)),
    );
  }

  private elements(l: Lowering, given: FrontValue, count: number, k: number): Value[] | undefined {
    const found = listOf(l, given, count)?.map((element) => l.toValue(element, this.at(k)));
    if (!found) this.misfit(l, k);
    return found;
  }

  private fitted(l: Lowering, value: Value, type: Type, k: number): Value {
    const fits = sameType(value.type, type) || (isNumber(value.type) && isNumber(type)) || l.constantOf(value);
    if (!fits && type.kind !== "opaque") this.misfit(l, k);
    return type.kind === "opaque" && value.type.kind !== "opaque"
      ? l.constant(null, type)
      : l.coerce(value, type, this.at(k));
  }

  private misfit(l: Lowering, k: number): void {
    const node = this.at(k);
    l.session.report(node, "AD1018", { function: this.name, text: excerpt(node.getText()) });
  }
}

/** The fields that a literal gives values that are there. */
function definiteFieldsOf(l: Lowering, value: Value): ReadonlySet<string> {
  const literal = l.build.literalOf(value);
  const memory = value.type.kind === "ref" ? value.type.memory : undefined;
  if (!literal || memory?.kind !== "record") return new Set();
  return new Set(memory.fields.flatMap(({ name }, k) => (l.isDefinite(literal.operands[k]) ? [name] : [])));
}

function argumentsOf(values: readonly Value[]): Argument[] {
  return values.map((value) => ({ value, optional: false }));
}

/** Whether a result of one type may be memory of an argument of the other. */
function mayHold(argument: Type, result: Type): boolean {
  const held = new Set<Memory>();
  mentions(argument, (part) => {
    if (part.kind === "ref") held.add(part.memory);
    return false;
  });
  return mentions(
    result,
    (part) => part.kind === "ref" && [...held].some((memory) => sameType({ kind: "ref", memory }, part)),
  );
}
