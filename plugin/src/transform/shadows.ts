/**
 * The shadows of a function's values and what operations on memory do to them. References have shadow references in
 * forward mode and in the forward sweep of reverse mode (so that aliasing, swaps and nested memory stay exact); real values
 * have tangents in forward mode only.
 */
import type { Activity } from "../analysis/activity.js";
import { Builder } from "../ir/builder.js";
import { type Constant, type Made, type Op, type Region, unreachable, Value } from "../ir/ops.js";
import { F64, isDifferentiable, memoryOf, OPAQUE, shadowType } from "../ir/types.js";
import { mayLack, mayLackElements } from "./presence.js";
import { clampRange } from "../ir/ranges.js";

export abstract class Shadows {
  protected readonly build: Builder;
  private readonly copies = new Map<Value, Value>();
  private readonly originals = new Map<Value, Value>();
  /** The shadows of each value, one for each lane. */
  private readonly shadows = new Map<Value, Value[]>();
  private lane = 0;

  /**
   * `suffix` names shadows after their primals: `_t` for tangents, `_b` for adjoints. Several lanes are several directions that
   * share the primal values, each with what is active in it.
   */
  protected constructor(
    private readonly lanes: readonly Activity[],
    target: Region,
    private readonly suffix: string,
    /** Whether real values have shadows that flow (tangents), or only memory has (adjoints). */
    private readonly tracksReals: boolean,
  ) {
    this.build = new Builder(target);
  }

  /** What is active in the present lane. */
  protected get activity(): Activity {
    return this.lanes[this.lane];
  }

  protected isActiveInAny(value: Value): boolean {
    return this.lanes.some((activity) => activity.isActive(value));
  }

  eachLane(body: (lane: number) => void): void {
    this.lanes.forEach((_, lane) => {
      this.inLane(lane, () => body(lane));
    });
  }

  /** What `body` makes where shadows are those of a lane. */
  inLane<T>(lane: number, body: () => T): T {
    const outside = this.lane;
    this.lane = lane;
    const made = body();
    this.lane = outside;
    return made;
  }

  /** The lane that shadows are of at present. */
  get presentLane(): number {
    return this.lane;
  }

  /** What `body` makes in each lane, lane after lane. */
  inLanes<T>(body: (lane: number) => readonly T[]): T[] {
    const made: T[] = [];
    this.eachLane((lane) => made.push(...body(lane)));
    return made;
  }

  protected get isFirstLane(): boolean {
    return this.lane === 0;
  }

  /** The original of each copied operation that reads memory, and of the shadow operation beside it. */
  readonly origins = new Map<Op, Op>();
  /** The copy of each region. */
  readonly regions = new Map<Region, Region>();
  /** Numbers known at compile time among the copies. */
  protected readonly constants = new Map<Value, Constant>();

  /** The copy of a primal value. */
  primal(value: Value): Value {
    return this.copies.get(value) ?? value;
  }

  define(value: Value, copy: Value): void {
    this.copies.set(value, copy);
    this.originals.set(copy, value);
  }

  /** What a copy is a copy of; nothing for shadows. */
  original(copy: Value): Value | undefined {
    return this.originals.get(copy);
  }

  setShadow(value: Value, shadow: Value): void {
    shadow.name ??= this.shadowName(value);
    this.putShadow(value, shadow);
  }

  private putShadow(value: Value, shadow: Value): void {
    const known = this.shadows.get(value);
    if (known) known[this.lane] = shadow;
    else this.shadows.set(value, Object.assign([], { [this.lane]: shadow }));
  }

  /** The shadow of an active value; zero (null for what has no derivative) where the value is not active. */
  shadow(value: Value): Value {
    const found = this.shadows.get(value)?.[this.lane];
    if (found) return found;
    if (value.type.kind === "f64" || value.type.kind === "int") return this.build.const(0, F64);
    if (value.type.kind === "ref" && isDifferentiable(value.type)) {
      if (this.activity.isActive(value)) throw new Error(`no shadow for ${value.name ?? "a reference"}`);
      return this.build.zeros(this.primal(value));
    }
    return this.build.const(null, OPAQUE);
  }

  /** Whether a shadow of the value flows beside it through control and calls. */
  flows(value: Value): boolean {
    return this.activity.isActive(value) && (this.tracksReals || value.type.kind === "ref");
  }

  shadowName(value: Value): string | undefined {
    if (value.name === undefined) return undefined;
    return value.name + this.suffix + (this.lanes.length > 1 ? this.lane : "");
  }

  /** A fresh value for the shadow of `value`, as a parameter of a region. */
  shadowParam(value: Value): Value {
    const shadow = new Value(shadowType(value.type), this.shadowName(value));
    this.putShadow(value, shadow);
    return shadow;
  }

  constant(value: Value): number | undefined {
    const found = this.constants.get(value);
    return typeof found === "number" ? found : undefined;
  }

  /** Notes that the operation emitted last, on shadow memory, does what `op` does on primal memory. */
  private parallels(op: Op): void {
    const last = this.build.region.ops.at(-1);
    if (last) this.origins.set(last, op);
  }

