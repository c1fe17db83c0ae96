var kept_p_cache: Float64Array | undefined;
var kept_innovation_cache: Float64Array | undefined;

export function logLikelihood_grad_drift_noise(
  measured: Float64Array,
  drift: number,
  noise: number,
): [number, number] {
  expectFloat64Array("grad(logLikelihood)", "measured", measured);
  expectNumber("grad(logLikelihood)", "drift", drift);
  expectNumber("grad(logLikelihood)", "noise", noise);
  const n = measured.length;
  const p_cache = kept_p_cache?.length === n ? kept_p_cache : new Float64Array(n);
  kept_p_cache = undefined;
  const innovation_cache = kept_innovation_cache?.length === n ? kept_innovation_cache : new Float64Array(n);
  kept_innovation_cache = undefined;
  let x = 0;
  let p = 1;
  for (let i = 0; i < n; i++) {
    const z = measured[i];
    p += drift;
    p_cache[i] = p;
    const s = p + noise;
    const innovation = z - x;
    innovation_cache[i] = innovation;
    const gain = p / s;
    x += gain * innovation;
    p *= 1 - gain;
  }

  let x_b = 0;
  let p_b = 0;
  let drift_b = 0;
  let noise_b = 0;
  for (let i = n - 1; i >= 0; i--) {
    // sum -= 0.5 * (Math.log(2 * Math.PI * s) + (innovation * innovation) / s)
    const p_1 = p_cache[i];
    const s = p_1 + noise;
    const gain = p_1 / s;
    const t = -0.5 / s;
    const innovation = innovation_cache[i];
    let innovation_b = 2 * (t * innovation);
    let s_b = -0.5 / (6.283185307179586 * s) * 6.283185307179586 - t * (innovation * innovation / s);
    // p *= 1 - gain
    let p_b_1 = p_b * (1 - gain);
    // x += gain * innovation
    const gain_b = x_b * innovation - p_b * p_1;
    innovation_b += x_b * gain;
    // const gain = p / s
    p_b_1 += gain_b === 0 ? 0 : gain_b / s;
    s_b -= gain_b === 0 ? 0 : gain_b * (gain / s);
    // const innovation = z - x
    x_b -= innovation_b;
    // const s = p + noise
    p_b = p_b_1 + s_b;
    noise_b += s_b;
    // p += drift
    drift_b += p_b;
  }
  kept_p_cache = p_cache;
  kept_innovation_cache = innovation_cache;
  return [drift_b, noise_b];
}

interface LogLikelihoodTape {
  n: number;
  p_cache: Float64Array;
  noise: number;
  innovation_cache: Float64Array;
}

function logLikelihood_vjp_pullback(tape: LogLikelihoodTape, sum_b: number): [Float64Array, number, number] {
  expectNumber("vjp(logLikelihood)", "the cotangent", sum_b);
  const { n, p_cache, noise, innovation_cache } = tape;

  // sum -= 0.5 * (Math.log(2 * Math.PI * s) + (innovation * innovation) / s)
  const t = sum_b * 0.5;
  const measured_b = new Float64Array(n);
  let x_b = 0;
  let p_b = 0;
  let drift_b = 0;
  let noise_b = 0;
  for (let i = n - 1; i >= 0; i--) {
    const p = p_cache[i];
    const s = p + noise;
    const gain = p / s;
    const innovation = innovation_cache[i];
    let innovation_b = -2 * ((t === 0 ? 0 : t / s) * innovation);
    const t1 = (t === 0 ? 0 : t / (6.283185307179586 * s)) * 6.283185307179586;
    let s_b = (t === 0 ? 0 : t * (innovation * innovation / s / s)) - t1;
    // p *= 1 - gain
    let p_b_1 = p_b * (1 - gain);
    // x += gain * innovation
    const gain_b = x_b * innovation - p_b * p;
    innovation_b += x_b * gain;
    // const gain = p / s
    p_b_1 += gain_b === 0 ? 0 : gain_b / s;
    s_b -= gain_b === 0 ? 0 : gain_b * (gain / s);
    // const innovation = z - x
    x_b -= innovation_b;
    // const s = p + noise
    p_b = p_b_1 + s_b;
    noise_b += s_b;
    // p += drift
    drift_b += p_b;
    measured_b[i] = innovation_b;
  }
  return [measured_b, drift_b, noise_b];
}

export function logLikelihood_vjp(
  measured: Float64Array,
  drift: number,
  noise: number,
): [number, (sum_b: number) => [Float64Array, number, number]] {
  expectFloat64Array("vjp(logLikelihood)", "measured", measured);
  expectNumber("vjp(logLikelihood)", "drift", drift);
  expectNumber("vjp(logLikelihood)", "noise", noise);
  const n = measured.length;
  const p_cache = new Float64Array(n);
  const innovation_cache = new Float64Array(n);
  let x = 0;
  let p = 1;
  let sum = 0;
  for (let i = 0; i < n; i++) {
    const z = measured[i];
    const p_1 = p + drift;
    const s = p_1 + noise;
    const innovation = z - x;
    const gain = p_1 / s;
    x += gain * innovation;
    p = p_1 * (1 - gain);
    p_cache[i] = p_1;
    innovation_cache[i] = innovation;
    sum -= 0.5 * (Math.log(6.283185307179586 * s) + innovation * innovation / s);
  }
  const tape: LogLikelihoodTape = { n, p_cache, noise, innovation_cache };
  return [sum, (sum_b: number) => logLikelihood_vjp_pullback(tape, sum_b)];
}
