/** What must hold at one point of a program. */
import type { Callable } from "./compile.js";
import { seededRandom, slopes } from "./slopes.js";
import {
  attempt,
  type CheckOptions,
  type OperatorName,
  type Outcome,
  type Point,
  type Subject,
  type Variant,
} from "./subject.js";
import {
  clone,
  close,
  difference,
  hasReals,
  memoryOf,
  onlyReals,
  overwrite,
  reals,
  realsOnce,
  rearrange,
  sameBits,
  tangentLike,
  withReals,
} from "./trees.js";

const IDENTITY = 1e-12;

/** One point of a subject. */
export class PointCheck {
  private readonly random = seededRandom(17);
  private readonly args: readonly unknown[];
  /** What the primal does here: its value or error, what it logs, how it leaves its arguments. */
  private readonly outcome: Outcome;
  private readonly left: readonly unknown[];
  private readonly log: readonly unknown[];
  private readonly tolerance: number;
  private readonly step: number;
  private readonly moved: readonly number[];

  constructor(
    private readonly subject: Subject,
    private readonly point: Point,
    private readonly options: CheckOptions,
  ) {
    const { wrt = subject.active, tolerance = 1e-8, step = 0.02 } = options;
    this.args = point.args;
    this.moved = wrt;
    this.tolerance = tolerance;
    this.step = step;
    const left = clone(this.args);
    subject.takeLog();
    this.outcome = attempt(subject.primal, left);
    this.log = subject.takeLog();
    this.left = left;
  }

  /** What the primal does at the point. */
  run(): Outcome {
    if (this.outcome.error !== undefined) this.variants((variant) => this.throwsAlike(variant));
    else this.differentiates();
    return this.outcome;
  }

  private differentiates(): void {
    const { value, gradient } = this.point;
    if (value !== undefined) equal(difference(this.outcome.value, value, close(1e-14)), "value");
    this.variants((variant) => {
      this.forward(variant);
      this.reverse(variant);
      this.pullbacks(variant);
      if (this.subject.operators.has("grad")) this.gradients(variant);
    });
    if (this.options.smooth !== false) this.differences();
    if (gradient) this.variants((variant) => this.knownGradient(variant, gradient));
    if (this.subject.operators.has("forwardOverReverse")) this.second();
  }

  private variants(body: (variant: Variant) => void): void {
    for (const variant of this.subject.variants) within(variant.label, () => body(variant));
  }

  private throwsAlike(variant: Variant): void {
    for (const operator of this.subject.operators) {
      within(operator, () => {
        const args = clone(this.args);
        const isForward = operator === "jvp" || operator === "forwardOverReverse";
        const into = this.subject.active.map((k) => tangentLike(args[k], () => 0));
        const passed = isForward
          ? [args, tangentLike(args, () => 0)]
          : operator === "valueAndGradInto"
            ? [into, ...args]
            : args;
        const found = this.watch(variant, operator, passed, args);
        equal(difference(found, this.outcome.error, sameBits), "error");
      });
    }
  }

  /** Calls an operator that must do what the primal does besides computing derivatives. */
  private watch(
    variant: Variant,
    operator: OperatorName,
    passed: readonly unknown[],
    args: readonly unknown[],
  ): unknown {
    variant.compiled.takeLog();
    const { value, error } = attempt(variant.operator(operator), passed);
    if (error !== undefined && this.outcome.error === undefined) throw error;
    equal(difference(variant.compiled.takeLog(), this.log, sameBits), `log of ${operator}`);
    equal(difference(args, this.left, sameBits), `arguments after ${operator}`);
    return error ?? value;
  }

  /** A tangent of the arguments; zero in what is not moved. */
  private direction(positions: readonly number[]): unknown[] {
    return this.args.map((arg, k) => tangentLike(arg, () => (positions.includes(k) ? this.random() : 0)));
  }

  private cotangent(): unknown {
    return tangentLike(this.outcome.value, this.random);
  }

  private jvp(variant: Variant, tangents: readonly unknown[]): unknown {
    const [primals, given] = [clone(this.args), clone(tangents)];
    const result = this.watch(variant, "jvp", [primals, given], primals) as [unknown, unknown];
    equal(difference(result[0], this.outcome.value, this.subject.sameValues), "value of jvp");
    equal(difference(given, tangents, sameBits), "tangents after jvp");
    disjoint(result[1], [primals, given, result[0]], "tangent of jvp");
    equal(shapes(result[1], result[0]), "shape of the tangent");
    return result[1];
  }

  private vjp(variant: Variant): { pullback: (cotangent: unknown) => unknown[]; args: unknown[]; value: unknown } {
    const args = clone(this.args) as unknown[];
    const [value, pullback] = this.watch(variant, "vjp", args, args) as [unknown, (cotangent: unknown) => unknown[]];
    equal(difference(value, this.outcome.value, this.subject.sameValues), "value of vjp");
    return {
      args,
      value,
      pullback: (cotangent) => {
        const given = clone(cotangent);
        const gradients = this.ofPresent(pullback(given));
        equal(difference(given, cotangent, sameBits), "cotangent after the pullback");
        disjoint(gradients, [args, given, value], "gradients of a pullback");
        equal(shapes(gradients, this.args), "shape of the gradients");
        return gradients;
      },
    };
  }