  protected shadowOf(op: Op): void {
    const { operands, results } = op;
    const [target, second, third] = operands;
    const active = (value: Value | undefined): value is Value => value !== undefined && this.activity.isActive(value);
    const { build } = this;
    switch (op.kind) {
      case "const":
        // A reference that is missing: what an arm that throws yields, or memory not made yet.
        if (op.results[0].type.kind === "ref" && active(results[0]))
          this.setShadow(results[0], build.const(op.value, shadowType(results[0].type)));
        return;
      case "length":
      case "throw":
        return;
      case "prim":
        if (this.tracksReals && active(results[0])) this.tangent(op.results[0], op.operands, op);
        return;
      case "global":
      case "extern":
      case "zeros":
        for (const result of results)
          if (active(result)) this.setShadow(result, build.zeros(this.primal(result), undefined, true));
        return;
      case "alloc":
        if (!active(results[0])) return;
        if (!target)
          this.setShadow(results[0], build.stack(shadowType(elementOf(results[0])), this.shadowName(results[0])));
        else this.setShadow(results[0], build.alloc(shadowType(results[0].type), this.primal(target)));
        return;
      case "literal":
        if (!active(results[0])) return;
        this.setShadow(
          results[0],
          build.literal(
            shadowType(results[0].type),
            operands.map((operand) => this.stored(operand)),
            undefined,
            op.made && { fields: shadowFields(results[0], op.made) },
          ),
        );
        return;
      case "load":
        if (!this.flows(results[0])) return;
        this.setShadow(results[0], build.load(this.shadow(target), this.primal(second), undefined, op.orZero));
        return this.parallels(op);
      case "getField":
        if (!this.flows(results[0])) return;
        this.setShadow(results[0], build.getField(this.shadow(target), op.field));
        return this.parallels(op);
      case "pop":
        if (!active(target) || !isDifferentiable(results[0].type)) return;
        if (!this.tracksReals && !this.isStack(target)) this.lengths.set(op, build.length(this.primal(target)));
        if (this.flows(results[0])) this.setShadow(results[0], this.popped(target, op));
        else if (this.tracksReals) build.pop(this.shadow(target));
        return;
      case "store":
        if (!active(target) || !isDifferentiable(elementOf(target))) return;
        if (elementOf(target).kind === "ref" && this.restores(target))
          this.replaces(op, build.load(this.shadow(target), this.primal(second)));
        if (!this.writes(target)) return;
        build.store(this.shadow(target), this.primal(second), this.stored(third));
        if (elementOf(target).kind === "ref") this.parallels(op);
        return;
      case "setField":
        if (!active(target) || !isDifferentiable(fieldOf(target, op.field))) return;
        if (fieldOf(target, op.field).kind === "ref" && this.restores(target))
          this.replaces(op, build.getField(this.shadow(target), op.field));
        if (this.tracksReals || fieldOf(target, op.field).kind === "ref")
          build.setField(this.shadow(target), op.field, this.stored(second));
        else if (mayLack(target, op.field)) build.setField(this.shadow(target), op.field, build.const(0, F64));
        return;
      case "push":
        if (active(target) && isDifferentiable(elementOf(target))) this.pushed(target, second, op);
        return;
      case "fill":
        if (!active(target) || !isDifferentiable(elementOf(target))) return;
        this.recordLength(op, target);
        if (elementOf(target).kind === "ref" && this.restores(target))
          this.replaces(op, build.copy(this.shadow(target), { deep: false }));
        if (this.tracksReals || elementOf(target).kind === "ref")
          build.fill(this.shadow(target), this.stored(second), ...this.bounds(op, operands.slice(2)));
        else if (mayLackElements(target))
          build.fill(this.shadow(target), build.const(0, F64), ...this.bounds(op, operands.slice(2)));
        return;
      case "copy": {
        const [result] = results;
        if (!active(result) || !isDifferentiable(result.type)) return;
        // A copy may convert: of integers, which have no shadow, it has nothing to carry.
        if (!isDifferentiable(target.type)) return this.setShadow(result, build.zeros(this.primal(result)));
        const carried = this.tracksReals || (!op.deep && elementsOf(result).some((type) => type.kind === "ref"));
        if (!op.like) this.recordLength(op, target);
        const options = op.like ? { like: this.primal(second) } : { range: this.bounds(op, operands.slice(1)) };
        const type = shadowType(result.type);
        if (carried)
          this.setShadow(
            result,
            build.copy(this.shadow(target), { type, deep: op.deep, unshared: op.unshared, ...options }),
          );
        else if (this.isStack(result)) this.setShadow(result, build.stack(elementOf(result)));
        else this.setShadow(result, build.zeros(this.primal(result)));
        return;
      }
      case "view":
        if (active(results[0]))
          this.setShadow(results[0], build.view(this.shadow(target), this.bounds(op, operands.slice(1))));
        return;
      case "accumulate":
        if (this.tracksReals && active(target) && active(second))
          this.accumulated(this.shadow(target), this.shadow(second), op);
        return;
      case "clear":
        if (this.tracksReals && active(target)) build.clear(this.shadow(target));
        return;
      case "if":
      case "for":
      case "while":
      case "call":
      case "closure":
        return;
      default:
        unreachable(op);
    }
  }

