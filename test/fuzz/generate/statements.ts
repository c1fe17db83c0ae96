/** Random statements: every kind of loop and jump, nested, with writes to variables and memory between them. */
import type { BodyOptions, Pen } from "./family.js";
import { Loops } from "./loops.js";
import { LENGTH, matrices, prefixes, spelling, type Type, type Variable, vectors } from "./scope.js";

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

export class Statements extends Loops implements Pen {
  readonly pen: Pen = this;

  /** How much is still to be written. */
  budget = 0;
  inClosure = false;

  block(depth: number, most: number, before: readonly string[] = [], isFunction = false): string {
    return this.scoped(() => {
      const lines = [...before];
      if (before.length === 0 && !isFunction && this.chance(8)) lines.push(...this.shadowing());
      const count = 1 + this.dice.int(most);
      for (let k = 0; k < count; k++) lines.push(this.statement(depth));
      return `{\n${lines.join("\n")}\n}`;
    });
  }

  /** Another variable under the name of one around the block. */
  shadowing(): string[] {
    const around = this.of("number", "Float64Array", "number[]").filter(
      ({ name }) => !this.isLoopVariable(name) && !name.includes("."),
    );
    if (around.length === 0) return [];
    const { name, type } = this.pick(around);
    const value = this.value(type);
    // The name already means the new variable here.
    if (new RegExp(`\\b${name}\\b`).test(value)) return [];
    this.frame = { ...this.frame, variables: this.frame.variables.filter((other) => other.name !== name) };
    this.add({ name, type, isMutable: true });
    return [`let ${name}: ${type} = ${value};`];
  }

  isLoopVariable(name: string): boolean {
    return this.of("integer").some((other) => other.name === name);
  }

  statement(depth: number): string {
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
      ...this.offered((family, pen) => family.statements?.(pen, nested === 1 ? depth : 0)),
    ]);
  }

  /** The types that the program is about, several times. */
  ownTypes(): Type[] {
    const types = this.families.flatMap((family) => family.types);
    return [...types, ...types];
  }

  declaration(type = this.pick([...localTypes, ...this.ownTypes()])): string {
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
    const annotation =
      type === "number" || type === "boolean" ? (this.chance(50) ? `: ${type}` : "") : `: ${spelling(type)}`;
    return `${keyword} ${name}${annotation} = ${value};`;
  }

  if(depth: number): string {
    const condition = this.condition();
    const then = this.block(depth - 1, 3);
    if (this.chance(45)) return `if (${condition}) ${then}`;
    const other = this.chance(25) ? this.if(depth - 1 > 0 ? depth - 1 : 1) : this.block(depth - 1, 3);
    return `if (${condition}) ${then} else ${other}`;
  }

  switch(depth: number): string {
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

  labelled(depth: number): string {
    const label = this.name("l");
    return this.scoped(() => {
      this.exits = [...this.exits, { label, kind: "block" }];
      return `${label}: ${this.block(depth - 1, 4)}`;
    });
  }

  jump(): string {
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

  return(): string {
    if (this.result === "void") return "return;";
    return `return ${this.result === "number" ? this.number(2) : this.value(this.result)};`;
  }

  /** A local function that reads and writes what is around it. */
  closure(depth: number): string {
    const name = this.name("g");
    const result = this.pick<Type | "void">(["number", "number", "void"]);
    const params = Array.from({ length: this.dice.int(3) }, () => ({
      name: this.name("q"),
      type: this.pick<Type>([
        "number",
        "number",
        "Float64Array",
        "number[]",
        "Point",
        "(p: number) => number",
        ...this.ownTypes(),
      ]),
    }));
    const body = this.body(
      params.map((param) => ({ ...param, isMutable: true })),
      { result, statements: 3, depth: depth - 1 },
    );
    const list = params.map((param) => `${param.name}: ${spelling(param.type)}`).join(", ");
    const callee = {
      name,
      params: params.map(({ type }) => ({ type, isOptional: false })),
      result,
      isRecursive: false,
    };
    this.frame = { ...this.frame, callees: [...this.frame.callees, callee, callee] };
    const hasThis = this.frame.variables.some((variable) => variable.name.startsWith("this."));
    return hasThis || this.chance(60)
      ? `const ${name} = (${list}): ${result} => ${body};`
      : `function ${name}(${list}): ${result} ${body}`;
  }

  body(params: readonly Variable[], { result, statements, depth, end }: BodyOptions): string {
    const { exits, result: outerResult, trips, inClosure } = this;
    const body = this.scoped(() => {
      this.exits = [];
      this.result = result;
      this.inClosure = true;
      this.trips = 9;
      for (const param of params) this.add(param);
      const lines = Array.from({ length: 1 + this.dice.int(statements) }, () => this.statement(depth));
      if (result !== "void") lines.push(`return ${end?.() ?? this.number(1)};`);
      return `{\n${lines.join("\n")}\n}`;
    });
    Object.assign(this, { exits, result: outerResult, trips, inClosure });
    return body;
  }
}
