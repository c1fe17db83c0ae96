import { execFile } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs, promisify } from "node:util";
import { chart } from "./chart.js";
import type { Allocated } from "./launch.js";
import type { Effort } from "./measure/interleave.js";
import { type Limits, limits, tables } from "./limits.js";
import { programs } from "./programs/index.js";
import { type ProgramResult, resultOf } from "./result.js";
import type { Launch } from "./statistics.js";
import { table } from "./table.js";

const USAGE = `npm run bench -- [--quick] [--only NAME] [--compile] [--peers]
  --quick      one launch and few samples, for a first look
  --only NAME  only programs with NAME in their name
  --out FILE   where the figures go, in place of bench/results
  --compile    in place of all this, how long the compiler takes
  --peers      in place of all this, gradients by other libraries, which are installed for it`;

const run = promisify(execFile);

const { values: options } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    only: { type: "string", default: "" },
    out: { type: "string" },
    help: { type: "boolean", default: false },
  },
});

const effort: Effort = options.quick
  ? { warmUp: 0.3, sample: 0.02, rounds: 7 }
  : { warmUp: 0.3, sample: 0.02, rounds: 9 };
const launchCount = options.quick ? 1 : 3;

const script = fileURLToPath(new URL("./launch.js", import.meta.url));

/** A process of its own with the settings that users have, as each finds its own way of optimizing the code. */
async function launch(program: string): Promise<Launch> {
  const { stdout } = await run(process.execPath, [script, program, JSON.stringify(effort)]);
  return JSON.parse(stdout) as Launch;
}

/** With room for garbage, so that none is collected unseen. */
async function allocations(program: string): Promise<Allocated> {
  const { stdout } = await run(process.execPath, ["--expose-gc", "--max-semi-space-size=64", script, program]);
  return JSON.parse(stdout) as Allocated;
}

async function measure(program: string): Promise<ProgramResult | undefined> {
  const launches: Launch[] = [];
  try {
    for (let k = 0; k < launchCount; k++) launches.push(await launch(program));
    return resultOf(program, launches, await allocations(program));
  } catch (error) {
    console.error(`${program}: ${error instanceof Error ? error.message : error}`);
    process.exitCode = 1;
    return undefined;
  }
}

function write(results: readonly ProgramResult[], found: Limits): void {
  const folder = fileURLToPath(new URL("../../../results/", import.meta.url));
  mkdirSync(folder, { recursive: true });
  const machine = { node: process.version, cpu: cpus()[0].model };
  const text = JSON.stringify(
    { machine, effort: { ...effort, launches: launchCount }, programs: results, ...found },
    null,
    2,
  );
  // Only a full run replaces the figures that the documentation shows.
  const isFull = !options.quick && options.only === "";
  const file = options.out ? resolve(process.env.INIT_CWD ?? ".", options.out) : undefined;
  writeFileSync(file ?? join(folder, isFull ? "latest.json" : "partial.json"), `${text}\n`);
  if (isFull && !file) writeFileSync(join(folder, "chart.svg"), chart(results));
}

if (options.help) {
  console.log(USAGE);
} else {
  const results: ProgramResult[] = [];
  for (const { name } of programs) {
    if (!name.includes(options.only)) continue;
    const result = await measure(name);
    if (!result) continue;
    results.push(result);
    console.error(`${name}: ${result.ratios.gradientToPrimal?.median.toFixed(2)} x primal`);
  }
  const found = await limits(options.only, effort);
  write(results, found);
  console.log(`${table(results)}\n\n${tables(found)}`);
}
