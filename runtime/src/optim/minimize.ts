import { type MinimizeOptions, type Progress, type Result, Run } from "./run.js";
import type { Ending } from "./stopping.js";
import type { ProblemFor } from "./needs.js";
import type { Need, Optimizer, Problem, State, ValueAndGrad } from "./types.js";

/** Parameters that start as `0` are a number. */
type Widened<P> = P extends number ? number : P;

/**
 * Moves parameters of any shape (a number, arrays, records of them) to where an objective is small.
 *
 *     const { params, value, reason } = minimize(valueAndGrad(loss), start, lbfgs());
 * The problem is the function that `valueAndGrad` gives, or a record of what the optimizer needs of it: without that it is a type error. A class instance among the
 * parameters is copied by its fields.
 * @throws TypeError where the problem lacks what the optimizer needs, or gives something of another shape than the start has;
 * RangeError where the start is not finite or an option is no such number
 */
export function minimize<P, N extends Need = Need>(
  problem: ProblemFor<P, N>,
  start: P,
  optimizer: Optimizer<NoInfer<P>, State, N>,
  options?: MinimizeOptions<Widened<NoInfer<P>>>,
): Result<Widened<P>>;
export function minimize<P>(
  problem: ValueAndGrad<P> | Problem<P>,
  start: P,
  optimizer: Optimizer<NoInfer<P>>,
  options: MinimizeOptions<NoInfer<P>> = {},
): Result<P> {
  const run = new Run(problem, start, optimizer, options);
  while (run.ending === undefined) run.advance();
  return run.result(run.ending);
}

/**
 * The same, with breaks in which other things may happen, as aborting: about every 16 milliseconds.
 * @throws as `minimize`, by rejection
 */
export function minimizeAsync<P, N extends Need = Need>(
  problem: ProblemFor<P, N>,
  start: P,
  optimizer: Optimizer<NoInfer<P>, State, N>,
  options?: MinimizeOptions<Widened<NoInfer<P>>>,
): Promise<Result<Widened<P>>>;
export async function minimizeAsync<P>(
  problem: ValueAndGrad<P> | Problem<P>,
  start: P,
  optimizer: Optimizer<NoInfer<P>>,
  options: MinimizeOptions<NoInfer<P>> = {},
): Promise<Result<P>> {
  const run = new Run(problem, start, optimizer, options);
  let rested = Date.now();
  while (run.ending === undefined) {
    if (Date.now() - rested >= 16) {
      await pause();
      rested = Date.now();
      if (run.checkAbort()) break;
    }
    run.advance();
  }
  return run.result(run.ending as Ending);
}

/** A turn of the event loop. */
function pause(): Promise<void> {
  const { setTimeout } = globalThis as unknown as { setTimeout(f: () => void, delay: number): void };
  return new Promise((resolve) => setTimeout(resolve, 0));
}

/**
 * The points of a run one after the other, from the start on, for loops of one's own: they end with the loop, with the limits and
 * tolerances of `options`, or where the optimizer cannot go on.
 * @throws as `minimize`
 */
export function iterate<P, N extends Need = Need>(
  problem: ProblemFor<P, N>,
  start: P,
  optimizer: Optimizer<NoInfer<P>, State, N>,
  options?: MinimizeOptions<Widened<NoInfer<P>>>,
): Generator<Progress<Widened<P>>, Result<Widened<P>>, undefined>;
export function* iterate<P>(
  problem: ValueAndGrad<P> | Problem<P>,
  start: P,
  optimizer: Optimizer<NoInfer<P>>,
  options: MinimizeOptions<NoInfer<P>> = {},
): Generator<Progress<P>, Result<P>, undefined> {
  const run = new Run(problem, start, optimizer, options);
  yield run.progress();
  while (run.ending === undefined) {
    run.advance();
    yield run.progress();
  }
  return run.result(run.ending);
}