  /** Entries of the parameters; what an optional one gets that was left out is nobody's business. */
  private ofPresent(entries: readonly unknown[]): unknown[] {
    return entries.map((entry, k) => (this.args[k] === undefined ? null : entry));
  }

  private forward(variant: Variant): void {
    const zero = this.jvp(variant, this.direction([]));
    if (reals(this.outcome.value).every(Number.isFinite) && this.options.smooth !== false)
      equal(
        difference(
          reals(zero),
          reals(zero).map(() => 0),
          close(0),
        ),
        "tangent in the direction zero",
      );
  }

  /** <u, J v> = <J^T u, v> */
  private reverse(variant: Variant): void {
    const tangents = this.direction(this.subject.active);
    const cotangent = this.cotangent();
    const forward = dot(cotangent, this.jvp(variant, tangents));
    const reverse = dot(this.vjp(variant).pullback(cotangent), tangents, realsOnce);
    if (this.options.smooth === false && !Number.isFinite(forward.sum + reverse.sum)) return;
    const scale = Math.max(forward.size, reverse.size, 1);
    const same = close(IDENTITY * this.precision(), scale);
    equal(same(forward.sum, reverse.sum) ? undefined : `${forward.sum} forward, ${reverse.sum} reverse`, "identity");
  }

  /** Tangents in Float32Arrays are rounded to single precision. */
  private precision(): number {
    const seen = new Set<unknown>();
    const holdsSingles = (value: unknown): boolean => {
      if (value instanceof Float32Array) return true;
      if (typeof value !== "object" || value === null || ArrayBuffer.isView(value) || seen.has(value)) return false;
      seen.add(value);
      return Object.values(value).some(holdsSingles);
    };
    return [...this.args, this.outcome.value].some(holdsSingles) ? 1e6 : 1;
  }

  /** A pullback answers alike at any time, whatever happens to the inputs, to its results and to other pullbacks. */
  private pullbacks(variant: Variant): void {
    const [first, second] = [this.cotangent(), this.cotangent()];
    const reference = this.vjp(variant);
    const [wantFirst, wantSecond] = [clone(reference.pullback(first)), clone(reference.pullback(second))];
    const [one, two] = [this.vjp(variant), this.vjp(variant)];
    overwrite(one.args, 7.25);
    overwrite(one.value, -2.5);
    rearrange(one.args, memoryOf(one.value));
    const gradients = one.pullback(first);
    equal(difference(gradients, wantFirst, sameBits), "pullback after its inputs have changed");
    const kept = clone(gradients);
    equal(difference(two.pullback(second), wantSecond, sameBits), "another pullback in between");
    equal(difference(one.pullback(second), wantSecond, sameBits), "pullback of another cotangent");
    equal(difference(gradients, kept, sameBits), "gradients after another call of the pullback");
    overwrite(gradients, Number.NaN);
    equal(difference(one.pullback(first), wantFirst, sameBits), "the same pullback again");
  }

  private grad(variant: Variant, args: readonly unknown[] = this.args): unknown[] {
    return variant.operator("grad")(...clone(args)) as unknown[];
  }

  private gradients(variant: Variant): void {
    const { active } = this.subject;
    const args = clone(this.args);
    const gradient = this.watch(variant, "grad", args, args) as unknown[];
    disjoint(gradient, [args], "gradient");
    const pulled = this.vjp(variant).pullback(1);
    equal(
      difference(
        gradient.map((entry, k) => (this.args[active[k]] === undefined ? null : entry)),
        active.map((k) => pulled[k]),
        close(1e-13),
      ),
      "grad against vjp",
    );
    const again = clone(this.args);
    const [value, same] = this.watch(variant, "valueAndGrad", again, again) as [unknown, unknown[]];
    equal(difference(value, this.outcome.value, this.subject.sameValues), "value of valueAndGrad");
    equal(difference(same, gradient, close(1e-14)), "gradient of valueAndGrad");
    this.into(variant, gradient);
    const kept = clone(gradient);
    this.grad(variant);
    equal(difference(gradient, kept, sameBits), "gradient after another call");
  }

  /** Memory that the caller hands over holds the gradient then, whatever was in it. */
  private into(variant: Variant, gradient: readonly unknown[]): void {
    const into = clone(gradient);
    overwrite(into, 7.25);
    const args = clone(this.args);
    const value = this.watch(variant, "valueAndGradInto", [into, ...args], args);
    equal(difference(value, this.outcome.value, this.subject.sameValues), "value of valueAndGradInto");
    equal(difference(into, gradient, close(1e-14)), "gradient of valueAndGradInto");
  }

  private differences(): void {
    for (let round = 0; round < 2; round++) {
      const direction = this.direction(this.moved);
      const expected = this.slope((args) => reals(this.subject.primal(...args)), direction);
      this.variants((variant) => {
        const found = reals(this.jvp(variant, direction));
        equal(difference(found, expected, close(this.tolerance)), "jvp against differences");
      });
    }
    this.subject.takeLog();
  }

