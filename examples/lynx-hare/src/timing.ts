/** Microseconds per call: medians over interleaved rounds. */
export interface Timing {
  readonly simulation: number;
  readonly gradient: number;
}

const WARM_UP_MS = 200;
const BATCH_MS = 4;

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : 0.5 * (sorted[middle - 1] + sorted[middle]);
}

/** Calls `task` until the just-in-time compiler has surely finished; returns how many calls make up one batch. */
function warmUp(task: () => void): number {
  const begin = performance.now();
  let calls = 0;
  let lastCall = 0;
  while (performance.now() - begin < WARM_UP_MS) {
    const before = performance.now();
    task();
    lastCall = performance.now() - before;
    calls++;
  }
  // The average includes the slow first calls, the last call may have met a garbage collection: take the smaller.
  const typical = Math.min(lastCall, WARM_UP_MS / calls);
  return Math.max(1, Math.round(BATCH_MS / Math.max(typical, 1e-4)));
}

function microsecondsPerCall(task: () => void, calls: number): number {
  const begin = performance.now();
  for (let i = 0; i < calls; i++) task();
  return (1000 * (performance.now() - begin)) / calls;
}

/** Times both tasks in turn, so that whatever else the machine does disturbs them alike. */
export function compare(
  tasks: { readonly simulation: () => void; readonly gradient: () => void },
  rounds: number,
  onRound: () => void = () => {},
): Timing {
  const calls = { simulation: warmUp(tasks.simulation), gradient: warmUp(tasks.gradient) };
  const samples = { simulation: [] as number[], gradient: [] as number[] };
  for (let round = 0; round < rounds; round++) {
    samples.simulation.push(microsecondsPerCall(tasks.simulation, calls.simulation));
    samples.gradient.push(microsecondsPerCall(tasks.gradient, calls.gradient));
    onRound();
  }
  return { simulation: median(samples.simulation), gradient: median(samples.gradient) };
}
