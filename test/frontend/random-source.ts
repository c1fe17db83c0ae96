/** Random functions of numbers: every statement that jumps, nested in every way, with closures and side effects in expressions. */
export class SourceGenerator {
  private seed: number;
  private names: string[] = [];
  private closures: string[] = [];
  private labels: string[] = [];
  private counter = 0;
  private inLoop = 0;
  private inSwitch = 0;
  private inClosure = false;

  constructor(seed: number) {
    this.seed = Math.imul(seed, 0x9e3779b1);
  }

  function(name: string): string {
    this.names = ["x", "y"];
    this.closures = [];
    const body = this.block(3, 5);
    return `export function ${name}(x: number, y: number, a: Float64Array): number {\n let fuel = 60;\n${body}\n return ${this.names.join(" + ")} + fuel;\n}`;
  }

  private int(count: number): number {
    // A linear congruential generator: the sequence must be the same everywhere.
    this.seed = (Math.imul(this.seed, 1664525) + 1013904223) >>> 0;
    return Math.floor((this.seed / 2 ** 32) * count);
  }

  private pick<T>(...options: readonly T[]): T {
    return options[this.int(options.length)];
  }

  private fresh(prefix: string): string {
    return `${prefix}${this.counter++}`;
  }

  private block(depth: number, length: number): string {
    const { names, closures } = this;
    this.names = [...names];
    this.closures = [...closures];
    const lines = Array.from({ length: 1 + this.int(length) }, () => this.statement(depth));
    // At the top the names stay, for the final sum.
    if (depth < 3) {
      this.names = names;
      this.closures = closures;
    }
    return lines.join("\n");
  }

  private statement(depth: number): string {
    const simple = [
      () => this.assignment(),
      () => this.assignment(),
      () => this.store(),
      () => this.swap(),
      () => this.declaration(),
    ];
    const nested = [
      () => this.if(depth),
      () => this.if(depth),
      () => this.loop(depth),
      () => this.loop(depth),
      () => this.switch(depth),
      () => this.labelled(depth),
      () => this.closure(depth),
      () => this.jump(),
    ]; // prettier-ignore
    return this.pick(...simple, ...(depth > 0 ? nested : [() => this.jump()]))();
  }

  private declaration(): string {
    const init = this.expression(2);
    const name = this.fresh("v");
    this.names.push(name);
    return `let ${name} = ${init};`;
  }

  private assignment(): string {
    const name = this.pick(...this.names);
    if (this.closures.length > 0 && this.int(3) === 0)
      return `${name} = ${this.pick(...this.closures)}(${this.expression(1)});`;
    return this.pick(
      `${name} = ${this.expression(2)};`,
      `${name} += ${this.expression(1)};`,
      `${name}${this.pick("++", "--")};`,
      `${name} ${this.pick("||=", "&&=", "??=", "-=")} ${this.expression(1)};`,
    );
  }

  private store(): string {
    return `a[${this.index()}] ${this.pick("=", "+=", "*=")} ${this.expression(1)};`;
  }

  private swap(): string {
    const [p, q] = [this.pick(...this.names), this.pick(...this.names)];
    return this.pick(`[${p}, ${q}] = [${q}, ${this.expression(1)}];`, `[a[0], ${p}, a[1]] = [${p}, a[1], a[0]];`);
  }

  private if(depth: number): string {
    const then = `if (${this.condition()}) {\n${this.block(depth - 1, 3)}\n}`;
    return this.int(2) === 0 ? then : `${then} else {\n${this.block(depth - 1, 3)}\n}`;
  }

  private loop(depth: number): string {
    const guard = this.inClosure
      ? "if (fuel-- < 0) break;"
      : this.pick("if (fuel-- < 0) return -1;", "if (fuel-- < 0) break;");
    const label = this.int(3) === 0 ? this.fresh("l") : undefined;
    if (label) this.labels.push(label);
    const { inSwitch } = this;
    this.inLoop++;
    this.inSwitch = 0;
    const body = `{\n${guard}\n${this.block(depth - 1, 4)}\n}`;
    this.inLoop--;
    this.inSwitch = inSwitch;
    if (label) this.labels.pop();
    const i = this.fresh("i");
    const head = label ? `${label}: ` : "";
    return (
      head +
      this.pick(
        `for (let ${i} = 0; ${i} < ${this.pick("3", "x", "a.length")}; ${i}++) ${body}`,
        `while (${this.condition()}) ${body}`,
        `do ${body} while (${this.condition()});`,
        `for (const ${i} of a) ${body}`,
        `for (;;) ${body}`,
      )
    );
  }