  private slope(f: (args: readonly unknown[]) => number[], direction: readonly unknown[]): number[] {
    const [at, along] = [realsOnce(this.args), tangentReals(this.args, direction)];
    return slopes(
      (t) =>
        f(
          withReals(
            this.args,
            at.map((x, k) => x + t * along[k]),
          ),
        ),
      this.step,
    );
  }

  private knownGradient(variant: Variant, gradient: readonly unknown[]): void {
    const pulled = this.vjp(variant).pullback(tangentLike(this.outcome.value, () => 1));
    const known = gradient.flatMap((entry, k) => (entry === undefined ? [] : [k]));
    for (const k of known) {
      const same = close(1e-13 * this.precision());
      equal(difference(pulled[k], gradient[k], same), `gradient in parameter ${k}`);
      const entries = realsOnce(gradient[k]);
      for (let at = 0; at < entries.length; at++) {
        // In another direction than that of an infinite derivative, forward mode has 0 * Infinity.
        if (!reals(pulled).every((slope, j) => Number.isFinite(slope) || (j === 0 && pulled.length === 1))) continue;
        let next = 0;
        const unit = this.args.map((arg, j) => tangentLike(arg, () => (j === k && next++ === at ? 1 : 0)));
        const along = reals(this.jvp(variant, unit)).reduce((sum, slope) => sum + slope, 0);
        equal(difference(along, entries[at], same), `jvp in entry ${at} of parameter ${k}`);
      }
    }
  }

  private second(): void {
    const { active } = this.subject;
    const direction = this.direction(this.moved.filter((k) => active.includes(k)));
    const weights = active.map((k) => tangentLike(this.args[k], this.random));
    const smooth = this.options.smooth !== false;
    const gradientAt = (args: readonly unknown[]): number[] => reals(this.grad(this.subject.variants[0], args));
    const expected = smooth ? this.slope(gradientAt, direction) : undefined;
    this.variants((variant) => {
      const args = clone(this.args);
      const passed = [args, clone(direction)];
      const [gradient, along] = this.watch(variant, "forwardOverReverse", passed, args) as [unknown[], unknown[]];
      equal(difference(gradient, this.grad(variant), close(1e-13)), "gradient of forward over reverse");
      if (expected) {
        const tolerance = 10 * this.tolerance;
        equal(difference(reals(along), expected, close(tolerance)), "forward over reverse against differences");
      }
      const own = clone(this.args);
      const [same, pullback] = this.watch(variant, "reverseOverReverse", own, own) as [unknown[], Callable];
      equal(difference(same, this.grad(variant), close(1e-13)), "gradient of reverse over reverse");
      const pulled = this.ofPresent(pullback(clone(weights)) as unknown[]);
      equal(
        difference(this.ofPresent(pullback(clone(weights)) as unknown[]), pulled, sameBits),
        "reverse over reverse, pulled back again",
      );
      const [forward, reverse] = [dot(weights, along), dot(pulled, direction, realsOnce)];
      if (!smooth && !Number.isFinite(forward.sum + reverse.sum)) return;
      const symmetric = close(1e-11 * this.precision(), Math.max(forward.size, reverse.size, 1))(
        forward.sum,
        reverse.sum,
      );
      equal(symmetric ? undefined : `${forward.sum} forward, ${reverse.sum} reverse`, "second derivatives");
    });
  }
}

/** The leaves of a tangent beside those of its value: integer arrays have none in either. */
function tangentReals(args: readonly unknown[], tangents: readonly unknown[]): number[] {
  const seen = new Set<unknown>();
  return args.flatMap((arg, k) => (hasReals(arg) ? realsOnce(tangents[k], seen) : []));
}

function dot(a: unknown, b: unknown, leaves = (value: unknown) => reals(value)): { sum: number; size: number } {
  const [left, right] = [leaves(a), leaves(b)];
  if (left.length !== right.length) throw new Error(`${left.length} leaves against ${right.length}`);
  const terms = left.map((x, k) => (x === 0 || right[k] === 0 ? 0 : x * right[k]));
  return {
    sum: terms.reduce((sum, term) => sum + term, 0),
    size: terms.reduce((sum, term) => sum + Math.abs(term), 0),
  };
}

/** Whether a tangent has its value's containers. What has no real in it may be null as a whole. */
function shapes(tangent: unknown, value: unknown): string | undefined {
  return difference(onlyReals(tangent), onlyReals(tangentLike(value, () => 0)), () => true);
}

function disjoint(result: unknown, others: readonly unknown[], what: string): void {
  const memory = memoryOf(others);
  for (const object of memoryOf(result))
    if (memory.has(object)) throw new Error(`${what}: shares memory with what was passed`);
}

function equal(found: string | undefined, what: string): void {
  if (found !== undefined) throw new Error(`${what}: ${found}`);
}

function within(label: string, body: () => void): void {
  try {
    body();
  } catch (error) {
    if (error instanceof Error) error.message = `${label}: ${error.message}`;
    throw error;
  }
}
