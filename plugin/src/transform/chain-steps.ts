/** A chain in the direction in which it runs: steps with and without shadows, and which states are kept. */
import type { Activity } from "../analysis/activity.js";
import { type Builder, emptyRegion } from "../ir/builder.js";
import { iterationsOver } from "../ir/iterations.js";
import { type Func, type Region, Value } from "../ir/ops.js";
import { allOps, cloneFunc, cloneRegion, cloneValue } from "../ir/traverse.js";
import { arrayOf, F64, INT, OPAQUE, refTo, shadowType } from "../ir/types.js";
import type { Halves } from "./call-halves.js";
import type { ChainState } from "./chain-state.js";
import type { Chain } from "./chains.js";

/** What the function of a chain takes, as values of a half. */
export interface Frame {
  readonly schedule: Value;
  readonly bounds: readonly Value[];
  readonly carried: readonly Value[];
  readonly outers: readonly Value[];
  /** Where steps leave what they leave in traces; nothing where they run again. */
  readonly traces?: readonly Value[];
}

/** What a step gives: what it hands on, what it leaves in traces, both with shadows, and further results. */
export interface Stepped {
  readonly next: readonly Value[];
  readonly left: readonly Left[];
  readonly shadows: Shadows;
  readonly rest: readonly Value[];
}

/** A value that goes to a place of a trace; `shadow` is that of memory. */
export interface Left {
  readonly index: Value;
  readonly value: Value;
  readonly shadow?: Value;
}

/** Shadows of what is carried and of outer values, where there are any. */
export type Shadows = ReadonlyMap<Value, Value>;

export interface Keeping {
  readonly plan: Value;
  readonly kept: Value;
}

export class ChainSteps {
  /** What runs a step. The step itself is what is differentiated, and looked at for that. */
  protected readonly run: Func;
  protected readonly reals: readonly Value[];
  protected readonly outerReals: readonly Value[];

  constructor(
    protected readonly chain: Chain,
    protected readonly state: ChainState,
    /** The halves of a step, which run one behind the other. */
    protected readonly halves: Halves,
    protected readonly activity: Activity,
    /** A step with the shadows of its memory. */
    protected readonly shadowed: () => Func,
  ) {
    this.run = runnable(chain.step);
    const isActiveReal = (value: Value): boolean => value.type.kind === "f64" && activity.isActive(value);
    this.reals = chain.carried.filter(isActiveReal);
    this.outerReals = chain.outers.filter(isActiveReal);
  }

  protected requireSeparate(build: Builder, { carried, outers }: Frame): void {
    if (!this.state.mayOverlap) return;
    // What is carried at first is among the outer values, too, if the loop writes to memory.
    const first = this.chain.roots.map((root) => outers[this.chain.outers.indexOf(root)]);
    const refs = [...carried, ...this.outerParts(outers)].filter(
      (value) => value.type.kind === "ref" && !first.includes(value),
    );
    const what = JSON.stringify(`the state of the ${this.chain.func.source}`);
    const template = [`expectNoViewsOverlap(${what}, [`, ...refs.slice(1).map(() => ", "), "]);"];
    build.externStatement(template, refs, { uses: ["expectNoViewsOverlap"], discreet: true, confined: true });
  }

  protected hasShadow(value: Value): boolean {
    return value.type.kind === "ref" && this.activity.isActive(value);
  }

  protected shadowOf(value: Value): Value {
    return new Value(shadowType(value.type), `${value.name ?? "x"}_b`);
  }

  protected keeping(build: Builder, { schedule, bounds }: Frame): Keeping {
    const steps = this.steps(build, bounds);
    const template = ["reversal(", ...steps.map(() => ", "), ")"];
    const plan = build.extern(template, [schedule, ...steps], OPAQUE, {
      uses: ["reversal"],
      discreet: true,
      confined: true,
    });
    plan.name = "plan";
    return { plan, kept: build.literal(arrayOf(refTo(this.state.snapshot)), [], "kept") };
  }

  /** The number of steps, if it is known in front of the loop. */
  private steps(build: Builder, [start, end]: readonly Value[]): Value[] {
    const { loop } = this.chain;
    if (loop.kind === "while") return [];
    return [iterationsOver(build, loop, loop.step > 0 ? build.prim("sub", end, start) : build.prim("sub", start, end))];
  }

