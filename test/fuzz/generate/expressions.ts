/** Random expressions. What they compute stays bounded where the variables are, and away from poles and kinks as a rule. */
import { type Callee, type Dice, type Frame, LENGTH, matrices, type Type, type Variable, vectors } from "./scope.js";

type Choice = () => string;

export class Expressions {
  protected frame: Frame = { variables: [], callees: [], constants: [], tables: [] };
  /** Where nothing may be written. */
  protected isPure = false;
  /** Nested loops and calls multiply; nothing is called where this is small. */
  protected trips = 1;
  /** The depth that a recursive function may still ask for: the name of its parameter. */
  protected depthParameter: string | undefined;
  protected allowsOperators = false;
  /** How many indices, integers and arguments are being written inside each other. */
  private nesting = 0;

  constructor(protected readonly dice: Dice) {}

  protected chance(percent: number): boolean {
    return this.dice.int(100) < percent;
  }

  protected pick<T>(options: readonly T[]): T {
    return options[this.dice.int(options.length)];
  }

  /** One of the choices, each as often as its weight says. */
  protected weighted(choices: readonly (readonly [weight: number, choice: Choice])[]): string {
    const open = choices.filter(([weight]) => weight > 0);
    let at = this.dice.int(open.reduce((sum, [weight]) => sum + weight, 0));
    for (const [weight, choice] of open) {
      at -= weight;
      if (at < 0) return choice();
    }
    throw new Error("no choice is open");
  }

  private nested<T>(body: () => T): T {
    this.nesting++;
    const made = body();
    this.nesting--;
    return made;
  }

  protected of(...types: readonly Type[]): Variable[] {
    return this.frame.variables.filter(({ type }) => types.includes(type));
  }

  protected literal(): string {
    return this.pick(["0.5", "1", "2", "0.25", "1.5", "0.3", "0.7", "3", "0.1"]);
  }

  /** A place of a number: a variable, an element, a component. */
  protected target(): string {
    const mutable = this.of("number").filter(({ isMutable }) => isMutable);
    const elements = this.hasElements();
    return this.weighted([
      [mutable.length > 0 ? 4 : 0, () => this.pick(mutable).name],
      [elements ? 5 : 0, () => this.element()],
      [mutable.length === 0 && !elements ? 1 : 0, () => this.pick(this.of("number")).name],
    ]);
  }

  protected canAssign(): boolean {
    if (this.isPure) return false;
    return this.hasElements() || this.of("number").some(({ isMutable }) => isMutable);
  }

  protected hasElements(): boolean {
    return this.of(...vectors, ...matrices, "[number, number]", "Point", "Point[]").length > 0;
  }

