function isSpeeds(xs: number[][]): boolean {
  if (!Array.isArray(xs)) return false;
  const n = xs.length;
  let all = true;
  for (let i = 0; i < n; i++) {
    const row = xs[i];
    all = all && areNumbers(row);
  }
  return all;
}

var kept_particles_pool: Float64Array[] | undefined;
var kept_particles_b_cache: Float64Array[] | undefined;

export function spread_grad_drag(speeds: number[][], drag: number, steps: number): [number] {
  if (!isSpeeds(speeds)) {
    expectKind("grad(spread)", "speeds", speeds, ["Array", ["Array", "f64"]]);
  }
  expectNumber("grad(spread)", "drag", drag);
  expectNumber("grad(spread)", "steps", steps);
  const n = speeds.length;
  const size = 4 * n;
  let particles: Float64Array = new Float64Array(size);
  const particles_b = new Float64Array(size);
  for (let i = 0; i < n; i++) {
    const at = 4 * i;
    particles[at] = 0;
    particles[at + 1] = 0;
    const speeds_i = speeds[i];
    particles[at + 2] = speeds_i[0];
    particles[at + 3] = speeds_i[1];
  }
  const ceil = Math.ceil(steps);
  const size_1 = Math.max(ceil, 0) >>> 0;
  const particles_pool = kept_particles_pool?.length === size_1 ? kept_particles_pool : new Array(size_1);
  kept_particles_pool = undefined;
  const particles_b_cache = kept_particles_b_cache?.length === size_1
    ? kept_particles_b_cache
    : new Array(size_1);
  kept_particles_b_cache = undefined;
  const particles_cache = new Array(size_1);
  const particles_b_cache_1 = new Array(size_1);
  const m = n - 3;
  const t = 1 - drag;
  let particles_b_1: Float64Array = particles_b;
  for (let k = 0; k < steps; k++) {
    particles_b_cache_1[k] = particles_b_1;
    particles_cache[k] = particles;
    const particles_1 = reused(particles_pool[k], size);
    particles_pool[k] = particles_1;
    particles_b_1 = cleared(particles_b_cache[k], size);
    particles_b_cache[k] = particles_b_1;
    let i = 0;
    for (; i < m; i += 4) {
      const at = 4 * i;
      const t1 = particles[at + 2];
      const x = particles[at] + t1;
      const t2 = particles[at + 3];
      const y = particles[at + 1] + t2;
      const x_1 = t1 * t;
      const y_1 = t2 * t;
      particles_1[at] = x;
      particles_1[at + 1] = y;
      particles_1[at + 2] = x_1;
      particles_1[at + 3] = y_1;
      const t3 = particles[at + 6];
      const x_2 = particles[at + 4] + t3;
      const t4 = particles[at + 7];
      const y_2 = particles[at + 5] + t4;
      const x_3 = t3 * t;
      const y_3 = t4 * t;
      particles_1[at + 4] = x_2;
      particles_1[at + 5] = y_2;
      particles_1[at + 6] = x_3;
      particles_1[at + 7] = y_3;
      const t5 = particles[at + 10];
      const x_4 = particles[at + 8] + t5;
      const t6 = particles[at + 11];
      const y_4 = particles[at + 9] + t6;
      const x_5 = t5 * t;
      const y_5 = t6 * t;
      particles_1[at + 8] = x_4;
      particles_1[at + 9] = y_4;
      particles_1[at + 10] = x_5;
      particles_1[at + 11] = y_5;
      const t7 = particles[at + 14];
      const x_6 = particles[at + 12] + t7;
      const t8 = particles[at + 15];
      const y_6 = particles[at + 13] + t8;
      const x_7 = t7 * t;
      const y_7 = t8 * t;
      particles_1[at + 12] = x_6;
      particles_1[at + 13] = y_6;
      particles_1[at + 14] = x_7;
      particles_1[at + 15] = y_7;
    }
    for (; i < n; i++) {
      const at = 4 * i;
      const t1 = particles[at + 2];
      const x = particles[at] + t1;
      const t2 = particles[at + 3];
      const y = particles[at + 1] + t2;
      const x_1 = t1 * t;
      const y_1 = t2 * t;
      particles_1[at] = x;
      particles_1[at + 1] = y;
      particles_1[at + 2] = x_1;
      particles_1[at + 3] = y_1;
    }
    particles = particles_1;
  }

  for (let i = n - 1; i >= 0; i--) {
    // return particles.reduce((sum, { at }) => sum + at.x * at.x + at.y * at.y, 0)
    const at = 4 * i;
    const t1 = particles[at];
    particles_b_1[at + 1] += 2 * particles[at + 1];
    particles_b_1[at] += 2 * t1;
  }
  let t1 = 0;
  for (let k = ceil - 1; k >= 0; k--) {
    const particles_b_2 = particles_b_cache_1[k];
    const particles_1 = particles_cache[k];
    const particles_b_3 = particles_b_cache[k];
    for (let i = n - 1; i >= 0; i--) {
      // particles = particles.map(({ at, speed }) => ({ at: at.plus(speed), speed: speed.times(1 - drag) }))
      const at = 4 * i;
      const t2 = particles_1[at + 3];
      const t3 = particles_1[at + 2];
      const y_b = particles_b_3[at + 3];
      particles_b_3[at + 3] = 0;
      const x_b = particles_b_3[at + 2];
      particles_b_3[at + 2] = 0;
      const y_b_1 = particles_b_3[at + 1];
      particles_b_3[at + 1] = 0;
      const x_b_1 = particles_b_3[at];
      particles_b_3[at] = 0;
      // return new Vector(this.x * factor, this.y * factor)
      t1 = t1 + y_b * t2 + x_b * t3;
      // particles = particles.map(({ at, speed }) => ({ at: at.plus(speed), speed: speed.times(1 - drag) }))
      particles_b_2[at + 3] += y_b * t + y_b_1;
      particles_b_2[at + 2] += x_b * t + x_b_1;
      particles_b_2[at + 1] += y_b_1;
      particles_b_2[at] += x_b_1;
    }
  }
  const drag_b = -t1;
  for (let i = n - 1; i >= 0; i--) {
    // let particles = speeds.map(([x, y]) => ({ at: new Vector(0, 0), speed: new Vector(x, y) }))
    const at = 4 * i;
    particles_b[at + 3] = 0;
    particles_b[at + 2] = 0;
    particles_b[at + 1] = 0;
    particles_b[at] = 0;
  }
  kept_particles_pool = particles_pool;
  kept_particles_b_cache = particles_b_cache;
  return [drag_b];
}
