export function spread_grad(centre: number, samples: Float64Array): number {
  expectNumber("grad(spread)", "centre", centre);
  expectFloat64Array("grad(spread)", "samples", samples);

  // return sum / samples.length
  const sum_b = 1 / samples.length;
  let centre_b = 0;
  for (let i = 0; i < samples.length; i++) {
    const sample = samples[i];
    const huber_tape = huber_forward(Math.min(Math.max(sample, -10), 10) - centre);
    // for (const sample of samples) sum += huber(clamp(sample, -10, 10) - centre)
    const t = huber_reverse(huber_tape, sum_b);
    centre_b -= t;
  }
  return centre_b;
}
