/**
 * Turns a `while` that counts into a `for`: its test is only `i < end` (or <=, >, >=, or of `i + 1`) with an end that the
 * loop does not change, and each iteration adds a constant to the integral `i`. Trip counts are then known before the loop, which
 * is what lets the reverse sweep run backwards without recording them.
 */
import { storesToReadPlaces } from "../analysis/read-places.js";
import { type ForOp, type Func, type Op, type PrimOp, type Region, Value, type WhileOp } from "../ir/ops.js";
import { shifted } from "../ir/shifted.js";
import { allOps, cloneValue, substitute } from "../ir/traverse.js";
import { INT, isNumber, isTypedArray } from "../ir/types.js";
import { countTurns } from "./count-turns.js";
import { Facts } from "./facts.js";
import { lazily } from "./lazily.js";
import { intersects, type MemoryModel } from "./memory.js";

/** Expects integers to be tagged. */
export function raiseLoops(func: Func, facts = new Facts(func)): boolean {
  if (!facts.kinds().has("while")) return false;
  const memory = facts.model();
  const definitions = new Map(facts.definitions());
  const uses = facts.uses();
  const toReadPlaces = lazily(() => storesToReadPlaces(func.body, definitions));
  const replacements = new Map<Value, Value>();
  let changed = false;
  const visit = (region: Region): void => {
    region.ops = region.ops.flatMap((op) => {
      op.regions.forEach(visit);
      if (op.kind !== "while") return [op];
      const front = countTurns(op, definitions, uses);
      for (const each of allOps({ params: [], ops: [...front, op], yields: [] }))
        for (const result of each.results) definitions.set(result, each);
      const raised = raise(op, memory, definitions, uses, toReadPlaces);
      if (!raised) return [...front, op];
      changed = true;
      for (const [from, to] of raised.replacements) replacements.set(from, to);
      return [...front, ...raised.hoisted, raised.loop];
    });
  };
  visit(func.body);
  substitute(func.body, replacements);
  return changed;
}

type Definitions = ReadonlyMap<Value, Op>;
type Uses = ReadonlyMap<Value, number>;

interface Raised {
  /** The computation of the end, which was part of the test. */
  readonly hoisted: readonly Op[];
  readonly loop: ForOp;
  readonly replacements: ReadonlyMap<Value, Value>;
}

interface Test {
  /** The position of the counter among the carried values. */
  readonly slot: number;
  readonly end: Value;
  /** Where the test is of the counter plus a constant: the sum. */
  readonly shifted?: { readonly sum: Op; readonly by: number };
  readonly direction: 1 | -1;
  readonly inclusive: boolean;
}

function raise(
  op: WhileOp,
  memory: MemoryModel,
  definitions: Definitions,
  uses: Uses,
  toReadPlaces: () => ReadonlySet<Op>,
): Raised | undefined {
  const [before] = op.regions;
  const test = counterTest(op, definitions);
  if (!test) return undefined;
  const step = stepOf(op, test.slot, definitions);
  if (step === undefined || Math.sign(step) !== test.direction) return undefined;
  const sum = test.shifted?.sum;
  if (sum && uses.get(sum.results[0]) !== 1) return undefined;
  const hoisted = before.ops.filter((each) => each.results[0] !== before.yields[0] && each !== sum);
  const params = new Set(before.params);
  const { writes } = memory.union(op.regions);
  for (const each of hoisted) {
    const invariant = each.operands.every((operand) => !params.has(operand));
    if (!invariant) return undefined;
    if (!isRepeatable(each, writes, memory) && !keepsLength(op, test, each, memory, definitions, toReadPlaces))
      return undefined;
  }
  if (params.has(test.end)) return undefined;
  // Only parameters are forwarded, and what is the same in every iteration.
  if (before.yields.slice(1).some((value) => value === before.yields[0])) return undefined;
  const shift = shiftedEnd(test);
  return build(op, { ...test, end: shift.end }, step, [...hoisted, ...shift.ops], uses);
}

/** The end for the counter itself. */
function shiftedEnd({ end, shifted }: Test): { end: Value; ops: Op[] } {
  if (!shifted) return { end, ops: [] };
  const by = new Value(INT);
  const bound = new Value(INT);
  const ops: Op[] = [
    { kind: "const", value: shifted.by, operands: [], results: [by], regions: [] },
    { kind: "prim", name: "sub", operands: [end, by], results: [bound], regions: [] },
  ];
  return { end: bound, ops };
}

/** Whether evaluating an operation once, before the loop, is the same as doing so for every test. */
function isRepeatable(op: Op, writes: ReadonlySet<string>, memory: MemoryModel): boolean {
  switch (op.kind) {
    case "const":
    case "prim":
      return true;
    case "global":
      return op.binding.constant;
    case "load":
    case "getField":
      return !intersects(writes, memory.of(op).reads);
    case "length":
      return isTypedArray(op.operands[0].type) || !intersects(writes, memory.of(op).reads);
    default:
      return false;
  }
}

/**
 * Whether a loop leaves the length as it is up to which it counts: it stores elements at its counter, or before, which every list has that
 * may be the one, or where elements have been read.
 */
