/** Compares what the compiler makes of a program with the oracle. */
import { type Callable, type Compiled, execute, type Level } from "../support/compile.js";
import { seededRandom } from "../support/slopes.js";
import {
  clone,
  close,
  difference,
  hasReals,
  overwrite,
  reals,
  sameBits,
  tangentLike,
  withReals,
} from "../support/trees.js";
import { attempt, Expectation, LARGEST, suitable, Unsuitable } from "./expectation.js";
import type { Program } from "./generate/generator.js";
import { compileAll, Found, type SubjectOptions } from "./subject.js";

/** `kind` tells failures apart while a program shrinks. */
export interface Failure {
  readonly kind: string;
  readonly message: string;
  readonly level?: Level;
}

export interface Verdict {
  readonly failure?: Failure;
  /** Why nothing can be said about the program. */
  readonly discarded?: string;
  /** Milliseconds of the processor for the slower of both levels. */
  readonly compileTime?: number;
}

const TOLERANCE = 1e-12;
const SINGLE = 1e-6;
/** What a loop with checkpoints may be found to be when it runs. */
const UNCHECKPOINTED = /leave it without checkpoints|must know the number of steps/;

export interface ExamineOptions extends SubjectOptions {
  readonly levels?: readonly Level[];
}

export function examine(program: Program, options: ExamineOptions = {}): Verdict {
  let compileTime = 0;
  let level: Level | undefined;
  try {
    const expectation = attempt(() => new Expectation(program));
    suitable(expectation);
    for (level of options.levels ?? ([1, 0] as const)) {
      const started = process.cpuUsage();
      const compiled = compileAll(expectation, level, options);
      const { user, system } = process.cpuUsage(started);
      compileTime = Math.max(compileTime, (user + system) / 1000);
      new Comparison(expectation, compiled, level).run(options);
    }
    return { compileTime };
  } catch (error) {
    if (error instanceof Found) return { failure: { kind: error.kind, message: error.message, level }, compileTime };
    if (error instanceof Unsuitable) return { discarded: error.message, compileTime };
    throw error;
  }
}

class Comparison {
  constructor(
    private readonly expectation: Expectation,
    private readonly compiled: Compiled,
    private readonly level: Level,
  ) {
    this.usesOperators = /import \{ (?!checkpoint \}).* from "cotangent"/.test(expectation.program.source);
  }

  /** Operators inside of a program run only where they are compiled. */
  private readonly usesOperators: boolean;

  run({ second = true }: ExamineOptions): void {
    const { program, value, left, isScalar, active } = this.expectation;
    const args = clone(program.args);
    const direct = (this.usesOperators ? this.compiled : execute(program.source)).exports.f as Callable;
    const result = this.guard("the program itself", () => direct(...args));
    this.primal("oracle", result, value);
    this.primal("oracle", args, left);
    this.jvp();
    this.vjp();
    if (!isScalar) return;
    const [same, gradients] = this.call("valueAndGrad", [...clone(program.args)]) as [unknown, unknown[]];
    this.primal("value of valueAndGrad", same, value);
    this.compare(
      "valueAndGrad",
      active.map((k) => gradients[active.indexOf(k)]),
      "vjp",
    );
    if (!second) return;
    this.forwardOverReverse();
    this.reverseOverReverse();
  }

  private jvp(): void {
    const { program, value, tangents } = this.expectation;
    const args = clone(program.args);
    const [same, tangent] = this.call("jvp", [args, clone(tangents)], args) as [unknown, unknown];
    this.primal("value of jvp", same, value);
    this.compare("jvp", tangent, "jvp", value);
  }

  private vjp(): void {
    const { program, value, cotangent } = this.expectation;
    const args = clone(program.args);
    const [same, pullback] = this.call("vjp", args, args) as [unknown, Callable];
    this.primal("value of vjp", same, value);
    // What the caller does with its arguments and the result afterwards is nobody's business, and neither are other pullbacks.
    overwrite([args, same], 7.25);
    this.call("vjp", clone(program.args));
    const pulled = this.guard("vjp", () => pullback(clone(cotangent)));
    this.compare("vjp", pulled, "vjp");
    this.guard("vjp again", () => pullback(tangentLike(value, () => 0.25)));
    this.exact(
      "vjp again",
      this.guard("vjp again", () => pullback(clone(cotangent))),
      pulled,
    );
  }

