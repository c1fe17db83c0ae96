const HALF_LOG_2PI = 0.5 * Math.log(2 * Math.PI);

/** The logarithm of the gamma function of x > 0: Stirling's series, after a shift to where eight digits of it suffice. */
export function logGamma(x: number): number {
  let product = 1;
  let z = x;
  while (z < 15) {
    product *= z;
    z++;
  }
  const r = 1 / (z * z);
  const series = (1 / 12 - r * (1 / 360 - r * (1 / 1260 - r * (1 / 1680 - r * (1 / 1188 - (r * 691) / 360360))))) / z;
  return (z - 0.5) * Math.log(z) - z + HALF_LOG_2PI + series - Math.log(product);
}
