import { grad } from "cotangent";
import { besselJ, lgamma } from "cotangent/special";

/** The negative log-likelihood of a gamma distribution with a shape and a rate. */
export function loss(shape: number, rate: number, xs: Float64Array): number {
  let sum = xs.length * (lgamma(shape) - shape * Math.log(rate));
  for (const x of xs) sum += rate * x - (shape - 1) * Math.log(x);
  return sum;
}

/** A drum that has been struck in the middle. */
export function displacement(r: number, wave: number): number {
  return besselJ(0, wave * r);
}

export const slope = grad(loss, { argnums: [0, 1] });
export const tilt = grad(displacement);

loss(2, 1, Float64Array.of(1, 2)); // 2.306852819440055
slope(2, 1, Float64Array.of(1, 2)); // [0.15242148963698898, -1]
displacement(0.5, 2); // 0.7651976865579665
tilt(0.5, 2); // -0.8801011714898671
