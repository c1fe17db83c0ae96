/** The value; the gradient goes into `g`. */
export function logisticInto(w: Float64Array, x: Float64Array, y: Float64Array, lambda: number, g: Float64Array) {
  const d = w.length;
  const n = y.length;
  let f = 0;
  let q = 0;
  for (let j = 0; j < d; j++) {
    g[j] = lambda * w[j];
    q += w[j] * w[j];
  }
  for (let i = 0; i < n; i++) {
    let z = 0;
    const o = i * d;
    for (let j = 0; j < d; j++) z += x[o + j] * w[j];
    const m = -y[i] * z;
    let c: number;
    if (m > 0) {
      const e = Math.exp(-m);
      f += m + Math.log1p(e);
      c = 1 / (1 + e);
    } else {
      const e = Math.exp(m);
      f += Math.log1p(e);
      c = e / (1 + e);
    }
    c *= -y[i] / n;
    for (let j = 0; j < d; j++) g[j] += c * x[o + j];
  }
  return f / n + 0.5 * lambda * q;
}
