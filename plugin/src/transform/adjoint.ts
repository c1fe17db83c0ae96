/**
 * The reverse sweep: the adjoint of every operation, last to first (book, sections 7.3 and 7.4). Adjoints of real values
 * are SSA values, those of memory live in shadow memory. The sweep refers freely to values of the forward sweep, whether
 * in scope or not; `availability` makes those references legal.
 */
import type { Activity } from "../analysis/activity.js";
import { emptyRegion } from "../ir/builder.js";
import {
  type CallOp,
  type ForOp,
  type Func,
  type IfOp,
  type Op,
  type PrimOp,
  type Region,
  Value,
  type WhileOp,
} from "../ir/ops.js";
import { allRegions, definedIn } from "../ir/traverse.js";
import { F64, INT, type Type } from "../ir/types.js";
import { getRule } from "../rules/table.js";
import { MemoryAdjoints, type MemoryOptions } from "./adjoint-memory.js";
import type { Lane } from "./adjoints.js";
import type { AugmentPass } from "./augment.js";
import { clearWhole } from "./whole-shadows.js";

/** A region of the reverse sweep, and what stands in it for values of the forward region that it undoes. */
export interface Mirror {
  readonly region: Region;
  readonly values: ReadonlyMap<Value, Value>;
}

export interface AdjointOptions extends MemoryOptions {
  /** The reverse half of a call: (tape, cotangents of active real results) -> cotangents of active real parameters. */
  callReverse(op: CallOp): { callee: Func; activeResults: readonly boolean[]; activeParams: readonly boolean[] };
  readonly trips: ReadonlyMap<WhileOp, Value>;
  /** Whether the result of a primitive may be unused where its partial derivative in operand `i` is infinite or NaN. */
  mayBeVoid(op: PrimOp, i: number): boolean;
}

export class AdjointPass extends MemoryAdjoints {
  /** By region of the original function. */
  readonly mirrors = new Map<Region, Mirror>();

  constructor(
    func: Func,
    activity: Activity,
    forward: AugmentPass,
    target: Region,
    private readonly calls: AdjointOptions,
  ) {
    super(func, activity, forward, target, calls);
    this.mirrors.set(func.body, { region: target, values: new Map() });
  }

  sweep(): void {
    this.operations(this.func.body);
  }

  private operations(source: Region): void {
    for (let k = source.ops.length - 1; k >= 0; k--) {
      const op = source.ops[k];
      if (!this.activity.isRelevant(op)) continue;
      this.build.span = op.span;
      this.operation(op);
      this.forward.eachLane(() => {
        for (const result of op.results) this.adjoints.delete(result);
      });
    }
  }

  private operation(op: Op): void {
    switch (op.kind) {
      case "prim":
        return this.forward.eachLane(() => this.prim(op));
      case "if":
        return this.if(op);
      case "for":
        return this.for(op);
      case "while":
        return this.while(op);
      case "call":
        return this.call(op);
      default:
        return this.forward.eachLane(() => this.memory(op));
    }
  }

  private prim(op: PrimOp): void {
    const [result] = op.results;
    const cotangent = this.adjoints.get(result);
    const rule = getRule(op.name);
    if (!cotangent || !rule.partial) return;
    const args = op.operands.map((operand) => this.primal(operand));
    const constant = (value: Value): number | undefined => this.forward.constant(value);
    op.operands.forEach((operand, i) => {
      if (operand.type.kind !== "f64" || !this.activity.isActive(operand)) return;
      const times = (t: Value): Value | null | undefined =>
        rule.partial?.({ build: this.build, i, t, args, y: this.primal(result), constant });
      const term = this.calls.mayBeVoid(op, i) ? this.unlessVoid(cotangent, times) : times(cotangent);
      if (term) this.add(operand, term);
    });
  }

  /** A cotangent of zero contributes zero, even to where the partial derivative is infinite or NaN. */
  private unlessVoid(cotangent: Value, times: (t: Value) => Value | null | undefined): Value | null | undefined {
    const partial = times(this.build.const(1, F64));
    return partial && this.build.prim("mulOrZero", cotangent, partial);
  }

  private call(op: CallOp): void {
    const tape = this.forward.tapes.get(op);
    if (!tape) return this.clearShadows(op.results);
    const { callee, activeResults, activeParams } = this.calls.callReverse(op);
    this.clearShadows(op.results.filter((_, k) => !activeResults[k]));
    const cotangents = op.results
      .filter((result, k) => activeResults[k] && result.type.kind === "f64")
      .map((result) => this.get(result));
    const real = op.operands.filter((_, k) => activeParams[k] && op.callee.body.params[k].type.kind === "f64");
    const results = this.build.call(
      callee,
      [tape, ...cotangents],
      real.map((operand) => this.forward.shadowName(operand)),
    );
    real.forEach((operand, k) => this.add(operand, results[k]));
  }

  /** Of memory whose shadows were made where it was returned. */
  private clearShadows(results: readonly Value[]): void {
    if (!this.calls.reusable) return;
    for (const result of results) {
      if (result.type.kind !== "ref" || !this.activity.isActive(result)) continue;
      const shadow = this.shadow(result);
      const whole = this.forward.whole(result);
      if (whole) clearWhole(this.build, whole, shadow.type);
      else this.build.clear(shadow);
    }
  }

