/** Random expressions. What they compute stays bounded where the variables are, and away from poles and kinks as a rule. */
import type { ArrowOptions } from "./family.js";
import { Draws } from "./draws.js";
import { type Callee, LENGTH, matrices, type Type, type Variable, vectors } from "./scope.js";

export abstract class Expressions extends Draws {
  /** A value of any type; fresh memory, a name, or a part of a larger one. */
  abstract value(type: Type, depth?: number): string;
  /** A call of a function with this result, where there is one and it is cheap enough. */
  abstract call(result: Callee["result"]): string | undefined;

  /** A place of a number: a variable, an element, a component. */
  target(): string {
    const mutable = this.of("number").filter(({ isMutable }) => isMutable);
    const elements = this.hasElements();
    return this.weighted([
      [mutable.length > 0 ? 4 : 0, () => this.pick(mutable).name],
      [elements ? 5 : 0, () => this.element()],
      [mutable.length === 0 && !elements ? 1 : 0, () => this.pick(this.of("number")).name],
    ]);
  }

  element(): string {
    const { name, type } = this.pick(this.of(...vectors, ...matrices, "[number, number]", "Point", "Point[]"));
    if (type === "Point[]") {
      const point = `${name}[${this.index()}]`;
      return this.pick([`${point}.x`, `${point}.y`, `${point}.v[${this.index()}]`]);
    }
    // A part of an array that is only known when the program runs.
    if (vectors.includes(type) && this.nesting < 1 && this.chance(6)) {
      return `${this.nested(() => this.choice(type) ?? name)}[${this.index()}]`;
    }
    if (type === "[number, number]") return `${name}[${this.pick(["0", "1"])}]`;
    if (type === "Point") return this.pick([`${name}.x`, `${name}.y`, `${name}.v[${this.index()}]`]);
    return matrices.includes(type) ? `${name}[${this.index()}][${this.index()}]` : `${name}[${this.index()}]`;
  }

  choice(type: Type): string | undefined {
    const known = this.of(type);
    if (this.chance(40)) return this.call(type);
    return `(${this.condition(0)} ? ${this.pick(known).name} : ${this.pick(known).name})`;
  }

  /** An integer in the bounds of an array. */
  index(): string {
    const small = this.of("integer").filter(({ below }) => below !== undefined && below <= LENGTH);
    const cursors = this.of("integer").filter(
      ({ below, isMutable }) => below === undefined && isMutable && !this.isPure,
    );
    return this.weighted([
      [small.length > 0 ? 6 : 0, () => this.pick(small).name],
      [3, () => String(this.dice.int(LENGTH))],
      [this.nesting < 2 ? 2 : 0, () => `(${this.nested(() => this.integer())}) % ${LENGTH}`],
      [cursors.length > 0 ? 2 : 0, () => `${this.pick(cursors).name}++ % ${LENGTH}`],
      [small.length > 0 ? 1 : 0, () => `${LENGTH - 1} - ${this.pick(small).name}`],
    ]);
  }

  /** An integer that is not negative. */
  integer(depth = 1): string {
    const integers = this.of("integer");
    const leaf = (): string =>
      integers.length > 0 && this.chance(80) ? this.pick(integers).name : String(this.dice.int(4));
    if (depth === 0 || this.nesting > 2) return leaf();
    return this.nested(() => this.anyInteger(leaf));
  }

  anyInteger(leaf: () => string): string {
    return this.weighted([
      [4, leaf],
      [2, () => `${leaf()} + ${leaf()}`],
      [1, () => `${leaf()} * ${this.pick(["2", "3"])}`],
      [1, () => `(${leaf()} & 1)`],
      [1, () => `(${leaf()} ^ 1)`],
      [1, () => `(${leaf()} >> 1)`],
      [1, () => `(${this.condition(0)} ? 1 : ${leaf()})`],
      [1, () => `Math.floor(Math.abs(${this.bounded(1)}) * 2.9)`],
      [1, () => `((${this.bounded(0)} * 7) | 0) + 8`],
    ]);
  }

  condition(depth = 1): string {
    const flags = this.of("boolean");
    const integers = this.of("integer");
    return this.weighted([
      [5, () => `${this.number(1)} ${this.pick(["<", ">", "<=", ">="])} ${this.number(depth > 0 ? 1 : 0)}`],
      [flags.length > 0 ? 2 : 0, () => this.pick(flags).name],
      [integers.length > 0 ? 2 : 0, () => `${this.pick(integers).name} % 2 === ${this.dice.int(2)}`],
      [
        integers.length > 0 ? 2 : 0,
        () => `${this.pick(integers).name} ${this.pick(["<", ">", "===", "!=="])} ${this.dice.int(3)}`,
      ],
      [depth > 0 ? 1 : 0, () => `(${this.condition(0)}) && (${this.condition(0)})`],
      [depth > 0 ? 1 : 0, () => `(${this.condition(0)}) || (${this.condition(0)})`],
      [depth > 0 ? 1 : 0, () => `!(${this.condition(0)})`],
      [depth > 0 && this.canAssign() ? 1 : 0, () => `(${this.target()} = ${this.bounded(1)}) > ${this.number(0)}`],
    ]);
  }

