/** Patterns of random programs of loops: what the sweep finds is part of what is known at build time. */
import { expect, test } from "vitest";
import type { SparsityPattern } from "../../runtime/src/sparse/index.js";
import { type Callable, compile } from "../support/compile.js";
import { rowsOf } from "../support/sparse.js";

class Generator {
  private names = 0;

  constructor(private seed: number) {}

  private next(): number {
    this.seed = (Math.imul(this.seed, 1103515245) + 12345) >>> 0;
    return ((this.seed >>> 8) % 100000) / 100000;
  }

  pick<T>(list: readonly T[]): T {
    return list[Math.floor(this.next() * list.length)];
  }

  private is(probability: number): boolean {
    return this.next() < probability;
  }

  private index(counters: readonly string[]): string {
    const base = this.pick([...counters, ...counters, "0", "1", "2", "n - 1"]);
    const forms = [
      base,
      base,
      `${base} + ${this.pick(["1", "2", "k"])}`,
      `${base} - ${this.pick(["1", "k"])}`,
      `${this.pick(["2", "3"])} * (${base}) + ${this.pick(["0", "1"])}`,
      `Math.max(${base} - 1, 0)`,
      `Math.min(${base} + 1, n - 1)`,
      counters.length > 1 ? `${counters[0]} * 3 + ${counters[1]}` : `n - 1 - ${base}`,
    ];
    return this.pick(forms);
  }

  private condition(counters: readonly string[]): string {
    if (counters.length === 0 || this.is(0.3)) return `x[${this.pick(["0", "1"])}] > 0.2`;
    const limit = this.pick(["1", "k", "n - 1", "n / 2", ...counters]);
    return `${this.pick(counters)} ${this.pick(["<", ">", ">=", "<=", "===", "!=="])} ${limit}`;
  }

  private value(counters: readonly string[], variables: readonly string[], depth = 0): string {
    const inner = (): string => this.value(counters, variables, depth + 1);
    if (depth > 2 || this.is(0.4)) return `(${this.pick(["x", "a", "y", "b"])}[${this.index(counters)}] ?? 0)`;
    if (variables.length > 0 && this.is(0.2)) return this.pick(variables);
    if (this.is(0.7)) return `(${inner()} ${this.pick(["*", "+", "-"])} ${inner()})`;
    return this.is(0.4) ? `Math.sin(${inner()})` : `(${this.condition(counters)} ? ${inner()} : ${inner()})`;
  }

  private loop(counters: readonly string[], variables: readonly string[]): string {
    const i = `i${this.names++}`;
    const from = this.pick(["0", "0", "1", "2", ...counters, ...counters.map((each) => `Math.max(0, ${each} - 1)`)]);
    const near = counters.flatMap((each) => [each, `${each} + 1`, `Math.min(n, ${each} + 2)`]);
    const to = this.pick(["n", "n", "n - 1", "n / 2", "3", ...near]);
    const up = `let ${i} = ${from}; ${i} < ${to}; ${i} += ${this.pick([1, 1, 1, 2, 3])}`;
    const down = `let ${i} = n - 1; ${i} >= ${from}; ${i} -= ${this.pick([1, 1, 2])}`;
    return `for (${this.is(0.75) ? up : down}) {\n${this.statements([...counters, i], variables)}}\n`;
  }

  statements(counters: readonly string[] = [], given: readonly string[] = []): string {
    const variables = [...given];
    const value = (): string => this.value(counters, variables);
    const one = (): string => {
      const kind = this.next();
      if (kind < 0.35 || counters.length === 2)
        return `${this.pick(["a", "y", "b"])}[${this.index(counters)}] ${this.pick(["=", "+=", "-="])} ${value()};\n`;
      if (kind < 0.5 && variables.length > 0) return `${this.pick(variables)} ${this.pick(["=", "+="])} ${value()};\n`;
      if (kind < 0.6) {
        const text = `let s${this.names} = ${value()};\n`;
        variables.push(`s${this.names++}`);
        return text;
      }
      if (kind < 0.7) return `if (${this.condition(counters)}) y[${this.index(counters)}] = ${value()};\n`;
      if (kind < 0.75) return `for (const v of a.slice(${this.pick(["1", "k", ...counters])})) b[0] += v;\n`;
      return this.loop(counters, variables);
    };
    return Array.from({ length: this.pick([1, 2, 3]) }, one).join("");
  }
}

/** What of the sweep's pattern the other one lacks. */
function missing(part: SparsityPattern, all: SparsityPattern): unknown[] {
  const rows = rowsOf(all);
  return rowsOf(part).flatMap((columns, i) => columns.filter((j) => !rows[i].includes(j)).map((j) => [i, j]));
}

test("the sweep finds nothing else", { timeout: 120_000 }, () => {
  let known = 0;
  for (let seed = 1; seed <= 30; seed++) {
    const generator = new Generator(7919 * seed);
    const body = `const n = x.length; const k = taps.length;
      const [a, y] = [new Float64Array(n), new Float64Array(n)]; const b = x.map((v) => v * v);
      ${generator.statements()}${generator.statements()}return ${generator.pick(["y", "a", "b"])};`;
    const { exports, code, diagnostics } = compile(`import { customJvp, jacobianPattern } from "cotangent";
      const f = (x: Float64Array, taps: Float64Array): Float64Array => { ${body} };
      const same = customJvp((v: Float64Array): Float64Array => v.slice(), ([v], [dv]) => [v.slice(), dv]);
      export const P = jacobianPattern(f);
      export const swept = jacobianPattern((x: Float64Array, taps: Float64Array) => f(same(x), taps));`);
    expect(diagnostics).toEqual([]);
    if (!code["main.ts"].includes("bandedPattern(")) continue;
    known++;
    for (const n of [7, 4, 10, 1])
      for (const sign of [1, -1]) {
        const x = Float64Array.from({ length: n }, (_, i) => sign * (Math.cos(i) + 0.01));
        const [all, part] = [exports.P, exports.swept].map((run) => (run as Callable)(x, new Float64Array(2)));
        expect([body, n, missing(part as SparsityPattern, all as SparsityPattern)]).toEqual([body, n, []]);
      }
  }
  expect(known).toBeGreaterThan(10);
});
