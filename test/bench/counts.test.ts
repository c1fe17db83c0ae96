import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { Random } from "../../bench/src/random.js";
import { type Counts, countsOf } from "./counts.js";

function text(path: string): string {
  return readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
}

function model(name: string): Record<string, string> {
  const imported = text(`bench/src/models/${name}.ts`).replace("../../../examples/adbench/src/", "./adbench-");
  return { "main.ts": imported };
}

const adbench = (name: string): string => text(`examples/adbench/src/${name}.ts`);

const random = new Random(5);
const values = (count: number): Float64Array => random.uniforms(count, 0.2, 1.2);
const vectors = (count: number, length: number): Float64Array[] => Array.from({ length: count }, () => values(length));

interface Case {
  readonly gradient: string;
  readonly sources: Record<string, string>;
  readonly args: () => unknown[];
  /** What the optimizer reaches, rounded up: a change that needs more has made the gradient worse. */
  readonly most: Counts;
}

const layer = (inputs: number, outputs: number) => ({ weights: vectors(outputs, inputs), biases: values(outputs) });
const gate = () => ({ weights: values(3), biases: values(3) });
const tree = (depth: number): unknown => ({
  weight: random.normal(),
  left: depth > 1 ? tree(depth - 1) : undefined,
  right: depth > 1 ? tree(depth - 1) : undefined,
});

