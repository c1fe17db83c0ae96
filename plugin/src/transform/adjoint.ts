/**
 * The reverse sweep: the adjoint of every operation, last to first (book, sections 7.3 and 7.4). Adjoints of real values
 * are SSA values, those of memory live in shadow memory. The sweep refers freely to values of the forward sweep, whether
 * in scope or not; `availability` makes those references legal.
 */
import type { Activity } from "../analysis/activity.js";
import { Builder, emptyRegion } from "../ir/builder.js";
import {
  type CallOp,
  type ForOp,
  type Func,
  type IfOp,
  type LoadOp,
  type Op,
  type PopOp,
  type PrimOp,
  type Region,
  unreachable,
  Value,
  type WhileOp,
} from "../ir/ops.js";
import { allOps, allRegions } from "../ir/traverse.js";
import { F64, INT, memoryOf, type Type } from "../ir/types.js";
import { getRule } from "../rules/table.js";
import type { AugmentPass } from "./augment.js";

/** A region of the reverse sweep, and what stands in it for values of the forward region that it undoes. */
export interface Mirror {
  readonly region: Region;
  readonly values: ReadonlyMap<Value, Value>;
}

const PRESENCE_TESTS: ReadonlySet<string> = new Set(["isNullish", "eq", "ne", "looseEq", "looseNe", "toBoolean"]);

/** The adjoints known so far of primal (original) values. */
type Adjoints = Map<Value, Value>;

export interface AdjointOptions {
  /** The reverse half of a call: (tape, cotangents of active real results) -> cotangents of active real parameters. */
  callReverse(op: CallOp): { callee: Func; activeResults: readonly boolean[]; activeParams: readonly boolean[] };
  /** Shadows must be zero again at the end, as the sweep may run many times on one tape. */
  reusable: boolean;
  trips: ReadonlyMap<WhileOp, Value>;
}

export class AdjointPass {
  readonly build: Builder;
  /** By region of the original function. */
  readonly mirrors = new Map<Region, Mirror>();
  private adjoints: Adjoints = new Map();

  constructor(
    private readonly func: Func,
    private readonly activity: Activity,
    private readonly forward: AugmentPass,
    target: Region,
    private readonly options: AdjointOptions,
  ) {
    this.build = new Builder(target);
    this.build.adjoint = true;
    this.mirrors.set(func.body, { region: target, values: new Map() });
  }

  /** Adds a cotangent to an active real value. */
  add(value: Value, cotangent: Value): void {
    if (value.type.kind !== "f64" || !this.activity.isActive(value)) return;
    const name = this.forward.shadowName(value);
    const known = this.adjoints.get(value);
    const sum = known ? this.build.prim("add", known, cotangent) : cotangent;
    sum.name ??= name;
    this.adjoints.set(value, sum);
  }

