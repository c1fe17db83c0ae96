/** One process: how the cost of a gradient grows with its size, or the heap with the number of calls. */
import { heapGrowth } from "./measure/allocation.js";
import { exponent } from "./measure/growth.js";
import type { Effort } from "./measure/interleave.js";
import { frequent, growing } from "./programs/limits.js";

const CALLS = 1e5;

const [name, effort] = process.argv.slice(2);
const grows = growing.find((each) => each.name === name);
const often = frequent.find((each) => each.name === name);
if (grows) console.log(JSON.stringify(exponent(grows.make, JSON.parse(effort) as Effort)));
else if (often) {
  const { gradient, gradientInto } = often.make().arrays;
  const both = (): void => {
    gradient();
    gradientInto?.();
  };
  console.log(JSON.stringify(await heapGrowth(both, CALLS)));
} else throw new Error(`no program ${name}`);
