import { readData } from "./data.js";
import { digits } from "./digits.js";
import { type Fit, fit } from "./fit.js";
import { type Problem, problems } from "./problems.js";

/** A fit from one of the starting points, and how many of the certified digits it has. */
export interface Run extends Fit {
  /** Of the parameters, their standard deviations and the sum of squares: the least of each kind. */
  readonly digits: { readonly parameters: number; readonly deviations: number; readonly squares: number };
}

export interface Row {
  readonly problem: Problem;
  readonly observations: number;
  readonly runs: readonly Run[];
}

export function runAll(): Row[] {
  return problems.map((problem) => {
    const data = readData(new URL(`../data/${problem.file}`, import.meta.url));
    const runs = problem.starts.map((start) => run(problem, fit(problem, data, start)));
    return { problem, observations: data.y.length, runs };
  });
}

function run({ certified, deviations, squares }: Problem, found: Fit): Run {
  const least = (values: Float64Array, right: readonly number[]): number =>
    Math.min(...right.map((each, k) => digits(values[k], each)));
  return {
    ...found,
    digits: {
      parameters: least(found.b, certified),
      deviations: least(found.deviations, deviations),
      squares: digits(found.squares, squares),
    },
  };
}
