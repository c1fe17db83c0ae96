/** Iterative methods for linear systems whose matrix is known by its products only. */
import { NotConvergedError, NotPositiveDefiniteError } from "../numerical-errors.js";
import { expectFinite, expectFiniteSide } from "./finite.js";
import { dot, norm, plus } from "./vectors.js";

export type KrylovMethod = "cg" | "bicgstab" | "gmres";

export type Operator = (v: Float64Array) => Float64Array;

export interface Krylov {
  readonly method: KrylovMethod;
  /** The norm of the residual, relative to that of the right-hand side, at which the iterations end. */
  readonly tolerance: number;
  /** Of products with the matrix, about. */
  readonly maxIterations: number;
  /** After how many products GMRES starts anew from what it has. */
  readonly restart: number;
  /** The function that asks for the solution. */
  readonly name: string;
  /** Whether products with the transpose are taken to be those with the matrix. */
  readonly isSymmetric: boolean;
}

/** The solution of `a x = b`. `precondition` is an approximation of the inverse of `a`. */
export function krylov(times: Operator, b: Float64Array, precondition: Operator, of: Krylov): Float64Array {
  if (!(of.restart >= 1))
    throw new RangeError(`${of.name}: the option "restart" must be at least 1, but is ${of.restart}`);
  expectFiniteSide(b, of.name);
  const a = checked(times, b.length, of.name);
  if (of.isSymmetric) expectSymmetricProducts(a, b.length, of);
  const goal = of.tolerance * norm(b);
  if (goal === 0) return new Float64Array(b.length);
  if (of.method === "cg") return conjugateGradients(a, b, precondition, goal, of);
  return of.method === "gmres" ? gmres(a, b, precondition, goal, of) : bicgstab(a, b, precondition, goal, of);
}

/** Products that have the right size, and are numbers where numbers are multiplied. */
function checked(times: Operator, n: number, name: string): Operator {
  return (v) => {
    const image = times(v);
    if (image.length !== n)
      throw new TypeError(`${name}: the product with a vector of ${n} numbers has ${image.length} numbers`);
    // What an iteration that breaks down makes of its vectors is not the matrix's fault.
    if (!Number.isFinite(norm(image)) && v.every(Number.isFinite)) {
      const advice = "look for divisions by zero or roots of zero in the matrix";
      expectFinite(image, name, "the product with the matrix of the linear system", advice);
    }
    return image;
  };
}

/**
 * Throws where `u A v` and `v A u` differ, for two vectors that are nothing special. They agree to rounding where the matrix is symmetric, also in
 * single precision.
 */
function expectSymmetricProducts(a: Operator, n: number, { name, tolerance }: Krylov): void {
  const u = new Float64Array(n).map((_, i) => 1.5 + Math.sin(1.7 * i + 0.3));
  const v = new Float64Array(n).map((_, i) => 1.5 + Math.cos(2.3 * i * (1 + 0.01 * (i % 7))));
  const [au, av] = [a(u), a(v)];
  const [left, right] = [dot(u, av), dot(v, au)];
  const size = norm(u) * norm(av) + norm(v) * norm(au);
  if (Math.abs(left - right) > Math.max(1e-6, tolerance) * size)
    throw new NotPositiveDefiniteError(
      `${name}: the matrix of the linear system is not symmetric: for two vectors, u A v is ${left}, but v A u is ${right}; a Hessian is symmetric, unless a rule of your own is wrong or there is a kink; for other systems use the method "gmres" or "bicgstab"`,
    );
}

function failure({ name, method, maxIterations }: Krylov, residual: number, goal: number): string {
  return `${name}: "${method}" did not converge: after at most ${maxIterations} iterations the residual is ${residual} instead of ${goal}; raise maxIterations or the tolerance, give a preconditioner, or use another method`;
}

/** Hestenes and Stiefel, 1952. */
function conjugateGradients(
  a: Operator,
  b: Float64Array,
  precondition: Operator,
  goal: number,
  of: Krylov,
): Float64Array {
  let x: Float64Array = new Float64Array(b.length);
  let residual: Float64Array = b.slice();
  let direction = precondition(residual);
  let product = dot(residual, direction);
  for (let k = 0; k < of.maxIterations; k++) {
    const image = a(direction);
    const curvature = dot(direction, image);
    if (!(curvature > 0))
      throw new NotPositiveDefiniteError(
        `${of.name}: "cg" needs a positive definite matrix, but along one direction the product is ${curvature}; use "gmres" or "bicgstab"`,
      );
    const step = product / curvature;
    x = plus(x, step, direction);
    residual = plus(residual, -step, image);
    if (norm(residual) <= goal) return x;
    const z = precondition(residual);
    const next = dot(residual, z);
    direction = plus(z, next / product, direction);
    product = next;
  }
  throw new NotConvergedError(failure(of, norm(residual), goal));
}

