/** How IR types are written in TypeScript, and constants and containers in JavaScript. */
import type { Constant } from "../ir/ops.js";
import {
  type Classes,
  type Container,
  type Field,
  type FlatTuple,
  isNumber,
  type Memory,
  type RecordMemory,
  type Signature,
  type Type,
} from "../ir/types.js";
import { type Expr, Precedence, raw } from "./js.js";
import { choice, type Doc, flat, group, hardline, indent, join, line, softline } from "./layout.js";

/** Types as they are written in one file. */
export class TypeSpelling {
  private readonly names = new Map<Memory, string>();
  private declarations: Doc[] = [];

  /** `claim` gives a name like the one wanted that is free in the file; without it, all types are written out. */
  constructor(
    private readonly file: string,
    private readonly claim?: (name: string) => string,
  ) {}

  /** The declarations of the types that have been written by their names since it was last asked. */
  takeDeclarations(): Doc[] {
    const taken = this.declarations;
    this.declarations = [];
    return taken;
  }

  /** A type on one line. */
  text(type: Type): string {
    return flat(this.doc(type));
  }

  /** Whether nothing is said of a type. */
  isAny(type: Type): boolean {
    if (type.kind === "fn") return !type.signature;
    if (type.kind === "opaque") return !type.tuple;
    if (type.kind !== "ref" || type.memory.kind !== "record") return false;
    const { tuple, untyped, classes } = type.memory;
    return !tuple && (untyped === true || (classes !== undefined && this.className(classes) === "any"));
  }

  /** A type that may be broken at the fields of its records. */
  doc(type: Type, path: readonly Memory[] = []): Doc {
    switch (type.kind) {
      case "f64":
      case "int":
        return "number";
      case "bool":
        return "boolean";
      case "fn":
        return type.signature ? this.signature(type.signature) : "any";
      case "opaque":
        return type.tuple ? this.flatTuple(type.tuple, path) : "any";
      case "ref":
        return path.includes(type.memory) && !this.isNamed(type.memory)
          ? "any"
          : this.memory(type.memory, [...path, type.memory]);
    }
  }

  /** The type of what a function returns. */
  result(results: readonly Type[]): Doc {
    if (results.length === 0) return "void";
    const docs = results.map((type) => this.doc(type));
    return docs.length === 1 ? docs[0] : enclosed("[", docs, ",", softline, "]");
  }

  private memory(memory: Memory, path: readonly Memory[]): Doc {
    switch (memory.kind) {
      case "array":
        if (memory.container !== "Array") return memory.container;
        return memory.element.kind === "fn"
          ? ["(", this.doc(memory.element, path), ")[]"]
          : [this.doc(memory.element, path), "[]"];
      case "stack": {
        const name = stackClass(memory.element);
        return name === "RefStack" ? [name, "<", this.doc(memory.element, path), ">"] : name;
      }
      case "record": {
        if (memory.tuple) {
          const slots = memory.fields.map((field) => this.doc(field.type, path));
          return enclosed("[", slots, ",", softline, "]");
        }
        if (memory.untyped) return "any";
        if (memory.classes) return this.className(memory.classes);
        if (this.isNamed(memory)) return this.declared(memory, memory.alias);
        const fields = this.fields(memory.fields, path);
        return fields.length > 0 ? enclosed("{", fields, ";", line, "}") : "object";
      }
    }
  }

  private fields(fields: readonly Field[], path: readonly Memory[]): Doc[] {
    return fields.map((field): Doc => [`${propertyName(field.name)}: `, this.doc(field.type, path)]);
  }

  private isNamed(memory: Memory): memory is RecordMemory & { readonly alias: string } {
    if (memory.kind !== "record" || memory.alias === undefined) return false;
    return this.claim !== undefined && memory.fields.length > 0;
  }

  private declared(memory: RecordMemory, alias: string): string {
    const known = this.names.get(memory);
    if (known !== undefined) return known;
    const name = this.claim?.(alias) ?? alias;
    this.names.set(memory, name);
    const fields = this.fields(memory.fields, [memory]).map((field): Doc => [hardline, field, ";"]);
    this.declarations.push([`interface ${name} {`, indent(fields), hardline, "}"]);
    return name;
  }

  private signature({ params, results }: Signature): Doc {
    const list = params.map(({ name, type }): Doc => [`${name}: `, this.doc(type)]);
    return [enclosed("(", list, ",", softline, ")"), " => ", this.result(results)];
  }

  private flatTuple({ slots, spread }: FlatTuple, path: readonly Memory[]): Doc {
    const docs = slots.map((slot, k): Doc => [spread && k === slots.length - 1 ? "..." : "", this.doc(slot, path)]);
    return enclosed("[", docs, ",", softline, "]");
  }

  /** No type of TypeScript has the fields of a whole hierarchy. */
  private className({ spelling }: Classes): string {
    return spelling?.file === this.file ? spelling.name : "any";
  }
}

function enclosed(open: string, items: readonly Doc[], separator: string, edge: Doc, close: string): Doc {
  return group([open, indent([edge, join([separator, line], items)]), choice(separator, ""), edge, close]);
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