  /** A number of the size of one. */
  bounded(depth: number): string {
    const x = (): string => this.number(Math.max(depth - 1, 0));
    return this.weighted([
      [4, () => `Math.sin(${x()})`],
      [3, () => `Math.cos(${x()})`],
      [3, () => `Math.tanh(${x()})`],
      [1, () => `Math.atan(${x()})`],
      [1, () => `Math.exp(-(${this.square(depth)}))`],
      [1, () => `1 / (1 + ${this.square(depth)})`],
      [1, () => `${x()} / Math.sqrt(1 + ${this.square(depth)})`],
      [1, () => `Math.asin(0.9 * Math.sin(${x()}))`],
      [1, () => `Math.acos(0.8 * Math.cos(${x()}))`],
      [1, () => `Math.atanh(0.6 * Math.tanh(${x()}))`],
      [1, () => `Math.atan2(${x()}, 2 + Math.sin(${x()}))`],
      [1, () => `Math.asinh(${x()})`],
      [1, () => `Math.tan(0.7 * Math.sin(${x()}))`],
      [1, () => `(${x()}) % ${this.pick(["2", "1.5", "0.7"])}`],
    ]);
  }

  /** A square, as something that is never negative. */
  square(depth: number): string {
    const x = this.number(Math.max(depth - 1, 0));
    return this.chance(70) && /^[\w.[\]]+$/.test(x) && !x.includes("++") ? `${x} * ${x}` : `(${x}) ** 2`;
  }

  number(depth: number): string {
    if (depth === 0) return this.leaf();
    const x = (): string => this.number(depth - 1);
    return this.weighted([
      [5, () => this.leaf()],
      [6, () => this.bounded(depth)],
      [4, () => `(${x()} + ${x()})`],
      [3, () => `(${x()} - ${x()})`],
      [4, () => `${x()} * ${this.bounded(depth - 1)}`],
      [2, () => `0.5 * ${x()}`],
      [1, () => `(${x()}) / ${this.pick(["2", "3", `(2 + Math.sin(${this.leaf()}))`])}`],
      [1, () => `-${this.leaf()}`],
      [2, () => this.growing(depth)],
      [2, () => `(${this.condition(0)} ? ${x()} : ${x()})`],
      [1, () => this.shortCircuit(depth)],
      [2, () => this.call("number") ?? this.leaf()],
      [this.of("(p: number) => number").length > 0 && this.trips <= 30 ? 3 : 0, () => this.apply()],
      [this.isPure || this.trips > 5 ? 0 : 1, () => this.derivative()],
      [this.canAssign() ? 2 : 0, () => this.effect(depth)],
      ...(this.isPure ? [] : this.offered((family, pen) => family.numbers?.(pen, depth))),
    ]);
  }

  /** A function of one number. */
  lambda(): string {
    return this.arrow(["p"]);
  }

  arrow(params: readonly string[], { returns, isPure = false, counters = [] }: ArrowOptions = {}): string {
    const { frame, isPure: wasPure } = this;
    const names = params.map((param) => `${param}${this.nesting}`);
    const own = names.flatMap((name, index): Variable[] => {
      if (counters.includes(params[index])) return [{ name, type: "integer", isMutable: false, below: 99 }];
      // Most of what it computes is about its parameters.
      const variable: Variable = { name, type: "number", isMutable: false };
      return [variable, variable];
    });
    this.frame = { ...frame, variables: [...frame.variables, ...own] };
    this.isPure ||= isPure;
    const body = this.nested(returns ?? (() => this.number(1)));
    const effect =
      this.canAssign() && this.chance(30) ? `{ ${this.target()} += ${this.bounded(0)}; return ${body}; }` : undefined;
    Object.assign(this, { frame, isPure: wasPure });
    return `(${names.map((name) => `${name}: number`).join(", ")}) => ${effect ?? `(${body})`}`;
  }

