/** Jacobians, Hessian products, linear maps and expansions of a random program, against its `jvp`, which the oracle has confirmed. */
import { type Callable, type Compiled, compile, type Level } from "../support/compile.js";
import { clone, close, difference, reals, tangentLike } from "../support/trees.js";
import { attempt, Expectation, suitable } from "./expectation.js";
import type { Program } from "./generate/generator.js";

const methods = ["forward-over-reverse", "reverse-over-forward", "reverse-over-reverse", "double-directional"];

/** What an operator may be refused for: results and parameters of any depth, references that move. */
const refusals: ReadonlySet<string> = new Set(["AD1015", "AD1016", "AD3005", "AD3007", "AD3008"]);

/** Returns what is wrong. Throws `Unsuitable` where nothing can be said. */
export function wrongProducts(program: Program, level: Level): string[] {
  const expectation = attempt(() => new Expectation(program));
  suitable(expectation);
  const { active, isScalar } = expectation;
  const options = `argnums: [${active.join(", ")}]`;
  const texts = new Map([
    ["jvp", "all_.jvp(f)"],
    ["linearize", "all_.linearize(f)"],
    ["taylor", "all_.taylor(f, 2)"],
    ...["jacfwd", "jacrev", "jacobian"].map((name): [string, string] => [name, `all_.${name}(f, { ${options} })`]),
  ]);
  if (isScalar) {
    texts.set("along", `all_.jvp(all_.grad(f, { ${options} }))`);
    methods.forEach((method, k) => texts.set(`hvp${k}`, `all_.hvp(f, { ${options}, method: "${method}" })`));
    texts.set("vhp", `all_.vhp(f, { ${options} })`);
  }
  const found = new Map<string, Callable>();
  for (const [name, text] of texts) {
    const compiled = compiledWith(program, text, level);
    const codes = compiled.diagnostics.map(({ code }) => code);
    if (codes.length === 0) found.set(name, compiled.exports.derived as Callable);
    else if (!codes.every((code) => refusals.has(code))) return [`${name} is refused: ${codes.join(", ")}`];
  }
  return found.has("jvp") ? new Comparison(expectation, found).wrong() : [];
}

function compiledWith({ source }: Program, text: string, level: Level): Compiled {
  return compile(`import * as all_ from "cotangent";\n${source}\nexport const derived = ${text};`, level);
}

class Comparison {
  private readonly found: string[] = [];
  /** Rounding of Float32Arrays, in which the one has what the other has in double precision. */
  private readonly tolerance: number;

  constructor(
    private readonly expectation: Expectation,
    private readonly derived: ReadonlyMap<string, Callable>,
  ) {
    this.tolerance = /Float32/.test(expectation.program.source) ? 1e-5 : 1e-9;
  }

  wrong(): string[] {
    const { tangents, active, isScalar } = this.expectation;
    const [value, tangent] = this.call("jvp", (args) => [args, clone(tangents)]) as [unknown, unknown];
    if (this.derived.has("linearize")) {
      const [same, linear] = this.call("linearize", (args) => args) as [unknown, Callable];
      this.same("value of linearize", same, value);
      for (const time of ["first", "second"])
        this.same(`linear map, the ${time} time`, linear(...clone(tangents)), tangent);
    }
    const series = this.derived.has("taylor") ? this.call("taylor", (args) => [args, clone(tangents)]) : undefined;
    if (series) this.same("first order", (series as unknown[])[1], tangent);
    this.jacobians(reals(value).length);
    if (!isScalar || !this.derived.has("along")) return this.found;
    const [, along] = this.call("along", (args) => [args, clone(tangents)]) as [unknown, unknown];
    for (const name of [...methods.map((_, k) => `hvp${k}`), "vhp"])
      if (this.derived.has(name))
        this.same(
          name,
          this.call(name, (args) => [args, clone(tangents)]),
          along,
        );
    const [product, moved] = [reals(along), reals(active.map((k) => tangents[k]))];
    if (series && product.length === moved.length)
      this.same(
        "second order",
        2 * (series as number[])[2],
        product.reduce((sum, each, k) => sum + each * moved[k], 0),
      );
    return this.found;
  }

  /** Columns by unit tangents. */
  private jacobians(rows: number): void {
    const { program, active } = this.expectation;
    const names = ["jacfwd", "jacrev", "jacobian"].filter((name) => this.derived.has(name));
    const total = active.reduce((sum, k) => sum + reals(program.args[k]).length, 0);
    const columns = Array.from({ length: names.length > 0 ? total : 0 }, (_, column) => {
      let next = 0;
      const isMoved = (k: number): boolean => active.includes(k) && next++ === column;
      const unit = program.args.map((arg, k) => tangentLike(arg, () => (isMoved(k) ? 1 : 0)));
      return reals((this.call("jvp", (args) => [args, unit]) as unknown[])[1]);
    });
    // What is reached along several paths has several places in a Jacobian.
    if (columns.some((column) => column.length !== rows)) return;
    const expected = Array.from({ length: rows }, (_, row) => columns.map((column) => column[row])).flat();
    for (const name of names) {
      const entries = reals(this.call(name, (args) => args));
      if (entries.length === expected.length) this.same(name, entries, expected);
    }
  }

  private call(name: string, passed: (args: unknown[]) => readonly unknown[]): unknown {
    const { program, left } = this.expectation;
    const args = clone(program.args) as unknown[];
    const result = this.derived.get(name)!(...passed(args));
    const changed = difference(args, left, close(1e-12));
    if (changed) this.found.push(`arguments after ${name}: ${changed}`);
    return result;
  }

  private same(what: string, actual: unknown, expected: unknown): void {
    const wrong = difference(reals(actual), reals(expected), close(this.tolerance));
    if (wrong) this.found.push(`${what}: ${wrong}`);
  }
}
