/**
 * Which reads of JavaScript arrays may lie past the end although the result is a number: `const next = x[i + 1]` in front of
 * the test that decides whether it is used. A read that matters makes the result NaN there, and needs no care.
 */
import type { Func, LoadOp, Op, Region, Value } from "../ir/ops.js";
import { allRegions } from "../ir/traverse.js";
import { getRule } from "../rules/table.js";
import type { IndexRanges } from "./index-ranges.js";

export class ElementReads {
  private readonly definitions = new Map<Value, Op>();
  /** The regions of the operations that define values. */
  private readonly regions = new Map<Value, Region>();
  /** Values that are used wherever they are computed, so that the result is NaN if they are. */
  private readonly mattering = new Set<Value>();

  /** `used`: results of the function of which it is certain that they are used. */
  constructor(
    func: Func,
    used: readonly Value[],
    private readonly ranges: IndexRanges,
  ) {
    for (const region of allRegions(func.body))
      for (const op of region.ops) {
        for (const result of op.results) {
          this.definitions.set(result, op);
          this.regions.set(result, region);
        }
      }
    const pending = this.definedIn(func.body, used);
    for (let value = pending.pop(); value; value = pending.pop()) {
      if (this.mattering.has(value)) continue;
      this.mattering.add(value);
      pending.push(...this.needs(value));
    }
  }

  mayBeMissing(load: LoadOp): boolean {
    return !this.ranges.isInRange(load) && !this.mattering.has(load.results[0]);
  }

  /** What is used wherever it is computed, as `value` is. */
  private needs(value: Value): Value[] {
    const op = this.definitions.get(value)!;
    const at = op.results.indexOf(value);
    switch (op.kind) {
      case "prim":
        return this.goesThrough(op) ? this.definedIn(this.regions.get(value)!, op.operands) : [];
      case "if":
        return op.regions.flatMap((region) => this.definedIn(region, [region.yields[at]]));
      case "for": {
        const [body] = op.regions;
        return this.accumulates(body, body.params[at + 1], body.yields[at])
          ? this.definedIn(body, [body.yields[at]])
          : [];
      }
      case "while": {
        const [before, after] = op.regions;
        const k = before.params.indexOf(before.yields[at + 1]);
        const next = after.yields[k];
        return k >= 0 && this.accumulates(after, after.params[at], next) ? this.definedIn(after, [next]) : [];
      }
      default:
        return [];
    }
  }

  private definedIn(region: Region, values: readonly Value[]): Value[] {
    return values.filter((value) => this.regions.get(value) === region);
  }

  /** Anything to the power of 0 is 1. */
  private goesThrough(op: Op): boolean {
    if (op.kind !== "prim" || !getRule(op.name).partial) return false;
    return op.name !== "pow" || (this.constant(op.operands[1]) ?? 0) !== 0;
  }

  /** Whether no turn of a loop drops what the turns before it have left in a carried value. */
  private accumulates(body: Region, carried: Value, next: Value): boolean {
    const reached = new Set([carried]);
    this.follow(body, reached);
    return reached.has(next);
  }

  /** Adds what is computed in a region from what is reached, on every path. */
  private follow(region: Region, reached: Set<Value>): void {
    for (const op of region.ops) {
      const add = (k: number): void => void reached.add(op.results[k]);
      if (op.kind === "prim") {
        if (this.goesThrough(op) && op.operands.some((operand) => reached.has(operand))) add(0);
      } else if (op.kind === "if") {
        for (const arm of op.regions) this.follow(arm, reached);
        op.results.forEach((_, k) => op.regions.every(({ yields }) => reached.has(yields[k])) && add(k));
      } else if (op.kind === "for") {
        const [body] = op.regions;
        op.results.forEach((_, k) => {
          if (reached.has(op.operands[k + 2]) && this.accumulates(body, body.params[k + 1], body.yields[k])) add(k);
        });
      } else if (op.kind === "while") {
        const [before, after] = op.regions;
        op.results.forEach((_, k) => {
          const from = before.params.indexOf(before.yields[k + 1]);
          if (
            from >= 0 &&
            reached.has(op.operands[from]) &&
            this.accumulates(after, after.params[k], after.yields[from])
          )
            add(k);
        });
      }
    }
  }

  private constant(value: Value): number | undefined {
    const op = this.definitions.get(value);
    return op?.kind === "const" && typeof op.value === "number" ? op.value : undefined;
  }
}
