/** Runs programs one by one, each from a seed of its own, and shrinks those that fail. */
import fc from "fast-check";
import { type ExamineOptions, examine, type Failure, type Verdict } from "./examine.js";
import type { Program } from "./generate/generator.js";
import { kernels, programs } from "./generate/programs.js";
import type { Level } from "../support/compile.js";
import { withCheckpoints } from "./checkpoints.js";
import { Unsuitable } from "./expectation.js";
import { wrongProducts } from "./products.js";
import { wrongMatrices } from "./sparse.js";

/** How many programs `npm test` runs, and the seed of the first. */
export const COUNT = Number(process.env.FUZZ_COUNT ?? 80);
export const FIRST = Number(process.env.FUZZ_SEED ?? 1);

export interface Outcome extends Verdict {
  readonly program: Program;
  /** The failing program, made as small as possible. */
  readonly shrunk?: { readonly program: Program; readonly failure: Failure };
}

export interface CampaignOptions extends ExamineOptions {
  readonly shrink?: boolean;
  /** Milliseconds that shrinking may take. */
  readonly patience?: number;
  /** With checkpoints in loops and functions. */
  readonly checkpoints?: boolean;
  /** Kernels over arrays in the place of programs of all kinds. */
  readonly kernels?: boolean;
}

export function runSeed(seed: number, given: CampaignOptions = {}): Outcome {
  const [drawn] = fc.sample(given.kernels ? kernels() : programs(), { seed, numRuns: 1 });
  const program = given.checkpoints ? { ...drawn, source: withCheckpoints(drawn.source, seed) } : drawn;
  const strict = seed % 10 === 1;
  const options = { split: seed % 5 === 0, strict, ...given };
  const verdict = examine(program, options);
  const { failure } = verdict;
  if (!failure || options.shrink === false) return { ...verdict, program };
  return { ...verdict, program, shrunk: shrunk(programs(program), seed, failure, options) };
}

/** What is wrong with the other operators of a seed's program; nothing where that cannot be said. */
export function productsOf(seed: number, level: Level): string[] | undefined {
  const [program] = fc.sample(programs(), { seed, numRuns: 1 });
  try {
    return wrongProducts(program, level);
  } catch (error) {
    if (error instanceof Unsuitable || /type errors/.test(String(error))) return undefined;
    throw error;
  }
}

/** What is wrong with the sparse matrices of a seed's program; nothing where that cannot be said. */
export function matricesOf(seed: number, level: Level): string[] | undefined {
  const [program] = fc.sample(programs(), { seed, numRuns: 1 });
  try {
    return wrongMatrices(program, level);
  } catch (error) {
    if (error instanceof Unsuitable || /type errors/.test(String(error))) return undefined;
    throw error;
  }
}

/** The smallest program that fails in the same way. */
export function shrunk(
  arbitrary: fc.Arbitrary<Program>,
  seed: number,
  failure: Failure,
  options: CampaignOptions,
): Outcome["shrunk"] {
  const deadline = Date.now() + (options.patience ?? 60_000);
  let smallest: Outcome["shrunk"];
  const narrowed: ExamineOptions = {
    ...options,
    // Only level 1 reports type errors.
    levels: failure.level === 1 ? [1] : options.levels,
    second: /OverReverse|throws|crash/.test(failure.kind) && options.second !== false,
  };
  const property = fc.property(arbitrary, (candidate) => {
    if (Date.now() > deadline) return true;
    const found = examine(candidate, narrowed).failure;
    // Another failure is another program's.
    if (found?.kind !== failure.kind) return true;
    smallest = { program: candidate, failure: found };
    return false;
  });
  fc.check(property, { seed, numRuns: 1 });
  return smallest;
}
