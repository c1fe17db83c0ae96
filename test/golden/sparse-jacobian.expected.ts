function energy_grad_entries(
  plan: {
    shape: [number, number];
    offsets: Int32Array;
    columns: Int32Array;
    of: any;
    byRows: boolean;
    count: number;
    groups: Int32Array;
    members: Int32Array;
    told: Int32Array;
    numbers: Int32Array;
    entries: Int32Array;
    checks: boolean;
  },
  color: number,
  product: Float64Array,
  values: Float64Array,
): void {
  const { count, told, numbers, entries } = plan;
  const m = told[Math.min(color + 1, count)];
  for (let q = told[Math.min(color, count)]; q < m; q++) {
    values[entries[q]] = product[numbers[q]];
  }
}

var kept_x_b: Float64Array | undefined;
var kept_x_b_t0: Float64Array | undefined;
var kept_x_b_t1: Float64Array | undefined;
var kept_x_b_t2: Float64Array | undefined;
var kept_x_b_t3: Float64Array | undefined;

export function energy_sparseHessian(
  x: Float64Array,
): { shape: [number, number]; offsets: Int32Array; columns: Int32Array; values: Float64Array } {
  expectFloat64Array("sparseHessian(energy)", "x", x);
  const n = x.length;
  const m = n - 1;
  const m1 = n - 2;
  const bands = [
    [0, m1, 1, 1, 1, 1, 1],
    [0, m1, 1, 1, 0, 1, 0],
    [1, m, 1, 1, 0, 1, 0],
    [1, m, 1, 1, -1, 1, -1],
  ];
  const pattern = keptBandedPattern("sparseHessian(energy)", "hessian", n, n, bands);
  const plan = planOf("hessian", pattern);
  const values = new Float64Array(plan.columns.length);
  const x_t = new Float64Array(x.length);
  const x_t_1 = new Float64Array(x.length);
  const x_t_2 = new Float64Array(x.length);
  const x_t_3 = new Float64Array(x.length);
  const count = plan.count;

  const last = m - 1;
  for (let i = 0; i < count; i += 4) {
    seedGroup(plan, i, x_t);
    const m2 = i + 1;
    seedGroup(plan, m2, x_t_1);
    const m3 = i + 2;
    seedGroup(plan, m3, x_t_2);
    const m4 = i + 3;
    seedGroup(plan, m4, x_t_3);
    const x_b = kept_x_b?.length === x.length ? kept_x_b.fill(0) : new Float64Array(x.length);
    kept_x_b = undefined;
    const x_b_t3 = kept_x_b_t3?.length === x_b.length ? kept_x_b_t3.fill(0) : new Float64Array(x_b.length);
    kept_x_b_t3 = undefined;
    // for (let i = 0; i + 1 < x.length; i++) e += Math.cos(x[i + 1] - x[i])
    let x_b_t3_next = x_b_t3[m];
    const x_b_t2 = kept_x_b_t2?.length === x_b.length ? kept_x_b_t2.fill(0) : new Float64Array(x_b.length);
    kept_x_b_t2 = undefined;
    let x_b_t2_next = x_b_t2[m];
    const x_b_t1 = kept_x_b_t1?.length === x_b.length ? kept_x_b_t1.fill(0) : new Float64Array(x_b.length);
    kept_x_b_t1 = undefined;
    let x_b_t1_next = x_b_t1[m];
    const x_b_t0 = kept_x_b_t0?.length === x_b.length ? kept_x_b_t0.fill(0) : new Float64Array(x_b.length);
    kept_x_b_t0 = undefined;
    let x_b_t0_next = x_b_t0[m];
    let x_next_b = x_b[m];
    for (let i_1 = last; i_1 >= 0; i_1--) {
      const t = x[i_1 + 1] - x[i_1];
      const sin = Math.sin(t);
      const t1 = x_b[i_1] + sin;
      x_b[i_1 + 1] = x_next_b - sin;
      const cos = Math.cos(t);
      const t2 = (x_t[i_1 + 1] - x_t[i_1]) * cos;
      x_b_t0[i_1 + 1] = x_b_t0_next - t2;
      const t3 = (x_t_1[i_1 + 1] - x_t_1[i_1]) * cos;
      x_b_t1[i_1 + 1] = x_b_t1_next - t3;
      const t4 = (x_t_2[i_1 + 1] - x_t_2[i_1]) * cos;
      x_b_t2[i_1 + 1] = x_b_t2_next - t4;
      const t5 = (x_t_3[i_1 + 1] - x_t_3[i_1]) * cos;
      x_b_t3[i_1 + 1] = x_b_t3_next - t5;
      x_next_b = t1;
      x_b_t0_next = t2;
      x_b_t1_next = t3;
      x_b_t2_next = t4;
      x_b_t3_next = t5;
    }
    x_b_t3[0] = x_b_t3_next;
    x_b_t2[0] = x_b_t2_next;
    x_b_t1[0] = x_b_t1_next;
    x_b_t0[0] = x_b_t0_next;
    x_b[0] = x_next_b;
    expectRows("sparseHessian(energy)", plan, n);
    energy_grad_entries(plan, i, x_b_t0, values);
    energy_grad_entries(plan, m2, x_b_t1, values);
    energy_grad_entries(plan, m3, x_b_t2, values);
    energy_grad_entries(plan, m4, x_b_t3, values);
    kept_x_b = x_b;
    kept_x_b_t0 = x_b_t0;
    kept_x_b_t1 = x_b_t1;
    kept_x_b_t2 = x_b_t2;
    kept_x_b_t3 = x_b_t3;
  }
  return { shape: plan.shape, offsets: plan.offsets.slice(), columns: plan.columns.slice(), values };
}

