/** The checks on what the compiler makes. */
import { describe, expect, test } from "vitest";
import { assertDerivatives, checkDerivatives, type Subject } from "../../../runtime/src/check/index.js";
import { compile } from "../../support/compile.js";

const source = `
import { grad, jvp, vjp } from "cotangent";

interface Layer { w: Float64Array[]; b: number[] }

export function loss(layers: Layer[], x: Float64Array, target: number): number {
  let h = x;
  for (const { w, b } of layers) {
    const next = new Float64Array(w.length);
    for (let i = 0; i < w.length; i++) {
      let sum = b[i];
      for (let j = 0; j < h.length; j++) sum += w[i][j] * h[j];
      next[i] = Math.tanh(sum);
    }
    h = next;
  }
  return (h[0] - target) ** 2;
}
export const lossJvp = jvp(loss);
export const lossVjp = vjp(loss);
const lossGrad = grad(loss, { argnums: [0, 1, 2] });
export const gradient = grad(loss, { argnums: [0, 1, 2] });
export const gradientJvp = jvp(lossGrad);
export const gradientVjp = vjp(lossGrad);

export function polar(z: { x: number; y: number }): { r: number; phi: number[] } {
  return { r: Math.hypot(z.x, z.y), phi: [Math.atan2(z.y, z.x)] };
}
export const polarJvp = jvp(polar);
export const polarVjp = vjp(polar);
export const polarJvpJvp = jvp(polarJvp);
export const polarJvpVjp = vjp(polarJvp);
`;

type Layer = { w: Float64Array[]; b: number[] };
type Loss = [layers: Layer[], x: Float64Array, target: number];
type Point = { x: number; y: number };
type Polar = { r: number; phi: number[] };

describe("compiled derivatives", () => {
  const { exports, diagnostics } = compile(source);
  const of = exports as Record<string, never>;

  test("of the loss of a network, first and second order", () => {
    expect(diagnostics).toEqual([]);
    const subject: Subject<Loss, number> = {
      name: "loss",
      parameters: ["layers", "x", "target"],
      f: of.loss,
      jvp: of.lossJvp,
      vjp: of.lossVjp,
      second: { of: "gradient", f: of.gradient, jvp: of.gradientJvp, vjp: of.gradientVjp },
    };
    const layers = [
      { w: [Float64Array.of(0.5, -1), Float64Array.of(0.25, 2)], b: [0.5, -0.25] },
      { w: [Float64Array.of(1.5, -0.75)], b: [0.125] },
    ];
    const args: Loss = [layers, Float64Array.of(0.5, 1.5), 0.25];
    assertDerivatives(subject, args, { order: 2 });

    const wrong: Subject<Loss, number> = { ...subject, f: (...given) => subject.f(...given) + given[0][1].w[0][1] };
    const { checks } = checkDerivatives({ ...wrong, jvp: undefined }, args);
    expect(checks[0].detail).toMatch(/^vjp returns another value/);
  });

  test("of a function with a record for its value, by its jvp", () => {
    const subject: Subject<[Point], Polar> = {
      name: "polar",
      parameters: ["z"],
      f: of.polar,
      jvp: of.polarJvp,
      vjp: of.polarVjp,
      second: { of: "jvp", f: of.polarJvp, jvp: of.polarJvpJvp, vjp: of.polarJvpVjp },
    };
    const report = assertDerivatives(subject, [{ x: 0.5, y: -2 }], { order: 2 });
    expect(report.checks).toHaveLength(13);
  });
});