  private if(op: IfOp): void {
    const { build } = this;
    const outside = this.lanes;
    const seeds = outside.map((adjoints) => op.results.map((result) => adjoints.get(result)));
    for (const adjoints of outside) for (const result of op.results) adjoints.delete(result);
    const branches = op.regions.map((source) => {
      const region = emptyRegion();
      this.lanes = outside.map((adjoints) => new Map(adjoints));
      build.within(region, () => {
        this.forward.eachLane((lane) =>
          source.yields.forEach((value, k) => {
            const seed = seeds[lane][k];
            if (seed) this.add(value, seed);
          }),
        );
        this.operations(source);
      });
      this.mirrors.set(source, { region, values: new Map() });
      return { region, lanes: this.lanes };
    });
    this.lanes = outside;
    const changed = outside.flatMap((before, lane): Lane[] => {
      const known = new Set(branches.flatMap(({ lanes }) => [...lanes[lane].keys()]));
      const isChanged = (value: Value): boolean =>
        branches.some(({ lanes }) => lanes[lane].get(value) !== before.get(value));
      return [...known].filter(isChanged).map((value) => ({ lane, value }));
    });
    for (const { region, lanes } of branches)
      build.within(region, () => {
        region.yields = changed.map(({ lane, value }) => lanes[lane].get(value) ?? build.const(0, F64));
      });
    const [then, otherwise] = branches.map(({ region }) => region);
    if (branches.every(({ region }) => doesNothing(region))) return;
    const names = changed.map((each) => this.nameOf(each));
    build.span = op.span;
    const results = build.if(
      this.primal(op.operands[0]),
      then,
      otherwise,
      changed.map((): Type => F64),
      names,
    ); // prettier-ignore
    changed.forEach(({ lane, value }, k) => outside[lane].set(value, results[k]));
  }

  private for(op: ForOp): void {
    const { build } = this;
    const [source] = op.regions;
    const [index, ...params] = source.params;
    const carried = this.reals(params);
    const inits = carried.map(({ lane, k }) => this.releasedIn(lane, op.results[k]));
    const back = new Value(INT, index.name);
    const state = this.state(op, [params]);
    const region = emptyRegion([back, ...state.params[0]]);
    this.mirrors.set(source, { region, values: new Map([[this.primal(index), back]]) });
    this.within(region, state.outers, carried.length + 1, () => {
      carried.forEach(({ lane, k }, j) => this.addIn(lane, source.yields[k], region.params[j + 1]));
      this.operations(source);
      return carried.map(({ lane, value }) => this.releasedIn(lane, value));
    });
    const kept = prune(region, state.outers, carried.length + 1);
    if (doesNothing(region)) return;
    const values = [...inits, ...kept.map((each) => this.getIn(each))];
    build.span = op.span;
    const [start, end] = this.backwards(op);
    const results = build.for({ start: end, end: start, step: -op.step, inclusive: true }, values, region);
    this.leave(kept, results, carried.length);
    carried.forEach(({ lane, k }, j) => this.addIn(lane, op.operands[k + 2], results[j]));
  }

  private while(op: WhileOp): void {
    const [before] = op.regions;
    if (before.ops.some((inner) => this.activity.isRelevant(inner))) this.whileWithActiveCondition(op);
    else this.whileCounted(op);
  }

  /** The condition needs no adjoint: as many turns backwards as there were forwards. */
  private whileCounted(op: WhileOp): void {
    const { build } = this;
    const [before, after] = op.regions;
    const carried = this.reals(before.params);
    this.forward.eachLane(() => this.move(op.results, before.yields.slice(1)));
    const inits = carried.map(({ lane, value }) => this.releasedIn(lane, value));
    const state = this.state(op, [before.params]);
    const region = emptyRegion([new Value(INT, "k"), ...state.params[0]]);
    this.mirrors.set(after, { region, values: new Map() });
    this.within(region, state.outers, carried.length + 1, () => {
      carried.forEach(({ lane, k }, j) => this.addIn(lane, after.yields[k], region.params[j + 1]));
      this.operations(after);
      this.forward.eachLane(() => this.move(after.params, before.yields.slice(1)));
      return carried.map(({ lane, value }) => this.releasedIn(lane, value));
    });
    const kept = prune(region, state.outers, carried.length + 1);
    if (doesNothing(region)) return;
    const values = [...inits, ...kept.map((each) => this.getIn(each))];
    build.span = op.span;
    const start = this.primal(this.tripsOf(op));
    const results = build.for({ start, end: build.const(0), step: -1, inclusive: false }, values, region);
    this.leave(kept, results, carried.length);
    carried.forEach(({ lane, k }, j) => this.addIn(lane, op.operands[k], results[j]));
  }

