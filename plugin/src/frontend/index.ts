/** The front end: TypeScript's syntax and types to IR, on demand from operator calls and marks. */
import ts from "typescript-6";
import { type Diagnostic, excerpt } from "../diagnostics/index.js";
import { emptyRegion } from "../ir/builder.js";
import { isCheck, type OperatorName, type OperatorOptions } from "../ir/operator-names.js";
import { type Func, Value } from "../ir/ops.js";
import { assignTo } from "./assignment.js";
import { shortName } from "./builtin-operands.js";
import { applyValue } from "./calls.js";
import { truthOf } from "./choices.js";
import { convert } from "./closures.js";
import { lowerConstructor } from "./construction.js";
import { isCustomOperator } from "./custom-operators.js";
import { checkOperand, primalOf } from "./derivatives.js";
import type { Deriver } from "./deriver.js";
import { declareEnclosing } from "./enclosing.js";
import { lowerExpression } from "./expressions.js";
import { inMemory } from "./functions-in-memory.js";
import { generate } from "./generators.js";
import { instanceOf, type ParamKind } from "./instances.js";
import { iterableOf } from "./iterables.js";
import { ArmJoin } from "./joins.js";
import { type Handlers, Lowering } from "./lowering.js";
import { computedOperand, madeOperand, operandOf } from "./made-operands.js";
import { isMarked } from "./marks.js";
import { methodValue } from "./members.js";
import { oneValue } from "./mixtures.js";
import type { RunTimeModules } from "./module-graph.js";
import { functionName, UNNAMED } from "./modules.js";
import { operatorName, packageName } from "./package-names.js";
import { bindPattern } from "./patterns.js";
import { leaksOf } from "./sealed.js";
import { Session } from "./session.js";
import type { Layout } from "./shapes.js";
import { lowerStatements } from "./statements.js";
import { parametersOf } from "./syntax.js";
import { type DerivativeValue, type Differentiable, type FunctionNode, type FunctionValue, isValue } from "./values.js";

export type { Deriver } from "./deriver.js";
export type { RunTimeModules } from "./module-graph.js";
export type { OperatorName, OperatorOptions } from "../ir/operator-names.js";

/** An operator call in ordinary code: what it differentiates, and what the host has to pass to the generated function. */
export interface OperatorUse {
  readonly node: ts.CallExpression;
  readonly operator: OperatorName;
  readonly primal: Func;
  /** The leading parameters of `primal`: names in scope at the call. */
  readonly captures: readonly { readonly name: string }[];
  readonly options: OperatorOptions;
  /** The operand is a function of the language: no file declares it. */
  readonly ofLanguage: boolean;
  /** The operand's name (the innermost of nested operators), that of the variable the result is assigned to, or `lambda`. */
  readonly baseName: string;
}

const handlers: Handlers = {
  join: (...given) => new ArmJoin(...given),
  truth: truthOf,
  inMemory,
  oneValue,
  expression: lowerExpression,
  statements: lowerStatements,
  apply: applyValue,
  construct: lowerConstructor,
  bind: bindPattern,
  assign: assignTo,
  generate,
  iterable: iterableOf,
};

export class Frontend {
  private readonly session: Session;
  private readonly report: (found: Diagnostic) => void;

  constructor(
    program: ts.Program,
    options: {
      readonly deriver: Deriver;
      readonly report: (found: Diagnostic) => void;
      /** Which code imports load at run time; without it, what the checker finds. */
      readonly modules?: RunTimeModules;
    },
  ) {
    this.report = options.report;
    this.session = new Session(program, options.deriver, options.report, options.modules);
  }

  /** The outermost operator calls of a file, in the order of the source. Errors are reported, and their calls left out. */
  operatorUses(file: ts.SourceFile): OperatorUse[] {
    const uses: OperatorUse[] = [];
    const visit = (node: ts.Node): void => {
      // Rules run in derivatives only, which are made of them where their function is called.
      if (ts.isCallExpression(node) && isCustomOperator(packageName(this.session.checker, node.expression)))
        return node.arguments[0] && visit(node.arguments[0]);
      const operator = ts.isCallExpression(node) && operatorName(this.session.checker, node.expression);
      if (operator && ts.isCallExpression(node)) {
        const use = this.settled(() => this.operatorUse(node, operator));
        if (use) uses.push(use);
      }
      // The operand of an operator is lowered with it; only a function's body can hold uses of its own.
      const operand = operator && ts.isCallExpression(node) ? node.arguments[0] : undefined;
      const isOwn = (child: ts.Node): boolean => (operator ? isCheck(operator) && child !== operand : true);
      ts.forEachChild(node, (child) => (isOwn(child) ? visit(child) : visitWithin(child)));
    };
    const visitWithin = (node: ts.Node): void => {
      if (ts.isCallExpression(node) && operatorName(this.session.checker, node.expression)) {
        ts.forEachChild(node, visitWithin);
      } else if (!ts.isFunctionLike(node)) ts.forEachChild(node, visitWithin);
    };
    visit(file);
    return uses;
  }

