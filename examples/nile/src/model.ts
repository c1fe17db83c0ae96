/**
 * A level that wanders, seen with noise: `level` is the variance of its steps, `noise` that of the observations. Both are
 * given as logarithms, so that any number will do.
 */
export interface Variances {
  level: number;
  noise: number;
}

/** A mean and a variance. */
export interface Belief {
  mean: number;
  variance: number;
}

/** The Kalman filter: what is believed of the next level, and what an observation makes of it. */
export function predicted({ mean, variance }: Belief, { level }: Variances): Belief {
  return { mean, variance: variance + Math.exp(level) };
}

export function corrected({ mean, variance }: Belief, observed: number, { noise }: Variances): Belief {
  const gain = variance / (variance + Math.exp(noise));
  return { mean: mean + gain * (observed - mean), variance: (1 - gain) * variance };
}

/** Before the first observation anything may be; after it, the observation is all that is known. */
function first(observed: number, { noise }: Variances): Belief {
  return { mean: observed, variance: Math.exp(noise) };
}

/** Minus the logarithm of the likelihood of all observations but the first, each foretold from those before it. */
export function surprise(variances: Variances, flows: Float64Array): number {
  let belief = first(flows[0], variances);
  let sum = 0;
  for (let t = 1; t < flows.length; t++) {
    const before = predicted(belief, variances);
    const spread = before.variance + Math.exp(variances.noise);
    sum += 0.5 * (Math.log(2 * Math.PI * spread) + (flows[t] - before.mean) ** 2 / spread);
    belief = corrected(before, flows[t], variances);
  }
  return sum;
}

/** What all observations say of the level in each year: the filter forward, then backward (Rauch, Tung and Striebel 1965). */
export function smoothed(variances: Variances, flows: Float64Array): Belief[] {
  const beliefs = [first(flows[0], variances)];
  for (let t = 1; t < flows.length; t++)
    beliefs.push(corrected(predicted(beliefs[t - 1], variances), flows[t], variances));
  for (let t = flows.length - 2; t >= 0; t--) {
    const after = predicted(beliefs[t], variances);
    const gain = beliefs[t].variance / after.variance;
    beliefs[t] = {
      mean: beliefs[t].mean + gain * (beliefs[t + 1].mean - after.mean),
      variance: beliefs[t].variance + gain ** 2 * (beliefs[t + 1].variance - after.variance),
    };
  }
  return beliefs;
}
