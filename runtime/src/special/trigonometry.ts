/** Sine and cosine of multiples of π, exact at multiples of one half, where the product with π would be rounded. */

export function sinPi(x: number): number {
  const r = x % 2;
  const a = Math.abs(r);
  if (a <= 0.25) return Math.sin(Math.PI * r);
  const sign = r < 0 ? -1 : 1;
  if (a <= 0.75) return sign * Math.cos(Math.PI * (0.5 - a));
  if (a <= 1.25) return sign * Math.sin(Math.PI * (1 - a));
  if (a <= 1.75) return -sign * Math.cos(Math.PI * (a - 1.5));
  return sign * Math.sin(Math.PI * (a - 2));
}

export function cosPi(x: number): number {
  const a = Math.abs(x % 2);
  if (a <= 0.25) return Math.cos(Math.PI * a);
  if (a <= 0.75) return Math.sin(Math.PI * (0.5 - a));
  if (a <= 1.25) return -Math.cos(Math.PI * (1 - a));
  if (a <= 1.75) return Math.sin(Math.PI * (a - 1.5));
  return Math.cos(Math.PI * (a - 2));
}