  growing(depth: number): string {
    const x = (): string => this.number(depth - 1);
    return this.weighted([
      [1, () => `Math.sqrt(1 + ${this.square(depth)})`],
      [1, () => `Math.log(1 + ${this.square(depth)})`],
      [1, () => `Math.log1p(${this.square(depth)})`],
      [1, () => `Math.log2(1.5 + ${this.square(depth)})`],
      [1, () => `Math.cbrt(2 + Math.sin(${x()}))`],
      [1, () => `Math.exp(Math.tanh(${x()}))`],
      [1, () => `Math.expm1(0.5 * Math.sin(${x()}))`],
      [1, () => `Math.cosh(Math.sin(${x()}))`],
      [1, () => `Math.sinh(Math.cos(${x()}))`],
      [1, () => `Math.acosh(2 + ${this.square(depth)})`],
      [1, () => `Math.hypot(1, ${x()}, ${x()})`],
      [1, () => `Math.hypot(${x()}, 1.5)`],
      [2, () => `Math.max(${x()}, ${x()})`],
      [2, () => `Math.min(${x()}, ${x()}, ${this.literal()})`],
      [2, () => `Math.abs(${x()})`],
      [1, () => `(1.2 + Math.sin(${x()})) ** ${this.pick(["2", "3", "0.5", "-1", "1.5", this.leaf()])}`],
      [1, () => `Math.pow(1.5 + Math.cos(${x()}), ${this.leaf()})`],
      [1, () => `Math.fround(${x()})`],
      [1, () => `Math.sign(${x()}) * ${x()}`],
      [1, () => `(${x()}) * Math.floor(3 * ${this.bounded(0)})`],
      [1, () => `+(${x()})`],
    ]);
  }

  shortCircuit(depth: number): string {
    const x = (): string => this.number(depth - 1);
    const lists = this.of("number[]");
    return this.weighted([
      [2, () => `(${this.bounded(depth - 1)} || ${x()})`],
      [2, () => `(${this.bounded(depth - 1)} && ${x()})`],
      [
        lists.length > 0 ? 2 : 0,
        () => `(${this.pick(lists).name}[${this.integer(0)} + ${this.pick(["0", "1", "2"])}] ?? ${x()})`,
      ],
      [1, () => `((${this.condition(0)} ? undefined : ${x()}) ?? ${x()})`],
      [1, () => `((${this.condition(0)} && ${x()}) || ${x()})`],
    ]);
  }

  apply(): string {
    const { name } = this.pick(this.of("(p: number) => number"));
    return `${name}(${this.nested(() => this.number(1))})`;
  }

  /** A derivative inside of what is differentiated, of a function of what is around it. */
  derivative(): string {
    if (!this.allowsOperators || this.nesting > 0) return this.leaf();
    const { frame } = this;
    const [q, type] = this.chance(70) ? ["q", "number" as const] : ["v", "Float64Array" as const];
    const outer = type === "number" ? this.number(1) : this.value(type, 0);
    this.isPure = true;
    const others = frame.variables.filter(({ name }) => name !== q);
    this.frame = {
      ...frame,
      callees: [],
      variables: [...others, ...Array.from({ length: 4 }, () => ({ name: q, type, isMutable: false }))],
    };
    const body = this.nested(() => this.number(2));
    this.frame = frame;
    this.isPure = false;
    const f = `(${q}: ${type}) => ${body}`;
    if (type === "Float64Array") return `grad(${f})(${outer})[${this.index()}]`;
    return this.weighted([
      [3, () => `grad(${f})(${outer})`],
      [1, () => `valueAndGrad(${f})(${outer})[${this.pick(["0", "1"])}]`],
      [1, () => `jvp(${f})([${outer}], [${this.leaf()}])[1]`],
    ]);
  }

  /** An expression that also writes. */
  effect(depth: number): string {
    const target = this.target();
    return this.weighted([
      [2, () => `(${target} = ${this.bounded(depth)})`],
      [1, () => `(${target} += ${this.bounded(depth)})`],
      [1, () => `(${target} *= ${this.bounded(depth)})`],
      [1, () => `${target}++`],
      [1, () => `--${target}`],
      [1, () => `(${target} = ${this.bounded(depth)}, ${this.number(depth - 1)})`],
    ]);
  }

  leaf(): string {
    const numbers = this.of("number");
    const integers = this.of("integer");
    const maybes = this.of("number | undefined");
    const mixed = this.of("[Float64Array, number[]]");
    const { constants, tables } = this.frame;
    return this.weighted([
      [numbers.length > 0 ? 8 : 0, () => this.pick(numbers).name],
      [this.hasElements() ? 6 : 0, () => this.element()],
      [2, () => this.literal()],
      [integers.length > 0 ? 1 : 0, () => this.pick(integers).name],
      [constants.length > 0 ? 1 : 0, () => this.pick(constants)],
      [tables.length > 0 ? 2 : 0, () => `${this.pick(tables)}[${this.index()}]`],
      [maybes.length > 0 ? 3 : 0, () => `(${this.pick(maybes).name} ?? ${this.literal()})`],
      [mixed.length > 0 ? 2 : 0, () => `${this.pick(mixed).name}[${this.pick(["0", "1"])}][${this.index()}]`],
    ]);
  }
}
