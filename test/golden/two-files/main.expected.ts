export function spread_grad(centre: number, samples: Float64Array): number {
  expectNumber("grad(spread)", "centre", centre);
  expectFloat64Array("grad(spread)", "samples", samples);
  const n = samples.length;
  const huber_tape_cache = new Array(n);
  for (let i = 0; i < n; i++) {
    const sample = samples[i];
    const [, huber_tape] = huber_forward(Math.min(Math.max(sample, -10), 10) - centre);
    huber_tape_cache[i] = huber_tape;
  }

  // return sum / samples.length
  const sum_b = 1 / n;
  // for (const sample of samples) sum += huber(clamp(sample, -10, 10) - centre)
  let centre_b = 0;
  for (let i = n - 1; i >= 0; i--) {
    centre_b -= huber_reverse(huber_tape_cache[i], sum_b);
  }
  return centre_b;
}