  private operatorUse(
    node: ts.CallExpression,
    operator: OperatorName,
    computed = computedOperand(this.session.checker, node),
  ): OperatorUse | undefined {
    const l = new Lowering(this.session, handlers, emptyRegion(), node);
    declareEnclosing(l, node);
    const made = computed && madeOperand(l, computed);
    if (made) l.pinned.set(computed, made);
    else if (computed) {
      this.session.report(computed, "AD1001", { operator, operand: excerpt(computed.getText()) });
      return undefined;
    }
    const enclosing = new Set([...l.env.values()].filter(isValue));
    const value = l.expression(node);
    if (isValue(value) || value.kind !== "derivative") return undefined;
    const primal = primalOf(l, value.operand, value);
    if (!primal || !checkOperand(l, value, primal) || this.leaks(primal.func)) return undefined;
    const isNamed =
      made !== undefined ||
      primal.captures.every(
        (each, k) => enclosing.has(each) && (each.name === primal.names[k] || primal.names[k] === "this"),
      );
    if (!isNamed) return this.operatorUse(node, operator, operandOf(this.session.checker, node));
    const captures = primal.names.map((name) => ({ name }));
    const { options } = value;
    const ofLanguage = innermost(value).kind === "builtin";
    return { node, operator, primal: primal.func, captures, options, ofLanguage, baseName: baseName(value) };
  }

  /** Functions marked by JSDoc `@differentiable` or the directive "use differentiable". */
  markedFunctions(file: ts.SourceFile): { name: string; node: ts.FunctionLikeDeclaration; func: Func }[] {
    const found: { name: string; node: ts.FunctionLikeDeclaration; func: Func }[] = [];
    const visit = (node: ts.Node): void => {
      if ((isFunction(node) || isMethod(node)) && isMarked(this.session.checker, node)) {
        const func = this.rootInstance(node);
        if (func && !this.leaks(func)) found.push({ name: markedName(node), node, func });
      }
      ts.forEachChild(node, visit);
    };
    visit(file);
    return found;
  }

  /** Lowers again what turns out to meet arrays with holes. */
  private settled<T>(lower: () => T | undefined): T | undefined {
    const { session } = this;
    session.holes.begin();
    for (;;) {
      const known = session.holes.count;
      const mark = session.mark();
      const lowered = lower();
      if (!lowered || session.holes.count === known) return lowered;
      session.again(mark);
    }
  }

  /** A method with an object of its class as its first parameter. */
  private methodOf(l: Lowering, node: ts.MethodDeclaration): FunctionValue | undefined {
    const info = ts.isClassLike(node.parent) ? this.session.classes.ofNode(node.parent) : undefined;
    const type = info && this.session.types.of(this.session.checker.getDeclaredTypeOfSymbol(info.symbol));
    if (!info || type?.kind !== "ref") {
      this.session.report(node, "AD2004", { text: excerpt(node.getText()) });
      return undefined;
    }
    const isStatic = (ts.getCombinedModifierFlags(node) & ts.ModifierFlags.Static) !== 0;
    return methodValue(l, isStatic ? { kind: "class", info, scope: undefined } : new Value(type), node, info);
  }

  private leaks(func: Func): boolean {
    const found = leaksOf(func);
    for (const diagnostic of found) this.report(diagnostic);
    return found.length > 0;
  }

  /** The instance of a function for its declared parameter types. */
  rootInstance(node: ts.FunctionLikeDeclaration): Func | undefined {
    return this.settled(() => {
      const func = this.declaredInstance(node);
      if (func) this.session.findHoles(func);
      return func;
    });
  }

  private declaredInstance(node: ts.FunctionLikeDeclaration): Func | undefined {
    if (!(isFunction(node) || isMethod(node)) || !node.body) return undefined;
    const { session } = this;
    const l = new Lowering(session, handlers, emptyRegion(), node);
    declareEnclosing(l, node);
    const scope = isNested(node) ? l.scope : undefined;
    const own: FunctionValue = { kind: "function", node, scope, name: functionName(node) };
    const value = isMethod(node) ? this.methodOf(l, node) : own;
    if (!value) return undefined;
    const layout = convert(l, value).layout as Layout & { readonly value: FunctionValue };
    const kinds = parametersOf(node).map((parameter): ParamKind => {
      const optional = parameter.initializer !== undefined;
      return { kind: "value", type: session.types.at(parameter.name), optional };
    });
    return instanceOf(session, handlers, layout, kinds);
  }
}

function innermost({ operand }: DerivativeValue): Exclude<Differentiable, DerivativeValue> {
  return operand.kind === "derivative" ? innermost(operand) : operand;
}

function baseName(value: DerivativeValue): string {
  const { node } = value;
  const inner = innermost(value);
  if (inner.kind === "builtin") return shortName(inner.name);
  if (inner.kind === "function" && inner.name !== UNNAMED) return inner.name;
  const { parent } = node;
  return ts.isVariableDeclaration(parent) && ts.isIdentifier(parent.name) ? parent.name.text : UNNAMED;
}

function isFunction(node: ts.Node): node is FunctionNode {
  return ts.isFunctionDeclaration(node) || ts.isFunctionExpression(node) || ts.isArrowFunction(node);
}

function isMethod(node: ts.Node): node is ts.MethodDeclaration {
  return ts.isMethodDeclaration(node) && ts.isClassLike(node.parent);
}

/** What the names of the derivatives of a marked function begin with. */
function markedName(node: FunctionNode): string {
  if (!isMethod(node)) return functionName(node);
  const owner = ts.isClassLike(node.parent) && node.parent.name ? `${node.parent.name.text}_` : "";
  return owner + node.name.getText();
}

function isNested(node: ts.Node): boolean {
  return ts.findAncestor(node.parent, ts.isFunctionLike) !== undefined;
}
