/**
 * What is known of a function as it is: found when it is first asked for, and true until the function changes. What passes drop or leave
 * behind whose results nobody uses is no change to them, so that operations may be among these that are gone.
 */
import { IndexRanges } from "../analysis/index-ranges.js";
import type { Constant, Func, Op, OpKind, Region, Value } from "../ir/ops.js";
import { allOps, allRegions, countUses, definitionsOf, usersIn } from "../ir/traverse.js";
import { lazily } from "./lazily.js";
import { LoopPairs } from "./loop-pairs.js";
import { MemoryModel } from "./memory.js";

export class Facts {
  /** `model`: of the function before, where it is still true. */
  constructor(
    private readonly func: Func,
    readonly model = lazily(() => new MemoryModel(func)),
  ) {}

  readonly ops = lazily((): readonly Op[] => allOps(this.func.body));
  readonly regions = lazily((): readonly Region[] => allRegions(this.func.body));
  readonly kinds = lazily((): ReadonlySet<OpKind> => new Set(this.ops().map(({ kind }) => kind)));
  readonly definitions = lazily((): ReadonlyMap<Value, Op> => definitionsOf(this.ops()));
  readonly constants = lazily((): ReadonlyMap<Value, Constant> => {
    const found = new Map<Value, Constant>();
    for (const op of this.ops()) if (op.kind === "const") found.set(op.results[0], op.value);
    return found;
  });
  readonly numbers = lazily((): ReadonlyMap<Value, number> => {
    const found = new Map<Value, number>();
    for (const [value, constant] of this.constants()) if (typeof constant === "number") found.set(value, constant);
    return found;
  });
  readonly uses = lazily((): ReadonlyMap<Value, number> => countUses(this.func.body));
  readonly users = lazily((): ReadonlyMap<Value, readonly Op[]> => usersIn(this.func.body));
  readonly ranges = lazily(() => new IndexRanges(this.func));
  readonly loops = lazily(() => new LoopPairs(this.func, this));
}
