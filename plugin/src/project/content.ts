/** What a function says, as a short text: equal texts mean equal functions, but for who may use them, in whatever state of the program. */
import { createHash, randomUUID } from "node:crypto";
import { type CustomRule, type Func, type Op, type Region, Value } from "../ir/ops.js";
import { allOps } from "../ir/traverse.js";
import type { Memory, Type } from "../ir/types.js";

/** Functions whose content has been asked for may not change while the same instance is asked. */
export class Contents {
  private readonly known = new Map<Func, string>();
  private readonly types = new Map<Memory, string>();

  of(func: Func): string {
    if (!this.known.has(func))
      for (const group of connectedFrom(func, (each) => this.known.has(each))) this.read(group);
    return this.known.get(func)!;
  }

  /** Functions that call each other: in what they say, the others are names. */
  private read(group: readonly Func[]): void {
    const called = (func: Func): string => this.known.get(func) ?? nameOf(func);
    const texts = group.map((func) => new Writer(this, called).text(func));
    // Where a name says nothing, all are taken for unlike any others.
    const isClear = new Set(group.map(nameOf)).size === group.length;
    const whole = isClear ? [...texts].sort().join("\n") : randomUUID();
    group.forEach((func, k) => this.known.set(func, digest(group.length > 1 ? `${texts[k]}\n\n${whole}` : texts[k])));
  }

  ofType(type: Type): string {
    return this.typeText(type, []).text;
  }

  /** `open`: how far up the path it refers back. */
  private typeText(type: Type, path: readonly Memory[]): { text: string; open: number } {
    if (type.kind !== "ref") return plainType(type, (each) => this.typeText(each, path));
    const { memory } = type;
    const known = this.types.get(memory);
    if (known !== undefined) return { text: known, open: Infinity };
    const at = path.indexOf(memory);
    if (at >= 0) return { text: `^${path.length - at}`, open: at };
    const inner = this.memoryText(memory, [...path, memory]);
    const open = inner.open >= path.length ? Infinity : inner.open;
    if (open === Infinity) this.types.set(memory, inner.text);
    return { text: inner.text, open };
  }

  private memoryText(memory: Memory, path: readonly Memory[]): { text: string; open: number } {
    let open = Infinity;
    const typeText = (type: Type): string => {
      const inner = this.typeText(type, path);
      open = Math.min(open, inner.open);
      return inner.text;
    };
    if (memory.kind !== "record") {
      const element = typeText(memory.element);
      return { text: `${memory.kind === "array" ? memory.container : "stack"}<${element}>`, open };
    }
    const { fields, ...rest } = memory;
    const parts = fields.map(({ type, ...field }) => `${plain(field)}${typeText(type)}`);
    return { text: `${plain(rest)}(${parts.join()})`, open };
  }
}

/** The text of one function. */
class Writer {
  private readonly values = new Map<Value, number>();
  private readonly parts: string[] = [];

  constructor(
    private readonly contents: Contents,
    private readonly called: (func: Func) => string,
  ) {}

  text({ body, results, rule, exported: _, ...rest }: Func): string {
    this.parts.push(plain(rest));
    if (rule) this.parts.push(`rule ${rule.captures} ${rulesOf(rule).map(([role, func]) => role + this.called(func))}`);
    for (const type of results) this.parts.push(this.contents.ofType(type));
    this.region(body);
    return this.parts.join("\n");
  }

  private region({ params, ops, yields }: Region): void {
    this.parts.push(`{${params.map((value) => this.value(value)).join()}`);
    for (const op of ops) this.op(op);
    this.parts.push(`}${yields.map((value) => this.value(value)).join()}`);
  }

