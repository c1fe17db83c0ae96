/**
 * Memory that a function makes for itself alone: it need not be zero again in the end, what is made of it in the end need
 * not be a copy, and what is put into it at first is put into it when it is made.
 */
import { Builder, emptyRegion } from "../ir/builder.js";
import type { AccumulateOp, Func, LiteralOp, Op, Region, Value } from "../ir/ops.js";
import { allOps, countUses, substitute } from "../ir/traverse.js";
import { F64, memoryOf, sameType } from "../ir/types.js";

/** `made`: memory made by operations of `body` itself. */
export function ownShadows(body: Region, made: ReadonlySet<Value>): void {
  addByParts(body, made);
  for (const shadow of made) {
    if (shadow.type.kind !== "ref") continue;
    const within = reachableFrom(shadow, body);
    if (!within) continue;
    dropClears(body, shadow, within);
    returnItself(body, shadow, within);
    startFilled(body, shadow);
  }
}

/** A reference and those to the memory inside it; nothing where it may be reached in another way. */
function reachableFrom(shadow: Value, body: Region): Set<Value> | undefined {
  const found = new Set([shadow]);
  for (const op of allOps(body)) {
    const holds = op.operands.some((operand) => found.has(operand));
    if (!holds) continue;
    if (op.results[0] === shadow) continue;
    switch (op.kind) {
      case "load":
      case "getField":
        if (op.results[0].type.kind === "ref") found.add(op.results[0]);
        break;
      case "store":
      case "setField":
        if (found.has(op.operands.at(-1)!)) return undefined;
        break;
      case "length":
      case "fill":
      case "copy":
      case "clear":
        break;
      case "accumulate":
        break;
      case "call":
        if (!op.operands.every((operand, k) => !found.has(operand) || isOnlyAccessed(op.callee, k))) return undefined;
        break;
      default:
        return undefined;
    }
  }
  return found;
}

/** Whether a function reads and writes an array of numbers that it is given, and does nothing else with it. */
function isOnlyAccessed({ body }: Func, k: number): boolean {
  const param = body.params[k];
  const memory = memoryOf(param.type);
  if (memory.kind !== "array" || memory.element.kind !== "f64" || body.yields.includes(param)) return false;
  return allOps(body).every(
    (op) =>
      op.operands.every((operand, at) => operand !== param || (at === 0 && accesses.has(op.kind))) &&
      op.regions.every(({ yields }) => !yields.includes(param)),
  );
}

const accesses: ReadonlySet<Op["kind"]> = new Set(["load", "store", "length", "fill", "clear"]);

function dropClears(body: Region, shadow: Value, within: ReadonlySet<Value>): void {
  const isClear = (op: Op): boolean => op.kind === "clear" && op.operands[0] === shadow;
  const last = lastUse(body, within, isClear);
  body.ops = body.ops.filter((op, at) => !(isClear(op) && at > last));
}

function lastUse(body: Region, within: ReadonlySet<Value>, except: (op: Op) => boolean): number {
  for (let at = body.ops.length - 1; at >= 0; at--) {
    const op = body.ops[at];
    if (except(op)) continue;
    const inner = [op, ...op.regions.flatMap((region) => [...allOps(region)])];
    if (inner.some(({ operands }) => operands.some((operand) => within.has(operand)))) return at;
  }
  return -1;
}

/** Where a copy is the last that is made of it, the memory itself will do. */
function returnItself(body: Region, shadow: Value, within: ReadonlySet<Value>): void {
  const op = body.ops[lastUse(body, within, () => false)];
  if (op?.kind !== "copy" || op.operands.length > 1 || op.operands[0] !== shadow) return;
  const isWhole = op.deep || memoryOf(shadow.type).kind !== "array";
  if (!isWhole || !sameType(op.results[0].type, shadow.type)) return;
  shadow.name ??= op.results[0].name;
  body.ops = body.ops.filter((other) => other !== op);
  substitute(body, new Map([[op.results[0], shadow]]));
}

