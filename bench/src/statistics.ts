/** What one process has measured. */
export interface Launch {
  /** Microseconds of CPU by task, a list with one entry per round. */
  readonly samples: Readonly<Record<string, readonly number[]>>;
}

/** A ratio of several launches: the median, and between which values those of the launches lie. */
export interface Ratio {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : 0.5 * (sorted[middle - 1] + sorted[middle]);
}

/** Two tasks compared round by round, as what disturbs one of a round disturbs the other. */
export function ratio(launches: readonly Launch[], above: string, below: string): Ratio | undefined {
  const [first] = launches;
  if (!(above in first.samples) || !(below in first.samples)) return undefined;
  const each = launches.map(({ samples }) => median(samples[above].map((time, k) => time / samples[below][k])));
  return { median: median(each), low: Math.min(...each), high: Math.max(...each) };
}

export function microseconds(launches: readonly Launch[], task: string): number {
  return median(launches.map(({ samples }) => median(samples[task])));
}
