/** How IR types are written in TypeScript, and constants and containers in JavaScript. */
import type { Constant } from "../ir/ops.js";
import { type Container, isNumber, type Memory, type Type } from "../ir/types.js";
import { type Expr, Precedence, raw } from "./js.js";

export function typeText(type: Type, path: readonly Memory[] = []): string {
  switch (type.kind) {
    case "f64":
    case "int":
      return "number";
    case "bool":
      return "boolean";
    case "fn":
    case "opaque":
      return "any";
    case "ref":
      return path.includes(type.memory) ? "any" : memoryText(type.memory, [...path, type.memory]);
  }
}

function memoryText(memory: Memory, path: readonly Memory[]): string {
  switch (memory.kind) {
    case "array": {
      if (memory.container !== "Array") return memory.container;
      const element = typeText(memory.element, path);
      return `${element}[]`;
    }
    case "stack": {
      const name = stackClass(memory.element);
      return name === "RefStack" ? `RefStack<${typeText(memory.element, path)}>` : name;
    }
    case "record": {
      const fields = memory.fields.map((field) => {
        const text = typeText(field.type, path);
        return memory.tuple ? text : `${propertyName(field.name)}: ${text}`;
      });
      if (memory.tuple) return `[${fields.join(", ")}]`;
      return fields.length > 0 ? `{ ${fields.join("; ")} }` : "object";
    }
  }
}

export type StackClass = "F64Stack" | "U8Stack" | "RefStack";

export function stackClass(element: Type): StackClass {
  if (isNumber(element)) return "F64Stack";
  return element.kind === "bool" ? "U8Stack" : "RefStack";
}

export function literal(value: Constant): Expr {
  if (typeof value === "string") return raw(JSON.stringify(value));
  if (typeof value !== "number") return raw(String(value));
  const text = Object.is(value, -0) ? "-0" : String(value);
  return raw(text, text.startsWith("-") ? Precedence.unary : Precedence.primary);
}

const identifier = /^[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*$/u;

export function isIdentifier(name: string): boolean {
  return identifier.test(name);
}

export function propertyName(name: string): string {
  // In an object literal a plain `__proto__` would set the prototype.
  if (name === "__proto__") return '["__proto__"]';
  return isIdentifier(name) ? name : JSON.stringify(name);
}

export function isTyped(container: Container): boolean {
  return container !== "Array";
}
