import { valueAndGrad } from "cotangent";

/** Mean squared error of a line, and its residuals. */
export function fit(line: { slope: number; offset: number }, xs: Float64Array, ys: Float64Array): [number, Float64Array] {
  const residuals = new Float64Array(xs.length);
  let sum = 0;
  for (let i = 0; i < xs.length; i++) {
    const error = line.slope * xs[i] + line.offset - ys[i];
    residuals[i] = error;
    sum += error * error;
  }
  return [sum / xs.length, residuals];
}

export const step = valueAndGrad(fit, { hasAux: true });

fit({ slope: 1, offset: 0 }, Float64Array.of(1, 2), Float64Array.of(0, 3)); // [1, Float64Array.of(1, -1)]
step({ slope: 1, offset: 0 }, Float64Array.of(1, 2), Float64Array.of(0, 3)); // [[1, Float64Array.of(1, -1)], { slope: -1, offset: 0 }]
