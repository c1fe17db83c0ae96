/**
 * Objects that only their constructor can make: with private names, with functions of their own, of classes inside functions.
 * Generated code uses plain objects in their place, which must not leave it; and it cannot read the private names of others.
 */
import { type Diagnostic, diagnosticOf } from "../diagnostics/index.js";
import type { Func, LiteralOp, Op, Span, Value } from "../ir/ops.js";
import { allOps, reachable } from "../ir/traverse.js";
import {
  collectionOf,
  isCollectionMemory,
  isFunctionMemory,
  type Memory,
  memoryOf,
  mentions,
  sameType,
  type Type,
} from "../ir/types.js";

/** What is wrong with the objects, and with the Maps and Sets, of a function that code outside of it calls. */
export function leaksOf(func: Func): Diagnostic[] {
  const ops = reachable([func]).flatMap(({ body }) => [...allOps(body)]);
  const sealed = ops.filter((op): op is LiteralOp => op.kind === "literal" && op.made?.sealed === true);
  const collections = ops.filter((op) => op.kind === "literal" && isCollectionMemory(op.results[0].type));
  const secrets = ops.filter((op) => (op.kind === "getField" || op.kind === "setField") && op.field.includes("#"));
  if (sealed.length + collections.length + secrets.length === 0) return [];
  const entering = new Set<Memory>();
  const leaving = new Set<Memory>();
  const { params, yields } = func.body;
  for (const value of [...params, ...outside(ops)]) collect(value.type, entering);
  for (const value of [...params, ...yields, ...outside(ops), ...handedOut(ops)]) collect(value.type, leaving);
  const found: Diagnostic[] = [];
  const report = (op: Op, text: string): void => {
    const span: Span = op.span ?? func.span ?? { file: func.file, start: 0, end: 0 };
    const isFunction = op.kind === "literal" && isFunctionMemory(op.results[0].type);
    const code = isFunction ? "AD2014" : "AD2022";
    found.push(diagnosticOf({ code, args: [isFunction ? (op.results[0].name ?? text) : text], span }, []));
  };
  for (const op of sealed) if (leaving.has(memoryOf(op.results[0].type))) report(op, nameOf(op.results[0]));
  for (const op of secrets) if (entering.has(memoryOf(op.operands[0].type))) report(op, nameOf(op.operands[0]));
  const escaping = [...yields, ...outside(ops), ...seen(ops)];
  for (const { results, span } of collections) {
    const isOne = (type: Type): boolean => isCollectionMemory(type) && sameType(type, results[0].type);
    if (!escaping.some(({ type }) => mentions(type, isOne))) continue;
    const kind = collectionOf(results[0].type)!;
    const args = [kind, results[0].name ?? `new ${kind}(...)`];
    found.push(diagnosticOf({ code: "AD2024", args, span: span ?? func.span! }, []));
  }
  return found;
}

/** What unknown code is given that can see what it is. */
function seen(ops: readonly Op[]): Value[] {
  return ops.flatMap((op) => (op.kind === "extern" && !op.discreet ? op.operands : []));
}

function nameOf({ type }: Value): string {
  const memory = memoryOf(type);
  return (memory.kind === "record" && memory.classes?.name) || "the object";
}

/** What comes from modules and unknown code. */
function outside(ops: readonly Op[]): Value[] {
  return ops.flatMap((op) => (op.kind === "global" || op.kind === "extern" ? op.results : []));
}

/** What unknown code is given (to be tested for its class is nothing), and what is stored where nobody knows what it is. */
function handedOut(ops: readonly Op[]): Value[] {
  return ops.flatMap((op) => {
    if (op.kind === "extern") return op.effect === "none" ? [] : op.operands;
    return isUntypedStore(op) ? op.operands.filter(({ type }) => mentions(type, isFunctionMemory)) : [];
  });
}

function isUntypedStore({ kind, operands }: Op): boolean {
  if (kind !== "store" && kind !== "push" && kind !== "fill") return false;
  const memory = memoryOf(operands[0].type);
  return memory.kind === "array" && memory.element.kind === "opaque";
}

function collect(type: Type, found: Set<Memory>): void {
  if (type.kind !== "ref" || found.has(type.memory)) return;
  found.add(type.memory);
  const { memory } = type;
  if (memory.kind === "record") for (const field of memory.fields) collect(field.type, found);
  else collect(memory.element, found);
}
