/**
 * The integral of f over the positive half-line, where f is smooth and decays as exp(-s / scale) or faster: the double exponential rule with
 * s = scale exp(u - exp(-u)). Takahasi and Mori, "Double exponential formulas for numerical integration", Publ. RIMS 9 (1974).
 */
export function integrateHalfLine(f: (s: number) => number, scale: number): number {
  let sum = 0;
  for (const direction of [1, -1]) {
    let small = 0;
    for (let k = direction === 1 ? 0 : -1; small < 4; k += direction) {
      const u = k * step;
      const shrink = Math.exp(-u);
      const s = scale * Math.exp(u - shrink);
      const term = f(s) * s * (1 + shrink);
      // Neither a zero of f nor its beginning is the end.
      const isPast = direction === 1 ? u > 1 : u < -1;
      small = isPast && Math.abs(term) <= 1e-18 * Math.abs(sum) ? small + 1 : 0;
      sum += term;
      if (Math.abs(u) > 7) break;
    }
  }
  return step * sum;
}

const step = 1 / 24;
