export function cumulativeProduct_jvp(
  primals: [Float64Array],
  tangents: [Float64Array],
): [Float64Array, Float64Array] {
  expectKind("jvp(cumulativeProduct)", "primals", primals, { tuple: ["Float64Array"] });
  expectLikePrimal("jvp(cumulativeProduct)", "the tangents", tangents, primals);
  const x = primals[0];
  const x_t = tangents[0].slice();
  const y = new Float64Array(x.length);
  const y_t = new Float64Array(x.length);
  let product = 1;
  let product_t = 0;
  for (let i = 0; i < x.length; i++) {
    const xi = x[i];
    const product_1 = product * xi;
    product_t = product_t * xi + x_t[i] * product;
    y[i] = product_1;
    y_t[i] = product_t;
    product = product_1;
  }
  return [y, y_t];
}

function cumulativeProduct_vjp_pullback(
  tape: {
    residuals: { x: Float64Array; y_b: Float64Array; product_cache: Float64Array; x_b: Float64Array };
    x_b: Float64Array;
    cotangent: Float64Array;
  },
  y: Float64Array,
  y_b: Float64Array,
): [Float64Array] {
  expectLikePrimal("vjp(cumulativeProduct)", "the cotangent", y_b, y);
  addInto(tape.cotangent, y_b);
  const residuals = tape.residuals;
  const { x, y_b: y_b_1, product_cache, x_b } = residuals;

  let product_b = 0;
  for (let i = x.length - 1; i >= 0; i--) {
    // y[i] = product
    const xi = x[i];
    const product = product_cache[i];
    const product_b_1 = product_b + y_b_1[i];
    y_b_1[i] = 0;
    // product *= x[i]
    product_b = product_b_1 * xi;
    x_b[i] += product_b_1 * product;
  }
  // const y = new Float64Array(x.length)
  y_b_1.fill(0);
  const x_b_1 = tape.x_b;
  const x_b_2 = x_b_1.slice();
  x_b_1.fill(0);
  return [x_b_2];
}

export function cumulativeProduct_vjp(x: Float64Array): [Float64Array, any] {
  expectFloat64Array("vjp(cumulativeProduct)", "x", x);
  const x_b = new Float64Array(x.length);
  const x_1 = x.slice();
  const n = x.length;
  const y = new Float64Array(n);
  const y_b = new Float64Array(n);
  const product_cache = new Float64Array(n);
  let product = 1;
  for (let i = 0; i < n; i++) {
    product_cache[i] = product;
    product *= x[i];
    y[i] = product;
  }
  const tape = { x: x_1, y_b, product_cache, x_b };
  const tape_1 = { residuals: tape, x_b, cotangent: y_b };
  return [y, (y_b_1: Float64Array) => cumulativeProduct_vjp_pullback(tape_1, y, y_b_1)];
}
