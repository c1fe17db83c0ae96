/** Random loops of every kind. */
import { Assignments } from "./assignments.js";
import { LENGTH, matrices, prefixes, type Type, vectors } from "./scope.js";

export abstract class Loops extends Assignments {
  /** Type of the result of the function around. */
  result: Type | "void" = "number";

  abstract block(depth: number, most: number, before?: readonly string[], isFunction?: boolean): string;

  loop(depth: number): string {
    const label = this.chance(20) ? this.name("l") : undefined;
    const count = this.name("k");
    const text = this.scoped(() => {
      this.exits = [...this.exits, { label, kind: "loop" }];
      return this.anyLoop(depth, count);
    });
    const declaration = new RegExp(`^(while|do) .*\\b${count}\\b`, "s").test(text) ? `let ${count} = 0;\n` : "";
    return `${declaration}${label ? `${label}: ` : ""}${text}`;
  }

  anyLoop(depth: number, count: string): string {
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

  countedLoop(depth: number): string {
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

  whileLoop(depth: number, k: string): string {
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

  doLoop(depth: number, k: string): string {
    this.trips *= 3;
    const body = this.block(depth - 1, 4);
    return `do ${body} while (++${k} < 3 && ${this.condition(0)});`;
  }

  endlessLoop(depth: number): string {
    const k = this.name("k");
    this.trips *= 3;
    const leave = this.result === "number" && this.chance(30) ? `return ${this.bounded(1)};` : "break;";
    return `for (let ${k} = 0; ; ) ${this.block(depth - 1, 3, [`if (${k}++ >= 3) ${leave}`])}`;
  }

  /** A loop over numbers that carry derivatives. */
  realLoop(depth: number): string {
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

  twoVariables(depth: number): string {
    const [i, t] = [this.name("i"), this.name("x")];
    const initial = this.number(1);
    this.trips *= 3;
    this.add({ name: i, type: "integer", isMutable: false, below: LENGTH });
    this.add({ name: t, type: "number", isMutable: true });
    const step = this.pick([`${t} = ${this.bounded(1)}`, `${t} += ${this.bounded(1)}`, `${t} *= 0.7`]);
    return `for (let ${i} = 0, ${t} = ${initial}; ${i} < ${LENGTH}; ${i}++, ${step}) ${this.block(depth - 1, 3)}`;
  }

  forOf(depth: number): string {
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
  fill(): string {
    const array = this.pick(this.of(...vectors));
    const [i, p] = [this.name("i"), this.name("p")];
    this.trips *= 3;
    const value = this.scoped(() => {
      this.add({ name: i, type: "integer", isMutable: false, below: LENGTH });
      return this.number(2);
    });
    return `for (let ${i} = 0, ${p} = 0; ${i} < ${LENGTH}; ${i}++) {\nif (${this.condition(0)}) ${array.name}[${p}++] ${this.pick(["=", "+=", "*="])} ${value};\n}`;
  }
}
