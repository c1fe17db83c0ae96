/** The adjoints of real values during a reverse sweep, and what the sweep knows of the forward one. */
import type { Activity } from "../analysis/activity.js";
import { Builder } from "../ir/builder.js";
import type { Region, Value } from "../ir/ops.js";
import { F64, memoryOf } from "../ir/types.js";
import type { AugmentPass } from "./augment.js";

/** One of the adjoints of a value. */
export interface Lane {
  readonly lane: number;
  readonly value: Value;
}

/** That of an active real value at a position of a list. */
export interface Real extends Lane {
  readonly k: number;
}

export abstract class Adjoints {
  readonly build: Builder;
  /** The adjoints known so far in each lane, by value of the original function; absent means zero. */
  protected lanes: readonly Map<Value, Value>[];

  constructor(
    protected readonly activity: Activity,
    protected readonly forward: AugmentPass,
    target: Region,
  ) {
    this.build = new Builder(target);
    this.build.adjoint = true;
    this.lanes = forward.inLanes(() => [new Map<Value, Value>()]);
  }

  /** Those of the present lane. */
  protected get adjoints(): Map<Value, Value> {
    return this.lanes[this.forward.presentLane];
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

  /** The adjoint of a value that ends here. */
  protected released(value: Value): Value {
    const adjoint = this.get(value);
    this.adjoints.delete(value);
    return adjoint;
  }

  /** Passes adjoints from region parameters to the values that they stand for. */
  protected move(from: readonly Value[], to: readonly Value[]): void {
    const cotangents = from.map((value) => this.adjoints.get(value));
    for (const value of from) this.adjoints.delete(value);
    to.forEach((value, k) => {
      const cotangent = cotangents[k];
      if (cotangent) this.add(value, cotangent);
    });
  }

  /** The active real values among `values`, with their positions, lane after lane. */
  protected reals(values: readonly Value[]): Real[] {
    return this.forward.inLanes((lane) =>
      values
        .map((value, k) => ({ lane, value, k }))
        .filter(({ value }) => value.type.kind === "f64" && this.activity.isActive(value)),
    );
  }

  /** As `get`, `released` and `add`, in the lane of an adjoint. */
  protected getIn({ lane, value }: Lane): Value {
    return this.forward.inLane(lane, () => this.get(value));
  }

  protected releasedIn(lane: number, value: Value): Value {
    return this.forward.inLane(lane, () => this.released(value));
  }

  protected addIn(lane: number, value: Value, cotangent: Value): void {
    this.forward.inLane(lane, () => this.add(value, cotangent));
  }

  protected nameOf({ lane, value }: Lane): string | undefined {
    return this.forward.inLane(lane, () => this.forward.shadowName(value));
  }

  protected primal(value: Value): Value {
    return this.forward.primal(value);
  }

  protected shadow(value: Value): Value {
    return this.forward.shadow(value);
  }

  /** Whether a reference is to active memory of real elements. */
  protected isReal(ref: Value): boolean {
    const memory = memoryOf(ref.type);
    return this.activity.isActive(ref) && memory.kind !== "record" && memory.element.kind === "f64";
  }

  protected isRealField(ref: Value, name: string): boolean {
    const memory = memoryOf(ref.type);
    const field = memory.kind === "record" ? memory.fields.find((each) => each.name === name) : undefined;
    return this.activity.isActive(ref) && field?.type.kind === "f64";
  }
}