  protected element(): string {
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

  private choice(type: Type): string | undefined {
    const known = this.of(type);
    if (this.chance(40)) return this.call(type);
    return `(${this.condition(0)} ? ${this.pick(known).name} : ${this.pick(known).name})`;
  }

  /** An integer in the bounds of an array. */
  protected index(): string {
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
  protected integer(depth = 1): string {
    const integers = this.of("integer");
    const leaf = (): string =>
      integers.length > 0 && this.chance(80) ? this.pick(integers).name : String(this.dice.int(4));
    if (depth === 0 || this.nesting > 2) return leaf();
    return this.nested(() => this.anyInteger(leaf));
  }

  private anyInteger(leaf: () => string): string {
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

  protected condition(depth = 1): string {
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
  protected bounded(depth: number): string {
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
  private square(depth: number): string {
    const x = this.number(Math.max(depth - 1, 0));
    return this.chance(70) && /^[\w.[\]]+$/.test(x) && !x.includes("++") ? `${x} * ${x}` : `(${x}) ** 2`;
  }

  protected number(depth: number): string {
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
    ]);
  }

  /** A function of one number, which reads and may write what is around it. */
  private lambda(): string {
    const { frame } = this;
    const p = `p${this.nesting}`;
    const variable: Variable = { name: p, type: "number", isMutable: false };
    this.frame = { ...frame, variables: [...frame.variables, variable, variable] };
    const body = this.nested(() => this.number(1));
    const text =
      this.canAssign() && this.chance(30) ? `{ ${this.target()} += ${this.bounded(0)}; return ${body}; }` : body;
    this.frame = frame;
    return `(${p}: number) => ${text.startsWith("{ ") ? text : `(${text})`}`;
  }

  private growing(depth: number): string {
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

  private shortCircuit(depth: number): string {
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

  private apply(): string {
    const { name } = this.pick(this.of("(p: number) => number"));
    return `${name}(${this.nested(() => this.number(1))})`;
  }

  /** A derivative inside of what is differentiated, of a function of what is around it. */
  private derivative(): string {
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
  private effect(depth: number): string {
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

  protected leaf(): string {
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

  /** A value of any type; fresh memory, a name, or a part of a larger one. */
  protected value(type: Type, depth = 1): string {
    const known = this.of(type);
    const matches = matrices.includes(type) ? [] : this.of(...matrices).filter((m) => m.type === `${type}[]`);
    const points = type === "Float64Array" ? this.of("Point") : [];
    const lists = type === "Point" ? this.of("Point[]") : [];
    const part = type === "Float64Array" ? 0 : type === "number[]" ? 1 : undefined;
    const mixed = part === undefined ? [] : this.of("[Float64Array, number[]]");
    const pairs = this.chance(70) ? undefined : this.call(type);
    if (pairs) return pairs;
    return this.weighted([
      [3, () => this.fresh(type)],
      [this.canCopy(type) ? 2 : 0, () => this.copy(type)],
      [known.length > 0 ? 4 : 0, () => this.pick(known).name],
      [matches.length > 0 ? 4 : 0, () => `${this.pick(matches).name}[${this.index()}]`],
      [points.length > 0 ? 2 : 0, () => `${this.pick(points).name}.v`],
      [mixed.length > 0 ? 2 : 0, () => `${this.pick(mixed).name}[${part}]`],
      [lists.length > 0 ? 3 : 0, () => `${this.pick(lists).name}[${this.index()}]`],
      [
        depth > 0 && known.length + matches.length > 0 ? 3 : 0,
        () => `(${this.condition(0)} ? ${this.value(type, 0)} : ${this.value(type, 0)})`,
      ],
    ]);
  }

  private canCopy(type: Type): boolean {
    if (type === "Point[]" || matrices.includes(type)) return this.of(type).length > 0;
    return vectors.includes(type) && type !== "Int32Array" && this.of(...vectors).length > 0;
  }

  /** A copy of an array; of one of arrays, another array of the same ones. */
  private copy(type: Type): string {
    const same = this.of(type);
    const { name, type: from } = this.pick(
      !vectors.includes(type) || (same.length > 0 && this.chance(60)) ? same : this.of(...vectors),
    );
    if (type === "number[]") return from === type && this.chance(50) ? `${name}.slice()` : `[...${name}]`;
    if (vectors.includes(type)) return from === type && this.chance(50) ? `${name}.slice()` : `new ${type}(${name})`;
    return this.pick([`${same[0].name}.slice()`, `[...${same[0].name}]`]);
  }

  protected fresh(type: Type): string {
    const x = (): string => this.number(1);
    switch (type) {
      case "number":
        return this.number(2);
      case "integer":
        return this.integer();
      case "boolean":
        return this.condition();
      case "Float64Array":
      case "Float32Array":
        return this.chance(40) ? `new ${type}([${x()}, ${x()}, ${x()}])` : `new ${type}(${LENGTH})`;
      case "number[]":
        return `[${x()}, ${x()}, ${x()}]`;
      case "Int32Array":
        return this.chance(50)
          ? `new Int32Array([${x()}, 3 * ${x()}, ${this.integer()}])`
          : `new Int32Array(${LENGTH})`;
      case "number | undefined":
        return `(${this.condition()} ? ${x()} : undefined)`;
      case "[Float64Array, number[]]":
        return `[${this.value("Float64Array", 0)}, ${this.value("number[]", 0)}]`;
      case "Point[]":
        return `[${this.value("Point", 0)}, ${this.value("Point", 0)}, ${this.value("Point", 0)}]`;
      case "(p: number) => number":
        return this.lambda();
      case "[number, number]":
        return `[${x()}, ${x()}]`;
      case "Point":
        return `{ x: ${x()}, y: ${x()}, v: ${this.value("Float64Array", 0)} }`;
      case "number[][]":
      case "Float64Array[]": {
        const row = type === "number[][]" ? "number[]" : "Float64Array";
        return `[${this.value(row, 0)}, ${this.value(row, 0)}, ${this.value(row, 0)}]`;
      }
    }
  }

  private argument(type: Type): string {
    if (type === "number") return this.number(1);
    const functions = this.frame.callees.filter(
      ({ params, result, isRecursive, hasRest }) =>
        result === "number" && params.length === 1 && params[0].type === "number" && !isRecursive && !hasRest,
    );
    const isFunction = type === "(p: number) => number";
    return isFunction && functions.length > 0 && this.chance(50) ? this.pick(functions).name : this.value(type, 0);
  }

  /** A call of a function with this result, where there is one and it is cheap enough. */
  protected call(result: Callee["result"]): string | undefined {
    const callees = this.frame.callees.filter(
      (callee) =>
        callee.result === result && (!callee.isRecursive || this.depthParameter === undefined || this.trips <= 2),
    );
    if (callees.length === 0 || this.trips > 30 || this.nesting > 1) return undefined;
    const { name, params, isRecursive, hasRest } = this.pick(callees);
    const given = isRecursive ? params.slice(0, -1) : params;
    const required = given.filter(({ isOptional }) => !isOptional).length;
    const count = isRecursive ? given.length : required + this.dice.int(given.length - required + 1);
    const args = this.nested(() => given.slice(0, count).map(({ type }) => this.argument(type)));
    if (hasRest && count === given.length)
      for (let k = this.dice.int(4); k > 0; k--) args.push(this.nested(() => this.number(1)));
    if (isRecursive) args.push(this.depthParameter ? `${this.depthParameter} - 1` : this.pick(["1", "2", "3"]));
    return `${name}(${args.join(", ")})`;
  }
}
