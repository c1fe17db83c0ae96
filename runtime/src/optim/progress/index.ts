/** A progress bar for long runs, by the package `cli-progress`. An entry of its own, so that nobody else pays for it. */
import { SingleBar } from "cli-progress";
import type { Progress } from "../run.js";

/** A bar: a callback for `onProgress`. */
export interface ProgressBar {
  /** For `onProgress`: shows how many of the most iterations were made, the objective and the gradient. */
  (progress: Pick<Progress<unknown>, "iteration" | "maxIterations" | "value" | "optimality" | "ending">): void;
  /** Takes the bar away. A run does so itself where it ends; call it where one of its functions throws. */
  stop(): void;
}

/**
 * A bar on the terminal, standard error; nothing where that is no terminal.
 *
 *     minimize(problem, start, adam(), { onProgress: progressBar() });
 * @param label what is running. Default: "minimizing"
 */
export function progressBar(label = "minimizing"): ProgressBar {
  const bar = new SingleBar({
    format: `${label} {bar} {value}/{total}  objective {objective}  gradient {gradient}`,
    hideCursor: true,
    clearOnComplete: true,
  });
  let started = false;
  const show: ProgressBar = Object.assign(
    (progress: Parameters<ProgressBar>[0]): void => {
      const { iteration, maxIterations, value, optimality, ending } = progress;
      const payload = { objective: value.toPrecision(6), gradient: optimality.toExponential(1) };
      if (started) bar.update(iteration, payload);
      else bar.start(maxIterations, iteration, payload);
      started = true;
      if (ending !== undefined) show.stop();
    },
    {
      stop: (): void => {
        if (started) bar.stop();
        started = false;
      },
    },
  );
  return show;
}
