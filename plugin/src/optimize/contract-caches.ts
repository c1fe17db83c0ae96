/**
 * A cache that is filled and emptied again in each iteration of a loop needs no place for the others: its positions are those of
 * the first iteration.
 */
import { type AllocOp, type ForOp, type Op, type PrimOp, type Region, Value } from "../ir/ops.js";
import { allOps } from "../ir/traverse.js";
import { INT } from "../ir/types.js";
import type { LoopPairs } from "./loop-pairs.js";

/** `loop` holds all uses of the cache. */
export function contract(loops: LoopPairs, cache: AllocOp, loop: ForOp): void {
  const [array] = cache.results;
  const [index] = loop.regions[0].params;
  const [start] = loop.operands;
  const places = allOps(loop.regions[0]).filter((op) => op.operands[0] === array);
  // A cache of one value for each iteration becomes a variable of it.
  if (cache.operands.length === 0 || places.every((op) => op.operands[1] === index)) return;
  if (!places.every((op) => isOffset(loops, op.operands[1], loop))) return;
  const isOutermost = places.every((op) => !isOfOuterTurn(loops, op.operands[1], cache, loop));
  for (const region of regionsOf(loop))
    region.ops = region.ops.flatMap((op) => {
      if (!places.includes(op)) return [op];
      const arithmetic = new Arithmetic(loops);
      const first = (value: Value): Value => {
        if (value === index) return start;
        return dependsOn(loops, value, loop) ? arithmetic.again(loops.definition(value) as PrimOp, first) : value;
      };
      op.operands = [array, first(op.operands[1]), ...op.operands.slice(2)];
      return [...arithmetic.ops, op];
    });
  if (isOutermost) shrink(loops, cache, loop);
}

/**
 * Whether a position is a multiple of the loop's index, by what no iteration changes, and something that is the same for each index:
 * then different positions of one iteration stay different. In `j * (i + 1) + k` they would not.
 */
function isOffset(loops: LoopPairs, value: Value, loop: ForOp): boolean {
  if (value === loop.regions[0].params[0]) return true;
  const op = loops.definition(value);
  if (op?.kind !== "prim") return false;
  const [a, b] = op.operands;
  const isFixed = (each: Value): boolean => loops.definition(each)?.kind === "const" || !loops.isMadeIn(each, loop);
  switch (op.name) {
    case "add":
      return (
        (isOffset(loops, a, loop) && !dependsOn(loops, b, loop)) ||
        (isOffset(loops, b, loop) && !dependsOn(loops, a, loop))
      );
    case "sub":
      return isOffset(loops, a, loop) && isFixed(b);
    case "mul":
      return (isOffset(loops, a, loop) && isFixed(b)) || (isOffset(loops, b, loop) && isFixed(a));
    default:
      return false;
  }
}

/** Whether a value may be another one in another iteration of the loop; not so the indices of the loops in it. */
function dependsOn(loops: LoopPairs, value: Value, loop: ForOp): boolean {
  if (!loops.isMadeIn(value, loop)) return false;
  const op = loops.definition(value);
  if (!op) return !loops.isIndexIn(value, loop);
  return op.regions.length > 0 || op.operands.some((operand) => dependsOn(loops, operand, loop));
}

/**
 * Whether a position depends on the turn of a loop around, between the cache and the loop: then it is as far as all iterations of the
 * loop from that of the next turn.
 */
function isOfOuterTurn(loops: LoopPairs, position: Value, cache: AllocOp, loop: ForOp): boolean {
  const outer = loops.around(loop).filter((each) => !loops.isIn(cache, each));
  const depends = (value: Value): boolean => {
    if (value === loop.regions[0].params[0] || !outer.some((each) => loops.isMadeIn(value, each))) return false;
    const op = loops.definition(value);
    if (op?.kind === "const") return false;
    return op?.kind === "prim" ? op.operands.some(depends) : !loops.isIndexIn(value, loop);
  };
  return depends(position);
}

/** Leaves the number of iterations out of the size. */
function shrink(loops: LoopPairs, cache: AllocOp, loop: ForOp): void {
  const isCount = (value: Value): boolean => {
    const op = loops.definition(value);
    if (op?.kind === "prim" && (op.name === "max" || op.name === "ceil")) return isCount(op.operands[0]);
    const [start, end] = loop.operands;
    if (loops.isZero(start)) return loops.isSame(value, end);
    return (
      op?.kind === "prim" &&
      op.name === "sub" &&
      loops.isSame(op.operands[0], end) &&
      loops.isSame(op.operands[1], start)
    );
  };
  const [size] = cache.operands;
  const arithmetic = new Arithmetic(loops);
  const without = (value: Value): Value | undefined => {
    const op = loops.definition(value);
    if (op?.kind !== "prim" || op.name !== "mul") return undefined;
    const [a, b] = op.operands;
    if (isCount(a)) return b;
    if (isCount(b)) return a;
    const left = without(a);
    if (left) return arithmetic.make(op, [left, b]);
    const right = without(b);
    return right && arithmetic.make(op, [a, right]);
  };
  const smaller = without(size);
  if (!smaller) return;
  const region = loops.regionOf(cache);
  cache.operands = [smaller];
  region.ops.splice(region.ops.indexOf(cache), 0, ...arithmetic.ops);
}

/** Copies of arithmetic on whole numbers with other operands. */
class Arithmetic {
  readonly ops: Op[] = [];
  private readonly zeros = new Set<Value>();

  constructor(private readonly loops: LoopPairs) {}

  again(op: PrimOp, operand: (value: Value) => Value): Value {
    return this.make(op, op.operands.map(operand));
  }

  make(op: PrimOp, operands: Value[]): Value {
    const isZero = operands.map((value) => this.zeros.has(value) || this.loops.isZero(value));
    if (op.name === "sub" && this.loops.isSame(operands[0], operands[1])) return this.zero();
    if (op.name === "mul" && isZero.includes(true)) return this.zero();
    if (op.name === "add" && isZero.includes(true)) return operands[isZero[0] ? 1 : 0];
    const result = new Value(op.results[0].type, op.results[0].name);
    this.ops.push({ kind: "prim", name: op.name, operands, results: [result], regions: [] });
    return result;
  }

  private zero(): Value {
    const result = new Value(INT);
    this.ops.push({ kind: "const", value: 0, operands: [], results: [result], regions: [] });
    this.zeros.add(result);
    return result;
  }
}

function* regionsOf(op: Op): Generator<Region> {
  for (const region of op.regions) {
    yield region;
    for (const inner of region.ops) yield* regionsOf(inner);
  }
}
