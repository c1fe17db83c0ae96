/** `taylor` and `jet`: expansions of a function along a line, and along a curve that is given by its derivatives. */
import type { Builder } from "../ir/builder.js";
import { type Func, Value } from "../ir/ops.js";
import { ifPresent } from "../ir/presence.js";
import { arrayOf, F64, isDifferentiable, tangentType, tupleOf } from "../ir/types.js";
import { argumentList } from "./argument-lists.js";
import type { Calculus } from "./calculus.js";
import { shadowOfTangent } from "./entry-shapes.js";
import { makeRows, scaled } from "./rows.js";
import { publicTangent, zeroTangent } from "./selection.js";

/** (captures, primals, tangents) -> the coefficients of orders 0 to `order` of t -> f(primals + t tangents) */
export function taylor(calculus: Calculus, func: Func, captures: number, order: number): Func {
  const { type } = argumentList(func, captures);
  const lists = [new Value(type, "primals"), new Value(tangentType(type), "tangents")];
  const params = [...func.body.params.slice(0, captures), ...lists];
  return calculus.compose(func, { operator: "taylor", key: String(order), params }, (build, args) => {
    const expansion = new Expansion(calculus, func, captures, order, build, args);
    const { value, coefficients } = expansion.along((k) => (k === 1 ? args[captures + 1] : undefined), "taylor");
    const first = makeRows(build, value, F64, (place) => place.get(build, value));
    return build.literal(arrayOf(tangentType(value.type)), [first, ...coefficients]);
  });
}

/** (captures, primals, derivatives of the curve) -> [value, derivatives of the image of the curve], both of orders 1 to `order` */
export function jet(calculus: Calculus, func: Func, captures: number, order: number): Func {
  const { type } = argumentList(func, captures);
  const lists = [new Value(type, "primals"), new Value(arrayOf(tangentType(type)), "series")];
  const params = [...func.body.params.slice(0, captures), ...lists];
  return calculus.compose(func, { operator: "jet", key: String(order), params }, (build, args) => {
    const series = args[captures + 1];
    const expansion = new Expansion(calculus, func, captures, order, build, args);
    const given = (k: number): Value => build.load(series, build.const(k - 1));
    const { value, coefficients } = expansion.along(given, "jet", (k) => 1 / factorial(k));
    const derivatives = coefficients.map((each, k) => scaled(build, each, factorial(k + 1)));
    const list = build.literal(arrayOf(tangentType(value.type)), derivatives);
    return build.literal(tupleOf([value.type, list.type]), [value, list]);
  });
}

class Expansion {
  private readonly values: readonly Value[];

  constructor(
    private readonly calculus: Calculus,
    private readonly func: Func,
    private readonly captures: number,
    private readonly order: number,
    private readonly build: Builder,
    private readonly args: readonly Value[],
  ) {
    const list = argumentList(func, captures);
    const params = func.body.params.slice(captures);
    this.values = params.map((param, k) => list.read(build, args[captures], k, param.name));
  }

  /** `given`: the lists of coefficients of the parameters by their order, `scale` times too large; those that are missing are zero. */
  along(
    given: (order: number) => Value | undefined,
    operator: string,
    scale: (order: number) => number = () => 1,
  ): { value: Value; coefficients: Value[] } {
    const { func, build, captures, values, order } = this;
    const passed = [...this.args.slice(0, captures), ...values];
    const mask = func.body.params.map(({ type }, k) => k >= captures && isDifferentiable(type));
    this.calculus.requireDistinct(build, func, passed, operator);
    const { callee, lanes } = this.calculus.series(func, mask, order);
    const shadows = lanes.flatMap(({ params }, lane) => {
      const list = given(lane + 1);
      return func.body.params.flatMap((_, k) => (params[k] ? [this.shadow(k, passed[k], list, scale(lane + 1))] : []));
    });
    const [value, ...found] = build.call(callee, [...passed, ...shadows]);
    const coefficients = lanes.map(({ results }) => {
      const shadow = results[0] ? found.shift() : undefined;
      return shadow ? publicTangent(build, value, shadow) : zeroTangent(build, value);
    });
    return { value, coefficients };
  }

  private shadow(k: number, value: Value, list: Value | undefined, factor: number): Value {
    const { func, build, captures } = this;
    const { type, name } = func.body.params[k];
    const isMemory = type.kind === "ref";
    const make = (): Value => {
      if (!list || k < captures) return isMemory ? build.zeros(value) : build.const(0, F64);
      const coefficient = scaled(build, argumentList(func, captures).read(build, list, k - captures), factor);
      return isMemory ? shadowOfTangent(build, coefficient, value, `${name ?? "x"}_t`) : coefficient;
    };
    return isMemory && func.optional?.has(k) ? ifPresent(build, value, make) : make();
  }
}

function factorial(n: number): number {
  return n < 2 ? 1 : n * factorial(n - 1);
}
