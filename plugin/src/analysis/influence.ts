/**
 * Which reals certainly have a part in the result, in every run. Others may be computed and then not used: overwritten, in
 * a slot that nobody reads, needed by one arm of an `if` only. Optimistic in loops: a carried value is taken to matter
 * until a turn of the loop does without it.
 */
import type { ForOp, Func, Op, Region, Value, WhileOp } from "../ir/ops.js";
import { allOps } from "../ir/traverse.js";
import { getRule } from "../rules/table.js";

export class Influence {
  /** Carried values that some turn of their loop does not use. */
  private readonly idle = new Set<Value>();
  private readonly certain = new Set<Value>();
  private readonly constants = new Map<Value, number>();

  /**
   * `results` says which of the function's own results are certainly used; absent, all are, and all that loops and arms result
   * in. `memory` says whether what goes to memory and to calls is.
   */
  constructor(
    func: Func,
    private readonly results?: readonly boolean[],
    private readonly memory = false,
  ) {
    for (const op of allOps(func.body))
      if (op.kind === "const" && typeof op.value === "number") this.constants.set(op.results[0], op.value);
    for (let before = -1; before < this.idle.size; ) {
      before = this.idle.size;
      this.certain.clear();
      this.region(func.body, results ?? func.body.yields.map(() => true));
    }
  }

  /** Of the result of a primitive. */
  isCertain(value: Value): boolean {
    return this.certain.has(value);
  }

  /** What certainly matters whenever the region runs, if those of its yields do that `flags` say. */
  private region(region: Region, flags: readonly boolean[]): Set<Value> {
    const used = new Set(region.yields.filter((_, k) => flags[k]));
    for (let k = region.ops.length - 1; k >= 0; k--) this.operation(region.ops[k], used);
    return used;
  }

  private operation(op: Op, used: Set<Value>): void {
    switch (op.kind) {
      case "prim":
        if (!used.has(op.results[0]) || !getRule(op.name).partial) return;
        this.certain.add(op.results[0]);
        // The other factor of a guarded product has no part where the product is 0.
        for (const operand of "guarded" in getRule(op.name).js ? op.operands.slice(0, 1) : op.operands)
          used.add(operand);
        return;
      case "if": {
        const flags = op.results.map((result) => this.isUsed(result, used));
        const arms = op.regions.map((arm) => ({ arm, inside: this.region(arm, flags) }));
        const [first, second] = arms.filter(({ arm }) => !arm.ops.some(({ kind }) => kind === "throw"));
        for (const value of first?.inside ?? []) if (!second || second.inside.has(value)) used.add(value);
        return;
      }
      case "for":
        return this.for(op, used);
      case "while":
        return this.while(op, used);
      default:
        if (this.memory) for (const operand of op.operands) used.add(operand);
        return;
    }
  }

  private for(op: ForOp, used: Set<Value>): void {
    const [body] = op.regions;
    const carried = body.params.slice(1);
    const flags = op.results.map((result, k) => this.isUsed(result, used) && !this.isIdle(carried[k]));
    const inside = this.region(body, flags);
    carried.forEach((param, k) => {
      if (!inside.has(param)) this.idle.add(param);
      else if (used.has(op.results[k])) used.add(op.operands[k + 2]);
    });
    if (this.certainlyRuns(op)) for (const value of inside) used.add(value);
  }

  private isUsed(result: Value, used: ReadonlySet<Value>): boolean {
    return !this.results || used.has(result);
  }

  private isIdle(param: Value): boolean {
    return this.results !== undefined && this.idle.has(param);
  }

  private certainlyRuns({ step, inclusive, operands: [start, end] }: ForOp): boolean {
    const [first, last] = [this.constants.get(start), this.constants.get(end)];
    if (first === undefined || last === undefined) return false;
    return (step > 0 ? first < last : first > last) || (inclusive && first === last);
  }

  private while(op: WhileOp, used: Set<Value>): void {
    const [before, after] = op.regions;
    const forwarded = op.results.map((result, k) => this.isUsed(result, used) && !this.isIdle(after.params[k]));
    const inside = this.region(before, [false, ...forwarded]);
    const behind = this.region(
      after,
      before.params.map((param) => !this.isIdle(param)),
    );
    after.params.forEach((param) => {
      if (!behind.has(param)) this.idle.add(param);
    });
    before.params.forEach((param, k) => {
      if (!inside.has(param)) this.idle.add(param);
      else used.add(op.operands[k]);
    });
    // The condition runs at least once.
    for (const value of inside) used.add(value);
  }
}
