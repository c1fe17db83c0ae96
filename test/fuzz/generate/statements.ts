/** Random statements: every kind of loop and jump, nested, with writes to variables and memory between them. */
import { Expressions } from "./expressions.js";
import { LENGTH, matrices, type Type, type Variable, vectors } from "./scope.js";

const MOST_TRIPS = 60;
const localTypes: readonly Type[] = [
  "number",
  "number",
  "number",
  "number[]",
  "Float64Array",
  "[number, number]",
  "boolean",
  "integer",
  "Float64Array[]",
  "number[][]",
  "Point",
  "Float32Array",
  "Int32Array",
  "[Float64Array, number[]]",
  "number | undefined",
  "Point[]",
  "Point[]",
];

/** Names that the compiler might like too. */
const generatedNames = [
  "i",
  "n",
  "t",
  "v",
  "x_b",
  "x0_b",
  "a0_b",
  "x_t",
  "s_b",
  "y_b",
  "y",
  "tape",
  "residuals",
  "v_cache",
  "f_grad",
  "f_reverse",
  "m",
  "a",
  "b",
  "c",
  "cotangent",
  "addInto",
  "zerosLike",
  "primals",
  "isNullish",
  "name",
  "of",
  "type",
]; // prettier-ignore

/** What a jump may leave: the innermost comes last. */
interface Exit {
  readonly label: string | undefined;
  readonly kind: "loop" | "switch" | "block";
}

export class Statements extends Expressions {
  private counter = 0;
  private readonly taken = new Set<string>();
  private exits: Exit[] = [];
  /** Type of the result of the function around; undefined for none. */
  protected result: Type | "void" = "number";
  /** How much is still to be written. */
  protected budget = 0;
  private inClosure = false;

  /** A name that nothing has in the function that is written. */
  protected name(prefix: string): string {
    const free = this.chance(12) ? generatedNames.filter((name) => !this.taken.has(name)) : [];
    let name = free.length > 0 ? this.pick(free) : `${prefix}${this.counter++}`;
    while (this.taken.has(name)) name = `${prefix}${this.counter++}`;
    this.taken.add(name);
    return name;
  }

  /** What follows has names of its own, which may be those of other functions. */
  protected forgetNames(but: readonly string[] = []): void {
    this.counter = 0;
    this.taken.clear();
    for (const name of but) this.taken.add(name);
  }

  protected add(variable: Variable): void {
    this.frame = { ...this.frame, variables: [...this.frame.variables, variable] };
  }

  /** Runs `body` with the names in scope as they are, and forgets those that it adds. */
  protected scoped<T>(body: () => T): T {
    const { frame, trips, exits } = this;
    const made = body();
    Object.assign(this, { frame, trips, exits });
    return made;
  }

  protected block(depth: number, most: number, before: readonly string[] = [], isFunction = false): string {
    return this.scoped(() => {
      const lines = [...before];
      if (before.length === 0 && !isFunction && this.chance(8)) lines.push(...this.shadowing());
      const count = 1 + this.dice.int(most);
      for (let k = 0; k < count; k++) lines.push(this.statement(depth));
      return `{\n${lines.join("\n")}\n}`;
    });
  }

  /** Another variable under the name of one around the block. */
  private shadowing(): string[] {
    const around = this.of("number", "Float64Array", "number[]").filter(({ name }) => !this.isLoopVariable(name));
    if (around.length === 0) return [];
    const { name, type } = this.pick(around);
    const value = this.value(type);
    // The name already means the new variable here.
    if (new RegExp(`\\b${name}\\b`).test(value)) return [];
    this.frame = { ...this.frame, variables: this.frame.variables.filter((other) => other.name !== name) };
    this.add({ name, type, isMutable: true });
    return [`let ${name}: ${type} = ${value};`];
  }

  private isLoopVariable(name: string): boolean {
    return this.of("integer").some((other) => other.name === name);
  }

