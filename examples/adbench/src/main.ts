import { relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { largestRho } from "./compare.js";
import { type GoldenCase, goldenCases } from "./golden.js";
import { seededInputs } from "./seeded.js";
import { baTask, gmmTask, handSurfaceTask, handTask, lstmTask, type Task, tasksByKind } from "./tasks.js";

const GOLDEN_TOLERANCE = 1e-8;
/** What fourth-order differences are themselves good for. */
const DIFFERENCES_TOLERANCE = 1e-7;

/** Milliseconds: the median of as many runs as fit in a third of a second, after one that does not count. */
function time(task: () => unknown): number {
  task();
  const samples: number[] = [];
  const begin = performance.now();
  while (samples.length === 0 || (samples.length < 50 && performance.now() - begin < 300)) {
    const before = performance.now();
    task();
    samples.push(performance.now() - before);
  }
  return samples.sort((a, b) => a - b)[samples.length >> 1];
}

function report(name: string, { objective, derivative }: Task, distance: number, tolerance: number): boolean {
  const passes = distance <= tolerance;
  const [primal, gradient] = [time(objective), time(derivative)];
  console.log(
    [
      name.padEnd(26),
      `rho ${distance.toExponential(1).padEnd(8)}`,
      `objective ${primal.toFixed(3).padStart(9)} ms`,
      `derivative ${gradient.toFixed(3).padStart(9)} ms`,
      `ratio ${(gradient / primal).toFixed(1).padStart(5)}`,
      passes ? "ok" : `MISS, above ${tolerance}`,
    ].join("  "),
  );
  return passes;
}

/** The worst element of all arrays: of the objective alone, and of what is computed along with the derivative. */
function worst(task: Task, distance: (array: string, actual: Float64Array | Int32Array) => number): number {
  const results = [...Object.entries(task.objective()), ...Object.entries(task.derivative())];
  return Math.max(...results.map(([array, actual]) => distance(array, actual)));
}

function compareWithGolden(cases: readonly GoldenCase[]): boolean[] {
  return cases.flatMap(({ name, kind, input, modelFile, distance }) => {
    const read = tasksByKind[kind];
    if (!read) return [];
    const task = read(input, modelFile);
    return [report(name, task, worst(task, distance), GOLDEN_TOLERANCE)];
  });
}

function compareWithDifferences(): boolean[] {
  const { gmm, lstm, ba, hand, surfaceHand } = seededInputs(1);
  const tasks = {
    "gmm seeded": gmmTask(gmm),
    "lstm seeded": lstmTask(lstm),
    "ba seeded": baTask(ba),
    "hand seeded": handTask(hand),
    "hand, surface, seeded": handSurfaceTask(surfaceHand),
  };
  return Object.entries(tasks).map(([name, task]) => {
    const expected = task.differences();
    const distance = worst(task, (array, actual) => largestRho(actual, expected[array]));
    return report(name, task, distance, DIFFERENCES_TOLERANCE);
  });
}

const beside = fileURLToPath(new URL("../../../../shared/data/adbench", import.meta.url));
// npm changes into the package's folder, and remembers where it was called.
const here = process.env.INIT_CWD ?? ".";
const folder = resolve(here, process.argv[2] ?? process.env.ADBENCH_DATA ?? beside);
const cases = goldenCases(folder);

if (cases.length === 0) {
  console.log(`no reference values in ${relative(here, folder)}: seeded inputs, compared with finite differences\n`);
}
const passes = cases.length > 0 ? compareWithGolden(cases) : compareWithDifferences();
const misses = passes.filter((pass) => !pass).length;
console.log(`\n${passes.length - misses} of ${passes.length} agree`);
process.exitCode = misses > 0 || passes.length === 0 ? 1 : 0;
