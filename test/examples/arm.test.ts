import { tmpdir } from "node:os";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { distances, flange, panda, within } from "../../examples/arm/src/arm.js";
import { build, start } from "./run-example.js";

// The example is built, possibly beside other tests.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

const dot = (u: readonly number[], v: readonly number[]): number => u.reduce((sum, each, k) => sum + each * v[k], 0);

describe("arm", () => {
  it("stands upright when nothing is turned", () => {
    const { x, z, at } = flange(new Float64Array(7));
    [0.088, 0, 0.333 + 0.316 + 0.384 - 0.107].forEach((each, k) => expect(at[k]).toBeCloseTo(each, 14));
    expect([dot(x, [1, 0, 0]), dot(z, [0, 0, -1])]).toEqual([1, 1]);
  });

  it("turns about its first joint", () => {
    const bent = Float64Array.of(0, 0.3, 0.2, -1.5, 0.1, 2, 0.4);
    const turned = bent.slice();
    turned[0] = Math.PI / 2;
    const [from, to] = [flange(bent), flange(turned)];
    for (const key of ["x", "y", "z", "at"] as const) {
      [-from[key][1], from[key][0], from[key][2]].forEach((each, k) => expect(to[key][k]).toBeCloseTo(each, 13));
    }
  });

  it("has axes that stay perpendicular", () => {
    const { x, y, z } = flange(Float64Array.of(1, 0.7, -2, -2.5, 0.3, 3, -1));
    for (const [u, v, right] of [
      [x, x, 1],
      [y, y, 1],
      [z, z, 1],
      [x, y, 0],
      [y, z, 0],
      [z, x, 0],
    ] as const)
      expect(dot(u, v)).toBeCloseTo(right, 13);
  });

  it("keeps its angles within their limits and reaches these", () => {
    for (const sign of [-1, 1]) {
      const angles = within(Float64Array.from(panda, () => (sign * Math.PI) / 2));
      panda.forEach(({ limits }, k) => expect(angles[k]).toBeCloseTo(limits[sign < 0 ? 0 : 1], 13));
    }
  });

  it("has no distance from where it is", () => {
    const angles = Float64Array.of(1, 0.7, -2, -2.5, 0.3, 3, -1);
    expect(distances(angles, flange(angles))).toEqual(new Array(12).fill(0));
    expect(distances(new Float64Array(7), { ...flange(new Float64Array(7)), at: [0, 0, 0] })[0]).toBeCloseTo(0.088, 14);
  });
});

describe("arm, compiled", () => {
  beforeAll(() => build("arm"));

  it("follows the circle within the limits of its joints", async () => {
    const { stdout } = await start("arm", tmpdir());
    const lines = stdout.split("\n").filter((line) => /^ +\d/.test(line));
    const rows = lines.map((line) => line.trim().split(/ +/).map(Number));
    expect(rows.map(([turn]) => turn)).toEqual(Array.from({ length: 13 }, (_, k) => 30 * k));
    for (const [turn, steps, distance, ...degrees] of rows) {
      expect(distance, `at ${turn}`).toBeLessThan(1e-10);
      if (turn !== 180) expect(steps, `at ${turn}`).toBeLessThanOrEqual(8);
      expect(degrees.length).toBe(7);
      panda.forEach(({ limits: [from, to] }, k) => {
        const angle = (degrees[k] * Math.PI) / 180;
        expect(angle, `at ${turn}`).toBeGreaterThanOrEqual(from - 1e-3);
        expect(angle, `at ${turn}`).toBeLessThanOrEqual(to + 1e-3);
      });
    }
    // The elbow is at its limit on the near side.
    expect(rows[6][6]).toBe(-176);
    expect(stdout).toMatch(/^a target out of reach: distance 0\.2660 after /m);
  });
});
