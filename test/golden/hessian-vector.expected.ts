var kept_x_t: Float64Array | undefined;

export function energy_jvp(primals: [Float64Array], tangents: [Float64Array]): [Float64Array, Float64Array] {
  expectKind("jvp(grad(energy))", "primals", primals, { tuple: ["Float64Array"] });
  expectLikePrimal("jvp(grad(energy))", "the tangents", tangents, primals);
  const x = primals[0];
  const x_t = tangents[0];
  const x_t_1 = kept_x_t?.length === x_t.length ? kept_x_t : new Float64Array(x_t.length);
  kept_x_t = undefined;
  x_t_1.set(x_t);
  const x_b = new Float64Array(x.length);
  const x_b_t = new Float64Array(x_b.length);

  for (let i = x.length - 1; i >= 1; i--) {
    // for (let i = 1; i < x.length; i++) sum += Math.sin(x[i] * x[i - 1])
    const t = x[i - 1];
    const xi = x[i];
    const t1 = xi * t;
    const cos = Math.cos(t1);
    x_b[i - 1] += cos * xi;
    const t2 = x_t_1[i - 1];
    const xi_t = x_t_1[i];
    const t3 = (xi_t * t + t2 * xi) * Math.sin(t1);
    x_b_t[i - 1] += xi_t * cos - t3 * xi;
    x_b[i] += cos * t;
    x_b_t[i] += t2 * cos - t3 * t;
  }
  kept_x_t = x_t_1;
  return [x_b, x_b_t];
}
