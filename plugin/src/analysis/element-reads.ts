/**
 * Which reads of JavaScript arrays may lie past the end although the result is a number: `const next = x[i + 1]` in front of
 * the test that decides whether it is used. A read that matters makes the result NaN there, and needs no care.
 */
import type { ForOp, Func, LoadOp, Op, Region, StoreOp, Value } from "../ir/ops.js";
import { type Shifted, shifted } from "../ir/shifted.js";
import { allRegions } from "../ir/traverse.js";
import { isTypedArray } from "../ir/types.js";
import { getRule } from "../rules/table.js";

export class ElementReads {
  private readonly definitions = new Map<Value, Op>();
  /** The regions of the operations that define values. */
  private readonly regions = new Map<Value, Region>();
  /** The loops that values are the indices of. */
  private readonly indices = new Map<Value, ForOp>();
  /** Values that are used wherever they are computed, so that the result is NaN if they are. */
  private readonly mattering = new Set<Value>();

  /** `used`: results of the function of which it is certain that they are used. */
  constructor(func: Func, used: readonly Value[] = []) {
    for (const region of allRegions(func.body))
      for (const op of region.ops) {
        for (const result of op.results) {
          this.definitions.set(result, op);
          this.regions.set(result, region);
        }
        if (op.kind === "for") this.indices.set(op.regions[0].params[0], op);
      }
    const pending = this.definedIn(func.body, used);
    for (let value = pending.pop(); value; value = pending.pop()) {
      if (this.mattering.has(value)) continue;
      this.mattering.add(value);
      pending.push(...this.needs(value));
    }
  }

  mayBeMissing(load: LoadOp): boolean {
    return !this.isInRange(load) && !this.mattering.has(load.results[0]);
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

  /** By the form of the index: a counter of the array's length, shifted by a constant or not, or a position in a literal. */
  isInRange({ operands: [array, index] }: LoadOp | StoreOp): boolean {
    const constant = this.constant(index);
    if (constant !== undefined) return constant >= 0 && constant < this.knownLength(array);
    const { of, shift } = this.shifted(index);
    const loop = of && this.indices.get(of);
    if (!loop || loop.step < 0 || !this.isNonNegative(index)) return false;
    const bound = this.resolved(this.withoutCounters(loop.operands[1]));
    const length = this.lengthOf(array);
    return bound.of === length.of && bound.shift + shift - (loop.inclusive ? 0 : 1) < length.shift;
  }

  /** Whether the first or the last turn of a loop reads beside the array, as far as the form of the index tells. */
  leavesRange({ operands: [array, index] }: LoadOp): boolean {
    const { of, shift } = this.shifted(index);
    const loop = of && this.indices.get(of);
    if (!loop) return false;
    const [first, end] = loop.operands.slice(0, 2).map((bound) => this.resolved(bound));
    const [lowest, highest] = loop.step > 0 ? [first, end] : [end, first];
    const [below, above] = loop.inclusive ? [0, 0] : loop.step > 0 ? [0, -1] : [1, 0];
    if (lowest.of === undefined && lowest.shift + below + shift < 0) return true;
    const length = this.lengthOf(array);
    return highest.of === length.of && highest.shift + above + shift >= length.shift;
  }

  private knownLength(array: Value): number {
    const made = this.definitions.get(array);
    if (made?.kind === "literal") return made.operands.length;
    return (made?.kind === "alloc" && made.operands.length > 0 && this.constant(made.operands[0])) || 0;
  }

  /** The length of an array as a whole number that it was made with, or as the array whose length it has, and a constant. */
  private lengthOf(array: Value): Shifted {
    const made = this.definitions.get(array);
    if (made?.kind === "alloc" && made.operands[0]?.type.kind === "int") return this.resolved(made.operands[0]);
    const isWhole = made?.kind === "copy" && made.operands.length === 1 && isTypedArray(made.operands[0].type);
    return isWhole && isTypedArray(array.type) ? this.lengthOf(made.operands[0]) : { of: array, shift: 0 };
  }

  private resolved(value: Value): Shifted {
    const { of, shift } = this.shifted(value);
    const op = of && this.definitions.get(of);
    if (op?.kind !== "length") return { of, shift };
    const length = this.lengthOf(op.operands[0]);
    return { of: length.of, shift: length.shift + shift };
  }

  isNonNegative(index: Value): boolean {
    const constant = this.constant(index);
    if (constant !== undefined) return constant >= 0;
    const { of, shift } = this.shifted(index);
    const loop = of && this.indices.get(of);
    const first = loop && loop.step > 0 ? this.constant(loop.operands[0]) : undefined;
    return first !== undefined && first + shift >= 0;
  }

  /** What a bound is at most: without the counters that are subtracted from it, or where one that counts down begins. */
  private withoutCounters(bound: Value): Value {
    const loop = this.indices.get(bound);
    if (loop && loop.step < 0) return this.withoutCounters(loop.operands[0]);
    const op = this.definitions.get(bound);
    const isLess = op?.kind === "prim" && op.name === "sub" && this.isNonNegative(op.operands[1]);
    return isLess && this.constant(op.operands[1]) === undefined ? this.withoutCounters(op.operands[0]) : bound;
  }

  private shifted(value: Value): Shifted {
    return shifted(value, this.definitions);
  }

  private constant(value: Value): number | undefined {
    const op = this.definitions.get(value);
    return op?.kind === "const" && typeof op.value === "number" ? op.value : undefined;
  }
}
