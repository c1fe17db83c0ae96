/** What is the same in every turn of a loop, or differs by the index of a loop in it only. */
import type { ForOp, Op, Value } from "../ir/ops.js";
import { allOps, freeValues } from "../ir/traverse.js";
import type { LoopPairs } from "./loop-pairs.js";
import { intersects, type MemoryModel } from "./memory.js";

/** Seen from the innermost of a nest of loops, whose bodies hold one another. */
export class Steady {
  readonly outer: ForOp;
  /** The loops whose indices what has been asked for depends on. */
  readonly picking = new Set<ForOp>();
  private readonly needed = new Set<Op>();

  /** `nest`: innermost first. */
  constructor(
    private readonly loops: LoopPairs,
    private readonly memory: MemoryModel,
    private readonly nest: readonly ForOp[],
    /** What a turn of the outermost writes. */
    private readonly writes: ReadonlySet<string>,
  ) {
    this.outer = nest[nest.length - 1];
  }

  /** The operations in the nest that compute what has been asked for, in order. */
  get path(): Op[] {
    return allOps(this.outer.regions[0]).filter((op) => this.needed.has(op));
  }

  isOutside(value: Value): boolean {
    return !this.loops.isMadeIn(value, this.outer);
  }

  /** Whether no turn changes what an operation reads. */
  isSteady(op: Op): boolean {
    return !intersects(this.writes, this.memory.of(op).reads);
  }

  /** Whether a value follows from what is outside and from indices, by what the nest does in each turn. */
  isKnown(value: Value): boolean {
    const op = this.loops.definition(value);
    if (this.isOutside(value) || (op && this.needed.has(op))) return true;
    const loop = this.loops.loopOfIndex(value);
    if (loop && loop !== this.outer && this.nest.includes(loop)) {
      this.picking.add(loop);
      return true;
    }
    if (!op || !sought.has(op.kind) || !this.isInNest(op) || !this.isSteady(op)) return false;
    if (!op.operands.every((operand) => this.isKnown(operand))) return false;
    this.needed.add(op);
    return true;
  }

  /** Whether a loop of nothing but reads finds the same each time. */
  isKnownLoop(loop: ForOp): boolean {
    const isSame = allOps(loop.regions[0]).every((op) => this.isSteady(op));
    return isSame && [...freeValues(loop)].every((value) => this.isKnown(value));
  }

  /** Whether each turn looks into an array, or it is there for certain. */
  looksInto(array: Value): boolean {
    if (this.memory.isFresh(array)) return true;
    return this.nest.some(({ regions: [{ ops }] }) =>
      ops.some(
        ({ kind, operands: [ref] }) => ref === array && (kind === "load" || kind === "length" || kind === "store"),
      ),
    );
  }

  private isInNest(op: Op): boolean {
    return this.nest.some(({ regions: [body] }) => this.loops.regionOf(op) === body);
  }
}

const sought: ReadonlySet<Op["kind"]> = new Set(["const", "prim", "load", "getField", "length"]);

/** Whether nothing that anybody can see happens in front of any of the loops, in the body of the next. */
export function isReached(loops: LoopPairs, memory: MemoryModel, nest: readonly ForOp[]): boolean {
  return nest.every((loop) => {
    const { ops } = loops.regionOf(loop);
    return ops.slice(0, ops.indexOf(loop)).every((op) => {
      const { writes, observable } = memory.of(op);
      return !observable && [...writes].every((key) => key.startsWith("#"));
    });
  });
}