  protected statement(depth: number): string {
    this.budget--;
    const nested = depth > 0 && this.budget > 0 ? 1 : 0;
    const loops = this.trips * 2 <= MOST_TRIPS ? nested : 0;
    return this.weighted([
      [4, () => this.declaration()],
      [8, () => this.assignment()],
      [2, () => this.swap()],
      [1, () => this.destructuring()],
      [this.trips === 1 && this.of("number[]").length > 0 ? 1 : 0, () => this.growth()],
      [this.assignableArrays().length > 0 ? 2 : 0, () => this.redirect()],
      [this.of("number | undefined").some(({ isMutable }) => isMutable) ? 2 : 0, () => this.maybe()],
      [this.of("Point", "[Float64Array, number[]]").length > 0 ? 1 : 0, () => this.part()],
      [this.of("Point[]").length > 0 ? 2 : 0, () => this.points()],
      [this.of(...vectors, ...matrices).length > 0 ? 1 : 0, () => this.filled()],
      [this.frame.callees.some(({ result }) => result === "void") ? 2 : 0, () => `${this.call("void") ?? "0"};`],
      [2, () => this.jump()],
      [5 * nested, () => this.if(depth)],
      [6 * loops, () => this.loop(depth)],
      [1 * nested, () => this.switch(depth)],
      [1 * nested, () => this.labelled(depth)],
      [this.inClosure ? 0 : 2 * nested, () => this.closure(depth)],
    ]);
  }

  private declaration(): string {
    const type = this.pick(localTypes);
    const isMutable = this.chance(75);
    const name = this.name(prefixes[type]);
    const keyword = isMutable ? (this.chance(8) && this.exits.length === 0 ? "var" : "let") : "const";
    if (type === "integer") {
      const isCursor = isMutable && this.chance(60);
      const [value, below] = isCursor
        ? ["0", undefined]
        : this.chance(50)
          ? [`(${this.integer()}) % ${LENGTH}`, LENGTH]
          : [this.integer(), 1e9];
      this.add({ name, type, isMutable: isCursor, below });
      return `${isCursor ? "let" : "const"} ${name} = ${value};`;
    }
    const value = this.value(type);
    this.add({ name, type, isMutable });
    const annotation = type === "number" || type === "boolean" ? (this.chance(50) ? `: ${type}` : "") : `: ${type}`;
    return `${keyword} ${name}${annotation} = ${value};`;
  }

  private assignableArrays(): Variable[] {
    return this.of(...vectors, ...matrices, "[number, number]", "Point", "Point[]", "[Float64Array, number[]]").filter(
      ({ isMutable }) => isMutable,
    );
  }

  private assignment(): string {
    if (!this.canAssign()) return this.declaration();
    const target = this.target();
    return this.weighted([
      [5, () => `${target} = ${this.bounded(2)};`],
      [2, () => `${target} = ${this.number(2)};`],
      [4, () => `${target} += ${this.bounded(2)};`],
      [2, () => `${target} -= ${this.bounded(1)};`],
      [3, () => `${target} *= ${this.bounded(2)};`],
      [1, () => `${target} /= 1.5 + Math.sin(${this.leaf()});`],
      [1, () => `${target} %= ${this.pick(["2", "1.3"])};`],
      [1, () => `${target}${this.pick(["++", "--"])};`],
      [1, () => `${target} ${this.pick(["||=", "&&=", "??="])} ${this.number(1)};`],
      [1, () => `${target} = ${this.target()} = ${this.bounded(1)};`],
      [1, () => `${target} **= 2;`],
      [this.of(...matrices).length > 0 ? 2 : 0, () => this.rowAssignment()],
    ]);
  }

  private rowAssignment(): string {
    const { name, type } = this.pick(this.of(...matrices));
    return `${name}[${this.index()}] = ${this.value(type === "number[][]" ? "number[]" : "Float64Array")};`;
  }

