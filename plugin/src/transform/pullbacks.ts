/**
 * `vjp` as two functions: one computes the value and keeps what a pullback needs on a tape, the other is the pullback. It
 * may be called any number of times, so it leaves the tape as it was; gradients are fresh memory each time.
 */
import type { Aliases } from "../analysis/aliases.js";
import { Builder } from "../ir/builder.js";
import { type CallOp, type Func, Value } from "../ir/ops.js";
import { doIfPresent, ifPresent } from "../ir/presence.js";
import { typeNameFor } from "../ir/traverse.js";
import { F64, isDifferentiable, memoryOf, namedRecord, OPAQUE, refTo, tangentType } from "../ir/types.js";
import { argumentList, withoutDerivative } from "./argument-lists.js";
import { cutToShape, mayChangeShape, noteShape } from "./entry-shapes.js";
import type { Halves } from "./call-halves.js";
import type { Reverse } from "./reverse.js";
import { arrangement, mayBeRearranged, seedArranged } from "./seeds.js";
import type { Unboxed, Unboxing } from "./unboxing.js";

export interface PullbackRequest {
  readonly func: Func;
  readonly captures: number;
  readonly mask: readonly boolean[];
  /** To be filled: (captures, parameters) -> (value, tape), which has its parameters already. */
  readonly first: Func;
  /** To be filled: (tape, cotangent) -> an entry for each parameter. */
  readonly second: Func;
  readonly reverse: Reverse;
  readonly unboxing: Unboxing;
  readonly aliases: Aliases;
  /** The cotangent is shared where the result's memory is: it counts once. */
  readonly isTransposed: boolean;
}

/** Returns the calls that make memory which the pullback, called again, would not find. */
export function makePullback(request: PullbackRequest): readonly CallOp[] {
  const pullback = new Pullback(request);
  pullback.run();
  return pullback.halves.lost;
}

class Pullback {
  private readonly func: Func;
  private readonly params: readonly Value[];
  private readonly unboxed: Unboxed | undefined;
  readonly halves: Halves;
  /** What the tape holds. */
  private readonly held = new Map<string, Value>();
  private readonly forward: Builder;
  private readonly back: Builder;

  constructor(private readonly request: PullbackRequest) {
    const { func, mask, first, second, reverse } = request;
    this.func = func;
    this.params = func.body.params;
    this.unboxed = unboxedReals(request.unboxing.of(func));
    const lifetime = { outerIsStable: false, modulesAreStable: false, reusable: true, copies: true, lends: true };
    this.halves = reverse.halves(this.unboxed?.func ?? func, mask, lifetime);
    this.forward = new Builder(first.body);
    this.back = new Builder(second.body);
  }

  run(): void {
    const { first, second } = this.request;
    const { func, forward: build, halves } = this;
    const shadows = this.makeShadows();
    this.noteShapes(shadows);
    const count = halves.forward.results.length;
    const passed = [...shadows].filter(([k]) => !halves.lent[k]).map(([, shadow]) => shadow);
    const made = build.call(halves.forward, [...first.body.params, ...passed]);
    const results = made.slice(0, this.unboxed?.func.results.length ?? 1);
    const value = this.unboxed ? build.literal(func.results[0], results) : results[0];
    this.held.set("residuals", made[count - 1]);
    for (const [k, shadow] of shadows) this.held.set(this.shadowField(k), shadow);
    const shadow = count > results.length + 1 ? made[results.length] : undefined;
    const isArranged = shadow !== undefined && mayBeRearranged(func.body.yields[0], this.request.aliases);
    if (shadow) this.held.set("cotangent", isArranged ? arrangement(build, shadow) : shadow);
    if (this.hasInertRest()) this.held.set("rest", withoutDerivative(build, first.body.params[this.last]));
    const tape = this.tape();
    first.body.yields = [value, tape];
    first.results = [value.type, tape.type];

    const cotangent = new Value(tangentType(value.type), `${func.body.yields[0].name ?? "y"}_b`);
    second.body.params = [new Value(tape.type, "tape"), cotangent];
    if (shadow && isArranged) seedArranged(this.back, this.read("cotangent"), cotangent, shadow.type);
    else if (shadow) this.back.accumulate(this.read("cotangent"), cotangent, { once: this.request.isTransposed });
    const lent = [...shadows.keys()].filter((k) => halves.lent[k]).map((k) => this.read(this.shadowField(k)));
    const reals = this.back.call(halves.reverse, [this.read("residuals"), ...this.seeds(cotangent), ...lent]);
    const result = argumentList(func, this.request.captures).write(this.back, this.gradients(reals, shadows));
    second.body.yields = [result];
    second.results = [result.type];
  }

