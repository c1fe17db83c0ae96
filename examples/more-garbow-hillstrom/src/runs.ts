import { bfgs, lbfgs, levenbergMarquardt, minimize, type Optimizer, trustRegion } from "cotangent/optim";
import { type Case, type Problem, problems } from "./problems.js";

export const methods: readonly Optimizer[] = [levenbergMarquardt(), trustRegion(), bfgs(), lbfgs()];

export interface Run {
  readonly x: Float64Array;
  readonly iterations: number;
  /** The sum of squares there, at the end. */
  readonly squares: number;
  /** How many evaluations of the residuals, or of the objective with its gradient, it took to a sum of squares that the paper lists. */
  readonly arrival: number | undefined;
}

export interface Row {
  readonly problem: Problem;
  readonly from: Case;
  /** How many residuals there are. */
  readonly count: number;
  /** In the order of the methods. */
  readonly runs: readonly Run[];
}

export function runAll(): Row[] {
  return problems.flatMap((problem) =>
    problem.cases.map((from) => ({
      problem,
      from,
      count: problem.residuals(Float64Array.from(from.start)).length,
      runs: methods.map((method) => run(problem, from, method)),
    })),
  );
}

/** Whether a sum of squares is that of a minimum, to the digits that are given. */
export function isOptimum(squares: number, { optima, unlisted }: Case): boolean {
  return [...optima, unlisted ?? optima[0]].some(
    (best) => Math.abs(squares - best) <= (best > 0 ? 1e-5 * best : 1e-10),
  );
}

function run({ residuals, jacobian, valueAndGrad, hessian }: Problem, from: Case, method: Optimizer): Run {
  let evaluations = 0;
  let arrival: number | undefined;
  const look = (squares: number): void => {
    evaluations++;
    if (arrival === undefined && isOptimum(squares, from)) arrival = evaluations;
  };
  const ofResiduals = {
    jacobian,
    residuals(x: Float64Array): number[] {
      const found = residuals(x);
      look(found.reduce((sum, each) => sum + each ** 2, 0));
      return found;
    },
  };
  const ofSquares = {
    hessian,
    valueAndGrad(x: Float64Array): [number, Float64Array] {
      const found = valueAndGrad(x);
      look(2 * found[0]);
      return found;
    },
  };
  const { params, iterations, value } = minimize(
    method.name === "levenbergMarquardt" ? ofResiduals : ofSquares,
    Float64Array.from(from.start),
    method,
    { gradientTolerance: 1e-12, maxIterations: 10_000 },
  );
  return { x: params, iterations, squares: 2 * value, arrival };
}