  private swap(): string {
    if (!this.canAssign()) return this.declaration();
    const [p, q] = [this.target(), this.target()];
    return this.weighted([
      [3, () => `[${p}, ${q}] = [${q}, ${p}];`],
      [2, () => `[${p}, ${q}] = [${q}, ${this.bounded(1)}];`],
      [1, () => `[${p}, ${q}, ${this.target()}] = [${this.bounded(1)}, ${p}, ${q}];`],
      [this.of("[number, number]").length > 0 ? 1 : 0, () => `[${p}, ${q}] = ${this.value("[number, number]", 0)};`],
      [this.of("Point").length > 0 ? 1 : 0, () => `({ x: ${p}, y: ${q} } = ${this.value("Point", 0)} as Point);`],
      [this.of(...matrices).length > 0 ? 2 : 0, () => this.rowSwap()],
    ]);
  }

  private rowSwap(): string {
    const { name } = this.pick(this.of(...matrices));
    const [p, q] = [`${name}[${this.index()}]`, `${name}[${this.index()}]`];
    if (/\+\+/.test(p + q)) return `${p} = ${name}[0];`;
    return `[${p}, ${q}] = [${q}, ${p}];`;
  }

  private destructuring(): string {
    const [p, q] = [this.name("d"), this.name("d")];
    const isMutable = this.chance(50);
    const keyword = isMutable ? "let" : "const";
    const text = this.weighted([
      [2, () => `${keyword} [${p}, ${q}] = ${this.value("[number, number]")};`],
      [2, () => `${keyword} [${p}, , ${q}] = ${this.value(this.pick(vectors))};`],
      [
        1,
        () => `${keyword} [[${p}], [, ${q}]] = ${this.value("[Float64Array, number[]]")} as [Float64Array, number[]];`,
      ],
      [1, () => `${keyword} { x: ${p}, y: ${q} } = ${this.value("Point")} as Point;`],
      [1, () => `${keyword} [${p} = 0.5, , , , ${q} = ${this.number(1)}] = ${this.value("number[]")} as number[];`],
      [1, () => `${keyword} { x: ${p}, v: [${q}] } = ${this.value("Point")} as Point;`],
    ]);
    for (const name of [p, q]) this.add({ name, type: "number", isMutable });
    return text;
  }

  private growth(): string {
    const { name } = this.pick(this.of("number[]"));
    return this.pick([`${name}.push(${this.number(1)});`, `${name}[${name}.length] = ${this.number(1)};`]);
  }

  private redirect(): string {
    const { name, type } = this.pick(this.assignableArrays());
    return `${name} = ${this.value(type)};`;
  }

  private maybe(): string {
    const { name } = this.pick(this.of("number | undefined").filter(({ isMutable }) => isMutable));
    return this.weighted([
      [2, () => `${name} = ${this.value("number | undefined")};`],
      [1, () => `${name} ??= ${this.number(1)};`],
      [1, () => `if (${name} !== undefined) ${name} *= ${this.bounded(1)};`],
      [
        this.of("number[]").length > 0 ? 1 : 0,
        () => `${name} = ${this.pick(this.of("number[]")).name}[${this.integer()}];`,
      ],
      [this.of("number[]").length > 0 && this.trips === 1 ? 1 : 0, () => this.pop(name)],
    ]);
  }

  private pop(name: string): string {
    const array = this.pick(this.of("number[]")).name;
    return `${array}.push(${this.number(1)});\n${name} = ${array}.pop();`;
  }

  private filled(): string {
    const { name, type } = this.pick(this.of(...vectors, ...matrices));
    if (type === "number[][]") return `${name}.fill(${this.value("number[]")});`;
    if (type === "Float64Array[]") return `${name}.fill(${this.value("Float64Array")}, ${this.index()});`;
    return this.chance(50)
      ? `${name}.fill(${this.number(1)});`
      : `${name}.fill(${this.number(1)}, ${this.index()}, 3);`;
  }

