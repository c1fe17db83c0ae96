import { CpuBenchmark } from "./cpu-benchmark.js";

export interface Effort {
  /** Seconds that each task runs before it is measured. */
  readonly warmUp: number;
  /** Seconds of one sample. */
  readonly sample: number;
  readonly rounds: number;
}

type Task = () => unknown;

/** Keeps results alive, so that no call is optimized away. */
let last: unknown;

/** Runs a task for some time; returns how many calls take a millisecond. */
function warmUp(task: Task, seconds: number): number {
  const begin = process.cpuUsage();
  const spent = (): number => {
    const { user, system } = process.cpuUsage(begin);
    return (user + system) / 1e6;
  };
  let calls = 0;
  // Late calls count: the early ones were interpreted.
  let half = 0;
  let callsAtHalf = 0;
  while (spent() < seconds || calls < 3) {
    last = task();
    calls++;
    if (half === 0 && spent() > seconds / 2) [half, callsAtHalf] = [spent(), calls];
  }
  const perCall = (spent() - half) / Math.max(1, calls - callsAtHalf);
  return Math.max(1, Math.round(1e-3 / perCall));
}

/** A task that takes about a millisecond, so that the loop around it weighs nothing. */
function batch(task: Task, calls: number): () => void {
  return () => {
    for (let i = 0; i < calls; i++) last = task();
  };
}

/** Microseconds of CPU per call, by task a list with one entry per round; in each round all tasks run in turn. */
export function interleave(tasks: Readonly<Record<string, Task>>, effort: Effort): Record<string, number[]> {
  const prepared = Object.entries(tasks).map(([name, task]) => {
    const calls = warmUp(task, effort.warmUp);
    const fn = batch(task, calls);
    const { count } = new CpuBenchmark({ fn, minTime: effort.sample, minSamples: 1, maxTime: -1 }).run();
    return { name, calls, fn, count: count as number };
  });
  const samples = Object.fromEntries(prepared.map(({ name }) => [name, [] as number[]]));
  for (let round = 0; round < effort.rounds; round++) {
    for (const { name, calls, fn, count } of prepared) {
      // What the version before has given back to the system is there again, so that none pays for another's memory.
      for (let i = 0; i < count; i++) fn();
      // With the number of calls known, one cycle is one sample.
      const { stats } = new CpuBenchmark({ fn, initCount: count, minTime: 1e-9, minSamples: 1, maxTime: -1 }).run();
      samples[name].push((stats!.mean * 1e6) / calls);
    }
  }
  return samples;
}

export function lastResult(): unknown {
  return last;
}
