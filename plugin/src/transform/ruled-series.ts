/**
 * Taylor mode of functions with a rule of their own. The derivative of t -> f(x(t)) is the rule's tangent at x(t) and x'(t), which is an
 * ordinary function: its own series, of one order less, is that of f from the second coefficient on.
 */
import type { Activity } from "../analysis/activity.js";
import { Builder, emptyRegion } from "../ir/builder.js";
import { type Func, Value } from "../ir/ops.js";
import { ifPresent } from "../ir/presence.js";
import { cloneValue, mayBeMissing } from "../ir/traverse.js";
import { F64, isDifferentiable, OPAQUE, shadowType, tupleOf, type Type } from "../ir/types.js";
import type { CustomRules } from "./custom-rules.js";
import type { RuledTangents } from "./forward.js";
import { scaled } from "./rows.js";
import { asShadow, ownTangent, slotOf, zeroTangent } from "./selection.js";
import type { Tangents } from "./tangent-functions.js";

export class RuledSeries implements RuledTangents {
  constructor(
    private readonly rules: CustomRules,
    private readonly seriesOf: (func: Func, mask: readonly boolean[], order: number) => Tangents,
  ) {}

  /** The lane `k` holds the coefficient of order `k + 1`, and all lanes move the same. */
  fillTangents(func: Func, lanes: readonly Activity[], made: Func): void {
    const [activity] = lanes;
    const order = lanes.length;
    if (order === 1 || !activity.results[0]) return this.rules.fillTangents(func, lanes, made);
    const { captures } = func.rule!;
    const rule = this.rules.jvp(func);
    const { callee, lanes: inner } = this.seriesOf(
      rule,
      rule.body.params.map((_, k) => k >= captures),
      order - 1,
    );
    const args = func.body.params.map(cloneValue);
    const body = emptyRegion([...args]);
    const build = new Builder(body);
    const primals = args.slice(captures);
    const isMoved = (k: number): boolean => activity.params[k + captures];
    const coefficients = lanes.map(() =>
      primals.map((primal, k) => {
        if (!isMoved(k)) return undefined;
        const shadow = new Value(shadowType(primal.type), `${primal.name ?? "x"}_t`);
        body.params.push(shadow);
        return shadow;
      }),
    );
    /** The coefficient of the curve's derivative, as a list of tangents. */
    const derivative = (k: number): Value => {
      const parts = primals.map((primal, at) => {
        const coefficient = coefficients[k][at];
        if (!coefficient) return zeroTangent(build, primal);
        const tangent = (): Value => scaled(build, ownTangent(build, primal, coefficient), k + 1);
        return mayBeMissing(func, func.body.params[at + captures])
          ? ifPresent(build, primal, tangent, null)
          : tangent();
      });
      return listOf(build, parts);
    };
    const values = listOf(build, primals);
    const given = coefficients.slice(0, -1).flatMap((shadows, k) => {
      const curve = listOf(
        build,
        primals.map((primal, at) => shadows[at] ?? zeroShadow(build, primal)),
        shadowType(values.type),
      );
      const slopes = derivative(k + 1);
      const [first, second] = inner[k].params.slice(captures);
      return [...(first ? [curve] : []), ...(second ? [asShadow(build, slopes, slopes.type)] : [])];
    });
    const [pair, ...found] = build.call(callee, [...args.slice(0, captures), values, derivative(0), ...given]);
    const [result] = func.results;
    const image = [slotOf(build, pair, 1)];
    for (const lane of inner) {
      const shadow = lane.results[0] ? found.shift() : undefined;
      image.push(shadow ? slotOf(build, shadow, 1) : zeroTangent(build, slotOf(build, pair, 1)));
    }
    const value = slotOf(build, pair, 0);
    body.yields = [
      this.rules.own(build, value, rule),
      ...image.map((each, k) => asShadow(build, scaled(build, each, 1 / (k + 1)), result)),
    ];
    made.body = body;
  }
}

/** A list of values, of the type that a rule has for them. */
function listOf(
  build: Builder,
  values: readonly Value[],
  type: Type = tupleOf(values.map((each) => each.type)),
): Value {
  return build.literal(type, [...values]);
}

function zeroShadow(build: Builder, value: Value): Value {
  if (!isDifferentiable(value.type)) return build.const(null, OPAQUE);
  return value.type.kind === "f64" ? build.const(0, F64) : build.zeros(value);
}