  private points(): string {
    const { name } = this.pick(this.of("Point[]"));
    const [p, q] = [`${name}[${this.index()}]`, `${name}[${this.index()}]`];
    if (/\+\+/.test(p + q)) return `${p} = ${this.value("Point")};`;
    const o = this.name("o");
    return this.weighted([
      [2, () => `${p} = ${this.value("Point")};`],
      [2, () => `[${p}, ${q}] = [${q}, ${p}];`],
      [1, () => `${p}.v = ${this.value("Float64Array")};`],
      [1, () => `for (const ${o} of ${name}) ${o}.x ${this.pick(["=", "+=", "*="])} ${this.bounded(1)};`],
      [
        1,
        () =>
          `for (const { x: ${o}, v: [${o}v] } of ${name}) ${this.canAssign() ? this.target() : `${p}.y`} += ${o} * ${o}v;`,
      ],
    ]);
  }

  private part(): string {
    const { name, type } = this.pick(this.of("Point", "[Float64Array, number[]]"));
    if (type === "Point") return `${name}.v = ${this.value("Float64Array")};`;
    return this.chance(50) ? `${name}[0] = ${this.value("Float64Array")};` : `${name}[1] = ${this.value("number[]")};`;
  }

  private if(depth: number): string {
    const condition = this.condition();
    const then = this.block(depth - 1, 3);
    if (this.chance(45)) return `if (${condition}) ${then}`;
    const other = this.chance(25) ? this.if(depth - 1 > 0 ? depth - 1 : 1) : this.block(depth - 1, 3);
    return `if (${condition}) ${then} else ${other}`;
  }

  private loop(depth: number): string {
    const label = this.chance(20) ? this.name("l") : undefined;
    const count = this.name("k");
    const text = this.scoped(() => {
      this.exits = [...this.exits, { label, kind: "loop" }];
      return this.anyLoop(depth, count);
    });
    const declaration = new RegExp(`^(while|do) .*\\b${count}\\b`, "s").test(text) ? `let ${count} = 0;\n` : "";
    return `${declaration}${label ? `${label}: ` : ""}${text}`;
  }

  private anyLoop(depth: number, count: string): string {
    return this.weighted([
      [6, () => this.countedLoop(depth)],
      [2, () => this.whileLoop(depth, count)],
      [1, () => this.doLoop(depth, count)],
      [this.of(...vectors, ...matrices).length > 0 ? 2 : 0, () => this.forOf(depth)],
      [1, () => this.endlessLoop(depth)],
      [1, () => this.realLoop(depth)],
      [1, () => this.twoVariables(depth)],
      [this.of(...vectors).length > 0 ? 1 : 0, () => this.fill()],
    ]);
  }

  private countedLoop(depth: number): string {
    const outer = this.of("integer").filter(({ below }) => below !== undefined && below <= 4);
    const exact = this.of("Float64Array", "Float32Array", ...matrices);
    const i = this.name("i");
    const [head, below] = this.pick<() => readonly [string, number]>([
      () => [`let ${i} = 0; ${i} < 3; ${i}++`, 3],
      () => [`let ${i} = 0; ${i} < 3; ${i}++`, 3],
      () => [`let ${i} = 2; ${i} >= 0; ${i}--`, 3],
      () => [`let ${i} = 0; ${i} < 4; ${i} += 2`, 3],
      () => [`let ${i} = 1; ${i} <= 2; ++${i}`, 3],
      () =>
        exact.length > 0
          ? [`let ${i} = 0; ${i} < ${this.pick(exact).name}.length; ${i}++`, 3]
          : [`let ${i} = 0; ${i} < 2; ${i}++`, 2],
      () =>
        outer.length > 0
          ? [`let ${i} = 0; ${i} <= ${this.pick(outer).name}; ${i}++`, 4]
          : [`let ${i} = 0; ${i} < 2; ${i}++`, 2],
      () =>
        outer.length > 0
          ? [`let ${i} = ${this.pick(outer).name}; ${i} < 3; ${i}++`, 3]
          : [`let ${i} = 1; ${i} < 3; ${i}++`, 3],
      () => [`let ${i} = 0; ${i} < 3 && ${this.condition(0)}; ${i}++`, 3],
      () => [`let ${i} = 0; ${i} < Math.floor(3.5 + ${this.leaf()} * 0.01); ${i}++`, 4],
    ])();
    this.trips *= 3;
    this.add({ name: i, type: "integer", isMutable: false, below });
    return `for (${head}) ${this.block(depth - 1, 4)}`;
  }

