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

export function cumulativeProduct_jvp(
  primals: [Float64Array],
  tangents: [Float64Array],
): [Float64Array, Float64Array] {
  if (!isPrimals(primals)) {
    expectKind("jvp(cumulativeProduct)", "primals", primals, { tuple: ["Float64Array"] });
  }
  if (!fitsPrimals(tangents, primals)) {
    expectLikePrimal("jvp(cumulativeProduct)", "the tangents", tangents, primals);
  }
  const x = primals[0];
  const x_t = tangents[0];
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

interface CumulativeProductTape {
  x: Float64Array;
  product_cache: Float64Array;
}

var kept_y_b: Float64Array | undefined;

function cumulativeProduct_vjp_pullback(
  tape: CumulativeProductTape,
  y: Float64Array,
  y_b: Float64Array,
): [Float64Array] {
  expectLikePrimal("vjp(cumulativeProduct)", "the cotangent", y_b, y);
  const { x, product_cache } = tape;
  const x_b = new Float64Array(x.length);
  const y_b_1 = kept_y_b?.length === y_b.length ? kept_y_b : new Float64Array(y_b.length);
  kept_y_b = undefined;
  y_b_1.set(y_b);

  let product_b = 0;
  for (let i = x.length - 1; i >= 0; i--) {
    // y[i] = product
    const xi = x[i];
    const product = product_cache[i];
    const product_b_1 = product_b + y_b_1[i];
    y_b_1[i] = 0;
    // product *= x[i]
    product_b = product_b_1 * xi;
    x_b[i] = product_b_1 * product;
  }
  kept_y_b = y_b_1;
  return [x_b];
}

export function cumulativeProduct_vjp(
  x: Float64Array,
): [Float64Array, (y_b: Float64Array) => [Float64Array]] {
  expectFloat64Array("vjp(cumulativeProduct)", "x", x);
  const x_1 = x.slice();
  const y = new Float64Array(x.length);
  const product_cache = new Float64Array(x.length);
  let product = 1;
  for (let i = 0; i < x.length; i++) {
    product_cache[i] = product;
    product *= x[i];
    y[i] = product;
  }
  const tape: CumulativeProductTape = { x: x_1, product_cache };
  return [y, (y_b: Float64Array) => cumulativeProduct_vjp_pullback(tape, y, y_b)];
}
