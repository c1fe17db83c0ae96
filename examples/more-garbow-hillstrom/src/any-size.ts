/** Problems 20 to 35: as many variables as one likes. Sums are over `j` from 1 on, as in the paper, so that `x[j - 1]` is its `x_j`. */

export function watson(x: Float64Array): number[] {
  const residuals: number[] = [];
  for (let i = 1; i <= 29; i++) {
    const t = i / 29;
    let value = 0;
    let slope = 0;
    // Horner's scheme for the polynomial and its derivative.
    for (let j = x.length - 1; j >= 0; j--) {
      slope = slope * t + value;
      value = value * t + x[j];
    }
    residuals.push(slope - value ** 2 - 1);
  }
  residuals.push(x[0], x[1] - x[0] ** 2 - 1);
  return residuals;
}

export function extendedRosenbrock(x: Float64Array): number[] {
  const residuals: number[] = [];
  for (let i = 0; i < x.length; i += 2) residuals.push(10 * (x[i + 1] - x[i] ** 2), 1 - x[i]);
  return residuals;
}

export function extendedPowell(x: Float64Array): number[] {
  const residuals: number[] = [];
  for (let i = 0; i < x.length; i += 4) {
    const [a, b, c, d] = x.subarray(i, i + 4);
    residuals.push(a + 10 * b, Math.sqrt(5) * (c - d), (b - 2 * c) ** 2, Math.sqrt(10) * (a - d) ** 2);
  }
  return residuals;
}

export function penalty1(x: Float64Array): number[] {
  const residuals = Array.from(x, (each) => Math.sqrt(1e-5) * (each - 1));
  residuals.push(sum(x, (each) => each ** 2) - 0.25);
  return residuals;
}

export function penalty2(x: Float64Array): number[] {
  const n = x.length;
  const weight = Math.sqrt(1e-5);
  const residuals = [x[0] - 0.2];
  for (let i = 2; i <= n; i++) {
    const y = Math.exp(i / 10) + Math.exp((i - 1) / 10);
    residuals.push(weight * (Math.exp(x[i - 1] / 10) + Math.exp(x[i - 2] / 10) - y));
  }
  for (let i = 2; i <= n; i++) residuals.push(weight * (Math.exp(x[i - 1] / 10) - Math.exp(-0.1)));
  residuals.push(sum(x, (each, j) => (n - j + 1) * each ** 2) - 1);
  return residuals;
}

export function variablyDimensioned(x: Float64Array): number[] {
  const weighted = sum(x, (each, j) => j * (each - 1));
  return [...x.map((each) => each - 1), weighted, weighted ** 2];
}

export function trigonometric(x: Float64Array): number[] {
  const n = x.length;
  const cosines = sum(x, Math.cos);
  return Array.from(x, (each, k) => n - cosines + (k + 1) * (1 - Math.cos(each)) - Math.sin(each));
}

export function brownAlmostLinear(x: Float64Array): number[] {
  const n = x.length;
  const total = sum(x, (each) => each);
  const residuals = Array.from(x, (each) => each + total - (n + 1));
  residuals[n - 1] = x.reduce((product, each) => product * each, 1) - 1;
  return residuals;
}

export function discreteBoundaryValue(x: Float64Array): number[] {
  const h = 1 / (x.length + 1);
  return Array.from(
    x,
    (each, k) => 2 * each - (x[k - 1] ?? 0) - (x[k + 1] ?? 0) + (h ** 2 * (each + (k + 1) * h + 1) ** 3) / 2,
  );
}

export function discreteIntegralEquation(x: Float64Array): number[] {
  const h = 1 / (x.length + 1);
  const cubes = x.map((each, k) => (each + (k + 1) * h + 1) ** 3);
  return Array.from(x, (each, i) => {
    const t = (i + 1) * h;
    let [before, after] = [0, 0];
    for (let j = 0; j < x.length; j++) {
      if (j <= i) before += (j + 1) * h * cubes[j];
      else after += (1 - (j + 1) * h) * cubes[j];
    }
    return each + (h * ((1 - t) * before + t * after)) / 2;
  });
}

export function broydenTridiagonal(x: Float64Array): number[] {
  return Array.from(x, (each, k) => (3 - 2 * each) * each - (x[k - 1] ?? 0) - 2 * (x[k + 1] ?? 0) + 1);
}

export function broydenBanded(x: Float64Array): number[] {
  return Array.from(x, (each, i) => {
    let residual = each * (2 + 5 * each ** 2) + 1;
    for (let j = Math.max(0, i - 5); j <= Math.min(x.length - 1, i + 1); j++)
      if (j !== i) residual -= x[j] * (1 + x[j]);
    return residual;
  });
}

export function linearFullRank(x: Float64Array, m: number): number[] {
  const mean = (2 / m) * sum(x, (each) => each);
  return Array.from({ length: m }, (_, i) => (i < x.length ? x[i] : 0) - mean - 1);
}

export function linearRankOne(x: Float64Array, m: number): number[] {
  const weighted = sum(x, (each, j) => j * each);
  return Array.from({ length: m }, (_, i) => (i + 1) * weighted - 1);
}

/** Rank one, with columns and rows that are zero. */
export function linearRankOneWithZeros(x: Float64Array, m: number): number[] {
  const weighted = sum(x.subarray(1, x.length - 1), (each, j) => (j + 1) * each);
  return Array.from({ length: m }, (_, i) => (i === m - 1 ? 0 : i) * weighted - 1);
}

/** The means at the points of Chebyshev's polynomials, shifted to [0, 1], less their integrals: as many polynomials as points. */
export function chebyquad(x: Float64Array): number[] {
  const m = x.length;
  const residuals: number[] = new Array(m).fill(0);
  for (const each of x) {
    const u = 2 * each - 1;
    let [before, here] = [1, u];
    for (let i = 0; i < m; i++) {
      residuals[i] += here / m;
      [before, here] = [here, 2 * u * here - before];
    }
  }
  for (let i = 2; i <= m; i += 2) residuals[i - 1] += 1 / (i ** 2 - 1);
  return residuals;
}

function sum(x: Float64Array, term: (each: number, j: number) => number): number {
  let total = 0;
  for (let k = 0; k < x.length; k++) total += term(x[k], k + 1);
  return total;
}
