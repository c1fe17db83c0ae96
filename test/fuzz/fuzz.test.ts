import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { close, difference } from "../support/trees.js";
import { matricesOf, productsOf, runSeed } from "./campaign.js";
import { examine } from "./examine.js";
import { Expectation } from "./expectation.js";
import { readProgram, writeProgram } from "./regression.js";

const COUNT = Number(process.env.FUZZ_COUNT ?? 80);
const FIRST = Number(process.env.FUZZ_SEED ?? 1);

test(`${COUNT} random programs agree with the oracle`, { timeout: 300_000 }, () => {
  let discarded = 0;
  for (let seed = FIRST; seed < FIRST + COUNT; seed++) {
    // Second derivatives take most of the time.
    const outcome = runSeed(seed, { second: seed % 3 === 0 });
    if (outcome.discarded !== undefined) discarded++;
    const { shrunk } = outcome;
    if (shrunk) expect.fail(`seed ${seed}: ${shrunk.failure.message}\n${writeProgram(shrunk.program)}`);
  }
  // A generator whose programs all go to waste would prove nothing.
  expect(discarded).toBeLessThan(COUNT / 4);
});

test.each([
  ["kernels over arrays", { kernels: true }, 0.5],
  ["programs with checkpoints", { checkpoints: true }, 0.75],
])("a few %s agree with the oracle", { timeout: 300_000 }, (_, options, wasted) => {
  const count = Math.ceil(COUNT / 8);
  let discarded = 0;
  for (let seed = FIRST; seed < FIRST + count; seed++) {
    const outcome = runSeed(seed, { ...options, second: seed % 3 === 0 });
    if (outcome.discarded !== undefined) discarded++;
    const { shrunk } = outcome;
    if (shrunk) expect.fail(`seed ${seed}: ${shrunk.failure.message}\n${writeProgram(shrunk.program)}`);
  }
  expect(discarded).toBeLessThanOrEqual(wasted * count);
});

test.each([
  ["operators", productsOf],
  ["sparse matrices", matricesOf],
])("%s of a few of them agree with each other", { timeout: 300_000 }, (_, wrongOf) => {
  let compared = 0;
  for (let seed = FIRST; seed < FIRST + COUNT / 16; seed++) {
    const wrong = wrongOf(seed, 1);
    if (wrong) expect([seed, wrong]).toEqual([seed, []]);
    if (wrong) compared++;
  }
  expect(compared).toBeGreaterThan(COUNT / 32);
});

describe("programs that failed once", () => {
  const folder = new URL("regressions/", import.meta.url);
  test.each(readdirSync(folder))("%s", (name) => {
    const program = readProgram(readFileSync(new URL(name, folder), "utf8"));
    const gradient = new Expectation(program).vjp(program.args);
    expect(difference(gradient, program.gradient, close(1e-12))).toBeUndefined();
    const { failure, discarded } = examine(program);
    expect(failure?.message ?? discarded).toBeUndefined();
  });
});
