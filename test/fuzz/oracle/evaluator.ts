/** Expressions of the oracle, in the order of evaluation of the specification. */
import ts from "typescript-6";
import {
  addAccessor,
  constructObject,
  defineClass,
  instanceMember,
  isInstance,
  memberName,
  superCall,
} from "./classes.js";
import { callGlobal, constructGlobal, globalNames } from "./globals.js";
import { itemsOf } from "./iteration.js";
import { type Machine, OutOfFuel } from "./machine.js";
import { invoke, read } from "./members.js";
import { Patterns } from "./patterns.js";
import { apply } from "./reals.js";
import type { Scope } from "./scope.js";
import {
  ArrayValue,
  Builtin,
  ClassValue,
  FunctionValue,
  plain,
  RecordValue,
  toReal,
  truthy,
  type Value,
} from "./values.js";

export type CallBody = (f: FunctionValue, args: readonly Value[], self: Value) => Value;

const { SyntaxKind } = ts;

/** What a chain is where `?.` has found nothing. */
class Nothing {
  readonly isNothing = true;
}
const nothing = new Nothing();

export class Evaluator implements Machine {
  readonly patterns = new Patterns(this);

  constructor(
    private fuel: number,
    private readonly callBody: CallBody,
  ) {}

  burn(): void {
    if (this.fuel-- <= 0) throw new OutOfFuel("the program runs for too long");
  }

  call(callee: Value, args: readonly Value[], self?: Value): Value {
    this.burn();
    if (callee instanceof Builtin) return callee.call(args);
    if (!(callee instanceof FunctionValue)) throw new TypeError("not a function");
    return this.callBody(callee, args, self);
  }

