/**
 * Truncated power series of the primitives. They follow from the partial derivatives in the rule table, one order after the other:
 * y' is the sum of partial * x', and the partials are series themselves (Griewank and Walther, Evaluating Derivatives, section 13.2).
 */
import { Builder, emptyRegion } from "../ir/builder.js";
import type { Region, Value } from "../ir/ops.js";
import type { PrimitiveName } from "../ir/primitives.js";
import { F64 } from "../ir/types.js";
import { getRule } from "../rules/table.js";

/** Powers that are made of products. */
const largestPower = 64;

/** The coefficients of a series as far as they have been asked for. */
export class Series {
  private readonly known: (Value | undefined)[];

  /** Without `coefficient` it is a constant. */
  constructor(
    readonly first: Value,
    private readonly coefficient?: (k: number) => Value | undefined,
  ) {
    this.known = [first];
  }

  get isConstant(): boolean {
    return this.coefficient === undefined;
  }

  /** The coefficient of order `k`; nothing where it is zero. */
  at(k: number): Value | undefined {
    for (let next = this.known.length; next <= k; next++) this.known.push(this.coefficient?.(next));
    return this.known[k];
  }
}

/** Emits the coefficients of what is computed from given series. */
export class SeriesArithmetic {
  private readonly ids = new Map<Series, number>();
  /** What has been made of which series: derivatives lead back to functions that are there already. */
  private readonly made = new Map<string, Series>();
  private readonly one: Value;

  constructor(
    private readonly build: Builder,
    private readonly constant: (value: Value) => number | undefined,
  ) {
    this.one = build.const(1, F64);
  }

  /** The series of a primitive; `first`: its value, where that is there already. */
  primitive(name: PrimitiveName, args: readonly Series[], first?: Value): Series {
    const key = `${name} ${args.map((arg) => this.id(arg)).join(" ")}`;
    const known = this.made.get(key);
    if (known) return known;
    const value = first ?? this.build.prim(name, ...args.map((arg) => arg.first));
    const series = this.make(name, args, value);
    this.made.set(key, series);
    return series;
  }

  private id(series: Series): number {
    const id = this.ids.get(series) ?? this.ids.size;
    this.ids.set(series, id);
    return id;
  }

  private make(name: PrimitiveName, args: readonly Series[], first: Value): Series {
    const [a, b] = args;
    if (args.every((arg) => arg.isConstant) || !getRule(name).partial) return new Series(first);
    switch (name) {
      case "add":
        return new Series(first, (k) => this.plus(a.at(k), b.at(k)));
      case "sub":
        return new Series(first, (k) => this.minus(a.at(k), b.at(k)));
      case "neg":
        return new Series(first, (k) => this.minus(undefined, a.at(k)));
      case "mul":
        return new Series(first, (k) => this.convolution(a, b, k, 0, k));
      case "div":
        return this.quotient(a, b, first);
      case "pow":
        return this.power(a, b, first);
      default:
        return this.byPartials(name, args, first);
    }
  }

  private quotient(a: Series, b: Series, first: Value): Series {
    const made: Series = new Series(first, (k) => {
      const rest = this.minus(a.at(k), this.convolution(b, made, k, 1, k));
      return rest && this.build.prim("div", rest, b.first);
    });
    return made;
  }

  private power(a: Series, b: Series, first: Value): Series {
    const n = b.isConstant ? this.constant(b.first) : undefined;
    if (n !== undefined && Number.isInteger(n) && Math.abs(n) <= largestPower) {
      const positive = this.integerPower(a, Math.abs(n));
      const whole = n < 0 ? this.primitive("div", [new Series(this.one), positive]) : positive;
      return new Series(first, (k) => whole.at(k));
    }
    if (b.isConstant)
      return n !== undefined && n < 1 ? this.constantPower(a, n, first) : this.byPartials("pow", [a, b], first);
    const exponent = this.primitive("mul", [b, this.primitive("log", [a])]);
    const made: Series = new Series(first, (k) => this.integral(k, [exponent], [made]));
    return made;
  }

  private integerPower(a: Series, n: number): Series {
    if (n === 0) return new Series(this.one);
    if (n === 1) return a;
    const half = this.integerPower(a, Math.floor(n / 2));
    const square = this.primitive("mul", [half, half]);
    return n % 2 === 0 ? square : this.primitive("mul", [square, a]);
  }

