/**
 * The results of a forward half in its tape: a function that returns values beside a record that it has just made returns the record
 * alone, with the values as fields, so that no array is made to hand both over. Nearly always the tape has them anyway.
 *
 * It is done last, as no transform knows a tape with results.
 */
import type { Func, GetFieldOp, LiteralOp, Op, Region, Value } from "../ir/ops.js";
import { allOps, allRegions } from "../ir/traverse.js";
import { type Field, type RecordMemory, sameType } from "../ir/types.js";

/** For the functions that return a record alone: the fields that the other results have become. */
const joined = new WeakMap<Func, readonly string[]>();

/** `funcs`: all that call one another. */
export function joinResults(funcs: readonly Func[]): void {
  const ops = funcs.flatMap(({ body }) => allOps(body));
  const closures = new Set(ops.flatMap((op) => (op.kind === "closure" ? [op.callee] : [])));
  const tapes = ops.flatMap((op) => (op.kind === "literal" && tapeOf(op) ? [tapeOf(op)] : []));
  const isOnly = (tape: RecordMemory): boolean => tapes.indexOf(tape) === tapes.lastIndexOf(tape);
  for (const func of funcs) {
    const record = recordOf(func);
    if (record && !func.exported && !closures.has(func) && isOnly(tapeOf(record)!)) join(func, record);
  }
  for (const func of funcs) for (const region of allRegions(func.body)) readFields(region);
}

function tapeOf({ results: [{ type }] }: LiteralOp): RecordMemory | undefined {
  const memory = type.kind === "ref" ? type.memory : undefined;
  return memory?.kind === "record" && memory.isTape ? memory : undefined;
}

/** The record that a function makes and returns behind other results. */
function recordOf({ body }: Func): LiteralOp | undefined {
  if (body.yields.length < 2) return undefined;
  const last = body.yields[body.yields.length - 1];
  const made = body.ops.find((op): op is LiteralOp => op.kind === "literal" && op.results[0] === last);
  return made && tapeOf(made)?.fields.length ? made : undefined;
}

function join(func: Func, record: LiteralOp): void {
  const fields = tapeOf(record)!.fields as Field[];
  const { yields } = func.body;
  const names = yields.slice(0, -1).map((value) => {
    const at = record.operands.indexOf(value);
    if (at >= 0 && sameType(fields[at].type, value.type)) return fields[at].name;
    const name = freeName(value.name ?? "result", fields);
    fields.push({ name, type: value.type });
    record.operands.push(value);
    return name;
  });
  func.body.yields = yields.slice(-1);
  func.results = func.results.slice(-1);
  joined.set(func, names);
}

function freeName(base: string, fields: readonly Field[]): string {
  const isTaken = (name: string): boolean => fields.some((field) => field.name === name);
  let name = base;
  for (let k = 1; isTaken(name); k++) name = `${base}_${k}`;
  return name;
}

/** Behind the calls of such functions. */
function readFields(region: Region): void {
  if (!region.ops.some(isOldCall)) return;
  region.ops = region.ops.flatMap((op): Op[] => {
    if (!isOldCall(op)) return [op];
    const tape = op.results[op.results.length - 1];
    const reads = op.results.slice(0, -1).map((result, k) => read(tape, joined.get(op.callee)![k], result, op));
    op.results = [tape];
    return [op, ...reads];
  });
}

function isOldCall(op: Op): op is Op & { kind: "call" } {
  return op.kind === "call" && op.results.length > 1 && joined.has(op.callee);
}

function read(tape: Value, field: string, result: Value, { span, adjoint }: Op): GetFieldOp {
  return { kind: "getField", field, operands: [tape], results: [result], regions: [], span, adjoint };
}
