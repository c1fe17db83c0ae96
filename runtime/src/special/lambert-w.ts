/** 1 / e, and what it exceeds its rounded value by. */
const inverseE = 0.36787944117144233;
const rest = -1.2428753672788363e-17;

/**
 * The principal branch of the Lambert W function: the solution `w` ≥ -1 of w exp(w) = `x`, for `x` ≥ -1/e; NaN elsewhere. DLMF 4.13.
 *
 * Halley's method (Corless and others, "On the Lambert W function", Advances in Computational Mathematics 5, 1996), next to the branch point its
 * series (DLMF 4.13.6).
 */
export function lambertW(x: number): number {
  const p = fromBranchPoint(x);
  if (p === undefined) return Number.NaN;
  if (p < 0.05) return branchSeries(p);
  if (x === Number.POSITIVE_INFINITY) return x;
  if (Math.abs(x) < 1e-9) return x - x * x;
  const start = x < 1 ? branchStart(p) : x < 3 ? 0.5 * Math.log1p(x) + 0.2 : Math.log(x) - Math.log(Math.log(x));
  return halley(x, start);
}

/**
 * The other real branch of the Lambert W function: the solution `w` ≤ -1 of w exp(w) = `x`, for -1/e ≤ `x` < 0; -Infinity at 0, NaN elsewhere. As
 * `lambertW`. DLMF 4.13.
 */
export function lambertWm1(x: number): number {
  if (x === 0) return Number.NEGATIVE_INFINITY;
  const p = x > 0 ? undefined : fromBranchPoint(x);
  if (p === undefined) return Number.NaN;
  if (p < 0.05) return branchSeries(-p);
  const logarithm = Math.log(-x);
  if (x < -0.1) return halley(x, branchStart(-p));
  return ofLogarithm(logarithm);
}

/** sqrt(2 (e x + 1)); undefined where that is not real. The sum cancels next to the branch point, so 1 / e is taken in two parts. */
function fromBranchPoint(x: number): number | undefined {
  const distance = x + inverseE + rest;
  // The number next to -1/e is below it by less than what the sum is rounded by.
  if (!(distance >= 0) && x !== -inverseE) return undefined;
  return Math.sqrt(2 * Math.E * Math.max(0, distance));
}

function branchSeries(p: number): number {
  const c = [
    -1,
    1,
    -1 / 3,
    11 / 72,
    -43 / 540,
    769 / 17280,
    -221 / 8505,
    680863 / 43545600,
    -1963 / 204120,
    226287557 / 37623398400,
  ];
  return c.reduceRight((sum, coefficient) => sum * p + coefficient, 0);
}

function branchStart(p: number): number {
  return -1 + p * (1 - (p * (1 / 3 - p * (11 / 72))) / (1 + 0.35 * Math.abs(p) * p * p));
}

function halley(x: number, start: number): number {
  let w = start;
  for (let k = 0; k < 20; k++) {
    // Divided by exp(w), which may overflow.
    const f = w - x * Math.exp(-w);
    const next = w - f / (1 + w - ((w + 2) * f) / (2 * (w + 1)));
    if (Math.abs(next - w) <= 1e-16 * Math.abs(w)) return next;
    const isDone = Math.abs(next - w) <= 1e-6 * Math.abs(w);
    w = next;
    // The next error is of third order.
    if (isDone) return w;
  }
  return w;
}

/** The lower branch from log(-x): Newton's method for w + log(-w) = log(-x). */
function ofLogarithm(logarithm: number): number {
  let w = logarithm - Math.log(-logarithm);
  for (let k = 0; k < 20; k++) {
    const next = (w * (1 - Math.log(-w) + logarithm)) / (1 + w);
    if (Math.abs(next - w) <= 1e-9 * Math.abs(w)) return next;
    w = next;
  }
  return w;
}
