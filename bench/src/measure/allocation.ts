import { setTimeout } from "node:timers/promises";

const WARM_UP_MS = 500;

/** Garbage of before is gone only when it has been swept, which other threads do. */
async function collectGarbage(): Promise<void> {
  for (let k = 0; k < 3; k++) {
    globalThis.gc?.();
    await setTimeout(20);
  }
}

/** By how many bytes the heap and the array buffers have grown after so many calls. Needs `--expose-gc`. */
export async function heapGrowth(task: () => unknown, calls: number): Promise<number> {
  const run = (count: number): void => {
    for (let i = 0; i < count; i++) task();
  };
  const used = async (): Promise<number> => {
    await collectGarbage();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return heapUsed + arrayBuffers;
  };
  // What the engine keeps of code and of how it is used has been made then.
  for (let k = 0; k < 3; k++) {
    run(calls / 5);
    await used();
  }
  const before = await used();
  run(calls);
  return (await used()) - before;
}

/** Bytes that a call allocates, on the heap and in array buffers. Needs `--expose-gc`, and room for them without a collection. */
export async function allocatedBytes(task: () => unknown): Promise<number> {
  // Code that is not optimized yet allocates every number.
  const begin = performance.now();
  while (performance.now() - begin < WARM_UP_MS) task();
  await collectGarbage();
  const before = process.memoryUsage();
  task();
  const after = process.memoryUsage();
  return after.heapUsed - before.heapUsed + after.arrayBuffers - before.arrayBuffers;
}
