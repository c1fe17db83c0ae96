// The workloads that libraries of tensors can express too, with their data as plain arrays.
import { logistic, logisticGradient } from "../dist/bench/src/models/logistic.js";
import { mlp, mlpGradient } from "../dist/bench/src/models/mlp.js";
import { rosenbrock, rosenbrockGradient } from "../dist/bench/src/models/rosenbrock.js";
import { Random } from "../dist/bench/src/random.js";

const random = new Random(11);

const logisticData = { n: 1000, d: 50, decay: 0.01 };
logisticData.samples = random.normals(logisticData.n * logisticData.d);
logisticData.labels = Float64Array.from({ length: logisticData.n }, () => (random.uniform() < 0.5 ? -1 : 1));

const mlpData = { batch: 32, inputs: 64, hidden: 64, classes: 10 };
mlpData.samples = random.normals(mlpData.batch * mlpData.inputs);
mlpData.labels = Int32Array.from({ length: mlpData.batch }, () => Math.floor(random.uniform() * mlpData.classes));
mlpData.layers = [
  [mlpData.inputs, mlpData.hidden],
  [mlpData.hidden, mlpData.hidden],
  [mlpData.hidden, mlpData.classes],
];
const parameterCount = mlpData.layers.reduce((sum, [inputs, outputs]) => sum + (inputs + 1) * outputs, 0);
const { samples, labels, inputs, hidden, classes } = mlpData;

/** By name: the parameters, the function and its gradient by Cotangent, and what else it depends on. */
export const workloads = {
  rosenbrock: {
    title: "Rosenbrock, n = 1000",
    parameters: random.uniforms(1000, -2, 2),
    data: {},
    primal: rosenbrock,
    gradient: rosenbrockGradient,
  },
  logistic: {
    title: "logistic regression, 1000 x 50",
    parameters: random.normals(logisticData.d, 0.3),
    data: logisticData,
    primal: (w) => logistic(w, logisticData.samples, logisticData.labels),
    gradient: (w) => logisticGradient(w, logisticData.samples, logisticData.labels),
  },
  mlp: {
    title: "perceptron 64-64-64-10, batch of 32",
    parameters: random.normals(parameterCount, 0.15),
    data: mlpData,
    primal: (p) => mlp(p, samples, labels, inputs, hidden, classes),
    gradient: (p) => mlpGradient(p, samples, labels, inputs, hidden, classes),
  },
};
