/** What is the same in every turn of a loop, or differs by the indices of loops in it only. */
import type { ForOp, Op, Value } from "../ir/ops.js";
import { allOps, freeValues } from "../ir/traverse.js";
import type { LoopPairs } from "./loop-pairs.js";
import { intersects, type MemoryModel } from "./memory.js";

/** How values follow from what is outside and from indices. */
export interface Path {
  /** The operations that compute them, in order. */
  readonly ops: readonly Op[];
  readonly indices: ReadonlySet<ForOp>;
}

/** Seen from the innermost of a nest of loops, whose bodies hold one another. */
export class Steady {
  readonly outer: ForOp;

  /** `nest`: innermost first. `writes`: what a turn of the outermost writes. */
  constructor(
    private readonly loops: LoopPairs,
    private readonly memory: MemoryModel,
    readonly nest: readonly ForOp[],
    private readonly writes: ReadonlySet<string>,
  ) {
    this.outer = nest[nest.length - 1];
  }

  isOutside(value: Value): boolean {
    return !this.loops.isMadeIn(value, this.outer);
  }

  /** The path to values by what each turn of the nest does in any case, if no turn changes what it reads and it leads by the given indices only. */
  pathTo(values: Iterable<Value>, mayLeadBy: (loop: ForOp) => boolean): Path | undefined {
    const { loops, nest } = this;
    const needed = new Set<Op>();
    const indices = new Set<ForOp>();
    const isKnown = (value: Value): boolean => {
      const op = loops.definition(value);
      if (this.isOutside(value) || (op && needed.has(op))) return true;
      const loop = loops.loopOfIndex(value);
      if (loop && nest.includes(loop) && mayLeadBy(loop)) {
        indices.add(loop);
        return true;
      }
      if (!op || !sought.has(op.kind) || !this.isInNest(op) || !this.isSteady(op) || !op.operands.every(isKnown))
        return false;
      needed.add(op);
      return true;
    };
    if (![...values].every(isKnown)) return undefined;
    return { ops: allOps(this.outer.regions[0]).filter((op) => needed.has(op)), indices };
  }

  /** The path to all that a loop of nothing but reads depends on, if it finds the same each time. */
  pathToLoop(loop: ForOp, mayLeadBy: (loop: ForOp) => boolean): Path | undefined {
    if (!allOps(loop.regions[0]).every((op) => this.isSteady(op))) return undefined;
    return this.pathTo(freeValues(loop), mayLeadBy);
  }

  /** Whether the first turn gets to the innermost loop, and from one of its turns to the next, before anybody can see anything happen. */
  isReached(): boolean {
    const { loops, memory, nest } = this;
    if (memory.union(nest.slice(0, -1).flatMap(({ regions }) => regions)).observable) return false;
    return nest.slice(0, -1).every((loop) => {
      const { ops } = loops.regionOf(loop);
      return ops.slice(0, ops.indexOf(loop)).every((op) => {
        const { writes, observable } = memory.of(op);
        return !observable && [...writes].every((key) => key.startsWith("#"));
      });
    });
  }

  /** Whether no turn changes what an operation reads. */
  private isSteady(op: Op): boolean {
    return !intersects(this.writes, this.memory.of(op).reads);
  }

  private isInNest(op: Op): boolean {
    return this.nest.some(({ regions: [body] }) => this.loops.regionOf(op) === body);
  }
}

const sought: ReadonlySet<Op["kind"]> = new Set(["const", "prim", "load", "getField", "length"]);
