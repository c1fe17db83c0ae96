/**
 * The gamma distribution, and those that are made of it. How a draw is found has no derivative that helps: it is accepted or rejected. A draw is taken as the quantile that it
 * is, whose derivative by the shape follows from the distribution function: dz/da = -(dF/da) / density. Figurnov, Mohamed and Mnih, "Implicit reparameterization
 * gradients", NeurIPS 2018.
 */
import { nondifferentiable, withRule } from "cotangent";
import { digamma, gammaDensity, gammaPDerivative } from "cotangent/special";
import { expectArray } from "../kernel-arguments.js";
import { expectDraws, expectKey, expectPositive } from "./checks.js";
import { bitsAt, child, type Key } from "./key.js";
import { openUniform } from "./location-scale.js";

/** Below this logarithm of a draw only the leading term of the distribution function counts. */
const negligible = -600;

/** The derivative of the logarithm of a draw by the shape. */
function slope(shape: number, logarithm: number): number {
  if (logarithm < negligible) return (digamma(shape + 1) - logarithm) / shape;
  const z = Math.exp(logarithm);
  return -gammaPDerivative(1, shape, z) / (z * gammaDensity(0, shape, z));
}

/** `logarithm`, that of a draw with shape `shape`, as a function of the shape. */
const ofShape: (shape: number, logarithm: number) => number = /* @__PURE__ */ withRule(
  (_: number, logarithm: number): number => logarithm,
  {
    // What is differentiated again depends on the shape also through the draw.
    jvp: ([shape, logarithm], [change]) => {
      const own = ofShape(shape, logarithm);
      return [own, slope(shape, own) * change];
    },
    forward: (shape, logarithm) => {
      const own = ofShape(shape, logarithm);
      return [own, { shape, own }];
    },
    backward: ({ shape, own }, cotangent) => [slope(shape, own) * cotangent, 0],
  },
);

const logarithms = nondifferentiable((key: Key, n: number, shape: number): Float64Array => {
  const draws = new Float64Array(n);
  for (let i = 0; i < n; i++) draws[i] = logarithmOfDraw(child(key, i), shape);
  return draws;
});

const logarithm = nondifferentiable((key: Key, shape: number): number => logarithmOfDraw(key, shape));

/** Marsaglia and Tsang, "A simple method for generating gamma variables", ACM TOMS 26 (2000); for a shape below 1 with their power of a uniform number. */
function logarithmOfDraw(key: Key, shape: number): number {
  const d = (shape < 1 ? shape + 1 : shape) - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (let attempt = 0; ; attempt++) {
    // Three numbers for each attempt, and number 0 for the power.
    const [a, b, u] = [1, 2, 3].map((k) => openUniform(bitsAt(key, 3 * attempt + k)));
    const x = Math.sqrt(-2 * Math.log(a)) * Math.cos(2 * Math.PI * b);
    const v = (1 + c * x) ** 3;
    if (v <= 0 || Math.log(u) >= 0.5 * x * x + d * (1 - v + Math.log(v))) continue;
    return Math.log(d * v) + (shape < 1 ? Math.log(openUniform(bitsAt(key, 0))) / shape : 0);
  }
}

/**
 * `n` independent numbers of the gamma distribution with shape `shape` and rate `rate`, so with mean `shape / rate`. The derivative by the shape is implicit (Figurnov and others, 2018), that
 * by the rate that of `z / rate`; of all orders.
 * @throws RangeError where `n`, `shape` or `rate` is not as it should be
 */
export function gamma(key: Key, n: number, shape: number, rate = 1): Float64Array {
  expectDraws(key, n, "gamma");
  expectPositive(shape, "gamma", "shape");
  expectPositive(rate, "gamma", "rate");
  const draws = logarithms(key, n, shape);
  const values = new Float64Array(n);
  for (let i = 0; i < n; i++) values[i] = Math.exp(ofShape(shape, draws[i])) / rate;
  return values;
}

/**
 * `n` independent numbers of the beta distribution with the shapes `a` and `b`: `x / (x + y)` of gamma distributed `x` and `y`, with the derivative
 * of that. Devroye (1986), section IX.4.
 * @throws RangeError where `n`, `a` or `b` is not as it should be
 */
export function beta(key: Key, n: number, a: number, b: number): Float64Array {
  expectDraws(key, n, "beta");
  expectPositive(a, "beta", "a");
  expectPositive(b, "beta", "b");
  const first = logarithms(child(key, 0), n, a);
  const second = logarithms(child(key, 1), n, b);
  const values = new Float64Array(n);
  // By logarithms: for small shapes both gammas may underflow.
  for (let i = 0; i < n; i++) values[i] = 1 / (1 + Math.exp(ofShape(b, second[i]) - ofShape(a, first[i])));
  return values;
}

/**
 * A draw of the Dirichlet distribution: as many numbers as `concentrations`, positive, of sum 1. They are gamma distributed numbers divided by their sum, with the derivative
 * of that. Devroye (1986), section XI.4.
 * @throws RangeError where a concentration is not positive, or there is none
 */
export function dirichlet(key: Key, concentrations: Float64Array): Float64Array {
  expectKey(key, "dirichlet");
  expectArray("dirichlet", "concentrations", concentrations);
  const n = concentrations.length;
  if (n === 0) throw new RangeError("dirichlet: there are no concentrations");
  const values = new Float64Array(n);
  let largest = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < n; i++) {
    const shape = concentrations[i];
    expectPositive(shape, "dirichlet", `concentrations[${i}]`);
    values[i] = ofShape(shape, logarithm(child(key, i), shape));
    largest = Math.max(largest, values[i]);
  }
  let sum = 0;
  for (let i = 0; i < n; i++) {
    values[i] = Math.exp(values[i] - largest);
    sum += values[i];
  }
  for (let i = 0; i < n; i++) values[i] /= sum;
  return values;
}
