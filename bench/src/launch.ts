/** One process: measures one program, its times or what it allocates, and writes what it finds to standard output. */
import { allocatedBytes } from "./measure/allocation.js";
import { type Effort, interleave } from "./measure/interleave.js";
import type { Version, Versions } from "./program.js";
import { programs } from "./programs/index.js";
import type { Launch } from "./statistics.js";

/** Bytes allocated by one gradient, by version. */
export type Allocated = Readonly<Record<string, number>>;

const TOLERANCE = 1e-10;

function disagreement(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY;
  let largest = 1e-300;
  let distance = 0;
  for (let i = 0; i < a.length; i++) {
    largest = Math.max(largest, Math.abs(a[i]), Math.abs(b[i]));
    const each = Math.abs(a[i] - b[i]);
    distance = Number.isNaN(each) ? Number.POSITIVE_INFINITY : Math.max(distance, each);
  }
  return distance / largest;
}

/** Nothing is timed that computes something else. */
function requireAgreement(versions: Versions): void {
  const { arrays } = versions;
  const expected = Float64Array.from(arrays.numbers(arrays.gradient()));
  for (const [name, version] of Object.entries(versions) as [string, Version][]) {
    const distance = disagreement(version.numbers(version.gradient()), expected);
    if (!(distance < TOLERANCE)) throw new Error(`the gradients of arrays and ${name} differ by ${distance}`);
    if (!version.gradientInto || !version.numbersInto) continue;
    version.gradientInto();
    const other = disagreement(version.numbersInto(), expected);
    if (!(other < TOLERANCE)) throw new Error(`the gradients of arrays and ${name} into memory differ by ${other}`);
  }
}

function tasksOf(versions: Versions): Record<string, () => unknown> {
  const tasks: Record<string, () => unknown> = {};
  for (const [name, version] of Object.entries(versions) as [string, Version][]) {
    if (version.primal) tasks[`${name} primal`] = version.primal;
    tasks[`${name} gradient`] = version.gradient;
    if (version.gradientInto) tasks[`${name} into`] = version.gradientInto;
  }
  return tasks;
}

const [wanted, effort] = process.argv.slice(2);
const program = programs.find((each) => each.name === wanted);
if (!program) throw new Error(`no program ${wanted}`);
const versions = program.make();
requireAgreement(versions);
if (effort) {
  const usual = JSON.parse(effort) as Effort;
  const samples = interleave(tasksOf(versions), { ...usual, warmUp: program.warmUp ?? usual.warmUp });
  console.log(JSON.stringify({ samples } satisfies Launch));
} else {
  const allocated: Record<string, number> = {};
  for (const [name, { gradient, gradientInto }] of Object.entries(versions) as [string, Version][]) {
    allocated[name] = await allocatedBytes(gradient, program.warmUp);
    if (gradientInto) allocated[`${name} into`] = await allocatedBytes(gradientInto, program.warmUp);
  }
  console.log(JSON.stringify(allocated satisfies Allocated));
}
