import type { Data } from "./data.js";

/** The residuals of a model: what is observed less what the model says. */
function errors({ x, y }: Data, model: (x: number) => number): Float64Array {
  return y.map((observed, i) => observed - model(x[i]));
}

const rise = (b: Float64Array, x: number): number => b[0] * (1 - Math.exp(-b[1] * x));
export const misra1a = (b: Float64Array, data: Data): Float64Array => errors(data, (x) => rise(b, x));
export const boxBod = (b: Float64Array, data: Data): Float64Array => errors(data, (x) => rise(b, x));

export const misra1b = (b: Float64Array, data: Data): Float64Array =>
  errors(data, (x) => b[0] * (1 - (1 + (b[1] * x) / 2) ** -2));

export const misra1c = (b: Float64Array, data: Data): Float64Array =>
  errors(data, (x) => b[0] * (1 - (1 + 2 * b[1] * x) ** -0.5));

export const misra1d = (b: Float64Array, data: Data): Float64Array =>
  errors(data, (x) => (b[0] * b[1] * x) / (1 + b[1] * x));

export const chwirut = (b: Float64Array, data: Data): Float64Array =>
  errors(data, (x) => Math.exp(-b[0] * x) / (b[1] + b[2] * x));

export const lanczos = (b: Float64Array, data: Data): Float64Array =>
  errors(data, (x) => b[0] * Math.exp(-b[1] * x) + b[2] * Math.exp(-b[3] * x) + b[4] * Math.exp(-b[5] * x));

/** Two peaks over something that decays. */
export const gauss = (b: Float64Array, data: Data): Float64Array => {
  const peak = (x: number, height: number, center: number, width: number): number =>
    height * Math.exp(-(((x - center) / width) ** 2));
  return errors(data, (x) => b[0] * Math.exp(-b[1] * x) + peak(x, b[2], b[3], b[4]) + peak(x, b[5], b[6], b[7]));
};

export const danWood = (b: Float64Array, data: Data): Float64Array => errors(data, (x) => b[0] * x ** b[1]);

export const kirby2 = (b: Float64Array, data: Data): Float64Array =>
  errors(data, (x) => (b[0] + x * (b[1] + x * b[2])) / (1 + x * (b[3] + x * b[4])));

/** A quotient of two cubic polynomials: Hahn1 and Thurber. */
export const cubics = (b: Float64Array, data: Data): Float64Array =>
  errors(data, (x) => (b[0] + x * (b[1] + x * (b[2] + x * b[3]))) / (1 + x * (b[4] + x * (b[5] + x * b[6]))));

/** The only problem with two predictors; its response is the logarithm of what is observed. */
export const nelson = (b: Float64Array, { x, x2, y }: Data): Float64Array =>
  y.map((observed, i) => Math.log(observed) - (b[0] - b[1] * x[i] * Math.exp(-b[2] * x2[i])));

export const mgh17 = (b: Float64Array, data: Data): Float64Array =>
  errors(data, (x) => b[0] + b[1] * Math.exp(-x * b[3]) + b[2] * Math.exp(-x * b[4]));

export const roszman1 = (b: Float64Array, data: Data): Float64Array =>
  errors(data, (x) => b[0] - b[1] * x - Math.atan(b[2] / (x - b[3])) / Math.PI);

/** Cycles of a year and of two periods that are to be found. */
export const enso = (b: Float64Array, data: Data): Float64Array => {
  const cycle = (x: number, period: number, cosine: number, sine: number): number => {
    const angle = (2 * Math.PI * x) / period;
    return cosine * Math.cos(angle) + sine * Math.sin(angle);
  };
  return errors(data, (x) => b[0] + cycle(x, 12, b[1], b[2]) + cycle(x, b[3], b[4], b[5]) + cycle(x, b[6], b[7], b[8]));
};

export const mgh09 = (b: Float64Array, data: Data): Float64Array =>
  errors(data, (x) => (b[0] * x * (x + b[1])) / (x * (x + b[2]) + b[3]));

export const rat42 = (b: Float64Array, data: Data): Float64Array =>
  errors(data, (x) => b[0] / (1 + Math.exp(b[1] - b[2] * x)));

export const rat43 = (b: Float64Array, data: Data): Float64Array =>
  errors(data, (x) => b[0] / (1 + Math.exp(b[1] - b[2] * x)) ** (1 / b[3]));

export const mgh10 = (b: Float64Array, data: Data): Float64Array =>
  errors(data, (x) => b[0] * Math.exp(b[1] / (x + b[2])));

export const eckerle4 = (b: Float64Array, data: Data): Float64Array =>
  errors(data, (x) => (b[0] / b[1]) * Math.exp(-0.5 * ((x - b[2]) / b[1]) ** 2));

export const bennett5 = (b: Float64Array, data: Data): Float64Array =>
  errors(data, (x) => b[0] * (b[1] + x) ** (-1 / b[2]));
