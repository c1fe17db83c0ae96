import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { close, difference } from "../support/trees.js";
import { COUNT, FIRST, runSeed } from "./campaign.js";
import { examine } from "./examine.js";
import { Expectation } from "./expectation.js";
import { readProgram, writeProgram } from "./regression.js";

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
