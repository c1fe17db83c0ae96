/**
 * Short loops inside of other loops, four turns at a time: what V8 checks and reloads in each turn of a loop over typed arrays, it does
 * once for all four. The turns run in their order, each on what the one before has left.
 */
import { Builder, emptyRegion } from "../ir/builder.js";
import { type ForOp, type Func, type Op, type Region, Value, type WhileOp } from "../ir/ops.js";
import { emitShifted, shifted } from "../ir/shifted.js";
import { allOps, cloneOp } from "../ir/traverse.js";
import { isExpensive } from "../rules/cost.js";
import { Facts } from "./facts.js";

type Definitions = ReadonlyMap<Value, Op>;

const TURNS = 4;

/** The most operations of a body that is repeated: of a longer one, the loop around it is a small part. */
const LONGEST = 16;

/** Of what is not transformed any more. Expects integers to be tagged. */
export function unroll(func: Func, facts = new Facts(func)): boolean {
  const definitions = facts.definitions();
  let changed = false;
  const visit = (region: Region, isInLoop: boolean): void => {
    region.ops = region.ops.flatMap((op): Op[] => {
      for (const inner of op.regions) visit(inner, isInLoop || op.kind === "for" || op.kind === "while");
      if (!isInLoop || op.kind !== "for" || !isWorthIt(op, definitions)) return [op];
      changed = true;
      return unrolled(op, definitions);
    });
  };
  visit(func.body, false);
  return changed;
}

function isWorthIt(loop: ForOp, definitions: Definitions): boolean {
  const [start, end] = loop.operands;
  const isCounting = start.type.kind === "int" && end.type.kind === "int" && Math.abs(loop.step) === 1;
  const isKnown = [start, end].every((bound) => definitions.get(bound)?.kind === "const");
  if (!isCounting || isKnown) return false;
  const work = loop.regions[0].ops.filter(({ kind }) => kind !== "const");
  const isAccess = ({ kind }: Op): boolean => kind === "load" || kind === "store";
  const isPlain = (op: Op): boolean =>
    isAccess(op) || op.kind === "const" || (op.kind === "prim" && !isExpensive(op.name));
  return work.length <= LONGEST && work.some(isAccess) && work.every(isPlain);
}

/** The loop over four turns at once, and the one over those that are left, from where the first has stopped. */
function unrolled(loop: ForOp, definitions: Definitions): Op[] {
  const [start, end, ...inits] = loop.operands;
  const outside = emptyRegion();
  const last = shifted(end, definitions);
  const most = emitShifted(new Builder(outside), last, (1 - TURNS) * loop.step);
  const { params } = loop.regions[0];
  const before = emptyRegion(params.map(copyOf));
  const [index] = before.params;
  const test = loop.step > 0 ? (loop.inclusive ? "le" : "lt") : loop.inclusive ? "ge" : "gt";
  before.yields = [new Builder(before).prim(test, index, most), ...before.params];
  const reached = params.map(copyOf);
  const after = turns(loop, definitions);
  const main: WhileOp = { kind: "while", operands: [start, ...inits], results: reached, regions: [before, after] };
  const [from, ...between] = reached;
  return [...outside.ops, main, { ...loop, operands: [from, end, ...between] }];
}

/** The step of a loop as an operation of its own at the end of a turn, also where the turn uses the same number as an address. */
export function separateSteps(func: Func): boolean {
  let changed = false;
  for (const op of allOps(func.body)) {
    if (op.kind !== "while") continue;
    const [, after] = op.regions;
    const step = after.ops.find(({ results }) => results[0] === after.yields[0]);
    if (step?.kind !== "prim" || step.operands[0] !== after.params[0] || after.ops.at(-1) === step) continue;
    const by = after.ops.find(({ results }) => results[0] === step.operands[1]);
    if (by?.kind !== "const" || by.value !== TURNS) continue;
    after.yields[0] = new Builder(after).add(cloneOp(step, new Map())).results[0];
    changed = true;
  }
  return changed;
}

function copyOf({ type, name }: Value): Value {
  return new Value(type, name);
}

function turns(loop: ForOp, definitions: Definitions): Region {
  const [body] = loop.regions;
  const [index, ...carried] = body.params;
  const steps = strides(body, index, definitions);
  const repeated = emptyRegion(body.params.map(({ type, name }) => new Value(type, name)));
  const build = new Builder(repeated);
  let state = repeated.params.slice(1);
  /** The integers of the first turn. */
  const first = new Map<Value, Value>([[index, repeated.params[0]]]);
  for (let turn = 0; turn < TURNS; turn++) {
    // An address is that of the first turn and a constant.
    const address = (value: Value): Value => {
      const { of, shift } = shifted(value, definitions);
      return emitShifted(build, { of: first.get(of!)!, shift }, turn * loop.step * steps.get(value)!);
    };
    const map = new Map<Value, Value>([[index, address(index)]]);
    carried.forEach((param, k) => map.set(param, state[k]));
    for (const op of body.ops) {
      const [result] = op.results;
      const isAddress = result !== undefined && steps.get(result);
      if (turn > 0 && isAddress) map.set(result, address(result));
      else build.add(cloneOp(op, map));
      if (turn === 0 && isAddress) first.set(result, map.get(result)!);
    }
    state = body.yields.map((value) => map.get(value) ?? value);
  }
  repeated.yields = [emitShifted(build, { of: repeated.params[0], shift: TURNS * loop.step }), ...state];
  return repeated;
}

/** How much the integers of a body grow while the index grows by one, where that is always as much. */
function strides(body: Region, index: Value, definitions: Definitions): ReadonlyMap<Value, number> {
  const inside = new Set(body.ops.flatMap(({ results }) => results).concat(body.params));
  const constant = (value: Value): number | undefined => {
    const op = definitions.get(value);
    return op?.kind === "const" && typeof op.value === "number" ? op.value : undefined;
  };
  const found = new Map<Value, number>([[index, 1]]);
  const strideOf = (value: Value): number | undefined => found.get(value) ?? (inside.has(value) ? undefined : 0);
  for (const op of body.ops) {
    const [result] = op.results;
    if (op.kind === "const") found.set(result, 0);
    if (op.kind !== "prim" || result.type.kind !== "int") continue;
    const [a, b] = op.operands.map(strideOf);
    if (a === undefined) continue;
    if (op.name === "add" && b !== undefined) found.set(result, a + b);
    if (op.name === "sub" && b !== undefined) found.set(result, a - b);
    if (op.name === "mul" && b !== undefined) {
      const [left, right] = op.operands.map(constant);
      if (right !== undefined) found.set(result, a * right);
      else if (left !== undefined) found.set(result, b * left);
    }
  }
  return found;
}
