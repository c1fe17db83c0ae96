var kept_saved_cache: Float64Array | undefined;
var kept_here_cache: Float64Array | undefined;

export function energy_grad_u_ratio(
  u: Float64Array,
  ratio: number,
  steps: Uint8Array,
): [Float64Array, number] {
  expectFloat64Array("grad(energy)", "u", u);
  expectNumber("grad(energy)", "ratio", ratio);
  expectKind("grad(energy)", "steps", steps, "Uint8Array");
  const u_b = new Float64Array(u.length);
  const left = u[0];
  const m = u.length - 1;
  const size = steps.length * Math.max(m, 0);
  const saved_cache = kept_saved_cache?.length === size ? kept_saved_cache : new Float64Array(size);
  kept_saved_cache = undefined;
  const here_cache = kept_here_cache?.length === size ? kept_here_cache : new Float64Array(size);
  kept_here_cache = undefined;
  const m1 = u.length - 3;
  for (let i = 0; i < steps.length; i++) {
    const offset = i * m;
    let i_1 = 1;
    let left_1 = left;
    for (; i_1 < m1; i_1 += 4) {
      const here = u[i_1];
      const at = offset + (i_1 - 1);
      here_cache[at] = here;
      const t = here - left_1;
      saved_cache[at] = t;
      u[i_1] = here - ratio * here * t;
      const here_1 = u[i_1 + 1];
      here_cache[at + 1] = here_1;
      const t1 = here_1 - here;
      saved_cache[at + 1] = t1;
      u[i_1 + 1] = here_1 - ratio * here_1 * t1;
      const here_2 = u[i_1 + 2];
      here_cache[at + 2] = here_2;
      const t2 = here_2 - here_1;
      saved_cache[at + 2] = t2;
      u[i_1 + 2] = here_2 - ratio * here_2 * t2;
      left_1 = u[i_1 + 3];
      here_cache[at + 3] = left_1;
      const t3 = left_1 - here_2;
      saved_cache[at + 3] = t3;
      u[i_1 + 3] = left_1 - ratio * left_1 * t3;
    }
    for (; i_1 < u.length; i_1++) {
      const here = u[i_1];
      const at = offset + (i_1 - 1);
      here_cache[at] = here;
      const t = here - left_1;
      saved_cache[at] = t;
      u[i_1] = here - ratio * here * t;
      left_1 = here;
    }
  }

  for (let i = m; i >= 0; i--) {
    // for (const value of u) sum += value * value
    const value = u[i];
    u_b[i] = value;
  }
  let left_b = 0;
  let ratio_b = 0;
  for (let i = steps.length - 1; i >= 0; i--) {
    const offset = i * m;
    let i_1 = m;
    let left_b_1 = 0;
    for (; i_1 >= 4; i_1 -= 4) {
      const at = i_1 - 1;
      const at_1 = offset + at;
      const here = here_cache[at_1];
      // u[i] -= ratio * here * (here - left)
      const ui_b = u_b[i_1];
      const left_b_2 = ui_b * (ratio * here);
      const t = ui_b * saved_cache[at_1];
      const here_b = left_b_1 + ui_b - left_b_2 - t * ratio;
      // const here = u[i]
      u_b[i_1] = here_b;
      // u[i] -= ratio * here * (here - left)
      const here_1 = here_cache[at_1 - 1];
      const t1 = u_b[at];
      const left_b_3 = t1 * (ratio * here_1);
      const t2 = t1 * saved_cache[at_1 - 1];
      const here_b_1 = left_b_2 + t1 - left_b_3 - t2 * ratio;
      // const here = u[i]
      u_b[at] = here_b_1;
      // u[i] -= ratio * here * (here - left)
      const here_2 = here_cache[at_1 - 2];
      const t3 = u_b[i_1 - 2];
      const left_b_4 = t3 * (ratio * here_2);
      const t4 = t3 * saved_cache[at_1 - 2];
      const here_b_2 = left_b_3 + t3 - left_b_4 - t4 * ratio;
      // const here = u[i]
      u_b[i_1 - 2] = here_b_2;
      // u[i] -= ratio * here * (here - left)
      const here_3 = here_cache[at_1 - 3];
      const t5 = u_b[i_1 - 3];
      left_b_1 = t5 * (ratio * here_3);
      const t6 = t5 * saved_cache[at_1 - 3];
      ratio_b = ratio_b - t * here - t2 * here_1 - t4 * here_2 - t6 * here_3;
      const here_b_3 = left_b_4 + t5 - left_b_1 - t6 * ratio;
      // const here = u[i]
      u_b[i_1 - 3] = here_b_3;
    }
    for (; i_1 >= 1; i_1--) {
      // u[i] -= ratio * here * (here - left)
      const at = offset + (i_1 - 1);
      const here = here_cache[at];
      const ui_b = u_b[i_1];
      const left_b_2 = ui_b * (ratio * here);
      const t = ui_b * saved_cache[at];
      ratio_b -= t * here;
      const here_b = left_b_1 + ui_b - left_b_2 - t * ratio;
      // const here = u[i]
      u_b[i_1] = here_b;
      left_b_1 = left_b_2;
    }
    left_b += left_b_1;
  }
  // let left = u[0]
  u_b[0] += left_b;
  kept_saved_cache = saved_cache;
  kept_here_cache = here_cache;
  return [u_b, ratio_b];
}
