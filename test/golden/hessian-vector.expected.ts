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

  for (let i = x.length - 1; i >= 1; i--) {
    // for (let i = 1; i < x.length; i++) sum += Math.sin(x[i] * x[i - 1])
    const xi_t = x_t[i];
    const t = x_t[i - 1];
    const t1 = x[i - 1];
    const xi = x[i];
    const t2 = xi * t1;
    const cos = Math.cos(t2);
    x_b[i - 1] += cos * xi;
    const t3 = (xi_t * t1 + t * xi) * Math.sin(t2);
    x_b_t[i - 1] += xi_t * cos - t3 * xi;
    x_b[i] += cos * t1;
    x_b_t[i] += t * cos - t3 * t1;
  }
  return [x_b, x_b_t];
}
