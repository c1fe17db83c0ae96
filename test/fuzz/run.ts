/** The long run: `npm run fuzz -- --minutes 30 --seed 1`. Prints counts, slow compiles and the shrunk programs that fail. */
import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { compile } from "../support/compile.js";
import { matricesOf, type Outcome, productsOf, runSeed, shrunk } from "./campaign.js";
import { examine } from "./examine.js";
import { Expectation } from "./expectation.js";
import type { Program } from "./generate/generator.js";
import { programs } from "./generate/programs.js";
import { readProgram, record, writeProgram } from "./regression.js";
import { withOperators } from "./subject.js";

/** Further operators of programs, at the two levels in turn. */
function others(wrongOf: typeof productsOf, first: number, end: number, deadline: number): void {
  const counts = { run: 0, discarded: 0, failed: 0 };
  for (let seed = first; seed < end && Date.now() < deadline; seed++) {
    const wrong = wrongOf(seed, seed % 4 === 0 ? 0 : 1);
    counts.run++;
    if (!wrong) counts.discarded++;
    if (!wrong?.length) continue;
    counts.failed++;
    console.log(`seed ${seed}:\n  ${wrong.join("\n  ")}`);
  }
  console.log(`${counts.run} programs from seed ${first}: ${counts.failed} fail, ${counts.discarded} discarded`);
}

export function main(argv: readonly string[]): void {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      minutes: { type: "string", default: "1" },
      seed: { type: "string", default: "1" },
      count: { type: "string", default: "1000000" },
      patience: { type: "string", default: "60" },
      verbose: { type: "boolean", default: false },
      noshrink: { type: "boolean", default: false },
      file: { type: "string" },
      code: { type: "string" },
      record: { type: "boolean", default: false },
      shrink: { type: "boolean", default: false },
      "first-order": { type: "boolean", default: false },
      products: { type: "boolean", default: false },
      sparse: { type: "boolean", default: false },
      checkpoints: { type: "boolean", default: false },
      kernels: { type: "boolean", default: false },
    },
  });
  if (values.file && values.record) return writeFileSync(values.file, record(readFileSync(values.file, "utf8")));
  if (values.file && values.shrink) return console.log(shrunkText(readProgram(readFileSync(values.file, "utf8"))));
  if (values.file) return replay(values.file, values.code);
  const deadline = Date.now() + Number(values.minutes) * 60_000;
  const first = Number(values.seed);
  if (values.products || values.sparse)
    return others(values.sparse ? matricesOf : productsOf, first, first + Number(values.count), deadline);
  const counts = { run: 0, discarded: 0, failed: 0 };
  const kinds = new Map<string, number[]>();
  const reasons = new Map<string, number>();
  const slow: [seed: number, time: number][] = [];
  let slowest = 0;
  let total = 0;
  for (let seed = first; seed < first + Number(values.count) && Date.now() < deadline; seed++) {
    if (values.verbose) console.log(`seed ${seed}`);
    const outcome = runSeed(seed, {
      shrink: !values.noshrink,
      second: !values["first-order"],
      checkpoints: values.checkpoints,
      kernels: values.kernels,
      patience: Number(values.patience) * 1000,
    });
    counts.run++;
    total += outcome.compileTime ?? 0;
    if (outcome.discarded !== undefined) {
      counts.discarded++;
      const reason = outcome.discarded.split("\n").slice(0, 2).join(" ").slice(0, 150);
      reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
    }
    if (outcome.failure) {
      counts.failed++;
      const seeds = kinds.get(outcome.failure.kind) ?? [];
      kinds.set(outcome.failure.kind, [...seeds, seed]);
      console.log(report(seed, outcome));
    }
    if ((outcome.compileTime ?? 0) > 1000) slow.push([seed, Math.round(outcome.compileTime ?? 0)]);
    slowest = Math.max(slowest, outcome.compileTime ?? 0);
  }
  console.log(`${counts.run} programs from seed ${first}: ${counts.failed} fail, ${counts.discarded} discarded`);
  console.log(`compiling takes ${Math.round(total / counts.run)} ms, at most ${Math.round(slowest)} ms`);
  slow.sort((a, b) => b[1] - a[1]);
  console.log(
    `  ${slow.length} take more than a second: ${slow
      .slice(0, 20)
      .map(([seed, time]) => `${seed} (${time})`)
      .join(", ")}`,
  );
  for (const [kind, seeds] of kinds) console.log(`  ${seeds.length} x ${kind}: seeds ${seeds.slice(0, 20).join(" ")}`);
  for (const [reason, count] of reasons) console.log(`  discarded ${count} x ${reason}`);
}

function report(seed: number, { failure, program, shrunk }: Outcome): string {
  const { program: smallest, failure: last } = shrunk ?? { program, failure };
  return `\nseed ${seed} (${failure?.kind})\n${writeProgram(smallest)}\n${last?.message}\n`;
}

function shrunkText(program: Program): string {
  const { failure } = examine(program);
  if (!failure) return "nothing fails";
  const smallest = shrunk(programs(program), 1, failure, { patience: 300_000 });
  return `${writeProgram(smallest?.program ?? program)}\n${smallest?.failure.message}`;
}

/** Examines the program of one file; prints what an operator becomes. */
function replay(file: string, operator: string | undefined): void {
  const program = readProgram(readFileSync(file, "utf8"));
  if (operator) {
    const text = withOperators(program.source, new Expectation(program).active, [operator]);
    console.log(compile(text, Number(process.env.LEVEL ?? 1) as 0 | 1).code["main.ts"]);
  }
  for (const level of [0, 1] as const) {
    const { failure, discarded } = examine(program, { levels: [level], strict: level === 1 });
    console.log(failure?.message ?? discarded ?? `level ${level} agrees with the oracle`);
  }
}