  private whileLoop(depth: number, k: string): string {
    const condition = this.pick([
      () => `${k}++ < 3 && ${this.condition(0)}`,
      () => `${k}++ < 4`,
      () => `${this.condition(0)} && ++${k} < 4`,
      () => `--${k} > -4 && ${this.condition(0)}`,
    ])();
    this.trips *= 3;
    if (!condition.includes("--")) this.add({ name: k, type: "integer", isMutable: false, below: 5 });
    return `while (${condition}) ${this.block(depth - 1, 4)}`;
  }

  private doLoop(depth: number, k: string): string {
    this.trips *= 3;
    const body = this.block(depth - 1, 4);
    return `do ${body} while (++${k} < 3 && ${this.condition(0)});`;
  }

  private endlessLoop(depth: number): string {
    const k = this.name("k");
    this.trips *= 3;
    const leave = this.result === "number" && this.chance(30) ? `return ${this.bounded(1)};` : "break;";
    return `for (let ${k} = 0; ; ) ${this.block(depth - 1, 3, [`if (${k}++ >= 3) ${leave}`])}`;
  }

  /** A loop over numbers that carry derivatives. */
  private realLoop(depth: number): string {
    const t = this.name("x");
    const head = this.pick([
      () => `for (let ${t} = ${this.bounded(1)}; ${t} < 1.5; ${t} += 0.9 + 0.3 * Math.sin(${this.leaf()}))`,
      () => `for (let ${t} = 2 + ${this.bounded(1)}; ${t} > 0.4; ${t} *= 0.6)`,
      () => `for (let ${t} = 1 + Math.tanh(${this.leaf()}); (${t} *= 0.5) > 0.2; )`,
    ])();
    this.trips *= 4;
    this.add({ name: t, type: "number", isMutable: false });
    return `${head} ${this.block(depth - 1, 3)}`;
  }

  private twoVariables(depth: number): string {
    const [i, t] = [this.name("i"), this.name("x")];
    const initial = this.number(1);
    this.trips *= 3;
    this.add({ name: i, type: "integer", isMutable: false, below: LENGTH });
    this.add({ name: t, type: "number", isMutable: true });
    const step = this.pick([`${t} = ${this.bounded(1)}`, `${t} += ${this.bounded(1)}`, `${t} *= 0.7`]);
    return `for (let ${i} = 0, ${t} = ${initial}; ${i} < ${LENGTH}; ${i}++, ${step}) ${this.block(depth - 1, 3)}`;
  }

  private forOf(depth: number): string {
    const array = this.pick(this.of(...vectors, ...matrices));
    const isMatrix = matrices.includes(array.type);
    const type: Type = isMatrix ? (array.type === "number[][]" ? "number[]" : "Float64Array") : "number";
    const name = this.name(prefixes[type]);
    this.trips *= 3;
    const isMutable = this.chance(30);
    this.add({ name, type, isMutable });
    return `for (${isMutable ? "let" : "const"} ${name} of ${array.name}) ${this.block(depth - 1, 4)}`;
  }

  /** A cursor that moves with each store. */
  private fill(): string {
    const array = this.pick(this.of(...vectors));
    const [i, p] = [this.name("i"), this.name("p")];
    this.trips *= 3;
    const value = this.scoped(() => {
      this.add({ name: i, type: "integer", isMutable: false, below: LENGTH });
      return this.number(2);
    });
    return `for (let ${i} = 0, ${p} = 0; ${i} < ${LENGTH}; ${i}++) {\nif (${this.condition(0)}) ${array.name}[${p}++] ${this.pick(["=", "+=", "*="])} ${value};\n}`;
  }

