import { jvp, vjp } from "cotangent";

/** C = A B for square matrices of order n, by rows. */
export function product(a: Float64Array, b: Float64Array): Float64Array {
  const n = Math.round(Math.sqrt(a.length));
  const c = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < n; k++) {
      const aik = a[i * n + k];
      for (let j = 0; j < n; j++) {
        c[i * n + j] += aik * b[k * n + j];
      }
    }
  }
  return c;
}

export const forward = jvp(product);
export const reverse = vjp(product);

product(Float64Array.of(1, 2, 3, 4), Float64Array.of(5, 6, 7, 8)); // Float64Array.of(19, 22, 43, 50)
forward([Float64Array.of(1, 2, 3, 4), Float64Array.of(5, 6, 7, 8)], [Float64Array.of(1, 0, 0, 0), Float64Array.of(0, 0, 0, 1)]); // [Float64Array.of(19, 22, 43, 50), Float64Array.of(5, 8, 0, 4)]
reverse(Float64Array.of(1, 2, 3, 4), Float64Array.of(5, 6, 7, 8))[1](Float64Array.of(1, 0, 0, 0)); // [Float64Array.of(5, 7, 0, 0), Float64Array.of(1, 0, 2, 0)]
