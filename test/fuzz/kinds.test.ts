/** Programs of a few special kinds, and operators beside those that all programs are given. */
import { expect, test } from "vitest";
import { COUNT, FIRST, matricesOf, productsOf, runSeed } from "./campaign.js";
import { writeProgram } from "./regression.js";

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
