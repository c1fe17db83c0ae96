/*
 * Lotka and Volterra's predator and prey, after the case study of B. Carpenter, "Predator-Prey Population Dynamics:
 * the Lotka-Volterra model in Stan" (2018). Populations are counted in thousands of pelts, time in years.
 *
 *   parameters p:  0 alpha   births per hare                      1/year
 *                  1 beta    hares lost to each thousand lynxes   1/year
 *                  2 gamma   deaths per lynx                      1/year
 *                  3 delta   lynxes gained by a thousand hares    1/year
 *                  4, 5      hares and lynxes at the start        thousands
 *                  6, 7      errors of the two pelt counts        standard deviations of the logarithm
 */

export const STEPS_PER_YEAR = 50;

/** du/dt of u thousand hares among v thousand lynxes. */
function hareRate(u: number, v: number, alpha: number, beta: number): number {
  return (alpha - beta * v) * u;
}

/** dv/dt of v thousand lynxes among u thousand hares. */
function lynxRate(u: number, v: number, gamma: number, delta: number): number {
  return (delta * u - gamma) * v;
}

/**
 * Both populations over the years, by the classical Runge-Kutta method of order four:
 * hares at 2 i and lynxes at 2 i + 1, for i = 0 .. years * STEPS_PER_YEAR.
 */
export function simulate(p: Float64Array, years: number): Float64Array {
  const alpha = p[0];
  const beta = p[1];
  const gamma = p[2];
  const delta = p[3];
  let u = p[4];
  let v = p[5];

  const h = 1 / STEPS_PER_YEAR;
  const steps = years * STEPS_PER_YEAR;
  const path = new Float64Array(2 * (steps + 1));
  path[0] = u;
  path[1] = v;

  for (let i = 1; i <= steps; i++) {
    const du1 = hareRate(u, v, alpha, beta);
    const dv1 = lynxRate(u, v, gamma, delta);
    const u2 = u + 0.5 * h * du1;
    const v2 = v + 0.5 * h * dv1;
    const du2 = hareRate(u2, v2, alpha, beta);
    const dv2 = lynxRate(u2, v2, gamma, delta);
    const u3 = u + 0.5 * h * du2;
    const v3 = v + 0.5 * h * dv2;
    const du3 = hareRate(u3, v3, alpha, beta);
    const dv3 = lynxRate(u3, v3, gamma, delta);
    const u4 = u + h * du3;
    const v4 = v + h * dv3;
    const du4 = hareRate(u4, v4, alpha, beta);
    const dv4 = lynxRate(u4, v4, gamma, delta);

    u += (h / 6) * (du1 + 2 * du2 + 2 * du3 + du4);
    v += (h / 6) * (dv1 + 2 * dv2 + 2 * dv3 + dv4);
    path[2 * i] = u;
    path[2 * i + 1] = v;
  }
  return path;
}

/** Minus the logarithm of the normal density, up to a constant. */
function normal(x: number, mean: number, sd: number): number {
  const error = (x - mean) / sd;
  return 0.5 * error ** 2 + Math.log(sd);
}

/** A normal prior of a rate, as a density of its logarithm `q`: hence the term `- q`. */
function ratePrior(q: number, mean: number, sd: number): number {
  const rate = Math.exp(q);
  return normal(rate, mean, sd) - q;
}

/** Weak priors on the logarithms `q` of the parameters. */
function prior(q: Float64Array): number {
  return (
    ratePrior(q[0], 1, 0.5) +
    ratePrior(q[1], 0.05, 0.05) +
    ratePrior(q[2], 1, 0.5) +
    ratePrior(q[3], 0.05, 0.05) +
    normal(q[4], Math.log(10), 1) +
    normal(q[5], Math.log(10), 1) +
    normal(q[6], -1, 1) +
    normal(q[7], -1, 1)
  );
}

/** The parameters whose logarithms are `q`: positive, whatever the optimizer tries. */
export function parameters(q: Float64Array): Float64Array {
  const p = new Float64Array(q.length);
  for (let k = 0; k < q.length; k++) p[k] = Math.exp(q[k]);
  return p;
}

/**
 * Minus the logarithm of the posterior density of `q`, given the pelts of successive years (thousands). The returns
 * scatter around the simulated populations by a factor: their logarithms have normal errors.
 */
export function surprise(q: Float64Array, hares: Float64Array, lynxes: Float64Array): number {
  const p = parameters(q);
  const path = simulate(p, hares.length - 1);
  let sum = prior(q);
  for (let year = 0; year < hares.length; year++) {
    const at = 2 * year * STEPS_PER_YEAR;
    sum += normal(Math.log(hares[year]), Math.log(path[at]), p[6]);
    sum += normal(Math.log(lynxes[year]), Math.log(path[at + 1]), p[7]);
  }
  return sum;
}
