/** A program under test: its function as it runs, and the function's derivatives, compiled in every way. */
import { operatorNames } from "../../plugin/src/ir/operator-names.js";
import { type Callable, type Compiled, compile, execute, type Level, type Sources } from "./compile.js";
import { clone, close, hasReals, sameBits } from "./trees.js";

export interface Point {
  readonly args: readonly unknown[];
  /** The value that is known for the function here. */
  readonly value?: unknown;
  /** What is known of the gradient: an entry per parameter, undefined where it is not known. */
  readonly gradient?: readonly unknown[];
}

export interface CheckOptions {
  /** Lists of arguments, or points with what is known there. */
  readonly points: readonly (Point | readonly unknown[])[];
  /** The function to differentiate; `f`. */
  readonly name?: string;
  /** The parameters to move in differences; all that have a real in them. A count that is a `number` cannot be moved. */
  readonly wrt?: readonly number[];
  /** False where the function has a kink or a pole at the points: nothing is compared with differences then. */
  readonly smooth?: boolean;
  /** The function throws at every point, and that is what is checked; elsewhere it has to return at one of them. */
  readonly throws?: boolean;
  /** Relative accuracy of differences; 1e-8. */
  readonly tolerance?: number;
  /** The longest step of differences; 0.02. */
  readonly step?: number;
  /** Second derivatives of a function that returns a number; true. */
  readonly second?: boolean;
  /** Functions with more bytecode than this are split, in bytes; as the compiler has it unless said otherwise. */
  readonly longest?: number;
  /** Type-checks the generated text; slow, so only on demand: for all programs with HARNESS_TYPECHECK=1. */
  readonly typecheck?: boolean;
}

/** One way of running the derivatives. */
export interface Variant {
  readonly label: string;
  readonly compiled: Compiled;
  /** The operator's function; undefined where it does not apply. */
  readonly operator: (name: OperatorName) => Callable;
}

export type OperatorName =
  | "jvp"
  | "vjp"
  | "grad"
  | "valueAndGrad"
  | "valueAndGradInto"
  | "forwardOverReverse"
  | "reverseOverReverse";

/** A program with derivatives of its function, compiled at each level and by the interpreter. */
export class Subject {
  readonly primal: Callable;
  readonly takeLog: () => unknown[];
  readonly variants: readonly Variant[];
  readonly isScalar: boolean;
  /** Values of the program: the same to the last bit, but for the sign of zero where it takes derivatives itself. */
  readonly sameValues: (actual: number, expected: number) => boolean;
  /** The parameters that can be differentiated, found from the arguments of the first point. */
  readonly active: readonly number[];

  constructor(sources: Sources, { name = "f", second = true, longest }: CheckOptions, { args }: Point) {
    const direct = runDirectly(sources, name, args);
    this.active = args.flatMap((arg, k) => (hasReals(arg) ? [k] : []));
    this.sameValues = direct.usesOperators ? close(0) : sameBits;
    this.isScalar = typeof direct.value === "number";
    const operators: OperatorName[] = ["jvp", "vjp"];
    if (this.isScalar && this.active.length > 0) {
      operators.push("grad", "valueAndGrad", "valueAndGradInto");
      if (second) operators.push("forwardOverReverse", "reverseOverReverse");
    }
    const main = `${sources["main.ts"]}\n${derivatives(name, this.active, operators)}`;
    this.variants = ([0, 1] as Level[]).flatMap((level) => {
      const compiled = compile({ ...sources, "main.ts": main }, level, longest);
      if (compiled.diagnostics.length > 0) {
        throw new Error(
          `refused: ${compiled.diagnostics.map(({ code, message }) => `${code}: ${message}`).join("\n")}`,
        );
      }
      const executed = (operator: OperatorName): Callable => compiled.exports[exported(operator)] as Callable;
      const interpreted = (operator: OperatorName): Callable => compiled.interpreted(exported(operator));
      return [
        { label: `level ${level}`, compiled, operator: executed },
        { label: `level ${level}, interpreted`, compiled, operator: interpreted },
      ];
    });
    this.variants = [this.variants[2], this.variants[0], this.variants[3], this.variants[1]];
    this.operators = new Set(operators);
    const program = direct.usesOperators ? this.variants[0].compiled : execute(sources);
    this.primal = program.exports[name] as Callable;
    this.takeLog = () => program.takeLog();
  }

  readonly operators: ReadonlySet<OperatorName>;
}

function exported(operator: OperatorName): string {
  return `checked_${operator}`;
}

function derivatives(f: string, active: readonly number[], operators: readonly OperatorName[]): string {
  const argnums = `{ argnums: [${active.join(", ")}] }`;
  const texts: Record<OperatorName, string> = {
    jvp: `jvp_(${f})`,
    vjp: `vjp_(${f})`,
    grad: `grad_(${f}, ${argnums})`,
    valueAndGrad: `valueAndGrad_(${f}, ${argnums})`,
    valueAndGradInto: `valueAndGradInto_(${f}, ${argnums})`,
    forwardOverReverse: `jvp_(grad_(${f}, ${argnums}))`,
    reverseOverReverse: `vjp_(grad_(${f}, ${argnums}))`,
  };
  return [
    'import { grad as grad_, jvp as jvp_, valueAndGrad as valueAndGrad_, vjp as vjp_ } from "cotangent";',
    'import { valueAndGradInto as valueAndGradInto_ } from "cotangent";',
    ...operators.map((operator) => `export const ${exported(operator)} = ${texts[operator]};`),
  ].join("\n");
}

const OPERATOR = new RegExp(`\\b(?:${operatorNames.join("|")})\\b`);

/** What the function does at the first point, as far as it runs without the compiler. */
function runDirectly(sources: Sources, name: string, args: readonly unknown[]) {
  const usesOperators = Object.values(sources).some((text) => OPERATOR.test(text));
  const program = usesOperators ? compile(sources) : execute(sources);
  return { usesOperators, value: attempt(program.exports[name] as Callable, clone(args)).value };
}

export interface Outcome {
  readonly value?: unknown;
  readonly error?: unknown;
}

export function attempt(f: Callable, args: readonly unknown[]): Outcome {
  try {
    return { value: f(...args) };
  } catch (error) {
    return { error };
  }
}
