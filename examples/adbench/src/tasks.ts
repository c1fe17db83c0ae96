import { type Jacobian, type Residuals, residuals, residualsAndJacobian } from "./bundle.js";
import { type Csr, jacobianPlan } from "cotangent/sparse";
import {
  columnsByDifferences,
  differences,
  reprojectionDifferences,
  weightErrorDifferences,
} from "./finite-differences.js";
import { gmm } from "./gmm.js";
import {
  gmmGradient,
  handJacobian,
  handPattern,
  handSurfaceJacobian,
  handSurfacePattern,
  lstmGradient,
  reprojectionRowsInto,
  weightErrorGradient,
} from "./gradients.js";
import { handErrors, handSurfaceErrors, POSE } from "./hand.js";
import { lstm } from "./lstm.js";
import {
  type BaInput,
  type GmmInput,
  type HandInput,
  type LstmInput,
  type ModelFile,
  readExpandedBa,
  readGmm,
  readHand,
  readLstm,
  readReplicatedBa,
  readSurfaceHand,
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

/** Errors, and the columns of their Jacobian one after the other. */
function errorsAndColumns(errors: Float64Array, columns: readonly Float64Array[]): Results {
  const jacobian = new Float64Array(errors.length * columns.length);
  columns.forEach((column, k) => jacobian.set(column, k * errors.length));
  return { "objective.f64": errors, "jacobian.f64": jacobian };
}

export function handTask({ parameters, model, correspondences, points }: HandInput): Task {
  const data = { correspondences, points };
  const value = (): Float64Array => handErrors(parameters, model, data);
  const plan = jacobianPlan(handPattern(parameters, model, data));
  return {
    objective: () => ({ "objective.f64": value() }),
    derivative: () => errorsAndColumns(value(), columnsOf(handJacobian(plan, parameters, model, data), POSE)),
    differences: () => errorsAndColumns(value(), columnsByDifferences(value, parameters)),
  };
}

/** A point's errors depend on the two coordinates of that point alone, which take two columns for all points together. */
export function handSurfaceTask({ parameters, model, correspondences, points }: HandInput): Task {
  const data = { correspondences, points };
  const count = correspondences.length;
  const value = (): Float64Array => handSurfaceErrors(parameters, model, data);
  const plan = jacobianPlan(handSurfacePattern(parameters, model, data));
  const columnOf = (j: number): number => (j < 2 * count ? j % 2 : j - 2 * count + 2);
  return {
    objective: () => ({ "objective.f64": value() }),
    derivative: () => {
      const jacobian = handSurfaceJacobian(plan, parameters, model, data);
      return errorsAndColumns(value(), columnsOf(jacobian, POSE + 2, columnOf));
    },
    differences: () => {
      const all = columnsByDifferences(value, parameters);
      const columns = Array.from({ length: POSE + 2 }, () => new Float64Array(points.length));
      all.forEach((column, j) => column.forEach((entry, i) => (columns[columnOf(j)][i] += entry)));
      return errorsAndColumns(value(), columns);
    },
  };
}

/** A sparse matrix as columns, with zeros; `columnOf` says in which one a column is put. */
function columnsOf(
  { shape: [m], offsets, columns, values }: Csr,
  count: number,
  columnOf: (j: number) => number = (j) => j,
): Float64Array[] {
  const dense = Array.from({ length: count }, () => new Float64Array(m));
  for (let i = 0; i < m; i++) {
    for (let p = offsets[i]; p < offsets[i + 1]; p++) dense[columnOf(columns[p])][i] = values[p];
  }
  return dense;
}

/** How the input of each kind of case becomes a task; kinds that are not here have no objective in this package. */
export const tasksByKind: Readonly<Record<string, (input: string, modelFile: ModelFile) => Task>> = {
  GMM: (input) => gmmTask(readGmm(input)),
  LSTM: (input) => lstmTask(readLstm(input)),
  BA: (input) => baTask(readReplicatedBa(input)),
  "BA-R": (input) => baTask(readExpandedBa(input)),
  "HAND-S": (input, modelFile) => handTask(readHand(input, modelFile)),
  "HAND-C": (input, modelFile) => handSurfaceTask(readSurfaceHand(input, modelFile)),
};