  private forwardOverReverse(): void {
    const { program, tangents, active } = this.expectation;
    const args = clone(program.args);
    const [gradients, along] = this.call("forwardOverReverse", [args, clone(tangents)], args) as [unknown[], unknown[]];
    this.compare("gradient of forwardOverReverse", gradients, "vjp");
    this.compare(
      "forwardOverReverse",
      along,
      "forwardOverReverse",
      active.map((k) => program.args[k]),
    );
  }

  private reverseOverReverse(): void {
    const { program, weights, active } = this.expectation;
    const args = clone(program.args) as unknown[];
    const [gradients, pullback] = this.call("reverseOverReverse", args, args) as [unknown[], Callable];
    this.compare("gradient of reverseOverReverse", gradients, "vjp");
    const given = active.map((k) => weights[k]);
    const pulled = this.guard("reverseOverReverse", () => pullback(clone(given)));
    this.compare("reverseOverReverse", pulled, "reverseOverReverse");
    this.exact(
      "reverseOverReverse again",
      this.guard("reverseOverReverse again", () => pullback(clone(given))),
      pulled,
    );
  }

  private call(operator: string, args: readonly unknown[], left?: readonly unknown[]): unknown {
    const result = this.guard(operator, () => (this.compiled.exports[`d_${operator}`] as Callable)(...args));
    if (left) this.primal(`arguments after ${operator}`, left, this.expectation.left);
    return result;
  }

  private guard<T>(what: string, body: () => T): T {
    try {
      return body();
    } catch (error) {
      if (error instanceof Error && UNCHECKPOINTED.test(error.message)) throw new Unsuitable(error.message);
      throw new Found(
        `${what} throws`,
        `level ${this.level}: ${what}: ${error instanceof Error ? error.stack : error}`,
      );
    }
  }

  /** What the program computes itself: to the last bit, but for derivatives that it takes. */
  private primal(what: string, actual: unknown, expected: unknown): void {
    const found = difference(actual, expected, this.usesOperators ? close(1e-10) : sameBits);
    if (found) throw new Found(what, `level ${this.level}: ${what}: ${found}`);
  }

  private exact(what: string, actual: unknown, expected: unknown): void {
    const found = difference(actual, expected, sameBits);
    if (found) throw new Found(what, `level ${this.level}: ${what}: ${found}`);
  }

  /** The reals of a tree of tangents against the oracle's. */
  private compare(
    what: string,
    actual: unknown,
    wanted: "jvp" | "vjp" | "forwardOverReverse" | "reverseOverReverse",
    like: unknown = this.expectation.program.args,
  ): void {
    const { program } = this.expectation;
    const ask = (args: readonly unknown[]): number[] => attempt(() => this.expectation[wanted](args));
    const expected = ask(program.args);
    if (!expected.every((x) => Math.abs(x) < LARGEST * LARGEST)) throw new Unsuitable("large second derivatives");
    const found = realsLike(actual, like);
    if (found.length !== expected.length) {
      throw new Found(what, `level ${this.level}: ${what}: ${found.length} numbers, expected ${expected.length}`);
    }
    const scale = Math.max(1, ...expected.map(Math.abs));
    const tolerance = (holdsSingles(like) || /Float32Array/.test(program.source) ? SINGLE : TOLERANCE) * scale;
    const wrong = found.findIndex((x, k) => !(Math.abs(x - expected[k]) <= tolerance));
    if (wrong < 0) return;
    if (Math.abs(found[wrong] - expected[wrong]) <= this.conditioning(ask, expected)) return;
    throw new Found(
      what,
      `level ${this.level}: ${what}: entry ${wrong} is ${found[wrong]}, expected ${expected[wrong]}\n` +
        `  found    ${found.join(", ")}\n  expected ${expected.join(", ")}`,
    );
  }

  /** How far the result moves where the arguments move by a thousand roundings. */
  private conditioning(ask: (args: readonly unknown[]) => number[], expected: readonly number[]): number {
    const random = seededRandom(11);
    let most = 0;
    for (let trial = 0; trial < 3; trial++) {
      const { args } = this.expectation.program;
      const moved = ask(
        withReals(
          args,
          reals(args).map((x) => x * (1 + 2e-13 * random())),
        ),
      );
      most = Math.max(most, ...moved.map((x, k) => Math.abs(x - expected[k])));
    }
    return most;
  }
}

/** Entries without a derivative are null as a whole. */
function realsLike(tangent: unknown, like: unknown): number[] {
  return hasReals(like) && tangent === null ? [] : reals(tangent);
}

function holdsSingles(value: unknown): boolean {
  if (value instanceof Float32Array) return true;
  return (
    typeof value === "object" && value !== null && !ArrayBuffer.isView(value) && Object.values(value).some(holdsSingles)
  );
}
