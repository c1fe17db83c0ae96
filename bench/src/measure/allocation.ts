import { setTimeout } from "node:timers/promises";
import { median } from "../statistics.js";

const WARM_UP = 0.5;
const GROWTH_ROUNDS = 7;

/** Garbage of before is gone only when it has been swept, which other threads do. */
async function collectGarbage(): Promise<void> {
  for (let k = 0; k < 3; k++) {
    globalThis.gc?.();
    await setTimeout(20);
  }
}

/**
 * By how many bytes the heap and the array buffers grow over so many calls: the median of some rounds, as the engine makes code, and
 * throws it away, when it likes. Needs `--expose-gc`.
 */
export async function heapGrowth(task: () => unknown, calls: number): Promise<number> {
  const run = (count: number): void => {
    for (let i = 0; i < count; i++) task();
  };
  const used = async (): Promise<number> => {
    await collectGarbage();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return heapUsed + arrayBuffers;
  };
  run(calls);
  const sizes = [await used()];
  for (let round = 0; round < GROWTH_ROUNDS; round++) {
    run(calls);
    sizes.push(await used());
  }
  return median(sizes.slice(1).map((size, k) => size - sizes[k]));
}

/** Bytes that a call allocates, on the heap and in array buffers. Needs `--expose-gc`, and room for them without a collection. */
export async function allocatedBytes(task: () => unknown, warmUp = WARM_UP): Promise<number> {
  // Code that is not optimized yet allocates every number.
  const begin = performance.now();
  while (performance.now() - begin < 1000 * warmUp) task();
  await collectGarbage();
  const before = process.memoryUsage();
  task();
  const after = process.memoryUsage();
  return after.heapUsed - before.heapUsed + after.arrayBuffers - before.arrayBuffers;
}