  /** Runs the loop. `moved` are the shadows of what it carries at last. */
  protected forwards(
    build: Builder,
    frame: Frame,
    shadows?: Shadows,
    keeping?: Keeping,
  ): { last: Value[]; moved: Value[] } {
    const { loop, carried } = this.chain;
    const { traces } = frame;
    const tracesShadows = this.chain.traces.some(
      ({ array, left }) => left.type.kind === "ref" && this.hasShadow(array),
    );
    const isMoving = shadows !== undefined && (this.state.movesShadows || (traces !== undefined && tracesShadows));
    const withShadows = isMoving ? carried.filter((value) => this.hasShadow(value)) : [];
    const params = [...carried.map(cloneValue), ...withShadows.map((value) => this.shadowOf(value))];
    const inits = [...frame.carried, ...withShadows.map((value) => shadows!.get(value)!)];
    const index = loop.kind === "for" ? [new Value(INT, loop.regions[0].params[0].name)] : [];
    const body = emptyRegion([...index, ...params]);
    body.yields = build.within(body, () => {
      const values = params.slice(0, carried.length);
      if (keeping) this.keep(build, keeping, [...values, ...this.outerParts(frame.outers)]);
      if (!isMoving) {
        const { next, left } = this.plainStep(build, index, values, frame.outers);
        if (traces) this.leave(build, traces, left, shadows);
        return [...next];
      }
      const given = new Map(shadows);
      withShadows.forEach((value, k) => given.set(value, params[carried.length + k]));
      const step = this.step(build, this.shadowed(), index, values, frame.outers, given);
      if (traces) this.leave(build, traces, step.left, shadows);
      return [...step.next, ...withShadows.map((value) => step.shadows.get(value)!)];
    });
    const results = this.loop(build, frame, inits, body);
    return { last: results.slice(0, carried.length), moved: results.slice(carried.length) };
  }

  private loop(build: Builder, { bounds, outers }: Frame, inits: Value[], body: Region): Value[] {
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
    const slot = build.extern(["", ".keep()"], [plan], INT, { discreet: true, confined: true });
    slot.name = "slot";
    const then = emptyRegion();
    build.within(then, () => build.store(kept, slot, this.snapshotOf(build, parts)));
    build.if(build.prim("ge", slot, build.const(0)), then, emptyRegion(), []);
  }

  protected snapshotOf(build: Builder, parts: readonly Value[]): Value {
    const snapshot = build.literal(refTo(this.state.snapshot), [...parts]);
    return this.state.isMutable ? build.copy(snapshot, { deep: true }) : snapshot;
  }

  protected outerParts(outers: readonly Value[]): Value[] {
    return this.state.outers.map((outer) => outers[this.chain.outers.indexOf(outer)]);
  }

  /** A step with shadows: what it hands on, with its shadows, and further results. */
  protected step(
    build: Builder,
    callee: Func,
    index: readonly Value[],
    values: readonly Value[],
    outers: readonly Value[],
    shadows: Shadows,
  ): Stepped {
    const { carried, traces } = this.chain;
    const given = [...carried, ...this.chain.outers].flatMap((value) => shadows.get(value) ?? []);
    const results = [...build.call(callee, [...index, ...values, ...outers, ...given], carried.map(nameOf))];
    const next = results.splice(0, carried.length);
    const left = results.splice(0, 2 * traces.length);
    const made = new Map(shadows);
    const shadowOf = (value: Value, result: Value, k: number): Value | undefined => {
      const isMade = result.type.kind === "ref" && this.halves.activity.results[k];
      const shadow = isMade ? results.shift()! : undefined;
      return this.hasShadow(value) ? (shadow ?? build.zeros(result, `${value.name ?? "x"}_b`, true)) : undefined;
    };
    carried.forEach((value, k) => {
      const shadow = shadowOf(value, next[k], k);
      if (shadow) made.set(value, shadow);
    });
    const leftWithShadows = this.leftIn(left).map((each, k): Left => {
      const shadow = shadowOf(traces[k].left, each.value, carried.length + 2 * k + 1);
      return { ...each, shadow };
    });
    return { next, left: leftWithShadows, shadows: made, rest: results };
  }

  /** A step that is only run. */
  protected plainStep(
    build: Builder,
    index: readonly Value[],
    values: readonly Value[],
    outers: readonly Value[],
  ): Pick<Stepped, "next" | "left"> {
    const { carried } = this.chain;
    const results = build.call(this.run, [...index, ...values, ...outers], carried.map(nameOf));
    return { next: results.slice(0, carried.length), left: this.leftIn(results.slice(carried.length)) };
  }

  private leftIn(results: readonly Value[]): Left[] {
    return this.chain.traces.map((_, k) => ({ index: results[2 * k], value: results[2 * k + 1] }));
  }

  /** Stores what a step leaves, and shadows of it beside it: an array of numbers that grows has one that grows with it. */
  private leave(build: Builder, traces: readonly Value[], left: readonly Left[], shadows: Shadows | undefined): void {
    left.forEach(({ index, value, shadow }, k) => {
      build.store(traces[k], index, value);
      const around = shadows?.get(this.chain.traces[k].array);
      if (around) build.store(around, index, shadow ?? build.const(0, F64));
    });
  }
}

export function nameOf({ name }: Value): string | undefined {
  return name;
}

/** A copy of a step that is only run: in what differentiates it again, nothing is left to checkpoint. */
function runnable(step: Func): Func {
  const copy = cloneFunc(step);
  for (const op of allOps(copy.body))
    if (op.kind === "call" && op.callee.scheduled)
      op.callee = { ...op.callee, name: `${op.callee.name}_run`, scheduled: undefined };
  return copy;
}