  private switch(depth: number): string {
    this.inSwitch++;
    const clauses = this.pick(
      ["0", "1", "default", "2"],
      ["0", "1", "2", "default"],
      ["2", "0", "1"],
      ["default", "1"],
    ).map((test) => {
      const body = this.block(depth - 1, 2);
      const end = this.pick("break;", "break;", "");
      return `${test === "default" ? "default" : `case ${test}`}: {\n${body}\n${end}\n}`;
    });
    this.inSwitch--;
    return `switch (Math.abs(Math.floor(${this.pick(...this.names)})) % 4) {\n${clauses.join("\n")}\n}`;
  }

  private labelled(depth: number): string {
    const label = this.fresh("b");
    this.labels.push(label);
    // Only `break` can name a block; loops and blocks are told apart by the letter.
    const body = this.block(depth - 1, 3);
    this.labels.pop();
    return `${label}: {\n${body}\n}`;
  }

  private closure(depth: number): string {
    if (this.inClosure) return this.assignment();
    const { names, labels, inLoop, inSwitch } = this;
    const name = this.fresh("g");
    this.names = [...names, "p"];
    this.labels = [];
    this.inLoop = 0;
    this.inSwitch = 0;
    this.inClosure = true;
    const body = this.block(depth - 1, 3);
    const result = this.expression(1);
    this.inClosure = false;
    Object.assign(this, { names, labels, inLoop, inSwitch });
    this.closures.push(name);
    const call = `${this.pick(...names)} = ${name}(${this.expression(1)});`;
    const i = this.fresh("i");
    const use = this.pick(
      "",
      call,
      `for (let ${i} = 0; ${i} < 3; ${i}++) { if (fuel-- < 0) break; ${call} }`,
      `while (${name}(x) > y && fuel-- > 0) ${call}`,
    );
    return `const ${name} = (p: number): number => {\n${body}\nreturn ${result};\n};\n${use}`;
  }

  private jump(): string {
    const options = [`if (${this.condition()}) return ${this.expression(1)};`];
    if (this.inLoop > 0) options.push(`if (${this.condition()}) continue;`, `if (${this.condition()}) break;`);
    if (this.inLoop > 0 || this.inSwitch > 0) options.push(`if (${this.condition()}) { ${this.assignment()} break; }`);
    for (const label of this.labels) {
      options.push(`if (${this.condition()}) break ${label};`);
      if (label.startsWith("l")) options.push(`if (${this.condition()}) continue ${label};`);
    }
    return this.pick(...options);
  }

  private condition(): string {
    const [p, q] = [this.expression(1), this.expression(1)];
    return this.pick(
      `${p} < ${q}`,
      `${p} > ${q}`,
      `${p} > 1 && ${q} < 2`,
      `!(${p} > 0) || ${q} > 0`,
      `(${this.pick(...this.names)} = ${p}) > ${q}`,
    );
  }

  private index(): string {
    return this.pick("0", "1", "2", "Math.abs(Math.floor(x)) % 3");
  }

  private expression(depth: number): string {
    const leaf = this.pick(...this.names, ...this.names, String(this.int(4)), "0.5", `a[${this.index()}]`);
    if (depth === 0) return leaf;
    const [p, q] = [this.expression(depth - 1), this.expression(depth - 1)];
    const name = this.pick(...this.names);
    return this.pick(
      leaf,
      `(${p} + ${q})`,
      `(${p} - ${q})`,
      `(${p} * 0.5)`,
      `(${this.expression(0)} > ${p} ? ${q} : ${leaf})`,
      `(${p} || ${q})`,
      `(${p} && ${q})`,
      `${name}++`,
      `(${name} -= ${p})`,
      `(${p}, ${q})`,
      `Math.max(${p}, ${q})`,
    ); // prettier-ignore
  }
}
