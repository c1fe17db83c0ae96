import { jvp, vjp } from "cotangent";

export function cumulativeProduct(x: Float64Array): Float64Array {
  const y = new Float64Array(x.length);
  let product = 1;
  for (let i = 0; i < x.length; i++) {
    product *= x[i];
    y[i] = product;
  }
  return y;
}

export const forward = jvp(cumulativeProduct);
export const reverse = vjp(cumulativeProduct);

cumulativeProduct(Float64Array.of(2, 3, 4)); // Float64Array.of(2, 6, 24)
forward([Float64Array.of(2, 3, 4)], [Float64Array.of(0, 1, 0)]); // [Float64Array.of(2, 6, 24), Float64Array.of(0, 2, 8)]
reverse(Float64Array.of(2, 3, 4))[1](Float64Array.of(0, 1, 1)); // [Float64Array.of(15, 10, 6)]
