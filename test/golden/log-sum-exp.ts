import { grad } from "cotangent";

/** log(sum(exp(x))) without overflow. Its gradient is the softmax. */
export function logSumExp(x: Float64Array): number {
  let top = -Infinity;
  for (const value of x) if (value > top) top = value;
  let sum = 0;
  for (const value of x) sum += Math.exp(value - top);
  return top + Math.log(sum);
}

export const softmax = grad(logSumExp);

logSumExp(Float64Array.of(1000, 1000)); // 1000 + Math.LN2
softmax(Float64Array.of(0, Math.log(3))); // Float64Array.of(0.25, 0.75)
