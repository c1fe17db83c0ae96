/** Programs that failed once, in files of their own: a module with a function `f` and what it is called with. */
import { execute } from "../support/compile.js";
import { reals, show } from "../support/trees.js";
import { Expectation } from "./expectation.js";
import type { Program } from "./generate/generator.js";

export interface Regression extends Program {
  /** The gradient of `f` by the oracle when the file was written: the numbers of all arguments in order. */
  readonly gradient: readonly number[];
}

export function readProgram(text: string): Regression {
  const { exports } = execute(text);
  return { source: text, args: exports.args as unknown[], gradient: (exports.gradient ?? []) as number[] };
}

/** The text of a file for a program. Its value is differentiated along the cotangent that the comparison uses. */
export function writeProgram(program: Program): string {
  const gradient = new Expectation(program).vjp(program.args);
  return `${program.source.trim()}\n\nexport const args = [${program.args.map(literal).join(", ")}];\nexport const gradient = [${gradient.join(", ")}];\n`;
}

/** The text of a regression with the gradient that the oracle finds now. */
export function record(text: string): string {
  const program = readProgram(text);
  const gradient = new Expectation(program).vjp(program.args);
  return `${text.replace(/\nexport const gradient = .*/s, "")}\nexport const gradient = [${gradient.join(", ")}];\n`;
}

function literal(value: unknown): string {
  if (value instanceof Float64Array || value instanceof Float32Array) {
    return `new ${value.constructor.name}([${reals(value).join(", ")}])`;
  }
  if (Array.isArray(value)) return `[${value.map(literal).join(", ")}]`;
  if (typeof value === "object" && value !== null) {
    return `{ ${Object.entries(value)
      .map(([key, field]) => `${key}: ${literal(field)}`)
      .join(", ")} }`;
  }
  return show(value);
}