  /** The adjoint of a real value at this point of the sweep. */
  get(value: Value): Value {
    return this.adjoints.get(value) ?? this.build.const(0, F64);
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
      for (const result of op.results) this.adjoints.delete(result);
    }
  }

  private operation(op: Op): void {
    const { build } = this;
    const { operands, results } = op;
    const [target, second, third] = operands;
    switch (op.kind) {
      case "prim":
        return this.prim(op);
      case "if":
        return this.if(op);
      case "for":
        return this.for(op);
      case "while":
        return this.while(op);
      case "call":
        return this.call(op);
      case "load": {
        const cotangent = this.adjoints.get(results[0]);
        if (!cotangent) return;
        if (this.mayBeMissing(op)) this.increaseIfPresent(target, second, cotangent);
        else this.increase(this.shadow(target), this.primal(second), cotangent);
        return;
      }
      case "pop":
        return this.pop(op);
      case "getField": {
        const cotangent = this.adjoints.get(results[0]);
        if (!cotangent) return;
        const shadow = this.shadow(target);
        return build.setField(shadow, op.field, build.prim("add", build.getField(shadow, op.field), cotangent));
      }
      case "store":
        if (this.isReal(target)) this.take(this.shadow(target), this.primal(second), third, false);
        return;
      case "setField": {
        if (!this.isRealField(target, op.field)) return;
        const shadow = this.shadow(target);
        this.add(second, build.getField(shadow, op.field));
        return build.setField(shadow, op.field, build.const(0, F64));
      }
      case "push": {
        if (!this.isReal(target)) return;
        const shadow = this.shadow(target);
        if (memoryOf(target.type).kind === "stack") return this.add(second, build.pop(shadow));
        // The primal's length after the push is the forward sweep's value; its index is one less.
        return this.take(shadow, build.prim("sub", this.forward.lengthAfter(op), build.const(1)), second, false);
      }
      case "literal":
        return this.literal(op.operands, results[0]);
      case "fill":
        return this.fill(op.operands);
      case "copy":
        return this.copy(op, results[0]);
      case "alloc":
        if (this.options.reusable && this.isReal(results[0]) && memoryOf(results[0].type).kind !== "stack")
          build.clear(this.shadow(results[0]));
        return;
      case "zeros":
      case "global":
      case "extern":
        if (this.options.reusable && this.activity.isActive(results[0])) build.clear(this.shadow(results[0]));
        return;
      case "accumulate":
        if (this.activity.isActive(target) && this.activity.isActive(second))
          build.accumulate(this.shadow(second), this.shadow(target));
        return;
      case "clear":
        if (this.activity.isActive(target)) build.clear(this.shadow(target));
        return;
      case "const":
      case "length":
      case "closure":
      case "throw":
        return;
      default:
        unreachable(op);
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
      const term = rule.partial?.({ build: this.build, i, t: cotangent, args, y: this.primal(result), constant });
      if (term) this.add(operand, term);
    });
  }

  /** element of shadow += cotangent */
  private increase(shadow: Value, index: Value, cotangent: Value): void {
    const { build } = this;
    build.store(shadow, index, build.prim("add", build.load(shadow, index), cotangent));
  }

  /** What was written takes the element's adjoint, which is zero from there on back to the write before. */
  private take(shadow: Value, index: Value, written: Value, unlessReusable: boolean): void {
    const { build } = this;
    if (this.activity.isActive(written)) this.add(written, build.load(shadow, index));
    if (!unlessReusable || this.options.reusable) build.store(shadow, index, build.const(0, F64));
  }

  /** A read past the end of a JavaScript array has no adjoint to go to, and must not lengthen the shadow. */
  private increaseIfPresent(array: Value, index: Value, cotangent: Value): void {
    const { build } = this;
    const [shadow, at] = [this.shadow(array), this.primal(index)];
    const below = build.prim("lt", at, build.length(shadow));
    const inside = build.select(build.prim("ge", at, build.const(0)), below, build.const(false));
    const present = emptyRegion();
    build.within(present, () => this.increase(shadow, at, cotangent));
    build.if(inside, present, emptyRegion(), []);
  }

  /** Whether the program asks if the element is there: `a[i] ?? 0`, `a[i] === undefined`, `a[i] || 0`. */
  private mayBeMissing(load: LoadOp): boolean {
    const memory = memoryOf(load.operands[0].type);
    if (memory.kind !== "array" || memory.container !== "Array") return false;
    this.tested ??= new Set(
      [...allOps(this.func.body)].flatMap((op) =>
        op.kind === "prim" && PRESENCE_TESTS.has(op.name) ? op.operands : [],
      ),
    );
    return this.tested.has(load.results[0]);
  }
  private tested?: Set<Value>;

  private pop(op: PopOp): void {
    const [target] = op.operands;
    const [result] = op.results;
    if (!this.isReal(target)) return;
    const { build } = this;
    if (memoryOf(target.type).kind === "stack") return build.push(this.shadow(target), this.get(result));
    const cotangent = this.adjoints.get(result);
    if (cotangent) this.increase(this.shadow(target), this.forward.lengthAfter(op), cotangent);
  }

  private literal(operands: readonly Value[], result: Value): void {
    const { build } = this;
    const shadow = this.shadow(result);
    const memory = memoryOf(result.type);
    operands.forEach((operand, k) => {
      const type = memory.kind === "record" ? memory.fields[k].type : memory.element;
      if (type.kind !== "f64") return;
      if (memory.kind !== "record") return this.take(shadow, build.const(k), operand, true);
      const { name } = memory.fields[k];
      if (this.activity.isActive(operand)) this.add(operand, build.getField(shadow, name));
      if (this.options.reusable) build.setField(shadow, name, build.const(0, F64));
    });
  }

  /** Every element from `start` to `end`, as JavaScript clamps them. */
  private elements(array: Value, range: readonly Value[], body: (index: Value, sum: Value) => Value): Value {
    const { build } = this;
    const length = build.length(array);
    const clamp = (bound: Value | undefined, otherwise: Value): Value => {
      if (!bound) return otherwise;
      const whole = build.prim("trunc", this.primal(bound));
      const fromEnd = build.prim("max", build.prim("add", length, whole), build.const(0));
      return build.select(build.prim("lt", whole, build.const(0)), fromEnd, build.prim("min", whole, length));
    };
    const start = clamp(range[0], build.const(0));
    const end = clamp(range[1], length);
    const [index, sum] = [new Value(INT, "i"), new Value(F64)];
    const region = emptyRegion([index, sum]);
    const zero = build.const(0, F64);
    build.within(region, () => {
      region.yields = [body(index, sum)];
    });
    return build.for({ start, end, step: 1, inclusive: false }, [zero], region)[0];
  }

  private fill([array, value, ...range]: readonly Value[]): void {
    if (!this.isReal(array)) return;
    const { build } = this;
    const shadow = this.shadow(array);
    const zero = build.const(0, F64);
    if (this.activity.isActive(value))
      this.add(
        value,
        this.elements(shadow, range, (i, sum) => build.prim("add", sum, build.load(shadow, i))),
      );
    build.fill(shadow, zero, ...range.map((bound) => this.primal(bound)));
  }

  private copy(op: Op, result: Value): void {
    const { build } = this;
    const [source, ...range] = op.operands;
    if (!this.activity.isActive(source) || !this.activity.isActive(result)) return;
    const shared = op.kind === "copy" && !op.deep && !this.isReal(result);
    if (shared) return;
    const [from, to] = [this.shadow(result), this.shadow(source)];
    if (range.length === 0) build.accumulate(to, from);
    else {
      this.elements(to, range, (i, sum) => {
        this.increase(to, i, build.load(from, build.prim("sub", i, this.startOf(to, range[0]))));
        return sum;
      });
    }
    if (this.options.reusable) build.clear(from);
  }

  private startOf(array: Value, start: Value): Value {
    const { build } = this;
    const whole = build.prim("trunc", this.primal(start));
    const fromEnd = build.prim("max", build.prim("add", build.length(array), whole), build.const(0));
    return build.select(build.prim("lt", whole, build.const(0)), fromEnd, whole);
  }

  private call(op: CallOp): void {
    const tape = this.forward.tapes.get(op);
    if (!tape) {
      for (const result of op.results)
        if (this.options.reusable && this.activity.isActive(result)) this.build.clear(this.shadow(result));
      return;
    }
    const { callee, activeResults, activeParams } = this.options.callReverse(op);
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

  private if(op: IfOp): void {
    const { build } = this;
    const seeds = op.results.map((result) => this.adjoints.get(result));
    const outside = this.adjoints;
    for (const result of op.results) outside.delete(result);
    const branches = op.regions.map((source) => {
      const region = emptyRegion();
      this.adjoints = new Map(outside);
      build.within(region, () => {
        source.yields.forEach((value, k) => {
          const seed = seeds[k];
          if (seed) this.add(value, seed);
        });
        this.operations(source);
      });
      this.mirrors.set(source, { region, values: new Map() });
      return { region, adjoints: this.adjoints };
    });
    const changed = [...new Set(branches.flatMap(({ adjoints }) => [...adjoints.keys()]))].filter((value) =>
      branches.some(({ adjoints }) => adjoints.get(value) !== outside.get(value)),
    );
    for (const { region, adjoints } of branches)
      build.within(region, () => {
        region.yields = changed.map((value) => adjoints.get(value) ?? build.const(0, F64));
      });
    this.adjoints = outside;
    const [then, otherwise] = branches.map(({ region }) => region);
    const names = changed.map((value) => this.forward.shadowName(value));
    build.span = op.span;
    const results = build.if(
      this.primal(op.operands[0]),
      then,
      otherwise,
      changed.map((): Type => F64),
      names,
    ); // prettier-ignore
    changed.forEach((value, k) => outside.set(value, results[k]));
  }

  private for(op: ForOp): void {
    const { build } = this;
    const [source] = op.regions;
    const [index, ...params] = source.params;
    const carried = this.reals(params);
    const [start, end] = this.backwards(op);
    const inits = carried.map(({ k }) => this.released(op.results[k]));
    const back = new Value(INT, index.name);
    const state = this.state(op, [params]);
    const region = emptyRegion([back, ...state.params[0]]);
    this.mirrors.set(source, { region, values: new Map([[this.primal(index), back]]) });
    this.within(region, state.outers, carried.length + 1, () => {
      carried.forEach(({ k }, j) => this.add(source.yields[k], region.params[j + 1]));
      this.operations(source);
      return carried.map(({ value }) => this.released(value));
    });
    const kept = prune(region, state.outers, carried.length + 1);
    const values = [...inits, ...kept.map((value) => this.get(value))];
    build.span = op.span;
    const results = build.for({ start: end, end: start, step: -op.step, inclusive: true }, values, region);
    this.leave(kept, results, carried.length);
    carried.forEach(({ k }, j) => this.add(op.operands[k + 2], results[j]));
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
    this.move(op.results, before.yields.slice(1));
    const inits = carried.map(({ value }) => this.released(value));
    const state = this.state(op, [before.params]);
    const region = emptyRegion([new Value(INT, "k"), ...state.params[0]]);
    this.mirrors.set(after, { region, values: new Map() });
    this.within(region, state.outers, carried.length + 1, () => {
      carried.forEach(({ k }, j) => this.add(after.yields[k], region.params[j + 1]));
      this.operations(after);
      this.move(after.params, before.yields.slice(1));
      return carried.map(({ value }) => this.released(value));
    });
    const kept = prune(region, state.outers, carried.length + 1);
    const values = [...inits, ...kept.map((value) => this.get(value))];
    build.span = op.span;
    const start = build.prim("sub", this.primal(this.tripsOf(op)), build.const(1));
    const results = build.for({ start, end: build.const(0), step: -1, inclusive: true }, values, region);
    this.leave(kept, results, carried.length);
    carried.forEach(({ k }, j) => this.add(op.operands[k], results[j]));
  }

  /** The condition ran once more than the body, so its adjoint comes both first and last. */
  private whileWithActiveCondition(op: WhileOp): void {
    const { build } = this;
    const [before, after] = op.regions;
    const [entering, forwarded] = [this.reals(before.params), this.reals(after.params)];
    const inits = forwarded.map(({ k }) => this.released(op.results[k]));
    const { outers, params } = this.state(op, [after.params, before.params]);
    const [first, second] = params.map((values) => emptyRegion([new Value(INT, "k"), ...values]));
    this.mirrors.set(before, { region: first, values: new Map() });
    this.mirrors.set(after, { region: second, values: new Map() });
    this.within(first, outers, forwarded.length + 1, () => {
      forwarded.forEach(({ k }, j) => this.add(before.yields[k + 1], first.params[j + 1]));
      this.operations(before);
      const more = build.prim("gt", first.params[0], build.const(0));
      return [more, first.params[0], ...entering.map(({ value }) => this.released(value))];
    });
    this.within(second, outers, entering.length + 1, () => {
      entering.forEach(({ k }, j) => this.add(after.yields[k], second.params[j + 1]));
      this.operations(after);
      const fewer = build.prim("sub", second.params[0], build.const(1));
      return [fewer, ...forwarded.map(({ value }) => this.released(value))];
    });
    const values = [this.primal(this.tripsOf(op)), ...inits, ...outers.map((value) => this.get(value))];
    build.span = op.span;
    const results = build.while(values, first, second).slice(1);
    this.leave(outers, results, entering.length);
    entering.forEach(({ k }, j) => this.add(op.operands[k], results[j]));
  }

  private tripsOf(op: WhileOp): Value {
    const trips = this.options.trips.get(op);
    if (!trips) throw new Error("a loop that does not count its trips");
    return trips;
  }

  /** The active real values among `values`, with their positions. */
  private reals(values: readonly Value[]): { value: Value; k: number }[] {
    return values
      .map((value, k) => ({ value, k }))
      .filter(({ value }) => value.type.kind === "f64" && this.activity.isActive(value));
  }

  /** The adjoint of a value that ends here. */
  private released(value: Value): Value {
    const adjoint = this.get(value);
    this.adjoints.delete(value);
    return adjoint;
  }

  /**
   * What a reversed loop carries: the adjoints of `carried` (one list for each of its regions), then those of the outer
   * real values that its body uses, which it adds to.
   */
  private state(op: Op, carried: readonly (readonly Value[])[]): { outers: Value[]; params: Value[][] } {
    const inside = new Set(op.regions.flatMap((region) => [...allRegions(region)]).flatMap(definedIn));
    const used = op.regions
      .flatMap((region) => [...allRegions(region)])
      .flatMap((region) => [...region.ops.flatMap((inner) => inner.operands), ...region.yields]);
    const outers = this.reals([...new Set(used)].filter((value) => !inside.has(value))).map(({ value }) => value);
    const fresh = (value: Value): Value => new Value(F64, this.forward.shadowName(value));
    return {
      outers,
      params: carried.map((values) => [...this.reals(values).map(({ value }) => value), ...outers].map(fresh)),
    };
  }

  /** Builds a region of a reversed loop, whose parameters from `first` on are the adjoints of `outers`. */
  private within(region: Region, outers: readonly Value[], first: number, body: () => Value[]): void {
    const outside = this.adjoints;
    this.adjoints = new Map(outers.map((value, j) => [value, region.params[first + j]]));
    this.build.within(region, () => {
      const yields = body();
      region.yields = [...yields, ...outers.map((value) => this.get(value))];
    });
    this.adjoints = outside;
  }

  private leave(outers: readonly Value[], results: readonly Value[], first: number): void {
    outers.forEach((value, j) => this.adjoints.set(value, results[first + j]));
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

  /** Passes adjoints from region parameters to the values that they stand for. */
  private move(from: readonly Value[], to: readonly Value[]): void {
    const cotangents = from.map((value) => this.adjoints.get(value));
    for (const value of from) this.adjoints.delete(value);
    to.forEach((value, k) => {
      const cotangent = cotangents[k];
      if (cotangent) this.add(value, cotangent);
    });
  }

  private primal(value: Value): Value {
    return this.forward.primal(value);
  }

  private shadow(value: Value): Value {
    return this.forward.shadow(value);
  }

  /** Whether a reference is to active memory of real elements. */
  private isReal(ref: Value): boolean {
    const memory = memoryOf(ref.type);
    return this.activity.isActive(ref) && memory.kind !== "record" && memory.element.kind === "f64";
  }

  private isRealField(ref: Value, name: string): boolean {
    const memory = memoryOf(ref.type);
    const field = memory.kind === "record" ? memory.fields.find((each) => each.name === name) : undefined;
    return this.activity.isActive(ref) && field?.type.kind === "f64";
  }
}

function definedIn(region: Region): Value[] {
  return [...region.params, ...region.ops.flatMap((op) => op.results)];
}

/** Drops the carried adjoints, from parameter `first` on, that a reversed loop does not change; returns the others. */
function prune(region: Region, outers: readonly Value[], first: number): Value[] {
  const changed = outers.filter((_, j) => region.yields[first - 1 + j] !== region.params[first + j]);
  const params = region.params.filter((_, j) => j < first || changed.includes(outers[j - first]));
  const yields = region.yields.filter((_, j) => j < first - 1 || changed.includes(outers[j - first + 1]));
  region.params = params;
  region.yields = yields;
  return changed;
}