  expression(node: ts.Expression, scope: Scope): Value {
    if (ts.isNumericLiteral(node)) return Number(node.text);
    if (ts.isStringLiteralLike(node)) return node.text;
    if (ts.isIdentifier(node)) {
      if (node.text === "undefined") return undefined;
      return node.text === "NaN" ? Number.NaN : scope.binding(node.text).value;
    }
    if (ts.isParenthesizedExpression(node) || ts.isAsExpression(node) || ts.isNonNullExpression(node)) {
      return this.expression(node.expression, scope);
    }
    if (ts.isBinaryExpression(node)) return this.binary(node, scope);
    if (ts.isPrefixUnaryExpression(node)) return this.prefix(node, scope);
    if (ts.isPostfixUnaryExpression(node)) return this.step(node.operand, node.operator, scope).before;
    if (ts.isConditionalExpression(node)) {
      return this.expression(truthy(this.expression(node.condition, scope)) ? node.whenTrue : node.whenFalse, scope);
    }
    if (ts.isCallExpression(node) || ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node)) {
      const value = this.link(node, scope);
      return value instanceof Nothing ? undefined : value;
    }
    if (ts.isArrayLiteralExpression(node)) return new ArrayValue("Array", this.list(node.elements, scope));
    if (ts.isObjectLiteralExpression(node)) return this.object(node, scope);
    if (ts.isArrowFunction(node) || ts.isFunctionExpression(node)) return new FunctionValue(node, scope);
    if (ts.isClassExpression(node)) return defineClass(this, node, scope);
    if (ts.isNewExpression(node)) return this.construct(node, scope);
    if (ts.isTemplateExpression(node)) return this.template(node, scope);
    if (ts.isYieldExpression(node)) return this.yield(node, scope);
    return this.keyword(node, scope);
  }

  private keyword(node: ts.Expression, scope: Scope): Value {
    if (node.kind === SyntaxKind.TrueKeyword) return true;
    if (node.kind === SyntaxKind.FalseKeyword) return false;
    if (node.kind === SyntaxKind.NullKeyword) return null;
    if (node.kind === SyntaxKind.ThisKeyword) return scope.binding("this").value;
    throw new Error(`the oracle does not evaluate ${SyntaxKind[node.kind]}`);
  }

  private list(nodes: readonly ts.Expression[], scope: Scope): Value[] {
    const values: Value[] = [];
    for (const node of nodes) {
      if (ts.isSpreadElement(node)) values.push(...itemsOf(this.expression(node.expression, scope)));
      else values.push(ts.isOmittedExpression(node) ? undefined : this.expression(node, scope));
    }
    return values;
  }

  private object(node: ts.ObjectLiteralExpression, scope: Scope): RecordValue {
    const fields = new Map<string, Value>();
    const record = new RecordValue(fields);
    for (const property of node.properties) {
      if (ts.isPropertyAssignment(property)) {
        const { name } = property;
        const key = ts.isComputedPropertyName(name)
          ? String(plain(this.expression(name.expression, scope)))
          : memberName(name);
        fields.set(key, this.expression(property.initializer, scope));
      } else if (ts.isShorthandPropertyAssignment(property)) {
        fields.set(property.name.text, this.expression(property.name, scope));
      } else if (ts.isSpreadAssignment(property)) {
        const spread = this.expression(property.expression, scope);
        if (spread instanceof RecordValue) for (const [key, value] of spread.fields) fields.set(key, value);
      } else if (ts.isMethodDeclaration(property)) {
        fields.set(memberName(property.name), new FunctionValue(property, scope));
      } else addAccessor(record.accessors, property, new FunctionValue(property, scope));
    }
    return record;
  }

  private construct(node: ts.NewExpression, scope: Scope): Value {
    const args = (): Value[] => this.list(node.arguments ?? [], scope);
    if (ts.isIdentifier(node.expression) && globalNames.has(node.expression.text)) {
      return constructGlobal(node.expression.text, args());
    }
    const made = this.expression(node.expression, scope);
    if (!(made instanceof ClassValue)) throw new TypeError("not a class");
    this.burn();
    return constructObject(this, made, args());
  }

  private template(node: ts.TemplateExpression, scope: Scope): string {
    return node.templateSpans.reduce(
      (text, span) => text + String(plain(this.expression(span.expression, scope))) + span.literal.text,
      node.head.text,
    );
  }

  private yield(node: ts.YieldExpression, scope: Scope): Value {
    const emit = scope.binding("yield").value;
    const value = node.expression && this.expression(node.expression, scope);
    for (const item of node.asteriskToken ? itemsOf(value) : [value]) this.call(emit, [item]);
    return undefined;
  }

  /** A call or a member, which may be a part of a chain that has ended. */
  private link(
    node: ts.CallExpression | ts.PropertyAccessExpression | ts.ElementAccessExpression,
    scope: Scope,
  ): Value | Nothing {
    if (ts.isCallExpression(node)) return this.callExpression(node, scope);
    const isMath = ts.isIdentifier(node.expression) && node.expression.text === "Math";
    if (isMath && ts.isPropertyAccessExpression(node)) return memberOfMath(node.name.text);
    if (node.expression.kind === SyntaxKind.SuperKeyword) {
      const member = instanceMember(
        (scope.binding("super").value as ClassValue).parent,
        (node as ts.PropertyAccessExpression).name.text,
      );
      if (member instanceof FunctionValue || !member) return member;
      return member.get && this.call(member.get, [], scope.binding("this").value);
    }
    const object = this.linkBefore(node, scope);
    if (object instanceof Nothing) return object;
    if (ts.isPropertyAccessExpression(node)) return read(this, object, node.name.text);
    return read(this, object, this.expression(node.argumentExpression, scope));
  }

  /** What a link of a chain is taken of. */
  private linkBefore(
    node: ts.CallExpression | ts.PropertyAccessExpression | ts.ElementAccessExpression,
    scope: Scope,
  ): Value | Nothing {
    const { expression } = node;
    const isChained =
      ts.isOptionalChain(node) &&
      (ts.isCallExpression(expression) ||
        ts.isPropertyAccessExpression(expression) ||
        ts.isElementAccessExpression(expression));
    const value = isChained ? this.link(expression, scope) : this.expression(expression, scope);
    return node.questionDotToken && (value === undefined || value === null) ? nothing : value;
  }

  private callExpression(node: ts.CallExpression, scope: Scope): Value | Nothing {
    const { expression: callee } = node;
    const args = (): Value[] => this.list(node.arguments, scope);
    if (callee.kind === SyntaxKind.SuperKeyword) {
      const self = scope.binding("this").value as RecordValue;
      const given = (scope.binding("arguments").value as ArrayValue).items;
      superCall(this, scope.binding("super").value as ClassValue, self, args(), given);
      return undefined;
    }
    if (!ts.isPropertyAccessExpression(callee) && !ts.isElementAccessExpression(callee)) {
      const target = this.linkBefore(node, scope);
      return target instanceof Nothing ? target : this.call(target, args());
    }
    if (ts.isIdentifier(callee.expression) && ts.isPropertyAccessExpression(callee)) {
      const [object, name] = [callee.expression.text, callee.name.text];
      if (object === "Math") return apply(name, ...args().map(toReal));
      if (globalNames.has(object)) return callGlobal(object, name, args(), (f, given) => this.call(f, given));
    }
    if (callee.expression.kind === SyntaxKind.SuperKeyword) {
      const method = this.link(callee, scope) as Value;
      return this.call(method, args(), scope.binding("this").value);
    }
    const object = this.linkBefore(callee, scope);
    if (object instanceof Nothing) return object;
    if (ts.isPropertyAccessExpression(callee) && !node.questionDotToken) {
      return invoke(this, object, callee.name.text, args());
    }
    const key = ts.isPropertyAccessExpression(callee)
      ? callee.name.text
      : this.expression(callee.argumentExpression, scope);
    const method = read(this, object, key);
    if (node.questionDotToken && (method === undefined || method === null)) return nothing;
    return this.call(method, args(), object);
  }

  private prefix(node: ts.PrefixUnaryExpression, scope: Scope): Value {
    const { operator, operand } = node;
    if (operator === SyntaxKind.PlusPlusToken || operator === SyntaxKind.MinusMinusToken) {
      return this.step(operand, operator, scope).after;
    }
    const value = this.expression(operand, scope);
    if (operator === SyntaxKind.ExclamationToken) return !truthy(value);
    if (operator === SyntaxKind.PlusToken) return toReal(value);
    return apply(operator === SyntaxKind.TildeToken ? "~" : "neg", toReal(value));
  }

  private step(node: ts.Expression, operator: ts.SyntaxKind, scope: Scope): { before: Value; after: Value } {
    const place = this.patterns.place(node, scope);
    const before = toReal(place.get());
    const after = apply(operator === SyntaxKind.PlusPlusToken ? "+" : "-", before, 1);
    place.put(after);
    return { before, after };
  }

  private binary(node: ts.BinaryExpression, scope: Scope): Value {
    const { left, right, operatorToken } = node;
    const operator = ts.tokenToString(operatorToken.kind)!;
    switch (operator) {
      case ",":
        this.expression(left, scope);
        return this.expression(right, scope);
      case "&&":
      case "||":
      case "??": {
        const value = this.expression(left, scope);
        return continues(operator, value) ? this.expression(right, scope) : value;
      }
      case "instanceof":
        return isInstance(this.expression(left, scope), this.expression(right, scope));
    }
    const { FirstAssignment, LastAssignment } = SyntaxKind;
    if (operatorToken.kind >= FirstAssignment && operatorToken.kind <= LastAssignment)
      return this.assignment(node, operator.slice(0, -1), scope);
    const first = this.expression(left, scope);
    return operate(operator, first, this.expression(right, scope));
  }

  private assignment({ left, right }: ts.BinaryExpression, operator: string, scope: Scope): Value {
    if (operator === "" && (ts.isArrayLiteralExpression(left) || ts.isObjectLiteralExpression(left))) {
      const value = this.expression(right, scope);
      this.patterns.assign(left, value, scope);
      return value;
    }
    const place = this.patterns.place(left, scope);
    let value: Value;
    if (operator === "") value = this.expression(right, scope);
    else {
      const old = place.get();
      if (operator === "&&" || operator === "||" || operator === "??") {
        if (!continues(operator, old)) return old;
        value = this.expression(right, scope);
      } else value = operate(operator, old, this.expression(right, scope));
    }
    place.put(value);
    return value;
  }
}

function memberOfMath(name: string): Value {
  const member: unknown = Math[name as "PI"];
  if (typeof member === "number") return member;
  // `xs.map(Math.sin)` gives it more arguments than it takes.
  const arity = (member as (...args: number[]) => number).length;
  return new Builtin((args) => apply(name, ...args.slice(0, arity).map(toReal)));
}

function continues(operator: string, value: Value): boolean {
  if (operator === "??") return value === undefined || value === null;
  return truthy(value) === (operator === "&&");
}

function operate(operator: string, left: Value, right: Value): Value {
  const [a, b] = [plain(left), plain(right)];
  switch (operator) {
    case "==":
      return a === b || ((a ?? null) === null && (b ?? null) === null);
    case "===":
      return a === b;
    case "!==":
      return a !== b;
    case "<":
      return (a as number) < (b as number);
    case ">":
      return (a as number) > (b as number);
    case "<=":
      return (a as number) <= (b as number);
    case ">=":
      return (a as number) >= (b as number);
  }
  if (operator === "+" && (typeof a === "string" || typeof b === "string")) return String(a) + String(b);
  return apply(operator, toReal(left), toReal(right));
}
