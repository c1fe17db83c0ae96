/** Linear systems as functions with a derivative: of the right-hand side, and of all that the matrix depends on. */
import { type Captured, closureConvert, jvp, linearTranspose, vjp, withRule } from "cotangent";
import { type DenseMethod, expectSquare, factorsOf, solveDense } from "./dense.js";
import { type KrylovMethod, krylov, type Operator } from "./krylov.js";
import { negated, plus, product } from "./vectors.js";

export type LinearMethod = DenseMethod | KrylovMethod;

export interface IterativeOptions {
  /** The norm of the residual, relative to that of the right-hand side, at which the iterations end: 1e-10. */
  readonly tolerance?: number;
  /** Of products with the matrix, about: ten times the number of unknowns, at least a hundred. */
  readonly maxIterations?: number;
  /** After how many products GMRES starts anew from what it has: 30. */
  readonly restart?: number;
  /** An approximation of the inverse. It decides how fast an iterative method is, not what it finds, and is never differentiated. */
  readonly preconditioner?: Operator;
}

export interface LinearSolveOptions extends IterativeOptions {
  /** `"lu"` for a matrix and `"gmres"` for a function, unless said otherwise. */
  readonly method?: LinearMethod;
  /** The product with the transpose, where the matrix is a function; the compiler makes it unless it is given. */
  readonly transpose?: Operator;
}

/**
 * The solution of `a x = b`. `a` is a square matrix, a list of rows, or a function that multiplies a vector by one; the function may refer to
 * variables that are differentiated, and has to be linear. The derivative solves `a dx = db - da x`, and in reverse mode the
 * transposed system, by the same method: nothing is differentiated through eliminations or iterations. Dense systems are factorized
 * anew for each derivative.
 * @throws SingularSystemError, NotPositiveDefiniteError (`"cholesky"`, `"cg"`), NotConvergedError (iterative methods), NonFiniteError, TypeError
 * where the sizes do not fit
 */
export function linearSolve(
  a: readonly Float64Array[] | Operator,
  b: Float64Array,
  options: LinearSolveOptions = {},
): Float64Array {
  const { method } = options;
  if (typeof a === "function") {
    const { transpose = transposeOf(a, b) } = options;
    return solveByProducts(a, method === "cg" ? a : transpose, b, iterations(options), "linearSolve");
  }
  if (a.length !== b.length)
    throw new TypeError(`linearSolve: the matrix has ${a.length} rows, but the right-hand side ${b.length} numbers`);
  if (method === undefined || method === "lu" || method === "cholesky")
    return solveDense(a, factorsOf(a, method ?? "lu", "linearSolve"), b, false);
  expectSquare(a, "linearSolve");
  const times = (v: Float64Array): Float64Array => product(a, v, false);
  const transposed = (v: Float64Array): Float64Array => product(a, v, true);
  return solveByProducts(times, transposed, b, iterations(options), "linearSolve");
}

function transposeOf(a: Operator, like: Float64Array): Operator {
  return (v) => linearTranspose((u: Float64Array): Float64Array => a(u))(like)(v)[0];
}

/** The solution of `a x = b` by an iterative method. */
export type Iterations = (a: Operator, b: Float64Array, name: string) => Float64Array;

/**
 * As the options say. They are read here, once, so that the compiler knows what they choose. `isSymmetric`: the matrix is taken to be so, whatever
 * the method.
 */
export function iterations(options: LinearSolveOptions, isSymmetric = false): Iterations {
  const { method, tolerance = 1e-10, maxIterations, restart = 30, preconditioner = same } = options;
  const chosen = method === "cg" || method === "bicgstab" ? method : "gmres";
  return (a, b, name) => {
    const most = maxIterations ?? Math.max(10 * b.length, 100);
    return krylov(a, b, preconditioner, {
      method: chosen,
      tolerance,
      maxIterations: most,
      restart,
      name,
      isSymmetric: isSymmetric || chosen === "cg",
    });
  };
}

function same(v: Float64Array): Float64Array {
  return v;
}

/** The solution by an iterative method; `transpose` multiplies by the transpose. */
export function solveByProducts(
  a: Operator,
  transpose: Operator,
  b: Float64Array,
  solver: Iterations,
  name: string,
): Float64Array {
  const [times, captured] = closureConvert(a);
  const [timesTransposed, capturedTransposed] = closureConvert(transpose);
  const [iterate, constants] = closureConvert(solver);
  return converted(times, timesTransposed, iterate, name)(captured, capturedTransposed, constants, b);
}

type Converted = (captured: Captured, v: Float64Array) => Float64Array;
type Solution = (c: Captured, t: Captured, k: Captured, b: Float64Array) => Float64Array;

/** The transposed system is the same function of the two products in the other order. */
function converted(
  times: Converted,
  timesTransposed: Converted,
  iterate: (k: Captured, a: Operator, b: Float64Array, name: string) => Float64Array,
  name: string,
): Solution {
  const solve: Solution = withRule(
    (c: Captured, _: Captured, k: Captured, b: Float64Array): Float64Array => iterate(k, (v) => times(c, v), b, name),
    {
      jvp: ([c, t, k, b], [dc, , , db]) => {
        const x = solve(c, t, k, b);
        const change = jvp((c: Captured): Float64Array => times(c, x))([c], [dc as never])[1];
        return [x, solve(c, t, k, plus(db, -1, change))];
      },
      forward: (c, t, k, b) => {
        const x = solve(c, t, k, b);
        return [x, { c, t, k, x }];
      },
      backward: ({ c, t, k, x }, cotangent) => {
        const y = converted(timesTransposed, times, iterate, name)(t, c, k, cotangent);
        const [dc] = vjp((c: Captured): Float64Array => times(c, x))(c)[1](negated(y));
        return [dc, null as never, null as never, y];
      },
    },
  );
  return solve;
}
