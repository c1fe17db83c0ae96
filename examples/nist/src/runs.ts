import { readData } from "./data.js";
import { isMet } from "./digits.js";
import { type Fit, fit } from "./fit.js";
import { readPreciseData } from "./precise.js";
import { type Problem, problems } from "./problems.js";

/** A fit from one of the starting points, and how many of the certified values it meets to all digits. */
export interface Run extends Fit {
  /** Of the parameters, their standard deviations and the sum of squares. */
  readonly met: { readonly parameters: number; readonly deviations: number; readonly squares: number };
}

export interface Row {
  readonly problem: Problem;
  readonly observations: number;
  readonly runs: readonly Run[];
}

export function runAll(): Row[] {
  return problems.map((problem) => {
    const file = new URL(`../data/${problem.file}`, import.meta.url);
    const [data, exact] = [readData(file), readPreciseData(file)];
    const runs = problem.starts.map((start) => run(problem, fit(problem, data, exact, start)));
    return { problem, observations: data.y.length, runs };
  });
}

function run({ certified, deviations, squares }: Problem, found: Fit): Run {
  const count = (values: Float64Array, right: readonly number[]): number =>
    right.filter((each, k) => isMet(values[k], each)).length;
  return {
    ...found,
    met: {
      parameters: count(found.b, certified),
      deviations: count(found.deviations, deviations),
      squares: isMet(found.squares, squares) ? 1 : 0,
    },
  };
}
