/**
 * Both sweeps of a loop with a schedule of checkpoints (book, section 7.5). The forward sweep keeps the states that the schedule names.
 * The reverse sweep runs from one of them to the state that it reverses next, and there both halves of a step, on copies of the memory that
 * the loop writes: what is around the loop sees none of it.
 *
 * The adjoint of a state is a list of numbers and a cotangent, memory of the shape of the state's shadow. A step that is run again makes
 * shadows of its own, to which the cotangent of what it hands on is added; when it is reversed, they hold the cotangent of what it was given.
 */
import type { Activity } from "../analysis/activity.js";
import { Builder, emptyRegion } from "../ir/builder.js";
import { type Func, Value } from "../ir/ops.js";
import { cloneFunc, cloneRegion, cloneValue } from "../ir/traverse.js";
import { arrayOf, F64, type Field, INT, memoryOf, OPAQUE, recordOf, shadowType, type Type } from "../ir/types.js";
import type { Halves } from "./call-halves.js";
import type { ChainState } from "./chain-state.js";
import type { Chain } from "./chains.js";
import { iterationsOver } from "./forward-sweep.js";

/** What the function of a chain takes, as values of a half. */
interface Frame {
  readonly schedule: Value;
  readonly bounds: readonly Value[];
  readonly carried: readonly Value[];
  readonly outers: readonly Value[];
}

/** Shadows of what is carried and of outer values, where there are any. */
type Shadows = ReadonlyMap<Value, Value>;

interface Keeping {
  readonly plan: Value;
  readonly kept: Value;
}

export class ChainSweeps {
  /** What runs a step. The step itself is what is differentiated, and looked at for that. */
  private readonly run: Func;
  private readonly snapshot: Type;
  private readonly reals: readonly Value[];
  private readonly outerReals: readonly Value[];

  constructor(
    private readonly chain: Chain,
    private readonly state: ChainState,
    /** The halves of a step, which run one behind the other. */
    private readonly halves: Halves,
    private readonly activity: Activity,
    /** A step with the shadows of its memory. */
    private readonly shadowed: () => Func,
  ) {
    this.run = cloneFunc(chain.step);
    this.snapshot = recordOf(state.parts.map((part, k) => ({ name: fieldName(part, k), type: part.type })));
    const isActiveReal = (value: Value): boolean => value.type.kind === "f64" && activity.isActive(value);
    this.reals = chain.carried.filter(isActiveReal);
    this.outerReals = chain.outers.filter(isActiveReal);
  }

  /** Halves that run once each. `keepsArguments`: what the loop only reads stays as it is until the reverse half runs. */
  fill(made: Halves, keepsArguments: boolean): void {
    const { build, frame, shadows } = this.begin(made.forward);
    this.requireSeparate(build, [...frame.carried, ...this.outerParts(frame.outers)]);
    const keeping = this.keeping(build, frame);
    const { last, moved } = this.forwards(build, frame, shadows, keeping);
    const outers = frame.outers.map((outer, k) =>
      keepsArguments || outer.type.kind !== "ref" || this.isChanged(this.chain.outers[k])
        ? outer
        : build.copy(outer, { deep: true }),
    );
    const tape = new Tape(made.forward);
    tape.putAll("keeping", [keeping.plan, keeping.kept]);
    this.putFrame(tape, { ...frame, outers });
    this.putShadows(tape, shadows, moved);
    this.finish(made.forward, build, tape, last, moved);

    const back = tape.open(made.reverse);
    const [plan, kept] = tape.getAll(back, "keeping");
    this.backwards(back, made, this.getFrame(back, tape), tape, { plan, kept });
  }

