/** Random writes to variables and memory. */
import { matrices, type Variable, vectors } from "./scope.js";
import { Values } from "./values.js";

export abstract class Assignments extends Values {
  abstract declaration(): string;

  assignableArrays(): Variable[] {
    return this.of(...vectors, ...matrices, "[number, number]", "Point", "Point[]", "[Float64Array, number[]]").filter(
      ({ isMutable }) => isMutable,
    );
  }

  assignment(): string {
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

  rowAssignment(): string {
    const { name, type } = this.pick(this.of(...matrices));
    return `${name}[${this.index()}] = ${this.value(type === "number[][]" ? "number[]" : "Float64Array")};`;
  }

  swap(): string {
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

  rowSwap(): string {
    const { name } = this.pick(this.of(...matrices));
    const [p, q] = [`${name}[${this.index()}]`, `${name}[${this.index()}]`];
    if (/\+\+/.test(p + q)) return `${p} = ${name}[0];`;
    return `[${p}, ${q}] = [${q}, ${p}];`;
  }

  destructuring(): string {
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

  growth(): string {
    const { name } = this.pick(this.of("number[]"));
    return this.pick([`${name}.push(${this.number(1)});`, `${name}[${name}.length] = ${this.number(1)};`]);
  }

  redirect(): string {
    const { name, type } = this.pick(this.assignableArrays());
    return `${name} = ${this.value(type)};`;
  }

  maybe(): string {
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

  pop(name: string): string {
    const array = this.pick(this.of("number[]")).name;
    return `${array}.push(${this.number(1)});\n${name} = ${array}.pop();`;
  }

  filled(): string {
    const { name, type } = this.pick(this.of(...vectors, ...matrices));
    if (type === "number[][]") return `${name}.fill(${this.value("number[]")});`;
    if (type === "Float64Array[]") return `${name}.fill(${this.value("Float64Array")}, ${this.index()});`;
    return this.chance(50)
      ? `${name}.fill(${this.number(1)});`
      : `${name}.fill(${this.number(1)}, ${this.index()}, 3);`;
  }

  points(): string {
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

  part(): string {
    const { name, type } = this.pick(this.of("Point", "[Float64Array, number[]]"));
    if (type === "Point") return `${name}.v = ${this.value("Float64Array")};`;
    return this.chance(50) ? `${name}[0] = ${this.value("Float64Array")};` : `${name}[1] = ${this.value("number[]")};`;
  }
}
