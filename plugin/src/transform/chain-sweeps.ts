/**
 * Both sweeps of a loop with a schedule of checkpoints (book, section 7.5): the forward half keeps the states that the schedule names, the reverse
 * half runs the rest again. What is around the loop sees none of that; the shadows that it has belong to the states at both ends.
 */
import { Builder, emptyRegion } from "../ir/builder.js";
import { type Func, Value } from "../ir/ops.js";
import { cloneValue } from "../ir/traverse.js";
import { F64, refTo } from "../ir/types.js";
import type { Halves } from "./call-halves.js";
import { ChainRewind } from "./chain-rewind.js";
import { recordOfValues } from "./chain-state.js";
import type { Frame, Keeping, Shadows } from "./chain-steps.js";
import { ChainTape } from "./chain-tape.js";

export class ChainSweeps extends ChainRewind {
  /** Halves that run once each. `keepsArguments`: what the loop only reads stays as it is until the reverse half runs. */
  fill(made: Halves, keepsArguments: boolean): void {
    const { build, frame, shadows } = this.begin(made.forward);
    this.requireSeparate(build, frame);
    const keeping = this.keeping(build, frame);
    const { last, moved } = this.forwards(build, frame, shadows, keeping);
    // On a tape, memory of modules would be in one place with what is differentiated.
    const isNamed = (outer: Value): boolean => keepsArguments && this.chain.modules.has(outer);
    const outers = frame.outers.map((outer, k) =>
      keepsArguments || outer.type.kind !== "ref" || this.isChanged(this.chain.outers[k])
        ? outer
        : build.copy(outer, { deep: true }),
    );
    const tape = new ChainTape(made.forward);
    tape.putAll("keeping", [keeping.plan, keeping.kept]);
    this.putFrame(tape, { ...frame, outers: outers.filter((_, k) => !isNamed(this.chain.outers[k])) });
    this.putShadows(tape, shadows, moved);
    this.finish(made.forward, build, tape, last, moved);

    const back = tape.open(made.reverse);
    const [plan, kept] = tape.getAll(back, "keeping");
    const taped = this.getFrame(back, tape);
    let next = 0;
    const again = this.chain.outers.map((outer) =>
      isNamed(outer) ? back.global(this.chain.modules.get(outer)!, outer.type) : taped.outers[next++],
    );
    this.backwards(back, made, { ...taped, outers: again }, tape, { plan, kept });
  }

  /** Halves of which the reverse one may run again and again: it runs all of the loop, from copies of what that was given. */
  fillReusable(made: Halves): void {
    const { build, frame, shadows } = this.begin(made.forward);
    this.requireSeparate(build, frame);
    const isOfModule = (_: Value, k: number): boolean => this.chain.modules.has(this.chain.outers[k]);
    const values = [...frame.carried, ...frame.outers];
    // The loop only reads memory of modules, so that it may be a copy apart from what it shares memory with.
    const apart = new Set(frame.outers.filter(isOfModule));
    const given = copied(build, values, apart);
    const { last, moved } = this.forwards(build, frame, shadows);
    const count = frame.carried.length;
    const tape = new ChainTape(made.forward);
    this.putFrame(tape, { ...frame, carried: given.slice(0, count), outers: given.slice(count) });
    this.putShadows(tape, shadows, moved);
    this.finish(made.forward, build, tape, last, moved);

    const back = tape.open(made.reverse);
    const kept = this.getFrame(back, tape);
    const again = copied(back, [...kept.carried, ...kept.outers]);
    const fresh = { ...kept, carried: again.slice(0, count), outers: again.slice(count) };
    const keeping = this.keeping(back, fresh);
    this.forwards(back, fresh, undefined, keeping);
    this.backwards(back, made, fresh, tape, keeping);
  }

  private isChanged(outer: Value): boolean {
    return this.state.outers.includes(outer) || this.state.outputs.includes(outer);
  }

  /** The parameters of the forward half: those of the loop, and shadows of active memory. */
  private begin(forward: Func): { build: Builder; frame: Frame; shadows: Shadows } {
    const { func, carried, outers, traces } = this.chain;
    const given = func.body.params;
    const params = given.map(cloneValue);
    const first = this.firstCarried;
    const at = (value: Value): Value => params[given.indexOf(value)];
    const frame = {
      schedule: params[0],
      bounds: params.slice(1, first),
      carried: params.slice(first, first + carried.length),
      outers: outers.map(at),
      traces: traces.map(({ array }) => at(array)),
    };
    const shadows = new Map<Value, Value>();
    for (const value of this.shadowedValues()) shadows.set(value, this.shadowOf(value));
    forward.body = emptyRegion([...params, ...shadows.values()]);
    return { build: new Builder(forward.body), frame, shadows };
  }