  /** Adds what a shadow holds to another. */
  protected accumulated(target: Value, source: Value, options: { readonly once?: boolean }): void {
    this.build.accumulate(target, source, options);
  }

  /** The tangent of a primitive's result; forward mode only. */
  protected tangent(_result: Value, _operands: readonly Value[], _op: Op): void {
    throw new Error("only forward mode has tangents of real values");
  }

  /** What goes into shadow memory when `value` goes into primal memory. */
  private stored(value: Value): Value {
    if (value.type.kind === "ref") return this.shadow(value);
    if (!isDifferentiable(value.type) && value.type.kind !== "int") return this.build.const(null, OPAQUE);
    return this.flows(value) ? this.shadow(value) : this.build.const(0, F64);
  }

  /**
   * Whether a store has a counterpart in shadow memory: tangents and references do; an adjoint does not, but where the
   * store may lengthen a JavaScript array its shadow must be as long.
   */
  private writes(target: Value): boolean {
    const memory = memoryOf(target.type);
    return (
      this.tracksReals || elementOf(target).kind === "ref" || (memory.kind === "array" && memory.container === "Array")
    );
  }

  /**
   * Whether the reverse sweep must put back what a write of a reference replaces in shadow memory: the gradient of a
   * parameter has the shape that the parameter had at first.
   */
  protected restores(_target: Value): boolean {
    return false;
  }

  /** The shadow reference that a write replaced, where it must be put back; of `fill`, an array of them. */
  replacedBy(op: Op): Value | undefined {
    return this.replaced.get(op)?.[this.lane];
  }
  private readonly replaced = new Map<Op, Value[]>();

  private replaces(op: Op, shadow: Value): void {
    const known = this.replaced.get(op);
    if (known) known[this.lane] = shadow;
    else this.replaced.set(op, Object.assign([], { [this.lane]: shadow }));
  }

  private isStack(ref: Value): boolean {
    return memoryOf(ref.type).kind === "stack";
  }

  /**
   * In a forward sweep the shadow of a stack is empty: its adjoints live there only in the reverse sweep. That of an array
   * keeps its greatest length, so that the reverse sweep finds every element by its index.
   */
  private pushed(target: Value, value: Value, op: Op): void {
    const { build } = this;
    if (this.tracksReals || (this.isStack(target) && value.type.kind === "ref"))
      build.push(this.shadow(target), this.stored(value));
    else if (!this.isStack(target)) {
      const length = build.length(this.primal(target));
      this.lengths.set(op, length);
      const index = build.prim("sub", length, build.const(1));
      if (value.type.kind === "ref" && this.restores(target)) this.replaces(op, build.load(this.shadow(target), index));
      build.store(this.shadow(target), index, this.stored(value));
    }
  }

  private popped(target: Value, op: Op): Value {
    const { build } = this;
    return this.tracksReals || this.isStack(target)
      ? build.pop(this.shadow(target))
      : build.load(this.shadow(target), this.lengthAfter(op));
  }

  /** Notes how long an array is where an operation of the forward sweep takes a part of it. */
  private recordLength(op: Op, target: Value): void {
    const memory = memoryOf(target.type);
    const isPart = op.operands.length > (op.kind === "fill" ? 2 : 1);
    if (this.tracksReals || !isPart || memory.kind !== "array" || memory.container !== "Array") return;
    this.lengths.set(op, this.build.length(this.primal(target)));
  }

  /** The bounds of a part, as they are in the shadow, which may be longer than its primal. */
  private bounds(op: Op, bounds: readonly Value[]): Value[] {
    const length = this.recordedLength(op);
    const primals = bounds.map((bound) => this.primal(bound));
    if (!length) return primals;
    const { start, end } = clampRange(this.build, length, primals);
    return [start, end];
  }

  recordedLength(op: Op): Value | undefined {
    return this.lengths.get(op);
  }

  /** The length of the primal array after a push or pop of the forward sweep. */
  lengthAfter(op: Op): Value {
    const length = this.lengths.get(op);
    if (!length) throw new Error("no length was recorded");
    return length;
  }
  private readonly lengths = new Map<Op, Value>();
}

/** A number that the program sets later, as the type says that it is there, has an adjoint from the beginning. */
function shadowFields(record: Value, { fields }: Made): string[] {
  const memory = memoryOf(record.type);
  if (memory.kind !== "record" || memory.classes) return [...fields];
  const later = memory.fields.filter(
    ({ name, type, optional }) => type.kind === "f64" && !optional && !fields.includes(name),
  );
  return [...fields, ...later.map(({ name }) => name)];
}

function elementsOf(ref: Value) {
  const memory = memoryOf(ref.type);
  return memory.kind === "record" ? memory.fields.map((field) => field.type) : [memory.element];
}

function elementOf(ref: Value) {
  return elementsOf(ref)[0];
}

function fieldOf(ref: Value, name: string) {
  const memory = memoryOf(ref.type);
  const field = memory.kind === "record" ? memory.fields.find((each) => each.name === name) : undefined;
  return field?.type ?? OPAQUE;
}
