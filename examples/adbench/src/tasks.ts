import { type Jacobian, type Residuals, residuals, residualsAndJacobian } from "./bundle.js";
import { differences, reprojectionDifferences, weightErrorDifferences } from "./finite-differences.js";
import { gmm } from "./gmm.js";
import { gmmGradient, lstmGradient, reprojectionRowsInto, weightErrorGradient } from "./gradients.js";
import { lstm } from "./lstm.js";
import {
  type BaInput,
  type GmmInput,
  type LstmInput,
  readExpandedBa,
  readGmm,
  readLstm,
  readReplicatedBa,
} from "./problems.js";

/** Arrays by the names that the reference values have. */
type Results = Readonly<Record<string, Float64Array | Int32Array>>;

/** An objective at one input. */
export interface Task {
  /** The value alone. */
  readonly objective: () => Results;
  /** The value and its generated derivative. */
  readonly derivative: () => Results;
  /** The same by finite differences. */
  readonly differences: () => Results;
}

function valueAndGradient(value: number, gradient: readonly Float64Array[]): Results {
  const numbers = gradient.flatMap((part) => [...part]);
  return { "objective.f64": Float64Array.of(value), "gradient.f64": Float64Array.from(numbers) };
}

export function gmmTask({ alphas, means, icf, x, gamma, m }: GmmInput): Task {
  const value = (): number => gmm(alphas, means, icf, x, gamma, m);
  return {
    objective: () => ({ "objective.f64": Float64Array.of(value()) }),
    derivative: () => valueAndGradient(...gmmGradient(alphas, means, icf, x, gamma, m)),
    differences: () => valueAndGradient(value(), differences(value, [alphas, means, icf])),
  };
}

export function lstmTask({ main, extra, state, sequence }: LstmInput): Task {
  const value = (): number => lstm(main, extra, state, sequence);
  return {
    objective: () => ({ "objective.f64": Float64Array.of(value()) }),
    derivative: () => valueAndGradient(...lstmGradient(main, extra, state, sequence)),
    differences: () => valueAndGradient(value(), differences(value, [main, extra])),
  };
}

function errors({ reprojection, weight }: Residuals): Results {
  return { "reproj_err.f64": reprojection, "w_err.f64": weight };
}

function errorsAndMatrix({ jacobian, ...residuals }: Jacobian): Results {
  const { starts, columns, values } = jacobian;
  return { ...errors(residuals), "J_rows.i32": starts, "J_cols.i32": columns, "J_vals.f64": values };
}

export function baTask(input: BaInput): Task {
  return {
    objective: () => errors(residuals(input)),
    derivative: () => errorsAndMatrix(residualsAndJacobian(input, reprojectionRowsInto, weightErrorGradient)),
    differences: () => errorsAndMatrix(residualsAndJacobian(input, reprojectionDifferences, weightErrorDifferences)),
  };
}

/** How the input of each kind of case becomes a task; kinds that are not here have no objective in this package. */
export const tasksByKind: Readonly<Record<string, (input: string) => Task>> = {
  GMM: (input) => gmmTask(readGmm(input)),
  LSTM: (input) => lstmTask(readLstm(input)),
  BA: (input) => baTask(readReplicatedBa(input)),
  "BA-R": (input) => baTask(readExpandedBa(input)),
};
