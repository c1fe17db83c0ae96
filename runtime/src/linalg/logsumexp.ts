import { withRule } from "cotangent";
import { expectArray } from "../kernel-arguments.js";
import { dotAt } from "./dot.js";
import { packedVector } from "./shapes.js";

/**
 * `log(exp(x_1) + ... + exp(x_n))` without overflow: `-Infinity` of no numbers, and where all are, `Infinity` where one is (book, section
 * 4.4; Blanchard, Higham and Higham, Accurately computing the log-sum-exp and softmax functions, 2021). Its gradient is `softmax(x)`.
 * @throws TypeError where `x` is no Float64Array
 */
export function logsumexp(x: Float64Array): number {
  expectArray("logsumexp", "x", x);
  return logSum(x);
}

/**
 * `exp(x_i) / (exp(x_1) + ... + exp(x_n))` without overflow. Where the largest number is infinite, those that are equal to it share equally: so do
 * all where all are `-Infinity`. Book, section 4.4; Blanchard, Higham and Higham (2021).
 * @throws TypeError where `x` is no Float64Array
 */
export function softmax(x: Float64Array): Float64Array {
  expectArray("softmax", "x", x);
  return shares(x);
}

const logSum: (x: Float64Array) => number = /* @__PURE__ */ withRule(
  (x: Float64Array): number => {
    const top = largest(x);
    let sum = 0;
    for (let i = 0; i < x.length; i++) sum += x[i] === top ? 1 : Math.exp(x[i] - top);
    return top + Math.log(sum);
  },
  {
    jvp: ([x], [dx]) => [logSum(x), dotAt(shares(x), packedVector(x.length), dx, packedVector(x.length))],
    forward: (x) => [logSum(x), x],
    backward: (x, c) => [shares(x).map((p) => c * p)],
  },
);

const shares: (x: Float64Array) => Float64Array = /* @__PURE__ */ withRule(
  (x: Float64Array): Float64Array => {
    const top = largest(x);
    const shares = new Float64Array(x.length);
    let sum = 0;
    for (let i = 0; i < x.length; i++) {
      shares[i] = x[i] === top ? 1 : Math.exp(x[i] - top);
      sum += shares[i];
    }
    for (let i = 0; i < x.length; i++) shares[i] /= sum;
    return shares;
  },
  {
    jvp: ([x], [dx]) => {
      const p = shares(x);
      return [p, spread(p, dx)];
    },
    forward: (x) => {
      const p = shares(x);
      return [p, p];
    },
    // The matrix diag(p) - p p^T is symmetric.
    backward: (p, c) => [spread(p, c)],
  },
);

function spread(p: Float64Array, v: Float64Array): Float64Array {
  const mean = dotAt(p, packedVector(p.length), v, packedVector(p.length));
  const result = new Float64Array(p.length);
  for (let i = 0; i < p.length; i++) result[i] = p[i] * (v[i] - mean);
  return result;
}

/** The largest number, NaN if one is, `-Infinity` if there are none. */
function largest(x: Float64Array): number {
  let top = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < x.length; i++) top = Math.max(top, x[i]);
  return top;
}