const cases: readonly Case[] = [
  {
    gradient: "rosenbrockGradient",
    sources: model("rosenbrock"),
    args: () => [values(30)],
    most: { arithmetic: 1.78, accesses: 0.46, cachedBytes: 0, allocations: 2, lines: 38 },
  },
  {
    gradient: "rosenbrockOfPairsGradient",
    sources: model("rosenbrock"),
    args: () => [[...values(30)]],
    most: { arithmetic: 1.78, accesses: 0.56, cachedBytes: 0, allocations: 2, lines: 38 },
  },
  {
    gradient: "logisticGradient",
    sources: model("logistic"),
    args: () => [values(5), values(100), Float64Array.from({ length: 20 }, (_, i) => (i % 3 === 0 ? 1 : -1))],
    most: { arithmetic: 2.36, accesses: 1.12, cachedBytes: 0, allocations: 2, lines: 144 },
  },
  {
    gradient: "logisticOfSamplesGradient",
    sources: model("logistic"),
    args: () => [values(5), vectors(20, 5).map((features, i) => ({ features, label: i % 3 === 0 ? 1 : -1 }))],
    most: { arithmetic: 2.7, accesses: 1.66, cachedBytes: 0, allocations: 2, lines: 144 },
  },
  {
    gradient: "mlpGradient",
    sources: model("mlp"),
    args: () => [
      values((4 + 1) * 5 + (5 + 1) * 5 + (5 + 1) * 3),
      values(6 * 4),
      Int32Array.of(0, 2, 1, 1, 0, 2),
      4,
      5,
      3,
    ],
    most: { arithmetic: 2.54, accesses: 1.72, cachedBytes: 0.02, allocations: 2, lines: 651 },
  },
  {
    gradient: "mlpOfLayersGradient",
    sources: model("mlp"),
    args: () => [
      [layer(4, 5), layer(5, 5), layer(5, 3)],
      vectors(6, 4).map((features, i) => ({ features, label: i % 3 })),
    ],
    most: { arithmetic: 3.75, accesses: 3.68, cachedBytes: 0.15, allocations: 8, lines: 651 },
  },
  {
    gradient: "lotkaVolterraGradient",
    sources: model("lotka-volterra"),
    args: () => [Float64Array.of(1.1, 0.4, 0.4, 0.1, 10, 5), values(20), 100, 10],
    most: { arithmetic: 3.26, accesses: 0.13, cachedBytes: 0.33, allocations: 2, lines: 362 },
  },
  {
    gradient: "lotkaVolterraOfStatesGradient",
    sources: model("lotka-volterra"),
    args: () => [
      { a: 1.1, b: 0.4, c: 0.4, d: 0.1 },
      { prey: 10, predators: 5 },
      Array.from({ length: 10 }, () => ({ prey: random.uniform(), predators: random.uniform() })),
      10,
    ],
    most: { arithmetic: 3.31, accesses: 0.1, cachedBytes: 0.35, allocations: 4, lines: 362 },
  },
  {
    gradient: "gmmGradient",
    sources: { ...model("gmm"), "adbench-gmm.ts": adbench("gmm"), "log-gamma.ts": adbench("log-gamma") },
    args: () => [values(4), values(12), values(24), values(60), 1, 0],
    most: { arithmetic: 1.87, accesses: 1.09, cachedBytes: 0.03, allocations: 5, lines: 693 },
  },
  {
    gradient: "lstmGradient",
    sources: { ...model("lstm"), "adbench-lstm.ts": adbench("lstm") },
    args: () => [values(8 * 2 * 3), values(9), values(12), values(30)],
    most: { arithmetic: 2.83, accesses: 1.54, cachedBytes: 1.62, allocations: 4, lines: 1008 },
  },
  {
    gradient: "lstmOfCellsGradient",
    sources: { ...model("lstm"), "adbench-lstm.ts": adbench("lstm") },
    args: () => [
      [0, 1].map(() => ({ forget: gate(), admit: gate(), emit: gate(), change: gate() })),
      { inputWeights: values(3), outputWeights: values(3), outputBiases: values(3) },
      [0, 1].map(() => ({ hidden: values(3), content: values(3) })),
      vectors(10, 3),
    ],
    most: { arithmetic: 2.78, accesses: 4.35, cachedBytes: 2.15, allocations: 30, lines: 1008 },
  },
  {
    gradient: "contactGradient",
    sources: model("contact"),
    args: () => [Float64Array.of(4000, 5, 0.3, 0.3, 0.05, 0.5, -1, 0.45, 0.2, -0.2, 0.1, 0.05, 0.4, 0, 0), 20],
    most: { arithmetic: 2.79, accesses: 1.62, cachedBytes: 1.25, allocations: 3, lines: 280 },
  },
  {
    gradient: "orbitGradient",
    sources: model("orbit"),
    args: () => [Float64Array.of(1.5, 0.6, 0.8, 0.2), values(20), values(20), values(20)],
    most: { arithmetic: 2.8, accesses: 0.59, cachedBytes: 2.14, allocations: 2, lines: 106 },
  },
  {
    gradient: "imageGradient",
    sources: model("ray-marcher"),
    args: () => [Float64Array.of(0, 0, 0.5, 0.6, 0.4, 0.3, 0.2, 0.3), values(36), 6],
    most: { arithmetic: 2.74, accesses: 1.14, cachedBytes: 1, allocations: 2, lines: 505 },
  },
  {
    gradient: "treeGradient",
    sources: model("tree"),
    args: () => [tree(5), 0.4],
    most: { arithmetic: 2.1, accesses: 2, cachedBytes: 0, allocations: 64, lines: 108 },
  },
  {
    gradient: "gaussianProcessGradient",
    sources: model("cholesky"),
    args: () => [Float64Array.of(0.1, -0.3, -2), values(10), values(10)],
    most: { arithmetic: 2.93, accesses: 1.55, cachedBytes: 0.31, allocations: 2, lines: 285 },
  },
  {
    gradient: "heatGradient",
    sources: model("stencil"),
    args: () => [values(64), 8, 3],
    most: { arithmetic: 2.58, accesses: 1.42, cachedBytes: 0.98, allocations: 2, lines: 84 },
  },
  {
    gradient: "gmmOfComponentsGradient",
    sources: { ...model("gmm"), "adbench-gmm.ts": adbench("gmm"), "log-gamma.ts": adbench("log-gamma") },
    args: () => [
      [0, 1, 2].map(() => ({
        alpha: random.uniform(),
        mean: values(3),
        logDiagonal: values(3),
        lower: [0, 1, 2].map(values),
      })),
      vectors(20, 3),
      1,
      0,
    ],
    most: { arithmetic: 2.66, accesses: 3.69, cachedBytes: 0.84, allocations: 10, lines: 693 },
  },
];

describe("what a gradient costs", () => {
  it.each(cases)("$gradient", ({ gradient, sources, args, most }) => {
    const counts = countsOf(sources, gradient, args);
    for (const [name, limit] of Object.entries(most)) {
      expect(counts[name as keyof Counts], name).toBeLessThanOrEqual(limit);
    }
  });
});
