import { type MinimizeOptions, type Progress, type Result, Run } from "./run.js";
import type { Ending } from "./stopping.js";
import type { Optimizer, Problem, ValueAndGrad } from "./types.js";

/** As below, of a single number. */
export function minimize(
  problem: ValueAndGrad<number> | Problem<number>,
  start: number,
  optimizer: Optimizer<number>,
  options?: MinimizeOptions<number>,
): Result<number>;
/**
 * Moves parameters of any shape (a number, arrays, records of them) to where an objective is small.
 *
 *     const { params, value, reason } = minimize(valueAndGrad(loss), start, lbfgs());
 * The problem is the function that `valueAndGrad` gives, or a record of what the optimizer needs of it. A class instance among the
 * parameters is copied by its fields.
 * @throws TypeError where the problem lacks what the optimizer needs, or gives something of another shape than the start has;
 * RangeError where the start is not finite or an option is no such number
 */
export function minimize<P>(
  problem: ValueAndGrad<P> | Problem<P>,
  start: P,
  optimizer: Optimizer<NoInfer<P>>,
  options?: MinimizeOptions<NoInfer<P>>,
): Result<P>;
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

/** As below, of a single number. */
export function minimizeAsync(
  problem: ValueAndGrad<number> | Problem<number>,
  start: number,
  optimizer: Optimizer<number>,
  options?: MinimizeOptions<number>,
): Promise<Result<number>>;
/**
 * The same, with breaks in which other things may happen, as aborting: about every 16 milliseconds.
 * @throws as `minimize`, by rejection
 */
export function minimizeAsync<P>(
  problem: ValueAndGrad<P> | Problem<P>,
  start: P,
  optimizer: Optimizer<NoInfer<P>>,
  options?: MinimizeOptions<NoInfer<P>>,
): Promise<Result<P>>;
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

/** As below, of a single number. */
export function iterate(
  problem: ValueAndGrad<number> | Problem<number>,
  start: number,
  optimizer: Optimizer<number>,
  options?: MinimizeOptions<number>,
): Generator<Progress<number>, Result<number>, undefined>;
/**
 * The points of a run one after the other, from the start on, for loops of one's own: they end with the loop, with the limits and
 * tolerances of `options`, or where the optimizer cannot go on.
 * @throws as `minimize`
 */
export function iterate<P>(
  problem: ValueAndGrad<P> | Problem<P>,
  start: P,
  optimizer: Optimizer<NoInfer<P>>,
  options?: MinimizeOptions<NoInfer<P>>,
): Generator<Progress<P>, Result<P>, undefined>;
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