  private op(op: Op): void {
    const { kind, operands, results, regions, span, ...rest } = op;
    const place = span ? `${span.file}:${span.start}-${span.end}` : "";
    const given = operands.map((value) => this.value(value)).join();
    this.parts.push(`${kind}(${given})${place}`);
    for (const [key, value] of Object.entries(rest as Readonly<Record<string, unknown>>)) {
      if (value !== undefined) this.parts.push(`${key}=${this.property(value)}`);
    }
    for (const region of regions) this.region(region);
    this.parts.push(`:${results.map((value) => this.value(value)).join()}`);
  }

  private property(value: unknown): string {
    if (value instanceof Value) return this.value(value);
    return isFunction(value) ? this.called(value) : plain(value);
  }

  /** A number; with type and name where it appears first. */
  private value(value: Value): string {
    const known = this.values.get(value);
    if (known !== undefined) return String(known);
    const number = this.values.size;
    this.values.set(value, number);
    return `${number}:${value.name ?? ""}:${this.contents.ofType(value.type)}`;
  }
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("base64");
}

function nameOf({ file, name }: Func): string {
  return JSON.stringify([file, name]);
}

/** The functions that one reaches, those that call each other together, callees first; `stop`: not from there on. */
function connectedFrom(root: Func, stop: (func: Func) => boolean): Func[][] {
  const groups: Func[][] = [];
  const order = new Map<Func, number>();
  const open: Func[] = [];
  /** Returns the earliest function that is open still and that this one reaches. */
  const visit = (func: Func): number => {
    const at = order.size;
    order.set(func, at);
    open.push(func);
    let lowest = at;
    for (const callee of calleesOf(func)) {
      if (stop(callee)) continue;
      const known = order.get(callee);
      if (known === undefined) lowest = Math.min(lowest, visit(callee));
      else if (open.includes(callee)) lowest = Math.min(lowest, known);
    }
    if (lowest === at) groups.push(open.splice(open.indexOf(func)));
    return lowest;
  };
  visit(root);
  return groups;
}

/** What it calls, and the rules that stand for its derivative. */
function calleesOf({ body, rule }: Func): Func[] {
  const called = allOps(body).flatMap((op) => (op.kind === "call" || op.kind === "closure" ? [op.callee] : []));
  return [...called, ...(rule ? rulesOf(rule).map(([, func]) => func) : [])];
}

function rulesOf({ jvp, forward, backward }: CustomRule): [string, Func][] {
  return Object.entries({ jvp, forward, backward }).filter((entry): entry is [string, Func] => entry[1] !== undefined);
}

function isFunction(value: unknown): value is Func {
  return typeof value === "object" && value !== null && "body" in value;
}

function plainType(
  type: Exclude<Type, { kind: "ref" }>,
  text: (type: Type) => { text: string; open: number },
): { text: string; open: number } {
  let open = Infinity;
  const inner = (types: readonly Type[]): string =>
    types
      .map((each) => {
        const found = text(each);
        open = Math.min(open, found.open);
        return found.text;
      })
      .join();
  if (type.kind === "fn" && type.signature) {
    const { params, results } = type.signature;
    const fields = params.map(({ type: of, ...field }) => `${plain(field)}${inner([of])}`);
    return { text: `fn(${fields.join()})${inner(results)}`, open };
  }
  if (type.kind !== "opaque") return { text: type.kind, open };
  const { tuple, isCollection } = type;
  const slots = tuple ? `[${inner(tuple.slots)}]${tuple.spread}` : "";
  return { text: `opaque${isCollection ? "#" : ""}${slots}`, open };
}

/** Data without values, types and functions. */
function plain(data: unknown): string {
  if (typeof data === "string") return JSON.stringify(data);
  if (typeof data !== "object" || data === null) return Object.is(data, -0) ? "-0" : String(data);
  if (data instanceof Set) return `#[${[...data].map(plain).join()}]`;
  if (Array.isArray(data)) return `[${data.map(plain).join()}]`;
  const entries = Object.entries(data).filter(([, value]) => value !== undefined);
  return `{${entries.map(([key, value]) => `${key}:${plain(value)}`).join()}}`;
}
