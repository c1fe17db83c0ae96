/** Expressions, patterns and assignments of the oracle, in the order of evaluation of the specification. */
import ts from "typescript-6";
import { callMethod, construct } from "./library.js";
import { apply } from "./reals.js";
import {
  ArrayValue,
  Builtin,
  FunctionValue,
  plain,
  RecordValue,
  type Scope,
  toReal,
  truthy,
  type Value,
} from "./values.js";

export type CallBody = (node: ts.FunctionLikeDeclaration, args: readonly Value[], scope: Scope) => Value;

/** Where a value can be read and put; made once for each evaluation of an assignment's target. */
interface Place {
  get(): Value;
  put(value: Value): void;
}

export class OutOfFuel extends Error {}

const { SyntaxKind } = ts;

export class Evaluator {
  constructor(
    private fuel: number,
    private readonly callBody: CallBody,
  ) {}

  burn(): void {
    if (this.fuel-- <= 0) throw new OutOfFuel("the program runs for too long");
  }

  call(callee: Value, args: readonly Value[]): Value {
    this.burn();
    if (callee instanceof Builtin) return callee.call(args);
    if (!(callee instanceof FunctionValue)) throw new TypeError("not a function");
    return this.callBody(callee.node, args, callee.scope);
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
    if (ts.isCallExpression(node)) return this.callExpression(node, scope);
    if (ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node)) return this.member(node, scope);
    if (ts.isArrayLiteralExpression(node)) return new ArrayValue("Array", this.list(node.elements, scope));
    if (ts.isObjectLiteralExpression(node)) return this.object(node, scope);
    if (ts.isArrowFunction(node) || ts.isFunctionExpression(node)) return new FunctionValue(node, scope);
    if (ts.isNewExpression(node)) {
      if (!ts.isIdentifier(node.expression)) throw new Error("the oracle constructs arrays only");
      return construct(node.expression.text, this.list(node.arguments ?? [], scope));
    }
    if (node.kind === SyntaxKind.TrueKeyword) return true;
    if (node.kind === SyntaxKind.FalseKeyword) return false;
    if (node.kind === SyntaxKind.NullKeyword) return null;
    throw new Error(`the oracle does not evaluate ${SyntaxKind[node.kind]}`);
  }

  private list(nodes: readonly ts.Expression[], scope: Scope): Value[] {
    const values: Value[] = [];
    for (const node of nodes) {
      if (!ts.isSpreadElement(node)) {
        values.push(ts.isOmittedExpression(node) ? undefined : this.expression(node, scope));
        continue;
      }
      const spread = this.expression(node.expression, scope);
      if (!(spread instanceof ArrayValue)) throw new TypeError("not iterable");
      values.push(...spread.items);
    }
    return values;
  }

  private object(node: ts.ObjectLiteralExpression, scope: Scope): RecordValue {
    const fields = new Map<string, Value>();
    for (const property of node.properties) {
      if (ts.isPropertyAssignment(property)) {
        fields.set(nameOf(property.name), this.expression(property.initializer, scope));
      } else if (ts.isShorthandPropertyAssignment(property)) {
        fields.set(property.name.text, this.expression(property.name, scope));
      } else if (ts.isSpreadAssignment(property)) {
        const spread = this.expression(property.expression, scope);
        if (spread instanceof RecordValue) for (const [key, value] of spread.fields) fields.set(key, value);
      } else throw new Error("the oracle has no methods in object literals");
    }
    return new RecordValue(fields);
  }

  private callExpression(node: ts.CallExpression, scope: Scope): Value {
    const { expression: callee } = node;
    if (ts.isPropertyAccessExpression(callee)) {
      const name = callee.name.text;
      if (ts.isIdentifier(callee.expression) && callee.expression.text === "Math") {
        return apply(name, ...this.list(node.arguments, scope).map(toReal));
      }
      const object = this.expression(callee.expression, scope);
      if (object instanceof ArrayValue) {
        const args = this.list(node.arguments, scope);
        return callMethod(object, name, args, (f, given) => this.call(f, given));
      }
      return this.call(memberOf(object, name), this.list(node.arguments, scope));
    }
    const target = this.expression(callee, scope);
    return this.call(target, this.list(node.arguments, scope));
  }

  private member(node: ts.PropertyAccessExpression | ts.ElementAccessExpression, scope: Scope): Value {
    const isMath = ts.isIdentifier(node.expression) && node.expression.text === "Math";
    if (isMath && ts.isPropertyAccessExpression(node)) return Math[node.name.text as "PI"];
    const object = this.expression(node.expression, scope);
    if (node.questionDotToken && (object === undefined || object === null)) return undefined;
    if (ts.isPropertyAccessExpression(node)) return memberOf(object, node.name.text);
    return memberOf(object, this.expression(node.argumentExpression, scope));
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
    const place = this.place(node, scope);
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
      case "=": {
        if (ts.isArrayLiteralExpression(left) || ts.isObjectLiteralExpression(left)) {
          const value = this.expression(right, scope);
          this.assign(left, value, scope);
          return value;
        }
        const place = this.place(left, scope);
        const value = this.expression(right, scope);
        place.put(value);
        return value;
      }
      case "&&=":
      case "||=":
      case "??=": {
        const place = this.place(left, scope);
        const old = place.get();
        if (!continues(operator.slice(0, 2), old)) return old;
        const value = this.expression(right, scope);
        place.put(value);
        return value;
      }
    }
    if (
      operatorToken.kind >= SyntaxKind.FirstCompoundAssignment &&
      operator.endsWith("=") &&
      !comparisons.has(operator)
    ) {
      const place = this.place(left, scope);
      const old = place.get();
      const value = operate(operator.slice(0, -1), old, this.expression(right, scope));
      place.put(value);
      return value;
    }
    const first = this.expression(left, scope);
    return operate(operator, first, this.expression(right, scope));
  }

  private place(node: ts.Expression, scope: Scope): Place {
    if (ts.isParenthesizedExpression(node) || ts.isNonNullExpression(node)) return this.place(node.expression, scope);
    if (ts.isIdentifier(node)) {
      const binding = scope.binding(node.text);
      return {
        get: () => binding.value,
        put: (value) => {
          binding.value = value;
        },
      };
    }
    if (!ts.isPropertyAccessExpression(node) && !ts.isElementAccessExpression(node)) {
      throw new Error(`the oracle does not assign to ${SyntaxKind[node.kind]}`);
    }
    const object = this.expression(node.expression, scope);
    const key = ts.isPropertyAccessExpression(node) ? node.name.text : this.expression(node.argumentExpression, scope);
    return {
      get: () => memberOf(object, key),
      put: (value) => {
        if (object instanceof ArrayValue) object.set(key, value);
        else if (object instanceof RecordValue) object.fields.set(String(plain(key)), value);
        else throw new TypeError("an assignment to a member of nothing");
      },
    };
  }

  /** Assignment to a target or to a pattern of targets. */
  assign(node: ts.Expression, value: Value, scope: Scope): void {
    if (ts.isBinaryExpression(node) && node.operatorToken.kind === SyntaxKind.EqualsToken) {
      this.assign(node.left, value === undefined ? this.expression(node.right, scope) : value, scope);
    } else if (ts.isArrayLiteralExpression(node)) {
      if (!(value instanceof ArrayValue)) throw new TypeError("not iterable");
      node.elements.forEach((element, index) => {
        if (ts.isOmittedExpression(element)) return;
        if (ts.isSpreadElement(element)) {
          this.assign(element.expression, new ArrayValue("Array", value.items.slice(index)), scope);
          return;
        }
        const isDefaulted = ts.isBinaryExpression(element) && element.operatorToken.kind === SyntaxKind.EqualsToken;
        const target = isDefaulted ? element.left : element;
        if (ts.isArrayLiteralExpression(target) || ts.isObjectLiteralExpression(target)) {
          this.assign(element, value.items[index], scope);
          return;
        }
        // The target is evaluated before the element is read.
        const place = this.place(target, scope);
        const item = value.items[index];
        place.put(item === undefined && isDefaulted ? this.expression(element.right, scope) : item);
      });
    } else if (ts.isObjectLiteralExpression(node)) {
      for (const property of node.properties) {
        if (ts.isShorthandPropertyAssignment(property)) {
          const item = memberOf(value, property.name.text);
          const initial = property.objectAssignmentInitializer;
          this.assign(property.name, item === undefined && initial ? this.expression(initial, scope) : item, scope);
        } else if (ts.isPropertyAssignment(property)) {
          this.assign(property.initializer, memberOf(value, nameOf(property.name)), scope);
        } else throw new Error("the oracle does not assign to this pattern");
      }
    } else this.place(node, scope).put(value);
  }

  /** Declares the names of a binding pattern. */
  bind(name: ts.BindingName, value: Value, scope: Scope): void {
    if (ts.isIdentifier(name)) {
      scope.declare(name.text, value);
      return;
    }
    name.elements.forEach((element, index) => {
      if (ts.isOmittedExpression(element)) return;
      if (element.dotDotDotToken) {
        if (!(value instanceof ArrayValue)) throw new Error("the oracle rests arrays only");
        this.bind(element.name, new ArrayValue("Array", value.items.slice(index)), scope);
        return;
      }
      const key = ts.isArrayBindingPattern(name)
        ? index
        : nameOf(element.propertyName ?? (element.name as ts.Identifier));
      const item = memberOf(value, key);
      const isMissing = item === undefined && element.initializer;
      this.bind(element.name, isMissing ? this.expression(element.initializer, scope) : item, scope);
    });
  }
}

const comparisons = new Set(["<=", ">=", "==", "!=", "===", "!=="]);

function continues(operator: string, value: Value): boolean {
  if (operator === "??") return value === undefined || value === null;
  return truthy(value) === (operator === "&&");
}

function operate(operator: string, left: Value, right: Value): Value {
  const [a, b] = [plain(left), plain(right)];
  switch (operator) {
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
  return apply(operator, toReal(left), toReal(right));
}

function memberOf(object: Value, key: Value): Value {
  if (object instanceof ArrayValue) return key === "length" ? object.items.length : object.get(key);
  if (object instanceof RecordValue) return object.fields.get(String(plain(key)));
  throw new TypeError("a member of nothing");
}

function nameOf(name: ts.PropertyName): string {
  if (ts.isIdentifier(name) || ts.isStringLiteral(name) || ts.isNumericLiteral(name)) return name.text;
  throw new Error("the oracle has no computed keys");
}
