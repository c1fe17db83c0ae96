/**
 * What one turn of a loop reads for the next is read again there instead of being carried: of `previous = x[i]` remains `x[i - 1]`. It takes
 * that the loop does not write what is read, and that the first turn is given the element in front of those.
 */
import { Builder, emptyRegion } from "../ir/builder.js";
import type { ForOp, Func, LoadOp, Op, Value } from "../ir/ops.js";
import { shifted } from "../ir/shifted.js";
import { substitute } from "../ir/traverse.js";
import { sameType } from "../ir/types.js";
import { Facts } from "./facts.js";
import type { LoopPairs } from "./loop-pairs.js";
import { intersects, type MemoryModel } from "./memory.js";

export function readBack(func: Func, facts = new Facts(func)): boolean {
  // A loop whose states are kept by a schedule stays as it is.
  const isOpen = (op: Op): boolean => !(func.scheduled && func.body.ops.includes(op));
  const candidates = facts
    .ops()
    .filter(
      (op): op is ForOp => op.kind === "for" && isOpen(op) && op.regions[0].yields.some((value) => isReadIn(op, value)),
    );
  if (candidates.length === 0) return false;
  const reading = new Reading(facts.model(), facts.loops());
  const replacements = new Map<Value, Value>();
  for (const loop of candidates) reading.again(loop, replacements);
  substitute(func.body, replacements);
  return replacements.size > 0;
}

function isReadIn(loop: ForOp, value: Value): boolean {
  return loop.regions[0].ops.some((op) => op.kind === "load" && op.results[0] === value);
}

class Reading {
  constructor(
    private readonly memory: MemoryModel,
    private readonly loops: LoopPairs,
  ) {}

  again(loop: ForOp, replacements: Map<Value, Value>): void {
    const { loops } = this;
    const [body] = loop.regions;
    for (let k = body.yields.length - 1; k >= 0; k--) {
      const [param, next, result] = [body.params[k + 1], body.yields[k], loop.results[k]];
      const read = loops.definition(next);
      if (loops.usersOf(param).length === 0 || read?.kind !== "load" || loops.regionOf(read) !== body) continue;
      const shift = this.shiftOf(loop, read, loop.operands[k + 2]);
      if (shift === undefined || !sameType(param.type, next.type)) continue;
      const again = this.read(loop, read, shift);
      again.name = param.name;
      replacements.set(param, again);
      // Behind a loop that may not have run it is the last turn's or what there was before: a use of that is as it was.
      if (loops.uses.has(result)) continue;
      body.params.splice(k + 1, 1);
      body.yields.splice(k, 1);
      loop.operands.splice(k + 2, 1);
      loop.results.splice(k, 1);
    }
  }

  /** How far from the counter lies what the turn before has read; nothing if the first turn is not given that or somebody changes it. */
  private shiftOf(loop: ForOp, read: LoadOp, init: Value): number | undefined {
    const { loops, memory } = this;
    const first = loops.definition(init);
    const [array, index] = read.operands;
    if (first?.kind !== "load" || first.operands[0] !== array || loops.isMadeIn(array, loop)) return undefined;
    if (first.orZero !== read.orZero || first.apart !== read.apart) return undefined;
    const { of, shift } = shifted(index, loops.definitions);
    if (of !== loop.regions[0].params[0]) return undefined;
    const before = shift - loop.step;
    const [start, at] = [loop.operands[0], first.operands[1]].map((value) => shifted(value, loops.definitions));
    if (start.of !== at.of || at.shift !== start.shift + before) return undefined;
    const { reads } = memory.of(read);
    const isChanged = this.between(first, loop).some((op) => intersects(memory.of(op).writes, reads));
    return isChanged ? undefined : before;
  }

  /** What may run between an operation and a turn of a loop behind it. */
  private between(first: Op, loop: ForOp): readonly Op[] {
    const { ops } = this.loops.regionOf(first);
    const from = ops.indexOf(first);
    const around = [loop, ...this.loops.around(loop)];
    const to = ops.findIndex((op) => around.includes(op));
    return ops.slice(from + 1, to + 1);
  }

  private read(loop: ForOp, read: LoadOp, shift: number): Value {
    const [body] = loop.regions;
    const region = emptyRegion();
    const build = new Builder(region);
    build.span = read.span;
    const [array] = read.operands;
    const [index] = body.params;
    const at = shift === 0 ? index : build.prim(shift > 0 ? "add" : "sub", index, build.const(Math.abs(shift)));
    const again = build.load(array, at, undefined, read.orZero);
    if (read.apart) Object.assign(region.ops.at(-1)!, { apart: true });
    body.ops.unshift(...region.ops);
    return again;
  }
}
