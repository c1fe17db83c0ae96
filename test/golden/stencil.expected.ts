var kept_u: Float64Array | undefined;
var kept_u_b: Float64Array | undefined;

export function roughness_grad(initial: Float64Array): Float64Array {
  expectFloat64Array("grad(roughness)", "initial", initial);
  const initial_b = new Float64Array(initial.length);
  const u = kept_u?.length === initial.length ? kept_u : new Float64Array(initial.length);
  kept_u = undefined;
  u.set(initial);
  const m = initial.length - 4;
  const m1 = initial.length - 1;
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    let ui = u[1];
    let u_before = u[0];
    let i = 1;
    for (; i < m; i += 4) {
      const t = u[i + 1];
      const t1 = 0.25 * u_before + 0.5 * ui + 0.25 * t;
      u[i] = t1;
      const t2 = u[i + 2];
      const t3 = 0.25 * t1 + 0.5 * t + 0.25 * t2;
      u[i + 1] = t3;
      const t4 = u[i + 3];
      const t5 = 0.25 * t3 + 0.5 * t2 + 0.25 * t4;
      u[i + 2] = t5;
      ui = u[i + 4];
      u_before = 0.25 * t5 + 0.5 * t4 + 0.25 * ui;
      u[i + 3] = u_before;
    }
    for (; i < m1; i++) {
      const t = u[i + 1];
      u_before = 0.25 * u_before + 0.5 * ui + 0.25 * t;
      u[i] = u_before;
      ui = t;
    }
  }
  const u_b = kept_u_b?.length === u.length ? kept_u_b.fill(0) : new Float64Array(u.length);
  kept_u_b = undefined;

  // for (let i = 1; i < u.length; i++) energy += (u[i] - u[i - 1]) ** 2
  let ui_b = u_b[m1];
  for (let i = m1; i >= 1; i--) {
    const t = 2 * (u[i] - u[i - 1]);
    const t1 = -t;
    u_b[i] = ui_b + t;
    ui_b = t1;
  }
  u_b[0] = ui_b;
  const at = initial.length - 2;
  const min = Math.min(0, at);
  const at_1 = min + 1;
  const m2 = m1 - 1;
  for (let sweep = SWEEPS - 1; sweep >= 0; sweep--) {
    // u[i] = 0.25 * u[i - 1] + 0.5 * u[i] + 0.25 * u[i + 1]
    let ui_b_1 = u_b[at];
    let u_next_b = u_b[m1];
    let i = m2;
    for (; i >= 4; i -= 4) {
      const t = ui_b_1 * 0.25;
      u_b[i + 1] = u_next_b + t;
      const t1 = u_b[i - 1] + t;
      const t2 = t1 * 0.25;
      u_b[i] = ui_b_1 * 0.5 + t2;
      const t3 = u_b[i - 2] + t2;
      const t4 = t3 * 0.25;
      u_b[i - 1] = t1 * 0.5 + t4;
      const t5 = u_b[i - 3] + t4;
      const t6 = t5 * 0.25;
      u_b[i - 2] = t3 * 0.5 + t6;
      u_next_b = t5 * 0.5;
      ui_b_1 = u_b[i - 4] + t6;
    }
    for (; i >= 1; i--) {
      const t = ui_b_1 * 0.25;
      u_b[i + 1] = u_next_b + t;
      u_next_b = ui_b_1 * 0.5;
      ui_b_1 = u_b[i - 1] + t;
    }
    u_b[at_1] = u_next_b;
    u_b[min] = ui_b_1;
  }
  // const u = initial.slice()
  addInto(initial_b, u_b);
  kept_u = u;
  kept_u_b = u_b;
  return initial_b;
}
