/**
 * A chain backwards: it runs from a state that is kept to the one that is reversed next, and there both halves of a step, on copies of the
 * memory that the loop writes.
 *
 * The adjoint of a state is a list of numbers and a cotangent, memory of the shape of the state's shadow. A step that is run again makes
 * shadows of its own, to which the cotangent of what it hands on is added; when it is reversed, they hold the cotangent of what it was given.
 */
import { type Builder, emptyRegion } from "../ir/builder.js";
import { Value } from "../ir/ops.js";
import { cloneValue } from "../ir/traverse.js";
import { F64, INT, OPAQUE } from "../ir/types.js";
import { ChainSteps, type Frame, type Keeping, type Left, nameOf, type Shadows } from "./chain-steps.js";

export class ChainRewind extends ChainSteps {
  /** Does what the plan says, from the last step to the first. The loop carries a state and its adjoint. */
  protected rewind(build: Builder, frame: Frame, shadows: Shadows, { plan, kept }: Keeping, inits: Value[]): Value[] {
    const { state } = this;
    const fresh = (): Value[] => [
      ...state.parts.map(cloneValue),
      ...[...this.reals, ...this.outerReals].map(({ name }) => new Value(F64, `${name ?? "x"}_b`)),
      ...inits.slice(state.parts.length + this.reals.length + this.outerReals.length).map(cloneValue),
    ];
    const before = emptyRegion(fresh());
    before.yields = build.within(before, () => {
      const action = build.extern(["", ".next()"], [plan], OPAQUE, { discreet: true, confined: true });
      action.name = "action";
      return [build.prim("ne", action, build.const("done")), action, ...before.params];
    });
    const after = emptyRegion([new Value(OPAQUE, "action"), ...fresh()]);
    after.yields = build.within(after, () => {
      const [action, ...current] = after.params;
      const parts = current.slice(0, state.parts.length);
      const adjoint = current.slice(parts.length);
      const read = (name: string, field: string): Value => {
        const value = build.extern(["", `.${field}`], [plan], INT, { effect: "reads" });
        value.name = name;
        return value;
      };
      const cases: [string, () => Value[]][] = [
        ["advance", () => [...this.advance(build, frame, parts, read("from", "step"), read("to", "to")), ...adjoint]],
        ["restore", () => [...this.restored(build, build.load(kept, read("slot", "slot"), "state")), ...adjoint]],
        [
          "store",
          () => {
            build.store(kept, read("slot", "slot"), this.snapshotOf(build, parts));
            return current;
          },
        ],
      ];
      return this.choose(build, action, cases, current, () => [
        ...parts,
        ...this.reverse(build, frame, shadows, parts, adjoint, read("step", "step")),
      ]);
    });
    return build.while(inits, before, after).slice(1);
  }

  private choose(
    build: Builder,
    action: Value,
    [first, ...rest]: readonly (readonly [string, () => Value[]])[],
    like: readonly Value[],
    otherwise: () => Value[],
  ): Value[] {
    if (!first) return otherwise();
    const [then, other] = [emptyRegion(), emptyRegion()];
    const [kind, body] = first;
    then.yields = build.within(then, body);
    other.yields = build.within(other, () => this.choose(build, action, rest, like, otherwise));
    const test = build.prim("eq", action, build.const(kind));
    return build.if(
      test,
      then,
      other,
      like.map(({ type }) => type),
      like.map(nameOf),
    ); // prettier-ignore
  }

  private restored(build: Builder, snapshot: Value): Value[] {
    const state = this.state.isMutable ? build.copy(snapshot, { deep: true, name: "state" }) : snapshot;
    return this.state.snapshot.fields.map(({ name }, k) => build.getField(state, name, this.state.parts[k].name));
  }

