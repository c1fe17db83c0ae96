/** Power series in one variable, truncated: arrays of coefficients of one length. */

export function times(a: readonly number[], b: readonly number[]): number[] {
  return a.map((_, k) => {
    let sum = 0;
    for (let j = 0; j <= k; j++) sum += a[j] * b[k - j];
    return sum;
  });
}

/** The exponential of a series whose coefficient of order 0 is taken for 0. */
export function exponential(a: readonly number[]): number[] {
  const made = [1];
  for (let k = 1; k < a.length; k++) {
    let sum = 0;
    for (let j = 1; j <= k; j++) sum += j * a[j] * made[k - j];
    made.push(sum / k);
  }
  return made;
}

/** The series of c + t, times another. */
export function timesLinear(c: number, a: readonly number[]): number[] {
  return a.map((coefficient, k) => c * coefficient + (k > 0 ? a[k - 1] : 0));
}

/** Another series divided by c + t. */
export function byLinear(c: number, a: readonly number[]): number[] {
  const made: number[] = [];
  a.forEach((coefficient, k) => made.push((coefficient - (k > 0 ? made[k - 1] : 0)) / c));
  return made;
}

/** exp(c t), `length` coefficients. */
export function exponentialOf(c: number, length: number): number[] {
  const made = [1];
  for (let k = 1; k < length; k++) made.push((made[k - 1] * c) / k);
  return made;
}
