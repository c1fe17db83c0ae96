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
    let i = 1;
    for (; i < m; i += 4) {
      u[i] = 0.25 * u[i - 1] + 0.5 * u[i] + 0.25 * u[i + 1];
      u[i + 1] = 0.25 * u[i] + 0.5 * u[i + 1] + 0.25 * u[i + 2];
      u[i + 2] = 0.25 * u[i + 1] + 0.5 * u[i + 2] + 0.25 * u[i + 3];
      u[i + 3] = 0.25 * u[i + 2] + 0.5 * u[i + 3] + 0.25 * u[i + 4];
    }
    for (; i < m1; i++) {
      u[i] = 0.25 * u[i - 1] + 0.5 * u[i] + 0.25 * u[i + 1];
    }
  }
  const u_b = kept_u_b?.length === u.length ? kept_u_b.fill(0) : new Float64Array(u.length);
  kept_u_b = undefined;

  for (let i = m1; i >= 1; i--) {
    // for (let i = 1; i < u.length; i++) energy += (u[i] - u[i - 1]) ** 2
    const t = 2 * (u[i] - u[i - 1]);
    u_b[i - 1] = -t;
    u_b[i] += t;
  }
  const m2 = m1 - 1;
  for (let sweep = SWEEPS - 1; sweep >= 0; sweep--) {
    let i = m2;
    for (; i >= 4; i -= 4) {
      // u[i] = 0.25 * u[i - 1] + 0.5 * u[i] + 0.25 * u[i + 1]
      const ui_b = u_b[i];
      u_b[i] = 0;
      const t = ui_b * 0.25;
      u_b[i + 1] += t;
      u_b[i] += ui_b * 0.5;
      const t1 = u_b[i - 1];
      u_b[i - 1] = 0;
      const t2 = t1 + t;
      const t3 = t2 * 0.25;
      u_b[i] += t3;
      u_b[i - 1] += t2 * 0.5;
      const t4 = u_b[i - 2];
      u_b[i - 2] = 0;
      const t5 = t4 + t3;
      const t6 = t5 * 0.25;
      u_b[i - 1] += t6;
      u_b[i - 2] += t5 * 0.5;
      const t7 = u_b[i - 3];
      u_b[i - 3] = 0;
      const t8 = t7 + t6;
      const t9 = t8 * 0.25;
      u_b[i - 2] += t9;
      u_b[i - 3] += t8 * 0.5;
      u_b[i - 4] += t9;
    }
    for (; i >= 1; i--) {
      const ui_b = u_b[i];
      u_b[i] = 0;
      const t = ui_b * 0.25;
      u_b[i + 1] += t;
      u_b[i] += ui_b * 0.5;
      u_b[i - 1] += t;
    }
  }
  // const u = initial.slice()
  addInto(initial_b, u_b);
  kept_u = u;
  kept_u_b = u_b;
  return initial_b;
}