  /** The states after further steps. Memory from outside that is part of the state stays the same memory. */
  private advance(build: Builder, frame: Frame, parts: readonly Value[], from: Value, to: Value): Value[] {
    const { carried } = this.chain;
    const region = emptyRegion([new Value(INT, "k"), ...carried.map(cloneValue)]);
    const outers = this.outersAt(frame, parts);
    region.yields = build.within(region, () => [
      ...this.plainStep(build, this.index(build, frame, region.params[0]), region.params.slice(1), outers).next,
    ]);
    const next = build.for({ start: from, end: to, step: 1, inclusive: false }, parts.slice(0, carried.length), region);
    return [...next, ...parts.slice(carried.length)];
  }

  /** The outer values, as they are in a state. */
  private outersAt(frame: Frame, parts: readonly Value[]): Value[] {
    const { outers, carried } = this.chain;
    return outers.map((outer, k) => {
      const at = this.state.outers.indexOf(outer);
      return at < 0 ? frame.outers[k] : parts[carried.length + at];
    });
  }

  /** The index of a counted loop in its step `k`. */
  private index(build: Builder, { bounds }: Frame, k: Value): Value[] {
    const { loop } = this.chain;
    if (loop.kind === "while") return [];
    const offset = loop.step === 1 ? k : build.prim("mul", k, build.const(loop.step));
    return [build.prim("add", bounds[0], offset)];
  }

  /** The adjoint of the state before a step, from that of the state behind it. */
  private reverse(
    build: Builder,
    frame: Frame,
    around: Shadows,
    parts: readonly Value[],
    adjoint: readonly Value[],
    k: Value,
  ): Value[] {
    const { state, halves, chain } = this;
    const { carried } = chain;
    const shadows = new Map(around);
    const cotangent = adjoint[this.reals.length + this.outerReals.length];
    let zeros: Value | undefined;
    if (cotangent) {
      const refs = state.shadowed.map((value) => parts[state.parts.indexOf(value)]);
      zeros = build.zeros(state.bundle(build, refs), "cotangent");
      state.unbundle(build, zeros).forEach((shadow, j) => shadows.set(state.shadowed[j], shadow));
    }
    const outers = this.outersAt(frame, parts);
    const index = this.index(build, frame, k);
    const step = this.step(build, halves.forward, index, parts.slice(0, carried.length), outers, shadows);
    if (cotangent) {
      const behind = state.bundleShadows(
        build,
        state.shadowed.map((value) => step.shadows.get(value)!),
      );
      build.accumulate(behind, cotangent, { once: true });
    }
    const seeds = carried.flatMap((value, j) =>
      value.type.kind === "f64" && halves.activity.results[j]
        ? [adjoint[this.reals.indexOf(value)] ?? build.const(0, F64)]
        : [],
    );
    step.left.forEach((left, j) => {
      const isActive = halves.activity.results[carried.length + 2 * j + 1];
      const found = this.takeCotangent(build, around, left, j);
      if (left.value.type.kind === "f64" && isActive) seeds.push(found ?? build.const(0, F64));
    });
    const found = build.call(halves.reverse, [...step.rest, ...seeds]);
    const all = [...this.reals, ...this.outerReals];
    const sums = all.map((_, j) => (j < this.reals.length ? found[j] : build.prim("add", adjoint[j], found[j])));
    return [...sums, ...(zeros ? [zeros] : [])];
  }

  /**
   * Takes the cotangent of what a step has left out of a trace's shadow: memory that is also part of what is around, or was left by several
   * steps, passes it on once. That of a number is returned.
   */
  private takeCotangent(build: Builder, around: Shadows, { index, value, shadow }: Left, k: number): Value | undefined {
    const cotangents = around.get(this.chain.traces[k].array);
    if (!cotangents) return undefined;
    const cotangent = build.load(cotangents, index, "left_b");
    if (shadow) {
      const taken = build.copy(cotangent, { deep: true });
      build.clear(cotangent);
      build.accumulate(shadow, taken, { once: true });
    } else if (value.type.kind === "f64") build.store(cotangents, index, build.const(0, F64));
    return cotangent;
  }
}
