/** What the numbers that a counted loop carries depend on, in a turn and behind the loop. */
import type { Value } from "../ir/ops.js";
import { type Dependence, distinct, type Guard, type Hulls, type Loop, Unknowable } from "./bands.js";
import { Polynomial } from "./polynomials.js";

type Dependences = readonly Dependence[];

/** How often sums of sums are looked at until nothing is new. */
const mostPasses = 6;

export class CarriedDependences {
  /** As a turn finds them, and as the loop leaves them. */
  readonly before = new Map<Value, Dependences>();
  readonly after = new Map<Value, Dependences>();

  constructor(
    private readonly inits: ReadonlyMap<Value, Dependences>,
    private readonly loop: Loop,
    private readonly hulls: Hulls,
  ) {}

  /** `made`: what a turn carries on, in terms of what it has found. */
  learn(made: ReadonlyMap<Value, Dependences>): void {
    const found = (param: Value): Value[] =>
      (made.get(param) ?? []).flatMap(({ carried }) => (carried && made.has(carried) ? [carried] : []));
    const left = new Set(made.keys());
    // What does not go back to itself is that of the turn before.
    for (let size = -1; size !== left.size; ) {
      size = left.size;
      for (const param of left) {
        if (found(param).some((each) => left.has(each))) continue;
        left.delete(param);
        this.fromTurnBefore(param, this.replaced(made.get(param) ?? []));
      }
    }
    if ([...left].some((param) => !found(param).includes(param))) throw new Unknowable();
    this.sum(left, made);
  }

  /** With what is known of the carried numbers in their place. */
  private replaced(dependences: Dependences): Dependences {
    return dependences.flatMap((each) => (each.carried && this.before.get(each.carried)) ?? [each]);
  }

  private fromTurnBefore(param: Value, made: Dependences): void {
    const { loop } = this;
    const init = this.inits.get(param) ?? [];
    const [first, last] = loop.step > 0 ? [loop.from, loop.to] : [loop.to, loop.from];
    const isExact = loop.isExact && first !== undefined && last !== undefined;
    const atFirst = isExact ? [{ of: loop, from: first, to: first }] : [];
    const later: Guard[] = isExact
      ? [loop.step > 0 ? { of: loop, from: first.add(loop.step) } : { of: loop, to: first.add(loop.step) }]
      : [];
    const turnBefore = Polynomial.of(loop).add(-loop.step);
    this.before.set(
      param,
      distinct([
        ...init.map((each) => ({ ...each, where: [...each.where, ...atFirst] })),
        ...made.map((each) => this.at(each, turnBefore, later)),
      ]),
    );
    const end = isExact ? made.map((each) => this.at(each, last, [])) : this.overAll(made);
    this.after.set(param, distinct([...init, ...end]));
  }

  /** In another turn, which is given as a polynomial. */
  private at({ from, to, where, carried }: Dependence, turn: Polynomial, more: readonly Guard[]): Dependence {
    const { loop } = this;
    const moved = (at: Polynomial): Polynomial => {
      const found = at.substitute(loop, turn);
      if (!found) throw new Unknowable();
      return found;
    };
    const distance = turn.minus(Polynomial.of(loop)).value;
    const guards = where.flatMap((guard): Guard[] => {
      if (guard.of !== loop)
        return [{ ...guard, from: guard.from && moved(guard.from), to: guard.to && moved(guard.to) }];
      if (distance === undefined) return [];
      return [{ ...guard, from: guard.from?.add(-distance), to: guard.to?.add(-distance) }];
    });
    return { carried, from: moved(from), to: moved(to), where: [...more, ...guards] };
  }

  private overAll(dependences: Dependences): Dependences {
    return dependences.map((each) => {
      const hull = this.hulls.dependence(each, [this.loop]);
      if (!hull) throw new Unknowable();
      return hull;
    });
  }

  /** Numbers that each turn adds to: they depend on what all turns add. */
  private sum(params: ReadonlySet<Value>, made: ReadonlyMap<Value, Dependences>): void {
    for (const param of params) this.before.set(param, this.inits.get(param) ?? []);
    for (let pass = 0; pass < mostPasses; pass++) {
      let isNew = false;
      for (const param of params) {
        const known = this.before.get(param) ?? [];
        const next = distinct([...known, ...this.overAll(this.replaced(made.get(param) ?? []))]);
        isNew ||= next.length > known.length;
        this.before.set(param, next);
      }
      if (isNew) continue;
      for (const param of params) this.after.set(param, this.before.get(param) ?? []);
      return;
    }
    throw new Unknowable();
  }
}