  /** The condition ran once more than the body, so its adjoint comes both first and last. */
  private whileWithActiveCondition(op: WhileOp): void {
    const { build } = this;
    const [before, after] = op.regions;
    const [entering, forwarded] = [this.reals(before.params), this.reals(after.params)];
    const inits = forwarded.map(({ lane, k }) => this.releasedIn(lane, op.results[k]));
    const { outers, params } = this.state(op, [after.params, before.params]);
    const [first, second] = params.map((values) => emptyRegion([new Value(INT, "k"), ...values]));
    this.mirrors.set(before, { region: first, values: new Map() });
    this.mirrors.set(after, { region: second, values: new Map() });
    this.within(first, outers, forwarded.length + 1, () => {
      forwarded.forEach(({ lane, k }, j) => this.addIn(lane, before.yields[k + 1], first.params[j + 1]));
      this.operations(before);
      const more = build.prim("gt", first.params[0], build.const(0));
      return [more, first.params[0], ...entering.map(({ lane, value }) => this.releasedIn(lane, value))];
    });
    this.within(second, outers, entering.length + 1, () => {
      entering.forEach(({ lane, k }, j) => this.addIn(lane, after.yields[k], second.params[j + 1]));
      this.operations(after);
      const fewer = build.prim("sub", second.params[0], build.const(1));
      return [fewer, ...forwarded.map(({ lane, value }) => this.releasedIn(lane, value))];
    });
    const values = [this.primal(this.tripsOf(op)), ...inits, ...outers.map((each) => this.getIn(each))];
    build.span = op.span;
    const results = build.while(values, first, second).slice(1);
    this.leave(outers, results, entering.length);
    entering.forEach(({ lane, k }, j) => this.addIn(lane, op.operands[k], results[j]));
  }

  private tripsOf(op: WhileOp): Value {
    const trips = this.calls.trips.get(op);
    if (!trips) throw new Error("a loop that does not count its trips");
    return trips;
  }

  /**
   * What a reversed loop carries: the adjoints of `carried` (one list for each of its regions), then those of the outer
   * real values that its body uses, which it adds to.
   */
  private state(op: Op, carried: readonly (readonly Value[])[]): { outers: Lane[]; params: Value[][] } {
    const inside = new Set(op.regions.flatMap((region) => [...definedIn(region)]));
    const used = op.regions
      .flatMap((region) => allRegions(region))
      .flatMap((region) => [...region.ops.flatMap((inner) => inner.operands), ...region.yields]);
    const outers = this.reals([...new Set(used)].filter((value) => !inside.has(value)));
    const fresh = (each: Lane): Value => new Value(F64, this.nameOf(each));
    return { outers, params: carried.map((values) => [...this.reals(values), ...outers].map(fresh)) };
  }

  /** Builds a region of a reversed loop, whose parameters from `first` on are the adjoints of `outers`. */
  private within(region: Region, outers: readonly Lane[], first: number, body: () => Value[]): void {
    const outside = this.lanes;
    this.lanes = outside.map(() => new Map());
    outers.forEach(({ lane, value }, j) => this.lanes[lane].set(value, region.params[first + j]));
    this.build.within(region, () => {
      const yields = body();
      region.yields = [...yields, ...outers.map((each) => this.getIn(each))];
    });
    this.lanes = outside;
  }

  private leave(outers: readonly Lane[], results: readonly Value[], first: number): void {
    outers.forEach(({ lane, value }, j) => this.lanes[lane].set(value, results[first + j]));
  }

  /** The first and the last index of a counted loop; where it runs zero times the last lies before the first. */
  private backwards(op: ForOp): [Value, Value] {
    const { build } = this;
    const [start, end] = op.operands.slice(0, 2).map((operand) => this.primal(operand));
    const down = op.step < 0;
    const isInt = end.type.kind === "int";
    if (Math.abs(op.step) === 1) {
      const bound = isInt
        ? end
        : build.prim(op.inclusive === down ? "ceil" : op.inclusive ? "floor" : down ? "floor" : "ceil", end);
      return [start, op.inclusive ? bound : build.prim(down ? "add" : "sub", bound, build.const(1))];
    }
    // The number of steps beyond the first, rounded towards the start.
    const distance = build.prim("div", build.prim("sub", end, start), build.const(op.step));
    const steps = op.inclusive
      ? build.prim("floor", distance)
      : build.prim("sub", build.prim("ceil", distance), build.const(1));
    return [start, build.prim("add", start, build.prim("mul", steps, build.const(op.step)))];
  }
}

/** What tells how often or whether it runs would be kept for nothing. */
function doesNothing({ ops, yields }: Region): boolean {
  return yields.length === 0 && ops.every(({ kind }) => kind === "const");
}

/** Drops the carried adjoints, from parameter `first` on, that a reversed loop does not change; returns the others. */
function prune(region: Region, outers: readonly Lane[], first: number): Lane[] {
  const changed = outers.filter((_, j) => region.yields[first - 1 + j] !== region.params[first + j]);
  const params = region.params.filter((_, j) => j < first || changed.includes(outers[j - first]));
  const yields = region.yields.filter((_, j) => j < first - 1 || changed.includes(outers[j - first + 1]));
  region.params = params;
  region.yields = yields;
  return changed;
}
