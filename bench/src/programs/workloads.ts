import { logisticInto as logisticByHandInto } from "../expert/logistic.js";
import { makeLotkaVolterra } from "../expert/lotka-volterra.js";
import { makeMlp } from "../expert/mlp.js";
import { rosenbrockInto as rosenbrockByHandInto } from "../expert/rosenbrock.js";
import { logisticInto, lotkaVolterraInto, mlpInto, rosenbrockInto } from "../models/into.js";
import { logistic, logisticGradient, logisticOfSamples, logisticOfSamplesGradient } from "../models/logistic.js";
import {
  lotkaVolterra,
  lotkaVolterraGradient,
  lotkaVolterraOfStates,
  lotkaVolterraOfStatesGradient,
} from "../models/lotka-volterra.js";
import { type Layer, mlp, mlpGradient, mlpOfLayers, mlpOfLayersGradient } from "../models/mlp.js";
import { rosenbrock, rosenbrockGradient, rosenbrockOfPairs, rosenbrockOfPairsGradient } from "../models/rosenbrock.js";
import { byHand, type Program, version, withInto } from "../program.js";
import { Random } from "../random.js";

const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

export function rosenbrockProgram(n: number): Program {
  return {
    name: `rosenbrock n=${n}`,
    make: () => {
      const x = new Random(1).uniforms(n, -2, 2);
      const list = [...x];
      return {
        arrays: withInto(
          version(
            () => rosenbrock(x),
            () => rosenbrockGradient(x),
          ),
          new Float64Array(n),
          (into) => rosenbrockInto(into, x),
        ),
        objects: version(
          () => rosenbrockOfPairs(list),
          () => rosenbrockOfPairsGradient(list),
        ),
        expert: byHand((g) => rosenbrockByHandInto(x, g), n),
      };
    },
  };
}

export function logisticProgram(n: number, d: number): Program {
  return {
    name: `logistic n=${n} d=${d}`,
    make: () => {
      const random = new Random(2);
      const samples = random.normals(n * d);
      const truth = random.normals(d);
      const rows = range(n).map((i) => samples.slice(i * d, (i + 1) * d));
      const labels = Float64Array.from(rows, (row) => {
        const score = row.reduce((sum, entry, j) => sum + entry * truth[j], random.normal());
        return score > 0 ? 1 : -1;
      });
      const weights = random.normals(d, 0.3);
      const list = rows.map((features, i) => ({ features, label: labels[i] }));
      return {
        arrays: withInto(
          version(
            () => logistic(weights, samples, labels),
            () => logisticGradient(weights, samples, labels),
          ),
          new Float64Array(d),
          (into) => logisticInto(into, weights, samples, labels),
        ),
        objects: version(
          () => logisticOfSamples(weights, list),
          () => logisticOfSamplesGradient(weights, list),
        ),
        expert: byHand((g) => logisticByHandInto(weights, samples, labels, 0.01, g), d),
      };
    },
  };
}

/** The layer that starts at `at` as rows of weights, which the array style keeps as columns. */
function layerOf(parameters: Float64Array, at: number, inputs: number, outputs: number): Layer {
  const row = (j: number): Float64Array => Float64Array.from(range(inputs), (k) => parameters[at + k * outputs + j]);
  const biases = at + inputs * outputs;
  return { weights: range(outputs).map(row), biases: parameters.slice(biases, biases + outputs) };
}

function numbersOfLayers(layers: readonly Layer[]): number[] {
  return layers.flatMap(({ weights, biases }) => [
    ...range(weights[0].length).flatMap((k) => weights.map((row) => row[k])),
    ...biases,
  ]);
}

export function mlpProgram(batch: number, inputs: number, hidden: number, classes: number): Program {
  return {
    name: `mlp ${inputs}-${hidden}-${hidden}-${classes} batch=${batch}`,
    make: () => {
      const random = new Random(3);
      const samples = random.normals(batch * inputs);
      const labels = Int32Array.from(range(batch), () => Math.floor(random.uniform() * classes));
      const expert = makeMlp(batch, inputs, hidden, classes, samples, labels);
      const parameters = random.normals(expert.size, 0.15);
      const second = (inputs + 1) * hidden;
      const third = second + (hidden + 1) * hidden;
      const layers: [Layer, Layer, Layer] = [
        layerOf(parameters, 0, inputs, hidden),
        layerOf(parameters, second, hidden, hidden),
        layerOf(parameters, third, hidden, classes),
      ];
      const list = range(batch).map((b) => ({
        features: samples.slice(b * inputs, (b + 1) * inputs),
        label: labels[b],
      }));
      return {
        arrays: withInto(
          version(
            () => mlp(parameters, samples, labels, inputs, hidden, classes),
            () => mlpGradient(parameters, samples, labels, inputs, hidden, classes),
          ),
          new Float64Array(expert.size),
          (into) => mlpInto(into, parameters, samples, labels, inputs, hidden, classes),
        ),
        objects: version(
          () => mlpOfLayers(layers, list),
          () => mlpOfLayersGradient(layers, list),
          numbersOfLayers,
        ),
        expert: byHand((g) => expert.gradientInto(parameters, g), expert.size),
      };
    },
  };
}

export function lotkaVolterraProgram(steps: number): Program {
  return {
    name: `lotka-volterra steps=${steps}`,
    make: () => {
      const every = 10;
      const parameters = Float64Array.of(1.1, 0.4, 0.4, 0.1, 10, 5);
      const [a, b, c, d, prey, predators] = parameters;
      const observations = new Random(4).uniforms(2 * Math.floor(steps / every), 1, 10);
      const list = range(observations.length / 2).map((i) => ({
        prey: observations[2 * i],
        predators: observations[2 * i + 1],
      }));
      const rates = { a, b, c, d };
      const initial = { prey, predators };
      const expert = makeLotkaVolterra(observations, steps, every, 0.01);
      return {
        arrays: withInto(
          version(
            () => lotkaVolterra(parameters, observations, steps, every),
            () => lotkaVolterraGradient(parameters, observations, steps, every),
          ),
          new Float64Array(6),
          (into) => lotkaVolterraInto(into, parameters, observations, steps, every),
        ),
        objects: version(
          () => lotkaVolterraOfStates(rates, initial, list, every),
          () => lotkaVolterraOfStatesGradient(rates, initial, list, every),
        ),
        expert: byHand((g) => expert.gradientInto(parameters, g), 6),
      };
    },
  };
}
