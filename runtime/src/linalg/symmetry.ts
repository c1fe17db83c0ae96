import { NotPositiveDefiniteError } from "../numerical-errors.js";

/** @throws NotPositiveDefiniteError where an n x n matrix is not symmetric but for rounding, or not finite */
export function expectSymmetric(name: string, argument: string, a: Float64Array, n: number, advice: string): void {
  let size = 0;
  for (let i = 0; i < a.length; i++) size = Math.max(size, Math.abs(a[i]));
  for (let i = 0; i < n; i++)
    for (let j = 0; j < i; j++)
      if (!(Math.abs(a[i * n + j] - a[j * n + i]) <= 1e-8 * size))
        throw new NotPositiveDefiniteError(
          `${name}: the ${n} x ${n} matrix ${argument} is not symmetric: entries (${i}, ${j}) and (${j}, ${i}) are ${a[i * n + j]} and ${a[j * n + i]}; ${advice}`,
        );
}
