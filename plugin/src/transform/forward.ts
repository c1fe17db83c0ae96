/** Forward mode: tangents run beside the primal values (book, section 7.2; duals unrolled into plain locals). */
import type { Activity, ActivityAnalysis } from "../analysis/activity.js";
import { maskKey } from "../analysis/activity.js";
import { emptyRegion } from "../ir/builder.js";
import type { CallOp, Func, Op, Value } from "../ir/ops.js";
import { cloneValue, derivedName } from "../ir/traverse.js";
import { F64, shadowType } from "../ir/types.js";
import { getRule } from "../rules/table.js";
import { withShadows } from "./presence.js";
import { Shadowing } from "./shadowing.js";
import type { Unboxing } from "./unboxing.js";

/** The tangent functions of one compilation, one for each function and mask. */
export class Forward {
  private readonly made = new Map<Func, Map<string, Tangents>>();

  constructor(
    private readonly analysis: ActivityAnalysis,
    private readonly unboxing: Unboxing,
  ) {}

  /** `lanes`: how many directions share the primal values. */
  of(func: Func, mask: readonly boolean[], lanes = 1): Tangents {
    const found = this.analysis.of(func, mask);
    const key = `${maskKey(found.params)} ${lanes}`;
    let masks = this.made.get(func);
    if (!masks) {
      masks = new Map();
      this.made.set(func, masks);
    }
    const known = masks.get(key);
    if (known) return known;
    const source = this.unboxing.ofCalls(func, found);
    const activity = source === func ? found : this.analysis.of(source, mask);
    const shadowed = func.body.yields.filter((_, k) => activity.results[k]).map(({ type }) => shadowType(type));
    const results = [...func.results, ...Array.from({ length: lanes }, () => shadowed).flat()];
    const callee: Func = {
      ...func,
      name: derivedName(func, lanes === 1 ? "t" : `t${lanes}`),
      body: emptyRegion(),
      results,
      exported: false,
      original: undefined,
      rest: false,
    };
    const made = { callee, activity };
    masks.set(key, made);
    new ForwardPass(source, callee, this, activity, lanes).run();
    return made;
  }
}

export interface Tangents {
  /** (parameters, tangents of the active parameters) -> (results, tangents of the active results); tangents lane after lane */
  readonly callee: Func;
  readonly activity: Activity;
}

class ForwardPass extends Shadowing {
  constructor(
    private readonly func: Func,
    private readonly made: Func,
    private readonly forward: Forward,
    activity: Activity,
    private readonly width: number,
  ) {
    super(activity, made.body, "_t", true, width);
  }

  run(): void {
    const { body } = this.func;
    const copies = body.params.map((param) => {
      const copy = cloneValue(param);
      this.define(param, copy);
      return copy;
    });
    const active = body.params.filter((param) => this.flows(param));
    const tangents = this.shadowParams(active);
    this.made.body.params = [...copies, ...tangents];
    this.made.nullable = withShadows(this.func, Array.from({ length: this.width }, () => active).flat());
    this.operations(body);
    const yielded = body.yields.filter((value) => this.flows(value));
    this.made.body.yields = [
      ...body.yields.map((value) => this.primal(value)),
      ...this.inLanes(() => yielded.map((value) => this.shadow(value))),
    ];
  }

  protected override tangent(result: Value, operands: readonly Value[], op: Op): void {
    const rule = op.kind === "prim" ? getRule(op.name) : undefined;
    if (!rule?.partial) return;
    const args = operands.map((operand) => this.primal(operand));
    const y = this.primal(result);
    let sum: Value | undefined;
    operands.forEach((operand, i) => {
      if (!this.flows(operand) || !rule.partial) return;
      const term = rule.partial({
        build: this.build,
        i,
        t: this.shadow(operand),
        args,
        y,
        constant: (value) => this.constant(value),
      });
      if (term) sum = sum ? this.build.prim("add", sum, term) : term;
    });
    this.setShadow(result, sum ?? this.build.const(0, F64));
  }

  protected call(op: CallOp): void {
    const mask = op.operands.map((operand) => this.activity.isActive(operand));
    const { callee, activity } = this.forward.of(op.callee, mask, this.width);
    const flowing = op.operands.filter((operand) => this.flows(operand));
    const tangents = this.inLanes(() => flowing.map((operand) => this.shadow(operand)));
    const results = this.build.call(
      callee,
      [...op.operands.map((operand) => this.primal(operand)), ...tangents],
      op.results.map((result) => result.name),
    );
    this.bindCall(op, results, activity.results);
  }

  /** A caller may hold a result active that the callee does not compute from active values (memory it shares). */
  private bindCall(op: CallOp, results: readonly Value[], active: readonly boolean[]): void {
    op.results.forEach((result, k) => this.define(result, results[k]));
    this.setShadows(
      op.results.filter((_, k) => active[k]),
      results.slice(op.results.length),
    );
    const zero = op.results.filter((result, k) => !active[k] && this.flows(result));
    this.eachLane(() => this.zeroShadows(zero));
  }
}