/** Adding to a literal is adding to its parts. */
function addByParts(body: Region, made: ReadonlySet<Value>): void {
  const literals = new Map<Value, LiteralOp>();
  for (const op of body.ops) if (op.kind === "literal" && made.has(op.results[0])) literals.set(op.results[0], op);
  const parts = (op: Op): Op[] => {
    const [target, _source] = op.operands;
    const literal = op.kind === "accumulate" ? literals.get(target) : undefined;
    if (!literal || mustStayWhole(op, literal)) return [op];
    const region = emptyRegion();
    const build = new Builder(region);
    [build.span, build.adjoint] = [op.span, true];
    literal.operands.forEach((part, k) => {
      if (hasPart(literal, k)) addPart(build, op as AccumulateOp, part, k);
    });
    return region.ops.flatMap(parts);
  };
  body.ops = body.ops.flatMap(parts);
  const uses = countUses(body);
  body.ops = body.ops.filter((op) => !literals.has(op.results[0]) || uses.has(op.results[0]));
}

/** Parts that may be one piece of memory, which is to be added to once; and what a rule gives, which may be `null`. */
function mustStayWhole(op: Op, { operands }: LiteralOp): boolean {
  if (op.kind !== "accumulate") return false;
  return op.pairs === true || (op.once === true && operands.filter(isReference).length > 1);
}

function isReference({ type }: Value): boolean {
  return type.kind === "ref";
}

/** Not every object has all the fields of its type. */
function hasPart({ made, results }: LiteralOp, k: number): boolean {
  const memory = memoryOf(results[0].type);
  return !made || memory.kind !== "record" || made.fields.includes(memory.fields[k].name);
}

function addPart(build: Builder, op: AccumulateOp, part: Value, k: number): void {
  const [target, source] = op.operands;
  const memory = memoryOf(target.type);
  const field = memory.kind === "record" ? memory.fields[k] : undefined;
  const type = memory.kind === "record" ? memory.fields[k].type : memory.element;
  const read = (from: Value): Value => (field ? build.getField(from, field.name) : build.load(from, build.const(k)));
  if (part.type.kind === "ref") build.accumulate(part, read(source), op);
  else if (type.kind === "f64") {
    const sum = build.prim("add", read(target), read(source));
    if (field) build.setField(target, field.name, sum);
    else build.store(target, build.const(k), sum);
  }
}

/** What is added to a zero array before anything else is what it starts with; or what it is, if it stays that. */
function startFilled(body: Region, shadow: Value): void {
  const at = body.ops.findIndex((op) => op.kind === "alloc" && op.results[0] === shadow);
  if (at < 0 || !isTypedReal(shadow)) return;
  const first = body.ops.findIndex((op) => usesOf(op, shadow).length > 0);
  const op = body.ops[first];
  if (op?.kind !== "accumulate" || op.operands[0] !== shadow || !isTypedReal(op.operands[1])) return;
  const later = body.ops.slice(first + 1).flatMap((each) => usesOf(each, shadow));
  const stays = later.every(({ kind }) => kind === "load" || kind === "length") && !body.yields.includes(shadow);
  if (stays && sameType(shadow.type, op.operands[1].type) && isGiven(op.operands[1], body)) {
    body.ops = body.ops.filter((_, k) => k !== at && k !== first);
    substitute(body, new Map([[shadow, op.operands[1]]]));
    return;
  }
  body.ops[first] = { ...op, kind: "copy", deep: true, operands: [op.operands[1]], results: [shadow] };
  body.ops.splice(at, 1);
}

/** Whether memory is the caller's, which no pullback writes to; the first parameter is the tape. */
function isGiven(ref: Value, body: Region): boolean {
  const op = body.ops.find((each) => each.results.includes(ref));
  if (op) return (op.kind === "load" || op.kind === "getField") && isGiven(op.operands[0], body);
  return body.params.indexOf(ref) > 0;
}

/** The operations that use a value, in one and the regions within. */
function usesOf(op: Op, value: Value): Op[] {
  const inner = [op, ...op.regions.flatMap((region) => [...allOps(region)])];
  return inner.filter(
    (each) => each.operands.includes(value) || each.regions.some(({ yields }) => yields.includes(value)),
  ); // prettier-ignore
}

function isTypedReal({ type }: Value): boolean {
  if (type.kind !== "ref" || type.memory.kind !== "array") return false;
  return type.memory.container !== "Array" && type.memory.element === F64;
}