  /** Shadows of parameters. What is only made to be kept on the tape is made by the pullback in the end. */
  private makeShadows(): Map<number, Value> {
    const { forward: build, halves } = this;
    const shadows = new Map<number, Value>();
    this.request.first.body.params.forEach((param, k) => {
      if (!halves.activity.params[k] || param.type.kind !== "ref") return;
      // A tape holds memory of the program, in which arrays may overlap.
      const zeros = (): Value => build.zeros(param, `${param.name ?? "x"}_b`, this.request.isTransposed);
      shadows.set(k, this.isOptional(k) ? ifPresent(build, param, zeros) : zeros());
    });
    return shadows;
  }

  /** Before the function runs. */
  private noteShapes(shadows: ReadonlyMap<number, Value>): void {
    const { forward: build } = this;
    for (const [k, shadow] of shadows) {
      if (!mayChangeShape(this.params[k], this.request.aliases)) continue;
      const note = (): Value => noteShape(build, shadow, this.request.first.body.params[k]);
      this.held.set(`shape${k}`, this.isOptional(k) ? ifPresent(build, shadow, note) : note());
    }
  }

  private tape(): Value {
    const fields = [...this.held].map(([name, each]) => ({ name, type: each.type }));
    const type = refTo(namedRecord(typeNameFor(this.func, "Tape"), fields));
    return this.forward.literal(type, [...this.held.values()], "tape");
  }

  /** A field of the tape as the pullback sees it. */
  private read(field: string): Value {
    return this.back.getField(this.request.second.body.params[0], field);
  }

  private seeds(cotangent: Value): Value[] {
    const { back, halves, unboxed } = this;
    const isSeeded = (k: number): boolean => halves.activity.results[k];
    if (!unboxed) return isSeeded(0) && cotangent.type.kind === "f64" ? [cotangent] : [];
    const isRecord = memoryOf(cotangent.type).kind === "record";
    return (unboxed.boxes[0]?.members ?? []).flatMap(({ name }, k) => {
      if (!isSeeded(k)) return [];
      return [isRecord ? back.getField(cotangent, name) : back.load(cotangent, back.const(Number(name)))];
    });
  }

  private gradients(reals: readonly Value[], shadows: ReadonlyMap<number, Value>): Value[] {
    const { back, halves, params } = this;
    let next = 0;
    return params.flatMap((param, k) => {
      const real = param.type.kind === "f64" && halves.activity.params[k] ? reals[next++] : undefined;
      if (k < this.request.captures) return [];
      if (real) return [real];
      if (k === this.last && this.hasInertRest()) return [back.copy(this.read("rest"))];
      if (!shadows.has(k)) return [param.type.kind === "f64" ? back.const(0, F64) : back.const(null, OPAQUE)];
      return [this.held.has(`shape${k}`) ? this.takeCut(k) : this.take(k)];
    });
  }

  private take(k: number): Value {
    const name = this.shadowField(k);
    return this.taken(k, (shadow) =>
      this.back.copy(shadow, { type: tangentType(this.params[k].type), deep: true, name }),
    );
  }

  private takeCut(k: number): Value {
    const shape = (): Value => this.read(`shape${k}`);
    return this.taken(k, (shadow) => cutToShape(this.back, shadow, shape(), tangentType(this.params[k].type)));
  }

  /** A gradient of what a shadow on the tape holds, which is zero again then. */
  private taken(k: number, copy: (shadow: Value) => Value): Value {
    const { back } = this;
    const shadow = this.read(this.shadowField(k));
    const gradient = this.isOptional(k) ? ifPresent(back, shadow, () => copy(shadow), null) : copy(shadow);
    if (this.isOptional(k)) doIfPresent(back, shadow, () => back.clear(shadow));
    else back.clear(shadow);
    return gradient;
  }

  /** Arguments of a rest parameter without a derivative have an entry each. */
  private hasInertRest(): boolean {
    return (this.func.rest ?? false) && !isDifferentiable(this.params[this.last].type);
  }

  private get last(): number {
    return this.params.length - 1;
  }

  private isOptional(k: number): boolean {
    return this.func.optional?.has(k) ?? false;
  }

  private shadowField(k: number): string {
    return `${this.fieldName(k)}_b${this.isNameUnique(k) ? "" : k}`;
  }

  private fieldName(k: number): string {
    return this.params[k].name ?? "x";
  }

  private isNameUnique(k: number): boolean {
    return this.params.every((param, other) => other === k || (param.name ?? "x") !== this.fieldName(k));
  }
}

/** A tuple of numbers and of what has no derivative: its cotangents need no memory. */
function unboxedReals(unboxed: Unboxed | undefined): Unboxed | undefined {
  const hasMemory = unboxed?.boxes[0]?.members.some(({ type }) => type.kind === "ref" && isDifferentiable(type));
  return hasMemory ? undefined : unboxed;
}
