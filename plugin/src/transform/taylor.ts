/** Taylor mode: the coefficients of truncated series run beside the primal values, in the lanes of forward mode. */
import type { Op, Value } from "../ir/ops.js";
import { F64 } from "../ir/types.js";
import { ForwardPass } from "./forward.js";
import { Series, SeriesArithmetic } from "./series.js";

/** The lane `k` holds the coefficient of order `k + 1`. */
export class TaylorPass extends ForwardPass {
  protected override tangent(result: Value, operands: readonly Value[], op: Op): void {
    // All coefficients are made with the first.
    if (op.kind !== "prim" || !this.isFirstLane) return;
    const given = new Map<Value, Series>();
    for (const operand of operands) given.set(operand, this.seriesOf(operand));
    const arithmetic = new SeriesArithmetic(this.build, (value) => this.constant(value));
    const series = arithmetic.primitive(
      op.name,
      operands.map((operand) => given.get(operand)!),
      this.primal(result),
    );
    const coefficients = this.inLanes((lane) => [series.at(lane + 1) ?? this.build.const(0, F64)]);
    this.setShadows(() => [result], coefficients);
  }

  private seriesOf(operand: Value): Series {
    const first = this.primal(operand);
    if (!this.flows(operand)) return new Series(first);
    const coefficients = this.inLanes(() => [this.shadow(operand)]);
    return new Series(first, (k) => coefficients[k - 1]);
  }
}