/** Van der Vorst, 1992, with the preconditioner on the right. */
function bicgstab(a: Operator, b: Float64Array, precondition: Operator, goal: number, of: Krylov): Float64Array {
  let x: Float64Array = new Float64Array(b.length);
  let residual: Float64Array = b.slice();
  const shadow = b;
  let direction: Float64Array = b.slice();
  let product = dot(shadow, residual);
  for (let k = 0; 2 * k < of.maxIterations; k++) {
    const first = precondition(direction);
    const image = a(first);
    const step = product / dot(shadow, image);
    const half = plus(residual, -step, image);
    if (norm(half) <= goal) return plus(x, step, first);
    const second = precondition(half);
    const t = a(second);
    const omega = dot(t, half) / dot(t, t);
    x = plus(plus(x, step, first), omega, second);
    residual = plus(half, -omega, t);
    const size = norm(residual);
    if (size <= goal) return x;
    const next = dot(shadow, residual);
    if (!Number.isFinite(size) || next === 0 || omega === 0) break;
    direction = plus(residual, ((next / product) * step) / omega, plus(direction, -omega, image));
    product = next;
  }
  throw new NotConvergedError(failure(of, norm(residual), goal));
}

/** Saad and Schultz, 1986, with the preconditioner on the right: residuals are those of the system itself. */
function gmres(a: Operator, b: Float64Array, precondition: Operator, goal: number, of: Krylov): Float64Array {
  let x: Float64Array = new Float64Array(b.length);
  let residual: Float64Array = b.slice();
  for (let used = 0; used < of.maxIterations; used += of.restart) {
    x = plus(x, 1, gmresCycle(a, residual, precondition, goal, Math.min(of.restart, b.length)));
    residual = plus(b, -1, a(x));
    // What rounding leaves of a residual that has become small enough.
    if (norm(residual) <= 2 * goal) return x;
  }
  throw new NotConvergedError(failure(of, norm(residual), goal));
}

/** What reduces the residual most in a Krylov space of dimension `size`. */
function gmresCycle(a: Operator, b: Float64Array, precondition: Operator, goal: number, size: number): Float64Array {
  const start = norm(b);
  const basis: Float64Array[] = [b.map((each) => each / start)];
  // Columns of the Hessenberg matrix, made upper triangular by rotations as they come.
  const columns: Float64Array[] = [];
  const cosines: number[] = [];
  const sines: number[] = [];
  const right = new Float64Array(size + 1);
  right[0] = start;
  let k = 0;
  while (k < size && Math.abs(right[k]) > goal) {
    let image = a(precondition(basis[k]));
    const column = new Float64Array(size + 1);
    for (let i = 0; i <= k; i++) {
      column[i] = dot(image, basis[i]);
      image = plus(image, -column[i], basis[i]);
    }
    const length = norm(image);
    for (let i = 0; i < k; i++) {
      const upper = cosines[i] * column[i] + sines[i] * column[i + 1];
      column[i + 1] = cosines[i] * column[i + 1] - sines[i] * column[i];
      column[i] = upper;
    }
    const radius = Math.hypot(column[k], length);
    // The space is exhausted, and the matrix singular on it.
    if (!(radius > 0)) break;
    cosines.push(column[k] / radius);
    sines.push(length / radius);
    column[k] = radius;
    right[k + 1] = -sines[k] * right[k];
    right[k] *= cosines[k];
    columns.push(column);
    basis.push(image.map((each) => each / length));
    k++;
    if (length === 0) break;
  }
  let found: Float64Array = new Float64Array(b.length);
  for (let i = k - 1; i >= 0; i--) {
    for (let j = i + 1; j < k; j++) right[i] -= columns[j][i] * right[j];
    right[i] /= columns[i][i];
    found = plus(found, right[i], basis[i]);
  }
  return precondition(found);
}
