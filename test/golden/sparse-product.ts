import { vjp } from "cotangent";

/** y = A x, A by rows in compressed form: row i has the entries from starts[i] up to starts[i + 1]. */
export function multiply(values: Float64Array, columns: Int32Array, starts: Int32Array, x: Float64Array): Float64Array {
  const y = new Float64Array(starts.length - 1);
  for (let i = 0; i < y.length; i++) {
    for (let k = starts[i]; k < starts[i + 1]; k++) {
      y[i] += values[k] * x[columns[k]];
    }
  }
  return y;
}

export const reverse = vjp(multiply);

multiply(Float64Array.of(2, 3, 4), Int32Array.of(0, 2, 1), Int32Array.of(0, 2, 3), Float64Array.of(1, 10, 100)); // Float64Array.of(302, 40)
reverse(Float64Array.of(2, 3, 4), Int32Array.of(0, 2, 1), Int32Array.of(0, 2, 3), Float64Array.of(1, 10, 100))[1](Float64Array.of(1, 1)); // [Float64Array.of(1, 100, 10), null, null, Float64Array.of(2, 4, 3)]
