import { residuals, residualsAndJacobian } from "../../../examples/adbench/src/bundle.js";
import { reprojectionRowsInto, weightErrorGradient } from "../../../examples/adbench/src/gradients.js";
import { bundleJacobianInto } from "../expert/bundle.js";
import { makeGmm } from "../expert/gmm.js";
import { makeLstm } from "../expert/lstm.js";
import { type Component, gmm, gmmGradient, gmmOfComponents, gmmOfComponentsGradient } from "../models/gmm.js";
import { gmmInto, lstmInto } from "../models/into.js";
import {
  type Extra,
  type Gate,
  type LayerParameters,
  lstm,
  lstmGradient,
  lstmOfCells,
  lstmOfCellsGradient,
} from "../models/lstm.js";
import { byHand, type Program, version, withInto } from "../program.js";
import { Random } from "../random.js";

const like = <const A extends readonly Float64Array[]>(arrays: A) =>
  arrays.map(({ length }) => new Float64Array(length)) as { -readonly [K in keyof A]: Float64Array };
const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

/** Where row i of a strict lower triangle of order d, listed by columns, has its entry in a column. */
const inTriangle = (row: number, column: number, d: number): number => ((column * (2 * d - column - 3)) >> 1) - 1 + row;

function numbersOfComponents(components: readonly Component[]): number[] {
  const d = components[0].mean.length;
  return [
    ...components.map(({ alpha }) => alpha),
    ...components.flatMap(({ mean }) => [...mean]),
    ...components.flatMap(({ logDiagonal, lower }) => [
      ...logDiagonal,
      ...range(d).flatMap((column) => lower.slice(column + 1).map((row) => row[column])),
    ]),
  ];
}

export function gmmProgram(d: number, k: number, n: number): Program {
  return {
    name: `gmm d=${d} k=${k} n=${n}`,
    make: () => {
      const random = new Random(6);
      const width = (d * (d + 1)) / 2;
      const alphas = random.normals(k, 0.5);
      const means = random.normals(k * d, 0.5);
      const icf = random.normals(k * width, 0.5);
      const x = random.normals(n * d);
      const [gamma, m] = [1, 0];
      const components = range(k).map((c): Component => {
        const factor = icf.subarray(c * width, (c + 1) * width);
        return {
          alpha: alphas[c],
          mean: means.slice(c * d, (c + 1) * d),
          logDiagonal: factor.slice(0, d),
          lower: range(d).map((row) =>
            Float64Array.from(range(row), (column) => factor[d + inTriangle(row, column, d)]),
          ),
        };
      });
      const points = range(n).map((i) => x.slice(i * d, (i + 1) * d));
      const expert = makeGmm(d, k, n);
      return {
        arrays: withInto(
          version(
            () => gmm(alphas, means, icf, x, gamma, m),
            () => gmmGradient(alphas, means, icf, x, gamma, m),
          ),
          like([alphas, means, icf]),
          (into) => gmmInto(into, alphas, means, icf, x, gamma, m),
        ),
        objects: version(
          () => gmmOfComponents(components, points, gamma, m),
          () => gmmOfComponentsGradient(components, points, gamma, m),
          numbersOfComponents,
        ),
        expert: byHand((g) => expert.gradientInto(alphas, means, icf, x, gamma, m, g), expert.size),
      };
    },
  };
}

const gates = ["forget", "admit", "emit", "change"] as const;

function numbersOfLayers([layers, extra]: readonly [readonly LayerParameters[], Extra]): number[] {
  return [
    ...layers.flatMap((layer) => [
      ...gates.flatMap((gate) => [...layer[gate].weights]),
      ...gates.flatMap((gate) => [...layer[gate].biases]),
    ]),
    ...extra.inputWeights,
    ...extra.outputWeights,
    ...extra.outputBiases,
  ];
}

