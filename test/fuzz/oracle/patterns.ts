/** Targets and patterns: where values go, in the order of evaluation of the specification. */
import ts from "typescript-6";
import { memberName } from "./classes.js";
import { firstItems, itemsOf } from "./iteration.js";
import type { Machine } from "./machine.js";
import { read, write } from "./members.js";
import type { Scope } from "./scope.js";
import { ArrayValue, RecordValue, type Value } from "./values.js";

/** Where a value can be read and put; made once for each evaluation of an assignment's target. */
interface Place {
  get(): Value;
  put(value: Value): void;
}

export class Patterns {
  constructor(private readonly machine: Machine) {}

  place(node: ts.Expression, scope: Scope): Place {
    const { machine } = this;
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
      throw new Error(`the oracle does not assign to ${ts.SyntaxKind[node.kind]}`);
    }
    const object = machine.expression(node.expression, scope);
    const key = ts.isPropertyAccessExpression(node)
      ? node.name.text
      : machine.expression(node.argumentExpression, scope);
    return {
      get: () => read(machine, object, key),
      put: (value) => write(machine, object, key, value),
    };
  }

  /** Assignment to a target or to a pattern of targets. */
  assign(node: ts.Expression, value: Value, scope: Scope): void {
    if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken) {
      this.assign(node.left, value === undefined ? this.machine.expression(node.right, scope) : value, scope);
    } else if (ts.isArrayLiteralExpression(node)) this.assignElements(node, value, scope);
    else if (ts.isObjectLiteralExpression(node)) this.assignProperties(node, value, scope);
    else this.place(node, scope).put(value);
  }

  private assignElements({ elements }: ts.ArrayLiteralExpression, value: Value, scope: Scope): void {
    const items = elements.some(ts.isSpreadElement) ? itemsOf(value) : firstItems(value, elements.length);
    elements.forEach((element, index) => {
      if (ts.isOmittedExpression(element)) return;
      if (ts.isSpreadElement(element)) {
        this.assign(element.expression, new ArrayValue("Array", items.slice(index)), scope);
        return;
      }
      const isDefaulted = ts.isBinaryExpression(element) && element.operatorToken.kind === ts.SyntaxKind.EqualsToken;
      const target = isDefaulted ? element.left : element;
      if (ts.isArrayLiteralExpression(target) || ts.isObjectLiteralExpression(target)) {
        this.assign(element, items[index], scope);
        return;
      }
      // The target is evaluated before the element is read.
      const place = this.place(target, scope);
      const item = items[index];
      place.put(item === undefined && isDefaulted ? this.machine.expression(element.right, scope) : item);
    });
  }

  private assignProperties({ properties }: ts.ObjectLiteralExpression, value: Value, scope: Scope): void {
    for (const property of properties) {
      if (ts.isShorthandPropertyAssignment(property)) {
        const item = read(this.machine, value, property.name.text);
        const initial = property.objectAssignmentInitializer;
        this.assign(
          property.name,
          item === undefined && initial ? this.machine.expression(initial, scope) : item,
          scope,
        );
      } else if (ts.isPropertyAssignment(property)) {
        this.assign(property.initializer, read(this.machine, value, memberName(property.name)), scope);
      } else throw new Error("the oracle does not assign to this pattern");
    }
  }

  /** Declares the names of a binding pattern. */
  bind(name: ts.BindingName, value: Value, scope: Scope): void {
    if (ts.isIdentifier(name)) scope.declare(name.text, value);
    else if (ts.isArrayBindingPattern(name)) this.bindElements(name, value, scope);
    else this.bindProperties(name, value, scope);
  }

  private bindElements({ elements }: ts.ArrayBindingPattern, value: Value, scope: Scope): void {
    const hasRest = elements.some((element) => ts.isBindingElement(element) && element.dotDotDotToken);
    const items = hasRest ? itemsOf(value) : firstItems(value, elements.length);
    elements.forEach((element, index) => {
      if (ts.isOmittedExpression(element)) return;
      if (element.dotDotDotToken) this.bind(element.name, new ArrayValue("Array", items.slice(index)), scope);
      else this.bindOne(element, items[index], scope);
    });
  }

  private bindProperties({ elements }: ts.ObjectBindingPattern, value: Value, scope: Scope): void {
    const taken = new Set<string>();
    for (const element of elements) {
      if (element.dotDotDotToken) {
        if (!(value instanceof RecordValue)) throw new TypeError("the rest of no record");
        const rest = [...value.fields].filter(([key]) => !taken.has(key));
        this.bind(element.name, new RecordValue(new Map(rest)), scope);
        continue;
      }
      const key = memberName(element.propertyName ?? (element.name as ts.Identifier));
      taken.add(key);
      this.bindOne(element, read(this.machine, value, key), scope);
    }
  }

  private bindOne(element: ts.BindingElement, item: Value, scope: Scope): void {
    const isMissing = item === undefined && element.initializer;
    this.bind(element.name, isMissing ? this.machine.expression(element.initializer, scope) : item, scope);
  }
}
