/**
 * What depends on what: forward mode in which the place of a tangent is taken by the set of inputs that it would depend on. A set is a number
 * (`IndexSets` of the runtime), so that shadows hold sets as they hold tangents: nothing but arithmetic is different. An input that a
 * primitive has a partial derivative by counts whatever the partial is at this point: the sets hold on the whole path that
 * was taken.
 */
import type { Activity } from "../analysis/activity.js";
import { Builder, emptyRegion, producerOf } from "../ir/builder.js";
import { type Func, type Op, Value } from "../ir/ops.js";
import { cloneValue, reachable } from "../ir/traverse.js";
import { F64, OPAQUE, shadowType, typeName } from "../ir/types.js";
import { getRule } from "../rules/table.js";
import { ForwardPass, type RuledTangents } from "./forward.js";
import { filledWithSome } from "./some-tangent.js";
import type { Tangents } from "./tangent-functions.js";

export class DependencyPass extends ForwardPass {
  /** The sets, which every function is handed. */
  private readonly sets = new Value(OPAQUE, "sets");

  constructor(...[func, made, forward, lanes]: ConstructorParameters<typeof ForwardPass>) {
    super(func, made, forward, lanes, "_deps");
  }

  protected override context(): Value[] {
    return [this.sets];
  }

  protected override tangent(result: Value, operands: readonly Value[], op: Op): void {
    if (op.kind !== "prim") return;
    const parts = operands.flatMap((operand, i) =>
      this.flows(operand) && this.hasPartial(op.name, operands, i) ? [this.shadow(operand)] : [],
    );
    const joined = [...new Set(parts)];
    const set = joined.length > 0 ? joined.reduce((sum, part) => join(this.build, this.sets, sum, part)) : undefined;
    this.setShadow(result, set ?? this.build.const(0, F64));
  }

  /** Whether the partial derivative by an operand is something else than zero, as far as its form says. */
  private hasPartial(name: Parameters<typeof getRule>[0], operands: readonly Value[], i: number): boolean {
    const args = operands.map((operand) => this.primal(operand));
    const [t, y] = [new Value(F64), new Value(F64)];
    const build = new Builder(emptyRegion());
    const term = getRule(name).partial?.({ build, i, t, args, y, constant: (value) => this.constant(value) });
    if (!term) return false;
    const op = producerOf(term);
    return !(op?.kind === "const" && op.value === 0);
  }

  protected override accumulated(target: Value, source: Value, { once = false }: { readonly once?: boolean }): void {
    const template = ["", ".joinInto(", ", ", `, ${once});`];
    this.build.externStatement(template, [this.sets, target, source], { discreet: true, confined: true });
  }
}

function join(build: Builder, sets: Value, a: Value, b: Value): Value {
  return build.extern(["", ".join(", ", ", ")"], [sets, a, b], F64, { effect: "none", discreet: true });
}

/** Sets of the numbers of an array, and that of each alone. */
export function makeSets(build: Builder, array: Value): { readonly sets: Value; readonly seeds: Value } {
  const size = build.length(array);
  const options = { effect: "reads", uses: ["IndexSets"], discreet: true } as const;
  const sets = build.extern(["new IndexSets(", ")"], [size], OPAQUE, options);
  sets.name = "sets";
  const type = shadowType(array.type);
  const template = ["", typeName(type) === "Float64Array" ? ".seeds()" : ".seedList()"];
  const seeds = build.extern(template, [sets], type, { effect: "reads", discreet: true });
  seeds.name = `${array.name ?? "x"}_deps`;
  return { sets, seeds };
}

/**
 * What of a function with a rule of its own depends on what: its tangents on those of the arguments, which they are linear in. They are found for some
 * tangents, none of which is zero, as a rule may take a short cut there. Where a rule calls the function itself, everything depends on everything.
 */
export class RuledDependencies implements RuledTangents {
  constructor(
    private readonly tangents: (func: Func, lanes: readonly Activity[]) => Tangents,
    private readonly dependencies: (func: Func, mask: readonly boolean[]) => Tangents,
  ) {}

  fillTangents(func: Func, lanes: readonly Activity[], made: Func): void {
    const { callee } = this.tangents(func, lanes);
    if (reachable([callee]).includes(func)) return this.fillDense(func, lanes, made);
    const { params } = callee.body;
    const count = func.body.params.length;
    const { callee: inner, lanes: found } = this.dependencies(
      callee,
      params.map((_, k) => k >= count),
    );
    const args = params.slice(0, count).map(({ type, name }) => new Value(type, name));
    const sets = params.slice(count).map(({ type, name }) => new Value(type, name));
    const context = new Value(OPAQUE, "sets");
    const body = emptyRegion([...args, ...sets, context]);
    const build = new Builder(body);
    const tangents = sets.map((set) => filledWithSome(build, set.type.kind === "ref" ? build.zeros(set) : set));
    const passed = sets.filter((_, k) => found[0].params[count + k]);
    const results = build.call(inner, [...args, ...tangents, ...passed, context]);
    const values = results.slice(0, func.results.length);
    const shadows = results.slice(callee.results.length);
    const ofTangents = callee.results.map((_, k) => (found[0].results[k] ? shadows.shift() : undefined));
    body.yields = [
      ...values,
      ...ofTangents.slice(values.length).map((set, k) => set ?? this.none(build, results[values.length + k])),
    ];
    made.body = body;
  }

  private fillDense(func: Func, [{ params, results }]: readonly Activity[], made: Func): void {
    const args = func.body.params.map(cloneValue);
    const sets = func.body.params.flatMap((param, k) =>
      params[k] ? [new Value(shadowType(param.type), param.name)] : [],
    );
    const context = new Value(OPAQUE, "sets");
    made.body = emptyRegion([...args, ...sets, context]);
    const build = new Builder(made.body);
    const values = build.call(func, args);
    const template = ["", ".joinAll([", ...sets.slice(1).map(() => ", "), "])"];
    const all = build.extern(template, [context, ...sets], F64, { effect: "reads", discreet: true });
    const shadows = values
      .filter((_, k) => results[k])
      .map((value) => {
        if (value.type.kind !== "ref") return all;
        const shadow = build.zeros(value);
        build.externStatement(["", ".fill(", ", ", ");"], [context, shadow, all], { discreet: true, confined: true });
        return shadow;
      });
    made.body.yields = [...values, ...shadows];
  }

  private none(build: Builder, tangent: Value): Value {
    return tangent.type.kind === "ref" ? build.zeros(tangent) : build.const(0, F64);
  }
}
