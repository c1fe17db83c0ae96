/** What operations read and write of memory, by alias class and slot, and what of it only adds to what is there. */
import { type Access, accessesOf, LENGTH, meet, type Place } from "../analysis/accesses.js";
import { AliasAnalysis, type Aliases } from "../analysis/aliases.js";
import { sumsInMemory } from "../analysis/sums.js";
import type { Func, Op } from "../ir/ops.js";
import { lazily } from "./lazily.js";

/** What an operation does: what it only adds to, and all else. */
interface Divided {
  readonly sums: Iterable<Access>;
  readonly others: Iterable<Access>;
}

export class LoopAccesses {
  private readonly known = lazily(() => {
    const aliases = new AliasAnalysis().of(this.func);
    const globals = [...aliases.classes()].filter((each) => each.global);
    return { aliases, globals, sums: sumsInMemory(this.func, aliases) };
  });
  /** What operations do themselves. */
  private readonly own = new Map<Op, readonly Access[]>();
  /** What loops and branches do, by what is taken for a sum. */
  private readonly divided = new Map<(op: Op) => boolean, Map<Op, Divided>>();
  /** Equal accesses are one object. */
  private readonly unique = new Map<Place, Map<string, Access>>();

  constructor(private readonly func: Func) {}

  get aliases(): Aliases {
    return this.known().aliases;
  }

  /** Reads and writes of what is only added to. */
  get sums(): ReadonlySet<Op> {
    return this.known().sums;
  }

  readonly isSum = (op: Op): boolean => this.sums.has(op);
  /** In derivatives, which are summed in any order. */
  readonly isAdjointSum = (op: Op): boolean => op.adjoint === true && this.sums.has(op);

  /** What an operation does, those within included. `isSum`: what may come in another order. */
  of(op: Op, isSum: (op: Op) => boolean = isNever): Divided {
    if (op.regions.length === 0) {
      const own = this.ownOf(op);
      return isSum(op) ? { sums: own, others: none } : { sums: none, others: own };
    }
    const known = this.divided.get(isSum) ?? new Map<Op, Divided>();
    this.divided.set(isSum, known);
    let divided = known.get(op);
    if (!divided) {
      const [sums, others] = [new Set<Access>(), new Set<Access>()];
      for (const { ops } of op.regions)
        for (const inner of ops) {
          if (inner.kind === "prim" || inner.kind === "const") continue;
          const each = this.of(inner, isSum);
          for (const access of each.sums) sums.add(access);
          for (const access of each.others) others.add(access);
        }
      divided = { sums, others };
      known.set(op, divided);
    }
    return divided;
  }

  private ownOf(op: Op): readonly Access[] {
    if (op.kind === "prim" || op.kind === "const") return none;
    let known = this.own.get(op);
    if (!known) {
      const found = accessesOf(op, this.aliases, this.known().globals);
      // What is added to is there already.
      const kept = this.sums.has(op) ? found.filter((access) => access.slot !== LENGTH) : found;
      known = kept.map((access) => this.oneOf(access));
      this.own.set(op, known);
    }
    return known;
  }

  private oneOf(access: Access): Access {
    const ofClass = this.unique.get(access.class) ?? new Map<string, Access>();
    this.unique.set(access.class, ofClass);
    const key = `${access.writes} ${access.slot}`;
    const known = ofClass.get(key) ?? access;
    ofClass.set(key, known);
    return known;
  }

  /** Whether operations may change places with another: they touch nothing that it touches, but for `own` memory, and what both only add to. */
  changePlaces(ops: readonly Op[], other: Op, own: ReadonlySet<Place>, isSum: (op: Op) => boolean): boolean {
    const { sums, others } = this.of(other, isSum);
    const isFree = (access: Access, from: Iterable<Access>): boolean => {
      if (own.has(access.class)) return true;
      for (const each of from) if (!own.has(each.class) && meet(access, each)) return false;
      return true;
    };
    return ops.every((op) => {
      const of = this.of(op, isSum);
      for (const access of of.others) if (!isFree(access, others) || !isFree(access, sums)) return false;
      for (const access of of.sums) if (!isFree(access, others)) return false;
      return true;
    });
  }
}

const none: readonly Access[] = [];
const isNever = (): boolean => false;