  private switch(depth: number): string {
    const subject =
      this.of("integer").length > 0 && this.chance(60)
        ? `${this.pick(this.of("integer")).name} % 4`
        : `(${this.integer()}) % 4`;
    const orders = [
      ["0", "1", "default", "2"],
      ["0", "1", "2", "default"],
      ["2", "0", "1"],
      ["default", "1"],
      ["0", "3", "1"],
    ]; // prettier-ignore
    const clauses = this.scoped(() => {
      this.exits = [...this.exits, { label: undefined, kind: "switch" }];
      return this.pick(orders).map((test) => {
        const body = this.block(depth - 1, 2);
        const end = this.chance(60) ? "\nbreak;" : "";
        return `${test === "default" ? "default" : `case ${test}`}: ${body}${end}`;
      });
    });
    return `switch (${subject}) {\n${clauses.join("\n")}\n}`;
  }

  private labelled(depth: number): string {
    const label = this.name("l");
    return this.scoped(() => {
      this.exits = [...this.exits, { label, kind: "block" }];
      return `${label}: ${this.block(depth - 1, 4)}`;
    });
  }

  private jump(): string {
    const options: string[] = [];
    const loops = this.exits.filter(({ kind }) => kind === "loop");
    const innermost = this.exits.some(({ kind }) => kind !== "block");
    if (loops.length > 0) options.push("continue;");
    if (innermost) options.push("break;", "break;");
    for (const { label, kind } of this.exits) {
      if (label === undefined) continue;
      options.push(`break ${label};`);
      if (kind === "loop") options.push(`continue ${label};`);
    }
    if (this.chance(options.length > 0 ? 25 : 40)) options.push("return");
    if (options.length === 0) return this.assignment();
    const chosen = this.pick(options);
    const jump = chosen === "return" ? this.return() : chosen;
    const condition = this.condition();
    if (this.chance(25) && this.canAssign()) return `if (${condition}) {\n${this.assignment()}\n${jump}\n}`;
    return `if (${condition}) ${jump}`;
  }

  protected return(): string {
    if (this.result === "void") return "return;";
    return `return ${this.result === "number" ? this.number(2) : this.value(this.result)};`;
  }

  /** A local function that reads and writes what is around it. */
  private closure(depth: number): string {
    const name = this.name("g");
    const result = this.pick<Type | "void">(["number", "number", "void"]);
    const params = Array.from({ length: this.dice.int(3) }, () => ({
      name: this.name("q"),
      type: this.pick<Type>(["number", "number", "Float64Array", "number[]", "Point", "(p: number) => number"]),
    }));
    const { exits, result: outerResult, trips } = this;
    const body = this.scoped(() => {
      this.exits = [];
      this.result = result;
      this.inClosure = true;
      this.trips = 9;
      for (const { name: param, type } of params) this.add({ name: param, type, isMutable: true });
      const inner = this.block(depth - 1, 3, [], true);
      return result === "number" ? inner.replace(/\}$/, `return ${this.number(1)};\n}`) : inner;
    });
    Object.assign(this, { exits, result: outerResult, trips, inClosure: false });
    const list = params.map((param) => `${param.name}: ${param.type}`).join(", ");
    const callee = {
      name,
      params: params.map(({ type }) => ({ type, isOptional: false })),
      result,
      isRecursive: false,
    };
    this.frame = { ...this.frame, callees: [...this.frame.callees, callee, callee] };
    return this.chance(60)
      ? `const ${name} = (${list}): ${result} => ${body};`
      : `function ${name}(${list}): ${result} ${body}`;
  }
}

export const prefixes: Readonly<Record<Type, string>> = {
  number: "s",
  integer: "n",
  boolean: "b",
  Float64Array: "a",
  Float32Array: "h",
  "number[]": "c",
  "number[][]": "m",
  "Float64Array[]": "r",
  "[number, number]": "t",
  "[Float64Array, number[]]": "w",
  "number | undefined": "u",
  "Point[]": "z",
  "(p: number) => number": "g",
  Int32Array: "k",
  Point: "o",
};
