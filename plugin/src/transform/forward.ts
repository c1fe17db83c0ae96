/** Forward mode: tangents run beside the primal values (book, section 7.2; duals unrolled into plain locals). */
import type { Activity, ActivityAnalysis } from "../analysis/activity.js";
import { maskKey } from "../analysis/activity.js";
import { emptyRegion } from "../ir/builder.js";
import type { CallOp, Func, Op, Value } from "../ir/ops.js";
import { cloneValue, derivedName } from "../ir/traverse.js";
import { F64, shadowType, type Type } from "../ir/types.js";
import { getRule } from "../rules/table.js";
import type { Tangents } from "./tangent-functions.js";
import { withShadows } from "./presence.js";
import { Shadowing } from "./shadowing.js";
import type { Unboxing } from "./unboxing.js";

/** Makes what is called in place of a function with a rule of its own. */
export interface RuledTangents {
  fillTangents(func: Func, lanes: readonly Activity[], made: Func): void;
}

/** The tangent functions of one compilation, one for each function and mask. */
export class Forward {
  private readonly made = new Map<Func, Map<string, Tangents>>();

  constructor(
    private readonly analysis: ActivityAnalysis,
    private readonly unboxing: Unboxing,
    private readonly rules: RuledTangents,
    private readonly Pass: typeof ForwardPass = ForwardPass,
    private readonly suffix = "t",
  ) {}

  of(func: Func, mask: readonly boolean[]): Tangents {
    return this.ofLanes(func, [mask]);
  }

  /** Several directions that share the primal values; `masks` say what each moves. */
  ofLanes(func: Func, masks: readonly (readonly boolean[])[]): Tangents {
    const found = masks.map((mask) => this.analysis.of(func, mask));
    const key = found.map(({ params }) => maskKey(params)).join(" ");
    let variants = this.made.get(func);
    if (!variants) {
      variants = new Map();
      this.made.set(func, variants);
    }
    const known = variants.get(key);
    if (known) return known;
    const moved = func.body.params.map((_, k) => masks.some((mask) => mask[k]));
    const source = this.unboxing.ofCalls(func, this.analysis.of(func, moved));
    const lanes = source === func ? found : masks.map((mask) => this.analysis.of(source, mask));
    const callee: Func = {
      ...func,
      name: derivedName(func, lanes.length === 1 ? this.suffix : `${this.suffix}${lanes.length}`),
      body: emptyRegion(),
      results: [...func.results, ...lanes.flatMap((activity) => shadowTypes(func, activity))],
      exported: false,
      original: undefined,
      rest: false,
      rule: undefined,
    };
    const made = { callee, lanes };
    variants.set(key, made);
    if (func.rule) this.rules.fillTangents(func, lanes, callee);
    else new this.Pass(source, callee, this, lanes).run();
    return made;
  }
}

function shadowTypes(func: Func, activity: Activity): Type[] {
  return func.results.filter((_, k) => activity.results[k]).map(shadowType);
}

export class ForwardPass extends Shadowing {
  constructor(
    private readonly func: Func,
    private readonly made: Func,
    private readonly forward: Forward,
    lanes: readonly Activity[],
    suffix = "_t",
  ) {
    super(lanes, made.body, suffix, true);
  }

  /** Further parameters of every function that is made, and of every call of one. */
  protected context(): Value[] {
    return [];
  }

  run(): void {
    const { body } = this.func;
    const copies = body.params.map((param) => {
      const copy = cloneValue(param);
      this.define(param, copy);
      return copy;
    });
    const active = this.inLanes(() => body.params.filter((param) => this.flows(param)));
    this.made.body.params = [...copies, ...this.shadowParams(body.params), ...this.context()];
    this.made.nullable = withShadows(this.func, active);
    this.operations(body);
    this.made.body.yields = [
      ...body.yields.map((value) => this.primal(value)),
      ...this.inLanes(() => body.yields.filter((value) => this.flows(value)).map((value) => this.shadow(value))),
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
    const masks = this.inLanes(() => [op.operands.map((operand) => this.activity.isActive(operand))]);
    const { callee, lanes } = this.forward.ofLanes(op.callee, masks);
    const tangents = this.inLanes(() =>
      op.operands.filter((operand) => this.flows(operand)).map((operand) => this.shadow(operand)),
    );
    const results = this.build.call(
      callee,
      [...op.operands.map((operand) => this.primal(operand)), ...tangents, ...this.context()],
      op.results.map((result) => result.name),
    );
    this.bindCall(op, results, lanes);
  }

  /** A caller may hold a result active that the callee does not compute from active values (memory it shares). */
  private bindCall(op: CallOp, results: readonly Value[], lanes: readonly Activity[]): void {
    op.results.forEach((result, k) => this.define(result, results[k]));
    const isMade = (lane: number, k: number): boolean => lanes[lane].results[k];
    this.setShadows((lane) => op.results.filter((_, k) => isMade(lane, k)), results.slice(op.results.length));
    this.eachLane((lane) => {
      const missing = op.results.filter((result, k) => !isMade(lane, k) && this.flows(result));
      this.zeroShadows(missing.filter(({ type }) => type.kind === "ref"));
      for (const real of missing.filter(({ type }) => type.kind !== "ref"))
        this.setShadow(real, this.build.const(0, F64));
    });
  }
}
