interface HuberResiduals {
  x: number;
  result: number;
}

export function huber_forward(x: number): HuberResiduals {
  const size = Math.abs(x);
  const result = size <= THRESHOLD ? 0.5 * x * x : THRESHOLD * (size - 0.5 * THRESHOLD);
  return { x, result };
}

export function huber_reverse(tape: HuberResiduals, result_b: number): number {
  const x = tape.x;
  const size = Math.abs(x);

  // if (size <= THRESHOLD) return 0.5 * x * x
  let x_b: number;
  let size_b: number;
  if (size <= THRESHOLD) {
    x_b = result_b * (0.5 * x) + result_b * x * 0.5;
    size_b = 0;
    // const size = Math.abs(x)
    return x_b + size_b * Math.sign(x);
  }
  // return THRESHOLD * (size - 0.5 * THRESHOLD)
  size_b = result_b * THRESHOLD;
  // if (size <= THRESHOLD) return 0.5 * x * x
  x_b = 0;
  // const size = Math.abs(x)
  return x_b + size_b * Math.sign(x);
}
