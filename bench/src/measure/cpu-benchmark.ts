import Benchmark from "benchmark";

/** `process.hrtime`, of the time that the process has computed instead of the time that has passed. */
function cpuTime(since: readonly [number, number] = [0, 0]): [seconds: number, nanoseconds: number] {
  const { user, system } = process.cpuUsage();
  const microseconds = user + system - (since[0] * 1e6 + since[1] / 1e3);
  const seconds = Math.floor(microseconds / 1e6);
  return [seconds, (microseconds - seconds * 1e6) * 1e3];
}

/** Benchmark.js with a clock that other processes of the machine do not disturb. */
export const CpuBenchmark = (
  Benchmark as unknown as { runInContext: (context: { process: { hrtime: typeof cpuTime } }) => typeof Benchmark }
).runInContext({ process: { hrtime: cpuTime } });
