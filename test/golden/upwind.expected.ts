var kept_saved_cache: F64Stack | undefined;
var kept_here_cache: F64Stack | undefined;

export function energy_grad_u_ratio(
  u: Float64Array,
  ratio: number,
  steps: Uint8Array,
): [Float64Array, number] {
  expectFloat64Array("grad(energy)", "u", u);
  expectNumber("grad(energy)", "ratio", ratio);
  expectKind("grad(energy)", "steps", steps, "Uint8Array");
  const u_b = new Float64Array(u.length);
  const saved_cache = kept_saved_cache ?? new F64Stack();
  kept_saved_cache = undefined;
  const here_cache = kept_here_cache ?? new F64Stack();
  kept_here_cache = undefined;
  for (let i = 0; i < steps.length; i++) {
    let left = u[0];
    for (let i_1 = 1; i_1 < u.length; i_1++) {
      const here = u[i_1];
      here_cache.push(here);
      const t = here - left;
      saved_cache.push(t);
      u[i_1] = here - ratio * here * t;
      left = here;
    }
  }

  const last = u.length - 1;
  for (let i = last; i >= 0; i--) {
    // for (const value of u) sum += value * value
    const value = u[i];
    u_b[i] += value;
  }
  let ratio_b = 0;
  for (let i = steps.length - 1; i >= 0; i--) {
    let left_b = 0;
    for (let i_1 = last; i_1 >= 1; i_1--) {
      // u[i] -= ratio * here * (here - left)
      const here = here_cache.pop();
      const ui_b = u_b[i_1];
      const left_b_1 = ui_b * (ratio * here);
      const t = ui_b * saved_cache.pop();
      ratio_b -= t * here;
      const here_b = left_b + ui_b - left_b_1 - t * ratio;
      // const here = u[i]
      u_b[i_1] = here_b;
      left_b = left_b_1;
    }
    // let left = u[0]
    u_b[0] += left_b;
  }
  kept_saved_cache = saved_cache.emptied();
  kept_here_cache = here_cache.emptied();
  return [u_b, ratio_b];
}
