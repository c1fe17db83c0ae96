/** Exponents whose rounding errors would be magnified by the exponential function. */

/** `log(1 + x) - x`, without cancellation next to 0: the series of DLMF 4.6.4 in x / (2 + x). */
export function log1pmx(x: number): number {
  if (!(x >= -0.6 && x <= 0.8)) return Math.log1p(x) - x;
  const r = x / (2 + x);
  const square = r * r;
  let sum = 0;
  let power = 1;
  for (let k = 3; ; k += 2) {
    const next = sum + power / k;
    if (next === sum) break;
    sum = next;
    power *= square;
  }
  return 2 * r * square * sum - r * x;
}

/** c log(r) - c u, where `u` is r - 1. */
export function logarithmLessLinear(c: number, r: number, u: number): number {
  return Math.abs(u) < 0.5 ? c * log1pmx(u) : c * Math.log(r) - c * u;
}

/** `exp(x * x)`; the square is taken of a part with few digits, where it is exact, and the rest apart. */
export function expOfSquare(x: number): number {
  if (Math.abs(x) > 27) return Number.POSITIVE_INFINITY;
  const few = Math.fround(x);
  return Math.exp(few * few) * Math.exp((x - few) * (x + few));
}
