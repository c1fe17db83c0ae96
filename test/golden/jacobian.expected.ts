export function cartesian_jacobian_r_angle(
  r: number,
  angle: number,
): { x: [number, number]; y: [number, number] } {
  expectNumber("jacobian(cartesian)", "r", r);
  expectNumber("jacobian(cartesian)", "angle", angle);
  const r1: [number, number] = [0, 0];
  const cos = Math.cos(angle);
  r1[0] = cos;
  const sin = Math.sin(angle);
  r1[1] = -sin * r;
  const r2: [number, number] = [0, 0];
  r2[0] = sin;
  r2[1] = r * cos;
  return { x: r1, y: r2 };
}

var kept_x_t: Float64Array | undefined;
var kept_x_t2: Float64Array | undefined;
var kept_x_t3: Float64Array | undefined;
var kept_x_t4: Float64Array | undefined;
var kept_residuals_t0: Float64Array | undefined;
var kept_residuals_t1: Float64Array | undefined;
var kept_residuals_t2: Float64Array | undefined;
var kept_residuals_t3: Float64Array | undefined;

export function stretches_jacfwd(x: Float64Array): Float64Array[] {
  expectFloat64Array("jacfwd(stretches)", "x", x);
  const x_t = kept_x_t?.length === x.length ? kept_x_t.fill(0) : new Float64Array(x.length);
  kept_x_t = undefined;
  const x_t_1 = kept_x_t2?.length === x.length ? kept_x_t2.fill(0) : new Float64Array(x.length);
  kept_x_t2 = undefined;
  const x_t_2 = kept_x_t3?.length === x.length ? kept_x_t3.fill(0) : new Float64Array(x.length);
  kept_x_t3 = undefined;
  const x_t_3 = kept_x_t4?.length === x.length ? kept_x_t4.fill(0) : new Float64Array(x.length);
  kept_x_t4 = undefined;
  const n = x.length;
  const size = n - 1;
  expectRoom("jacfwd(stretches)", size, n, 0);
  const rows = new Array(size);
  for (let i = 0; i < size; i++) {
    rows[i] = new Float64Array(x.length);
  }
  const m = n - 4;
  for (let i = 0; i < n; i += 4) {
    x_t[i] = 1;
    const min = Math.min(i + 1, size);
    x_t_1[min] = 1;
    const min_1 = Math.min(i + 2, size);
    x_t_2[min_1] = 1;
    const min_2 = Math.min(i + 3, size);
    x_t_3[min_2] = 1;
    const residuals_t0 = kept_residuals_t0?.length === size
      ? kept_residuals_t0.fill(0)
      : new Float64Array(size);
    kept_residuals_t0 = undefined;
    const residuals_t1 = kept_residuals_t1?.length === size
      ? kept_residuals_t1.fill(0)
      : new Float64Array(size);
    kept_residuals_t1 = undefined;
    const residuals_t2 = kept_residuals_t2?.length === size
      ? kept_residuals_t2.fill(0)
      : new Float64Array(size);
    kept_residuals_t2 = undefined;
    const residuals_t3 = kept_residuals_t3?.length === size
      ? kept_residuals_t3.fill(0)
      : new Float64Array(size);
    kept_residuals_t3 = undefined;
    for (let i_1 = 1; i_1 < n; i_1++) {
      const t = 2 * (x[i_1] - x[i_1 - 1]);
      residuals_t0[i_1 - 1] = t * (x_t[i_1] - x_t[i_1 - 1]);
      residuals_t1[i_1 - 1] = t * (x_t_1[i_1] - x_t_1[i_1 - 1]);
      residuals_t2[i_1 - 1] = t * (x_t_2[i_1] - x_t_2[i_1 - 1]);
      residuals_t3[i_1 - 1] = t * (x_t_3[i_1] - x_t_3[i_1 - 1]);
    }
    let i_1 = 0;
    for (; i_1 < m; i_1 += 4) {
      const rows_i = rows[i_1];
      rows_i[i] = residuals_t0[i_1];
      rows_i[min] = residuals_t1[i_1];
      rows_i[min_1] = residuals_t2[i_1];
      rows_i[min_2] = residuals_t3[i_1];
      const a = rows[i_1 + 1];
      a[i] = residuals_t0[i_1 + 1];
      a[min] = residuals_t1[i_1 + 1];
      a[min_1] = residuals_t2[i_1 + 1];
      a[min_2] = residuals_t3[i_1 + 1];
      const a1 = rows[i_1 + 2];
      a1[i] = residuals_t0[i_1 + 2];
      a1[min] = residuals_t1[i_1 + 2];
      a1[min_1] = residuals_t2[i_1 + 2];
      a1[min_2] = residuals_t3[i_1 + 2];
      const a2 = rows[i_1 + 3];
      a2[i] = residuals_t0[i_1 + 3];
      a2[min] = residuals_t1[i_1 + 3];
      a2[min_1] = residuals_t2[i_1 + 3];
      a2[min_2] = residuals_t3[i_1 + 3];
    }
    for (; i_1 < size; i_1++) {
      const rows_i = rows[i_1];
      rows_i[i] = residuals_t0[i_1];
      rows_i[min] = residuals_t1[i_1];
      rows_i[min_1] = residuals_t2[i_1];
      rows_i[min_2] = residuals_t3[i_1];
    }
    x_t[i] = 0;
    x_t_1[min] = 0;
    x_t_2[min_1] = 0;
    x_t_3[min_2] = 0;
    kept_residuals_t0 = residuals_t0;
    kept_residuals_t1 = residuals_t1;
    kept_residuals_t2 = residuals_t2;
    kept_residuals_t3 = residuals_t3;
  }
  kept_x_t = x_t;
  kept_x_t2 = x_t_1;
  kept_x_t3 = x_t_2;
  kept_x_t4 = x_t_3;
  return rows;
}
