const THRESHOLD = 1;

export function huber(x: number): number {
  const size = Math.abs(x);
  if (size <= THRESHOLD) return 0.5 * x * x;
  return THRESHOLD * (size - 0.5 * THRESHOLD);
}

export function clamp(x: number, low: number, high: number): number {
  return Math.min(Math.max(x, low), high);
}
