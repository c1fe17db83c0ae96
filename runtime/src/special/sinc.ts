import { isOrder } from "./orders.js";
import { sinPi } from "./trigonometry.js";

/** The normalized sinc function sin(π x) / (π x), 1 at 0: the convention of signal processing. Without the π it is DLMF 10.49.3. */
export function sinc(x: number): number {
  if (x === 0) return 1;
  return Math.abs(x) === Number.POSITIVE_INFINITY ? 0 : sinPi(x) / (Math.PI * x);
}

/**
 * The derivative of order `n` of `sinc`, for an integer `n` from 0 to 10000; NaN for another `n`. Precise at 0 and next to it.
 *
 * (z s)' of all orders is known for s = sin(z) / z, which gives a recurrence (as DLMF 10.51.1): forward for |z| ≥ n, backward from an order that does not
 * matter elsewhere.
 */
export function sincDerivative(n: number, x: number): number {
  if (!isOrder(n) || Number.isNaN(+x)) return Number.NaN;
  if (n === 0) return sinc(x);
  const z = Math.PI * Math.abs(x);
  if (z === Number.POSITIVE_INFINITY) return 0;
  const sign = x < 0 && n % 2 === 1 ? -1 : 1;
  const [sine, cosine] = [sinPi(Math.abs(x)), sinPi(Math.abs(x) + 0.5)];
  const sines = [sine, cosine, -sine, -cosine];
  const value = z >= n ? forward(n, z, sines) : backward(n, z, sines);
  return sign * Math.PI ** n * value;
}

/** The derivatives of z s are those of the sine: z s^(k) + k s^(k-1). */
function forward(n: number, z: number, sines: readonly number[]): number {
  let current = sines[0] / z;
  for (let k = 1; k <= n; k++) current = (sines[k % 4] - k * current) / z;
  return current;
}

function backward(n: number, z: number, sines: readonly number[]): number {
  let top = n + 1;
  for (let error = 1; error > 1e-18; top++) error *= z / top;
  let current = 0;
  for (let k = top; k > n; k--) current = (sines[k % 4] - z * current) / k;
  return current;
}