export function lstmProgram(layers: number, length: number, b: number): Program {
  return {
    name: `lstm l=${layers} c=${length} b=${b}`,
    // It takes half a second to optimize the gradient of cells.
    warmUp: 2,
    make: () => {
      const random = new Random(7);
      const main = random.normals(8 * layers * b, 0.5);
      const extra = random.normals(3 * b, 0.5);
      const state = random.normals(2 * layers * b, 0.3);
      const sequence = new Float64Array(length * b);
      for (let t = 0; t < length; t++) sequence[t * b + Math.floor(random.uniform() * b)] = 1;

      const part = (of: Float64Array, k: number): Float64Array => of.slice(k * b, (k + 1) * b);
      const gate = (layer: number, k: number): Gate => ({
        weights: part(main, 8 * layer + k),
        biases: part(main, 8 * layer + 4 + k),
      });
      const parameters = range(layers).map((layer) => ({
        forget: gate(layer, 0),
        admit: gate(layer, 1),
        emit: gate(layer, 2),
        change: gate(layer, 3),
      }));
      const extraParts = {
        inputWeights: part(extra, 0),
        outputWeights: part(extra, 1),
        outputBiases: part(extra, 2),
      };
      const states = range(layers).map((layer) => ({
        hidden: part(state, 2 * layer),
        content: part(state, 2 * layer + 1),
      }));
      const vectors = range(length).map((t) => part(sequence, t));
      const expert = makeLstm(layers, length, b);
      return {
        arrays: withInto(
          version(
            () => lstm(main, extra, state, sequence),
            () => lstmGradient(main, extra, state, sequence),
          ),
          like([main, extra]),
          (into) => lstmInto(into, main, extra, state, sequence),
        ),
        objects: version(
          () => lstmOfCells(parameters, extraParts, states, vectors),
          () => lstmOfCellsGradient(parameters, extraParts, states, vectors),
          numbersOfLayers,
        ),
        expert: byHand((g) => expert.gradientInto(main, extra, state, sequence, g), expert.size),
      };
    },
  };
}

/** Bundle adjustment: all residuals and their sparse Jacobian. */
export function bundleProgram(cameraCount: number, pointCount: number, observationCount: number): Program {
  return {
    name: `ba n=${cameraCount} m=${pointCount} p=${observationCount}`,
    make: () => {
      const random = new Random(8);
      const camera = (): Float64Array =>
        Float64Array.of(
          ...random.uniforms(3, -0.5, 0.5),
          ...random.uniforms(2, -1, 1),
          ...random.uniforms(1, -9, -7),
          ...random.uniforms(1, 4, 6),
          ...random.uniforms(2, -0.5, 0.5),
          ...random.uniforms(2, -0.05, 0.05),
        );
      const cameras = range(cameraCount).map(camera);
      const points = range(pointCount).map(() => random.uniforms(3, -1, 1));
      const weights = random.uniforms(observationCount, 0.2, 1);
      const pairs = Int32Array.from(range(observationCount).flatMap((i) => [i % cameraCount, i % pointCount]));
      const features = random.uniforms(2 * observationCount, -1, 1);
      const input = { cameras, points, weights, pairs, features };

      const flatten = (rows: readonly Float64Array[]): Float64Array =>
        Float64Array.from(rows.flatMap((row) => [...row]));
      const flat = { cameras: flatten(cameras), points: flatten(points) };
      const entries = 31 * observationCount;
      const memory = () => ({
        errors: new Float64Array(2 * observationCount),
        weightErrors: new Float64Array(observationCount),
        values: new Float64Array(entries),
        columns: new Int32Array(entries),
        starts: new Int32Array(3 * observationCount + 1),
      });
      const into = (of: ReturnType<typeof memory>): void =>
        bundleJacobianInto(
          cameraCount,
          pointCount,
          observationCount,
          flat.cameras,
          flat.points,
          weights,
          pairs,
          features,
          of.errors,
          of.weightErrors,
          of.values,
          of.columns,
          of.starts,
        );
      const own = memory();
      return {
        arrays: {
          primal: () => residuals(input),
          gradient: () => residualsAndJacobian(input, reprojectionRowsInto, weightErrorGradient),
          numbers: (result) => (result as ReturnType<typeof residualsAndJacobian>).jacobian.values,
        },
        expert: {
          gradient: () => {
            const made = memory();
            into(made);
            return made;
          },
          gradientInto: () => into(own),
          numbers: (result) => (result as ReturnType<typeof memory>).values,
        },
      };
    },
  };
}
