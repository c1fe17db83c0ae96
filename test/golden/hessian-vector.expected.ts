function isPrimals(x: [Float64Array]): boolean {
  return Array.isArray(x) && x.length === 1 && x[0] instanceof Float64Array;
}

function fitsPrimals(given: [Float64Array], x: [Float64Array]): boolean {
  return (
    Array.isArray(given) &&
    given.length === x.length &&
    given[0] instanceof Float64Array &&
    given[0].length === x[0].length
  );
}

export function energy_jvp(primals: [Float64Array], tangents: [Float64Array]): [Float64Array, Float64Array] {
  if (!isPrimals(primals)) {
    expectKind("jvp(grad(energy))", "primals", primals, { tuple: ["Float64Array"] });
  }
  if (!fitsPrimals(tangents, primals)) {
    expectLikePrimal("jvp(grad(energy))", "the tangents", tangents, primals);
  }
  const x = primals[0];
  const x_t = tangents[0];
  const x_b = new Float64Array(x.length);
  const x_b_t = new Float64Array(x_b.length);
  const n = x.length;

  // for (let i = 1; i < x.length; i++) sum += Math.sin(x[i] * x[i - 1])
  let x_b_i_t = x_b_t[n - 1];
  let xi_b = x_b[n - 1];
  for (let i = n - 1; i >= 1; i--) {
    const t = x[i - 1];
    const xi = x[i];
    const t1 = xi * t;
    const t2 = x_t[i - 1];
    const xi_t = x_t[i];
    const t3 = (xi_t * t + t2 * xi) * Math.sin(t1);
    const cos = Math.cos(t1);
    const t4 = xi_t * cos - t3 * xi;
    const t5 = x_b[i - 1] + cos * xi;
    x_b[i] = xi_b + cos * t;
    x_b_t[i] = x_b_i_t + (t2 * cos - t3 * t);
    xi_b = t5;
    x_b_i_t = t4;
  }
  x_b_t[0] = x_b_i_t;
  x_b[0] = xi_b;
  return [x_b, x_b_t];
}
