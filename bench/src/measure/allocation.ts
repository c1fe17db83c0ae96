import { setTimeout } from "node:timers/promises";

const WARM_UP_MS = 500;

/** Garbage of before is gone only when it has been swept, which other threads do. */
async function collectGarbage(): Promise<void> {
  for (let k = 0; k < 3; k++) {
    globalThis.gc?.();
    await setTimeout(20);
  }
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