function forces_entries(
  plan: {
    shape: [number, number];
    offsets: Int32Array;
    columns: Int32Array;
    of: any;
    byRows: boolean;
    count: number;
    groups: Int32Array;
    members: Int32Array;
    told: Int32Array;
    numbers: Int32Array;
    entries: Int32Array;
    checks: boolean;
  },
  color: number,
  product: Float64Array,
  values: Float64Array,
): void {
  const { count, told, numbers, entries } = plan;
  const m = told[Math.min(color + 1, count)];
  for (let q = told[Math.min(color, count)]; q < m; q++) {
    values[entries[q]] = product[numbers[q]];
  }
}

var kept_x: Float64Array | undefined;
var kept_x_b2: Float64Array | undefined;
var kept_f_t0: Float64Array | undefined;
var kept_f_t1: Float64Array | undefined;
var kept_f_t2: Float64Array | undefined;
var kept_f_t3: Float64Array | undefined;

export function forces_sparseJacobian(
  x: Float64Array,
): { shape: [number, number]; offsets: Int32Array; columns: Int32Array; values: Float64Array } {
  expectFloat64Array("sparseJacobian(forces)", "x", x);
  const n = x.length;
  const m = n - 1;
  const m1 = n - 2;
  const bands = [
    [0, m1, 1, 1, 1, 1, 1],
    [0, m1, 1, 1, 0, 1, 0],
    [1, m, 1, 1, 0, 1, 0],
    [1, m, 1, 1, -1, 1, -1],
  ];
  const pattern = keptBandedPattern("sparseJacobian(forces)", "jacobian", n, n, bands);
  const plan = planOf("jacobian", pattern);
  const values = new Float64Array(plan.columns.length);
  if (plan.byRows) {
    const x_1 = kept_x?.length === x.length ? kept_x : new Float64Array(x.length);
    kept_x = undefined;
    x_1.set(x);
    expectRows("sparseJacobian(forces)", plan, n);
    const cotangent = new Float64Array(n);
    const count = plan.count;
    const last = m - 1;
    for (let i = 0; i < count; i++) {
      seedGroup(plan, i, cotangent);
      const x_b = kept_x_b2?.length === x_1.length ? kept_x_b2.fill(0) : new Float64Array(x_1.length);
      kept_x_b2 = undefined;
      // const pull = Math.sin(x[i + 1] - x[i])
      let x_next_b = x_b[m];
      for (let i_1 = last; i_1 >= 0; i_1--) {
        // f[i] += pull
        const pull_b = cotangent[i_1] - cotangent[i_1 + 1];
        // const pull = Math.sin(x[i + 1] - x[i])
        const t = pull_b * Math.cos(x_1[i_1 + 1] - x_1[i_1]);
        const t1 = -t;
        x_b[i_1 + 1] = x_next_b + t;
        x_next_b = t1;
      }
      x_b[0] = x_next_b;
      forces_entries(plan, i, x_b, values);
      kept_x_b2 = x_b;
    }
    kept_x = x_1;
  } else {
    const x_t = new Float64Array(x.length);
    const x_t_1 = new Float64Array(x.length);
    const x_t_2 = new Float64Array(x.length);
    const x_t_3 = new Float64Array(x.length);
    const count = plan.count;
    for (let i = 0; i < count; i += 4) {
      seedGroup(plan, i, x_t);
      const m2 = i + 1;
      seedGroup(plan, m2, x_t_1);
      const m3 = i + 2;
      seedGroup(plan, m3, x_t_2);
      const m4 = i + 3;
      seedGroup(plan, m4, x_t_3);
      const f_t0 = kept_f_t0?.length === n ? kept_f_t0.fill(0) : new Float64Array(n);
      kept_f_t0 = undefined;
      const f_t1 = kept_f_t1?.length === n ? kept_f_t1.fill(0) : new Float64Array(n);
      kept_f_t1 = undefined;
      const f_t2 = kept_f_t2?.length === n ? kept_f_t2.fill(0) : new Float64Array(n);
      kept_f_t2 = undefined;
      const f_t3 = kept_f_t3?.length === n ? kept_f_t3.fill(0) : new Float64Array(n);
      kept_f_t3 = undefined;
      let f_t3_i = f_t3[0];
      let f_t2_i = f_t2[0];
      let f_t1_i = f_t1[0];
      let f_t0_i = f_t0[0];
      for (let i_1 = 0; i_1 < m; i_1++) {
        const cos = Math.cos(x[i_1 + 1] - x[i_1]);
        const pull_t0 = (x_t[i_1 + 1] - x_t[i_1]) * cos;
        const pull_t1 = (x_t_1[i_1 + 1] - x_t_1[i_1]) * cos;
        const pull_t2 = (x_t_2[i_1 + 1] - x_t_2[i_1]) * cos;
        const pull_t3 = (x_t_3[i_1 + 1] - x_t_3[i_1]) * cos;
        f_t0[i_1] = f_t0_i + pull_t0;
        f_t1[i_1] = f_t1_i + pull_t1;
        f_t2[i_1] = f_t2_i + pull_t2;
        f_t3[i_1] = f_t3_i + pull_t3;
        f_t0_i = f_t0[i_1 + 1] - pull_t0;
        f_t1_i = f_t1[i_1 + 1] - pull_t1;
        f_t2_i = f_t2[i_1 + 1] - pull_t2;
        f_t3_i = f_t3[i_1 + 1] - pull_t3;
      }
      f_t3[m] = f_t3_i;
      f_t2[m] = f_t2_i;
      f_t1[m] = f_t1_i;
      f_t0[m] = f_t0_i;
      expectRows("sparseJacobian(forces)", plan, n);
      forces_entries(plan, i, f_t0, values);
      forces_entries(plan, m2, f_t1, values);
      forces_entries(plan, m3, f_t2, values);
      forces_entries(plan, m4, f_t3, values);
      kept_f_t0 = f_t0;
      kept_f_t1 = f_t1;
      kept_f_t2 = f_t2;
      kept_f_t3 = f_t3;
    }
  }
  return { shape: plan.shape, offsets: plan.offsets.slice(), columns: plan.columns.slice(), values };
}