function keepsLength(
  { regions: [before, after] }: WhileOp,
  test: Test,
  length: Op,
  memory: MemoryModel,
  definitions: Definitions,
  toReadPlaces: () => ReadonlySet<Op>,
): boolean {
  const end = shifted(test.end, definitions);
  if (length.kind !== "length" || test.direction < 0 || end.of !== length.results[0]) return false;
  const { reads } = memory.of(length);
  const mayChange = (op: Op): boolean => op.regions.length === 0 && intersects(memory.of(op).writes, reads);
  const counters = after.params.filter((_, k) => before.yields[k + 1] === before.params[test.slot]);
  /** How far behind the counter there are elements. */
  const room = (test.shifted?.by ?? 0) - end.shift - (test.inclusive ? 1 : 0);
  const isElement = (op: Op): boolean => {
    if (op.kind === "fill") return true;
    if (op.kind !== "store") return false;
    const index = shifted(op.operands[1], definitions);
    if (isTypedArray(op.operands[0].type) || toReadPlaces().has(op)) return true;
    return counters.includes(index.of!) && index.shift <= room;
  };
  return !allOps(before).some(mayChange) && allOps(after).every((op) => !mayChange(op) || isElement(op));
}

const comparisons: Partial<Record<PrimOp["name"], Pick<Test, "direction" | "inclusive">>> = {
  lt: { direction: 1, inclusive: false },
  le: { direction: 1, inclusive: true },
  gt: { direction: -1, inclusive: false },
  ge: { direction: -1, inclusive: true },
};

function counterTest(op: WhileOp, definitions: Definitions): Test | undefined {
  const [before] = op.regions;
  const condition = definitions.get(before.yields[0]);
  if (condition?.kind !== "prim" || !before.ops.includes(condition)) return undefined;
  const comparison = comparisons[condition.name];
  if (!comparison) return undefined;
  const [left, right] = condition.operands;
  for (const [counter, end, direction] of [
    [left, right, comparison.direction],
    [right, left, -comparison.direction as 1 | -1],
  ] as const) {
    const slot = before.params.indexOf(counter);
    const { inclusive } = comparison;
    if (slot >= 0 && counter.type.kind === "int" && isNumber(end.type)) return { slot, end, direction, inclusive };
    const shifted = shiftOf(counter, op, definitions);
    if (shifted && end.type.kind === "int") return { slot: shifted.slot, end, direction, inclusive, shifted };
  }
  return undefined;
}

/** A sum of a counter and a constant, which the test computes. */
function shiftOf(
  value: Value,
  op: WhileOp,
  definitions: Definitions,
): { slot: number; sum: Op; by: number } | undefined {
  const [before] = op.regions;
  const sum = definitions.get(value);
  if (sum?.kind !== "prim" || (sum.name !== "add" && sum.name !== "sub") || !before.ops.includes(sum)) return undefined;
  const [left, right] = sum.operands;
  const [counter, constant] = sum.name === "add" && before.params.includes(right) ? [right, left] : [left, right];
  const by = integer(constant, definitions);
  const slot = before.params.indexOf(counter);
  if (slot < 0 || counter.type.kind !== "int" || by === undefined) return undefined;
  return { slot, sum, by: sum.name === "add" ? by : -by };
}

function integer(value: Value, definitions: Definitions): number | undefined {
  const found = definitions.get(value);
  const known = found?.kind === "const" && typeof found.value === "number" ? found.value : undefined;
  return known !== undefined && Number.isSafeInteger(known) ? known : undefined;
}

/** The constant that every iteration adds to the counter. */
function stepOf(op: WhileOp, slot: number, definitions: Definitions): number | undefined {
  const [before, after] = op.regions;
  const next = definitions.get(after.yields[slot]);
  if (next?.kind !== "prim" || (next.name !== "add" && next.name !== "sub")) return undefined;
  const isCounter = (value: Value): boolean => {
    const position = after.params.indexOf(value);
    return position >= 0 && before.yields[position + 1] === before.params[slot];
  };
  const constant = (value: Value): number | undefined => integer(value, definitions) || undefined;
  const [a, b] = next.operands;
  if (next.name === "sub") {
    const step = constant(b);
    return isCounter(a) && step !== undefined ? -step : undefined;
  }
  if (isCounter(a)) return constant(b);
  return isCounter(b) ? constant(a) : undefined;
}

function build(op: WhileOp, test: Test, step: number, hoisted: readonly Op[], uses: Uses): Raised {
  const [before, after] = op.regions;
  const forwarded = before.yields.slice(1);
  const index = new Value(INT, before.params[test.slot].name);
  const body: Region = { params: [index], ops: after.ops, yields: [] };
  const operands = [op.operands[test.slot], test.end];
  const results: Value[] = [];
  const inBody = new Map<Value, Value>();
  const afterLoop = new Map<Value, Value>();

  before.params.forEach((param, k) => {
    const slots = forwarded.flatMap((value, slot) => (value === param ? [slot] : []));
    const isCounter = k === test.slot;
    for (const slot of slots) if (isCounter) inBody.set(after.params[slot], index);
    // After the loop the counter is what the last iteration left: it is carried besides where somebody asks for that.
    if (isCounter && !slots.some((slot) => uses.has(op.results[slot]))) return;
    const carried = cloneValue(param);
    const result = cloneValue(param);
    body.params.push(carried);
    body.yields.push(after.yields[k]);
    operands.push(op.operands[k]);
    results.push(result);
    for (const slot of slots) {
      if (!isCounter) inBody.set(after.params[slot], carried);
      afterLoop.set(op.results[slot], result);
    }
  });
  forwarded.forEach((value, slot) => {
    if (before.params.includes(value)) return;
    inBody.set(after.params[slot], value);
    afterLoop.set(op.results[slot], value);
  });
  const increment = after.yields[test.slot];
  if (!body.yields.includes(increment) && uses.get(increment) === 1) {
    body.ops = body.ops.filter((each) => each.results[0] !== increment);
  }
  substitute(body, inBody);
  const { span, adjoint } = op;
  const loop: ForOp = {
    kind: "for",
    step,
    inclusive: test.inclusive,
    operands,
    results,
    regions: [body],
    span,
    adjoint,
  };
  return { hoisted, loop, replacements: afterLoop };
}
