/**
 * Functions with the shadows of their memory, without anything for a reverse sweep: where a part of the forward sweep is run again later,
 * what it makes is not looked at, but which shadow belongs to which memory in the end.
 */
import { type ActivityAnalysis, maskKey } from "../analysis/activity.js";
import { Builder, emptyRegion } from "../ir/builder.js";
import { type Func, Value } from "../ir/ops.js";
import { cloneFunc, cloneValue, derivedName } from "../ir/traverse.js";
import { shadowType } from "../ir/types.js";
import { AugmentPass } from "./augment.js";
import { withShadows } from "./presence.js";

export class Moves {
  private readonly made = new Map<string, Func>();
  private readonly numbers = new Map<Func, number>();

  constructor(private readonly analysis: ActivityAnalysis) {}

  /** (parameters, shadows of active memory) -> (results, shadows of active memory) */
  of(given: Func, mask: readonly boolean[]): Func {
    const activity = this.analysis.of(given, mask);
    const key = `${this.numberOf(given)} ${maskKey(activity.params)}`;
    const known = this.made.get(key);
    if (known) return known;
    const shadowed = given.body.yields.filter(({ type }, k) => activity.results[k] && type.kind === "ref");
    const made: Func = {
      name: derivedName(given, "shadowed"),
      body: emptyRegion(),
      results: [...given.results, ...shadowed.map(({ type }) => shadowType(type))],
      file: given.file,
      span: given.span,
      source: given.source,
    };
    this.made.set(key, made);
    if (given.rule) this.fillRuled(given, mask, made);
    else this.fill(given, mask, made);
    return made;
  }

  private fill(given: Func, mask: readonly boolean[], made: Func): void {
    const source = cloneFunc(given);
    const activity = this.analysis.of(source, mask);
    const callForward = (op: { callee: Func; operands: Value[] }) => {
      const inner = op.operands.map((operand) => activity.isActive(operand));
      const { results } = this.analysis.of(op.callee, inner);
      return { callee: this.of(op.callee, inner), activeResults: results, isTaped: false };
    };
    const pass = new AugmentPass(
      source,
      activity,
      made.body,
      callForward,
      () => false,
      () => false,
      1,
    ); // prettier-ignore
    made.body.params = pass.parameters(source.body.params.map(() => false));
    made.nullable = withShadows(
      source,
      source.body.params.filter((param) => pass.flows(param)),
    ); // prettier-ignore
    pass.sweep();
    const { yields } = source.body;
    made.body.yields = [
      ...yields.map((value) => pass.primal(value)),
      ...yields.filter((value) => pass.flows(value)).map((value) => pass.shadow(value)),
    ];
  }

  /** What a function with a rule returns is memory of its own. */
  private fillRuled(given: Func, mask: readonly boolean[], made: Func): void {
    const activity = this.analysis.of(given, mask);
    const params = given.body.params.map(cloneValue);
    const shadows = params.filter(({ type }, k) => activity.params[k] && type.kind === "ref");
    made.body.params = [
      ...params,
      ...shadows.map(({ type, name }) => new Value(shadowType(type), name && `${name}_b`)),
    ];
    const build = new Builder(made.body);
    const results = build.call(given, params);
    const active = results.filter(({ type }, k) => activity.results[k] && type.kind === "ref");
    made.body.yields = [...results, ...active.map((result) => build.zeros(result, "y_b", true))];
  }

  private numberOf(func: Func): number {
    const known = this.numbers.get(func) ?? this.numbers.size;
    this.numbers.set(func, known);
    return known;
  }
}
