/** All that the oracle says about a program, and whether the program is one to compare. */
import { seededRandom } from "../support/slopes.js";
import { hasReals, reals, tangentLike } from "../support/trees.js";
import { OutOfFuel } from "./oracle/machine.js";
import type { Program } from "./generate/generator.js";
import { Oracle } from "./oracle/oracle.js";
import { forget, seen } from "./oracle/reals.js";

const FUEL = 20_000;
export const LARGEST = 1e4;
const NEAREST_KINK = 1e-7;

/** Nothing can be said about the program. */
export class Unsuitable extends Error {}

export class Expectation {
  readonly value: unknown;
  readonly left: readonly unknown[];
  readonly tangents: unknown[];
  readonly cotangent: unknown;
  readonly weights: unknown[];
  readonly isScalar: boolean;
  readonly active: readonly number[];
  private readonly oracle: Oracle;

  constructor(readonly program: Program) {
    const { source, args } = program;
    this.oracle = new Oracle(source, FUEL);
    const { value, args: left } = this.oracle.run(args);
    this.value = value;
    this.left = left;
    this.isScalar = typeof value === "number";
    this.active = args.flatMap((arg, k) => (hasReals(arg) ? [k] : []));
    const random = seededRandom(5);
    // Exact in single precision too.
    const draw = (): number => Math.round(random() * 64) / 64 || 0.5;
    this.tangents = args.map((arg) => tangentLike(arg, draw));
    this.weights = args.map((arg) => tangentLike(arg, draw));
    this.cotangent = this.isScalar ? 1 : tangentLike(value, draw);
  }

  readonly jvp = (args: readonly unknown[]): number[] => this.oracle.jvp(args, reals(this.tangents));
  readonly vjp = (args: readonly unknown[]): number[] => this.oracle.vjp(args, reals(this.cotangent));
  readonly forwardOverReverse = (args: readonly unknown[]): number[] =>
    this.oracle.forwardOverReverse(args, reals(this.cotangent), reals(this.tangents));
  readonly reverseOverReverse = (args: readonly unknown[]): number[] =>
    this.oracle.reverseOverReverse(args, reals(this.cotangent), reals(this.weights));
  readonly reverseOverForward = (args: readonly unknown[]): number[] =>
    this.oracle.reverseOverForward(args, reals(this.tangents), reals(this.cotangent));
}

export function attempt<T>(body: () => T): T {
  try {
    return body();
  } catch (error) {
    if (error instanceof OutOfFuel) throw new Unsuitable("runs for too long");
    throw new Unsuitable(error instanceof TypeError ? error.message : String(error));
  }
}

/** Throws where rounding could tell on the results. */
export function suitable(expectation: Expectation): void {
  const { args } = expectation.program;
  const isModest = (numbers: readonly number[]): boolean => numbers.every((x) => Math.abs(x) < LARGEST);
  forget();
  const first = attempt(() => [...expectation.jvp(args), ...expectation.vjp(args)]);
  if (seen.kink < NEAREST_KINK) throw new Unsuitable("near a kink");
  if (!(seen.largest < LARGEST)) throw new Unsuitable("large numbers");
  if (!isModest([...first, ...reals(expectation.value)])) throw new Unsuitable("large results");
}