  /** The position of what is carried among the parameters of the chain. */
  private get firstCarried(): number {
    return this.chain.loop.kind === "for" ? 3 : 1;
  }

  /** What has a shadow that the forward half is given, in the order of the parameters. */
  private shadowedValues(): Value[] {
    const { func, carried } = this.chain;
    const behind = func.body.params.slice(this.firstCarried + carried.length);
    return [...carried, ...behind].filter((value) => this.hasShadow(value));
  }

  private putFrame(tape: ChainTape, { schedule, bounds, carried, outers }: Frame): void {
    tape.putAll("schedule", [schedule]);
    tape.putAll("bound", bounds);
    tape.putAll("carried", carried);
    tape.putAll("outer", outers);
  }

  private getFrame(build: Builder, tape: ChainTape): Frame {
    const [[schedule], bounds, carried, outers] = ["schedule", "bound", "carried", "outer"].map((name) =>
      tape.getAll(build, name),
    );
    return { schedule, bounds, carried, outers };
  }

  private putShadows(tape: ChainTape, shadows: Shadows, moved: readonly Value[]): void {
    tape.putAll("shadow", [...shadows.values()]);
    tape.putAll("moved", moved);
  }

  private finish(
    forward: Func,
    build: Builder,
    tape: ChainTape,
    last: readonly Value[],
    moved: readonly Value[],
  ): void {
    const withShadows = this.chain.carried.filter((value) => this.hasShadow(value));
    const shadows = this.chain.carried.flatMap((value, k) =>
      this.activity.results[k] && this.hasShadow(value) ? [moved[withShadows.indexOf(value)]] : [],
    );
    forward.body.yields = [...last, ...shadows, tape.made(build)];
  }

  private backwards(build: Builder, made: Halves, frame: Frame, tape: ChainTape, { plan, kept }: Keeping): void {
    const { chain, state, activity } = this;
    const { carried, outers } = chain;
    const held = tape.getAll(build, "shadow");
    const shadowed = this.shadowedValues();
    const shadows: Shadows = new Map(shadowed.map((value, k) => [value, held[k]]));
    const moved = tape.getAll(build, "moved");
    const withShadows = carried.filter((value) => this.hasShadow(value));
    const at = (value: Value): Value => moved[withShadows.indexOf(value)] ?? shadows.get(value)!;
    const hasCotangent = state.shadowed.length > 0;
    const last = hasCotangent ? state.bundleShadows(build, state.shadowed.map(at)) : undefined;
    const cotangent = last ? [build.copy(last, { deep: true, name: "cotangent" })] : [];
    if (last) build.clear(last);

    const seeds = new Map<Value, Value>();
    carried.forEach((value, k) => {
      if (value.type.kind !== "f64" || !activity.results[k]) return;
      const seed = new Value(F64, `${value.name ?? "y"}_b`);
      made.reverse.body.params.push(seed);
      seeds.set(value, seed);
    });
    const zero = (): Value => build.const(0, F64);
    const scratch = frame.outers.map((outer, k) => (state.outputs.includes(outers[k]) ? build.copy(outer) : outer));
    const results = this.rewind(build, { ...frame, outers: scratch }, shadows, { plan, kept }, [
      ...frame.carried,
      ...this.outerParts(scratch),
      ...this.reals.map((value) => seeds.get(value) ?? zero()),
      ...this.outerReals.map(zero),
      ...cotangent,
    ]);
    const sums = results.slice(state.parts.length);
    if (hasCotangent) {
      const first = state.bundleShadows(
        build,
        state.shadowed.map((value) => shadows.get(value)!),
      );
      build.accumulate(first, sums[sums.length - 1], { once: true });
    }
    const { params } = chain.func.body;
    const inits = params.slice(this.firstCarried);
    const found = new Map(
      [...this.reals, ...this.outerReals].map((value, k) => [
        outers.includes(value) ? value : inits[carried.indexOf(value)],
        sums[k],
      ]),
    );
    // A number that only bounds the loop, or decides in it, has none.
    made.reverse.body.yields = params
      .filter((param) => param.type.kind === "f64" && activity.isActive(param))
      .map((param) => found.get(param) ?? zero());
  }
}

/** Copies of memory, shared where the memory is. */
function copied(build: Builder, values: readonly Value[], apart: ReadonlySet<Value> = new Set()): Value[] {
  const refs = values.filter((value) => value.type.kind === "ref" && !apart.has(value));
  const memory = recordOfValues(refs);
  const copy = refs.length > 0 ? build.copy(build.literal(refTo(memory), refs), { deep: true }) : undefined;
  return values.map((value) => {
    if (apart.has(value)) return build.copy(value, { deep: true });
    const at = refs.indexOf(value);
    return copy && at >= 0 ? build.getField(copy, memory.fields[at].name, value.name) : value;
  });
}
