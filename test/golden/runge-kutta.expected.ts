var kept_cache: Float64Array | undefined;

export function pendulum_grad_angle_damping(angle: number, time: number, damping: number): [number, number] {
  expectNumber("grad(pendulum)", "angle", angle);
  expectNumber("grad(pendulum)", "time", time);
  expectNumber("grad(pendulum)", "damping", damping);
  const h = time / STEPS;
  const size = 3 * Math.max(STEPS, 0);
  const cache = kept_cache?.length === size ? kept_cache : new Float64Array(size);
  kept_cache = undefined;
  const t = 0.5 * h;
  let velocity = 0;
  for (let step = 0; step < STEPS; step++) {
    const row = 3 * step;
    const a = -Math.sin(angle) - damping * velocity;
    const predictedAngle = angle + h * velocity;
    const predictedVelocity = velocity + h * a;
    const angle_1 = angle + t * (velocity + predictedVelocity);
    cache[row] = velocity;
    cache[row + 1] = angle;
    cache[row + 2] = predictedVelocity;
    velocity += t * (a + (-Math.sin(predictedAngle) - damping * predictedVelocity));
    angle = angle_1;
  }

  let angle_b = 1;
  let velocity_b = 0;
  let damping_b = 0;
  for (let step = STEPS - 1; step >= 0; step--) {
    // velocity += 0.5 * h * (a + acceleration(predictedAngle, damping, predictedVelocity))
    const row = 3 * step;
    const angle_1 = cache[row + 1];
    const velocity_1 = cache[row];
    const a_b = velocity_b * t;
    // angle += 0.5 * h * (velocity + predictedVelocity)
    const t1 = angle_b * t;
    velocity_b += t1;
    const predictedVelocity_b = t1 - a_b * damping;
    // const predictedVelocity = velocity + h * a
    velocity_b += predictedVelocity_b;
    const a_b_1 = a_b + predictedVelocity_b * h;
    // return -Math.sin(angle) - damping * velocity
    const predictedAngle = angle_1 + h * velocity_1;
    const t2 = a_b * Math.cos(predictedAngle);
    // const predictedAngle = angle + h * velocity
    angle_b -= t2;
    velocity_b -= t2 * h;
    // return -Math.sin(angle) - damping * velocity
    damping_b = damping_b - a_b * cache[row + 2] - a_b_1 * velocity_1;
    velocity_b -= a_b_1 * damping;
    angle_b -= a_b_1 * Math.cos(angle_1);
  }
  kept_cache = cache;
  return [angle_b, damping_b];
}
