/**
 * The forward sweep of reverse mode: the primal as it is, with a shadow (the adjoint's memory, all zero for now) beside
 * every piece of active memory. What the reverse sweep needs beyond that is added by `availability`.
 */
import type { Activity } from "../analysis/activity.js";
import type { CallOp, Func, Region, Value } from "../ir/ops.js";
import { ifPresent } from "../ir/presence.js";
import { cloneValue, derivedName } from "../ir/traverse.js";
import type { Type } from "../ir/types.js";
import { noteShape } from "./entry-shapes.js";
import { Shadowing } from "./shadowing.js";
import { holdWhole } from "./whole-shadows.js";

/** What is called in place of a function; `isTaped`: with residuals as its last result. */
export interface Called {
  readonly callee: Func;
  readonly activeResults: readonly boolean[];
  readonly isTaped: boolean;
}

export class AugmentPass extends Shadowing {
  /** The residuals of every call that has a reverse half. */
  readonly tapes = new Map<CallOp, Value>();

  constructor(
    private readonly func: Func,
    activity: Activity,
    target: Region,
    private readonly callForward: (op: CallOp) => Called,
    private readonly isRestored: (ref: Value) => boolean,
    /** Whether references in the memory of a result are replaced, and the reverse sweep may run again. */
    private readonly losesParts: (result: Value) => boolean,
    /** How many adjoints there are of each value. */
    lanes: number,
  ) {
    super(Array<Activity>(lanes).fill(activity), target, "_b", false);
  }

  /**
   * Defines the copies of the parameters. Shadows of active memory are parameters, too, but for those that are `lent` to the
   * reverse half; without `lent`, all of them are made here.
   */
  parameters(lent?: readonly boolean[]): Value[] {
    const { params } = this.func.body;
    const copies = params.map((param) => {
      const copy = cloneValue(param);
      this.define(param, copy);
      return copy;
    });
    const active = params.filter((param) => this.flows(param));
    if (lent) {
      const shadows = active.map((param) => this.shadowParam(param));
      return [...copies, ...shadows.filter((_, k) => !lent[params.indexOf(active[k])])];
    }
    this.eachLane(() => {
      for (const param of active) {
        const primal = this.primal(param);
        const zeros = (): Value => this.build.zeros(primal);
        this.setShadow(param, this.isOptional(param) ? ifPresent(this.build, primal, zeros) : zeros());
      }
    });
    return copies;
  }

  /** Keeps the shape of a parameter's shadow before the sweep, which may change it. */
  noteShape(param: Value): void {
    const shadow = this.shadow(param);
    const note = (): Value => noteShape(this.build, shadow, this.primal(param));
    this.entryShapes.set(param, this.isOptional(param) ? ifPresent(this.build, shadow, note) : note());
  }

  /** All that the shadow of a result led to when it was made, where that may be something else now. */
  whole(result: Value): Value | undefined {
    return this.wholes.get(result);
  }
  private readonly wholes = new Map<Value, Value>();
  /** Results whose shadows cannot be found again as a whole. */
  readonly lost = new Set<Value>();

  protected override zeroShadows(results: readonly Value[]): void {
    super.zeroShadows(results);
    for (const result of results) {
      if (!this.losesParts(result)) continue;
      const whole = holdWhole(this.build, this.shadow(result));
      if (whole) this.wholes.set(result, whole);
      else this.lost.add(result);
    }
  }

  private isOptional(param: Value): boolean {
    return this.func.optional?.has(this.func.body.params.indexOf(param)) ?? false;
  }

  entryShape(param: Value): Value | undefined {
    return this.entryShapes.get(param);
  }
  private readonly entryShapes = new Map<Value, Value>();

  protected override restores(target: Value): boolean {
    return this.isRestored(target);
  }

  sweep(): void {
    this.operations(this.func.body);
  }

  /** The tape at the end of the sweep: a record of residuals. */
  emitTape(type: Type, residuals: Value[]): Value {
    return this.build.literal(type, residuals, "tape");
  }

  protected call(op: CallOp): void {
    const { callee, activeResults, isTaped } = this.callForward(op);
    const shadows = op.operands.filter((operand) => this.flows(operand)).map((operand) => this.shadow(operand));
    const names = op.results.map((result) => result.name);
    const results = this.build.call(callee, [...op.operands.map((operand) => this.primal(operand)), ...shadows], names);
    op.results.forEach((result, k) => this.define(result, results[k]));
    let next = op.results.length;
    const memory = op.results.map((result) => result.type.kind === "ref" && this.activity.isActive(result));
    op.results.forEach((result, k) => {
      if (memory[k] && activeResults[k]) this.setShadow(result, results[next++]);
    });
    this.zeroShadows(op.results.filter((_, k) => memory[k] && !activeResults[k]));
    if (!isTaped) return;
    const tape = results[results.length - 1];
    tape.name ??= derivedName(op.callee, "tape");
    this.tapes.set(op, tape);
  }
}