  /** Halves of which the reverse one may run again and again: it runs all of the loop, from copies of what that was given. */
  fillReusable(made: Halves): void {
    const { build, frame, shadows } = this.begin(made.forward);
    this.requireSeparate(build, [...frame.carried, ...this.outerParts(frame.outers)]);
    const given = copied(build, [...frame.carried, ...frame.outers]);
    const { last, moved } = this.forwards(build, frame, shadows);
    const count = frame.carried.length;
    const tape = new Tape(made.forward);
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

  private requireSeparate(build: Builder, parts: readonly Value[]): void {
    if (!this.state.mayOverlap) return;
    const refs = parts.filter(({ type }) => type.kind === "ref");
    const what = JSON.stringify(`the state of the ${this.chain.func.source}`);
    const template = [`expectNoViewsOverlap(${what}, [`, ...refs.slice(1).map(() => ", "), "]);"];
    build.externStatement(template, refs, { uses: ["expectNoViewsOverlap"], discreet: true });
  }

  private isChanged(outer: Value): boolean {
    return this.state.outers.includes(outer) || this.state.outputs.includes(outer);
  }

  /** The parameters of the forward half: those of the loop, and shadows of active memory. */
  private begin(forward: Func): { build: Builder; frame: Frame; shadows: Shadows } {
    const { func, loop, carried, outers } = this.chain;
    const params = func.body.params.map(cloneValue);
    const values = loop.kind === "for" ? params.slice(3) : params.slice(1);
    const frame = {
      schedule: params[0],
      bounds: loop.kind === "for" ? params.slice(1, 3) : [],
      carried: values.slice(0, carried.length),
      outers: values.slice(carried.length),
    };
    const shadows = new Map<Value, Value>();
    [...carried, ...outers].forEach((value) => {
      if (this.hasShadow(value)) shadows.set(value, this.shadowOf(value));
    });
    forward.body = emptyRegion([...params, ...shadows.values()]);
    return { build: new Builder(forward.body), frame, shadows };
  }

  private hasShadow(value: Value): boolean {
    return value.type.kind === "ref" && this.activity.isActive(value);
  }

  private shadowOf(value: Value): Value {
    return new Value(shadowType(value.type), `${value.name ?? "x"}_b`);
  }

  private keeping(build: Builder, { schedule, bounds }: Frame): Keeping {
    const steps = this.steps(build, bounds);
    const template = ["reversal(", ...steps.map(() => ", "), ")"];
    const plan = build.extern(template, [schedule, ...steps], OPAQUE, { uses: ["reversal"], discreet: true });
    plan.name = "plan";
    return { plan, kept: build.literal(arrayOf(this.snapshot), [], "kept") };
  }

  /** The number of steps, if it is known in front of the loop. */
  private steps(build: Builder, [start, end]: readonly Value[]): Value[] {
    const { loop } = this.chain;
    if (loop.kind === "while") return [];
    return [iterationsOver(build, loop, loop.step > 0 ? build.prim("sub", end, start) : build.prim("sub", start, end))];
  }

  /** Runs the loop. `moved` are the shadows of what it carries at last. */
  private forwards(
    build: Builder,
    frame: Frame,
    shadows?: Shadows,
    keeping?: Keeping,
  ): { last: Value[]; moved: Value[] } {
    const { loop, carried } = this.chain;
    const isMoving = shadows !== undefined && this.state.movesShadows;
    const withShadows = isMoving ? carried.filter((value) => this.hasShadow(value)) : [];
    const params = [...carried.map(cloneValue), ...withShadows.map((value) => this.shadowOf(value))];
    const inits = [...frame.carried, ...withShadows.map((value) => shadows!.get(value)!)];
    const index = loop.kind === "for" ? [new Value(INT, loop.regions[0].params[0].name)] : [];
    const body = emptyRegion([...index, ...params]);
    body.yields = build.within(body, () => {
      const values = params.slice(0, carried.length);
      if (keeping) this.keep(build, keeping, [...values, ...this.outerParts(frame.outers)]);
      if (!isMoving) return build.call(this.run, [...index, ...values, ...frame.outers], carried.map(nameOf));
      const given = new Map(shadows);
      withShadows.forEach((value, k) => given.set(value, params[carried.length + k]));
      const step = this.step(build, this.shadowed(), index, values, frame.outers, given);
      return [...step.next, ...withShadows.map((value) => step.shadows.get(value)!)];
    });
    const results = this.loop(build, frame, inits, body);
    return { last: results.slice(0, carried.length), moved: results.slice(carried.length) };
  }

  private loop(
    build: Builder,
    { bounds, outers }: Frame,
    inits: Value[],
    body: ReturnType<typeof emptyRegion>,
  ): Value[] {
    const { loop } = this.chain;
    if (loop.kind === "for") {
      const { step, inclusive } = loop;
      return build.for({ start: bounds[0], end: bounds[1], step, inclusive }, inits, body);
    }
    const [test] = loop.regions;
    const entering = body.params.map(cloneValue);
    const map = new Map([
      ...test.params.map((param, k): [Value, Value] => [param, entering[k]]),
      ...this.chain.outers.map((outer, k): [Value, Value] => [outer, outers[k]]),
    ]);
    const { ops, yields } = cloneRegion({ ...test, params: [] }, map);
    return build.while(inits, { params: entering, ops, yields: [yields[0], ...entering] }, body);
  }

  /** Keeps the state at hand if the schedule says so. */
  private keep(build: Builder, { plan, kept }: Keeping, parts: readonly Value[]): void {
    const slot = build.extern(["", ".keep()"], [plan], INT, { discreet: true });
    slot.name = "slot";
    const then = emptyRegion();
    build.within(then, () => build.store(kept, slot, this.snapshotOf(build, parts)));
    build.if(build.prim("ge", slot, build.const(0)), then, emptyRegion(), []);
  }

  private snapshotOf(build: Builder, parts: readonly Value[]): Value {
    const snapshot = build.literal(this.snapshot, [...parts]);
    return this.state.isMutable ? build.copy(snapshot, { deep: true }) : snapshot;
  }

  private outerParts(outers: readonly Value[]): Value[] {
    return this.state.outers.map((outer) => outers[this.chain.outers.indexOf(outer)]);
  }

  /** A step with shadows: what it hands on, with its shadows, and further results. */
  private step(
    build: Builder,
    callee: Func,
    index: readonly Value[],
    values: readonly Value[],
    outers: readonly Value[],
    shadows: Shadows,
  ): { next: Value[]; shadows: Shadows; rest: Value[] } {
    const { carried } = this.chain;
    const given = [...carried, ...this.chain.outers].flatMap((value) => shadows.get(value) ?? []);
    const results = [...build.call(callee, [...index, ...values, ...outers, ...given], carried.map(nameOf))];
    const next = results.splice(0, carried.length);
    const made = new Map(shadows);
    carried.forEach((value, k) => {
      if (!this.hasShadow(value)) return;
      const isMade = this.halves.activity.results[k];
      made.set(value, isMade ? results.shift()! : build.zeros(next[k], `${value.name ?? "x"}_b`, true));
    });
    return { next, shadows: made, rest: results };
  }

  private putFrame(tape: Tape, { schedule, bounds, carried, outers }: Frame): void {
    tape.putAll("schedule", [schedule]);
    tape.putAll("bound", bounds);
    tape.putAll("carried", carried);
    tape.putAll("outer", outers);
  }

  private getFrame(build: Builder, tape: Tape): Frame {
    const [[schedule], bounds, carried, outers] = ["schedule", "bound", "carried", "outer"].map((name) =>
      tape.getAll(build, name),
    );
    return { schedule, bounds, carried, outers };
  }

  private putShadows(tape: Tape, shadows: Shadows, moved: readonly Value[]): void {
    tape.putAll("shadow", [...shadows.values()]);
    tape.putAll("moved", moved);
  }

  private finish(forward: Func, build: Builder, tape: Tape, last: readonly Value[], moved: readonly Value[]): void {
    const withShadows = this.chain.carried.filter((value) => this.hasShadow(value));
    const shadows = this.chain.carried.flatMap((value, k) =>
      this.activity.results[k] && this.hasShadow(value) ? [moved[withShadows.indexOf(value)]] : [],
    );
    forward.body.yields = [...last, ...shadows, tape.made(build)];
  }

  private backwards(build: Builder, made: Halves, frame: Frame, tape: Tape, { plan, kept }: Keeping): void {
    const { chain, state, activity } = this;
    const { carried, outers } = chain;
    const held = tape.getAll(build, "shadow");
    const shadowed = [...carried, ...outers].filter((value) => this.hasShadow(value));
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
    const inits = params.slice(params.length - carried.length - outers.length);
    made.reverse.body.yields = [...this.reals, ...this.outerReals].flatMap((value, k) => {
      const param = outers.includes(value) ? value : inits[carried.indexOf(value)];
      return activity.isActive(param) ? [sums[k]] : [];
    });
  }

  /** Does what the plan says, from the last step to the first. The loop carries a state and its adjoint. */
  private rewind(build: Builder, frame: Frame, shadows: Shadows, { plan, kept }: Keeping, inits: Value[]): Value[] {
    const { state } = this;
    const fresh = (): Value[] => [
      ...state.parts.map(cloneValue),
      ...[...this.reals, ...this.outerReals].map(({ name }) => new Value(F64, `${name ?? "x"}_b`)),
      ...inits.slice(state.parts.length + this.reals.length + this.outerReals.length).map(cloneValue),
    ];
    const before = emptyRegion(fresh());
    before.yields = build.within(before, () => {
      const action = build.extern(["", ".next()"], [plan], OPAQUE, { discreet: true });
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
    return this.state.parts.map((part, k) => build.getField(state, fieldName(part, k), part.name));
  }

  /** The states after further steps. Memory from outside that is part of the state stays the same memory. */
  private advance(build: Builder, frame: Frame, parts: readonly Value[], from: Value, to: Value): Value[] {
    const { carried } = this.chain;
    const region = emptyRegion([new Value(INT, "k"), ...carried.map(cloneValue)]);
    const outers = this.outersAt(frame, parts);
    region.yields = build.within(region, () =>
      build.call(
        this.run,
        [...this.index(build, frame, region.params[0]), ...region.params.slice(1), ...outers],
        carried.map(nameOf),
      ),
    );
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
    const found = build.call(halves.reverse, [...step.rest, ...seeds]);
    const all = [...this.reals, ...this.outerReals];
    const sums = all.map((_, j) => (j < this.reals.length ? found[j] : build.prim("add", adjoint[j], found[j])));
    return [...sums, ...(zeros ? [zeros] : [])];
  }
}

/** Copies of memory, shared where the memory is. */
function copied(build: Builder, values: readonly Value[]): Value[] {
  const refs = values.filter(({ type }) => type.kind === "ref");
  if (refs.length === 0) return [...values];
  const type = recordOf(refs.map((ref, k) => ({ name: `m${k}`, type: ref.type })));
  const copy = build.copy(build.literal(type, refs), { deep: true });
  return values.map((value) =>
    value.type.kind === "ref" ? build.getField(copy, `m${refs.indexOf(value)}`, value.name) : value,
  );
}

/** The tape of a chain, whose fields come in lists. */
class Tape {
  private readonly type: Type;
  private readonly held: Value[] = [];
  private readonly fields: Field[];
  private given: Value | undefined;

  constructor(forward: Func) {
    this.type = forward.results[forward.results.length - 1];
    const memory = memoryOf(this.type);
    if (memory.kind !== "record") throw new Error("a tape is a record");
    this.fields = memory.fields as Field[];
  }

  putAll(name: string, values: readonly Value[]): void {
    values.forEach((value, k) => {
      this.fields.push({ name: `${name}${k}`, type: value.type });
      this.held.push(value);
    });
  }

  made(build: Builder): Value {
    return build.literal(this.type, this.held, "tape");
  }

  /** Begins the reverse half, which takes the tape. */
  open(reverse: Func): Builder {
    this.given = new Value(this.type, "tape");
    reverse.body = emptyRegion([this.given]);
    return new Builder(reverse.body);
  }

  getAll(build: Builder, name: string): Value[] {
    return this.fields.flatMap((field) =>
      field.name.replace(/\d+$/, "") === name ? [build.getField(this.given!, field.name)] : [],
    );
  }
}

function fieldName({ name }: Value, k: number): string {
  return `${name ?? "x"}${k}`;
}

function nameOf({ name }: Value): string | undefined {
  return name;
}
