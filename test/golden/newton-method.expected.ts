var kept_cos_cache: F64Stack | undefined;
var kept_angle_cache: F64Stack | undefined;
var kept_sin_cache: F64Stack | undefined;

export function eccentricAnomaly_grad_mean_eccentricity(
  mean: number,
  eccentricity: number,
): [number, number] {
  expectNumber("grad(eccentricAnomaly)", "mean", mean);
  expectNumber("grad(eccentricAnomaly)", "eccentricity", eccentricity);
  const cos_cache = kept_cos_cache ?? new F64Stack();
  kept_cos_cache = undefined;
  const angle_cache = kept_angle_cache ?? new F64Stack();
  kept_angle_cache = undefined;
  const sin_cache = kept_sin_cache ?? new F64Stack();
  kept_sin_cache = undefined;
  let angle = mean;
  let trips = 0;
  for (let step = 0; step < 10; step++) {
    angle_cache.push(angle);
    const sin = Math.sin(angle);
    sin_cache.push(sin);
    // const residual = (angle: number) => angle - eccentricity * Math.sin(angle) - mean
    const cos = Math.cos(angle);
    cos_cache.push(cos);
    const angle_b = 1 - eccentricity * cos;
    const change = (angle - eccentricity * sin - mean) / angle_b;
    angle -= change;
    trips++;
    if (Math.abs(change) < 1e-12) break;
  }

  let angle_b = 1;
  let eccentricity_b = 0;
  let mean_b = 0;
  for (let k = trips; k > 0; k--) {
    const cos = cos_cache.pop();
    const angle_b_1 = 1 - eccentricity * cos;
    // const change = residual(angle) / slope(angle)
    const sin = sin_cache.pop();
    const t = angle_b / angle_b_1;
    const change = (angle_cache.pop() - eccentricity * sin - mean) / angle_b_1;
    const angle_b_b = t * change;
    // const residual = (angle: number) => angle - eccentricity * Math.sin(angle) - mean
    mean_b += t;
    eccentricity_b = eccentricity_b - angle_b_b * cos + t * sin;
    angle_b = angle_b + angle_b_b * eccentricity * sin - t + t * eccentricity * cos;
  }
  kept_cos_cache = cos_cache.emptied();
  kept_angle_cache = angle_cache.emptied();
  kept_sin_cache = sin_cache.emptied();
  return [mean_b + angle_b, eccentricity_b];
}

function residual_grad(eccentricity: number, mean: number, angle: number): number {
  expectNumber("grad(residual)", "angle", angle);

  // const residual = (angle: number) => angle - eccentricity * Math.sin(angle) - mean
  return 1 - eccentricity * Math.cos(angle);
}
