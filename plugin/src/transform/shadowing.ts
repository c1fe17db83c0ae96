/**
 * Copies a function's body and lets shadows run beside its values, through control flow and calls: what forward mode and
 * the forward sweep of reverse mode have in common.
 */
import { emptyRegion } from "../ir/builder.js";
import type { CallOp, ForOp, IfOp, Op, Region, Value, WhileOp } from "../ir/ops.js";
import { cloneValue } from "../ir/traverse.js";
import { shadowType, tupleOf } from "../ir/types.js";
import { Shadows } from "./shadows.js";

export abstract class Shadowing extends Shadows {
  /** Copies the operations of `source` to the builder's region; the source's parameters are already defined. */
  protected operations(source: Region): void {
    this.regions.set(source, this.build.region);
    for (const op of source.ops) {
      this.build.span = op.span;
      this.build.adjoint = op.adjoint ?? false;
      this.operation(op);
    }
  }

  private operation(op: Op): void {
    switch (op.kind) {
      case "if":
        return this.if(op);
      case "for":
        return this.for(op);
      case "while":
        return this.while(op);
      case "call":
        return op.operands.some((operand) => this.isActiveInAny(operand)) ? this.call(op) : this.inactiveCall(op);
      case "closure":
        if (op.operands.some((operand) => this.isActiveInAny(operand)))
          throw new Error("a closure over active values has no shadow");
        return this.copy(op);
      default:
        this.copy(op);
        this.eachLane(() => this.shadowOf(op));
    }
  }

  /** Copies an operation without regions. */
  protected copy(op: Op): void {
    const results = op.results.map((result) => {
      const copy = cloneValue(result);
      this.define(result, copy);
      return copy;
    });
    if (op.kind === "const") this.constants.set(results[0], op.value);
    const copy = this.build.add({
      ...op,
      operands: op.operands.map((operand) => this.primal(operand)),
      results,
      regions: [],
    });
    this.origins.set(copy, op);
  }

  /** Its results may still be memory that active values are stored into later. */
  private inactiveCall(op: CallOp): void {
    this.copy(op);
    this.eachLane(() =>
      this.zeroShadows(op.results.filter((result) => result.type.kind === "ref" && this.activity.isActive(result))),
    );
  }

  /** Zero shadows of memory that a call returned. All are made at once, as the results may share memory. */
  protected zeroShadows(results: readonly Value[]): void {
    const { build } = this;
    const primals = results.map((result) => this.primal(result));
    if (primals.length === 1) return this.setShadow(results[0], build.zeros(primals[0], undefined, true));
    if (primals.length === 0) return;
    const shadows = build.zeros(build.literal(tupleOf(primals.map(({ type }) => type)), primals), undefined, true);
    results.forEach((result, k) => this.setShadow(result, build.getField(shadows, String(k))));
  }

  private if(op: IfOp): void {
    const { build } = this;
    const flowing = (): Value[] => op.results.filter((result) => this.flows(result));
    const condition = this.primal(op.operands[0]);
    const regions = op.regions.map((source) => {
      const target = emptyRegion();
      build.within(target, () => {
        this.operations(source);
        target.yields = this.yields(source.yields, op.results);
      });
      return target;
    });
    build.span = op.span;
    build.adjoint = op.adjoint ?? false;
    const results = build.if(
      condition,
      regions[0],
      regions[1],
      [
        ...op.results.map((result) => result.type),
        ...this.inLanes(() => flowing().map(({ type }) => shadowType(type))),
      ],
      [
        ...op.results.map((result) => result.name),
        ...this.inLanes(() => flowing().map((result) => this.shadowName(result))),
      ],
    );
    this.bind(op.results, results);
  }

  private for(op: ForOp): void {
    const { build } = this;
    const [start, end, ...inits] = op.operands;
    const [source] = op.regions;
    const carried = source.params.slice(1);
    const range = { start: this.primal(start), end: this.primal(end), step: op.step, inclusive: op.inclusive };
    const values = this.yields(inits, carried);
    const target = emptyRegion(this.params(source.params));
    build.within(target, () => {
      this.operations(source);
      target.yields = this.yields(source.yields, carried);
    });
    build.span = op.span;
    build.adjoint = op.adjoint ?? false;
    this.bind(op.results, build.for(range, values, target));
  }

  private while(op: WhileOp): void {
    const { build } = this;
    const [before, after] = op.regions;
    const values = this.yields(op.operands, before.params);
    const first = emptyRegion(this.params(before.params));
    build.within(first, () => {
      this.operations(before);
      first.yields = [this.primal(before.yields[0]), ...this.yields(before.yields.slice(1), after.params)];
    });
    const second = emptyRegion(this.params(after.params));
    build.within(second, () => {
      this.operations(after);
      second.yields = this.yields(after.yields, before.params);
    });
    build.span = op.span;
    build.adjoint = op.adjoint ?? false;
    this.bind(op.results, build.while(values, first, second));
  }

  /** Copies of region parameters, followed by parameters for the shadows that flow. */
  private params(params: readonly Value[]): Value[] {
    const copies = params.map((param) => {
      const copy = cloneValue(param);
      this.define(param, copy);
      return copy;
    });
    return [...copies, ...this.shadowParams(params)];
  }

  /** The copies of `values`, followed by shadows where those that receive them, `targets`, have one. */
  private yields(values: readonly Value[], targets: readonly Value[]): Value[] {
    const shadows = this.inLanes(() =>
      values.filter((_, k) => this.flows(targets[k])).map((value) => this.shadow(value)),
    );
    return [...values.map((value) => this.primal(value)), ...shadows];
  }

  /** Binds the results of a copied operation: the primal ones in order, then the shadows that flow. */
  protected bind(sources: readonly Value[], results: readonly Value[]): void {
    sources.forEach((source, k) => this.define(source, results[k]));
    this.setShadows(() => sources.filter((source) => this.flows(source)), results.slice(sources.length));
  }

  /** Parameters for the shadows of those values that flow. */
  protected shadowParams(values: readonly Value[]): Value[] {
    return this.inLanes(() => values.filter((value) => this.flows(value)).map((value) => this.shadowParam(value)));
  }

  /** Binds the shadows of all lanes, in the order in which they are passed. `sources`: what has one in a lane. */
  protected setShadows(sources: (lane: number) => readonly Value[], shadows: readonly Value[]): void {
    let next = 0;
    this.eachLane((lane) => {
      for (const source of sources(lane)) this.setShadow(source, shadows[next++]);
    });
  }

  /** Emits a call with its shadows; must `define` the results and `shadow` the active ones. */
  protected abstract call(op: CallOp): void;
}
