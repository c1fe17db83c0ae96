import { valueAndGrad } from "cotangent";

/** Horner's scheme. */
export function polynomial(x: number, coefficients: Float64Array): number {
  let y = 0;
  for (let k = coefficients.length - 1; k >= 0; k--) {
    y = y * x + coefficients[k];
  }
  return y;
}

export const both = valueAndGrad(polynomial, { argnums: [0, 1] });

polynomial(2, Float64Array.of(1, -3, 2, 0.5)); // 7
both(2, Float64Array.of(1, -3, 2, 0.5)); // [7, [11, Float64Array.of(1, 2, 4, 8)]]
