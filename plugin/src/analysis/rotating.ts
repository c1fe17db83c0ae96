/**
 * Arrays that a loop hands on by turns, as the two of a simulation that change places in each step: they are made in front of the loop or in
 * a turn, nobody else gets hold of them, and each of them is one of the next turn's at most. So all that a turn has are different ones.
 */
import type { ForOp, Func, Op, Region, Value, WhileOp } from "../ir/ops.js";
import { allRegions, forEachRegion, isAllocation, touches } from "../ir/traverse.js";
import { memoryOf } from "../ir/types.js";
import { isBase } from "./confined.js";

type Loop = ForOp | WhileOp;

/** What the loop hands on in one place: what it begins with, what a turn has, under a name in each region, and what it leaves to the next. */
interface Slot {
  readonly init: Value;
  readonly names: readonly { readonly value: Value; readonly region: Region }[];
  readonly next: Value;
}

/** What turns have of such arrays, with what the loop begins with instead of them. */
export function rotatingArrays(func: Func): ReadonlyMap<Value, readonly Value[]> {
  const found = new Map<Value, readonly Value[]>();
  let uses: Uses | undefined;
  forEachRegion(func.body, ({ ops }) => {
    for (let at = 0; at < ops.length; at++) {
      const op = ops[at];
      if ((op.kind !== "for" && op.kind !== "while") || !op.results.some(isOfArray) || slotsOf(op).length === 0)
        continue;
      uses ??= handingOn(allRegions(func.body));
      const slots = rotating(op, ops, at, uses);
      const inits = slots.map(({ init }) => init);
      for (const { value } of slots.flatMap(({ names }) => names)) found.set(value, inits);
    }
  });
  return found;
}

/** How often arrays are handed on. */
type Uses = ReadonlyMap<Value, number>;

function handingOn(regions: readonly Region[]): Uses {
  const uses = new Map<Value, number>();
  const add = (value: Value): void => {
    if (value.type.kind === "ref") uses.set(value, (uses.get(value) ?? 0) + 1);
  };
  for (const { ops, yields } of regions) {
    yields.forEach(add);
    for (const op of ops)
      op.operands.forEach((operand, k) => {
        if (!isBase(op, k)) add(operand);
      });
  }
  return uses;
}

function rotating(loop: Loop, ops: readonly Op[], at: number, uses: Uses): Slot[] {
  const [before, behind] = [ops.slice(0, at), ops.slice(at + 1)];
  const makes = (region: readonly Op[], array: Value): boolean =>
    region.some((op) => isAllocation(op) && op.results[0] === array);
  const isOwn = ({ init, names }: Slot): boolean =>
    makes(before, init) &&
    uses.get(init) === 1 &&
    !behind.some((op) => touches(op, init)) &&
    !loop.regions.some(({ ops: inner }) => inner.some((op) => touches(op, init))) &&
    names.every(({ value, region: { yields } }) => {
      const times = yields.filter((each) => each === value).length;
      return times <= 1 && (uses.get(value) ?? 0) === times;
    });
  let slots = slotsOf(loop).filter(isOwn);
  const { ops: turn } = loop.regions[loop.regions.length - 1];
  for (let size = -1; size !== slots.length; ) {
    size = slots.length;
    const names = new Set(slots.map((slot) => slot.names[slot.names.length - 1].value));
    slots = slots.filter(({ next }) => names.has(next) || (uses.get(next) === 1 && makes(turn, next)));
  }
  return slots;
}

function slotsOf(loop: Loop): Slot[] {
  const slots = loop.kind === "for" ? slotsOfFor(loop) : slotsOfWhile(loop);
  return slots.filter(({ init }) => isOfArray(init));
}

/** Whether a value is an array of numbers. */
function isOfArray({ type }: Value): boolean {
  const memory = type.kind === "ref" ? memoryOf(type) : undefined;
  return memory?.kind === "array" && memory.element.kind !== "ref";
}

function slotsOfFor({ operands, regions: [region] }: ForOp): Slot[] {
  const { params, yields } = region;
  return yields.map((next, k) => ({ init: operands[k + 2], names: [{ value: params[k + 1], region }], next }));
}

function slotsOfWhile({ operands, regions }: WhileOp): Slot[] {
  const [before, after] = regions;
  return after.yields.flatMap((next, k) => {
    const tested = { value: before.params[k], region: before };
    const at = before.yields.indexOf(tested.value) - 1;
    return at < 0 ? [] : [{ init: operands[k], names: [tested, { value: after.params[at], region: after }], next }];
  });
}