  /** a y' = n a' y */
  private constantPower(a: Series, n: number, first: Value): Series {
    const { build } = this;
    const made: Series = new Series(first, (k) => {
      let sum: Value | undefined;
      for (let j = 1; j <= k; j++) {
        const term = this.times(a.at(j), made.at(k - j));
        const weight = n * j - (k - j);
        sum = this.plus(sum, term && build.prim("mul", build.const(weight, F64), term));
      }
      return sum && build.prim("div", sum, build.prim("mul", build.const(k), a.first));
    });
    return made;
  }

  private byPartials(name: PrimitiveName, args: readonly Series[], first: Value): Series {
    let partials: readonly (Series | undefined)[] | undefined;
    const made: Series = new Series(first, (k) => {
      partials ??= args.map((arg, i) => (arg.isConstant ? undefined : this.partial(name, i, args, made)));
      return this.integral(k, args, partials);
    });
    return made;
  }

  /** The coefficient of order `k` of the integral of the sum of partial * x'. */
  private integral(k: number, args: readonly Series[], partials: readonly (Series | undefined)[]): Value | undefined {
    const { build } = this;
    let sum: Value | undefined;
    args.forEach((arg, i) => {
      const partial = partials[i];
      if (!partial) return;
      for (let j = 1; j <= k; j++) {
        const term = this.times(arg.at(j), partial.at(k - j));
        sum = this.plus(sum, term && j > 1 ? build.prim("mul", build.const(j), term) : term);
      }
    });
    return sum && k > 1 ? build.prim("div", sum, build.const(k)) : sum;
  }

  /** The partial derivative as a series: what the rule says of values, said of series. */
  private partial(name: PrimitiveName, i: number, args: readonly Series[], y: Series): Series | undefined {
    const rule = getRule(name);
    const scratch = emptyRegion();
    const { one, constant } = this;
    const values = args.map((arg) => arg.first);
    const found = rule.partial?.({ build: new Builder(scratch), i, t: one, args: values, y: y.first, constant });
    if (!found) return undefined;
    const known = new Map<Value, Series>(args.map((arg) => [arg.first, arg]));
    known.set(y.first, y);
    this.follow(scratch, known);
    return known.get(found) ?? new Series(found);
  }

  /** Branches are followed in both arms, and the coefficients are chosen from. */
  private follow(region: Region, known: Map<Value, Series>): void {
    const { build, one } = this;
    const of = (value: Value): Series => known.get(value) ?? new Series(value);
    for (const op of region.ops) {
      if (op.kind === "const") known.set(op.results[0], new Series(build.const(op.value, op.results[0].type)));
      else if (op.kind === "prim") {
        const [left, right] = op.operands;
        const isOne = op.name === "mul" && (left === one || right === one);
        const series = isOne ? of(left === one ? right : left) : this.primitive(op.name, op.operands.map(of));
        known.set(op.results[0], series);
      } else if (op.kind === "if") {
        for (const arm of op.regions) this.follow(arm, known);
        const condition = of(op.operands[0]).first;
        const [then, otherwise] = op.regions;
        op.results.forEach((result, k) =>
          known.set(result, this.chosen(condition, of(then.yields[k]), of(otherwise.yields[k]))),
        );
      } else throw new Error(`a partial derivative has no ${op.kind}`);
    }
  }

  private chosen(condition: Value, then: Series, otherwise: Series): Series {
    const { build } = this;
    const first = build.select(condition, then.first, otherwise.first);
    if (then.isConstant && otherwise.isConstant) return new Series(first);
    return new Series(first, (k) => {
      const [a, b] = [then.at(k), otherwise.at(k)];
      return a || b ? build.select(condition, a ?? this.zero(), b ?? this.zero()) : undefined;
    });
  }

  /** The sum of a_j b_(k-j) for j from `from` to `to`. */
  private convolution(a: Series, b: Series, k: number, from: number, to: number): Value | undefined {
    let sum: Value | undefined;
    for (let j = from; j <= to; j++) sum = this.plus(sum, this.times(a.at(j), b.at(k - j)));
    return sum;
  }

  private zero(): Value {
    return this.build.const(0, F64);
  }

  private plus(a: Value | undefined, b: Value | undefined): Value | undefined {
    return a && b ? this.build.prim("add", a, b) : (a ?? b);
  }

  private minus(a: Value | undefined, b: Value | undefined): Value | undefined {
    if (!b) return a;
    return a ? this.build.prim("sub", a, b) : this.build.prim("neg", b);
  }

  private times(a: Value | undefined, b: Value | undefined): Value | undefined {
    if (!a || !b) return undefined;
    if (a === this.one) return b;
    return b === this.one ? a : this.build.prim("mul", a, b);
  }
}
