const step = 1 / 24;
/** Nodes go from `-steps` to `steps` times the step. */
const steps = 168;

/** The nodes, and what the integrand at each counts; made at the first use. */
let rule: { readonly nodes: Float64Array; readonly weights: Float64Array } | undefined;

function makeRule(): NonNullable<typeof rule> {
  const nodes = new Float64Array(2 * steps + 1);
  const weights = new Float64Array(2 * steps + 1);
  for (let k = -steps; k <= steps; k++) {
    const shrink = Math.exp(-k * step);
    nodes[k + steps] = Math.exp(k * step - shrink);
    weights[k + steps] = step * nodes[k + steps] * (1 + shrink);
  }
  return { nodes, weights };
}

/**
 * The integral of f over the positive half-line, where f is smooth and decays as exp(-s / scale) or faster: the double exponential rule with
 * s = scale exp(u - exp(-u)). Takahasi and Mori, "Double exponential formulas for numerical integration", Publ. RIMS 9 (1974).
 */
export function integrateHalfLine(f: (s: number) => number, scale: number): number {
  rule ??= makeRule();
  const { nodes, weights } = rule;
  let sum = 0;
  for (const direction of [1, -1]) {
    let small = 0;
    const first = direction === 1 ? steps : steps - 1;
    for (let k = first; k >= 0 && k < nodes.length && small < 4; k += direction) {
      const term = f(scale * nodes[k]) * weights[k];
      // Neither a zero of f nor its beginning is the end.
      const isPast = Math.abs(k - steps) * step > 1;
      small = isPast && Math.abs(term) <= 1e-18 * Math.abs(sum) ? small + 1 : 0;
      sum += term;
    }
  }
  return scale * sum;
}
