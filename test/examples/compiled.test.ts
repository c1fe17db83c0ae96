import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { build, start as startIn } from "./run-example.js";

// Programs are built and run to their end, possibly beside other tests.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

/** A folder for what the programs write, and where they look for input: nothing is there. */
let scratch = "";
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), "examples-"));
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

const start = (example: string, ...args: string[]) => startIn(example, scratch, ...args);

describe("lynx-hare, compiled", () => {
  let stdout = "";
  let stderr = "";
  beforeAll(async () => {
    await build("lynx-hare");
    ({ stdout, stderr } = await start("lynx-hare"));
  });

  it.each([
    ["alpha", "0.5441"],
    ["beta", "0.02744"],
    ["gamma", "0.7932"],
    ["delta", "0.02373"],
    ["initial hare", "34.12"],
    ["initial lynx", "5.871"],
  ])("fits %s", (name, value) => {
    expect(stdout).toMatch(new RegExp(`^${name} +${value.replace(".", "\\.")} `, "m"));
  });

  it("tells what a gradient takes", () => {
    const [, simulation, gradient] = /one simulation ([\d.]+) µs, one gradient ([\d.]+) µs/.exec(stdout) ?? [];
    expect(Number(simulation)).toBeGreaterThan(0);
    // Eight parameters by differences would take sixteen simulations.
    expect(Number(gradient) / Number(simulation)).toBeLessThan(16);
  });

  it("shows no progress bar where there is no terminal", () => {
    expect(stderr).toBe("");
    expect(stdout).not.toMatch(/[█░]/);
  });

  it("writes one page with the source and its adjoint", async () => {
    const html = await readFile(join(scratch, "out/lynx-hare.html"), "utf8");
    expect(html).toContain("Generated adjoint");
    expect(html).toContain("alpha_b");
    expect(html).not.toMatch(/<script|<link|(src|href)=/);
  });
});

describe("adbench, compiled", () => {
  beforeAll(() => build("adbench"));

  it("agrees with the reference values, or with differences where there are none", async () => {
    const { stdout } = await start("adbench");
    expect(stdout).toMatch(/^(20 of 20|5 of 5) agree$/m);
  });

  it("agrees with differences on its own input", async () => {
    const { stdout } = await start("adbench", "no-such-folder");
    expect(stdout).toContain("no reference values in no-such-folder");
    expect(stdout).toMatch(/^5 of 5 agree$/m);
  });
});

describe("ridge, compiled", () => {
  beforeAll(() => build("ridge"));

  it("finds the penalty where the validation loss is least", async () => {
    const { stdout } = await start("ridge");
    expect(stdout).toMatch(/^penalty 0\.0028054/m);
    const slope = Number(/^slope at it (.*)$/m.exec(stdout)?.[1]);
    expect(Math.abs(slope)).toBeLessThan(1e-8);
    expect(stdout).toMatch(/^validation loss 0\.161740, without a penalty 0\.180431$/m);
    // Least squares is what NIST certifies, in units of standard deviations.
    expect(stdout).toMatch(/^year +8\.4320 +7\.1796$/m);
  });
});

describe("heat, compiled", () => {
  beforeAll(() => build("heat"));

  it("finds what the rod is made of", async () => {
    const { stdout } = await start("heat");
    for (const [piece, found] of ["1.000000", "3.000000", "0.500000", "2.000000"].entries())
      expect(stdout).toMatch(new RegExp(`^${piece + 1} .* ${found.replace(".", "\\.")}$`, "m"));
  });
});
